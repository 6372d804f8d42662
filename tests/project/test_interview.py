"""The seven questions: asked one by one or answered by a file, and written as two files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pathways.cli import main
from pathways.cli.interview import init
from pathways.errors import OptionError, OutputError, PathwaysError, RecordsError
from pathways.project.config import load_project
from pathways.project.interview import SEVEN, interview
from pathways.project.interview_answers import answers_from, gaps, read_answers, write_answers
from pathways.record.scheme import load_scheme

ANSWERS = """
title = "Our Mountain"
programs = ["Open Leaders", "Newsletter"]
focus = ["Taking part"]
source = "engagements.csv"
horizon = "180d"

[roles]
"Open Leaders" = ["mentee", "mentor"]

[[tiers]]
name = "Knowing us"
roles = ["Newsletter"]

[[tiers]]
name = "Taking part"
roles = ["Open Leaders: mentee"]
touch = "high"
points = "2.5"
examples = ["joins a \\"cohort\\""]

[[tiers]]
name = "Carrying it"
roles = ["mentor"]
touch = "high"

[hope]
from = "mentee"
to = "mentor"
goal = "90 %"
"""


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    file = tmp_path / "answers.toml"
    file.write_text(ANSWERS, encoding="utf-8")
    return file


def test_a_file_of_answers_becomes_a_scheme_and_a_project(answers_file: Path) -> None:
    scheme_file, project_file = write_answers(read_answers(answers_file), answers_file.parent)
    scheme = load_scheme(scheme_file)
    assert (scheme.name, scheme.title) == ("our-mountain", "Our Mountain")
    assert scheme.tier_names == ("Knowing us", "Taking part", "Carrying it")
    assert scheme.tier_of("Newsletter", None) == "Knowing us"
    assert scheme.tier_of("Open Leaders", "mentee") == "Taking part"
    assert scheme.tier_of("Elsewhere", "mentee") is None
    assert scheme.tier_of("Elsewhere", "mentor") == "Carrying it"
    middle = scheme.tier("Taking part")
    assert (middle.touch, middle.points, middle.examples) == ("high", "2.5", ('joins a "cohort"',))
    project = load_project(project_file, ("conversion",))
    assert project.focus == ("Taking part",)
    assert project.horizon == "180d"
    assert project.scheme == str(scheme_file)
    assert project.options["conversion"] == {"source": "mentee", "target": "mentor"}
    assert project.goals == {"conversion": "0.9"}


def test_gaps() -> None:
    answers = answers_from(
        {
            "programs": ["OL", "GS", "News"],
            "roles": {"OL": ["mentee", "host"], "GS": ["host"]},
            "tiers": [{"name": "A"}, {"name": "B", "roles": ["OL: host"]}],
        }
    )
    assert gaps(answers) == (
        "mentee in OL has no tier.",
        "host in GS has no tier.",
        "News has no roles and is at no tier itself.",
        "Nothing is at the tier A.",
    )


TOLD = [
    "",  # programs: one is needed
    "Open Leaders, Newsletter",
    "mentee, mentor",
    "",
    "Knowing us, Taking part, Carrying it",
    "Taking prat",
    "Taking part",
    "Carrying it",
    "Knowing us",
    "Our Mountain",
    "low",
    "high",
    "",
    *["reads", "news", "attention", "1"],
    *["joins", "training", "projects", "many", "2.5"],
    *["mentors", "trust", "work", "5"],
    "Taking part",
    "mentee",
    "mentor",
    "ninety",
    "0.9",
    "",
    "1e",
]


def test_asked_one_by_one() -> None:
    left, shown = iter(TOLD), []
    answers = interview(lambda text, usual: next(left) or usual, shown.append)
    assert next(left, None) is None
    assert [line for line in shown if "of 7" in line] == [
        f"\n{nth} of 7. {question}" for nth, question in enumerate(SEVEN, 1)
    ]
    wrong = (
        'Tier "Taking prat" is not one of Knowing us, Taking part, Carrying it; the nearest is '
        '"Taking part".'
    )
    assert [line for line in shown if "of 7" not in line] == [
        "At least one is needed.",
        wrong,
        'Points are a decimal from 0 up, not "many".',
        'A goal is a rate from 0 to 1, such as 0.9, not "ninety".',
    ]
    assert answers.hope == ("mentee", "mentor", "0.9")
    assert [tier.holds for tier in answers.tiers] == [("Newsletter",), ("mentee",), ("mentor",)]
    assert answers.tiers[2].touch == "high"
    assert gaps(answers) == ()


def test_in_a_terminal_nothing_is_written_before_the_end(tmp_path: Path) -> None:
    done = CliRunner().invoke(init, [str(tmp_path)], input="\n".join(TOLD[:12]))
    assert done.exit_code != 0
    assert list(tmp_path.iterdir()) == []
    done = CliRunner().invoke(init, [str(tmp_path)], input="\n".join([*TOLD, ""]))
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pathways.toml", "scheme.toml"]


def test_what_is_there_stays(
    answers_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scheme.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit) as refused:
        main(["init", str(tmp_path), "--answers", str(answers_file)])
    assert refused.value.code == 4
    assert "scheme.toml is there already; --force replaces it." in capsys.readouterr().err
    assert not (tmp_path / "pathways.toml").exists()
    assert (tmp_path / "scheme.toml").read_text(encoding="utf-8") == "mine"
    main(["init", str(tmp_path), "--answers", str(answers_file), "--force"])
    assert load_scheme(tmp_path / "scheme.toml").title == "Our Mountain"
    with pytest.raises(OutputError):
        write_answers(read_answers(answers_file), tmp_path / "nowhere")


def test_the_record_itself_is_held_against_the_scheme(
    answers_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", str(tmp_path), "--answers", str(answers_file)])
    assert "note: The record is not checked: " in capsys.readouterr().err
    record = tmp_path / "engagements.csv"
    lines = ["participant,program,role,start", "a,Open Leaders,mentee,2020-01-01"]
    record.write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = ["init", str(tmp_path), "--answers", str(answers_file), "--force"]
    main(again)
    assert "Every pair of program and role in the record has a tier." in capsys.readouterr().err
    record.write_text("\n".join([*lines, "b,Fest,host,2020-01-01"]) + "\n", encoding="utf-8")
    main(again)
    assert "In the record without a tier, 1 of 2 pairs: Fest: host." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"programs": []}, "The answers name no programs; question 1 is what we do."),
        ({"tiers": []}, "The answers name no tiers; question 3 is how to band engagements."),
        ({"program": 1}, 'key "program" is not one of title, programs, roles'),
        ({"programs": "OL"}, 'The programs are a list, such as ["mentee", "mentor"].'),
        ({"tiers": [{"name": "A"}, {"name": "A"}]}, 'The tier "A" is named twice'),
        ({"tiers": [{"name": " "}]}, "Tier 1 has no name."),
        ({"tiers": [{"name": "A", "touch": "deep"}]}, 'Touch "deep" is not one of low, high.'),
        ({"tiers": [{"name": "A", "points": "-1"}]}, "Points are a decimal from 0 up"),
        ({"tiers": [{"name": "A", "roles": ["menter"]}]}, 'the nearest is "mentee"'),
        (
            {"tiers": [{"name": "A", "roles": ["mentee"]}, {"name": "B", "roles": ["mentee"]}]},
            "mentee is at A and at B; keep one.",
        ),
        ({"focus": ["B"]}, 'Tier "B" is not one of A.'),
        ({"horizon": "soon"}, "A window is a number of months, days or editions"),
        ({"hope": {"from": "mentee"}}, "The step that we hope for needs from and to."),
        ({"hope": {"from": "mentee", "to": "king"}}, 'Step "king" is not one of mentee'),
    ],
)
def test_answers_that_cannot_be(changed: dict[str, object], said: str) -> None:
    right = {"programs": ["OL"], "roles": {"OL": ["mentee"]}, "tiers": [{"name": "A"}]}
    with pytest.raises(OptionError) as error:
        answers_from(right | changed)
    assert said in str(error.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(RecordsError) as missing:
        read_answers(tmp_path / "none.toml")
    assert "cannot be read: no such file or directory." in str(missing.value)
    (tmp_path / "bad.toml").write_text("programs = ", encoding="utf-8")
    with pytest.raises(PathwaysError) as bad:
        read_answers(tmp_path / "bad.toml")
    assert str(bad.value).startswith("bad.toml is not valid TOML: ")


_name = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(_name, min_size=1, max_size=4, unique_by=str.casefold), _name)
def test_whatever_the_names_the_files_say_them(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], title: str
) -> None:
    raw = {
        "title": title,
        "programs": ["OL"],
        "roles": {"OL": ["mentee"]},
        "tiers": [{"name": name, "gives": title} for name in names],
    }
    scheme, _ = write_answers(answers_from(raw), tmp_path_factory.mktemp("names"))
    read = load_scheme(scheme)
    assert read.title == title
    assert list(read.tier_names) == names
    assert {tier.gives for tier in read.tiers} == {title}
