"""Cells that hold several values, such as "Mentor, Speaker", and what separates them.

A separator is proposed where the parts are values of their own: they also stand alone in a cell, or
with other neighbours or in another order.  Arts, Crafts that never part are one name.  Of roles it
is enough that every such cell has one that also stands alone: Host, Speaker beside Speaker; so it
is of programs where semicolons stand between them, as in lists from JSON.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.tables.headers import key_of
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct
from loaders.tables.values import COUPLE, are_two
from loaders.understanding.columns import lists_people
from loaders.understanding.draft import Draft
from loaders.understanding.private import holds_contact, kind_of_header
from loaders.understanding.proposal import Choice, Question

__all__ = ["ask_about_several", "couples_between", "persons_between", "separator_of", "values_in"]

_SEPARATORS = ("; ", ";", ", ", ",", " / ", "/", " | ", "|", " & ", " + ", " and ", " und ")
_SIGNS = ("; ", ";", ", ", ",", " | ", "|")
_LONGEST = 2000
"""Different values that are looked at."""
_CELL = 1000
"""Characters of a cell that lists some."""
_MOSTLY = 0.75
_BETWEEN_PEOPLE = ("; ", ";", " | ", "|", " / ", "/", ", ", ",", " & ", " + ")
_WHY = {
    "participant": "its parts look like people",
    "role": "some of its parts also stand alone",
    "program": "some of its parts also stand alone",
}
_PERSONS = frozenset(map(key_of, (
    "volunteer", "attendee", "participant", "member", "student", "guest", "who", "person", "client",
    "teilnehmer", "teilnehmerin", "teilnehmer/in", "teilnehmer*in", "freiwillige", "mitglied",
    "bénévole", "membre", "voluntario", "persona", "asistente", "pessoa", "voluntário",
    "participante",
)))  # fmt: skip
_SHORT_LIST = re.compile(r"^(?:[^\W\d][\w'’-]*(?: [\w'’-]+){0,2}(?:[,;] ?|$)){2,6}$")
_FEW_CELLS = 4
_SURELY_MANY = 3
"""So many parts of a cell are persons, although each has one word."""


def ask_about_several(draft: Draft) -> None:
    """Propose what separates the values of a cell of roles, of programs or of persons."""
    _ask_about_places(draft)
    for ours in ("participant", "role", "program"):
        header = draft.header(ours)
        if header is None or ours in draft.mapping.split:
            continue
        separator = _between(ours, distinct(draft.raw.columns[header]), header)
        if separator:
            draft.questions.append(_question(draft.raw, ours, header, separator))
        elif ours != "participant" and (separator := _few_lists(draft.raw.columns[header])):
            asked = _question(draft.raw, ours, header, separator)
            draft.questions.append(
                replace(asked, choices=asked.choices[::-1], reason="no part of it stands alone")
            )


def _ask_about_places(draft: Draft) -> None:
    """The same where the cells of several columns say who."""
    rule = draft.mapping.wide
    if rule is None or rule.cell != "participant" or "participant" in draft.mapping.split:
        return
    cells = {column.header: distinct(draft.raw.columns[column.header]) for column in draft.wide}
    texts = [text for each in cells.values() for text in each]
    separator = persons_between(texts, "") or couples_between(texts)
    if separator:
        header = next(name for name, each in cells.items()
                      if any(_has(text, separator) for text in each))  # fmt: skip
        draft.questions.append(_question(draft.raw, "participant", header, separator))


def _has(text: str, separator: str) -> bool:
    return separator in text or (separator == COUPLE and are_two(text))


def values_in(texts: list[str]) -> list[str]:
    """The different values of a column, those apart that stand in one cell.

    >>> values_in(["Choir, Band", "Band, Choir", "Choir"])
    ['Choir', 'Band']
    """
    separator = separator_of(texts)
    if not separator:
        return texts
    return list(dict.fromkeys(part.strip() for text in texts for part in text.split(separator)))


def _looked_at(texts: list[str]) -> list[str]:
    """The texts in which values are looked for: not the longest, which are no lists of names."""
    return [text for text in texts[:_LONGEST] if len(text) <= _CELL]


def _between(ours: str, texts: list[str], header: str) -> str:
    """What separates several values of one of our columns; empty where nothing does."""
    if ours == "participant":
        return persons_between(texts, header)
    listed = _listed(texts)
    return separator_of(texts) or (listed if ours == "role" or listed == "; " else "")


def persons_between(texts: list[str], header: str) -> str:
    """What separates persons, where most cells list some, or one in a column of *attendees*;
    *Lopez, Maria* is one person."""
    looked_at = _looked_at(texts)
    least = 1 if lists_people(header) else max(2, len(looked_at) / 2)
    found = {}
    for separator in _BETWEEN_PEOPLE:
        cells = [text.split(separator) for text in looked_at]
        lists = [[part.strip() for part in cell] for cell in cells if len(cell) > 1]
        parts = [part for names in lists for part in names if part]
        if len(lists) < least:
            continue
        whole = sum(len(part.split()) > 1 or holds_contact(part) for part in parts)
        many = statistics.median(map(len, lists)) >= _SURELY_MANY
        if whole >= _MOSTLY * len(parts) or many:
            found[separator] = len(lists)
    if found:
        return max(found, key=found.__getitem__)
    return couples_between(texts) if _names_persons(header) else ""


def _names_persons(header: str) -> bool:
    """Whether a column has names of persons; Boys & Girls Club is one organisation."""
    named = kind_of_header(header) == "personal names" or key_of(header) in _PERSONS
    return named or lists_people(header)


def couples_between(texts: list[str]) -> str:
    """``&`` where some cells hold two persons; *and* in other languages is the same.

    >>> couples_between(["Cy Cole", "Ann and Ben Bard"]), couples_between(["Smith & Co"])
    (' & ', '')
    """
    return COUPLE if any(map(are_two, _looked_at(texts))) else ""


def separator_of(texts: list[str]) -> str:
    """What separates several values in some of these cells; empty where nothing does.

    >>> separator_of(["Mentor", "Speaker", "Mentor, Speaker"])
    ', '
    >>> separator_of(["Arts, Crafts", "Cooking"])
    ''
    """
    for separator in _SEPARATORS:
        joined = [text for text in _looked_at(texts) if separator in text]
        if joined and _parts_live_alone(texts, joined, separator):
            return separator
    return ""


def _parts_live_alone(texts: list[str], joined: list[str], separator: str) -> bool:
    alone = {text.casefold() for text in texts if separator not in text}
    neighbours: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for text in joined:
        parts = [part.strip().casefold() for part in text.split(separator)]
        if not all(parts):
            return False
        for part in parts:
            neighbours[part].add(tuple(parts))
    free = [part for part, among in neighbours.items() if part in alone or len(among) > 1]
    return len(free) >= _MOSTLY * len(neighbours)


def _listed(texts: list[str]) -> str:
    """The sign between parts of which one in every cell also stands alone."""
    for separator in _SIGNS:
        joined = [text for text in _looked_at(texts) if separator in text]
        alone = {text.casefold() for text in texts if separator not in text}
        parts = [[part.strip().casefold() for part in text.split(separator)] for text in joined]
        if joined and all(all(part) and alone & set(part) for part in parts):
            return separator
    return ""


def _few_lists(values: pd.Categorical) -> str:
    """The sign between short parts in so few cells that they cannot show whether they are several.

    >>> _few_lists(pd.Categorical(["Git, Shell", "Python"])), _few_lists(pd.Categorical(["Git"]))
    (', ', '')
    """
    for separator in _SIGNS[:4]:
        lists = [text for text in distinct(values) if separator in text]
        parts = {part.strip() for text in lists for part in text.split(separator.strip())}
        alone = parts.intersection(distinct(values))
        if lists and not alone and all(map(_SHORT_LIST.match, lists)):
            return separator if values.isin(lists).sum() <= _FEW_CELLS else ""
    return ""


def _question(raw: RawTable, ours: str, header: str, separator: str) -> Question:
    values = raw.columns[header]
    texts = distinct(values)
    joined = [number for number, text in enumerate(texts) if _has(text, separator)]
    at = np.flatnonzero(np.isin(np.asarray(values.codes), joined))
    first = int(at[0])
    choices = (
        Choice(separator, Mapping(split={ours: separator}), "several"),
        Choice("one", Mapping(), "one"),
    )
    return Question(
        "separator",
        header,
        choices,
        _WHY[ours],
        row=int(raw.rows[first]),
        cell=texts[int(values.codes[first])],
        cells=len(at),
    )
