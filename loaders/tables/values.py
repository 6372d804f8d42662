"""Several values in one cell, and what stands between them."""

from __future__ import annotations

import re

__all__ = ["AND", "COUPLE", "people_in", "values_in_cell"]

COUPLE = " & "
"""What stands between two persons; the words for *and* say the same."""
AND = r"\s*(?:&|\+)\s*|\s(?:and|und|et|y|e)\s"


def values_in_cell(text: str, separator: str) -> list[str]:
    """The different values of a cell.

    >>> values_in_cell("Mentor, Speaker, Mentor", ", ")
    ['Mentor', 'Speaker']
    """
    parts = [part.strip() for part in text.split(separator.strip())]
    return list(dict.fromkeys(filter(None, parts))) or [text]


def people_in(text: str, separator: str) -> list[str]:
    """The persons of a cell; two of one family name, which is written once, both have it.

    >>> people_in("Ann & Ben Bard", " & "), people_in("Ann Abel und Ben Bard", " & ")
    (['Ann Bard', 'Ben Bard'], ['Ann Abel', 'Ben Bard'])
    """
    if separator != COUPLE:
        return values_in_cell(text, separator)
    parts = [part.strip() for part in re.split(AND, text) if part.strip()]
    family = parts[-1].split()[1:] if parts else []
    named = [part if len(part.split()) > 1 else " ".join([part, *family]) for part in parts]
    return list(dict.fromkeys(named)) or [text]
