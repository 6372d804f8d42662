"""The order of editions: given in a table, or read from dates, or from the numbers in their names.

Editions stand on one axis of ranks.  Two editions may share a rank (parallel tracks).  Where
nothing orders them there is no order: :func:`order_editions` raises rather than invents one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import EditionOrderError, shown

__all__ = ["EDITION_COLUMNS", "Editions", "edition_word", "order_editions", "parallel_editions"]

EDITION_COLUMNS = ("program", "edition", "rank", "start", "end")
_YEARS = (1900, 2100)
_MOST = 10_000
"""Numbers beside a year that still order editions."""
_SEASONS = {"winter": 0, "spring": 1, "summer": 2, "autumn": 3, "fall": 3}
_NAMED = 3
"""Pairs of editions that a note names."""
UNKNOWN = 0
"""Rank of a moment before the first edition, and of one that nothing places."""


@dataclass(frozen=True)
class Editions:
    """Editions with their ranks (1 is the earliest), and where the order comes from.

    ``table`` has :data:`EDITION_COLUMNS`, sorted by rank, program and edition; ``start`` and
    ``end`` are missing where nobody said.  ``order`` is ``table``, ``dates``, ``numbers`` or
    ``none`` (a record without editions).
    """

    table: pd.DataFrame
    order: str

    def ranks(self, program: str) -> NDArray[np.int64]:
        """The distinct ranks at which this program had an edition, ascending."""
        own = self.table.loc[self.table["program"] == program, "rank"]
        return np.unique(own.to_numpy(dtype=np.int64))

    def rank_on(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rank of the latest edition of any program that had begun by each day (0: none)."""
        dated = self.table.dropna(subset=["start"])
        if dated.empty:
            return np.zeros(len(days), dtype=np.int64)
        first = dated.groupby("rank")["start"].min().sort_values(kind="stable")
        starts = first.to_numpy().astype("datetime64[D]").astype(np.int64)
        ranks = np.concatenate([[UNKNOWN], np.maximum.accumulate(first.index.to_numpy(np.int64))])
        return np.asarray(ranks[np.searchsorted(starts, days, side="right")], dtype=np.int64)

    def lines(self, records: pd.DataFrame) -> pd.DataFrame:
        """The line of the table that each record belongs to, blank where there is none.

        ``records`` have ``program`` and ``edition`` as categories; the lines have ``rank``,
        ``start`` and ``end``, and the index of the records.
        """
        program, edition = records["program"].cat, records["edition"].cat
        width = len(edition.categories) + 1
        place = edition.categories.get_indexer(self.table["edition"].astype("str"))
        pairs = program.categories.get_indexer(self.table["program"].astype("str")) * width + place
        foreign = (pairs < 0) | (place < 0)
        known = pd.Index(np.where(foreign, -1 - np.arange(len(pairs)), pairs))
        own = program.codes.to_numpy(np.int64) * width + edition.codes.to_numpy(np.int64)
        at = np.where(edition.codes.to_numpy() < 0, -1, known.get_indexer(own))
        lines = self.table[["rank", "start", "end"]].reset_index(drop=True)
        return lines.reindex(at).set_axis(records.index)

    def name_of(self, rank: int) -> str:
        """The edition or editions of a rank, for people to read."""
        names = self.table.loc[self.table["rank"] == rank, "edition"].unique()
        return " and ".join(str(name) for name in names)


def order_editions(seen: pd.DataFrame, given: pd.DataFrame | Editions | None) -> Editions:
    """Put the editions of a record in order.

    Args:
        seen: the distinct ``program``, ``edition`` of the record, with ``start``: the earliest
            date that an engagement of that edition has, missing where none has one.
        given: the user's table of editions, any of :data:`EDITION_COLUMNS` with at least
            ``edition``; without ``program`` it holds for every program, without ``rank`` the
            order is that of ``start``, and without both that of its lines.  An order that was
            made before is taken as it is.

    Raises:
        EditionOrderError: no edition has a date, and neither a table nor numbers in the names
            order them.

    Where only some editions have dates, the others have no place in the order.
    """
    if isinstance(given, Editions):
        return given
    if given is not None and len(given):
        return Editions(_merge(seen, _complete(given)), "table")
    table = seen.assign(end=pd.NaT)
    if table.empty:
        return Editions(table.assign(rank=pd.Series(dtype=np.int64))[list(EDITION_COLUMNS)], "none")
    dated = table[table["start"].notna()]
    if len(dated):
        return Editions(_ranked(dated, dated["start"]), "dates")
    numbers = _numbers(table["edition"].astype(str))
    if numbers is None:
        names = sorted(set(table["edition"].astype(str)), key=_natural)
        raise EditionOrderError(_no_order(table, names), names)
    return Editions(_ranked(table, numbers), "numbers")


def parallel_editions(table: pd.DataFrame, editions: Editions) -> tuple[str, ...]:
    """A note on editions that dates alone put in order, and that may be parallel tracks.

    Args:
        table: the records.
        editions: their order.
    """
    if editions.order != "dates":
        return ()
    dated = table[table["edition"].notna()].assign(end=table["end"].fillna(table["start"]))
    spans = dated.groupby(["program", "edition"], observed=True).agg(
        start=("start", "min"), end=("end", "max")
    )
    pairs = _side_by_side(spans.reset_index().astype({"edition": "str"}))
    if not pairs:
        return ()
    named = ", ".join(f"{first} and {second}" for first, second in pairs[:_NAMED])
    more = f", and {len(pairs) - _NAMED:,} more pairs" if len(pairs) > _NAMED else ""
    note = (
        f"Editions that ran at the same time ({named}{more}) are taken one after the other, by "
        "their first dates; a table of editions in the mapping can give them one rank."
    )
    return (note,)


def _side_by_side(spans: pd.DataFrame) -> list[tuple[str, str]]:
    """Editions of one program, the second of which began before half of the first was over."""
    found: list[tuple[str, str]] = []
    for _, own in spans.sort_values(["program", "start", "edition"]).groupby("program"):
        half = own["start"] + (own["end"] - own["start"]) / 2
        early = own["start"].shift(-1) < half
        pairs = zip(own["edition"], own["edition"].shift(-1), early, strict=True)
        found += [(first, second) for first, second, soon in pairs if soon]
    return found


def _complete(given: pd.DataFrame) -> pd.DataFrame:
    table = given.copy()
    for column in EDITION_COLUMNS:
        if column not in table:
            table[column] = pd.NaT if column in ("start", "end") else None
    if table["rank"].isna().any():
        dated = table["start"].notna().all()
        table["rank"] = _dense(
            table["start"] if dated else pd.Series(range(len(table)), table.index)
        )
    table["rank"] = table["rank"].astype(np.int64)
    return table[list(EDITION_COLUMNS)]


def _merge(seen: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """The given editions of the programs that the record has, and what it adds to them."""
    programs = seen["program"].drop_duplicates()
    anywhere = given[given["program"].isna()].drop(columns="program")
    spread = anywhere.merge(programs.to_frame(), how="cross")
    if programs.size > 1:
        spread = spread.merge(seen[["program", "edition"]], on=["program", "edition"])
    own = given[given["program"].isin(programs)]
    table = pd.concat([own, spread], ignore_index=True)
    table = table.drop_duplicates(["program", "edition"])
    merged = table.merge(seen, on=["program", "edition"], how="outer", suffixes=("", "_seen"))
    merged["start"] = merged["start"].fillna(merged.pop("start_seen"))
    missing = merged["rank"].isna()
    if missing.any() and merged["start"].notna().all():
        return _ranked(merged, merged["start"])
    return _ranked(merged[~missing], merged.loc[~missing, "rank"])


def _ranked(table: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    ranked = table.assign(rank=_dense(by))
    ordered = ranked.sort_values(["rank", "program", "edition"], kind="stable", ignore_index=True)
    return ordered[list(EDITION_COLUMNS)]


def edition_word(name: str) -> str:
    """An edition as people call it; what begins with a word or a year is called so already.

    >>> [edition_word(name) for name in ("5", "2a and 2b", "Cohort 5", "2019")]
    ['edition 5', 'edition 2a and 2b', 'Cohort 5', '2019']
    """
    named = name[:1].isalpha() or re.match(r"(19|20)\d\d\b", name)
    return name if named else f"edition {name}"


def _dense(values: pd.Series) -> pd.Series:
    return values.rank(method="dense").astype(np.int64)


def _numbers(names: pd.Series) -> pd.Series | None:
    """The number in each name where all names have the same words around it: cohort 1, cohort 2.

    Of two numbers one is a year and goes first: 2020-2 comes before 2021-1, Q3 2020 before Q1 2021.
    """
    parts = names.str.extract(r"^(\D*)(\d+)(\D*)(\d*)(\D*)$")
    if parts.isna().any(axis=None) or len(parts[[0, 2, 4]].drop_duplicates()) != 1:
        return None
    first, second = (pd.to_numeric(parts[at]) for at in (1, 3))
    if second.isna().all():
        return first
    years = [number.between(*_YEARS).all() for number in (first, second)]
    if second.isna().any() or not any(years):
        return None
    year, other = (first, second) if years[0] else (second, first)
    return year * _MOST + other if other.lt(_MOST).all() else None


def _no_order(table: pd.DataFrame, names: Sequence[str]) -> str:
    undated = table.loc[table["start"].isna(), "edition"].astype(str)
    proposal = ", ".join(f'["{name}"]' for name in names)
    return (
        f"Nothing says in which order these editions came: {shown(undated.iloc[0])} and "
        f"{undated.nunique() - 1} more have no date. Give a table of editions in the mapping: "
        f'[editions] with file = "editions.csv", or order = [{proposal}], parallel editions in '
        "one bracket."
    )


def _natural(name: str) -> tuple[object, ...]:
    """Editions as they may have come, to be proposed: years, seasons of the north, then names."""
    year = next((int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name)), 0)
    words = re.findall(r"[a-z]+", name.casefold())
    season = next((_SEASONS[word] for word in words if word in _SEASONS), 0)
    return year, season, _by_parts(name)


def _by_parts(name: str) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d+)", name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]
