"""The parts of a picture: where each mark stands, how large it is and what it says.

All values are px on a page of 1280 × 720 with the origin at the top left, rounded to tenths.
Colours are roles of :mod:`viz.drawing.palette`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Arrow",
    "Band",
    "Box",
    "Card",
    "CardRow",
    "CardSection",
    "Circle",
    "Label",
    "MoveCard",
    "Pill",
    "Point",
    "Stroke",
    "Table",
    "TextLine",
    "View",
]

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle by its left top corner and size."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def grown(self, by: float) -> Box:
        """The same rectangle with a margin on every side."""
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any area."""
        apart = self.x + self.w <= other.x or other.x + other.w <= self.x
        return not (apart or self.y + self.h <= other.y or other.y + other.h <= self.y)

    def inside(self, other: Box) -> bool:
        """Whether all of it lies in the other."""
        across = other.x <= self.x and self.x + self.w <= other.x + other.w
        return across and other.y <= self.y and self.y + self.h <= other.y + other.h

    def touches_disc(self, x: float, y: float, r: float) -> bool:
        """Whether a disc reaches into the rectangle."""
        dx = max(self.x - x, 0.0, x - (self.x + self.w))
        dy = max(self.y - y, 0.0, y - (self.y + self.h))
        return dx * dx + dy * dy < r * r


@dataclass(frozen=True)
class TextLine:
    """A line of words; ``x`` and ``y`` are the anchor on the baseline (start, middle or end)."""

    x: float
    y: float
    text: str
    size: float
    weight: int
    role: str
    anchor: str


@dataclass(frozen=True)
class Label:
    """Words that belong to a step; ``inside`` its circle or beside it.

    ``halo`` is the role of the ground behind them where a line runs under them, else empty.
    """

    step: int
    kind: str
    box: Box
    lines: tuple[TextLine, ...]
    halo: str = ""


@dataclass(frozen=True)
class Band:
    """A tier: its slice of the mountain, its hairline at ``bottom`` and the words to its left."""

    name: str
    role: str
    top: float
    bottom: float
    outline: tuple[Point, ...]
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Circle:
    """A step: the whole circle (``r``), the watched in it (``inner``), the stuck ring or none."""

    step: int
    x: float
    y: float
    r: float
    inner: float
    ring: float | None

    @property
    def reach(self) -> float:
        """How far from the centre the marks of the circle go."""
        return self.r if self.ring is None else self.ring + 1.5


@dataclass(frozen=True)
class Pill:
    """The share on an arrow."""

    box: Box
    text: str
    filled: bool


@dataclass(frozen=True)
class Arrow:
    """A move: a cubic curve (start, two handles, end), its width, its head and its share.

    ``look`` is ``up``, ``level`` or ``down``: the role of its colour and the way it is drawn.
    ``facts`` are told at once, the name first.  ``people`` made the move;
    ``everyone`` is their share of everyone who started.
    """

    source: int
    target: int
    curve: tuple[Point, Point, Point, Point]
    head: tuple[Point, Point, Point]
    width: float
    look: str
    pill: Pill | None
    facts: tuple[str, ...] = ()
    people: int = 0
    everyone: str = ""

    @property
    def words(self) -> str:
        """The facts as a sentence."""
        name, *told = self.facts
        return f"{name}: {', '.join(told)}"


@dataclass(frozen=True)
class Stroke:
    """People who joined here (``joined``) or took no further step (``stopped``).

    ``side`` is -1 where it stands left of its circle and 1 where it stands right.
    """

    step: int
    kind: str
    box: Box
    side: int
    role: str


@dataclass(frozen=True)
class CardRow:
    """A line of a card; ``part`` (0 to 1) is the length of the bar behind it.

    ``key`` is the step at the other end of the move that the line is about.
    """

    label: str
    count: str
    words: str
    part: float
    tone: str
    key: int | None = None


@dataclass(frozen=True)
class CardSection:
    """A heading with a note at its right (``of 319 watched``) and its rows."""

    heading: str
    note: str
    rows: tuple[CardRow, ...]


@dataclass(frozen=True)
class Card:
    """Everything about one step."""

    step: int
    name: str
    people: str
    summary: str
    sections: tuple[CardSection, ...]


@dataclass(frozen=True)
class MoveCard:
    """Everything about one move."""

    source: int
    target: int
    card: Card


@dataclass(frozen=True)
class View:
    """A way to look at the map that has a name, a sentence to say with it, and its link.

    ``title`` is what stands over it; nothing where the map's own title does.
    """

    name: str
    sentence: str
    link: str
    title: str


@dataclass(frozen=True)
class Table:
    """The same numbers as rows of text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
