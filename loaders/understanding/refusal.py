"""Why a file cannot be read before a question is answered, and a mapping to correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from loaders.formats.catalogue import known_formats
from loaders.tables.headers import looks_like_data
from loaders.tables.table import RawTable, distinct
from loaders.understanding.marks import CAME, means
from loaders.understanding.private import looks_like_a_name
from loaders.understanding.proposal import Proposal, Question
from pathways.errors import MappingError, shown

__all__ = ["DATA", "listed", "refusal"]

_ODD = frozenset('"<>=\\')
"""Characters of pieces of rows and of formulas, which no name of a column has."""
_LONGEST = 200
_MOST = 50
"""Columns of events that a mapping to correct names; of more it leaves them out."""
DATA = "Its first row looks like data: put a line with the names of the columns above it."
_PLACEHOLDERS = {
    "program": "the name of your program",
    "participant": "the column that says who",
    "start": "the column with the date",
}


def refusal(proposal: Proposal, raw: RawTable) -> MappingError | None:
    """The error for the first question that has to be answered; ``None`` where there is none.

    Questions about the order of dates are left to the reading of the dates.
    """
    open_ = [question for question in proposal.open if question.about != "date order"]
    if not open_:
        return None
    alone = next((one.alone for one in known_formats() if one.name == proposal.format), "")
    if alone:
        return MappingError(f"{shown(raw.name)} {alone}")
    problem = _problem(open_, raw)
    text = _to_correct(proposal, open_, raw)
    return MappingError(
        f"{shown(raw.name)} {problem} A mapping to correct (keep it with --save-mapping FILE, "
        f"give it with --mapping FILE):\n\n{text}",
        text,
    )


def _problem(questions: Sequence[Question], raw: RawTable) -> str:
    if questions[0].about == "format":
        return _which_format(questions[0])
    near = [question for question in questions if question.column and question.about != "year"]
    if near:
        pairs = [f"{shown(question.column)} may be the {question.about}" for question in near]
        return (
            f"has no column under its usual name: {' and '.join(pairs)}. Say so, or say what it is."
        )
    first = questions[0]
    what = "date" if first.about == "start" else first.about
    if "could be it" in first.reason or "columns hold" in first.reason:
        named = " and ".join(shown(choice.answer) for choice in first.choices)
        return f"has {len(first.choices)} columns that could be the {what}: {named}."
    if first.about == "year":
        return (
            f"has dates without a year, such as {shown(first.cell or first.column)}, and nothing "
            "around the table says one. Say it in the mapping: [dates] year = 2025."
        )
    need = {"start": "neither a date nor an edition", "participant": "no column that says who"}
    missing = need.get(first.about, f"no column for the {first.about}")
    return f"has {missing}. {listed(raw)}"


def _which_format(question: Question) -> str:
    names = [choice.answer for choice in question.choices]
    listed = f"{', '.join(names[:-1])} or {names[-1]}"
    return f'may be an export of {listed}: say which, with format = "{names[0]}" in the mapping.'


def listed(raw: RawTable) -> str:
    """The columns of a file, for a message; what may be somebody's name is not shown."""
    headers = list(raw.columns)
    if looks_like_data(headers):
        return DATA
    if any(set(header) & _ODD for header in headers):
        return f"Its {len(headers)} columns have no names that can be shown."
    more = f" and {len(headers) - 12} more" if len(headers) > 12 else ""
    named = ("…" if _may_be_a_person(raw, one) else shown(one, 40) for one in headers[:12])
    return f"Its columns are {', '.join(named)}{more}."


def _may_be_a_person(raw: RawTable, header: str) -> bool:
    """Whether a column of ticks is called as people are: some sheets have people across the top."""
    ticks = distinct(raw.columns[header])[:50]
    alone = len(raw.columns) == 1
    return looks_like_a_name(header) and (alone or any(means(tick) == CAME for tick in ticks))


def _shown(raw: RawTable, header: str) -> bool:
    """Whether a header can be shown: it is no name, and no piece of a row."""
    odd = set(header) & _ODD or len(header) > _LONGEST
    return not odd and not (header in raw.columns and _may_be_a_person(raw, header))


def _to_correct(proposal: Proposal, questions: Sequence[Question], raw: RawTable) -> str:
    columns, constants = dict(proposal.mapping.columns), dict(proposal.mapping.constants)
    wide, name = proposal.mapping.wide, proposal.mapping.format
    for question in questions:
        guess = question.choices[0].change if question.choices else None
        ours = question.about
        if guess and (guess.columns or guess.wide):
            columns |= {k: v for k, v in guess.columns.items() if _shown(raw, v)}
            wide = guess.wide or wide
        elif ours == "format":
            name = question.guess
        elif ours == "program":
            constants["program"] = _PLACEHOLDERS["program"]
        elif ours in _PLACEHOLDERS:
            columns[ours] = _PLACEHOLDERS[ours]
    columns = {k: v if _shown(raw, v) else _PLACEHOLDERS["participant"] for k, v in columns.items()}
    named = () if wide is None else (*wide.columns, *wide.skip)
    if len(named) > _MOST or not all(_shown(raw, name) for name in named):
        wide = None
    draft = replace(proposal.mapping, format=name, columns=columns, constants=constants, wide=wide)
    return draft.to_toml()
