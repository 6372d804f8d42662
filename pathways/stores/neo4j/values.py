"""Values of the server as plain data, whole: no zone, no nanosecond and no end is lost."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from neo4j import graph
from neo4j import time as clock
from neo4j.spatial import Point

from pathways.record.cells import moment_text, zone_text

__all__ = ["PLAIN", "Entity", "cypher_text", "plain_value"]

PLAIN = frozenset((int, str, float, bool, type(None)))
"""Types of values that are plain already."""
_AXES = ("x", "y", "z")
_MICROSECOND = 1_000
"""Nanoseconds of it, the least that Python's own times know."""


class Entity(dict[str, Any]):
    """A node, a relationship, a path or a point: plain data, printed as Cypher writes it."""

    def __str__(self) -> str:
        if "nodes" in self:
            return _path_text(self)
        if "srid" in self:
            return _point_text(self)
        told = ", ".join(f"{name}: {_literal(value)}" for name, value in self["properties"].items())
        told = f" {{{told}}}" if told else ""
        if "labels" in self:
            return f"({''.join(f':{label}' for label in self['labels'])}{told})"
        return f"({_number(self['start'])})-[:{self['type']}{told}]->({_number(self['end'])})"

    __repr__ = __str__


def plain_value(value: Any) -> Any:
    """A value of the server as plain data: dates as dates, entities as :class:`Entity`.

    Times with nanoseconds, which Python's own cannot hold, and durations are texts, as Cypher
    writes them.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, list):
        return [plain_value(one) for one in value]
    if isinstance(value, dict):
        return {name: plain_value(one) for name, one in value.items()}
    if isinstance(value, clock.Date | clock.DateTime | clock.Time | clock.Duration):
        return _moment(value)
    return _entity(value)


def cypher_text(value: Any) -> str:
    """A value as Cypher writes it.

    >>> cypher_text({"on": date(2024, 1, 31), "names": ["Ana", None]})
    '{on: date("2024-01-31"), names: ["Ana", null]}'
    """
    plain = plain_value(value)
    if plain is None:
        return "null"
    if isinstance(plain, list):
        return f"[{', '.join(map(cypher_text, plain))}]"
    if isinstance(plain, dict) and not isinstance(plain, Entity):
        return f"{{{', '.join(f'{key}: {cypher_text(one)}' for key, one in plain.items())}}}"
    if type(plain) is date:
        return f'date("{plain}")'
    return _literal(plain)


def _moment(value: clock.Date | clock.DateTime | clock.Time | clock.Duration) -> Any:
    if isinstance(value, clock.Date):
        return value.to_native()
    if isinstance(value, clock.Duration) or value.nanosecond % _MICROSECOND:
        return value.iso_format() + zone_text(getattr(value, "tzinfo", None))
    return value.to_native()


def _entity(value: Any) -> Any:
    if isinstance(value, graph.Node):
        return Entity(elementId=value.element_id, labels=sorted(value.labels),
                      properties=_plain_map(value))  # fmt: skip
    if isinstance(value, graph.Relationship):
        ends = [None if one is None else one.element_id for one in value.nodes]
        return Entity(elementId=value.element_id, type=value.type, start=ends[0], end=ends[1],
                      properties=_plain_map(value))  # fmt: skip
    if isinstance(value, graph.Path):
        return Entity(
            nodes=[plain_value(node) for node in value.nodes],
            relationships=[plain_value(one) for one in value.relationships],
        )
    if isinstance(value, Point):
        return Entity(srid=value.srid, coordinates=[float(one) for one in value])
    return value


def _plain_map(value: Any) -> dict[str, Any]:
    return {name: plain_value(one) for name, one in sorted(value.items())}


def _number(element_id: str | None) -> str:
    """The short end of an ``elementId``, which tells the ends apart in one graph."""
    return (element_id or "").rpartition(":")[2]


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return moment_text(value)
    return cypher_text(value) if isinstance(value, list) else str(value)


def _point_text(point: Entity) -> str:
    """
    >>> str(Entity(srid=7203, coordinates=[1.0, 2.5]))
    'point({srid: 7203, x: 1.0, y: 2.5})'
    """
    axes = zip(_AXES, point["coordinates"], strict=False)
    return f"point({{srid: {point['srid']}, {', '.join(f'{name}: {at}' for name, at in axes)}}})"


def _path_text(path: Entity) -> str:
    text = str(path["nodes"][0])
    at = path["nodes"][0]["elementId"]
    for link, node in zip(path["relationships"], path["nodes"][1:], strict=True):
        bare = Entity({**link, "start": None, "end": None})
        told = str(bare).removeprefix("()").removesuffix("->()")
        text += f"{told}->{node}" if link["start"] == at else f"<{told}-{node}"
        at = node["elementId"]
    return text
