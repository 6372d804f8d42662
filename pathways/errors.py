"""Every error a person can meet, and its wording.

::

    PathwaysError
    ├── OptionError            an option that cannot be understood              (exit code 2)
    ├── RecordsError           a file or a row that cannot be read as it is      (exit code 1)
    │   ├── MappingError       columns that do not say what they are
    │   ├── DateOrderError     dates that can be read two ways
    │   ├── EditionOrderError  editions that nothing puts in order
    │   └── RuleError          a record that breaks one of the rules L1 to L8
    ├── SchemeError            a scheme that contradicts itself or is not there
    ├── NoAnswerError          a question that this record cannot answer
    │   ├── NothingToDrawError a picture that nobody, or too few, would be in
    │   ├── UnknownStepError   a step that is not in the record
    │   └── AmbiguousStepError a step that is two things at once
    ├── StoreError             a store that cannot be read, or not in this way
    │   ├── LockedError        a store that somebody else is writing             (exit code 4)
    │   ├── ShrunkError        a new version that drops much of its source       (exit code 4)
    │   ├── NoConnectionError  a server that does not answer, or not to us       (exit code 3)
    │   │   └── ServerError    a local Neo4j that cannot be started or stopped   (exit code 3)
    │   └── WriteRefusedError  a query that would write, or read files           (exit code 4)
    ├── QueryError             Cypher that the server does not understand
    ├── MissingExtraError      packages that are not installed                  (exit code 1)
    └── OutputError            a file that cannot be written                     (exit code 4)

An error says what was found, where, what was expected, the nearest match and what to do next.
It never shows more of a person than their pseudonym: :func:`shown` blanks e-mail addresses,
phone numbers and network addresses in every value that a message quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = [
    "AmbiguousStepError",
    "DateOrderError",
    "EditionOrderError",
    "LockedError",
    "MappingError",
    "MissingExtraError",
    "NoAnswerError",
    "NoConnectionError",
    "NothingToDrawError",
    "OptionError",
    "OutputError",
    "PathwaysError",
    "QueryError",
    "RecordsError",
    "RuleError",
    "SchemeError",
    "ServerError",
    "ShrunkError",
    "StoreError",
    "UnknownStepError",
    "WriteRefusedError",
    "nearest",
    "one_of",
    "shown",
    "without_private",
]

_LOOKED_AT = 2_000
"""Characters of a value that a message looks at; it quotes fewer."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal, or turns a line around."""
_PRIVATE = re.compile(
    r"(?<![^\s@,;<>])[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+"  # e-mail
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"  # IPv4
    r"|(?<!\w)(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?!\w)"  # IPv6
    r"|(?<![\w/.-])(?!\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d))"  # not a date, but
    r"\+?\d[\d ()/.-]{8,}\d(?![\w-])",  # phone
    re.IGNORECASE,
)


class PathwaysError(Exception):
    """Base of every error that this package raises on purpose; ``exit_code`` is the command's."""

    exit_code = 1


class OptionError(PathwaysError):
    """An option, or an argument of a function, that cannot be understood."""

    exit_code = 2


class RecordsError(PathwaysError):
    """A file or a row that cannot be read as it is."""


class MappingError(RecordsError):
    """Columns that do not say what they are.

    ``proposal`` is the text of a mapping file to correct and give back; empty where there is none.
    """

    def __init__(self, message: str, proposal: str = "") -> None:
        super().__init__(message)
        self.proposal = proposal


class DateOrderError(RecordsError):
    """Dates that can be read two ways."""


class EditionOrderError(RecordsError):
    """Editions that nothing puts in order; ``editions`` are their names, as they may have come."""

    def __init__(self, message: str, editions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.editions = tuple(editions)


class RuleError(RecordsError):
    """A record that breaks one of the rules L1 to L8 of the engagement log."""


class SchemeError(PathwaysError):
    """A scheme that contradicts itself, or is not there."""


class NoAnswerError(PathwaysError):
    """A question that this record cannot answer."""


class NothingToDrawError(NoAnswerError):
    """A picture that nobody, or too few, would be in; the table is there all the same."""


class UnknownStepError(NoAnswerError):
    """A step that is not in the record."""


class AmbiguousStepError(NoAnswerError):
    """A step that is two things at once."""


class StoreError(PathwaysError):
    """A store that cannot be read, or cannot do what was asked."""


class LockedError(StoreError):
    """A store that somebody else is writing."""

    exit_code = 4


class ShrunkError(StoreError):
    """A new version of a source that drops much of it, where nobody said that this is meant.

    ``found`` is the message without the way on, for those who can be asked.
    """

    exit_code = 4

    def __init__(self, found: str, way_on: str) -> None:
        super().__init__(f"{found} {way_on}")
        self.found = found


class NoConnectionError(StoreError):
    """A server that does not answer, or does not let us in."""

    exit_code = 3


class ServerError(NoConnectionError):
    """A local Neo4j that cannot be started, found or stopped."""


class WriteRefusedError(StoreError):
    """A query that would write, or read a file, where that was not asked for."""

    exit_code = 4


class QueryError(PathwaysError):
    """Cypher that the server does not understand, or could not carry out."""


class MissingExtraError(PathwaysError):
    """Packages that are not installed; the message names the extra that brings them."""


class OutputError(PathwaysError):
    """A file that cannot be written."""

    exit_code = 4


def shown(value: object, width: int = 60) -> str:
    """A value as a message may quote it: on one line, shortened, nothing private in it.

    >>> shown("ask anna@example.org")
    '"ask …"'
    """
    plain = _CONTROL.sub(" ", str(value)[:_LOOKED_AT])
    text = without_private(" ".join(plain.split()))
    return f'"{text[:width] + "…" if len(text) > width else text}"'


def without_private(text: str) -> str:
    """A text with e-mail addresses, phone numbers and network addresses blanked.

    >>> without_private("since 2018-05-03, call +44 20 7946 0000 or 10.0.0.1")
    'since 2018-05-03, call … or …'
    """
    return _PRIVATE.sub("…", text)


def nearest(value: str, known: Iterable[str]) -> str | None:
    """The known name that ``value`` most likely means; ``None`` where nothing is near.

    >>> nearest("menter", ["mentor", "speaker"])
    'mentor'
    """
    from rapidfuzz import fuzz, process

    names = list(known)
    best = process.extractOne(
        value[:_LOOKED_AT],
        names,
        scorer=fuzz.ratio,
        processor=lambda text: str(text).casefold(),
        score_cutoff=60,
    )
    return None if best is None else names[best[2]]


def one_of(value: str, known: Sequence[str], what: str) -> str:
    """The sentence for a value outside a closed list.

    >>> one_of("menter", ["mentor", "speaker"], "role")
    'role "menter" is not one of mentor, speaker; the nearest is "mentor"'
    """
    listed = ", ".join(known[:12]) + (f" and {len(known) - 12} more" if len(known) > 12 else "")
    near = nearest(value, known)
    hint = f'; the nearest is "{near}"' if near else ""
    return f"{what} {shown(value)} is not one of {listed}{hint}"
