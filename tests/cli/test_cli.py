"""The command line as people meet it: formats, streams, exit codes, one sentence for an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import RECORD, run

from pathways.cli.app import cli
from pathways.cli.output import FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "engagements.csv").write_text(RECORD, encoding="utf-8")
    return tmp_path


def test_help_groups_the_commands_and_every_command_shows_an_example() -> None:
    import click

    context = click.Context(cli)
    assert "Questions:" in cli.get_help(context)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert f"pathways {name}" in command.get_help(click.Context(command, info_name=name))


def test_data_on_standard_output_and_the_rest_on_standard_error(folder: Path) -> None:
    done = run("transitions", "engagements.csv", "--by", "role", folder=folder)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("source,target,moves,people,x,n,rate,low,high,not_yet_observable")
    assert "mentee,mentor,2,2" in done.stdout
    assert done.stderr.startswith(
        "The most common move is from mentee to mentor: 2 people; nobody was watched"
    )


def test_the_as_of_date_in_a_column_where_it_is_asked_for(folder: Path) -> None:
    asked = ("entry-points", "engagements.csv", "--by", "role", "--format", "csv", "--quiet")
    plain, dated = run(*asked, folder=folder), run(*asked, "--as-of-column", folder=folder)
    days = {line.rsplit(",", 1)[1] for line in dated.stdout.splitlines()[1:]}
    assert [line.rsplit(",", 1)[0] for line in dated.stdout.splitlines()] == (
        plain.stdout.splitlines()
    )
    assert len(days) == 1
    assert f"s of {days.pop()}" in run(*asked[:-1], folder=folder).stderr


def test_quiet_means_data_only(folder: Path) -> None:
    done = run("paths", "engagements.csv", "--quiet", folder=folder)
    assert done.stderr == ""


def test_json_is_one_object_with_everything_needed_to_trust_it(folder: Path) -> None:
    done = run("entry-points", "engagements.csv", "--format", "json", folder=folder)
    whole = json.loads(done.stdout)
    assert list(whole) == [
        "question", "asked", "sentence", "denominator", "rows", "parts", "caveats", "values",
        "origin",
    ]  # fmt: skip
    assert whole["rows"][0]["step"] == "OL: mentee"
    assert (whole["rows"][0]["x"], whole["rows"][0]["rate"]) == (3, None)
    assert whole["origin"]["files"][0][0] == "engagements.csv"
    assert len(whole["origin"]["files"][0][1]) == 64


def test_a_table_for_people_prints_no_bare_percentage(folder: Path) -> None:
    done = run("entry-points", "engagements.csv", "--format", "table", folder=folder)
    assert "3/3, too few to say (n = 3)" in done.stdout
    assert "%" not in done.stdout


def test_output_goes_to_a_file_in_the_format_of_its_name(folder: Path) -> None:
    done = run("paths", "engagements.csv", "-o", "paths.jsonl", folder=folder)
    assert done.stdout == ""
    first = json.loads((folder / "paths.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["people"] == 2


def test_groups_have_a_row_for_unknown(folder: Path) -> None:
    done = run(
        "entry-points", "engagements.csv", "--group", "country", "--format", "csv", folder=folder
    )
    assert [line.split(",")[0] for line in done.stdout.splitlines()] == [
        "group",
        "GB",
        "GH",
        "unknown",
    ]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("transition",), 2, 'There is no command "transition". Did you mean "transitions"?'),
        (("paths", "missing.csv"), 1, "missing.csv"),
        (("paths", "engagements.csv", "--where", "role=menter"), 1, 'the nearest is "ment'),
        (("paths", "engagements.csv", "--scheme", "moo"), 1, 'the nearest is "moe"'),
        (("paths", "engagements.csv", "--as-of", "soon"), 2, "year-month-day"),
        (("paths", "engagements.csv", "-o", "none/paths.csv"), 4, "there is no folder none"),
        (("paths", "engagements.csv", "-o", "paths.doc"), 2, ".doc"),
        (("next-steps", "engagements.csv", "--after", "menteee"), 1, 'the nearest is "mentee"'),
        (("conversion", "engagements.csv"), 2, "This question needs --source and --target."),
        (("paths",), 2, "Name a record first"),
        (("paths", ""), 2, "A SOURCE is empty"),
        (("load", "engagements.csv", "--into", ""), 1, "The name of the store is empty"),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_and_an_exit_code(
    folder: Path, args: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*args, folder=folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_installed_script_and_its_traceback_when_debugging(folder: Path) -> None:
    command = [str(Path(sys.executable).parent / "pathways"), "paths", "missing.csv"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    shown = {**os.environ, "PATHWAYS_DEBUG": "1"}
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, env=shown
    )
    assert "Traceback" in done.stderr


def test_an_existing_file_stays_when_the_answer_fails(folder: Path) -> None:
    (folder / "old.csv").write_text("precious", encoding="utf-8")
    run("next-steps", "engagements.csv", "--after", "x", "-o", "old.csv", folder=folder)
    assert (folder / "old.csv").read_text(encoding="utf-8") == "precious"


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    command = Path(sys.executable).parent / "pathways"
    line = f"'{command}' paths engagements.csv --quiet | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_project_file_says_what_need_not_be_told_again(folder: Path) -> None:
    (folder / "pathways.toml").write_text(
        """
        source = "engagements.csv"
        as_of = 2020-12-31
        [goals]
        conversion = "0.9"
        [conversion]
        source = "mentee"
        target = "mentor"
        [[interventions]]
        what = "training"
        edition = "2"
        """,
        encoding="utf-8",
    )
    done = run("conversion", "--format", "json", folder=folder)
    whole = json.loads(done.stdout)
    assert whole["origin"]["as_of"] == "2020-12-31"
    assert whole["rows"][0]["interventions"] == "training"
    assert whole["rows"][0]["goal"] == 0.9
    won = run("conversion", "--as-of", "2020-02-01", "--format", "json", folder=folder)
    assert json.loads(won.stdout)["origin"]["as_of"] == "2020-02-01"


def test_a_key_that_means_nothing_in_the_project_file(folder: Path) -> None:
    (folder / "pathways.toml").write_text('sorce = "engagements.csv"', encoding="utf-8")
    done = run("paths", folder=folder)
    assert done.returncode == 1
    assert 'the nearest is "source" (in pathways.toml).' in done.stderr


def test_inspect_writes_only_what_is_named(folder: Path) -> None:
    before = sorted(folder.iterdir())
    done = run("inspect", "engagements.csv", folder=folder)
    assert done.stdout.splitlines()[1].startswith("engagements.csv,")
    assert sorted(folder.iterdir()) == before
    run("inspect", "engagements.csv", "--save-mapping", "mapping.toml", folder=folder)
    again = run("inspect", "engagements.csv", "--mapping", "mapping.toml", folder=folder)
    assert again.stdout.split(",")[9:] == done.stdout.split(",")[9:]


def test_a_proposed_mapping_is_kept_as_well(folder: Path) -> None:
    (folder / "members.csv").write_text("member id,colour\na,red\n", encoding="utf-8")
    done = run("inspect", "members.csv", "--save-mapping", "mapping.toml", folder=folder)
    assert done.returncode == 1
    asked, kept = 'start = "the column with the date"', folder / "mapping.toml"
    assert asked in kept.read_text(encoding="utf-8")
    corrected = kept.read_text(encoding="utf-8").replace(asked, 'edition = "colour"')
    corrected += '\n[editions]\norder = [["red"]]\n'
    kept.write_text(corrected, encoding="utf-8")
    again = run("paths", "members.csv", "--mapping", "mapping.toml", folder=folder)
    assert again.returncode == 0


def test_refused_rows_go_to_the_file_that_is_named(folder: Path) -> None:
    bad = RECORD + "dora,OL,1,mentee,2020-02-31,GB\n"
    (folder / "bad.csv").write_text(bad, encoding="utf-8")
    told = run("paths", "bad.csv", folder=folder)
    why = '1 row was refused: in row 7 start "2020-02-31" is not a day of the calendar'
    assert f"note: {why}; --rejects FILE writes them all." in told.stderr
    assert f"note: {why}" in run("inspect", "bad.csv", folder=folder).stderr
    run("paths", "bad.csv", "--rejects", "refused.csv", folder=folder)
    assert "2020-02-31" in (folder / "refused.csv").read_text(encoding="utf-8")


def test_a_record_of_refusals_alone_says_why(folder: Path) -> None:
    bad = "participant,program,date\nanna,OL,31.02.2020\n"
    (folder / "bad.csv").write_text(bad, encoding="utf-8")
    told = run("paths", "bad.csv", folder=folder)
    assert told.returncode == 1
    assert told.stderr.startswith(
        "Error: No row of this record can be read: 1 row was refused: in row 2 start "
    )


def test_schemes(folder: Path) -> None:
    listed = run("scheme", "list", folder=folder)
    assert [line.split(",")[0] for line in listed.stdout.splitlines()[1:]] == [
        "groundwire",
        "moe",
        "orbit",
        "paine",
        "tei",
    ]
    shown = run("scheme", "show", "moe", folder=folder)
    assert shown.stdout.splitlines()[1].startswith("Learning,low,")
    (folder / "odd.csv").write_text(RECORD.replace("mentor", "juggler"), encoding="utf-8")
    checked = run("scheme", "check", "odd.csv", folder=folder)
    assert checked.stderr.startswith("1 of 2 pairs of program and role have no tier")
    assert checked.stdout.splitlines()[1] == "OL,juggler,,2,2"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pathways stuck-", "stuck-points"),
        ("pathways paths engagements.csv --scheme m", "moe"),
        ("pathways paths engagements.csv --focus part", "Participating"),
        ("pathways next-steps engagements.csv --after ment", "mentor"),
        ("pathways paths engagements.csv --where role=ment", "role=mentor"),
        ("pathways query stuck", "stuck_points"),
        ("pathways queries stuck", "stuck_points"),
        ("pathways query engagements.csv transitions -p b", "by="),
    ],
)
def test_completion_knows_what_the_record_and_the_library_have(
    folder: Path, words: str, found: str
) -> None:
    done = run(
        folder=folder,
        _PATHWAYS_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split()) - 1),
    )
    assert f"plain,{found}" in done.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_three_shells(folder: Path, shell: str) -> None:
    done = run(folder=folder, _PATHWAYS_COMPLETE=f"{shell}_source")
    assert "_PATHWAYS_COMPLETE" in done.stdout


def test_start_up_loads_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys, pathways, pathways.cli; print(sorted(set(sys.modules) & "
        "{'pandas', 'numpy', 'neo4j', 'pyvis', 'altair', 'statsmodels', 'networkx', 'IPython'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("form", FORMATS)
def test_formats_are_listed_in_every_format(folder: Path, form: str) -> None:
    done = run("formats", "--format", form, folder=folder)
    assert done.returncode == 0, done.stderr
    assert "CiviCRM" in done.stdout
    if form == "json":
        assert {"format", "title", "headers", "caution"} == set(json.loads(done.stdout)[0])


def test_nothing_to_draw_is_no_reason_to_lose_the_table(folder: Path) -> None:
    asked = ("combinations", "engagements.csv", "--mode", "distinct", "--format", "csv")
    done = run(*asked, "--chart", "u.svg", folder=folder)
    assert (done.returncode, done.stdout) == (0, run(*asked, folder=folder).stdout)
    assert "note: u.svg was not written. There is nothing to draw" in done.stderr
    assert not (folder / "u.svg").exists()
