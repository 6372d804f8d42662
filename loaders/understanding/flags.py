"""Columns in which a system marks rows as test or deleted: those rows are kept and not counted."""

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
    return means(word) == CAME
