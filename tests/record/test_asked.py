"""Functions asked of something that is no log, or with options that they do not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from logs import log_of

import pathways as pw
from pathways.stores.folder import FolderStore

LOG = log_of("ana OL 1 mentee 2020-01-10\nana OL 2 mentor 2020-06-10")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: pw.paths("x.csv"),
         'paths is asked of a log, not of the text "x.csv"; pw.read(…) makes one of a file.'),
        (lambda: pw.conversion(pd.DataFrame(), source="a", target="b"),
         ("conversion is asked of a log, not of an object of the type DataFrame; "
          "pw.read(frame) makes one.")),
        (lambda: pw.focus(log=None),
         "focus is asked of a log, not of None; pw.read(FILE) makes one."),
        (lambda: pw.pathway_map(FolderStore(Path("x.pathways"))),
         ("pathway_map is asked of a log, not of an object of the type FolderStore; "
          "its read() gives one.")),
        (lambda: pw.paths(), # noqa: PLW0108 - the call is what is tested
         "paths is asked of a log: paths(log), with log = pw.read(FILE)."),
        (lambda: pw.paths(LOG, bye="role"), 'paths has no option "bye"; the nearest is by.'),
        (lambda: pw.conversion(LOG, source="mentee"), "conversion needs target=…."),
        (lambda: pw.paths(LOG, "role"),
         "paths takes a log, and everything else by name, as in paths(log, NAME=…)."),
        (lambda: pw.by_group(LOG), "by_group needs attribute=… and measure=…."),
        (lambda: pw.read(None), "What is read is the name of a file or a DataFrame, not None."),
        (lambda: pw.read([]), "Give at least one file to read."),
        (lambda: pw.from_frame("x.csv"),
         "from_frame takes a DataFrame, not an object of the type str; read takes files."),
    ],
)  # fmt: skip
def test_one_sentence_says_what_is_wrong(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(pw.PathwaysError) as error:
        call()
    assert str(error.value) == said


def test_what_is_right_goes_through() -> None:
    assert pw.paths is pw.paths
    assert pw.paths(log=LOG, by="role").table["path"].tolist() == ["mentee > mentor"]
    assert pw.where(LOG, "role=mentor").people == 1


def test_a_table_is_read_as_its_file_is_and_a_list_as_its_parts(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"participant": ["a", "b"], "program": "OL", "role": "mentee",
         "start": ["2020-01-01", "2020-02-01"]}
    )  # fmt: skip
    frame.to_csv(tmp_path / "one.csv", index=False)
    more = frame.assign(start=["2021-01-01", "2021-02-01"])
    for log in (pw.read(tmp_path / "one.csv", more), pw.read([frame, more]),
                pw.read([str(tmp_path / "one.csv")], more)):  # fmt: skip
        assert log.table["start"].dt.year.tolist() == [2020, 2021, 2020, 2021]
    assert pw.read(frame).people == pw.from_frame(frame).people == 2
    assert pw.inspect(frame, more).table["file"].tolist() == ["table", "table 2"]


def test_a_value_is_one_line_in_a_prompt() -> None:
    assert repr(LOG) == (
        "EngagementLog(2 of 2 engagements count, 1 person, 1 program, as of 2020-06-10, "
        "scheme test)"
    )
    answer = pw.paths(LOG, by="role")
    assert repr(answer) == f'Answer(paths, 1 row: "{answer}")'
    assert repr(pw.pathway_map(LOG)).startswith('PathwayMap("')
    assert repr(pw.report(LOG)).startswith('Report("')
    assert all("\n" not in repr(one) for one in (LOG, answer, pw.pathway_map(LOG), pw.report(LOG)))
    assert pw.__version__.split(".")[0].isdigit()
