"""Can this record be trusted?  What speaks against it, each with its number and what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Alarm
from pathways.record.cutoff import stand_apart
from pathways.record.editions import out_of_order
from pathways.record.rules import took_place
from pathways.record.starts import middle_starts, usual_times
from pathways.record.typed import many_of
from pathways.stats.rate import TOO_FEW, percent

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = ["SourceRows", "alarms_of"]

_MOST = 0.05
"""More rows than this share must not be missing from a headline."""
_YEAR = 366
_LEAST = 20
"""In a smaller record one row is more than 5 %, and few people come twice."""
_FAR = pd.Timedelta(days=2 * 366)
"""A date so far from the middle of its edition is odd."""
_NAMED = 3
"""Rows that are named one by one."""


@dataclass(frozen=True)
class SourceRows:
    """Where the records stand in their files: number of the file, and of the row in it."""

    names: tuple[str, ...]
    file: NDArray[np.int64]
    row: NDArray[np.int64]

    def named(self, records: pd.Series) -> tuple[str, ...]:
        """The rows of some records, as people find them."""
        at = np.sort(records.to_numpy(np.int64))
        several = len(self.names) > 1
        return tuple(
            f"{self.names[self.file[one]]} row {self.row[one]}"
            if several
            else f"row {self.row[one]}"
            for one in at
        )


def alarms_of(log: EngagementLog) -> tuple[Alarm, ...]:
    """What speaks against a record, what shuts the gate first.

    The gate is shut, so that no headline is given, where more than 5 % of the rows are refused,
    where more than 5 % of the counted engagements have no tier (for what needs the tiers), where
    no id ever comes twice, where editions contradict their dates, and where dates stand apart
    from all others until somebody says the as-of date; not in the smallest records.
    """
    if log.records.empty:
        return tuple(_refused(log))
    found = [alarm for check in _CHECKS for alarm in check(log)]
    many = _many(log.counted)
    found = [replace(one, shuts="") if _by_chance(one, many) else one for one in found]
    order = ("all", "tiers", "")
    return tuple(sorted(found, key=lambda alarm: order.index(alarm.shuts)))


def _by_chance(alarm: Alarm, many: int) -> bool:
    """Whether so few engagements say nothing: one row is soon more than 5 % of them."""
    if alarm.kind in ("refused", "untiered"):
        return many < _LEAST and alarm.count == 1
    return many < (_LEAST if alarm.kind == "single" else TOO_FEW)


def _refused(log: EngagementLog) -> Iterator[Alarm]:
    many, of = log.origin.refused, log.origin.rows_in
    if not many or not of:
        return
    yield Alarm(
        "refused",
        many,
        of,
        (),
        f"{many:,} of {of:,} rows {'is' if many == 1 else 'are'} refused ({percent(many / of)}).",
        "They are in no number, and those who wrote them down otherwise may be other people.",
        "--rejects FILE writes them with their reasons.",
        "all" if many / of > _MOST else "",
    )


def _apart(log: EngagementLog) -> Iterator[Alarm]:
    """Dates so late that one slip of the pen would end everybody's window."""
    counted = log.counted
    if log.as_of.given or (log.unit != "day" and log.editions.order != "years"):
        return
    times = counted["time"] if log.unit == "day" else counted["time"] * _YEAR
    late = stand_apart(times, _YEAR, many_of(counted))
    if late.empty:
        return
    rest = _moment(log, counted.drop(index=late.index))
    rows = _rows(log, late.index)
    yield Alarm(
        "apart",
        _many(counted.loc[late.index]),
        _many(counted),
        rows,
        f"{_told(log, counted.loc[late.index], rows)} more than a year after all others.",
        f"It makes {log.as_of} the day up to which everybody is taken to have been watched; "
        f"without it that is {rest}.",
        f"Without it the record ends on {rest}: say --as-of {rest} to leave it out, "
        f"--as-of {log.as_of} if it is right, or correct it.",
        "all",
    )


def _ahead(log: EngagementLog) -> Iterator[Alarm]:
    """What begins after the cut-off that nobody asked for: after the day of reading."""
    if log.unit != "day" or log.as_of.given:
        return
    ahead = (
        ~log.records["counted"] & took_place(log.records) & (log.records["time"] > log.as_of.time)
    )
    starts = log.records[ahead]
    if starts.empty:
        return
    rows = _rows(log, starts.index)
    yield Alarm(
        "ahead",
        _many(starts),
        _many(log.records),
        rows,
        f"{_told(log, log.records.loc[starts.index], rows)} after today.",
        "What lies ahead is kept and not counted.",
        "Correct it where it is a slip.",
    )


def _single(log: EngagementLog) -> Iterator[Alarm]:
    """An id that never comes twice is rarely that of a person."""
    many = _many(log.counted)
    if many < TOO_FEW or log.people < many:
        return
    yield Alarm(
        "single",
        many,
        many,
        (),
        f"No person comes twice in {many:,} engagements.",
        "Nobody can have a next step; the column may number the rows and not the people.",
        'Say which column tells people apart, in a mapping: [columns] participant = "…".',
        "all",
    )


def _editions(log: EngagementLog) -> Iterator[Alarm]:
    """Numbers in the names of editions that go another way than their dates."""
    if log.editions.order != "dates":
        return
    wrong = out_of_order(usual_times(log.records))
    if wrong.empty:
        return
    pairs = pd.MultiIndex.from_frame(wrong[["program", "edition"]].astype("str"))
    named = pd.MultiIndex.from_frame(log.records[["program", "edition"]].astype("str"))
    index = log.records.index[named.isin(pairs)]
    rows = _rows(log, index)
    names = [str(name) for name in wrong["edition"]]
    listing = ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
    where = f" ({_some(rows)})" if rows else ""
    yield Alarm(
        "editions",
        _many(log.records.loc[index]),
        _many(log.records),
        rows,
        f"The dates of {listing}{where} contradict the numbers in the names of the editions.",
        "Editions are taken in the order of their dates, so that another one may be the next.",
        "Correct the dates, or give the order in the mapping: [editions] order = [[…], …].",
        "all",
    )


def _odd(log: EngagementLog) -> Iterator[Alarm]:
    """A date far from all others of its edition; it does not move the edition."""
    if log.unit != "day" or log.editions.table.empty:
        return
    placed = log.records[log.records["edition"].notna()]
    pairs = pd.MultiIndex.from_frame(placed[["program", "edition"]].astype("str"))
    middle = middle_starts(log.records).set_index(["program", "edition"])["middle"]
    far = placed[((placed["start"] - middle.reindex(pairs).to_numpy()).abs() > _FAR).to_numpy()]
    many, of = _many(far), _many(placed)
    if far.empty or many > max(1, of // 100):
        return
    rows = _rows(log, far.index)
    yield Alarm(
        "odd",
        many,
        of,
        rows,
        f"{_told(log, log.records.loc[far.index], rows)} years away from the others of "
        f"{'its edition' if many == 1 else 'their editions'}.",
        "Editions stand where most of their dates are.",
        "Correct the date where it is a slip.",
    )


def _untiered(log: EngagementLog) -> Iterator[Alarm]:
    counted = log.records["counted"].to_numpy()
    without = counted & (log.records["tier"].cat.codes.to_numpy() < 0)
    many, of = _many(log.records[without]), _many(log.counted)
    if not many:
        return
    roles = _by_role(log.records[without])
    names = ", ".join(roles[:_NAMED])
    listing = f" ({names}{' and others' if len(roles) > _NAMED else ''})" if len(roles) else ""
    yield Alarm(
        "untiered",
        many,
        of,
        (),
        f"{many:,} of {of:,} engagements have no tier in the scheme {log.scheme.name}{listing}.",
        "Who went on to one of them is not known to be waiting, and steps up are missed.",
        "Give each role a tier in a scheme of your own: pathways scheme check shows which.",
        "tiers" if many / of > _MOST else "",
    )


_CHECKS = (_refused, _apart, _single, _editions, _untiered, _odd, _ahead)


def _many(records: pd.DataFrame) -> int:
    """How many engagements some records are."""
    return int(many_of(records).sum())


def _by_role(records: pd.DataFrame) -> list[str]:
    """The roles of some records, those of most engagements first, then by name."""
    many = pd.Series(many_of(records)).groupby(records["role"].astype("str").to_numpy()).sum()
    return [str(role) for role in many.sort_values(ascending=False, kind="stable").index]


def _rows(log: EngagementLog, index: pd.Index) -> tuple[str, ...]:
    if log.source_rows is None:
        return ()
    return log.source_rows.named(log.records.loc[index, "record"])


def _told(log: EngagementLog, records: pd.DataFrame, rows: tuple[str, ...]) -> str:
    """Which engagements begin when, up to the word that says how they stand."""
    first, last = _moment(log, records, last=False), _moment(log, records)
    when = first if first == last else f"{first} to {last}"
    at = "on" if log.unit == "day" else "in"
    many = _many(records)
    if many == 1:
        who = f"The engagement in {rows[0]}" if rows else "One engagement"
        return f"{who} begins {at} {when},"
    where = f" ({_some(rows)})" if rows else ""
    return f"{many:,} engagements{where} begin {at} {when},"


def _moment(log: EngagementLog, records: pd.DataFrame, *, last: bool = True) -> str:
    """The latest or the earliest day, or edition, of some records."""
    time = records["time"].max() if last else records["time"].min()
    if log.unit == "edition":
        return log.editions.name_of(int(time))
    return str(np.datetime64(int(time), "D"))


def _some(rows: tuple[str, ...]) -> str:
    more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
    return ", ".join(rows[:_NAMED]) + more
