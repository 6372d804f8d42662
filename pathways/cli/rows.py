"""Rows of a query on their way out, one by one where the format allows it.

Null is not the empty string.  CSV and TSV write null as nothing at all and the empty string as
``""``; a table writes the word ``null`` and puts an empty string in quotes; JSON has both.  Nodes
and relationships are written as Cypher writes them, and as objects in JSON.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pathways.record.cells import in_markdown, inert, moment_text, without_controls
from pathways.record.files import replacing

if TYPE_CHECKING:
    from pathways.asking.rows import Rows

__all__ = ["WHOLE_FORMATS", "cell", "one_document", "output_to", "write_rows"]

WHOLE_FORMATS = ("table", "markdown")
"""Formats that need all rows before the first can be written."""
_WIDEST = 60
_NO_NUMBER = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


@contextmanager
def output_to(file: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that is replaced only when all of the new one is there.

    Raises:
        OutputError: it cannot be written.
    """
    if file is None:
        yield sys.stdout
        return
    with replacing(file) as draft:
        yield draft


@contextmanager
def one_document(out: IO[str], form: str, parts: int) -> Iterator[Callable[[], None]]:
    """What goes between the rows of one statement and those of the next: call it before each.

    In JSON several statements are one list, with a list of rows for each of them.
    """
    written = 0
    marks = ("[\n", ",\n", "]\n") if form == "json" and parts > 1 else ("", "\n", "")
    if form == "jsonl":
        marks = ("", "", "")

    def next_part() -> None:
        nonlocal written
        out.write(marks[1] if written else marks[0])
        written += 1

    yield next_part
    out.write(marks[2])


def write_rows(found: Rows, form: str, out: IO[str]) -> int:
    """Write rows in a format; how many there were."""
    return _WRITERS[form](found, out)


def cell(value: Any) -> str:
    """A value as a text that is not null: as CSV has it.

    >>> cell(True), cell(["a", None]), cell(date(2026, 6, 30))
    ('true', '["a", null]', '2026-06-30')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, time)):
        return moment_text(value)
    if _is_entity(value) or (isinstance(value, list) and any(map(_is_entity, value))):
        return str(value)
    if isinstance(value, (list, dict)):
        return json.dumps(_plain(value), ensure_ascii=False)
    return str(_plain(value))


def _is_entity(value: Any) -> bool:
    """A node, a relationship, a path or a point: a dictionary that says so of itself."""
    return isinstance(value, dict) and type(value) is not dict


def _plain(value: Any) -> Any:
    """A value as JSON has it; what JSON has no word for as a text."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, (str, bool, int)) else _simple(value)


def _simple(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else _NO_NUMBER[str(value)]
    if isinstance(value, (date, time)):
        return moment_text(value)
    return value.hex() if isinstance(value, (bytes, bytearray)) else str(value)


def _separated(mark: str) -> Callable[[Rows, IO[str]], int]:
    def write(found: Rows, out: IO[str]) -> int:
        out.write(mark.join(_field(name, mark) for name in found.columns) + "\n")
        count = 0
        for count, row in enumerate(found.rows, 1):  # noqa: B007 - the count is the answer
            out.write(mark.join(_field(value, mark) for value in row) + "\n")
        return count

    return write


def _field(value: Any, mark: str) -> str:
    if value is None:
        return ""
    text = inert(cell(value)) if isinstance(value, str) else cell(value)
    if text == "" or any(sign in text for sign in (mark, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _json_lines(found: Rows, out: IO[str]) -> int:
    count = 0
    for count, row in enumerate(found.rows, 1):  # noqa: B007 - the count is the answer
        out.write(_object(found.columns, row) + "\n")
    return count


def _json_list(found: Rows, out: IO[str]) -> int:
    count = 0
    for count, row in enumerate(found.rows, 1):
        out.write(("[\n  " if count == 1 else ",\n  ") + _object(found.columns, row))
    out.write("\n]\n" if count else "[]\n")
    return count


def _object(columns: list[str], row: list[Any]) -> str:
    plain = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
    return json.dumps(plain, ensure_ascii=False)


def _tabulated(style: str) -> Callable[[Rows, IO[str]], int]:
    def write(found: Rows, out: IO[str]) -> int:
        from tabulate import tabulate

        rows = list(found.rows)
        clean = in_markdown if style == "pipe" else without_controls
        numbers = [_numeric([row[at] for row in rows]) for at in range(len(found.columns))]
        text = tabulate(
            [[clean(_shown(value)) for value in row] for row in rows],
            headers=[clean(name) for name in found.columns],
            tablefmt=style,
            colalign=["right" if one else "left" for one in numbers] if rows else None,
            disable_numparse=True,
        )
        out.write(f"{text}\n")
        return len(rows)

    return write


def _numeric(values: list[Any]) -> bool:
    return all(isinstance(one, (int, float)) and not isinstance(one, bool)
               for one in values if one is not None)  # fmt: skip


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    text = cell(value)
    if isinstance(value, str) and text in ("", "null"):
        return f'"{text}"'
    text = text.replace("\n", "⏎")
    return text if len(text) <= _WIDEST or _is_entity(value) else f"{text[: _WIDEST - 1]}…"


_WRITERS: dict[str, Callable[[Rows, IO[str]], int]] = {
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "json": _json_list,
    "jsonl": _json_lines,
    "table": _tabulated("simple"),
    "markdown": _tabulated("pipe"),
}
