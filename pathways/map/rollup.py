"""A map of very many activities: rolled up to program and tier, with a map inside each program.

More than :data:`MOST_STEPS` circles cannot be told apart.  Rolled up, a circle is everything that
people did at one tier of one program; inside a program, a circle is an activity again.
"""

from __future__ import annotations

from dataclasses import replace

from pathways.map.facts import MapFacts
from pathways.map.numbers import map_facts
from pathways.privacy.suppression import hidden
from pathways.record.log import EngagementLog
from pathways.wording import Number, Sentence

__all__ = ["MOST_STEPS", "ROLLED", "by_tier", "inside_programs", "map_facts_rolled_up"]

MOST_STEPS = 50
"""More circles than this cannot be told apart on one page."""
ROLLED = "program and tier"


def map_facts_rolled_up(log: EngagementLog, whole: MapFacts, horizon: str | None) -> MapFacts:
    """What the map says with a circle for each tier of each program.

    Args:
        log: the engagements.
        whole: what the map of the activities says.
        horizon: the window of the shares.
    """
    facts = map_facts(by_tier(log), by="activity", horizon=horizon)
    said = Sentence(
        "{steps} activities are rolled up to program and tier.",
        "rolled up",
        steps=Number(len(whole.steps)),
    )
    return replace(facts, by=ROLLED, caveats=(*facts.caveats, said))


def inside_programs(log: EngagementLog, horizon: str | None) -> dict[str, MapFacts]:
    """What the map inside each program of two or more activities says, by name.

    An activity is left out where its people would be the difference between a circle of the
    rolled-up map and the other activities in it.
    """
    found = {}
    covered = _given_away(log)
    for program in log.counted["program"].cat.remove_unused_categories().cat.categories:
        part = log.keep(log.records["program"] == program, f"only {program}")
        facts = map_facts(part, by="role", horizon=horizon)
        facts = _without(facts, covered.get(str(program), set()))
        if len(facts.steps) > 1:
            found[str(program)] = facts
    return found


def by_tier(log: EngagementLog) -> EngagementLog:
    """The same record with the tier in the place of the role: its activities are the circles."""
    return replace(log, records=log.records.assign(role=log.records["tier"]))


def _given_away(log: EngagementLog) -> dict[str, set[str]]:
    """Roles of each program that a circle and the others in it would tell the number of."""
    kinds = log.counted.groupby(["program", "tier", "role"], observed=True)
    people = kinds["participant"].nunique()
    covered: dict[str, set[str]] = {}
    for (program, _), counts in people.groupby(level=["program", "tier"], observed=True):
        roles = counts.index.get_level_values("role")[hidden(counts.to_numpy())]
        covered.setdefault(str(program), set()).update(map(str, roles))
    return covered


def _without(facts: MapFacts, names: set[str]) -> MapFacts:
    """The facts without some steps, and without every move and route that touches them."""
    kept = tuple(step for step in facts.steps if step.name not in names)
    keys = {step.key for step in kept}
    return replace(
        facts,
        steps=kept,
        moves=tuple(m for m in facts.moves if {m.source, m.target} <= keys),
        routes=tuple(r for r in facts.routes if keys.issuperset(r.steps)),
        stuck_at=facts.stuck_at if facts.stuck_at in keys else None,
    )
