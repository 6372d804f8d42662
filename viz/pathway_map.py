"""The map that people hold: look at it in a notebook, or save it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pathways.map_facts import MapFacts
from viz.html import html_text
from viz.spec import MapSpec, map_spec
from viz.svg import svg_text

__all__ = ["PathwayMap", "draw_map"]


@dataclass(frozen=True)
class PathwayMap:
    """A pathway map, laid out.  ``spec`` is its complete data form."""

    spec: MapSpec

    def svg(self) -> str:
        """The picture as SVG text, 1280 × 720."""
        return svg_text(self.spec)

    def html(self) -> str:
        """The interactive page: one file, no network."""
        return html_text(self.spec)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write ``.html`` or ``.svg``, whole or not at all, and return the path.

        Raises:
            ValueError: the name ends in neither.
            FileNotFoundError: its folder does not exist.
        """
        target = Path(path)
        writers = {".html": self.html, ".svg": self.svg}
        writer = writers.get(target.suffix.lower())
        if writer is None:
            raise ValueError(f"a map is saved as .html or .svg, and {target.name!r} is neither")
        _write_whole(target, writer())
        return target

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        return (
            f'<iframe srcdoc="{escape(self.html())}" sandbox="allow-scripts allow-modals" '
            'width="100%" height="720" style="border:0" title="Pathway map"></iframe>'
        )


def draw_map(facts: MapFacts) -> PathwayMap:
    """Lay out what a map says, once; drawing it as often as one likes costs little."""
    return PathwayMap(map_spec(facts))


def _write_whole(target: Path, text: str) -> None:
    """Write beside the target and move into place, so that nobody ever reads half a file."""
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(target.parent)!r} to save a map in")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_usual_mode())
        os.replace(name, target)  # noqa: PTH105 - Path.replace would hide that this is atomic
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _usual_mode() -> int:
    """The mode of a file that is made in the usual way: temporary files are private."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
