"""A file of any kind as a table: what it is shows in its bytes, not in its name."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from loaders.tables.mapping import Mapping
from loaders.tables.packed import unpacked
from loaders.tables.table import RawTable
from pathways.errors import RecordsError, shown

__all__ = ["raw_bytes", "raw_file"]

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


def raw_file(path: Path, how: Mapping | None = None) -> RawTable:
    """A file as a table, with its digest; ``-`` is standard input.

    Raises:
        RecordsError: there is no such file, or it is none that can be read.
    """
    data = sys.stdin.buffer.read() if str(path) == "-" else _bytes(path)
    name = "standard input" if str(path) == "-" else path.name
    digest = hashlib.sha256(data).hexdigest()
    return raw_bytes(data, name, how).named(name, digest)


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


def raw_bytes(data: bytes, name: str, how: Mapping | None = None) -> RawTable:
    """The contents of a file as a table.

    Raises:
        RecordsError: empty, damaged, or of a kind that is no table.
    """
    data = unpacked(data, name)
    if not data.strip(b"\0\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise RecordsError(f"{shown(name)} is empty: there is no header and no row.")
    for mark, what in _FOREIGN:
        if data.startswith(mark):
            raise RecordsError(
                f"{shown(name)} is {what}. Give a CSV, Excel, ODS, JSON Lines or Parquet file."
            )
    return _read(data, name, how or Mapping())


def _read(data: bytes, name: str, how: Mapping) -> RawTable:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from loaders.tables.sheets import read_workbook

        return read_workbook(data, name, how)
    if data.startswith(b"PAR1"):
        from loaders.tables.parquet import read_parquet

        return read_parquet(data, name)
    if b"<log" in data[:4096] and start.startswith((b"<?xml", b"<log")):
        from loaders.tables.xes import read_xes

        return read_xes(data, name)
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        from loaders.tables.markup import read_markup

        return read_markup(data, name)
    if start.startswith((b"{", b"[{", b"[ {", b"[\n", b"[\r\n", b"[]")):
        from loaders.tables.lines import read_lines

        return read_lines(data, name)
    return _read_text(data, name, how)


def _read_text(data: bytes, name: str, how: Mapping) -> RawTable:
    """What is no other format: a list in YAML, a table in Markdown, or cells with a delimiter."""
    from loaders.tables.lists import is_list, is_markdown, read_list, read_markdown
    from loaders.tables.text import read_text

    if is_list(data, name):
        return read_list(data, name)
    return read_markdown(data, name, how) if is_markdown(data) else read_text(data, name, how)
