"""One question, asked of each group of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import FILTERED, Number, Sentence, comparisons_word, kind_of
from pathways.errors import NoAnswerError
from pathways.measures.group_comparison import against_rest, answers_by_group
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
    caveats = _caveats(answers, grouped.silent)
    if comparisons:
        caveats = (*caveats, _compared(table, attribute, comparisons))
    return replace(
        answers[0][1],
        sentence=Sentence.joined(" ", [_of_group(name, one.sentence) for name, one in answers]),
        table=table,
        caveats=caveats,
        origin=grouped.origin,
        asked={**answers[0][1].asked, "group": attribute},
        parts={
            column: tuple(part for _, answer in answers for part in answer.parts[column])
            for column in answers[0][1].parts
        },
    )


def _compared(table: pd.DataFrame, attribute: str, comparisons: int) -> Sentence:
    clear = int((table["differs"] == CLEAR).sum())
    many = comparisons_word(comparisons)
    rows = (
        "no row stands"
        if not clear
        else Sentence(
            "{clear} {stand}",
            clear=Number(clear),
            stand="rows stand" if clear > 1 else "row stands",
        )
    )
    return Sentence(
        "Each group is compared with everyone else whose {attribute} is known: {many}, "
        "and after Holm's correction {rows} clear of noise.",
        "groups compared",
        attribute=attribute,
        many=many,
        rows=rows,
    )


def _caveats(
    answers: list[tuple[str, Answer]], silent: dict[str, NoAnswerError]
) -> tuple[str, ...]:
    """What is true of every group once, what is true of one with its name."""
    each = [set(answer.caveats) for _, answer in answers]
    shared = set.intersection(*each)
    caveats = [caveat for caveat in answers[0][1].caveats if caveat in shared]
    for name, answer in answers:
        # That these are the people of the group is what its name says.
        caveats += [
            _of_group(name, caveat)
            for caveat in answer.caveats
            if caveat not in shared and kind_of(caveat) != FILTERED
        ]
    return (*caveats, *(_of_group(name, str(error)) for name, error in silent.items()))


def _of_group(name: str, what: str) -> Sentence:
    """What is said of one group."""
    return Sentence("{group}: {said}", "of one group", group=name, said=what)
