"""What a pathway map says, as numbers: complete, rounded by nobody, and already safe to share.

:func:`~pathways.map.numbers.map_facts` turns a log into a :class:`MapFacts`.  Everything that a
picture prints stands here; drawing computes no number.  Counts of 1 to 4 people are hidden here,
before any picture is made: a hidden count is ``None``, and a hidden :class:`Share` has no ``x``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathways.privacy.suppression import SMALLEST
from pathways.stats.rate import TOO_FEW, wilson

__all__ = [
    "MapFacts",
    "MoveFacts",
    "Placed",
    "RouteFacts",
    "Said",
    "Share",
    "SliceFacts",
    "SliceMove",
    "SoFar",
    "StepFacts",
    "StuckFacts",
    "TierFacts",
    "share_of",
]


@dataclass(frozen=True)
class Share:
    """``x`` of ``n`` people, as it may be shown.

    ``x`` is ``None`` where it is suppressed (1 to 4 people, or more where it would give such a
    count back).  ``rate``, ``low`` and ``high`` are ``None`` where ``x`` is, and where ``n`` is
    under 10 ("too few to say").  ``label`` names what is counted ("mentor", "joined here",
    "no further step").
    """

    label: str
    x: int | None
    n: int | None
    rate: float | None
    low: float | None
    high: float | None


def share_of(label: str, x: int | None, n: int) -> Share:
    """A share with what may be said of it; ``x`` is ``None`` where it is suppressed.

    >>> share_of("mentor", 2, 8).rate, share_of("mentor", 12, 48).rate, share_of("mentor", 2, 3).n
    (None, 0.25, None)
    """
    if x is None or n < SMALLEST:
        return Share(label, None, n if n >= SMALLEST else None, None, None, None)
    if n < TOO_FEW:
        return Share(label, x, n, None, None, None)
    # With several steps in a set one person may stand in two lines, never twice in one.
    low, high = wilson([x], [n])
    return Share(label, x, n, x / n, float(low[0]), float(high[0]))


@dataclass(frozen=True)
class TierFacts:
    """A band of the mountain.  ``rank`` 0 is the lowest; ``people`` reached it at least once."""

    name: str
    rank: int
    touch: str
    people: int | None


@dataclass(frozen=True)
class StuckFacts:
    """Everyone who reached the step, by what came after (docs/measures.md#section-4, stuck points).

    ``rate`` is stuck over (moved on + graduated + stuck + lapsed) among people with enough
    follow-up; ``threshold`` says in words how long is long ("203 days", "2 editions").  Where
    ``graduated`` is hidden and ``moved_on`` is not, ``moved_on`` holds both.
    """

    moved_on: int | None
    graduated: int | None
    in_progress: int | None
    stuck: int | None
    lapsed: int | None
    rate: Share
    threshold: str


@dataclass(frozen=True)
class StepFacts:
    """A circle.

    ``people`` were ever at the step, ``watched`` of them for the whole window since their first
    time there, ``still_inside`` not yet.  ``joined`` took their first step of all here.
    ``came_from`` is of ``people`` (``joined here`` is its first row), ``goes_to`` and
    ``no_further`` are of ``watched``.  ``tier`` is ``None`` where the scheme has no rule.
    ``parts`` are what the name is joined from: the program and the role of an activity.
    """

    key: int
    name: str
    tier: str | None
    people: int | None
    watched: int | None
    still_inside: int | None
    joined: Share
    no_further: Share
    came_from: tuple[Share, ...]
    goes_to: tuple[Share, ...]
    median_time: str
    stuck: StuckFacts | None
    parts: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """What comes first in its name: the program, or the whole of it."""
        return self.parts[0] if self.parts else self.name

    @property
    def role(self) -> str:
        """What comes second in its name: the role, or nothing."""
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def spoken(self) -> str:
        """Its name inside a sentence: the colon of an activity would read as the sentence's own."""
        return f"{self.program} ({self.role})" if self.role else self.name


@dataclass(frozen=True)
class MoveFacts:
    """An arrow: ``people`` made the move at least once; ``share`` is of the watched at its source.

    ``direction`` is ``up``, ``level``, ``down``, ``again`` (to the same step) or ``unknown``
    (a step without a tier).  ``median_time`` is in words.  ``of_everyone`` is of all people on
    record, whether or not they ever came to the source: who has made the move so far.  Where
    everyone but 1 to 4 made it, it is ``partly`` told: ``people`` are those of the share alone.
    """

    source: int
    target: int
    people: int
    share: Share
    direction: str
    median_time: str
    of_everyone: Share | None = None
    partly: bool = False


@dataclass(frozen=True)
class RouteFacts:
    """Keys of steps in order, how many did them one straight after the other (``exactly``), and
    how many did them with anything in between (``at_least``); ``None`` where it is hidden.
    """

    steps: tuple[int, ...]
    exactly: int | None
    at_least: int | None


@dataclass(frozen=True)
class Said:
    """What people say of a place: ``kind`` is ``plan`` or ``note``, and ``text`` may be shared.

    ``name`` is that of the plan, or where the note is from; ``at`` and ``to`` are STEPs as people
    write them, ``to`` empty where it is about one place.
    """

    kind: str
    name: str
    at: str
    to: str
    text: str


@dataclass(frozen=True)
class Placed:
    """The same on a map: the keys of its circles, and the moves that it is about, if any."""

    kind: str
    name: str
    at: str
    text: str
    steps: tuple[int, ...]
    moves: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class MapFacts:
    """All that a pathway map says.

    ``moves`` holds only moves of 5 people or more, strongest first; of all but 1 to 4 people of a
    step only where it has its share.  ``moves_in_all`` and ``people_moves_in_all`` count these
    (pairs of steps; people summed over pairs), so that a picture can say how much of them is drawn;
    ``moves_suppressed`` is how many pairs had 1 to 4.  ``window`` completes "within
    ..." ("the next edition", "12 months").  ``stuck_at`` is the key of the step to ring, or
    ``None``: it leads the stuck board.  ``about`` is the key of the step that the title speaks of,
    ``told`` are the two keys of the move.  ``horizon`` is the window as it is asked for.
    ``reached`` holds source, target, and how many got there within the window over anything in
    between, in whole fives.  ``said`` is what people say of its places.  ``replay`` is the map as
    far as each edition.
    """

    title: str  # a Sentence, whose values "stuck" and "up" are drawn in their colours
    subtitle: str
    by: str
    people: int | None
    window: str
    as_of: str
    tiers: tuple[TierFacts, ...]
    steps: tuple[StepFacts, ...]
    moves: tuple[MoveFacts, ...]
    moves_in_all: int
    people_moves_in_all: int
    moves_suppressed: int
    stuck_at: int | None
    caveats: tuple[str, ...]
    digest: str
    routes: tuple[RouteFacts, ...] = ()
    slices: tuple[SliceFacts, ...] = ()
    told: tuple[int, int] | None = None
    about: int | None = None
    horizon: str | None = None
    reached: tuple[tuple[int, int, int], ...] = ()
    said: tuple[Placed, ...] = ()
    replay: tuple[SoFar, ...] = ()

    def part_of_moves(self, some: Iterable[MoveFacts]) -> float:
        """How much of the people of all its moves some of them have."""
        people = sum(move.people for move in some)
        return min(1.0, people / self.people_moves_in_all) if self.people_moves_in_all else 0.0


@dataclass(frozen=True)
class SliceMove:
    """A move among the people of a slice: its share, and how it stands against the rest.

    ``difference`` is the share less that of the rest, with Newcombe's interval; ``clear`` is
    ``yes`` where Fisher's exact test says so after Holm, ``no`` where the whole interval is within
    10 points of nothing, ``cannot tell``, or empty where nothing is compared.  ``sign`` is 1 or -1
    where it is clear, else 0; it stands also where the numbers would give somebody away.
    """

    share: Share
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    clear: str = ""
    sign: int = 0


@dataclass(frozen=True)
class SliceFacts:
    """The same map for a part of the visits: an edition, or a group of people.

    ``watched`` and ``no_further`` are by the key of a step, ``moves`` by those of two.  What is not
    there is hidden.  ``comparisons`` says how many moves were compared with the rest in all.
    """

    kind: str
    name: str
    watched: Mapping[int, int]
    no_further: Mapping[int, Share]
    moves: Mapping[tuple[int, int], SliceMove]
    comparisons: int = 0


@dataclass(frozen=True)
class SoFar:
    """The map as far as an edition: of those whose first time at a step was in it or before.

    ``watched`` is by the key of a step, ``moves`` by those of two.  Where a count of one of the
    editions is hidden, what is left is the least that it was: such a share has no ``n`` and no
    rate.  ``partly`` are the steps of which not all watched are known.  ``changed`` is what was
    changed since the edition before.
    """

    name: str
    changed: tuple[str, ...]
    watched: Mapping[int, int]
    partly: frozenset[int]
    no_further: Mapping[int, Share]
    moves: Mapping[tuple[int, int], Share]
