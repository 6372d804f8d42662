"""Every export is known by its headers, and counts whom its system says was there."""

from __future__ import annotations

from pathlib import Path

import exports
import pytest
from tables import adds_up, seen, write

from loaders import inspect, known_formats, propose, read
from pathways.errors import MappingError

COUNTED = [
    # what, its format, counted, kept, people who count
    (exports.ZOOM, "zoom-webinar", 4, 4, 4),
    (exports.ZOOM_MEETING, "zoom-meeting", 2, 1, 2),
    (exports.LUMA, "luma-guests", 2, 3, 2),
    (exports.EVENTBRITE, "eventbrite-attendees", 2, 4, 2),
    (exports.EVENTBRITE_ORDERS, "eventbrite-orders", 1, 2, 1),
    (exports.MEETUP, "meetup-attendees", 1, 4, 1),
    (exports.CIVICRM, "civicrm-participant", 2, 4, 1),
    (exports.CIVICRM_ACTIVITY, "civicrm-activity", 2, 1, 2),
    (exports.CIVICRM_CASES, "civicrm-cases", 3, 0, 2),
    (exports.CAMPAIGN_MEMBERS, "salesforce-campaign-member", 3, 2, 2),
    (exports.MAILCHIMP, "mailchimp-audience", 2, 0, 2),
    (exports.FORM, "form-answers", 3, 0, 2),
    (exports.EVENT_LOG, "event-log", 3, 0, 2),
    (exports.NATIONBUILDER, "nationbuilder-people", 2, 3, 1),
    (exports.ACTION_NETWORK, "action-network-report", 1, 2, 1),
    (exports.EVERYACTION, "everyaction-events", 2, 3, 1),
    (exports.ACTIVIST_CODES, "everyaction-activist-codes", 3, 0, 2),
    (exports.AMY, "amy-people", 3, 0, 2),
    (exports.DISCOURSE, "discourse-users", 2, 0, 2),
    (exports.ORBIT, "orbit-members", 2, 0, 2),
    (exports.GITHUB, "github-events", 2, 1, 2),
    (exports.NPSP, "npsp-import", 1, 1, 1),
    (exports.OLS_PROJECTS, "ols-projects", 6, 0, 4),
    (exports.ZOOM_REGISTRATION, "zoom-registration", 0, 3, 0),
    (exports.CANVASS, "van-canvass", 3, 0, 2),
    (exports.GIT_LOG, "git-log", 2, 1, 2),
    (exports.PROCESS_LOG, "process-log", 3, 0, 2),
]


@pytest.mark.parametrize(
    ("content", "name", "counted", "kept", "people"), COUNTED, ids=[row[1] for row in COUNTED]
)
def test_whom_the_system_says_was_there_counts(
    tmp_path: Path, content: str, name: str, counted: int, kept: int, people: int
) -> None:
    found = seen(tmp_path / "a.xls", content)
    row = found.table.iloc[0]
    assert row["format"] == name
    assert row[["counted", "kept", "refused"]].tolist() == [counted, kept, 0]
    assert found.log.people == people
    assert adds_up(found)
    again = seen(tmp_path / "a.xls", content, mapping=write(tmp_path / "m", _toml(found)))
    assert again.table.iloc[0, 2:].tolist() == row[2:].tolist()
    assert again.log.records.equals(found.log.records)


def _toml(found: object) -> str:
    return found.mapping.to_toml()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("content", [row[0] for row in COUNTED], ids=[row[1] for row in COUNTED])
def test_nothing_of_a_person_is_kept(tmp_path: Path, content: str) -> None:
    found = seen(tmp_path / "a.csv", content)
    kept = found.log.records.to_csv() + found.refused.to_csv() + "".join(found.notes)
    for private in (
        "x.example",
        "Ruiz",
        "Ode",
        "Ana",
        "10.1.2",
        "-77.04",
        "999 888",
        "m.example",
        "ana-r",
    ):
        assert private not in kept, private


def test_a_webinar_has_hosts_speakers_and_attendees_who_are_there_once(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", exports.ZOOM)
    counted = found.log.counted
    assert sorted(counted["role"]) == ["attendee", "attendee", "host", "speaker"]
    assert set(counted["program"]) == {"Open Salon"}
    assert set(counted["start"].dt.strftime("%Y-%m-%d")) == {"2026-03-10"}
    assert any("2 where the person was there already" in note for note in found.notes)
    assert found.refused.empty
    assert found.places["row"].tolist() == [7, 10, 11, 14, 15, 16, 17, 18]


def test_what_the_files_own_words_count_as_is_said(tmp_path: Path) -> None:
    said = 'Status: "RSVP: Yes" 1 (registered)'
    meetup = seen(tmp_path / "a.xls", exports.MEETUP).notes
    assert any(note.startswith("Status: ") and said[8:] in note for note in meetup)
    eventbrite = seen(tmp_path / "b.csv", exports.EVENTBRITE).notes
    assert (
        'Status: "Checked In" 2 (attended), "Attending" 2 (registered), "Refunded" 1 (cancelled), '
        '"Not Attending" 1 (cancelled); counted 2.' in eventbrite
    )
    luma = seen(tmp_path / "c.csv", exports.LUMA).notes
    assert any("a time 2 (attended)" in note and note.endswith("counted 2.") for note in luma)


def test_a_buyers_address_on_several_tickets_is_asked_about(tmp_path: Path) -> None:
    (proposal,) = propose(write(tmp_path / "a.csv", exports.EVENTBRITE))
    (asked,) = [question for question in proposal.questions if question.about == "participant"]
    assert asked.choices[1].answer == "First Name + Last Name"
    assert not asked.needed


def test_a_contact_is_the_person_and_its_registration_the_key(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", exports.CIVICRM)
    assert found.mapping.columns["participant"] == "Contact ID"
    assert found.mapping.columns["engagement"] == "Participant ID"
    assert set(found.log.counted["participant"]) == {"31"}
    assert found.log.counted["start"].dt.month.tolist() == [6, 9]


def test_members_of_campaigns_are_read_with_their_campaigns(tmp_path: Path) -> None:
    members = write(tmp_path / "x.csv", exports.CAMPAIGN_MEMBERS)
    campaigns = write(tmp_path / "y.csv", exports.CAMPAIGNS)
    for files in ((members, campaigns), (campaigns, members)):
        found = inspect(*files)
        assert found.table["file"].tolist() == ["x.csv"]
        assert set(found.log.counted["program"]) == {"Open Day", "Course"}
        assert found.log.counted["start"].dt.day.tolist() == [13, 23, 23]
        assert set(found.log.counted["participant"]) == {"003A", "00QB"}
        assert "2 of 2" not in found.notes[0]
        assert found.notes[0].startswith("x.csv and y.csv belong together: 3 of 3")


def test_two_equally_good_formats_are_a_question(tmp_path: Path) -> None:
    luma, meetup = exports.LUMA.splitlines(), exports.MEETUP.splitlines()
    heads = f"{luma[0]},{meetup[0]}".replace("\t", ",")
    row = f"{luma[1]},{meetup[1]}".replace("\t", ",")
    path = write(tmp_path / "luma.csv", f"{heads}\n{row}\n")
    with pytest.raises(MappingError, match="luma-guests or meetup-attendees: say which"):
        read(path)
    assert inspect(path, mapping={"format": "luma-guests"}).table.loc[0, "format"] == "luma-guests"
    with pytest.raises(MappingError, match=r'format "lume-guests" is not one of'):
        read(path, mapping={"format": "lume-guests"})


def test_a_format_is_known_by_its_headers_alone(tmp_path: Path) -> None:
    found = seen(tmp_path / "eventbrite-attendees.csv", exports.LUMA)
    assert found.table.loc[0, "format"] == "luma-guests"
    names = [known.name for known in known_formats()]
    assert len(names) == len(set(names))


def test_totals_without_dates_are_known_and_cannot_be_put_in_order(tmp_path: Path) -> None:
    file = write(tmp_path / "staff.csv", exports.AMY_STAFF)
    assert propose(file)[0].format == "amy-staff"
    with pytest.raises(MappingError, match=r"totals of each person, without the day.*Give the"):
        read(file)


def test_who_did_not_agree_to_the_use_of_data_is_in_no_record(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", exports.AMY_REQUESTS)
    row = found.table.iloc[0]
    assert row["format"] == "amy-training-requests"
    assert row[["counted", "kept", "refused"]].tolist() == [0, 1, 1]
    assert found.refused["rule"].tolist() == ["consent"]
    assert len(found.log.records) == 1
