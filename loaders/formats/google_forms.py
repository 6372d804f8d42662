"""Answers to a form (Google Forms): a timestamp first, then the questions as they were asked."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_FIRST = "Timestamp|Zeitstempel|Horodateur|Marca temporal|Carimbo de data/hora"
FORMATS = (
    Format(
        "form-answers",
        "answers to a form (Google Forms): a timestamp, then one column per question",
        (_FIRST,),
        Mapping(columns={"start": _FIRST}),
        "A form: the day is that on which it was sent.",
        first=True,
    ),
)
