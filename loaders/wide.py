"""One column per program, edition or role, turned into one row per engagement."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from loaders.mapping import FIELDS, Mapping, WideRule
from loaders.tables.table import RawTable, distinct
from pathways.errors import MappingError, one_of, shown

__all__ = ["melted"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def melted(raw: RawTable, mapping: Mapping) -> tuple[RawTable, Mapping, list[str]]:
    """The long form of a wide table, the mapping that fits it, and what to say about it.

    A row of the long form is a cell that does not mean no; it keeps the number of its row.  What
    the header says (the parts of the pattern) and what the cell says become columns.

    Raises:
        MappingError: no column has the shape of the pattern.
    """
    rule = mapping.wide
    if rule is None:
        return raw, mapping, []
    matches = _matches(raw, rule)
    no = {" ".join(word.split()).casefold() for word in rule.no}
    yes = {header: _engaged(raw.columns[header], no) for header in matches}
    at = np.concatenate([np.flatnonzero(mask) for mask in yes.values()])
    which = np.repeat(np.arange(len(yes)), [int(mask.sum()) for mask in yes.values()])
    order = np.lexsort((which, at))
    at, which = at[order], which[order]
    columns = {name: values[at] for name, values in raw.columns.items() if name not in matches}
    said = [_said(matches, name, which) for name in next(iter(matches.values()))]
    columns |= dict(said)
    if rule.cell:
        columns[f"{{{rule.cell}}}"] = _cells(raw, list(yes), at, which)
    ours = {name: f"{{{name}}}" for name in _fields(rule)}
    note = (
        f"{len(raw.rows):,} rows with {len(matches)} columns like {shown(rule.columns)} make "
        f"{len(at):,} engagements, which are counted as rows."
    )
    long = replace(raw, columns=columns, rows=raw.rows[at])
    return long, replace(mapping, columns={**mapping.columns, **ours}), [note]


def _fields(rule: WideRule) -> list[str]:
    names = ["start" if name == "date" else name for name in _PLACEHOLDER.findall(rule.columns)]
    for name in names:
        if name not in FIELDS:
            raise MappingError(f"{one_of(name, FIELDS, 'placeholder')} (wide.columns).")
    return [*names, *([rule.cell] if rule.cell else [])]


def _matches(raw: RawTable, rule: WideRule) -> dict[str, dict[str, str]]:
    """Headers of the pattern's shape, and what they say."""
    pieces = _PLACEHOLDER.split(rule.columns)
    names = _fields(replace(rule, cell=""))
    shape = "".join(
        f"(?P<{names[number // 2]}>.+?)" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
    found = {header: re.fullmatch(shape, header, re.IGNORECASE) for header in raw.columns}
    skip = [pattern.casefold() for pattern in rule.skip]
    matches = {
        header: match.groupdict()
        for header, match in found.items()
        if match and not any(fnmatchcase(header.casefold(), pattern) for pattern in skip)
    }
    if not matches:
        headers = ", ".join(shown(header, 40) for header in list(raw.columns)[:12])
        raise MappingError(
            f"{shown(raw.name)} has no column like {shown(rule.columns)}. "
            f"Its columns are {headers}."
        )
    return matches


def _engaged(values: pd.Categorical, no: set[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    means = np.array([*(text.casefold() not in no for text in distinct(values)), "" not in no])
    return np.asarray(means[np.asarray(values.codes)])


def _said(
    matches: dict[str, dict[str, str]], name: str, which: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[str, pd.Categorical]:
    texts = [" ".join(parts[name].split()) for parts in matches.values()]
    codes, names = pd.factorize(np.array(texts, dtype=object))
    values = pd.Categorical.from_codes(codes[which], categories=pd.Index(names, dtype="str"))
    return f"{{{name}}}", values


def _cells(
    raw: RawTable,
    headers: list[str],
    at: np.ndarray[tuple[int], np.dtype[np.int64]],
    which: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> pd.Categorical:
    texts = np.full(len(at), None, dtype=object)
    for number, header in enumerate(headers):
        own = which == number
        texts[own] = np.asarray(raw.columns[header][at[own]], dtype=object)
    return pd.Categorical(pd.Series(texts, dtype="str"))
