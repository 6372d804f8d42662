"""What writing a log did to a store."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WriteReport", "differences_said"]


@dataclass(frozen=True)
class WriteReport:
    """What writing a log did to a store.

    Attributes:
        new: engagements that their source did not have.
        corrected: engagements that it had, and that now say something else.
        unchanged: engagements that it had just so.
        gone: engagements that it had and has no longer; the store has them no longer either.
        sources: names of the sources that were written.
        notes: what the reader must know.
    """

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    gone: int = 0
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def nothing_new(self) -> bool:
        """Whether the store's engagements are what they were."""
        return not (self.new or self.corrected or self.gone)

    @property
    def sentence(self) -> str:
        """The finding, to be read aloud.

        >>> WriteReport(new=1, corrected=12, gone=1, unchanged=30).sentence
        '12 corrected, 1 gone, 1 new; 30 engagements as before.'
        >>> WriteReport(new=5).sentence
        '5 engagements, all new.'
        """
        if self.nothing_new:
            return f"Nothing changed: {_engagements(self.unchanged)} as before."
        if not (self.corrected or self.gone or self.unchanged):
            return f"{_engagements(self.new)}, {'all ' if self.new > 1 else ''}new."
        differences = differences_said(self.new, self.corrected, self.gone)
        unchanged = _engagements(self.unchanged) if self.unchanged else "none"
        return f"{differences}; {unchanged} as before."

    def __str__(self) -> str:
        return self.sentence


def differences_said(new: int, corrected: int, gone: int) -> str:
    """What a load changed, in a few words.

    >>> differences_said(new=0, corrected=12, gone=1)
    '12 corrected, 1 gone'
    """
    counts = ((corrected, "corrected"), (gone, "gone"), (new, "new"))
    return ", ".join(f"{many:,} {what}" for many, what in counts if many)


def _engagements(count: int) -> str:
    return f"{count:,} engagement{'' if count == 1 else 's'}"
