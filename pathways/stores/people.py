"""What a store knows about its people beside their engagements.

Ids that are one person's; persons who must not be held; and the day before which people who came
last are not held.  It stands in the manifest, so that a folder and a server keep it alike, and it
is heeded whenever something is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import StoreError
from pathways.record.merges import Merge, ids_of_one, with_merges
from pathways.record.pseudonyms import marks

__all__ = [
    "NOBODY",
    "People",
    "came_since",
    "is_held",
    "leaving_out",
    "names_left_out",
    "not_yet_left_out",
]

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class People:
    """What a store knows about its people.

    Attributes:
        merges: ids that are one person's; see :class:`~pathways.record.merges.Merge`.
        left_out: keyed marks of those who must not be held; nobody without the key can say who.
        key: a mark of nobody, by which another key is known to be another.
        since: people whose last engagement lies before this day are not held.
    """

    merges: tuple[Merge, ...] = ()
    left_out: tuple[str, ...] = ()
    key: str = ""
    since: str = ""


NOBODY = People()


def leaving_out(people: People, ids: Iterable[str]) -> People:
    """The same, and these persons must not be held any more: their merges are gone as well."""
    gone = {one for person in ids for one in ids_of_one(person, people.merges)}
    if not gone:
        return people
    merges = tuple(one for one in people.merges if not gone & set(one.people))
    new = sorted({*people.left_out, *marks(gone)})
    return replace(people, merges=merges, left_out=tuple(new), key=_key_mark())


def not_yet_left_out(people: People, ids: Iterable[str]) -> bool:
    """Whether one of these persons might still be held."""
    named = list(ids)
    return bool(named) and not set(marks(named)) <= set(people.left_out)


def is_held(records: pd.DataFrame, people: People, others: pd.DataFrame) -> Bools:
    """Which records may be held; ``others`` are those that are held already.

    Raises:
        StoreError: the key is not the one that the persons to leave out were marked with.
    """
    held = np.ones(len(records), dtype=bool)
    if people.left_out:
        _check_key(people)
        column = records["participant"].astype("category")
        listed = set(people.left_out)
        out = [mark in listed for mark in marks(column.cat.categories.astype("str"))]
        held &= ~np.array([*out, False])[column.cat.codes.to_numpy()]
    if people.since:
        columns = ["participant", "start", "end"]
        both = pd.concat([part[columns].astype({"participant": "str"})
                          for part in (records, others) if not part.empty])  # fmt: skip
        late = came_since(both, people.merges, people.since)
        held &= late[: len(records)]
    return held


def names_left_out(table: pd.DataFrame, people: People) -> Bools:
    """Which rows of any table have a cell that is a person who must not be held."""
    found = np.zeros(len(table), dtype=bool)
    listed = set(people.left_out)
    for name in table.columns if listed else ():
        cells = table[name].astype("str").fillna("")
        found |= np.array([mark in listed for mark in marks(cells)], dtype=bool)
    return found


def came_since(records: pd.DataFrame, merges: Iterable[Merge], day: str) -> Bools:
    """For each record whether its person came on the day or later; true where no day is known."""
    days = records[["start", "end"]].max(axis=1)
    who = with_merges(records, merges)["participant"]
    last = days.groupby(who, observed=True).transform("max")
    return np.asarray(last.isna() | (last >= pd.Timestamp(day)), dtype=bool)


def _key_mark() -> str:
    return marks([""])[0]


def _check_key(people: People) -> None:
    if people.key != _key_mark():
        raise StoreError(
            f"This store leaves out {len(people.left_out):,} persons, who were marked with another "
            "key for pseudonyms than the one here; nothing was changed. Set PATHWAYS_KEY to the "
            "file with that key."
        )
