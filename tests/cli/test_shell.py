"""The prompt of ``pathways query``: statements, commands, and what goes wrong in between."""

from __future__ import annotations

import pytest

from pathways.cli.shell import Shell, was_stopped
from pathways.cypher.text import Command
from pathways.errors import QueryError


class Asked(list[str]):
    """What a shell had run; ``obeyed`` is what it was commanded."""

    def __init__(self) -> None:
        super().__init__()
        self.obeyed: list[Command] = []

    def __call__(self, text: str) -> None:
        self.append(text)
        if "wrong" in text:
            raise QueryError("This is wrong.")
        if "stop" in text:
            raise BufferError from KeyboardInterrupt()

    def obey(self, command: Command) -> str:
        self.obeyed.append(command)
        return "done" if command.word == "commit" else ""


def known(what: str) -> tuple[str, ...]:
    names = {"label": ("Participant", "Program"), "type": ("MADE", "NEXT"), "property": ("name",),
             "parameter": ("least",)}  # fmt: skip
    return names[what]


def typed(*lines: str) -> tuple[Asked, Shell, list[bool]]:
    asked = Asked()
    shell = Shell(asked, asked.obey, ("stuck_points", "paths"), known)
    return asked, shell, [shell.onecmd(line) for line in lines]


def test_a_statement_ends_with_its_semicolon() -> None:
    asked, shell, _ = typed("", "RETURN 1,", "  ';", "';", "paths;", "RETURN 2 // not yet;")
    assert asked == ["RETURN 1,\n  ';\n';", "paths;"]
    assert shell.prompt.strip() == ">"


def test_the_name_of_a_query_needs_none() -> None:
    asked, shell, _ = typed("stuck_points", "stuck-points", "RETURN 1 AS", "paths")
    assert asked == ["stuck_points", "stuck-points"]
    assert shell.prompt.strip() == ">"


def test_nearly_the_name_of_a_query_is_asked_and_waits_for_no_semicolon() -> None:
    """Who runs it says what is near; a word of Cypher alone in its line begins a statement."""
    asked, shell, _ = typed("stuck_pionts", "RETURN", "path;")
    assert asked == ["stuck_pionts", "RETURN\npath;"]
    assert shell.prompt == "cypher> "


def test_errors_and_ctrl_c_bring_the_prompt_back(capsys: pytest.CaptureFixture[str]) -> None:
    asked, shell, left = typed("wrong;", "stop;", "RETURN 1;")
    assert (len(asked), left, shell.prompt) == (3, [False] * 3, "cypher> ")
    assert capsys.readouterr().err == "Error: This is wrong.\nStopped.\n"
    assert not was_stopped(BufferError())


def test_commands(capsys: pytest.CaptureFixture[str]) -> None:
    asked, _, left = typed(":help", ":nonsense", ":param x => 5; // why", "  :commit;", ":exit",
                           "exit", "EOF")  # fmt: skip
    assert left == [False, False, False, False, True, True, True]
    assert [(one.word, one.rest) for one in asked.obeyed] == [("param", "x => 5"), ("commit", "")]
    out, err = capsys.readouterr()
    assert 'Error: Line 1: ":nonsense" is not known here' in err
    assert err.count("Ctrl-D leaves") == 1
    assert out == "done\n"


@pytest.mark.parametrize(
    ("before", "text", "found"),
    [
        ("", "st", ["stuck_points"]),
        (":", "par", ["param", "params"]),
        ("MATCH (p:", "part", ["Participant"]),
        ("MATCH (p:Program|", "", ["Participant", "Program"]),
        ("MATCH (p)-[:", "M", ["MADE"]),
        ("MATCH (p)-[r:MADE|", "N", ["NEXT"]),
        ("MATCH (p:Program {", "n", ["name"]),
        ("MATCH (p) WHERE ", "p.na", ["p.name"]),
        ("MATCH (p) WHERE p.x > $", "le", ["least"]),
    ],
)
def test_names_are_completed(before: str, text: str, found: list[str]) -> None:
    _, shell, _ = typed()
    line = before + text
    assert shell.completedefault(text, line, len(before), len(line)) == found
