"""Rows of totals, which stand under a table or under a part of it and are nobody's."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.layout import SHEET
from loaders.tables.table import RawTable, distinct, only_rows
from pathways.record.sieve import caught

__all__ = ["say_total", "says_total", "total_rows", "without_totals"]

Bools = NDArray[np.bool_]

_WORD = (
    r"total|totals|sum|sums|summe|summen|gesamt|gesamtsumme|insgesamt|endsumme|totaux|somme|ensemble"
    r"|suma|totales|totais|soma|totale|totaal|average|mean|count|durchschnitt|anzahl|moyenne"
    r"|promedio|média|tot\.?|totaal|totale|razem|suma|łącznie"
)
_OF = (
    r"volunteer|hours|hrs|people|persons|participants|attendees|attendance|attended|volunteers|members|present"
    r"|students|count|amount|général|générale|general|geral|stunden|teilnehmer|teilnehmende|personen"
    r"|mitglieder|mitgliedern|anmeldungen|besuche|besucher|freiwillige|ehrenamtliche|kinder|spenden"
    r"|guests|visits|visitors|registrations|registered|sign-?ins|kids|children|youth|adults|families"
    r"|households|sessions|events|shifts|donations|gifts|raised|unique|membres|adhérents|bénévoles"
    r"|inscrits|présents|dons|socios|miembros|voluntarios|inscritos|asistencias|membros|presenças"
    r"|teilnahmen|heures|personnes|horas|personas|pessoas|asistentes"
)
_TOTAL = re.compile(
    rf"(?:(?:grand|overall|running|sub|sous)[\s-]*)?(?:{_WORD})(?:\s+(?:(?:of|der|de|des)\s+)?(?:{_OF})){{0,2}}"
    rf"\s*[:=]?\s*[\d.,]*|(?:sub-?total|zwischensumme|sous-total)\b.{{0,60}}",
    re.IGNORECASE,
)
_LONGEST = 90
_STEMS = rf"(?i){_WORD}|total|zwischensumme"
_NUMBER = re.compile(
    r"[€$£¥+\s-]*\d[\d.,'’\s]*(?::\d\d){0,2}\s*(?:%|[€$£¥]|h|hrs?|hours?|std\.?|eur|usd|gbp|chf)?|[-–—]",
    re.IGNORECASE,
)


def says_total(cell: str) -> bool:
    """Whether a cell is a word for a total.

    >>> says_total("Grand total:"), says_total("Gesamt"), says_total("Total Beginners")
    (True, True, False)
    """
    return len(cell) < _LONGEST and bool(_TOTAL.fullmatch(cell))


def say_total(values: pd.Categorical) -> Bools:
    """Whether each cell of a column is a word for a total.

    >>> say_total(pd.Categorical(["Ann", "TOTAL", None])).tolist()
    [False, True, False]
    """
    is_total = np.append(caught(values.categories, _STEMS), False)
    for at in np.flatnonzero(is_total):
        is_total[at] = says_total(str(values.categories[at]))
    return np.asarray(is_total[np.asarray(values.codes)])


def total_rows(raw: RawTable) -> Bools:
    """Which rows are totals: the first filled cell says so, the others are numbers or blank.

    >>> table = RawTable("a.csv", {"Name": pd.Categorical(["Ann", "TOTAL"]),
    ...     "Hours": pd.Categorical(["2", "2"])}, np.array([2, 3]))
    >>> total_rows(table).tolist()
    [False, True]
    """
    columns = [values for header, values in raw.columns.items() if header != SHEET]
    found, first = _begin_so(columns, len(raw.rows))
    for number, values in enumerate(columns):
        at = np.flatnonzero(found & (first != number))
        if not len(at):
            continue
        codes = np.asarray(values.codes)[at]
        texts = distinct(values)
        numbers = {c: c < 0 or bool(_NUMBER.fullmatch(texts[c])) for c in set(codes.tolist())}
        found[at] = [numbers[code] for code in codes.tolist()]
    return found if not found.all() else np.zeros(len(raw.rows), dtype=bool)


def _begin_so(columns: list[pd.Categorical], rows: int) -> tuple[Bools, NDArray[np.int64]]:
    """Rows whose first filled cell is a word for totals, and the column of that cell."""
    found, first = np.zeros(rows, dtype=bool), np.full(rows, -1, dtype=np.int64)
    for number, values in enumerate(columns):
        codes = np.asarray(values.codes)
        here = (first < 0) & (codes >= 0)
        if not here.any():
            continue
        first[here] = number
        found |= here & say_total(values)
        if (first >= 0).all():
            break
    return found, first


def without_totals(raw: RawTable) -> RawTable:
    """The table as it is understood: with the rows of people only."""
    totals = total_rows(raw)
    if not totals.any():
        return raw
    return replace(raw, columns=only_rows(raw.columns, ~totals), rows=raw.rows[~totals])
