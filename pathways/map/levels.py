"""Which level a map opens with: the finest whose circles a last row can still read.

Activities first, then roles, then what people did at one tier of one program, then tiers.  Of a
coarser map every circle opens into its activities; these are numbers of the whole record, so that
what lies outside an opened circle stays a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pathways.errors import NoAnswerError
from pathways.headlines.choice import Headline, headline
from pathways.map.facts import MapFacts
from pathways.map.headline import part_title
from pathways.map.numbers import map_facts
from pathways.map.slices import with_slices
from pathways.privacy.suppression import SMALLEST, hidden
from pathways.record.interventions import Intervention
from pathways.record.log import EngagementLog
from pathways.sequences.steps import level_codes

__all__ = [
    "FINEST",
    "MOST_CIRCLES",
    "ROLLED",
    "activities_in",
    "facts_at",
    "finest_level",
    "first_level",
    "focused",
    "headline_at",
    "opens",
    "programs_of",
    "rows_of",
    "without_given_away",
]

MOST_CIRCLES = 12
"""As many circles as a first view shows."""
FINEST = "activity"
ROLLED = "program and tier"
MOST_STEPS = 500
"""As many steps as a map holds: each is laid beside every other."""
OPENED = ("program", "role", ROLLED, "tier")
"""Coarser levels: their circles open into activities."""
_FEWEST = 3
"""With fewer circles than these a level shows no ways between them."""


def first_level(log: EngagementLog) -> str:
    """The finest level of at most 12 circles; the finest that can be drawn where none has 3 to 12.

    In a record of one program an activity is a role, and is called so.
    """
    finest, *coarser = (FINEST, "role", ROLLED, "tier") if _programs(log) > 1 else ("role", "tier")
    if _circles(log, finest) <= MOST_CIRCLES:
        return finest
    fitting = (one for one in coarser if _FEWEST <= _circles(log, one) <= MOST_CIRCLES)
    able = (one for one in (finest, *coarser) if 0 < _steps(log, one) <= MOST_STEPS)
    return next(fitting, next(able, finest))


def finest_level(log: EngagementLog) -> str:
    """Activities; roles in a record of one program."""
    return FINEST if _programs(log) > 1 else "role"


def _programs(log: EngagementLog) -> int:
    return int(log.counted["program"].nunique())


def _circles(log: EngagementLog, level: str) -> int:
    """How many steps of a level have people enough to be shown."""
    rows = by_tier(log) if level == ROLLED else log
    codes, _ = level_codes(rows, FINEST if level == ROLLED else level)
    pairs = rows.counted[["participant"]].assign(step=codes)[codes >= 0].drop_duplicates()
    return int((pairs["step"].value_counts() >= SMALLEST).sum())


def opens(log: EngagementLog, level: str) -> bool:
    """Whether the circles of a level open into activities, which are not too many."""
    return level in OPENED and _steps(log, finest_level(log)) <= MOST_STEPS


def _steps(log: EngagementLog, level: str) -> int:
    """How many steps there are at a level, of however few people."""
    rows, by = rows_of(log, level)
    return len(level_codes(rows, by)[1])


def facts_at(
    log: EngagementLog,
    level: str,
    *,
    horizon: str | None = None,
    group: str | None = None,
    interventions: Sequence[Intervention] = (),
    said: Headline | None = None,
) -> MapFacts:
    """What the map of a level says, with its slices.

    Args:
        log: the engagements.
        level: a level of the questions, or :data:`ROLLED`.
        horizon: the window of the shares.
        group: a column that describes people.
        interventions: what was changed, and when.
        said: its headline, where that is known.

    Raises:
        OptionError: a level, window or column that does not exist.
        NoAnswerError: a level of more than 500 steps.
    """
    rows, by = rows_of(log, level)
    if (many := _steps(log, level)) > MOST_STEPS:
        raise NoAnswerError(
            f"A map of {many:,} steps (by {level}) cannot be read; up to {MOST_STEPS} are drawn. "
            "Take coarser steps, such as --by tier, or a part, such as --where program=NAME."
        )
    facts = map_facts(rows, by=by, horizon=horizon, said=said)
    sliced = with_slices(
        rows, facts, horizon=facts.horizon, group=group, interventions=interventions
    )
    return replace(sliced, by=level)


def headline_at(log: EngagementLog, level: str, horizon: str | None = None) -> Headline:
    """The headline of a level: what its map, and a meeting file with that map, say."""
    rows, by = rows_of(log, level)
    return headline(rows, by, rows.horizon(horizon))


def rows_of(log: EngagementLog, level: str) -> tuple[EngagementLog, str]:
    """The record as a level sees it, and what the level is called in the questions."""
    return (by_tier(log), FINEST) if level == ROLLED else (log, level)


def by_tier(log: EngagementLog) -> EngagementLog:
    """The same record with the tier in the place of the role: its activities are the circles."""
    return replace(log, records=log.records.assign(role=log.records["tier"]))


def programs_of(log: EngagementLog, facts: MapFacts) -> dict[str, tuple[int, ...]]:
    """The activities of each program, by its name; nothing in a record of one program."""
    return _grouped(log, facts, "program") if _programs(log) > 1 else {}


def activities_in(log: EngagementLog, facts: MapFacts, level: str) -> dict[str, tuple[int, ...]]:
    """The activities that each circle of a coarser level opens into, by the name that opens.

    Args:
        log: the engagements.
        facts: what the map of the activities says.
        level: the coarser level; what people did at a tier of a program opens the program.
    """
    return _grouped(log, facts, "program" if level == ROLLED else level)


def _grouped(log: EngagementLog, facts: MapFacts, column: str) -> dict[str, tuple[int, ...]]:
    codes, _ = level_codes(log, facts.by)
    shown = {step.key for step in facts.steps}
    pairs = log.counted[[column]].assign(step=codes).dropna().drop_duplicates()
    found: dict[str, set[int]] = {}
    for name, key in zip(pairs[column].astype(str), pairs["step"], strict=True):
        found.setdefault(name, set()).update({int(key)} & shown)
    return {name: tuple(sorted(keys)) for name, keys in sorted(found.items()) if len(keys) > 1}


def focused(facts: MapFacts, keys: tuple[int, ...]) -> MapFacts:
    """The same numbers with the headline of some of the steps."""
    steps = tuple(step for step in facts.steps if step.key in keys)
    title = part_title(steps, facts)
    return replace(
        facts, title=title.title, stuck_at=title.stuck_at, about=title.about, told=title.told
    )


def without_given_away(log: EngagementLog, facts: MapFacts, level: str) -> MapFacts:
    """The map of the activities without those that a coarser map would tell the number of.

    An activity of 1 to 4 people takes another of its circle with it: their difference would be it.
    """
    columns = ["program", "tier"] if level == ROLLED else [level]
    codes, names = level_codes(log, facts.by)
    rows = log.counted[[*columns, "participant"]].assign(step=codes)
    people = rows.groupby([*columns, "step"], observed=True)["participant"].nunique()
    covered: set[int] = set()
    for _, counts in people.groupby(level=columns, observed=True):
        hide = hidden(counts.to_numpy())
        covered.update(counts.index.get_level_values("step")[hide].astype(int))
    gone = {names[code] for code in covered}
    return _without(facts, gone)


def _without(facts: MapFacts, names: set[str]) -> MapFacts:
    """The facts without some steps, and without every move and route that touches them."""
    kept = tuple(step for step in facts.steps if step.name not in names)
    keys = {step.key for step in kept}
    return replace(
        facts,
        steps=kept,
        moves=tuple(m for m in facts.moves if {m.source, m.target} <= keys),
        routes=tuple(r for r in facts.routes if keys.issuperset(r.steps)),
        reached=tuple(r for r in facts.reached if {r[0], r[1]} <= keys),
        stuck_at=facts.stuck_at if facts.stuck_at in keys else None,
        about=facts.about if facts.about in keys else None,
        told=facts.told if facts.told and keys.issuperset(facts.told) else None,
    )
