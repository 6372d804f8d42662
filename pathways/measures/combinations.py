"""Combinations: which programs the same people take, how often, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence
from pathways.errors import OptionError, shown
from pathways.record.log import EngagementLog
from pathways.record.options import Count, Level, StepList, TierName, check_word
from pathways.record.selection import find_step
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.participation import NEVER, visits
from pathways.sequences.sets_of_people import sets_of_people
from pathways.sequences.steps import Ints, Steps, level_codes, steps_of
from pathways.stats.rate import Rate, round_half_up

__all__ = ["combinations", "largest_set"]

Mode = Annotated[Literal["distinct", "intersect", "union"], "mode"]
Denominator = Annotated[Literal["everyone", "repeat", "any"], "denominator"]
_PLURAL = {"activity": "activities"}


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

    Definition: docs/measures.md#combinations.  Modes as in UpSet plots.

    Example:
        >>> answer = combinations(log, by="role", mode="intersect")
        >>> answer.table[["programs", "x", "n", "b_first"]].values.tolist()
        [['mentee + mentor', 3, 5, 0]]
    """
    largest = largest_set(mode, of, size)
    taken = _taken(log, by, at_least, steps)
    first, _ = visits(taken)
    how = (mode, of, largest)
    table = sets_of_people(first, taken.labels, log.people, how, listed=steps is not None)
    names = tuple(table.pop("names"))
    what = _what(log, by, at_least, listed=steps is not None)
    denominator = _denominator(of, what)
    repeaters = int(((first != NEVER).sum(axis=1) > 1).sum())
    return Answer(
        question="combinations",
        asked={
            "by": by,
            "mode": mode,
            "of": of,
            "at_least": at_least,
            "size": largest,
            "steps": steps,
        },
        sentence=_sentence(table, repeaters, mode, what, of),
        denominator=denominator,
        table=table,
        caveats=_caveats(log, taken, of, what),
        origin=log.origin,
        parts={"programs": names},
    )


def largest_set(mode: str, of: str, size: int | None) -> int | None:
    """The size of the largest set to list, by default two; any for ``distinct``."""
    check_word(mode, Mode)
    check_word(of, Denominator)
    least = 1 if mode == "distinct" else 2
    if size is not None and size < least:
        raise OptionError(
            f"The largest set to list, for {mode}, is a number from {least} up, not {shown(size)}."
        )
    return size if size is not None or mode == "distinct" else 2


def _taken(
    log: EngagementLog, by: str, at_least: str | None, wanted: Sequence[str] | None
) -> Steps:
    """What each person took, of what is to be combined; columns in the order they are named."""
    if wanted is None:
        codes, labels = level_codes(log, by)
        rows = np.flatnonzero(codes >= 0)
        order = sorted(range(len(labels)), key=labels.__getitem__)
        codes, labels = np.argsort(order)[codes[rows]], tuple(labels[code] for code in order)
    else:
        rows, codes, labels = _listed_steps(log, wanted)
    if at_least is not None:
        tier = log.counted["tier"].cat.codes.to_numpy()[rows]
        high = tier >= log.scheme.tier(at_least).rank
        rows, codes = rows[high], codes[high]
    return steps_of(log, rows, codes.astype(np.int64), labels)


def _listed_steps(log: EngagementLog, wanted: Sequence[str]) -> tuple[Ints, Ints, tuple[str, ...]]:
    """Each counted engagement of each step, once per step that it is."""
    found = {match.label: match.rows for match in (find_step(log, text) for text in wanted)}
    counted = log.records["counted"].to_numpy()
    matrix = np.stack([rows[counted] for rows in found.values()], axis=1)
    rows, codes = np.nonzero(matrix)
    return rows.astype(np.int64), codes.astype(np.int64), tuple(found)


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


def _caveats(log: EngagementLog, taken: Steps, of: str, what: str) -> tuple[Sentence, ...]:
    caveats = list(usual_caveats(log, replace(taken, left_out=0), None))
    none = log.people - taken.people
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
