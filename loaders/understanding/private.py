"""Which columns hold what belongs to a person, by their headers and by what stands in them.

Names, e-mail and network addresses, phone numbers, coordinates, postal addresses, birth dates and
free notes are not needed to see how people move; they are left out unless the mapping keeps them.
A header that names a program, an event or a ticket is not the name of a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from loaders.tables.table import distinct, recoded
from pathways.errors import without_private
from pathways.record.pseudonyms import folded, pseudonyms
from pathways.record.sieve import caught

__all__ = [
    "compared",
    "holds_contact",
    "kind_of_column",
    "kind_of_header",
    "looks_like_a_name",
    "names_a_trait",
    "opaque",
    "pseudonym_of",
    "scrubbed",
]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A "name" of one of these is not the name of a person.
_THINGS = _set(
    "program programme event project ticket campaign cohort organization organisation org "
    "company activity group team tier role edition session list course workshop file country "
    "region state city school chapter community case concept repo repository place venue "
    "series round status type category topic track session class veranstaltung programm kurs "
    "angebot organisation événement evenement atelier activité cours évènement evento actividad "
    "atividade curso taller oficina programa proyecto projeto ciudad país pays land fichier"
)
# Columns of these may look like names of persons and are none.
_SAFE = _set(
    "continent province language locale employer university department sector theme title "
    "position job occupation timezone source gender pronouns currency"
)
# What is true of a person, whatever they took part in.
_TRAITS = re.compile(
    r"\b(?:country|pays|land|país|nation\w*|region|state|county|province|continent|city|town|stadt"
    r"|bundesland|ville|ciudad|cidade|zip|plz|district|neighbou?rhood|language|locale|sprache"
    r"|langue|idioma|gender|sex|sexe|sexo|pronouns?|geschlecht|genre|género|gênero|age|alter"
    r"|altersgruppe|âge|edad|idade|birth|ethnic\w*|race|herkunft|timezone|currency|employer"
    r"|university|school|organi[sz]ation\w*|affiliation|institution|company|firma|empresa|occupation|supervisor|shirt|size|diet\w*|allerg\w*|heard?|source|channel"
    r"|payment|paid|consent|first time|newsletter|rating|satisf\w*|zufrieden|recommend|opt in"
    r"|opt out)\b"
)
# What a header says: words in it, or (with *) beginnings of words; the first that fits counts.
_HEADERS = {
    "e-mail addresses": "email* mail emails e_mail* mailadresse* courriel* correo*",
    "network addresses": "ip ipaddress* useragent user_agent",
    "phone numbers": "phone* telephone* téléphone* telefon* teléfono mobile mobil handy cell fax "
    "whatsapp* tel",
    "coordinates": "lat latitude longitude lon lng coordinate* geolocation geo_location",
    "birth dates": "birth* dob born geburt* naissance nacimiento",
    "postal addresses": "address* adresse* dirección street strasse zip* postcode* "
    "postal* post_code plz city town",
    "free notes": "note notes comment* remark* remarque* bemerkung* anmerkung* kommentar* "
    "observaciones opmerking* osservazioni uwagi bio biography memo about message* feedback",
    "logins": "login github git_hub gitlab git_lab twitter mastodon handle linkedin linked_in "
    "orcid slack discord skype facebook instagram username user_name screen_name profile website "
    "homepage home_page avatar photo picture image img headshot portrait",
    "personal names": "name names nombre nombres nome nomes sobrenome* surname forename "
    "firstname* lastname* familyname fullname "
    "recruited_by canvassed_by invited_by referred_by entered_by created_by added_by updated_by "
    "modified_by registered_by "
    "nickname personal family middle vorname nachname familienname nom prénom prenom apellido* "
    "naam voornaam achternaam cognome nominativo imię nazwisko",
}


def _pattern(words: str) -> re.Pattern[str]:
    parts = (re.escape(word).replace(r"\*", r"\w*").replace("_", " ") for word in words.split())
    return re.compile(rf"\b(?:{'|'.join(parts)})\d*\b")


_BY_HEADER = tuple((kind, _pattern(words)) for kind, words in _HEADERS.items())
_PERSON = re.compile(
    r"\b(mentor|mentee|buddy|host|coach|contact|supervisor|referr\w*|invited by|organi[sz]er|parent"
    r"|guardian|facilitator|trainer|speaker|author|owner|who|person|participant|member|volunteer"
    r"|attendee|guest|assignee|registrant|canvasser|\w+ed by)s?\b"
)
_WORD = re.compile(r"[^\W\d_][^\W_]*")

_EMAIL = re.compile(r"(?<![^\s@,;<>])[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_IP = re.compile(r"^(?:\d{1,3}\.){3}\d{1,3}$|^(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}$", re.IGNORECASE)
_PHONE = re.compile(r"^(?=(?:\D*\d){8,15}\D*$)(?:\+|00|\(|\d+[ ()])[\d ()/.-]+$"
                    r"|^\d{3}[-.]\d{3}[-.]\d{4}$|^0\d{2,4}[-/]\d{5,9}$")  # fmt: skip
_DATE_LIKE = re.compile(r"^\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b|^\d{4}-\d{2}")
_PLACE = re.compile(r"^[-+]?\d{1,2}\.\d{2,}[,; ]+[-+]?\d{1,3}\.\d{2,}$")
_STREET = re.compile(
    r"\d.*\b(street|st|road|rd|avenue|ave|lane|drive|blvd|rue|calle|via|plaza)\b"
    r"|\b(rue|calle|via|rua)\b.*\d|(stra(ss|ß)e|str\.|weg|platz|gasse)\s*\d",
    re.IGNORECASE,
)
_STREET_WORD = re.compile(
    r"\b(street|st|road|rd|avenue|ave|lane|drive|blvd|rue|calle|via|plaza|rua)\b"
    r"|stra(ss|ß)e|str\.|weg|platz|gasse",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:(?:dr|prof|mr|mrs|ms)\.? )?[^\W\d_a-z][\w'’.-]*,?"
    r"(?: (?:[a-z]{1,3} )?[^\W\d_a-z][\w'’.-]*){1,3}$"
)
_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$|^\d{1,8}$")
_NOT_PLAIN = r"(?s)^[^A-Za-z\d]|^\d.*\D|^\d{9}|^[A-Za-z].*[^A-Za-z0-9_-]|^$"
_OPAQUE = re.compile(r"^[A-Za-z0-9_.:/#|=+-]*$")
_MAYBE_CONTACT = r"@|:|^[^A-Za-z]*$"
"""What is in every address, network address and phone number."""
_SAMPLE = 5000
_LOOKED_AT = 300
"""Characters of a header or a cell that are looked at to see what kind of column it is in."""


def _words(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header[:_LOOKED_AT])
    return " ".join(_WORD.findall(re.sub(r"[\W_]+", " ", spaced).casefold()))


@lru_cache(maxsize=1 << 15)
def kind_of_header(header: str) -> str:
    """What a header says about the people in its column; empty where it says nothing.

    >>> kind_of_header("First Name"), kind_of_header("program name"), kind_of_header("OPTIN_IP")
    ('personal names', '', 'network addresses')
    """
    words = _words(header)
    for kind, pattern in _BY_HEADER:
        if pattern.search(words):
            thing = kind == "personal names" and set(words.split()) & _THINGS
            return "" if thing else kind
    return ""


def names_a_trait(header: str) -> bool:
    """Whether a header says something of a person that no program is, such as their country.

    >>> names_a_trait("Country of residence"), names_a_trait("Workshop")
    (True, False)
    """
    return bool(_TRAITS.search(_words(header)))


def kind_of_column(header: str, values: pd.Categorical, people: int) -> str:
    """What a column holds about people, by its header or else by its values.

    ``people`` is how many persons the file has: a column of capitalised words is one of names
    where it is nearly as varied as they are.
    """
    by_header = kind_of_header(header)
    if by_header:
        return by_header
    texts = _sample(values)
    return _kind_of_values(_words(header), texts, values, people) if texts else ""


def _sample(values: pd.Categorical) -> list[str]:
    texts = distinct(values)
    return [text[:_LOOKED_AT] for text in texts[:: max(len(texts) // _SAMPLE, 1)]]


def _kind_of_values(words: str, texts: list[str], values: pd.Categorical, people: int) -> str:
    checks = (
        ("e-mail addresses", 0.2, _is_email),
        ("network addresses", 0.5, _IP.match),
        ("phone numbers", 0.5, _is_phone),
        ("coordinates", 0.5, _PLACE.match),
        ("postal addresses", 0.3, _is_street),
    )
    for kind, least, test in checks:
        if _share(texts, test) >= least:
            return kind
    if _are_notes(texts, values):
        return "free notes"
    return "personal names" if _are_names(words, texts, values, people) else ""


def _share(texts: Sequence[str], test: object) -> float:
    return sum(bool(test(text)) for text in texts) / len(texts)  # type: ignore[operator]


def _is_email(text: str) -> bool:
    return "@" in text and bool(_EMAIL.search(text))


def _is_street(text: str) -> bool:
    return bool(_STREET_WORD.search(text)) and bool(_STREET.search(text))


def _is_phone(text: str) -> bool:
    return len(text) < 40 and bool(_PHONE.match(text)) and not _DATE_LIKE.match(text)


def _are_notes(texts: list[str], values: pd.Categorical) -> bool:
    filled = int((np.asarray(values.codes) >= 0).sum())
    words = float(np.median([len(text.split()) for text in texts]))
    return words >= 6 and len(values.categories) >= 0.5 * filled


def _are_names(words: str, texts: list[str], values: pd.Categorical, people: int) -> bool:
    if set(words.split()) & (_SAFE | _THINGS) and not _PERSON.search(words):
        return False
    share = _share(texts, _NAME.match)
    if _PERSON.search(words):
        return share >= 0.5
    filled = int((np.asarray(values.codes) >= 0).sum())
    return share >= 0.7 and len(values.categories) >= 0.8 * min(people, filled)


def holds_contact(text: str) -> bool:
    """Whether a text holds an e-mail address, or is a phone number or network address."""
    return _is_email(text) or _is_phone(text) or (len(text) < 50 and bool(_IP.match(text)))


def opaque(values: pd.Categorical, header: str) -> tuple[pd.Categorical, int]:
    """Participants' ids, with a pseudonym for each that says who it is, and how many those are.

    In a column of e-mail addresses, phones, logins or names every value gets one; elsewhere those
    that look like one (letters and spaces only are a name).
    """
    texts = distinct(values)
    by_header = kind_of_header(header)
    odd = caught(values.categories, _NOT_PLAIN)
    telling = [
        bool(by_header) or (seen and _is_telling(text))
        for text, seen in zip(texts, odd.tolist(), strict=True)
    ]
    if not any(telling):
        return values, 0
    made = iter(
        pseudonyms(_comparable(text) for text, tells in zip(texts, telling, strict=True) if tells)
    )
    new = [next(made) if tells else text for text, tells in zip(texts, telling, strict=True)]
    people = {name for name, tells in zip(new, telling, strict=True) if tells}
    return recoded(values, new), len(people)


def _is_telling(text: str) -> bool:
    if _PLAIN.match(text):
        return False
    if _OPAQUE.match(text):
        return _is_phone(text) or bool(_IP.match(text))
    if holds_contact(text) or text.startswith("@"):
        return True
    return not any(character.isdigit() for character in text)


def pseudonym_of(text: str) -> str:
    """The pseudonym that somebody of this address, login or name has.

    >>> pseudonym_of("Anna  EXAMPLE") == pseudonym_of("anna example")
    True
    """
    return pseudonyms([_comparable(text)])[0]


def compared(text: str) -> str:
    """An address, login, number or name as it is held against another.

    >>> compared("@Anna"), compared(" Anna  Example "), compared("+44 20 7946-0000")
    ('anna', 'anna example', '+442079460000')
    """
    return folded(_comparable(text)).decode()


def _comparable(text: str) -> str:
    if _is_phone(text):
        return re.sub(r"[^\d+]", "", text)
    return text.strip().removeprefix("@")


def looks_like_a_name(text: str) -> bool:
    """Whether a text is written as the name of a person is: two or more words in capitals.

    >>> looks_like_a_name("Anna Example"), looks_like_a_name("first session")
    (True, False)
    """
    return len(text) < _LOOKED_AT and bool(_NAME.match(text))


def scrubbed(values: pd.Categorical) -> tuple[pd.Categorical, int]:
    """A column without cells that hold an e-mail, phone or network address, and how many did."""
    maybe = caught(values.categories, _MAYBE_CONTACT).tolist()
    texts = distinct(values) if any(maybe) else []
    contact = [see and holds_contact(text) for text, see in zip(texts, maybe, strict=False)]
    if not any(contact):
        return values, 0
    cells = int(np.array([*contact, False])[np.asarray(values.codes)].sum())
    pairs = zip(texts, contact, strict=True)
    return recoded(values, [None if private else text for text, private in pairs]), cells


def blanked(text: str, private: Sequence[str]) -> str:
    """A text without contact data and without the given private values of its row."""
    for value in private:
        if len(value) > 2:
            text = text.replace(value, "…")
    return without_private(text)
