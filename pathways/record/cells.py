"""Cells of files that others open: no formula, nothing that steers a terminal, no broken table.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula; a
name such as ``=HYPERLINK(…)`` would run where the file is opened.  In CSV and TSV such a cell
gets an apostrophe in front, as a person would type it.  Numbers stay as they are.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pandas as pd

__all__ = [
    "in_markdown",
    "inert",
    "inert_table",
    "moment_text",
    "restored",
    "without_controls",
    "zone_text",
]

_FORMULA = re.compile(r"^'*\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?[\d.,]*\d(?:[eE][+-]?\d+)?\s*%?$|^[-+]+$")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def inert(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("-5.2"), inert("mentor"), inert("@name")
    ("'=1+1", '-5.2', 'mentor', "'@name")
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def restored(text: str) -> str:
    """What a text was before :func:`inert`.

    >>> restored(inert("=1+1")), restored("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text[:1] == "'" and inert(text[1:]) == text else text


def inert_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts, and names of columns, are cells that no spreadsheet calculates."""
    made = table.rename(columns=lambda name: inert(str(name)))
    for at in range(len(made.columns)):
        values = table.iloc[:, at]
        if not pd.api.types.is_numeric_dtype(values) and values.dtype.kind not in "mMb":
            made.isetitem(at, values.map(_inert_text, na_action="ignore"))
    return made


def _inert_text(value: object) -> object:
    return inert(value) if isinstance(value, str) else value


def without_controls(text: str) -> str:
    """A text without what steers a terminal, breaks a line or turns it around.

    >>> without_controls("An" + chr(27) + "[31ma")
    'An [31ma'
    """
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def in_markdown(text: str) -> str:
    """A text as a cell of a table in Markdown.

    >>> in_markdown("a|b")
    'a\\\\|b'
    """
    return without_controls(text).replace("|", "\\|")


def moment_text(value: date | time) -> str:
    """A date or a time as ISO 8601 writes it, with the name of its zone where it has one.

    >>> moment_text(pd.Timestamp("2024-01-31 09:30", tz="Europe/Berlin"))
    '2024-01-31T09:30:00+01:00[Europe/Berlin]'
    """
    return value.isoformat() + zone_text(getattr(value, "tzinfo", None))


def zone_text(zone: Any) -> str:
    """The name of a zone behind a time, as Java and Cypher write it; nothing for an offset."""
    name = getattr(zone, "zone", None) or getattr(zone, "key", None)
    return f"[{name}]" if name and "/" in name else ""
