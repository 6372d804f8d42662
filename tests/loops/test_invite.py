"""Invitations: nobody twice, nobody lost, whatever happens to the ledger."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from communities import day, log_of_days

import pathways as pw
from pathways.errors import NoAnswerError, OptionError, RecordsError
from pathways.loops.groups import log_of_groups
from pathways.record.log import EngagementLog, build_log

RULE = pw.InvitationRule("Participating", "6", invite_to="Leading")


def crossed(people: int = 12, as_of: int = 100) -> EngagementLog:
    """Person n is a mentee (3 points) twice, on day n and day n + 10; p0 is a mentor already."""
    rows = [(f"p{n}", "OL", "mentee", n + d) for n in range(people) for d in (0, 10)]
    return log_of_days([*rows, ("p0", "OL", "mentor", 50)], as_of)


def policy(folder: Path) -> pw.Contact:
    return pw.Contact(invited=folder / "invited.csv")


def names(answer: pw.Answer) -> list[str]:
    return sorted(answer.table["participant"])


def test_twice_invites_nobody_twice_and_later_only_the_new(tmp_path: Path) -> None:
    by = policy(tmp_path)
    first = pw.invite(crossed(), rules=[RULE], contact=by)
    assert names(first) == sorted(f"p{n}" for n in range(1, 12))
    again = pw.invite(crossed(), rules=[RULE], contact=by)
    assert names(again) == []
    # the record goes on: two more people cross
    more = pw.invite(crossed(102, 112), rules=[RULE], contact=by)
    assert set(names(more)) == {f"p{n}" for n in range(91, 102)}
    assert names(pw.invite(crossed(102, 112), rules=[RULE], contact=by)) == []


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    seen = pw.invite_preview(crossed(), rules=[RULE], contact=policy(tmp_path))
    assert len(seen.table) == 11
    assert not list(tmp_path.iterdir())
    assert any(said.startswith("Backtest: ") for said in seen.caveats)


def test_a_run_is_shown_again_undone_and_made_again(tmp_path: Path) -> None:
    by, ledger = policy(tmp_path), tmp_path / "invited.csv"
    run = pw.invite(crossed(), rules=[RULE], contact=by).table["run"][0]
    shown = pw.invite_show(run, ledger=ledger)
    assert len(shown.table) == 11
    before = ledger.read_text("utf-8")
    assert "which had invited 11 people" in pw.invite_undo("last", ledger=ledger).sentence
    assert ledger.read_text("utf-8").startswith(before)
    with pytest.raises(NoAnswerError, match="was undone before"):
        pw.invite_undo(run, ledger=ledger)
    assert "(undone)" in pw.invite_show(run, ledger=ledger).sentence
    assert len(pw.invite(crossed(), rules=[RULE], contact=by).table) == 11
    with pytest.raises(OptionError, match="the nearest is"):
        pw.invite_undo(run[:-1] + "x", ledger=ledger)


def test_two_rules_invite_a_person_once_a_run(tmp_path: Path) -> None:
    low = pw.InvitationRule("Participating", "3", invite_to="Leading")
    answer = pw.invite(crossed(), rules=[RULE, low], contact=policy(tmp_path))
    assert len(names(answer)) == len(set(names(answer))) == 11
    assert answer.table["run"].nunique() == 1


def test_a_new_rule_looks_at_everyone_whatever_other_rules_have_done(tmp_path: Path) -> None:
    by = policy(tmp_path)
    pw.invite(crossed(), rules=[RULE], contact=by)
    other = pw.InvitationRule("Leading", "5", invite_to=None)
    with pytest.raises(NoAnswerError, match="top tier"):
        pw.invite(crossed(), rules=[other], contact=by)
    rows = [(f"r{n}", "OL", "reader", n) for n in range(5)]
    log = build_log(
        pd.concat([crossed().as_records(), log_of_days(rows, 100).as_records()]).reset_index(
            drop=True
        ),
        crossed().scheme,
        as_of=day(100),
    )
    low = pw.InvitationRule("Learning", "1")
    assert names(pw.invite(log, rules=[low], contact=by)) == [f"r{n}" for n in range(5)]


def test_groups_cross_as_well(tmp_path: Path) -> None:
    log = crossed()
    rows = log.as_records()
    chapter = (
        rows["participant"].astype("str").map(lambda name: "north" if name < "p5" else "south")
    )
    log = build_log(rows.assign(chapter=chapter), log.scheme, as_of=day(100))
    rule = pw.InvitationRule("Participating", "20", invite_to="Leading", group="chapter")
    answer = pw.invite(log, rules=[rule], contact=policy(tmp_path))
    # p0 of the north is a mentor already
    assert names(answer) == ["chapter south"]
    assert names(pw.invite(log, rules=[rule], contact=policy(tmp_path))) == []


def test_groups_come_from_the_rows_of_the_record_and_some_of_those_were_refused() -> None:
    rows = pd.DataFrame({"participant": ["ana", "ben", None], "program": "OL", "chapter": "north"})
    log = build_log(rows.assign(start=pd.Timestamp("2020-01-01")), crossed().scheme)
    together = log_of_groups(log, "chapter")
    assert (log.people, together.people) == (2, 1)
    assert (log.origin.rows_in, log.origin.refused) == (3, 1)
    assert (together.origin.rows_in, together.origin.refused) == (3, 1)


def test_two_machines_on_one_day_are_noticed_and_count_once(tmp_path: Path) -> None:
    for machine in ("a", "b"):
        (tmp_path / machine).mkdir()
        pw.invite(crossed(), rules=[RULE], contact=policy(tmp_path / machine))
    lines = [(tmp_path / one / "invited.csv").read_text("utf-8").splitlines() for one in "ab"]
    merged = tmp_path / "invited.csv"
    merged.write_text("\n".join([*lines[0], *lines[1][1:]]) + "\n")
    answer = pw.invite(crossed(), rules=[RULE], contact=policy(tmp_path))
    assert names(answer) == []
    assert any("11 people invited twice" in said for said in answer.caveats)
    pw.invite_undo("last", ledger=merged)
    assert names(pw.invite(crossed(), rules=[RULE], contact=policy(tmp_path))) == []
    # the same lines from two copies of one ledger are one
    merged.write_text("\n".join([*lines[0], *lines[0][1:]]) + "\n")
    assert len(pw.invite_show("last", ledger=merged).table) == 11


@pytest.mark.parametrize("cut", [1, 7, 20, 60, 200])
def test_a_ledger_that_is_cut_off_invites_nobody(tmp_path: Path, cut: int) -> None:
    by, ledger = policy(tmp_path), tmp_path / "invited.csv"
    pw.invite(crossed(), rules=[RULE], contact=by)
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-cut])
    if cut == 1:  # only the end of the last line is gone
        assert names(pw.invite(crossed(), rules=[RULE], contact=by)) == []
        return
    with pytest.raises(RecordsError, match="until then nobody is invited"):
        pw.invite(crossed(), rules=[RULE], contact=by)
    assert ledger.read_bytes() == whole[:-cut]


def test_a_ledger_cut_at_the_end_of_a_line_does_not_add_up(tmp_path: Path) -> None:
    by, ledger = policy(tmp_path), tmp_path / "invited.csv"
    pw.invite(crossed(), rules=[RULE], contact=by)
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join(lines[:-2]))
    with pytest.raises(RecordsError, match="has 9 of the 11 lines of the run"):
        pw.invite(crossed(), rules=[RULE], contact=by)
    ledger.write_text("<<<<<<< HEAD\n" + "".join(lines))
    with pytest.raises(RecordsError, match="a mark that git left"):
        pw.invite(crossed(), rules=[RULE], contact=by)


def test_a_clock_that_went_back_invites_nobody_again(tmp_path: Path) -> None:
    by = policy(tmp_path)
    pw.invite(crossed(), rules=[RULE], contact=by)
    rows = crossed().as_records()
    older = build_log(rows[rows["start"] <= day(60)], crossed().scheme, as_of=day(60))
    assert names(pw.invite(older, rules=[RULE], contact=by)) == []


def test_names_come_from_the_users_own_file_and_only_on_request(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "email,role,start\n"
        + "".join(f"p{n}@example.org,mentee,2020-01-{n + 1:02}\n" for n in range(3))
        + "".join(f"p{n}@example.org,mentee,2020-02-{n + 1:02}\n" for n in range(3))
    )
    (tmp_path / "m.toml").write_text(
        '[columns]\nparticipant = "email"\n[constants]\nprogram = "OL"\n'
    )
    log = pw.read(str(tmp_path / "people.csv"), mapping=str(tmp_path / "m.toml"))
    rule = pw.InvitationRule("Participating", "6")
    pw.invite(log, rules=[rule], contact=policy(tmp_path))
    ledger = tmp_path / "invited.csv"
    assert "@" not in ledger.read_text("utf-8")
    (tmp_path / "names.csv").write_text(
        "Name,Mail\nAnna,p0@example.org\nBen,P1@example.org\nZoe,z@example.org\n"
    )
    said = pw.mailing_list("last", tmp_path / "names.csv", tmp_path / "out.csv", ledger=ledger)
    assert "2 people with their names" in said
    assert "1 person of the run not found there" in said
    out = pd.read_csv(tmp_path / "out.csv")
    assert out["Name"].tolist() == ["Anna", "Ben"]
    (tmp_path / "others.csv").write_text("Name,Mail\nZoe,z@example.org\n")
    with pytest.raises(RecordsError, match="Nobody of the run stands in others"):
        pw.mailing_list("last", tmp_path / "others.csv", tmp_path / "o.csv", ledger=ledger)


def test_no_rule_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError, match=r"pathways.toml needs \[\[invite\]\]"):
        pw.invite(crossed(), rules=[], contact=policy(tmp_path))
