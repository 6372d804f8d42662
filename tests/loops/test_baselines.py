"""Baselines: new people and edited records apart, and no comparison of different things."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from communities import community, day

import pathways as pw
from pathways.errors import NoAnswerError, OptionError, OutputError, RecordsError
from pathways.record.log import EngagementLog, build_log


def records(seed: int = 1, later: float = 0.2) -> pd.DataFrame:
    return community(seed, people=600, days=1400, rate=0.2, later=later, since=700).as_records()


def built(rows: pd.DataFrame, as_of: int) -> EngagementLog:
    scheme = community(1, people=9, days=9, rate=0.5).scheme
    return build_log(rows, scheme, as_of=day(as_of))


def saved(folder: Path, rows: pd.DataFrame, as_of: int = 700) -> None:
    past = built(rows[rows["start"] <= day(as_of)], as_of)
    asked = {"next_steps": {"after": "mentee", "by": "role", "horizon": "100d"}, "stuck_points": {}}
    pw.baseline_save(past, "spring", asked=asked, folder=folder)


def test_the_parts_add_to_the_whole_and_nothing_is_edited(tmp_path: Path) -> None:
    rows = records()
    saved(tmp_path, rows)
    answer = pw.baseline_compare(built(rows, 1400), "spring", folder=tmp_path)
    table = answer.table
    assert (table[["x_edited", "n_edited"]] == 0).all(axis=None)
    for name in "xn":
        parts = table[f"{name}_then"] + table[f"{name}_edited"] + table[f"{name}_new"]
        assert (parts == table[name]).all()
    assert answer.caveats == ()
    # people lapse as the record grows older, so that fewer are stuck; no move has changed
    moves = table[table["question"] == "next_steps"]
    assert not moves["clear"].eq("yes").any()
    assert moves["change"].notna().all()


def test_a_change_among_new_people_stands_clear(tmp_path: Path) -> None:
    rows = records(later=0.5)
    saved(tmp_path, rows)
    table = pw.baseline_compare(built(rows, 1400), "spring", folder=tmp_path).table
    row = table[table["row"] == "mentee → mentor"].iloc[0]
    assert row["clear"] == "yes"
    assert row["change_low"] < 0.3 < row["change_high"]
    assert row["basis"] == "new people"


def test_edited_old_records_are_apart_from_new_ones(tmp_path: Path) -> None:
    rows = records()
    saved(tmp_path, rows)
    gone = rows[(rows["role"] == "mentor") & (rows["start"] <= day(400))].index[:20]
    answer = pw.baseline_compare(built(rows.drop(gone), 1400), "spring", folder=tmp_path)
    row = answer.table[answer.table["row"] == "mentee → mentor"].iloc[0]
    assert (row["x_edited"], row["n_edited"]) == (-20, 0)
    assert answer.caveats[0].startswith(
        f"Old records were edited, added or removed since {day(700)}"
    )


def test_other_schemes_and_definitions_are_refused_by_name(tmp_path: Path) -> None:
    rows = records()
    saved(tmp_path, rows)
    log = built(rows, 1400)
    other = pw.load_scheme("moe")
    with pytest.raises(NoAnswerError, match=r"saved with the scheme test .* this is moe"):
        pw.baseline_compare(build_log(rows, other, as_of=day(1400)), "spring", folder=tmp_path)
    path = tmp_path / "spring.jsonl"
    lines = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
    lines[2]["definition"] = "000000000000"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(NoAnswerError, match="The definition of stuck_points is another one"):
        pw.baseline_compare(log, "spring", folder=tmp_path)
    saved(tmp_path / "b", rows)
    with pytest.raises(NoAnswerError, match="give the newer record"):
        pw.baseline_compare(built(rows, 300), "spring", folder=tmp_path / "b")


def test_faults_are_one_sentence_and_nothing_is_written_over(tmp_path: Path) -> None:
    rows = records()
    saved(tmp_path, rows)
    path, log = tmp_path / "spring.jsonl", built(rows, 1400)
    with pytest.raises(OutputError, match="is there already"):
        saved(tmp_path, rows)
    with pytest.raises(OptionError, match="small letters"):
        pw.baseline_save(log, "Spring 2026", folder=tmp_path)
    with pytest.raises(RecordsError, match='the nearest is "spring"'):
        pw.baseline_compare(log, "sprin", folder=tmp_path)
    whole = path.read_text("utf-8")
    path.write_text(whole[: len(whole) - 40])
    with pytest.raises(RecordsError, match="line 3, is damaged"):
        pw.baseline_compare(log, "spring", folder=tmp_path)
    path.write_text("")
    with pytest.raises(RecordsError, match="is empty"):
        pw.baseline_compare(log, "spring", folder=tmp_path)


def test_a_question_without_an_answer_is_left_out_and_named(tmp_path: Path) -> None:
    log = built(records(), 1400)
    bare = replace(log, scheme=replace(log.scheme, rules=()))
    bare = build_log(log.as_records(), bare.scheme, as_of=day(1400))
    done = pw.baseline_save(bare, "bare", asked={"points": {}, "entry_points": {}}, folder=tmp_path)
    assert done.table["question"].tolist() == ["points", "entry_points"] or done.caveats
