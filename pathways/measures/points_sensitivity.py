"""Points, shaken: how much of the ranking of people hangs on single weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, points_word
from pathways.record.log import EngagementLog
from pathways.scoring.ledger import Ints, Kind, ledger, ranks, totals
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.stats.rate import TOO_FEW
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "points_sensitivity"]

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
    return TWO_STEPS.whole(log, weighting=weighting)


def _terms(log: EngagementLog, weighting: Weighting = UNWEIGHTED) -> Terms:
    """The terms; which weights there are to change is for all that the record has to say."""
    kinds = ledger(log).kinds
    bases = dict.fromkeys((kind.tier, kind.base) for kind in kinds if not kind.own)
    return terms_of(log, weighting=weighting, changes=tuple(_changes(tuple(bases), weighting)))


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """``totals``, by what people have, ``usual`` and after each change (``0`` …): ``many``.

    ``used`` has the changes that change anything here: a group may have no engagement at a tier.
    """
    book = ledger(log, terms.options["weighting"])
    has, used = {"usual": totals(book, book.weighted)}, []
    for nth, change in enumerate(terms.options["changes"]):
        bases = [change.base_of(kind) for kind in book.kinds]
        if change.tier is None or any(map(change.weighs, book.kinds)):
            used.append(nth)
        has[str(nth)] = totals(book, book.priced(bases, book.factors(without=change.without)))
    return {
        "totals": count(has),
        "used": count({"change": np.array(used, dtype=np.int64)}),
        "facts": facts(left_out=len(log.counted) - len(book.rows)),
    }


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of what people have holds."""
    changes = {nth: terms.options["changes"][nth] for nth in tally["used"]["change"].tolist()}
    table = _table(tally["totals"], changes)
    return Answer(
        question="points_sensitivity",
        asked={"weighting": terms.options["weighting"]},
        sentence=_sentence(table),
        denominator="people with a counted engagement at a tier",
        table=table,
        caveats=(
            *said_of(tally, terms),
            Sentence(
                "One weight changes at a time; several together can change more.",
                "one weight changes at a time",
            ),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


class _Change(NamedTuple):
    """A weight that changes: a rule taken away, or other base points of a tier."""

    words: str
    without: int | None = None
    tier: str | None = None
    base: Decimal = Decimal(0)

    def base_of(self, kind: Kind) -> Decimal:
        """What engagements of a kind are then worth."""
        return self.base if self.weighs(kind) else kind.base

    def weighs(self, kind: Kind) -> bool:
        """Whether it is the base points of a kind that change."""
        return kind.tier == self.tier and not kind.own


def _changes(bases: Iterable[tuple[str, Decimal]], weighting: Weighting) -> Iterator[_Change]:
    for nth, rule in enumerate(weighting.multipliers):
        yield _Change(f"without {rule.label}", without=nth)
    for tier, base in bases:
        for other in (base + 1, base - 1):
            if other >= 0:
                words = f"{tier}: {points_word(float(other))} instead of {base}"
                yield _Change(words, tier=tier, base=other)


def _table(people: Counts, changes: Mapping[int, _Change]) -> pd.DataFrame:
    usual = np.repeat(people["usual"], people["many"])
    rows = [
        (change.words, *_compared(usual, np.repeat(people[str(nth)], people["many"])))
        for nth, change in changes.items()
    ]
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
