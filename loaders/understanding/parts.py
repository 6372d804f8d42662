"""The columns of a file as a proposal lists them."""

from __future__ import annotations

import numpy as np

from loaders.tables.alternatives import JOIN, OR
from loaders.tables.headers import find_header, key_of
from loaders.tables.table import distinct
from loaders.understanding.draft import Draft
from loaders.understanding.private import holds_contact, kind_of_column
from loaders.understanding.proposal import Column

__all__ = ["columns_of"]

_EXAMPLES = 5
_MOST = 200
"""Columns whose cells are looked at; of more, names alone are listed."""


def columns_of(draft: Draft) -> tuple[Column, ...]:
    """Every column with its role, why it has it, and some of its values."""
    ours = _roles(draft)
    wide = {column.header for column in draft.wide}
    flags = {find_header(name, draft.raw.columns) for name in draft.mapping.set_aside}
    found, made = [], draft.made
    listed = [header for header in draft.raw.columns if header not in made]
    for number, header in enumerate(listed):
        role = ours.get(header) or ("wide" if header in wide else "flag" if header in flags else "")
        private = not role and number < _MOST and _is_private(draft, header)
        why = "headers" if role == "wide" else "name" if role else ""
        seen = role not in ("participant", "first name", "last name") and not private
        found.append(
            Column(
                header=header,
                role=role or ("private" if private else "attribute"),
                evidence=draft.evidence.get(role, why),
                alternatives=tuple(draft.alternatives.get(header, ())),
                filled=draft.filled(header),
                distinct=draft.different(header),
                examples=_examples(draft, header) if seen and number < _MOST else (),
            )
        )
    return tuple(found)


def _roles(draft: Draft) -> dict[str, str]:
    ours = {}
    for name, theirs in draft.mapping.columns.items():
        header = find_header(theirs, draft.raw.columns) if theirs else None
        if header is not None:
            ours[header] = name
        for alternative in theirs.split(OR):
            parts = [find_header(part, draft.raw.columns) or "" for part in alternative.split(JOIN)]
            if len(parts) > 1:
                ours |= dict(zip(parts, ("first name", "last name"), strict=False))
            elif alternative != theirs:
                ours[parts[0]] = name
    return ours


def _is_private(draft: Draft, header: str) -> bool:
    keep = {key_of(name) for name in draft.mapping.keep}
    rows = len(draft.raw.rows)
    return key_of(header) not in keep and bool(
        kind_of_column(header, draft.raw.columns[header], rows)
    )


def _examples(draft: Draft, header: str) -> tuple[str, ...]:
    values = draft.raw.columns[header]
    texts = distinct(values)
    codes = np.asarray(values.codes)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    usual = [texts[at] for at in np.argsort(-counts, kind="stable")[:_EXAMPLES]]
    return tuple(text for text in usual if not holds_contact(text))
