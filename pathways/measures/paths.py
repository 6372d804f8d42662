"""Paths: the whole sequences of steps that people have taken."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, rate_columns
from pathways.errors import OptionError, shown
from pathways.record.log import EngagementLog
from pathways.record.options import Count, Level, Ties
from pathways.sequences.names import AND, THEN
from pathways.stats.rate import Rate
from pathways.tallies.moves import said_of
from pathways.tallies.sequences import whole_paths
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "paths"]

EVERYONE = "everyone with at least one step"


def paths(
    log: EngagementLog,
    *,
    by: Level = "activity",
    ties: Ties = "set",
    collapse: bool = False,
    limit: Count | None = None,
) -> Answer:
    """Which whole paths people have taken up to now, and how many people took each.

    A *path* is all step sets of a person in their order.  Steps are joined by `` > ``, steps that
    nothing orders by `` + `` in the order of the alphabet.  A path of one step is a path.

    The share of a row is ``x / n``.  ``n``: everyone with at least one counted step at this
    level.  ``x`` (also ``people``): those of them whose whole path is this one.  Nobody is left
    out of ``n``, so ``not_yet_observable`` is 0; people whose last step is less than a window
    (12 months, or one edition) before the as-of date may still go on, and are counted in
    ``still_inside``.

    Args:
        log: the engagements.
        by: what a step is: ``activity``, ``program``, ``role``, ``tier`` or ``edition``.
        ties: ``set`` and ``split`` keep in one set what nothing orders; ``rank`` orders it by tier.
        collapse: whether the same step set again and again is one.
        limit: how many paths to list; all by default.  ``n`` and shares stay those of everyone.

    Returns:
        One row per path, most people first, then by name: ``path`` (str), ``people`` (int64),
        ``share``, ``cumulative`` (float64, 0 to 1: of everyone, and of everyone down to this row;
        given for any ``n``, since they are of all people and not of a sample), ``x``, ``n``
        (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable``, ``still_inside``, ``steps`` (int64: step sets in the path).

    Raises:
        OptionError: a level or tie rule that does not exist, or a limit under 1.

    Definition: docs/measures.md#paths; process mining calls paths variants.

    Example:
        >>> answer = paths(log, by="role")
        >>> answer.table[["path", "people"]].values.tolist()
        [['mentee > mentor', 3], ['mentee', 2]]
    """
    return TWO_STEPS.whole(log, by=by, ties=ties, collapse=collapse, limit=limit)


def _terms(
    log: EngagementLog,
    by: str = "activity",
    ties: str = "set",
    *,
    collapse: bool = False,
    limit: int | None = None,
) -> Terms:
    if limit is not None and limit < 1:
        raise OptionError(f"A limit is a number of paths from 1 up, not {shown(limit)}.")
    return terms_of(log, by, ties, collapse=collapse, limit=limit)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of whole paths holds."""
    collapse, limit = bool(terms.options["collapse"]), cast("int | None", terms.options["limit"])
    every = _table(tally)
    names = tuple(every.pop("names"))
    table = every if limit is None else every.head(limit)
    people, still = (int(every[name].sum()) for name in ("people", "still_inside"))
    caveats = (
        *said_of(tally, terms, terms.ties if terms.ties == "rank" else None),
        _repeats(collapse=collapse),
        *_without(int(tally["everyone"]["people"][0]) - people),
        *_open(still, str(terms.window)),
        *_unlisted(every.iloc[len(table) :]),
    )
    return Answer(
        question="paths",
        asked={"by": terms.by, "ties": terms.ties, "collapse": collapse, "limit": limit},
        sentence=_sentence(every),
        denominator=EVERYONE,
        table=table,
        caveats=caveats,
        origin=terms.origin,
        parts={"path": names[: len(table)], **_ranks(names[: len(table)], terms)},
    )


def _ranks(paths: tuple[tuple[tuple[str, ...], ...], ...], terms: Terms) -> dict[str, Any]:
    """How high each step set of each path stands, where steps are tiers: the highest in it."""
    if terms.by != "tier":
        return {}
    rank = {tier: nth for nth, tier in enumerate(terms.labels)}
    return {"rank": tuple(tuple(max(rank[t] for t in tiers) for tiers in path) for path in paths)}


TWO_STEPS = TwoSteps(_terms, whole_paths, _answer)


def _table(tally: Tally) -> pd.DataFrame:
    """Every path with its people, and those whose path may still grow."""
    paths = tally["paths"]
    names = [paths.stand_for["path"][code] for code in paths["path"].tolist()]
    people = paths["people"]
    everyone = int(people.sum())
    table = pd.DataFrame(
        {
            "names": pd.Series(names, dtype=object),
            "path": pd.Series([_text(each) for each in names], dtype="str"),
            "people": people,
            **rate_columns(people, np.full(len(people), everyone), 0),
            "still_inside": paths["still"],
            "steps": np.array([len(each) for each in names], dtype=np.int64),
        }
    )
    table = table.sort_values(["people", "path"], ascending=[False, True], ignore_index=True)
    table.insert(3, "share", table["people"] / max(everyone, 1))
    table.insert(4, "cumulative", table["people"].cumsum() / max(everyone, 1))
    return table


def _text(path: tuple[tuple[str, ...], ...]) -> str:
    return THEN.join([AND.join(names) for names in path])


def _repeats(*, collapse: bool) -> Sentence:
    if collapse:
        return Sentence(
            "The same step again and again is one step here.", "the same step again and again"
        )
    return Sentence("Every repeat of a step is a step of its own.", "every repeat of a step")


def _without(people: int) -> tuple[Sentence, ...]:
    if not people:
        return ()
    have = "has" if people == 1 else "have"
    return (
        Sentence(
            "{people} {have} no step at this level and no path.",
            "no path",
            people=People(people),
            have=have,
        ),
    )


def _open(still: int, window: str) -> tuple[Sentence, ...]:
    if not still:
        return ()
    are, their = ("is", "the path") if still == 1 else ("are", "their paths")
    return (
        Sentence(
            "{still} {are} still inside the window ({window}): {their} may still grow.",
            "still inside the window",
            still=People(still),
            are=are,
            window=window,
            their=their,
        ),
    )


def _unlisted(rest: pd.DataFrame) -> tuple[Sentence, ...]:
    if rest.empty:
        return ()
    people = People(rest["people"].sum())
    return (
        Sentence(
            "{paths:,} more paths, of {people}, are not listed; shares are of everyone.",
            "are not listed",
            paths=Number(len(rest)),
            people=people,
        ),
    )


def _sentence(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has taken a step that counts.", "nobody has taken a step that counts"
        )
    top = table.iloc[0]
    only = " and nothing else so far" if top["steps"] == 1 else ""
    if len(table) == 1:
        return Sentence(
            "{n} took one and the same path: {path}{only}.",
            "took one and the same path",
            n=People(int(top["n"])),
            path=top["path"],
            only=only,
        )
    rate = Rate(int(top["x"]), int(top["n"]), EVERYONE)
    return Sentence(
        "The most common of {paths:,} paths is {path}{only}: {rate}.",
        "most common path",
        paths=Number(len(table)),
        path=top["path"],
        only=only,
        rate=rate,
    )
