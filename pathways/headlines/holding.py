"""How far a share holds: at shorter and longer windows, and with an earlier cut-off.

A share that is shown as a headline is computed again from three quarters of its window to one and
a half times it, and with the cut-off six months earlier.  It holds where it moves by ten points at
most (measures.md, section 12).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pathways.headlines.claim import Span
from pathways.record.window import Horizon, months_long
from pathways.stats.rate import TOO_FEW, round_half_up

__all__ = ["MOST", "span_of", "windows_around"]

MOST = 0.10
"""By how much a share may move and still be the same finding."""
_PARTS = (0.75, 0.85, 0.93, 1.0, 1.1, 1.25, 1.5)
_HALF_A_YEAR = {"day": 182, "edition": 1}

Counts = Callable[[Horizon, int], tuple[int, int]]
"""``x`` and ``n`` for a window, and for a cut-off that lies so much earlier."""


def windows_around(window: Horizon) -> tuple[Horizon, ...]:
    """The windows at which a share is computed again, from the shortest to the longest.

    >>> [one.length for one in windows_around(Horizon(365, "day"))]
    [274, 310, 339, 365, 402, 456, 548]
    >>> [one.months for one in windows_around(months_long(12))]
    [9, 10, 11, 12, 13, 15, 18]
    >>> [one.length for one in windows_around(Horizon(1, "edition"))]
    [1, 2]
    """
    span = window.months or window.length
    lengths = sorted({max(1, round_half_up(span * part)) for part in _PARTS})
    if window.months:
        return tuple(months_long(length) for length in lengths)
    return tuple(replace(window, length=length) for length in lengths)


def span_of(window: Horizon, counts: Counts) -> Span:
    """From which to which window a share holds, and whether it did so six months ago.

    Args:
        window: its own.
        counts: what it is counted with.  Where fewer than ten people were watched for a window
            nothing speaks against it there.
    """
    every = windows_around(window)
    share = _share(counts(window, 0))
    same = [_alike(share, _share(counts(one, 0))) for one in every]
    middle = every.index(window)
    first = max((nth + 1 for nth in range(middle) if not same[nth]), default=0)
    last = min((nth - 1 for nth in range(middle, len(every)) if not same[nth]),
               default=len(every) - 1)  # fmt: skip
    before = _share(counts(window, _HALF_A_YEAR[window.unit]))
    return Span(every[first], every[last], all(same), before, _alike(share, before))


def _share(counted: tuple[int, int]) -> float | None:
    x, n = counted
    return x / n if n >= TOO_FEW else None


def _alike(share: float | None, other: float | None) -> bool:
    return share is None or other is None or abs(share - other) <= MOST
