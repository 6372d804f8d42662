"""Plan: write down what is tried and what is expected of it, before anybody knows."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Percent, Sentence, rate_columns
from pathways.errors import NoAnswerError, OptionError, one_of
from pathways.loops.files import FOLDER, TOUCHED, Before, Loop, new_loop, seal_of
from pathways.loops.places import Counts, Place, day_of, place_of
from pathways.loops.verdicts import POWER, chance_to_see, people_needed
from pathways.record.log import EngagementLog
from pathways.record.window import length_of_time
from pathways.stats.rate import TOO_FEW, parse_goal

__all__ = ["coming", "counts_before", "is_due", "loop_plan", "records_digest"]

_PERIODS = 3
"""So many past periods say how many people come in one."""
_PROSE = """\
## What we try

{tried}

## What we heard

"""


def loop_plan(
    log: EngagementLog,
    name: str,
    *,
    at: str,
    expect: float | str | Decimal,
    due: str,
    to: str | None = None,
    folder: str | Path = FOLDER,
    options: Mapping[str, str] | None = None,
) -> Answer:
    """Write a plan that is tied to a place, with what it expects, and say whether it can be seen.

    What is measured is a rate ``x / n`` (:class:`~pathways.loops.places.Place`).  *Before* are the
    people at the place who have been watched for the whole window by the as-of date; the plan is
    held against them later.  Whom it *touches* are other people: those who come to the place
    after the as-of date (``new``), or also those whose window is still ``open`` then, which is
    the usual in windows of editions, where the next edition is still to come.

    ``people_needed`` is how many touched people must be watched for the expected change, if it is
    there, to be seen four times in five (Fisher's exact test at 5 %, against those before);
    ``coming`` is how many people come to the place in one window, the mean of the last three
    (in windows of editions: of the last three cohorts).  ``periods_needed`` is how many such
    windows bring the people needed; ``chance`` is the chance to see it with those of one.

    Args:
        log: the engagements.
        name: of the loop: small letters, digits and hyphens; the file is ``FOLDER/NAME.md``.
        at: the STEP or TIER at which people are.
        expect: the rate that is hoped for, from 0 to 1.
        due: the date (or edition) at which it is looked at.
        to: the STEP that is hoped for; without it moving up, or any further step.
        folder: where loops are.
        options: ``measure`` (``move``, ``moved_on``, ``further_step``, ``conversion``),
            ``follows`` (``directly``, ``eventually``), ``window``, ``touches``, ``owner`` (a
            role), ``stop`` (what would make us stop), ``tried`` (what we try).

    Returns:
        One row: ``loop``, ``place`` (str), ``x``, ``n`` (int64), ``rate``, ``low``, ``high``
        (float64), ``not_yet_observable`` (int64), ``expect`` (float64), ``due`` (str), ``coming``
        (float64), ``people_needed`` (Int64; missing where no number is
        enough), ``periods_needed`` (Int64), ``chance`` (float64).

    Raises:
        OptionError: a name, rate, date or option that is none.
        UnknownStepError: a place that is not in the record.
        NoAnswerError: a date that is already over.
        OutputError: there is a loop of that name, or the file cannot be written.

    Definition: docs/measures.md#loops.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place:
        ...     answer = loop_plan(log, "ask-mentees", at="mentee", to="mentor", expect="0.9",
        ...                        due="2022-01-31", folder=place, options={"window": "300d"})
        >>> answer.table[["place", "x", "n", "expect"]].values.tolist()
        [['mentee to mentor', 2, 3, 0.9]]
    """
    given = _known(options)
    how = {key: given[key] for key in ("measure", "follows", "window") if key in given}
    place = place_of(log, at=at, to=to, **how)
    _still_to_come(log, due)
    touches = given.get("touches", "open" if place.window.endswith("e") else "new")
    wanted, before = parse_goal(expect), counts_before(log, place)
    frozen = Before(log.as_of.label, before.x, before.n, before.waiting, log.scheme.name,
                    log.scheme.digest[:12], records_digest(log), "")  # fmt: skip
    seal = seal_of(place, touches, wanted, frozen)
    loop = Loop(
        name=name, place=place, touches=touches, expect=wanted, due=due,
        owner=given.get("owner", ""), stop=given.get("stop", ""), state="open",
        before=replace(frozen, seal=seal), prose=_PROSE.format(tried=given.get("tried", "")),
    )  # fmt: skip
    path = new_loop(Path(folder), loop)
    table = _table(log, loop)
    return Answer(
        question="loop_plan",
        sentence=_sentence(loop, table.iloc[0]),
        denominator=f"people at {at}, watched for {_window(log, place)}",
        table=table,
        caveats=(
            *_warnings(log, loop, table.iloc[0]),
            *_too_soon(log, loop),
            Sentence("The plan is in {path}.", "where it is", path=str(path)),
        ),
        origin=log.origin,
    )


def _known(options: Mapping[str, str] | None) -> dict[str, str]:
    known = ("measure", "follows", "window", "touches", "owner", "stop", "tried")
    given = {key: value for key, value in (options or {}).items() if value is not None}
    for key in given:
        if key not in known:
            raise OptionError(f"{one_of(key, known, 'option')}.")
    if given.get("touches", "new") not in TOUCHED:
        raise OptionError(f"{one_of(given['touches'], TOUCHED, 'touches')}.")
    return given


def is_due(log: EngagementLog, due: str) -> bool:
    """Whether the record has come as far as a date, or an edition (one it has not seen is not).

    Raises:
        OptionError: no date, in a record that has dates.
    """
    if log.as_of.day is not None:
        return day_of(due) <= log.as_of.day
    names = {log.editions.name_of(int(rank)): rank for rank in log.editions.table["rank"].unique()}
    return bool(names.get(due.removeprefix("edition "), log.as_of.rank + 1) <= log.as_of.rank)


def _still_to_come(log: EngagementLog, due: str) -> None:
    """The expectation comes before the result: the date must lie after the record's end."""
    if is_due(log, due):
        raise NoAnswerError(
            f"The plan is due {due}, and the record already ends {log.as_of}: an expectation is "
            "written before its result. Give a later date."
        )


def counts_before(log: EngagementLog, place: Place) -> Counts:
    """The people at a place who have been watched for its window by the end of the log."""
    people = place.people(log)
    seen = people["watched"]
    reached = int((people["reached"] & seen).sum())
    return Counts(reached, int(seen.sum()), int((~seen).sum()))


def coming(log: EngagementLog, place: Place) -> float:
    """How many people come to a place in one window: the mean of its last three, or of fewer.

    In windows of editions it is the mean of the last three cohorts.
    """
    people, window = place.people(log), log.horizon(place.window)
    if people.empty:
        return 0.0
    if window.unit == "edition":
        sizes = people.groupby("cohort")["since"].agg(["min", "size"]).sort_values("min")
        return float(sizes["size"].tail(_PERIODS).mean() / window.length)
    now = int(np.datetime64(str(log.as_of), "D").astype(np.int64))
    known = (now - int(people["since"].min()) + 1) / window.length
    periods = min(max(known, 1.0), float(_PERIODS))
    return float((people["since"] > now - periods * window.length).sum() / periods)


def records_digest(log: EngagementLog) -> str:
    """One short name for exactly the counted records of a log."""
    keys = np.sort(log.counted["engagement"].to_numpy())
    return hashlib.sha256(keys.tobytes()).hexdigest()[:12]


def _window(log: EngagementLog, place: Place) -> str:
    return length_of_time(log.horizon(place.window))


def _table(log: EngagementLog, loop: Loop) -> pd.DataFrame:
    before, expect = loop.before.counts, float(loop.expect)
    each = coming(log, loop.place)
    needed = people_needed(before, expect)
    periods = None if needed is None or not each else math.ceil(needed / each)
    rates = rate_columns([before.x], [before.n], [before.waiting])
    return pd.DataFrame(
        {
            "loop": [loop.name],
            "place": [str(loop.place)],
            **rates,
            "expect": [expect],
            "due": [loop.due],
            "coming": [each],
            "people_needed": pd.array([needed], dtype="Int64"),
            "periods_needed": pd.array([periods], dtype="Int64"),
            "chance": [chance_to_see(before, expect, round(each))],
        }
    )


def _sentence(loop: Loop, row: pd.Series) -> Sentence:
    return Sentence(
        "Plan {loop}: {place}, now {now}, expected {expected} by {due}.",
        "planned", loop=loop.name, place=str(loop.place), now=loop.before.counts.rate,
        expected=Percent(row["expect"]), due=loop.due,
    )  # fmt: skip


def _warnings(log: EngagementLog, loop: Loop, row: pd.Series) -> tuple[Sentence, ...]:
    """What the plan can show, said before anybody hopes."""
    before = loop.before.counts
    came = People(before.n)
    window = log.horizon(loop.place.window)
    period = "one edition" if window.unit == "edition" else length_of_time(window)
    if before.n < TOO_FEW:
        few = "Only {before} came before: too few to hold any result against."
        return (Sentence(few, "too few before", before=came),)
    if pd.isna(row["people_needed"]):
        never = Sentence(
            "Power: against {before} before, no number of people would show a change to {aim}. "
            "Expect more, or choose a place with more people.",
            "no power", before=came, aim=Percent(row["expect"]),
        )  # fmt: skip
        return (never,)
    power = Sentence(
        "Power: {needed} would show it four times in five; about {coming} come in {period}",
        needed=People(row["people_needed"]), coming=People(round(row["coming"])), period=period,
    )  # fmt: skip
    if row["chance"] >= POWER:
        return (Sentence("{power}.", "power", power=power),)
    periods = row["periods_needed"]
    wait = (
        "so it cannot be seen"
        if pd.isna(periods)
        else Sentence("so it takes {periods} times that", periods=Number(periods))
    )
    return (
        Sentence(
            "{power}, {wait}; once shows it with a chance of {chance}.",
            "power", power=power, wait=wait, chance=Percent(row["chance"]),
        ),
    )  # fmt: skip


def _too_soon(log: EngagementLog, loop: Loop) -> tuple[Sentence, ...]:
    """A date by which nobody whom the plan touches can have been watched for the window."""
    window = log.horizon(loop.place.window)
    if loop.touches == "open" or window.unit == "edition" or log.as_of.day is None:
        return ()
    first = log.as_of.day + timedelta(days=window.length + 1)
    if day_of(loop.due) >= first:
        return ()
    early = Sentence(
        "By {due} nobody who comes from now on has been watched for {window}: a result can be "
        "there from {first} on, or with a shorter --window.",
        "due too soon", due=loop.due, window=length_of_time(window), first=str(first),
    )  # fmt: skip
    return (early,)
