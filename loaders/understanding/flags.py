"""Columns that mark rows that are of nobody who came: tests, what was deleted, no-shows.

Those rows are kept and not counted.
"""

from __future__ import annotations

from dataclasses import replace

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


def take_flags(draft: Draft) -> None:
    """Set aside the rows of which such a column says yes."""
    found = {}
    for header in draft.free:
        if key_of(header) in _FLAGS and header not in draft.mapping.set_aside:
            words = tuple(word for word in distinct(draft.raw.columns[header])[:50] if _yes(word))
            if words or draft.different(header):
                found[header] = words
    if found:
        draft.mapping = replace(draft.mapping, set_aside={**found, **draft.mapping.set_aside})


def _yes(word: str) -> bool:
    return means(word) == CAME and (word == "1" or not word.isdigit())
