"""Records placed on one axis of time and at their tiers: what the whole record decides for each."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import one_of, shown
from pathways.record.editions import Editions
from pathways.record.rules import took_place
from pathways.record.scheme import Scheme
from pathways.record.starts import come_yearly
from pathways.record.typed import CLOCK, many_of, seconds_of_day
from pathways.record.window import AsOf
from pathways.stats.sorting import sorting

__all__ = [
    "at_tiers",
    "by_person_and_time",
    "days_of",
    "mostly_editions",
    "placed",
    "up_to",
    "years_as_editions",
    "years_only",
]

_DAY = 86_400


def years_only(table: pd.DataFrame, editions: pd.DataFrame | Editions | None) -> bool:
    """Whether dates are known as years only, and nothing else orders them."""
    dated = table["start"].notna()
    only = dated.any() and (table.loc[dated, "precision"] == "year").all()
    return bool(only and table["edition"].isna().all() and not isinstance(editions, pd.DataFrame))


def years_as_editions(table: pd.DataFrame) -> pd.DataFrame:
    """The year of each record as its edition, where nothing better is known.

    Comparing 1 January with 1 January by days would say what nobody knows.
    """
    dated = table["start"].notna()
    years = table["start"].dt.year.astype("Int64").astype("str").astype("category")
    precision = pd.Categorical(np.where(dated, "edition", table["precision"].astype("str")))
    return table.assign(edition=years, start=pd.NaT, end=pd.NaT, precision=precision).astype(
        {"start": "datetime64[s]", "end": "datetime64[s]"}
    )


def mostly_editions(table: pd.DataFrame, unit: str) -> bool:
    """Whether windows are in editions unless somebody asks."""
    many = many_of(table)
    by_edition = int(many[(table["precision"] == "edition").to_numpy()].sum())
    return unit == "edition" or 2 * by_edition > int(many.sum()) or come_yearly(table)


def by_person_and_time(table: pd.DataFrame) -> NDArray[np.int64] | slice:
    """The order of L3, stable."""
    time = table["time"].to_numpy(np.int64)
    if CLOCK in table:
        time = time * _DAY + np.maximum(seconds_of_day(table[CLOCK]), 0)
    return sorting(table["participant"].cat.codes.to_numpy(np.int64), time)


def placed(
    table: pd.DataFrame, editions: Editions, unit: str | None = None
) -> tuple[pd.DataFrame, str, pd.DataFrame]:
    """Records on one axis of time, the unit of that axis, and those that have no place on it.

    ``unit`` is that of the whole record, where these are a part of it.
    """
    theirs = editions.lines(table)
    undated = table["start"].isna()
    if undated.any():
        for name in ("start", "end"):
            known = theirs[name].astype("datetime64[s]")
            table = table.assign(**{name: table[name].where(~undated, known)})
    start, ranks = table["start"], theirs["rank"]
    by_day, by_edition = start.notna(), ranks.notna()
    if unit is None:
        unit = "day" if by_day.all() or (not by_edition.all() and by_day.any()) else "edition"
    has_place = by_day if unit == "day" else by_edition
    time = days_of(start) if unit == "day" else ranks.fillna(0).astype(np.int64)
    table = table.assign(rank=_rank(ranks, start, editions), time=time)
    homeless = table.loc[~has_place, "edition"].astype("str")
    known_names = sorted(set(editions.table["edition"].astype(str)))
    why = {name: _no_place(name, known_names, unit) for name in homeless.unique()}
    unplaced = pd.DataFrame({"rule": "L3", "reason": homeless.map(why)}, dtype="str")
    return table if has_place.all() else table[has_place], unit, unplaced


def _no_place(edition: str, known: list[str], unit: str) -> str:
    if edition not in known:
        return f"no date, and {one_of(edition, known, 'edition')}"
    missing = "date" if unit == "day" else "rank"
    return f"no date, and edition {shown(edition)} has no {missing} either"


def days_of(dates: pd.Series) -> NDArray[np.int64]:
    """Days since 1970; where there is no date, the day before the first one."""
    known = dates.notna().to_numpy()
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(np.where(known, days, days[known].min(initial=1) - 1))


def _rank(ranks: pd.Series, start: pd.Series, editions: Editions) -> NDArray[np.int64]:
    """An engagement's edition rank; without an edition, that of the latest one that had begun."""
    if ranks.isna().all() and editions.table["start"].isna().all():
        return np.zeros(len(ranks), dtype=np.int64)
    begun = editions.rank_on(days_of(start))
    return np.where(ranks.isna(), np.where(start.isna(), 0, begun), ranks.fillna(0)).astype(
        np.int64
    )


def at_tiers(table: pd.DataFrame, scheme: Scheme) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The tier of each record: what the data says, otherwise what the scheme says."""
    names = list(scheme.tier_names)
    by_rule = scheme.tier_codes(table["program"], table["role"])
    stated = pd.Categorical(table["tier"], categories=names).codes
    other = (stated >= 0) & (by_rule >= 0) & (stated != by_rule)
    against = int(many_of(table)[other].sum())
    tiers = pd.Categorical.from_codes(np.where(stated >= 0, stated, by_rule), names, ordered=True)
    note = f"{against} records state a tier that differs from the scheme's; theirs was kept."
    return table.assign(tier_stated=stated >= 0, tier=tiers), (note,) if against else ()


def up_to(table: pd.DataFrame, cut: AsOf) -> pd.Series:
    """Whether each record counts: it took place, and not after the cut-off."""
    return took_place(table) & (table["time"] <= cut.time)
