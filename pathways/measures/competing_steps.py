"""Competing next steps: which one leads, and whether a rival replaces the one we hope for."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, rate_columns
from pathways.errors import OptionError, shown
from pathways.measures.next_steps import TWO_STEPS as NEXT_STEPS
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Step
from pathways.record.selection import find_step
from pathways.record.window import Horizon, length_of_time
from pathways.sequences.caveats import caveats_of
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.sequences.first_passage import first_times, ordered
from pathways.stats.comparison import CANNOT_TELL, CLEAR, ERROR, compared, holm, ratios
from pathways.stats.exact import binomial_test
from pathways.stats.rate import TOO_FEW, Rate, round_half_up, wilson
from pathways.tallies.follow_ups import follow_ups
from pathways.tallies.tally import Tally, count
from pathways.tallies.terms import Terms, rows_of, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "competing_steps", "landmark_and_horizon", "leading_steps"]

SUBSTITUTE, COMPLEMENT, FEW = "substitute", "complement", "too few to say"
RATES = ["x", "n", "rate", "low", "high", "not_yet_observable"]
LEAD = ["lead", "lead_low", "lead_high"]


class _Words(NamedTuple):
    after: str
    target: str
    rival: str
    landmark: str
    window: str


def competing_steps(
    log: EngagementLog,
    *,
    after: Step | None = None,
    target: Step | None = None,
    rival: Step | None = None,
    landmark: Length | None = None,
    by: Level = "activity",
    horizon: Length | None = None,
) -> Answer:
    """Which next step leads after each step; and whether a rival one replaces the one we hope for.

    *Which leads.*  The next steps of :func:`~pathways.measures.next_steps.next_steps`: ``x / n`` of
    the people watched for the whole horizon, and the cumulative incidence by the horizon of each,
    the others competing (Aalen–Johansen).  The step that most people took next leads.  Its lead
    over the second is the difference of their shares of the same ``n`` people, with an interval
    from Wilson's of the first among those who took one of the two; ``best`` is ``yes`` only where
    the exact sign test between the two says so at 5 % after Holm over all sources, and otherwise
    ``cannot tell``.

    *Substitute or complement*, with a ``target`` and a ``rival``.  Everyone is looked at on day
    ``L`` (the landmark) after their index step.  ``n``: people watched for the horizon ``H`` since
    their index step who by day ``L`` had the rival and not the target (before the index step
    counts too).  ``x``: those of them with the target in ``(L, H]``.  ``rest_x / rest_n``: the same
    of those who by day ``L`` had neither.  ``ratio`` is the first rate over the second with the
    score interval, ``difference`` the first less the second with Newcombe's.  ``reads``: under 1
    with its whole interval ``substitute`` (fewer go on), over 1 ``complement`` (more do), across 1
    ``cannot tell``.  People who choose the rival may differ from the others from the start.

    Args:
        log: the engagements.
        after: the STEP to start from; by default every step of the level in turn, and for the
            landmark each person's first step.
        target: the STEP that we hope for.
        rival: the STEP that may take its place.
        landmark: ``L``, in days or editions (``90``, ``90d``, ``1e``); by default 90 days, or one
            edition.
        by: what a next step is: ``activity``, ``program``, ``role``, ``tier`` or ``edition``.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition (two with a landmark) where most engagements are known by their edition only.

    Returns:
        One row per source and outcome, as of next steps: ``source``, ``target`` (str), ``x``, ``n``
        (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable`` (int64), ``incidence``, ``incidence_low``, ``incidence_high``
        (float64), and in the row of the step that leads ``lead``, ``lead_low``, ``lead_high``
        (float64) and ``best`` (str).

        With a target and a rival one row: ``target``, ``rival`` (str), the same columns of a rate
        (``not_yet_observable``: people without the target whose horizon is open, with or without
        the rival), ``rest_x``, ``rest_n`` (int64), ``rest_rate`` (float64), ``ratio``,
        ``ratio_low``, ``ratio_high``, ``difference``, ``difference_low``, ``difference_high``
        (float64; missing where either has under 10 people), ``reads`` (str).

    Raises:
        OptionError: a target without a rival, a rival that is the target, or a landmark that is no
            length of time before the horizon.
        UnknownStepError: a step that the record does not contain.

    Definition: docs/measures.md#competing-steps.  Landmarks after Anderson, Cain and Gelber (1983).

    Example:
        >>> answer = competing_steps(log, after="mentee", by="role", horizon="1e")
        >>> answer.table[["target", "x", "n", "best"]].values.tolist()
        [['mentor', 3, 4, ''], ['no further step', 1, 4, '']]
    """
    asked = {"after": after, "target": target, "rival": rival, "landmark": landmark}
    return TWO_STEPS.whole(log, **asked, by=by, horizon=horizon)


def _terms(
    log: EngagementLog,
    after: str | None = None,
    target: str | None = None,
    rival: str | None = None,
    landmark: str | None = None,
    by: str = "activity",
    horizon: str | None = None,
) -> Terms:
    steps = _pair_asked(target, rival, landmark)
    asked = {"after": after, "target": target, "rival": rival, "landmark": landmark, "by": by}
    if steps is None:
        terms = NEXT_STEPS.terms(log, after=after, by=by, horizon=horizon)
        return replace(terms, options={**terms.options, "asked": asked, "rivals": None})
    window, day = landmark_and_horizon(log, landmark, horizon)
    start = "a first step" if after is None else find_step(log, after).label
    terms = terms_of(log, by, horizon=window.short, asked={**asked, "landmark": day.short})
    words = _Words(start, *_names_apart(log, steps), length_of_time(day), str(window))
    return replace(terms, options={**terms.options, "rivals": words, "day": day.length})


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    return follow_ups(log, terms) if terms.options["rivals"] is None else _landmarked(log, terms)


def _answer(tally: Tally, terms: Terms) -> Answer:
    return (_leading if terms.options["rivals"] is None else _rivals)(tally, terms)


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _leading(tally: Tally, terms: Terms) -> Answer:
    """Which next step leads, from a tally of follow-ups."""
    answer = NEXT_STEPS.answer(tally, terms)
    table = leading_steps(answer.table)
    sources = int((table["best"] != "").sum())
    compares = Sentence(
        "{sources} sources are compared, best is after Holm's correction.",
        "sources are compared",
        sources=Number(sources),
    )
    asked = cast("dict[str, object]", terms.options["asked"])
    return Answer(
        question="competing_steps",
        asked={**asked, "horizon": terms.window.short},
        sentence=_finding(table, answer),
        denominator=answer.denominator,
        table=table,
        caveats=(*answer.caveats, *([compares] if sources > 1 else [])),
        origin=terms.origin,
    )


def _pair_asked(
    target: str | None, rival: str | None, landmark: str | None
) -> tuple[str, str] | None:
    """The target and its rival; nothing where neither is asked for."""
    if target is not None and rival is not None:
        return target, rival
    if target is not None or rival is not None:
        raise OptionError("A target goes with a rival: say both, or neither to see which leads.")
    if landmark is not None:
        raise OptionError("A landmark goes with a target and a rival.")
    return None


def leading_steps(next_steps: pd.DataFrame) -> pd.DataFrame:
    """The lead of each source's most common next step over the second, in the row of the first."""
    incidence = ["incidence", "incidence_low", "incidence_high"]
    table = next_steps[["source", "target", *RATES, *incidence]]
    rows, p, found = [], [], []
    for _, moves in table[table["target"] != NO_FURTHER].groupby("source", sort=False):
        n, ways = int(moves["n"].iloc[0]), moves["x"].sort_values(ascending=False, kind="stable")
        if n < TOO_FEW or not ways.iloc[0]:
            continue
        first, second = int(ways.iloc[0]), int(ways.iloc[1]) if len(ways) > 1 else 0
        either = first + second
        low, high = (float(end[0]) for end in wilson([first], [either]))
        ends = [(2 * share - 1) * either / n for share in (first / either, low, high)]
        rows.append(ways.index[0])
        found.append(ends)
        p.append(binomial_test(first, either, 0.5))
    leads = pd.DataFrame(found, index=rows, columns=LEAD, dtype=float)
    words = np.where(holm(p) <= ERROR, CLEAR, CANNOT_TELL)
    best = pd.Series(words, index=rows, dtype="str").reindex(table.index, fill_value="")
    return table.join(leads).assign(best=best)


def _finding(table: pd.DataFrame, answer: Answer) -> str:
    """The source with most people whose first next step clears the second; or that none does."""
    if not (table["best"] != "").any():
        return answer.sentence
    clear = table[table["best"] == CLEAR]
    if clear.empty:
        return Sentence(
            "After no step does one next step stand clear of the second: none can be called best.",
            "no step leads",
        )
    top = clear.loc[clear["n"].idxmax()]
    rate = Rate(int(top["x"]), int(top["n"]), answer.denominator)
    low, high = (Number(round_half_up(100 * top[name])) for name in LEAD[1:])
    name = (
        Sentence("{target} again", target=top["target"])
        if top["target"] == top["source"]
        else top["target"]
    )
    return Sentence(
        "After {source}, {name} leads: {rate}, ahead of the second by {lead} points "
        "({low} to {high}).",
        "a step leads", source=top["source"], name=name, rate=rate,
        lead=Number(round_half_up(100 * top["lead"])), low=low, high=high,
    )  # fmt: skip


def _rivals(tally: Tally, terms: Terms) -> Answer:
    """Whether a rival takes the place of the target, from a tally of people at the landmark."""
    words = cast("_Words", terms.options["rivals"])
    people = tally["landmark"]
    table = _rivalry(people.table, words)
    asked = cast("dict[str, object]", terms.options["asked"])
    return Answer(
        question="competing_steps",
        asked={**asked, "horizon": terms.window.short},
        sentence=_reading(table.iloc[0], words, int(people["many"].sum())),
        denominator=(
            f"people with {words.rival} and without {words.target} {words.landmark} after "
            f"{words.after}, watched for {words.window}"
        ),
        table=table,
        caveats=(
            *caveats_of(terms.origin, 0, 0, None),
            Sentence(
                "People choose {rival} themselves: this describes them, it does not prove why.",
                "people choose themselves",
                rival=words.rival,
            ),
        ),
        origin=terms.origin,
    )


def _names_apart(log: EngagementLog, steps: tuple[str, str]) -> tuple[str, str]:
    """The names of a target and its rival."""
    hoped, other = (find_step(log, step) for step in steps)
    if (hoped.rows == other.rows).all():
        raise OptionError(f"The rival of {shown(steps[0])} is another step, not the same.")
    return hoped.label, other.label


def landmark_and_horizon(
    log: EngagementLog, landmark: str | None, horizon: str | None
) -> tuple[Horizon, Horizon]:
    """When both are looked at, and how long people are watched."""
    usual = log.horizon()
    window = log.horizon(horizon or ("2e" if usual.unit == "edition" else None))
    asked = landmark or ("1e" if window.unit == "edition" else "90d")
    day = log.horizon(f"{asked}d" if asked.strip().isdigit() else asked)
    if day.unit != window.unit or day.length >= window.length:
        raise OptionError(
            f"The landmark lies within the horizon, in the same unit: {shown(asked)} is not before "
            f"the end of {window}."
        )
    return window, day


def _landmarked(log: EngagementLog, terms: Terms) -> Tally:
    """How ``many`` people with the index step had the target and the rival by the landmark, were
    watched for the horizon, and had the target after it (``x``).
    """
    asked, day = cast("dict[str, str]", terms.options["asked"]), terms.options["day"]
    rows, follow = ordered(log), terms.follow(log)
    here = np.zeros(len(rows.order), dtype=np.int64)
    if asked["after"] is not None:
        here = np.where(rows_of(log, asked["after"]), 0, -1)[rows.order]
    start = first_times(here, rows.person)
    since, person = rows.when[start], rows.person[start]
    took = {}
    for name in ("target", "rival"):
        wanted = np.where(rows_of(log, asked[name])[rows.order], 0, -1)
        first = first_times(wanted, rows.person)
        at = np.full(int(rows.person.max(initial=-1)) + 1, -1, dtype=np.int64)
        at[rows.person[first]] = first
        elapsed = follow.elapsed(since, rows.when[at[person]])
        took[name] = np.where(at[person] >= 0, elapsed, np.iinfo(np.int64).max)
    states = {
        "had_target": took["target"] <= day,
        "rival": took["rival"] <= day,
        "watched": follow.observable(since),
        "x": (took["target"] > day) & (took["target"] <= follow.horizon.length),
    }
    return {"landmark": count({name: state.astype(np.int64) for name, state in states.items()})}


def _rivalry(people: pd.DataFrame, words: _Words) -> pd.DataFrame:
    """The row of a target with and without its rival, from people after the source."""
    without = people[people["had_target"] == 0]
    seen = without[without["watched"] > 0]
    sides = (seen[seen["rival"] > 0], seen[seen["rival"] == 0])
    counts = [
        [int(value)] for side in sides for value in (side["many"] @ side["x"], side["many"].sum())
    ]
    x, n, rest_x, rest_n = counts
    table = pd.DataFrame(
        {
            "target": pd.Series([words.target], dtype="str"),
            "rival": pd.Series([words.rival], dtype="str"),
            **rate_columns(x, n, [int(without["many"].sum() - seen["many"].sum())]),
            **{f"rest_{name}": rate_columns(rest_x, rest_n, [0])[name] for name in RATES[:3]},
        }
    )
    table = table.join(ratios(*counts)).join(compared(*counts))
    return table.assign(reads=pd.Series([_reads(table.iloc[0])], dtype="str"))


def _reads(row: pd.Series) -> str:
    if min(row["n"], row["rest_n"]) < TOO_FEW:
        return FEW
    if row["ratio_high"] < 1:
        return SUBSTITUTE
    return COMPLEMENT if row["ratio_low"] > 1 else CANNOT_TELL


def _reading(row: pd.Series, words: _Words, people: int) -> Sentence:
    after, target, rival, landmark, window = words
    if not people:
        return Sentence("Nobody has been at {after} yet.", "nobody has been at yet", after=after)
    if not row["n"] + row["rest_n"]:
        later = People(row["not_yet_observable"])
        return Sentence(
            "Nobody without {target} {landmark} after {after} has been watched for "
            "{window} yet ({later} for less).",
            "nobody watched", target=target, landmark=landmark, after=after, window=window,
            later=later,
        )  # fmt: skip
    one, other = (
        Rate(int(row[f"{kind}x"]), int(row[f"{kind}n"]), "people at the landmark")
        for kind in ("", "rest_")
    )
    finding = Sentence(
        "Of people without {target} {landmark} after {after}, {one} of those with "
        "{rival} and {other} of those without it reached {target} within {window}",
        target=target, landmark=landmark, after=after, one=one, rival=rival, other=other,
        window=window,
    )  # fmt: skip
    if row["reads"] == FEW:
        return Sentence("{finding}.", "landmark", finding=finding)
    verdict = (
        Sentence("cannot tell whether {rival} takes its place", rival=rival)
        if row["reads"] == CANNOT_TELL
        else Sentence("{rival} reads as a {reads}", rival=rival, reads=row["reads"])
    )
    if pd.isna(row["ratio"]):
        return Sentence("{finding}: {verdict}.", "landmark", finding=finding, verdict=verdict)
    ends = Sentence("{ratio:.2f} times as many, {band}", ratio=row["ratio"], band=_band(row))
    return Sentence(
        "{finding}, {ends}: {verdict}.", "landmark", finding=finding, ends=ends, verdict=verdict
    )


def _band(row: pd.Series) -> Sentence:
    if np.isinf(row["ratio_high"]):
        return Sentence("at least {ratio_low:.2f}", ratio_low=row["ratio_low"])
    return Sentence(
        "between {ratio_low:.2f} and {ratio_high:.2f}",
        ratio_low=row["ratio_low"],
        ratio_high=row["ratio_high"],
    )
