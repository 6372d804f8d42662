"""What charts mark beside their numbers: the window of a rate, and what chance alone would give."""

from __future__ import annotations

import pytest

import pathways as pw
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.rate import percent
from viz.charts import chart_of


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
