"""Which column says who: ids before addresses before names, what repeats before what never does.

Numbers that never repeat count the rows and not the people, where another column identifies people
better: then the other one is taken, the first becomes the key of the row, and the choice is asked
about.  Addresses and names that never repeat are people with one row each, and where a sheet has a
column per event, what differs in every row is the best there is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.tables.headers import ALIASES, key_of
from loaders.tables.mapping import Mapping, WideRule
from loaders.understanding.columns import choices_of, is_called, take_by_name, take_by_word
from loaders.understanding.draft import Draft
from loaders.understanding.private import kind_of_column, kind_of_header
from loaders.understanding.proposal import Choice, Question
from pathways.errors import shown

__all__ = ["prefer_who_a_row_is", "take_person"]


def _keys(names: str) -> frozenset[str]:
    return frozenset(key_of(name) for name in names.split(","))


_FIRST = _keys(
    "first name,first,firstname,given name,given,personal,forename,fname,vorname,vorname(n),prénom,"
    "prénom(s),nombre,nombres,nome,primeiro nome,preferred name,voornaam,roepnaam,imię"
)
_LAST = _keys(
    "last name,last,lastname,surname,family name,family,lname,nachname,familienname,name,nom,"
    "nom de famille,apellido,apellidos,apellido(s),sobrenome,último nome,achternaam,cognome,"
    "nazwisko"
)
_WHOLE = _keys("name,nom,nome")
_ORGANISATIONS = frozenset(key_of(name) for name in ALIASES["participant"][-1]) | _keys(
    "grantee,grantee name,recipient,awardee,applicant,partner,partner organization"
)
_TOWNS = _keys(
    "city,town,city/town,ort,stadt,wohnort,sitz,ville,commune,ciudad,cidade,municipality"
)
_IDS = ("id", "number", "nummer", "nr", "no", "key", "code")
_ONE_WORD = re.compile(
    r"^(?:mitglieds?|personen|personal|teilnehmer(?:innen)?|kunden|klienten|matrikel|schüler(?:innen)?"
    r"|ehrenamts?|freiwilligen)(?:nr\.?|nummer|id)$"
)
_LEAST = 8
"""Rows before a column that never repeats is doubted."""
_BETTER = 0.9
_FEW_BLANK = 0.05
"""Share of the rows that may lack an address before names are taken: more shut the gate."""
_KINDS = ("e-mail addresses", "logins", "personal names")


def take_person(draft: Draft) -> None:
    """The column of the participant, or the first and last names together."""
    if not draft.settled("participant"):
        take_by_name(draft, "participant")
        _prefer_two_names(draft)
    if not draft.settled("participant"):
        _by_id(draft)
    if not draft.settled("participant"):
        _by_kind(draft)
    if not draft.settled("participant"):
        take_by_word(draft, "participant")
    if draft.evidence.get("participant") in ("name", "values", "nearly the name"):
        _prefer_filled(draft)
        _doubt(draft)
    if draft.evidence.get("participant") in ("name", "values", "nearly the name", "format"):
        _doubt_addresses(draft)
        _doubt_organisations(draft)


def _prefer_two_names(draft: Draft) -> None:
    """First and last name, where the only other thing is half a name."""
    header = draft.mapping.columns.get("participant", "")
    pair = _two_names(draft)
    if pair and (not header or key_of(header) in _FIRST | _LAST):
        draft.questions = [asked for asked in draft.questions if asked.about != "participant"]
        draft.take("participant", pair, "name")
    elif pair and key_of(header) in _ORGANISATIONS:
        draft.take("participant", pair, "name")
        choices = choices_of("participant", [pair, header])
        reason = "first and last names say who it was, and an organisation where they are from"
        draft.questions.append(Question("participant", header, choices, reason))


def _two_names(draft: Draft) -> str:
    headers = list(draft.raw.columns)
    first = next((header for header in headers if key_of(header) in _FIRST), "")
    last = next((h for h in headers if key_of(h) in _LAST and h != first), "")
    if not (first and last):
        first, last = _two_parts(headers)
    return f"{first} + {last}" if first and last else ""


def _two_parts(headers: list[str]) -> tuple[str, str]:
    """Name - First Name and Name - Last Name, as forms call the two fields of one question."""
    for header in headers:
        question, between, part = header.rpartition(" - ")
        if between and key_of(part) in _FIRST:
            others = {one.rpartition(" - ")[2]: one for one in headers
                      if one.rpartition(" - ")[0] == question}  # fmt: skip
            last = next((one for part, one in others.items() if key_of(part) in _LAST), "")
            return header, last
    return "", ""


def _by_id(draft: Draft) -> None:
    """The one column of a name such as Member Number."""
    found = [header for header in draft.free if _is_a_persons_id(_words(header))]
    if len(found) == 1:
        draft.take("participant", found[0], "name")


def _words(header: str) -> list[str]:
    return header.casefold().replace("_", " ").replace("-", " ").split()


def _by_kind(draft: Draft) -> None:
    """The one column of addresses, else of logins, else of names."""
    kinds = {header: kind_of_header(header) for header in draft.free}
    if not any(kind in _KINDS for kind in kinds.values()):
        rows = len(draft.raw.rows)
        kinds = {
            header: kind_of_column(header, draft.raw.columns[header], rows)
            for header in draft.free[:50]
        }
    for wanted in _KINDS:
        found = [header for header, kind in kinds.items() if kind == wanted]
        if found:
            by_name = kind_of_header(found[0]) == wanted
            if len(found) > 1 and _are_places(draft, found):
                return
            draft.take("participant", found[0], "name" if by_name else "values")
            if len(found) > 1:
                reason = f"{len(found)} columns hold {wanted}"
                draft.questions.append(
                    Question(
                        "participant", "", choices_of("participant", found), reason, needed=True
                    )
                )
            return


def _are_places(draft: Draft, names: list[str]) -> bool:
    """Let each column be a place, such as 9am-12pm, in whose cells stands who had it.

    That is so where the cells are names and no header says whose.
    """
    if draft.settled("role") or draft.given.wide or any(map(kind_of_header, names)):
        return False
    rule = WideRule(tuple(names), cell="participant")
    draft.mapping = replace(draft.mapping, wide=rule)
    all_of_them = Choice(", ".join(names), Mapping(wide=rule))
    choices = (all_of_them, *choices_of("participant", names))
    reason = f"{len(names)} columns hold personal names"
    draft.questions.append(Question("participant", "", choices, reason, needed=True))
    return True


def _prefer_filled(draft: Draft) -> None:
    """Names, where many rows have one and no address or id."""
    chosen = draft.mapping.columns["participant"]
    if chosen not in draft.raw.columns:
        return
    rows, filled = len(draft.raw.rows), draft.filled(chosen)
    if rows - filled <= _FEW_BLANK * rows:
        return
    others = [one for one in _identities(draft) if _rows_with(draft, one) > filled]
    best = max(others, key=lambda one: _rows_with(draft, one), default="")
    if not best or _rows_with(draft, best) < _BETTER * rows:
        return
    draft.questions = [asked for asked in draft.questions if asked.about != "participant"]
    draft.take("participant", best, "values")
    cells = "1 row" if rows - filled == 1 else f"{rows - filled:,} rows"
    choices = choices_of("participant", [best, chosen])
    reason = f"{shown(chosen)} is blank in {cells}"
    draft.questions.append(Question("participant", chosen, choices, reason, cells=rows - filled))


def _rows_with(draft: Draft, identity: str) -> int:
    """Rows in which a column is filled, or the first of several that are read together."""
    return draft.filled(identity.split(" + ", maxsplit=1)[0])


def _doubt(draft: Draft) -> None:
    """Ask about numbers of which none repeats, where another column identifies people better."""
    chosen = draft.mapping.columns["participant"]
    if draft.asked("participant") or chosen not in draft.raw.columns:
        return
    if kind_of_header(chosen) in _KINDS:
        return
    filled = draft.filled(chosen)
    if filled < _LEAST or draft.different(chosen) < filled:
        return
    better = _better(draft, chosen, filled)
    if not better:
        return
    draft.take("participant", better, "values")
    change = {"participant": better}
    if not draft.settled("engagement"):
        draft.take("engagement", chosen, "values")
        change["engagement"] = chosen
    kept = Choice(chosen, Mapping(columns={"participant": chosen, "engagement": ""}))
    draft.questions.append(
        Question(
            "participant",
            chosen,
            (Choice(better, Mapping(columns=change)), kept),
            f"no value of {shown(chosen)} ever repeats, so it numbers rows and not people",
            cells=filled,
        )
    )


def _doubt_addresses(draft: Draft) -> None:
    """Ask about addresses that stand beside several names: somebody signed others up."""
    chosen = draft.mapping.columns["participant"]
    if draft.asked("participant") or kind_of_header(chosen) != "e-mail addresses":
        return
    names = next((h for h in draft.free if kind_of_header(h) == "personal names"), "")
    other = _two_names(draft) or names
    if chosen not in draft.raw.columns or not other:
        return
    codes = [np.asarray(draft.raw.columns[part].codes) for part in (chosen, *other.split(" + "))]
    known = pd.DataFrame(dict(enumerate(codes)))[np.min(codes, axis=0) >= 0].drop_duplicates()
    shared = int((known[0].value_counts() > 1).sum())
    if shared:
        reason = "1 address stands" if shared == 1 else f"{shared:,} addresses stand"
        choices = choices_of("participant", [chosen, other])
        question = Question("participant", chosen, choices, f"{reason} beside several names")
        draft.questions.append(question)


def _doubt_organisations(draft: Draft) -> None:
    """Ask about organisations of one name in several towns: they are likely several."""
    chosen = draft.mapping.columns["participant"]
    place = next((header for header in draft.free if key_of(header) in _TOWNS), "")
    if draft.asked("participant") or key_of(chosen) not in _ORGANISATIONS or not place:
        return
    codes = zip(*(draft.raw.columns[one].codes.tolist() for one in (chosen, place)), strict=True)
    towns: dict[int, set[int]] = defaultdict(set)
    for name, town in codes:
        if min(name, town) >= 0:
            towns[name].add(town)
    shared = sum(len(found) > 1 for found in towns.values())
    if not shared:
        return
    both = f"{chosen} + {place}"
    draft.take("participant", both, "values")
    reason = "1 name stands" if shared == 1 else f"{shared:,} names stand"
    question = Question("participant", chosen, choices_of("participant", [both, chosen]),
                        f"{reason} beside several places in {shown(place)}")  # fmt: skip
    draft.questions.append(question)


def _better(draft: Draft, chosen: str, rows: int) -> str:
    """Another column that names people and of which values repeat; an id before an address."""
    pair = _two_names(draft)
    found = []
    halves = _halves(draft)
    for header in [name for name in draft.free if name != chosen and key_of(name) not in halves]:
        named = "participant" in draft.alternatives.get(header, ()) or _is_a_persons_id(
            _words(header)
        )
        kind = kind_of_header(header)
        if (named or kind in _KINDS) and draft.filled(header) >= _BETTER * rows:
            rank = 0 if named and not kind else 1 + _KINDS.index(kind) if kind in _KINDS else 9
            found.append((rank, draft.different(header), header))
    good = [entry for entry in sorted(found) if 1 < entry[1] < _BETTER * rows]
    if good and good[0][0] < 3:
        return good[0][2]
    if pair and chosen not in pair and _pairs(draft, pair) < _BETTER * rows:
        return pair
    return good[0][2] if good else ""


def _halves(draft: Draft) -> frozenset[str]:
    """What columns of half a name are called; Name is a whole one where no first name is."""
    return _FIRST | (_LAST if _two_names(draft) else _LAST - _WHOLE)


def prefer_who_a_row_is(draft: Draft) -> None:
    """In a sheet with a column per event a row is a person: who it is differs from row to row."""
    settled = draft.evidence.get("participant") in ("given", "format")
    if not draft.wide or settled or "participant" in draft.melts:
        return
    rows = len(draft.raw.rows)
    best = next((one for one in _identities(draft) if _differing(draft, one) >= _BETTER * rows), "")
    header = draft.mapping.columns.get("participant", "")
    if not best or (header and _differing(draft, header) >= _BETTER * rows):
        return
    draft.questions = [asked for asked in draft.questions if asked.about != "participant"]
    if draft.evidence.get("engagement") == "values":
        columns = {k: v for k, v in draft.mapping.columns.items() if k != "engagement"}
        draft.mapping = replace(draft.mapping, columns=columns)
    draft.take("participant", best, "values")
    if header and best != header:
        choices = choices_of("participant", [best, header])
        reason = f"one value of {shown(header)} stands in several rows, and a row is a person"
        draft.questions.append(Question("participant", header, choices, reason))


def _identities(draft: Draft) -> list[str]:
    """What can say who: ids, addresses, logins, first and last names together, one name."""
    identifying = {draft.mapping.columns.get(ours, "") for ours in ("participant", "engagement")}
    free = {*draft.free}
    headers = [name for name in draft.raw.columns if name in identifying or name in free]
    ranked, halves = [], _halves(draft)
    for header in headers:
        kind = kind_of_header(header)
        named = header in identifying or is_called(header, "participant")
        if kind in _KINDS and key_of(header) not in halves:
            ranked.append((2 * _KINDS.index(kind) + 1, header))
        elif not kind and (named or _is_a_persons_id(_words(header))):
            ranked.append((0, header))
    pair = _two_names(draft)
    ranked += [(2 * _KINDS.index("personal names"), pair)] if pair else []
    return [header for _, header in sorted(ranked, key=lambda one: one[0])]


def _differing(draft: Draft, identity: str) -> int:
    """Different values of a column, or of first and last names together."""
    if identity in draft.raw.columns:
        return draft.different(identity)
    return _pairs(draft, identity) if " + " in identity else 0


def _is_a_persons_id(words: list[str]) -> bool:
    people = {"contact", "member", "person", "volunteer", "user", "attendee", "constituent",
              "individual", "supporter", "client", "student", "mitglied", "kontakt",
              "donor", "learner", "schüler", "socio", "sócio", "adhérent"}  # fmt: skip
    whole = bool(words) and bool(_ONE_WORD.match(words[-1]))
    return whole or (len(words) > 1 and words[-1] in _IDS and bool(people & set(words)))


def _pairs(draft: Draft, pair: str) -> int:
    first, last = (draft.raw.columns[name] for name in pair.split(" + "))
    return len(set(zip(first.codes.tolist(), last.codes.tolist(), strict=True)))
