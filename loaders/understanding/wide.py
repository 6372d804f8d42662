"""One column per program, edition or role, turned into one row per engagement."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.date_forms import date_spans
from loaders.tables.headers import find_header
from loaders.tables.mapping import FIELDS, Mapping, WideRule
from loaders.tables.periods import period_spans
from loaders.tables.table import RawTable, distinct
from loaders.understanding.dates import CELLS, HEADERS, Place
from loaders.understanding.marks import CAME, STAYED_AWAY, means
from loaders.understanding.statuses import status_of
from pathways.errors import MappingError, one_of, shown

__all__ = ["ACROSS", "Melted", "date_place", "fields_of", "matches_of", "melted"]

ACROSS = "{participant}"
"""The column of people who stand across the top of a sheet, one column each."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SIGN = "\x00"
"""Stands for what was found in a header by itself."""
_WILD = re.compile(r"[*?\[]")
_LONGEST = 200
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Melted:
    """The long form of a wide table, the mapping that fits it, and what happened on the way.

    ``at`` is the place of the row of the wide table that each row comes from, ``away`` the place of
    the rows whose cell says that somebody did not come, with that cell.
    """

    raw: RawTable
    mapping: Mapping
    at: Ints
    away: dict[int, str]
    notes: tuple[str, ...]


def melted(raw: RawTable, mapping: Mapping) -> Melted:
    """The long form of a wide table.

    A row of the long form is a cell that is not blank; it keeps the number of its row.  What the
    header says (the parts of the pattern) and what the cell says become columns.

    Raises:
        MappingError: no column has the shape of the pattern.
    """
    rule = mapping.wide
    if rule is None:
        return Melted(raw, mapping, np.arange(len(raw.rows)), {}, ())
    ours = {find_header(theirs, raw.columns) for theirs in mapping.columns.values() if theirs}
    matches = matches_of([name for name in raw.columns if name not in ours], rule, mapping.year)
    if not matches:
        raise MappingError(_no_match(raw, rule))
    at, which = _filled_cells(raw, list(matches))
    columns = {name: values[at] for name, values in raw.columns.items() if name not in matches}
    names = list(dict.fromkeys(name for match in matches.values() for name in match))
    columns |= {f"{{{name}}}": _said(matches, name, which) for name in names}
    cells = _cells(raw, list(matches), at, which)
    if rule.cell:
        columns[f"{{{rule.cell}}}"] = pd.Categorical(pd.Series(cells, dtype="str"))
    keyed = find_header(mapping.columns.get("engagement", "") or "\0", columns)
    if keyed:
        columns[keyed] = _distinct_keys(columns[keyed], list(matches), which)
    made = {name: f"{{{name}}}" for name in [*names, *([rule.cell] if rule.cell else [])]}
    long = replace(raw, columns=columns, rows=raw.rows[at])
    return Melted(
        long,
        replace(mapping, columns={**mapping.columns, **made}),
        at,
        _away(cells, rule),
        (_note(raw, rule, len(matches), len(at)),),
    )


def date_place(raw: RawTable, header: str, rule: WideRule | None) -> Place:
    """Where a column of dates stands, for messages; those of events may be in their names."""
    if header != "{start}" or rule is None:
        return Place(raw.name, header, raw.rows)
    if rule.cell == "start":
        return Place(raw.name, CELLS, raw.rows)
    return Place(raw.name, HEADERS, np.full(len(raw.rows), raw.layout.header_row, dtype=np.int64))


def _note(raw: RawTable, rule: WideRule, columns: int, cells: int) -> str:
    if rule.columns == (ACROSS,):
        return (
            f"{len(raw.rows):,} rows with {columns} columns of people make {cells:,} engagements, "
            "which are counted as rows."
        )
    like = ", ".join(map(shown, rule.columns[:3])) + (" …" if len(rule.columns) > 3 else "")
    return (
        f"{len(raw.rows):,} rows with {columns} columns like {like} make {cells:,} engagements, "
        "which are counted as rows."
    )


def _no_match(raw: RawTable, rule: WideRule) -> str:
    headers = ", ".join(shown(header, 40) for header in list(raw.columns)[:12])
    return (
        f"{shown(raw.name)} has no column like {shown(', '.join(rule.columns))}. Its columns are "
        f"{headers}."
    )


def fields_of(rule: WideRule) -> list[str]:
    """Our columns that a rule finds in headers and cells.

    Raises:
        MappingError: a placeholder that is none of our columns.
    """
    names = [
        "role" if rule.cell == "participant" and "{" not in pattern else name
        for pattern in rule.columns
        for name in _names(pattern)
    ]
    return list(dict.fromkeys([*names, *([rule.cell] if rule.cell else [])]))


def _names(pattern: str) -> list[str]:
    names = ["start" if name == "date" else name for name in _PLACEHOLDER.findall(pattern)]
    for name in names:
        if name not in FIELDS:
            raise MappingError(f"{one_of(name, FIELDS, 'placeholder')} (wide.columns).")
    return names or ["program"]


def matches_of(
    headers: Sequence[str] | dict[str, pd.Categorical], rule: WideRule, year: int = 0
) -> dict[str, dict[str, str]]:
    """Headers of a pattern's shape, and what they say; the first pattern that fits counts."""
    skip = {pattern.casefold() for pattern in rule.skip}
    like = [pattern for pattern in skip if _WILD.search(pattern)]
    found: dict[str, dict[str, str]] = {}
    shapes = [_shape_of(pattern) for pattern in rule.columns if "{" in pattern]
    plain = {one.casefold(): one for one in reversed(rule.columns) if "{" not in one}
    places = {one: place for place, one in reversed(list(enumerate(rule.columns)))}
    named = "role" if rule.cell == "participant" else "program"
    for header in headers:
        name = header.casefold()
        passed = name in skip or any(fnmatchcase(name, pattern) for pattern in like)
        if passed or len(header) > _LONGEST:
            continue
        literal = plain.get(name)
        before = places[literal] if literal else len(places)
        able = (shape for shape in shapes if places[shape.pattern] < before)
        match = next(filter(None, (shape.says(header, year) for shape in able)), None)
        if match is None and literal and _same(literal, header):
            match = {named: header}
        if match is not None:
            found[header] = match
    return found


def _same(literal: str, header: str) -> bool:
    """Whether a header is what a rule names, in large letters or small."""
    return literal == header or bool(re.fullmatch(re.escape(literal), header, re.IGNORECASE))


@dataclass(frozen=True)
class _Shape:
    """A pattern with placeholders: what of it is looked for first, and the shapes of headers.

    ``around`` is that of the rest around what was found, ``whole`` that of the whole header.
    """

    pattern: str
    first: str
    around: re.Pattern[str]
    whole: re.Pattern[str]

    def says(self, header: str, year: int) -> dict[str, str] | None:
        """What a header says: a date, a period or a status first, and all around it.

        Spring Gala 2022 is the Spring Gala of 2022, and no Spring of Gala 2022.
        """
        spans = _SPANS[self.first](header, year) if self.first else ()
        for begin, end in spans:
            match = self.around.fullmatch(header[:begin] + _SIGN + header[end:])
            if match:
                return _tidy({**match.groupdict(), self.first: header[begin:end]})
        if self.first == "start" or (spans and len(_names(self.pattern)) > 1):
            return None
        match = self.whole.fullmatch(header)
        return _tidy(match.groupdict()) if match else None


def _shape_of(pattern: str) -> _Shape:
    names = _names(pattern)
    first = next((name for name in _SPANS if name in names), "")
    whole = _regex(pattern, "")
    return _Shape(pattern, first, _regex(pattern, first) if first else whole, whole)


def _regex(pattern: str, found: str) -> re.Pattern[str]:
    names = _names(pattern)
    shape = "".join(
        re.escape(piece) if not number % 2 else _group(names[number // 2], found)
        for number, piece in enumerate(_PLACEHOLDER.split(pattern))
    )
    return re.compile(shape, re.IGNORECASE)


def _group(name: str, found: str) -> str:
    return f"(?P<{name}>{_SIGN})" if name == found else f"(?P<{name}>.+?)"


def _statuses(header: str, _year: int) -> list[tuple[int, int]]:
    """The last words of a header that are a status, the longest first."""
    starts = [found.end() for found in re.finditer(r"[\s:_-]+", header)]
    return [(first, len(header)) for first in starts if status_of(header[first:])]


def _periods(header: str, _year: int) -> list[tuple[int, int]]:
    return period_spans(header)


_SPANS: dict[str, Callable[[str, int], Sequence[tuple[int, int]]]] = {
    "start": date_spans,
    "edition": _periods,
    "status": _statuses,
}
"""What is found in a header by itself."""


def _tidy(parts: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in parts.items()}


def _filled_cells(raw: RawTable, headers: list[str]) -> tuple[Ints, Ints]:
    """The places of the cells that say something: row by row, and which of the headers."""
    parts = [np.flatnonzero(np.asarray(raw.columns[name].codes) >= 0) for name in headers]
    at = np.concatenate(parts).astype(np.int64)
    which = np.repeat(np.arange(len(parts)), [len(part) for part in parts]).astype(np.int64)
    order = np.lexsort((which, at))
    return at[order], which[order]


def _said(matches: dict[str, dict[str, str]], name: str, which: Ints) -> pd.Categorical:
    texts = [parts.get(name) for parts in matches.values()]
    codes, names = pd.factorize(np.array(texts, dtype=object))
    return pd.Categorical.from_codes(codes[which], categories=pd.Index(names, dtype="str"))


def _cells(raw: RawTable, headers: list[str], at: Ints, which: Ints) -> NDArray[np.object_]:
    texts = np.full(len(at), None, dtype=object)
    by_column = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which, minlength=len(headers)))
    for header, cells in zip(headers, np.split(by_column, ends[:-1]), strict=True):
        known = np.array([*distinct(raw.columns[header]), None], dtype=object)
        texts[cells] = known[np.asarray(raw.columns[header].codes)[at[cells]]]
    return texts


def _distinct_keys(keys: pd.Categorical, headers: list[str], which: Ints) -> pd.Categorical:
    """The source's own key of a row, told apart by the column of the engagement."""
    known = distinct(keys)
    texts = [
        None if code < 0 else f"{known[code]}/{headers[column]}"
        for code, column in zip(np.asarray(keys.codes), which, strict=True)
    ]
    return pd.Categorical(pd.Series(texts, dtype="str"))


def _away(cells: NDArray[np.object_], rule: WideRule) -> dict[int, str]:
    """The cells that say that somebody did not come."""
    no = {" ".join(word.split()).casefold() for word in rule.no}
    meaning = {
        word: STAYED_AWAY
        if word.casefold() in no
        else CAME
        if no
        else means(word, [word.casefold() for word in rule.yes])
        for word in set(cells.tolist())
    }
    return {at: word for at, word in enumerate(cells.tolist()) if meaning[word] == STAYED_AWAY}
