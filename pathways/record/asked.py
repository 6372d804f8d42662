"""The door of all functions that are asked of a log: whoever comes with something else is told."""

from __future__ import annotations

import inspect
from functools import cache, wraps
from typing import Any

from pathways.errors import OptionError, nearest, shown

__all__ = ["asked_of_a_log"]

_FIRST = ("log", "EngagementLog")


@cache
def asked_of_a_log(function: Any) -> Any:
    """The same function, which says in one sentence what is wrong with how it is called.

    What does not take a log first stays as it is.
    """
    if not inspect.isfunction(function):
        return function
    signature = inspect.signature(function)
    first = next(iter(signature.parameters.values()), None)
    if first is None or (first.name, first.annotation) != _FIRST:
        return function

    @wraps(function)
    def asked(*positional: Any, **options: Any) -> Any:
        _check(function.__name__, signature, positional, options)
        return function(*positional, **options)

    return asked


def _check(
    name: str, signature: inspect.Signature, positional: tuple[Any, ...], options: dict[str, Any]
) -> None:
    """See that a log comes first, and that all else is known.

    Raises:
        OptionError: it does not, or is not.
    """
    known, *others = signature.parameters.values()
    if not positional and known.name not in options:
        raise OptionError(f"{name} is asked of a log: {name}(log), with log = pw.read(FILE).")
    _check_log(name, positional[0] if positional else options[known.name])
    names = [one.name for one in others]
    if not any(one.kind is one.VAR_KEYWORD for one in others):
        for option in options.keys() - {known.name, *names}:
            raise OptionError(_unknown(name, option, names))
    try:
        signature.bind(*positional, **options)
    except TypeError:
        raise OptionError(_missing(name, others, positional, options)) from None


def _check_log(name: str, log: Any) -> None:
    from pathways.record.log import EngagementLog

    if isinstance(log, EngagementLog):
        return
    kind, how = type(log).__name__, "pw.read(FILE) makes one"
    if isinstance(log, str) or hasattr(log, "__fspath__"):
        kind, how = f"the text {shown(log)}", "pw.read(…) makes one of a file"
    elif kind == "DataFrame":
        how = "pw.read(frame) makes one"
    elif hasattr(log, "read"):
        how = "its read() gives one"
    raise OptionError(f"{name} is asked of a log, not of {_with_article(kind)}; {how}.")


def _with_article(kind: str) -> str:
    if kind == "NoneType":
        return "None"
    return kind if kind.startswith("the ") else f"an object of the type {kind}"


def _unknown(name: str, option: str, names: list[str]) -> str:
    near = nearest(option, names)
    hint = f"the nearest is {near}" if near else f"it has {', '.join(names) or 'none'}"
    return f"{name} has no option {shown(option)}; {hint}."


def _missing(
    name: str, others: list[inspect.Parameter], positional: tuple[Any, ...], options: dict[str, Any]
) -> str:
    needed = [
        one.name for one in others if one.default is one.empty and one.name not in options
        and one.kind in (one.KEYWORD_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]  # fmt: skip
    placed = [one.name for one in others if one.kind is one.POSITIONAL_OR_KEYWORD]
    needed = [one for one in needed if one not in placed[: len(positional) - 1]]
    if needed:
        return f"{name} needs {' and '.join(f'{one}=…' for one in needed)}."
    return f"{name} takes a log, and everything else by name, as in {name}(log, NAME=…)."
