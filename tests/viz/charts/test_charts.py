"""Charts: drawn from the answer's table alone, safe to share, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from chart_logs import community, usual
from logs import MOUNTAIN
from map_samples import HOSTILE_NAMES
from ols import needs_ols, ols_log

import pathways as pw
from pathways.answer import Alarm, Answer
from pathways.cli import main
from pathways.errors import NoAnswerError, OptionError
from pathways.measures.backtest import backtest
from pathways.privacy.disclosure import fit_to_share
from pathways.project.example import write_example
from pathways.record.interventions import Intervention
from pathways.record.log import EngagementLog, build_log
from viz.charts import CHARTS, chart_of

SVG = "{http://www.w3.org/2000/svg}"
ASKED: dict[str, Callable[[EngagementLog], Answer]] = {
    "next_steps": lambda log: pw.next_steps(log, after="mentee", by="role"),
    "transitions": lambda log: pw.transitions(log, by="role"),
    "stuck_points": pw.stuck_points,
    "combinations": lambda log: pw.combinations(log, by="role"),
    "paths": lambda log: pw.paths(log, by="tier"),
    "conversion": lambda log: pw.conversion(log, source="mentee", target="mentor", goal="0.5"),
}
OUTCOMES: dict[str, Callable[[EngagementLog], Answer]] = {
    "monthly_index": pw.monthly_index,
    "equity": lambda log: pw.equity(log, group="region"),
    "returns": pw.returns,
    "backtest": lambda log: backtest(log, tier="Participating"),
    "deepening": pw.deepening,
    "competing_steps": lambda log: pw.competing_steps(log, by="role"),
    "graduation": lambda log: pw.graduation(log, by="program"),
    "program_kinds": pw.program_kinds,
    "relationships": lambda log: pw.relationships(log, by="month"),
}
EVERY = pytest.mark.parametrize("question", ASKED)


def values(spec: dict[str, object]) -> list[dict[str, object]]:
    """Every row of every layer."""
    layers = spec["layer"]
    assert isinstance(layers, list)
    return [row for layer in layers for row in layer["data"]["values"]]


def test_every_chart_is_tried_here() -> None:
    assert set(CHARTS) == set(ASKED) | set(OUTCOMES)


@EVERY
def test_the_svg_is_one_harmless_document(question: str) -> None:
    chart = chart_of(ASKED[question](usual()))
    root = ElementTree.fromstring(chart.svg())  # noqa: S314 - we wrote it
    assert (root.get("width"), root.get("height")) == ("1280", "720")
    assert root.findtext(f"{SVG}title") == chart.title
    told = (root.findtext(f"{SVG}desc") or "").removeprefix(chart.title)
    assert re.search(r"\. .*\d", told), "numbers beyond the title, for those who do not see it"
    assert len(chart.table)
    assert not {"script", "image", "a", "foreignObject"} & {
        one.tag.removeprefix(SVG) for one in root.iter()
    }
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', chart.svg())]
    assert min(sizes) >= 14


@pytest.mark.parametrize("question", [*ASKED, *OUTCOMES])
def test_a_shut_gate_is_the_title_and_the_as_of_stands_on_the_picture(
    question: str, example: EngagementLog
) -> None:
    asked, log = {**ASKED, **OUTCOMES}[question], usual() if question in ASKED else example
    apart = Alarm("apart", 1, 99, ("row 7",), "One begins late.", "It moves all.", "Say it.", "all")
    shut = log.with_origin(replace(log.origin, alarms=(apart,)))
    for chart in (chart_of(asked(log)), chart_of(asked(shut))):
        assert chart.notes[0] == f"As of {log.as_of}."
    assert chart.title.startswith("No headline yet: dates stand more than a year after all others")
    assert chart.words.startswith(chart.title)
    assert "No headline" not in chart_of(asked(log)).title


@EVERY
def test_the_same_bytes_twice(question: str) -> None:
    one, other = (chart_of(ASKED[question](usual())).svg() for _ in range(2))
    assert one == other


@EVERY
def test_the_dark_picture_is_the_same_picture(question: str) -> None:
    chart = chart_of(ASKED[question](usual()))
    colors = re.compile(r"#[0-9A-Fa-f]{6}")
    assert colors.sub("", chart.svg()) == colors.sub("", chart.svg("dark"))
    with pytest.raises(OptionError, match="theme"):
        chart.svg("drak")


def test_the_points_are_the_rates_of_the_table() -> None:
    answer = ASKED["conversion"](usual())
    chart = chart_of(answer)
    open_ = answer.table[answer.table["n"].ge(10) & answer.table["x"].ge(5)]
    drawn = {
        (row["edition"], row["rate"], row["low"], row["high"])
        for row in values(chart.spec())
        if row.get("looks") == "point"
    }
    assert drawn == set(open_[["edition", "rate", "low", "high"]].itertuples(index=False))
    told = {
        row["edition"]: row["people"]
        for row in values(chart.spec())
        if "people" in row and "edition" in row
    }
    assert told == {"1": "21", "2": "23", "3": "29", "5": "7"}


def test_an_edition_without_time_is_hollow_and_one_of_few_is_hatched() -> None:
    chart = chart_of(ASKED["conversion"](usual()))
    looks = {row["edition"]: row["looks"] for row in values(chart.spec()) if "looks" in row}
    assert looks == {"1": "point", "2": "few hidden", "3": "point", "5": "waiting"}
    assert "3/23" not in chart.svg()
    assert chart.title == "No edition is clearly above the goal of 50 %"


def test_the_board_has_everyone_of_a_tier() -> None:
    answer = ASKED["stuck_points"](usual())
    rows = values(chart_of(answer).spec())
    drawn = {(r["step"], r["state"], r["people"]) for r in rows if "state" in r}
    counted = {
        (row["step"], state, row[state])
        for _, row in answer.table.iterrows()
        for state in ("graduated", "moved_on", "in_progress", "stuck", "lapsed", "held")
        if row[state]
    }
    assert drawn == counted


def test_the_bars_are_the_sets_of_two_or_more() -> None:
    answer = ASKED["combinations"](usual())
    chart = chart_of(answer)
    several = answer.table[(answer.table["size"] > 1) & (answer.table["x"] >= 5)]
    assert (
        chart.table[["programs", "x"]].values.tolist() == several[["programs", "x"]].values.tolist()
    )
    assert (
        chart.subtitle
        == "Exactly these and no other (distinct), of everyone with a counted engagement (n = 80)"
    )


def test_the_cells_of_the_matrix_are_the_moves() -> None:
    log = usual()
    answer = ASKED["transitions"](log)
    rows = values(chart_of(answer).spec())
    drawn = {(r["source"], r["target"]): r["people"] for r in rows if "tint" in r}
    wanted = answer.table[answer.table["people"] >= 5].set_index(["source", "target"])["people"]
    assert drawn == wanted.to_dict()


def test_streams_add_to_everyone() -> None:
    chart = chart_of(ASKED["paths"](usual()))
    first = chart.table[chart.table["step_number"] == 1]
    assert first["people"].sum() == usual().people
    assert chart.title.startswith("Most people begin at Participating; ")


def test_tiers_stand_one_over_the_other_in_the_streams() -> None:
    # Most begin low, and most of the high ones come later: by size no order would be theirs.
    log = community((40, "1.reader 2.mentor"), (30, "1.mentee 2.reader"), (20, "1.mentor"))
    nodes = [row for row in values(chart_of(pw.paths(log, by="tier")).spec()) if "stage" in row]
    ranks = {name: nth for nth, name in enumerate(log.scheme.tier_names)}
    assert {row["name"] for row in nodes if row["stage"] == 0} == set(ranks)
    for stage in {row["stage"] for row in nodes}:
        here = {row["name"]: row["y"] for row in nodes if row["stage"] == stage}
        tiers = sorted(here.keys() & ranks, key=here.__getitem__)
        assert tiers == sorted(tiers, key=ranks.__getitem__, reverse=True)


@EVERY
def test_hidden_cells_are_in_no_byte(question: str) -> None:
    # 31 mentees, of whom 3 became mentors and 1 came down: every count but the whole is hidden.
    log = community((27, "1.mentee"), (3, "1.mentee 2.mentor"), (1, "1.mentee 2.reader"))
    try:
        chart = chart_of(ASKED[question](log))
    except NoAnswerError:
        return
    spec = json.dumps(chart.spec())
    assert not re.search(r'"(people|n|moved_on|stuck|lapsed|graduated)": [1-4][,}]', spec)
    assert not re.search(r"\b[1-4]/\d|\b3 people", chart.svg())
    assert 3 not in chart.table.select_dtypes("number").to_numpy(dtype=float, na_value=0)


@EVERY
def test_hostile_names_are_inert(question: str) -> None:
    answer = ASKED[question](usual())
    table = answer.table.copy()
    for column in set(table.columns) & {
        "step",
        "programs",
        "source",
        "target",
        "path",
        "edition",
        "interventions",
    }:
        names = {
            name: HOSTILE_NAMES[nth % len(HOSTILE_NAMES)]
            for nth, name in enumerate(sorted(set(table[column])))
        }
        table[column] = [names[name] for name in table[column]]
    hostile = replace(answer, denominator=HOSTILE_NAMES[0], table=table)
    svg = chart_of(hostile).svg()
    root = ElementTree.fromstring(svg)  # noqa: S314 - we wrote it
    assert {one.tag for one in root.iter()} <= {
        f"{SVG}{tag}"
        for tag in (
            "svg",
            "title",
            "desc",
            "g",
            "path",
            "text",
            "tspan",
            "rect",
            "defs",
            "line",
            "clipPath",
        )
    }
    for bad in ("<img", "<script", "\u202e", "\x00", "\u2028"):
        assert bad not in svg


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
)
def test_saving_by_suffix(tmp_path: Path, suffix: str, start: bytes) -> None:
    chart = ASKED["stuck_points"](usual()).chart()
    assert chart.save(tmp_path / f"board{suffix}").read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [f"board{suffix}"]


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r'saved as \.svg, \.png or \.pdf, and "a\.gif" is none'):
        ASKED["stuck_points"](usual()).chart().save(tmp_path / "a.gif")


def test_a_question_without_picture_says_so() -> None:
    with pytest.raises(NoAnswerError, match=r"^isolation has no picture; these have: "):
        pw.isolation(usual()).chart()


def test_nothing_to_draw_is_said() -> None:
    empty = Answer("transitions", "Nobody has moved yet.", "people", pd.DataFrame())
    with pytest.raises(NoAnswerError, match=r"^There is nothing to draw: Nobody has moved yet\.$"):
        empty.chart()


def test_the_command_draws_beside_its_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_example(tmp_path)
    picture = tmp_path / "cohorts.svg"
    main(["conversion", str(tmp_path), "--chart", str(picture), "--format", "csv"])
    assert capsys.readouterr().out.startswith("edition,x,n,rate")
    assert "Every edition stays clearly below the goal of 90 %" in picture.read_text()
    assert "Mentor training added" in picture.read_text()
    main(["equity", str(tmp_path), "--group", "region", "--chart", str(picture), "--quiet"])
    assert "virtual: about half as often at Collaborating as at" in picture.read_text()
    with pytest.raises(SystemExit) as stopped:
        main(["conversion", str(tmp_path), "--chart", str(picture), "--group", "region"])
    assert stopped.value.code == 2


@needs_ols
def test_the_real_record_has_every_picture() -> None:
    log = ols_log()
    for answer in (
        pw.stuck_points(log),
        pw.transitions(log, by="role"),
        pw.combinations(log, by="role"),
        pw.paths(log, by="tier"),
        pw.conversion(log, source="participant", target="mentor", goal="0.2"),
    ):
        assert chart_of(answer).svg().startswith("<svg")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> EngagementLog:
    record, _ = write_example(tmp_path_factory.mktemp("example"))
    return pw.read(record, as_of="2019-03-31")


@pytest.mark.parametrize("question", OUTCOMES)
def test_pictures_of_outcomes_are_of_the_shared_table(
    question: str, example: EngagementLog
) -> None:
    answer = OUTCOMES[question](example)
    chart = chart_of(answer)
    root = ElementTree.fromstring(chart.svg())  # noqa: S314 - we wrote it
    assert root.findtext(f"{SVG}title") == chart.title
    assert re.search(r"\d.* people|\d/\d", chart.words), "a number, and of how many"
    assert chart.svg() == chart_of(answer).svg()
    rows = values(chart.spec())
    if question == "equity":
        drawn = {(r["name"], r["under"], r["value"]) for r in rows if r.get("value")}
        assert ("virtual", "Participating to Collaborating", chart.table["parity"].min()) in drawn
        leading = fit_to_share(answer).table.query("tier == 'Leading' and group == 'virtual'")
        assert leading["x"].isna().all()
    if question == "monthly_index":
        sums: dict[object, float] = {}
        for row in rows:
            if "points" in row:
                sums[row["month"]] = sums.get(row["month"], 0.0) + float(str(row["points"]))
        seen = answer.table[(answer.table["people"] >= 5)].tail(36).set_index("month")["raw"]
        assert sums == pytest.approx({month: raw for month, raw in seen.items() if month in sums})
        assert "2018-05" in sums
    if question == "returns":
        drawn = {(r["name"], r["value"]) for r in rows if r.get("value")}
        assert drawn == set(chart.table[["program", "rate"]].itertuples(index=False, name=None))
    if question == "backtest":
        assert {r["min"] for r in rows if "min" in r} == {3, 4, 5, 6, 7, 8}


def test_the_index_has_its_goal_and_what_was_changed(example: EngagementLog) -> None:
    made = [
        Intervention("Mentor training", date(2018, 5, 16)),
        Intervention("Later", date(2030, 1, 1)),
        Intervention("Buddies", edition="cohort 4"),
        Intervention("Nowhere", edition="no such edition"),
    ]
    answer = pw.monthly_index(example, goal="1200", interventions=made)
    pd.testing.assert_frame_equal(answer.table, pw.monthly_index(example).table)
    chart = chart_of(answer)
    rows = values(chart.spec())
    assert {row["y"] for row in rows if row.get("label") == "goal 1,200"} == {1200.0}
    feet = [row for row in rows if "y2" in row and row["y"] == 0.0 and row.get("label")]
    at = {row["label"]: row["x"] for row in feet}
    months = list(chart.table["month"])
    # What has an edition and no day stands where the edition began.
    assert at["1"] == pytest.approx(months.index("2017-09") + 3 / 30)
    assert at["2"] == pytest.approx(months.index("2018-05") + 15 / 31)
    assert chart.notes[-1] == (
        "Dotted: what was changed. 1: Buddies, 2017-09-04; 2: Mentor training, 2018-05-16."
    )
    for wrong in ("0", "-3", "many"):
        with pytest.raises(OptionError, match="points of a month"):
            pw.monthly_index(example, goal=wrong)


def test_groups_do_not_give_a_small_one_back() -> None:
    table = pd.DataFrame(
        {"group": ["a", "b", "c"], "edition": "1", "x": [20, 9, 1], "n": [40, 20, 2],
         "rest_n": [22, 42, 60], "ratio": [1.0, 1.0, 1.0]}
    )  # fmt: skip
    shared = fit_to_share(Answer("equity", "", "people", table)).table
    assert shared["hidden"].tolist() == [False, True, True]
    assert shared["rest_n"].isna().all()
    assert shared["ratio"].isna().all()


def test_the_curve_moves_in_steps_of_five_people() -> None:
    answer = ASKED["next_steps"](usual())
    chart = chart_of(answer)
    assert (chart.table["moved"].diff().dropna() >= 5).all()
    assert (chart.table["at_risk"] % 5 == 0).all()
    assert answer.curve is not None
    whole = answer.curve.set_index("time")["share"]
    assert all(whole[row.time] == row.share for row in chart.table.itertuples())


def words_of(svg: str) -> list[str]:
    """Every line of words of a picture."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - we wrote it
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def editions(names: list[str], people: int = 12) -> Answer:
    """So many people in each edition, half of whom came back."""
    rows = [
        {"participant": f"{name} {who}", "program": "OL", "edition": of, "role": role,
         "start": pd.Timestamp("2010-01-01") + pd.DateOffset(months=6 * at)}
        for nth, name in enumerate(names)
        for who in range(people)
        for of, role, at in (
            (name, "mentee", nth),
            (names[(nth + 1) % len(names)], "mentor", nth + 1),
        )[: 1 + who % 2]
    ]  # fmt: skip
    log = build_log(pd.DataFrame(rows), MOUNTAIN)
    return pw.conversion(log, source="mentee", target="mentor", goal="0.5")


@pytest.mark.parametrize("size", [(430.0, 262.0), (1232.0, 462.0)])
def test_long_names_of_editions_are_written_out(size: tuple[float, float]) -> None:
    names = [f"round-{nth}" for nth in range(1, 9)] + ["round-9-catalyst", "round-9-dra"]
    told = words_of(chart_of(editions(names)).plot(size))
    assert not [line for line in told if "…" in line]
    assert {line for line in told if line.endswith("9-catalyst")}


def test_of_many_editions_the_last_are_drawn_and_the_others_counted() -> None:
    chart = chart_of(editions([f"{nth}" for nth in range(30)]))
    told = words_of(chart.svg())
    assert {"12", "29"} <= set(told) - {"11"}
    assert "The 18 last of 30 editions; the table has all." in chart.notes
    assert len(chart.table) == 30


def test_where_everything_is_hidden_there_is_nothing_to_draw() -> None:
    log = community((3, "1.mentee 2.mentor"))
    for question in ("combinations", "stuck_points", "paths", "transitions"):
        with pytest.raises(NoAnswerError, match=r"There is nothing to draw: (?!Most|More)"):
            chart_of(ASKED[question](log))
