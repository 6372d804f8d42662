"""Which question has which picture."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from pathways.answer import Answer
from pathways.errors import NoAnswerError, NothingToDrawError
from viz.charts.chart import Chart

__all__ = ["CHARTS", "chart_of"]

CHARTS: Mapping[str, str] = {
    "transitions": "step_matrix",
    "next_steps": "next_steps",
    "stuck_points": "stuck_board",
    "combinations": "upset",
    "conversion": "conversion",
    "paths": "tier_flow",
    "monthly_index": "monthly_index",
    "deepening": "deepening",
    "competing_steps": "competing_steps",
    "graduation": "graduation",
    "program_kinds": "program_kinds",
    "relationships": "relationships",
    "equity": "equity",
    "returns": "returns",
    "backtest": "backtest",
}
"""Question -> module of its chart, which has one function, ``MODULE_chart``."""

_SAID = {"backtest": "thresholds --backtest"}
_PEOPLE = ("x", "n", "people", "moved")
"""What a picture shows of people; where all of it is hidden there is nothing to see."""


def chart_of(answer: Answer) -> Chart:
    """The picture of an answer.

    Raises:
        NoAnswerError: its question has no picture.
        NothingToDrawError: nobody, or too few, would be in it.
    """
    module = CHARTS.get(answer.question)
    if module is None:
        names = (_SAID.get(name, name.replace("_", "-")) for name in CHARTS)
        pictured = ", ".join(names)
        raise NoAnswerError(
            f"{answer.question.replace('_', '-')} has no picture; these have: {pictured}."
        )
    if answer.table.empty:
        raise NothingToDrawError(f"There is nothing to draw: {answer.sentence}")
    draw = getattr(import_module(f"viz.charts.{module}"), f"{module}_chart")
    picture: Chart = draw(answer)
    counts = picture.table[[name for name in _PEOPLE if name in picture.table]]
    if counts.isna().all(axis=None):
        raise NothingToDrawError(f"There is nothing to draw: {picture.title}.")
    return picture
