"""Thresholds and invitations: napkin answers, a slow oracle, and that nobody is invited twice."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, shuffled

from pathways.errors import NoAnswerError, OptionError, RecordsError, SchemeError
from pathways.measures.invitations import invitations
from pathways.measures.thresholds import thresholds
from pathways.project.config import load_project
from pathways.record.log import EngagementLog, build_log
from pathways.scoring.contact_policy import Contact, Invitation, add_invitations, read_invitations
from pathways.scoring.weighting import Multiplier, Weighting

# A mentee has 3 points; 6 within 365 days are asked for. Ana has them in June; Ben's first ones
# are gone when he comes again; Cleo has led before, Dara leads later; Eli has 3.
NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentee 2020-06-01
ben  OL 1 mentee 2020-01-01
ben  OL 3 mentee 2020-12-31
cleo OL 0 mentor 2019-01-01
cleo OL 1 mentee 2020-01-01
cleo OL 1 mentee 2020-01-01
dara OL 1 mentee 2020-01-01
dara OL 2 mentee 2020-06-01
dara OL 3 mentor 2020-12-31
eli  OL 3 mentee 2020-12-31
"""
ASKED: dict[str, Any] = {"tier": "Participating", "min": 6, "window": "365d"}
USUAL: dict[str, Any] = {**ASKED, "window": None}


def states(log: EngagementLog, **options: Any) -> dict[str, tuple[int, int]]:
    """People and new people by state, states without people left out."""
    table = thresholds(log, **{**ASKED, **options}).table
    rows = table.fillna(0).itertuples(index=False)
    return {row.state: (row.people, row.new) for row in rows if row.people}


def listed(log: EngagementLog, **options: Any) -> list[tuple[str, str]]:
    table = invitations(log, **{**ASKED, **options}).table
    return list(zip(table["participant"], table["crossed"], strict=True))


def test_five_people_on_a_napkin() -> None:
    log = log_of(NAPKIN)
    # 31 December 2020 is 365 days after 1 January: Ben's first points have just gone.
    assert states(log) == {
        "crossed": (3, 3),
        "at the target tier": (2, 2),
        "to invite": (1, 1),
        "not crossed yet": (2, 0),
    }
    assert listed(log) == [("ana", "2020-06-01")]
    # In calendar months 2020 had a leap day: the same day a year before is out, the next is in.
    assert listed(log, window="12m") == listed(log, window="366d")
    assert listed(log, window="366d") == [("ben", "2020-12-31"), ("ana", "2020-06-01")]
    assert str(thresholds(log, **ASKED)) == (
        "Of 5 people with points at Participating, 3 have reached 6 points within 365 days; "
        "1 is to be invited to Leading."
    )
    assert str(invitations(log, **ASKED)) == (
        "1 person is to be invited to Leading, having reached 6 points within 365 days at "
        "Participating."
    )


def test_newly_crossed() -> None:
    log = log_of(NAPKIN)
    assert states(log, since="2020-01-01") == {
        "crossed": (3, 2),
        "at the target tier": (2, 1),
        "to invite": (1, 1),
        "not crossed yet": (2, 0),
    }
    assert listed(log, since="2020-06-01") == []
    assert listed(log, since="2020-05-31") == [("ana", "2020-06-01")]
    assert str(thresholds(log, **ASKED, since="2020-05-31")) == (
        "Of 5 people with points at Participating, 3 have reached 6 points within 365 days, "
        "2 of them since 2020-05-31; 1 of these is to be invited to Leading."
    )


def test_a_late_record_is_not_new_and_is_spoken_of(tmp_path: Path) -> None:
    contact = Contact(invited=tmp_path / "invited.csv")
    add_invitations(contact.invited, [Invitation("ana", "2020-12-31", "Leading")])
    log = log_of(f"{NAPKIN}\nlou OL 1 mentee 2020-03-01\nlou OL 2 mentee 2020-04-01")
    assert listed(log, contact=contact) == []
    assert (
        "Crossed by 2020-12-31, still to invite and not new: 1 person, whose records came late or "
        'who had to wait; since="start" (--since start) has everyone.'
    ) in thresholds(log, **ASKED, contact=contact).caveats
    assert listed(log, contact=contact, since="start") == [("lou", "2020-04-01")]


def test_raw_unless_weighted_points_are_asked_for() -> None:
    log = log_of(NAPKIN)
    double = Weighting((Multiplier("program", "OL", "2"),))
    assert states(log, weighted_by=double)["crossed"] == (5, 5)
    assert "6 weighted points" in str(thresholds(log, **ASKED, weighted_by=double))


def test_a_target_further_up_and_who_is_above_it() -> None:
    text = "a GS 1 reader 2020-01-01\nb GS 1 reader 2020-01-01\nb OL 1 mentor 2019-01-01"
    options = {"tier": "Learning", "min": "0.5"}
    assert listed(log_of(text), **options) == [("a", "2020-01-01")]
    assert invitations(log_of(text), **options).table["invite_to"].tolist() == ["Participating"]
    assert listed(log_of(text), **options, invite_to="Leading") == [("a", "2020-01-01")]


def test_running_twice_invites_nobody_twice(tmp_path: Path) -> None:
    file = tmp_path / "invited.csv"
    log = log_of(NAPKIN)
    contact = Contact(invited=file)
    assert not file.exists()
    for person, _ in listed(log, contact=contact):
        add_invitations(file, [Invitation(person, log.as_of.label, "Leading")])
    assert read_invitations(file) == (Invitation("ana", "2020-12-31", "Leading"),)
    assert listed(log, contact=contact) == []
    assert states(log, contact=contact)["invited before"] == (1, 0)
    # By the dates of runs: half a year later she may be asked again, by who asks for everyone.
    for day, again in (("2021-06-28", []), ("2021-06-29", [("ana", "2020-06-01")])):
        later = log_of(NAPKIN, as_of=day)
        assert listed(later, contact=contact) == []
        assert listed(later, contact=contact, since="start") == again
    # Who crosses after the last run is new.
    more = log_of(f"{NAPKIN}\neli OL 4 mentee 2021-01-05")
    assert listed(more, contact=contact) == [("eli", "2021-01-05")]


def test_contact_is_allowed_by_a_clear_yes_only() -> None:
    lines = "\n".join(f"{name} OL 1 mentee 2020-0{n}-01" for n in (1, 2) for name in "abcd")
    records = log_of(lines).as_records().sort_values(["participant", "start"])
    answers = ["yes", None, "yes", "no", None, None, "no", " Yes "]
    log = build_log(records.assign(mail=answers), MOUNTAIN)
    policy = Contact(attribute="mail")
    assert listed(log, contact=policy) == [("a", "2020-02-01"), ("d", "2020-02-01")]
    assert states(log, contact=policy)["contact not allowed"] == (2, 2)
    two = records.assign(mail=answers).query("participant == 'd'").assign(start="2020-01-01")
    same_day = build_log(two.assign(start=pd.to_datetime(two["start"])), MOUNTAIN)
    assert listed(same_day, contact=policy) == []
    with pytest.raises(OptionError, match='key "male" is not one of'):
        listed(log, contact=Contact(attribute="male"))


def test_a_record_of_editions_counts_in_editions(tmp_path: Path) -> None:
    log = log_of(
        """
        a OL 1 mentee
        a OL 2 mentee
        b OL 1 mentee
        b OL 3 mentee
        c OL 3 mentor
        """
    )
    assert listed(log, window="2e") == [("a", "edition 2")]
    assert listed(log, window="3e") == [("b", "edition 3"), ("a", "edition 2")]
    assert listed(log, window="3e", since="2") == [("b", "edition 3")]
    assert states(log, window="1e") == {"not crossed yet": (2, 0)}
    assert str(thresholds(log, **USUAL)) == (
        "Of 2 people with points at Participating, 0 have reached 6 points within 1 edition."
    )
    file = tmp_path / "invited.csv"
    add_invitations(file, [Invitation("a", log.as_of.label, "Leading")])
    contact = Contact(invited=file)
    assert states(log, window="3e", contact=contact, since="start")["invited before"] == (1, 1)
    with pytest.raises(OptionError, match='since "9" is not one of 1, 2, 3'):
        listed(log, window="1e", since="9")


def test_a_run_on_parallel_editions_is_a_moment_too(tmp_path: Path) -> None:
    editions = pd.DataFrame({"edition": ["1", "2a", "2b", "3"], "rank": [1, 2, 2, 3]})
    log = log_of("a OL 2a mentee\na OL 2b mentee\nb OL 2a mentee", editions=editions)
    assert log.as_of.label == "edition 2a and 2b"
    contact = Contact(invited=tmp_path / "invited.csv")
    assert listed(log, window="1e", contact=contact) == [("a", "edition 2a and 2b")]
    add_invitations(tmp_path / "invited.csv", [Invitation("a", log.as_of.label, "Leading")])
    assert listed(log, window="1e", contact=contact) == []


def test_records_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(thresholds(none, **ASKED)) == "Nobody has points at Participating yet."
    assert thresholds(none, **ASKED).table["people"].tolist() == [0] * 6
    assert invitations(none, **ASKED).table.empty
    one = log_of("a OL 1 mentee 2020-01-01")
    assert str(thresholds(one, tier="Participating", min=3)) == (
        "Of 1 person with points at Participating, 1 has reached 3 points within 12 months; "
        "1 is to be invited to Leading."
    )
    no_edition = log_of("a OL - mentee 2020-01-01")
    assert listed(no_edition, min=3) == [("a", "2020-01-01")]


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"tier": "Leading"}, NoAnswerError, "Leading is the top tier"),
        ({"tier": "Leding"}, SchemeError, 'the nearest is "Leading"'),
        ({"invite_to": "Learning"}, OptionError, "Learning does not lie above Participating"),
        ({"min": 0}, OptionError, "more than 0"),
        ({"min": "six"}, OptionError, 'not "six"'),
        ({"window": "soon"}, OptionError, "12m, 90d or 1e"),
        ({"since": "soon"}, OptionError, "a date such as 2026-06-30"),
    ],
)
def test_what_cannot_be_answered_says_so(
    options: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        thresholds(log_of(NAPKIN), **{**ASKED, **options})


def test_a_file_of_something_else(tmp_path: Path) -> None:
    file = tmp_path / "invited.csv"
    file.write_text("name,when\nana,2020-01-01\n")
    with pytest.raises(RecordsError) as error:
        thresholds(log_of(NAPKIN), **ASKED, contact=Contact(invited=file))
    assert str(error.value) == (
        "invited.csv is no file of invitations (participant, invited, tier)."
    )
    with pytest.raises(RecordsError):
        add_invitations(file, [])
    assert file.read_text() == "name,when\nana,2020-01-01\n"
    with pytest.raises(OptionError, match="A cooldown is in days"):
        Contact(cooldown="1e")


def test_the_project_file_says_the_policy(tmp_path: Path) -> None:
    file = tmp_path / "pathways.toml"
    file.write_text(
        '[contact]\nattribute = "mail"\nvalues = ["ja", "yes"]\ncooldown = "90d"\n'
        'invited = "invited.csv"\n'
    )
    policy = load_project(file, ()).contact
    assert policy == Contact("mail", ("ja", "yes"), "90d", tmp_path / "invited.csv")
    file.write_text('[contact]\ncooldwn = "90d"\n')
    with pytest.raises(RecordsError, match='the nearest is "cooldown"'):
        load_project(file, ())


def slow(log: EngagementLog, least: int, window: int) -> dict[str, date]:
    """The first day on which each person has so many points at Participating, day by day."""
    found: dict[str, date] = {}
    rows = [r for r in log.counted.to_dict("records") if r["tier"] == "Participating"]
    for person in sorted({str(row["participant"]) for row in rows}):
        own = [row["start"].date() for row in rows if row["participant"] == person]
        for day in sorted(own):
            inside = [other for other in own if day - timedelta(window) < other <= day]
            if 3 * len(inside) >= least:
                found[person] = day
                break
    return found


@settings(max_examples=25, deadline=None)
@given(frames(people=3, days=200, rows=40), st.integers(1, 12), st.sampled_from([1, 30, 90, 365]))
def test_as_in_plain_loops(frame: pd.DataFrame, least: int, window: int) -> None:
    log = build_log(frame, MOUNTAIN)
    assume(log.unit == "day" and not log.mostly_editions)
    asked: dict[str, Any] = {"tier": "Participating", "min": least, "window": f"{window}d"}
    crossed = slow(log, least, window)
    leads = set(log.counted.loc[log.counted["tier"] == "Leading", "participant"])
    expected = {(name, day.isoformat()) for name, day in crossed.items() if name not in leads}
    assert set(listed(log, **asked)) == expected
    people = states(log, **asked)
    assert people.get("crossed", (0, 0)) == (len(crossed), len(crossed))
    parts = ("at the target tier", "contact not allowed", "invited before", "to invite")
    assert sum(people.get(name, (0, 0))[0] for name in parts) == len(crossed)


@settings(max_examples=8, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    first, second = (thresholds(log, **USUAL) for log in (one, other))
    pd.testing.assert_frame_equal(first.table, second.table)


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    table = thresholds(ols_log(), tier="Collaborating", min=8, window="2e").table
    people = dict(zip(table["state"], table["people"], strict=True))
    counted = ols_log().counted
    assert people["crossed"] + people["not crossed yet"] == counted.loc[
        counted["tier"] == "Collaborating", "participant"
    ].nunique()  # fmt: skip
    assert people["crossed"] == people["at the target tier"] + people["to invite"]
