"""Where a chart is drawn: a rectangle with two scales, and the few marks that our charts need.

A plane holds real values: people, rates, days.  What is drawn where is up to the scales, so that
the specification of a chart can be read, tested and changed like any other of Altair's.  Words
stand off their place by ``dx`` and ``dy`` px.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

__all__ = ["FONT", "Plane", "Row"]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Plane:
    """A rectangle of ``width`` × ``height`` px, the values at its edges, and the colours.

    ``x`` is (left, right), ``y`` is (bottom, top); ``ink`` gives each role its colour.
    """

    width: float
    height: float
    ink: Mapping[str, str]
    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)

    def scaled(self, x: tuple[float, float], y: tuple[float, float]) -> Plane:
        """The same rectangle with other values at its edges."""
        return replace(self, x=x, y=y)

    def wide(self, px: float) -> float:
        """How much of the x scale so many px are."""
        return px * (self.x[1] - self.x[0]) / self.width

    def high(self, px: float) -> float:
        """How much of the y scale so many px are."""
        return px * (self.y[1] - self.y[0]) / self.height

    def words(self, rows: Sequence[Row], x: str, y: str, text: str = "label", **look: Any) -> Any:
        """A line of words at each place; ``role``, ``size``, ``weight``, ``align``, ``dx``, …"""
        mark = {
            "font": FONT,
            "fontSize": look.pop("size", 14),
            "fontWeight": look.pop("weight", 400),
            "color": self.ink[look.pop("role", "text")],
            "baseline": "middle",
            "align": "center",
            **look,
        }
        return self._chart(rows).mark_text(**mark).encode(**self._at(x, y), text=f"{text}:N")

    def boxes(self, rows: Sequence[Row], x: str, y: str, **look: Any) -> Any:
        """Rectangles from ``x`` to ``x2`` and ``y`` to ``y2``: names of columns."""
        import altair as alt

        ends = {
            "x2": alt.X2(look.pop("x2", "x2")),
            "y2": alt.Y2(look.pop("y2", "y2")),
        }
        mark = self._coloured(look)
        return self._chart(rows).mark_rect(**mark).encode(**self._at(x, y), **ends)

    def lines(self, rows: Sequence[Row], x: str, y: str, **look: Any) -> Any:
        """Straight lines from ``x``, ``y`` to ``x2``, ``y2``."""
        import altair as alt

        ends = {"x2": alt.X2(look.pop("x2", "x2")), "y2": alt.Y2(look.pop("y2", "y2"))}
        mark = {
            "color": self.ink[look.pop("role", "hair")],
            "strokeWidth": look.pop("width", 1),
            "strokeDash": list(look.pop("dash", ())),
            **look,
        }
        return self._chart(rows).mark_rule(**mark).encode(**self._at(x, y), **ends)

    def dots(self, rows: Sequence[Row], x: str, y: str, **look: Any) -> Any:
        """Round marks; ``hollow`` ones have the page inside and the colour outside."""
        radius = look.pop("radius", 6.5)
        mark = {"filled": True, "size": 3.1416 * radius**2, "opacity": 1, **self._coloured(look)}
        return self._chart(rows).mark_circle(**mark).encode(**self._at(x, y))

    def curve(self, rows: Sequence[Row], x: str, y: str, **look: Any) -> Any:
        """A line through the rows in their order, one for each value of ``by``."""
        by = look.pop("by", None)
        mark = {
            "color": self.ink[look.pop("role", "up")],
            "strokeWidth": look.pop("width", 2.5),
            **look,
        }
        more = {"detail": f"{by}:N"} if by else {}
        return self._chart(rows).mark_line(**mark).encode(**self._at(x, y), order="nth:Q", **more)

    def area(self, rows: Sequence[Row], x: str, low: str, high: str, **look: Any) -> Any:
        """What lies between two values at every x."""
        import altair as alt

        by = look.pop("by", None)
        mark = {"color": self.ink[look.pop("role", "up")], "line": False, **look}
        more = {"detail": f"{by}:N"} if by else {}
        place = {**self._at(x, low), "y2": alt.Y2(high)}
        return self._chart(rows).mark_area(**mark).encode(**place, **more)

    def _coloured(self, look: dict[str, Any]) -> dict[str, Any]:
        """Fill and stroke by role."""
        roles = {"color": look.pop("role", None), "stroke": look.pop("stroke", None)}
        return {**{key: self.ink[role] for key, role in roles.items() if role}, **look}

    def _at(self, x: str, y: str) -> dict[str, Any]:
        import altair as alt

        scale_x, scale_y = (
            alt.Scale(domain=list(ends), nice=False, zero=False) for ends in (self.x, self.y)
        )
        return {
            "x": alt.X(x, type="quantitative", scale=scale_x, axis=None),
            "y": alt.Y(y, type="quantitative", scale=scale_y, axis=None),
        }

    def _chart(self, rows: Sequence[Row]) -> alt.Chart:
        import altair as alt

        return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
