"""The measures: one module each, with one public function that takes a log and answers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from pathways.errors import OptionError, one_of

if TYPE_CHECKING:
    from pathways.answer import Answer

__all__ = ["measure_named"]


def measure_named(name: str) -> Callable[..., Answer]:
    """A measure by its name, loaded when it is asked for.

    Raises:
        OptionError: there is none; the message names the nearest.

    >>> measure_named("conversion").__name__
    'conversion'
    """
    names = sorted(module.name for module in iter_modules(__path__))
    known = name.strip().replace("-", "_")
    if known not in names:
        raise OptionError(f"{one_of(name, names, 'question')}.")
    measure: Callable[..., Answer] = getattr(import_module(f"{__name__}.{known}"), known)
    return measure
