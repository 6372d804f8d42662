"""Columns that ask whether somebody came, and answer with yes and no, or with when they came."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.tables.alternatives import OR
from loaders.tables.date_forms import is_date
from loaders.tables.headers import find_header, key_of
from loaders.tables.instants import cut_times
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct, recoded
from loaders.understanding.marks import CAME, STAYED_AWAY, means
from pathways.errors import shown
from pathways.record.rules import STATUSES

__all__ = ["asks_whether", "every_row_counts", "said_statuses", "statuses_of", "with_attendance"]

_ASKS = frozenset(
    map(
        key_of,
        ("attended", "attendance", "present", "presence", "checked in", "checked in at",
         "check-in", "check in time", "showed up", "did attend", "anwesend", "anwesenheit",
         "teilgenommen", "teilnahme", "teilnahme erfolgt", "erschienen", "présent", "présence",
         "présent(e)", "a participé",
         "asistió", "asistencia", "presente", "presença", "compareceu", "has responded",
         "came", "did they come", "was there", "showed", "turned up", "arrived", "in attendance",
         "signed in", "took part", "participated", "dabei", "war dabei", "gekommen", "war da",
         "venu", "venue", "venu(e)", "est venu", "est venue", "vino", "participó", "veio",
         "participou", "aanwezig", "aanwezigheid", "deelgenomen", "was aanwezig", "presenza",
         "ha partecipato", "partecipato", "obecny", "obecna", "obecny/a", "obecność", "obecny?",
         "wziął udział"),
    )
)  # fmt: skip
_YES_OR_NO = re.compile(
    r"[\s(\[:,?-]*\b(?:[yjsox]\s?/\s?n|yes\s?(?:/|or)\s?no|ja\s?(?:/|oder)\s?nein|oui\s?(?:/|ou)\s?non"
    r"|s[íi]\s?(?:/|o)\s?no|sim\s?(?:/|ou)\s?não)\b[\s)\]?]*$",
    re.IGNORECASE,
)
"""How a header says which answers it wants."""
_ANSWERS = {CAME: "attended", STAYED_AWAY: "no-show"}
_MOST = 8
_LONGEST = 100
"""Characters of a header that asks so."""
_UNKNOWN = "words that are no status"
_NOT_SAID = "registered"


def asks_whether(header: str) -> bool:
    """Whether a column asks if somebody came; of several together, whether the first does.

    >>> asks_whether("Attended? (Y/N)"), asks_whether("Attended on")
    (True, False)
    """
    asked = header.split(OR, maxsplit=1)[0]
    return len(asked) <= _LONGEST and key_of(_YES_OR_NO.sub("", asked)) in _ASKS


def with_attendance(mapping: Mapping, raw: RawTable) -> Mapping:
    """The mapping with the one column that asks so as the status, where it has none."""
    taken = {*mapping.columns.values()}
    found = [
        header
        for header, values in raw.columns.items()
        if asks_whether(header) and header not in taken and _is_answered(values)
    ]
    if len(found) != 1 or "status" in {*mapping.columns, *mapping.constants}:
        return mapping
    return replace(mapping, columns={**mapping.columns, "status": found[0]})


def every_row_counts(raw: RawTable, mapping: Mapping) -> str:
    """What is said where no column decides who came, with those that could: they say yes and no."""
    taken, known = {*mapping.columns.values()}, {*_ANSWERS.values()}
    found = []
    others = [] if mapping.wide is not None else [one for one in raw.columns if one not in taken]
    for header in others:
        texts = distinct(raw.columns[header])
        said = {_answer(text) for text in texts} if 1 < len(texts) <= _MOST else set()
        if said == known and not all(map(str.isdigit, texts)):
            found.append(shown(header))
    note = "No column says whether people came: every row counts."
    marking = [one for name in mapping.set_aside if (one := find_header(name, raw.columns))]
    if marking:
        what = "Column {} sets" if len(marking) == 1 else "Columns {} set"
        named = what.format(" and ".join(map(shown, marking)))
        note = f"{named} rows aside; every other row counts."
    if not found:
        return note
    say, it = ("says", "it") if len(found) == 1 else ("say", "one of them")
    return (
        f"{note[:-1]}, though {' and '.join(found)} {say} yes and no; [columns] status in the "
        f"mapping lets {it} decide."
    )


def statuses_of(header: str, values: pd.Categorical) -> tuple[pd.Categorical, str]:
    """Yes as ``attended``, no as ``no-show``, and what the reader must know.

    Who is in a list with ticks and has none was registered, and is not counted.  Where nothing
    says yes or no the column stays as it is.
    """
    told = {value: answer for value in distinct(values) if (answer := _answer(value))}
    if not told:
        return values, ""
    answered = recoded(values, [told.get(value, value) for value in distinct(values)])
    words = {_word(value): answer for value, answer in told.items() if value != answer}
    listing = ", ".join(f"{word} is {answer}" for word, answer in list(words.items())[:6])
    more = f" and {len(words) - 6} more" if len(words) > 6 else ""
    note = f"Column {shown(header)} says whether people came: {listing}{more}"
    blank = int((np.asarray(values.codes) < 0).sum())
    if blank and "attended" in told.values():
        answered = _filled(answered, _NOT_SAID)
        cells = f"{blank:,} blank cells are" if blank > 1 else "1 blank cell is"
        note += f", {cells} {_NOT_SAID}, which does not count"
    return answered, f"{note}." if listing else ""


def said_statuses(values: pd.Categorical, statuses: pd.Categorical, counted: int) -> str:
    """What the file's own words count as, and how many rows count: RSVP 214, attended 96.

    Words that mean no status are numbered and not quoted: anything may stand in them, also names.

    >>> words = pd.Categorical(["Attending", "Checked In", "Checked In"])
    >>> said_statuses(words, pd.Categorical(["registered", "attended", "attended"]), 2)
    'Status: "Checked In" 2 (attended), "Attending" 1 (registered); counted 2.'
    """
    theirs, ours = distinct(values), distinct(statuses)
    several = len(ours) + 1
    both = (np.asarray(values.codes) + 1).astype(np.int64) * several + statuses.codes + 1
    found, counts = np.unique(both, return_counts=True)
    rows: Counter[str] = Counter()
    for pair, many in zip(found.tolist(), counts.tolist(), strict=True):
        word, status = divmod(pair, several)
        if not status:
            continue
        became = ours[status - 1]
        if became not in STATUSES:
            rows[_UNKNOWN] += many
            continue
        label = _word(theirs[word - 1]) if word else "blank"
        rows[label if label == shown(became) else f"{label} {{}} ({became})"] += many
    listed = [word.format(f"{many:,}") if "{}" in word else f"{word} {many:,}"
              for word, many in rows.most_common(_MOST)]  # fmt: skip
    more = f" and {len(rows) - _MOST} more words" if len(rows) > _MOST else ""
    return f"Status: {', '.join(listed)}{more}; counted {counted:,}."


def _word(value: str) -> str:
    """A word of a file as a note quotes it; of times only that they are."""
    (short, *_), _, seconds = cut_times([value])
    return "a time" if seconds[0] >= 0 and is_date(short) else shown(value.replace("{", "("))


def _filled(values: pd.Categorical, word: str) -> pd.Categorical:
    names = list(dict.fromkeys([*distinct(values), word]))
    codes = values.set_categories(names).codes
    filled = np.where(codes < 0, names.index(word), codes)
    return pd.Categorical.from_codes(filled, categories=pd.Index(names, dtype="str"))


def _answer(value: str) -> str | None:
    """Attended or no-show; of numbers only 1 and 0, because others count something."""
    if value.isdigit() and value not in ("0", "1"):
        return None
    answer = _ANSWERS.get(means(value))
    if answer:
        return answer
    (short, *_), _, seconds = cut_times([value])
    return "attended" if seconds[0] >= 0 and is_date(short) else None


def _is_answered(values: pd.Categorical) -> bool:
    texts = distinct(values)
    return bool(texts) and all(map(_answer, texts[:200]))
