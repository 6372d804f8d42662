"""A pathway map as one SVG picture of 1280 × 720: for slides, paper and readers without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from viz.drawing.palette import LIGHT
from viz.map.drawn import Drawn, drawn
from viz.map.marks import Mark, Shape, Word, worded
from viz.map.mountain import MAP_LEFT, MAP_RIGHT, PAGE_BOTTOM
from viz.map.shapes import TextLine
from viz.map.spec import MapSpec
from viz.map.type import CAPTION, CAPTION_Y, LEGEND_Y

__all__ = ["document", "fragment", "page_marks", "svg_text"]

FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
_ABOVE = (720 - PAGE_BOTTOM) / 2


def svg_text(spec: MapSpec, palette: Mapping[str, str] = LIGHT) -> str:
    """The whole picture as a document; ``palette`` gives each role its colour."""
    return document(spec, page_marks(spec, drawn(spec)), palette)


def document(spec: MapSpec, marks: Sequence[Mark], palette: Mapping[str, str]) -> str:
    """A picture whose marks are drawn, as a document."""
    body = fragment(marks, palette)
    page = palette["page"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720" '
        f'viewBox="0 {-_ABOVE:g} 1280 720" font-family="{FONT}" role="img" '
        'aria-labelledby="map-title map-desc">\n'
        f'<title id="map-title">{escape(spec.full_title)}</title>\n'
        f'<desc id="map-desc">{escape(_described(spec))}</desc>\n'
        f'<rect y="{-_ABOVE:g}" width="1280" height="720" fill="{page}"/>\n{body}\n</svg>\n'
    )


def _described(spec: MapSpec) -> str:
    keys = {circle.step for circle in spec.circles}
    cards = "; ".join(card.summary for card in spec.told.cards if card.step in keys)
    arrows = "; ".join(arrow.words for arrow in spec.arrows)
    return f"{spec.full_subtitle}. Steps: {cards}. Moves: {arrows}. {spec.shown}."


def page_marks(spec: MapSpec, picture: Drawn) -> list[Mark]:
    """Every mark of the page, title to caption."""
    heading = [Word(line) for line in (*spec.title, spec.subtitle)]
    shown = Word(TextLine(MAP_RIGHT, LEGEND_Y + 5, spec.shown, CAPTION, 700, "text", "end"))
    caption = worded(MAP_LEFT, CAPTION_Y, spec.caption, "text2")
    inner = picture.scene
    all_of_it = [*inner.back, *inner.discs, *inner.front, *picture.legend]
    return [*heading, *all_of_it, shown, caption]


def fragment(marks: Sequence[Mark], palette: Mapping[str, str], name: str = "g") -> str:
    """The marks as elements; ``name`` starts the ids of their gradients."""
    fades = [mark for mark in marks if isinstance(mark, Shape) and mark.fade]
    ids = {id(mark): f"{name}{index}" for index, mark in enumerate(fades)}
    defs = "".join(_gradient(mark, ids[id(mark)], palette) for mark in fades)
    elements = (_element(mark, palette, ids.get(id(mark), "")) for mark in marks)
    return "\n".join([f"<defs>{defs}</defs>", *elements])


def _element(mark: Mark, palette: Mapping[str, str], fade: str) -> str:
    return _word(mark, palette) if isinstance(mark, Word) else _shape(mark, palette, fade)


def _shape(mark: Shape, palette: Mapping[str, str], fade: str) -> str:
    fill = f"url(#{fade})" if fade else palette[mark.fill] if mark.fill else "none"
    values = {"d": mark.d, "fill": fill}
    if mark.stroke:
        values |= {"stroke": palette[mark.stroke], "stroke-width": f"{mark.width:g}"}
    if mark.dash:
        values["stroke-dasharray"] = " ".join(f"{part:g}" for part in mark.dash)
    if mark.alpha < 1:
        values["opacity"] = f"{mark.alpha:g}"
    return f"<path {_attributes(values.items())}/>"


def _word(mark: Word, palette: Mapping[str, str]) -> str:
    line = mark.line
    values = {"x": f"{line.x:g}", "y": f"{line.y:g}", "font-size": f"{line.size:g}"}
    if line.weight != 400:
        values["font-weight"] = str(line.weight)
    values |= {"fill": palette[line.role], "text-anchor": line.anchor}
    if mark.halo:
        values |= {"stroke": palette[mark.halo], "stroke-width": "4", "stroke-linejoin": "round"}
        values["paint-order"] = "stroke"
    return f'<text {_attributes(values.items())} xml:space="preserve">{escape(line.text)}</text>'


def _gradient(mark: Shape, name: str, palette: Mapping[str, str]) -> str:
    x1, alpha1, x2, alpha2 = mark.fade or (0.0, 0.0, 0.0, 0.0)
    values = {"id": name, "gradientUnits": "userSpaceOnUse", "x1": f"{x1:g}", "x2": f"{x2:g}"}
    color = palette[mark.fill]
    stops = "".join(
        f'<stop offset="{at}" stop-color="{color}" stop-opacity="{alpha:g}"/>'
        for at, alpha in ((0, alpha1), (1, alpha2))
    )
    return f'<linearGradient {_attributes(values.items())} y1="0" y2="0">{stops}</linearGradient>'


def _attributes(values: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{key}={quoteattr(value)}" for key, value in values)
