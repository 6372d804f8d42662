"""The rooms of the house, found in its files: which there are, what needs what, and their picture.

``python tests/house.py`` draws ``docs/images/rooms.svg`` anew.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

import networkx as nx

__all__ = [
    "MODULES",
    "PICTURE",
    "ROOT",
    "arrows",
    "arrows_with_doors",
    "imports",
    "layers",
    "picture",
    "room",
    "rooms",
]

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "rooms.svg"
_TOPS = ("pathways", "loaders", "viz")
_WIDE, _HIGH, _GAP, _EDGE = 196, 44, 18, 24
_ROW = 78


def _modules() -> dict[str, Path]:
    found = {}
    for top in _TOPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


MODULES = _modules()


def room(module: str) -> str:
    """The room of a module: its package, or itself where it stands alone in ``pathways``."""
    parent = module.rpartition(".")[0]
    is_package = MODULES[module].name == "__init__.py"
    return module if is_package or parent == "pathways" else parent


DOORS = frozenset(("pathways", "viz"))
"""The two front doors, which only hand out what is inside."""


def rooms() -> list[str]:
    """Every room without the front doors."""
    return sorted({room(module) for module in MODULES} - DOORS)


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """What a file takes from which module of ours, wherever in the file that stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module.split(".")[0] in _TOPS:
                yield from ((node.module, one.name) for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names if one.name in MODULES)


def arrows() -> nx.DiGraph[str]:
    """The rooms, with an arrow from each one to those that it needs."""
    graph = arrows_with_doors()
    graph.remove_nodes_from(DOORS)
    return graph


def arrows_with_doors() -> nx.DiGraph[str]:
    """The same with the front doors and what they hand out."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(rooms())
    for module, path in MODULES.items():
        for source, name in imports(path):
            whole = f"{source}.{name}" if f"{source}.{name}" in MODULES else source
            if whole in MODULES:
                graph.add_edge(room(module), room(whole))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def layers() -> list[list[str]]:
    """The contract: the layers from the top, each with the rooms that stand side by side in it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [[one.strip() for one in line.split("|")] for line in contract["layers"]]


def _row_of(name: str, rows: list[list[str]]) -> int:
    """The row of a room: its own in the contract, or that of the room around it."""
    while name:
        for number, row in enumerate(rows):
            if name in row:
                return number
        name = name.rpartition(".")[0]
    raise KeyError(name)


def picture() -> str:
    """The rooms in the rows of the contract, and of the arrows those that no other way replaces."""
    graph, rows = arrows(), layers()
    placed: list[list[str]] = [[] for _ in rows]
    for name in graph:
        named = name if name != "pathways.stores" else "pathways.stores.folder"
        placed[_row_of(named, rows)].append(name)
    placed = [sorted(row) for row in placed if row]
    most = max(map(len, placed))
    wide = 2 * _EDGE + most * _WIDE + (most - 1) * _GAP
    high = 2 * _EDGE + len(placed) * _ROW - (_ROW - _HIGH)
    at = {
        name: (
            (wide - len(row) * _WIDE - (len(row) - 1) * _GAP) / 2 + place * (_WIDE + _GAP),
            _EDGE + number * _ROW,
        )
        for number, row in enumerate(placed)
        for place, name in enumerate(row)
    }
    lines = [
        _line(at, *edge) for edge in sorted(nx.transitive_reduction(_without_circles(graph)).edges)
    ]
    boxes = [_box(name, *place) for name, place in sorted(at.items())]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">'
    title = "<title>The rooms of the house; every arrow points down</title>"
    back = f'<rect width="{wide}" height="{high}" fill="#ffffff"/>'
    return "\n".join([head, title, back, *lines, *boxes, "</svg>", ""])


def _without_circles(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """The graph without arrows inside one top room, where parts may stand side by side."""
    plain: nx.DiGraph[str] = nx.DiGraph(graph)
    for circle in list(nx.strongly_connected_components(graph)):
        plain.remove_edges_from([(a, b) for a in circle for b in circle if graph.has_edge(a, b)])
    return plain


def _line(at: dict[str, tuple[float, float]], source: str, target: str) -> str:
    (x, y), (to_x, to_y) = at[source], at[target]
    return (
        f'<line x1="{x + _WIDE / 2:g}" y1="{y + _HIGH:g}" x2="{to_x + _WIDE / 2:g}" '
        f'y2="{to_y:g}" stroke="#9aa5b1" stroke-width="1"/>'
    )


def _box(name: str, x: float, y: float) -> str:
    doc = ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8"))) or ""
    fill = {"pathways": "#eaf2fb", "loaders": "#fdf3e2", "viz": "#eaf6ee"}[name.partition(".")[0]]
    return (
        f'<g><title>{escape(doc.splitlines()[0])}</title><rect x="{x:g}" y="{y:g}" width="{_WIDE}" '
        f'height="{_HIGH}" rx="6" fill="{fill}" stroke="#52606d"/><text x="{x + _WIDE / 2:g}" '
        f'y="{y + 27:g}" text-anchor="middle" font-family="sans-serif" font-size="15" '
        f'fill="#1f2933">{escape(name.removeprefix("pathways."))}</text></g>'
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
