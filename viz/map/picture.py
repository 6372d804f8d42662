"""The map that people hold: look at it in a notebook, or save it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from pathways.errors import OptionError
from pathways.map.facts import MapFacts, SliceFacts
from pathways.map.numbers import map_facts
from pathways.map.rollup import MOST_STEPS, by_tier, inside_programs, map_facts_rolled_up
from pathways.map.slices import EDITION, with_slices
from pathways.record.log import EngagementLog
from viz.drawing.saving import pdf_of, png_of, save_as
from viz.map.cards import tables
from viz.map.html import html_text
from viz.map.spec import MapSpec, map_spec
from viz.map.svg import svg_text

__all__ = ["PathwayMap", "draw_map", "pathway_map"]


@dataclass(frozen=True)
class PathwayMap:
    """A pathway map, laid out.  ``spec`` is its complete data form.

    ``inside`` holds the maps that open at a click: one for each program of a rolled-up map.
    """

    spec: MapSpec
    sentence: str
    inside: Mapping[str, MapSpec] = field(default_factory=dict)

    def svg(self) -> str:
        """The picture as SVG text, 1280 × 720."""
        return svg_text(self.spec)

    def html(self) -> str:
        """The interactive page: one file, no network."""
        return html_text(self.spec, self.inside)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write ``.html``, ``.svg``, ``.png`` or ``.pdf``, whole or not at all; return the path.

        Raises:
            OptionError: the name ends in none of these.
            OutputError: it cannot be written; what was there before is still there.
        """
        compared = any(part.comparisons for part in self.spec.slices)
        if compared and Path(path).suffix.lower() in (".svg", ".png", ".pdf"):
            raise OptionError("Groups are switched on the page: save this map as .html.")
        return save_as(
            path,
            "A map",
            {
                ".html": lambda: self.html().encode(),
                ".svg": lambda: self.svg().encode(),
                ".png": lambda: png_of(self.svg()),
                ".pdf": lambda: pdf_of(self.svg()),
            },
        )

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        return (
            f'<iframe srcdoc="{escape(self.html())}" sandbox="allow-scripts allow-modals" '
            'width="100%" height="720" style="border:0" title="Pathway map"></iframe>'
        )


def draw_map(facts: MapFacts) -> PathwayMap:
    """Lay out what a map says, once; drawing it as often as one likes costs little."""
    return PathwayMap(map_spec(facts), f"{facts.title}.")


def pathway_map(
    log: EngagementLog,
    *,
    by: str | None = None,
    horizon: str | None = None,
    group: str | None = None,
) -> PathwayMap:
    """The mountain map of a log: who joins where, goes where, and stops where.

    Safe to share: it holds no names of people, and no count under 5.  More than 50 activities are
    rolled up to program and tier; a click on one opens the map inside its program.

    Args:
        log: the engagements.
        by: what a circle is; by default ``activity``, or ``role`` in a record of one program.
        horizon: the window of the shares, ``12m`` or ``1e``; by default 12 months or one edition.
        group: a column that describes people, such as ``country``: the page can then show each
            group against the rest; on a map that is rolled up, by program and tier.

    Raises:
        OptionError: a level, window or column that does not exist.

    Example:
        >>> pathway_map(log).sentence
        'Too few people could be watched to say where they stop.'
    """
    facts = map_facts(log, by=by, horizon=horizon)
    if facts.by != "activity" or len(facts.steps) <= MOST_STEPS:
        return draw_map(with_slices(log, facts, horizon=horizon, group=group))
    rolled = map_facts_rolled_up(log, facts, horizon)
    if group is not None:
        rolled = replace(rolled, slices=_groups(log, rolled, horizon, group))
    whole = draw_map(rolled)
    parts = inside_programs(log, horizon)
    # What is rolled up on the map is told one by one in the tables.
    spec = replace(whole.spec, tables=(*whole.spec.tables, *tables(facts)))
    return replace(whole, spec=spec, inside={name: map_spec(f) for name, f in parts.items()})


def _groups(
    log: EngagementLog, rolled: MapFacts, horizon: str | None, group: str
) -> tuple[SliceFacts, ...]:
    """The groups of a map that is rolled up; its many editions would make the file too large."""
    whole = replace(rolled, by="activity")
    sliced = with_slices(by_tier(log), whole, horizon=horizon, group=group)
    return tuple(one for one in sliced.slices if one.kind != EDITION)
