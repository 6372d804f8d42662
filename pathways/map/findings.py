"""Findings: what stands clear of noise, as a sentence, a number and a question for the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.answer import Answer, first_line
from pathways.headlines.choice import Headline
from pathways.headlines.claim import Claim
from pathways.headlines.words import span_words
from pathways.privacy.disclosure import fit_to_share
from pathways.privacy.suppression import hidden
from pathways.record.editions import edition_word
from pathways.stats.comparison import CLEAR, ERROR, holm
from pathways.stats.exact import binomial_test
from pathways.stats.rate import TOO_FEW, Rate, ends, percent

__all__ = ["MOST", "Finding", "chosen", "in_ten"]

MOST = 5
"""How many findings a meeting can hold."""
_WORDS = {
    0.1: "One in ten", 0.2: "One in five", 0.25: "A quarter", 0.333: "A third",
    0.4: "Four in ten", 0.5: "Half", 0.6: "Six in ten", 0.667: "Two thirds", 0.7: "Seven in ten",
    0.75: "Three quarters", 0.8: "Eight in ten", 0.9: "Nine in ten",
}  # fmt: skip
_WHOLE = {0.0: "Nobody", 1.0: "Everyone"}
_NEAR = 0.025
"""By how much a share may differ from what its word says."""


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


def chosen(
    answers: Mapping[str, Answer], safe: Mapping[str, Answer], said: Headline
) -> tuple[Finding, ...]:
    """The findings that concern most people, five at most; where people begin comes last.

    Where people begin concerns everyone, and there is least to decide about it.

    Args:
        answers: the answers with all their counts: what may not be shared is not said, and nothing
            else is said in its place.
        safe: those of them that may be shown beside the map, as far as they may.
        said: the headline of the map.
    """
    found: list[Finding] = [*_onward(said)]
    rules = {
        "stuck_points": _stuck,
        "conversion": _converted,
        "combinations": _combined,
        "entry_points": _entered,
    }
    for name, rule in rules.items():
        if name in safe and not _shut(answers[name]):
            found += rule(answers[name], fit_to_share(safe[name]).table)
    able = [finding for finding in found if not _tells_of_few(finding)]
    return tuple(sorted(able, key=_rank)[:MOST])


def _shut(answer: Answer) -> bool:
    """Whether the record has no headline on this question."""
    return bool(first_line(answer.origin.alarms, tiers=answer.needs_tiers))


def _tells_of_few(finding: Finding) -> bool:
    if finding.x is None or finding.n is None:
        return False
    return bool(hidden([finding.x, finding.n - finding.x]).any())


def _rank(finding: Finding) -> tuple[bool, int, str]:
    return finding.question == "entry_points", -finding.people, finding.sentence


def in_ten(rate: float) -> str:
    """A share as people say it, where a word is within 2.5 points of it; the exact one is beside.

    >>> in_ten(0.71), in_ten(0.18), in_ten(0.99), in_ten(0.45), in_ten(1.0)
    ('Seven in ten', 'One in five', 'Nearly everyone', '45 %', 'Everyone')
    """
    if rate in _WHOLE:
        return _WHOLE[rate]
    if rate < 0.05 or rate >= 0.95:
        return "Hardly anyone" if rate < 0.05 else "Nearly everyone"
    nearest = min(_WORDS, key=lambda share: abs(share - rate))
    return _WORDS[nearest] if abs(nearest - rate) <= _NEAR else percent(rate)


def _inside(words: str) -> str:
    """A word of :func:`in_ten` behind others."""
    return words[:1].lower() + words[1:]


def _does(rate: float, many: str, one: str) -> str:
    """The verb behind :func:`in_ten`: everyone and anyone are one."""
    return one if rate < 0.05 or rate >= 0.95 else many


def _number(x: int, n: int) -> tuple[str, str]:
    """``225/319`` and ``71 % (65 to 75)``."""
    rate = Rate(x, n, "")
    if rate.rate is None or rate.interval is None:
        return f"{x:,}/{n:,}", ""
    return f"{x:,}/{n:,}", f"{percent(rate.rate)} ({ends(*rate.interval)})"


def _onward(heading: Headline) -> list[Finding]:
    """Most stop after a step; and of those who go on, one way leads: the claims of the map."""
    made = {"stop": _stopped, "onward": _led}
    found = [made[claim.kind](claim) for claim in heading.claims if claim.kind in made]
    return [finding for finding in found if finding is not None]


def _stopped(claim: Claim) -> Finding | None:
    """More than half stop, at every window that was tried."""
    rate = claim.rate
    if rate is None or claim.band[0] <= 0.5 or not (claim.span and claim.span.holds):
        return None
    fraction, number = _number(claim.x, claim.n)
    takes = _does(rate, "take", "takes")
    who = "nobody takes a" if rate == 1 else f"{_inside(in_ten(rate))} {takes} no"
    return Finding(
        "next_steps", f"After {claim.place}, {who} further step within {claim.window}",
        fraction, number, f"What do we offer in the month after {claim.place}?", "stuck", claim.x,
        f"people at {claim.place}, watched for {claim.window}; {span_words(claim.span)}",
        f"no further step after {claim.place}", claim.x, claim.n, rate, "lower",
    )  # fmt: skip


def _led(claim: Claim) -> Finding | None:
    """The next step that most take, where it clears the second."""
    rate = claim.rate
    if rate is None or not claim.clear or not (claim.span and claim.span.holds):
        return None
    fraction, number = _number(claim.x, claim.n)
    goes = _does(rate, "go", "goes")
    return Finding(
        "next_steps",
        f"After {claim.place}, {_inside(in_ten(rate))} {goes} on to {claim.way} "
        f"within {claim.window}",
        fraction, number, "Who asks them, and when?", "up", claim.x,
        f"people at {claim.place}, watched for {claim.window}", f"{claim.place} to {claim.way}",
        claim.x, claim.n, rate,
    )  # fmt: skip


def _stuck(answer: Answer, shared: pd.DataFrame) -> list[Finding]:
    """The point where help would reach most people."""
    top = answer.table.iloc[0]
    told = shared.loc[shared["step"] == top["step"], ["stuck", "lapsed", "n", "would_have_moved"]]
    hide = told.empty or told.isna().any(axis=None)
    if not (pd.notna(top["would_low"]) and top["would_low"] > 0) or hide:
        return []
    step, more = str(top["step"]), int(top["would_have_moved"])
    waits = f"{_are(int(top['stuck']))} stuck" if top["stuck"] else "nobody is stuck"
    sentence = f"At {step}, {waits} and {_have(int(top['lapsed']))} lapsed"
    ask = f"What would the {more:,} who could have moved on from {step} have needed?"
    shown = top["x"] > 0 and top["n"] >= TOO_FEW
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


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"


def _have(count: int) -> str:
    who = "nobody" if count == 0 else f"{count:,}"
    return f"{who} {'have' if count > 1 else 'has'}"


def _converted(answer: Answer, told: pd.DataFrame) -> list[Finding]:
    """The last complete edition against the goal; and the last change that is clear."""
    table = answer.table
    done = table[(table["not_yet_observable"].fillna(1) == 0) & table["rate"].notna()]
    found = []
    if len(done) and pd.notna(done["goal"].iloc[-1]) and not told.loc[done.index[-1], "hidden"]:
        found += _goal(answer, done.iloc[-1])
    clear = done[done["clear"] == CLEAR]
    if len(clear) and told.loc[clear.index[-1], "clear"] == CLEAR:
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


def _combined(answer: Answer, shared: pd.DataFrame) -> list[Finding]:
    """The pair that departs most from chance, after Holm over all pairs that are shown."""
    table = answer.table
    pairs = table[(table["size"] == 2) & (table["n"] >= TOO_FEW)]
    if pairs.empty:
        return []
    p = [
        binomial_test(int(x), int(n), min(1.0, expected / n))
        for x, n, expected in zip(pairs["x"], pairs["n"], pairs["expected"], strict=True)
    ]
    pairs = pairs.assign(p=holm(p), gap=(pairs["x"] - pairs["expected"]).astype(np.float64))
    clear = pairs[pairs["p"] <= ERROR]
    if clear.empty:
        return []
    top = clear.loc[clear["gap"].abs().idxmax()]
    if shared.loc[top.name, "hidden"]:
        return []
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


def _entered(answer: Answer, shared: pd.DataFrame) -> list[Finding]:
    """The first step that more people take than any other."""
    table = answer.table[answer.table["rate"].notna()]
    if len(table) < 2:
        return []
    first, second = table.iloc[0], table.iloc[1]
    if first["low"] <= second["high"] or shared.loc[first.name, "hidden"]:
        return []
    x, n, step = int(first["x"]), int(first["n"]), str(first["step"])
    fraction, number = _number(x, n)
    ask, begins = "Is that where we want people to begin?", _does(x / n, "begin", "begins")
    return [
        Finding("entry_points", f"{in_ten(x / n)} {begins} at {step}", fraction, number, ask,
                "disc", x - int(second["x"]), answer.denominator, f"begin at {step}", x, n, x / n)
    ]  # fmt: skip
