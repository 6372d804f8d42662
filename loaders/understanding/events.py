"""Sheets with one column per event, edition or date: seen by their headers, and by the marks.

The name and the date of an event are found in its header and become a pattern of the mapping
(``{program} {date}``).  Columns that only tick things off, with nothing about time in their
headers, are events where no other column says what people did.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from loaders.tables.date_forms import Day, date_spans, form_of, is_date
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.mapping import Mapping, WideRule
from loaders.tables.periods import period_spans
from loaders.tables.table import distinct
from loaders.understanding.across import people_across, stages_down
from loaders.understanding.attendance import asks_whether
from loaders.understanding.context import only_year
from loaders.understanding.draft import Draft, share
from loaders.understanding.forms import by_options, by_statuses
from loaders.understanding.legends import take_legend
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import names_a_trait
from loaders.understanding.proposal import Choice, Mark, Question, WideColumn
from loaders.understanding.stages import by_stages
from loaders.understanding.statuses import status_of
from loaders.understanding.ticked import COUNT, candidates, tick_like, ticked
from loaders.understanding.wide import matches_of
from pathways.errors import MappingError, shown

__all__ = ["mark_table", "take_events", "ticks"]

_LEAST = 2
_LONGEST = 100
"""Characters of the header of a numbered column."""
_ROLES = 15
_NO = ("no", "false", "nein", "non", "não")
_MEASURES = frozenset(
    key_of(word)
    for word in (
        "hours", "attended", "attendance", "present", "amount", "total", "grant amount", "visits",
        "stunden", "anwesend", "teilnahme", "betrag", "heures", "présence", "montant", "horas",
        "asistencia", "presença", "valor", "date", "on", "hrs", "hours in", "attended in", "",
    )
)  # fmt: skip
_EDITIONS = frozenset(key_of(name) for group in ALIASES["edition"] for name in group)
_NUMBERED = re.compile(r"^(\D*[^\W\d]\D*?)(\d+)(?:([\s_:-]+)(\D+))?$")
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?$", re.IGNORECASE)
"""When somebody came and left says nothing of what the column is called."""
_EDGE = r"\s_/()\[\]:;,|–—-"
_ROLE = re.compile(
    rf"(?:^|[{_EDGE}]+)(?:roles?|rolle|rôle|rol|papel|funktion|fonction|función|função)[{_EDGE}]*$",
    re.IGNORECASE,
)
"""A word behind the name of an event which says that its cells hold roles."""
_TIMES = re.compile(
    r"[\s(,:]*\d{1,2}[:.h]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*[-–—]\s*\d{1,2}[:.h]\d{2}(?:\s*[ap]\.?m\.?)?)?[\s)]*",
    re.IGNORECASE,
)
"""The times of a day, which are no program."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def take_events(draft: Draft, context: str) -> None:
    """Find the columns of events, where there are any, and what their headers say.

    ``context`` is what stands around the table: titles, the name of the sheet and of the file.
    """
    if draft.mapping.wide is None:
        for find in _FINDERS:
            rule = find(draft, context)
            if rule is not None:
                draft.mapping = replace(draft.mapping, wide=rule)
                break
    rule = draft.mapping.wide
    if rule is None:
        return
    draft.wide = [
        WideColumn(header, match, draft.filled(header))
        for header, match in matches_of(draft.raw.columns, rule, draft.mapping.year).items()
    ]
    _say_blank(draft)
    if draft.given.wide is not None:
        _ask_about_new_events(draft, rule)
    else:
        _say_unread(draft, rule)
    for ours in draft.melts:
        draft.evidence[ours] = "headers"
    columns = {k: v for k, v in draft.mapping.columns.items() if k not in draft.melts}
    draft.mapping = replace(draft.mapping, columns=columns)
    if not rule.cell and not rule.no:
        take_legend(draft, _words(draft))
        _ask_about_marks(draft)


def _say_blank(draft: Draft) -> None:
    """Refuse columns of events in which nothing is written: a colour is nothing that is read."""
    if draft.wide and len(draft.raw.rows) and not any(column.marked for column in draft.wide):
        raise MappingError(
            f"{shown(draft.raw.name)} has {len(draft.wide)} columns of events such as "
            f"{shown(draft.wide[0].header)}, and no cell of them says anything. Colours are not "
            "read: write a mark, such as x, into the cells of those who came."
        )


def _say_unread(draft: Draft, rule: WideRule) -> None:
    """Columns that are filled as those of events are, and whose name says when, yet are none."""
    if not any("{" in pattern for pattern in rule.columns):
        return
    left = [name for name in candidates(draft) if draft.filled(name) and _can_be_event(draft, name)
            and (date_spans(name, draft.mapping.year) or period_spans(name))]  # fmt: skip
    if left:
        names = ", ".join(shown(name) for name in left[:6])
        draft.notes.append(
            f"Not read as events, though their names say when: {names}; [wide] columns in the "
            "mapping takes them."
        )


def _ask_about_new_events(draft: Draft, rule: WideRule) -> None:
    """Columns that are like those of events, which a mapping of an older file does not name."""
    if any("{" in pattern for pattern in rule.columns):
        shapes = {name: _pattern(name, draft.mapping.year) for name in candidates(draft)}
        found = {name: shape for name, shape in shapes.items()
                 if shape and _can_be_event(draft, name)}  # fmt: skip
    else:
        found = {name: name for name in _tick_headers(draft)}
    new = {name: shape for name, shape in found.items() if name not in rule.skip}
    if not new:
        return
    taken = replace(rule, columns=tuple(dict.fromkeys((*rule.columns, *new.values()))))
    left = replace(rule, skip=(*rule.skip, *new))
    choices = (Choice("events", Mapping(wide=taken)), Choice("none", Mapping(wide=left)))
    reason = "they are filled as the columns of events are"
    cells = sum(map(draft.filled, new))
    draft.questions.append(
        Question("events", "", choices, reason, cell=", ".join(new), cells=cells)
    )


def mark_table(draft: Draft) -> tuple[Mark, ...]:
    """The words in columns of events, what they mean, and how many cells have each."""
    rule = draft.mapping.wide
    if rule is None or rule.cell:
        return ()
    yes, no = ([word.casefold() for word in words] for words in (rule.yes, rule.no))
    return tuple(
        Mark(word, means(word, yes, no), cells) for word, cells in _words(draft).most_common()
    )


def _words(draft: Draft) -> Counter[str]:
    words: Counter[str] = Counter()
    for column in draft.wide:
        values = draft.raw.columns[column.header]
        codes = np.asarray(values.codes)
        counts = np.bincount(codes[codes >= 0], minlength=len(values.categories)).tolist()
        for word, count in zip(distinct(values), counts, strict=True):
            words[word.casefold()] += count
    return words


def _ask_about_marks(draft: Draft) -> None:
    rule = draft.mapping.wide
    words = _words(draft)
    told = () if rule is None else (*rule.yes, *rule.no)
    known = {word.casefold() for word in told}
    unclear = [word for word in words if word not in known and means(word) == UNCLEAR]
    if not unclear or rule is None or rule.no:
        return
    cells = sum(words[word] for word in unclear)
    year = draft.mapping.year
    came = Choice("came", Mapping(year=year, wide=replace(rule, yes=(*rule.yes, *unclear[:50]))))
    away = Choice("did not come", Mapping(year=year, wide=replace(rule, no=("", *unclear[:50]))))
    draft.questions.append(
        Question(
            "marks",
            "",
            (came, away),
            "these words are no usual marks",
            cell=", ".join(unclear[:5]),
            cells=cells,
        )
    )


def _by_headers(draft: Draft, context: str) -> WideRule | None:
    """Columns with a date, a season or a year in their header."""
    headers = candidates(draft)
    patterns = {header: _pattern(header, 0) for header in headers}
    found = {header: pattern for header, pattern in patterns.items() if pattern}
    if len(found) < _LEAST and (ticked(draft, headers) or _months(draft, headers)):
        found = _without_year(draft, headers, context)
    found = {header: pattern for header, pattern in found.items() if _can_be_event(draft, header)}
    found = _with_roles_that_repeat(found)
    if len(found) < _LEAST or (
        draft.has("start") and draft.has("program") and not _marks(draft, found)
    ):
        return None
    if any("{date}" in pattern for pattern in found.values()):
        found = {
            header: pattern.replace("{edition}", "{date}") if _is_year(header, pattern) else pattern
            for header, pattern in found.items()
        }
    found = _one_program(found, draft.mapping.year)
    rule = WideRule(tuple(dict.fromkeys(found.values())), cell=_cell(draft, list(found)))
    skip = [header for header in matches_of(draft.raw.columns, rule, draft.mapping.year)
            if header not in found]  # fmt: skip
    return replace(rule, skip=tuple(skip))


def _with_roles_that_repeat(found: dict[str, str]) -> dict[str, str]:
    """Without the headers that end in what no other ends in, which is no role."""
    rule = WideRule(tuple(dict.fromkeys(found.values())))
    roles = {header: says.get("role", "") for header, says in matches_of([*found], rule).items()}
    many = Counter(roles.values())
    return {header: pattern for header, pattern in found.items()
            if "{role}" not in pattern or many[roles.get(header, "")] >= _LEAST}  # fmt: skip


def _is_year(header: str, text: str) -> bool:
    return "{edition}" in text and bool(_YEAR.search(header))


def _pattern(header: str, year: int) -> str:
    """The shape of a header with a date or a period in it; empty where it has none."""
    spans = date_spans(header, year)
    if spans:
        first, last = spans[0]
        form = form_of(header[first:last], year)
        whole_year = isinstance(form, Day) and form.precision == "year"
        if not whole_year:
            return _around(header, first, last, "{date}")
    periods = period_spans(header) if not year else []
    return _around(header, *periods[0], "{edition}") if periods else ""


def _around(header: str, first: int, last: int, name: str) -> str:
    """The header as a pattern: what stands beside a date is the program.

    What stands on both sides of it is a program and a role, as in Hackathon 2022/Mentor.
    """
    parts = [_program(header[:first]), name, _program(header[last:])]
    if name == "{edition}" and "{program}" in parts[0] and key_of(header[:first]) in _EDITIONS:
        parts[0] = header[:first]  # the Advent of Season 2023
    if "{program}" in parts[0]:
        parts[2] = parts[2].replace("{program}", "{role}")
    return "".join(parts)


def _program(text: str) -> str:
    """A part of a header as a pattern; the word that its cells hold roles stays as it is."""
    role = _ROLE.search(text)
    text, tail = (text[: role.start()], role[0]) if role else (text, "")
    words = re.match(rf"^([{_EDGE}]*)(.*?)([{_EDGE}]*)$", text)
    if words is None or not any(map(str.isalnum, words[2])) or _TIMES.fullmatch(text):
        return text + tail
    name = "status" if status_of(words[2]) else "program"
    return f"{words[1]}{{{name}}}{words[3]}{tail}"


def _one_program(found: dict[str, str], year: int) -> dict[str, str]:
    """Where all headers have the same measuring word beside the date, the word is no program."""
    words: dict[str, str] = {}
    for pattern in dict.fromkeys(found.values()):
        headers = [header for header, shape in found.items() if shape == pattern]
        matched = matches_of(headers, WideRule((pattern,)), year)
        words |= {header: matched.get(header, {}).get("program", "") for header in headers}
    measured = {key_of(word) for word in words.values()}
    if len(measured) != 1 or not measured <= _MEASURES:
        return found
    return {
        header: pattern.replace("{program}", words[header]) for header, pattern in found.items()
    }


def _without_year(draft: Draft, headers: list[str], context: str) -> dict[str, str]:
    """Columns such as 3/15 or Jan 12, by the only year that stands around the table."""
    short = {header: pattern for header in headers if (pattern := _pattern(header, 2000))}
    if len(short) < _LEAST:
        return {}
    if draft.mapping.year:
        return short
    year = only_year(draft.raw, context)
    if year:
        draft.mapping = replace(draft.mapping, year=year)
        return short
    draft.questions.append(
        Question("year", next(iter(short)), (), "its dates say no year", needed=True)
    )
    return {}


def _months(draft: Draft, headers: list[str]) -> bool:
    """Whether several columns are called as months and nothing else, and say a few words."""
    found = [one for one in headers if not any(map(str.isdigit, one)) and is_date(one, 2000)]
    return sum(_can_be_event(draft, one) for one in found) > _LEAST


def _can_be_event(draft: Draft, header: str) -> bool:
    """Marks, amounts or a few words; a column of dates or of long texts is none."""
    texts = draft.texts(header)
    if share(texts, is_date) > 0.5 and share(texts, lambda text: means(text) != UNCLEAR) < 0.5:
        return False
    return tick_like(draft, header) or len(texts) <= _ROLES


def _marks(draft: Draft, found: dict[str, str]) -> bool:
    return len(ticked(draft, list(found))) >= _LEAST


def _cell(draft: Draft, headers: list[str]) -> str:
    """``status`` where the cells say what became of a registration, ``role`` where they are a few
    words and no marks."""
    words = {word.casefold() for header in headers for word in draft.texts(header)}
    unclear = [word for word in words if means(word) == UNCLEAR]
    known = sum(bool(status_of(word)) for word in unclear)
    if known and not draft.settled("status") and len(unclear) - known < len(words) / 2:
        return "status"
    unclear = [word for word in unclear if any(map(str.isalpha, word))]
    roles = len(unclear) > len(words) / 2 and len(unclear) <= _ROLES
    return "role" if roles and not draft.settled("role") else ""


def ticks(draft: Draft) -> WideRule | None:
    """Columns of ticks with the names of events, which may be what people did."""
    headers = _tick_headers(draft) if not draft.wide else []
    if len(headers) < _LEAST and not draft.wide:
        headers = [one for one in _answered(draft) if not (asks_whether(one) or names_a_trait(one))]
    return WideRule(tuple(headers)) if len(headers) >= _LEAST else None


def _answered(draft: Draft) -> list[str]:
    """Columns of yes and no, as boxes that are ticked give them."""
    headers = (
        one for one in ticked(draft, candidates(draft)) if not _NUMBERED.match(one[:_LONGEST])
    )
    return [one for one in headers if not any(map(_is_number_or_time, draft.texts(one)))]


def _is_number_or_time(text: str) -> bool:
    return text[:1].isdigit()


def _tick_headers(draft: Draft) -> list[str]:
    """Columns of ticks, by the names of events that they can be."""
    headers = [header for header in ticked(draft, candidates(draft))
               if not _NUMBERED.match(header[:_LONGEST])]  # fmt: skip
    return [header for header in headers if _says_marks(draft, header)]


def _says_marks(draft: Draft, header: str) -> bool:
    """Whether some mark is a word or sign; numbers may be anything, yes and no an answer, and *ok*
    a remark."""
    texts = distinct(draft.raw.columns[header])[:50]
    aside = {*map(str.casefold, texts)} == {"ok"} or all(map(_TIME_OF_DAY.match, texts))
    if aside or any(text.casefold() in _NO for text in texts):
        return False
    return any(not COUNT.fullmatch(text) for text in texts)


def _by_numbers(draft: Draft, _context: str) -> WideRule | None:
    """Columns such as Cohort 1, Cohort 2, or Cohort 1 mentee, Cohort 1 mentor."""
    if draft.has("edition") or draft.has("start"):
        return None
    rule = _numbered(candidates(draft))
    if rule is None:
        return None
    headers = list(matches_of(draft.raw.columns, rule))
    cell = _cell(draft, headers) if "{role}" not in rule.columns[0] else ""
    return replace(rule, cell=cell)


def _numbered(headers: Sequence[str]) -> WideRule | None:
    short = [name for name in headers if len(name) <= _LONGEST]
    parts = [found.groups() for name in short if (found := _NUMBERED.match(name))]
    if len(parts) < _LEAST or len({words for words, *_ in parts}) > 1:
        return None
    words, gaps, roles = parts[0][0], {gap for *_, gap, _ in parts}, {role for *_, role in parts}
    if roles == {None}:
        return WideRule((f"{words}{{edition}}",))
    if len(roles) == 1 and len(gaps) == 1:
        return WideRule((f"{words}{{edition}}{gaps.pop()}{roles.pop()}",))
    return None if len(gaps) > 1 else WideRule((f"{words}{{edition}}{gaps.pop()}{{role}}",))


_FINDERS = (
    people_across, stages_down, _by_headers, by_stages, by_statuses, by_options, _by_numbers,
)  # fmt: skip
