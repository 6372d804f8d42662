"""What a header means: our columns by their obvious names, near misses, and what is ambiguous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["ALIASES", "Recognised", "find_header", "key_of", "looks_like_data", "recognise"]

ALIASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "participant": (
        ("participant", "participant id", "pseudonym"),
        ("person", "person id", "member", "member id", "user", "user id", "contact id",
         "volunteer id", "attendee id", "people id", "supporter id", "constituent id",
         "individual id", "uuid", "vanid"),
        ("id",),
        ("email", "e-mail", "email address"),
    ),
    "program": (
        ("program", "programme", "program name", "programme name", "program title"),
        ("event", "event name", "event title", "activity", "activity name", "activity type",
         "campaign", "campaign name", "course", "workshop", "initiative"),
    ),
    "edition": (
        ("edition", "edition name", "edition id"),
        ("cohort", "cohort name", "round", "run", "batch", "season", "wave"),
        ("year",),
    ),
    "role": (("role", "role name", "participant role"),),
    "start": (
        ("start", "start date", "started", "started on", "start time", "start day", "begin",
         "begin date", "date start"),
        ("date", "day", "timestamp", "event date", "activity date", "date attended",
         "attended on", "time timestamp"),
        ("month",),
    ),
    "end": (("end", "end date", "ended", "ended on", "end time", "end day", "finish date",
             "date end"),),
    "status": (("status", "attendance", "attendance status", "participant status",
                "attendee status", "participation status"),),
    "tier": (("tier", "engagement tier"),),
    "precision": (("precision", "date precision"),),
    "engagement": (("engagement", "engagement id", "engagement key", "row key"),),
}  # fmt: skip
"""Names that say what a column is, by rank: a later group is used where no earlier one is there."""

NEEDED = ("participant", "program", "start")
_NEAR = 85
_DATA = re.compile(r"@\w|^\d{4}-\d{2}-\d{2}|^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$|^(\d{1,3}\.){3}\d+$")


@dataclass(frozen=True)
class Recognised:
    """What headers say: sure columns, pairs that could be the same, and near misses."""

    columns: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)


def key_of(header: str) -> str:
    """A header as it is compared: letters and digits only, without upper and lower case.

    >>> key_of(" E-mail_Address ") == key_of("emailAddress")
    True
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in text if character.isalnum())


def find_header(name: str, headers: Iterable[str]) -> str | None:
    """The header that a mapping means by a name: exactly that, or the same but for its spelling."""
    known = list(headers)
    if name in known:
        return name
    alike = [header for header in known if key_of(header) == key_of(name) != ""]
    return alike[0] if len(alike) == 1 else None


def looks_like_data(headers: Iterable[str]) -> bool:
    """Whether some header is an address or a date: then the file has no header line."""
    return any(_DATA.search(header) for header in headers)


def recognise(headers: Sequence[str], settled: Iterable[str] = ()) -> Recognised:
    """Our columns among these headers; ``settled`` ones are not looked for."""
    done = set(settled)
    columns: dict[str, str] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for ours, groups in ALIASES.items():
        found = () if ours in done else _first_group(groups, headers)
        if len(found) == 1:
            columns[ours] = found[0]
        elif found:
            ambiguous[ours] = found
    missing = [ours for ours in ALIASES if ours not in done and ours not in {*columns, *ambiguous}]
    taken = {*columns.values(), *(name for names in ambiguous.values() for name in names)}
    free = [header for header in headers if header not in taken]
    near = {ours: header for ours in missing if (header := _near(ours, free))}
    return Recognised(columns, ambiguous, near)


def _first_group(groups: tuple[tuple[str, ...], ...], headers: Sequence[str]) -> tuple[str, ...]:
    for names in groups:
        keys = {key_of(name) for name in names}
        found = tuple(header for header in headers if key_of(header) in keys)
        if found:
            return found
    return ()


def _near(ours: str, headers: Sequence[str]) -> str | None:
    """The header that is nearly one of our names; long names only, short ones are near to all."""
    from rapidfuzz import fuzz, process

    keys = {key_of(header): header for header in headers}
    names = [key_of(name) for name in ALIASES[ours][0] if len(name) > 3]
    best = [process.extractOne(name, list(keys), scorer=fuzz.ratio, score_cutoff=_NEAR)
            for name in names]  # fmt: skip
    hits = [hit for hit in best if hit is not None]
    return keys[max(hits, key=lambda hit: hit[1])[0]] if hits else None
