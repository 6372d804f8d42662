"""Conversion by cohort: how many of an edition come back in a deeper role, against a goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Any, Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import RATE_COLUMNS, Answer
from pathways.answer.wording import Number, People, Percent, Sentence, rate_columns
from pathways.record.editions import edition_word
from pathways.record.interventions import Intervention, made_between
from pathways.record.log import EngagementLog
from pathways.record.options import Goal, Length, Step, check_word
from pathways.record.selection import find_step
from pathways.sequences.cohorts import (
    EVER,
    after_gaps,
    check_in_cohorts,
    cohort_level,
    cohort_name,
    cohort_window,
)
from pathways.stats.comparison import (
    CANNOT_TELL,
    CLEAR,
    NOT_CLEAR,
    compared,
    exact_p,
    holm,
    in_words,
)
from pathways.stats.exact import chance_above
from pathways.stats.rate import TOO_FEW, Rate, parse_goal, round_half_up
from pathways.stats.survival import cumulative_incidence
from pathways.tallies.cohorts import cohorts_followed, ranks_of
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Tally, count
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps
from pathways.tallies.watching import with_offer

__all__ = ["TWO_STEPS", "conversion"]

Already = Annotated[Literal["exclude", "include"], "already"]
INCIDENCE = ["incidence", "incidence_low", "incidence_high"]
CLEAR_WORDS = {
    CLEAR: "it stands clear of noise",
    NOT_CLEAR: "it does not stand clear of noise",
    CANNOT_TELL: "whether it stands clear of noise we cannot tell",
}


def conversion(
    log: EngagementLog,
    *,
    source: Step,
    target: Step,
    within: Length | None = None,
    goal: Goal | None = None,
    already: Already = "exclude",
    interventions: Sequence[Intervention] = (),
) -> Answer:
    """How many of each edition's people come back in the role that we hope for.

    ``x / n``.  ``n``: people with the source step in edition ``c``, whose whole window lies before
    the as-of date, without those who had the target step in edition ``c`` or earlier (they are
    counted in ``already``).  ``x``: those of them with the target step within the window: in the
    next edition of that program for ``1e``, in one of the next two for ``2e``, on one of the next
    days up to the same day a year later for ``12m``.  People whose window is still open are not yet
    observable, and an edition that has any is ``open``: it is in no comparison.

    ``ever`` asks at fixed gaps: within one edition, two, three and so on (or years), as
    far as anybody of the edition has been watched.  Beside ``x / n`` at each gap stands
    ``incidence``: 1 less the Kaplan–Meier curve of the edition, for which everyone without the
    target before counts as long as they were watched, with its log-log band.

    ``people_needed`` is the goal times ``n``, rounded up, less ``x`` (0: goal reached).
    ``probability`` is the chance that the true rate reaches the goal (Beta with Jeffreys prior).
    ``change`` is the difference from the program's previous complete edition with Newcombe's
    interval; ``clear`` says whether it stands clear of noise: ``yes`` where Fisher's exact test,
    after Holm over all changes shown, says so at 5 %; ``no`` where the interval lies within 10
    points either way of nothing; otherwise ``cannot tell``.  A change says when, never why.

    Args:
        log: the engagements.
        source: the STEP that people start from, such as ``mentee``.
        target: the STEP that we hope for, such as ``mentor``.
        within: the window, or ``ever``; by default ``1e``, or ``12m`` in a record without
            editions, whose cohorts are then calendar years.
        goal: the rate we want, from 0 to 1, exact where it is given as text.
        already: ``exclude`` people who had the target before, or ``include`` them.
        interventions: what was changed, and when.

    Returns:
        One row per edition with anyone at the source, in their order: ``program`` (where there is
        more than one), ``edition`` (str), ``x``, ``n`` (int64), ``rate``, ``low``, ``high``
        (float64, 95 % Wilson), ``not_yet_observable``, ``already`` (int64), ``goal``, ``gap``
        (float64, rate less goal), ``people_needed`` (Int64), ``probability``,
        ``change``, ``change_low``, ``change_high`` (float64), ``clear`` (str), ``interventions``
        (str: made between this edition and the next), ``follow_up`` (``complete`` or ``open``).
        Where ``n`` is under 10 everything after ``n`` is withheld: too few to say.  ``ever`` has a
        row per edition and gap, ``within`` (str) after ``edition``, and ``incidence``,
        ``incidence_low``, ``incidence_high`` (float64; missing under 10 people) after
        ``not_yet_observable``; changes are between editions at the same gap.

    Raises:
        UnknownStepError: a step that the record does not contain.
        OptionError: a goal outside 0 to 1, or another word for ``already``.
        NoAnswerError: the source step has no edition anywhere in a record of editions.

    Definition: docs/measures.md#conversion; the question is the text's mentee-to-mentor table.

    Example:
        >>> answer = conversion(log, source="mentee", target="mentor", within="1e", goal="0.9")
        >>> answer.table[["edition", "x", "n"]].values.tolist()
        [['1', 2, 3], ['2', 1, 1], ['3', 0, 0]]
    """
    return TWO_STEPS.whole(
        log,
        source=source,
        target=target,
        within=within,
        goal=goal,
        already=already,
        interventions=interventions,
    )


def _terms(
    log: EngagementLog,
    source: str,
    target: str,
    within: str | None = None,
    goal: Goal | None = None,
    already: str = "exclude",
    interventions: Sequence[Intervention] = (),
) -> Terms:
    check_word(already, Already)
    wanted = None if goal is None else parse_goal(goal)
    start, hoped = find_step(log, source), find_step(log, target)
    check_in_cohorts(log, start.rows[log.records["counted"]])
    window = cohort_window(log, within)
    asked = {
        "source": source,
        "target": target,
        "within": within or window.short,
        "goal": wanted,
        "already": already,
        "interventions": interventions,
    }
    words = {"source": start.label, "whose": start.whose, "target": hoped.label}
    terms = terms_of(log, cohort_level(log), asked=asked, words=words)
    return replace(terms, window=window)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of cohorts holds."""
    asked, words = _asked(terms), cast("dict[str, str]", terms.options["words"])
    goal, ever = asked["goal"], asked["within"] == EVER
    table = _cohorts(tally["cohorts"].table, terms, ever=ever)
    table = _held_against_goal(table, goal).join(_changes_since_last(table))
    table["interventions"] = made_between(terms.record, table, asked["interventions"])
    table["follow_up"] = np.where(table["not_yet_observable"] == 0, "complete", "open")
    shown = table if ever else table.drop(columns=["within", *INCIDENCE])
    watched = "watched for each window" if ever else f"watched for {terms.window}"
    sentence = _sentence(table, words, goal)
    return Answer(
        question="conversion",
        asked=asked,
        sentence=_offered(sentence, tally, terms)
        if sentence.kind == "nobody watched"
        else sentence,
        denominator=f"people with {words['source']} in an edition, {watched}",
        table=_conversion_table(shown),
        caveats=(*said_of(tally, terms, "set"), *_caveats(table, terms)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, cohorts_followed, _answer)


def _asked(terms: Terms) -> dict[str, Any]:
    return cast("dict[str, Any]", terms.options["asked"])


def _cohorts(people: pd.DataFrame, terms: Terms, *, ever: bool) -> pd.DataFrame:
    """The rates of each cohort within each window, with what Kaplan and Meier make of them.

    ``ever`` has a row for each gap for which anybody was watched, and at least for the first.
    """
    kept, seen, many = people["already"] == 0, people["seen"] > 0, people["many"]
    amounts = {
        "x": many * (people["x"] > 0) * seen,
        "seen": many * seen,
        "later": many * (kept & ~seen),
        "already": many * ~kept,
    }
    table = (
        people[["cohort", "gap"]].assign(**amounts).groupby(["cohort", "gap"]).sum().reset_index()
    )
    names = [cohort_name(cohort, terms.keys) for cohort in table["cohort"].tolist()]
    table = table.join(pd.DataFrame(names, columns=["program", "edition"], dtype="str"))
    windows = [after_gaps(terms.window, gap) if gap > 1 else terms.window for gap in table["gap"]]
    table = table.assign(rank=ranks_of(table, terms), within=list(map(str, windows)))
    table = table.drop(columns=["x", "seen", "later"]).join(
        pd.DataFrame(rate_columns(table["x"], table["seen"], table["later"]))
    )
    lengths = [window.length for window in windows]
    table[INCIDENCE] = _incidences(people[kept], table, lengths) if ever else np.nan
    table = table[(table["gap"] == 1) | (table["n"] > 0)]
    order = ["rank", "program", "edition", "gap"]
    return table.sort_values(order, ignore_index=True).drop(columns=["gap", "cohort"])


def _incidences(
    people: pd.DataFrame, table: pd.DataFrame, lengths: Sequence[int]
) -> NDArray[np.float64]:
    """The share with the target by the end of each window, and its log-log band."""
    keys = zip(table["cohort"], table["gap"], strict=True)
    groups = dict(list(people.groupby(["cohort", "gap"])))
    found = [_incidence(groups.get(key), length) for key, length in zip(keys, lengths, strict=True)]
    return np.array(found, dtype=float).reshape(-1, 3)


def _incidence(people: pd.DataFrame | None, length: int) -> tuple[float, ...]:
    if people is None or people["many"].sum() < TOO_FEW or not people["seen"].any():
        return (np.nan,) * 3
    wait, event, many = (people[name].to_numpy(np.int64) for name in ("wait", "event", "many"))
    share, low, high = cumulative_incidence(wait, np.where(event, 0, -1), 1, length, many)
    return float(share[0]), float(low[0]), float(high[0])


def _held_against_goal(table: pd.DataFrame, goal: Decimal | None) -> pd.DataFrame:
    """Each edition held against the goal."""
    enough = (table["n"] >= TOO_FEW).to_numpy()
    wanted = np.nan if goal is None else float(goal)
    needed = [
        None if goal is None or n < TOO_FEW else max(_ceil(goal * int(n)) - int(x), 0)
        for x, n in zip(table["x"], table["n"], strict=True)
    ]
    chance = chance_above(table["x"], table["n"], wanted)
    return table.assign(
        goal=wanted,
        gap=table["rate"] - wanted,
        people_needed=pd.array(needed, dtype="Int64"),
        probability=np.where(enough, chance, np.nan),
    )


def _ceil(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def _changes_since_last(table: pd.DataFrame) -> pd.DataFrame:
    """The change from the previous complete edition of the same program, and what it is worth."""
    pairs = _neighbours(table)
    earlier, later = (table.loc[[pair[end] for pair in pairs]] for end in (0, 1))
    counts = (later["x"], later["n"], earlier["x"], earlier["n"])
    found = compared(*counts).set_axis(["change", "change_low", "change_high"], axis=1)
    words = in_words(found["change_low"], found["change_high"], holm(exact_p(*counts)))
    clear = pd.Series(words, index=later.index, dtype="str")
    found = found.set_axis(later.index).reindex(table.index)
    return found.assign(clear=clear.reindex(table.index, fill_value=""))


def _neighbours(table: pd.DataFrame) -> list[tuple[int, int]]:
    usable = table[(table["n"] >= TOO_FEW) & (table["not_yet_observable"] == 0)]
    return [
        (int(earlier), int(later))
        for _, rows in usable.groupby([name for name in ("program", "within") if name in usable])
        for earlier, later in zip(rows.index[:-1], rows.index[1:], strict=True)
    ]


def _conversion_table(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of the answer, in order."""
    first = ["edition"] if table["program"].nunique() < 2 else ["program", "edition"]
    ever = "within" in table
    names = [*first, *(["within"] if ever else []), *RATE_COLUMNS, *(INCIDENCE if ever else [])]
    names += [
        "already",
        "goal",
        "gap",
        "people_needed",
        "probability",
        "change",
        "change_low",
        "change_high",
    ]
    return table[[*names, "clear", "interventions", "follow_up"]]


def _cohort(table: pd.DataFrame, at: int) -> str:
    """An edition as people call it, with its program where there are several."""
    program, edition = (str(table[name].iloc[at]) for name in ("program", "edition"))
    return f"{program} {edition}" if table["program"].nunique() > 1 else edition_word(edition)


def _sentence(table: pd.DataFrame, words: dict[str, str], goal: Decimal | None) -> Sentence:
    target = words["target"]
    window = table["within"].iloc[0] if len(table) else "its window"
    closed = table[(table["not_yet_observable"] == 0) & (table["n"] > 0)]
    if closed.empty:
        waiting, before = (int(table[name].sum()) for name in ("not_yet_observable", "already"))
        if before and not waiting:
            return Sentence(
                "All {before} with {label} had {target} before; ask for already=include to "
                "count them.", "all had it before", before=People(before), label=words["source"],
                target=target,
            )  # fmt: skip
        if not waiting:
            return Sentence(
                "Nobody has been at {label} yet.", "nobody has been at yet", label=words["source"]
            )
        return Sentence(
            "No edition with {label} could be watched for {window} yet: {waiting} so far.",
            "nobody watched", label=words["source"], window=window, waiting=People(waiting),
        )  # fmt: skip
    enough = closed[closed["n"] >= TOO_FEW]
    at = (enough if len(enough) else closed).index[-1]  # of the last that says something
    last = table.loc[at]
    rate = Rate(int(last["x"]), int(last["n"]), "")
    who = Sentence("Of {whose} in {cohort}", whose=words["whose"], cohort=_cohort(table, at))
    text = Sentence(
        "{who}, {rate:run} took the step to {target} within {within}",
        who=who, rate=rate, target=target, within=last["within"],
    )  # fmt: skip
    if goal is None or pd.isna(last["people_needed"]):
        return Sentence("{text}.", "conversion", text=text, target=target)
    needed = int(last["people_needed"])
    aim = Sentence("the goal is {goal}", goal=Percent(float(goal)))
    gap = Sentence("{needed} short", needed=People(needed)) if needed else "reached"
    return Sentence(
        "{text}; {aim}: {gap}.", "conversion", text=text, aim=aim, gap=gap, target=target
    )


def _offered(sentence: Sentence, tally: Tally, terms: Terms) -> Sentence:
    """A sentence, and where nobody was watched the window that ten of one edition have had."""
    people = tally["watching"]
    if sentence.kind != "nobody watched":
        return sentence
    cohorts = {code: cohort_name(code, terms.keys) for code in set(people["group"].tolist())}
    several = len({program for program, _ in cohorts.values()}) > 1
    ordered = sorted(cohorts.values())
    names = [" ".join(one) if several else edition_word(one[1]) for one in ordered]
    place = {code: ordered.index(name) for code, name in cohorts.items()}
    group = np.array([place[code] for code in people["group"].tolist()], dtype=np.int64)
    keys = {"group": group, "available": people["available"]}
    told = {"watching": count(keys, {"many": people["many"]})}
    words = "In {group}, {people} were watched for {shorter}: ask with --within {short}."
    return with_offer(sentence, told, terms, names, words)


def _caveats(table: pd.DataFrame, terms: Terms) -> tuple[Sentence, ...]:
    caveats = []
    left = int(table["already"].sum())
    if left:
        caveats.append(
            Sentence(
                "{left} are left out because they had the target step before (already).",
                "had it before", left=left,
            )
        )  # fmt: skip
    if _asked(terms)["already"] == "include":
        caveats.append(
            Sentence("People who had the target step before are counted too.", "already")
        )
    changes = table[table["change"].notna()]
    if len(changes):
        last = changes.iloc[-1]
        points, low, high = (
            Number(round_half_up(100 * last[name]))
            for name in ("change", "change_low", "change_high")
        )
        caveats.append(
            Sentence(
                "Change to {cohort} from the one before: {points:+d} points ({low:+d} to "
                "{high:+d}); {clear_words}.",
                "change", cohort=_cohort(table, changes.index[-1]), points=points, low=low,
                high=high, clear_words=CLEAR_WORDS[last["clear"]],
            )
        )  # fmt: skip
    if len(changes) > 1:
        caveats.append(
            Sentence(
                "{changes} changes are compared; clear is after Holm's correction.",
                "changes are compared", changes=Number(len(changes)),
            )
        )  # fmt: skip
    if terms.origin.as_of:
        caveats.append(Sentence("As of {as_of}.", "as of", as_of=terms.origin.as_of))
    return tuple(caveats)
