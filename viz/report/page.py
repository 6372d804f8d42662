"""The meeting file as one page: its views in order, every word and picture in its place."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from pathways.errors import NoAnswerError
from pathways.map.facts import MapFacts, Placed
from pathways.map.findings import Finding
from pathways.map.meeting import Definition, MeetingFacts
from viz.charts import CHARTS, Chart, chart_of
from viz.drawing.names import in_title
from viz.drawing.palette import DARK, LIGHT
from viz.drawing.text import clean, in_order, unbroken
from viz.map.spec import MapSpec, map_spec
from viz.map.svg import svg_text
from viz.report.editions import Edition, editions
from viz.report.small_map import small_map
from viz.report.tables import PageTable, page_table

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["report_html"]

_CHART, _PAPER = (1232.0, 444.0), (1232.0, 630.0)
_SMALL = ((430.0, 262.0), (430.0, 208.0))
"""The chart of the first page, and how low it is below what became of a decision."""
_PHONE = 340.0
_Size = tuple[float, float]
_VIEWS = 4
"""Charts with a view of their own: more than a meeting looks at is nobody's help."""
_INK: Mapping[str, str] = {role: f"#{0xFA0000 + 257 * nth:06x}" for nth, role in enumerate(LIGHT)}
"""A colour for each role that occurs nowhere else, so that the page can set it by theme."""
_ROLES: Mapping[str, str] = {role: f"var(--{role.replace('_', '-')})" for role in LIGHT}


@dataclass(frozen=True)
class _View:
    """A page of the story: a picture with its title, notes and the question for the room.

    ``paper`` is the same picture as high as a printed page.
    """

    name: str
    title: str
    subtitle: str
    words: str
    picture: Markup
    paper: Markup
    notes: str
    finding: Finding | None


@dataclass(frozen=True)
class _Page:
    """What the template writes."""

    facts: MeetingFacts
    title: str
    heading: str
    map: Markup
    map_title: str
    small: Markup
    smaller: Markup
    editions: list[Edition]
    about: str
    chart: _View | None
    views: list[_View]
    tables: list[PageTable]
    definitions: list[tuple[Definition, Finding | None]]
    style: Markup
    script: Markup
    policy: str
    plans: list[Placed]
    notes: list[Placed]
    names: tuple[str, ...]


def report_html(facts: MeetingFacts) -> str:
    """The page: one file that asks for nothing else."""
    page = _page(facts)
    return _environment(_names(facts, page)).get_template("report.html").render(page=page)


def _names(facts: MeetingFacts, page: _Page) -> tuple[str, ...]:
    """What a heading may have to cut where it is too long: the names of steps and their parts."""
    drawn = [name for step in facts.map.steps for name in (step.name, *step.parts)]
    return tuple(dict.fromkeys([*drawn, *page.names]))


def _environment(names: tuple[str, ...]) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(
        loader=DictLoader({"report.html": _asset("report.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    environment.filters["fitted"] = partial(_fitted, names)
    environment.filters["told"] = lambda text: unbroken(in_order(text))
    return environment


def _fitted(names: tuple[str, ...], text: str, room: float, size: float, lines: int) -> str:
    return in_title(clean(text), names, room, size, lines)


def _page(facts: MeetingFacts) -> _Page:
    from markupsafe import Markup

    spec = map_spec(facts.map)
    charts = _charts(facts)
    # What became of the last decisions takes the room of the chart: it has a view of its own.
    # The first page has room for two of them; all stand with the definitions.
    told = min(2, len(facts.became))
    cohorts = charts.get("conversion") if told < 2 else None
    style, script = _style(), _asset("report.js")
    return _Page(
        facts=replace(facts, became=tuple(map(clean, facts.became))),
        title=clean(facts.title),
        heading=_heading(facts, spec),
        # Each of these is made by us, from escaped text.
        map=Markup(_own_ids(svg_text(spec, _ROLES), "m")),  # noqa: S704
        map_title=spec.full_title,
        small=Markup(_small(spec, facts, _wide(told, beside=cohorts is not None))),  # noqa: S704
        smaller=Markup(_own_ids(_small(spec, facts, _PHONE), "t")),  # noqa: S704
        editions=[
            replace(one, picture=Markup(one.picture))  # noqa: S704
            for one in editions(spec, facts.map, _ROLES)
        ],
        about=_about(facts.map),
        chart=_view("conversion", cohorts, (_SMALL[told], None), None) if cohorts else None,
        views=_views(facts, charts),
        tables=[page_table(chart.title, chart.table) for chart in charts.values()],
        definitions=_definitions(facts),
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=(
            f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        plans=[one for one in spec.told.said if one.kind == "plan"],
        notes=[one for one in spec.told.said if one.kind == "note"],
        names=tuple(name for chart in charts.values() for name in chart.names),
    )


def _wide(told: int, *, beside: bool) -> float:
    """How wide the small map is where it stands: as wide as its height lets it be."""
    if beside:
        return 360.0 if told == 0 else 330.0
    return max(340.0, 700.0 - 140.0 * told)


def _heading(facts: MeetingFacts, spec: MapSpec) -> str:
    """What stands in large: the finding where there is one, else nothing that a card says."""
    if len(facts.findings) <= 1:
        return clean(facts.title)
    if all(finding.question != "next_steps" for finding in facts.findings) and facts.map.told:
        return spec.full_title
    who = "" if facts.map.people is None else f" about {facts.map.people:,} people"
    return f"{len(facts.findings)} findings{who}"


def _about(facts: MapFacts) -> str:
    """The step that the title speaks of, or nothing."""
    return next((clean(step.spoken) for step in facts.steps if step.key == facts.about), "")


def _small(spec: MapSpec, facts: MeetingFacts, wide: float) -> str:
    return small_map(spec, facts.map, wide, _ROLES)


def _charts(facts: MeetingFacts) -> dict[str, Chart]:
    """The pictures that there are, in the order of the story."""
    charts = {}
    for name, answer in facts.answers.items():
        if name in CHARTS:
            try:
                chart = chart_of(answer)
            except NoAnswerError:
                continue
            # One bar alone shows nothing that its number does not say.
            if len(chart.table) > 1:
                charts[name] = replace(chart, title=clean(facts.titles[name]) or chart.title)
    return charts


def _by_question(facts: MeetingFacts) -> dict[str, Finding]:
    """The first finding of each question."""
    return {finding.question: finding for finding in reversed(facts.findings)}


def _views(facts: MeetingFacts, charts: Mapping[str, Chart]) -> list[_View]:
    """The charts with a view of their own, those of the findings first."""
    story = list(dict.fromkeys([*(f.question for f in facts.findings), *charts]))
    ranked, found = sorted(charts, key=story.index), _by_question(facts)
    sizes = (_CHART, _PAPER)
    return [_view(name, charts[name], sizes, found.get(name)) for name in ranked[:_VIEWS]]


def _definitions(facts: MeetingFacts) -> list[tuple[Definition, Finding | None]]:
    """Each definition with the finding that it is of."""
    found = _by_question(facts)
    return [
        (
            replace(one, command=clean(one.command), parameters=clean(one.parameters)),
            found.get(one.question),
        )
        for one in facts.definitions
    ]


def _view(
    name: str, chart: Chart, sizes: tuple[_Size, _Size | None], finding: Finding | None
) -> _View:
    from markupsafe import Markup

    svg, paper = (
        "" if size is None else
        _themed(chart.plot(size, _INK), f"{name[:3]}{size[0]:.0f}-{size[1]:.0f}")
        for size in sizes
    )  # fmt: skip
    return _View(
        name=name.replace("_", "-"),
        title=clean(chart.title),
        subtitle=clean(chart.subtitle),
        words=clean(chart.words),
        picture=Markup(svg),  # noqa: S704 - made by us, from escaped text
        paper=Markup(paper),  # noqa: S704
        notes=clean(" ".join(chart.notes)),
        finding=finding,
    )


def _themed(svg: str, name: str) -> str:
    """The picture in the colours of the page, its ids its own."""
    colors = {color: _ROLES[role] for role, color in _INK.items()}
    painted = re.sub(r"#fa[0-9a-f]{4}", lambda found: colors[found[0]], svg)
    return _own_ids(painted, name)


def _own_ids(svg: str, name: str) -> str:
    """Ids that occur once on a page of several pictures."""
    renamed = re.sub(r'\bid="', f'id="{name}-', svg)
    renamed = re.sub(r"url\(#", f"url(#{name}-", renamed)
    return re.sub(
        r'aria-labelledby="([^"]*)"',
        lambda ids: 'aria-labelledby="' + " ".join(f"{name}-{i}" for i in ids[1].split()) + '"',
        renamed,
    )


@cache
def _asset(name: str) -> str:
    return files("viz").joinpath("assets", name).read_text("utf-8").replace("\r\n", "\n")


def _style() -> str:
    dark = _properties(DARK)
    return (
        f":root {{ color-scheme: light; {_properties(LIGHT)} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root:not([data-theme=light]) {{ color-scheme: dark; {dark} }} }}\n"
        f"@media screen {{ :root[data-theme=dark] {{ color-scheme: dark; {dark} }} }}\n"
        + _asset("report.css")
    )


def _properties(palette: Mapping[str, str]) -> str:
    return " ".join(f"--{role.replace('_', '-')}: {color};" for role, color in palette.items())


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
