"""The commands of questions are made from the signatures and docstrings of their functions."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from commands import RECORD

from pathways.cli.app import cli
from pathways.errors import PathwaysError
from pathways.measures.options import options_of
from pathways.measures.questions import QUESTIONS, question

COMMANDS = [name for name in QUESTIONS if name != "eventually_follows"]


def command_of(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name.replace("_", "-"))
    assert command is not None
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_every_option_of_its_function_in_its_words(name: str) -> None:
    command = command_of(name)
    there = {one.name: one for one in command.params if isinstance(one, click.Option)}
    unsaid = command.make_context(name, ["record.csv"]).params
    for option in options_of(question(name)).values():
        made = there[option.name]
        assert made.help
        assert "``" not in made.help
        if isinstance(made.type, click.Choice):
            assert tuple(made.type.choices) == option.words
        assert made.multiple == option.many
        assert unsaid[option.name] is None  # it is left to the project and to the function


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_runs(name: str, tmp_path: Path) -> None:
    help_text = command_of(name).help or ""
    record = tmp_path / "engagements.csv"
    record.write_text(RECORD, encoding="utf-8")
    (line,) = (one for one in help_text.splitlines() if one.startswith("Example: pathways "))
    words = line.removeprefix("Example: pathways ").split()
    words[words.index("engagements.csv")] = str(record)
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0 or isinstance(done.exception, PathwaysError), done.output
    assert done.exit_code == 0 or "not one of" not in str(done.exception)


@pytest.mark.parametrize(
    "words",
    [
        "next-steps --order 2 --by role",
        "combinations --steps mentee --steps mentor",
        "paths --no-collapse --limit 1",
        "routes --source mentee --target mentor --by role",
        "deepening --permutations 10 --seed 3",
        "stuck-points --at mentee --outcome mentor --recent 30d",
    ],
)
def test_options_reach_their_function(words: str, tmp_path: Path) -> None:
    record = tmp_path / "engagements.csv"
    record.write_text(RECORD, encoding="utf-8")
    command, *options = words.split()
    done = CliRunner().invoke(cli, [command, str(record), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
