"""The board of places where people wait: whom a reference rate would have moved on, ranked."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd

from pathways.answer.wording import Percent, Sentence, listed
from pathways.errors import OptionError
from pathways.record.editions import edition_word
from pathways.record.kept import once
from pathways.record.log import EngagementLog
from pathways.record.options import check_word
from pathways.sequences.waiting_states import (
    GRADUATED,
    HELD,
    MOVED_ON,
    Points,
    arrivals,
    counted_states,
    outcome_rows,
    points_of_level,
)
from pathways.stats.rate import TOO_FEW, Rate, parse_goal, round_half_up, wilson

__all__ = ["WOULD", "Reference", "board_of", "stuck_board", "wanted_rate"]

Reference = Annotated[Literal["best", "last", "goal"], "reference"]
WOULD = ("would_have_moved", "would_low", "would_high")


@once
def stuck_board(log: EngagementLog, by: str) -> pd.DataFrame:
    """The board of every step of a level, held against its best edition, most people to win first.

    The columns are those of :func:`~pathways.measures.stuck_points.stuck_points`; a step is at the
    tier of most of its engagements.

    Args:
        log: the engagements.
        by: the level.

    Example:
        >>> stuck_board(log, "role")[["step", "people", "stuck"]].values.tolist()
        [['mentee', 5, 0], ['mentor', 3, 0]]
    """
    points = points_of_level(log, by)
    people = arrivals(log, points, outcome_rows(log, None))
    return board_of(log, points, people, ("best", None))


def wanted_rate(reference: str, goal: float | str | Decimal | None) -> Decimal | None:
    """The goal that points are held against; ``None`` where that is an edition.

    Raises:
        OptionError: another word for the reference, or a goal without its reference.
    """
    check_word(reference, Reference)
    if (reference == "goal") != (goal is not None):
        raise OptionError('A goal goes with reference="goal", and that with a goal such as 0.9.')
    return None if goal is None else parse_goal(goal)


def board_of(
    log: EngagementLog, points: Points, people: pd.DataFrame, aim: tuple[str, Decimal | None]
) -> pd.DataFrame:
    """The board of some points, ranked by the people we would have moved.

    Args:
        log: the engagements.
        points: where people may wait.
        people: who arrived there, and what became of them; a row for so ``many``.
        aim: the kind of reference, and the goal where that is one.
    """
    table = counted_states(log, points, people)
    long_enough = people[(people["followed"] >= people["threshold"]) & (people["state"] != HELD)]
    gone = long_enough["state"].isin([MOVED_ON, GRADUATED]) * long_enough["many"]
    followed = long_enough[["point", "period"]].assign(sum=gone, size=long_enough["many"])
    cohorts = followed.groupby(["point", "period"], as_index=False).sum()
    moved = np.bincount(followed["point"], weights=gone, minlength=len(points.labels))
    rows = []
    for point, n in enumerate(table["n"]):
        aimed = _reference(log, cohorts[cohorts["point"] == point], aim)
        rows.append(_would(aimed, n, moved[point]))
    board = pd.DataFrame(rows, columns=[*WOULD, "reference"], index=table.index, dtype=object)
    table = pd.concat([table, board.astype(dict.fromkeys(WOULD, "Int64"))], axis=1)
    ranked = table.assign(top=points.held(len(log.scheme.tiers)), place=range(len(table)))
    keys = ["top", "would_have_moved", "x", "place"]
    ranked = ranked.sort_values(keys, ascending=[True, False, False, True])
    return ranked.drop(columns=["top", "place"]).reset_index(drop=True)


class _Reference(NamedTuple):
    rate: float
    low: float
    high: float
    words: Sentence


def _reference(
    log: EngagementLog, cohorts: pd.DataFrame, aim: tuple[str, Decimal | None]
) -> _Reference | None:
    """The rate of moving on that a point is held against; ``None`` where no edition has 10."""
    kind, goal = aim
    if goal is not None:
        rate = float(goal)
        return _Reference(rate, rate, rate, Sentence("the goal of {rate}", rate=Percent(rate)))
    enough = cohorts[cohorts["size"] >= TOO_FEW]
    if enough.empty:
        return None
    enough = enough.assign(rate=enough["sum"] / enough["size"])
    keys = ["rate", "size", "period"] if kind == "best" else ["period"]
    chosen = enough.sort_values(keys).iloc[-1]
    x, n = int(chosen["sum"]), int(chosen["size"])
    low, high = wilson([x], [n])
    words = Sentence(
        "{period}, {rate}",
        period=_period(log, int(chosen["period"])),
        rate=Rate(x, n, "people of that edition"),
    )
    return _Reference(x / n, float(low[0]), float(high[0]), words)


def _would(aimed: _Reference | None, n: int, moved: float) -> tuple[object, ...]:
    if aimed is None:
        return pd.NA, pd.NA, pd.NA, ""
    if pd.isna(n) or n < TOO_FEW:
        return pd.NA, pd.NA, pd.NA, aimed.words
    more = [max(0, round_half_up(r * n - moved)) for r in (aimed.rate, aimed.low, aimed.high)]
    return *more, aimed.words


def _period(log: EngagementLog, period: int) -> str:
    table = log.editions.table
    if table.empty:
        return str(period)
    rows = table[table["rank"] == period]
    if rows.empty:
        return "the time before the first edition"
    if table["program"].nunique() == 1:
        return edition_word(log.editions.name_of(period))
    return listed([f"{row.program} {row.edition}" for row in rows.itertuples()])
