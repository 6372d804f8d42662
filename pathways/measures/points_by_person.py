"""Points by person: who has how many, whose rank the multipliers change, and which of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, points_word
from pathways.record.log import EngagementLog
from pathways.scoring.ledger import Ledger, ledger, ranks, totals
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import make_steps

__all__ = ["points_by_person"]


def points_by_person(log: EngagementLog, *, weighting: Weighting = UNWEIGHTED) -> Answer:
    """Everyone's points and rank, raw and weighted, and which multipliers change their rank.

    A list of persons, by the ids of the record: not for sharing.  Points are as in
    :func:`~pathways.measures.points.points`.  Who has the same points has the same rank, the
    better one.  A multiplier changes a person's rank where the person would have another weighted
    rank if it were not there, be it that it multiplies their own points or those of others.

    Args:
        log: the engagements.
        weighting: the multipliers.

    Returns:
        One row per person with a counted engagement at a tier, by rank and id: ``participant``
        (str), ``engagements`` (int64), ``raw`` (float64), ``rank`` (int64), ``weighted``
        (float64), ``weighted_rank``, ``ranks_gained`` (int64: by weighting, negative where
        lost), ``changed_by`` (str: the multipliers that change the rank).

    Raises:
        OptionError: a multiplier on something that the record does not know.
        NoAnswerError: a scheme that gives no tier any points.
        SchemeError: points that are no decimals.

    Definition: docs/measures.md#points.

    Example:
        >>> points_by_person(log).table[["participant", "raw", "rank"]].head(2).values.tolist()
        [['ana', 8.0, 1], ['ben', 8.0, 1]]
    """
    book = ledger(log, weighting)
    table = _table(book)
    return Answer(
        question="points_by_person",
        asked={"weighting": weighting},
        sentence=_sentence(table),
        denominator="people with a counted engagement at a tier",
        table=table,
        caveats=(
            *usual_caveats(log, make_steps(log, "tier"), None),
            Sentence("A list of persons: not for sharing.", "persons"),
        ),
        origin=log.origin,
    )


def _table(book: Ledger) -> pd.DataFrame:
    raw, weighted = totals(book, book.raw), totals(book, book.weighted)
    table = pd.DataFrame(
        {
            "participant": pd.array(book.participants, dtype="str"),
            "engagements": np.bincount(book.person, minlength=len(book.participants)),
            "raw": book.raw.points(raw),
            "rank": ranks(raw),
            "weighted": book.weighted.points(weighted),
            "weighted_rank": ranks(weighted),
        }
    )
    table["ranks_gained"] = table["rank"] - table["weighted_rank"]
    words = [""] * len(table)
    for rule, then in zip(book.weighting.multipliers, book.without(), strict=True):
        without = ranks(totals(book, then))
        for at in np.flatnonzero(without != table["weighted_rank"].to_numpy()):
            words[at] += f"{'; ' if words[at] else ''}{rule.label}"
    table["changed_by"] = pd.array(words, dtype="str")
    return table.sort_values(["rank", "participant"], ignore_index=True)


def _sentence(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has points in this record yet.", "nobody has points in this record yet"
        )
    first = table[table["rank"] == 1]
    have = "has" if len(first) == 1 else "have"
    who, most = listed(list(first["participant"]), most=3), points_word(first["raw"].iloc[0])
    moved = int((table["ranks_gained"] != 0).sum())
    other = (
        "nobody has"
        if not moved
        else Sentence("{moved} {have}", moved=People(moved), have="has" if moved == 1 else "have")
    )
    return Sentence(
        "{who} {have} most, {most}; {other} another rank by weighted points.",
        "most points",
        who=who,
        have=have,
        most=most,
        other=other,
    )
