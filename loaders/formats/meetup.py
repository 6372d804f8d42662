"""Meetup: the RSVPs of an event.  The export ends in .xls and is text with tabs.

Its headers and answers are in the language of the organiser; other words for them than those here
are read by what the columns say, as those of any file.
"""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_STATUSES = {
    "rsvp: yes": "registered",
    "rsvp: waitlist": "registered",
    "rsvp: no": "withdrawn",
    "rsvp: no show": "no-show",
    "attended": "attended",
    "no-show": "no-show",
    "absent": "no-show",
    **{f"rsvp: {yes}": "registered" for yes in ("ja", "oui", "sí", "si", "sim")},
    **{f"rsvp: {no}": "withdrawn" for no in ("nein", "non", "não")},
    **{f"rsvp: {wait}": "registered" for wait in
       ("warteliste", "liste d'attente", "lista de espera")},
}  # fmt: skip
_HOST = {**dict.fromkeys(("yes", "ja", "oui", "sí", "si", "sim"), "host"),
         **dict.fromkeys(("no", "nein", "non", "não"), "member")}  # fmt: skip
_WHO = "User ID|Benutzer-ID|ID utilisateur|ID de l'utilisateur|ID de usuario|ID do usuário"
_ANSWERED = "RSVPed on|RSVP am|RSVP le|RSVP el|RSVP em"
_JOINED = (
    "Joined Group on|Gruppe beigetreten am|A rejoint le groupe le|Se unió al grupo el"
    "|Entrou no grupo em"
)
_PROFILE = (
    "URL of Member Profile|URL des Mitgliederprofils|URL du profil du membre"
    "|URL del perfil del miembro|URL do perfil do membro"
)
FORMATS = (
    Format(
        "meetup-attendees",
        "Meetup, attendees of an event: one row per member",
        (_WHO, "RSVP", _ANSWERED, f"{_JOINED}|{_PROFILE}"),
        Mapping(
            columns={
                "participant": _WHO,
                "program": "Event Name or Event Title",
                "role": "Event Host|Event-Host|Organisateur de l'événement|Anfitrión del evento"
                "|Anfitrião do evento",
                "status": "Attendance|Teilnahme|Présence|Asistencia|Presença or RSVP",
                "start": f"Event Date or {_ANSWERED}",
            },
            values={"status": _STATUSES, "role": _HOST},
            drop=tuple(_JOINED.split("|")),
        ),
        "Meetup: a yes is an RSVP and no attendance, and guests of members are not in the rows. "
        "Without a column for the event, the day is that of the RSVP.",
        one_event=True,
    ),
)
