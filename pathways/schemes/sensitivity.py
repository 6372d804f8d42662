"""Sensitivity: which conclusions hold whatever the scheme, and which the scheme makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, Sentence, listed, rate_columns
from pathways.errors import NoAnswerError, OptionError
from pathways.measures.conversion import conversion
from pathways.measures.deepening import deepening
from pathways.measures.stuck_points import stuck_points
from pathways.record.log import EngagementLog
from pathways.record.scheme import Scheme, shipped_schemes
from pathways.record.selection import find_step
from pathways.schemes.crosswalk import as_scheme, under_scheme
from pathways.sequences.caveats import filter_caveats

__all__ = ["scheme_sensitivity"]

_STUCK = ("stuck_first", "stuck_first_here", "stuck_order")
_TAKEN = ("source", "target", "taken", "taken_of")
_WHOLE = ("would_have_moved", "taken", "taken_of")


def scheme_sensitivity(
    log: EngagementLog,
    *,
    schemes: Sequence[str | Path | Scheme] = (),
    source: str | None = None,
    target: str | None = None,
) -> Answer:
    """The main findings under several schemes side by side: what would another scheme have said?

    For each scheme the tiers of the same engagements are looked up anew, and three questions are
    asked again as their own functions define them: the order of the stuck board, deepening, and
    the conversion from one tier to another.  ``x / n`` is deepening's share of people who never
    step down; ``taken`` of ``taken_of`` are the people of each complete edition, added up, who took
    the step from ``source`` to ``target``.

    Tiers of different schemes have different names.  A tier of this log's own scheme is compared
    with the tier that most of its engagements have under the other one.

    Args:
        log: the engagements; its own scheme comes first.
        schemes: the other schemes, by name or file; by default all that ship.
        source: the STEP that people start from; a tier of the log's own scheme, or any other.
        target: the STEP that we hope for; goes with ``source``.

    Returns:
        One row per scheme: ``scheme`` (str), ``unmapped`` (int64: counted engagements without a
        tier), ``stuck_first`` (str: top of the stuck board; empty where nobody can be said to be
        stuck), ``stuck_first_here`` (str: the own tier that most of its engagements have),
        ``stuck_order`` (str: all tiers of the board with people we would have moved),
        ``would_have_moved`` (Int64: of the first), ``x``, ``n`` (int64), ``rate``, ``low``,
        ``high`` (float64, missing where n is under 10), ``not_yet_observable`` (int64, 0),
        ``by_chance`` (float64), ``deepens`` (str: ``yes`` more than by chance, ``no`` less than by
        chance, ``cannot tell``), ``source``, ``target`` (str: the tiers compared; empty where none
        were asked for or they are one tier), ``taken``, ``taken_of`` (Int64).

    Raises:
        OptionError: a source without a target or the other way round.
        UnknownStepError: a step that is not in the record.
        SchemeError: no such scheme.

    Definition: docs/measures.md#section-9.

    Example:
        >>> scheme_sensitivity(log, schemes=["paine"]).table["scheme"].tolist()
        ['test', 'paine']
    """
    steps = _asked(log, source, target)
    others = [as_scheme(one) for one in schemes or shipped_schemes()]
    all_schemes = [log.scheme, *(one for one in others if one != log.scheme)]
    rows = [_findings(log, under_scheme(log, one), steps) for one in all_schemes]
    table = pd.DataFrame(rows)
    rates = pd.DataFrame(rate_columns(table["x"], table["n"], 0))
    first = ["scheme", "unmapped", *_STUCK, "would_have_moved"]
    table = table[first].join(rates).join(table[["by_chance", "deepens", *_TAKEN]])
    table["by_chance"] = table["by_chance"].astype(np.float64).where(table["rate"].notna())
    return Answer(
        question="scheme_sensitivity",
        asked={"schemes": tuple(table["scheme"].iloc[1:]), "source": source, "target": target},
        sentence=_sentence(table),
        denominator="people with two or more step sets at known tiers",
        table=table.astype(dict.fromkeys(_WHOLE, "Int64")).astype(dict.fromkeys(_STUCK, "str")),
        caveats=_caveats(log, table, steps),
        origin=log.origin,
    )


def _asked(log: EngagementLog, source: str | None, target: str | None) -> tuple[str, ...]:
    """The two steps whose conversion is asked for, or none."""
    if source is None and target is None:
        return ()
    if source is None or target is None:
        raise OptionError("Source and target go together: say both, or neither.")
    for step in (source, target):
        find_step(log, step)
    return source, target


def _tier_meant(log: EngagementLog, step: str) -> str | None:
    """The tier that a step is; ``None`` where it is something else."""
    bare = step.strip().removeprefix("tier=").strip('"').casefold()
    return next((name for name in log.scheme.tier_names if name.casefold() == bare), None)


def _step_there(here: EngagementLog, there: EngagementLog, step: str) -> str:
    """A step in the words of another scheme; empty where nothing has its place."""
    tier = _tier_meant(here, step)
    return step if tier is None else _counterpart(here, there, tier)


def _findings(here: EngagementLog, there: EngagementLog, steps: tuple[str, ...]) -> dict[str, Any]:
    """The row of one scheme; ``there`` is the log under it."""
    return {
        "scheme": there.scheme.name,
        "unmapped": int(there.counted["tier"].isna().sum()),
        **_stuck(here, there),
        **_deepening(there),
        **_conversion(here, there, steps),
    }


def _stuck(here: EngagementLog, there: EngagementLog) -> dict[str, Any]:
    board = stuck_points(there).table
    ranked = board[board["would_have_moved"].fillna(0) > 0]
    order = list(ranked["step"])
    counterpart = _counterpart(there, here, order[0]) if order else ""
    return {
        "stuck_first": order[0] if order else "",
        "stuck_first_here": counterpart,
        "stuck_order": ", ".join(order),
        "would_have_moved": ranked["would_have_moved"].iloc[0] if order else pd.NA,
    }


def _counterpart(one: EngagementLog, other: EngagementLog, tier: str) -> str:
    """The tier that most engagements of a tier have under another scheme; the lower of two."""
    theirs = other.counted["tier"][(one.counted["tier"] == tier).to_numpy()]
    counts = theirs.value_counts().reindex(theirs.cat.categories)
    return str(counts.idxmax()) if counts.any() else ""


def _deepening(log: EngagementLog) -> dict[str, Any]:
    table = deepening(log).table
    if table.empty:
        return {"x": 0, "n": 0, "by_chance": np.nan, "deepens": ""}
    row = table.set_index("share").loc["never falls"]
    more, less = row["rate"] > row["chance_high"], row["rate"] < row["chance_low"]
    verdict = "yes" if more else "no" if less else "cannot tell"
    return {"x": row["x"], "n": row["n"], "by_chance": row["by_chance"], "deepens": verdict}


def _conversion(
    here: EngagementLog, there: EngagementLog, steps: tuple[str, ...]
) -> dict[str, Any]:
    source, target = (_step_there(here, there, step) for step in steps) if steps else ("", "")
    none = {"source": "", "target": "", "taken": pd.NA, "taken_of": pd.NA}
    if not source or not target or source == target:
        return none
    asked = [f'tier="{name}"' if _tier_meant(there, name) else name for name in (source, target)]
    try:
        table = conversion(there, source=asked[0], target=asked[1]).table
    except NoAnswerError:
        return none
    closed = table[table["follow_up"] == "complete"]
    return {
        "source": source,
        "target": target,
        "taken": int(closed["x"].sum()),
        "taken_of": int(closed["n"].sum()),
    }


def _sentence(table: pd.DataFrame) -> Sentence:
    base, others = table.iloc[0], table.iloc[1:]
    if others.empty:
        return Sentence(
            "There is no other scheme to hold {scheme} against.",
            "there is no other scheme to hold",
            scheme=base["scheme"],
        )
    many = Sentence(
        "{others} other {schemes}",
        others=Number(len(others)),
        schemes="schemes" if len(others) > 1 else "scheme",
    )
    return Sentence(
        "{on_stuck} {on_deepening}",
        "schemes side by side",
        on_stuck=_on_stuck(base, others, many),
        on_deepening=_on_deepening(table),
    )


def _on_stuck(base: pd.Series, others: pd.DataFrame, many: str) -> Sentence:
    if not base["stuck_first"]:
        return Sentence(
            "Under {scheme} no stuck point can be named.",
            "under no stuck point can be named",
            scheme=base["scheme"],
        )
    same = others[others["stuck_first_here"] == base["stuck_first"]]
    if len(same) == len(others):
        return Sentence(
            "{stuck_first} is the first stuck point under {scheme} and {many}.",
            "is the first stuck point under",
            stuck_first=base["stuck_first"],
            scheme=base["scheme"],
            many=many,
        )
    rest = others[others["stuck_first_here"] != base["stuck_first"]]
    return Sentence(
        "{stuck_first} is the first stuck point under {scheme}, and under {same} of "
        "{many}; not under {others}.",
        "is the first stuck point under",
        stuck_first=base["stuck_first"],
        scheme=base["scheme"],
        same=Number(len(same)),
        many=many,
        others=listed(list(rest["scheme"])),
    )


def _on_deepening(table: pd.DataFrame) -> Sentence:
    known = table[table["rate"].notna()]
    if known.empty:
        return Sentence(
            "Whether people deepen cannot be said under any.",
            "whether people deepen cannot be said under",
        )
    groups = known.groupby("deepens")["scheme"].agg(list)
    words = {"yes": "more than by chance", "no": "less than by chance", "cannot tell": "unclear"}
    if len(groups) == 1:
        return Sentence(
            "Deepening is {words} under every scheme that can say.",
            "deepening is under every scheme that can",
            words=words[groups.index[0]],
        )
    parts = [
        Sentence("{words} under {own}", words=words[name], own=listed(names))
        for name, names in groups.items()
    ]
    return Sentence("Deepening is {parts}.", "deepening", parts=Sentence.joined(", ", parts))


def _caveats(
    log: EngagementLog, table: pd.DataFrame, steps: tuple[str, ...]
) -> tuple[Sentence, ...]:
    caveats = list(filter_caveats(log.origin))
    caveats += [
        Sentence(
            "Under {scheme} {unmapped:,} engagements have no tier.",
            "no tier",
            scheme=scheme,
            unmapped=unmapped,
        )
        for scheme, unmapped in zip(table["scheme"], table["unmapped"], strict=True)
        if unmapped
    ]
    if steps and not any(_tier_meant(log, step) for step in steps):
        caveats.append(
            Sentence(
                "{steps} are no tiers: no scheme changes that conversion.",
                "are no tiers",
                steps=" and ".join(steps),
            )
        )
    caveats.append(
        Sentence(
            "The findings of one record under several schemes are no independent evidence.",
            "one record",
        )
    )
    return tuple(caveats)
