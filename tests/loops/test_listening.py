"""Listening: what was said stays, who said it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from communities import community, day

import pathways as pw
from pathways.errors import RecordsError
from pathways.loops.listening import read_notes

FORM = """Timestamp,Your name,E-mail,Role,What held you up?
2026-01-10,Anna Example,anna@example.org,mentee,"I, Anna, had no time; call +44 20 7946 0000"
2026-01-11,Ben Other,ben@example.org,mentor,"Write to ben@example.org, says Other"
2026-01-12,Cleo Third,cleo@example.org,mentee,
"""


def test_a_form_export_is_taken_without_its_names(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text(FORM, encoding="utf-8")
    columns = {"note": "What held you up?", "at": "role"}
    said = pw.listen(tmp_path / "form.csv", folder=tmp_path / "loops", columns=columns)
    assert said == (
        "2 new of 2 notes in form.csv; left out, and blanked in the notes: Your name, E-mail."
    )
    text = (tmp_path / "loops" / "notes.jsonl").read_text("utf-8")
    for private in ("Anna", "Example", "anna@", "7946", "ben@", "Ben", "Other"):
        assert private not in text
    first = read_notes(tmp_path / "loops")[0]
    assert (first.at, first.date, first.source) == ("mentee", "2026-01-10", "form")
    assert first.note == "I, …, had no time; call …"
    again = pw.listen(tmp_path / "form.csv", folder=tmp_path / "loops", columns=columns)
    assert again.startswith("0 new of 2")


def test_what_was_heard_stands_beside_the_number(tmp_path: Path) -> None:
    log = community(3, people=200, days=1000, rate=0.2)
    pw.loop_plan(log, "ask", at="mentee", to="mentor", expect="0.4", due=day(1200), folder=tmp_path)
    (tmp_path / "notes.csv").write_text("place,date,note\nMentee,2022-01-01,No time\nreader,,x\n")
    pw.listen(tmp_path / "notes.csv", folder=tmp_path, source="exit survey")
    answer = pw.loop_reflect(log, "ask", folder=tmp_path)
    assert "Heard at Mentee (exit survey, 2022-01-01): No time" in answer.caveats
    assert pw.loop_list(log, folder=tmp_path).table["notes"].tolist() == [1]


def test_faults_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("when,who\n2022-01-01,Anna Example\n")
    with pytest.raises(RecordsError, match=r"is note or at: say --note COLUMN and --at COLUMN"):
        pw.listen(tmp_path / "a.csv", folder=tmp_path)
    with pytest.raises(RecordsError, match='the nearest is "who"'):
        pw.listen(tmp_path / "a.csv", folder=tmp_path, columns={"note": "whom"})
    (tmp_path / "notes.jsonl").write_text('{"at": "mentee", "da')
    with pytest.raises(RecordsError, match="damaged in line 1"):
        read_notes(tmp_path)
