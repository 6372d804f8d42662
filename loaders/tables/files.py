"""A file of any kind as a table: what it is shows in its bytes, not in its name."""

from __future__ import annotations

import hashlib
import re
import sys
import zipfile
from pathlib import Path

from loaders.tables.lines import read_lines
from loaders.tables.lists import is_list, is_markdown, read_list, read_markdown
from loaders.tables.mapping import Mapping
from loaders.tables.markup import read_markup
from loaders.tables.packed import unpacked
from loaders.tables.parquet import read_parquet
from loaders.tables.repeated import below_each_other
from loaders.tables.sheets import read_workbook
from loaders.tables.table import RawTable
from loaders.tables.text import read_text
from loaders.tables.xes import read_xes
from pathways.errors import RecordsError, shown

__all__ = ["may_be_table", "raw_file"]

_BEGINS = (
    ("workbook", (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")),
    ("parquet", (b"PAR1",)),
    ("markup", (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")),
    ("lines", (b"{", b"[{", b"[ {", b"[\n", b"[\r\n", b"[]")),
)

_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "compressed (7-zip): unpack it first"),
    (b"Rar!", "compressed (RAR): unpack it first"),
    (b"BZh", "compressed (bzip2): unpack it first"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow file: save it as Parquet"),
)


_LISTS = re.compile(rb'\[\s*\[\s*(?:["\[\]\d{-]|null|true|false)')
"""How a list of lists in JSON begins."""
_NO_RECORDS = ("a PDF", "a picture", "a text document (RTF)")
_DOCUMENT = ("word/", "ppt/")
_SENTENCES, _MAYBE = (".md", ".markdown", ".rst"), ("", ".txt")
"""Ends of the names of files that are written in sentences, and of those that may be."""
_ABOUT = ("readme", "license", "licence", "changelog")
_LOOKED_AT = 20_000
"""Bytes of such a file that are looked at."""
_NOTHING = b"\0\xef\xbb\xbf\xff\xfe \t\r\n"
"""Bytes of a file that says nothing."""
_KEPT = 5_000_000
"""Bytes of a file whose table is kept for the next question about it."""
_LAST: dict[tuple[object, ...], RawTable] = {}
"""The table that was read last: a file is understood in several turns, and read once."""


def raw_file(path: Path, how: Mapping | None = None) -> RawTable:
    """A file as a table, with its digest; ``-`` is standard input.

    Raises:
        RecordsError: there is no such file, or it is none that can be read.
    """
    packed = sys.stdin.buffer.read() if str(path) == "-" else _bytes(path)
    name = "standard input" if str(path) == "-" else path.name
    digest, how = hashlib.sha256(packed).hexdigest(), how or Mapping()
    key = (digest, name, how.sheet, how.header_row, how.skip, how.encoding)
    if key in _LAST:
        return below_each_other(_LAST[key], how)
    keep, held = len(packed) <= _KEPT, [unpacked(packed, name)]
    del packed  # the bytes are with their reader alone, which lets go of them
    table = _table_of(held, name, how).named(name, digest)
    _LAST.clear()
    if keep:
        _LAST[key] = table
    return below_each_other(table, how)


def may_be_table(path: Path) -> bool:
    """Whether a file that nobody named may hold records.

    Pictures and documents hold none; nor do texts about the files beside them, without a table in
    Markdown, and other texts without a second column.  Of whatever else reading says what it is.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
        packed = zipfile.ZipFile(path).namelist() if start.startswith(b"PK") else []
    except (OSError, zipfile.BadZipFile):
        return True  # reading it says what is wrong with it
    documents = [mark for mark, what in _FOREIGN if what in _NO_RECORDS]
    if start.startswith((*documents,)) or any(one.startswith(_DOCUMENT) for one in packed):
        return False
    ends = path.suffix.lower()
    if ends in _SENTENCES or (ends in _MAYBE and path.stem.casefold() in _ABOUT):
        return is_markdown(start)
    return ends not in _MAYBE or not start.strip(_NOTHING) or _has_columns(start, path.name)


def _has_columns(start: bytes, name: str) -> bool:
    try:
        return len(_table_of([start], name, Mapping()).columns) > 1
    except RecordsError:
        return False


def _table_of(held: list[bytes], name: str, how: Mapping) -> RawTable:
    """The table in the bytes that are held, and then not held any more."""
    match _kind_of(held[0], name):
        case "workbook":
            table = read_workbook(held.pop(), name, how)
        case "parquet":
            table = read_parquet(held.pop(), name)
        case "events":
            table = read_xes(held.pop(), name)
        case "markup":
            table = read_markup(held.pop(), name)
        case "lines":
            table = read_lines(held.pop(), name)
        case "list":
            table = read_list(held.pop(), name)
        case "markdown":
            table = read_markdown(held.pop(), name, how)
        case _:
            table = read_text(held.pop(), name, how)
    return table


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise RecordsError(f"{shown(path, 200)} is a folder; give the files in it.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise RecordsError(_missing(path)) from None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise RecordsError(f"{shown(path, 200)} cannot be read: {why}.") from None
    except ValueError:
        raise RecordsError(f"{shown(path, 200)} is not the name of a file.") from None


def _missing(path: Path) -> str:
    from pathways.errors import nearest

    try:
        others = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        return f"There is no file {shown(path, 200)}, and no such folder either."
    near = nearest(path.name, others)
    return f"There is no file {shown(path, 200)}" + (f"; there is {shown(near)}." if near else ".")


def _kind_of(data: bytes, name: str) -> str:
    """What a file is, as its bytes say.

    Raises:
        RecordsError: empty, or of a kind that is no table.
    """
    if not any(part.strip(_NOTHING) for part in (data[:512], data)):
        raise RecordsError(f"{shown(name)} is empty: there is no header and no row.")
    for mark, what in _FOREIGN:
        if data.startswith(mark):
            raise RecordsError(
                f"{shown(name)} is {what}. Give a CSV, Excel, ODS, JSON Lines or Parquet file."
            )
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<log" in data[:4096] and start.startswith((b"<?xml", b"<log")):
        return "events"
    if _LISTS.match(start):
        return "lines"
    for kind, begins in _BEGINS:
        if (data if kind in ("workbook", "parquet") else start).startswith(begins):
            return kind
    # No other format: a list in YAML, a table in Markdown, or cells with a delimiter.
    return "list" if is_list(data, name) else "markdown" if is_markdown(data) else "text"
