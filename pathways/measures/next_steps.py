"""Next steps: where people go after a step, and how many take no further one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.errors import OptionError, shown
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.directly_follows import START, first_visits, set_names, times_between
from pathways.sequences.steps import FollowUp, Ints, Steps, make_steps, set_of_rows
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.survival import course, cumulative_incidence, kaplan_meier
from pathways.wording import People, Sentence, listed, rate_columns

__all__ = ["NO_FURTHER", "next_steps"]

NO_FURTHER = "no further step"
DEPENDS = "where people go next depends on where they came from"


def next_steps(
    log: EngagementLog,
    *,
    after: str | None = None,
    by: str = "activity",
    order: int = 1,
    horizon: str | None = None,
    ties: str = "set",
) -> Answer:
    """Where people go within a window after their first time at a step, and who goes nowhere.

    The *source* is each person's first step set with the step.  What comes next is their next
    step set: another step, the same again, or nothing (``no further step``).  A next step set
    with several steps is one outcome, their names joined by `` + `` in the order of the alphabet,
    so that the rows of a source add to everyone.

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
        horizon: how long people are watched, ``365d`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.
        ties: ``set``, or ``rank`` for single steps in the order of their tiers.  ``split`` is as
            ``set``: a person has one next step set and is not divided.

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
    if order not in (1, 2):
        raise OptionError(f"The order is 1 or 2, not {shown(order)}.")
    steps = make_steps(log, by, ties)
    follow = FollowUp(log, log.horizon(horizon))
    visits, sources = _visits(log, steps, after, (by, ties))
    people, names = _followed(log, steps, visits, follow)
    depends = _dependence(people) if order == 2 else None
    if order == 1:
        people["previous"] = -1
    people["block"] = people.groupby(["source", "previous"]).ngroup()
    table = _named(_table(people, len(names), follow), sources, names)
    if order == 1:
        table = table.drop(columns="previous")
    return Answer(
        question="next_steps",
        asked={
            "after": after,
            "by": by,
            "order": order,
            "horizon": follow.horizon.short,
            "ties": ties,
        },
        sentence=_sentence(table, follow, after and sources[0], depends),
        denominator=f"people at the source, watched for {follow.horizon} or longer",
        table=table,
        caveats=(*usual_caveats(log, steps, None), *_caveats(log, steps, ties, after, visits)),
        origin=log.origin,
        curve=_course(people, follow.horizon) if after is not None and order == 1 else None,
    )


def _visits(
    log: EngagementLog, steps: Steps, after: str | None, level: tuple[str, str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Each person's first step set at each source: ``step``, ``person``, ``at``; and the names."""
    if after is None:
        return first_visits(steps), steps.labels
    found = find_step(log, after)
    at = set_of_rows(log, *level)[found.rows[log.records["counted"]]]
    at = np.unique(at[at >= 0])
    person, nth = np.unique(steps.set_person[at], return_index=True)
    return pd.DataFrame({"step": 0, "person": person, "at": at[nth]}), (found.label,)


def _followed(
    log: EngagementLog, steps: Steps, visits: pd.DataFrame, follow: FollowUp
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """What came before and after each visit, and when; and the names of what did.

    ``previous`` and ``next`` are codes of names, -1 for nothing; ``target`` is ``next`` within the
    horizon; ``time`` is that to the next step, or else to the as-of date.
    """
    content, names = set_names(steps)
    at = visits["at"].to_numpy(np.int64)
    follows = np.append(steps.follows, False)
    gone, later = follows[at + 1], np.where(follows[at + 1], at + 1, at)
    since = steps.when[at]
    took = np.maximum(follow.elapsed(since, steps.when[later]), 0)
    people = times_between(log, steps, at, later).assign(
        source=visits["step"].to_numpy(),
        previous=np.where(follows[at], content[at - 1], -1),
        next=np.where(gone, content[later], -1),
        target=np.where(gone & (took <= follow.horizon.length), content[later], len(names)),
        time=np.where(gone, took, np.maximum(follow.available(since), 0)),
        watched=follow.observable(since),
    )
    return people, names


def _course(people: pd.DataFrame, window: Horizon) -> pd.DataFrame:
    """How many have taken any next step by each time, since their first time at the source."""
    times = course(people["time"].to_numpy(np.int64), (people["next"] >= 0).to_numpy())
    return times.assign(unit=window.unit, window=window.length)


def _table(people: pd.DataFrame, nothing: int, follow: FollowUp) -> pd.DataFrame:
    """Counts, incidences and times per block and outcome; ``nothing`` is the last outcome."""
    blocks = people.groupby("block")
    size = blocks.size().to_numpy()
    n = blocks["watched"].sum().to_numpy(np.int64)
    cells = people.groupby(["block", "target"])["watched"].sum()
    rest = pd.MultiIndex.from_product([range(len(size)), [nothing]], names=cells.index.names)
    cells = cells.reindex(cells.index.union(rest), fill_value=0).astype(np.int64)
    table = cells.rename("x").reset_index().astype(np.int64)
    block = table["block"].to_numpy(np.int64)
    watched = people[people["watched"] & (people["target"] != nothing)]
    medians = watched.groupby(["block", "target"])[["days", "editions"]].median()
    medians = medians.reindex(cells.index).astype(np.float64)
    people = people.sort_values("block", kind="stable")
    rows = np.bincount(block, minlength=len(size))
    found = _estimates(people, table["target"].to_numpy(np.int64), rows, follow.horizon.length)
    estimates = np.concatenate([np.zeros((4, 0)), *found], axis=1)
    return pd.DataFrame(
        {
            **{name: blocks[name].first().to_numpy()[block] for name in ("source", "previous")},
            "target": table["target"],
            **rate_columns(table["x"], n[block], (size - n)[block]),
            **dict(
                zip(("incidence", "incidence_low", "incidence_high"), estimates[:3], strict=True)
            ),
            "median_days": medians["days"].to_numpy(),
            "median_editions": medians["editions"].to_numpy(),
            "km_median": estimates[3],
            "unit": follow.horizon.unit,
        }
    )


def _estimates(
    people: pd.DataFrame, targets: Ints, sizes: Ints, length: int
) -> Iterator[NDArray[np.float64]]:
    """Incidence, its two ends and the median time, for the rows of each block in their order.

    ``people`` are sorted by block; ``targets`` are the outcomes of each row, ``sizes`` how many
    rows each block has.
    """
    heads = np.append(0, np.cumsum(np.bincount(people["block"], minlength=len(sizes))))
    rows = np.append(0, np.cumsum(sizes))
    time, moved, watched = (people[name].to_numpy() for name in ("time", "next", "watched"))
    for block, size in enumerate(sizes):
        own = slice(heads[block], heads[block + 1])
        found = np.full((4, size), np.nan)
        if heads[block + 1] - heads[block] >= TOO_FEW:
            outcomes = targets[rows[block] : rows[block + 1]]
            # What came after the horizon may be in no row; then any kind will do.
            kind = np.minimum(np.searchsorted(outcomes, moved[own]), max(size - 2, 0))
            events = np.where(moved[own] < 0, -1, kind)
            found[3] = kaplan_meier(time[own], events >= 0).time_to(0.5)
            if watched[own].any():
                found[:3] = cumulative_incidence(time[own], events, size - 1, length)
        yield found


def _named(table: pd.DataFrame, sources: tuple[str, ...], names: tuple[str, ...]) -> pd.DataFrame:
    """Codes as names; sources of most people first, and no further step below the others."""
    labels = np.array([*names, NO_FURTHER, START], dtype=object)
    table = table.assign(
        people=table["n"] + table["not_yet_observable"],
        last=table["target"] == len(names),
        source=np.array(sources, dtype=object)[table["source"]],
        previous=labels[table["previous"]],
        target=labels[table["target"]],
    )
    keys = ["people", "source", "previous", "last", "x", "incidence", "target"]
    table = table.sort_values(keys, ascending=[False, True, True, True, False, False, True])
    texts = dict.fromkeys(("previous", "source", "target", "unit"), "str")
    first = ["previous", "source", "target"]
    rest = [name for name in table.columns if name not in (*first, "people", "last")]
    return table[[*first, *rest]].astype(texts).reset_index(drop=True)


def _dependence(people: pd.DataFrame) -> Sentence:
    """Whether the step before matters for the next one, in words."""
    from scipy.stats import chi2, chi2_contingency

    statistic, freedom = 0.0, 0
    for _, own in people[people["watched"]].groupby("source")[["previous", "target"]]:
        counts = _testable(_crossed(own["previous"], own["target"]))
        if min(counts.shape) < 2:
            continue
        test = chi2_contingency(counts, correction=False, lambda_="log-likelihood")
        statistic, freedom = statistic + float(test.statistic), freedom + int(test.dof)
    if not freedom:
        return Sentence(
            "Too little data to say whether {depends}. ",
            "depends on the step before",
            depends=DEPENDS,
        )
    p = float(chi2.sf(statistic, freedom))
    level = Sentence("p = {p:.2g}", p=p) if p >= 0.001 else "p < 0.001"
    return Sentence(
        "{dependence} ({level}). ",
        "depends on the step before",
        dependence=DEPENDS.capitalize()
        if p < 0.05
        else Sentence("No sign that {depends}", depends=DEPENDS),
        level=level,
    )


def _crossed(first: pd.Series, second: pd.Series) -> NDArray[np.int64]:
    """How often each value of one comes with each value of the other."""
    (row, rows), (column, columns) = (pd.factorize(each, sort=True) for each in (first, second))
    shape = (len(rows), len(columns))
    return np.bincount(row * shape[1] + column, minlength=shape[0] * shape[1]).reshape(shape)


def _testable(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The largest rows and columns of a table, as many as have large enough expected counts."""
    while min(counts.shape) > 1:
        rows, columns = counts.sum(axis=1), counts.sum(axis=0)
        expected = np.outer(rows, columns) / max(counts.sum(), 1)
        if expected.min() >= 1 and (expected >= 5).mean() >= 0.8:
            return counts
        if rows.min() <= columns.min():
            counts = np.delete(counts, rows.argmin(), axis=0)
        else:
            counts = np.delete(counts, columns.argmin(), axis=1)
    return counts


def _sentence(
    table: pd.DataFrame, follow: FollowUp, after: str | None, depends: Sentence | None
) -> Sentence:
    """What comes next, after whether the step before matters, where that was asked."""
    finding = _finding(table, follow, after)
    return finding if depends is None else Sentence.joined("", [depends, finding], finding.kind)


def _finding(table: pd.DataFrame, follow: FollowUp, after: str | None) -> Sentence:
    """The source from which most people went one way, or the one that most people were at."""
    if table.empty:
        return Sentence(
            "Nobody has been at {step} yet.", "nobody has been there", step=after or "any step"
        )
    moves = table["target"] != NO_FURTHER
    top = table.loc[table["x"].where(moves, 0).idxmax()]
    keys = _source_columns(table)
    own = table[table[keys].eq(top[keys]).all(axis=1)]
    ways, stays = own[own["target"] != NO_FURTHER], own.iloc[-1]
    source, window, n = _source(top), str(follow.horizon), int(top["n"])
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


def _source_columns(table: pd.DataFrame) -> list[str]:
    return [name for name in ("previous", "source") if name in table]


def _source(row: pd.Series) -> str:
    if "previous" not in row:
        return str(row["source"])
    before = row["previous"]
    return f"{row['source']} ({'as first step' if before == START else f'coming from {before}'})"


def _caveats(
    log: EngagementLog, steps: Steps, ties: str, after: str | None, visits: pd.DataFrame
) -> tuple[Sentence, ...]:
    said = []
    several = int((np.diff(steps.starts) > 1).sum())
    if ties == "rank":
        said.append(
            Sentence(
                "Steps that nothing orders were put in the order of their tiers, lowest first.",
                "ties ranked",
            )
        )
    elif several:
        said.append(
            Sentence(
                "Step sets of several steps that nothing orders, joined by +: {several}.",
                "several steps at once", several=several,
            )
        )  # fmt: skip
    if after is not None:
        found = find_step(log, after).rows[log.records["counted"]]
        without = log.counted.loc[found, "participant"].nunique() - len(visits)
        if without:
            said.append(
                Sentence(
                    "Left out: {without} with no step of this level there.",
                    "with no step of this level there", without=People(without),
                )
            )  # fmt: skip
    return tuple(said)
