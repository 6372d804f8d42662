"""The formats that are recognised, by their headers.

A format is a signature (headers that a file of this kind has) and a mapping.  A file that no
signature fits is read by the obvious names of its columns, or with a mapping of your own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.tables.headers import key_of
from loaders.tables.mapping import Mapping

__all__ = ["Format", "known_formats", "recognise_format"]


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        name: what the command line calls it.
        title: what it is, in a few words.
        signature: headers that a file of this kind has, all of them.
        mapping: what its columns mean.
        caution: what is peculiar to it and the reader of the numbers must know.
    """

    name: str
    title: str
    signature: tuple[str, ...]
    mapping: Mapping = field(default_factory=Mapping)
    caution: str = ""

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether a file with these headers is of this kind."""
        return {key_of(name) for name in self.signature} <= {key_of(name) for name in headers}


TIDY = Format(
    "tidy",
    "tidy table: one row per engagement, columns by their usual names",
    ("participant", "program"),
)
_FORMATS = (
    Format(
        "ols-people-per-cohort",
        "Open Life Science, people per cohort: one row per person, cohort and role",
        ("id", "country", "country_3", "cohort", "role"),
        Mapping(columns={"participant": "id", "edition": "cohort", "role": "role"}),
    ),
    Format(
        "civicrm-participant",
        "CiviCRM, export of event participants",
        ("Participant ID", "Contact ID"),
        Mapping(columns={"engagement": "Participant ID", "participant": "Contact ID"}),
    ),
    Format(
        "event-log",
        "event log: one row per user and event, with a timestamp",
        ("user_id", "event", "timestamp"),
        Mapping(columns={"participant": "user_id", "program": "event", "start": "timestamp"}),
    ),
    Format(
        "process-log",
        "process mining (XES as a table): case, activity, timestamp",
        ("case:concept:name", "concept:name", "time:timestamp"),
        Mapping(
            columns={
                "participant": "case:concept:name",
                "program": "concept:name",
                "start": "time:timestamp",
            }
        ),
    ),
)


def known_formats() -> tuple[Format, ...]:
    """Every format that is recognised, the plainest first."""
    return (TIDY, *_FORMATS)


def recognise_format(headers: Sequence[str]) -> Format | None:
    """The format with the longest signature that these headers fit."""
    fitting = [known for known in _FORMATS if known.fits(headers)]
    return max(fitting, key=lambda known: len(known.signature), default=None)
