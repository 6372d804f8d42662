"""XES, the exchange format of process mining: one trace a case, one event a step."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from loaders.tables.objects import table_of
from loaders.tables.table import RawTable
from pathways.errors import RecordsError, shown

__all__ = ["read_xes"]

_CHUNK = 1 << 20


def read_xes(data: bytes, name: str) -> RawTable:
    """The events of an XES log as a table; attributes of a trace are called ``case:…``.

    Raises:
        RecordsError: not well-formed, with entities of its own, or without events.
    """
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise RecordsError(f"{shown(name)} defines entities of its own, which no XES log needs.")
    try:
        table = table_of(enumerate(_events(data), 1), name, ("XES.",))
    except ET.ParseError as error:
        row = error.position[0]
        raise RecordsError(f"{shown(name)} is not well-formed XML: see line {row}.") from None
    if not len(table.rows):
        raise RecordsError(f"{shown(name)} is an XES log without events.")
    return table


def _events(data: bytes) -> Iterator[dict[str, str]]:
    """Every event with what its trace says; entities are refused before, so nothing expands."""
    traces = _Traces()
    parser = ET.XMLParser(target=traces)  # noqa: S314 (no entities)
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        yield from traces.events
        traces.events = []
    parser.close()
    yield from traces.events


class _Traces:
    """What a parser of XML tells its elements: the events of every trace that has ended."""

    def __init__(self) -> None:
        self.events: list[dict[str, str]] = []
        self._kinds: dict[str, str] = {}
        self._case: dict[str, str] = {}
        self._steps: list[dict[str, str]] = []
        self._said: dict[str, str] | None = None
        self._deep = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; what stands inside an attribute is no attribute of the event."""
        kind = self._kinds.get(tag) or self._kinds.setdefault(tag, tag.rsplit("}", 1)[-1])
        if self._deep:
            self._deep += 1
        elif kind == "trace":
            self._case, self._steps = {}, []
            self._said = self._case
        elif self._said is not None:
            if kind == "event":
                self._said = {}
                return
            self._deep = 1
            key = attributes.get("key")
            if key:
                self._said[key] = attributes.get("value", "")

    def end(self, tag: str) -> None:
        """An element ends; with its trace all that is true of an event is known."""
        if self._deep:
            self._deep -= 1
        elif self._said is None:
            return
        elif self._kinds[tag] == "event":
            self._steps.append(self._said)
            self._said = self._case
        elif self._kinds[tag] == "trace":
            case = {f"case:{key}": value for key, value in self._case.items()}
            self.events += [{**case, **step} for step in self._steps]
            self._said = None

    def close(self) -> None:
        """The parser asks for nothing."""
