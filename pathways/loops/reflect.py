"""Reflect: measure the place of a plan again, and hold what came against what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Percent, Sentence, rate_columns
from pathways.errors import NoAnswerError, OptionError, UnknownStepError, one_of
from pathways.loops.files import FOLDER, STATES, Loop, Reflection, add_reflection, read_loop
from pathways.loops.listening import heard_at, told_lines
from pathways.loops.places import Counts, known_on
from pathways.loops.plan import counts_before, is_due
from pathways.loops.verdicts import CANNOT_TELL, Verdict, judged
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import length_of_time
from pathways.stats.comparison import ERROR
from pathways.stats.rate import TOO_FEW, round_half_up

__all__ = ["TOO_EARLY", "Outcome", "loop_reflect", "measured_again", "outcome_row"]

TOO_EARLY = "too early"
_SUGGEST = {
    "it moved as expected": "keep it",
    "it moved, by less than expected": "keep it, or change what is tried",
    "the expected change is ruled out": "change it, or stop",
    "it moved the other way": "stop it, and ask why",
}


@dataclass(frozen=True)
class Outcome:
    """A loop measured again.

    Attributes:
        loop: the plan.
        after: the people whom it touched.
        verdict: expected against observed.
        looks: how often it had been judged before.
        said: what a careful reader must know.
    """

    loop: Loop
    after: Counts
    verdict: Verdict
    looks: int
    said: tuple[str, ...]


def loop_reflect(
    log: EngagementLog, name: str, *, decision: str | None = None, folder: str | Path = FOLDER
) -> Answer:
    """Hold what was observed against what a plan expected, and write it into the loop file.

    Observed are the people whom the plan touched, by now watched for the whole window; those
    before are others, as they were counted when the plan was written.  ``change`` is observed less
    before, with Newcombe's interval.  The verdict:

    - *it moved as expected*: Fisher's exact test sees a change in the hoped direction, and the
      change is not short of the expected one;
    - *it moved, by less than expected*: seen, and short of what was expected: the whole interval
      is, and at the expected rate so few would come in 2.5 of 100 cases at most (exact binomial);
    - *the expected change is ruled out*: not seen, and short of what was expected;
    - *it moved the other way*: seen, in the other direction;
    - *cannot tell*: anything else, and under 10 people on either side.

    Before the plan is due it is *too early*, and nothing is written: nobody shall stop looking as
    soon as the numbers are kind.  The first look after that is at 5 %, each later one at half the
    error of the one before: however often one looks, a plan without effect is called moved, in
    the hoped direction, in at most 5 of 100 cases.

    Where the records from before the plan were edited since, it is judged against both counts,
    and where these disagree nobody can tell.  The same where the scheme changed and the place is
    one of tiers.

    Args:
        log: the engagements.
        name: of the loop.
        decision: ``keep``, ``change`` or ``stop``; without one the loop stays as it is.
        folder: where loops are.

    Returns:
        One row: ``loop``, ``place``, ``due`` (str), ``x_before``, ``n_before`` (int64),
        ``expect`` (float64), ``x``, ``n`` (int64), ``rate``, ``low``, ``high`` (float64),
        ``not_yet_observable`` (int64), ``change``, ``change_low``, ``change_high`` (float64;
        missing where either side has under 10 people), ``verdict``, ``decision`` (str).

    Raises:
        RecordsError: a loop file that is not there, or cannot be read.
        UnknownStepError: a place that is not in the record any more.
        NoAnswerError: a record that ends before the plan was written, or before the last look.
        OptionError: another word for the decision.

    Definition: docs/measures.md#loops.

    Example:
        >>> loop_reflect(log, "ask-mentees", folder="no such folder")
        Traceback (most recent call last):
        pathways.errors.RecordsError: There is no loop ask-mentees.md in no such folder: ...
    """
    if decision is not None and decision not in STATES[1:]:
        raise OptionError(f"{one_of(decision, STATES[1:], 'decision')}.")
    path = Path(folder) / f"{name}.md"
    found = measured_again(log, read_loop(path))
    after, words = found.after, found.verdict.words
    made = Reflection(log.as_of.label, after.x, after.n, after.waiting, words, decision or "")
    loop = found.loop
    if decision or words != TOO_EARLY:
        add_reflection(path, made)
    table = pd.DataFrame([outcome_row(found) | {"decision": decision or ""}])
    suggested = _SUGGEST.get(words)
    hint = Sentence("What the numbers suggest: {decision}.", "suggested", decision=suggested)
    heard = told_lines(heard_at(loop.place, folder))
    return Answer(
        question="loop_reflect",
        sentence=_sentence(found),
        denominator=f"people at {loop.place.at} whom the plan touched, watched for "
        f"{length_of_time(log.horizon(loop.place.window))}",
        table=table,
        caveats=(*found.said, *([hint] if suggested and not decision else []), *heard),
        origin=log.origin,
    )


def measured_again(log: EngagementLog, loop: Loop) -> Outcome:
    """A loop on the record of today; nothing is written.

    Raises:
        UnknownStepError: a place that is not in the record any more.
        NoAnswerError: a record that ends before the plan was written, or before the last look.
    """
    _goes_forward(log, loop)
    try:
        before = known_on(log, loop.before.as_of)
        again, after = counts_before(before, loop.place), _touched(log, before, loop)
    except UnknownStepError as error:
        raise UnknownStepError(f"{error} The loop {loop.name} is about it.") from error
    looks = len({one.as_of for one in loop.reflections if one.verdict != TOO_EARLY}
                - {log.as_of.label})  # fmt: skip
    if not is_due(log, loop.due):
        verdict = Verdict(TOO_EARLY, np.nan, np.nan, np.nan, np.nan)
    else:
        verdict = _judged(log, loop, (loop.before.counts, again), after, ERROR / 2**looks)
    caveats = _said(log, loop, again, after, looks)
    return Outcome(loop, after, verdict, looks, caveats)


def outcome_row(found: Outcome) -> dict[str, object]:
    """An outcome as a row of a table."""
    loop, after, verdict = found.loop, found.after, found.verdict
    rates = rate_columns([after.x], [after.n], [after.waiting])
    return {
        "loop": loop.name,
        "place": str(loop.place),
        "due": loop.due,
        "x_before": loop.before.x,
        "n_before": loop.before.n,
        "expect": float(loop.expect),
        **{name: np.asarray(values)[0] for name, values in rates.items()},
        "change": verdict.change,
        "change_low": verdict.low,
        "change_high": verdict.high,
        "verdict": verdict.words,
    }


def _goes_forward(log: EngagementLog, loop: Loop) -> None:
    """Time runs by as-of dates: a record older than the plan, or than the last look, is refused."""
    stations = [("was written", loop.before.as_of)]
    stations += [("was last looked at", one.as_of) for one in loop.reflections]
    for what, when in stations:
        if not is_due(log, when):
            raise NoAnswerError(
                f"The loop {loop.name} {what} on a record up to {when}, and this one ends "
                f"{log.as_of}: give the newer record, or a later --as-of."
            )


def _touched(log: EngagementLog, before: EngagementLog, loop: Loop) -> Counts:
    """The people whom the plan could touch; never any of those before."""
    people = loop.place.people(log)
    then = loop.place.people(before)
    if loop.touches == "open":
        then = then[then["watched"]]
    keys = ["person", "cohort"] if loop.place.measure == "conversion" else ["person"]
    old = pd.MultiIndex.from_frame(then[keys])
    new = people[~pd.MultiIndex.from_frame(people[keys]).isin(old)]
    seen = new["watched"]
    return Counts(int((new["reached"] & seen).sum()), int(seen.sum()), int((~seen).sum()))


def _judged(
    log: EngagementLog, loop: Loop, before: tuple[Counts, Counts], after: Counts, error: float
) -> Verdict:
    frozen, again = (judged(one, after, float(loop.expect), error) for one in before)
    unsure = frozen.words != again.words or _other_scheme(log, loop)
    words = CANNOT_TELL if unsure else frozen.words
    return Verdict(words, frozen.change, frozen.low, frozen.high, frozen.p)


_BROKEN_SEAL = Sentence(
    "Place, expectation or what was before were changed in the file after the plan was written "
    "(its seal is broken); its history in version control shows when.",
    "the plan was changed",
)


def _other_scheme(log: EngagementLog, loop: Loop) -> bool:
    """Whether the scheme changed and the place depends on it."""
    place = loop.place
    tiers = place.measure == "moved_on" or any(
        find_step(log, text).kind == "tier" for text in (place.at, place.to) if text
    )
    return tiers and log.scheme.digest[:12] != loop.before.scheme_digest


def _said(
    log: EngagementLog, loop: Loop, again: Counts, after: Counts, looks: int
) -> tuple[Sentence, ...]:
    told, before = [], loop.before.counts
    if again != before:
        told.append(
            Sentence(
                "Records from before the plan were edited: it was {before} then, and is {again} "
                "by the records of today.",
                "records were edited", before=before.rate, again=again.rate,
            )
        )  # fmt: skip
    if not loop.is_sealed:
        told.append(_BROKEN_SEAL)
    if log.scheme.digest[:12] != loop.before.scheme_digest:
        told.append(
            Sentence(
                "The scheme changed since: {old}, {old_digest} then, {new}, {new_digest} now.",
                "the scheme changed", old=loop.before.scheme, new=log.scheme.name,
                old_digest=loop.before.scheme_digest, new_digest=log.scheme.digest[:12],
            )
        )  # fmt: skip
    if after.n < TOO_FEW:
        told.append(
            Sentence(
                "Whom it touched: {watched} watched for the window yet, {waiting:,} still in it.",
                "few were touched", watched=People(after.n), waiting=after.waiting,
            )
        )  # fmt: skip
    if looks:
        told.append(
            Sentence(
                "Judged before: {looks} {times}; this look is at {error} %.",
                "looked before", looks=Number(looks), times="times" if looks > 1 else "time",
                error=f"{100 * ERROR / 2**looks:.3g}",
            )
        )  # fmt: skip
    return tuple(told)


def _sentence(found: Outcome) -> Sentence:
    loop, verdict = found.loop, found.verdict
    held = Sentence(
        "{loop}: {place} was {before}, expected {expected}, observed {observed}: {verdict}",
        loop=loop.name, place=str(loop.place), before=loop.before.counts.rate,
        expected=Percent(loop.expect), observed=found.after.rate, verdict=verdict.words,
    )  # fmt: skip
    if verdict.words == TOO_EARLY:
        return Sentence("{held}, the plan is due {due}.", "too early", held=held, due=loop.due)
    if np.isnan(verdict.change):
        return Sentence("{held}.", "held against the plan", held=held)
    change, low, high = (
        Number(round_half_up(100 * abs(v)) * (1 if v >= 0 else -1))
        for v in (verdict.change, verdict.low, verdict.high)
    )
    return Sentence(
        "{held} (change {change:+d} points, {low:+d} to {high:+d}).",
        "held against the plan", held=held, change=change, low=low, high=high,
    )  # fmt: skip
