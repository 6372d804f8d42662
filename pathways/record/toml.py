"""Files that people write for this program: read as TOML, and their keys checked."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pathways.errors import PathwaysError, one_of

__all__ = ["check_keys", "toml_in", "toml_of"]


Number = Callable[[str], float | Decimal]


def toml_of(
    path: Path, where: str, wrong: type[PathwaysError], number: Number = float
) -> dict[str, Any]:
    """What a file says; ``where`` names it at the beginning of a sentence.

    Raises:
        PathwaysError: of the kind ``wrong``: it cannot be read, or is not TOML.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise wrong(f"{where} cannot be read: {why}.") from error
    return toml_in(data, where, wrong, number)


def toml_in(
    data: bytes | str, where: str, wrong: type[PathwaysError], number: Number = float
) -> dict[str, Any]:
    """What a text says; ``number`` makes a decimal number of its digits.

    Raises:
        PathwaysError: of the kind ``wrong``: it is not TOML.
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        return tomllib.loads(text, parse_float=number)
    except UnicodeDecodeError as error:
        raise wrong(f"{where} is no text in UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise wrong(f"{where} is not valid TOML: {error}.") from error


def check_keys(
    raw: Mapping[str, Any],
    known: Collection[str],
    where: str,
    wrong: type[PathwaysError],
    what: str = "key",
) -> None:
    """See that a table has no other keys than the known ones.

    Raises:
        PathwaysError: of the kind ``wrong``; the message names the nearest.
    """
    for key in raw:
        if key not in known:
            raise wrong(f"{one_of(str(key), tuple(known), what)} (in {where}).")
