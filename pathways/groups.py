"""One question, asked of each group of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.errors import NoAnswerError
from pathways.log import EngagementLog
from pathways.selection import groups

__all__ = ["by_group"]


def by_group(
    log: EngagementLog, attribute: str, measure: Callable[..., Answer], **options: Any
) -> Answer:
    """The answers for each group of people, one under the other, with ``group`` as first column.

    Each group is answered on its own people.  People without a value are a group of their own,
    ``unknown``, and are never added to another.  A person with several values belongs to the
    latest one.

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
    answers: list[tuple[str, Answer]] = []
    silent: dict[str, NoAnswerError] = {}
    for name, part in groups(log, attribute):
        try:
            answers.append((name, measure(part, **options)))
        except NoAnswerError as error:
            silent[name] = error
    if not answers:
        raise next(iter(silent.values()), NoAnswerError(f"Nobody has a value of {attribute}."))
    tables = [answer.table.assign(group=name) for name, answer in answers]
    table = pd.concat([rows for rows in tables if len(rows)] or tables[:1], ignore_index=True)
    first = answers[0][1]
    return replace(
        first,
        sentence=" ".join(f"{name}: {answer.sentence}" for name, answer in answers),
        table=table[["group", *(column for column in table.columns if column != "group")]],
        caveats=_caveats(answers, silent),
        origin=log.origin,
    )


def _caveats(
    answers: list[tuple[str, Answer]], silent: dict[str, NoAnswerError]
) -> tuple[str, ...]:
    """What is true of every group once, what is true of one with its name."""
    each = [set(answer.caveats) for _, answer in answers]
    shared = set.intersection(*each)
    said = [caveat for caveat in answers[0][1].caveats if caveat in shared]
    for name, answer in answers:
        said += [f"{name}: {caveat}" for caveat in answer.caveats if caveat not in shared]
    return (*said, *(f"{name}: {error}" for name, error in silent.items()))
