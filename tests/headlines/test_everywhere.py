"""One claim, one number: map, opened circle, meeting file, chart, command against a slow loop."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from headline_logs import ROLES, made, slowly
from logs import log_of

from pathways import from_frame
from pathways.cli import main
from pathways.headlines.choice import headline
from pathways.headlines.titles import title_of
from pathways.map.findings import chosen
from pathways.map.headline import part_title
from pathways.map.levels import facts_at, first_level, rows_of
from pathways.map.meeting import meeting_facts
from pathways.map.numbers import map_facts
from pathways.measures.next_steps import next_steps
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.stats.rate import TOO_FEW, percent
from viz import pathway_map
from viz.map.explorer import Explored, explorer

YEAR = Horizon(365, "day")
SEEDS = pytest.mark.parametrize("seed", range(40))


@cache
def record(seed: int) -> EngagementLog:
    return made(seed)


def percents(text: str) -> list[str]:
    return re.findall(r"\d+ %", text)


def counted(seed: int, step: str, days: int) -> tuple[int, int, dict[str, int]]:
    """How many stopped, of how many, and how many went where: other steps only."""
    x, n, went = slowly(record(seed), step, days)
    return x, n, {role: many for role, many in went.items() if role != step}


@SEEDS
def test_the_title_of_a_map_says_what_a_slow_loop_counts(seed: int) -> None:
    facts = map_facts(record(seed), by="role", horizon="365d")
    step = next((one for one in facts.steps if one.key == facts.about), None)
    if step is None or not facts.title.startswith("After "):
        assert not re.search(r"\d+ % take no further step", facts.title)
        return
    x, n, went = counted(seed, step.name, 365)
    said = percents(facts.title)
    assert facts.title.startswith(f"After {step.name}, ")
    if x >= 5 and n - x >= 5:
        assert said[0] == percent(x / n)
    if facts.told and len(said) > 1:
        target = next(one.name for one in facts.steps if one.key == facts.told[1])
        assert f"{said[1]} go on to {target}" in facts.title
        assert went[target] == max(went.values())
        assert said[1] == percent(went[target] / n)


@SEEDS
def test_an_opened_circle_calls_no_move_to_other_programs_a_stop(seed: int) -> None:
    facts = map_facts(record(seed), by="role", horizon="365d")
    for first in range(len(facts.steps)):
        # Some of the steps alone: the moves to the others stay moves.
        own = facts.steps[first : first + 2]
        said = part_title(own, facts)
        place = next((step for step in own if step.key == said.about), None)
        if place is None:
            continue
        x, n, went = counted(seed, place.name, 365)
        told = percents(said.title)
        assert told[0] == percent(x / n)
        if len(told) > 1:
            assert told[1] in {percent(many / n) for many in went.values()}


def test_the_findings_of_the_meeting_file_are_counts_of_the_record() -> None:
    many = 0
    for seed in range(40):
        # Half have one step only: most stop, at every window that is tried.
        log = made(seed, most=2, gap=100, people=500)
        claims = headline(log, "role", YEAR)
        for finding in chosen({}, {}, claims):
            claim = next(one for one in claims.claims if one.x == finding.x)
            assert claim.window is not None
            x, n, went = slowly(log, claim.step, claim.window.length)
            assert finding.n == n
            assert finding.x == (x if claim.kind == "stop" else went[claim.target or ""])
            assert finding.number.startswith(percent(finding.x / n))
            assert finding.fraction == f"{finding.x:,}/{n:,}"
            many += 1
    assert many >= 15


@SEEDS
def test_the_title_of_a_chart_is_the_same_share(seed: int) -> None:
    for role in ROLES:
        x, n, _ = counted(seed, role, 365)
        if n < TOO_FEW:
            continue
        title = title_of(next_steps(record(seed), after=role, by="role", horizon="365d"))
        told = percents(title)
        assert told in ([], [percent(x / n)]), title
        if x >= 5 and n - x >= 5:
            assert title.startswith((f"After {role}, ", f"Where people go after {role}"))


@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_commands_say_the_same_of_a_file(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = record(seed)
    file = tmp_path / "engagements.csv"
    log.counted[["participant", "program", "role", "start"]].to_csv(file, index=False)
    picture = tmp_path / "map.svg"
    asked = ["--by", "role", "--horizon", "365d"]
    main(["map", str(file), *asked, "-o", str(picture)])
    said = capsys.readouterr().err.splitlines()[0]
    facts = map_facts(log, by="role", horizon="365d")
    assert said == f"{facts.title}."
    assert f'<title id="map-title">{facts.title}</title>' in picture.read_text("utf-8")
    step = next(one.name for one in facts.steps if one.key == facts.about)
    x, n, _ = counted(seed, step, 365)
    chart = tmp_path / "chart.svg"
    main(["next-steps", str(file), "--after", step, *asked, "--format", "json",
          *(["--chart", str(chart)] if n >= TOO_FEW else [])])  # fmt: skip
    rows = json.loads(capsys.readouterr().out)["rows"]
    stopped = next(row for row in rows if row["target"] == "no further step")
    assert (stopped["x"], stopped["n"]) == (x, n)
    if chart.exists():
        said = re.search("<title>(.*?)</title>", chart.read_text("utf-8"))
        assert said is not None
        assert percents(said[1]) in ([], [percent(x / n)])


@pytest.mark.parametrize("seed", range(3, 40, 12))
def test_the_first_page_the_live_page_and_the_meeting_file_say_the_same(seed: int) -> None:
    log = record(seed)
    level = first_level(log)
    meeting = meeting_facts(log)
    assert meeting.map.title == facts_at(log, level).title == pathway_map(log).sentence[:-1]
    assert f"<title>{meeting.map.title}</title>" in live(log, "")
    role = map_facts(log, by="role", horizon="365d")
    assert f"<title>{role.title}</title>" in live(log, "by=role&horizon=365d")
    said = headline(*rows_of(log, level), log.horizon(meeting.map.horizon))
    claims = {(claim.x, claim.n) for claim in said.claims}
    found = [one for one in meeting.findings if one.question == "next_steps"]
    assert all((one.x, one.n) in claims for one in found)


def test_a_young_record_has_one_window_on_the_map_and_in_the_chart() -> None:
    # Nobody has been watched for 12 months: map and chart speak of the longest that ten had.
    rows = "\n".join(
        [f"p{nth} A 1 mentee 2024-01-0{1 + nth % 9}" for nth in range(20)]
        + [f"p{nth} A 1 mentor 2024-04-0{1 + nth % 9}" for nth in range(8)]
    )
    meeting = meeting_facts(log_of(rows))
    assert meeting.map.horizon == "3m"
    assert meeting.answers["next_steps"].asked["horizon"] == "3m"
    assert meeting.titles["next_steps"] == meeting.map.title.split(";")[0].split(" (")[0]


def test_where_editions_are_years_the_chart_says_so_too() -> None:
    frame = pd.DataFrame(
        [(f"p{nth}", "A", "mentee", "2020") for nth in range(20)]
        + [(f"p{nth}", "A", "mentor", "2021") for nth in range(12)]
        + [("z", "A", "mentee", "2022")],
        columns=["participant", "program", "role", "start"],
    )
    meeting = meeting_facts(from_frame(frame))
    assert meeting.map.title.startswith("After mentee, 40 % take no further step within the next y")
    assert meeting.titles["next_steps"] == (
        "After mentee, 40 % take no further step within the next year"
    )


def live(log: EngagementLog, query: str) -> str:
    """What the live page answers."""
    told: list[bytes] = []

    async def sent(message: MutableMapping[str, Any]) -> None:
        told.append(message.get("body", b""))

    async def asked() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(),
             "headers": [(b"host", b"localhost")]}  # fmt: skip
    asyncio.run(explorer(Explored(log))(scope, asked, sent))
    return b"".join(told).decode()
