"""Comma, semicolon, tab: text files with a delimiter.

:func:`read_text` takes a file apart with pyarrow.  Where quotation marks or ragged rows make that
uncertain it reads again, slowly, with the csv module, which counts lines; both give the same
table.  A row with more or fewer cells than the header is refused with its number and nothing
else, because its cells may stand in the wrong columns.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, count, dropwhile, islice
from typing import Any

import numpy as np
import pandas as pd

from loaders.tables.encoding import as_utf8
from loaders.tables.head import LOOKED_AT, Head, head_of
from loaders.tables.layout import Layout
from loaders.tables.mapping import Mapping
from loaders.tables.sections import has_sections, read_sections
from loaders.tables.stacked import unstacked
from loaders.tables.table import FEW, RawTable, column_of, placed, tidied, unique_headers
from pathways.errors import RecordsError, shown

__all__ = ["read_text"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "^": "caret"}
_HEAD = 1 << 20
_BLOCK = 1 << 22
_COLUMNS = 20_000
csv.field_size_limit(1 << 24)  # a long note in a cell is no reason to refuse the file


@dataclass(frozen=True)
class _Beginning:
    """How a text begins: its first records as rows of cells, and where in it each of them ends."""

    text: str
    delimiter: str
    rows: list[list[str]]
    ends: list[int]


@dataclass(frozen=True)
class _Layout:
    """Where the header ends, and how cells are told apart."""

    name: str
    delimiter: str
    headers: list[str]
    header_row: int
    offset: int
    place: Layout
    notes: tuple[str, ...] = ()


@dataclass
class _Ragged:
    """Rows that pyarrow found to be ragged; it calls this with each of them."""

    header_row: int
    delimiter: str
    rows: list[tuple[int, str]] = field(default_factory=list)

    def __call__(self, row: Any) -> str:
        cells = next(csv.reader([row.text], delimiter=self.delimiter), [])
        title = row.actual_columns == 1 and _may_be_title(row.text)
        blank_beyond = title or not any(cells[row.expected_columns :] or ["x"])
        if blank_beyond or {"\n", "\r"} & set(row.text):
            return "error"
        reason = _ragged(row.actual_columns, row.expected_columns)
        self.rows.append((self.header_row + row.number, reason))
        return "skip"


def read_text(data: bytes, name: str, how: Mapping) -> RawTable:
    """A text file with a delimiter, in any usual encoding, as a table.

    Raises:
        RecordsError: not text, empty, or a quotation mark that is never closed.
    """
    text, notes = as_utf8(data, name, how.encoding)
    sections = read_sections(text, name) if has_sections(text) else None
    if sections is not None:
        return replace(sections, notes=(*notes, *sections.notes)).without_rows(how.skip)
    begins = _beginning(text, name, max(LOOKED_AT, how.header_row + 1))
    head = head_of(begins.rows, how.header_row)
    if head is None:
        raise RecordsError(_no_header(name, how.header_row))
    layout = _layout(name, begins, head)
    fast = _fast(text, layout)
    columns, rows, bad = fast if fast is not None else _slow(text, layout)
    headers, twice = unique_headers(layout.headers)
    named = {header: tidied(values) for header, values in zip(headers, columns, strict=True)}
    # A comma is what everybody expects; anything else is worth a word.
    kind = f"Cells are separated by {DELIMITERS[layout.delimiter]}."
    told = () if layout.delimiter == "," else (kind,)
    table = RawTable(name, named, rows, tuple(bad), (*told, *notes, *layout.notes, *twice))
    placed_table = replace(table, layout=layout.place).without_blank_rows()
    return unstacked(placed_table.without_rows(how.skip))


def _beginning(text: bytes, name: str, many: int) -> _Beginning:
    head = text[:_HEAD].decode("utf-8", errors="ignore")
    announced = head[4] if head[:4].lower() == "sep=" and len(head) > 4 else ""
    skipped = len(head.splitlines(keepends=True)[0]) if announced in DELIMITERS else 0
    delimiter = announced if skipped else _delimiter(head)
    lines = io.StringIO(head[skipped:], newline="")
    seen = _first_records(lines, delimiter, name, many)
    rows = [[" ".join(cell.split()) for cell in cells] for cells, _ in seen]
    ends = accumulate((length for _, length in seen), initial=skipped)
    return _Beginning(head, delimiter, rows, [*ends][1:])


def _layout(name: str, begins: _Beginning, head: Head) -> _Layout:
    place, notes = placed(head)
    place = replace(place, delimiter=begins.delimiter)
    names = [*head.names, *[""] * (len(begins.rows[head.last]) - len(head.names))]
    if len(names) > _COLUMNS:
        raise RecordsError(
            f"{shown(name)} has {len(names):,} columns; at most {_COLUMNS:,} are read. Is it cut "
            f"at the right sign (a {DELIMITERS[begins.delimiter]})?"
        )
    offset = len(begins.text[: begins.ends[head.last]].encode())
    return _Layout(name, begins.delimiter, names, head.last + 1, offset, place, notes)


def _no_header(name: str, header_row: int) -> str:
    if header_row:
        return f"{shown(name)} has no row {header_row}, which the mapping gives as header_row."
    return f"{shown(name)} is empty: there is no header and no row."


def _first_records(
    lines: Iterator[str], delimiter: str, name: str, many: int
) -> list[tuple[list[str], int]]:
    """The first records; what breaks among them is an error where the rows are read."""
    seen: list[tuple[list[str], int]] = []
    try:
        seen.extend(islice(_records(lines, delimiter, name), many))
    except RecordsError:
        if not seen:
            raise
    return seen


def _delimiter(head: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells, at least two."""
    scores = []
    for rank, delimiter in enumerate(DELIMITERS):
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
        # A title above the header is cut into nothing by any of them.
        lengths = list(_lengths(rows))
        widths = list(dropwhile(lambda length: length < 2, lengths))
        if widths:
            alike = sum(width == widths[0] for width in widths) / len(lengths)
            scores.append((alike, widths[0], -rank, delimiter))
    return max(scores)[3] if scores else ","


def _lengths(rows: Iterator[list[str]]) -> Iterator[int]:
    """Cells of each row that says something; 0 where the delimiter breaks a quoted cell."""
    try:
        yield from (len(row) for row in islice(rows, 50) if any(row))
    except csv.Error:
        yield 0


class _Lines:
    """Lines of a text, remembering those of the record that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.taken.append(line)
        return line


def _records(
    lines: Iterator[str], delimiter: str, name: str, first: int = 1
) -> Iterator[tuple[list[str], int]]:
    """Each record's cells and its length in characters; a quotation mark left open is an error."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    for number in count(first):
        source.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if len(source.taken) != 1 or "end of data" in str(error) or "limit" in str(error):
                raise RecordsError(_unclosed(name, number, len(source.taken))) from None
            cells = next(csv.reader(source.taken, delimiter=delimiter))
        yield cells, sum(map(len, source.taken))


def _unclosed(name: str, number: int, lines: int) -> str:
    many = "1 line" if lines == 1 else f"{lines} lines"
    return (
        f'{shown(name)}, row {number}: a quotation mark (") opens and is not closed as it should '
        f"be; it swallows {many}. Close it, or write it twice where it belongs to the text."
    )


def _may_be_title(text: str) -> bool:
    """Whether the one cell of a row can be a title or a total, and no row cut at another sign."""
    return bool(text.strip()) and not re.search(r",(?! )|[;\t|^]", text)


def _ragged(cells: int, expected: int) -> str:
    return (
        f"the row has {cells} {'cell' if cells == 1 else 'cells'} where the header has {expected}"
    )


_Parsed = tuple[list[pd.Categorical], "np.ndarray[Any, np.dtype[np.int64]]", list[tuple[int, str]]]


def _fast(text: bytes, layout: _Layout) -> _Parsed | None:
    """The rows by pyarrow; ``None`` where only reading line by line can tell rows apart."""
    import pyarrow as pa

    quoted = b'"' in text
    if quoted and (text.count(b'"') % 2 or _ends_open(text, layout.delimiter)):
        return None
    ragged = _Ragged(layout.header_row, layout.delimiter)
    try:
        table = _arrow_table(text, layout, ragged, quoted=quoted)
    except pa.ArrowInvalid:
        return None
    columns = [_from_arrow(column) for column in table.unify_dictionaries().columns]
    if quoted and any(map(_has_line_breaks, columns)):
        return None
    every = np.arange(1, len(table) + len(ragged.rows) + 1, dtype=np.int64) + layout.header_row
    skipped = np.array([row for row, _ in ragged.rows], dtype=np.int64) - layout.header_row - 1
    return columns, np.delete(every, skipped), ragged.rows


def _arrow_table(text: bytes, layout: _Layout, ragged: _Ragged, *, quoted: bool) -> Any:
    import pyarrow as pa
    from pyarrow import csv as pacsv

    names = [str(number) for number in range(len(layout.headers))]
    if len(text) == layout.offset:
        return pa.table({name: pa.array([], pa.string()).dictionary_encode() for name in names})
    return pacsv.read_csv(
        pa.BufferReader(memoryview(text)[layout.offset :]),
        read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=ragged,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
            strings_can_be_null=False,
            null_values=[],
        ),
    )


def _from_arrow(column: Any) -> pd.Categorical:
    """A dictionary column whose chunks share one dictionary."""
    codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in column.chunks]
    if not codes:
        return column_of(np.zeros(0, dtype=np.int32), [])
    names = column.chunk(0).dictionary
    texts = names.to_pylist() if len(names) <= FEW else pd.Index(names.to_pandas(), dtype="str")
    return column_of(np.concatenate(codes), texts)


def _has_line_breaks(values: pd.Categorical) -> bool:
    """Whether a cell has several lines: then a quotation mark may have swallowed some."""
    return any("\n" in value or "\r" in value for value in values.categories.tolist())


def _ends_open(text: bytes, delimiter: str) -> bool:
    """Whether a quotation mark may still be open at the end of the last line."""
    lines = text[-_HEAD:].decode("utf-8", errors="ignore").splitlines()[-1:]
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _slow(text: bytes, layout: _Layout) -> _Parsed:
    """The rows by the csv module, line by line."""
    width = len(layout.headers)
    codes = [array("i") for _ in range(width)]
    known: list[dict[str, int]] = [{} for _ in range(width)]
    rows, bad = array("q"), []
    # Decoded line by line: the whole of it as one text would take four times its bytes.
    lines = io.TextIOWrapper(io.BytesIO(memoryview(text)[layout.offset :]), "utf-8", newline="")
    first = layout.header_row + 1
    records = _records(lines, layout.delimiter, layout.name, first)
    for number, (cells, _) in enumerate(records, first):
        if not any(cells[width:]) and cells:
            del cells[width:]
        if len(cells) == 1 and _may_be_title(cells[0]):
            cells.extend([""] * (width - 1))
        if len(cells) != width and cells:
            bad.append((number, _ragged(len(cells), width)))
            continue
        rows.append(number)
        for seen, column, cell in zip(known, codes, cells or [""] * width, strict=True):
            column.append(seen.setdefault(cell, len(seen)))
    columns = [_column(column, seen) for column, seen in zip(codes, known, strict=True)]
    return columns, np.array(rows, dtype=np.int64), bad


def _column(codes: Sequence[int], seen: dict[str, int]) -> pd.Categorical:
    return pd.Categorical.from_codes(
        np.array(codes, dtype=np.int32), categories=pd.Index(list(seen), dtype="str")
    )
