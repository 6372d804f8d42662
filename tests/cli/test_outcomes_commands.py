"""What holds for every question about outcomes: edges, the cut-off, the argument, the stores."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from logs import log_of
from ols import needs_ols, ols_log
from people import Row, built, rows

from pathways.errors import NoAnswerError, PathwaysError
from pathways.measures.questions import ask
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from pathways.stores.folder import FolderStore

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("competing_steps", {}),
    ("competing_steps", {"target": "mentor", "rival": "reader", "after": "mentee"}),
    ("conversion", {"source": "mentee", "target": "mentor", "within": "ever"}),
    ("equity", {"group": "program"}),
    ("equity", {"group": "program", "rate": "graduation"}),
    ("exchange", {}),
    ("exchange", {"by": "activity"}),
    ("graduation", {}),
    ("graduation", {"by": "program"}),
    ("graduation", {"by": "edition", "source": "mentee"}),
    ("program_kinds", {}),
    ("program_kinds", {"by": "kind"}),
    ("relationships", {}),
    ("relationships", {"by": "gap"}),
    ("relationships", {"by": "month"}),
    ("returns", {}),
    ("returns", {"by": "touch"}),
    ("returns", {"by": "dose"}),
]
NAMES = [f"{name} {options}" for name, options in ASKED]

EDGES = {
    "empty": "a OL 1 mentee 2020-01-01 - no-show\na OL 1 mentor 2020-01-01 - no-show",
    "one person": "a OL 1 mentee 2020-01-01",
    "one step": "\n".join(f"p{n} OL 1 mentee 2020-01-01" for n in range(12)),
    "one edition": "\n".join(
        f"p{n} OL 1 mentee 2020-01-01\np{n} OL 1 mentor 2020-02-01\nz GS 1 reader 2020-01-01"
        for n in range(12)
    ),
    "no editions": "\n".join(
        f"p{n} OL - mentee 2020-01-01\np{n} OL - mentor 2021-02-01" for n in range(12)
    ),
    "no dates": "\n".join(f"p{n} OL 1 mentee\np{n} OL 2 mentor" for n in range(12)),
    "one undated edition": "\n".join(f"p{n} OL 1 mentee\np{n} OL 1 reader" for n in range(12)),
    "no tiers": "\n".join(f"p{n} OL 1 juggler 2020-01-01" for n in range(12)),
}


def said(log: EngagementLog, name: str, **options: Any) -> str:
    """The sentence, or that of the one error which a question may give."""
    try:
        answer = ask(log, name, **options)
    except NoAnswerError as error:
        return str(error)
    for column in ("x", "n", "not_yet_observable"):
        if column in answer.table:
            assert (answer.table[column].dropna() >= 0).all()
    if "x" in answer.table:
        assert (answer.table["x"] <= answer.table["n"]).fillna(value=True).all()
        assert answer.table.loc[answer.table["n"] < 10, "rate"].isna().all()
    return str(answer)


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize(("name", "options"), ASKED, ids=NAMES)
def test_a_true_sentence_or_one_clear_error(edge: str, name: str, options: dict[str, Any]) -> None:
    sentence = said(log_of(EDGES[edge]), name, **options)
    assert sentence.endswith((".", "?"))
    assert "nan" not in sentence
    assert "0/0" not in sentence
    # Where nobody is watched there is no percentage.
    if edge in ("empty", "one person"):
        assert not re.search(r"\d %", sentence)


@settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(rows)
def test_what_comes_after_the_cut_off_changes_nothing(some: list[Row]) -> None:
    undated = some[0].start is None
    day, after = ("10", "11") if undated else ("2022-01-01", "2023-01-01")

    def at(row: Row, when: str) -> Row:
        return row._replace(edition=when) if undated else row._replace(start=when)

    ends = [some[0]._replace(role=role, status=None) for role in ("mentee", "mentor", "reader")]
    some = [*some, *(at(row, day) for row in ends)]
    stranger = some[0]._replace(participant="z", program="AA", role="mentor", status=None)
    log, later = (built(r, as_of=day) for r in (some, [*some, at(stranger, after)]))
    before = log.records.copy()
    for name, options in ASKED:
        try:
            expected = ask(log, name, **options).table
        except PathwaysError as error:
            with pytest.raises(type(error)):
                ask(later, name, **options)
            continue
        found = ask(later, name, **options).table
        pd.testing.assert_frame_equal(found, expected, obj=f"{name} {options}")
    pd.testing.assert_frame_equal(log.records, before)


def in_a_folder(log: EngagementLog, folder: Path) -> None:
    with FolderStore(folder / "outcomes.pathways") as store:
        store.write(log)
        for name, options in ASKED:
            expected = ask(log, name, **options).table
            pd.testing.assert_frame_equal(store.run(name, **options), expected, obj=name)


def test_a_folder_gives_the_same_numbers(tmp_path: Path) -> None:
    from loaders import read

    record, _ = write_example(tmp_path)
    text = record.read_text(encoding="utf-8").replace(",subscriber,", ",reader,")
    record.write_text(text, encoding="utf-8")
    in_a_folder(read(record, as_of="2019-03-31"), tmp_path)


@needs_ols
@pytest.mark.ols
def test_the_real_record_is_answered() -> None:
    log = ols_log()
    own = {"mentee": "role=participant", "reader": "expert"}
    for name, options in ASKED:
        asked = {key: own.get(value, value) for key, value in options.items()}
        assert said(log, name, **asked).endswith(".")
