"""From the files that people have to the engagement log.

>>> from loaders import read                                               # doctest: +SKIP
>>> read("engagements.csv", scheme="moe", as_of="2026-06-30")              # doctest: +SKIP

:func:`read` takes files, :func:`from_frame` a DataFrame, and :func:`inspect` says beforehand what
would be counted, kept, refused and left out; :func:`propose` says how files are understood, as
values (:mod:`loaders.understanding.proposal`).  What columns mean is recognised by their names or
said in a small file, see :mod:`loaders.tables.mapping`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loaders.formats.catalogue import known_formats
    from loaders.formats.format import Format
    from loaders.inspection import Inspection, write_refused
    from loaders.reading import from_frame, inspect, propose, read
    from loaders.tables.files import may_be_table
    from loaders.tables.mapping import Mapping, read_mapping
    from loaders.understanding.proposal import Proposal, answered

__all__ = [
    "Format",
    "Inspection",
    "Mapping",
    "Proposal",
    "answered",
    "from_frame",
    "inspect",
    "known_formats",
    "may_be_table",
    "propose",
    "read",
    "read_mapping",
    "write_refused",
]

_HOMES = {
    "Format": "loaders.formats.format",
    "Inspection": "loaders.inspection",
    "Mapping": "loaders.tables.mapping",
    "Proposal": "loaders.understanding.proposal",
    "answered": "loaders.understanding.proposal",
    "propose": "loaders.reading",
    "from_frame": "loaders.reading",
    "inspect": "loaders.reading",
    "known_formats": "loaders.formats.catalogue",
    "may_be_table": "loaders.tables.files",
    "read": "loaders.reading",
    "read_mapping": "loaders.tables.mapping",
    "write_refused": "loaders.inspection",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
