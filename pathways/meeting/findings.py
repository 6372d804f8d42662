"""Findings: what stands clear of noise, as a sentence, a number and a question for the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.map.facts import MapFacts, StepFacts
from pathways.privacy.disclosure import fit_to_share
from pathways.record.editions import edition_word
from pathways.stats.comparison import CLEAR, ERROR, holm
from pathways.stats.rate import TOO_FEW, Rate, ends, percent

__all__ = ["MOST", "Finding", "chosen", "in_ten"]

MOST = 5
"""How many findings a meeting can hold."""
_WORDS = (
    (0.05, "Hardly anyone"), (0.145, "One in ten"), (0.225, "One in five"), (0.285, "A quarter"),
    (0.365, "A third"), (0.45, "Four in ten"), (0.55, "Half"), (0.635, "Six in ten"),
    (0.685, "Two thirds"), (0.73, "Seven in ten"), (0.775, "Three quarters"),
    (0.85, "Eight in ten"), (0.95, "Nine in ten"),
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something to talk about.

    Attributes:
        question: the question that it answers.
        sentence: what is seen, without a full stop.
        fraction: count and denominator, ``225/319``.
        number: the one number, ``71 % (65 to 75)``.
        ask: the question for the room.
        tone: ``stuck``, ``up`` or ``disc``: the colour that its mark has in pictures.
        people: how many people it is about; findings are ranked by it.
        of: who the denominator is.
        what: what the number is of, for a plan.
        x, n, rate: the number, unrounded.
        better: ``lower`` or ``higher``: which way is better.
    """

    question: str
    sentence: str
    fraction: str
    number: str
    ask: str
    tone: str
    people: int
    of: str
    what: str
    x: int | None = None
    n: int | None = None
    rate: float | None = None
    better: str = "higher"


def chosen(answers: Mapping[str, Answer], drawn: MapFacts) -> tuple[Finding, ...]:
    """The findings that concern most people, five at most; where people begin comes last.

    Where people begin concerns everyone, and there is least to decide about it.
    """
    found: list[Finding] = [*_onward(drawn)]
    rules = {
        "stuck_points": _stuck,
        "conversion": _converted,
        "combinations": _combined,
        "entry_points": _entered,
    }
    for name, rule in rules.items():
        if name in answers:
            found += rule(fit_to_share(answers[name]))
    ranked = sorted(found, key=_rank)
    return tuple(ranked[:MOST])


def _rank(finding: Finding) -> tuple[bool, int, str]:
    return finding.question == "entry_points", -finding.people, finding.sentence


def in_ten(rate: float) -> str:
    """A share as people say it; the exact one stands beside it.

    >>> in_ten(0.71), in_ten(0.18), in_ten(0.99)
    ('Seven in ten', 'One in five', 'Nearly everyone')
    """
    return next((words for end, words in _WORDS if rate < end), "Nearly everyone")


def _number(x: int, n: int) -> tuple[str, str]:
    """``225/319`` and ``71 % (65 to 75)``."""
    rate = Rate(x, n, "")
    if rate.rate is None or rate.interval is None:
        return f"{x:,}/{n:,}", ""
    return f"{x:,}/{n:,}", f"{percent(rate.rate)} ({ends(*rate.interval)})"


def _onward(drawn: MapFacts) -> list[Finding]:
    """Most stop after a step; and of those who go on, one way leads."""
    place = next((step for step in drawn.steps if step.key == drawn.stuck_at), None)
    if place is None:
        return []
    found, stop, name = [], place.no_further, place.spoken
    if stop.x is not None and stop.n and stop.rate is not None and (stop.low or 0) > 0.5:
        fraction, number = _number(stop.x, stop.n)
        found.append(
            Finding(
                "next_steps", f"{in_ten(stop.rate)} take no further step after {name}",
                fraction, number, f"What do we offer in the month after {name}?", "stuck", stop.x,
                f"people at {name}, watched for {drawn.window}", f"no further step after {name}",
                stop.x, stop.n, stop.rate, "lower",
            )
        )  # fmt: skip
    return [*found, *_leading(drawn, place, name)]


def _leading(drawn: MapFacts, place: StepFacts, name: str) -> list[Finding]:
    """The next step that most take, where it clears the second."""
    ways = [way for way in place.goes_to if way.rate is not None and way.x is not None]
    others = [way for way in ways if way.label != place.name]
    if not others or not ways:
        return []
    first = others[0]
    rest = [way.high or 0.0 for way in ways if way is not first]
    if (first.low or 0.0) <= max(rest, default=0.0) or first.x is None or not first.n:
        return []
    fraction, number = _number(first.x, first.n)
    spoken = {step.name: step.spoken for step in drawn.steps}
    target = spoken.get(first.label, first.label)
    return [
        Finding(
            "next_steps", f"{in_ten(first.rate or 0)} go on to {target} after {name}",
            fraction, number, "Who asks them, and when?", "up", first.x,
            f"people at {name}, watched for {drawn.window}", f"{name} to {target}",
            first.x, first.n, first.rate,
        )
    ]  # fmt: skip


def _stuck(answer: Answer) -> list[Finding]:
    """The point where help would reach most people."""
    table = answer.table[answer.table["would_low"].fillna(0) > 0]
    table = table[table["lapsed"].notna() & table["stuck"].notna() & table["n"].notna()]
    if table.empty:
        return []
    top = table.iloc[0]
    step, more = str(top["step"]), int(top["would_have_moved"])
    waits = f"{top['stuck']:,} are stuck" if top["stuck"] else "nobody waits"
    sentence = f"At {step}, {waits} and {top['lapsed']:,} have lapsed"
    ask = f"What would the {more:,} who could have moved on from {step} have needed?"
    shown = pd.notna(top["x"]) and top["x"] > 0 and top["n"] >= TOO_FEW
    fraction, number = (
        _number(int(top["x"]), int(top["n"]))
        if shown
        else (f"of {top['people']:,} people", f"{top['lapsed']:,} lapsed")
    )
    rate = float(top["rate"]) if shown else None
    x, n = (int(top["x"]), int(top["n"])) if shown else (None, None)
    return [
        Finding("stuck_points", sentence, fraction, number, ask, "stuck", more,
                answer.denominator, f"stuck at {step}", x, n, rate, "lower")
    ]  # fmt: skip


def _converted(answer: Answer) -> list[Finding]:
    """The last complete edition against the goal; and the last change that is clear."""
    table = answer.table
    done = table[(table["not_yet_observable"].fillna(1) == 0) & table["rate"].notna()]
    found = []
    if len(done) and pd.notna(done["goal"].iloc[-1]):
        found += _goal(answer, done.iloc[-1])
    clear = done[done["clear"] == CLEAR]
    if len(clear):
        found += _changed(answer, table, clear.iloc[-1])
    return sorted(found, key=lambda finding: -finding.people)[:1]


def _goal(answer: Answer, last: pd.Series) -> list[Finding]:
    goal, edition = float(last["goal"]), edition_word(str(last["edition"]))
    name = edition[:1].upper() + edition[1:]
    x, n, rate = int(last["x"]), int(last["n"]), float(last["rate"])
    fraction, number = _number(x, n)
    common = (answer.denominator, f"conversion after {edition}", x, n, rate)
    if last["high"] < goal:
        needed = int(last["people_needed"])
        sentence = f"{name} is clearly below the goal of {percent(goal)}"
        ask = f"What would it take for {needed:,} more to come back?"
        return [Finding("conversion", sentence, fraction, number, ask, "up", needed, *common)]
    if last["low"] > goal:
        beyond = round(x - goal * n)
        sentence = f"{name} is clearly above the goal of {percent(goal)}"
        ask = "What did we do right, and can we keep it?"
        return [Finding("conversion", sentence, fraction, number, ask, "up", beyond, *common)]
    return []


def _changed(answer: Answer, table: pd.DataFrame, row: pd.Series) -> list[Finding]:
    edition = edition_word(str(row["edition"]))
    x, n, rate, change = int(row["x"]), int(row["n"]), float(row["rate"]), float(row["change"])
    fraction, number = _number(x, n)
    way = "rose" if change > 0 else "fell"
    sentence = f"Conversion {way} in {edition}: {percent(rate)} after {percent(rate - change)}"
    before = table.loc[: row.name, "interventions"].iloc[:-1]
    made = next((text for text in reversed(list(before)) if text), "")
    hint = f" The last change before it: {made}." if made else ""
    return [
        Finding("conversion", sentence, fraction, number, f"What was different?{hint}", "up",
                round(abs(change) * n), answer.denominator, f"conversion after {edition}",
                x, n, rate)
    ]  # fmt: skip


def _combined(answer: Answer) -> list[Finding]:
    """The pair that departs most from chance, after Holm over all pairs that are shown."""
    from scipy.stats import binomtest

    table = answer.table
    pairs = table[(table["size"] == 2) & ~table["hidden"] & (table["n"] >= TOO_FEW)]
    if pairs.empty:
        return []
    p = [
        binomtest(int(x), int(n), min(1.0, expected / n)).pvalue
        for x, n, expected in zip(pairs["x"], pairs["n"], pairs["expected"], strict=True)
    ]
    pairs = pairs.assign(p=holm(p), gap=(pairs["x"] - pairs["expected"]).astype(np.float64))
    clear = pairs[pairs["p"] <= ERROR]
    if clear.empty:
        return []
    top = clear.loc[clear["gap"].abs().idxmax()]
    one, other = answer.parts["programs"][int(str(top.name))]
    x, n, gap = int(top["x"]), int(top["n"]), float(top["gap"])
    fraction, number = _number(x, n)
    # Sets of one are listed only where a set means these and no other.
    alone = (table["size"] == 1).any()
    taken = f"only {one} and {other}" if alone else f"both {one} and {other}"
    than = f"{'more' if gap > 0 else 'fewer'} than chance would give ({top['expected']:,.0f})"
    ask = (
        f"What do {one} and {other} do for each other?"
        if gap > 0
        else f"Do we tell people of {one} about {other}?"
    )
    of = f"{answer.denominator}; {len(pairs)} pairs compared (Holm)"
    return [
        Finding("combinations", f"{x:,} people take {taken}, {than}", fraction, number,
                ask, "disc", round(abs(gap)), of, f"{one} and {other}", x, n,
                float(top["rate"]))
    ]  # fmt: skip


def _entered(answer: Answer) -> list[Finding]:
    """The first step that more people take than any other."""
    table = answer.table[~answer.table["hidden"] & answer.table["rate"].notna()]
    if len(table) < 2:
        return []
    first, second = table.iloc[0], table.iloc[1]
    if first["low"] <= second["high"]:
        return []
    x, n, step = int(first["x"]), int(first["n"]), str(first["step"])
    fraction, number = _number(x, n)
    ask = "Is that where we want people to begin?"
    return [
        Finding("entry_points", f"{in_ten(x / n)} begin at {step}", fraction, number, ask, "disc",
                x - int(second["x"]), answer.denominator, f"begin at {step}", x, n, x / n)
    ]  # fmt: skip
