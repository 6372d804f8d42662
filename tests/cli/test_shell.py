"""The prompt of ``pathways query``: statements, commands, and what goes wrong in between."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pathways.cli.shell import Shell, was_stopped
from pathways.errors import QueryError


class Asked(list[tuple[str, dict[str, str]]]):
    """What a shell had run."""

    def __call__(self, text: str, texts: Mapping[str, str]) -> None:
        self.append((text, dict(texts)))
        if "wrong" in text:
            raise QueryError("This is wrong.")
        if "stop" in text:
            raise BufferError from KeyboardInterrupt()


def typed(*lines: str) -> tuple[Asked, Shell, list[bool]]:
    asked = Asked()
    shell = Shell(asked, {"by": "role"}, ("stuck_points", "paths"))
    return asked, shell, [shell.onecmd(line) for line in lines]


def test_a_statement_ends_with_its_semicolon() -> None:
    asked, shell, _ = typed("", "RETURN 1,", "  ';", "';", "paths;", "RETURN 2 // not yet;")
    assert asked == [("RETURN 1,\n  ';\n';", {"by": "role"}), ("paths;", {"by": "role"})]
    assert shell.prompt.strip() == ">"


def test_the_name_of_a_query_needs_none() -> None:
    asked, shell, _ = typed("stuck_points", "stuck-points", "RETURN 1 AS", "paths")
    assert [text for text, _ in asked] == ["stuck_points", "stuck-points"]
    assert shell.prompt.strip() == ">"


def test_errors_and_ctrl_c_bring_the_prompt_back(capsys: pytest.CaptureFixture[str]) -> None:
    asked, shell, left = typed("wrong;", "stop;", "RETURN 1;")
    assert (len(asked), left, shell.prompt) == (3, [False] * 3, "cypher> ")
    assert capsys.readouterr().err == "Error: This is wrong.\nStopped.\n"
    assert not was_stopped(BufferError())


def test_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    asked, _, _ = typed(":param x => 5", ":param", "RETURN $x;", ":param clear",
                        ':param m => {"a": 1}', ":param y: b=c", "RETURN $m, $y;")  # fmt: skip
    given = [{"by": "role", "x": "5"}, {"m": '{"a": 1}', "y": "b=c"}]
    assert [texts for _, texts in asked] == given
    assert capsys.readouterr().out == "by => role\nx => 5\n"


@pytest.mark.parametrize("value", ["date('2024-01-01')", "{a: 1}", "[date('2024-01-01')]", "'a"])
def test_a_value_that_only_a_server_could_work_out(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, _, _ = typed(f":param d => {value}", "RETURN $d;")
    assert asked == [("RETURN $d;", {"by": "role"})]
    said = "give a date as text and write date($day) in the query."
    assert capsys.readouterr().err.rstrip().endswith(said)


def test_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(":help", ":nonsense", ":exit", "exit", "EOF")[2] == [
        False,
        False,
        True,
        True,
        True,
    ]
    said = capsys.readouterr().err
    assert "There is no command :nonsense." in said
    assert said.count("Ctrl-D leaves") == 2


def test_names_are_completed() -> None:
    _, shell, _ = typed()
    assert shell.completenames("st") == shell.completedefault("st", "x", 0, 2) == ["stuck_points"]
