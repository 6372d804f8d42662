"""Candidates: where to act next, so that a small plan is neither random nor only what is easy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, rate_columns
from pathways.errors import OptionError, one_of, shown
from pathways.loops.listening import heard_lines
from pathways.loops.places import Place
from pathways.loops.plan import coming
from pathways.record.editions import edition_word
from pathways.record.log import EngagementLog
from pathways.record.selection import attribute_key, folded, group_values
from pathways.record.window import length_of_time
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import make_steps
from pathways.stats.ranking import common
from pathways.stats.rate import TOO_FEW, Rate, percent, round_half_up

__all__ = ["candidates"]

_REASONS = Sentence(
    "What a better edition did may have had reasons of its own: a place to try, no promise.",
    "no promise",
)
_FIRST = 3
_BAND = (0.025, 0.975)
_NUMBERS = ("x", "n", "rate", "low", "high", "not_yet_observable")
_GAIN = ("gain", "gain_low", "gain_high")
_MOVE = ("would_move", "would_low", "would_high")


class _Best(NamedTuple):
    """The unit that did best, its rate drawn towards all of them, and the gain over them."""

    why: str
    gain: float
    low: float
    high: float


def candidates(
    log: EngagementLog,
    *,
    by: str | None = None,
    group: str | None = None,
    window: str | None = None,
    weight: Mapping[str, float] | None = None,
    effort: Mapping[str, float] | None = None,
    folder: str | Path | None = None,
) -> Answer:
    """Where acting would move most people up, for the effort that it takes.

    For each step below the top tier: of the people who came to it and were watched for the window,
    ``x / n`` reached a higher tier.  Some editions (or groups) did better than all together: the
    best of them, drawn towards the common rate the more the fewer people it had (beta-binomial,
    ``(x + m·p) / (n + m)``), is what the step can plausibly do.  ``gain`` is that less the common
    rate; its interval is the middle 95 % of the beta distribution of that unit.  Where editions do
    not differ by more than chance the gain is 0, however lucky one of them was.

    ``would_move`` is ``people · gain`` with the people who come to the step in one window, and

        ``score = people · gain · weight ÷ effort``

    Args:
        log: the engagements.
        by: what a step is; by default ``activity``, or ``role`` in a record of one program.
        group: compare the groups of this attribute rather than editions (calendar years in a
            record without editions).
        window: how long people are watched; by default 12 months or one edition.
        weight: how much a step matters to you; 1 where nothing is said.
        effort: what acting there costs you, in any unit; 1 where nothing is said.
        folder: where loops are: the newest notes on the first steps stand in the caveats.

    Returns:
        One row per step with a tier above it, highest score first: ``step``, ``tier`` (str),
        ``people`` (float64, coming in one window), ``x``, ``n`` (int64), ``rate``, ``low``,
        ``high`` (float64), ``not_yet_observable`` (int64), ``gain``, ``gain_low``, ``gain_high``,
        ``would_move``, ``would_low``, ``would_high``, ``weight``, ``effort``, ``score``
        (float64), ``why`` (str).  Gains are missing where no two units have 10 people.

    Raises:
        OptionError: a level, window or attribute that is none; a weight or an effort of a step
            that is not in the record, or one that is not above 0.

    Definition: docs/measures.md#loops.

    Example:
        >>> candidates(log, by="role").table[["step", "x", "n"]].values.tolist()
        [['mentee', 2, 3]]
    """
    by = by or ("role" if log.counted["program"].nunique() == 1 else "activity")
    steps = make_steps(log, by)
    below = [
        (name, int(tier))
        for name, tier in zip(steps.labels, steps.tiers, strict=True)
        if 0 <= tier < len(log.scheme.tiers) - 1
    ]
    weights, efforts = (_said(what, given, [name for name, _ in below])
                        for what, given in (("weight", weight), ("effort", effort)))  # fmt: skip
    rows = []
    for name, tier in below:
        place = Place("moved_on", _exact(by, name), "", "", log.horizon(window).short)
        row = {"step": name, "tier": log.scheme.tier_names[tier], **_row(log, place, group)}
        rows.append(row | {"weight": weights.get(name, 1.0), "effort": efforts.get(name, 1.0)})
    table = _ranked(pd.DataFrame(rows))
    return Answer(
        question="candidates",
        sentence=_sentence(table),
        denominator=f"people at each step, watched for {length_of_time(log.horizon(window))}",
        table=table,
        caveats=(
            *usual_caveats(log, steps, None),
            _REASONS,
            *_left_out(steps.labels, steps.tiers),
            *_heard(table, folder),
        ),
        origin=log.origin,
    )


def _exact(by: str, name: str) -> str:
    """A step in a form that nothing else is called by."""
    if by == "activity":
        return name if ": " in name else f'program="{name}"'
    return f'{by}="{name}"'


def _said(what: str, given: Mapping[str, float] | None, steps: list[str]) -> dict[str, float]:
    known = {folded(name): name for name in steps}
    found = {}
    for name, value in (given or {}).items():
        if folded(name) not in known:
            raise OptionError(f"{one_of(name, steps, what + ' of the step')}.")
        if not (isinstance(value, int | float) and math.isfinite(value) and value > 0):
            raise OptionError(f"A {what} is a number above 0, not {shown(value)} ({name}).")
        found[known[folded(name)]] = float(value)
    return found


def _row(log: EngagementLog, place: Place, group: str | None) -> dict[str, object]:
    people = place.people(log)
    seen = people[people["watched"]]
    n, x = len(seen), int(seen["reached"].sum())
    rates = rate_columns([x], [n], [len(people) - n])
    best = _best(log, seen, group)
    each = coming(log, place)
    return {
        "people": each,
        **{name: np.asarray(rates[name])[0] for name in _NUMBERS},
        **dict(zip(_GAIN, best[1:], strict=True)),
        **{name: each * gain for name, gain in zip(_MOVE, best[1:], strict=True)},
        "why": best.why,
    }


def _best(log: EngagementLog, seen: pd.DataFrame, group: str | None) -> _Best:
    """The edition or group that did best, and by how much the others could gain."""
    units = seen["cohort"] if group is None else _group_of(log, seen, group)
    table = seen["reached"].groupby(units).agg(["sum", "size"])
    table = table[table["size"] >= TOO_FEW]
    what = "editions" if not log.editions.table.empty else "years"
    what = group or what
    if len(table) < 2:
        return _Best(f"no two {what} with {TOO_FEW} people to compare", *(np.nan,) * 3)
    x, n = table["sum"].to_numpy(np.int64), table["size"].to_numpy(np.int64)
    p, m = common(x, n)
    if np.isinf(m):
        return _Best(f"{len(table)} {what}: no difference beyond chance", 0.0, 0.0, 0.0)
    from scipy.special import betaincinv

    drawn = (x + m * p) / (n + m)
    at = int(drawn.argmax())
    likely = (x[at] + m * p, n[at] - x[at] + m * (1 - p))
    low, high = (max(0.0, float(betaincinv(*likely, end)) - p) for end in _BAND)
    unit = str(table.index[at])
    name = edition_word(unit) if group is None else f"{group} {unit}"
    why = f"{name}: {Rate(int(x[at]), int(n[at]), '')}, drawn to {percent(drawn[at])}"
    return _Best(f"{why}; together {percent(p)}", float(drawn[at]) - p, low, high)


def _group_of(log: EngagementLog, seen: pd.DataFrame, group: str) -> pd.Series:
    names = log.records["participant"].cat.categories.astype("str")
    people = names[seen["person"].to_numpy(np.int64)]
    values = group_values(log, attribute_key(log, group)).reindex(people)
    return pd.Series(values.to_numpy(dtype=object), index=seen.index)


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return table
    table["score"] = table["would_move"] * table["weight"] / table["effort"]
    table["why"] = table.pop("why")
    return table.sort_values(
        ["score", "people", "step"], ascending=[False, False, True], ignore_index=True
    )


def _sentence(table: pd.DataFrame) -> Sentence:
    if table.empty or not (table["score"] > 0).any():
        return Sentence(
            "No step stands out: nowhere did an edition do better than the others by more than "
            "chance.",
            "no step stands out",
        )
    top = table.iloc[0]
    more, low, high = (round_half_up(top[name]) for name in _MOVE)
    return Sentence(
        "Act at {step} first: of {people} who come there in one window, {more:,} more ({low:,} to "
        "{high:,}) would move up as in its best ({why}).",
        "act here first", step=top["step"], people=People(round_half_up(top["people"])),
        more=more, low=low, high=high, why=top["why"],
    )  # fmt: skip


def _heard(table: pd.DataFrame, folder: str | Path | None) -> tuple[str, ...]:
    """What was said at the steps that are ranked first."""
    if folder is None or table.empty:
        return ()
    lines = (line for step in table["step"].head(_FIRST) for line in heard_lines(step, folder))
    return tuple(dict.fromkeys(lines))


def _left_out(labels: tuple[str, ...], tiers: np.ndarray) -> tuple[str, ...]:
    unknown = [name for name, tier in zip(labels, tiers, strict=True) if tier < 0]
    told = Sentence(
        "Without a tier, and so not here: {steps}.", "without a tier", steps=listed(unknown)
    )
    return (told,) if unknown else ()
