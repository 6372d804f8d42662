"""Consent and opt-out lists: who must not be in the record is in nothing that is read or kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run

from loaders import inspect, read, write_refused
from loaders.understanding.private import pseudonym_of
from pathways.errors import MappingError, OptionError
from pathways.stores.folder import FolderStore
from pathways.transfer.load import Reading, load, read_source

HEAD = "Contact ID,Email,First Name,Last Name,program,role,start,Agrees,country\n"
CRM = (
    HEAD
    + """1,anna@example.org,Anna,Example,OL,mentee,2020-01-10,yes,GH
1,,Anna,Example,OL,mentor,2021-02-10,yes,GH
2,ben@example.org,Ben,Sample,OL,mentee,2023-03-10,no,GB
3,cleo@example.org,Cleo,Third,OL,mentee,2023-03-10,,GB
4,dora@example.org,Dora,Fourth,OL,mentee,2023-03-10,Yes,GB
"""
)
OTHER = """Contact ID,program,role,start
1,Fest,speaker,2022-05-01
4,Fest,speaker,2022-05-01
"""


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    (tmp_path / "crm.csv").write_text(CRM)
    return tmp_path / "crm.csv"


def opted(folder: Path, text: str) -> Path:
    path = folder / "opted.csv"
    path.write_text(text)
    return path


def people(log: object) -> list[str]:
    return sorted(log.records["participant"].astype("str").unique())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "listed",
    [
        "Contact ID\n1\n",
        "email\nAnna@Example.ORG\n",
        "anna@example.org\n",
        "Name,reason\nanna  example,asked by phone\n",
        "First Name,Last Name\nAnna,Example\n",
        "email,name\n,Anna Example\n",
        "email,asked on\nanna@example.org,2024-01-01\n",
    ],
)
def test_whoever_is_on_the_list_is_left_out_with_all_their_rows(crm: Path, listed: str) -> None:
    log = read(crm, opt_out=opted(crm.parent, listed))
    assert people(log) == ["2", "3", "4"]
    out = log.refused[log.refused["rule"] == "consent"]
    assert out["row"].tolist() == [2, 3]
    assert log.origin.refused == 0


def test_the_list_holds_in_every_file(crm: Path) -> None:
    other = crm.parent / "other.csv"
    other.write_text(OTHER)
    seen = inspect(crm, other, opt_out=opted(crm.parent, "email\nanna@example.org\n"))
    assert people(seen.log) == ["2", "3", "4"]
    assert seen.table["refused"].tolist() == [2, 1]
    assert (seen.table["rows_in"] == seen.table["counted"] + seen.table["refused"]).all()


def test_a_pseudonym_is_left_out_by_its_address(tmp_path: Path) -> None:
    tidy = tmp_path / "tidy.csv"
    anna = pseudonym_of("anna@example.org")
    tidy.write_text(
        f"participant,program,role,start\n{anna},OL,mentee,2020-01-10\nx,OL,mentee,2020-01-10\n"
    )
    assert people(read(tidy, opt_out=opted(tmp_path, "email\nanna@example.org\n"))) == ["x"]
    assert people(read(tidy, opt_out=opted(tmp_path, f"{anna}\n"))) == ["x"]


def test_of_who_is_left_out_nothing_but_the_number_of_the_row_is_written(crm: Path) -> None:
    seen = inspect(crm, opt_out=opted(crm.parent, "Contact ID\n4\n"),
                   mapping={"people": {"consent": {"Agrees": ["yes"]}}})  # fmt: skip
    rejects = write_refused(seen, crm.parent / "rejects.csv").read_text()
    header, *rows = rejects.splitlines()
    blank = "," * (header.count(",") - 3)
    assert [row.split(",")[1] for row in rows] == ["4", "5", "6"]
    assert all(row.endswith(blank) for row in rows)
    assert people(seen.log) == ["1"]


def test_only_who_agrees_is_read_and_a_blank_is_no_consent(crm: Path) -> None:
    log = read(crm, mapping={"people": {"consent": {"Agrees": ["yes"]}}})
    assert people(log) == ["1", "4"]
    assert log.origin.refused == 0
    assert not log.origin.alarms or log.origin.alarms[0].kind != "refused"
    with pytest.raises(MappingError, match='the nearest is "Agrees"'):
        read(crm, mapping={"people": {"consent": {"Agree": ["yes"]}}})


def test_a_list_that_names_nobody_is_no_list(crm: Path) -> None:
    with pytest.raises(MappingError, match="names nobody"):
        read(crm, opt_out=opted(crm.parent, "email,date\n,2024-01-01\n"))


def test_a_store_leaves_out_by_the_list_and_from_then_on(crm: Path) -> None:
    store, other = crm.parent / "c.pathways", crm.parent / "other.csv"
    other.write_text(OTHER)
    load(other, into=store)
    assert people(FolderStore(store).read()) == ["1", "4"]
    load(crm, into=store, how=Reading(opt_out=opted(crm.parent, "email\nanna@example.org\n")))
    assert people(FolderStore(store).read()) == ["2", "3", "4"]
    load(crm, into=store, anyway=True)
    load(other, into=store, anyway=True)
    assert people(FolderStore(store).read()) == ["2", "3", "4"]
    with pytest.raises(OptionError, match="opt out is about files"):
        read_source(store, how=Reading(opt_out="opted.csv"))


def test_a_longer_list_is_read_though_the_files_are_the_same(crm: Path) -> None:
    mapping = crm.parent / "mapping.toml"
    mapping.write_text('[people]\nopt_out = "opted.csv"\n')
    opted(crm.parent, "Contact ID\n1\n")
    done = [run("load", "crm.csv", "--into", "c.pathways", "--mapping", "mapping.toml",
                folder=crm.parent)]  # fmt: skip
    opted(crm.parent, "Contact ID\n1\n2\n")
    done.append(run("load", "crm.csv", "--into", "c.pathways", "--mapping", "mapping.toml",
                    folder=crm.parent))  # fmt: skip
    assert [one.returncode for one in done] == [0, 0], done
    assert people(FolderStore(crm.parent / "c.pathways").read()) == ["3", "4"]
    done = run("stuck-points", "crm.csv", "--opt-out", "opted.csv", folder=crm.parent)
    assert "3 rows were refused; for one, in row 2 the person is on the list" in done.stderr
