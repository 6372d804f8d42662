"""What a header means: our columns by their obvious names, near misses, and what is ambiguous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

__all__ = ["ALIASES", "REGISTERED", "find_header", "key_of", "looks_like_data", "near_names"]


def _names(*groups: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name.strip() for name in group.split(",")) for group in groups)


ALIASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "participant": _names(
        "participant, participant id, pseudonym",
        "person, person id, member, member id, user, user id, contact id, volunteer id,"
        "attendee id, people id, supporter id, constituent id, individual id, uuid, vanid,"
        "distinct id, teilnehmer id, teilnehmernummer, personennummer, mitgliedsnummer,"
        "id participant, id personne, numéro d'adhérent, id persona, id participante, id pessoa",
        "id",
        "email, e-mail, email address, e-mail address, e-mail-adresse, mail, mailadresse,"
        "adresse e-mail, adresse mail, courriel, correo, correo electrónico,"
        "dirección de correo electrónico, endereço de e-mail, endereço de email",
        "volunteer, volunteer name, attendee, attendee name, participant name, member name,"
        "full name, display name, contact name, mentor name, student, student name, grantee,"
        "who, grantee name, awardee, recipient, applicant, applicant name, fellow, fellow name,"
        "scholar, intern, trainee, apprentice, client, client name, resident, guest, guest name,"
        "author, actor, contributor, committer, reviewer, assignee, learner, login, username,"
        "user name, screen name,"
        "github username, teilnehmer, teilnehmerin, teilnehmer:in, teilnehmer*in, teilnehmer/in,"
        "teilnehmende, teilnehmende person, mitglied, freiwillige, ehrenamtliche, freiwillige/r,"
        "participant(e), participante, participante(s), bénévole, membre, adhérent, voluntario,"
        "voluntaria, voluntario/a, persona, asistente, miembro, pessoa, voluntário, voluntária,"
        "voluntário(a), membro",
        "last first, last name first name, name last first, first last, first and last name,"
        "first name last name, nachname vorname, name vorname, familienname vorname,"
        "name, names, vor- und nachname, vorname nachname, vorname und nachname,"
        "vollständiger name, nom complet, nom et prénom, prénom nom, prénom et nom,"
        "nombre completo, nombre y apellido, nombre y apellidos, nome completo, nom, nombre, nome",
        "attendees, attendee names, names of attendees, participants, names of participants,"
        "participant names, volunteers, members present, who came, who attended, people present,"
        "present,"
        "anwesende, teilnehmer/innen, teilnehmer:innen, teilnehmer*innen, teilnehmerinnen,"
        "participants présents, présents, asistentes, participantes, presentes, os presentes",
        "organization, organization name, organisation, organisation name, org, org name,"
        "recipient org, grantee organization, institution, agency, agency name, nonprofit, verein,"
        "einrichtung, organización, organização, entidad, entidade, association",
    ),
    "program": _names(
        "program, programme, program name, programme name, program title, programm, programa,"
        "programmname, nom du programme, nombre del programa, nome do programa",
        "event, event name, event title, activity, activity name, activity type, campaign,"
        "campaign name, course, course name, workshop, initiative, veranstaltung, kurs, angebot,"
        "aktivität, seminar, maßnahme, veranstaltungstitel, name der veranstaltung, événement,"
        "nom de l'événement,"
        "activité, atelier, cours, formation, evento, nombre del evento, actividad, curso, taller,"
        "nome do evento, atividade, oficina",
        "session, session name, class, class name, training, opportunity, opportunity name,"
        "shift name, event/activity, activity/event, program/event, grant program, grant,"
        "grant name, fund, project, project name, projekt, projet, proyecto, projeto, task, what",
        "service, service type, mission, appeal, tutorium, tutorial, ag, arbeitsgemeinschaft, club,"
        "action, assignment, assignment name, volunteer activity, activity code, aktion,"
        " einsatz, dienst, servicio, misión, acción, serviço,"
        "missão, ação, meeting, meeting name, sitzung, treffen, réunion, reunión, reunião, shift,"
        "einsatzbereich, tätigkeitsbereich, class title, session title, lesson, clinic",
        "programs, programmes, programs attended, events, events attended, activities, courses,"
        "workshops, programme, veranstaltungen, kurse, angebote, programmes suivis, événements,"
        "activités, ateliers, programas, eventos, actividades, cursos, talleres, atividades",
    ),
    "edition": _names(
        "edition, edition name, edition id",
        "cohort, cohort name, round, run, batch, season, wave, kohorte, runde, durchgang, jahrgang,"
        "staffel, cohorte, promotion, édition, edición, cohorte/promoción, ronda, turma, edição,"
        "coorte, semester, term, fiscal year, school year, program year, grant year,"
        "academic year, schuljahr, haushaltsjahr, année scolaire, año escolar, año fiscal,"
        "ano letivo, quarter, fiscal quarter, trimester, quartal, trimestre, semestre",
        "year, jahr, année, año, ano",
    ),
    "role": _names(
        "role, role name, participant role, rolle, rollen, rôle, rol, papel, função, função/papel",
        "roles, volunteer role, your role, funktion, fonction, función, capacity, attendee type,"
        "participant type, participation type, type of participation, tätigkeit",
        "ticket type, ticket name, ticket, registration type, ticketart, tickettyp, type de billet,"
        "tipo de entrada, tipo de ingresso",
    ),
    "start": _names(
        "start, start date, started, started on, start time, start day, begin, begin date,"
        "start date/time, start date and time, date and time, date start, beginn, kursbeginn,"
        " startdatum, date de début, fecha de inicio, data de início",
        "event start date, event start, event date, event dates, activity date, date of event,"
        "veranstaltungsdatum, startdatum der veranstaltung, date de début de l'événement,"
        "fecha de inicio del evento, data de início do evento,"
        " date de l'événement, fecha del evento, data do evento",
        "date, dates, date(s), day, timestamp, date attended, attended on, time timestamp, datum,"
        "tag, zeitpunkt, zeitstempel, horodateur, jour, fecha, marca temporal, día, data, dia,"
        "carimbo de data/hora, shift date, session date, service date,"
        "work date, date worked, date of service, award date, grant date,"
        "date awarded, award.awarded",
        "join time, date/time, datetime, time, properties time, zeit, hora",
        "when, wann, month, monat, mois, mes, mês",
    ),
    "end": _names(
        "end, end date, end date/time, end date and time, ended, ended on, end time,"
        " end day, finish date, date end, ende, kursende, enddatum,"
        "date de fin, fecha de fin, fecha de finalización, data de término, data de fim"
    ),
    "status": _names(
        "status, attendance, attendance status, participant status, attendee status,"
        "participation status, registration status, rsvp status, estado, statut, teilnahmestatus,"
        "teilnehmerstatus, statut du participant, estado del asistente, status do participante,"
        "approval status, activity status, member status, campaign member status, asistencia,"
        "presença"
    ),
    "tier": _names("tier, engagement tier"),
    "precision": _names("precision, date precision"),
    "engagement": _names("engagement, engagement id, engagement key, row key"),
}
"""Names that say what a column is, by rank: a later group is used where no earlier one is there."""

REGISTERED = _names(
    "registered at, register date, registered on, registration date, registration time, order date,"
    "bestelldatum, date de commande, fecha del pedido, data do pedido,"
    "created at, created, created date, createddate, signup date, sign-up date, rsvped on,"
    "anmeldedatum, date d'inscription, fecha de inscripción, data de inscrição, join date, joined,"
    "joined on, optin time, application date"
)
"""Names of the day on which somebody signed up, which is used where nothing better is there."""

_NEAR = 85
_DATA = re.compile(
    r"@\w|^\d{4}-\d{2}-\d{2}|^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$|^(\d{1,3}\.){3}\d+$|^\[.*\]$"
)


@lru_cache(maxsize=1 << 16)
def key_of(header: str) -> str:
    """A header as it is compared: letters and digits only, without upper and lower case.

    >>> key_of(" E-mail_Address ") == key_of("emailAddress")
    True
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in text if character.isalnum())


def find_header(name: str, headers: Iterable[str]) -> str | None:
    """The header that a mapping means by a name: exactly that, or the same but for its spelling."""
    known, key = list(headers), key_of(name)
    if name in known:
        return name
    alike = [header for header in known if key and key_of(header) == key]
    return alike[0] if len(alike) == 1 else None


def looks_like_data(headers: Iterable[str]) -> bool:
    """Whether some header is an address, a date or a list: then the file has no header line."""
    return any(_DATA.search(header) for header in headers)


def near_names(ours: str, headers: Sequence[str]) -> str | None:
    """The header that is nearly one of our names; long names only, short ones are near to all.

    >>> near_names("participant", ["partcipant", "country"])
    'partcipant'
    """
    from rapidfuzz import fuzz, process

    keys = {key_of(header)[:60]: header for header in headers}
    names = [key_of(name) for name in ALIASES[ours][0] if len(name) > 3]
    best = [process.extractOne(name, list(keys), scorer=fuzz.ratio, score_cutoff=_NEAR)
            for name in names]  # fmt: skip
    hits = [hit for hit in best if hit is not None]
    return keys[max(hits, key=lambda hit: hit[1])[0]] if hits else None
