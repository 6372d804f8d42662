"""Next steps: where people go after a step, and how many take no further one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Step, Ties, check_word
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.directly_follows import NO_FURTHER, START
from pathways.sequences.steps import Bools, Ints
from pathways.stats.histogram import quantiles
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.sorting import counted, summed
from pathways.stats.survival import course, cumulative_incidence, kaplan_meier
from pathways.tallies.dependence import dependence
from pathways.tallies.follow_ups import follow_ups
from pathways.tallies.moves import said_of, with_shorter_window
from pathways.tallies.tally import Counts, Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "named_next_steps", "next_steps", "next_steps_table"]

Floats = NDArray[np.float64]
Order = Annotated[Literal[1, 2], "order"]


def next_steps(
    log: EngagementLog,
    *,
    after: Step | None = None,
    by: Level = "activity",
    order: Order = 1,
    horizon: Length | None = None,
    ties: Ties = "set",
) -> Answer:
    """Where people go within a window after their first time at a step, and who goes nowhere.

    The *source* is each person's first step set with the step.  What comes next is their next
    step set: another step, the same again, or nothing (``no further step``).  A next step set
    with several steps is one outcome, their names joined by `` + `` in the order of the alphabet,
    so that the rows of a source add to everyone.  A map draws each of them; of the step that
    most went on to after ``after``, alone or with others, a caveat says the number of the map.

    Two figures stand beside each other.  ``x / n`` is of people: ``n`` were at the source at least
    one ``horizon`` before the as-of date, and for ``x`` of them this came next within it; those
    who came to the source later are not yet observable, in neither.  ``incidence`` is the
    cumulative incidence by the horizon (Aalen–Johansen, the other next steps competing), for
    which everyone counts as long as they were watched.  Where everyone was watched for the whole
    horizon the two are equal.  Its band is log-log; at 0 and 1, where that has no width, Wilson's
    of the people whose state at the horizon is known.

    With ``order=2`` people are told apart by the step set before the source (``(start)``: none),
    and a likelihood-ratio test says whether that matters: G² of previous against next step among
    the ``n`` of each source, added over sources.  The rarest previous and next steps of a source
    are left out of it until its expected counts are large enough (none under 1, at most a fifth
    under 5), and so is a source where that leaves nothing to compare.

    Args:
        log: the engagements.
        after: the STEP to start from, of any level; by default every step of this level in turn.
        by: what a next step is: ``activity``, ``program``, ``role``, ``tier`` or ``edition``.
        order: 1, or 2 to condition on the step before as well.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.
        ties: what nothing orders stays a ``set``, or ``rank`` puts it in the order of its tiers.
            ``split`` is as ``set``: a person has one next step set and is not divided.

    Returns:
        One row per source and outcome that somebody had, most people first: ``previous`` (str,
        only with ``order=2``), ``source``, ``target`` (str), ``x``, ``n`` (int64), ``rate``,
        ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable`` (int64), ``incidence``, ``incidence_low``, ``incidence_high``
        (float64; missing where fewer than 10 people were at the source, or none for a whole
        horizon), ``median_days``, ``median_editions`` (float64, of the ``x`` people; days between
        dated engagements only), ``km_median`` (float64, the Kaplan–Meier median time to any next
        step, the same for all rows of a source; missing where half have not moved) and ``unit``
        (of ``km_median``: ``day`` or ``edition``).

    Raises:
        OptionError: a level, tie rule, order or window that does not exist.
        UnknownStepError: a step that is not in the record.

    Definition: docs/measures.md#next-steps.

    Example:
        >>> answer = next_steps(log, after="mentee", by="role", horizon="1e")
        >>> answer.table[["target", "x", "n", "not_yet_observable"]].values.tolist()
        [['mentor', 3, 4, 1], ['no further step', 1, 4, 1]]
    """
    return TWO_STEPS.whole(log, after=after, by=by, order=order, horizon=horizon, ties=ties)


def _terms(
    log: EngagementLog,
    after: str | None = None,
    by: str = "activity",
    order: int = 1,
    horizon: str | None = None,
    ties: str = "set",
) -> Terms:
    check_word(order, Order)
    terms = terms_of(log, by, ties, horizon, after=after, order=order)
    source = None if after is None else find_step(log, after).label
    return replace(terms, options={**terms.options, "source": source})


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of follow-ups holds."""
    asked = terms.options
    after, order, source = asked["after"], asked["order"], asked["source"]
    people = tally["next"]
    table = named_next_steps(next_steps_table(tally, terms), terms, people)
    table = table if order == 2 else table.drop(columns="previous")
    matters = dependence(people) if order == 2 else None
    sentence = _sentence(table, terms.window, None if source is None else str(source), matters)
    return Answer(
        question="next_steps",
        asked={
            "after": after,
            "by": terms.by,
            "order": order,
            "horizon": terms.window.short,
            "ties": terms.ties,
        },
        sentence=with_shorter_window(sentence, tally, terms),
        denominator=f"people at the source, watched for {terms.window} or longer",
        table=table,
        caveats=(*said_of(tally, terms), *_caveats(tally, terms)),
        origin=terms.origin,
        curve=_course(people, terms.window) if after is not None and order == 1 else None,
    )


TWO_STEPS = TwoSteps(_terms, follow_ups, _answer)


def _course(people: Counts, window: Horizon) -> pd.DataFrame:
    """How many have taken any next step by each time, since their first time at the source."""
    times = course(people["time"], people["next"] > 0, people["many"])
    return times.assign(unit=window.unit, window=window.length)


def next_steps_table(tally: Tally, terms: Terms) -> pd.DataFrame:
    """Counts, incidences and times per block (source, previous) and outcome, nothing the first."""
    people = tally["next"]
    (source, previous), _ = counted(people["source"], people["previous"])
    block, many = _block(people, source, previous), people["many"]
    size = np.bincount(block, weights=many, minlength=len(source)).astype(np.int64)
    n = np.bincount(block, many * people["watched"], len(source)).astype(np.int64)
    target = people["within"] * people["next"]
    every = np.arange(len(source))
    (row, outcome), (x,) = summed(
        (np.append(block, every), np.append(target, every * 0)),
        (np.append(many * people["watched"], every * 0),),
    )
    found = [
        _estimates(people, block == each, outcome[row == each], terms.window.length)
        for each in every
    ]
    estimates = np.concatenate([np.zeros((4, 0)), *found], axis=1)
    medians = {
        what: _medians(tally[what], what, (source, previous), (row, outcome))
        for what in ("days", "editions")
    }
    return pd.DataFrame(
        {
            "source": source[row],
            "previous": previous[row],
            "target": outcome,
            **rate_columns(x, n[row], (size - n)[row]),
            **dict(
                zip(("incidence", "incidence_low", "incidence_high"), estimates[:3], strict=True)
            ),
            "median_days": medians["days"],
            "median_editions": medians["editions"],
            "km_median": estimates[3],
            "unit": terms.window.unit,
        }
    )


def _block(counts: Counts, source: Ints, previous: Ints) -> Ints:
    """The number of each row's source and previous step set among these."""
    width = len(counts.stand_for["previous"])
    codes: Ints = counts["source"] * width + counts["previous"]
    return np.searchsorted(source * width + previous, codes)


def _medians(
    counts: Counts, what: str, blocks: tuple[Ints, Ints], rows: tuple[Ints, Ints]
) -> Floats:
    """The median time of each block and outcome; missing where nobody has one."""
    width = len(counts.stand_for["next"])
    row = np.searchsorted(
        rows[0] * width + rows[1], _block(counts, *blocks) * width + counts["next"]
    )
    return quantiles(row, counts[what], counts["many"], len(rows[0]), 0.5)


def _estimates(people: Counts, in_block: Bools, outcomes: Ints, length: int) -> Floats:
    """Incidence, its two ends and the median time of one block, for its outcomes, nothing first."""
    time, moved, many = (people[name][in_block] for name in ("time", "next", "many"))
    found = np.full((4, len(outcomes)), np.nan)
    if many.sum() >= TOO_FEW:
        # What came after the horizon may be in no row; then any kind will do.
        kinds = len(outcomes) - 1
        kind = np.minimum(np.searchsorted(outcomes[1:], moved), max(kinds - 1, 0))
        events = np.where(moved == 0, -1, kind)
        found[3] = kaplan_meier(time, events >= 0, many).time_to(0.5)
        if people["watched"][in_block].any():
            ends = cumulative_incidence(time, events, max(kinds, 1), length, many)
            found[:3] = np.roll(ends, 1, axis=1)[:, : len(outcomes)]
    return found


def named_next_steps(table: pd.DataFrame, terms: Terms, people: Counts) -> pd.DataFrame:
    """Codes as names; sources of most people first, and no further step below the others."""
    one = terms.options["source"]
    sources = terms.labels if one is None else (one,)
    before, after = (_names(people, end) for end in ("previous", "next"))
    table = table.assign(
        people=table["n"] + table["not_yet_observable"],
        source=np.array(sources, dtype=object)[table["source"]],
        previous=np.where(before == "", START, before)[table["previous"]],
        target=np.where(after == "", NO_FURTHER, after)[table["target"]],
        last=(after == "")[table["target"]],
    )
    keys = ["people", "source", "previous", "last", "x", "incidence", "target"]
    table = table.sort_values(keys, ascending=[False, True, True, True, False, False, True])
    texts = dict.fromkeys(("previous", "source", "target", "unit"), "str")
    first = ["previous", "source", "target"]
    rest = [name for name in table.columns if name not in (*first, "people", "last")]
    return table[[*first, *rest]].astype(texts).reset_index(drop=True)


def _names(people: Counts, key: str) -> NDArray[np.object_]:
    """The name of each step set of a key, empty for nothing."""
    return np.array([" + ".join(held) for held in people.stand_for[key]], dtype=object)


def _sentence(
    table: pd.DataFrame, window: Horizon, after: str | None, depends: Sentence | None
) -> Sentence:
    """What comes next, after whether the step before matters, where that was asked."""
    finding = _finding(table, window, after)
    return finding if depends is None else Sentence.joined("", [depends, finding], finding.kind)


def _finding(table: pd.DataFrame, horizon: Horizon, after: str | None) -> Sentence:
    """The source from which most people went one way, or the one that most people were at."""
    if table.empty:
        return Sentence(
            "Nobody has been at {step} yet.", "nobody has been there", step=after or "any step"
        )
    moves = table["target"] != NO_FURTHER
    top = table.loc[table["x"].where(moves, 0).idxmax()]
    keys = _source_columns(table)
    of_source = table[table[keys].eq(top[keys]).all(axis=1)]
    ways, stays = of_source[of_source["target"] != NO_FURTHER], of_source.iloc[-1]
    source, window, n = _source(top), str(horizon), int(top["n"])
    if not n:
        waiting = People(top["not_yet_observable"])
        return Sentence(
            "Nobody has been watched for {window} since {source} yet; {waiting} for less.",
            "nobody watched", window=window, source=source, waiting=waiting,
        )  # fmt: skip
    if stays["x"] == n:
        return Sentence(
            "After {source}, nobody took a further step within {window} ({n} watched).",
            "no further step", source=source, window=window, n=n,
        )  # fmt: skip
    best = ways[ways["x"] == ways["x"].max()]
    names = [
        Sentence("{name} again", name=name) if name == top["source"] else name
        for name in best["target"]
    ]
    if n < TOO_FEW:
        return _of_few(names, int(best["x"].max()), int(stays["x"]), (n, window, source))
    are = Sentence("step within {window} is {names}:", window=window, names=names[0])
    if len(names) > 1:
        are = Sentence(
            "steps within {window} are {names}, each", window=window, names=listed(names)
        )
    rate, stay = (Rate(int(x), n, "people at the source") for x in (best["x"].max(), stays["x"]))
    return Sentence(
        "After {source}, the most common next {are} {rate}; no further step: {stay}.",
        "most common next step", source=source, are=are, rate=rate, stay=stay,
    )  # fmt: skip


def _of_few(names: list[str], most: int, stopped: int, of: tuple[int, str, str]) -> Sentence:
    """The same of fewer than ten people: counts and no rate."""
    n, window, source = of
    return Sentence(
        "Of the {n} watched for {window} after {source}, {most} went on to {names}, and "
        "{stopped} took no further step: too few to say more.",
        "most common next step", n=People(n), window=window, source=source,
        most=Sentence("{x} each" if len(names) > 1 else "{x}", x=most),
        names=listed(names), stopped=stopped or "none",
    )  # fmt: skip


def _source_columns(table: pd.DataFrame) -> list[str]:
    return [name for name in ("previous", "source") if name in table]


def _source(row: pd.Series) -> str:
    if "previous" not in row:
        return str(row["source"])
    before = row["previous"]
    return f"{row['source']} ({'as first step' if before == START else f'coming from {before}'})"


def _caveats(tally: Tally, terms: Terms) -> tuple[Sentence, ...]:
    caveats, several = [], int(tally["facts"]["several"][0])
    if terms.ties == "rank":
        caveats.append(
            Sentence(
                "Steps that nothing orders were put in the order of their tiers, lowest first.",
                "ties ranked",
            )
        )
    elif several:
        caveats.append(
            Sentence(
                "Step sets of several steps that nothing orders, joined by +: {several}.",
                "several steps at once", several=several,
            )
        )  # fmt: skip
    caveats += _as_on_a_map(tally["next"], terms)
    there = tally["there"].table.iloc[0]
    without = int(there["people"] - there["visits"])
    if without:
        caveats.append(
            Sentence(
                "Left out: {without} with no step of this level there.",
                "with no step of this level there", without=People(without),
            )
        )  # fmt: skip
    return tuple(caveats)


def _as_on_a_map(people: Counts, terms: Terms) -> tuple[Sentence, ...]:
    """Where most go on to with every step of a set counted, where a row alone says less."""
    if terms.options["after"] is None or terms.options["order"] == 2:
        return ()
    watched = people["watched"] * people["many"]
    each, beside = Counter[str](), Counter[str]()
    for code, x in zip(people["next"], watched * people["within"], strict=True):
        held = people.stand_for["next"][code]
        each.update({name: int(x) for name in held if name != terms.options["source"]})
        beside.update({name: int(x) for name in held if len(held) > 1})
    best = [name for name, x in each.items() if x == max(each.values())]
    n = int(watched.sum())
    if n < TOO_FEW or len(best) != 1 or not beside[best[0]]:
        return ()
    rate = Rate(each[best[0]], n, "people at the source")
    return (
        Sentence(
            "A map counts every step of a set: there {rate} go on to {name}, {more} of them with "
            "other steps at once.",
            "as on a map", rate=rate, name=best[0], more=beside[best[0]],
        ),
    )  # fmt: skip
