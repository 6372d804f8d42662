"""The list of loops: what is due, what is open, what was decided."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, Sentence, listed
from pathways.errors import PathwaysError
from pathways.loops.files import FOLDER, Loop, loop_files, read_loop
from pathways.loops.listening import heard_at
from pathways.loops.plan import is_due
from pathways.loops.reflect import Outcome, measured_again, outcome_row
from pathways.record.log import EngagementLog

__all__ = ["DUE", "loop_list", "standing", "standing_of"]

DUE = "due"
_FIRST = ["loop", "standing", "due", "place"]


def loop_list(log: EngagementLog, *, folder: str | Path = FOLDER) -> Answer:
    """All loops of a folder with what is known of them by now; those that are due stand first.

    ``standing`` is ``due`` (open, and its date has come), ``open``, or what was decided:
    ``keep``, ``change``, ``stop``.  Nothing is written.  A loop that cannot be read or measured is
    named in the caveats with the reason, and the others are listed.

    Args:
        log: the engagements.
        folder: where loops are.

    Returns:
        One row per loop: ``loop``, ``standing``, ``due``, ``place`` (str), ``x_before``,
        ``n_before`` (int64), ``expect`` (float64), ``x``, ``n`` (int64), ``rate``, ``low``,
        ``high`` (float64), ``not_yet_observable`` (int64), ``change``, ``change_low``,
        ``change_high`` (float64), ``verdict``, ``owner``, ``stop`` (str), as
        :func:`~pathways.loops.reflect.loop_reflect` has them, and ``notes`` (int64: how many
        were heard of the place).

    Definition: docs/measures.md#loops.

    Example:
        >>> loop_list(log, folder="no such folder").sentence
        'There is no loop yet in no such folder; pathways loop plan starts one.'
    """
    outcomes, troubles = standing(log, Path(folder))
    rows = [
        {**outcome_row(found), "standing": standing_of(log, found.loop), "owner": found.loop.owner,
         "stop": found.loop.stop, "notes": len(heard_at(found.loop.place, folder))}
        for found in outcomes
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    if len(table):
        table = table.assign(first=table["standing"].map({DUE: 0, "open": 1}).fillna(2))
        table = table.sort_values(["first", "due", "loop"], ignore_index=True)
        rest = [name for name in table.columns if name not in (*_FIRST, "first")]
        table = table[[*_FIRST, *rest]]
    return Answer(
        question="loop_list",
        sentence=_sentence(table, folder),
        denominator="people at the place of each loop whom it touched, watched for its window",
        table=table,
        caveats=troubles,
        origin=log.origin,
    )


def standing(log: EngagementLog, folder: Path) -> tuple[list[Outcome], tuple[str, ...]]:
    """Every loop measured again, and why some could not be."""
    outcomes, troubles = [], []
    for path in loop_files(folder):
        try:
            outcomes.append(measured_again(log, read_loop(path)))
        except PathwaysError as error:
            troubles.append(Sentence("{error}", "could not be measured", error=str(error)))
    return outcomes, tuple(troubles)


def standing_of(log: EngagementLog, loop: Loop) -> str:
    """``due``, ``open``, or what was decided."""
    return DUE if loop.state == "open" and is_due(log, loop.due) else loop.state


def _sentence(table: pd.DataFrame, folder: str | Path) -> Sentence:
    if table.empty:
        none = "There is no loop yet in {folder}; pathways loop plan starts one."
        return Sentence(none, "no loop yet", folder=str(folder))
    due = list(table.loc[table["standing"] == DUE, "loop"])
    still = int((table["standing"] == "open").sum())
    return Sentence(
        "{due}; {open} more open, {decided} decided.",
        "loops", due=f"Due: {listed(due)}" if due else "Nothing is due", open=Number(still),
        decided=Number(len(table) - len(due) - still),
    )  # fmt: skip
