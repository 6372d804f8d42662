"""The formats that are recognised, by their headers and never by the name of a file.

A file that no signature fits is read by the obvious names of its columns, or with a mapping of
your own.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.formats import (
    amy,
    civicrm,
    communities,
    eventbrite,
    everyaction,
    google_forms,
    logs,
    luma,
    mailchimp,
    meetup,
    ols,
    salesforce,
    tags,
    zoom,
)
from loaders.formats.format import Format
from loaders.tables.table import RawTable
from pathways.errors import MappingError, one_of

__all__ = ["known_formats", "prepared", "recognised_formats"]

TIDY = Format(
    "tidy",
    "tidy table: one row per engagement, columns by their usual names",
    ("participant", "program"),
)
_FORMATS: tuple[Format, ...] = (
    *ols.FORMATS,
    *civicrm.FORMATS,
    *salesforce.FORMATS,
    *eventbrite.FORMATS,
    *luma.FORMATS,
    *meetup.FORMATS,
    *zoom.FORMATS,
    *mailchimp.FORMATS,
    *tags.FORMATS,
    *everyaction.FORMATS,
    *amy.FORMATS,
    *communities.FORMATS,
    *google_forms.FORMATS,
    *logs.FORMATS,
)


def known_formats() -> tuple[Format, ...]:
    """Every format that is recognised, the plainest first."""
    return (TIDY, *_FORMATS)


def recognised_formats(headers: Sequence[str], said: str = "") -> tuple[Format, ...]:
    """The formats of which most headers are there; several where that is equally true of them.

    ``said`` is the name of a format that somebody chose.

    Raises:
        MappingError: there is no format of that name.
    """
    if said:
        chosen = [known for known in known_formats() if known.name == said]
        if not chosen:
            names = tuple(known.name for known in known_formats())
            raise MappingError(f"{one_of(said, names, 'format')}.")
        return tuple(chosen)
    fitting = [known for known in _FORMATS if known.fits(headers)]
    most = max((len(known.signature) for known in fitting), default=0)
    return tuple(known for known in fitting if len(known.signature) == most)


def prepared(raw: RawTable, said: str = "") -> RawTable:
    """The table in the shape that its format's mapping is about."""
    for known in recognised_formats(list(raw.columns), said):
        if known.prepare is not None:
            raw = known.prepare(raw)
    return raw
