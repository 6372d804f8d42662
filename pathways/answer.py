"""An answer: a table, a sentence that can be read aloud, and all that is needed to trust it.

Every measure returns an :class:`Answer`.  Printed, it is its sentence; in a notebook it shows as
its table with the caveats below.
"""

from __future__ import annotations

import html
import json
import math
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import Any

import pandas as pd

from pathways.stats.rate import Rate

__all__ = ["RATE_COLUMNS", "Answer", "Origin"]

RATE_COLUMNS = ("x", "n", "rate", "low", "high", "not_yet_observable")
"""What every table with rates has, under these names and in this order."""


@dataclass(frozen=True)
class Origin:
    """Where numbers come from: files with digests, scheme, cut-off, version, rows in and refused.

    ``files`` is a tuple of (name, SHA-256); names are file names without folders.
    """

    files: tuple[tuple[str, str], ...] = ()
    scheme: str = ""
    scheme_digest: str = ""
    as_of: str = ""
    version: str = ""
    rows_in: int = 0
    refused: int = 0
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a question is answered with.

    Attributes:
        question: the name of the question, as function, command and query are called.
        sentence: the finding, to be read aloud.
        denominator: who the shares are of, in words.
        table: one row per line of the answer; stable column names, full precision.
        caveats: what a careful reader must know, one sentence each.
        origin: where the numbers come from.
        curve: a course over time that belongs to the table, for the picture; mostly none.
    """

    question: str
    sentence: str
    denominator: str
    table: pd.DataFrame
    caveats: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)
    curve: pd.DataFrame | None = None

    def __str__(self) -> str:
        return self.sentence

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
        """One JSON object: question, sentence, denominator, rows, caveats, origin."""
        rows = [
            {str(name): plain(value) for name, value in row.items()}
            for row in self.table.to_dict("records")
        ]
        whole = {
            "question": self.question,
            "sentence": self.sentence,
            "denominator": self.denominator,
            "rows": rows,
            "caveats": list(self.caveats),
            "origin": asdict(self.origin),
        }
        return json.dumps(whole, ensure_ascii=False, indent=2)

    def chart(self) -> Any:
        """The picture of this answer, a :class:`viz.charts.Chart`: look at it, or ``save`` it.

        Raises:
            NoAnswerError: the question has no picture, or there is nothing to draw.
        """
        # By name: answers lie far below pictures, and most are never drawn.
        return import_module("viz.charts").chart_of(self)

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        head = f"<p><strong>{html.escape(self.sentence)}</strong></p>"
        return f"{head}{self.table.to_html(index=False)}<ul>{notes}</ul>"


def plain(value: Any) -> Any:
    """A table cell as JSON and CSV write it: numbers plain, dates ISO, nothing for missing."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value
