"""The commands of learning loops, as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run

from pathways.project.example import write_example

DECISION = """
[listen]
note = "Cohort 5 is clearly below the goal"
source = "meeting file"
[measure]
question = "conversion"
as_of = "2019-03-31"
[plan]
try = "Each mentor asks two mentees"
with = "the mentors of cohort 6"
expect = "conversion after cohort 5: from 50 % (41 to 59) to 70 %"
stop_if = "mentors say that it is too much"
who = "program lead, anna@example.org"
by_when = "2019-12-31"
[reflect]
observed = ""
[again]
decision = ""
"""


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loops")
    write_example(folder / "demo")
    (folder / "decision.toml").write_text(DECISION, encoding="utf-8")
    return folder


def test_a_decision_of_the_meeting_becomes_a_plan_that_is_listed(community: Path) -> None:
    plan = ("loop", "plan", "ask-mentees", "demo", "--decision", "decision.toml")
    done = run(*plan, "--format", "csv", folder=community)
    assert done.returncode == 0, done.stderr
    assert "ask-mentees,mentee to mentor,187,307," in done.stdout
    assert "396 people would show it four times in five" in done.stderr
    text = (community / "demo" / "loops" / "ask-mentees.md").read_text("utf-8")
    assert "Each mentor asks two mentees" in text
    assert "anna" not in text
    listed = run("loop", "list", "demo", "--format", "table", folder=community)
    assert "Nothing is due; 1 more open, 0 decided." in listed.stderr
    again = run(*plan, folder=community)
    assert (again.returncode, again.stdout) == (4, "")
    early = run("loop", "reflect", "ask-mentees", "demo", folder=community)
    assert "too early, the plan is due 2019-12-31" in early.stderr


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("plan", "b", "demo"), 2, "A plan needs --at and --expect and --due."),
        (("plan",), 2, "Missing argument 'NAME'"),
        (("reflect", "b", "demo"), 1, "There is no loop b.md"),
        (("plan", "b", "demo", "--decision", "demo/pathways.toml"), 1, "no decision"),
    ],
)
def test_an_error_is_one_sentence(
    community: Path, args: tuple[str, ...], code: int, said: str
) -> None:
    done = run("loop", *args, folder=community)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_where_to_act_and_what_would_follow(community: Path) -> None:
    done = run("candidates", "demo", "--by", "role", "--effort", "mentee=3", folder=community)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("step,tier,people,x,n,rate,low,high,not_yet_observable,gain")
    moves = ("--source", "mentee", "--target", "mentor", "--rate", "70 %")
    asked = run("what-if", "demo", *moves, folder=community)
    assert "at 70 % it would be +60 people" in asked.stderr
    assert run("what-if", "demo", "--rate", "1", folder=community).returncode == 2
    odd = run("candidates", "demo", "--effort", "mentee", folder=community)
    assert "--effort is STEP=N, such as mentee=3" in odd.stderr


def test_a_baseline_is_saved_and_compared(community: Path) -> None:
    saved = run("baseline", "save", "spring", "demo", "--as-of", "2018-06-30", folder=community)
    assert saved.returncode == 0, saved.stderr
    assert (community / "demo" / "baselines" / "spring.jsonl").is_file()
    done = run("baseline", "compare", "spring", "demo", folder=community)
    assert "conversion,cohort 5,0,0,0,0,59,117,59,117," in done.stdout
    assert "stand clear of noise" in done.stderr
    other = run("baseline", "compare", "spring", "demo", "--scheme", "tei", folder=community)
    assert (other.returncode, other.stdout) == (1, "")
    assert "numbers of two schemes are no change" in other.stderr
    odd = run("baseline", "save", "b", "demo", "--question", "stuck-point", folder=community)
    assert 'the nearest is "stuck_points"' in odd.stderr


def test_inviting_from_the_command_line(community: Path) -> None:
    (community / "rules").mkdir()
    project = (community / "demo" / "pathways.toml").read_text("utf-8")
    (community / "rules" / "pathways.toml").write_text(project, encoding="utf-8")
    record = (community / "demo" / "engagements.csv").read_bytes()
    (community / "rules" / "engagements.csv").write_bytes(record)
    seen = run("invite", "rules", "--preview", "--since", "2018-10-01", folder=community)
    assert (seen.returncode, len(seen.stdout.splitlines())) == (0, 122)
    assert not (community / "rules" / "invited.csv").exists()
    made = run("invite", "rules", "--since", "2018-10-01", "--format", "csv", folder=community)
    assert len(made.stdout.splitlines()) == 122
    assert "note: Backtest: Of people who reached 6 points" in made.stderr
    assert len(run("invite", "rules", folder=community).stdout.splitlines()) == 1
    ledger = ("--ledger", "rules/invited.csv")
    assert len(run("invite", "show", "last", *ledger, folder=community).stdout.splitlines()) == 122
    undone = run("invite", "undo", "last", *ledger, folder=community)
    assert "which had invited 121 people" in undone.stderr
    ruleless = project.replace("[[invite]]", "[thresholds]").replace('min = "6"', "")
    (community / "rules" / "pathways.toml").write_text(ruleless, encoding="utf-8")
    none = run("invite", "rules", folder=community)
    assert (none.returncode, none.stdout) == (1, "")
    assert "There is no rule yet" in none.stderr


def test_the_brief_goes_anywhere_and_remembers_only_when_asked(community: Path) -> None:
    told = run("brief", "demo", "--since", "2018-06-30", folder=community)
    assert told.returncode == 0, told.stderr
    assert ". Cohort 5 has had its time: 59/117 = 50 % (41 to 59)" in told.stdout
    memory = community / "demo" / "loops" / "briefs.jsonl"
    assert not memory.exists()
    first = run("brief", "demo", "--format", "json", folder=community)
    assert '"question": "brief"' in first.stdout
    assert memory.is_file()
    made = run("brief", "demo", "--since", "2018-06-30", "-o", "brief.html", "--format", "html",
               folder=community)  # fmt: skip
    assert (made.stdout, (community / "brief.html").read_text("utf-8")[:15]) == (
        "",
        "<!doctype html>",
    )
    late = run("brief", "demo", "--since", "2019-05-01", folder=community)
    assert (late.returncode, late.stdout) == (1, "")
