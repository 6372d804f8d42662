"""One claim, one number: map, opened circle, meeting file, chart, command against a slow loop."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from headline_logs import ROLES, made, slowly

from pathways.cli import main
from pathways.headlines.choice import headline
from pathways.headlines.titles import title_of
from pathways.map.findings import chosen
from pathways.map.headline import part_title
from pathways.map.numbers import map_facts
from pathways.measures.next_steps import next_steps
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.stats.rate import TOO_FEW, percent

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
    main(["next-steps", str(file), "--after", step, *asked, "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    stopped = next(row for row in rows if row["target"] == "no further step")
    assert (stopped["x"], stopped["n"]) == (x, n)
