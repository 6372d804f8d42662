"""Columns that mark rows that are of nobody who came: tests, what was deleted, no-shows.

Those rows are kept and not counted.
"""

from __future__ import annotations

from dataclasses import replace

from loaders.tables.date_forms import date_spans
from loaders.tables.headers import key_of
from loaders.tables.table import distinct
from loaders.understanding.draft import Draft
from loaders.understanding.marks import CAME, means

__all__ = ["take_flags"]

_FLAGS = frozenset(
    key_of(name)
    for name in (
        "test", "is test", "test record", "test registration", "participant is test", "deleted",
        "is deleted", "trashed", "in trash", "is trashed", "activity is in the trash", "is spam",
        "spam", "duplicate", "is duplicate", "void", "voided", "archived test", "gelöscht",
        "supprimé", "eliminado", "excluído",
        "no show", "no shows", "did not attend", "didn't attend", "absent", "missed", "cancelled",
        "canceled", "is cancelled", "is canceled", "withdrawn", "refunded", "is refunded",
        "nicht erschienen", "abwesend",
        "fehlte", "abgesagt", "storniert", "absente", "absent(e)", "annulé", "ausente", "faltou",
        "faltó", "cancelado",
    )
)  # fmt: skip

_ANY_YEAR = 2000


def take_flags(draft: Draft) -> None:
    """Set aside the rows of which such a column says yes."""
    found = {}
    counts = any(map(_says_a_day, draft.raw.columns))
    for header in draft.free:
        numbers = all(map(str.isdecimal, draft.texts(header)))
        if numbers and (counts or not {*draft.texts(header)} <= {"0", "1"}):
            continue  # how often, and not whether
        if key_of(header) in _FLAGS and header not in draft.mapping.set_aside:
            words = tuple(word for word in distinct(draft.raw.columns[header])[:50] if _yes(word))
            if words or draft.different(header):
                found[header] = words
    if found:
        draft.mapping = replace(draft.mapping, set_aside={**found, **draft.mapping.set_aside})


def _says_a_day(header: str) -> bool:
    """Whether a column is that of one day, so that a row is of several."""
    return bool(date_spans(header, _ANY_YEAR))


def _yes(word: str) -> bool:
    return means(word) == CAME and (word == "1" or not word.isdigit())
