"""Eventually follows: how many people come to a step some time after another."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, of_the_watched, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Ties
from pathways.sequences.directly_follows import QUARTILES
from pathways.tallies.moves import eventual_moves, nobody_moved, pairs_of, said_of
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "eventually_follows"]


def eventually_follows(
    log: EngagementLog, *, by: Level = "activity", ties: Ties = "set", horizon: Length | None = None
) -> Answer:
    """How many people come to each step some time after another, whatever they do in between.

    A person follows from the source to the target if the target is in any step set after their
    first one with the source.  Everyone counts once per pair; the target may be the source again.
    People who had the target before, and not again, do not count; nor do people whose only target
    is in the same step set, since nothing says which came first.

    The share of a row is ``x / n``.  ``n``: people who were at the source for the first time at
    least one ``horizon`` before the as-of date.  ``x``: those of them who came to the target by
    the as-of date.  People who reached the source later are not yet observable: counted in
    ``people``, never in ``x`` and ``n``.  The ``x`` of a source do not add to ``n``: a person comes
    to several targets or to none.

    Args:
        log: the engagements.
        by: what a step is: ``activity``, ``program``, ``role``, ``tier`` or ``edition``.
        ties: what nothing orders stays a ``set``, or ``rank`` puts it in the order of its tiers.
            ``split`` is as ``set``: people are counted, and not divided.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        One row per pair that somebody has, most people first: ``source``, ``target`` (str),
        ``people`` (int64), ``x``, ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 %
        Wilson; missing where n is under 10), ``not_yet_observable`` (int64), ``median_days``,
        ``q1_days``, ``q3_days`` (float64, from the first time at the source to the first time at
        the target after it; between dated engagements only), ``median_editions`` (float64).

    Raises:
        OptionError: a level, tie rule or window that does not exist.

    Definition: docs/measures.md#eventually-follows.
    In process mining this is the eventually-follows relation.

    Example:
        >>> answer = eventually_follows(log, by="role")
        >>> answer.table[["source", "target", "people"]].values.tolist()
        [['mentee', 'mentor', 3]]
    """
    return TWO_STEPS.whole(log, by=by, ties=ties, horizon=horizon)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of eventual moves holds."""
    table = _table(tally, terms)
    return Answer(
        question="eventually_follows",
        asked={"by": terms.by, "ties": terms.ties, "horizon": terms.window.short},
        sentence=_sentence(table, int(tally["facts"]["people"][0]), str(terms.window)),
        denominator=f"people at the source, watched for {terms.window} or longer",
        table=table,
        caveats=said_of(tally, terms),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(terms_of, eventual_moves, _answer)


def _table(tally: Tally, terms: Terms) -> pd.DataFrame:
    pairs, at = pairs_of(tally), tally["steps"]
    n, everyone = (at[name][pairs["source"]] for name in ("watched", "people"))
    labels = np.array([*terms.labels, ""], dtype=object)
    table = pd.DataFrame(
        {
            "source": labels[pairs["source"]],
            "target": labels[pairs["target"]],
            "people": pairs["people"],
            **rate_columns(pairs["x"], n, everyone - n),
            **{name: pairs[name] for name in QUARTILES},
        }
    ).astype({"source": "str", "target": "str"})
    order = ["people", "source", "target"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _sentence(table: pd.DataFrame, people: int, window: str) -> Sentence:
    if table.empty:
        return nobody_moved(people)
    top = table.iloc[0]
    again = top["source"] == top["target"]
    way = (
        Sentence("to {target} again", target=top["target"])
        if again
        else Sentence("to {target} after {source}", target=top["target"], source=top["source"])
    )
    return Sentence(
        "Whatever lies in between, most people come {way}: {people}; {of_the_watched}.",
        "whatever lies in between",
        way=way,
        people=People(int(top["people"])),
        of_the_watched=of_the_watched(int(top["x"]), int(top["n"]), window),
    )
