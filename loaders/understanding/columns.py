"""Our columns among those of a file: by their names first, and by what stands in them.

A name counts only where the cells can be what it says: a column ``Start time`` of 10:00 and 12:30
is no date, and the next best name is used.
"""

from __future__ import annotations

import re

from loaders.tables.date_forms import is_date
from loaders.tables.headers import ALIASES, REGISTERED, key_of, near_names
from loaders.tables.instants import cut_times
from loaders.tables.mapping import Mapping
from loaders.understanding.attendance import asks_whether
from loaders.understanding.draft import Draft, share
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import kind_of_header, names_a_trait
from loaders.understanding.proposal import Choice, Question
from loaders.understanding.remarks import without_remark
from loaders.understanding.statuses import status_of
from pathways.errors import shown

__all__ = [
    "choices_of",
    "dated",
    "dates_among",
    "day_of_the_event",
    "is_called",
    "is_of_before",
    "lists_people",
    "of_the_record",
    "take_by_name",
    "take_by_word",
    "take_registered",
    "take_statuses",
    "tells_when_it_was_sent",
]

_KEYS = {
    ours: [{key_of(name) for name in group} for group in groups] for ours, groups in ALIASES.items()
}
_WORDS = {
    "program": "program* event* veranstaltung* événement* activit* aktivität* actividad* atividad* "
    "workshop* kurs kurse kursen course* cours curso* training* taller* atelier* oficina* angebot* "
    "session* class classes seminar* conference* konferenz* conférence* conferencia* conferência* "
    "tagung* meeting* treffen* réunion* reunión* retreat* webinar* meetup* hackathon* gathering* "
    "encuentro* encontro* rencontre* camp camps",
    "role": "role roles rolle rollen rôle rôles rol papel função funktion fonction función",
    "start": "date datum fecha data timestamp zeitstempel horodateur",
    "status": "status statut estado rsvp attendance anwesenheit présence asistencia presença",
    "edition": "cohort kohorte cohorte edition édition edición round runde jahrgang",
}
_PATTERNS = {
    ours: re.compile(
        rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)".replace("*", r"\w*"), re.IGNORECASE
    )
    for ours, words in _WORDS.items()
}
_MANY_PEOPLE = frozenset(key_of(name) for name in ALIASES["participant"][-2])
"""Names of columns that list people, or say how many they are."""
_NOTHING = re.compile(r"(?!)")
_OF_THE_RECORD = re.compile(
    r"creat|modif|updat|regist|sign(?:ed)?[ _-]?up|birth|\bdob\b|born|geburt|naissance|nacimiento"
    r"|nascimento|expir|export|enter(?:ed)?\b|print|\bdue\b|deadline|order|anmeld|inscri|rsvp"
    r"|book|submi|bearbeit|erstellt|geändert|créé|modificad|criad",
    re.IGNORECASE,
)
"""Dates of the record itself and of persons: when a row was made or changed, or somebody born."""
_STAMPS = frozenset(
    map(key_of, ("timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora",
                 "submitted at", "submission date"))
)  # fmt: skip
"""When a form was sent, which need not be the day of what it tells."""
_BEFORE = re.compile(
    r"^(?:previous|former|prior|old|from)\b|^(?:bisherige|vorherige|ancien)", re.IGNORECASE
)
"""What somebody was before what a row tells."""
_HAPPENED = re.compile(
    r"start|begin|début|inicio|início|event|veranstalt|événement|session|activ|aktiv|visit|service"
    r"|class|course|kurs|workshop|atelier|taller|oficina|attend|shift",
    re.IGNORECASE,
)
_FEW_WORDS = 12
_FEW = 60
"""Different values that a role may have at most, and a program in a column of another name."""


def take_by_name(draft: Draft, ours: str) -> None:
    """The column that one of the obvious names says; two of one rank are asked about."""
    if draft.settled(ours):
        return
    for keys in _KEYS[ours]:
        named = [header for header in draft.free if _keys_of(header) & keys]
        named = named or [header for header in draft.free if _last(header) in keys - {"id"}]
        found = [header for header in named if _fits(draft, ours, header)]
        if ours == "start" and len(found) > 1:  # Day is a weekday beside the date
            found = [header for header in found if dated(draft, header) >= 0.5] or found
        for header in named:
            draft.alternatives.setdefault(header, []).append(ours)
        if len(found) > 1:
            reason = f"{len(found)} columns could be it by their names"
            draft.questions.append(Question(ours, "", choices_of(ours, found), reason, needed=True))
        if found:
            draft.take(ours, found[0], "name")
            return


def take_statuses(draft: Draft) -> None:
    """The only column of few words that all say what became of somebody, whatever it is called."""
    found = []
    for header in draft.free:
        words = draft.texts(header)
        told = {status_of(word) for word in words} if 1 < len(words) <= _FEW_WORDS else {None}
        if None not in told and len(told) > 1 and any(means(word) == UNCLEAR for word in words):
            found.append(header)
    if len(found) == 1:
        draft.take("status", found[0], "values")


def is_called(header: str, ours: str) -> bool:
    """Whether a header is one of the obvious names of one of our columns."""
    return any(_keys_of(header) & keys for keys in _KEYS[ours])


def _keys_of(header: str) -> set[str]:
    """What a header may be found by: with and without what a form adds to it."""
    return {key_of(header), key_of(without_remark(header))}


def lists_people(header: str) -> bool:
    """Whether a column is called as those that list people in a cell are.

    >>> lists_people("Attendees"), lists_people("Attendee")
    (True, False)
    """
    return key_of(header) in _MANY_PEOPLE


def take_registered(draft: Draft) -> None:
    """The day on which people signed up, where nothing says when they took part."""
    keys = {key_of(name) for name in REGISTERED[0]}
    found = [header for header in draft.free if key_of(header) in keys]
    found = [header for header in found if dated(draft, header) >= 0.5]
    if found:
        draft.take("start", found[0], "name")
        draft.notes.append(
            f"Column {shown(found[0])} is when somebody signed up; it is not the day of the event."
        )


def take_by_word(draft: Draft, ours: str) -> None:
    """The only column whose longer name has a word for it: "Which workshop did you attend?"."""
    if draft.settled(ours):
        return
    found = _by_word(draft, ours)
    if len(found) == 1:
        draft.take(ours, found[0], "nearly the name")
        return
    near = near_names(ours, draft.free) if ours in ("participant", "program", "start") else None
    if near and _fits(draft, ours, near) and not draft.given.columns:
        draft.take(ours, near, "nearly the name")
        reason = "its name is nearly the usual one"
        question = Question(ours, near, choices_of(ours, [near]), reason, needed=True)
        draft.questions.append(question)


def _by_word(draft: Draft, ours: str) -> list[str]:
    """The columns that have a word for one of ours; of several days that of what happened."""
    pattern = _PATTERNS.get(ours, _NOTHING)
    found = [
        header
        for header in draft.free
        if pattern.search(header[:300])
        and not any(map(str.isdigit, header))
        and _fits(draft, ours, header)
        and _few(draft, ours, header)
    ]
    if ours == "role":
        found = [header for header in found if not is_of_before(header)]
    if ours == "start":
        found = [header for header in found if not _OF_THE_RECORD.search(header)]
        happened = [header for header in found if _HAPPENED.search(header)]
        return happened if len(happened) == 1 else found
    return found


def day_of_the_event(draft: Draft) -> str:
    """A better column of days than that of when a form was sent; empty where there is none."""
    if key_of(draft.mapping.columns.get("start", "")) not in _STAMPS:
        return ""
    found = [header for header in _by_word(draft, "start") if key_of(header) not in _STAMPS]
    return found[0] if len(found) == 1 else ""


def tells_when_it_was_sent(header: str) -> bool:
    """Whether a column is the time at which a form was sent."""
    return key_of(header) in _STAMPS


def of_the_record(header: str) -> bool:
    """Whether a date is that of a row or of a person, and not of what happened.

    >>> of_the_record("Created Date"), of_the_record("Campaign Start Date")
    (True, False)
    """
    return bool(_OF_THE_RECORD.search(header))


def is_of_before(header: str) -> bool:
    """Whether a column says what somebody was before what its row tells.

    >>> is_of_before("Previous role"), is_of_before("New role")
    (True, False)
    """
    return bool(_BEFORE.search(header))


def choices_of(ours: str, headers: list[str]) -> tuple[Choice, ...]:
    """These headers as answers to the question which column is one of ours."""
    return tuple(Choice(header, Mapping(columns={ours: header})) for header in headers)


def dated(draft: Draft, header: str) -> float:
    """The share of a column's different values that are dates; of numbers only, days or seconds."""
    return dates_among(draft.texts(header), draft.mapping.year)


def dates_among(texts: list[str], year: int = 0) -> float:
    """The share of texts that are dates, whatever their order; of numbers only, days or seconds."""
    short, *_ = cut_times(texts)
    return max(share(short, lambda text: is_date(text, year)), share(texts, _counts))


def _last(header: str) -> str:
    """The last part of a name such as properties.distinct_id, which an object in an object has."""
    dotted = "." in header and "@" not in header
    return key_of(header.rsplit(".", 1)[1]) if dotted else ""


def _counts(text: str) -> bool:
    return bool(re.match(r"^(?:[2-6]\d{4}(?:\.\d+)?|1\d{9}(?:\.\d+)?|1\d{12}|1\d{15})$", text))


def _fits(draft: Draft, ours: str, header: str) -> bool:
    """Whether the cells of a column can be what its name says."""
    texts = draft.texts(header)
    if ours == "participant" and texts and lists_people(header):
        return not share(texts, str.isdecimal) and not _ticks(draft, header)
    if ours == "program" and key_of(header) not in _KEYS[ours][0]:
        if texts and dated(draft, header) >= 0.8:
            return False  # the day of a meeting
        return not (_ticks(draft, header) and _ticked_beside(draft, header))
    if ours in ("start", "end") and texts:
        return dated(draft, header) >= 0.5 or not any(map(_is_time, texts[:50]))
    if ours == "status" and texts:
        return share(texts, lambda text: bool(status_of(text)) or means(text) != UNCLEAR) >= 0.5
    return True


def _is_time(text: str) -> bool:
    """Whether a text is a time of day or a bare number, and so no date."""
    return bool(re.match(r"^\d{1,2}(?:[:.]\d{2}){0,2}\s*(?:[ap]\.?m\.?)?$", text.casefold()))


def _ticks(draft: Draft, header: str) -> bool:
    """Whether a column ticks something off: then its name is an event, and no cell names one."""
    return share(draft.texts(header), lambda text: means(text) != UNCLEAR) >= 0.5


def _ticked_beside(draft: Draft, header: str) -> bool:
    """Whether another column is ticked, and no column of attendance: then both are events."""
    others = [name for name in draft.first_free(_FEW) if name != header and not asks_whether(name)]
    return any(_ticks(draft, name) and not is_called(name, "status") for name in others)


def _few(draft: Draft, ours: str, header: str) -> bool:
    if ours == "start":
        return dated(draft, header) >= 0.8
    if kind_of_header(header) or dated(draft, header) > 0.5 or _ticks(draft, header):
        return False
    if ours == "status" and names_a_trait(header):
        return False  # of a payment
    return 0 < draft.different(header) <= max(_FEW, draft.filled(header) // 20)
