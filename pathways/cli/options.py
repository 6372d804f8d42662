"""Options that several commands have, and those that are made from the signature of a measure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import click

from pathways.cli.source import program_names, step_names, tier_names
from pathways.measures.options import Option, example_of, options_of
from pathways.measures.questions import question
from pathways.record.options import Level, words_of

__all__ = [
    "Decorator",
    "by_level",
    "example_line",
    "flag_of",
    "measure_options",
    "step",
    "with_horizon",
]

Decorator = Callable[[Any], Any]
"""Adds an option to a command."""

by_level = click.option(
    "--by",
    type=click.Choice(words_of(Level)),
    help="What a step is (default: activity, that is program and role).",
)
with_horizon = click.option(
    "--horizon", metavar="12m|90d|1e", help="How long people are watched: months, days, editions."
)
_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "routes": {"source": "--from", "target": "--to"},
    "graduation": {"source": "--from"},
}
"""Options that people say in another word than the function's; its own is understood as well."""
_COMPLETED: Mapping[str, Any] = {
    "STEP": step_names,
    "TIER": tier_names,
    "PROGRAM": program_names,
}


def step(flag: str, name: str, text: str) -> Decorator:
    """An option that takes a STEP."""
    return click.option(flag, name, metavar="STEP", shell_complete=step_names, help=text)


def measure_options(name: str, but: Collection[str] = ()) -> list[Decorator]:
    """What a question can be told, as options of its command.

    Args:
        name: of the question.
        but: options that the command has by itself.
    """
    known = options_of(question(name))
    return [_made(one, name, known) for one in known.values() if one.name not in but]


def flag_of(name: str, option: str) -> str:
    """How an option of a question is said on the command line.

    >>> flag_of("routes", "source"), flag_of("combinations", "at_least")
    ('--from', '--at-least')
    """
    return _OTHERWISE.get(name, {}).get(option, f"--{option.replace('_', '-')}")


def example_line(name: str) -> str:
    """The example of a question's docstring as a command.

    >>> example_line("routes")
    'pathways routes engagements.csv --from mentee --to mentor --by role'
    """
    words = [
        flag_of(name, option) if value is True else f"{flag_of(name, option)} {value}"
        for option, value in example_of(question(name)).items()
    ]
    return " ".join(["pathways", name.replace("_", "-"), "engagements.csv", *words])


def _made(option: Option, name: str, known: Mapping[str, Option]) -> Decorator:
    flag = flag_of(name, option.name)
    flags = dict.fromkeys((flag, f"--{option.name.replace('_', '-')}"))
    if option.type is bool:
        flags = dict.fromkeys((f"{flag}/--no-{option.name.replace('_', '-')}",))
    more: dict[str, Any] = {"multiple": True, "callback": _said} if option.many else {}
    if option.called in _COMPLETED:
        more["shell_complete"] = _COMPLETED[option.called]
    text = _in_flags(option.text, name, known.keys() - set(option.words))
    return click.option(
        *flags,
        option.name,
        type=_type(option),
        metavar=None if option.words else option.called or None,
        default=None,
        help=text if "default" in text else f"{text.removesuffix('.')}{_usual(option)}.",
        **more,
    )


def _type(option: Option) -> Any:
    if option.type is int and option.words:
        return click.IntRange(min(option.words), max(option.words))
    if option.words:
        return click.Choice(option.words)
    return click.IntRange(1) if option.called == "N" else option.type


def _usual(option: Option) -> str:
    told = option.default is not None and option.type is not bool
    return f" (default: {option.default})" if told else ""


def _in_flags(text: str, name: str, known: Collection[str]) -> str:
    """The text of a docstring in the words of the command line.

    >>> _in_flags('goes with ``by="program"``.', "returns", ["by"])
    'Goes with --by program.'
    """

    def in_flags(found: re.Match[str]) -> str:
        option, _, value = found[1].partition("=")
        if option not in known:
            return found[1]
        return " ".join(filter(None, (flag_of(name, option), value.strip('"'))))

    told = re.sub("``(.*?)``", in_flags, text)
    return told[:1].upper() + told[1:]


def _said(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> Any:
    """An option that may be repeated and was not said at all leaves it to the measure."""
    return value or None
