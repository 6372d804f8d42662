"""A folder of exports is loaded as its files are, with one table of what became of each."""

from __future__ import annotations

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
