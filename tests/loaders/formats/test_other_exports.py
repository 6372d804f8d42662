"""The same systems in another year, language or report; nobody in these files is real."""

from __future__ import annotations

from pathlib import Path

import pytest
from tables import adds_up, seen, write

from loaders import inspect, read
from pathways.errors import MappingError

LUMA = """\
guest_id,name,email,created_at,approval_status,checked_in_at,qr_code_url,eth_address,ticket_name,\
What's your company?
g-1,Ana Ruiz,ana@x.example,2025-02-01T10:11:12.123Z,approved,2025-03-09T17:55:00.000Z,u,0x1,Guest,X
g-2,Ben Ode,ben@x.example,2025-02-02T10:11:12.123Z,approved,,u,,Guest,
g-3,Cy Dahl,cy@x.example,2025-02-03T10:11:12.123Z,pending_approval,,u,,Guest,
"""
ZOOM_LISTED = """\
Topic,ID,Host name,Host email,Start time,End time,Participants,Duration (minutes),\
Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room
Circle,812,Ana Ruiz,ana@x.example,05/16/2025 05:58:12 PM,05/16/2025 07:00:01 PM,3,62,\
Ana Ruiz,ana@x.example,05/16/2025 05:58:12 PM,05/16/2025 07:00:01 PM,62,No,No
Circle,812,Ana Ruiz,ana@x.example,05/16/2025 05:58:12 PM,05/16/2025 07:00:01 PM,3,62,\
Ben Ode,ben@x.example,05/16/2025 06:01:12 PM,05/16/2025 06:20:01 PM,19,Yes,No
Circle,812,Ana Ruiz,ana@x.example,05/16/2025 05:58:12 PM,05/16/2025 07:00:01 PM,3,62,\
Cy Dahl,cy@x.example,05/16/2025 05:59:00 PM,05/16/2025 05:59:40 PM,1,Yes,Yes
"""
ZOOM_BY_PHONE = """\
Attendee Report,,,,,
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),,
Open Class,847 5984 1045,"Mar 22, 2025 7:13 PM",90,,
Attendee Details,,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)
Yes,Ana Ruiz,ana@x.example,"Mar 22, 2025 19:20:00","Mar 22, 2025 20:00:00",40
No,Ben Ode,ben@x.example,--,--,--
Other Attended,,,,,
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name,
+491705550199,"Mar 22, 2025 19:25:00","Mar 22, 2025 19:45:00",20,Germany,
"""
EVENTBRITE = """\
Order ID,Order date,Attendee status,Attendee first name,Attendee last name,Attendee email,\
Event name,Event start date,Event start time,Ticket type,Buyer first name,Buyer last name,\
Buyer email
81,2025-01-05,Checked In,Ana,Ruiz,ana@x.example,School,2025-02-08,10:00 AM,General,Ana,Ruiz,\
ana@x.example
81,2025-01-05,Attending,Ben,Ode,ben@x.example,School,2025-02-08,10:00 AM,General,Ana,Ruiz,\
ana@x.example
82,2025-01-06,Refunded,Cy,Dahl,cy@x.example,School,2025-02-08,10:00 AM,Helper,Cy,Dahl,cy@x.example
"""
EVENTBRITE_GERMAN = """\
Bestellnr.;Bestelldatum;Vorname;Nachname;E-Mail-Adresse;Tickettyp;Teilnehmerstatus;\
Name der Veranstaltung;Startdatum der Veranstaltung
81;05.01.2025;Ana;Ruiz;ana@x.example;Standard;Eingecheckt;Winterschule;18.02.2025
81;05.01.2025;Ben;Ode;ben@x.example;Standard;Angemeldet;Winterschule;18.02.2025
82;16.01.2025;Cy;Dahl;cy@x.example;Helfer;Erstattet;Winterschule;18.02.2025
"""
OPEN_FORUM = """\
id,name,username,email,created_at,trust_level,approved,staged,ip_address,posts_read_count
1,Ana Ruiz,ana_r,ana@x.example,2023-01-13 10:00:00 UTC,3,false,false,10.1.2.3,9
2,Ben Ode,ben_o,ben@x.example,2023-02-13 10:00:00 UTC,0,false,false,10.1.2.4,9
3,Cy Dahl,cy_d,cy@x.example,2023-02-13 10:00:00 UTC,0,false,true,,0
-1,system,system,no_email,2020-02-13 10:00:00 UTC,4,true,false,,9
"""
CAMPAIGN_REPORT = """\
Campaign Name,Member Type,Member Status,Responded,Contact ID,Lead ID,First Name,Last Name,\
Start Date,Campaign Type
Open Day,Contact,Attended,1,003A,,Ana,Ruiz,20/02/2025,Event
Open Day,Contact,Invited,0,003B,,Ben,Ode,20/02/2025,Event
Course,Lead,Registered,1,,00QC,Cy,Dahl,25/04/2025,Training
"""
PEOPLE_OF_COHORTS = """\
,city,country,first-name,last-name,country_3,longitude,ols-1-role,ols-1-participant,ols-2-role,\
ols-2-mentor
ana-1,Lima,Peru,Ana,Ruiz,PER,-77.04,participant,A project,mentor,Another
ben-2,Lima,Peru,Ben,Ode,PER,-77.04,"expert, mentor, mentor",,,
"""
VOLUNTEERS = """\
VANID,Event Name,Event Date,Role,Status,Recruited By
101,Canvass,4/12/2025,Canvasser,Completed,Ruiz
102,Canvass,4/13/2025,Canvasser,Scheduled,Ruiz
"""
ZOOM_USAGE = """\
Topic,Meeting ID,User Name,User Email,Start Time,End Time,Duration (Minutes),Participants,\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Call,812,Hana Host,hana@x.example,09/16/2025 05:58:00 PM,09/16/2025 07:01:00 PM,63,3,\
Hana Host,hana@x.example,09/16/2025 05:58:00 PM,09/16/2025 07:01:00 PM,63,No,No
Call,812,Hana Host,hana@x.example,09/16/2025 05:58:00 PM,09/16/2025 07:01:00 PM,63,3,\
Ana Ruiz,ana@x.example,09/16/2025 06:00:00 PM,09/16/2025 06:20:00 PM,20,Yes,No
Call,812,Hana Host,hana@x.example,09/16/2025 05:58:00 PM,09/16/2025 07:01:00 PM,63,3,\
Ben Ode,,09/16/2025 06:25:00 PM,09/16/2025 07:00:00 PM,35,Yes,No
"""
CIVICRM_API = """\
id,contact_id,event_id,event_id.title,event_id.start_date,status_id:label,role_id:label,\
register_date,is_test
1,31,5,Open Day,2024-06-13 10:00:00,Attended,Attendee,2024-05-01 09:12:00,false
2,32,5,Open Day,2024-06-13 10:00:00,Registered,Attendee,2024-05-02 09:12:00,false
3,32,6,Course,2024-09-13 10:00:00,Attended,"Attendee,Volunteer",2024-08-02 09:12:00,false
4,33,6,Course,2024-09-13 10:00:00,Attended,Attendee,2024-08-02 09:12:00,true
"""
SHIFTS = """\
timeslot start,timeslot end,event title,user id,attended
2024-06-13T09:00:00-04:00,2024-06-13T11:00:00-04:00,Doors,77,true
2024-06-13T09:00:00-04:00,2024-06-13T11:00:00-04:00,Doors,78,false
"""
COUNTED = [
    # what, its format, counted, kept, people who count
    (LUMA, "luma-guests", 1, 2, 1),
    (ZOOM_LISTED, "zoom-meeting", 2, 1, 2),
    (ZOOM_BY_PHONE, "zoom-webinar", 2, 1, 2),
    (EVENTBRITE, "eventbrite-attendees", 1, 2, 1),
    (EVENTBRITE_GERMAN, "eventbrite-attendees", 1, 2, 1),
    (OPEN_FORUM, "discourse-users", 2, 2, 2),
    (CAMPAIGN_REPORT, "salesforce-campaign-report", 2, 1, 2),
    (PEOPLE_OF_COHORTS, "ols-people", 4, 0, 2),
    (VOLUNTEERS, "everyaction-events", 1, 1, 1),
    (ZOOM_USAGE, "zoom-meeting", 3, 0, 3),
    (CIVICRM_API, "civicrm-participant-api", 3, 2, 2),
    (SHIFTS, "tidy", 1, 1, 1),
]


@pytest.mark.parametrize(
    ("content", "name", "counted", "kept", "people"), COUNTED, ids=[row[1] for row in COUNTED]
)
def test_whom_the_system_says_was_there_counts_here_too(
    tmp_path: Path, content: str, name: str, counted: int, kept: int, people: int
) -> None:
    found = seen(tmp_path / "a.csv", content)
    row = found.table.iloc[0]
    assert row["format"] == name
    assert row[["counted", "kept", "refused"]].tolist() == [counted, kept, 0]
    assert found.log.people == people
    assert adds_up(found)
    told = found.log.records.to_csv() + "".join(found.notes)
    for private in ("x.example", "Ruiz", "Ode", "Ana", "10.1.2", "-77.04", "5550199", "0x1"):
        assert private not in told, private


def test_the_day_is_that_of_the_event_and_not_of_the_order(tmp_path: Path) -> None:
    for content in (EVENTBRITE, EVENTBRITE_GERMAN):
        log = read(write(tmp_path / "a.csv", content))
        assert set(log.records["start"].dt.month) == {2}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Id,Name,StartDate,EndDate,IsActive\n701A,Open Day,2025-03-01,,true\n", "name nobody"),
        (
            "Name (Original Name),User Email,Total Duration (Minutes)\nAna,a@x.example,6\n",
            "says no day",
        ),
    ],
)
def test_what_is_no_record_by_itself_says_what_to_give(
    tmp_path: Path, content: str, why: str
) -> None:
    with pytest.raises(MappingError, match=rf"{why}\. (?:Give|Export)"):
        inspect(write(tmp_path / "a.csv", content))


def test_stages_are_no_days_of_an_order_and_its_event(tmp_path: Path) -> None:
    stages = "Name,Applied,Trained\nAna,2024-01-02,2024-02-01\nBen,2024-01-03,\n"
    assert read(write(tmp_path / "a.csv", stages)).records["program"].nunique() == 2
    order = stages.replace("Applied", "Order date").replace("Trained", "Event date")
    assert read(write(tmp_path / "b.csv", order)).records["program"].nunique() == 1


def test_a_column_of_statuses_whose_words_nobody_knows_is_named(tmp_path: Path) -> None:
    rows = "person,event,date,attendee status\n1,Gala,2024-05-01,Blue\n2,Gala,2024-05-01,Red\n"
    notes = " ".join(seen(tmp_path / "a.csv", rows).notes)
    assert 'Column "attendee status" is called a status' in notes
    assert "Blue" not in notes


def test_numbers_of_two_systems_are_said_to_count_as_one_person(tmp_path: Path) -> None:
    members = (
        "Participant ID,Contact ID,Event,Event Start Date,Status\n1,101,Fair,2024-05-11,Attended\n"
    )
    civicrm, van = write(tmp_path / "c.csv", members), write(tmp_path / "v.csv", VOLUNTEERS)
    log = read(civicrm, van)
    assert log.people == 1
    assert any("1 number stands for a person in c.csv and in v.csv" in note for note in log.notes)
    assert not any("two systems" in note for note in read(van).notes)


MEETUPS = [
    ("Benutzer-ID\tEvent-Host\tRSVP\tRSVP am\tGruppe beigetreten am\tTeilnahme",
     "Ja", "Nein", "Teilgenommen", "Nicht erschienen"),
    ("ID utilisateur\tOrganisateur de l'événement\tRSVP\tRSVP le\tA rejoint le groupe le\tPrésence",
     "Oui", "Non", "A participé", "Absent"),
    ("ID de usuario\tAnfitrión del evento\tRSVP\tRSVP el\tSe unió al grupo el\tAsistencia",
     "Sí", "No", "Asistió", "No asistió"),
    ("ID do usuário\tAnfitrião do evento\tRSVP\tRSVP em\tEntrou no grupo em\tPresença",
     "Sim", "Não", "Compareceu", "Não compareceu"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "yes", "no", "came", "missed"), MEETUPS)
def test_an_answer_to_a_meetup_is_no_attendance_in_other_languages(
    tmp_path: Path, head: str, yes: str, no: str, came: str, missed: str
) -> None:
    rows = [
        f"101\t{yes}\t{yes}\t2024-05-13\t2020-01-31\t{came}",
        f"102\t{no}\t{yes}\t2024-05-14\t2021-01-31\t{missed}",
        f"103\t{no}\t{no}\t2024-05-14\t2021-01-31\t",
        f"104\t{no}\t{yes}\t2024-05-14\t2021-01-31\t",
    ]
    path = tmp_path / "m.xls"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    found = inspect(path)
    assert found.table[["format", "rows_in", "counted", "kept"]].values.tolist() == [
        ["meetup-attendees", 4, 1, 3]
    ]
    assert found.log.counted["participant"].tolist() == ["101"]
    statuses = found.log.records.sort_values("record")["status"].astype("str").tolist()
    assert statuses == ["attended", "no-show", "withdrawn", "registered"]


FRENCH = (
    "N° de commande;Prénom;Nom de famille;E-mail;Type de billet;Statut du participant;"
    "Nom de l'événement;Date de début de l'événement"
)
SPANISH = (
    "Nº de pedido;Nombre;Apellidos;Correo electrónico;Tipo de entrada;Estado del asistente;"
    "Nombre del evento;Fecha de inicio del evento"
)
GERMAN = "Bestellnr.;Vorname;Nachname;E-Mail;Ticketart;Teilnehmerstatus;Eventname;Startdatum"


@pytest.mark.parametrize(
    ("head", "came", "ticket", "back"),
    [
        (FRENCH, "Enregistré", "Participe", "Remboursé"),
        (SPANISH, "Registrado", "Asistirá", "Reembolsado"),
        (GERMAN, "Eingecheckt", "Nimmt teil", "Erstattet"),
    ],
)
def test_tickets_are_no_attendance_in_other_languages(
    tmp_path: Path, head: str, came: str, ticket: str, back: str
) -> None:
    people = (("Ana;Ruiz;ana", came), ("Ben;Ode;ben", ticket), ("Cy;Dahl;cy", back))
    rows = [f"{n};{who}@x.example;A;{word};Fest;20.01.2024" for n, (who, word) in enumerate(people)]
    path = tmp_path / "e.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8-sig")
    found = inspect(path)
    assert found.table[["format", "counted", "kept", "refused"]].values.tolist() == [
        ["eventbrite-attendees", 1, 2, 0]
    ]
    assert found.log.counted["start"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-20"]
    assert not [name for name in ("Ruiz", "x.example") if name in found.log.records.to_csv()]
