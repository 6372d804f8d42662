"""What stands around a table: titles above it, the name of its sheet and of its file."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import PurePath

from loaders.tables.date_forms import is_date
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.stacked import words_and_day
from loaders.tables.table import RawTable, distinct

__all__ = ["context_of", "likely_program", "only_year"]

_NAMELESS = re.compile(
    r"^(?:sheet|tabelle|feuil(?:le)?|hoja|planilha|folha|table|blatt|worksheet|results?|export|data|"
    r"report|untitled|book|mappe|classeur|libro)[\s_-]*\d*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARLY = frozenset(map(key_of, ALIASES["edition"][-1]))
_WORDS = re.compile(r"[\s_]+")


def context_of(raw: RawTable) -> str:
    """Everything that stands around the table, as one text."""
    return " ".join((*raw.layout.titles, *raw.layout.sheets, PurePath(raw.name).stem))


def only_year(raw: RawTable, context: str) -> int:
    """The year of dates that say none: the only one around the table, else the only one that the
    names of its columns say, or a column of years; 0 where there is none, or several."""
    told = [distinct(values) for name, values in raw.columns.items() if key_of(name) in _YEARLY]
    for texts in ([context], [*raw.columns, *(years[0] for years in told if len(years) == 1)]):
        years = {year for text in texts for year in _YEAR.findall(text)}
        if years:
            return int(years.pop()) if len(years) == 1 else 0
    return 0


def likely_program(raw: RawTable) -> str:
    """What all rows are about: the name of the sheet, a title above the table, or of the file."""
    sheets = _common(raw.layout.sheets)
    stem = PurePath(raw.name).stem
    titles = raw.layout.titles
    titles = titles if len(raw.layout.sheets) < 2 else _common(titles)
    names = [name for name in (*titles, *sheets, stem) if _says_something(name)]
    name = _WORDS.sub(" ", names[0] if names else stem).strip()
    words, _ = words_and_day(name) or (name, "")
    return words[:80] or "program"


def _common(sheets: tuple[str, ...]) -> tuple[str, ...]:
    """What the titles of all sheets begin with, where those are words: Tutoring 2024, 2025."""
    if len(sheets) < 2:
        return sheets
    alike = [letters[0] for letters in takewhile(_same, zip(*sheets, strict=False))]
    begin = re.sub(r"[\W\d_]+$", "", "".join(alike))
    return (begin,) if len(begin) > 3 else ()


def _same(letters: tuple[str, ...]) -> bool:
    return len(set(letters)) == 1


def _says_something(name: str) -> bool:
    told = any(map(str.isalpha, name)) and bool(key_of(name))
    return told and not (_NAMELESS.match(name) or is_date(name))
