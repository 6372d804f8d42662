"""Combinations: which programs the same people take, how often, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, cast

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence
from pathways.errors import NoAnswerError, OptionError, shown
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.options import Count, Level, StepList, TierName, check_word
from pathways.record.selection import find_step
from pathways.sequences.caveats import caveats_of
from pathways.sequences.participation import NEVER
from pathways.sequences.steps import Ints, steps_of
from pathways.stats.rate import Rate, round_half_up
from pathways.tallies.sets_of_people import sets_of_people, sets_taken
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, rows_of, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "combinations"]

Mode = Annotated[Literal["distinct", "intersect", "union"], "mode"]
Denominator = Annotated[Literal["everyone", "repeat", "any"], "denominator"]
_PLURAL = {"activity": "activities"}
_MOST = 400
"""So many programs are laid beside each other: time and memory grow with their pairs."""


def combinations(
    log: EngagementLog,
    *,
    by: Level = "program",
    mode: Mode = "distinct",
    of: Denominator = "everyone",
    at_least: TierName | None = None,
    size: Count | None = None,
    steps: StepList | None = None,
) -> Answer:
    """Which sets of programs the same people take, against what chance would give.

    For a set of programs S, ``x`` counts people with exactly S (``distinct``), with all of S and
    perhaps others (``intersect``), or with one of S or more (``union``).  Everyone counts once,
    whatever they did twice.

    The share of a row is ``x / n``.  ``n``: ``everyone`` with a counted engagement; people with
    two or more of the programs (``repeat``); or people in ``any`` of the programs of the row, so
    that ``intersect`` is what the programs share of all they reach together.

    ``expected`` is the count that independent choices would give in the same denominator, with
    p_i the share of ``n`` in program i: n Π p_i over S (``intersect``); that times Π (1 - p_j)
    over the other programs (``distinct``); n (1 - Π (1 - p_i)) over S (``union``).  ``lift`` is
    ``x / expected``.

    For two programs, ``a_first`` counts people of the row who have both and whose first time in
    the program named first in ``programs`` lies before their first time in the other;
    ``b_first`` the other way; ``together`` where nothing orders the two.

    Args:
        log: the engagements.
        by: what is combined: ``program``, ``activity``, ``role``, ``tier`` or ``edition``.
        mode: ``distinct`` (exactly these), ``intersect`` (at least these) or ``union`` (any
            of these).
        of: the denominator: ``everyone``, people with two or more (``repeat``), or with any of the
            set (``any``).
        at_least: a TIER; engagements below it, or without a tier, are set aside before counting.
            They still make their people part of ``everyone``.
        size: the largest set listed; by default 2, and any size for ``distinct``.
        steps: the STEPs to combine, in place of ``by``; ``distinct`` then means no other of these.

    Returns:
        One row per set, most people first, then by name: ``programs`` (str, joined by `` + `` in
        the order of the alphabet, or in the order of ``steps``), ``size`` (int64), ``x``, ``n``
        (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson), ``not_yet_observable``
        (int64, 0: what people have taken is known), ``expected``, ``lift`` (float64), ``a_first``,
        ``b_first``, ``together`` (Int64; missing but for two programs).  ``rate``, interval and
        ``lift`` are missing where ``n`` is under 10.  ``distinct`` lists the sets that somebody
        has, of one program or more; ``intersect`` and ``union`` list sets of two or more that
        somebody has all of, and every set where ``steps`` are given.

    Raises:
        OptionError: a word that is not on the list, or a size that leaves nothing to list.
        SchemeError: a tier that the scheme does not have.
        UnknownStepError: a step that the record does not contain.
        NoAnswerError: more than 400 programs, or of what else is combined.

    Definition: docs/measures.md#combinations.  Modes as in UpSet plots.

    Example:
        >>> answer = combinations(log, by="role", mode="intersect")
        >>> answer.table[["programs", "x", "n", "b_first"]].values.tolist()
        [['mentee + mentor', 3, 5, 0]]
    """
    asked = {"mode": mode, "of": of, "at_least": at_least, "size": size, "steps": steps}
    return TWO_STEPS.whole(log, by=by, **asked)


def _terms(
    log: EngagementLog,
    by: str = "program",
    mode: str = "distinct",
    of: str = "everyone",
    at_least: str | None = None,
    size: int | None = None,
    steps: Sequence[str] | None = None,
) -> Terms:
    terms = terms_of(log, by)
    asked = {
        "by": by,
        "mode": mode,
        "of": of,
        "at_least": at_least,
        "size": _largest_set(mode, of, size),
        "steps": steps,
    }
    listed = None if steps is None else {find_step(log, text).label: text for text in steps}
    if listed is None and len(terms.labels) > _MOST:
        raise NoAnswerError(_too_many(len(terms.labels), by))
    what = _what(log, by, at_least, listed=listed is not None)
    return replace(terms, options={"asked": asked, "listed": listed, "what": what})


def _too_many(many: int, by: str) -> str:
    kinds = _PLURAL.get(by, f"{by}s")
    return (
        f"{many:,} {kinds} make {many * (many - 1) // 2:,} pairs, more than anybody reads (up to "
        f"{_MOST} {kinds} are combined). Name those to combine with --steps, or take coarser ones, "
        "such as --by tier."
    )


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """What everyone took, of what is to be combined."""
    rows, codes = _taken(log, terms)
    asked = cast("dict[str, Any]", terms.options["asked"])
    if asked["at_least"] is not None:
        high = column(log, "tier")[rows] >= log.scheme.tier(asked["at_least"]).rank
        rows, codes = rows[high], codes[high]
    labels = _labels(terms)
    taken = steps_of(log, rows, codes, labels)
    first = np.full((taken.people, len(labels)), NEVER, dtype=np.int32)
    once = taken.visits
    first[taken.person[once], taken.step[once]] = taken.at[once]
    return sets_taken(first, np.ones(len(first), dtype=np.int64), log.people)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of sets holds."""
    asked = cast("dict[str, Any]", terms.options["asked"])
    mode, of, what = asked["mode"], asked["of"], str(terms.options["what"])
    how = (mode, of, asked["size"])
    listed = terms.options["listed"] is not None
    table = sets_of_people(tally, _labels(terms), how, listed=listed)
    names = tuple(table.pop("names"))
    pattern, people = (tally["patterns"][name] for name in ("pattern", "people"))
    held = tally["patterns"].stand_for["pattern"]
    several = np.array([len(held[number]) > 1 for number in pattern.tolist()], dtype=bool)
    none = int(tally["everyone"]["people"][0] - people.sum())
    return Answer(
        question="combinations",
        asked=asked,
        sentence=_sentence(table, int(people[several].sum()), mode, what, of),
        denominator=_denominator(of, what),
        table=table,
        caveats=(*caveats_of(terms.origin, 0, 0, None), *_caveats(none, of, what)),
        origin=terms.origin,
        parts={"programs": names},
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _labels(terms: Terms) -> tuple[str, ...]:
    """What is combined: the steps in the order they are named, or all of a level by name."""
    listed = cast("dict[str, str] | None", terms.options["listed"])
    return tuple(sorted(terms.labels) if listed is None else listed)


def _taken(log: EngagementLog, terms: Terms) -> tuple[Ints, Ints]:
    """Each counted engagement that is one of the steps, and which; once per step that it is."""
    listed = cast("dict[str, str] | None", terms.options["listed"])
    if listed is not None:
        rows, codes = np.nonzero(np.stack([rows_of(log, one) for one in listed.values()], axis=1))
        return rows.astype(np.int64), codes.astype(np.int64)
    codes = terms.codes(log)
    rows = np.flatnonzero(codes >= 0)
    place = np.argsort(sorted(range(len(terms.labels)), key=terms.labels.__getitem__))
    return rows, place[codes[rows]]


def _largest_set(mode: str, of: str, size: int | None) -> int | None:
    """The size of the largest set to list, by default two; any for ``distinct``."""
    check_word(mode, Mode)
    check_word(of, Denominator)
    least = 1 if mode == "distinct" else 2
    if size is not None and size < least:
        raise OptionError(
            f"The largest set to list, for {mode}, is a number from {least} up, not {shown(size)}."
        )
    return size if size is not None or mode == "distinct" else 2


def _what(log: EngagementLog, by: str, at_least: str | None, *, listed: bool) -> str:
    """What is combined, to stand after "two or more"."""
    what = "of these steps" if listed else _PLURAL.get(by, f"{by}s")
    return what if at_least is None else f"{what} at {log.scheme.tier(at_least).name} or higher"


def _denominator(of: str, what: str) -> str:
    if of == "repeat":
        return f"people with two or more {what}"
    if of == "any":
        return f"people with any of the {what.removeprefix('of these ')} of the row"
    return "everyone with a counted engagement"


def _caveats(none: int, of: str, what: str) -> tuple[Sentence, ...]:
    caveats = []
    if none:
        have = "has" if none == 1 else "have"
        caveats.append(
            Sentence(
                "{none} {have} taken none of the {what}.",
                "taken none", none=People(none), have=have, what=what.removeprefix("of these "),
            )
        )  # fmt: skip
    if of == "any":
        caveats.append(
            Sentence(
                "Among people in any of a set, lift is never over 1: those in none are away.",
                "lift is never over 1",
            )
        )
    return tuple(caveats)


def _sentence(table: pd.DataFrame, repeaters: int, mode: str, what: str, of: str) -> Sentence:
    """The most common set of two or more programs; ``repeaters`` took any such set."""
    sets = table[table["x"] > 0]
    several = sets[sets["size"] > 1]
    if sets.empty or (several.empty and mode == "distinct" and not repeaters):
        return Sentence(
            "{repeaters} took two or more {what}.",
            "took two or more", repeaters=People(repeaters) if repeaters else "Nobody", what=what,
        )  # fmt: skip
    top = (sets if several.empty else several).iloc[0]
    base = (
        Sentence("people with any of {programs}", programs=top["programs"])
        if of == "any"
        else _denominator(of, what)
    )
    rate = Rate(int(top["x"]), int(top["n"]), base)
    took = {
        "distinct": "exactly {programs}, the most common combination of {what}",
        "intersect": "at least {programs}, the most common combination of {what}",
        "union": "one or more of {programs}",
    }[mode]
    alone = "{programs} and no other"
    named = Sentence(alone if top["size"] == 1 else took, programs=top["programs"],
                     what=what.removeprefix("of "))  # fmt: skip
    chance = ""
    if rate.enough:
        few = top["expected"] < 0.5
        expected = "less than 1" if few else Number(round_half_up(top["expected"]))
        chance = Sentence("; by chance alone it would be {expected}", expected=expected)
    return Sentence(
        "Of {base}, {rate:run} took {took}{chance}.",
        "most common combination", base=base, rate=rate, took=named, chance=chance,
    )  # fmt: skip
