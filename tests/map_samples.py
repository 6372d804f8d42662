"""Maps made by hand, for everything that draws: one that is real, and the awkward ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import sqrt
from random import Random
from typing import TYPE_CHECKING

from pathways.answer.wording import Sentence
from pathways.map.facts import (
    MapFacts,
    MoveFacts,
    RouteFacts,
    Share,
    StepFacts,
    StuckFacts,
    TierFacts,
)

if TYPE_CHECKING:
    from viz import MapSpec, PathwayMap

__all__ = [
    "SAMPLES",
    "activities",
    "drawn",
    "empty",
    "first_view",
    "hostile",
    "large",
    "made_up",
    "no_tier",
    "one_step",
    "open_seeds",
    "tiny",
]

HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "\"quotes\" & 'apostrophes'",
    "line\u2028separator\u2029paragraph\x00null",
    "\u202eright to left override",
    "مرحبا بالعالم",
    "{{ 7 * 7 }} ${alert(3)} ]]> <!--",
)


def share(label: str, x: int | None, n: int | None) -> Share:
    """A share as the toolkit would make it: suppressed under 5, no rate under 10."""
    hidden = x is None or 0 < x < 5
    if hidden or n is None or n < 10:
        return Share(label, None if hidden else x, n, None, None, None)
    low, high = _wilson(x, n)
    return Share(label, x, n, x / n, low, high)


def _wilson(x: int, n: int) -> tuple[float, float]:
    z = 1.959964
    middle = (x + z * z / 2) / (n + z * z)
    half = z * sqrt(x * (n - x) / n + z * z / 4) / (n + z * z)
    return max(0.0, middle - half), min(1.0, middle + half)


def step(
    key: int,
    name: str,
    tier: str | None,
    people: int | None,
    watched: int | None,
    joined: int | None,
    stopped: int | None,
    **more: object,
) -> StepFacts:
    """A step whose rows of the card are only those that every step has."""
    inside = None if people is None or watched is None or people - watched < 5 else people - watched
    facts = StepFacts(
        key=key,
        name=name,
        tier=tier,
        people=people,
        watched=watched,
        still_inside=inside,
        joined=share("joined here", joined, people),
        no_further=share("no further step", stopped, watched),
        came_from=(share("joined here", joined, people),),
        goes_to=(),
        median_time="203 days",
        stuck=None,
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def move(source: StepFacts, target: StepFacts, people: int, direction: str) -> MoveFacts:
    """A move of a share of the watched at its source."""
    return MoveFacts(
        source.key,
        target.key,
        people,
        share(target.name, people, source.watched),
        direction,
        "203 days",
    )


def linked(steps: list[StepFacts], moves: list[MoveFacts]) -> tuple[StepFacts, ...]:
    """The steps with the rows of their cards taken from the moves."""
    return tuple(_with_rows(one, steps, moves) for one in steps)


def _with_rows(one: StepFacts, steps: list[StepFacts], moves: list[MoveFacts]) -> StepFacts:
    names = {other.key: other.name for other in steps}
    into = [m for m in moves if m.target == one.key and m.source != one.key]
    out = [m for m in moves if m.source == one.key]
    came = tuple(share(names[m.source], m.people, one.people) for m in into)
    goes = tuple(
        replace(m.share, label=f"{one.name} again" if m.target == one.key else m.share.label)
        for m in out
    )
    return replace(one, came_from=one.came_from + came, goes_to=goes)


def facts(
    title: str,
    tiers: list[TierFacts],
    steps: list[StepFacts],
    moves: list[MoveFacts],
    **more: object,
) -> MapFacts:
    """A map of the steps and moves, with plain words around them."""
    moves = sorted(moves, key=lambda m: (-m.people, m.source, m.target))
    everyone = sum(one.people or 0 for one in steps)
    moves = [replace(m, of_everyone=share("", m.people, everyone)) for m in moves]
    whole = MapFacts(
        title=title,
        subtitle="A hand-made record: where people came in, moved and stopped",
        by="activity",
        people=sum(one.people or 0 for one in steps) or None,
        window="12 months",
        as_of="20 January 2025",
        tiers=tuple(tiers),
        steps=linked(steps, moves),
        moves=tuple(moves),
        moves_in_all=len(moves) + 3,
        people_moves_in_all=sum(m.people for m in moves) + 7,
        moves_suppressed=3,
        stuck_at=None,
        caveats=(),
        digest="samples 2064d3b1",
        routes=tuple(RouteFacts((m.source, m.target), m.people, m.people + 6) for m in moves),
    )
    return replace(whole, **more)  # type: ignore[arg-type]


MOE = [
    TierFacts("Learning", 0, "low", 0),
    TierFacts("Endorsing", 1, "low", 123),
    TierFacts("Participating", 2, "high", 487),
    TierFacts("Collaborating", 3, "high", 253),
    TierFacts("Leading", 4, "high", 18),
]


def open_seeds() -> MapFacts:
    """The real record of the design picture: seven roles, five tiers, 683 people."""
    stuck = StuckFacts(106, 12, 168, 31, 182, share("stuck", 31, 331), "203 days, 1 edition")
    mentee = step(1, "Mentee", "Participating", 487, 319, 476, 225, stuck=stuck)
    speaker = step(2, "Speaker", "Endorsing", 123, 106, 84, 61)
    mentor = step(3, "Mentor", "Collaborating", 158, 121, 76, 53)
    expert = step(4, "Expert", "Collaborating", 173, 157, 109, 95)
    facilitator = step(5, "Facilitator", "Collaborating", 31, 21, None, 6)
    host = step(6, "Host", "Leading", 18, 18, None, None)
    organizer = step(7, "Organizer", "Leading", 6, 6, None, None)
    moves = [
        move(mentee, mentor, 56, "up"),
        move(mentee, expert, 35, "up"),
        move(mentee, facilitator, 22, "up"),
        move(mentee, mentee, 21, "again"),
        move(mentee, speaker, 10, "down"),
        move(mentor, expert, 59, "level"),
        move(mentor, mentor, 66, "again"),
        move(mentor, speaker, 29, "down"),
        move(expert, mentor, 56, "level"),
        move(expert, expert, 73, "again"),
        move(expert, speaker, 33, "down"),
        move(expert, mentee, 11, "down"),
        move(mentor, mentee, 11, "down"),
        move(expert, host, 8, "up"),
        move(mentor, host, 6, "up"),
        move(speaker, mentor, 32, "up"),
        move(speaker, expert, 34, "up"),
        move(speaker, speaker, 27, "again"),
        move(speaker, mentee, 9, "up"),
        move(facilitator, mentor, 12, "level"),
        move(facilitator, expert, 8, "level"),
        move(facilitator, facilitator, 6, "again"),
        move(host, mentor, 7, "down"),
        move(host, expert, 6, "down"),
        move(host, host, 6, "again"),
        move(host, organizer, 5, "level"),
    ]
    return facts(
        Sentence(
            "Seven in ten mentees take {stuck}; half of those who do {up}",
            stuck="no further step",
            up="come back as mentors",
        ),
        MOE,
        [mentee, speaker, mentor, expert, facilitator, host, organizer],
        moves,
        subtitle="Open Seeds, nine editions from January 2020 to January 2025: "
        "where 683 people came in, moved and stopped",
        by="role",
        people=683,
        window="two later editions",
        moves_in_all=47,
        people_moves_in_all=729,
        moves_suppressed=21,
        stuck_at=1,
        about=1,
        told=(1, 3),
        caveats=("Open Seeds only.",),
    )


def tiny() -> MapFacts:
    """Three people: nothing can be said about any of them."""
    tiers = [TierFacts("Learning", 0, "low", None), TierFacts("Leading", 1, "high", None)]
    steps = [
        step(1, "Workshop attendee", "Learning", None, None, None, None),
        step(2, "Organizer", "Leading", None, None, None, None),
    ]
    return facts(
        "Too few people to say anything yet",
        tiers,
        steps,
        [],
        people=None,
        people_moves_in_all=2,
        moves_in_all=1,
        moves_suppressed=1,
    )


def one_step() -> MapFacts:
    """A single circle with a loop."""
    only = step(1, "Attendee of the Global Sprint", "Participating", 240, 200, 240, 120)
    return facts("Half come once", MOE, [only], [move(only, only, 80, "again")], stuck_at=1)


def empty() -> MapFacts:
    """A record in which nobody did anything."""
    return facts(
        "Nobody is on record yet",
        [replace(tier, people=0) for tier in MOE[:3]],
        [],
        [],
        people=0,
        moves_in_all=0,
        people_moves_in_all=0,
        moves_suppressed=0,
    )


_PROGRAMS = (
    "Open Leaders",
    "Global Sprint",
    "Mini-grants",
    "Study Group",
    "Mozilla Festival",
    "Web Literacy Curriculum Workshops",
    "Call",
    "Fellows",
    "Reps",
    "Hive",
)
_ROLES = ("mentee", "mentor", "attendee", "facilitator of the regional track", "wrangler")


def activities(how_many: int, tiers: int = 5, top: int = 400) -> MapFacts:
    """Many activities of mixed size, with moves up, level and down between neighbours."""
    bands = [TierFacts(f"Tier {rank + 1}", rank, "low", 300 + rank) for rank in range(tiers)]
    steps = [_activity(index, how_many, bands, top) for index in range(how_many)]
    moves = []
    for index, one in enumerate(steps):
        for hop, part in ((1, 5), (3, 8), (7, 11), (how_many // 2, 13), (0, 9)):
            other = steps[(index * 2 + hop) % how_many] if hop else one
            people = min(one.people or 0, other.people or 0) // part
            known = {(m.source, m.target) for m in moves} | ({(one.key, one.key)} if hop else set())
            if people >= 5 and (one.key, other.key) not in known:
                moves.append(move(one, other, people, _direction(one, other, bands)))
    return facts(f"{how_many} activities and where people went", bands, steps, moves, stuck_at=2)


def _activity(index: int, how_many: int, bands: list[TierFacts], top: int) -> StepFacts:
    size = max(6, round(top / (1 + index * 12 / how_many) ** 1.5))
    rank = (index * 7 + index // 3) % len(bands)
    name = f"{_PROGRAMS[index % 10]} {_ROLES[(index // 2) % 5]}"
    return step(
        index + 1,
        name,
        bands[rank].name,
        size,
        size * 3 // 4,
        size // 2 if size > 11 else None,
        size // 3 if size > 16 else None,
    )


def _direction(one: StepFacts, other: StepFacts, bands: list[TierFacts]) -> str:
    ranks = {band.name: band.rank for band in bands}
    if one is other:
        return "again"
    if one.tier is None or other.tier is None:
        return "unknown"
    gain = ranks[str(other.tier)] - ranks[str(one.tier)]
    return "up" if gain > 0 else "down" if gain < 0 else "level"


def large() -> MapFacts:
    """20,000 people in six steps."""
    return activities(6, tiers=4, top=20_000)


def no_tier() -> MapFacts:
    """Two steps that the scheme does not know."""
    base = activities(8, tiers=3)
    lost = tuple(replace(one, tier=None) if one.key > 6 else one for one in base.steps)
    unknown = tuple(
        replace(m, direction="unknown") if max(m.source, m.target) > 6 else m for m in base.moves
    )
    return replace(base, steps=lost, moves=unknown)


def without_tiers(base: MapFacts) -> MapFacts:
    """The same steps where the scheme knows none of them."""
    steps = tuple(replace(one, tier=None) for one in base.steps)
    ways = ((m, "again" if m.source == m.target else "unknown") for m in base.moves)
    return replace(base, steps=steps, moves=tuple(replace(m, direction=way) for m, way in ways))


def hostile() -> MapFacts:
    """Names that try to become markup or code, in every place where a name is written."""
    tiers = [TierFacts(name, rank, "low", 90) for rank, name in enumerate(HOSTILE_NAMES[:3])]
    steps = [
        step(index + 1, name, HOSTILE_NAMES[index % 3], 90 + index, 80, 40, 20)
        for index, name in enumerate(HOSTILE_NAMES)
    ]
    moves = [move(steps[i], steps[(i + 2) % 7], 20 + i, "level") for i in range(7)]
    return facts(
        HOSTILE_NAMES[1],
        tiers,
        steps,
        moves,
        subtitle=HOSTILE_NAMES[0],
        window=HOSTILE_NAMES[2],
        by=HOSTILE_NAMES[0],
        as_of=HOSTILE_NAMES[3],
        caveats=HOSTILE_NAMES,
        digest=HOSTILE_NAMES[6],
        stuck_at=1,
    )


def right_to_left() -> MapFacts:
    """Names that are read from the right."""
    tiers = [TierFacts(name, rank, "low", 90) for rank, name in enumerate(("תחתון", "עליון"))]
    names = ("מנטור", "משתתפת בתוכנית", "متطوع", "منظم المجتمع")
    steps = [
        step(index + 1, name, tiers[index % 2].name, 90 + 20 * index, 80, 40, 20)
        for index, name in enumerate(names)
    ]
    moves = [move(steps[i], steps[(i + 1) % 4], 20 + i, "level") for i in range(4)]
    return facts("מנטורים חוזרים", tiers, steps, moves, stuck_at=1)


_WORDS = (
    *("Open", "Global", "Sprint", "Festival", "mentee", "mentor", "attendee", "organizer"),
    *("Call", "Group", "of", "the", "regional", "hub", "Community", "workshop"),
)


def made_up(seed: int, how_many: int, tiers: int, top: int) -> MapFacts:
    """A map nobody thought about: sizes, names, tiers and moves by dice, the same for a seed."""
    dice = Random(seed)  # noqa: S311 - nothing is secret here
    bands = [TierFacts(f"Tier {rank}", rank, "low", 50) for rank in range(tiers)]
    steps = []
    for key in range(1, how_many + 1):
        people = max(5, int(top * dice.random() ** 3))
        watched = int(people * dice.choice([1, 0.7, 0.3]))
        name = " ".join(dice.choice(_WORDS) for _ in range(dice.randint(1, 6)))
        tier = None if dice.random() < 0.05 else dice.choice(bands).name
        ends = int(people * dice.random()), int(watched * dice.random())
        steps.append(step(key, name, tier, people, watched, *ends))
    moves = [
        move(one, other, people, _direction(one, other, bands))
        for one in steps
        for other in dice.sample(steps, min(how_many, 4))
        if (people := int(min(one.watched or 0, other.people or 0) * dice.random() ** 2)) >= 5
    ]
    return facts("Made up", bands, steps, moves, stuck_at=dice.choice([None, 1]))


SAMPLES = {
    "open_seeds": open_seeds,
    "tiny": tiny,
    "one_step": one_step,
    "empty": empty,
    "activities_25": lambda: activities(25),
    "activities_50": lambda: activities(50, tiers=6),
    "activities_70": lambda: activities(70, tiers=4),
    "large": large,
    "tiers_30": lambda: activities(30, tiers=30),
    "no_tier": no_tier,
    "no_tiers": lambda: without_tiers(activities(9)),
    "no_tiers_50": lambda: without_tiers(activities(50)),
    "hostile": hostile,
    "activities_200": lambda: activities(200),
    "right_to_left": right_to_left,
    "made_up_12": lambda: made_up(1, 12, 3, 300),
    "made_up_20": lambda: made_up(25, 20, 1, 20_000),
    "made_up_50": lambda: made_up(64, 50, 1, 8),
}


@cache
def first_view(name: str) -> MapSpec:
    """The first view of a sample, laid out once."""
    from viz import map_spec

    return map_spec(SAMPLES[name]())


@cache
def drawn(name: str) -> PathwayMap:
    """A sample, laid out once for all tests that look at it."""
    from viz import draw_map

    return draw_map(SAMPLES[name]())
