"""The map that people hold: look at it in a notebook, or save it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from types import MappingProxyType

from pathways.errors import OptionError
from pathways.errors import shown as quoted
from pathways.map.facts import MapFacts, Said
from pathways.map.levels import (
    activities_in,
    facts_at,
    finest_level,
    first_level,
    focused,
    opens,
    programs_of,
    without_given_away,
)
from pathways.map.numbers import map_facts
from pathways.map.said import with_said
from pathways.record.interventions import Intervention
from pathways.record.log import EngagementLog
from viz.drawing.saving import pdf_of, png_of, save_as
from viz.map.arrangement import arranged, with_shares
from viz.map.html import html_text
from viz.map.layout import lay_out
from viz.map.selection import amounts, select
from viz.map.shapes import Table
from viz.map.spec import MapSpec, spec_of, told_of
from viz.map.svg import svg_text

__all__ = ["PathwayMap", "draw_map", "pathway_map"]

_MOST_PROGRAMS = 8
"""More programs than these that open would make the file large and slow to write."""


@dataclass(frozen=True)
class PathwayMap:
    """A pathway map, laid out.  ``spec`` is the complete data form of its first view.

    ``stops`` are all views from fewer steps and moves to everything, the first view among them;
    ``inside`` those of a program, or of what an opened circle holds.
    """

    spec: MapSpec
    sentence: str
    stops: tuple[MapSpec, ...]
    inside: Mapping[str, MapSpec] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The same numbers as rows; activity by activity too where circles are coarser."""
        finer = [spec.told.tables for spec in self.inside.values()][:1]
        coarse = self.spec.told.tables
        return (*coarse, *(table for tables in finer if tables is not coarse for table in tables))

    def __repr__(self) -> str:
        title = " ".join(line.text for line in self.spec.title)
        return f"PathwayMap({quoted(title, 200)})"

    def svg(self) -> str:
        """The picture as SVG text, 1280 × 720."""
        return svg_text(self.spec)

    def html(self) -> str:
        """The interactive page: one file, no network."""
        return html_text(self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write ``.html``, ``.svg``, ``.png`` or ``.pdf``, whole or not at all; return the path.

        Raises:
            OptionError: the name ends in none of these.
            OutputError: it cannot be written; what was there before is still there.
        """
        compared = any(part.comparisons for part, _ in self.spec.told.slices)
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


def draw_map(
    facts: MapFacts,
    opened: MapFacts | None = None,
    parts: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> PathwayMap:
    """Lay out what a map says, once; drawing it as often as one likes costs little.

    Args:
        facts: what it says.
        opened: the same record, activity by activity, where ``facts`` is coarser.
        parts: the steps (of ``opened``) that a program or an opened circle shows, by its name.
    """
    stops, first = amounts(facts)
    told = told_of(facts)
    chosen = [(facts, select(facts, amount), told) for amount in stops]
    inner = told_of(opened) if opened else told
    for keys in parts.values():
        part = focused(opened or facts, keys)
        chosen.append((part, select(part, focus=keys), inner))
    specs = []
    for shown, selection, words in chosen:
        layout = lay_out(shown, selection)
        found = arranged(shown, selection, layout)
        found = with_shares(shown, selection, layout, found)
        specs.append(spec_of(shown, selection, layout, found, words))
    drawn, inside = specs[: len(stops)], dict(zip(parts, specs[len(stops) :], strict=True))
    if len(drawn[first].arrows) == len(drawn[-1].arrows) and len(stops) == 2:
        drawn = drawn[:1]
    return PathwayMap(drawn[first], f"{facts.title}.", tuple(drawn), inside)


def pathway_map(
    log: EngagementLog,
    *,
    by: str | None = None,
    horizon: str | None = None,
    group: str | None = None,
    said: Sequence[Said] = (),
    interventions: Sequence[Intervention] = (),
) -> PathwayMap:
    """The mountain map of a log: who joins where, goes where, and stops where.

    Safe to share: it holds no names of people, and no count under 5.  It opens with the largest
    steps and the strongest moves; a slider goes to all there are, and a circle that holds several
    activities opens into them.

    Args:
        log: the engagements.
        by: what a circle is; by default the finest of activity, role, program and tier, and tier
            that gives at most 12 circles.
        horizon: the window of the shares, ``12m`` or ``1e``; by default 12 months or one edition.
        group: a column that describes people, such as ``country``: the page can then show each
            group against the rest.
        said: open plans and notes, which stand at the places they speak of.
        interventions: what was changed, and when: said where the page goes edition by edition.

    Raises:
        OptionError: a level, window or column that does not exist.
        NoAnswerError: a level of more than 500 steps.

    Example:
        >>> pathway_map(log).sentence
        'Everyone begins at mentee.'
    """
    level = by or first_level(log)
    facts = facts_at(log, level, horizon=horizon, group=group, interventions=interventions)
    facts = with_said(log, facts, said)
    finest = finest_level(log)
    if level == finest:
        return draw_map(facts, None, _most(facts, programs_of(log, facts)))
    if not opens(log, level):
        return draw_map(facts)
    whole = without_given_away(log, map_facts(log, by=finest, horizon=facts.horizon), level)
    whole = with_said(log, whole, said)
    parts = _most(whole, programs_of(log, whole)) | activities_in(log, whole, level)
    inside = f"{len(whole.steps)} activities are told as {level}; a circle opens into its own."
    return draw_map(replace(facts, caveats=(*facts.caveats, inside)), whole, parts)


def _most(facts: MapFacts, parts: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The largest programs: more would make the file too large."""
    people = {step.key: step.people or 0 for step in facts.steps}
    ranked = sorted(parts, key=lambda name: (-sum(people[key] for key in parts[name]), name))
    return {name: parts[name] for name in sorted(ranked[:_MOST_PROGRAMS])}
