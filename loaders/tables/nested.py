"""Objects that hold what somebody did in a list: ``{"name": …, "courses": [{…}, {…}]}``.

Each object of the list becomes a row, beside what the outer object says.  That is done for one
list only, of which an object says when or in what it was: addresses are no engagements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from loaders.tables.headers import ALIASES, key_of
from pathways.errors import shown

__all__ = ["Apart"]

Items = Iterator[tuple[int, dict[str, Any] | None]]

_LOOKED_AT = 200
"""Objects in which a list is looked for."""
_TELLS = frozenset(
    key_of(name)
    for ours in ("program", "edition", "start")
    for group in ALIASES[ours]
    for name in group
)


@dataclass
class Apart:
    """Objects, those of the list apart that tells what somebody did, and how many there were."""

    items: Items
    objects: int = 0
    rows: int = 0
    key: str = ""

    def rows_of(self) -> Items:
        """The objects with their numbers; one with an empty list has done nothing, and no row."""
        first = list(islice(self.items, _LOOKED_AT))
        told = {key for _, item in first for key, value in (item or {}).items() if _tells(value)}
        self.key = told.pop() if len(told) == 1 else ""
        for number, item in chain(first, self.items):
            inner = (item or {}).get(self.key) if self.key else None
            if item is None or not isinstance(inner, list):
                yield number, item
                continue
            self.objects += 1
            for one in inner:
                self.rows += 1
                yield number, {**item, self.key: one}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done, once all rows were taken."""
        if not self.objects:
            return ()
        rows = f"{self.objects:,} lists of {shown(self.key)} hold {self.rows:,} entries"
        return (f"{rows}, which are counted as rows.",)


def _tells(value: Any) -> bool:
    """Whether a value is a list of objects with the name of a program, an edition or a day."""
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(one, dict) for one in value) and any(
        key_of(str(key)) in _TELLS for one in value for key in one
    )
