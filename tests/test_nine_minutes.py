"""The meeting of nine minutes is played: every command, and what it prints, with files alone."""

from __future__ import annotations

from pathlib import Path

from played import played

PAGE = Path(__file__).resolve().parents[1] / "docs" / "nine-minutes.md"


def test_the_meeting_is_as_it_is_told(tmp_path: Path) -> None:
    for one in played(PAGE.read_text(encoding="utf-8"), tmp_path):
        assert one.printed.strip() == one.told.strip(), one.command
