"""The order of editions: given in a table, or read from dates, or from the numbers in their names.

Editions stand on one axis of ranks.  Two editions may share a rank (parallel tracks).  Where
nothing orders them there is no order: :func:`order_editions` raises rather than invents one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import EditionOrderError, shown

__all__ = [
    "EDITION_COLUMNS",
    "Editions",
    "edition_word",
    "order_editions",
    "out_of_order",
    "parallel_editions",
    "year_of",
]

EDITION_COLUMNS = ("program", "edition", "rank", "start", "end")
_YEARS = (1900, 2100)
_YEAR_NAME = re.compile(r"(?:FY|SY)? ?((?:19|20)\d\d)(?: ?[-/–] ?(\d\d|(?:19|20)\d\d))?")
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
    ``end`` are missing where nobody said.  ``order`` is ``table``, ``dates``, ``numbers``,
    ``years`` or ``none`` (a record without editions).  Where it is ``years``, a rank is a calendar
    year, the next edition of every program is the next year, and years without any count too.
    """

    table: pd.DataFrame
    order: str

    def ranks(self, program: str) -> NDArray[np.int64]:
        """The distinct ranks at which this program had an edition, ascending."""
        if self.order == "years":
            return np.arange(1, int(self.table["rank"].max()) + 1)
        return self._ranks.get(program, np.zeros(0, dtype=np.int64))

    @cached_property
    def _ranks(self) -> dict[str, NDArray[np.int64]]:
        """The distinct ranks of each program, ascending."""
        by_program = self.table.groupby("program", observed=True)["rank"]
        return {str(name): np.unique(one.to_numpy(np.int64)) for name, one in by_program}

    def rank_on(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """The latest rank by which every edition of any program had begun, by each day (0: none).

        Editions that overlap may begin in another order than the one they stand in.
        """
        dated = self.table.dropna(subset=["start"])
        if dated.empty:
            return np.zeros(len(days), dtype=np.int64)
        first = dated.groupby("rank")["start"].min()
        starts = first.to_numpy().astype("datetime64[D]").astype(np.int64)
        ranks = np.concatenate([[UNKNOWN], first.index.to_numpy(np.int64)])
        begun = np.searchsorted(np.maximum.accumulate(starts), days, side="right")
        return np.asarray(ranks[begun], dtype=np.int64)

    def lines(self, records: pd.DataFrame) -> pd.DataFrame:
        """The line of the table that each record belongs to, blank where there is none.

        ``records`` have ``program`` and ``edition`` as categories; the lines have ``rank``,
        ``start`` and ``end``, and the index of the records.
        """
        if self.table.empty:
            nowhere = np.full(len(records), -1)
            return self.table[["rank", "start", "end"]].reindex(nowhere).set_axis(records.index)
        program, edition = records["program"].cat, records["edition"].cat
        width = len(edition.categories) + 1
        place = edition.categories.get_indexer(self.table["edition"].astype("str"))
        pairs = program.categories.get_indexer(self.table["program"].astype("str")) * width + place
        foreign = (pairs < 0) | (place < 0)
        known = pd.Index(np.where(foreign, -1 - np.arange(len(pairs)), pairs))
        record_pairs = program.codes.to_numpy(np.int64) * width + edition.codes.to_numpy(np.int64)
        at = np.where(edition.codes.to_numpy() < 0, -1, known.get_indexer(record_pairs))
        lines = self.table[["rank", "start", "end"]].reset_index(drop=True)
        return lines.reindex(at).set_axis(records.index)

    def name_of(self, rank: int) -> str:
        """The edition or editions of a rank, for people to read."""
        names = self.table.loc[self.table["rank"] == rank, "edition"].unique()
        return " and ".join(str(name) for name in names)


def order_editions(seen: pd.DataFrame, given: pd.DataFrame | Editions | None) -> Editions:
    """Put the editions of a record in order.

    Args:
        seen: the editions of the record with their usual times, see
            :func:`~pathways.record.starts.usual_times`.
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
        merged = _merge(seen.drop(columns="middle"), _complete(given))
        return _by_years(merged) or Editions(merged, "table")
    table = seen.assign(end=pd.NaT)
    if table.empty:
        return Editions(table.assign(rank=pd.Series(dtype=np.int64))[list(EDITION_COLUMNS)], "none")
    dated = table[table["start"].notna()]
    if len(dated):
        return Editions(_ranked(dated, dated["middle"]), "dates")
    by_years = _by_years(table)
    if by_years is not None:
        return by_years
    numbers = _numbers(table["edition"].astype(str))
    if numbers is None:
        names = sorted(set(table["edition"].astype(str)), key=_natural)
        raise EditionOrderError(_no_order(table, names), names)
    return Editions(_ranked(table, numbers), "numbers")


def _by_years(table: pd.DataFrame) -> Editions | None:
    """Undated editions that are years, in their order, unless somebody gave them another one."""
    years = table["edition"].astype(str).map(year_of)
    if table["start"].notna().any() or years.isna().any() or table.empty:
        return None
    if "rank" in table and (_dense(years) != table["rank"]).any():
        return None
    ranks = (years - years.min() + 1).astype(np.int64)
    return Editions(_sorted(table.assign(rank=ranks)), "years")


def out_of_order(times: pd.DataFrame) -> pd.DataFrame:
    """The editions whose dates contradict the numbers in the names: as few as can be.

    Args:
        times: see :func:`~pathways.record.starts.usual_times`.

    >>> days = pd.to_datetime(["2020-01-01", "2012-01-01", "2021-01-01"])
    >>> names = ["cohort 1", "cohort 2", "cohort 3"]
    >>> table = pd.DataFrame({"program": "OL", "edition": names, "middle": days})
    >>> out_of_order(table)["edition"].tolist()
    ['cohort 2']
    """
    wrong = []
    for _, editions in times.dropna(subset=["middle"]).groupby("program"):
        numbers = _numbers(editions["edition"].astype(str))
        if numbers is not None:
            by_name = editions.iloc[np.argsort(numbers.to_numpy(), kind="stable")]
            wrong.append(by_name[~_rising(by_name["middle"].to_numpy())])
    return pd.concat(wrong) if wrong else times.iloc[:0]


def _rising(values: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Which values make up a longest run that never falls."""
    longest = np.ones(len(values), dtype=np.int64)
    before = np.full(len(values), -1, dtype=np.int64)
    for at in range(1, len(values)):
        fits = np.flatnonzero(values[:at] <= values[at])
        if len(fits):
            best = fits[np.argmax(longest[fits])]
            longest[at], before[at] = longest[best] + 1, best
    kept, at = np.zeros(len(values), dtype=bool), int(longest.argmax()) if len(values) else -1
    while at >= 0:
        kept[at], at = True, int(before[at])
    return kept


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
    for _, editions in spans.sort_values(["program", "start", "edition"]).groupby("program"):
        half = editions["start"] + (editions["end"] - editions["start"]) / 2
        early = editions["start"].shift(-1) < half
        pairs = zip(editions["edition"], editions["edition"].shift(-1), early, strict=True)
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
    given_here = given[given["program"].isin(programs)]
    table = pd.concat([given_here, spread], ignore_index=True)
    table = table.drop_duplicates(["program", "edition"])
    merged = table.merge(seen, on=["program", "edition"], how="outer", suffixes=("", "_seen"))
    merged["start"] = merged["start"].fillna(merged.pop("start_seen"))
    missing = merged["rank"].isna()
    if missing.any() and merged["start"].notna().all():
        return _ranked(merged, merged["start"])
    return _ranked(merged[~missing], merged.loc[~missing, "rank"])


def _ranked(table: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    return _sorted(table.assign(rank=_dense(by)))


def _sorted(ranked: pd.DataFrame) -> pd.DataFrame:
    ordered = ranked.sort_values(["rank", "program", "edition"], kind="stable", ignore_index=True)
    return ordered[list(EDITION_COLUMNS)]


def year_of(name: str) -> int | None:
    """The year that an edition is called by; a school or fiscal year is the one it begins in.

    >>> [year_of(name) for name in ("2019", "FY2012", "2012-13", "2012/2013", "2020-2", "5")]
    [2019, 2012, 2012, 2012, None, None]
    """
    found = _YEAR_NAME.fullmatch(name.strip())
    if not found:
        return None
    first, second = int(found[1]), found[2]
    following = not second or int(second) in (first + 1, (first + 1) % 100)
    return first if following else None


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
    parts = names.str.extract(r"^([^0-9]*)([0-9]+)([^0-9]*)([0-9]*)([^0-9]*)$")
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
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]
