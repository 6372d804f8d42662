"""Periods that have a name: school and fiscal years, seasons, quarters, and their order in time."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["in_order", "named_edition", "period_key", "period_spans"]

_SEASONS = {
    name: number
    for number, names in enumerate(
        (
            "winter hiver invierno inverno q1 t1 h1 s1 1st",
            "spring frühjahr frühling sommersemester sose ss printemps primavera q2 t2 2nd",
            "summer sommer été ete verano verão verao h2 s2 q3 t3 3rd",
            "autumn fall herbst wintersemester wise ws automne otoño outono q4 t4 4th",
        )
    )
    for name in names.split()
}
_SEASON = "|".join(sorted(map(re.escape, _SEASONS), key=len, reverse=True))
_YEAR = r"(?:(?:19|20)\d\d)"
_SPAN = re.compile(
    rf"(?<![\w-])(?:"
    rf"(?:{_SEASON})(?:\s+semester)?[\s/-]*'?(?:{_YEAR}(?:[/-]\d\d(?:\d\d)?)?|\d\d(?:/\d\d)?)"
    rf"|{_YEAR}(?:[/-]\d\d(?:\d\d)?)?[\s/-]*(?:{_SEASON})"
    rf"|(?:fy|sy|ay|school year|fiscal year|academic year|schuljahr|año fiscal|ano letivo)"
    rf"\s*'?(?:{_YEAR}|\d\d)(?:[/-](?:{_YEAR}|\d\d))?"
    rf"|{_YEAR}[/–-](?:{_YEAR}|\d\d)"
    rf"|{_YEAR}"
    rf")(?![\w-])",
    re.IGNORECASE,
)
_AUTUMN = 3
_NUMBERED = re.compile(r"\b(?:[qths][1-4]|1st|2nd|3rd|4th)\b")
"""Terms and quarters that are counted within a school year, which seasons are not."""
_FISCAL = re.compile(r"^(?:fy|fiscal year|año fiscal)", re.IGNORECASE)
_EDGES = " \t-–—:;,|/()[]"
_PARTS = re.compile(r"\d+|[^\W\d_]+")


def period_spans(text: str) -> list[tuple[int, int]]:
    """Where a text names a period of a year: a season, a quarter, a school or fiscal year.

    >>> [text[a:b] for text in ("Spring 2024: Intro", "FY2012", "2012-13") for a, b in
    ...  period_spans(text)]
    ['Spring 2024', 'FY2012', '2012-13']
    """
    return [found.span() for found in _SPAN.finditer(text[:300])]


def period_key(name: str) -> tuple[int, int] | None:
    """A number for the year in which a period begins or is named after, and one within it.

    A fiscal year is named after the year in which it ends, a school year begins in its first, and
    its winter, spring and summer are in its second.

    >>> period_key("FY2012"), period_key("2012-13"), period_key("Fall 2023"), period_key("Blue")
    ((2012, 0), (2012, 0), (2023, 3), None)
    """
    text = " ".join(name.split()).casefold()
    if not _SPAN.fullmatch(text):
        return None
    numbers = [int(part) for part in _PARTS.findall(text) if part.isdigit() and len(part) in (2, 4)]
    seasons = [_SEASONS[word] for word in re.findall(r"[^\W\d_]+\d?", text) if word in _SEASONS]
    if not numbers:
        return None
    year = next((number for number in numbers if number >= 1900), 2000 + numbers[0])
    if len(numbers) > 1 and not seasons and (numbers[1] - year - 1) % 100:
        return None
    within = seasons[0] if seasons else 0
    second_half = seasons and within < _AUTUMN and not _NUMBERED.search(text)
    later = len(numbers) > 1 and (_FISCAL.match(text) or second_half)
    return year + 1 if later else year, within


def named_edition(name: str) -> tuple[str, str] | None:
    """A program and its edition, where a name is both; ``None`` where it is not.

    >>> named_edition("Festival 2023"), named_edition("2022/23 – Choir"), named_edition("Choir")
    (('Festival', '2023'), ('Choir', '2022/23'), None)
    """
    spans = period_spans(name)
    if len(spans) != 1:
        return None
    (first, last), *_ = spans
    words = f"{name[:first].rstrip(_EDGES)} {name[last:].lstrip(_EDGES)}".strip(_EDGES)
    return (words, name[first:last]) if re.search(r"[^\W\d]{2}", words) else None


def in_order(names: Iterable[str]) -> tuple[tuple[str, ...], ...] | None:
    """Names of periods in brackets, the earliest first; ``None`` where one is no period.

    >>> in_order(["2012-13", "FY2011", "2010"])
    (('2010',), ('FY2011',), ('2012-13',))
    """
    keys = {name: period_key(name) for name in names}
    known = {name: key for name, key in keys.items() if key is not None}
    if len(known) < len(keys) or not keys:
        return None
    return tuple(
        tuple(sorted(name for name, key in known.items() if key == at))
        for at in sorted(set(known.values()))
    )
