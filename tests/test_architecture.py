"""The house as it is drawn: rooms, the ways between them, and the way from a file to a map."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import networkx as nx
from house import (
    MODULES,
    PICTURE,
    ROOT,
    arrows,
    arrows_with_doors,
    imports,
    layers,
    picture,
    room,
    rooms,
)

import pathways as pw
from pathways.project.example import write_example

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NEEDED_EVERYWHERE = frozenset(("answer", "errors", "privacy", "stats"))
"""Rooms whose words and rules every stage uses, and that are no stage of the way.

Reading a file is one stage, whichever of its rooms are entered.
"""
MOST_STAGES, DEEPEST = 10, 7


def test_every_room_stands_in_the_contract() -> None:
    named = {name for row in layers() for name in row}
    tops = {name for name in named if name.count(".") < 2}
    for name in set(rooms()) - {"pathways.stores"}:  # its own contract names all that is in it
        assert name in named or name.rpartition(".")[0] in tops, name
    assert not [name for name in named if name not in MODULES]


def test_there_are_few_rooms_and_no_circles() -> None:
    graph = arrows()
    assert len(graph) <= 35
    assert arrows_with_doors().number_of_edges() <= 200
    assert [set(one) for one in nx.strongly_connected_components(graph) if len(one) > 1] == []


def test_what_begins_with_an_underscore_stays_in_its_module() -> None:
    for module, path in MODULES.items():
        assert [name for _, name in imports(path) if name.startswith("_")] == [], module


def test_the_picture_of_the_rooms_is_not_stale() -> None:
    drawn = PICTURE.read_text(encoding="utf-8") == picture()
    assert drawn, "The rooms are others than in their picture: draw it anew with `make picture`."


@contextmanager
def watched() -> Iterator[dict[str, int]]:
    """The rooms that are entered, in order, with the deepest nesting of their own functions."""
    deepest: dict[str, int] = {}
    stack: list[tuple[str, int]] = []

    def look(frame: FrameType, event: str, _argument: Any) -> None:
        module, code = str(frame.f_globals.get("__name__")), frame.f_code
        made_up = code.co_name.startswith("<") or code.co_filename.startswith("<")
        if module not in MODULES or made_up or event not in ("call", "return"):
            return
        if event == "return":
            if stack:
                stack.pop()
            return
        here = room(module)
        depth = stack[-1][1] + 1 if stack and stack[-1][0] == here else 1
        stack.append((here, depth))
        deepest[here] = max(deepest.get(here, 0), depth)

    sys.setprofile(look)
    try:
        yield deepest
    finally:
        sys.setprofile(None)


def test_the_way_from_a_file_to_a_map(tmp_path: Path) -> None:
    record, _ = write_example(tmp_path)

    def way() -> None:
        log = pw.read(record)
        pw.pathway_map(log).save(tmp_path / "map.html")

    way()  # modules that are loaded only once are no part of it
    with watched() as deepest:
        way()
    stages: dict[str, int] = {}
    for place, depth in deepest.items():
        name = "loaders" if place.startswith("loaders.") else place.removeprefix("pathways.")
        if name not in {*NEEDED_EVERYWHERE, "pathways", "viz"}:
            stages[name] = max(stages.get(name, 0), depth)
    assert len(stages) <= MOST_STAGES
    assert {name: n for name, n in stages.items() if n > DEEPEST} == {}
    assert " → ".join(f"`{name}`" for name in stages) in ARCHITECTURE
