"""One column per stage, with the day on which somebody reached it: Applied, Level 1 date."""

from __future__ import annotations

import re

from loaders.tables.headers import ALIASES, find_header, key_of
from loaders.tables.mapping import WideRule
from loaders.understanding.columns import dated
from loaders.understanding.draft import Draft
from loaders.understanding.wide import matches_of

__all__ = ["by_stages"]

_LEAST = 2
_WHEN = frozenset(
    key_of(name)
    for names in (*ALIASES["start"], *ALIASES["end"],
                  ("order date", "bestelldatum", "date de commande", "created at", "updated at",
                   "last modified date", "created date"))
    for name in names
)  # fmt: skip
"""Columns of dates that are no stages of a way."""
_PASSING = re.compile(
    r"^(?:last|latest|most recent|letzte[rs]?|derni[eè]re?|[uú]ltim[oa])\b|birth|born|\bdob\b"
    r"|geburt|naissance|nacimiento|nascimento",
    re.IGNORECASE,
)
"""Dates that are no stage: each visit changes the last, and a birth is before all."""
_OF_A_DATE = re.compile(
    r"(?P<before>(?:date|datum|fecha|data) (?:of |de |d'|du |da |do |der |des )?)?(?P<name>.+?)"
    r"(?P<after>[\s_:-]+\(?(?:date|datum|fecha|data|on)\)?)?",
    re.IGNORECASE,
)
"""A header that says of a stage that its cells are days."""


def by_stages(draft: Draft, _context: str) -> WideRule | None:
    """The columns of stages, each with the days of its cells."""
    if draft.has("program") or draft.has("start") or _people_repeat(draft):
        return None
    stages = [header for header in draft.free
              if key_of(header) not in _WHEN and not _PASSING.search(header)]  # fmt: skip
    headers = [one for one in stages if draft.filled(one) and dated(draft, one) >= 0.8]
    years = all(re.fullmatch(r"\d{4}", text) for header in headers for text in draft.texts(header))
    if len(headers) < _LEAST or years:
        return None
    rule = WideRule(tuple(dict.fromkeys(map(_pattern, headers))), cell="start")
    skip = [one for one in matches_of(draft.raw.columns, rule) if one not in headers]
    return WideRule(rule.columns, cell="start", skip=tuple(skip))


def _pattern(header: str) -> str:
    """The shape of a header of a stage: Level 1 of Level 1 date, and of Date of Level 1."""
    found = _OF_A_DATE.fullmatch(header)
    if found is None or not (found["before"] or found["after"]) or "{" in header:
        return header
    return f"{found['before'] or ''}{{program}}{found['after'] or ''}"


def _people_repeat(draft: Draft) -> bool:
    """Whether somebody has several rows; a list of stages has each person once."""
    header = find_header(draft.mapping.columns.get("participant", "") or "\0", draft.raw.columns)
    return header is not None and draft.different(header) < draft.filled(header)
