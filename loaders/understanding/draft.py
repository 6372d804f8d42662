"""What is known about a file while it is being understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import pandas as pd

from loaders.formats.format import Format
from loaders.tables.alternatives import parts_of
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct
from loaders.understanding.proposal import Question, WideColumn
from loaders.understanding.wide import fields_of

__all__ = ["SAMPLE", "Draft", "share"]

_LONGEST = 200
"""Characters of a header; what is longer is none."""
SAMPLE = 400
"""Different values of a column that are looked at."""


@dataclass
class Draft:
    """The mapping so far, why each column is in it, and what has to be asked."""

    raw: RawTable
    given: Mapping
    mapping: Mapping
    format: Format | None
    evidence: dict[str, str] = field(default_factory=dict)
    alternatives: dict[str, list[str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    wide: list[WideColumn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    legend: dict[str, str] = field(default_factory=dict)
    """Marks that the file explains, and how."""
    seen: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def take(self, ours: str, header: str, evidence: str) -> None:
        """Let a column be one of ours."""
        self.mapping = replace(self.mapping, columns={**self.mapping.columns, ours: header})
        self.evidence[ours] = evidence

    def say(self, ours: str, value: str, evidence: str) -> None:
        """Let one of our columns be the same in every row."""
        self.mapping = replace(self.mapping, constants={**self.mapping.constants, ours: value})
        self.evidence[ours] = evidence

    def settled(self, ours: str) -> bool:
        """Whether one of our columns is known, or known not to be there."""
        return ours in {*self.mapping.columns, *self.mapping.constants, *self.melts, *self._named}

    def has(self, ours: str) -> bool:
        """Whether one of our columns is there."""
        source = self.mapping.columns.get(ours) or self.mapping.constants.get(ours)
        return bool(source) or ours in self.melts or ours in self._named

    def header(self, ours: str) -> str | None:
        """The column of the file that is one of ours; ``None`` where none is."""
        mapped = self.mapping.columns.get(ours)
        return find_header(mapped, self.raw.columns) if mapped else None

    @property
    def _named(self) -> tuple[str, ...]:
        """Our columns that come from the names of programs."""
        return ("edition",) if self.mapping.edition_in_program else ()

    @property
    def melts(self) -> list[str]:
        """Our columns that come from the headers of wide columns."""
        return fields_of(self.mapping.wide) if self.mapping.wide else []

    @property
    def taken(self) -> set[str]:
        """Headers that are one of our columns, or belong to an event."""
        named = {find_header(name, self.raw.columns) or name
                 for name in self.mapping.columns.values() if name}  # fmt: skip
        parts = {find_header(part, self.raw.columns) or part
                 for name in named for part in parts_of(name)}  # fmt: skip
        return named | parts | {column.header for column in self.wide}

    @property
    def made(self) -> set[str]:
        """Columns that are in no file, because several of a file are one of ours together."""
        headers = [name for name in self.mapping.columns.values() if len(parts_of(name)) > 1]
        return {name for name in headers if all(find_header(part, self.raw.columns)
                                             for part in parts_of(name))}  # fmt: skip

    @property
    def free(self) -> list[str]:
        """Headers that are nothing yet."""
        return self.first_free(len(self.raw.columns))

    def first_free(self, many: int) -> list[str]:
        """The first headers that are nothing yet; a sheet may have thousands."""
        taken = self.taken
        free = (one for one in self.raw.columns if one not in taken and len(one) <= _LONGEST)
        return list(islice(free, many))

    def texts(self, header: str) -> list[str]:
        """Some of the different values of a column."""
        if header not in self.seen:
            values = distinct(self.raw.columns[header])
            self.seen[header] = values[:: max(len(values) // SAMPLE, 1)]
        return self.seen[header]

    def filled(self, header: str) -> int:
        """Cells of a column that say something."""
        return int((np.asarray(self.raw.columns[header].codes) >= 0).sum())

    def different(self, header: str) -> int:
        """Different values of a column."""
        values: pd.Categorical = self.raw.columns[header]
        return len(values.categories)

    def asked(self, about: str) -> bool:
        """Whether something is asked about already."""
        return any(question.about == about for question in self.questions)


def share(texts: Iterable[str], test: object) -> float:
    """The share of texts that pass a test; 0 where there is none.

    >>> share(["a", "1"], str.isdigit), share([], str.isdigit)
    (0.5, 0.0)
    """
    found = [bool(test(text)) for text in texts]  # type: ignore[operator]
    return sum(found) / len(found) if found else 0.0
