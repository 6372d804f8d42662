"""One question, asked of each group of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.errors import NoAnswerError
from pathways.groups.comparison import against_rest, answers_by_group
from pathways.record.log import EngagementLog
from pathways.stats.comparison import CLEAR

__all__ = ["by_group"]


def by_group(
    log: EngagementLog, attribute: str, measure: Callable[..., Answer], **options: Any
) -> Answer:
    """The answers for each group of people, one under the other, with ``group`` as first column.

    Each group is answered on its own people.  People without a value are a group of their own,
    ``unknown``, and are never added to another.  A person with several values belongs to the
    latest one.

    Rates stand beside those of the rest: everyone else with a known value.  Last columns are
    ``rest_x``, ``rest_n`` (Int64), ``rest_rate``, ``difference`` (group less rest),
    ``difference_low``, ``difference_high`` (float64, Newcombe), ``p_adjusted`` (float64, Fisher's
    exact test after Holm over all comparisons) and ``differs`` (str: ``yes`` where that is under
    5 %, ``no`` where the whole interval is within 10 points of nothing, otherwise ``cannot tell``).
    They are missing for the unknown, and where either side has under 10 people.

    Args:
        log: the engagements.
        attribute: a column that describes people, such as ``country``.
        measure: a measure, such as :func:`~pathways.measures.transitions.transitions`.
        options: the options of the measure.

    Raises:
        OptionError: no such attribute.
        NoAnswerError: the measure cannot answer for any group.

    Example:
        >>> from pathways.measures.transitions import transitions
        >>> by_group(log, "status", transitions, by="role").table["group"].unique().tolist()
        ['unknown']
    """
    grouped = answers_by_group(log, attribute, measure, **options)
    answers = list(grouped.answers.items())
    table, comparisons = against_rest(grouped, **options)
    said = _caveats(answers, grouped.silent)
    if comparisons:
        said = (*said, _compared(table, attribute, comparisons))
    return replace(
        answers[0][1],
        sentence=" ".join(f"{name}: {answer.sentence}" for name, answer in answers),
        table=table,
        caveats=said,
        origin=log.origin,
    )


def _compared(table: pd.DataFrame, attribute: str, comparisons: int) -> str:
    clear = int((table["differs"] == CLEAR).sum())
    many = "1 comparison" if comparisons == 1 else f"{comparisons:,} comparisons"
    rows = "no row stands" if not clear else f"{clear} row{'s stand' if clear > 1 else ' stands'}"
    return (
        f"Each group is compared with everyone else whose {attribute} is known: {many}, and after "
        f"Holm's correction {rows} clear of noise."
    )


def _caveats(
    answers: list[tuple[str, Answer]], silent: dict[str, NoAnswerError]
) -> tuple[str, ...]:
    """What is true of every group once, what is true of one with its name."""
    each = [set(answer.caveats) for _, answer in answers]
    shared = set.intersection(*each)
    said = [caveat for caveat in answers[0][1].caveats if caveat in shared]
    for name, answer in answers:
        # That these are the people of the group is what its name says.
        known = {text.casefold() for text in answer.origin.filters}
        said += [
            f"{name}: {caveat}"
            for caveat in answer.caveats
            if caveat not in shared and caveat.rstrip(".").casefold() not in known
        ]
    return (*said, *(f"{name}: {error}" for name, error in silent.items()))
