"""An answer: a table, a sentence that can be read aloud, and all that is needed to trust it.

Every measure returns an :class:`Answer`.  Printed, it is its sentence; in a notebook it shows as
its table with the caveats below.  Whatever needs more than words, a picture, a rule of privacy, a
program that reads JSON, takes the values that stand beside the words, and takes no text apart.
"""

from __future__ import annotations

import html
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from pathways.answer.wording import Sentence
from pathways.errors import NoAnswerError, shown
from pathways.stats.rate import Rate

__all__ = [
    "DRAWERS",
    "RATE_COLUMNS",
    "Alarm",
    "Answer",
    "Drawn",
    "Origin",
    "first_line",
    "plain",
    "shared_line",
]

DRAWERS = "pathways.charts"
"""The entry points under which a package says what draws an answer (pyproject.toml)."""

RATE_COLUMNS = ("x", "n", "rate", "low", "high", "not_yet_observable")
"""What every table with rates has, under these names and in this order."""


_NEED_TIERS = frozenset(
    ("deepening", "exchange", "monthly_index", "points", "returns", "stuck_points", "thresholds")
)
"""Questions whose answer is about tiers, whatever their options."""


@dataclass(frozen=True)
class Alarm:
    """Something about a record that whoever reads its numbers must know.

    Attributes:
        kind: ``refused``, ``untiered``, ``single``, ``editions``, ``apart``, ``odd`` or ``ahead``.
        count, of: how many rows (or people) it is about, and of how many.
        rows: where they stand: ``row 13``, or ``b.csv row 13`` of several files.
        finding: what was found, as a sentence.
        changes: what it changes in the numbers.
        mend: what mends it.
        shuts: what cannot be said in a headline until then: ``all``, ``tiers`` (what needs the
            tiers), or nothing.
    """

    kind: str
    count: int
    of: int
    rows: tuple[str, ...]
    finding: str
    changes: str
    mend: str
    shuts: str = ""


def first_line(alarms: tuple[Alarm, ...], *, tiers: bool = False) -> str:
    """Why there is no headline; empty where there may be one.

    Args:
        alarms: of the record.
        tiers: whether the claim needs the tiers.
    """
    shut = ("all", "tiers") if tiers else ("all",)
    found = [alarm for alarm in alarms if alarm.shuts in shut]
    if not found:
        return ""
    more = f" (And {len(found) - 1} more: see pathways inspect.)" if len(found) > 1 else ""
    return f"No headline yet: {found[0].finding} {found[0].mend}{more}"


def shared_line(alarms: tuple[Alarm, ...], *, tiers: bool = False) -> str:
    """The same for what is shared: without numbers and rows, which may be of a few people.

    >>> shared_line((Alarm("single", 40, 40, (), "…", "…", "…", "all"),))
    'No headline yet: no id comes twice; pathways inspect says where and how to mend it'
    """
    shut = ("all", "tiers") if tiers else ("all",)
    found = [_KINDS[alarm.kind] for alarm in alarms if alarm.shuts in shut]
    if not found:
        return ""
    return f"No headline yet: {found[0]}; pathways inspect says where and how to mend it"


_KINDS = {
    "refused": "more than 5 % of the rows are refused",
    "untiered": "more than 5 % of the engagements have no tier",
    "single": "no id comes twice",
    "editions": "editions contradict their dates",
    "apart": "dates stand more than a year after all others",
}


@dataclass(frozen=True)
class Origin:
    """Where numbers come from: files with digests, scheme, cut-off, version, rows in and refused.

    ``files`` is a tuple of (name, SHA-256); names are file names without folders.  ``alarms`` is
    what speaks against trusting the record.
    """

    files: tuple[tuple[str, str], ...] = ()
    scheme: str = ""
    scheme_digest: str = ""
    as_of: str = ""
    version: str = ""
    rows_in: int = 0
    refused: int = 0
    filters: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


class Drawn(Protocol):
    """The picture of an answer, light or dark."""

    def svg(self, theme: str = "light") -> str:
        """As SVG."""

    def png(self, theme: str = "light") -> bytes:
        """As PNG."""

    def pdf(self, theme: str = "light") -> bytes:
        """As a page of PDF."""

    def save(self, path: str | os.PathLike[str], theme: str = "light") -> Path:
        """Write ``.svg``, ``.png`` or ``.pdf``, and return the path."""


@dataclass(frozen=True)
class Answer:
    """What a question is answered with.

    Attributes:
        question: the name of the question, as function, command and query are called.
        sentence: the finding, to be read aloud: a :class:`~pathways.answer.wording.Sentence`,
            which keeps the values that it is made from; or why the record allows none.
        denominator: who the shares are of, in words.
        table: one row per line of the answer; stable column names, full precision.
        caveats: what a careful reader must know, one such sentence each, with its kind.
        origin: where the numbers come from.
        curve: a course over time that belongs to the table, for the picture; mostly none.
        asked: every parameter of the question with its value, those left out as they were taken.
        parts: for columns whose texts are put together, what from, row by row: the names of a set
            or of a path (of which a step set is a tuple itself), the sentence of a phrase.
            Paths of tiers have the ``rank`` of each step set as well.

    Raises:
        ValueError: ``parts`` that are not one for each row.
    """

    question: str
    sentence: str
    denominator: str
    table: pd.DataFrame
    caveats: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)
    curve: pd.DataFrame | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column, parts in self.parts.items():
            if len(parts) != len(self.table):
                raise ValueError(f"{column} has {len(parts)} parts and {len(self.table)} rows")
        shut = first_line(self.origin.alarms, tiers=self.needs_tiers)
        if shut and getattr(self.sentence, "kind", "") != "gate":
            object.__setattr__(self, "sentence", Sentence("{why}", "gate", why=shut))

    @property
    def needs_tiers(self) -> bool:
        """Whether what it says rests on the tiers of engagements."""
        return self.question in _NEED_TIERS or self.asked.get("by") == "tier"

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        rows = f"{len(self.table):,} row{'' if len(self.table) == 1 else 's'}"
        return f"Answer({self.question}, {rows}: {shown(self.sentence, 200)})"

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The rates of the table, row by row; empty where the answer has none."""
        if not {"x", "n"} <= set(self.table.columns):
            return ()
        waiting = self.table.get("not_yet_observable", pd.Series(0, index=self.table.index))
        rows = zip(self.table["x"], self.table["n"], waiting, strict=True)
        return tuple(
            Rate(int(x), int(n), self.denominator, int(later))
            for x, n, later in rows
            if pd.notna(x)
        )

    def to_json(self) -> str:
        """One JSON object: question, sentence, denominator, rows, caveats, origin.

        ``asked`` holds the parameters; ``values`` what the sentence and the caveats are made from,
        each with its kind; ``parts`` the names that texts of the rows are joined from.
        """
        rows = [
            {str(name): plain(value) for name, value in row.items()}
            for row in self.table.to_dict("records")
        ]
        whole = {
            "question": self.question,
            "asked": plain(self.asked),
            "sentence": self.sentence,
            "denominator": self.denominator,
            "rows": rows,
            "parts": plain(self.parts),
            "caveats": list(self.caveats),
            "values": [_values(text) for text in (self.sentence, *self.caveats)],
            "origin": asdict(self.origin),
        }
        return json.dumps(whole, ensure_ascii=False, indent=2)

    def chart(self) -> Drawn:
        """The picture of this answer, a :class:`viz.charts.Chart`: look at it, or ``save`` it.

        Raises:
            NoAnswerError: the question has no picture, or there is nothing to draw.
        """
        drawers = entry_points(group=DRAWERS)
        if not drawers:
            raise NoAnswerError(
                "Nothing that draws charts is installed; install engagement-pathways once more."
            )
        drawn: Drawn = next(iter(drawers)).load()(self)
        return drawn

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        head = f"<p><strong>{html.escape(self.sentence)}</strong></p>"
        return f"{head}{self.table.to_html(index=False)}<ul>{notes}</ul>"


def plain(value: Any) -> Any:
    """A value as JSON and CSV write it: numbers plain, dates ISO, nothing for missing."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if hasattr(value, "isoformat") and value is not pd.NaT:
        return value.isoformat()[:10]
    return _plain_number(value)


def _plain_number(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, Decimal):
        value = float(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _values(text: str) -> dict[str, Any]:
    """What a sentence is made from: its kind, and its values by role."""
    if not isinstance(text, Sentence):
        return {}
    made = {
        role: _values(value) if isinstance(value, Sentence) else plain(value)
        for role, value in text.values.items()
    }
    return {"kind": text.kind, **made}
