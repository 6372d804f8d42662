"""On-going and discrete programs in one unit: people a month, who comes again, who is new."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Amount, People, Sentence, rate_columns
from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.record.options import Length, check_word
from pathways.record.window import Horizon
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.first_passage import Ordered, first_times, followed, ordered
from pathways.sequences.longest_window import offered, with_offer
from pathways.sequences.steps import FollowUp, Ints, level_codes, make_steps
from pathways.stats.rate import TOO_FEW, Rate, wilson

__all__ = ["check_dated", "program_kinds", "program_kinds_table"]

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
    check_word(by, Unit)
    check_dated(log)
    follow = FollowUp(log, log.horizon(horizon))
    rows = ordered(log)
    code, names, kinds = _units(log, by)
    named = pd.DataFrame({"program": names, "kind": kinds})
    counts = named.join(_counts(rows, code[rows.order], follow, len(names)))
    table = program_kinds_table(counts.join(_months(log, code), how="inner"), by)
    return Answer(
        question="program_kinds",
        asked={"by": by, "horizon": follow.horizon.short},
        sentence=with_offer(
            _sentence(table, by, str(follow.horizon)),
            lambda: _offer(log, code, names, follow.horizon),
        ),
        denominator=f"people of the {by}, watched for {follow.horizon} since they first came",
        table=table,
        caveats=(
            *usual_caveats(log, make_steps(log), None),
            Sentence("A month is open where an engagement was under way in it.", "open months"),
            Sentence("A program without editions is on-going.", "on-going programs"),
        ),
        origin=log.origin,
    )


def _offer(log: EngagementLog, code: Ints, names: list[str], window: Horizon) -> Sentence | None:
    """The longest window that ten people of one program, or kind, have had."""
    rows = ordered(log)
    unit = code[rows.order]
    first = first_times(unit, rows.person)
    words = "At {group}, {people} were watched for {shorter}: ask with --horizon {short}."
    return offered(log, unit[first], names, rows.when[first], window, words)


def check_dated(log: EngagementLog) -> None:
    """Raise NoAnswerError where the record has no dates."""
    if log.unit != "day":
        raise NoAnswerError(
            "This record has editions and no dates, so there are no months to count."
        )


def _units(log: EngagementLog, by: str) -> tuple[Ints, list[str], list[str]]:
    """Each counted engagement's program or kind; their names; the kind of each."""
    program, names = level_codes(log, "program")
    with_edition = log.counted["edition"].notna().to_numpy()
    editions = np.bincount(program[with_edition], minlength=len(names))
    discrete = editions > 0
    if by == "program":
        return program, list(names), [DISCRETE if one else ONGOING for one in discrete]
    kinds = [ONGOING, DISCRETE]
    return discrete[program].astype(np.int64), kinds, kinds


def _months(log: EngagementLog, code: Ints) -> pd.DataFrame:
    """Open months of each unit, and people a month, by the code of the unit."""
    counted = log.counted
    first, last = (counted[name].to_numpy().astype("datetime64[M]").astype(np.int64)
                   for name in ("start", "end"))  # fmt: skip
    unended = counted["end"].isna().to_numpy()
    cut = np.datetime64(log.as_of.day, "M").astype(np.int64) if log.as_of.day else 0
    last = np.minimum(np.where(unended, first, last), cut)
    many = np.maximum(last - first, 0) + 1
    row = np.repeat(np.arange(len(counted)), many)
    month = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    person = counted["participant"].cat.codes.to_numpy(np.int64)
    under_way = pd.DataFrame({"unit": code[row], "month": month, "person": person[row]})
    under_way = under_way.drop_duplicates()
    units = under_way.groupby("unit")
    return pd.DataFrame({"months_open": units["month"].nunique(), "person_months": units.size()})


def _counts(rows: Ordered, code: Ints, follow: FollowUp, many: int) -> pd.DataFrame:
    """Returns and newcomers of each unit, by its code."""
    start = first_times(code, rows.person)
    unit = code[start]
    everything = np.ones(len(code), dtype=bool)
    any_program = followed(rows, start, everything, follow)
    again = np.zeros(len(start), dtype=bool)
    for one in np.unique(unit):
        in_unit = unit == one
        again[in_unit] = followed(rows, start[in_unit], code == one, follow)["reached"]
    watched = any_program["watched"].to_numpy(bool)
    first_place = np.full(int(rows.person.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first_place, rows.person, rows.place)
    new = rows.place[start] == first_place[rows.person[start]]

    def count(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(unit[which], minlength=many)

    return pd.DataFrame(
        {
            "x": count(watched & any_program["reached"].to_numpy(bool)),
            "n": count(watched),
            "not_yet_observable": count(~watched),
            "again": count(watched & again),
            "people": count(np.ones(len(start), dtype=bool)),
            "new": count(new),
        }
    )


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
    "months_open",
    "person_months",
    "new",
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
