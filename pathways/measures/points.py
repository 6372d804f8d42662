"""Points: what people's engagements are worth, raw and weighted, and where the points come from."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Amount, People, Percent, Points, Sentence, people_word
from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.record.options import check_word
from pathways.scoring.ledger import Ints, Ledger, ledger, ranks, totals
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import level_codes, make_steps
from pathways.stats.rate import TOO_FEW

__all__ = ["check_enough_people", "parts_in_order", "parts_valued", "points"]

Part = Annotated[Literal["tier", "activity", "program", "role", "rank"], "part"]
BANDS = ("top tenth", "rest of the upper half", "lower half")


def points(log: EngagementLog, *, by: Part = "tier", weighting: Weighting = UNWEIGHTED) -> Answer:
    """Where the points of a community come from, raw and weighted side by side.

    Each counted engagement with a tier has ``base`` points: those of the rule that places its
    activity, where the scheme gives that rule any, otherwise those of its tier.  ``raw`` is the
    sum of base, ``weighted`` the sum of ``base × factor``.  The factor of an engagement is that of
    the multipliers that hold for it, as their product or as the highest of them, and never more
    than the cap; where none holds, or the attribute is not known, it is 1.  A multiplier reads
    what was known on the day of the engagement: what changes later changes no points.

    Sums are made in whole numbers; no decimal is lost.  A share is of all points, never of people,
    and points are in no rate.

    Nobody's points are here: :func:`~pathways.measures.points_by_person.points_by_person` has
    them, for those who ask.

    Args:
        log: the engagements.
        by: ``tier``, ``activity``, ``program`` or ``role``; or ``rank``: people by their raw
            points, the ``top tenth`` (rounded up), the ``rest of the upper half`` and the
            ``lower half``.
        weighting: the multipliers.

    Returns:
        One row per part, tiers from high to low, otherwise most raw points first: ``part``
        (str), ``people``, ``engagements`` (int64), ``raw``, ``weighted`` (float64),
        ``share``, ``weighted_share`` (float64: of all points of that kind; missing where there
        are none), ``rose``, ``fell`` (int64: people of this part whose rank among everybody is
        better, or worse, by weighted points than by raw ones; who shares a rank has the better
        one).  Parts without engagements are left out.  Engagements without a role are in a part
        of their own, so that parts add to the whole; people can be in several.

    Raises:
        OptionError: another word for ``by``, or a multiplier on something that the record does
            not know.
        NoAnswerError: a scheme that gives no tier any points; fewer than 10 people, by rank.
        SchemeError: points that are no decimals.

    Definition: docs/measures.md#points.

    Example:
        >>> points(log, by="role").table[["part", "people", "raw"]].values.tolist()
        [['mentee', 5, 15.0], ['mentor', 3, 15.0]]
    """
    check_word(by, Part)
    book = ledger(log, weighting)
    change = ranks(totals(book, book.raw)) - ranks(totals(book, book.weighted))
    code, labels = _bands(book) if by == "rank" else _parts(log, book, by)
    table = _table(book, code, labels, change)
    return Answer(
        question="points",
        asked={"by": by, "weighting": weighting},
        sentence=_sentence(table, book, by),
        denominator="points of all counted engagements with a tier",
        table=parts_in_order(table, by),
        caveats=(
            *usual_caveats(log, make_steps(log, "tier"), None),
            *_caveats(book, change),
        ),
        origin=log.origin,
    )


def _parts(log: EngagementLog, book: Ledger, by: str) -> tuple[Ints, tuple[str, ...]]:
    codes, labels = level_codes(log, by)
    codes = codes[book.rows]
    return np.where(codes < 0, len(labels), codes), (*labels, f"no {by}")


def _bands(book: Ledger) -> tuple[Ints, tuple[str, ...]]:
    """Each engagement's band, by the rank of its person.

    Where people with the same points stand at an edge, weighted points decide, then engagements:
    the sums are then the same whoever is called what.
    """
    people = len(book.participants)
    check_enough_people(people)
    raw, weighted = (totals(book, amounts) for amounts in (book.raw, book.weighted))
    order = np.lexsort((-np.bincount(book.person, minlength=people), -weighted, -raw))
    place = np.empty(people, dtype=np.int64)
    place[order] = np.arange(people)
    edges = [-(-people // 10), -(-people // 2)]
    return np.searchsorted(edges, place, side="right")[book.person], BANDS


def check_enough_people(people: int) -> None:
    """Raise NoAnswerError where people are too few to speak of a tenth of them."""
    if people < TOO_FEW:
        raise NoAnswerError(
            f"{people_word(people)} with points are too few to speak of a tenth of them."
        )


def _table(book: Ledger, code: Ints, labels: tuple[str, ...], change: Ints) -> pd.DataFrame:
    many = len(labels)
    pairs = np.unique(code * max(len(book.participants), 1) + book.person)
    part, person = np.divmod(pairs, max(len(book.participants), 1))
    table = pd.DataFrame(
        {
            "part": pd.array(labels, dtype="str"),
            "people": np.bincount(part, minlength=many),
            "engagements": np.bincount(code, minlength=many),
        }
    )
    table = parts_valued(
        table, *((of.of(code, many), of.scale) for of in (book.raw, book.weighted))
    )
    for name, moved in (("rose", change > 0), ("fell", change < 0)):
        table[name] = np.bincount(part[moved[person]], minlength=many)
    return table[table["engagements"] > 0]


def parts_valued(
    table: pd.DataFrame, raw: tuple[Ints, int], weighted: tuple[Ints, int]
) -> pd.DataFrame:
    """The parts with their points and shares, from sums in whole numbers and their scales."""
    amounts = {"raw": raw, "weighted": weighted}
    table = table.assign(**{name: sums / scale for name, (sums, scale) in amounts.items()})
    for share, (sums, _) in zip(("share", "weighted_share"), amounts.values(), strict=True):
        gone = np.full(len(table), np.nan)
        table[share] = np.divide(sums, sums.sum(), out=gone, where=sums.sum() > 0)
    return table


def parts_in_order(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Tiers from the top, everything else with most points first."""
    if by == "rank":
        return table.reset_index(drop=True)
    if by == "tier":
        return table.iloc[::-1].reset_index(drop=True)
    return table.sort_values(["raw", "part"], ascending=[False, True]).reset_index(drop=True)


def _sentence(table: pd.DataFrame, book: Ledger, by: str) -> Sentence:
    raw, weighted = (
        float(amounts.points(amounts.each.sum())) for amounts in (book.raw, book.weighted)
    )
    if not raw:
        return Sentence(
            "Nobody has points in this record yet.", "nobody has points in this record yet"
        )
    people = len(book.participants)
    have = Sentence(
        "{people} {have} {raw}",
        people=People(people), have="has" if people == 1 else "have", raw=Points(raw),
    )  # fmt: skip
    top = table.iloc[0 if by == "rank" else int(table["raw"].to_numpy().argmax())]
    if by != "rank" and top["share"] == 1:
        return Sentence(
            "{have}; all of it comes from {part}.", "points", have=have, part=top["part"]
        )
    who = (
        "the top tenth have"
        if by == "rank"
        else Sentence("most come from {part}:", part=top["part"])
    )
    finding = Sentence(
        "{have}; {who} {raw} ({share}).",
        "points", have=have, who=who, raw=Amount(top["raw"]), share=Percent(top["share"]),
    )  # fmt: skip
    if not book.weighting.multipliers or not weighted:
        return finding
    part, whole = Amount(top["weighted"]), Amount(weighted)
    return Sentence(
        "{finding} Weighted it is {part} of {whole} ({weighted_share}).",
        "points", finding=finding, part=part, whole=whole,
        weighted_share=Percent(top["weighted_share"]),
    )  # fmt: skip


def _caveats(book: Ledger, change: Ints) -> tuple[Sentence, ...]:
    rules = book.weighting.multipliers
    if not rules:
        return (
            Sentence(
                "No multipliers are given, so weighted points are raw points.",
                "no multipliers are given",
            ),
        )
    caveats = [
        Sentence(
            "By weighted points, of {change} {movers} against raw.",
            "by weighted points", change=People(len(change)), movers=_movers(change),
        )
    ]  # fmt: skip
    held = np.bincount(book.held, minlength=len(book.holding))
    weighted = ranks(totals(book, book.weighted))
    bases = [kind.base for kind in book.kinds]
    for nth, rule in enumerate(rules):
        count = sum(int(held[at]) for at, holds in enumerate(book.holding) if nth in holds)
        without = ranks(totals(book, book.priced(bases, book.factors(without=nth))))
        caveats.append(
            Sentence(
                "{label} holds for {count:,} engagements; against the ranking without it {movers}.",
                "multiplier", label=rule.label, count=count, movers=_movers(without - weighted),
            )
        )  # fmt: skip
    return tuple(caveats)


def _movers(change: Ints) -> Sentence:
    return Sentence(
        "{rise:,} rise and {fall:,} fall in rank",
        rise=int((change > 0).sum()),
        fall=int((change < 0).sum()),
    )
