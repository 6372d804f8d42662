"""How a file is understood: the mapping that was given, then its format, its headers, its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from weakref import ReferenceType, ref

from loaders.formats.catalogue import recognised_formats
from loaders.formats.format import Format
from loaders.tables.alternatives import parts_of, with_alternatives
from loaders.tables.date_forms import is_date
from loaders.tables.headers import find_header
from loaders.tables.legend import legend_of, without_legend
from loaders.tables.mapping import Mapping, merged
from loaders.tables.table import RawTable, distinct
from loaders.tables.totals import without_totals
from loaders.understanding.across import take_pairs
from loaders.understanding.attendance import asks_whether, with_attendance
from loaders.understanding.columns import (
    choices_of,
    dated,
    is_called,
    is_of_before,
    take_by_name,
    take_by_word,
    take_statuses,
    tells_when_it_was_sent,
)
from loaders.understanding.context import context_of, likely_program
from loaders.understanding.draft import Draft
from loaders.understanding.events import mark_table, take_events, ticks
from loaders.understanding.flags import take_flags
from loaders.understanding.groups import take_groups
from loaders.understanding.parts import columns_of
from loaders.understanding.persons import prefer_who_a_row_is, take_person
from loaders.understanding.private import kind_of_header, names_a_trait
from loaders.understanding.proposal import Choice, Column, Proposal, Question
from loaders.understanding.refusal import DATA, listed
from loaders.understanding.several import ask_about_several, values_in
from loaders.understanding.titles import take_titles
from loaders.understanding.when import ask_about_dates, take_time_in_parts, take_when
from pathways.errors import MappingError, nearest, shown

__all__ = ["understood"]

_REST = ("role", "end", "tier", "precision", "engagement")
_LAST: list[tuple[ReferenceType[RawTable], Mapping, str, Proposal]] = []
"""What was understood last: a file is asked about and then counted, by the same mapping."""


def understood(whole: RawTable, given: Mapping, date_order: str = "") -> Proposal:
    """The proposal for a file; ``given`` is a mapping of which nothing is changed.

    Rows of totals and legends say nothing about what the columns are.

    Raises:
        MappingError: a column that the mapping names is not there, or no row names the columns.
    """
    for table, mapping, order, proposal in _LAST:
        if table() is whole and (mapping, order) == (given, date_order):
            here = replace(proposal.mapping, folder=given.folder)
            return replace(proposal, mapping=here)
    proposal = _understood(whole, given, date_order)
    _LAST[:] = [(ref(whole), given, date_order, proposal)]
    return proposal


def _understood(whole: RawTable, given: Mapping, date_order: str) -> Proposal:
    raw = without_legend(without_totals(whole))
    _all_there(raw, given)
    likely = recognised_formats(list(raw.columns), given.format)
    known = likely[0] if len(likely) == 1 else None
    base = given if known is None else merged(known.mapping_of(list(raw.columns)), given)
    raw = with_alternatives(raw, base)
    draft = Draft(raw, given, replace(base, date_order=date_order or base.date_order), known)
    draft.legend = legend_of(whole)
    draft.evidence = {ours: "format" for ours in base.columns if ours not in given.columns}
    draft.evidence |= dict.fromkeys((*given.columns, *given.constants), "given")
    if not given.columns and _begins_with_data(draft):
        raise MappingError(f"{shown(raw.name)} has no column that says who. {DATA}")
    _ask_which_format(draft, likely)
    context = context_of(raw)
    take_flags(draft)
    take_by_name(draft, "program")
    take_titles(draft)
    take_time_in_parts(draft)
    take_by_name(draft, "edition")
    take_by_name(draft, "start")
    take_pairs(draft)
    take_person(draft)
    take_events(draft, context)
    prefer_who_a_row_is(draft)
    _take_status(draft)
    for ours in _REST:
        take_by_name(draft, ours)
    for ours in ("program", "role", "edition"):
        take_by_word(draft, ours)
    take_when(draft, context)
    take_groups(draft)
    _ask_who(draft)
    _ask_what(draft)
    _ask_when(draft)
    ask_about_several(draft)
    ask_about_dates(draft)
    return replace(_proposal(draft, columns_of(draft)), rows=len(whole.rows))


def _all_there(raw: RawTable, given: Mapping) -> None:
    headers = list(raw.columns)
    for ours, theirs in given.columns.items():
        for part in parts_of(theirs) if theirs not in headers else [theirs]:
            if part and find_header(part, headers) is None:
                near = nearest(part, headers)
                hint = f"; the nearest is {shown(near)}" if near else ""
                raise MappingError(
                    f"{shown(raw.name)} has no column {shown(part)}, which the mapping gives for "
                    f"{ours}{hint}. {listed(raw)}"
                )


def _begins_with_data(draft: Draft) -> bool:
    """Whether the row that should name the columns is a record: it has an address or a date.

    The names of columns of events are dates as well, and those of people addresses, over cells
    that are none.
    """
    for header in (one for one in draft.raw.columns if "@" in one):
        if not draft.filled(header) or any("@" in text for text in draft.texts(header)):
            return True
    days = [header for header in list(draft.raw.columns)[:50] if is_date(header)]
    return any(draft.filled(header) and dated(draft, header) >= 0.5 for header in days)


def _take_status(draft: Draft) -> None:
    """A column that says whether people came, before one that says what was planned."""
    if draft.settled("status"):
        return
    mapping = with_attendance(draft.mapping, draft.raw)
    if "status" in mapping.columns:
        draft.take("status", mapping.columns["status"], "name")
    else:
        take_by_name(draft, "status")
        take_by_word(draft, "status")
    if not draft.settled("status"):
        take_statuses(draft)
    if not draft.settled("status"):
        draft.notes += [
            f"Column {shown(header)} is called a status, and most of its words are none that is "
            "known here; [values.status] in the mapping says what they mean."
            for header in draft.free
            if is_called(header, "status") and draft.filled(header)
        ]


def _ask_which_format(draft: Draft, likely: Sequence[Format]) -> None:
    """Several formats of which the headers are equally true."""
    if len(likely) > 1:
        choices = tuple(Choice(one.name, Mapping(format=one.name)) for one in likely)
        reason = "its headers are equally those of several formats"
        draft.questions.append(Question("format", "", choices, reason, needed=True))


def _ask_who(draft: Draft) -> None:
    if draft.settled("participant"):
        return
    rows = len(draft.raw.rows)
    likely = sorted(
        draft.first_free(50), key=lambda name: (draft.different(name) < 2, -draft.filled(name))
    )
    found = [header for header in likely if draft.different(header) > rows // 20][:5]
    reason = "no column says who"
    draft.questions.append(
        Question("participant", "", choices_of("participant", found), reason, needed=True)
    )


def _ask_when(draft: Draft) -> None:
    if not draft.has("start") and not draft.has("edition") and not draft.asked("year"):
        draft.questions.append(Question("start", "", (), "no column says when", needed=True))


def _ask_what(draft: Draft) -> None:
    """The program, where no column says it: what the file is called, or one that could be it."""
    if draft.settled("program") or draft.asked("program"):
        return
    name = likely_program(draft.raw)
    constant = Choice(name, Mapping(constants={"program": name}))
    rule = ticks(draft)
    offered = rule.columns if rule else ()
    columns = [one for one in draft.free if one not in offered and _groups_rows(draft, one)]
    others = [Choice(header, Mapping(columns={"program": header})) for header in columns[:4]]
    ticked = [Choice(", ".join(rule.columns), Mapping(wide=rule))] if rule else []
    one_event = draft.format is not None and draft.format.one_event
    sure = bool(draft.wide) or one_event or draft.asked("year") or not (ticked or others)
    choices = (constant, *others) if sure else (*ticked, *others, constant)
    reason = "the sheet or the file is called so" if sure else "no column says what"
    draft.questions.append(Question("program", "", choices, reason, needed=not sure))
    if sure:
        draft.say("program", name, "title")


def _groups_rows(draft: Draft, header: str) -> bool:
    """Whether a column has a few values that many rows share, as programs have."""
    texts = values_in(distinct(draft.raw.columns[header]))
    few = 1 < len(texts) <= min(30, draft.filled(header) - 1)
    texts = texts if few else []
    plain = not any(map(str.isdigit, "".join(texts)[:1])) and dated(draft, header) < 0.5
    told = (
        is_of_before(header)
        or asks_whether(header)
        or kind_of_header(header)
        or names_a_trait(header)
    )
    return few and plain and not told


def _proposal(draft: Draft, columns: tuple[Column, ...]) -> Proposal:
    mapping, known = draft.mapping, draft.format
    headers = {ours: theirs for ours, theirs in mapping.columns.items() if theirs}
    return Proposal(
        file=draft.raw.name,
        format=known.name if known else "own mapping" if draft.given != Mapping() else "tidy",
        mapping=replace(mapping, columns=headers),
        columns=columns,
        layout=draft.raw.layout,
        wide=tuple(draft.wide),
        marks=mark_table(draft),
        questions=_ranked(draft.questions),
        notes=(*_cautions(draft), *draft.notes),
    )


def _cautions(draft: Draft) -> tuple[str, ...]:
    """What is peculiar to the format, unless another column was taken than that which it is of."""
    known, start = draft.format, draft.mapping.columns.get("start", "")
    if known is None or not known.caution:
        return ()
    format_starts = known.mapping.columns.get("start", "").split("|")
    by_stamp = any(map(tells_when_it_was_sent, format_starts))
    return () if by_stamp and not tells_when_it_was_sent(start) else (known.caution,)


def _ranked(questions: Sequence[Question]) -> tuple[Question, ...]:
    """What is needed first, and then as people think: who, what, when, in which role."""
    order = ("format", "participant", "program", "start", "year", "date order")
    places = {about: place for place, about in enumerate(order)}
    return tuple(sorted(questions, key=lambda q: (not q.needed, places.get(q.about, len(order)))))
