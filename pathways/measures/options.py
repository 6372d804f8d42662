"""The options of a measure, read from its signature and its docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, getdoc, signature
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pathways.record.options import words_of

__all__ = ["Option", "example_of", "options_of"]


@dataclass(frozen=True)
class Option:
    """An option that can be said in words or numbers.

    Attributes:
        name: as in the signature.
        type: ``str``, ``int`` or ``bool``.
        kind: its kind in :mod:`pathways.record.options`.
        called: what people call it, such as ``STEP``.
        words: the words that it may be; none where it may be any.
        default: without it; ``None`` leaves it to the measure.
        required: whether the measure must be told.
        many: whether it may be said several times.
        text: what it means, as the docstring says.
    """

    name: str
    type: type
    kind: Any
    called: str
    words: tuple[Any, ...]
    default: Any
    required: bool
    many: bool
    text: str


def options_of(measure: Callable[..., Any]) -> Mapping[str, Option]:
    """What a measure can be told in words; policies and rules stand in the project file.

    Args:
        measure: a function whose first argument is the log.

    Example:
        >>> from pathways.measures.conversion import conversion
        >>> option = options_of(conversion)["source"]
        >>> option.called, option.required, option.text
        ('STEP', True, 'the STEP that people start from, such as ``mentee``.')
    """
    texts = _texts(getdoc(measure) or "")
    hints = get_type_hints(measure, include_extras=True)
    parameters = list(signature(measure).parameters.values())[1:]
    found = (_option(one, hints[one.name], texts.get(one.name, "")) for one in parameters)
    return {one.name: one for one in found if one is not None}


def example_of(measure: Callable[..., Any]) -> Mapping[str, Any]:
    """The options with which the example of the docstring asks.

    Example:
        >>> from pathways.measures.conversion import conversion
        >>> example_of(conversion)
        {'source': 'mentee', 'target': 'mentor', 'within': '1e', 'goal': '0.9'}
    """
    name = measure.__name__
    import doctest

    for example in doctest.DocTestParser().get_examples(getdoc(measure) or ""):
        for node in ast.walk(ast.parse(example.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                return {str(one.arg): ast.literal_eval(one.value) for one in node.keywords}
    return {}


def _option(parameter: Parameter, hint: Any, text: str) -> Option | None:
    """An option, if it is a text, a number or a yes or no."""
    kinds = [one for one in get_args(hint) if one is not type(None)]
    kind = kinds[0] if len(kinds) == 1 and type(None) in get_args(hint) else hint
    base = getattr(kind, "__origin__", kind) if hasattr(kind, "__metadata__") else kind
    words, many = words_of(kind), get_origin(base) is Sequence and get_args(base) == (str,)
    of = type(words[0]) if get_origin(base) is Literal else str if many else _simple(base)
    if of is None:
        return None
    required = parameter.default is parameter.empty
    return Option(
        name=parameter.name,
        type=of,
        kind=kind,
        called=getattr(kind, "__metadata__", ("",))[0],
        words=words,
        default=None if required else parameter.default,
        required=required,
        many=many,
        text=text,
    )


def _simple(base: Any) -> type | None:
    """What is said for a type: a text where it may be one."""
    if base in (str, int, bool):
        return base  # type: ignore[no-any-return]
    return str if str in get_args(base) else None


def _texts(doc: str) -> dict[str, str]:
    """What the section of arguments says of each; one line may speak of several."""
    section = re.search(r"^Args:\n((?:    .*\n|\n)+)", doc, re.MULTILINE)
    if section is None:
        return {}
    texts: dict[str, str] = {}
    for names, text in re.findall(
        r"^    (\w[\w, ]*): (.*(?:\n     .*)*)", section[1], re.MULTILINE
    ):
        for name in names.split(", "):
            texts[name] = " ".join(text.split())
    return texts
