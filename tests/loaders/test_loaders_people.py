"""What belongs to persons: recognised, left out, and never shown; pseudonyms and their key."""

from __future__ import annotations

import hmac
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from tables import seen

from loaders import from_frame, inspect, write_refused
from loaders.understanding.private import kind_of_column, kind_of_header
from pathways.errors import OutputError, RecordsError
from pathways.record.pseudonyms import folded, pseudonyms, the_key

PEOPLE = """\
participant,program,start,status,reached by,Full Name,country,seen from,remark,track name
Anna Example,Sprint,2018-05-03,attended,anna@example.org,Anna Example,Kenya,10.0.0.1,x,Early Bird
BOB@EXAMPLE.ORG ,Sprint,2018-05-04,attended,bob@example.org,Bob Sample,Kenya,10.0.0.2,y,Early Bird
bob@example.org,Sprint,2018-05-05,Bob Sample came,bob@example.org,Bob Sample,Peru,10.0.0.2,z,Late
+44 20 7946 0000,Sprint,2018-05-05,attended,cara@example.org,Cara Test,Peru,10.0.0.3,z,Late
m42,Sprint,2018-05-05,attended,dan@example.org,Dan Trial,Peru,10.0.0.4,z,Late
"""
SECRETS = ["anna", "bob", "example.org", "sample", "cara", "7946", "10.0.0", "trial"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("E-mail", "e-mail addresses"),
        ("email1", "e-mail addresses"),
        ("Contact phone", "phone numbers"),
        ("OPTIN_IP", "network addresses"),
        ("LATITUDE", "coordinates"),
        ("birthDate", "birth dates"),
        ("Home City", "postal addresses"),
        ("Notes", "free notes"),
        ("GitHub username", "logins"),
        ("first-name", "personal names"),
        ("Name", "personal names"),
        ("Vorname", "personal names"),
        ("Prénom", "personal names"),
        ("Telefonnummer", "phone numbers"),
        ("Geburtsdatum", "birth dates"),
        ("Bemerkungen", "free notes"),
        ("img", "logins"),
        ("program name", ""),
        ("Nom du programme", ""),
        ("event name", ""),
        ("ticket_name", ""),
        ("country", ""),
        ("how long", ""),
    ],
)
def test_headers_tell_what_they_hold(header: str, kind: str) -> None:
    assert kind_of_header(header) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a@b.org", "c@d.org", "-"], "e-mail addresses"),
        (["10.0.0.1", "192.168.0.12"], "network addresses"),
        (["+44 20 7946 0000", "(030) 1234 5678"], "phone numbers"),
        (["52.5200, 13.4050", "-1.2921, 36.8219"], "coordinates"),
        (["12 Main Street", "Hauptstraße 5"], "postal addresses"),
        (["She came with a friend and asked about more", "Wants to host a sprint in May"],
         "free notes"),
        (["Anna Example", "Bob van Sample", "Çağla Deneme"], "personal names"),
        (["red", "green"], ""),
        (["2018-05-03", "2018-05-04"], ""),
        (["1", "2"], ""),
    ],
)  # fmt: skip
def test_values_tell_what_they_are(values: list[str], kind: str) -> None:
    assert kind_of_column("q7", pd.Categorical(values), people=len(values)) == kind


def test_nothing_of_a_person_comes_out(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", PEOPLE)
    target = write_refused(found, tmp_path / "refused.csv")
    outputs = [
        found.log.records.to_csv(),
        found.refused.to_csv(),
        target.read_text(encoding="utf-8"),
        found.sentence,
        repr(found),
        repr(found.log),
        *found.notes,
        found.table.to_csv(),
    ]
    everything = "\n".join(outputs).casefold()
    assert [secret for secret in SECRETS if secret in everything] == []
    assert found.dropped_columns == ("reached by", "Full Name", "seen from", "remark")
    assert found.log.attributes == ("country", "track name")


def test_a_person_has_one_pseudonym_however_the_address_is_written(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", PEOPLE.replace("Bob Sample came", "attended"))
    people = set(found.log.records["participant"])
    assert len(people) == 4
    assert "m42" in people
    key = the_key()
    expected = "p" + hmac.digest(key, b"anna example", "sha256").hex()[:16]
    assert expected in people


def test_a_column_can_be_kept_or_dropped(tmp_path: Path) -> None:
    mapping = {"people": {"keep": ["Full Name"], "drop": ["country"]}}
    found = seen(tmp_path / "a.csv", PEOPLE, mapping=mapping)
    assert found.log.attributes == ("Full Name", "track name")


def test_an_address_in_a_cell_is_blanked_and_said() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["p1", "p2", "p3", "p4", "p5", "p6"],
            "program": "P",
            "start": "2018-05-03",
            "team": ["red", "blue", "green", "gold", "pink", "ask x@y.org"],
        }
    )
    log = from_frame(frame)
    assert log.records["team"].isna().sum() == 1
    assert '1 cells of "team" held contact data and were blanked.' in log.notes


def test_opaque_ids_make_no_key(own_key: Path) -> None:
    from_frame(pd.DataFrame({"participant": ["p1"], "program": ["P"], "start": ["2018-05-03"]}))
    assert not own_key.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_only_the_owner_can_read_the_key(own_key: Path) -> None:
    pseudonyms(["anna@example.org"])
    assert stat.S_IMODE(own_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_key.parent.stat().st_mode) == 0o700
    assert len(own_key.read_bytes()) == 32
    assert list(own_key.parent.iterdir()) == [own_key]


def test_a_race_for_the_key_has_one_winner() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: the_key(), range(32)))
    assert len(keys) == 1


def test_a_key_that_is_too_short_is_refused(own_key: Path) -> None:
    own_key.parent.mkdir()
    own_key.write_bytes(b"short")
    with pytest.raises(RecordsError, match=r"is too short: 5 bytes where 32 are needed"):
        the_key()


def test_a_key_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("PATHWAYS_KEY", str(tmp_path / "file" / "key"))
    with pytest.raises((OutputError, RecordsError), match=r"key for pseudonyms"):
        the_key()


def test_the_key_is_in_the_configuration_folder_unless_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PATHWAYS_KEY")
    monkeypatch.setenv("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", str(tmp_path))
    the_key()
    assert (tmp_path / "pathways" / "key").is_file()


def test_folding_ignores_how_a_name_is_typed() -> None:
    assert folded("  José  ÁLVAREZ") == folded("jose\u0301 álvarez")


def test_an_inspection_leaves_no_key_where_none_is_needed(tmp_path: Path, own_key: Path) -> None:
    (tmp_path / "a.csv").write_text("participant,program,start\np1,P,2018\n", encoding="utf-8")
    inspect(tmp_path / "a.csv")
    assert not own_key.exists()
