"""A chart that people hold: look at it in a notebook, save it, or put it on a page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd

from pathways.errors import OptionError, one_of, shown
from viz.charts.plane import FONT, Plane
from viz.drawing.names import in_title
from viz.drawing.palette import DARK, LIGHT
from viz.drawing.saving import pdf_of, png_of, save_as
from viz.drawing.text import clean, in_order, width, wrap

__all__ = ["Chart", "Drawing", "Margins"]

THEMES: Mapping[str, Mapping[str, str]] = {"light": LIGHT, "dark": DARK}
_PAGE = (1280.0, 720.0)
_EDGE, _LINE = 24.0, 19.0
_SIZES = (26, 24, 22)
_Line = tuple[str, float, int, int, str]
"""Words, px from the top of the page, size, weight and role."""


@dataclass(frozen=True)
class Margins:
    """Room in px around the scales of a chart, for the words at its sides."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True)
class Drawing:
    """How a chart is drawn: its margins, and what lies on its plane."""

    margins: Margins
    draw: Callable[[Plane], list[Any]]


@dataclass(frozen=True)
class Chart:
    """A picture of an answer, safe to share.

    Attributes:
        question: the question that it answers.
        title: what is seen, in a sentence.
        subtitle: what is counted, of whom.
        words: the text alternative, for those who do not see the picture.
        notes: what a careful reader must know.
        table: the numbers that are drawn, counts under 5 hidden.
        drawing: how it is drawn.
        names: what is named in it, to be cut where a title is too long.
    """

    question: str
    title: str
    subtitle: str
    words: str
    notes: tuple[str, ...]
    table: pd.DataFrame
    drawing: Drawing
    names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Chart({self.question}: {shown(self.title, 200)})"

    def spec(self, theme: str = "light") -> dict[str, Any]:
        """The specification (Vega-Lite) of the whole picture, 1280 × 720."""
        return self._framed(_PAGE, _themed(theme), self._heading, (self._top, self._foot))

    def svg(self, theme: str = "light") -> str:
        """The picture as SVG text, 1280 × 720."""
        return self._described(_svg(self.spec(theme)))

    def plot(self, size: tuple[float, float], ink: Mapping[str, str] = LIGHT) -> str:
        """The picture without title and notes, for a page that has them, as SVG text."""
        return self._described(_svg(self._framed(size, ink, lambda _: [], (0.0, 0.0))))

    def png(self, theme: str = "light") -> bytes:
        """The picture as PNG, 2560 × 1440."""
        return png_of(self.svg(theme))

    def pdf(self, theme: str = "light") -> bytes:
        """The picture as a page of PDF."""
        return pdf_of(self.svg(theme))

    def save(self, path: str | os.PathLike[str], theme: str = "light") -> Path:
        """Write ``.svg``, ``.png`` or ``.pdf``, whole or not at all, and return the path.

        Raises:
            OptionError: the name ends in none of them, or there is no such theme.
            OutputError: it cannot be written; what was there before is still there.
        """
        return save_as(
            path,
            "A chart",
            {
                ".svg": lambda: self.svg(theme).encode(),
                ".png": lambda: self.png(theme),
                ".pdf": lambda: self.pdf(theme),
            },
        )

    def _repr_svg_(self) -> str:
        return self.svg()

    @property
    def _foot(self) -> float:
        return 36.0 + _LINE * len(self._note_lines())

    @property
    def _top(self) -> float:
        return self._head_lines()[-1][1] + 33.0

    def _note_lines(self) -> tuple[str, ...]:
        text = clean(" ".join(self.notes))
        return wrap(text, _PAGE[0] - 2 * _EDGE, 3, 14) if text else ()

    def _head_lines(self) -> list[_Line]:
        """Title and subtitle, each in two lines where one is too short."""
        room = _PAGE[0] - 2 * _EDGE
        title = in_title(in_order(clean(self.title)), self.names, room, _SIZES[-1])
        subtitle = in_title(in_order(clean(self.subtitle)), self.names, room, 15)
        y = 34.0
        size = next((s for s in _SIZES if width(title, s, 700) <= room), _SIZES[-1])
        lines: list[_Line] = []
        for line in wrap(title, room, 2, size, 700):
            lines.append((line, y, size, 700, "text"))
            y += size + 3.0
        for line in wrap(subtitle, room, 2, 15):
            lines.append((line, y, 15, 400, "text2"))
            y += _LINE
        return lines

    def _heading(self, plane: Plane) -> list[Any]:
        """Title, subtitle and notes, at the edge of the page."""
        lines = self._head_lines()
        first = _PAGE[1] - 12 - _LINE * len(self._note_lines())
        for nth, line in enumerate(self._note_lines()):
            lines.append((line, first + _LINE * nth, 14, 400, "text2"))
        margins = replace(self.drawing.margins, top=self.drawing.margins.top + self._top)
        return [_line(plane, margins, line) for line in lines]

    def _framed(
        self,
        size: tuple[float, float],
        ink: Mapping[str, str],
        heading: Callable[[Plane], list[Any]],
        around: tuple[float, float],
    ) -> dict[str, Any]:
        """The layers in their rectangle, with the room around it that they ask for."""
        import altair as alt
        from altair.utils import schemapi

        margins, (top, foot) = self.drawing.margins, around
        edge = _EDGE if top else 2.0
        padding = {
            "left": margins.left + edge,
            "right": margins.right + edge,
            "top": margins.top + top,
            "bottom": margins.bottom + foot,
        }
        wide = size[0] - padding["left"] - padding["right"]
        high = size[1] - padding["top"] - padding["bottom"]
        plane = Plane(wide, high, ink)
        # Our own few marks need no check against the whole schema, which takes most of the time.
        with schemapi.debug_mode(arg=False):
            layers = [*self.drawing.draw(plane), *heading(plane)]
            whole = alt.layer(*layers).resolve_scale(x="independent", y="independent")
            whole = whole.properties(width=wide, height=high, padding=padding, autosize="none")
            spec = json.loads(whole.to_json(validate=False))
        config = {"background": ink["page"], "view": {"stroke": None}, "aria": False, "font": FONT}
        # Altair gathers the rows of all layers; beside their marks they can be read.
        rows, common = spec.pop("datasets", {}), spec.pop("data", {})
        for layer in spec["layer"]:
            name = layer.get("data", common).get("name")
            layer["data"] = {"values": rows.get(name, [])}
        spec["layer"] = [layer for layer in spec["layer"] if layer["data"]["values"]]
        return {**spec, "config": config}

    def _described(self, svg: str) -> str:
        """The picture with its name and its text alternative."""
        told = f"<title>{escape(clean(self.title))}</title><desc>{escape(clean(self.words))}</desc>"
        return re.sub(r"^<svg [^>]*>", lambda tag: f'{tag[0][:-1]} role="img">{told}', svg, count=1)


def _themed(theme: str) -> Mapping[str, str]:
    """The colours of a theme.

    Raises:
        OptionError: there is no such theme.
    """
    if theme not in THEMES:
        raise OptionError(f"{one_of(theme, tuple(THEMES), 'theme')}.")
    return THEMES[theme]


def _line(plane: Plane, margins: Margins, line: _Line) -> Any:
    """A line of words at the left edge of the page, so many px from its top."""
    text, y, size, weight, role = line
    place = plane.scaled((0.0, 1.0), (0.0, 1.0))
    row = {"x": 0.0, "y": 1.0, "label": text}
    look: dict[str, Any] = {"size": size, "weight": weight, "role": role, "align": "left"}
    return place.words([row], "x", "y", dx=-margins.left, dy=y - margins.top, **look)


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    return f"{vl_convert.vegalite_to_svg(spec)}\n"
