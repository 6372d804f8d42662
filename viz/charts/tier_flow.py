"""Where do people start, and where do they end up?  Streams of people from step to step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import listed
from pathways.headlines.titles import title_of
from pathways.privacy.suppression import SMALLEST, hidden_in_table
from pathways.sequences.names import AND
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.plane import Plane
from viz.drawing.names import shared_words, told_apart
from viz.drawing.text import clean

__all__ = ["tier_flow_chart"]

END = "no further step"
_STAGES, _MOST = 4, 7
_NODE, _GAP, _LABEL = 16.0, 16.0, 20.0
_CURVE = 24
_SIDE, _ROOM = 190.0, 140.0
"""For a name beside its bar: those of the last step end where the page does."""
_NTH = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class _Flow:
    """People who were at ``source`` at a stage and at ``target`` at the next."""

    stage: int
    source: str
    target: str
    people: int


def tier_flow_chart(answer: Answer) -> Chart:
    """Bands of people between first, second, third … steps, as wide as there are people."""
    flows, folded = _flows(answer)
    table = pd.DataFrame(
        [(f.stage + 1, f.source, f.target, f.people) for f in flows],
        columns=["step_number", "source", "target", "people"],
    )
    title, order = title_of(answer), _ranked(flows, _heights(answer))
    stages = max((flow.stage for flow in flows), default=0) + 2
    last = _NTH[stages - 1]
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"From the first to the {last} step of everyone; no further step: so far",
        words=f"{title}. {_told(table)}".strip(),
        notes=(*_notes(answer, stages, folded=folded), shared_words(_named(flows), _ROOM, 14)),
        table=table,
        drawing=Drawing(Margins(top=34, right=0), lambda plane: _draw(plane, flows, stages, order)),
    )


def _flows(answer: Answer) -> tuple[list[_Flow], bool]:
    """What is drawn: streams of 5 people and more; and whether any had to be left out."""
    counted: Counter[tuple[int, str, str]] = Counter()
    for path, people in zip(answer.parts["path"], answer.table["people"], strict=True):
        steps = [AND.join(names) for names in path]
        for stage in range(min(len(steps), _STAGES - 1)):
            after = steps[stage + 1] if stage + 1 < len(steps) else END
            counted[stage, steps[stage], after] += int(people)
    totals: Counter[str] = Counter()
    for (_, source, _target), people in counted.items():
        totals[source] += people
    kept = [name for name, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))][
        :_MOST
    ]
    merged: Counter[tuple[int, str, str]] = Counter()
    for (stage, source, target), people in counted.items():
        first, then = (
            name if name in kept or name == END else "others" for name in (source, target)
        )
        merged[stage, first, then] += people
    return _shareable(merged)


def _shareable(counted: Counter[tuple[int, str, str]]) -> tuple[list[_Flow], bool]:
    flows, folded = [], False
    for stage in sorted({key[0] for key in counted}):
        here = {key: people for key, people in counted.items() if key[0] == stage}
        sources = sorted({key[1] for key in here})
        targets = sorted({key[2] for key in here})
        cells = np.array([[here.get((stage, s, t), 0) for t in targets] for s in sources])
        cover = hidden_in_table(cells)
        folded |= bool(cover.any())
        flows += [
            _Flow(stage, source, target, int(cells[i, j]))
            for i, source in enumerate(sources)
            for j, target in enumerate(targets)
            if cells[i, j] >= SMALLEST and not cover[i, j]
        ]
    return flows, folded


def _named(flows: Sequence[_Flow]) -> list[str]:
    names = [name for flow in flows for name in (flow.source, flow.target)]
    return [name for name in dict.fromkeys(names) if name not in (END, "others")]


def _starts(first: pd.DataFrame) -> pd.Series:
    """How many begin where, of those who are drawn."""
    return first.groupby("source")["people"].sum().sort_values(ascending=False, kind="stable")


def _told(table: pd.DataFrame) -> str:
    """Where everybody begins and where the widest stream goes, for those who do not see it."""
    first = table[table["step_number"] == 1]
    if first.empty:
        return ""
    begin = [f"{people:,} begin at {clean(str(name))}" for name, people in _starts(first).items()]
    words = f"Of {first['people'].sum():,} people who are drawn, {listed(begin)}."
    on = first[first["target"] != END]
    if on.empty:
        return words
    most = on.loc[on["people"].idxmax()]
    way = f"from {clean(most['source'])} to {clean(most['target'])}"
    return f"{words} The widest stream goes {way}: {most['people']:,} people."


def _notes(answer: Answer, stages: int, *, folded: bool) -> tuple[str, ...]:
    notes = ["As wide as there are people. No further step counts recent people too."]
    if folded:
        notes.append("Streams of under 5 people, and what would give them back, are not drawn.")
    if any(len(path) > stages for path in answer.parts["path"]):
        notes.append(f"Steps after the {_NTH[stages - 1]} are not drawn.")
    return tuple(notes)


def _draw(
    plane: Plane, flows: Sequence[_Flow], stages: int, ranked: Mapping[str, int]
) -> list[Any]:
    plane = plane.scaled((0.0, plane.width), (plane.height, 0.0))
    if not flows:
        row = {"x": plane.width / 2, "y": plane.height / 2, "label": "Nothing of 5 people or more."}
        return [plane.words([row], "x", "y", role="text2", size=18)]
    nodes = _nodes(plane, flows, stages, ranked)

    def order(flow: _Flow) -> tuple[int, int, int]:
        return flow.stage, ranked[flow.source], ranked[flow.target]

    streams = [row for flow in sorted(flows, key=order) for row in _stream(flow, nodes)]
    stops = [row for row in streams if row["target"] == END]
    ups = [row for row in streams if row["target"] != END]
    boxes = [node for node in nodes.values() if node["name"] != END]
    ends = [node for node in nodes.values() if node["name"] == END]
    return [
        plane.area(stops, "x", "low", "high", role="level", opacity=0.22, by="flow"),
        plane.area(ups, "x", "low", "high", role="up", opacity=0.38, by="flow"),
        plane.boxes(boxes, "x", "y", role="disc"),
        plane.boxes(ends, "x", "y", role="level"),
        *_labels(plane, list(nodes.values()), stages),
    ]


def _heights(answer: Answer) -> dict[str, int]:
    """How high each step stands, where steps are tiers."""
    rows = zip(answer.parts["path"], answer.parts.get("rank", ()), strict=False)
    return {
        AND.join(names): rank
        for path, ranks in rows
        for names, rank in zip(path, ranks, strict=True)
    }


def _ranked(flows: Sequence[_Flow], heights: Mapping[str, int]) -> dict[str, int]:
    """Steps from top to bottom: the highest tier first, or the step of most people; who stops lies
    below all.
    """
    totals: Counter[str] = Counter()
    for flow in flows:
        totals[flow.source] += flow.people
        totals[flow.target] += 0 if flow.target == END else flow.people
    names = sorted(
        totals,
        key=lambda name: (
            name == END, name == "others", -heights.get(name, 0), -totals[name], name,
        ),
    )  # fmt: skip
    return {name: nth for nth, name in enumerate(names)}


def _nodes(
    plane: Plane, flows: Sequence[_Flow], stages: int, order: Mapping[str, int]
) -> dict[tuple[int, str], dict[str, Any]]:
    """A bar for each step at each stage, as high as the larger of what comes in and goes out."""
    size: dict[tuple[int, str], int] = {}
    for side in ("source", "target"):
        sums: Counter[tuple[int, str]] = Counter()
        for flow in flows:
            stage = flow.stage + (side == "target")
            sums[stage, getattr(flow, side)] += flow.people
        for key, people in sums.items():
            size[key] = max(size.get(key, 0), people)
    columns = [
        sorted((k for k in size if k[0] == s), key=lambda k: order[k[1]]) for s in range(stages)
    ]
    scale = min(
        (plane.height - _GAP * 1.6 * (len(keys) - 1)) / sum(size[key] for key in keys)
        for keys in columns if keys
    )  # fmt: skip
    nodes = {}
    for stage, keys in enumerate(columns):
        x, y = stage * (plane.width - _NODE - _SIDE) / (stages - 1), 0.0
        for key in keys:
            high = size[key] * scale
            nodes[key] = {"stage": stage, "name": key[1], "people": size[key], "scale": scale,
                          "x": x, "x2": x + _NODE, "y": y, "y2": y + high}  # fmt: skip
            y += high + _GAP * 1.6
    return nodes


def _stream(flow: _Flow, nodes: dict[tuple[int, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """The band of a flow as its lower and upper edge along the way."""
    left, right = nodes[flow.stage, flow.source], nodes[flow.stage + 1, flow.target]
    start = _offset(left, "out", flow)
    end = _offset(right, "in", flow)
    high = flow.people * left["scale"]
    t = np.linspace(0, 1, _CURVE)
    ease = t * t * (3 - 2 * t)
    xs = left["x2"] + (right["x"] - left["x2"]) * t
    tops = start + (end - start) * ease
    name = f"{flow.stage + 1} {flow.source} > {flow.target}"
    return [
        {"flow": name, "people": flow.people, "target": flow.target, "x": round(float(x), 2),
         "low": round(float(top), 2), "high": round(float(top + high), 2)}
        for x, top in zip(xs, tops, strict=True)
    ]  # fmt: skip


def _offset(node: dict[str, Any], side: str, flow: _Flow) -> float:
    """Where on its bar a band begins or ends: below those drawn before it."""
    used = node.setdefault(f"used_{side}", 0.0)
    node[f"used_{side}"] = used + flow.people * node["scale"]
    return float(node["y"] + used)


def _labels(plane: Plane, nodes: list[dict[str, Any]], stages: int) -> list[Any]:
    """Name and people beside each bar, where it is high enough or stands alone."""
    names = dict.fromkeys(node["name"] for node in nodes if node["name"] not in (END, "others"))
    written = {**told_apart(list(names), _ROOM, 14), END: END, "others": "others"}
    rows = [
        {"stage": node["stage"], "name": node["name"], "people": node["people"],
         "x": node["x2"], "y": (node["y"] + node["y2"]) / 2,
         "label": f"{written[node['name']]} {node['people']:,}"}
        for node in nodes
    ]  # fmt: skip
    heads = [
        {
            "x": nth * (plane.width - _NODE - _SIDE) / (stages - 1),
            "y": 0.0,
            "label": f"{_NTH[nth]} step",
        }
        for nth in range(stages)
    ]
    halo: dict[str, Any] = {
        "stroke": plane.ink["page"],
        "strokeWidth": 3.5,
        "strokeOpacity": 0.75,
        "strokeJoin": "round",
    }
    return [
        plane.words(heads, "x", "y", role="text2", align="left", dy=-18),
        plane.words(rows, "x", "y", weight=700, align="left", dx=7, **halo),
        plane.words(rows, "x", "y", weight=700, align="left", dx=7),
    ]
