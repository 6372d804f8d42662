"""How large words are: the fewer circles, the larger, so that the last row reads a first view."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CAPTION", "CAPTION_Y", "KEY_NUMBER", "LEGEND_Y", "TIER", "Type", "type_for"]

KEY_NUMBER = 28.0
"""The number that the title speaks of, at its ring."""
TIER = 17.0
CAPTION = 15.0
LEGEND_Y, CAPTION_Y = 636.0, 670.0
"""Where the key to the marks and the caption stand below the map."""


@dataclass(frozen=True)
class Type:
    """Sizes in px of names, of counts, and of shares on arrows.

    ``line`` is the height from one line of a name to the next.
    """

    name: float
    count: float
    share: float
    line: float


_LARGE = Type(18.0, 16.0, 16.0, 20.9)
_MIDDLE = Type(15.0, 14.0, 14.0, 17.4)
_SMALL = Type(14.0, 14.0, 14.0, 16.2)


def type_for(circles: int) -> Type:
    """The sizes on a map of so many circles.

    >>> type_for(12).name, type_for(50).name
    (18.0, 14.0)
    """
    return _LARGE if circles <= 14 else _MIDDLE if circles <= 26 else _SMALL
