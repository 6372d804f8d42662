"""Verdicts on records with a known truth, and loop files that people broke."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from communities import community, day
from patience import PATIENCE
from scipy.stats import binom

import pathways as pw
from pathways.errors import NoAnswerError, RecordsError, UnknownStepError
from pathways.loops.files import read_loop
from pathways.loops.places import Counts
from pathways.loops.verdicts import judged
from pathways.record.log import EngagementLog, build_log

PLANNED, SEEN = 1000, 2000


def played(folder: Path, seed: int, *, later: float, expect: str = "0.4") -> EngagementLog:
    """A plan on what is known at its day; the record a thousand days later."""
    whole = community(seed, people=400, days=SEEN, rate=0.2, later=later, since=PLANNED)
    rows = whole.as_records()
    known = build_log(rows[rows["start"] <= day(PLANNED)], whole.scheme, as_of=day(PLANNED))
    pw.loop_plan(
        known, "ask", at="mentee", to="mentor", expect=expect, due=day(1900), folder=folder
    )
    return whole


def test_a_real_effect_a_missing_one_and_one_that_is_too_small(tmp_path: Path) -> None:
    cases = {0.45: "it moved as expected", 0.2: "the expected change is ruled out"}
    for seed, (later, verdict) in enumerate(cases.items(), 5):
        folder = tmp_path / str(seed)
        log = played(folder, seed, later=later)
        answer = pw.loop_reflect(log, "ask", folder=folder)
        assert answer.table["verdict"][0] == verdict
        # those before and those touched are other people
        row = answer.table.iloc[0]
        assert row["n_before"] + row["n"] + row["not_yet_observable"] < 400
    log = played(tmp_path / "small", 9, later=0.3, expect="0.25")
    answer = pw.loop_reflect(log, "ask", folder=tmp_path / "small")
    assert answer.table["verdict"][0] in ("cannot tell", "it moved as expected")


def shares(before: tuple[float, int], after: tuple[float, int], expect: float) -> dict[str, float]:
    """How often each verdict falls where both rates are known: every outcome with its chance."""
    (rate, many), (truth, seen) = before, after
    found: dict[str, float] = {}
    for x in range(many + 1):
        for y in range(seen + 1):
            likely = binom.pmf(x, many, rate) * binom.pmf(y, seen, truth)
            if likely > 1e-5:
                words = judged(Counts(x, many), Counts(y, seen), expect).words
                found[words] = found.get(words, 0.0) + float(likely)
    return found


SEEN_TO_MOVE = ("it moved as expected", "it moved, by less than expected")
SHORT = ("it moved, by less than expected", "the expected change is ruled out")


@pytest.mark.parametrize(
    ("rate", "many", "expect", "seen"),
    [(0.2, 60, 0.4, 40), (0.05, 20, 0.95, 10), (0.5, 20, 0.9, 12), (0.7, 30, 0.3, 15)],
)
def test_verdicts_are_right_at_the_stated_error_rates(
    rate: float, many: int, expect: float, seen: int
) -> None:
    absent = shares((rate, many), (rate, seen), expect)
    assert sum(absent.get(word, 0) for word in SEEN_TO_MOVE) <= 0.025
    assert absent.get("it moved the other way", 0) <= 0.025
    real = shares((rate, many), (expect, seen), expect)
    assert sum(real.get(word, 0) for word in SHORT) <= 0.025
    assert sum(real.get(word, 0) for word in SEEN_TO_MOVE) >= 0.4


def test_a_plan_with_enough_people_hears_the_truth() -> None:
    assert shares((0.2, 90), (0.45, 70), 0.45)["it moved as expected"] >= 0.8
    small = shares((0.2, 90), (0.23, 70), 0.45)
    assert small.get("it moved as expected", 0) <= 0.05
    assert small["the expected change is ruled out"] >= 0.7


def test_looking_again_and_again_does_not_make_an_effect() -> None:
    chance = np.random.default_rng(7)
    called = 0
    for _ in range(100):
        steps = chance.random(300) < 0.2
        before = Counts(int(chance.binomial(150, 0.2)), 150)
        for look in range(8):
            n = 60 + 30 * look
            after = Counts(int(steps[:n].sum()), n)
            if judged(before, after, 0.4, 0.05 / 2**look).words.startswith("it moved"):
                called += 1
                break
    assert called <= 10


def test_too_early_is_not_written_and_a_look_is_written_once(tmp_path: Path) -> None:
    log = played(tmp_path, 5, later=0.45)
    from pathways.loops.places import known_on

    early = pw.loop_reflect(known_on(log, day(1500)), "ask", folder=tmp_path)
    assert early.table["verdict"][0] == "too early"
    assert read_loop(tmp_path / "ask.md").reflections == ()
    for _ in range(3):
        pw.loop_reflect(log, "ask", folder=tmp_path)
    assert len(read_loop(tmp_path / "ask.md").reflections) == 1
    done = pw.loop_reflect(log, "ask", decision="keep", folder=tmp_path)
    assert "this look is at" not in " ".join(done.caveats)  # the same day is the same look
    assert read_loop(tmp_path / "ask.md").state == "keep"
    with pytest.raises(NoAnswerError, match="was last looked at on a record up to"):
        pw.loop_reflect(known_on(log, day(1500)), "ask", folder=tmp_path)
    with pytest.raises(NoAnswerError, match="was written on a record up to"):
        pw.loop_reflect(known_on(log, day(500)), "ask", folder=tmp_path)


def test_the_list_has_what_is_due_first_and_names_what_cannot_be_read(tmp_path: Path) -> None:
    log = played(tmp_path, 5, later=0.45)
    pw.loop_plan(log, "later", at="mentee", expect="0.5", due=day(3000), folder=tmp_path)
    (tmp_path / "broken.md").write_text("+++\nmeasur = 1\n+++\n")
    listed = pw.loop_list(log, folder=tmp_path)
    assert listed.table[["loop", "standing"]].values.tolist() == [["ask", "due"], ["later", "open"]]
    assert listed.sentence == "Due: ask; 1 more open, 0 decided."
    assert len(listed.caveats) == 1
    assert listed.caveats[0].startswith('key "measur" is not one of measure, at, window')
    assert listed.caveats[0].endswith('the nearest is "measure" (in broken.md).')


def test_a_past_that_was_edited_and_a_changed_scheme_are_said(tmp_path: Path) -> None:
    log = played(tmp_path, 5, later=0.45)
    rows = log.as_records()
    mentors = (rows["role"] == "mentor") & (rows["start"] <= day(600))
    edited = build_log(rows[~mentors], log.scheme, as_of=day(SEEN))
    told = pw.loop_reflect(edited, "ask", folder=tmp_path)
    assert told.caveats[0].startswith("Records from before the plan were edited: it was ")
    from dataclasses import replace

    other = build_log(rows, replace(log.scheme, title="Another"), as_of=day(SEEN))
    if other.scheme.digest != log.scheme.digest:
        said = " ".join(pw.loop_reflect(other, "ask", folder=tmp_path).caveats)
        assert "The scheme changed since" in said


def test_an_expectation_that_was_changed_afterwards_is_seen(tmp_path: Path) -> None:
    log = played(tmp_path, 6, later=0.2)
    path = tmp_path / "ask.md"
    path.write_text(path.read_text("utf-8").replace('expect = "0.4"', 'expect = "0.22"'))
    assert "its seal is broken" in " ".join(pw.loop_reflect(log, "ask", folder=tmp_path).caveats)
    # what does not change the verdict may be edited
    path.write_text(
        path.read_text("utf-8").replace('"0.22"', '"0.4"') + "\nWe heard: more calls.\n"
    )
    path.write_text(re.sub('owner = ""', 'owner = "program lead"', path.read_text("utf-8")))
    assert read_loop(path).is_sealed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('measure = "move"', "measure = move", "not valid TOML"),
        ('measure = "move"', 'mesure = "move"', 'the nearest is "measure"'),
        ('touches = "new"', 'touches = "neu"', 'the nearest is "new"'),
        ('expect = "0.4"', 'expect = "40"', "expect in ask.md: A goal is a rate"),
        ('expect = "0.4"\n', "", "does not say expect"),
        ("[before]", "[befor]", 'the nearest is "before"'),
        ("waiting =", "wait =", 'the nearest is "waiting"'),
        ("+++\n", "", "between two lines"),
        ('state = "open"', '<<<<<<< HEAD\nstate = "open"', "Two people edited ask.md: line 12"),
    ],
)
def test_a_typing_error_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    log = played(tmp_path, 6, later=0.2)
    path = tmp_path / "ask.md"
    text = path.read_text("utf-8").replace(old, new, 1)
    path.write_text(text)
    with pytest.raises(RecordsError, match=re.escape(said)):
        pw.loop_reflect(log, "ask", folder=tmp_path)
    assert path.read_text("utf-8") == text


def test_a_place_that_is_gone_and_a_list_without_its_lines(tmp_path: Path) -> None:
    log = played(tmp_path, 6, later=0.2)
    rows = log.as_records()
    renamed = rows.assign(role=rows["role"].astype("str").replace("mentor", "guide"))
    other = build_log(renamed, log.scheme, as_of=day(SEEN))
    with pytest.raises(UnknownStepError, match="The loop ask is about it"):
        pw.loop_reflect(other, "ask", folder=tmp_path)
    path = tmp_path / "ask.md"
    path.write_text(path.read_text("utf-8").replace("reflections = [\n]", "reflections = []"))
    with pytest.raises(RecordsError, match="put them back"):
        pw.loop_reflect(log, "ask", folder=tmp_path)


def test_a_due_date_without_data_cannot_tell(tmp_path: Path) -> None:
    log = community(8, people=200, days=PLANNED, rate=0.2)
    pw.loop_plan(log, "ask", at="mentee", to="mentor", expect="0.4", due=day(1500), folder=tmp_path)
    later = build_log(log.as_records(), log.scheme, as_of=day(1600))
    answer = pw.loop_reflect(later, "ask", folder=tmp_path)
    assert answer.table["verdict"][0] == "cannot tell"
    assert "Whom it touched: 0 people watched for the window yet" in answer.caveats[0]


def test_edits_of_two_people_merge_line_by_line(tmp_path: Path) -> None:
    log = played(tmp_path, 5, later=0.45)

    def git(*args: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        done = subprocess.run(["git", *who, *args], cwd=tmp_path, check=True, capture_output=True)
        return done.stdout.decode()

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "plan")
    git("checkout", "-qb", "owner")
    path = tmp_path / "ask.md"
    path.write_text(path.read_text("utf-8").replace('owner = ""', 'owner = "program lead"'))
    git("commit", "-qam", "owner")
    git("checkout", "-q", "main")
    pw.loop_reflect(log, "ask", folder=tmp_path)
    git("commit", "-qam", "reflection")
    git("merge", "-q", "owner", "-m", "both")
    loop = read_loop(path)
    assert (loop.owner, len(loop.reflections)) == ("program lead", 1)


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    played(tmp_path, 5, later=0.45)
    code = (
        "import sys; from pathlib import Path\n"
        "from pathways.loops.files import Reflection, add_reflection\n"
        "for n in range(10):\n"
        "    made = Reflection('2026-01-01', int(sys.argv[1]), 100 + n, 0, 'cannot tell')\n"
        f"    add_reflection(Path({str(tmp_path / 'ask.md')!r}), made)\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, who]) for who in "12"]
    assert [one.wait(PATIENCE) for one in both] == [0, 0]
    assert len(read_loop(tmp_path / "ask.md").reflections) == 20
