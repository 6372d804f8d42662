"""Briefs: silent on noise, loud where something happened, and nothing about few people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from communities import community, day, log_of_days

import pathways as pw
from pathways.errors import NoAnswerError, OptionError, RecordsError
from pathways.loops.brief import last_brief, remember
from pathways.loops.brief_text import brief_text
from pathways.loops.places import known_on
from pathways.project.config import Project
from pathways.record.log import EngagementLog, build_log

NOWHERE = "no such folder"


def steady(seed: int, weeks: int = 130) -> EngagementLog:
    """A community in which nothing ever changes: weekly calls, mentees, some of them mentors."""
    chance = np.random.default_rng(seed)
    rows, person = [], 0
    for week in range(weeks):
        for _ in range(int(chance.poisson(5))):
            person += 1
            came = 7 * week + int(chance.integers(0, 7))
            rows.append((f"p{person}", "Call", "reader", came))
            if chance.random() < 0.4:
                rows.append((f"p{person}", "OL", "mentee", came + int(chance.integers(5, 60))))
                if chance.random() < 0.3:
                    rows.append(
                        (f"p{person}", "OL", "mentor", came + int(chance.integers(60, 200)))
                    )
    return log_of_days([row for row in rows if row[3] < 7 * weeks], 7 * weeks)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twenty_six_weekly_briefs_of_noise_are_silent(seed: int) -> None:
    log = steady(seed)
    spoken = [
        (week, list(told.table["sentence"]))
        for week in range(104, 130)
        for told in [
            pw.brief(known_on(log, day(7 * week + 7)), since=day(7 * week), folder=NOWHERE)
        ]
        if len(told.table)
    ]
    assert len(spoken) <= 3, spoken


def test_a_source_that_stopped_is_said_once() -> None:
    log = steady(4)
    rows = log.as_records()
    gone = rows[~((rows["program"] == "Call") & (rows["start"] > day(800)))]
    log = build_log(gone, log.scheme, as_of=day(910))
    told = [
        list(pw.brief(known_on(log, day(at + 7)), since=day(at), folder=NOWHERE).table["sentence"])
        for at in range(798, 896, 7)
    ]
    stops = [one for sentences in told for one in sentences if one.startswith("Call has stopped")]
    assert len(stops) == 1


def test_a_file_read_twice_is_a_jump() -> None:
    log = steady(5)
    rows = log.as_records().drop(columns="engagement")
    late = rows[rows["start"] > day(903)]
    many = [late.assign(participant=late["participant"].astype("str") + f"x{n}") for n in range(8)]
    import pandas as pd

    doubled = build_log(pd.concat([rows, *many], ignore_index=True), log.scheme, as_of=day(910))
    told = pw.brief(doubled, since=day(903), folder=NOWHERE).table
    assert told["sentence"].str.contains("a file read twice").any()


def test_a_cohort_that_fell_is_said_when_its_window_closes() -> None:
    rows = []
    for cohort, moves in ((0, 60), (1, 62), (2, 20)):
        for n in range(90):
            rows.append((f"c{cohort}n{n}", "OL", "mentee", 100 * cohort))
            if n < moves:
                rows.append((f"c{cohort}n{n}", "OL", "mentor", 100 * cohort + 100))
    rows += [(f"last{n}", "OL", "mentee", 300) for n in range(20)]
    import pandas as pd

    log = log_of_days(rows, 310)
    table = log.as_records()
    table["edition"] = (((table["start"] - pd.Timestamp(day(0))).dt.days) // 100).astype("str")
    log = build_log(table, log.scheme, as_of=day(310))
    project = Project(options={"conversion": {"source": "mentee", "target": "mentor"}},
                      goals={"conversion": "0.7"})  # fmt: skip
    told = pw.brief(log, since=day(250), project=project, folder=NOWHERE)
    said = told.table.set_index("kind").loc["window", "sentence"]
    assert said == (
        "Edition 2 has had its time: 20/90 = 22 % (15 to 32) went from mentee to mentor; "
        "122/180 = 68 % (61 to 74) before; the goal is 70 %."
    )
    early = pw.brief(known_on(log, day(150)), since=day(120), project=project, folder=NOWHERE)
    assert "window" not in set(early.table["kind"])


def test_facts_are_said_plans_rules_roles(tmp_path: Path) -> None:
    log = community(3, people=200, days=1000, rate=0.2)
    pw.loop_plan(log, "ask", at="mentee", to="mentor", expect="0.4", due=day(1100), folder=tmp_path)
    rows = log.as_records()
    import pandas as pd

    new = pd.DataFrame({"participant": [f"n{n}" for n in range(7)], "program": "OL",
                        "role": "juggler", "start": pd.Timestamp(day(1150))})  # fmt: skip
    log = build_log(
        pd.concat([rows.drop(columns="engagement"), new], ignore_index=True),
        log.scheme, as_of=day(1200),
    )  # fmt: skip
    told = pw.brief(log, since=day(1100), folder=tmp_path)
    by_kind = told.table.groupby("kind")["sentence"].first()
    assert by_kind["data"].startswith("A new role without a tier: OL: juggler, 7 engagements")
    assert by_kind["due"].startswith(f"Plan ask is due since {day(1100)}: mentee to mentor was ")
    rule = pw.InvitationRule("Participating", "3")
    crossing = pw.brief(known_on(log, day(999)), since=day(900), rules=[rule], folder=NOWHERE).table
    assert re.match(r"\d+ people newly reached 3 points", crossing["sentence"].iloc[0])


def test_edits_of_the_past_and_a_changed_scheme_are_noticed(tmp_path: Path) -> None:
    log = steady(6)
    past = known_on(log, day(903))
    remember(past, tmp_path)
    since, last = last_brief(log, tmp_path)
    assert since == day(903)
    quiet = pw.brief(log, since=since, folder=tmp_path, last=last)
    assert quiet.table.empty
    rows = log.as_records()
    fewer = build_log(rows[rows.index % 40 > 0], log.scheme, as_of=day(910))
    told = pw.brief(fewer, since=since, folder=tmp_path, last=last).table
    assert told["sentence"].str.startswith("Records of before").any()
    moe = build_log(rows, pw.load_scheme("moe"), as_of=day(910))
    told = pw.brief(moe, since=since, folder=tmp_path, last=last).table
    assert told["sentence"].str.startswith("The scheme changed since").any()


def test_the_memory_is_one_line_a_day_and_its_faults_are_said(tmp_path: Path) -> None:
    log = steady(6, weeks=30)
    assert last_brief(log, tmp_path) == (day(203), None)
    for _ in range(2):
        remember(known_on(log, day(150)), tmp_path)
        remember(log, tmp_path)
    lines = (tmp_path / "briefs.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["as_of"] for line in lines] == [day(150), day(210)]
    # the same brief again on the same day, and a clock that went back
    assert last_brief(log, tmp_path)[0] == day(150)
    assert last_brief(known_on(log, day(140)), tmp_path) == (day(133), None)
    (tmp_path / "briefs.jsonl").write_text(lines[0][:30])
    with pytest.raises(RecordsError, match="damaged in line 1"):
        last_brief(log, tmp_path)


def test_a_day_that_is_none_or_not_before() -> None:
    log = steady(6, weeks=30)
    with pytest.raises(OptionError, match="A date such as"):
        pw.brief(log, since="yesterday", folder=NOWHERE)
    with pytest.raises(NoAnswerError, match="say an earlier day"):
        pw.brief(log, since=day(210), folder=NOWHERE)
    with pytest.raises(NoAnswerError, match="nothing to see yet"):
        pw.brief(log, since=day(400), folder=NOWHERE)


def test_every_form_says_the_same_and_hides_few_people(tmp_path: Path) -> None:
    log = community(4, people=60, days=1000, rate=0.05)
    pw.loop_plan(log, "ask", at="mentee", to="mentor", expect="0.4", due=day(1100), folder=tmp_path)
    later = build_log(log.as_records(), log.scheme, as_of=day(1200))
    told = pw.brief(later, since=day(1000), folder=tmp_path)
    texts = {form: brief_text(told, form) for form in ("text", "markdown", "html", "json")}
    for text in texts.values():
        assert "Plan ask is due" in text
        assert "fewer than 5 of" in text
        assert "p1" not in text
    assert json.loads(texts["json"])["question"] == "brief"
    # nobody came any more: that is said first
    assert texts["text"].startswith("2 items since ")
    assert "<ol><li>OL has stopped" in texts["html"]
