"""Parameters of a query: typed as its header says, and a nearest match for a wrong name."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pathways.cypher.library import Header, Parameter
from pathways.errors import OptionError, one_of, shown

__all__ = [
    "DATASET",
    "Expression",
    "Known",
    "Value",
    "free_parameters",
    "given_parameters",
    "named_parameters",
    "read_parameters",
    "said_parameters",
]

DATASET = "dataset"
"""The parameter that names the data set; where nobody gives it, it is that of the address."""
_ARROW = re.compile(r"\s*`?(\w+)`?(?:\s*=>|:\s)\s*(.*)", re.DOTALL)
_WORD = re.compile(r"[^\W\d][\w-]*")
_LIST = re.compile(r"LIST<(\w+)>")
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


class Expression(str):
    """A value in Cypher, or a whole map of them, that only a server can work out."""


@dataclass(frozen=True)
class Known:
    """A value that a server has worked out; a text in it is no number in disguise."""

    value: Any


Value = str | Known
"""A parameter as it was typed, or as a server worked it out."""


def given_parameters(words: Iterable[str]) -> dict[str, str]:
    """``name=value`` with the values still as texts; behind ``=>`` and ``:`` stands Cypher.

    What has to be worked out first is an :class:`Expression`; a map of several, written
    ``{a: 1, b: date()}``, is one under the empty name.

    Raises:
        OptionError: a word without a name or without a value, or a name that is given twice.

    >>> given_parameters(["by=role", "name: 'Ana'", "names=>['Ana', 'Bo']", "on => date()"])
    {'by': 'role', 'name': 'Ana', 'names': '["Ana", "Bo"]', 'on': 'date()'}
    """
    found: dict[str, str] = {}
    for word in words:
        name, value = _name_and_value(word)
        if name in found:
            raise OptionError(f"The parameter {shown(name)} is given twice.")
        found[name] = value
    return found


def _name_and_value(word: str) -> tuple[str, str]:
    if word.lstrip().startswith("{"):
        return "", Expression(word.strip())
    arrow = _ARROW.fullmatch(word)
    if arrow and arrow[2]:
        return arrow[1], _from_cypher(arrow[2])
    name, equals, value = word.partition("=")
    name = name.strip().removeprefix("$")
    if not equals or not name or value.startswith(">"):
        raise OptionError(f"A parameter is written name=value, not {shown(word)}.")
    return name, value


def _from_cypher(value: str) -> str:
    """What stands behind ``=>`` as it is written without: JSON, a text, or an expression."""
    if not isinstance(_json_or_text(value), str) or _WORD.fullmatch(value):
        return value
    try:
        known = ast.literal_eval(value)
        written = json.dumps(known, ensure_ascii=False)
    except (ValueError, TypeError, SyntaxError):
        return Expression(value)
    if type(known) not in (str, list):
        return Expression(value)
    return known if isinstance(known, str) and _json_or_text(known) == known else written


def read_parameters(path: Path) -> dict[str, Any]:
    """The parameters in a file that holds one JSON object.

    Raises:
        OptionError: no such file, or something else in it.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OptionError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise OptionError(f"{path} is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise OptionError(f"{path} must hold one JSON object, name by name; it holds a list, say.")
    return found


def free_parameters(texts: Mapping[str, Value]) -> dict[str, Any]:
    """Values for a query that declares no types: JSON where they are JSON, otherwise texts.

    >>> free_parameters({"limit": "5", "name": "Ana", "digits": '"5"', "worked_out": Known("5")})
    {'limit': 5, 'name': 'Ana', 'digits': '5', 'worked_out': '5'}
    """
    return {
        name: one.value if isinstance(one, Known) else _json_or_text(one)
        for name, one in texts.items()
    }


def named_parameters(header: Header, texts: Mapping[str, Any]) -> dict[str, Any]:
    """Values for a query with a header: each of its type, the others by default.

    Args:
        header: what the query declares.
        texts: what was said: texts, or values that a file already typed.

    Raises:
        OptionError: a name that it does not have, a value of another type, one that is missing.
    """
    values = {one.name: one.default for one in header.parameters if not one.required}
    values |= said_parameters(header, texts)
    missing = [one.name for one in header.parameters if one.name not in values]
    if missing:
        raise OptionError(f"This query needs {' and '.join(f'-p {name}=…' for name in missing)}.")
    return values


def said_parameters(header: Header, texts: Mapping[str, Any]) -> dict[str, Any]:
    """The values that were said, typed, and nothing by default; see :func:`named_parameters`."""
    declared = {one.name: one for one in header.parameters}
    values: dict[str, Any] = {}
    for name, value in texts.items():
        known = name if name in declared else name.replace("-", "_")
        if known not in declared:
            raise OptionError(_unknown(name, tuple(declared)))
        values[known] = _typed(declared[known], value)
    return values


def _unknown(name: str, declared: tuple[str, ...]) -> str:
    if not declared:
        return f"This query has no parameters, so {shown(name)} means nothing to it."
    return f"{one_of(name, declared, 'parameter')}.".capitalize()


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda word: word)
    except ValueError:
        return text


def _typed(parameter: Parameter, value: Any) -> Any:
    """A value as the declared type; what a file or a server gives may be typed already."""
    if isinstance(value, Known):
        value = value.value
    if value is None or (value in ("", "null") and parameter.type != "STRING"):
        return None
    several = _LIST.fullmatch(parameter.type)
    try:
        if several:
            return [_CASTS[several[1]](one) for one in _parts(value)]
        return _CASTS.get(parameter.type, _json)(value)
    except (ValueError, TypeError, KeyError) as error:
        raise OptionError(
            f"{parameter.name} is {_WORDS.get(parameter.type, parameter.type)}, not {shown(value)}."
        ) from error


def _parts(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value.lstrip().startswith("["):
        parsed = json.loads(value)
        return parsed if isinstance(parsed, list) else [parsed]
    return [one.strip() for one in str(value).split(",")]


def _integer(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError(value)
    return int(value)


def _float(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError(value)
    return float(value)


def _boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else _YES_NO[str(value).casefold()]


def _date(value: Any) -> date:
    return date.fromisoformat(str(value))


def _string(value: Any) -> str:
    if isinstance(value, (list, dict)):
        raise TypeError(value)
    return str(value)


def _map(value: Any) -> Any:
    """A map as JSON; any other text stays, since a step can be said in words."""
    written = isinstance(value, str) and value.lstrip().startswith("{")
    return json.loads(value) if written else value


def _json(value: Any) -> Any:
    return _json_or_text(value) if isinstance(value, str) else value


_CASTS: Mapping[str, Callable[[Any], Any]] = {
    "INTEGER": _integer,
    "FLOAT": _float,
    "BOOLEAN": _boolean,
    "DATE": _date,
    "STRING": _string,
    "MAP": _map,
}
_WORDS = {
    "INTEGER": "a whole number",
    "FLOAT": "a number",
    "BOOLEAN": "true or false",
    "DATE": "a date such as 2026-06-30",
    "STRING": "a text",
    "MAP": 'a map such as {"role": "mentee"}',
    "LIST<STRING>": 'texts with commas between them, or a JSON list such as ["a", "b"]',
}
