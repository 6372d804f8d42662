"""The definitions: every measure has its anchor, and whatever is cited is there."""

from __future__ import annotations

import re
import subprocess

import pytest
from house import ROOT

from pathways.cli.app import cli
from pathways.cypher.library import query_names, query_text, read_header
from pathways.measures.questions import QUESTIONS, question

PAGE = "docs/measures.md"
ANCHORS = re.findall(r'<a id="([^"]+)"></a>', (ROOT / PAGE).read_text(encoding="utf-8"))


def cited(text: str) -> set[str]:
    return set(re.findall(r"docs/measures\.md#([\w-]+)", text))


def test_an_anchor_stands_once() -> None:
    assert len(ANCHORS) == len(set(ANCHORS))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_measure_is_defined_and_says_where(name: str) -> None:
    anchor = name.replace("_", "-")
    assert anchor in ANCHORS
    assert cited(question(name).__doc__ or "") == {anchor}


@pytest.mark.parametrize("name", query_names())
def test_every_query_says_where_it_is_defined(name: str) -> None:
    definition = read_header(query_text(name)).definition
    assert definition == f"{PAGE}#{name.replace('_', '-')}"


def test_whatever_is_cited_is_there() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in (".py", ".cypher", ".html", ".md", ".toml") and path.is_file():
            assert cited(path.read_text(encoding="utf-8")) <= set(ANCHORS), name


def test_help_says_where_a_measure_is_defined() -> None:
    for name in (*QUESTIONS, "check_figures"):
        command = cli.get_command(None, name.replace("_", "-"))  # type: ignore[arg-type]
        if command is not None:  # a question that has a command of its own
            assert cited(command.epilog or "") == {name.replace("_", "-")}


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", "docs/architecture.md"])
def test_a_page_points_only_at_what_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), target
    for path in re.findall(r"`((?:pathways|loaders|viz|tests|queries|docs)/[\w./-]+)`", text):
        assert (ROOT / path).exists() or "NAME" in path, path
