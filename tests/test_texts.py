"""Nothing takes a text apart: what draws, shares and reports reads values.

Every call that splits or searches a text, in the rooms that are given answers, stands here with
its reason, or this test fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("viz", "pathways/meeting", "pathways/privacy", "pathways/map")
CALLS = {
    "split", "rsplit", "partition", "rpartition", "splitlines", "startswith", "endswith", "find",
    "rfind", "removeprefix", "removesuffix", "casefold", "search", "match", "fullmatch", "findall",
    "finditer", "sub",
}  # fmt: skip
ALLOWED = {
    ("viz/drawing/text.py", "clean"): "a text is laid out: its spaces are made one",
    ("viz/drawing/text.py", "wrap"): "a text is laid out: lines break at spaces",
    ("viz/drawing/text.py", "in_order"): "a mark beside letters that are read from right to left",
    ("viz/charts/chart.py", "_described"): "SVG: the title stands behind the first tag",
    ("viz/report/page.py", "_themed"): "SVG: colours become those of the page",
    ("viz/report/page.py", "_own_ids"): "SVG: ids that occur once on a page",
    ("viz/map/html.py", "_library"): "a file of the program, without its last line",
    ("viz/charts/choice.py", "_gated"): "a title that the words of a picture begin with as well",
    ("viz/charts/conversion.py", "_lines"): "whether a line was cut to fit",
    ("viz/charts/conversion.py", "_common"): "what all names begin with is written once",
    ("viz/drawing/text.py", "leftward"): "a text is laid out: which way its letters run",
    ("viz/map/captions.py", "_in_a_column"): "whether a line was cut to fit",
    ("viz/drawing/names.py", "name_lines"): "whether a line was cut to fit",
    ("viz/drawing/names.py", "short_names"): "what all names begin or end with is written once",
    ("viz/drawing/names.py", "common_words"): "what all names begin or end with is written once",
    ("viz/map/views.py", "views"): "a title has no full stop",
    ("pathways/privacy/disclosure.py", "_wholes"): "the kind of a share, in words of our own",
    ("pathways/map/meeting.py", "_paragraphs"): "the documentation of a function, not an answer",
    ("pathways/map/ahead.py", "_places"): "an array of numbers",
    ("pathways/map/visits.py", "seen_at"): "an array of numbers",
}


def taken_apart(tree: ast.AST) -> Iterator[str]:
    """The functions of a module in which a text is split or searched."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    if node.func.attr in CALLS:
                        yield function.name
                elif isinstance(node, ast.Compare) and is_search(node):
                    yield function.name


def is_search(node: ast.Compare) -> bool:
    """``"words" in text``: what is looked in is no list, set or table of names."""
    left, right = node.left, node.comparators[0]
    told = isinstance(left, ast.Constant) and isinstance(left.value, str) and " " in left.value
    return told and isinstance(node.ops[0], ast.In | ast.NotIn) and not isinstance(right, ast.Tuple)


def found() -> set[tuple[str, str]]:
    return {
        (str(path.relative_to(ROOT)), name)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for name in taken_apart(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_no_text_is_taken_apart_without_a_reason() -> None:
    assert found() - ALLOWED.keys() == set()


def test_every_reason_is_needed() -> None:
    assert ALLOWED.keys() - found() == set()


def test_the_test_sees_what_it_looks_for() -> None:
    code = 'def f(a):\n    return a.sentence.split(" + ") or " took at least " in a.sentence'
    assert list(taken_apart(ast.parse(code))) == ["f", "f"]


def test_no_script_of_a_page_takes_a_name_apart() -> None:
    for path in sorted((ROOT / "viz/assets").glob("map_*.js")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert ".name.split(" not in line, f"{path.name}, line {number}"
            assert ".words.split(" not in line, f"{path.name}, line {number}"
