"""Sheets with one column per stage, in whose cells stands the day on which somebody reached it."""

from __future__ import annotations

import re

from loaders.tables.headers import ALIASES, key_of
from loaders.tables.mapping import WideRule
from loaders.understanding.columns import dates_among
from loaders.understanding.draft import Draft
from loaders.understanding.marks import STAYED_AWAY, means
from loaders.understanding.remarks import without_remark
from loaders.understanding.statuses import status_of
from loaders.understanding.wide import matches_of

__all__ = ["by_stages"]

_LEAST = 2
_MOSTLY = 0.8
_ENDED = frozenset(key_of(name) for names in ALIASES["end"] for name in names)
_BEGUN = frozenset(key_of(name) for name in ALIASES["start"][0])
_WHEN = frozenset(
    key_of(name)
    for names in (*ALIASES["start"], *ALIASES["end"],
                  ("order date", "bestelldatum", "date de commande", "created at", "updated at",
                   "last modified date", "created date"))
    for name in names
)  # fmt: skip
"""Columns of dates that are no stages of a way."""
_PASSING = re.compile(
    r"^(?:last|latest|most recent|letzte[rs]?|derni[eè]re?|[uú]ltim[oa])(?![^\W_])|birth|born"
    r"|\bdob\b|geburt|naissance|nacimiento|nascimento|timestamp|creat|modif|updat|submi|export|entered",
    re.IGNORECASE,
)
"""Dates that are no stage: each visit changes the last, a birth is before all, and a row is made
when somebody makes it."""
_SINCE = "since|seit|depuis|desde"
_SAYS_SINCE = re.compile(rf"\s(?:{_SINCE})$", re.IGNORECASE)
_OF_A_DATE = re.compile(
    r"(?P<before>(?:date|datum|fecha|data) (?:of |de |d'|du |da |do |der |des )?)?(?P<name>.+?)"
    rf"(?P<after>[\s_:-]+\(?(?:date|datum|fecha|data|on|{_SINCE})\)?)?",
    re.IGNORECASE,
)
"""A header that says of a stage that its cells are days."""


def by_stages(draft: Draft, _context: str) -> WideRule | None:
    """One column per stage, or what somebody is since when.

    Started and Completed beside two other stages are stages as well, and no span of a row.
    """
    if draft.has("program") or _people_repeat(draft):
        return None
    days = [header for header in draft.raw.columns if _holds_days(draft, header)]
    since = [header for header in days if _SAYS_SINCE.search(header)]
    if len(since) >= _LEAST:
        return _rule(draft, since)
    begun = draft.mapping.columns.get("start", "")
    headers = [header for header in days if header in draft.free and not _tells_when(header)]
    years = all(re.fullmatch(r"\d{4}", text) for header in headers for text in draft.texts(header))
    if len(headers) < _LEAST or years:
        return None
    if draft.has("start") and not (key_of(begun) in _BEGUN and draft.evidence["start"] == "name"):
        return None
    return _rule(draft, [one for one in days if one in headers or one in _span(draft)])


def _rule(draft: Draft, headers: list[str]) -> WideRule:
    done = all(" " in one and status_of(one.rpartition(" ")[2]) for one in headers)
    patterns = ["{program} {status}"] if done else map(_pattern, headers)  # Level 1 completed
    rule = WideRule(tuple(dict.fromkeys(patterns)), cell="start")
    skip = [one for one in matches_of(draft.raw.columns, rule) if one not in headers]
    return WideRule(rule.columns, cell="start", skip=tuple(skip))


def _pattern(header: str) -> str:
    """The shape of a header of a stage: Level 1 of Level 1 date, and of Date of Level 1."""
    found = _OF_A_DATE.fullmatch(header)
    if found is None or not (found["before"] or found["after"]) or "{" in header:
        return header
    return f"{found['before'] or ''}{{program}}{found['after'] or ''}"


def _span(draft: Draft) -> set[str]:
    """The columns of the span of a row by their names, which are stages beside others."""
    if not draft.has("start"):
        return set()
    named = {header for header in draft.raw.columns if key_of(header) in _ENDED}
    return {draft.mapping.columns["start"], *named}


def _holds_days(draft: Draft, header: str) -> bool:
    """Whether what a column says is days, beside words for what did not come to it, as n/a."""
    texts = [text for text in draft.texts(header) if means(text) != STAYED_AWAY]
    return bool(texts) and dates_among(texts, draft.mapping.year) >= _MOSTLY


def _tells_when(header: str) -> bool:
    """Whether a column of dates is the day of what a row is about, of the row, or of a birth."""
    return bool(key_of(without_remark(header)) in _WHEN or _PASSING.search(header))


def _people_repeat(draft: Draft) -> bool:
    """Whether somebody has several rows; a list of stages has each person once."""
    header = draft.header("participant")
    return header is not None and draft.different(header) < draft.filled(header)
