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
        "id participant, id personne, numéro d'adhérent, id persona, id participante, id pessoa,"
        "household id, household number, household no, hh, hh id, hh number, family id,"
        "family number, lidnummer, deelnemersnummer, numero tessera, id partecipante,"
        "numer członka, id uczestnika",
        "id",
        "email, e-mail, email address, e-mail address, e-mail-adresse, mail, mailadresse,"
        "adresse e-mail, adresse mail, courriel, correo, correo electrónico,"
        "dirección de correo electrónico, endereço de e-mail, endereço de email, e-mailadres,"
        "mailadres, posta elettronica, indirizzo e-mail, indirizzo email, adres e-mail",
        "volunteer, volunteer name, attendee, attendee name, participant name, member name,"
        "full name, display name, contact name, mentor name, student, student name, grantee,"
        "who, grantee name, awardee, recipient, applicant, applicant name, fellow, fellow name,"
        "scholar, intern, trainee, apprentice, client, client name, resident, guest, guest name,"
        "author, actor, contributor, committer, reviewer, assignee,"
        "learner, pupil, pupil name, singer, chorister, player, camper, camper name, child,"
        "child name, youth, patron, household, household name, trustee, board member, docent,"
        "steward, helper,"
        "parishioner, alumnus, login, username, user name, screen name,"
        "github username, teilnehmer, teilnehmerin, teilnehmer:in, teilnehmer*in, teilnehmer/in,"
        "teilnehmende, teilnehmende person, mitglied, freiwillige, ehrenamtliche, freiwillige/r,"
        "participant(e), participante, participante(s), bénévole, membre, adhérent, voluntario,"
        "voluntaria, voluntario/a, persona, asistente, miembro, pessoa, voluntário, voluntária,"
        "voluntário(a), membro, ehrenamtliche/r, ehrenamtlicher, ehrenamtliche:r, ehrenamtliche*r,"
        "helfer, helferin, helfer/in, helfer*in, helfer:in, schüler, schülerin, schüler/in,"
        "schüler*in, schüler:in, sänger, sängerin, sänger/in, sänger*in, sänger:in, spieler,"
        "spielerin, spieler/in, bénéficiaire, étudiant, étudiante, étudiant(e), étudiant·e, élève,"
        "adhérent(e), adhérent·e, alumno, alumna, alumno/a, estudiante,"
        "socio, socia, socio/a, beneficiario, beneficiaria, aluno, aluna, aluno(a), estudante,"
        "sócio, vrijwilliger, deelnemer, lid, leerling, bezoeker, kandidaat, volontario,"
        "volontaria, volontario/a, partecipante, allievo, allieva, allievo/a, iscritto, iscritta,"
        "studente,"
        "studentessa, beneficiario/a, wolontariusz, wolontariuszka, uczestnik, uczestniczka,"
        "uczeń, uczennica, członek, członkini",
        "last first, last name first name, name last first, first last, first and last name,"
        "first name last name, nachname vorname, name vorname, familienname vorname,"
        "name, names, vor- und nachname, vorname nachname, vorname und nachname,"
        "vollständiger name, nom complet, nom et prénom, prénom nom, prénom et nom,"
        "nombre completo, nombre y apellido, nombre y apellidos, nome completo, nom, nombre, nome,"
        "naam, volledige naam, voor- en achternaam, nome e cognome, cognome e nome, nominativo,"
        "imię i nazwisko, nazwisko i imię",
        "attendees, attendee names, names of attendees, participants, names of participants,"
        "participant names, volunteers, members present, who came, who attended, people present,"
        "present,"
        "anwesende, teilnehmer/innen, teilnehmer:innen, teilnehmer*innen, teilnehmerinnen,"
        "participants présents, présents, asistentes, participantes, presentes, os presentes,"
        "members, team members, players, students, mitglieder, teammitglieder, membres,"
        "membres de l'équipe, miembros, integrantes, membros, deelnemers, aanwezigen,"
        "vrijwilligers, partecipanti, presenti, volontari, uczestnicy, obecni, wolontariusze,"
        "bénévoles présents",
        "organization, organization name, organisation, organisation name, org, org name,"
        "recipient org, grantee organization, institution, agency, agency name, nonprofit, verein,"
        "einrichtung, organización, organização, entidad, entidade, association",
    ),
    "program": _names(
        "program, programme, program name, programme name, program title, programm, programa,"
        "programmname, nom du programme, nombre del programa, nome do programa, programma",
        "event, event name, event title, hackathon, festival, conference, concert, activity,"
        "activity name, activity type, campaign,"
        "campaign name, course, course name, workshop, initiative, veranstaltung, kurs, angebot,"
        "aktivität, seminar, maßnahme, veranstaltungstitel, name der veranstaltung, événement,"
        "nom de l'événement,"
        "activité, atelier, cours, formation, evento, nombre del evento, actividad, curso, taller,"
        "nome do evento, atividade, oficina, activiteit, evenement, cursus, attività, corso,"
        "laboratorio, iniziativa, wydarzenie, warsztat, zajęcia, szkolenie, aktywność",
        "session, session name, class, class name, training, opportunity, opportunity name,"
        "shift name, event/activity, activity/event, program/event, grant program, grant,"
        "grant name, fund, project, project name, projekt, projet, proyecto, projeto, task, what",
        "service, service type, ministry, ministry name, mission, appeal, tutorium, tutorial, ag,"
        "arbeitsgemeinschaft, club,"
        "action, assignment, assignment name, activity code,"
        "volunteer activity, aktion, einsatz, dienst, servicio, misión, acción, serviço,"
        "missão, ação, meeting, meeting name, sitzung, treffen, réunion, reunión, reunião, shift,"
        "einsatzbereich, einsatzort, tätigkeitsbereich, bourse, beca, bolsa, borsa di studio,"
        "servizio, class title, session title, lesson, clinic",
        "programs, programmes, programs attended, events, events attended, activities, courses,"
        "workshops, programme, veranstaltungen, kurse, angebote, programmes suivis, événements,"
        "activités, ateliers, programas, eventos, actividades, cursos, talleres, atividades,"
        "activiteiten, cursussen, corsi, laboratori, warsztaty, kursy",
    ),
    "edition": _names(
        "edition, edition name, edition id",
        "cohort, cohort name, round, run, batch, season, wave, kohorte, runde, durchgang, jahrgang,"
        "staffel, cohorte, promotion, édition, edición, cohorte/promoción, ronda, turma, edição,"
        "coorte, semester, term, fiscal year, school year, program year, grant year,"
        "academic year, schuljahr, haushaltsjahr, année scolaire, año escolar, año fiscal,"
        "ano letivo, schooljaar, seizoen, editie, ronde, anno scolastico, stagione, edizione,"
        "rok szkolny, edycja, sezon, saison, temporada, época, quarter, fiscal quarter, trimester,"
        "quartal, trimestre, semestre",
        "year, jahr, année, año, ano, jaar, anno, rok",
    ),
    "role": _names(
        "role, role name, participant role, rolle, rollen, rôle, rol, papel, função, função/papel",
        "roles, volunteer role, your role, funktion, fonction, función, capacity, attendee type,"
        "participant type, participation type, type of participation, tätigkeit, functie, ruolo,"
        "funzione, funkcja",
        "ticket type, ticket name, ticket, registration type, ticketart, tickettyp, type de billet,"
        "tipo de entrada, tipo de ingresso",
        "task, tasks, duty, duties, volunteer task, volunteer job, volunteer position, aufgabe,"
        "aufgaben, poste, tâche, tarea, puesto, tarefa, posto, taak, taken, mansione, compito,"
        "incarico, zadanie",
    ),
    "start": _names(
        "start, start date, term start, started, started on, start time, start day, begin,"
        "start date/time, start date and time, date and time, kursbeginn,"
        "begin date, date start, beginn, startdatum, date de début, fecha de inicio,"
        "data de início",
        "event start date, event start, event date, event dates, activity date, date of event,"
        "veranstaltungsdatum, startdatum der veranstaltung, date de début de l'événement,"
        "fecha de inicio del evento, data de início do evento,"
        "date de l'événement, fecha del evento, data do evento, startdatum cursus, data inizio,"
        "data di inizio, data evento, data dell'evento, data rozpoczęcia, data wydarzenia,"
        "visit date, date of visit, besuchsdatum, kursbeginn, kursdatum, date de l'atelier,"
        "date de la séance, fecha del taller, data da oficina, data del corso",
        "date, dates, date(s), day, timestamp, date attended, attended on, time timestamp, datum,"
        "tag, zeitpunkt, zeitstempel, horodateur, jour, fecha, marca temporal, día, data, dia,"
        "giorno, dag, dzień, tijdstempel,"
        "carimbo de data/hora, shift date, session date, service date,"
        "work date, date worked, date of service, award date, grant date,"
        "date awarded, award.awarded",
        "join time, date/time, datetime, time, properties time, zeit, hora",
        "since, since date, seit, depuis, desde, sinds, when, wann, month, monat, mois, mes, mês,"
        "week of, week beginning, wanneer, quando,"
        "kiedy, quand, maand, mese, miesiąc",
    ),
    "end": _names(
        "end, end date, end date/time, end date and time, ended, ended on, end time, end day,"
        "finish date, date end, ende, kursende, enddatum,"
        "date de fin, fecha de fin, fecha de finalización, data de término, data de fim, einddatum,"
        "data fine, data di fine, data zakończenia, term end"
    ),
    "status": _names(
        "status, attendance, attendance status, participant status, attendee status,"
        "participation status, registration status, rsvp status, estado, statut, teilnahmestatus,"
        "teilnehmerstatus, statut du participant, estado del asistente, status do participante,"
        "situação, situación, situation, stato, toestand, aanwezigheid, presenza, presenze,"
        "obecność, frequenza, présences, asistencias,"
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
    "anmeldedatum, inschrijfdatum, aanmelddatum, data iscrizione, data di iscrizione, data zapisu,"
    "date d'inscription, fecha de inscripción, data de inscrição, join date, joined,"
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
