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
from pathways.scoring.ledger import in_points, ledger, ranks_among, scale_of
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.sequences.steps import Ints
from pathways.stats.rate import TOO_FEW
from pathways.stats.sorting import counted, summed
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "check_enough_people", "parts_in_order", "parts_valued", "points"]

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
    return TWO_STEPS.whole(log, by=by, weighting=weighting)


def _terms(log: EngagementLog, by: str = "tier", weighting: Weighting = UNWEIGHTED) -> Terms:
    check_word(by, Part)
    return terms_of(log, "tier" if by == "rank" else by, part=by, weighting=weighting)


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """What everybody has, in whole numbers of points, and where it comes from.

    ``totals``, by ``raw``, ``weighted``, ``without 0`` … (each rule taken away) and
    ``engagements``: ``many`` people who have so much.  ``parts``, by ``part``: ``engagements``,
    ``raw`` and ``weighted``.  ``people``, by ``part`` and by their ``raw`` and ``weighted`` points
    in all: ``many``.  ``facts``: for how many engagements each rule holds (``rule 0`` …), and how
    many have no tier and are ``left_out``.
    """
    book = ledger(log, terms.options["weighting"])
    each = {"raw": book.raw.each, "weighted": book.weighted.each}
    each["engagements"] = np.ones_like(book.rows)
    have = {**each, **{f"without {nth}": then.each for nth, then in enumerate(book.without())}}
    sums = summed((book.person,), tuple(have.values()))[1]
    of_person = dict(zip(have, sums, strict=True))
    held = np.bincount(book.held, minlength=len(book.holding))
    rules = {
        f"rule {nth}": sum(int(held[at]) for at, holds in enumerate(book.holding) if nth in holds)
        for nth in range(len(book.weighting.multipliers))
    }
    tally = {
        "totals": count(of_person),
        "facts": facts(left_out=len(log.counted) - len(book.rows), **rules),
    }
    if terms.options["part"] == "rank":
        return tally
    codes = terms.codes(log)[book.rows]
    part = np.where(codes < 0, len(terms.labels), codes)
    (theirs, person), _ = counted(part, book.person)
    people = {"part": theirs, **{name: of_person[name][person] for name in ("raw", "weighted")}}
    return {**tally, "parts": count({"part": part}, each), "people": count(people)}


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of points holds."""
    by, weighting, totals = terms.options["part"], terms.options["weighting"], tally["totals"]
    table = (_bands if by == "rank" else _parts)(tally, terms)
    raw, weighted = (
        float(in_points(np.array([totals["many"] @ totals[name]]), scale)[0])
        for name, scale in _scales(terms).items()
    )
    people = int(totals["many"].sum())
    finding = _sentence(table, by, (people, raw, weighted if weighting.multipliers else 0))
    return Answer(
        question="points",
        asked={"by": by, "weighting": weighting},
        sentence=finding,
        denominator="points of all counted engagements with a tier",
        table=parts_in_order(table, by),
        caveats=(
            *said_of(tally, terms),
            *_caveats(tally, weighting),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _scales(terms: Terms) -> dict[str, int]:
    """How many whole numbers make one raw, and one weighted point."""
    scheme = terms.record.scheme
    return {"raw": scale_of(scheme), "weighted": scale_of(scheme, terms.options["weighting"])}


def _change(totals: Counts, kinds: Counts) -> Ints:
    """How many ranks people of these kinds gain among everybody by weighting."""
    raw, weighted = (
        ranks_among(kinds[name], totals[name], totals["many"]) for name in ("raw", "weighted")
    )
    return raw - weighted


def _bands(tally: Tally, terms: Terms) -> pd.DataFrame:
    """What people have by their rank.

    Where people with the same points stand at an edge, weighted points decide, then engagements:
    the sums are then the same whoever is called what.
    """
    totals = tally["totals"]
    order = np.lexsort([-totals[name] for name in ("engagements", "weighted", "raw")])
    upto = np.cumsum(totals["many"][order])
    people = int(totals["many"].sum())
    check_enough_people(people)
    edges = np.array([0, -(-people // 10), -(-people // 2), people])[:, np.newaxis]
    # How many people of each kind stand in each band.
    inside = np.diff(np.clip(upto, edges[:-1], edges[1:]), axis=1, prepend=edges[:-1]).astype(int)
    change = _change(totals, totals)[order]
    counts = {"people": inside.sum(axis=1), "engagements": inside @ totals["engagements"][order]}
    table = pd.DataFrame({"part": pd.array(BANDS, dtype="str"), **counts})
    amounts = [(inside @ totals[name][order], scale) for name, scale in _scales(terms).items()]
    table = parts_valued(table, *amounts)
    return table.assign(rose=inside @ (change > 0), fell=inside @ (change < 0))


def _parts(tally: Tally, terms: Terms) -> pd.DataFrame:
    """The parts that somebody has been in."""
    by, parts, people = terms.options["part"], tally["parts"], tally["people"]
    labels = np.array([*terms.labels, f"no {by}"], dtype=object)[parts["part"]]
    change, many = _change(tally["totals"], people), people["many"]
    place = np.searchsorted(parts["part"], people["part"])

    def of_part(people: Ints) -> Ints:
        return np.bincount(place, people, minlength=len(labels)).astype(np.int64)

    counts = {"people": of_part(many), "engagements": parts["engagements"]}
    table = pd.DataFrame({"part": pd.array(labels, dtype="str"), **counts})
    amounts = [(parts[name], scale) for name, scale in _scales(terms).items()]
    table = parts_valued(table, *amounts)
    return table.assign(rose=of_part(many * (change > 0)), fell=of_part(many * (change < 0)))


def check_enough_people(people: int) -> None:
    """Raise NoAnswerError where people are too few to speak of a tenth of them."""
    if people < TOO_FEW:
        raise NoAnswerError(
            f"{people_word(people)} with points are too few to speak of a tenth of them."
        )


def parts_valued(
    table: pd.DataFrame, raw: tuple[Ints, int], weighted: tuple[Ints, int]
) -> pd.DataFrame:
    """The parts with their points and shares, from sums in whole numbers and their scales."""
    amounts = {"raw": raw, "weighted": weighted}
    table = table.assign(**{name: in_points(*each) for name, each in amounts.items()})
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


def _sentence(table: pd.DataFrame, by: str, totals: tuple[int, float, float]) -> Sentence:
    """What people have in all, and the part with most of it; weighted where that differs."""
    people, raw, weighted = totals
    if not raw:
        return Sentence(
            "Nobody has points in this record yet.", "nobody has points in this record yet"
        )
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
    if not weighted:
        return finding
    part, whole = Amount(top["weighted"]), Amount(weighted)
    return Sentence(
        "{finding} Weighted it is {part} of {whole} ({weighted_share}).",
        "points", finding=finding, part=part, whole=whole,
        weighted_share=Percent(top["weighted_share"]),
    )  # fmt: skip


def _caveats(tally: Tally, weighting: Weighting) -> tuple[Sentence, ...]:
    if not weighting.multipliers:
        return (
            Sentence(
                "No multipliers are given, so weighted points are raw points.",
                "no multipliers are given",
            ),
        )
    totals = tally["totals"]
    many, change = totals["many"], _change(totals, totals)
    caveats = [
        Sentence(
            "By weighted points, of {change} {movers} against raw.",
            "by weighted points", change=People(many.sum()), movers=_movers(change, many),
        )
    ]  # fmt: skip
    weighted = ranks_among(totals["weighted"], totals["weighted"], many)
    for nth, rule in enumerate(weighting.multipliers):
        points, held = totals[f"without {nth}"], int(tally["facts"][f"rule {nth}"][0])
        movers = _movers(ranks_among(points, points, many) - weighted, many)
        caveats.append(
            Sentence(
                "{label} holds for {count:,} engagements; against the ranking without it {movers}.",
                "multiplier", label=rule.label, count=held, movers=movers,
            )
        )  # fmt: skip
    return tuple(caveats)


def _movers(change: Ints, many: Ints) -> Sentence:
    return Sentence(
        "{rise:,} rise and {fall:,} fall in rank",
        rise=int(many[change > 0].sum()),
        fall=int(many[change < 0].sum()),
    )
