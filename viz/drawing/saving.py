"""Pictures become files: the ending of the name says which kind."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from pathways.errors import OptionError, shown
from pathways.record.files import write_bytes

__all__ = ["pdf_of", "png_of", "save_as"]


def save_as(
    path: str | os.PathLike[str], what: str, writers: Mapping[str, Callable[[], bytes]]
) -> Path:
    """Write the file that the ending of its name asks for, whole or not at all; return the path.

    Args:
        path: where to.
        what: what is saved, for the message.
        writers: ending of a name -> what gives the bytes.

    Raises:
        OptionError: the name ends in none of these.
        OutputError: it cannot be written; what was there before is still there.
    """
    target = Path(path)
    writer = writers.get(target.suffix.lower())
    if writer is None:
        *others, last = writers
        endings = f"{', '.join(others)} or {last}" if others else last
        missed = "is none of them" if others else "is not"
        raise OptionError(f"{what} is saved as {endings}, and {shown(target.name)} {missed}.")
    write_bytes(target, writer())
    return target


def png_of(svg: str) -> bytes:
    """The picture as PNG, two pixels for one of its own."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=2))


def pdf_of(svg: str) -> bytes:
    """The picture as a page of PDF, its letters embedded."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(svg))
