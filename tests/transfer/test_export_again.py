"""An export is read back with the keys of its log: into a store again, nothing doubles."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import frames
from store_folders import contents

from loaders import read
from pathways.project.example import write_example
from pathways.record.log import EngagementLog, build_log
from pathways.stores.folder import FolderStore
from pathways.transfer.export import export
from pathways.transfer.load import Reading, load, read_source

SUFFIXES = (".csv", ".jsonl", ".parquet")


def identical(one: EngagementLog, other: EngagementLog) -> None:
    """Two logs are the same but for where they were read from."""
    tables = [log.records.drop(columns="record") for log in (one, other)]
    for log, table in zip((one, other), tables, strict=True):
        # the names of an attribute stand in the order in which the file had them
        table[list(log.attributes)] = table[list(log.attributes)].astype("str")
    pd.testing.assert_frame_equal(*tables, check_like=True)
    pd.testing.assert_frame_equal(one.editions.table, other.editions.table, check_dtype=False)
    for name in ("scheme", "as_of", "unit"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.editions.order == other.editions.order


def stated(frame: pd.DataFrame, tiers: list[str | None]) -> pd.DataFrame:
    return frame.assign(tier=pd.Series(tiers[: len(frame)], dtype="str"))


@settings(max_examples=25)
@given(
    frame=frames(),
    tiers=st.lists(st.sampled_from([None, None, *MOUNTAIN.tier_names]), min_size=25, max_size=25),
    suffix=st.sampled_from(SUFFIXES),
)
def test_an_export_is_the_same_log_again(
    tmp_path_factory: pytest.TempPathFactory,
    frame: pd.DataFrame,
    tiers: list[str | None],
    suffix: str,
) -> None:
    log = build_log(stated(frame, tiers), MOUNTAIN)
    assume(log.refused.empty)
    folder = tmp_path_factory.mktemp("store")
    own, file = FolderStore(folder / "own.pathways"), folder / f"tidy{suffix}"
    own.write(log)
    export(own.read(), file)
    before = contents(own.folder)
    assert load(file, into=own).report.nothing_new
    assert contents(own.folder) == before
    load(file, into=folder / "other.pathways", how=Reading(scheme=MOUNTAIN))
    identical(read_source(folder / "other.pathways"), log)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_example_and_back(tmp_path: Path, suffix: str) -> None:
    record, _ = write_example(tmp_path)
    own, file = FolderStore(tmp_path / "own.pathways"), tmp_path / f"tidy{suffix}"
    load(record, into=own)
    export(own.read(), file)
    before = contents(own.folder)
    assert load(file, into=own).report.sentence == "Nothing changed: 5,701 engagements as before."
    assert contents(own.folder) == before
    load(file, into=tmp_path / "other.pathways")
    identical(read_source(tmp_path / "other.pathways"), own.read())


def test_what_was_corrected_in_an_export_updates(tmp_path: Path) -> None:
    own, file = FolderStore(tmp_path / "own.pathways"), tmp_path / "tidy.csv"
    own.write(log_of("p1 OL 1 mentee 2020-01-31\np2 OL 1 mentee 2020-01-31"))
    export(own.read(), file)
    text = file.read_text(encoding="utf-8").replace("Participating", "Leading", 1)
    file.write_text(f"{text},p3,OL,1,mentee,2020-02-01,,day,,\n", encoding="utf-8")
    report = load(file, into=own).report
    assert (report.new, report.corrected, report.unchanged) == (1, 1, 1)
    log = own.read()
    assert log.records["tier"].tolist() == ["Leading", "Participating", "Participating"]
    assert log.records["tier_stated"].tolist() == [True, False, False]


def test_a_cut_off_that_was_asked_for_stays(tmp_path: Path) -> None:
    own, file = FolderStore(tmp_path / "own.pathways"), tmp_path / "tidy.csv"
    own.write(log_of("p1 OL 1 mentee 2020-01-31\np1 OL 2 mentor 2020-06-01", as_of="2020-02-01"))
    export(own.read(), file)
    assert load(file, into=own).report.nothing_new
    assert str(own.read().as_of) == "2020-02-01"
    load(file, into=own, how=Reading(as_of="2020-03-01"))
    assert str(own.read().as_of) == "2020-03-01"


def test_numbers_with_zeros_before_them_are_keys_of_the_source(tmp_path: Path) -> None:
    head = "engagement,participant,program,start"
    file = tmp_path / "a.csv"
    file.write_text(f"{head}\n0000000000000017,p1,OL,2020-01-01\n", encoding="utf-8")
    assert read(file).records["engagement"].tolist() != [0x17]
    file.write_text(f"{head}\nc000000000000017,p1,OL,2020-01-01\n", encoding="utf-8")
    assert read(file).records["engagement"].tolist() == [0xC000000000000017]
