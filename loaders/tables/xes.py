"""XES, the exchange format of process mining: one trace a case, one event a step."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from loaders.tables.lines import table_of
from loaders.tables.table import RawTable
from pathways.errors import RecordsError, shown

__all__ = ["read_xes"]


def read_xes(data: bytes, name: str) -> RawTable:
    """The events of an XES log as a table; attributes of a trace are called ``case:…``.

    Raises:
        RecordsError: not well-formed, with entities of its own, or without events.
    """
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise RecordsError(f"{shown(name)} defines entities of its own, which no XES log needs.")
    try:
        items = list(_events(data))
    except ParseError as error:
        row = error.position[0]
        raise RecordsError(f"{shown(name)} is not well-formed XML: see line {row}.") from None
    if not items:
        raise RecordsError(f"{shown(name)} is an XES log without events.")
    return table_of(list(enumerate(items, 1)), name, ("XES.",))


def _events(data: bytes) -> Iterator[dict[str, Any]]:
    """Every event with what its trace says; entities are refused before, so nothing expands."""
    for _, element in iterparse(io.BytesIO(data)):  # noqa: S314 (no entities)
        if _tag(element) == "trace":
            case = {f"case:{key}": value for key, value in _said(element).items()}
            for event in (child for child in element if _tag(child) == "event"):
                yield {**case, **_said(event)}
            element.clear()


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _said(element: Element) -> dict[str, str]:
    """The attributes that an element has as children: their keys and values."""
    return {
        child.get("key", ""): child.get("value", "")
        for child in element
        if _tag(child) not in ("event", "trace") and child.get("key")
    }
