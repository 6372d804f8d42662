"""Points by person: who has how many, whose rank the multipliers change, and which of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, points_word
from pathways.record.log import EngagementLog
from pathways.scoring.ledger import in_points, ledger, ranks, scale_of, totals
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "points_by_person"]


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
    return TWO_STEPS.whole(log, weighting=weighting)


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """Everyone with a counted engagement at a tier: a list, whose parts are put under one another.

    ``persons``, by ``person``: ``engagements``, and in whole numbers of points ``raw``,
    ``weighted``, and ``without 0`` …, each rule taken away.  ``facts``: engagements ``left_out``.
    """
    book = ledger(log, terms.options["weighting"])
    nth = np.arange(len(book.participants))
    has = {"engagements": np.bincount(book.person, minlength=len(nth))}
    has |= {"raw": totals(book, book.raw), "weighted": totals(book, book.weighted)}
    has |= {f"without {rule}": totals(book, then) for rule, then in enumerate(book.without())}
    names = tuple((name,) for name in book.participants)
    return {
        "persons": count({"person": nth}, has, {"person": names}),
        "facts": facts(left_out=len(log.counted) - len(book.rows)),
    }


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a list of persons holds: ranks are among all of them."""
    table = _table(tally["persons"], terms)
    return Answer(
        question="points_by_person",
        asked={"weighting": terms.options["weighting"]},
        sentence=_sentence(table),
        denominator="people with a counted engagement at a tier",
        table=table,
        caveats=(
            *said_of(tally, terms),
            Sentence("A list of persons: not for sharing.", "persons"),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(terms_of, _tally, _answer)


def _table(persons: Counts, terms: Terms) -> pd.DataFrame:
    scheme, weighting = terms.record.scheme, terms.options["weighting"]
    names = [persons.stand_for["person"][nth][0] for nth in persons["person"].tolist()]
    weighted = ranks(persons["weighted"])
    table = pd.DataFrame(
        {
            "participant": pd.array(names, dtype="str"),
            "engagements": persons["engagements"],
            "raw": in_points(persons["raw"], scale_of(scheme)),
            "rank": ranks(persons["raw"]),
            "weighted": in_points(persons["weighted"], scale_of(scheme, weighting)),
            "weighted_rank": weighted,
        }
    )
    table["ranks_gained"] = table["rank"] - table["weighted_rank"]
    words = [""] * len(table)
    for nth, rule in enumerate(weighting.multipliers):
        for at in np.flatnonzero(ranks(persons[f"without {nth}"]) != weighted):
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
