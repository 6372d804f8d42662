"""Conversion by cohort: how many of an edition come back in a deeper role, against a goal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import RATE_COLUMNS, Answer
from pathways.answer.wording import Number, People, Percent, Sentence, rate_columns
from pathways.record.editions import edition_word
from pathways.record.interventions import Intervention, made_between
from pathways.record.log import EngagementLog
from pathways.record.options import Goal, Length, Step, check_word
from pathways.record.selection import StepMatch, find_step
from pathways.record.window import Horizon
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.cohorts import (
    EVER,
    cohort_members,
    cohort_windows,
    cohorts_followed,
    moments_of,
)
from pathways.sequences.longest_window import offered, with_offer
from pathways.sequences.steps import make_steps
from pathways.stats.comparison import (
    CANNOT_TELL,
    CLEAR,
    NOT_CLEAR,
    compared,
    exact_p,
    holm,
    in_words,
)
from pathways.stats.rate import TOO_FEW, Rate, parse_goal, round_half_up
from pathways.stats.survival import cumulative_incidence

__all__ = ["changes_since_last", "conversion", "conversion_table", "held_against_goal"]

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
    check_word(already, Already)
    wanted = None if goal is None else parse_goal(goal)
    start, hoped = find_step(log, source), find_step(log, target)
    people = cohort_members(log, start.rows)
    windows = cohort_windows(log, people, within)
    tables = [_cohorts(log, people, hoped.rows, window, already) for window in windows]
    table = pd.concat(tables, ignore_index=True)
    table = _as_watched(table) if within == EVER else table
    table = held_against_goal(table, wanted).join(changes_since_last(table))
    table["interventions"] = made_between(log, table, interventions)
    table["follow_up"] = np.where(table["not_yet_observable"] == 0, "complete", "open")
    shown = table if within == EVER else table.drop(columns=["within", *INCIDENCE])
    sentence = _sentence(table, start, hoped.label, wanted)
    watched = f"watched for {windows[0]}" if within != EVER else "watched for each window"
    return Answer(
        question="conversion",
        asked={
            "source": source,
            "target": target,
            "within": within or windows[0].short,
            "goal": wanted,
            "already": already,
            "interventions": interventions,
        },
        sentence=with_offer(sentence, lambda: _offer(log, people, windows[0])),
        denominator=f"people with {start.label} in an edition, {watched}",
        table=conversion_table(shown),
        caveats=(*usual_caveats(log, make_steps(log, "role")), *_caveats(log, table, already)),
        origin=log.origin,
    )


def _cohorts(
    log: EngagementLog, people: pd.DataFrame, rows: np.ndarray, window: Horizon, already: str
) -> pd.DataFrame:
    """The rates of each edition within one window, with what Kaplan and Meier make of it."""
    people = cohorts_followed(log, people, rows, window, already=already)
    kept = people["kept"]
    table = _table(people).assign(within=str(window))
    curves = people[kept].groupby(["name", "edition"])[["wait", "event", "seen"]]
    keys = table[["program", "edition"]].apply(tuple, axis=1)
    estimates = {key: _incidence(curve, window.length) for key, curve in curves}
    nothing = (np.nan,) * 3
    found = [estimates.get(key, nothing) for key in keys]
    return table.join(pd.DataFrame(found, columns=INCIDENCE, index=table.index, dtype=float))


def _incidence(people: pd.DataFrame, length: int) -> tuple[float, ...]:
    """The share with the target by a time, and its log-log band."""
    if len(people) < TOO_FEW or not people["seen"].any():
        return (np.nan,) * 3
    waits, events = people["wait"].to_numpy(np.int64), people["event"].to_numpy(bool)
    share, low, high = cumulative_incidence(waits, np.where(events, 0, -1), 1, length)
    return float(share[0]), float(low[0]), float(high[0])


def _as_watched(table: pd.DataFrame) -> pd.DataFrame:
    """Each edition at the gaps for which anybody was watched, and at least at the first."""
    first = ~table.duplicated(["program", "edition"])
    table = table[first | (table["n"] > 0)].rename_axis("gap").reset_index()
    order = ["rank", "program", "edition", "gap"]
    return table.sort_values(order, ignore_index=True).drop(columns="gap")


def _table(people: pd.DataFrame) -> pd.DataFrame:
    counts = people.assign(
        x=people["x"] & people["seen"], later=people["kept"] & ~people["seen"]
    ).groupby(["name", "edition"])
    table = counts[["x", "seen", "later", "already"]].sum().astype(np.int64)
    table["rank"] = counts["rank"].min()
    table = table.reset_index().sort_values(["rank", "name", "edition"], ignore_index=True)
    rates = pd.DataFrame(rate_columns(table["x"], table["seen"], table["later"]))
    columns = table[["name", "edition", "rank", "already"]].rename(columns={"name": "program"})
    return columns.join(rates)


def held_against_goal(table: pd.DataFrame, goal: Decimal | None) -> pd.DataFrame:
    """Each edition held against the goal."""
    from scipy.special import betaincc

    enough = (table["n"] >= TOO_FEW).to_numpy()
    wanted = np.nan if goal is None else float(goal)
    needed = [
        None if goal is None or n < TOO_FEW else max(_ceil(goal * int(n)) - int(x), 0)
        for x, n in zip(table["x"], table["n"], strict=True)
    ]
    chance = betaincc(table["x"] + 0.5, table["n"] - table["x"] + 0.5, wanted)
    return table.assign(
        goal=wanted,
        gap=table["rate"] - wanted,
        people_needed=pd.array(needed, dtype="Int64"),
        probability=np.where(enough, chance, np.nan),
    )


def _ceil(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def changes_since_last(table: pd.DataFrame) -> pd.DataFrame:
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


def conversion_table(table: pd.DataFrame) -> pd.DataFrame:
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


def _sentence(
    table: pd.DataFrame, source: StepMatch, target: str, goal: Decimal | None
) -> Sentence:
    window = table["within"].iloc[0] if len(table) else "its window"
    closed = table[table["not_yet_observable"] == 0]
    closed = closed[closed["n"] > 0]
    if closed.empty:
        waiting, before = (int(table[name].sum()) for name in ("not_yet_observable", "already"))
        if before and not waiting:
            return Sentence(
                "All {before} with {label} had {target} before; ask for already=include to "
                "count them.", "all had it before", before=People(before), label=source.label,
                target=target,
            )  # fmt: skip
        if not waiting:
            return Sentence(
                "Nobody has been at {label} yet.", "nobody has been at yet", label=source.label
            )
        return Sentence(
            "No edition with {label} could be watched for {window} yet: {waiting} so far.",
            "nobody watched", label=source.label, window=window, waiting=People(waiting),
        )  # fmt: skip
    last = closed.iloc[-1]
    rate = Rate(int(last["x"]), int(last["n"]), "")
    who = Sentence("Of {whose} in {cohort}", whose=source.whose, cohort=_cohort(closed, -1))
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


def _offer(log: EngagementLog, people: pd.DataFrame, window: Horizon) -> Sentence | None:
    """The longest window that ten people of one edition have had."""
    editions = people.groupby(["name", "edition"])
    several = people["name"].nunique() > 1
    names = [f"{name} {edition}" if several else edition_word(str(edition))
             for name, edition in editions.groups]  # fmt: skip
    words = "In {group}, {people} were watched for {shorter}: ask with --within {short}."
    group = editions.ngroup().to_numpy(np.int64)
    return offered(log, group, names, moments_of(people), window, words)


def _caveats(log: EngagementLog, table: pd.DataFrame, already: str) -> tuple[Sentence, ...]:
    caveats = []
    left = int(table["already"].sum())
    if left:
        caveats.append(
            Sentence(
                "{left} are left out because they had the target step before (already).",
                "had it before", left=left,
            )
        )  # fmt: skip
    if already == "include":
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
    if log.origin.as_of:
        caveats.append(Sentence("As of {as_of}.", "as of", as_of=log.origin.as_of))
    return tuple(caveats)
