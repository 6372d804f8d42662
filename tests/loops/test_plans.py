"""Plans: counted by hand, written before the result, and honest about what they can show."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from communities import community, day, log_of_days
from logs import log_of

import pathways as pw
from pathways.errors import NoAnswerError, OptionError, OutputError, RecordsError, UnknownStepError
from pathways.loops.files import read_loop
from pathways.loops.places import Counts, known_on, place_of
from pathways.loops.verdicts import chance_to_see, judged, people_needed

FIVE = """
ana  OL 1 mentee 2020-01-10
ana  OL 2 mentor 2020-06-10
ben  OL 1 mentee 2020-01-10
ben  GS - reader 2020-03-01
ben  OL 2 mentor 2020-06-10
cleo OL 1 mentee 2020-01-10
dara OL 2 mentee 2020-06-10
eli  OL 3 mentee 2021-01-10
"""


def test_the_places_of_five_people_counted_on_a_napkin() -> None:
    log = log_of(FIVE)
    # ana goes straight to mentor, ben by way of another step, cleo and dara (not watched) nowhere
    cases = {
        ("mentee", "mentor", None, "directly"): (1, 3, 2),
        ("mentee", "mentor", None, "eventually"): (2, 3, 2),
        ("mentee", None, "further_step", "directly"): (2, 3, 2),
        ("mentee", None, None, "directly"): (2, 3, 2),
        ("mentee", "mentor", "conversion", "directly"): (2, 4, 1),
    }
    for (at, to, measure, follows), expected in cases.items():
        place = place_of(log, at=at, to=to, measure=measure, follows=follows)
        people = place.people(log)
        seen = people[people["watched"]]
        assert (int(seen["reached"].sum()), len(seen), len(people) - len(seen)) == expected


@pytest.mark.parametrize("step", ["mentee", "reader", "mentor"])
def test_a_move_is_the_move_of_next_steps(step: str) -> None:
    log = community(1, people=60, days=900, rate=0.4)
    table = pw.next_steps(log, after="mentee", by="role").table.set_index("target")
    place = place_of(log, at="mentee", to="mentor")
    people = place.people(log)
    seen = people[people["watched"]]
    assert (int(seen["reached"].sum()), len(seen)) == tuple(table.loc["mentor", ["x", "n"]])


def test_a_conversion_is_that_of_the_measure() -> None:
    log = log_of(FIVE)
    table = pw.conversion(log, source="mentee", target="mentor").table
    people = place_of(log, at="mentee", to="mentor", measure="conversion").people(log)
    seen = people[people["watched"]]
    assert (int(seen["reached"].sum()), len(seen)) == (table["x"].sum(), table["n"].sum())


def test_a_log_known_on_an_earlier_day_is_that_of_the_day() -> None:
    whole = community(2, people=50, days=700, rate=0.5)
    rows = whole.as_records()
    then = pw.stuck_points(known_on(whole, day(400))).table
    fresh = rows[rows["start"] <= day(400)]
    from pathways.record.log import build_log

    again = build_log(fresh, whole.scheme, as_of=day(400))
    assert then.equals(pw.stuck_points(again).table)


def test_a_plan_is_written_with_what_was_before(tmp_path: Path) -> None:
    log = community(3, people=200, days=1000, rate=0.2)
    answer = pw.loop_plan(
        log, "ask", at="mentee", to="mentor", expect="0.4", due=day(1500), folder=tmp_path
    )
    row = answer.table.iloc[0]
    loop = read_loop(tmp_path / "ask.md")
    assert (loop.before.x, loop.before.n) == (row["x"], row["n"])
    assert loop.is_sealed
    front = (tmp_path / "ask.md").read_text("utf-8").split("+++")[1]
    assert tomllib.loads(front)["expect"] == "0.4"
    assert row["people_needed"] == people_needed(loop.before.counts, 0.4)


def test_a_plan_that_cannot_be_seen_says_so(tmp_path: Path) -> None:
    log = community(3, people=60, days=1000, rate=0.2)
    answer = pw.loop_plan(
        log, "tiny", at="mentee", to="mentor", expect="0.25", due=day(2000), folder=tmp_path
    )
    assert "no number of people would show a change to 25 %" in answer.caveats[0]
    soon = pw.loop_plan(
        log, "soon", at="mentee", to="mentor", expect="0.6", due=day(1100), folder=tmp_path
    )
    assert f"from {day(1366)} on" in soon.caveats[1]


def test_the_chance_to_see_is_how_often_it_is_seen() -> None:
    import numpy as np

    before, chance = Counts(20, 100), np.random.default_rng(4)
    draws = chance.binomial(80, 0.4, 400)
    seen = [judged(before, Counts(int(x), 80), 0.4).p <= 0.05 for x in draws]
    assert np.mean(seen) == pytest.approx(chance_to_see(before, 0.4, 80), abs=0.06)
    # one test, seen from the other side
    assert chance_to_see(Counts(80, 100), 0.6, 80) == pytest.approx(
        chance_to_see(Counts(20, 100), 0.4, 80)
    )


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"at": "menteee"}, UnknownStepError, 'the nearest is "mentee"'),
        ({"expect": "7"}, OptionError, "A goal is a rate from 0 to 1"),
        ({"due": "soon"}, OptionError, "A date such as 2026-06-30"),
        ({"due": day(10)}, NoAnswerError, "an expectation is written before its result"),
        ({"to": None, "options": {"measure": "move"}}, OptionError, "needs to"),
        ({"options": {"touches": "old"}}, OptionError, "touches"),
        ({"options": {"window": "1 year"}}, OptionError, "A window is"),
        ({"at": "mentor", "to": None, "options": {"measure": "moved_on"}}, NoAnswerError, "above"),
    ],
)
def test_bad_plans_are_one_sentence_and_write_nothing(
    tmp_path: Path, given: dict[str, object], error: type[Exception], said: str
) -> None:
    log = community(3, people=60, days=1000, rate=0.2)
    usual = {"at": "mentee", "to": "mentor", "expect": "0.4", "due": day(1500)}
    with pytest.raises(error, match=said):
        pw.loop_plan(log, "ask", folder=tmp_path, **{**usual, **given})  # type: ignore[arg-type]
    assert not list(tmp_path.glob("*.md"))


def test_a_name_is_a_file_name_everywhere_and_taken_once(tmp_path: Path) -> None:
    log = community(3, people=60, days=1000, rate=0.2)
    plan = {"at": "mentee", "expect": "0.4", "due": day(1500), "folder": tmp_path}
    with pytest.raises(OptionError, match="small letters, digits and hyphens"):
        pw.loop_plan(log, "../ask", **plan)  # type: ignore[arg-type]
    pw.loop_plan(log, "ask", **plan)  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="is there already"):
        pw.loop_plan(log, "ask", **plan)  # type: ignore[arg-type]


def test_a_record_of_editions_without_dates_has_plans_too(tmp_path: Path) -> None:
    rows = "".join(
        f"p{cohort}{n} OL {cohort} mentee -\n"
        + (f"p{cohort}{n} OL {cohort + 1} mentor -\n" if n < 4 else "")
        for cohort in (1, 2)
        for n in range(12)
    )
    log = log_of(rows)
    plan = pw.loop_plan(
        log, "ask", at="mentee", to="mentor", expect="0.8", due="4", folder=tmp_path
    )
    assert plan.table[["x", "n"]].iloc[0].tolist() == [8, 24]
    with pytest.raises(NoAnswerError, match="before its result"):
        pw.loop_plan(log, "b", at="mentee", to="mentor", expect="0.8", due="2", folder=tmp_path)
    more = log_of(rows + "".join(f"q{n} OL 3 mentee -\nq{n} OL 4 mentor -\n" for n in range(12)))
    done = pw.loop_reflect(more, "ask", folder=tmp_path)
    assert done.table["verdict"][0] == "it moved as expected"
    assert done.table[["x", "n"]].iloc[0].tolist() == [12, 12]


def test_reading_again_what_was_written(tmp_path: Path) -> None:
    log = log_of_days([("ana", 'O"L', "men'tée", 0), ("ana", 'O"L', "mentor", 400)], 500)
    pw.loop_plan(
        log, "odd", at="men'tée", to="mentor", expect="0.123", due=day(900), folder=tmp_path,
        options={"stop": 'they say "no"\nor nothing', "tried": "+ask+"},
    )  # fmt: skip
    loop = read_loop(tmp_path / "odd.md")
    assert (loop.place.at, loop.stop) == ("men'tée", 'they say "no"\nor nothing')
    with pytest.raises(RecordsError, match=r"There is no loop od\.md"):
        read_loop(tmp_path / "od.md")
