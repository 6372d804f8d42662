"""Forgetting, retention and the inventory: what was said to be gone is in no byte that we wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from commands import run

from loaders.understanding.private import pseudonym_of
from pathways.errors import NoAnswerError, OptionError, StoreError
from pathways.people.forget import forget
from pathways.people.inventory import inventory
from pathways.people.retain import retain
from pathways.record.merges import Merge
from pathways.scoring.invitation_ledger import Entry, add_entries, read_entries
from pathways.stores.folder import FolderStore
from pathways.stores.people import People
from pathways.stores.tables import from_parquet
from pathways.transfer.load import load, undo

REGISTRATIONS = """Email,Name,program,role,start,country,notes
anna@example.org,Anna Example,OL,mentee,2020-01-10,GH,likes tea
anna@example.org,Anna Example,OL,mentor,2021-02-10,GH,
ben@example.org,Ben Sample,OL,mentee,2023-03-10,GB,
ben@example.org,Ben Sample,OL,mentor,2023-09-10,GB,
cleo@example.org,Cleo Third,OL,mentee,2023-03-10,,
anna@example.org,Anna Example,OL,mentor,nope,GB,
"""
ANNA, BEN = "anna@example.org", "ben@example.org"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "reg.csv").write_text(REGISTRATIONS)
    made = tmp_path / "made"
    made.mkdir()
    load(tmp_path / "reg.csv", into=made / "c.pathways")
    return made / "c.pathways"


def people_in(store: Path) -> set[str]:
    return set(FolderStore(store).read().records["participant"].astype("str"))


def every_byte(folder: Path) -> str:
    """All that is written under a folder, tables unpacked, as one text."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            texts.append(f"{path.name}\n{data.decode('latin-1')}")
            if data[:4] == b"PAR1":
                table = from_parquet(data)
                texts.append(table.to_csv())
                names = table.select_dtypes("category")
                texts.extend("\n".join(map(str, names[one].cat.categories)) for one in names)
    return "\n".join(texts)


def test_a_forgotten_person_is_in_no_byte_that_was_written(store: Path, tmp_path: Path) -> None:
    made, source = store.parent, tmp_path / "reg.csv"
    source.write_text(REGISTRATIONS + "dora@example.org,Dora,OL,mentee,2023-03-10,,\n")
    run("load", str(source), "--into", str(store), "--rejects", "rejects.csv", folder=made)
    for kind in ("csv", "jsonl", "xes", "parquet"):
        run("export", str(store), "-o", f"tidy.{kind}", folder=made)
    run("baseline", "save", "spring", str(store), folder=made)
    run("map", str(store), "-o", "map.html", folder=made)
    written = [made / "baselines" / "spring.jsonl", made / "map.html", made / "rejects.csv"]
    assert all(path.stat().st_size for path in written)
    anna = pseudonym_of(ANNA)
    add_entries(made / "invited.csv", [Entry(one, "2023-09-10", "Leading", "r1", "2")
                                       for one in (anna, pseudonym_of(BEN))])  # fmt: skip
    assert (store / "manifest-before.json").exists()
    assert anna in every_byte(made)

    done = run("people", "forget", "c.pathways", ANNA, "--format", "csv", folder=made)

    assert done.returncode == 0, done.stderr
    for word in (anna, ANNA, "Anna"):
        assert word not in every_byte(made)
        assert word not in done.stdout + done.stderr
    assert "1 person forgotten: " in done.stderr
    assert "the store,engagements,2,0\n" in done.stdout
    others = {pseudonym_of(f"{who}@example.org") for who in ("ben", "cleo", "dora")}
    assert people_in(store) == others
    assert [one.people for one in read_entries(made / "invited.csv")] == ["1"]

    again = run("load", str(source), "--into", str(store), "--rejects", "rejects.csv", folder=made)
    assert "2 engagements of 1 person who must not be held did not come along" in again.stderr
    assert "see rejects.csv" in again.stderr
    assert anna not in every_byte(made)


def test_files_of_others_are_named_and_stay_as_they_are(store: Path, tmp_path: Path) -> None:
    own = tmp_path / "reg.csv"
    before = own.read_bytes()
    receipt = forget(store, [ANNA], also=[own])
    assert receipt.table[receipt.table["where"] == "reg.csv"].values.tolist() == [
        ["reg.csv", "rows of a file of yours", 0, 3]
    ]
    assert "1 file of yours still names them" in receipt.caveats[0]
    assert own.read_bytes() == before


def test_all_ids_of_a_person_are_forgotten(store: Path) -> None:
    anna, ben = pseudonym_of(ANNA), pseudonym_of(BEN)
    merged = People(merges=(Merge((anna, ben), "same person"),))
    FolderStore(store).rewrite(lambda contents, _: (contents, merged))
    forget(store, [ben])
    assert people_in(store) == {pseudonym_of("cleo@example.org")}
    assert ben not in every_byte(store)
    assert anna not in every_byte(store)


def test_whom_nobody_knows_is_not_forgotten(store: Path) -> None:
    before = every_byte(store)
    with pytest.raises(NoAnswerError, match="number 2 of the 2 names"):
        forget(store, [ANNA, "nobody@example.org"])
    with pytest.raises(OptionError, match="opt_out"):
        forget(store.parent.parent / "reg.csv", [ANNA])
    assert every_byte(store) == before


def test_another_key_brings_nobody_back(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(store, [ANNA])
    monkeypatch.setenv("PATHWAYS_KEY", str(tmp_path / "another" / "key"))
    with pytest.raises(StoreError, match="another key"):
        load(tmp_path / "reg.csv", into=store, anyway=True)


def test_what_was_forgotten_cannot_be_undone(store: Path) -> None:
    forget(store, [ANNA])
    with pytest.raises(StoreError, match="nothing to go back to"):
        undo(store)


def test_the_last_person_can_be_forgotten(store: Path) -> None:
    forget(store, [f"{who}@example.org" for who in ("anna", "ben", "cleo")])
    assert people_in(store) == set()
    assert load(store.parent.parent / "reg.csv", into=store, anyway=True).report.new == 0


def test_retention_deletes_now_and_at_every_load(store: Path, tmp_path: Path) -> None:
    day = date(2023, 2, 10)  # Anna last came 24 months before, to the day
    assert retain(store, 24, as_of=day).table.values.tolist() == [["held", 3, 5]]
    told = retain(store, 24, as_of=date(2023, 2, 11), preview=True)
    assert told.table.values.tolist() == [["held", 2, 3], ["deleted", 1, 2]]
    assert len(people_in(store)) == 3
    retain(store, 24, as_of=date(2023, 2, 11))
    assert people_in(store) == {pseudonym_of(BEN), pseudonym_of("cleo@example.org")}
    load(tmp_path / "reg.csv", into=store, anyway=True)
    assert len(people_in(store)) == 2
    (tmp_path / "reg.csv").write_text(REGISTRATIONS + f"{ANNA},Anna,OL,mentor,2024-01-10,GH,\n")
    load(tmp_path / "reg.csv", into=store)
    assert len(people_in(store)) == 3  # she came again: all of it is held again


def test_somebody_who_came_lately_by_another_source_is_held_whole(
    store: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later.csv"
    later.write_text(f"Email,program,role,start\n{ANNA},Fest,speaker,2024-05-01\n")
    load(later, into=store)
    retain(store, 24, as_of=date(2024, 6, 1))
    load(tmp_path / "reg.csv", into=store, anyway=True)
    assert len(FolderStore(store).read().records) == 6


def test_coarsened_people_are_counted_and_nobody_is_there(store: Path) -> None:
    anna = pseudonym_of(ANNA)
    before = FolderStore(store).read()
    retain(store, 24, then="coarsen", as_of=date(2023, 6, 1))
    after = FolderStore(store).read()
    assert after.people == before.people == 3
    assert len(after.records) == len(before.records)
    assert anna not in every_byte(store)
    old = after.records[after.records["precision"] == "month"]
    assert old["start"].dt.day.tolist() == [1, 1]
    assert old["participant"].nunique() == 1
    assert old["country"].isna().all()
    assert old["role"].tolist() == ["mentee", "mentor"]
    load(store.parent.parent / "reg.csv", into=store, anyway=True)
    assert FolderStore(store).read().people == 3
    retain(store, 1, then="coarsen", as_of=date(2023, 6, 1))
    assert FolderStore(store).read().people == 3


def test_retention_needs_dates_and_a_store(store: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="at least 1 month"):
        retain(store, 0)
    with pytest.raises(OptionError, match="load the files into one first"):
        retain(tmp_path / "reg.csv", 12)
    undated = tmp_path / "undated.csv"
    undated.write_text("participant,program,edition,role\na,OL,1,mentee\na,OL,2,mentor\n")
    load(undated, into=tmp_path / "u.pathways")
    with pytest.raises(NoAnswerError, match="has a date"):
        retain(tmp_path / "u.pathways", 12)


def test_the_inventory_says_what_is_held_of_how_many_and_since_when(store: Path) -> None:
    forget(store, [ANNA])
    held = FolderStore(store)
    log, manifest = held.read(), held.manifest
    assert manifest is not None
    table = inventory(log, people=manifest.people).table.set_index("field")
    records = log.records
    for name in table.index.intersection(records.columns):
        known = records[records[name].notna()]
        assert table.loc[name, "engagements"] == len(known)
        assert table.loc[name, "people"] == known["participant"].nunique()
        assert table.loc[name, "since"] == str(known["start"].min().date())
    assert table.loc["country", "people"] == 1
    assert table.loc["left out", "people"] == 1
    assert set(records.columns[records.notna().any()]) - set(table.index) <= {
        "time", "rank", "counted", "record", "tier_stated"
    }  # fmt: skip


def test_the_commands_speak_of_a_project_folder_too(store: Path, tmp_path: Path) -> None:
    made = store.parent
    (made / "pathways.toml").write_text('source = "c.pathways"\n')
    done = run("people", "inventory", str(made), "--format", "csv", folder=tmp_path)
    assert done.stdout.startswith("field,holds,why,people,engagements,since\nparticipant,")
    done = run("people", "retain", str(made), "--months", "24", "--as-of", "2023-06-01",
               "--format", "csv", folder=tmp_path)  # fmt: skip
    assert done.stdout == "what,people,engagements\nheld,2,3\ndeleted,1,2\n"
    assert (
        "1 person who last came before 2021-06-01 is deleted; 2 people came since." in done.stderr
    )
