"""Which question has which picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from pandas.api.types import is_string_dtype

from pathways.answer import Answer, shared_line
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
    """The picture of an answer; its notes begin with the as-of date.

    Where the gate is shut (see :mod:`pathways.record.trust`) its title says why, and nothing else.

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
        raise NothingToDrawError(
            "There is nothing to draw: every number is of under 5 people, or would tell of so few."
        )
    return replace(_dated(_gated(picture, answer), answer), names=_names(answer))


def _names(answer: Answer) -> tuple[str, ...]:
    """What its table names, and what the names in it are joined from."""
    columns = [answer.table[name] for name in answer.table]
    texts = [text for column in columns if is_string_dtype(column) for text in column.unique()]
    parts = [part for parts in answer.parts.values() for names in parts for part in _flat(names)]
    return tuple(dict.fromkeys(str(name) for name in [*texts, *parts, *answer.asked.values()]))


def _flat(names: object) -> list[object]:
    if isinstance(names, tuple | list):
        return [part for name in names for part in _flat(name)]
    return [names]


def _gated(picture: Chart, answer: Answer) -> Chart:
    """The picture without its headline, where the record may have none."""
    shut = shared_line(answer.origin.alarms, tiers=answer.needs_tiers)
    if not shut:
        return picture
    words = picture.words.removeprefix(f"{picture.title}. ")
    # Mostly it goes on with the sentence of the answer, which then says the same.
    words = words if words.startswith(shut) else f"{shut}. {words}"
    return replace(picture, title=shut, words=words)


def _dated(picture: Chart, answer: Answer) -> Chart:
    as_of = answer.origin.as_of
    return replace(picture, notes=(f"As of {as_of}.", *picture.notes)) if as_of else picture
