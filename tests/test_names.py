"""Names are names: whatever signs stand in them, they come out whole and change no number.

A record is asked, drawn and shared twice: with plain names, and with names that look like what we
write ourselves.  Everything must be the same but for the names.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from html import escape
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import pathways as pw
from pathways.answer import Answer, plain
from pathways.errors import NothingToDrawError
from pathways.map.meeting import meeting_facts
from pathways.map.numbers import map_facts
from pathways.measures.questions import QUESTIONS, ask
from pathways.privacy.disclosure import fit_to_share
from pathways.project.config import Project
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import Scheme, Tier, TierRule
from pathways.transfer.export import export
from viz.charts import CHARTS, chart_of

NAMES = {
    "Pazz": "Arts + Crafts",
    "Pbzz": 'Basics > "Advanced", 3 of 4 people',
    "Razz": "mentee: 12",
    "Rbzz": "mentor {3/20} = 15 %",
    "Rczz": "people: 3; 4 > 2",
    "Tazz": "Level 1 took the step to X within",
    "Tbzz": "Level 3",
    "Tczz": "raw_2 no further step",
    "Gazz": "North + 1",
    "Gbzz": "South > 2: 3",
}
"""Plain name -> the one that looks like something else; both sort alike."""


def named(text: str) -> str:
    for short, hostile in NAMES.items():
        text = text.replace(short, hostile)
    return text


def renamed(value: Any) -> Any:
    """The same value with the other names, also in what a dataclass, a table or a list holds."""
    if isinstance(value, str):
        return named(value)
    if isinstance(value, dict):
        return {renamed(key): renamed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(item) for item in value]
    if isinstance(value, pd.DataFrame):
        return renamed(value.to_dict("records"))
    if is_dataclass(value) and not isinstance(value, type):
        return renamed(asdict(value))
    return plain(value)


def same(value: Any) -> Any:
    """A value in the shape of :func:`renamed`, its names as they are."""
    if isinstance(value, dict):
        return {key: same(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [same(item) for item in value]
    if isinstance(value, pd.DataFrame):
        return same(value.to_dict("records"))
    if is_dataclass(value) and not isinstance(value, type):
        return same(asdict(value))
    return value if isinstance(value, str) else plain(value)


def record(call: Callable[[str], str]) -> EngagementLog:
    """90 people over two programs, three roles and five editions, by the names that ``call`` says.

    Drawn with a fixed seed from the plain names, so that both records are the same but for them.
    """
    chance, rows = np.random.default_rng(4), []
    roles, programs = ("Razz", "Rbzz", "Rczz"), ("Pazz", "Pbzz")
    for person in range(90):
        at = int(chance.integers(0, 4))
        for _ in range(int(chance.integers(1, 4))):
            where, what = programs[chance.integers(0, 2)], roles[min(int(chance.integers(0, 4)), 2)]
            rows.append({"participant": f"p{person:02}", "program": call(where), "role": call(what),
                         "edition": str(at + 1), "start": f"201{at}-0{1 + person % 9}-10",
                         "region": call(("Gazz", "Gbzz")[person % 2])})  # fmt: skip
            at = min(at + int(chance.integers(0, 2)), 4)
    frame = pd.DataFrame(rows).drop_duplicates(["participant", "program", "edition", "role"])
    frame["start"] = pd.to_datetime(frame["start"])
    tiers = ("Tazz", "Tbzz", "Tczz")
    scheme = Scheme(
        name="test", title="Test",
        tiers=tuple(Tier(call(t), n, "high", points=str(n + 1)) for n, t in enumerate(tiers)),
        rules=tuple(TierRule(call(t), role=call(r)) for t, r in zip(
            tiers, ("Rczz", "Razz", "Rbzz"), strict=True)),
    )  # fmt: skip
    return build_log(frame, scheme, as_of="2016-01-10")


@pytest.fixture(scope="module")
def logs() -> tuple[EngagementLog, EngagementLog]:
    return record(str), record(named)


def step(role: str) -> str:
    return f"role={role}"


ASKED: dict[str, dict[str, Any]] = {
    "next_steps": {"after": step("Razz"), "by": "role"},
    "routes": {"target": step("Rbzz")},
    "combinations": {"mode": "intersect"},
    "conversion": {"source": step("Razz"), "target": step("Rbzz"), "goal": "0.5"},
    "equity": {"group": "region"},
    "thresholds": {"tier": "Tbzz", "min": 2},
    "stuck_points": {"at": step("Razz"), "target": step("Rbzz")},
    "competing_steps": {"after": step("Razz"), "by": "role"},
}
MORE: dict[str, dict[str, Any]] = {
    "paths": {"by": "program"},
    "transitions": {"by": "role"},
    "entry_points": {"by": "tier"},
    "combinations": {"by": "role", "of": "any"},
    "stuck_points": {},
    "points": {"by": "program"},
    "next_steps": {"order": 2, "by": "program"},
    "equity": {"group": "region", "rate": "entry_points"},
}
EVERY = [*((name, ASKED.get(name, {})) for name in QUESTIONS), *MORE.items()]
CASES = pytest.mark.parametrize(("question", "options"), EVERY, ids=str)


def both(
    logs: tuple[EngagementLog, EngagementLog], question: str, options: dict[str, Any]
) -> tuple[Answer, Answer]:
    before, after = logs
    return ask(before, question, **options), ask(after, question, **renamed(options))


def digestless(value: dict[str, Any]) -> dict[str, Any]:
    """Without what is a digest of the names themselves."""
    return {key: item for key, item in value.items() if key not in ("origin", "digest")}


@CASES
def test_answers_are_the_same_but_for_the_names(
    logs: tuple[EngagementLog, EngagementLog], question: str, options: dict[str, Any]
) -> None:
    before, after = both(logs, question, options)
    texts = [digestless(json.loads(answer.to_json())) for answer in (before, after)]
    assert texts[1] == renamed(texts[0])
    shared = [fit_to_share(answer) for answer in (before, after)]
    assert same(shared[1].table) == renamed(shared[0].table)
    assert list(shared[1].caveats) == renamed(shared[0].caveats)
    assert shared[1].sentence == named(shared[0].sentence)


@CASES
def test_a_question_asked_again_with_what_was_asked_answers_the_same(
    logs: tuple[EngagementLog, EngagementLog], question: str, options: dict[str, Any]
) -> None:
    answer = ask(logs[1], question, **renamed(options))
    again = ask(logs[1], question, **answer.asked)
    pd.testing.assert_frame_equal(answer.table, again.table)
    assert again.asked == answer.asked


@CASES
def test_charts_are_the_same_but_for_the_names(
    logs: tuple[EngagementLog, EngagementLog], question: str, options: dict[str, Any]
) -> None:
    if question not in CHARTS:
        pytest.skip("it has no picture")
    try:
        before, after = (chart_of(answer) for answer in both(logs, question, options))
    except NothingToDrawError:
        pytest.skip("too few people, or one rate only")
    for told in ("title", "subtitle", "words", "notes", "table"):
        assert same(getattr(after, told)) == renamed(getattr(before, told)), told
    assert after.svg()


@CASES
def test_csv_gives_back_every_name(
    logs: tuple[EngagementLog, EngagementLog], question: str, options: dict[str, Any]
) -> None:
    table = ask(logs[1], question, **renamed(options)).table
    read = pd.read_csv(io.StringIO(table.to_csv(index=False)), dtype="str", keep_default_na=False)
    for column in table.select_dtypes("str"):
        assert read[column].tolist() == table[column].fillna("").tolist()


@pytest.mark.parametrize("by", ["activity", "program", "role", "tier"])
def test_what_a_map_says_is_the_same_but_for_the_names(
    logs: tuple[EngagementLog, EngagementLog], by: str
) -> None:
    before, after = (digestless(asdict(map_facts(log, by=by))) for log in logs)
    assert same(after) == renamed(before)


def test_the_map_knows_every_name_whole(logs: tuple[EngagementLog, EngagementLog]) -> None:
    picture = pw.pathway_map(logs[1])
    programs = [named(name) for name in ("Pazz", "Pbzz")]
    assert set(picture.spec.told.programs.values()) == set(programs)
    assert set(picture.spec.names) == {
        f"{p}: {named(r)}" for p in programs for r in ("Razz", "Rbzz", "Rczz")
    }
    page = picture.html().replace("\\u003e", ">")
    for name in picture.spec.names:
        assert json.dumps(name, ensure_ascii=False)[1:-1] in page or escape(name) in page


def test_the_meeting_file_says_the_same_but_for_the_names(
    logs: tuple[EngagementLog, EngagementLog],
) -> None:
    found = []
    for log, call in zip(logs, (str, named), strict=True):
        options = {"source": call(step("Razz")), "target": call(step("Rbzz")), "goal": "0.5"}
        found.append(meeting_facts(log, Project(options={"conversion": options})))
    before, after = found
    assert same(after.findings) == renamed(before.findings)
    assert after.title == named(before.title)
    assert list(after.answers) == list(before.answers)
    page = pw.report(logs[1]).html()
    assert escape(named("Razz")) in page


def test_exports_hold_every_name_whole(
    logs: tuple[EngagementLog, EngagementLog], tmp_path: Path
) -> None:
    written = export(logs[1], tmp_path / "out.csv").path
    table = pd.read_csv(written, dtype="str")
    names = {named(name) for name in ("Razz", "Rbzz", "Rczz")}
    assert set(table["role"]) == names
    assert set(table["program"]) == {named("Pazz"), named("Pbzz")}
    graph = nx.read_graphml(export(logs[1], tmp_path / "out.graphml", by="role").path)
    assert names <= {*graph.nodes, *(str(told.get("name")) for _, told in graph.nodes.data())}
