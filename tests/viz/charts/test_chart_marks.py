"""What charts mark beside their numbers: the window of a rate, and what chance alone would give."""

from __future__ import annotations

import re

import pytest
from chart_logs import community
from hypothesis import given
from hypothesis import strategies as st
from records import RECORDS

import pathways as pw
from pathways.errors import NothingToDrawError
from pathways.privacy.disclosure import fit_to_share
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.rate import percent
from viz.charts import chart_of
from viz.drawing.names import told_apart
from viz.drawing.text import width


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> EngagementLog:
    record, _ = write_example(tmp_path_factory.mktemp("example"))
    return pw.read(record, as_of="2019-03-31")


def test_the_window_of_the_figures_is_on_the_curve(example: EngagementLog) -> None:
    answer = pw.next_steps(example, after="Global Sprint", by="program")
    chart = chart_of(answer)
    assert answer.curve is not None
    window = example.horizon(None)
    assert "window" not in chart.table, "it is the same in every row"
    within = chart.table[chart.table["time"] <= window.length].iloc[-1]
    assert chart.table["time"].iloc[-1] > window.length
    mark = f"{window}: {percent(within['share'])}"
    rows = [row for layer in chart.spec()["layer"] for row in layer["data"]["values"]]
    line = next(row for row in rows if row.get("label") == mark)
    assert line["x"] == window.length
    for row in (within, chart.table.iloc[-1]):
        assert f"{percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])})" in (
            chart.words
        )
    # The curve at the window and the incidences beside it are one estimate.
    stay = answer.table.set_index("target").loc[NO_FURTHER, "incidence"]
    last = answer.curve[answer.curve["time"] <= window.length].iloc[-1]
    assert last["share"] == pytest.approx(1 - stay)


def test_the_line_of_chance_cuts_no_bar(example: EngagementLog) -> None:
    layers = chart_of(pw.combinations(example)).spec()["layer"]
    ends = [layer["encoding"].get("y2", {}).get("field") for layer in layers]
    chance, bars = (layers[ends.index(name)]["data"]["values"] for name in ("chance", "x"))
    assert ends.index("chance") < ends.index("x"), "behind the bars"
    assert ends.count("chance") == 1
    for line, bar in zip(chance, bars, strict=True):
        assert line["left"] < bar["left"] < bar["right"] < line["right"]


def test_a_point_of_few_who_are_stuck_keeps_its_bar() -> None:
    # Of 60 readers 40 went on, 17 lapsed and 3 are stuck: they are hidden among the lapsed.
    log = community((40, "1.reader 2.mentee"), (17, "1.reader"), (3, "4.reader 6.reader"))
    board = fit_to_share(pw.stuck_points(log)).table.set_index("step")
    told = board.loc["Learning"]
    assert (told["people"], told["graduated"] + told["moved_on"]) == (60, 40)
    assert told[["stuck", "lapsed", "x", "n", "not_yet_observable"]].isna().all()
    rows = [row for layer in chart_of(pw.stuck_points(log)).spec()["layer"]
            for row in layer["data"]["values"] if row.get("step") == "Learning"]  # fmt: skip
    assert ("stuck or lapsed 20", 20) in {(row.get("label"), row.get("people")) for row in rows}
    assert {row["band"] for row in rows if "band" in row} <= {"hidden: under 5", "too few to say"}


def test_where_no_program_has_been_watched_nothing_is_drawn() -> None:
    few = community((4, "1.mentee 2.mentor"), (4, "1.mentee 2.reader"), (3, "1.mentee"))
    with pytest.raises(NothingToDrawError, match="too few people"):
        chart_of(pw.program_kinds(community((3, "1.mentee 2.mentor"))))
    with pytest.raises(NothingToDrawError, match="too few people"):
        chart_of(pw.next_steps(few, by="role"))


@pytest.mark.parametrize("name", ["differ at the end", "differ at the start"])
def test_no_two_long_names_read_alike_and_no_title_loses_its_number(name: str) -> None:
    log = RECORDS[name]()
    roles = set(log.counted["role"].astype(str))
    for answer in (pw.combinations(log, by="role"), pw.transitions(log, by="role"),
                   pw.paths(log, by="role"), pw.next_steps(log, by="role")):  # fmt: skip
        chart = chart_of(answer)
        rows = [row for layer in chart.spec()["layer"] for row in layer["data"]["values"]]
        heading = " ".join(row["label"] for row in rows if row.get("y") == 1.0 and "label" in row)
        assert set(re.findall(r"\d+ (?:%|people)", chart.title)) <= set(
            re.findall(r"\d+ (?:%|people)", heading)
        )
        assert not roles & {row.get("label") for row in rows}
        assert any("Every name" in note for note in chart.notes) or answer.question == "next_steps"


@given(st.sets(st.text("ab c", min_size=1, max_size=60), min_size=2, max_size=8))
def test_names_that_differ_are_never_written_alike(names: set[str]) -> None:
    distinct = sorted({" ".join(name.split()): name for name in names if name.strip()}.values())
    cut = told_apart(distinct, 90, 14)
    assert len(set(cut.values())) == len(distinct)
    assert all(width(one, 14, 700) <= 90 for one in cut.values())


def test_a_short_curve_counts_months_and_a_long_one_years(example: EngagementLog) -> None:
    for log, step, by in ((example, "Global Sprint", "program"),
                          (RECORDS["one program"](), "call", "role")):  # fmt: skip
        chart = chart_of(pw.next_steps(log, after=step, by=by))
        rows = [row for layer in chart.spec()["layer"] for row in layer["data"]["values"]]
        marks = {row["tick"]: row for row in rows if "tick" in row}.values()
        short = chart.table["time"].max() < 2.5 * 365
        assert ("months" if short else "years") in {row.get("label") for row in rows}
        each = 365 / 12 if short else 365
        assert all(float(one["label"]) == pytest.approx(one["tick"] / each) for one in marks)
        assert 3 <= len(marks) <= 10
