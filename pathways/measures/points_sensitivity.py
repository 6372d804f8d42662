"""Points, shaken: how much of the ranking of people hangs on single weights."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, points_word
from pathways.record.log import EngagementLog
from pathways.scoring.ledger import Amounts, Ints, Ledger, ledger, ranks, totals
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import make_steps
from pathways.stats.rate import TOO_FEW

__all__ = ["points_sensitivity"]

TOP = 10


def points_sensitivity(log: EngagementLog, *, weighting: Weighting = UNWEIGHTED) -> Answer:
    """How the ranking of people by weighted points changes when one weight changes.

    Weights are opinions.  Each multiplier is taken away in turn, and each tier's base points are
    made one more and one less (never less than nothing); everything else stays.  The *top* are
    the people with a rank of 10 or better; more than ten where several share the tenth rank.

    Args:
        log: the engagements.
        weighting: the multipliers.

    Returns:
        One row per change, the one that leaves least of the order first: ``change`` (str),
        ``people``, ``rose``, ``fell`` (int64: people with a better or a worse rank then), ``top``,
        ``stay`` (Int64: people in the top, and those of them who are in the top then as well),
        ``kendall_tau`` (float64: Kendall's tau-b between the two rankings, 1 where they are the
        same order).  With fewer than 10 people ``top``, ``stay`` and ``kendall_tau`` are withheld:
        too few to say.

    Raises:
        OptionError: a multiplier on something that the record does not know.
        NoAnswerError: a scheme that gives no tier any points.
        SchemeError: points that are no decimals.

    Definition: docs/measures.md#points; Kendall (1945) for tau-b.

    Example:
        >>> points_sensitivity(log).table[["change", "rose", "fell"]].head(1).values.tolist()
        [['Leading: 4 points instead of 5', 0, 0]]
    """
    book = ledger(log, weighting)
    table = _table(book)
    return Answer(
        question="points_sensitivity",
        asked={"weighting": weighting},
        sentence=_sentence(table),
        denominator="people with a counted engagement at a tier",
        table=table,
        caveats=(
            *usual_caveats(log, make_steps(log, "tier"), None),
            Sentence(
                "One weight changes at a time; several together can change more.",
                "one weight changes at a time",
            ),
        ),
        origin=log.origin,
    )


def _changes(book: Ledger) -> Iterator[tuple[str, Amounts]]:
    bases = [kind.base for kind in book.kinds]
    for rule, then in zip(book.weighting.multipliers, book.without(), strict=True):
        yield f"without {rule.label}", then
    for place, kind in enumerate(book.kinds):
        for step in (Decimal(1), Decimal(-1)):
            other = kind.base + step
            if not kind.own and other >= 0:
                varied = [*bases[:place], other, *bases[place + 1 :]]
                words = f"{kind.tier}: {points_word(float(other))} instead of {kind.base}"
                yield words, book.priced(varied, book.factors())


def _table(book: Ledger) -> pd.DataFrame:
    usual = totals(book, book.weighted)
    rows = [(words, *_compared(usual, totals(book, then))) for words, then in _changes(book)]
    columns = ["change", "people", "rose", "fell", "top", "stay", "kendall_tau"]
    table = pd.DataFrame(rows, columns=columns).astype(
        {
            "change": "str",
            **dict.fromkeys(("people", "rose", "fell"), "int64"),
            **dict.fromkeys(("top", "stay"), "Int64"),
            "kendall_tau": "float64",
        }
    )
    if len(usual) < TOO_FEW:
        table[["top", "stay"]] = pd.NA
        table["kendall_tau"] = np.nan
    return table.sort_values(["kendall_tau", "stay", "change"], ignore_index=True)


def _compared(usual: Ints, then: Ints) -> tuple[float, ...]:
    from scipy.stats import kendalltau

    before, after = ranks(usual), ranks(then)
    top = before <= TOP
    # Where everybody has the same points there is no order that could agree with another.
    some = min(len(np.unique(usual)), len(np.unique(then))) > 1
    tau = float(kendalltau(usual, then).statistic) if some else float("nan")
    rose, fell = int((after < before).sum()), int((after > before).sum())
    return len(usual), rose, fell, int(top.sum()), int((top & (after <= TOP)).sum()), tau


def _sentence(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has points in this record yet.", "nobody has points in this record yet"
        )
    people = People(table["people"].iloc[0])
    worst = table.iloc[0]
    if pd.isna(worst["stay"]):
        return Sentence(
            "{people} with points are too few to say what the ranking hangs on.",
            "with points are too few to say",
            people=people,
        )
    top, stay = Number(worst["top"]), Number(table["stay"].min())
    those = (
        Sentence("all {top}", top=top)
        if stay == top
        else Sentence("at least {stay} of the {top}", stay=stay, top=top)
    )
    finding = Sentence(
        "Whichever single weight changes, {those} people in the top ten stay there", those=those
    )
    if pd.isna(worst["kendall_tau"]):
        return Sentence("{finding}.", "who stays in the top ten", finding=finding)
    return Sentence(
        "{finding}; the order of {people} changes most here: {change}.",
        "who stays in the top ten",
        finding=finding,
        people=people,
        change=worst["change"],
    )
