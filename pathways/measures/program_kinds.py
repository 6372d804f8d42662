"""On-going and discrete programs in one unit: people a month, who comes again, who is new."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, cast

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Amount, People, Sentence, rate_columns
from pathways.errors import NoAnswerError
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.options import Length, check_word
from pathways.sequences.caveats import caveats_of
from pathways.sequences.first_passage import Ordered, first_times, followed, ordered
from pathways.sequences.steps import Bools, FollowUp, Ints
from pathways.stats.rate import TOO_FEW, Rate, wilson
from pathways.stats.sorting import changes, counted, sorting
from pathways.tallies.tally import Counts, Tally, count
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps
from pathways.tallies.watching import watched_too_short, with_offer

__all__ = ["TWO_STEPS", "program_kinds", "program_kinds_table"]

Unit = Annotated[Literal["program", "kind"], "by"]
ONGOING, DISCRETE = "on-going", "discrete"


def program_kinds(
    log: EngagementLog, *, by: Unit = "program", horizon: Length | None = None
) -> Answer:
    """On-going and discrete programs side by side: people per month open, returns, and who is new.

    A program with editions is ``discrete``, one without ``on-going``.  Both are measured by the
    calendar month: a month is open where an engagement of the program was under way in it, and
    ``per_month`` is the number of different people under way, on average over the open months.

    ``x / n``: ``n`` people came to the program for the first time at least one ``horizon`` before
    the as-of date; ``x`` of them came again, to any program, in a later step set within it.
    ``again`` are those of the ``x`` who came again to this one.  ``new``: people for whom it was in
    their first step set, of everyone who came.

    Args:
        log: the engagements.
        by: ``program``, or ``kind`` for all on-going and all discrete ones together.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        One row per program, or per kind, most people a month first: ``program`` (str, by program
        only), ``kind`` (str), ``x``, ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 %
        Wilson; missing where n is under 10), ``not_yet_observable``, ``again``, ``people``,
        ``months_open`` (int64), ``per_month`` (float64), ``new`` (int64), ``new_share``,
        ``new_low``, ``new_high`` (float64, 95 % Wilson; missing under 10 people).

    Raises:
        OptionError: another word for ``by``, or a window that is none.
        NoAnswerError: a record without dates has no months.

    Definition: docs/measures.md#program-kinds.

    Example:
        >>> table = program_kinds(log, horizon="1e").table
        >>> table[["program", "kind", "x", "n", "people"]].values.tolist()
        [['OL', 'discrete', 3, 4, 5]]
    """
    return TWO_STEPS.whole(log, by=by, horizon=horizon)


def _terms(log: EngagementLog, by: str = "program", horizon: str | None = None) -> Terms:
    check_word(by, Unit)
    if log.unit != "day":
        raise NoAnswerError(
            "This record has editions and no dates, so there are no months to count."
        )
    terms = terms_of(log, "program", horizon=horizon)
    with_edition = column(log, "program")[column(log, "edition") >= 0]
    discrete = np.bincount(with_edition, minlength=len(terms.labels)) > 0
    return replace(terms, options={"by": by, "discrete": tuple(discrete.tolist())})


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """Who came to each unit and what came after, and who was under way in which month."""
    unit = terms.codes(log)
    if terms.options["by"] == "kind":
        unit = np.array(terms.options["discrete"], dtype=np.int64)[unit]
    rows, follow = ordered(log), terms.follow(log)
    there = unit[rows.order]
    start = first_times(there, rows.person)
    came = {"unit": there[start]}
    any_program = followed(rows, start, np.ones(len(there), dtype=bool), follow)
    watched = any_program["watched"].to_numpy()
    begun = np.flatnonzero(changes(rows.person))
    first_place = rows.place[begun][np.searchsorted(rows.person[begun], rows.person[start])]
    states = {
        "watched": watched,
        "reached": any_program["reached"].to_numpy(),
        "again": _again(rows, there, follow),
        "new": rows.place[start] == first_place,
    }
    return {
        "people": count(
            {**came, **{name: state.astype(np.int64) for name, state in states.items()}}
        ),
        "months": _months(log, unit),
        "watching": watched_too_short(follow, watched, came["unit"], rows.when[start]),
    }


def _again(rows: Ordered, unit: Ints, follow: FollowUp) -> Bools:
    """Of each person at each unit, in that order: were they there in a later step set in time?"""
    order = np.arange(len(unit))[sorting(unit, rows.person, rows.place)]
    visit = order[changes(unit[order], rows.person[order], rows.place[order])]
    first = np.flatnonzero(changes(unit[visit], rows.person[visit]))
    alone = np.diff(np.append(first, len(visit))) == 1
    later = visit[np.where(alone, first, first + 1)]
    return np.asarray(~alone & follow.within(rows.when[visit[first]], rows.when[later]))


def _months(log: EngagementLog, unit: Ints) -> Counts:
    """How ``many`` different people were under way at each ``unit`` in each ``month``."""
    first, last = (log.counted[name].to_numpy().astype("datetime64[M]").astype(np.int64)
                   for name in ("start", "end"))  # fmt: skip
    unended = log.counted["end"].isna().to_numpy()
    cut = np.datetime64(log.as_of.day, "M").astype(np.int64) if log.as_of.day else 0
    last = np.minimum(np.where(unended, first, last), cut)
    many = np.maximum(last - first, 0) + 1
    row = np.repeat(np.arange(len(first)), many)
    month = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    (unit, month, _), _ = counted(unit[row], month, column(log, "participant")[row])
    return count({"unit": unit, "month": month})


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of people and months holds."""
    by = str(terms.options["by"])
    kinds = [DISCRETE if one else ONGOING for one in cast("tuple[bool]", terms.options["discrete"])]
    names = list(terms.labels) if by == "program" else [ONGOING, DISCRETE]
    named = pd.DataFrame({"program": names, "kind": kinds if by == "program" else names})
    counts = named.assign(**_counts(tally, len(names)))
    table = program_kinds_table(counts[counts["months_open"] > 0], by)
    sentence = _sentence(table, by, str(terms.window))
    offer = "At {group}, {people} were watched for {shorter}: ask with --horizon {short}."
    return Answer(
        question="program_kinds",
        asked={"by": by, "horizon": terms.window.short},
        sentence=with_offer(sentence, tally, terms, names, offer),
        denominator=f"people of the {by}, watched for {terms.window} since they first came",
        table=table,
        caveats=(
            *caveats_of(terms.origin, 0, 0, None),
            Sentence("A month is open where an engagement was under way in it.", "open months"),
            Sentence("A program without editions is on-going.", "on-going programs"),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _counts(tally: Tally, units: int) -> dict[str, Ints]:
    """The people and the months of each unit."""
    people, months = tally["people"], tally["months"]
    watched, reached, again, new = (
        people[name] > 0 for name in ("watched", "reached", "again", "new")
    )
    everyone = np.ones(len(people.table), dtype=bool)
    chosen = (watched & reached, watched, ~watched, watched & again, everyone, new)
    of_people = [
        np.bincount(people["unit"][rows], people["many"][rows], minlength=units) for rows in chosen
    ]
    of_months = [
        np.bincount(months["unit"], minlength=units),
        np.bincount(months["unit"], months["many"], minlength=units),
    ]
    named = zip(_COUNTED, (*of_people, *of_months), strict=True)
    return {name: amounts.astype(np.int64) for name, amounts in named}


def program_kinds_table(counts: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows of the answer, from the people and the months counted of each unit."""
    whole = {name: counts[name].to_numpy(np.int64) for name in _COUNTED}
    people, months, new = (whole[name] for name in ("people", "months_open", "new"))
    enough = people >= TOO_FEW
    low, high = wilson(new, people)
    table = pd.DataFrame(
        {
            **{name: counts[name].astype("str") for name in dict.fromkeys((by, "kind"))},
            **rate_columns(*(whole[name] for name in ("x", "n", "not_yet_observable"))),
            "again": whole["again"],
            "people": people,
            "months_open": months,
            "per_month": whole["person_months"] / np.maximum(months, 1),
            "new": new,
            "new_share": np.where(enough, new / np.maximum(people, 1), np.nan),
            "new_low": np.where(enough, low, np.nan),
            "new_high": np.where(enough, high, np.nan),
        }
    )
    keys = ["per_month", "people", by]
    return table.sort_values(keys, ascending=[False, False, True], ignore_index=True)


_COUNTED = (
    "x",
    "n",
    "not_yet_observable",
    "again",
    "people",
    "new",
    "months_open",
    "person_months",
)


def _sentence(table: pd.DataFrame, by: str, window: str) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has an engagement that counts.", "nobody has an engagement that counts"
        )
    seen = table[table["n"] > 0]
    if seen.empty:
        later = People(table["not_yet_observable"].max())
        return Sentence(
            "Nobody has been watched for {window} since they first came to any {by} yet ({later}).",
            "nobody watched",
            window=window,
            by=by,
            later=later,
        )
    lines: list[Sentence] = []
    for kind in (ONGOING, DISCRETE):
        rows = seen[seen["kind"] == kind]
        if len(rows):
            top = rows.iloc[0]
            first = kind if lines else kind.capitalize()
            name = f"{first} {'programs' if by == 'kind' else top['program']}"
            rate = Rate(int(top["x"]), int(top["n"]), "people of it")
            lines.append(
                Sentence(
                    "{name}: {per_month} people a month open, {rate:run} came again "
                    "within {window}",
                    name=name,
                    per_month=Amount(top["per_month"]),
                    rate=rate,
                    window=window,
                )
            )
    return Sentence("{kinds}.", "kinds side by side", kinds=Sentence.joined("; ", lines))
