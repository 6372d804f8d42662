"""JSON Lines: one object per line; also a list of objects.

An object inside an object becomes columns with a dot in their name (``person.id``); a list of plain
values is joined by semicolons.  A list of objects has no place in a cell: where it tells what
somebody did, each object is a row (:mod:`loaders.tables.nested`); else it is left out, with a note.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from loaders.tables.encoding import as_utf8
from loaders.tables.nested import Apart
from loaders.tables.objects import table_of
from loaders.tables.table import RawTable
from pathways.errors import RecordsError, shown

__all__ = ["read_lines"]

_SPACE = re.compile(r"[ \t\r\n]*")
_FIRST = re.compile(rb"\s*([^\n]*)\n\s*\S")
"""The first line that says something, where another follows."""


def read_lines(data: bytes, name: str) -> RawTable:
    """JSON Lines, a JSON list of objects, or the one list in an object; the first is row 1.

    Raises:
        RecordsError: no line is an object, or the list breaks off.
    """
    text, notes = as_utf8(data, name)
    begins: list[tuple[int, Any]] = []
    apart = Apart(_parsed(text, name))
    items = apart.rows_of()
    del data, text  # they are as large as the table, which is there when they are read
    for item in items:
        begins.append(item)
        if item[1] is not None:
            table = table_of(chain(begins, items), name, ("JSON.", *notes))
            return replace(table, notes=(*table.notes, *apart.notes))
    raise RecordsError(
        f"{shown(name)} has no JSON object in it: expected are objects such as "
        '{"name": …, "date": …}, in a list or one to a line.'
    )


def _parsed(text: bytes, name: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Row numbers and objects; ``None`` for what is not one."""
    if text[:100].lstrip().startswith(b"["):
        items: Iterator[tuple[int, Any]] = enumerate(_listed(text.decode("utf-8"), name), 1)
    else:
        items = enumerate(held, 1) if (held := _held(text)) else _lines(text)
    for number, item in items:
        yield number, item if isinstance(item, dict) else None


def _lines(text: bytes) -> Iterator[tuple[int, Any]]:
    lines = enumerate(io.BytesIO(text), 1)
    return ((number, _loaded(line)) for number, line in lines if line.strip())


def _listed(text: str, name: str) -> Iterator[Any]:
    """The items of a list, one after the other, so that they are never all there at once."""
    decode, at = json.JSONDecoder().raw_decode, text.index("[") + 1
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    ended = text.startswith("]", at)
    while not ended:
        try:
            item, at = decode(text, at)
        except (ValueError, RecursionError):
            break
        yield item
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        ended = text.startswith("]", at)
        if not ended and not text.startswith(",", at):
            break
        at = at if ended else _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
    if not ended or text[at + 1 :].strip():
        line = text.count("\n", 0, at) + 1
        raise RecordsError(
            f"{shown(name)} is a JSON list that breaks off or is damaged at line {line}. "
            "Export it again."
        )


def _held(text: bytes) -> list[Any]:
    """The items of the longest list in a file that is one object, or else that object."""
    first = _FIRST.match(text)
    if first and isinstance(_loaded(first.group(1)), dict):
        return []  # an object a line
    whole = _loaded(text)
    if not isinstance(whole, dict):
        return []
    lists = [v for v in whole.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    return max(lists, key=len, default=[whole])


def _loaded(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
