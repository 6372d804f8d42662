"""The store folder: what is written comes back, and merging is by engagement key."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import frames, logs
from store_folders import contents

from pathways.answer import Origin
from pathways.cli.stores import load as load_command
from pathways.errors import (
    EditionOrderError,
    NoAnswerError,
    OptionError,
    OutputError,
    ShrunkError,
    StoreError,
)
from pathways.project.example import write_example
from pathways.record.conditions import where
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from pathways.stores import Store, WriteReport
from pathways.stores.folder import FolderStore
from pathways.stores.manifest import MANIFEST
from pathways.transfer.export import export
from pathways.transfer.load import Reading, load, read_source, undo
from pathways.transfer.opening import is_store, open_store

HEADER = "engagement,participant,program,edition,role,start,status,country"
ROWS = (
    "e1,ana,OL,1,mentee,2020-01-10,attended,FR",
    "e2,ben,OL,1,mentee,2020-01-10,registered,",
    "e3,ana,OL,2,mentor,2020-06-10,attended,FR",
    "e4,cleo,GS,1,reader,2020-03-01,completed,DE",
)


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def same(one: EngagementLog, other: EngagementLog) -> None:
    """Two logs are the same, but for the index of the records that they were built from."""
    equal(one, other)
    pd.testing.assert_frame_equal(one.editions.table, other.editions.table, check_dtype=False)
    for name in ("scheme", "as_of", "unit", "origin", "notes"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.editions.order == other.editions.order


def equal(one: EngagementLog, other: EngagementLog) -> None:
    """Two logs have the same records, whatever the order of the columns."""
    tables = [log.records.drop(columns="record").reset_index(drop=True) for log in (one, other)]
    for table in tables:  # a log may know names that only a refused row had
        for name in ("participant", "program", "edition", "role", "precision", "status"):
            table[name] = table[name].cat.remove_unused_categories()
    pd.testing.assert_frame_equal(*tables, check_like=True)


def alike(one: EngagementLog, other: EngagementLog) -> None:
    """Two logs have the same engagements, whatever the order of those that nothing orders."""
    tables = []
    for log in (one, other):
        table = log.records.drop(columns="record").sort_values("engagement", ignore_index=True)
        tables.append(table.astype({"participant": "str", "edition": "str", "role": "str"}))
    pd.testing.assert_frame_equal(*tables, check_categorical=False, check_like=True)
    pd.testing.assert_frame_equal(one.editions.table, other.editions.table, check_dtype=False)
    assert (one.as_of, one.unit) == (other.as_of, other.unit)


# What is written comes back


@settings(max_examples=6)
@given(log=logs())
def test_a_log_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, log: EngagementLog) -> None:  # fmt: skip # noqa: E501
    store = FolderStore(tmp_path_factory.mktemp("store") / "x.pathways")
    report = store.write(log)
    assert report.new == len(log.records)
    same(store.read(), log)
    assert store.write(log).nothing_new


@settings(max_examples=6)
@given(log=logs(), said=st.sampled_from(["role=mentor", "program=OL", "edition=2", "tier=Leading"]))
def test_a_selection_comes_back_with_the_ranks_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, log: EngagementLog, said: str
) -> None:
    try:
        part = where(log, said)
    except NoAnswerError:  # nobody has it
        assume(False)
    store = FolderStore(tmp_path_factory.mktemp("store") / "x.pathways")
    store.write(part)
    held = part  # with the alarms of the whole, which it was taken from
    same(store.read(), held)
    assert store.write(part).nothing_new
    same(store.read(), held)


def test_everything_of_a_log_comes_back(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "participant": ["ana", "ben", "ana"],
            "program": ["OL", "OL", "GS"],
            "edition": ["spring", "autumn", "spring"],
            "start": pd.to_datetime(["2020-01-01", None, "2020-02-01"]),
            "end": pd.to_datetime(["2020-03-01", None, None]),
            "precision": ["month", "edition", "day"],
            "tier": [None, "Leading", None],
            "role": ["mentee", "mentee", None],
            "country": pd.Categorical(["FR", None, "DE"], categories=["unused", "FR", "DE"]),
            "hours": [1.5, np.nan, 3.0],
            "visits": [1, 2, 3],
            "alone": [True, False, True],
            "nothing": [None, None, None],
            "note, with \"marks\" and\nlines": ["ä", "=1+1", "日本"],
        }
    )  # fmt: skip
    editions = pd.DataFrame(
        {"edition": ["spring", "autumn"], "rank": [1, 2],
         "start": pd.to_datetime(["2020-01-01", "2020-09-01"])}
    )  # fmt: skip
    origin = Origin(files=(("a.csv", "0" * 64),), rows_in=5, version="0")
    log = build_log(frame, MOUNTAIN, editions=editions, as_of="2020-12-31", origin=origin)
    with open_store(tmp_path / "x.pathways") as store:
        store.write(log)
        back = store.read()
    same(back, log)


def test_a_column_of_several_kinds_is_refused_by_name(tmp_path: Path) -> None:
    frame = pd.DataFrame({"participant": ["a", "b"], "program": "OL", "edition": ["1", "2"],
                          "mixed": [1, "x"]})  # fmt: skip
    store = open_store(tmp_path / "x.pathways")
    with pytest.raises(StoreError, match='Column "mixed" holds values of several kinds'):
        store.write(build_log(frame, MOUNTAIN))
    assert not (tmp_path / "x.pathways").exists()


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", *ROWS)
    for name in ("one.pathways", "two.pathways"):
        load(file, into=tmp_path / name)
    assert contents(tmp_path / "one.pathways") == contents(tmp_path / "two.pathways")


def test_another_scheme_and_another_cut_off(tmp_path: Path) -> None:
    log = log_of("a OL 1 mentee 2020-01-01\na OL 2 mentor 2020-06-01")
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log)
    assert len(store.read(as_of="2020-03-01").counted) == 1
    assert store.read(scheme="moe").scheme == load_scheme("moe")
    same(store.read(), log)
    with pytest.raises(OptionError):
        store.read(as_of="soon")


def test_the_cut_off_of_the_last_write_holds(tmp_path: Path) -> None:
    rows = "a OL 1 mentee 2020-01-01\na OL 2 mentor 2020-06-01"
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log_of(rows, as_of="2020-02-01"))
    assert len(store.read().counted) == 1
    store.write(log_of(rows))
    assert str(store.read().as_of) == "2020-06-01"


def test_a_cut_off_by_edition(tmp_path: Path) -> None:
    log = log_of("a OL 1 mentee -\na OL 2 mentor -\nb OL 1 mentee -", as_of="1")
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log)
    same(store.read(), log)
    assert store.read().as_of.rank == 1


def test_a_selected_log_keeps_what_was_selected(tmp_path: Path) -> None:
    log = where(log_of("a OL 1 mentee 2020-01-01\na GS 2 mentor 2020-06-01"), "program=OL")
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log)
    back = store.read()
    assert back.origin.filters == log.origin.filters
    assert str(back.as_of) == str(log.as_of)
    assert back.records["program"].tolist() == ["OL"]


# Merging


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    load(written(tmp_path / "a.csv", *ROWS), into=tmp_path / "x.pathways")
    return FolderStore(tmp_path / "x.pathways")


def test_again_changes_nothing(store: FolderStore, tmp_path: Path) -> None:
    before = contents(store.folder)
    again = load(tmp_path / "a.csv", into=store)
    assert again.inspection is None
    assert str(again) == "Nothing changed: 4 engagements as before."
    read_anyway = load(tmp_path / "a.csv", into=store, anyway=True)
    assert read_anyway.inspection is not None
    assert read_anyway.report.nothing_new
    load(tmp_path / "a.csv", into=store, source="a.csv")
    tables = {name for name in before if name.startswith(("records", "members"))}
    assert tables <= contents(store.folder).keys()


def test_a_corrected_file_updates(store: FolderStore, tmp_path: Path) -> None:
    corrected = (ROWS[0], ROWS[1].replace("registered", "attended"), ROWS[2], ROWS[3] + "X")
    report = load(written(tmp_path / "a.csv", *corrected), into=store).report
    assert (report.new, report.corrected, report.unchanged, report.gone) == (0, 2, 2, 0)
    load(tmp_path / "a.csv", into=tmp_path / "clean.pathways")
    same(store.read(), FolderStore(tmp_path / "clean.pathways").read())


def test_a_row_that_moves_to_another_person_is_the_same_engagement(
    store: FolderStore, tmp_path: Path
) -> None:
    moved = (*ROWS[:3], ROWS[3].replace("cleo", "ben"))
    report = load(written(tmp_path / "a.csv", *moved), into=store).report
    assert (report.new, report.corrected, report.gone) == (0, 1, 0)
    assert store.read().people == 2


KEYLESS = "participant,program,edition,role,start,status"


def test_without_keys_a_corrected_row_is_one_that_was_corrected(tmp_path: Path) -> None:
    """One date, one status; one row gone, one new; one as it was."""
    into, clean = tmp_path / "x.pathways", tmp_path / "clean.pathways"
    rows = [
        f"{who},OL,1,mentee,2020-01-10,attended" for who in ("ana", "ben", "cleo", "dara", "eli")
    ]
    load(written(tmp_path / "a.csv", *rows, header=KEYLESS), into=into)
    rows[0] = rows[0].replace("01-10", "01-17")
    rows[1] = rows[1].replace("attended", "registered")
    rows[2] = "fay,OL,1,mentee,2020-01-10,attended"
    file = written(tmp_path / "a.csv", *rows, header=KEYLESS)
    report = load(file, into=into).report
    assert (report.new, report.corrected, report.unchanged, report.gone) == (1, 2, 2, 1)
    assert report.sentence == "2 corrected, 1 gone, 1 new; 2 engagements as before."
    load(file, into=clean)
    same(read_source(into), read_source(clean))
    assert load(file, into=into).report.nothing_new


def test_of_several_acts_the_one_that_stayed_is_no_correction(tmp_path: Path) -> None:
    days = ["2020-01-10", "2020-02-10", "2020-03-10"]
    for number, changed in enumerate((days, ["2020-02-10", "2020-03-10", "2020-04-10"])):
        rows = [f"ana,OL,1,mentee,{day},attended" for day in changed]
        file = written(tmp_path / "a.csv", *rows, header=KEYLESS)
        report = load(file, into=tmp_path / "x.pathways").report
        assert (report.new, report.corrected) == ((3, 0), (0, 1))[number]


def test_a_corrected_date_is_no_second_act(tmp_path: Path) -> None:
    """Twelve people of one call, whose date is corrected: one step each, no move."""
    into = tmp_path / "x.pathways"
    for day in ("2024-01-11", "2024-01-18"):
        rows = [f"p{number:02},Call,,attendee,{day},attended" for number in range(12)]
        load(written(tmp_path / "reg.csv", *rows, header=KEYLESS), into=into)
    log = read_source(into)
    assert (log.people, len(log.counted), str(log.as_of)) == (12, 12, "2024-01-18")
    moves = FolderStore(into).run("transitions")
    assert moves[["source", "target", "people"]].to_numpy().tolist() == [
        ["(start)", "Call: attendee", 12],
        ["Call: attendee", "(end)", 12],
    ]


@settings(max_examples=9, deadline=None)
@given(one=frames(), other=frames(), keyed=st.booleans())
def test_any_version_gives_what_it_gives_alone(
    tmp_path_factory: pytest.TempPathFactory, one: pd.DataFrame, other: pd.DataFrame, keyed: bool
) -> None:
    folder = tmp_path_factory.mktemp("store")
    versions = [build_log(frame, MOUNTAIN) for frame in (one, other)]
    store, clean = FolderStore(folder / "x.pathways"), FolderStore(folder / "clean.pathways")
    for log in versions:
        report = store.write(log, source="a", replace=True)
        assert report.new + report.corrected + report.unchanged == len(log.records)
    clean.write(versions[1], source="a")
    equal(store.read(), clean.read())
    assert store.write(versions[1], source="a").nothing_new


def test_who_is_known_by_the_edition_alone_moves_no_edition(tmp_path: Path) -> None:
    """Two acts of edition 2, in January and April, are in February; edition 3 is before that."""
    lines = "p0 OL 2 mentee 2020-01-01\np1 OL 2 mentee 2020-04-14\np2 OL 3 mentee 2020-02-06"
    log = log_of(f"{lines}\np3 OL 2 mentee -\np4 OL 2 mentee -\np5 OL - mentee 2020-07-28")
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log_of("p0 OL - mentee 2020-01-01"), source="a")
    store.write(log, source="a", replace=True)
    for one in (log, store.read(), build_log(log.as_records(), MOUNTAIN)):
        assert one.editions.table["edition"].tolist() == ["3", "2"]


def test_what_drops_more_than_a_fifth_has_to_be_meant(tmp_path: Path) -> None:
    into = tmp_path / "x.pathways"
    rows = [f"p{number},OL,1,mentee,2020-01-10,attended" for number in range(10)]
    file = written(tmp_path / "a.csv", *rows, header=KEYLESS)
    load(file, into=into)
    before = contents(into)
    with pytest.raises(
        ShrunkError, match=r"no longer has 3 of the 10 .* more than a fifth.*--replace"
    ):
        load(written(file, *rows[3:], header=KEYLESS), into=into)
    assert contents(into) == before
    assert load(written(file, *rows[2:], header=KEYLESS), into=into).report.gone == 2
    assert load(written(file, *rows[7:], header=KEYLESS), into=into, replace=True).report.gone == 5


def test_a_row_that_another_source_still_has_is_not_gone(
    store: FolderStore, tmp_path: Path
) -> None:
    corrected = ROWS[2].replace("attended", "withdrawn")
    other = load(written(tmp_path / "b.csv", corrected, ROWS[3]), into=store)
    assert (other.report.unchanged, other.report.corrected) == (1, 1)
    assert 'say --source "a.csv"' in other.report.notes[0]
    kept = load(written(tmp_path / "a.csv", *ROWS), into=store, anyway=True).report
    assert kept.corrected == 1  # the source that was written last says what it is
    kept = load(written(tmp_path / "b.csv", ROWS[3]), into=store, replace=True).report
    assert kept.gone == 0
    assert "is still in a.csv: load that again" in kept.notes[-1]
    assert load(tmp_path / "a.csv", into=store).inspection is not None
    equal(store.read(), read_source(tmp_path / "a.csv", tmp_path / "b.csv"))


def test_undoing_brings_the_last_state_back(store: FolderStore, tmp_path: Path) -> None:
    before, log = contents(store.folder), store.read()
    load(written(tmp_path / "a.csv", *ROWS[:3]), into=store, replace=True)
    assert load(tmp_path / "a.csv", into=store).report.nothing_new  # changes nothing: no load
    done = undo(store)
    assert (done.number, done.gone) == (2, 1)
    assert contents(store.folder) == before
    same(store.read(), log)
    with pytest.raises(StoreError, match="only the last load can be undone"):
        undo(store)
    with pytest.raises(StoreError, match="There is no store"):
        undo(tmp_path / "none.pathways")


def test_only_one_earlier_state_is_kept(store: FolderStore, tmp_path: Path) -> None:
    for many in (3, 2, 1):
        load(written(tmp_path / "a.csv", *ROWS[:many]), into=store, replace=True)
        assert len(list(store.folder.glob("*.parquet"))) <= 6
    undo(store)
    assert len(store.read().records) == 2


def test_an_export_that_became_a_source_is_a_snapshot_too(
    store: FolderStore, tmp_path: Path
) -> None:
    export(store.read(), tmp_path / "tidy.csv")
    into = tmp_path / "other.pathways"
    load(tmp_path / "tidy.csv", into=into)
    lines = (tmp_path / "tidy.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "tidy.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert load(tmp_path / "tidy.csv", into=into, replace=True).report.gone == 1


def test_a_newer_export_under_another_name(store: FolderStore, tmp_path: Path) -> None:
    newer = written(tmp_path / "export-2.csv", *ROWS[1:])
    report = load(newer, into=store, source="a.csv", replace=True).report
    assert (report.new, report.unchanged, report.gone) == (0, 3, 1)
    assert [source.name for source in store.manifest.sources] == ["a.csv"]


def test_a_named_source_has_keys_of_its_own(store: FolderStore, tmp_path: Path) -> None:
    others = written(tmp_path / "b.csv", "e1,dara,GS,1,reader,2020-01-01,attended,US")
    before = contents(store.folder)
    with pytest.raises(
        StoreError, match=r'Keys in "b\.csv" are those of other engagements of "a\.csv"'
    ):
        load(others, into=store)
    assert contents(store.folder) == before
    assert load(others, into=store, source="helpdesk").report.new == 1
    assert load(others, into=store, source="helpdesk").report.nothing_new
    assert len(store.read().records) == 5


def test_the_source_of_the_mapping(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('source = "crm"\n', encoding="utf-8")
    into, how = tmp_path / "x.pathways", Reading(mapping=mapping)
    load(written(tmp_path / "jan.csv", *ROWS[:3]), into=into, how=how)
    report = load(written(tmp_path / "feb.csv", *ROWS), into=into, how=how).report
    assert (report.new, report.unchanged, report.gone) == (1, 3, 0)
    assert report.sources == ("crm",)


def test_another_mapping_is_read_anew(store: FolderStore, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[values.status]\nregistered = "attended"\n', encoding="utf-8")
    report = load(tmp_path / "a.csv", into=store, how=Reading(mapping=mapping)).report
    assert report.corrected == 1


def test_several_files_are_several_sources(tmp_path: Path) -> None:
    one, two = written(tmp_path / "a.csv", *ROWS[:3]), written(tmp_path / "b.csv", *ROWS[2:])
    together, apart = FolderStore(tmp_path / "1.pathways"), FolderStore(tmp_path / "2.pathways")
    load(one, two, into=together)
    assert load(one, two, into=together).inspection is None
    load(one, into=apart)
    load(two, into=apart)
    equal(together.read(), apart.read())
    equal(together.read(), read_source(one, two))
    assert [(s.name, s.rows_in) for s in together.manifest.sources] == [("a.csv", 3), ("b.csv", 2)]
    assert load(written(one, ROWS[0]), into=together, replace=True).report.gone == 1
    equal(together.read(), read_source(one, two))


def test_editions_that_an_earlier_load_put_in_order(tmp_path: Path) -> None:
    header = "participant,program,edition,role"
    mapping = tmp_path / "m.toml"
    mapping.write_text('[editions]\norder = [["spring"], ["autumn"], ["winter"]]\n')
    one = written(tmp_path / "a.csv", "ana,OL,spring,mentee", "ben,OL,winter,mentee", header=header)
    two = written(tmp_path / "b.csv", "ana,OL,autumn,mentor", header=header)
    into = tmp_path / "x.pathways"
    load(one, into=into, how=Reading(mapping=mapping))
    load(two, into=into)
    log = read_source(into)
    assert log.editions.table["edition"].tolist() == ["spring", "autumn", "winter"]
    assert log.counted["time"].tolist() == [1, 2, 3]


def test_editions_that_nothing_orders_together_are_refused_whole(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log_of("a OL 1 mentee -\nb OL 2 mentee -"), source="one")
    before = contents(store.folder)
    with pytest.raises(EditionOrderError):
        store.write(log_of("a GS c1 reader -\nb GS c2 reader -"), source="two")
    assert contents(store.folder) == before


def test_what_has_no_place_beside_the_others_is_said(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "x.pathways")
    store.write(log_of("a OL 1 mentee -\nb OL 2 mentee -"), source="one")
    report = store.write(log_of("a GS - reader 2020-01-01"), source="two")
    assert report.notes[0].startswith("2 engagements are kept but have no place beside the others")
    assert len(store.read().refused) == 2
    assert store.read().origin.refused == 2


@settings(max_examples=6)
@given(frame=frames(), cuts=st.lists(st.integers(0, 2), min_size=25, max_size=25))
def test_any_split_gives_the_log_of_writing_at_once(
    tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame, cuts: list[int]
) -> None:
    order = build_log(frame, MOUNTAIN).editions.table
    order = None if order.empty else order
    whole = build_log(frame, MOUNTAIN, editions=order)
    assume(whole.refused.empty)
    fixed = frame.loc[whole.records["record"]].assign(engagement=whole.records["engagement"].array)
    part = np.array(cuts)[: len(fixed)]
    store = FolderStore(tmp_path_factory.mktemp("store") / "x.pathways")
    for number in dict.fromkeys(part.tolist()):
        piece = build_log(fixed[part == number], MOUNTAIN, editions=order)
        store.write(piece, source=f"part {number}", editions=order)
    alike(store.read(), whole)


# Folders that are no stores, or not any more


def test_newer_damaged_and_foreign_folders(store: FolderStore, tmp_path: Path) -> None:
    manifest = store.folder / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"schema": 1', '"schema": 3'), encoding="utf-8")
    with pytest.raises(StoreError, match=r"newer version .* Update with `pip install --upgrade"):
        store.read()
    with pytest.raises(StoreError, match="newer version"):
        load(tmp_path / "a.csv", into=store)
    manifest.write_text(text[:200], encoding="utf-8")
    with pytest.raises(StoreError, match=r"The manifest.json of .* is damaged"):
        store.read()
    manifest.write_text('{"name": "my app"}', encoding="utf-8")
    with pytest.raises(StoreError, match="no store of ours"):
        store.read()
    manifest.write_text(text, encoding="utf-8")
    records = next(store.folder.glob("records-*"))
    records.write_bytes(records.read_bytes()[:-1] + b"x")
    with pytest.raises(StoreError, match="is not what was written"):
        store.read()
    records.unlink()
    with pytest.raises(StoreError, match="one of its files is not there"):
        store.read()


def test_a_folder_with_other_things_in_it_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "mine.pathways"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work", encoding="utf-8")
    file = written(tmp_path / "a.csv", *ROWS)
    for act in (lambda: load(file, into=folder), lambda: read_source(folder)):
        with pytest.raises(StoreError, match=r'it holds "thesis[.]txt"'):
            act()
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_names_that_are_no_stores(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        read_source(tmp_path / "none.pathways")
    with pytest.raises(StoreError, match="is a folder, but no store"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="is not the name of a store"):
        open_store(tmp_path / "a.csv")
    with pytest.raises(StoreError, match="no address of a store"):
        open_store("http://localhost")
    (tmp_path / "file.pathways").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="is a file; a store is a folder"):
        open_store(tmp_path / "file.pathways")
    file = written(tmp_path / "a.csv", *ROWS)
    with pytest.raises(OutputError, match="make it first"):
        load(file, into=tmp_path / "missing" / "x.pathways")
    with pytest.raises(OptionError, match="is a store"):
        load("x.pathways", into=tmp_path / "x.pathways")
    with pytest.raises(OptionError, match="give it alone"):
        read_source(file, "x.pathways")
    with pytest.raises(OptionError, match="mapping is about files"):
        read_source("x.pathways", how=Reading(mapping="m.toml"))


def test_a_store_that_was_moved_or_copied_works(store: FolderStore, tmp_path: Path) -> None:
    log = store.read()
    shutil.copytree(store.folder, tmp_path / "deep" / "renamed")
    assert is_store(tmp_path / "deep" / "renamed")
    copy = open_store(tmp_path / "deep" / "renamed")
    same(copy.read(), log)
    assert load(tmp_path / "a.csv", into=copy).inspection is None
    same(copy.read(), log)


def test_a_store_keeps_its_permissions(store: FolderStore, tmp_path: Path) -> None:
    for path in store.folder.iterdir():
        assert path.stat().st_mode & 0o111 == 0
        path.chmod(0o640)
    load(written(tmp_path / "a.csv", *ROWS[1:]), into=store, replace=True)
    assert {path.stat().st_mode & 0o777 for path in store.folder.iterdir()} == {0o640}


# Questions, and what is in it


def test_questions_by_name(store: FolderStore) -> None:
    table = store.run("transitions", by="role")
    assert table.loc[table["source"] == "mentee", "people"].tolist() == [1]
    assert store.run("entry-points").equals(store.run("entry_points"))
    with pytest.raises(OptionError, match='the nearest is "transitions"'):
        store.run("transition")
    with pytest.raises(NoAnswerError, match="Cypher needs a server"):
        store.run("MATCH (n) RETURN n")


def test_the_schema_counts(store: FolderStore) -> None:
    table = store.schema().set_index(["label", "property"])["count"]
    assert table[("Participant", "")] == 3
    assert table[("Engagement", "")] == 4
    assert table[("Participant", "country")] == 2
    assert table[("MADE", "")] == 4


def test_the_history(store: FolderStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.csv", *ROWS[:3]), into=store, replace=True)
    loads = json.loads((store.folder / MANIFEST).read_text(encoding="utf-8"))["loads"]
    assert [(one["number"], one["new"], one["gone"]) for one in loads] == [
        (1, 4, 0),
        (2, 0, 1),
    ]


def test_a_store_can_be_faked_in_a_few_lines() -> None:
    class Fake(Store):
        def write(self, log, *, source=None, replace=False):
            self.log = log
            return WriteReport(new=len(log.records))

        def read(self, *, scheme=None, as_of=None, repeats=None):
            return self.log

        def run(self, query, **parameters):
            return pd.DataFrame()

        def schema(self):
            return pd.DataFrame()

        def close(self):
            self.log = None

    with Fake() as fake:
        assert fake.write(log_of("a OL 1 mentee 2020-01-01")).new == 1


# The command


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    file, into = written(tmp_path / "a.csv", *ROWS), tmp_path / "x.pathways"
    done = CliRunner().invoke(load_command, [str(file), "--into", str(into), "--format", "csv"])
    assert done.exit_code == 0, done.output
    assert done.stdout == "source,new,corrected,unchanged,gone\na.csv,4,0,0,0\n"
    assert "4 engagements, all new." in done.stderr
    again = CliRunner().invoke(load_command, [str(file), "--into", str(into), "--format", "csv"])
    assert "Nothing changed: 4 engagements as before." in again.stderr


def test_the_example_on_files_and_in_a_folder(tmp_path: Path) -> None:
    file, _ = write_example(tmp_path)
    load(file, into=tmp_path / "x.pathways")
    same(read_source(tmp_path / "x.pathways"), read_source(file))


def test_the_command_asks_on_a_terminal_and_undoes(tmp_path: Path) -> None:
    file, into = written(tmp_path / "a.csv", *ROWS), str(tmp_path / "x.pathways")
    runner = CliRunner()
    assert runner.invoke(load_command, [str(file), "--into", into]).exit_code == 0
    written(file, *ROWS[:2])
    refused = runner.invoke(load_command, [str(file), "--into", into])
    assert isinstance(refused.exception, ShrunkError)  # nobody is there to be asked
    meant = runner.invoke(load_command, [str(file), "--into", into, "--replace"])
    assert "2 gone; 2 engagements as before." in meant.stderr
    undone = runner.invoke(load_command, ["--into", into, "--undo"])
    assert undone.stdout == "Undone: the load of a.csv (2 gone).\n"
    assert len(read_source(into).records) == 4
