"""What changed between two readings of a record: counts, people, programs and roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from loaders.inspection import Inspection
from loaders.tables.toml_text import toml_text
from pathways.answer.wording import listed
from pathways.errors import RecordsError
from pathways.record.toml import toml_in

__all__ = ["Seen", "changes", "seen_in"]


@dataclass(frozen=True)
class Seen:
    """What a reading found, as far as the next one is compared with it."""

    files: tuple[str, ...]
    rows: int
    counted: int
    kept: int
    refused: int
    people: int
    as_of: str
    programs: tuple[str, ...]
    roles: tuple[str, ...]

    def to_toml(self) -> str:
        """The text of a file that :meth:`from_toml` reads back."""
        head = (
            "# What `pathways start` read the last time.\n"
            "# It compares a newer file with this; nothing else needs it.\n"
        )
        return head + toml_text({"": asdict(self)})

    @classmethod
    def from_toml(cls, text: str) -> Seen | None:
        """What was read the last time; ``None`` where the text is something else."""
        try:
            raw = toml_in(text, "what was read the last time", RecordsError)
            made = {one.name: raw[one.name] for one in fields(cls)}
        except (RecordsError, KeyError):
            return None
        lists: dict[str, Any] = {n: tuple(v) for n, v in made.items() if isinstance(v, list)}
        return cls(**{**made, **lists})


def seen_in(inspection: Inspection) -> Seen:
    """What a dry run found."""
    total = inspection.table[["rows_in", "counted", "kept", "refused"]].sum()
    counted = inspection.log.counted
    names = {
        kind: tuple(sorted(counted[kind].dropna().astype(str).unique()))
        for kind in ("program", "role")
    }
    return Seen(
        files=tuple(inspection.table["file"].astype(str)),
        rows=int(total["rows_in"]),
        counted=int(total["counted"]),
        kept=int(total["kept"]),
        refused=int(total["refused"]),
        people=inspection.log.people,
        as_of=str(inspection.log.as_of),
        programs=names["program"],
        roles=names["role"],
    )


def changes(before: Seen, now: Seen) -> tuple[str, ...]:
    """What is different, as sentences; one that says so where nothing is.

    Example:
        >>> old = Seen(("a.csv",), 10, 10, 0, 0, 4, "2024", ("OL",), ("mentee",))
        >>> changes(old, old)
        ('Nothing changed since the last time.',)
        >>> from dataclasses import replace
        >>> print(*changes(old, replace(old, rows=12, counted=12, people=5)), sep="\\n")
        Rows: 12 now, 10 the last time (2 more).
        Counted: 12 now, 10 the last time (2 more).
        People: 5 now, 4 the last time (1 more).
    """
    words = {"rows": "Rows", "counted": "Counted", "kept": "Kept without counting",
             "refused": "Refused", "people": "People"}  # fmt: skip
    lines = [
        f"{word}: {new:,} now, {old:,} the last time ({_difference(new - old)})."
        for name, word in words.items()
        if (new := getattr(now, name)) != (old := getattr(before, name))
    ]
    lines += _names("program", before.programs, now.programs)
    lines += _names("role", before.roles, now.roles)
    if before.as_of != now.as_of:
        lines.append(f"The last day that counts is {now.as_of}; it was {before.as_of}.")
    return tuple(lines) or ("Nothing changed since the last time.",)


def _difference(count: int) -> str:
    return f"{count:,} more" if count > 0 else f"{-count:,} fewer"


def _names(kind: str, before: Sequence[str], now: Sequence[str]) -> list[str]:
    lines = []
    known, there = set(before), set(now)
    for word, names in (
        ("New", [name for name in now if name not in known]),
        ("No longer there", [name for name in before if name not in there]),
    ):
        if names:
            kinds = kind if len(names) == 1 else f"{kind}s"
            lines.append(f"{word}: the {kinds} {listed(names)}.")
    return lines
