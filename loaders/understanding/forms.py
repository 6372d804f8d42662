"""Columns that a form makes: one for each option of a question, or for each state of an event."""

from __future__ import annotations

from loaders.tables.mapping import WideRule
from loaders.understanding.draft import Draft
from loaders.understanding.statuses import status_of
from loaders.understanding.ticked import candidates, ticked
from loaders.understanding.wide import matches_of

__all__ = ["by_options", "by_statuses"]

_LEAST = 2
_OF_STATUS = ("{program}: {status}", "{program} - {status}", "{program} {status}")
_OPTION = ((" >> ", ""), (" [", "]"))


def by_statuses(draft: Draft, _context: str) -> WideRule | None:
    """Gala RSVP and Gala attended: what became of a registration, a column for each."""
    if draft.has("program"):
        return None
    headers = ticked(draft, candidates(draft))
    for pattern in _OF_STATUS:
        found = matches_of(headers, WideRule((pattern,)))
        known = [name for name, says in found.items() if status_of(says["status"])]
        if len(known) >= _LEAST:
            others = [name for name in draft.raw.columns if name not in known]
            return WideRule((pattern,), skip=tuple(matches_of(others, WideRule((pattern,)))))
    return None


def by_options(draft: Draft, _context: str) -> WideRule | None:
    """A column for each option of one question of a form: Which did you attend? >> Choir."""
    if draft.has("program"):
        return None
    headers = ticked(draft, candidates(draft))
    for between, end in _OPTION:
        asked = [header.split(between)[0] for header in headers if between in header]
        question, *others = set(asked) or {""}
        if len(asked) >= _LEAST and not others:
            pattern = f"{question}{between}{{program}}{end}"
            return None if "{" in question else WideRule((pattern,))
    return None
