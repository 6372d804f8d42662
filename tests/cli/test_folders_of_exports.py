"""A folder of exports is loaded as its files are, with one table of what became of each."""

from __future__ import annotations

import zipfile
from pathlib import Path

import exports
from click.testing import CliRunner

from pathways.cli.app import cli


def test_a_folder_of_exports_is_loaded_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("ZOOM", "MEETUP", "CAMPAIGN_MEMBERS", "CAMPAIGNS"):
        (folder / f"{name}.csv").write_text(getattr(exports, name), encoding="utf-8")
    store = tmp_path / "store.pathways"
    done = CliRunner().invoke(cli, ["load", str(folder), "--into", str(store)])
    assert done.exit_code == 0, done.output
    assert "CAMPAIGN_MEMBERS.csv + MEETUP.csv + ZOOM.csv,15," in done.stdout
    for known in ("zoom-webinar", "meetup-attendees", "salesforce-campaign-member"):
        assert known in done.stderr
    assert "belong together: 3 of 3" in done.stderr
    again = CliRunner().invoke(cli, ["load", str(folder), "--into", str(store)])
    assert ",0,0,15,0" in again.stdout


def test_what_holds_no_records_in_a_folder_is_named_and_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "webinar.csv").write_text(exports.ZOOM, encoding="utf-8")
    (folder / "flyer.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / "logo").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "notes.txt").write_text("Ana came late.\nBen did not.\n")
    (folder / "README.md").write_text("# Exports\n\nThose of 2026, one by one.\n")
    with zipfile.ZipFile(folder / "minutes.docx", "w") as document:
        for part in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            document.writestr(part, "<xml/>")
    said = "Passed over, because they hold no tables: "
    for command in (["inspect"], ["load", "--into", str(tmp_path / "store.pathways")]):
        done = CliRunner().invoke(cli, [*command, str(folder)])
        assert done.exit_code == 0, done.output
        names = done.stderr.split(said)[1].split(".\n")[0]
        assert sorted(names.split(", ")[:-1] + names.split(", ")[-1].split(" and ")) == [
            '"README.md"', '"flyer.pdf"', '"logo"', '"minutes.docx"', '"notes.txt"'
        ]  # fmt: skip
    named = CliRunner().invoke(cli, ["inspect", str(folder / "minutes.docx")])
    assert "is a document and no table" in str(named.exception)
