"""A pathway map as one HTML page that needs nothing else: no network, no fonts, no other file.

pyvis builds the network and renders it through our own autoescaped template.  Its vis-network
draws the discs and keeps the view; everything else is drawn on the same canvas from the marks.
All data stands in one JSON block; the policy of the page lets only our own script and style run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from viz.drawing.palette import DARK, LIGHT
from viz.map.drawn import drawn
from viz.map.page_data import page_data
from viz.map.shapes import Circle, Table, TextLine
from viz.map.spec import MapSpec
from viz.map.svg import document, page_marks

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Filters", "html_text", "policy"]

_LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
_SCRIPTS = ("state", "graph", "slices", "marks", "card", "controls", "save", "")
"""The parts of the page's script in their order; the last one starts it."""
_OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"borderWidth": 0, "borderWidthSelected": 0, "chosen": False},
    "interaction": {
        "dragNodes": False,
        "dragView": True,
        "zoomView": True,
        "zoomSpeed": 0.6,
        "hover": False,
        "selectable": False,
        "selectConnectedEdges": False,
    },
}
# The roles as custom properties: the page's style gives them their colours, by theme.
_ROLES: Mapping[str, str] = {role: f"var(--{role.replace('_', '-')})" for role in LIGHT}


@dataclass(frozen=True)
class Filters:
    """What a live page can be asked for: the choices there are, and what it was asked for.

    ``asked`` has a list of values for each of ``by``, ``group``, ``focus``, ``horizon``, ``where``.
    """

    levels: tuple[str, ...]
    attributes: tuple[str, ...]
    tiers: tuple[str, ...]
    asked: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class _Page:
    """What the template writes beside pyvis's own nodes, edges and options."""

    spec: MapSpec
    tables: tuple[Table, ...]
    title: list[list[TextLine]]
    twin: str
    style: str
    library: str
    script: str
    policy: str
    data: dict[str, Any]
    filters: Filters | None


class Picture(Protocol):
    """What a page shows: a first view, all stops of the slider, what opens, and the tables."""

    @property
    def spec(self) -> MapSpec: ...
    @property
    def stops(self) -> tuple[MapSpec, ...]: ...
    @property
    def inside(self) -> Mapping[str, MapSpec]: ...
    @property
    def tables(self) -> tuple[Table, ...]: ...


def html_text(picture: Picture, filters: Filters | None = None) -> str:
    """The page of a map.  With ``filters`` it is live: its form asks its server for another map."""
    from pyvis.network import Network

    spec, first = picture.spec, picture.stops.index(picture.spec)
    stops = [(stop, drawn(stop)) for stop in picture.stops]
    inside = {name: (part, drawn(part)) for name, part in picture.inside.items()}
    twin = document(spec, page_marks(*stops[first]), _ROLES)
    page = _page(picture, filters, twin, page_data(stops, first, inside))
    network = Network(directed=True, cdn_resources="in_line", height="100%", width="100%")
    network.options = _OPTIONS
    for circle in spec.circles:
        network.add_node(circle.step, label=" ", shape="dot", color=LIGHT["disc"], **_node(circle))
    for arrow in spec.arrows:
        network.add_edge(arrow.source, arrow.target, hidden=True)
    network.templateEnv = _environment(page)
    network.path = "map.html"
    return str(network.generate_html("map.html"))


def _node(circle: Circle) -> dict[str, Any]:
    return {"x": circle.x, "y": circle.y, "size": circle.inner, "fixed": True, "physics": False}


def _environment(page: _Page) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    # StrictUndefined: a slip in the template is an error here, not a gap on somebody's screen.
    environment = Environment(
        loader=DictLoader({"map.html": _asset("map.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    environment.globals["page"] = page
    return environment


def _page(picture: Picture, filters: Filters | None, twin: str, data: dict[str, Any]) -> _Page:
    from markupsafe import Markup

    spec = picture.spec
    lines = [list(runs) for _, runs in groupby(spec.title, key=lambda run: run.y)]
    return _Page(
        spec=spec,
        tables=picture.tables,
        title=lines,
        # Each of these is made by us, from escaped text.
        twin=Markup(twin),  # noqa: S704
        style=Markup(_style()),  # noqa: S704
        library=Markup(_library()),  # noqa: S704
        script=Markup(_script()),  # noqa: S704
        policy=policy("none" if filters is None else "self"),
        filters=filters,
        data=data,
    )


def policy(forms: str) -> str:
    """What the browser lets the page do: run its own scripts, wear its own style, nothing else.

    ``forms`` is where a form may be sent: ``none``, or ``self`` for a live page.
    """
    allowed = " ".join(_digest(script) for script in (_library(), _script()))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(_style())}; "
        f"base-uri 'none'; form-action '{forms}'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return files("viz").joinpath("assets", name).read_text("utf-8").replace("\r\n", "\n")


@cache
def _library() -> str:
    """vis-network as pyvis ships it."""
    text = files("pyvis").joinpath(_LIBRARY).read_text("utf-8")
    # A browser would ask for the source map that the last line points to.
    return text.replace("\r\n", "\n").partition("//# sourceMappingURL")[0]


def _script() -> str:
    """The parts of the script as one: they share their names, and nobody else sees them."""
    names = [f"map_{part}.js" if part else "map.js" for part in _SCRIPTS]
    return '(function () {\n"use strict";\n' + "\n".join(map(_asset, names)) + "})();\n"


def _style() -> str:
    """Light on paper; on a screen what the reader's system asks for, or what they switched to."""
    dark = f"color-scheme: dark; {_properties(DARK)}"
    return (
        f":root {{ color-scheme: light; {_properties(LIGHT)} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f'{{ :root:not([data-theme="light"]) {{ {dark} }} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ {dark} }} }}\n' + _asset("map.css")
    )


def _properties(palette: Mapping[str, str]) -> str:
    return " ".join(f"--{role.replace('_', '-')}: {color};" for role, color in palette.items())
