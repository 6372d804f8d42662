"""Files of the kinds that people have, small enough to count by hand; nobody in them is real."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

ATTENDANCE = """\
Attendance spring,,,,,
Prepared by the office,,,,,
Name,Email,Orientation 3/1/2025,Creek Cleanup 3/15/2025,"Block Party (April 5, 2025)",Notes
Ana Ruiz,ana@x.example,x,✓,,came late
Ben Ode,ben@x.example,X,absent,yes,
Cy Dahl,cy@x.example,excused,2.5,1,
Di Moss,di@x.example,-,n/a,,
"""
GERMAN_FORM = """\
Zeitstempel;E-Mail-Adresse;Vorname;Nachname;An welchen Angeboten hast du teilgenommen?;Deine Rolle
03.04.2024 12:10:05;a@x.example;Änne;Groß;Gartentag, Lesekreis;Helferin
14.04.2024 09:00:00;b@x.example;Bö;Klein;Gartentag;Gast
15.04.2024 09:00:00;a@x.example;Änne;Groß;Lesekreis;Leitung
"""
HOURS = """\
Volunteer,Date,Activity,Hours
Maria Lopez,3/15/24,Food sorting,2
"Lopez, Maria",4/2/24,Delivery,1.5
Jo Park,3/20/24,Food sorting,3
Jo Park,5/5/24,Food sorting,3
Total,,,9.5
"""
SALESFORCE = """\
Id,IsDeleted,CampaignId,Campaign Name,ContactId,Status,HasResponded,CreatedDate
00v01,false,701A,Open Day,003A,Responded,true,2024-03-01T10:00:00.000Z
00v02,false,701A,Open Day,003B,Sent,false,2024-03-01T10:00:00.000Z
00v03,true,701A,Open Day,003C,Responded,true,2024-03-01T10:00:00.000Z
00v04,false,701B,Course,003A,Responded,true,2024-06-01T10:00:00.000Z
00v05,false,701B,Course,003B,Responded,true,2024-06-02T10:00:00.000Z
"""
EVENTBRITE = """\
Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee Status,Event Name,Event Date
1001,1/3/24,Ana,Ruiz,ana@x.example,General,Checked In,Open Day,1/20/24
1002,1/4/24,Ben,Ode,ben@x.example,Volunteer,Attending,Open Day,1/20/24
1003,1/5/24,Cy,Dahl,cy@x.example,Volunteer,Checked In,Open Day,1/20/24
1004,5/1/24,Ana,Ruiz,ana@x.example,Volunteer,Checked In,Summer Day,6/15/24
1005,5/2/24,Di,Moss,di@x.example,General,Refunded,Summer Day,6/15/24
"""
LUMA = """\
api_id,name,first_name,last_name,email,created_at,approval_status,checked_in_at,ticket_name,event
gst-1,Ana Ruiz,Ana,Ruiz,ana@x.example,2024-03-01T10:00:00Z,approved,2024-03-09T17:55:00Z,Guest,Salon
gst-2,Ben Ode,Ben,Ode,ben@x.example,2024-03-01T11:00:00Z,approved,,Guest,Salon
gst-3,Ana Ruiz,Ana,Ruiz,ana@x.example,2024-04-01T10:00:00Z,approved,2024-04-09T17:55:00Z,Host,Salon
"""
GRANTS = """\
Grantee,Fiscal Year,Grant Program,Amount
River Trust,FY2012,Seed,5000
River Trust,FY2013,Growth,20000
Hill School,FY2012,Seed,4000
Lake Club,FY2013,Seed,4500
Lake Club,FY2014,Growth,15000
"""
GRANTS_WIDE = """\
Grantee,2019,2020,2021
River Trust,"$5,000","$20,000",
Hill School,"$4,000",,
Lake Club,,"$4,500","$15,000"
"""
SCHOOL_YEARS = """\
Student,School Year,Programme,Role
s1,2011-12,Choir,member
s1,2012-13,Choir,leader
s2,2011-12,Choir,member
s2,2012-13,Theatre,member
s3,2012-13,Choir,member
"""
STAGES = """\
Name,Applied,Interviewed,Trained,First shift
Ana Ruiz,2024-01-02,2024-01-10,2024-02-01,2024-02-10
Ben Ode,2024-01-03,2024-01-11,,
Cy Dahl,2024-01-05,,,
"""
SPANISH = """\
Nombre,Apellidos,Correo electrónico,Actividad,Fecha,Rol,Asistencia
Ana,Ruiz,ana@x.example,Taller,3 de mayo de 2024,asistente,Sí
Ben,Ode,ben@x.example,Taller,3 de mayo de 2024,asistente,No
Ana,Ruiz,ana@x.example,Foro,9 de junio de 2024,ponente,Sí
"""
FRENCH = """\
Prénom;Nom;Événement;Date de l'événement;Rôle;Présent
Ana;Ruiz;Atelier;03/05/2024;participante;oui
Ben;Ode;Atelier;03/05/2024;participant;non
Ana;Ruiz;Forum;23/06/2024;intervenante;oui
"""
PORTUGUESE = """\
Carimbo de data/hora,Endereço de e-mail,Nome completo,Atividade,Função
13/05/2024 10:00:00,ana@x.example,Ana Ruiz,Oficina,participante
13/05/2024 10:05:00,ben@x.example,Ben Ode,Oficina,participante
14/06/2024 10:00:00,ana@x.example,Ana Ruiz,Fórum,palestrante
"""
MARKDOWN = """\
# Who came

| Name | Event | Date |
|------|:-----:|-----:|
| Ana  | Intro | 3 May 2024 |
| Ben  | Intro | 3 May 2024 |
| Ben  | Sprint | 9 June 2024 |

That was all.
"""
YAML = """\
- name: Ana Ruiz
  event: Intro
  role: speaker
  date: 2024-03-01
- name: Ben Ode
  event: Intro
  role: attendee
  date: 2024-03-01
- name: Ben Ode
  event: Sprint
  role: speaker
  date: 2024-05-01
"""
XES = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<trace><string key="concept:name" value="p1"/>
<event><string key="concept:name" value="Intro"/>
<date key="time:timestamp" value="2024-03-01T10:00:00.000+00:00"/></event>
<event><string key="concept:name" value="Sprint"/>
<date key="time:timestamp" value="2024-05-01T10:00:00.000+00:00"/></event></trace>
<trace><string key="concept:name" value="p2"/>
<event><string key="concept:name" value="Intro"/>
<date key="time:timestamp" value="2024-03-01T10:00:00.000+00:00"/></event></trace>
</log>
"""
MIXPANEL = "\n".join(
    f'{{"event": "{event}", "properties": {{"distinct_id": "{who}", "time": {time}}}}}'
    for who, event, time in [
        ("u1", "landing", 1709287200),
        ("u1", "signup", 1709287260),
        ("u2", "landing", 1709290000),
        ("u2", "signup", 1709290060),
        ("u3", "landing", 1709373600),
    ]
)
HALF_CONVERTED = """\
participant,program,date
a,Intro,2024-04-03
b,Intro,2024-07-02
c,Intro,2024-01-12
d,Intro,13/04/2024
e,Intro,25/03/2024
f,Intro,31/01/2024
"""


def two_header_rows(path: Path) -> Path:
    """Names of events over their dates, merged; a sheet without a name of its own."""
    book = openpyxl.Workbook()
    sheet = _first(book)
    sheet.append(["Volunteer", "Tutoring", None, None, "Mentoring", None])
    days = [dt.date(2025, 1, day) for day in (7, 14, 21)]
    sheet.append([None, *days, dt.date(2025, 2, 4), dt.date(2025, 2, 11)])
    for merged in ("B1:D1", "E1:F1", "A1:A2"):
        sheet.merge_cells(merged)
    _rows(sheet, ["Ana", "x", "x", "", "x", ""], ["Ben", "", "x", "x", "", "x"], ["Cy", "x"])
    return _saved(book, path)


def seasons(path: Path) -> Path:
    """A row of seasons over the names of events."""
    book = openpyxl.Workbook()
    sheet = _first(book)
    sheet.append([None, "Spring 2024", None, "Fall 2024", None])
    sheet.append(["Name", "Orientation", "Workshop", "Orientation", "Workshop"])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    _rows(sheet, ["Ana", "x", "x", "", "x"], ["Ben", "x", "", "", "x"], ["Cy", "", "", "x", ""])
    return _saved(book, path)


def by_year(path: Path) -> Path:
    """A sheet a year with a title, merged cells, a total and a note beside; one sheet is hidden."""
    book = openpyxl.Workbook()
    book.remove(_first(book))
    for year in (2022, 2023, 2024):
        sheet = book.create_sheet(str(year))
        sheet.append([f"Volunteers {year}"])
        sheet.merge_cells("A1:D1")
        _rows(sheet, [], ["Member ID", "Program", "Role", "Date"])
        sheet.append([1, "Pantry", "Helper", dt.date(year, 3, 1), None, "checked by the office"])
        sheet.append([2, None, "Helper", dt.date(year, 3, 2)])
        sheet.merge_cells("B4:B5")
        if year > 2022:
            sheet.append([1, "Garden", "Lead", dt.date(year, 5, 1)])
        sheet.append(["Total", None, None, 3])
    hidden = book.create_sheet("Archive")
    _rows(hidden, ["Member ID", "Program", "Role", "Date"], [9, "Old", "Helper", "2010-01-01"])
    hidden.sheet_state = "hidden"
    return _saved(book, path)


def without_years(path: Path) -> Path:
    """Sheets of attendance whose dates take the year of the sheet's title."""
    book = openpyxl.Workbook()
    book.remove(_first(book))
    for year, days in ((2024, ["Jan 12", "Feb 9"]), (2025, ["Jan 11", "Mar 8", "Apr 5"])):
        sheet = book.create_sheet(f"Tutoring {year}")
        _rows(sheet, ["Name", *days], ["Ana", *["x"] * len(days)], ["Ben", "x"])
    return _saved(book, path)


def _first(book: openpyxl.Workbook) -> Any:
    return book.worksheets[0]


def _rows(sheet: Any, *rows: list[Any]) -> None:
    for row in rows:
        sheet.append(row)


def _saved(book: openpyxl.Workbook, path: Path) -> Path:
    book.save(path)
    return path
