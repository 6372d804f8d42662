"""What a form adds to the name of a column: how a date is written, or that an answer is needed."""

from __future__ import annotations

import re

from loaders.tables.date_forms import ORDERS

__all__ = ["order_said", "without_remark"]

_DAY, _MONTH, _YEAR = r"[dtj]{1,2}", r"m{1,3}", r"(?:y|yy|yyyy|jj|jjjj|aa|aaaa)"
_FORM = re.compile(
    rf"\b(?:(?P<day>{_DAY}[-/. ]{_MONTH}[-/. ]{_YEAR})|(?P<month>{_MONTH}[-/. ]{_DAY}[-/. ]{_YEAR})"
    rf"|{_YEAR}[-/. ]{_MONTH}[-/. ]{_DAY})\b",
    re.IGNORECASE,
)
_NEEDED = "required|optional|pflichtfeld|obligatoire|obligatorio|obrigatório|facultatif"
_ADDED = re.compile(
    rf"\s*[(\[](?:{_NEEDED}|(?:utc|gmt|local).*)[)\]]\s*$|\s*[*:]+\s*$", re.IGNORECASE
)


def without_remark(header: str) -> str:
    """A header without what a form adds to it.

    >>> without_remark("Start Date/Time (mm/dd/yyyy)"), without_remark("Date (of birth)")
    ('Start Date/Time', 'Date (of birth)')
    """
    name = _ADDED.sub("", header[:300])
    inside = re.search(r"\s*[(\[]([^()\[\]]*)[)\]]$", name)
    return name[: inside.start()] if inside and _FORM.search(inside[1]) else name


def order_said(header: str) -> str:
    """The order of dates that a header says; empty where it says none.

    >>> order_said("Datum (TT.MM.JJJJ)"), order_said("Date [mm/dd/yy]"), order_said("Date")
    ('day-month-year', 'month-day-year', '')
    """
    found = _FORM.search(header[:300])
    if found is None:
        return ""
    return ORDERS[0] if found["day"] else ORDERS[1] if found["month"] else ORDERS[2]
