"""Merges: ids that are one person's, as somebody said, and could take back.

A merge changes no record: it is applied where records are read, so that every question can be
asked with it and without it, and taking it back leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from pathways.errors import OptionError, shown
from pathways.record.log import EngagementLog, build_log

__all__ = [
    "Merge",
    "checked",
    "ids_of_one",
    "log_with_merges",
    "one_for_each",
    "said_of_merges",
    "with_merges",
]


@dataclass(frozen=True)
class Merge:
    """Ids that are one person's.

    Attributes:
        people: the ids; the first is what the person is called from then on.
        why: what speaks for it, in words without a name.
        undone: taken back since; it is kept, so that what was done can be read.
    """

    people: tuple[str, ...]
    why: str = ""
    undone: bool = False


def one_for_each(merges: Iterable[Merge]) -> dict[str, str]:
    """What each merged id is called instead; merges that share an id are one person.

    >>> one_for_each([Merge(("a", "b")), Merge(("b", "c")), Merge(("x", "y"), undone=True)])
    {'b': 'a', 'c': 'a'}
    """
    called: dict[str, str] = {}
    for merge in merges:
        if merge.undone:
            continue
        ids = [called.get(one, one) for one in merge.people]
        for one in ids[1:]:
            if one != ids[0]:
                called = {old: ids[0] if new == one else new for old, new in called.items()}
                called[one] = ids[0]
    return called


def ids_of_one(person: str, merges: Iterable[Merge]) -> set[str]:
    """All ids of a person, by any of them.

    >>> sorted(ids_of_one("b", [Merge(("a", "b")), Merge(("b", "c"))]))
    ['a', 'b', 'c']
    """
    called = one_for_each(merges)
    main = called.get(person, person)
    return {main, person, *(old for old, new in called.items() if new == main)}


def with_merges(records: pd.DataFrame, merges: Iterable[Merge]) -> pd.DataFrame:
    """The records with one id for each person; the table that was given stays as it is."""
    called = one_for_each(merges)
    column = records["participant"].astype("category")
    known = called.keys() & set(column.cat.categories)
    if not known:
        return records
    names = [called.get(name, name) for name in column.cat.categories.astype("str")]
    codes, kept = pd.factorize(pd.Index(names, dtype="str"))
    old = column.cat.codes.to_numpy()
    new = pd.Categorical.from_codes(pd.Series(codes).reindex(old, fill_value=-1), kept)
    return records.assign(participant=pd.Series(new, index=records.index))


def said_of_merges(records: pd.DataFrame, merges: Iterable[Merge]) -> tuple[str, ...]:
    """How many ids of these records count as somebody else's; nothing where none does."""
    called = one_for_each(merges)
    ids = set(records["participant"].astype("str").unique())
    people = {called.get(one, one) for one in ids}
    if len(people) == len(ids):
        return ()
    return (f"Merged: {len(ids):,} ids are counted as {len(people):,} people.",)


def log_with_merges(log: EngagementLog, merges: Iterable[Merge]) -> EngagementLog:
    """The log with one id for each person; the cut-off, the editions and the notes stay.

    >>> log_with_merges(log, [Merge(("ana", "ben"))]).people
    4
    """
    merges = tuple(merges)
    # In the order of the source: what nothing else orders stands as it did there.
    records = log.as_records().set_axis(log.records["record"].to_numpy()).sort_index()
    joined = with_merges(records, merges)
    if joined is records:
        return log
    as_of = log.as_of.day or log.editions.name_of(log.as_of.rank)
    made = build_log(
        joined,
        log.scheme,
        editions=log.editions,
        as_of=as_of,
        origin=log.origin,
        source_rows=log.source_rows,
    )
    notes = (*said_of_merges(records, merges), *log.notes)
    return replace(made, mostly_editions=log.mostly_editions, refused=log.refused, notes=notes)


def checked(people: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The ids of a merge, each once.

    Raises:
        OptionError: fewer than two, or one that the record does not have.
    """
    ids, there = tuple(dict.fromkeys(people)), set(known)
    if len(ids) < 2:
        raise OptionError("A merge needs at least two different ids of the record.")
    for one in ids:
        if one not in there:
            raise OptionError(
                f"The record has nobody with the id {shown(one)}; ids are as "
                "`pathways people suggest` and `pathways export` show them."
            )
    return ids
