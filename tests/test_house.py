"""The house: what ships, what may import what, and how big the rooms are."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path for folder in ("pathways", "loaders", "viz") for path in (ROOT / folder).rglob("*.py")
)


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def code_lines(node: ast.FunctionDef) -> int:
    doc = ast.get_docstring(node, clean=False)
    return (node.end_lineno or 0) - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_can_be_held_in_the_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text))
    for node in functions(path):
        arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        assert code_lines(node) <= 40, node.name
        assert len([one for one in arguments if one.arg != "self"]) <= 8, node.name


def test_the_median_function_is_short() -> None:
    assert statistics.median(code_lines(n) for path in MODULES for n in functions(path)) < 12


def test_no_path_of_a_machine_and_no_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in (".py", ".toml", ".md", ".js", ".css", ".cypher", "") and path.is_file():
            text = path.read_text(encoding="utf-8")
            for word in ("/" + "work/main", "/" + "root/", "python" + "hosted", "repo1." + "maven"):
                assert word not in text, f"{word} in {name}"


def test_the_wheel_works_elsewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    listed = subprocess.run(
        ["git", "ls-files", "pathways", "loaders", "viz"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    ours = {name for name in listed.stdout.split() if (ROOT / name).is_file()}
    assert {"pathways/schemes/moe.toml", "viz/assets/map.js"} <= ours <= set(names)
    assert not [name for name in names if name.startswith(("queries/", "tests/"))]
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import pathways, pathways.cli, pathlib\n"
        f"assert pathways.__file__.startswith({str(site)!r})\n"
        "from pathways.project.example import write_example\n"
        "write_example(pathlib.Path())\n"
        "pathways.cli.main(['map', 'engagements.csv', '-o', 'map.html'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").stat().st_size > 100_000
