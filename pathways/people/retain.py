"""Hold people for so many months after they last came; then delete, or coarsen what is held."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer, Origin
from pathways.answer.wording import people_word
from pathways.errors import NoAnswerError, OptionError, one_of
from pathways.record.merges import with_merges
from pathways.record.typed import RECORD_COLUMNS
from pathways.stores.contents import only, without
from pathways.stores.merge import Contents
from pathways.stores.people import People, came_since
from pathways.transfer.opening import is_store, open_store

__all__ = ["COARSENED", "THEN", "retain"]

COARSENED = "coarsened"
"""The source of the engagements whose persons nobody can tell any more."""
THEN = ("delete", "coarsen")
_DONE = {"delete": "deleted", "coarsen": "coarsened"}
_DATED = ("instant", "day")
Bools = NDArray[np.bool_]


def retain(
    source: str | Path,
    months: int,
    *,
    then: str = "delete",
    as_of: date | None = None,
    preview: bool = False,
) -> Answer:
    """Hold people in a store for so many months after they last came.

    A person is held as long as the last day of any of their engagements lies at most ``months``
    calendar months before ``as_of``; the same day of the month is still in it.  All ids that were
    merged are one person.  Whoever came earlier is deleted; or coarsened: their engagements stay
    under a new random id, dates become months, and all that describes the person is taken out.
    Later loads leave out whoever last came before that day, too; somebody who comes again is held
    again, as a new person where the earlier engagements were coarsened.  No load can be undone any
    more.

    Args:
        source: a store folder, or the address of a server.
        months: how many, from 1 on.
        then: ``delete`` or ``coarsen``.
        as_of: counted back from this day; by default today.
        preview: only say what would become of whom.

    Returns:
        One row each for ``held``, ``deleted`` or ``coarsened``, and ``no date`` (whom nothing
        tells when they came; they are held): ``what`` (str), ``people``, ``engagements`` (int64).

    Raises:
        OptionError: no store, fewer months than one, or another word for ``then``.
        NoAnswerError: nobody in the store has a date.

    Source: measures.md, section 8.
    """
    if not is_store(source):
        raise OptionError("Retention is kept by a store: load the files into one first.")
    if months < 1:
        raise OptionError("People are held for at least 1 month.")
    if then not in THEN:
        raise OptionError(f"{one_of(then, THEN, 'then')}.")
    today = as_of or datetime.now(tz=UTC).date()
    first = (pd.Timestamp(today) - pd.DateOffset(months=months)).date()
    with open_store(source) as store:
        log = store.read(merges=False)
        merges = store.manifest.people.merges if store.manifest else ()
        table = _counts(with_merges(log.as_records(), merges), first, then)
        if not preview:
            store.rewrite(partial(_kept, first=first.isoformat(), then=then))
    return _said(table, first, log.origin, preview=preview)


def _counts(records: pd.DataFrame, first: date, then: str) -> pd.DataFrame:
    """How many people and engagements are held, go, or have no date."""
    undated = came_since(records, (), "9999-01-01")
    if undated.all():
        raise NoAnswerError("Nothing in this store has a date, so nobody's time is known.")
    late = came_since(records, (), first.isoformat())
    parts = {"held": late & ~undated, _DONE[then]: ~late, "no date": undated}
    rows = [
        (what, records.loc[part, "participant"].nunique(), int(part.sum()))
        for what, part in parts.items()
    ]
    return pd.DataFrame(rows, columns=["what", "people", "engagements"])


def _kept(contents: Contents, people: People, *, first: str, then: str) -> tuple[Contents, People]:
    """What is held from then on, and what the store heeds."""
    late = came_since(contents.records, people.merges, first)
    gone = set(contents.records.loc[~late, "participant"].astype("str"))
    merges = tuple(one for one in people.merges if not gone & set(one.people))
    heeded = replace(people, merges=merges, since=max(first, people.since))
    if then == "delete":
        return without(contents, late), heeded
    return _coarsened(contents, late, people), heeded


def _coarsened(contents: Contents, late: Bools, people: People) -> Contents:
    """The late as they are; the others under new ids, keys and months, in a source of their own."""
    theirs = contents.members["source"] == COARSENED
    done = contents.records["engagement"].isin(contents.members.loc[theirs, "engagement"])
    early = ~late & ~done.to_numpy()
    records = contents.records.copy(deep=False)
    whose = with_merges(records, people.merges)["participant"].astype("str")
    ids = {one: f"c{secrets.token_hex(8)}" for one in sorted(set(whose[early]))}
    records["participant"] = whose.map(ids).where(early, records["participant"].astype("str"))
    records["participant"] = records["participant"].astype("category")
    new = np.array([secrets.randbits(64) for _ in range(int(early.sum()))], dtype=np.uint64)
    old = records.loc[early, "engagement"]
    records.loc[early, "engagement"] = new
    records = _in_months(records, early)
    return Contents(only(records, np.ones(len(records), dtype=bool)), _moved(contents, old, new))


def _in_months(records: pd.DataFrame, early: Bools) -> pd.DataFrame:
    """Days become months, and what describes the person or the row is taken out."""
    days = early & records["precision"].isin(_DATED).to_numpy()
    months = records["start"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    precision = records["precision"].astype("str").mask(days, "month").astype("category")
    table = records.assign(
        start=records["start"].mask(days, pd.Series(months, index=records.index)),
        end=records["end"].mask(days),
        precision=precision,
    )
    for name in set(table.columns) - {*RECORD_COLUMNS, "engagement"}:
        table[name] = table[name].mask(early)
    return table


def _moved(contents: Contents, old: pd.Series, new: NDArray[np.uint64]) -> pd.DataFrame:
    """Who has what: the engagements with new keys are those of their own source alone."""
    members = contents.members[~contents.members["engagement"].isin(old)]
    names = dict.fromkeys([*map(str, contents.members["source"].cat.categories), COARSENED])
    sources = [*members["source"].astype("str"), *[COARSENED] * len(new)]
    return pd.DataFrame(
        {
            "source": pd.Categorical(sources, categories=pd.Index(names, dtype="str")),
            "engagement": np.concatenate([members["engagement"].to_numpy(np.uint64), new]),
        }
    )


def _said(table: pd.DataFrame, first: date, origin: Origin, *, preview: bool) -> Answer:
    held, gone, undated = (int(many) for many in table["people"])
    what = table["what"].iloc[1]
    will = "would be" if preview else "is" if gone == 1 else "are"
    sentence = (
        f"{people_word(gone)} who last came before {first} {will} {what}; "
        f"{people_word(held)} came since."
    )
    caveats = [] if preview else [
        f"Later loads leave out whoever last came before {first}; no load can be undone any more.",
        "Files of refused rows and exports that were written earlier stay as they are.",
    ]  # fmt: skip
    if undated:
        caveats.append(f"{people_word(undated)} without any date: held, since nothing tells when.")
    counted = table[table["people"] > 0].reset_index(drop=True)
    return Answer(
        "people_retain",
        sentence,
        "people of the store",
        counted,
        tuple(caveats),
        replace(origin, alarms=()),
    )
