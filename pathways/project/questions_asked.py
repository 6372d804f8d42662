"""What a file does not say, as questions in plain words, each with a guess."""

from __future__ import annotations

import re
from pathlib import PurePath

import numpy as np

from loaders.inspection import Inspection
from loaders.tables.alternatives import parts_of
from loaders.tables.date_forms import date_spans
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct
from loaders.understanding import proposal as understood
from loaders.understanding.dates import HEADERS, ORDERS, DateRule
from loaders.understanding.statuses import status_of
from pathways.errors import EditionOrderError, shown
from pathways.project.answering import NOTHING, OURS
from pathways.project.candidates import Candidate, candidates
from pathways.project.cell_questions import CELL_QUESTIONS
from pathways.project.date_orders import (
    date_readings,
    in_words,
    readings_of_headers,
    speaks_for,
    written_with_points,
)
from pathways.project.question import Choice, Question
from pathways.project.start_words import rows_word
from pathways.record.rules import COUNTED_STATUSES, STATUSES

__all__ = ["about_editions", "about_marks", "about_role", "asked_of", "title_of"]

_KEYS = {"participant": "who", "program": "what", "start": "when", "role": "role"}
_TEXTS = {
    "who": "Which column says who it was?",
    "what": "What did people take part in: which column says it?",
    "when": "Which column says when it was?",
    "role": "Which column says in which role?",
}
_EFFECTS = {
    "who": "rows with the same value are one person",
    "what": "people move from one program to another; other words are one program for all rows",
    "when": "it puts the steps of a person in order; a day or a year is that of all rows",
    "role": "with roles we see who comes back deeper",
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPEAKS = {"who": 1.5, "what": 1.8, "when": 0.0, "role": 0.0}
"""So high scores the column that is taken without asking, where no name says what it is."""
_LEAD = 0.5
_PEOPLE, _SHARE = 10, 0.15
"""So many different values a column of people has at least."""
_CAME = re.compile(
    r"^(attend|came|present|complet|check|show(ed)? ?up|confirmed attend|teilgenommen|anwesend|"
    r"asisti|particip|done|erschienen|finished|graduat|venu|"
    r"was t?here|t?here|joined|made it|took part)",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"^(active|current|aktiv|actif|active|activ[oa]|ativ[oa]|attiv[oa]|actief|aktywn)",
    re.IGNORECASE,
)
"""Of somebody who takes part and has not ended, beside words for those who have."""


def asked_of(table: RawTable, proposal: understood.Proposal) -> list[Question]:
    """The questions of a proposal, as people are asked them."""
    found = []
    for asked in proposal.questions:
        if asked.about in _KEYS:
            found.append(_about_column(table, asked, proposal.mapping))
        elif asked.about == "date order":
            found.append(_about_dates(table, asked, proposal))
        elif asked.about == "year":
            found.append(_about_year(table, asked))
        elif asked.about in CELL_QUESTIONS:
            found.append(CELL_QUESTIONS[asked.about](asked))
    return found


def _about_column(table: RawTable, asked: understood.Question, known: Mapping) -> Question:
    """Which column is one of ours: those that the headers speak for, then those that look so.

    A column that is known to be another of ours is none of them.
    """
    key = _KEYS[asked.about]
    others = [theirs for ours, theirs in known.columns.items() if ours != asked.about]
    taken = {*others, *(part for theirs in others for part in parts_of(theirs))}
    likely = {one.header: one for one in candidates(table, key) if one.header not in taken}
    named = {one.answer: one.change for one in asked.choices}
    blind = asked.reason.startswith("no column")
    order = list(dict.fromkeys([*likely, *named] if blind else [*named, *likely]))
    choices = [
        Choice(name, _looks(name, likely.get(name), table), named.get(name) or _column(key, name))
        for name in order
    ]
    guess, reason = (order[0], asked.reason) if order else ("", "")
    if blind and order:
        reason = _reason(key, likely.get(order[0]))
    if not order and key == "what":
        guess, reason = title_of(table.name), "no column names a program"
    if not order and key == "when":
        guess, reason = _when_around(table)
    ranked = [likely.get(name) for name in order]
    shot = (
        blind
        and bool(order)
        and _is_a_shot(key, ranked)
        and not _all_that_is_left(key, order, table)
    )
    sure = bool(guess) and not shot
    return Question(
        key, _TEXTS[key], guess, reason, _EFFECTS[key], tuple(choices),
        only_a_person=not sure, open=True,
    )  # fmt: skip


def _when_around(table: RawTable) -> tuple[str, str]:
    """The one day, or the year, that a title or the name of the file says, and why it is taken."""
    around = {"a title above the table": table.layout.titles, "the name of the file": [table.name]}
    for where, texts in around.items():
        days = {text[a:b] for text in texts for a, b in date_spans(PurePath(text).stem)[:1]}
        if len(days) == 1:
            return days.pop(), f"no column has dates, and {where} has this one"
    year = _YEAR.search(table.name)
    return (
        (year[0], "no column has dates, and the name of the file has this year")
        if year
        else ("", "")
    )


def _all_that_is_left(key: str, order: list[str], table: RawTable) -> bool:
    """Whether a single column can say who it was, and its values are as many as people are."""
    if key != "who" or len(order) > 1 or order[0] not in table.columns:
        return False
    codes = np.asarray(table.columns[order[0]].codes)
    filled, many = int((codes >= 0).sum()), len(table.columns[order[0]].categories)
    return many >= max(_PEOPLE, filled * _SHARE) and many < filled


def _is_a_shot(key: str, ranked: list[Candidate | None]) -> bool:
    """Whether nothing speaks for the likeliest column, or as much for the next one."""
    first, second = (*ranked, None)[:2]
    if first is None or first.score < _SPEAKS[key]:
        return key in ("who", "what")
    return second is not None and first.score - second.score < _LEAD and key == "what"


def _column(key: str, header: str) -> Mapping:
    return Mapping(columns={OURS[key]: header})


def _looks(name: str, one: Candidate | None, table: RawTable) -> str:
    """What stands in a column, in numbers; a choice that is no column is one for all rows."""
    header = find_header(name, table.columns)
    if header is None:
        parts = [part for part in re.split(r" \+ |, ", name) if part in table.columns]
        return "these columns" if parts else "one for all rows"
    values = table.columns[header]
    filled = one.filled if one else int((np.asarray(values.codes) >= 0).sum())
    many = len(values.categories)
    return f"{f'{many:,} different values' if many > 1 else '1 value'} in {rows_word(filled)}"


def _reason(key: str, one: Candidate | None) -> str:
    if one is None:
        return "nothing else says it"
    if key == "who":
        return "the same values come again" if one.repeats else "it looks like people"
    reasons = {"what": "the same names come again and again", "when": "it holds dates"}
    return reasons.get(key, "its words are roles")


def title_of(name: str) -> str:
    """The name of a file or a folder as a title: its words.

    >>> title_of("volunteer_log-2024.csv")
    'Volunteer log 2024'
    """
    stem = name.rsplit("/", 1)[-1].split(".", maxsplit=1)[0]
    words = re.sub(r"[\W_]+", " ", stem).strip()
    return words[:1].upper() + words[1:] or "Our program"


def _about_dates(
    table: RawTable, asked: understood.Question, proposal: understood.Proposal
) -> Question:
    """Which number of a date is the day, with the readings of a row and what speaks for one."""
    rules = {
        one.answer: DateRule(one.change.date_order, proposal.mapping.year, one.change.converted)
        for one in asked.choices
    }
    if asked.column == HEADERS:
        dates = [one.says["start"] for one in proposal.wide if "start" in one.says]
        readings = {one.order: one for one in readings_of_headers(dates, rules)}
    else:
        readings = {one.order: one for one in date_readings(table, asked.column, rules)}
    reason = speaks_for(*[*readings.values()][:2]) if len(readings) > 1 else ""
    order = sorted(asked.choices, key=lambda one: list(readings).index(one.answer)
                   if one.answer in readings else len(readings))  # fmt: skip
    if asked.reason == "converted" and not reason:
        order = list(asked.choices)
        reason = (
            "a spreadsheet has changed the dates that it could read in another order: no cell that "
            "it changed has a day over 12, and every other has"
        )
    if not reason and written_with_points(asked.cell):
        order = sorted(order, key=lambda one: one.answer != ORDERS[0])
        reason = "numbers between points are written with the day first"
    choices = [
        Choice(one.answer, _reads(asked, one), one.change) for one in order if one.reading
    ] or [Choice(one.answer, "", one.change) for one in order]
    return Question(
        "date-order",
        f"In which order are the dates in {_where(asked.column)} written?",
        choices[0].value,
        reason or "nothing in the file settles it",
        "read the wrong way, people's steps change their order",
        tuple(choices),
        only_a_person=not reason,
    )


def _where(column: str) -> str:
    return f"the {column}" if column == HEADERS else shown(column)


def _reads(asked: understood.Question, choice: understood.Choice) -> str:
    where = "" if asked.column == HEADERS else f"row {asked.row}, "
    return f"{where}{asked.cell}{',' if where else ''} is then {in_words(choice.reading)}"


def _about_year(table: RawTable, asked: understood.Question) -> Question:
    year = _YEAR.search(table.name)
    return Question(
        "year",
        f"Which year is {shown(asked.column)} of? Its dates say none.",
        year[0] if year else "",
        "the name of the file has it" if year else "",
        "it is the year of all dates",
        only_a_person=year is None,
    )


def about_role(table: RawTable, mapping: Mapping, proposal: understood.Proposal) -> list[Question]:
    """Which column is the role, where a column looks so and nobody said anything of it."""
    known = {*mapping.columns, *mapping.constants, *proposal.mapping.columns}
    taken = {column.header for column in proposal.columns if column.role in OURS.values()}
    taken |= {"status", *proposal.mapping.drop, *(column.header for column in proposal.wide)}
    taken.add(proposal.mapping.columns.get("status", ""))
    if proposal.mapping.attributes is not None:  # a format that knows what its columns are
        taken |= {*table.columns} - {*proposal.mapping.attributes}
    likely = [one for one in candidates(table, "role") if one.header not in taken]
    melts = proposal.mapping.wide is not None and "role" in str(proposal.mapping.wide)
    if "role" in known or melts or not likely:
        return []
    choices = [Choice(one.header, _looks(one.header, one, table), _column("role", one.header))
               for one in likely]  # fmt: skip
    return [
        Question(
            "role", _TEXTS["role"], choices[0].value, _reason("role", likely[0]),
            _EFFECTS["role"], (*choices, Choice(NOTHING, "there is no such column")), open=True,
        )
    ]  # fmt: skip


def about_marks(table: RawTable, found: Inspection) -> list[Question]:
    """Which words of the column of attendance mean that somebody came."""
    header = find_header(found.mapping.columns.get("status", ""), table.columns)
    own = found.table["format"].isin(("tidy", "own mapping")).all()  # a system's words are sure
    nobody = own and len(found.log.counted) == 0
    if header is None or not (nobody or _status_refused(found)):
        return []
    every = distinct(table.columns[header])
    words = [word for word in every if nobody or (status_of(word) or word) not in STATUSES]
    known = any(status_of(word) in COUNTED_STATUSES for word in every)
    came = [word for word in words if _CAME.match(word) or (known and _UNDER_WAY.match(word))]
    counts = table.columns[header].value_counts()
    choices = tuple(Choice(word, rows_word(int(counts[word]))) for word in words)
    return [
        Question(
            "came",
            f"Which words in column {shown(header)} mean that somebody came? "
            "(Several are separated by commas.)",
            ", ".join(came) or NOTHING,
            "they sound like it" if came else "none of them sounds like it",
            "only those rows count; the others are kept and not counted",
            choices,
            only_a_person=not came and not known,
            several=True,
        )
    ]


def _status_refused(found: Inspection) -> bool:
    rules, reasons = found.refused["rule"], found.refused["reason"]
    return bool(((rules == "L5") & reasons.str.startswith("status")).any())


def about_editions(error: EditionOrderError) -> Question | None:
    """In which order the editions came."""
    if not error.editions:
        return None
    by_name = all(_YEAR.search(name) for name in error.editions)
    return Question(
        "editions",
        "In which order did these come, the earliest first? (Separated by commas; two at the same "
        "time are joined by +.)",
        ", ".join(error.editions),
        "by the years in their names" if by_name else "by the alphabet; the file does not say it",
        "it decides what the next one is",
        only_a_person=not by_name,
    )
