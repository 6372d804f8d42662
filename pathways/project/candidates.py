"""Which columns of a table could say who, what, when and in which role, by what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from loaders.tables.table import RawTable, distinct
from loaders.understanding.columns import dates_among, is_of_before
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import kind_of_header, names_a_trait
from loaders.understanding.several import values_in
from pathways.project.tier_words import rank_by_words

__all__ = ["Candidate", "candidates"]

_SAMPLE = 500
_ID = re.compile(r"(\b|_)(id|no|nr|number|nummer|code)\.?$", re.IGNORECASE)
_WHO = re.compile(r"\b(member|volunteer|person|people|user|contact|attendee|participant|student|"
                  r"name|mail|e-?mail|login|grantee|recipient)\b", re.IGNORECASE)  # fmt: skip
_WHAT = re.compile(
    r"\b(program|event|activit|project|course|class|workshop|session|campaign|meeting|service|"
    r"grant|fund|team|task|type|kurs|projekt|title|group|angebot|veranstaltung|atelier|taller|"
    r"oficina|actividad|atividade|which|what|welche|wobei|woran|was |quel|qué|cuál|qual|quais|"
    r"did you|took part|mitmach|mitgemacht|teilgenommen|particip|join)", re.I)  # fmt: skip
_ROLE = re.compile(r"\b(role|position|function|funktion|ticket|capacity|as|type|rolle|rol|job|"
                   r"rôle|fonction|título)\b", re.IGNORECASE)  # fmt: skip
_NOT_WHEN = re.compile(r"birth|dob|born|geburt|naissance|nacimiento|modified|updated|expire|export",
                       re.IGNORECASE)  # fmt: skip
_SIGNED_UP = re.compile(r"regist|creat|sign|book|order|join|submitted|angemeldet", re.IGNORECASE)
_MOSTLY, _TICKS = 0.8, 0.6
_COLUMNS = 300
"""Columns that are looked at; a file of more has other things beside its people."""
_MANY = 8
"""Candidates that somebody may be asked to choose among."""


@dataclass(frozen=True)
class Candidate:
    """A column that could be one of ours: how likely, and how its values look."""

    header: str
    score: float
    distinct: int
    filled: int

    @property
    def repeats(self) -> bool:
        """Whether some value comes more than once."""
        return self.distinct < self.filled


@dataclass(frozen=True)
class _Column:
    header: str
    texts: list[str]
    filled: int
    rows: int

    @cached_property
    def is_date(self) -> bool:
        """Whether most of its values are dates, whatever their order."""
        return dates_among(self.sample) >= _MOSTLY

    @cached_property
    def values(self) -> list[str]:
        """Its different values, those apart that stand in one cell."""
        return values_in(self.texts)

    @property
    def distinct(self) -> int:
        return len(self.texts)

    @property
    def sample(self) -> list[str]:
        return self.texts[:: max(len(self.texts) // _SAMPLE, 1)]

    def share(self, test: object) -> float:
        """The share of its values that pass a test."""
        hits = sum(bool(test(text)) for text in self.sample)  # type: ignore[operator]
        return hits / max(len(self.sample), 1)


def candidates(raw: RawTable, key: str) -> tuple[Candidate, ...]:
    """The columns that could say ``who``, ``what``, ``when`` or ``role``, likeliest first."""
    columns = [
        _Column(header, distinct(values), int((np.asarray(values.codes) >= 0).sum()), len(raw.rows))
        for header, values in islice(raw.columns.items(), _COLUMNS)
    ]
    scored = [
        Candidate(column.header, score, column.distinct, column.filled)
        for column in columns
        if column.filled and (score := _RULES[key](column)) > 0
    ]
    return tuple(sorted(scored, key=lambda one: -one.score)[:_MANY])


def _who(column: _Column) -> float:
    """Ids, addresses and names of people: more values than there could be programs."""
    if column.is_date or column.distinct < 2 or column.share(rank_by_words) >= 0.5:
        return 0
    kind = kind_of_header(column.header)
    known = {"e-mail addresses": 4.0, "logins": 2.5, "personal names": 2.0}.get(kind, 0.0)
    if kind and not known:
        return 0
    names_people, is_id = (bool(one.search(column.header)) for one in (_WHO, _ID))
    score = known + 1.5 * names_people + (1.5 + 2.5 * names_people) * is_id
    if score and column.distinct == column.filled and column.rows >= 10:
        score -= 1.75  # nobody could ever come twice
    often = column.distinct >= 0.15 * column.filled
    return score * (column.filled / column.rows) if often else 0


def _what(column: _Column) -> float:
    """Names of programs: words that come again and again."""
    if (
        column.is_date
        or kind_of_header(column.header)
        or names_a_trait(column.header)
        or len(column.values) > max(3, column.filled / 3)
    ):
        return 0
    if column.share(lambda text: re.search(r"[^\W\d]{3}", text)) < 0.8:
        return 0
    if is_of_before(column.header) or column.share(lambda text: means(text) != UNCLEAR) >= _TICKS:
        return 0
    several = len(column.values) < column.distinct
    score = 1 + 2 * bool(_WHAT.search(column.header)) - 2 * column.share(rank_by_words) + several
    return score * (column.filled / column.rows)


def _when(column: _Column) -> float:
    if not column.is_date or _NOT_WHEN.search(column.header):
        return 0
    return (1.0 if _SIGNED_UP.search(column.header) else 2.0) * column.filled / column.rows


def _role(column: _Column) -> float:
    """Words for what people are, such as volunteer or board member."""
    if column.is_date or column.distinct > max(12, column.filled / 5):
        return 0
    words = column.share(rank_by_words)
    score = 2 * words + bool(_ROLE.search(column.header)) * (words > 0)
    return score if words >= 0.5 or (score > 1 and column.distinct <= 12) else 0


_RULES = {"who": _who, "what": _what, "when": _when, "role": _role}
