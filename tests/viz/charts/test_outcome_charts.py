"""Pictures that compare: what is drawn is what was counted, and nothing tells of 1 to 4 people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click
import pandas as pd
import pytest
from chart_logs import community, usual

import pathways as pw
from pathways.answer import Answer
from pathways.cli.app import cli as app
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.measures.next_steps import NO_FURTHER
from pathways.measures.questions import QUESTIONS
from pathways.privacy.disclosure import fit_to_share
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from viz.charts import CHARTS, Chart, chart_of
from viz.drawing.text import width


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> EngagementLog:
    record, _ = write_example(tmp_path_factory.mktemp("example"))
    return pw.read(record, as_of="2019-03-31")


def rows_of(chart: Chart) -> list[dict[str, Any]]:
    return [row for layer in chart.spec()["layer"] for row in layer["data"]["values"]]


def test_deepening_stands_beside_chance(example: EngagementLog) -> None:
    answer = pw.deepening(example)
    told = answer.table.set_index("share")
    chart = chart_of(answer)
    hollow = {row["value"]: row["beside"] for row in rows_of(chart) if row.get("beside")}
    assert hollow == {
        told.loc[share, "rate"]: told.loc[share, "by_chance"]
        for share in ("never falls", "always rises")
    }
    assert chart.title.startswith("More people never step down than in a random order: ")


def test_where_all_programs_are_told_a_line_says_what_they_are_together(
    example: EngagementLog,
) -> None:
    answer = pw.graduation(example, by="program")
    chart = chart_of(answer)
    x, n = answer.table["x"].sum(), answer.table["n"].sum()
    dashed = [
        row["x"]
        for layer in chart.spec()["layer"]
        if layer["mark"].get("strokeDash") == [7, 5]
        for row in layer["data"]["values"]
    ]
    assert dashed == [pytest.approx(x / n)]
    with pytest.raises(NothingToDrawError, match="say --by program or --by edition"):
        chart_of(pw.graduation(example))


def test_with_a_hidden_edition_nothing_is_said_of_all_together(example: EngagementLog) -> None:
    answer = pw.graduation(example, by="edition")
    hidden = fit_to_share(answer).table["hidden"]
    chart = chart_of(answer)
    assert hidden.any()
    assert not {"funnel_low", "funnel_high", "shrunk"} & set(chart.table)
    assert (chart.table.loc[hidden, "against_all"] == "").all()
    assert not [layer for layer in chart.spec()["layer"] if layer["mark"].get("strokeDash")]


def test_bars_of_all_steps_add_to_everyone(example: EngagementLog) -> None:
    answer = pw.next_steps(example, by="role")
    sums: dict[str, int] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in rows_of(chart_of(answer)):
        if "looks" in row and not seen.get((row["step"], row["target"])):
            seen[row["step"], row["target"]] = row["people"]
            sums[row["step"]] = sums.get(row["step"], 0) + row["people"]
    n = answer.table.groupby("source")["n"].first()
    assert sums == {step: n[step] for step in sums}
    stops = answer.table[answer.table["target"] == NO_FURTHER].set_index("source")["x"]
    assert {k[0]: v for k, v in seen.items() if k[1] == NO_FURTHER} == {
        step: stops[step] for step in sums if (step, NO_FURTHER) in seen
    }
    title = title_of(answer)
    most = stops.idxmax()
    lead = f"More people take no further step after {most} than after any other"
    assert title == f"{lead}: {stops[most]} of {n[most]} within 12 months"


def test_the_leader_and_the_second_of_each_step(example: EngagementLog) -> None:
    answer = pw.competing_steps(example, by="role")
    inner = answer.table[answer.table["target"] != NO_FURTHER]
    mentees = inner[inner["source"] == "mentee"].sort_values("x", ascending=False)
    line = next(row for row in rows_of(chart_of(answer)) if row.get("name") == "after mentee")
    assert (line["value"], line["beside"]) == tuple(mentees["rate"].head(2))
    points = round(100 * (mentees["rate"].iloc[0] - mentees["rate"].iloc[1]))
    assert line["said"].endswith(f"lead {points} points")


def test_a_lead_over_a_hidden_step_is_not_told() -> None:
    log = community((20, "1.mentee 2.mentor"), (3, "1.mentee 2.reader"), (12, "1.mentee"))
    answer = pw.competing_steps(log, by="role")
    assert answer.table["lead"].notna().any()
    shared = fit_to_share(answer).table
    assert shared.loc[shared["source"] == "mentee", "lead"].isna().all()


def test_a_rival_is_told_as_people_say_it(example: EngagementLog) -> None:
    answer = pw.competing_steps(example, target="mentor", rival="participant")
    chart = chart_of(answer)
    assert answer.table["ratio"].iloc[0] == pytest.approx(0.224, abs=0.001)
    often = "go on to mentor 22 % as often as those without"
    assert chart.title == f"People with participant {often}"
    drawn = [row["value"] for row in rows_of(chart) if row.get("name") == "with participant"]
    assert drawn[0] == answer.table["rate"].iloc[0]


def test_months_add_to_those_who_came(example: EngagementLog) -> None:
    answer = pw.relationships(example, by="month")
    sums: dict[str, float] = {}
    for row in rows_of(chart_of(answer)):
        if "month" in row and "looks" in row:
            assert row["people"] >= 5
            sums[row["month"]] = sums.get(row["month"], 0) + row["people"]
    n = answer.table.set_index("month")["n"]
    assert sums == {month: n[month] for month in sums}


@pytest.mark.parametrize("by", ["age", "gap", "month"])
def test_few_who_returned_after_a_gap_are_hidden(by: str, example: EngagementLog) -> None:
    for answer in (pw.relationships(example, by=by), pw.relationships(usual(), by=by)):
        shared = fit_to_share(answer).table
        for name in {"after_gap", "new"} & set(shared):
            assert not shared[name].between(1, 4).any()
            whole = answer.table["x" if name == "after_gap" else "n"]
            assert not (whole - shared[name]).between(1, 4).any()


def test_what_is_left_of_ends_gives_no_hidden_one_back() -> None:
    table = pd.DataFrame(
        {"share": ["pair up", "pair level", "pair down", "never falls", "ends higher",
                   "ends level", "ends lower"],
         "x": [20, 20, 10, 40, 20, 18, 2], "n": [50, 50, 50, 50, 40, 40, 40]}
    )  # fmt: skip
    shared = fit_to_share(Answer("deepening", "", "people", table)).table.set_index("share")
    assert shared["hidden"].to_dict() == {
        "pair up": False, "pair level": False, "pair down": False, "never falls": False,
        "ends higher": False, "ends level": True, "ends lower": True,
    }  # fmt: skip


def test_a_ratio_under_one_has_no_minus(example: EngagementLog) -> None:
    chart = chart_of(pw.equity(example, group="region"))
    assert chart.title == "virtual: about half as often at Collaborating as at Participating"
    said = [row["said"] for row in rows_of(chart) if "said" in row]
    assert not [words for words in said if "\N{MINUS SIGN}" in words]
    assert [words for words in said if words.startswith("fewer: 0.")]


def test_a_long_title_takes_two_lines_and_none_is_cut(example: EngagementLog) -> None:
    chart = chart_of(pw.program_kinds(example))
    long = replace(chart, title=f"{chart.title}; {chart.title}")
    for one in (chart, long):
        lines = [row["label"] for row in rows_of(one) if row.get("y") == 1.0 and "label" in row]
        title = [line for line in lines if line in one.title]
        assert " ".join(title) == one.title
        assert all(width(line, 22, 700) <= 1232 for line in title)
    assert len([r for r in rows_of(long) if r.get("label", "_") in long.title]) == 2


def test_chart_is_an_option_where_there_is_a_picture() -> None:
    context = click.Context(app)
    drawn = {name.replace("-", "_") for name in app.list_commands(context)
             if (command := app.get_command(context, name)) is not None
             and any(option.name == "chart" for option in command.params)}  # fmt: skip
    # The table of a backtest comes from thresholds.
    assert drawn == (set(CHARTS) & set(QUESTIONS)) | {"thresholds"}
