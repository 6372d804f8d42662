"""A record that is never held in one piece: its kinds of engagements, and its parts by people.

What a record decides as a whole (the names of its steps, the order of editions, the cut-off, what
speaks against it) does not depend on who did what, but on the kinds of its engagements and on how
many there are of each.  :func:`kinds_of` counts them, :func:`whole_of` makes a log of them, and
:func:`part_of` makes the log of some of the people on the terms of that whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import metadata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Origin
from pathways.errors import RuleError
from pathways.record.editions import Editions
from pathways.record.log import EngagementLog, build_log
from pathways.record.placing import (
    at_tiers,
    by_person_and_time,
    days_of,
    placed,
    up_to,
    years_as_editions,
)
from pathways.record.rules import violations
from pathways.record.scheme import Scheme
from pathways.record.typed import CLOCK, MANY, TEXT, typed
from pathways.stats.sorting import counted

__all__ = ["KIND", "added_kinds", "kinds_of", "part_of", "whole_of", "whole_of_files"]

KIND = (*TEXT, "start", "end")
"""What a kind of engagement is; of the participant only whether there is one."""

_SOMEBODY = "somebody"


def kinds_of(records: pd.DataFrame) -> pd.DataFrame:
    """The kinds of some engagements: columns :data:`KIND`, and ``many`` of each.

    Example:
        >>> rows = log.as_records()
        >>> int(kinds_of(rows)["many"].sum()) == len(rows)
        True
    """
    who = records["participant"]
    codes = _is_there(who).astype(np.int8) - 1
    somebody = pd.Categorical.from_codes(codes, pd.Index([_SOMEBODY], dtype="str"))
    table = typed(records.assign(participant=somebody, **{CLOCK: None}))
    texts = {name: table[name].cat for name in TEXT}
    keys = [column.codes.to_numpy(np.int64) for column in texts.values()]
    # The end of what is in no edition decides nothing but whether it comes before the start.
    matters = table["edition"].notna() | (table["end"] < table["start"])
    days = [_Days(table["start"]), _Days(table["end"].where(matters))]
    found, many = counted(*keys, *(each.numbers for each in days))
    columns = {
        name: pd.Series(pd.Categorical.from_codes(codes, column.categories)).astype("str")
        for (name, column), codes in zip(texts.items(), found, strict=False)
    }
    dates = {
        name: each.dates(numbers)
        for name, each, numbers in zip(KIND[-2:], days, found[-2:], strict=True)
    }
    return pd.DataFrame({**columns, **dates, MANY: many})


def added_kinds(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The kinds of a record from those of its parts."""
    table = pd.concat(parts, ignore_index=True)
    by_kind = table.groupby(list(KIND), dropna=False, sort=True, observed=True)
    return by_kind[MANY].sum().reset_index()


def whole_of(
    kinds: pd.DataFrame,
    scheme: Scheme,
    *,
    editions: pd.DataFrame | Editions | None,
    as_of: str | date | None,
    origin: Origin,
) -> EngagementLog:
    """A log in which each record is a kind of engagement and stands for as many as there are.

    What it says of the record is what the log of all engagements says, but for who they are.

    Raises:
        EditionOrderError: undated editions that nothing orders.
        OptionError: an as-of that cannot be understood.
    """
    many = kinds[MANY].to_numpy(np.int64)
    records = kinds.drop(columns=MANY)
    return build_log(records, scheme, editions=editions, as_of=as_of, origin=origin, many=many)


def whole_of_files(
    kinds: pd.DataFrame,
    files: tuple[tuple[str, str], ...],
    scheme: Scheme,
    as_of: str | date | None,
) -> EngagementLog:
    """The same of files with their digests; editions are in the order of their dates."""
    rows, version = int(kinds[MANY].sum()), metadata.version("engagement-pathways")
    origin = Origin(files=files, version=version, rows_in=rows)
    return whole_of(kinds, scheme, editions=None, as_of=as_of, origin=origin)


def part_of(records: pd.DataFrame, whole: EngagementLog) -> EngagementLog:
    """The log of all engagements of some people of a record, on the terms of the whole.

    Raises:
        RuleError: two engagements of one key (L6).
    """
    table = typed(records)
    if whole.records["start"].isna().all() and table["edition"].isna().all():
        table = years_as_editions(table)
    table = table.drop(index=violations(table, whole.scheme.tier_names).index)
    table = placed(table, whole.editions, whole.unit)[0]
    table = at_tiers(table, whole.scheme)[0]
    if "engagement" in table and table["engagement"].duplicated().any():
        raise RuleError(
            "Two engagements share a key (L6): the files of this record overlap. Load them one "
            "by one, so that what a later file has is taken from there."
        )
    table = table.assign(counted=up_to(table, whole.as_of))
    names = {name: whole.records[name].cat.categories for name in TEXT[1:]}
    in_words_of_whole = {name: table[name].cat.set_categories(names[name]) for name in names}
    table = table.assign(**in_words_of_whole)
    records = table.iloc[by_person_and_time(table)].reset_index(drop=True)
    return whole.part(records, whole.origin)


def _is_there(who: pd.Series) -> NDArray[np.bool_]:
    """Whether each row has a participant that is not blank."""
    column = who.astype("category").cat
    names = pd.Series(column.categories).astype("str")
    maybe = ~names.str.contains("[0-9A-Za-z]", regex=True)
    there = np.ones(len(names) + 1, dtype=bool)
    there[-1] = False
    there[np.flatnonzero(maybe)] = [bool(name.split()) for name in names[maybe]]
    return np.asarray(there[column.codes.to_numpy()])


class _Days:
    """Dates as whole numbers that lie close together: the first one is none."""

    def __init__(self, dates: pd.Series) -> None:
        self.numbers = days_of(dates)
        self.none = self.numbers[dates.isna().to_numpy()][:1]

    def dates(self, numbers: NDArray[np.int64]) -> NDArray[np.datetime64]:
        """Some of the numbers as dates again."""
        days = numbers.astype("datetime64[D]").astype("datetime64[s]")
        return np.where(np.isin(numbers, self.none), np.datetime64("NaT", "s"), days)
