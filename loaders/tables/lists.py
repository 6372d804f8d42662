"""Lists of people in YAML, and tables in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from loaders.tables.encoding import as_utf8
from loaders.tables.grid import raw_grid
from loaders.tables.mapping import Mapping
from loaders.tables.objects import table_of
from loaders.tables.table import RawTable
from pathways.errors import RecordsError, shown

__all__ = ["is_list", "is_markdown", "read_list", "read_markdown"]

_RULE = re.compile(
    rb"^[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*\r?$", re.M
)
_MOST = 2_000_000
"""Bytes of a list in YAML."""


def is_list(data: bytes, name: str) -> bool:
    """Whether a text is a list in YAML: by its name, or by how it begins."""
    if PurePath(name).suffix.lower() in (".yml", ".yaml"):
        return True
    start = data[:2000].lstrip(b"\xef\xbb\xbf")
    return bool(re.match(rb"(?:---\s*\n)?(?:#[^\n]*\n|\s*\n)*- +[\w-]+:(?: |\n)", start))


def read_list(data: bytes, name: str) -> RawTable:
    """A list of objects in YAML, or objects by name, as a table; the first is row 1.

    Raises:
        RecordsError: no YAML, or no list of objects.
    """
    import yaml

    if len(data) > _MOST:
        raise RecordsError(f"{shown(name)} is a list of more than 2 MB; export it as CSV.")
    text, notes = as_utf8(data, name)
    if re.search(rb"(?m)^[^#'\"]*(?:: |- )[*&]\w", text):
        raise RecordsError(f"{shown(name)} refers to parts of itself; export the list as CSV.")
    try:
        whole = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RecordsError(f"{shown(name)} is not valid YAML.") from None
    items = list(_items(whole))
    if not items:
        raise RecordsError(
            f"{shown(name)} is YAML without a list of people or events: expected are entries such "
            "as - name: …"
        )
    return table_of(list(enumerate(items, 1)), name, ("YAML.", *notes))


def _items(whole: Any) -> Iterator[dict[str, Any]]:
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list)]
        if len(lists) == 1:
            whole = lists[0]
        else:
            named = {key: value for key, value in whole.items() if isinstance(value, dict)}
            whole = [{"id": key, **value} for key, value in named.items()]
    if isinstance(whole, list):
        yield from (
            {str(key): value for key, value in item.items()}
            for item in whole
            if isinstance(item, dict)
        )


def is_markdown(data: bytes) -> bool:
    """Whether a text has a table in Markdown among its first lines."""
    return bool(_RULE.search(data[:20_000]))


def read_markdown(data: bytes, name: str, how: Mapping) -> RawTable:
    """The first table of a text in Markdown.

    Raises:
        RecordsError: the bytes are no text.
    """
    text, notes = as_utf8(data, name)
    rows: list[list[str]] = []
    for line in text.decode("utf-8").splitlines():
        inside = "|" in line
        if not inside and len([row for row in rows if any(row)]) > 1:
            break
        rule = _RULE.match(line.encode())
        rows.append([] if rule or not inside else _cells(line))
    return raw_grid(rows, name, ("A table in Markdown.", *notes), how)


def _cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return [cell.strip().replace("\\|", "|").strip("*") for cell in cells]
