"""A record counted part by part: the same bytes as in one piece, in any number of parts."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN
from random_logs import frames

from pathways.answer import Origin
from pathways.errors import NoAnswerError, OptionError, PathwaysError, RecordsError, RuleError
from pathways.measures.questions import QUESTIONS, ask, question
from pathways.record.kinds import added_kinds, kinds_of, part_of, whole_of
from pathways.record.log import EngagementLog, build_log
from pathways.record.merges import Merge
from pathways.record.trust import alarms_of
from pathways.stores.folder import FolderStore
from pathways.transfer.export import export
from pathways.transfer.large import engagements_in, large_record
from pathways.transfer.parts import divided

NEEDED: dict[str, dict[str, Any]] = {
    "conversion": {"source": "mentee", "target": "mentor"},
    "competing_steps": {"after": "mentee", "target": "mentor", "rival": "reader"},
    "routes": {"source": "mentee", "target": "mentor"},
    "equity": {"group": "status"},
    "thresholds": {"tier": "Participating", "min": 3},
}


def record(people: int = 40, seed: int = 5) -> pd.DataFrame:
    """People with a few engagements each: ties, months, editions, no-shows, and rows to refuse."""
    chance = np.random.default_rng(seed)
    rows = people * 4
    day = np.datetime64("2019-01-01") + chance.integers(0, 1200, rows).astype("m8[D]")
    day[::7] = day[::7].astype("M8[M]").astype("M8[D]")
    table = pd.DataFrame(
        {
            "participant": [f"p{n}" for n in chance.integers(0, people, rows)],
            "program": chance.choice(["OL", "GS"], rows),
            "edition": chance.choice(["1", "2", None], rows),
            "role": chance.choice(["mentee", "mentor", "reader", None], rows),
            "status": chance.choice(["attended", None, "no-show"], rows),
            "region": chance.choice(["North", "South", "unknown", None], rows),
            "start": day.astype("M8[s]"),
        }
    )
    table.loc[3, "participant"] = "  "
    table.loc[5, "status"] = "atended"
    return table


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "community.pathways"
    FolderStore(folder).write(build_log(record(), MOUNTAIN))
    return folder


def two_step_questions() -> list[str]:
    found = [n for n in QUESTIONS if hasattr(import_module(f"pathways.measures.{n}"), "TWO_STEPS")]
    assert {"transitions", "next_steps", "paths"} <= set(found)
    return found


@pytest.mark.parametrize("parts", [1, 7, pytest.param(64, marks=pytest.mark.long)])
def test_a_store_answers_the_same_part_by_part(store: Path, parts: int) -> None:
    log = FolderStore(store).read()
    with divided(large_record([str(store)]), parts) as people:
        asked = [(name, NEEDED.get(name, {})) for name in two_step_questions()]
        asked += [("next_steps", {"by": "role", "after": "mentee", "horizon": "90d"})]
        for name, options in asked:
            assert ask(people, name, **options).to_json() == ask(log, name, **options).to_json()


def test_what_needs_the_record_in_one_piece_says_so(store: Path) -> None:
    with divided(large_record([str(store)]), 2) as people:
        for name in set(QUESTIONS) - set(two_step_questions()):
            with pytest.raises(NoAnswerError, match="counted part by part"):
                question(name)(people, **NEEDED.get(name, {}))
        with pytest.raises(OptionError, match="key"):
            ask(people, "transitions", group="region")


def test_groups_of_a_store_are_those_of_its_parts(store: Path) -> None:
    log = FolderStore(store).read()
    with divided(large_record([str(store)], attributes=["Region"]), 7) as people:
        for name in ("transitions", "deepening", "points"):
            grouped = ask(people, name, group="region").to_json()
            assert grouped == ask(log, name, group="region").to_json()
        asked = {"group": "region", "rate": "next_steps", "by": "role"}
        assert ask(people, "equity", **asked).to_json() == ask(log, "equity", **asked).to_json()


def test_groups_in_parts_are_texts(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    record().assign(age=30).to_parquet(file)
    with pytest.raises(OptionError, match="groups are texts, and age is int64"):
        large_record([str(file)], attributes=["age"])
    with pytest.raises(OptionError, match='the nearest is "age"'):
        large_record([str(file)], attributes=["agee"])


def test_merged_ids_are_one_person_in_whichever_parts_they_were(tmp_path: Path) -> None:
    folder = tmp_path / "merged.pathways"
    kept = FolderStore(folder)
    kept.write(build_log(record(), MOUNTAIN))
    merge = Merge(("p1", "p2", "p30"))
    kept.rewrite(lambda held, known: (held, replace(known, merges=(merge,))))
    with divided(large_record([str(folder)]), 7) as people:
        assert ask(people, "paths").to_json() == ask(kept.read(), "paths").to_json()


def test_the_parts_of_an_export_say_what_the_export_says(tmp_path: Path) -> None:
    log = build_log(record(), MOUNTAIN)
    files = []
    for number in range(3):
        some = (log.records["participant"].cat.codes % 3 == number).to_numpy()
        files.append(str(tmp_path / f"{number}.parquet"))
        export(log.keep(some, "some"), files[-1])
    assert engagements_in(files) == len(log.records)
    with divided(large_record(files, MOUNTAIN), 4) as people:
        found = ask(people, "transitions", by="role")
    whole = ask(log, "transitions", by="role")
    pd.testing.assert_frame_equal(found.table, whole.table)
    assert found.sentence == whole.sentence
    with (
        pytest.raises(RuleError, match="files of this record overlap"),
        divided(large_record([files[0], *files], MOUNTAIN), 2) as people,
    ):
        ask(people, "paths")


@pytest.mark.parametrize("gone", [True, False])
def test_a_file_that_is_written_anew_between_two_passes_is_no_record(
    tmp_path: Path, gone: bool
) -> None:
    path = tmp_path / "rows.parquet"
    record().to_parquet(path)

    def tell(what: str, done: int, total: int) -> None:
        if what == "Looking at" and done == total:
            path.unlink() if gone else record(seed=6).to_parquet(path)

    with pytest.raises(RecordsError) as error, divided(large_record([str(path)]), tell=tell):
        pass
    assert str(error.value) == (
        '"rows.parquet" was written anew or taken away between two passes over this record. '
        "Nothing is answered; ask again."
    )


def test_other_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.parquet"
    pd.DataFrame({"name": ["ana"], "program": ["OL"], "start": ["2020-01-01"]}).to_parquet(file)
    with pytest.raises(RecordsError, match="has no participant; it has name, program, start"):
        large_record([str(file)])


@settings(max_examples=15, deadline=None)
@given(frames(rows=30), st.lists(st.integers(0, 3), min_size=1, max_size=5), st.booleans())
def test_kinds_say_of_a_record_what_its_log_says(
    frame: pd.DataFrame, share: list[int], blank: bool
) -> None:
    frame = frame.assign(start=pd.to_datetime(frame["start"]))
    if blank:
        frame.loc[0, "participant"] = " "
    try:
        log = build_log(frame, MOUNTAIN)
    except PathwaysError:
        return
    cut = np.array(share)[np.arange(len(frame)) % len(share)]
    kinds = added_kinds([kinds_of(frame[cut == one]) for one in np.unique(cut)])
    assert kinds["many"].sum() == len(frame)
    origin = Origin(rows_in=len(frame))
    whole = whole_of(kinds, MOUNTAIN, editions=None, as_of=None, origin=origin)
    alarms = alarms_of(whole.with_people(log.people))
    assert _said(whole.with_origin(replace(whole.origin, alarms=alarms))) == _said(log)
    who = log.records["participant"] == "p1"
    part = part_of(frame[frame["participant"] == "p1"], whole).records
    pd.testing.assert_frame_equal(
        part.drop(columns="participant"),
        log.records.loc[who, part.columns].drop(columns="participant").reset_index(drop=True),
    )


def _said(log: EngagementLog) -> tuple[object, ...]:
    editions = (log.editions.order, log.editions.table.to_csv())
    known = (log.as_of, log.unit, log.mostly_editions, log.notes, len(log.refused))
    return (log.origin, *known, *editions)
