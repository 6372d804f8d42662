"""Whatever happens to a file: it is read, or refused in a sentence; no row is lost.

Each file comes from a seed (see :mod:`accidents`).  A few hundred are looked at every time, and
thousands with the long tests.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import accidents
import pytest
from tables import adds_up, write

from loaders import inspect, propose
from pathways.errors import PathwaysError

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ADDRESS = re.compile(r"x\.example|10\.1\.2\.\d")
_MOST_SAID = 6_000


def said(path: Path, rows: int | None = None) -> str:
    """All that a person sees of a file; nothing else than our own errors may come of it."""
    try:
        if rows is None:
            propose(path)
        found = inspect(path)
    except PathwaysError as error:
        return str(error)
    agreed = found.refused["rule"].ne("consent").all()
    assert adds_up(found) or not agreed
    told = " ".join((found.sentence, *found.notes))
    if rows is not None and "are counted as rows" not in told:
        assert int(found.table["rows_in"].sum()) == rows
    written = found.log.records.to_csv(index=False) + found.refused.to_csv(index=False)
    assert not STEERING.search(re.sub(r"[\r\n]", "", written))
    written.encode()
    return told


def look_at_mutated(folder: Path, seeds: range) -> None:
    for seed in seeds:
        name, content = accidents.mutated(seed)
        told = said(write(folder / name, content))
        assert not STEERING.search(told), seed
        assert not ADDRESS.search(told), seed
        assert len(told) < _MOST_SAID, seed


def look_at_made(path: Path, seeds: range) -> None:
    for seed in seeds:
        header, rows = accidents.made(seed)
        with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
            csv.writer(file).writerows([header, *rows])
        told = said(path, len(rows))
        assert not STEERING.search(told), seed
        assert not ADDRESS.search(told), seed


def test_files_after_an_accident_are_read_or_refused(tmp_path: Path) -> None:
    look_at_mutated(tmp_path, range(40))


def test_no_row_of_strange_cells_is_lost(tmp_path: Path) -> None:
    look_at_made(tmp_path / "made.csv", range(60))


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(20))
def test_thousands_of_files_are_read_or_refused(tmp_path: Path, hundred: int) -> None:
    look_at_mutated(tmp_path, range(100 * hundred, 100 * hundred + 100))
    look_at_made(tmp_path / "made.csv", range(150 * hundred, 150 * hundred + 150))
