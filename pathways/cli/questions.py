"""The commands of the questions: each is made from the signature and the docstring of its function.

What a question can be told, and in which words, stands there once.  By hand is only what a command
has and the function has not.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc
from typing import Any

import click

from pathways.cli.answers import ask_and_show
from pathways.cli.options import Decorator, example_line, measure_options
from pathways.cli.source import answering, picturing, reading, selecting
from pathways.measures.questions import QUESTIONS, question

__all__ = ["asking", "question_command"]


def question_command(name: str) -> click.Command:
    """The command of a question that needs nothing of its own."""

    def asked(**options: Any) -> None:
        ask_and_show(name, options)

    return asking(name)(asked)


def asking(
    name: str, *more: Decorator, pictured: bool = False
) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command that asks a question.

    Args:
        name: of the question.
        more: options of the command that the function does not have.
        pictured: whether one of these has a picture, though the question has none.
    """
    from viz.charts.choice import CHARTS

    # Every question is asked of groups; that of equity is about them.
    told = measure_options(name, but=("group",))
    printed = picturing if pictured or name in CHARTS else answering

    def made(function: Callable[..., None]) -> click.Command:
        for add in reversed((reading, *told, *more, selecting, printed)):
            function = add(function)
        command = click.command(name.replace("_", "-"), help=_help(name, function.__doc__))
        return command(function)

    return made


def _help(name: str, more: str | None) -> str:
    """The question, what answers it in the words of its definition, and an example."""
    summary = (getdoc(question(name)) or "").partition("\n\n")[0]
    parts = (QUESTIONS[name], summary, more, f"\b\nExample: {example_line(name)}")
    return "\n\n".join(filter(None, parts))
