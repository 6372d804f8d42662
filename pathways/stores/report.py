"""What writing a log did to a store."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WriteReport"]


@dataclass(frozen=True)
class WriteReport:
    """What writing a log did to a store.

    Attributes:
        added: engagements that the store did not have.
        changed: engagements that it had, and that now say something else.
        unchanged: engagements that it had just so.
        vanished: engagements that it has from the same source, and that the source no longer has.
        removed: how many of the vanished were removed, because that was asked for.
        sources: names of the sources that were written.
        notes: what the reader must know.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    removed: int = 0
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def nothing_new(self) -> bool:
        """Whether the store's engagements are what they were."""
        return not (self.added or self.changed or self.removed)

    @property
    def sentence(self) -> str:
        """The finding, to be read aloud.

        >>> WriteReport(added=2, unchanged=5, vanished=1).sentence
        '2 engagements added, 0 changed, 5 unchanged; 1 vanished from its source and is kept.'
        """
        if self.nothing_new:
            said = f"Nothing changed: {_engagements(self.unchanged)} as before"
        else:
            said = (
                f"{_engagements(self.added)} added, {self.changed:,} changed, "
                f"{self.unchanged:,} unchanged"
            )
        kept = self.vanished - self.removed
        if self.removed:
            said += f"; {self.removed:,} removed that vanished from their source"
        if kept:
            one = kept == 1
            said += f"; {kept:,} vanished from {'its' if one else 'their'} source and "
            said += "is kept" if one else "are kept"
        return f"{said}."

    def __str__(self) -> str:
        return self.sentence


def _engagements(count: int) -> str:
    return f"{count:,} engagement{'' if count == 1 else 's'}"
