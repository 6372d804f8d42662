"""A claim: one number of a headline, with who it is of and from which to which window it holds."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.privacy.suppression import SMALLEST
from pathways.record.window import Horizon
from pathways.stats.rate import TOO_FEW, wilson

__all__ = ["Claim", "Span"]


@dataclass(frozen=True)
class Span:
    """From which to which window a share stays within ten points of what it is at its own.

    ``everywhere`` is true where that is so for all windows that were tried, from three quarters of
    its own to one and a half times it.  ``before`` is the share with the cut-off six months (in a
    record of editions, one edition) earlier, missing where fewer than ten people could be watched
    by then; ``steady`` says that it differs by ten points at most.
    """

    shortest: Horizon
    longest: Horizon
    everywhere: bool
    before: float | None
    steady: bool

    @property
    def holds(self) -> bool:
        """Whether the share may stand in a headline as it is."""
        return self.everywhere and self.steady


@dataclass(frozen=True)
class Claim:
    """A share that a headline speaks of, counted from everyone on record.

    Attributes:
        kind: ``stop`` (no further step after ``step``), ``onward`` (from ``step`` on to
            ``target``), ``stuck`` (at ``step``) or ``begin`` (at ``step``).
        step: where.
        x, n: how many, of how many who were watched for the whole ``window``.
        not_yet_observable: people at the step who were not watched for so long yet.
        target: where to, if anywhere.
        window: how long people were watched; ``None`` where nobody has to be.
        span: how far it holds; ``None`` where no window changes it.
        back: of ``x``, how many took a further step after the window, as far as is known.
        covered: whether its number is hidden where it would stand in a picture.
        parts, target_parts: what the names are joined from: program and role of an activity.
        clear: of an ``onward`` claim, whether its interval lies above that of every other way.
    """

    kind: str
    step: str
    x: int
    n: int
    not_yet_observable: int = 0
    target: str | None = None
    window: Horizon | None = None
    span: Span | None = None
    back: int | None = None
    clear: bool = False
    covered: bool = False
    parts: tuple[str, ...] = ()
    target_parts: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The step inside a sentence: the colon of an activity would read as the sentence's own."""
        return _spoken(self.step, self.parts)

    @property
    def way(self) -> str:
        """The target inside a sentence."""
        return _spoken(self.target or "", self.target_parts)

    @property
    def rate(self) -> float | None:
        """The share; missing where fewer than ten people are too few to say."""
        return self.x / self.n if self.n >= TOO_FEW else None

    @property
    def band(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share."""
        low, high = wilson([self.x], [self.n])
        return float(low[0]), float(high[0])

    @property
    def tells_of_few(self) -> bool:
        """Whether its number would tell of 1 to 4 people, who did or who did not."""
        return self.covered or any(
            0 < count < SMALLEST for count in (self.x, self.n, self.n - self.x)
        )


def _spoken(name: str, parts: tuple[str, ...]) -> str:
    return f"{parts[0]} ({parts[1]})" if len(parts) > 1 else name
