"""Several values in one cell, and what stands between them."""

from __future__ import annotations

import re

__all__ = ["COUPLE", "are_two", "people_in", "values_in_cell"]

COUPLE = " & "
"""What stands between two persons; the words for *and* say the same."""
AND = r"\s*(?:&|\+)\s*|\s(?:and|und|et|y|e)\s"

_BETWEEN_ANY = re.compile(r"\s*[;|\n]\s*")
_NAME = r"[^\W\d_a-zà-ÿ][\w'’.-]*(?:\s[^\W\d_a-zà-ÿ][\w'’.-]*){0,2}"
_TWO = re.compile(rf"^{_NAME}(?:{AND}){_NAME}$")
_FIRMS = re.compile(r"\b(?:co|sons?|inc|ltd|llc|gmbh|partners?|associates|club|group|team)\b", re.I)


def values_in_cell(text: str, separator: str) -> list[str]:
    """The different values of a cell.

    >>> values_in_cell("Mentor, Speaker, Mentor", ", ")
    ['Mentor', 'Speaker']
    """
    parts = [part.strip() for part in text.split(separator.strip())]
    return list(dict.fromkeys(filter(None, parts))) or [text]


def people_in(text: str, separator: str) -> list[str]:
    """The persons of a cell; two of one family name, which is written once, both have it.

    Who lists people by hand separates them now so, now so: beside the separator of the column,
    what can be nothing else separates them too.

    >>> people_in("Ann & Ben Bard", " & "), people_in("Ann Abel und Ben Bard", " & ")
    (['Ann Bard', 'Ben Bard'], ['Ann Abel', 'Ben Bard'])
    >>> people_in("Ann Abel; Cy Cole & Ben Bard", ", "), people_in("Abel, Ann; Bard, Ben", ";")
    (['Ann Abel', 'Cy Cole', 'Ben Bard'], ['Abel, Ann', 'Bard, Ben'])
    """
    if separator == COUPLE:
        return _couple(text)
    listed = [
        part for piece in values_in_cell(text, separator) for part in _BETWEEN_ANY.split(piece)
    ]
    persons = [person.strip() for part in listed for person in _by_commas(part)]
    couples = [_couple(person) if are_two(person) else [person] for person in persons]
    found = [one for couple in couples for one in couple]
    return list(dict.fromkeys(filter(None, found))) or [text]


def are_two(text: str) -> bool:
    """Whether a text names two persons; Smith & Co and Boys & Girls Club are none.

    >>> are_two("Ann and Ben Bard"), are_two("Smith & Co"), are_two("Ann Abel")
    (True, False, False)
    """
    return bool(_TWO.match(text)) and not _FIRMS.search(text)


def _couple(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(AND, text) if part.strip()]
    family = parts[-1].split()[1:] if parts else []
    named = [part if len(part.split()) > 1 else " ".join([part, *family]) for part in parts]
    return list(dict.fromkeys(named)) or [text]


def _by_commas(text: str) -> list[str]:
    """The parts between commas, where each has a first and a last name."""
    parts = text.split(",")
    return parts if all(len(part.split()) > 1 for part in parts) else [text]
