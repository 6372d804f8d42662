"""Colours by what they mean, for paper and for a dark room.

A mark names a role ("up", "stuck"), never a colour, so that one picture serves both themes.
Direction is told by dash and stuck points by a ring as well: no meaning hangs on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["DARK", "LIGHT", "band_role"]

_BANDS_LIGHT = ("#F3F5F6", "#EDF1F3", "#E6ECEF", "#DFE7EB", "#D7E1E6", "#CFDBE1")
_BANDS_DARK = ("#141C23", "#18222A", "#1C2831", "#212F39", "#273742", "#2D3F4B")


def band_role(rank: int) -> str:
    """The role of the band at a height; heights above the sixth share the last tint."""
    return f"band{min(rank, len(_BANDS_LIGHT) - 1)}"


def _bands(tints: tuple[str, ...]) -> dict[str, str]:
    return {band_role(rank): tint for rank, tint in enumerate(tints)}


LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "up": "#0A64A4",
        "level": "#68757F",
        "down": "#B8520A",
        "stuck": "#9B1B52",
        "disc": "#2A3F50",
        "on_disc": "#FFFFFF",
        "stroke": "#5C7385",
        "text": "#18242E",
        "text2": "#4A5763",
        "page": "#FFFFFF",
        "card": "#FFFFFF",
        "hair": "#C9D1D7",
        "edge": "#C3CFD6",
        "shade": "#C3CFD6",
    }
    | _bands(_BANDS_LIGHT)
)
"""For projectors, mail and paper."""

DARK: Mapping[str, str] = MappingProxyType(
    {
        "up": "#62B7F2",
        "level": "#97A5AF",
        "down": "#F2A04E",
        "stuck": "#FF86B4",
        "disc": "#D8E3EA",
        "on_disc": "#0F161C",
        "stroke": "#8FA6B6",
        "text": "#EEF3F6",
        "text2": "#B1BEC8",
        "page": "#0F161C",
        "card": "#141C23",
        "hair": "#33424D",
        "edge": "#33424D",
        "shade": "#0F161C",
    }
    | _bands(_BANDS_DARK)
)
"""For a reader whose system asks for a dark page."""
