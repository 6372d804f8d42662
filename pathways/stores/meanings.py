"""What stands in the graph, in words, and three questions to begin with."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXAMPLES", "LOOKED_UP", "meaning_of"]

_EVERYWHERE: Mapping[str, str] = {
    "dataset": "which record this is of: $dataset is that of the address",
    "id": "what tells it from all others of its label and data set",
    "name": "what a caption shows",
    "rank": "place in the order, 1 the earliest edition",
    "start": "the day on which it began",
    "hash": "for loading: changes with anything of this person",
    "linked": "for loading: as hash, without how long they were watched",
}
_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "Participant": {"": "a person, by pseudonym"},
    "Engagement": {
        "": "one thing that a person did; counted = true is what counts",
        "counted": "it took place, up to the cut-off",
        "status": "what the data says became of it, such as attended or no-show",
        "activity": "step by program and role; e[$by] is the step at a level",
        "program": "step by program",
        "role": "step by role",
        "edition": "step by edition",
        "tier": "step by tier of the scheme",
        "start": "its first day, or that of its month, year or edition",
        "end": "its last day",
        "precision": "what is known of start: instant, day, month, year or edition",
        "first_at": "levels at which it is the first time at the step",
        "place": "place among all engagements of the person, from 0",
        "step_set": "which step of the person, from 0; a tie has one number",
        "since": "the day from which the person is watched for a next step",
        "watched_days": "days from since to the cut-off",
        "watched_months": "whole months from since to the cut-off",
        "watched_editions": "editions of the program from since to the cut-off",
        "time": "days since 1970, or the rank of the edition",
        "rank": "rank of the edition, or of the latest that had begun",
        "tier_stated": "the data said the tier, not the scheme",
        "sources": "files that have it",
        "repeats": "it repeats another one of this person",
    },
    "Program": {"": "what people take part in"},
    "Edition": {"": "one round of a program"},
    "Tier": {
        "": "a tier of the scheme",
        "rank": "height, from 0",
        "touch": "how much each person takes of us: low or high",
        "gives": "what people give at this tier",
        "gets": "what people get at this tier",
        "examples": "what is at this tier",
        "points": "what an engagement is worth, to the last digit",
        "points_number": "the same, to calculate with",
    },
    "MADE": {"": "who did what"},
    "REACHED": {
        "": "first counted engagement of a person at a tier",
        "on": "the day",
        "rank": "rank of the edition then",
    },
    "IN_EDITION": {"": "the round in which it was"},
    "AT_TIER": {"": "absent where the scheme has no rule for it"},
    "NEXT": {
        "": "from all of a step to all of the person's next step; counted only",
        "days": "days between the two steps, where dates are known",
        "editions": "editions of the program between them",
    },
    "OF_PROGRAM": {"": "the one way to the program"},
}

EXAMPLES = (
    (
        "MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement {counted: true}) "
        "RETURN e.role AS role, count(DISTINCT p) AS people ORDER BY people DESC"
    ),
    (
        "MATCH (a:Engagement {dataset: $dataset, role: $role})-[n:NEXT]->(b) WHERE n.days <= 365 "
        "RETURN b.program AS next, count(*) AS moves ORDER BY moves DESC"
    ),
    (
        "MATCH (p:Participant {dataset: $dataset})-[r:REACHED]->(t:Tier) "
        "RETURN t.rank AS height, t.name AS tier, count(p) AS people ORDER BY height"
    ),
    (
        'MATCH (log:LoadManifest {dataset: $dataset, id: "log"}) WITH log.as_of_day AS cut_off '
        "MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement {counted: true}) "
        "WHERE e.start > cut_off - duration({days: 90}) RETURN cut_off, count(DISTINCT p) AS people"
    ),
)
"""Questions to begin with; the last one says where the cut-off stands."""

LOOKED_UP = (
    "One node of a label per (dataset, id). Indexes: id of Participant, Engagement, Program and "
    "Edition; start and role of Engagement. Names of programs by their words: "
    "CALL db.index.fulltext.queryNodes('pathways_programs', 'open')."
)
"""The keys and indexes of the graph."""


def meaning_of(label: str, name: str) -> str:
    """What a property is, or with an empty name the label or relationship itself.

    >>> meaning_of("REACHED", "on"), meaning_of("Participant", "region")
    ('the day', 'as the data says it')
    """
    known = _MEANINGS[label].get(name) or _EVERYWHERE.get(name)
    return known or "as the data says it"
