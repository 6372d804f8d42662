"""When things happened: the column of dates or editions, and what only a person can settle."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from loaders.tables.alternatives import JOIN, with_alternatives
from loaders.tables.date_forms import is_date
from loaders.tables.headers import ALIASES, find_header, key_of
from loaders.tables.mapping import EditionsRule, Mapping
from loaders.tables.periods import in_order, named_edition, period_key
from loaders.tables.table import distinct
from loaders.understanding.columns import (
    choices_of,
    dated,
    dates_among,
    day_of_the_event,
    is_called,
    of_the_record,
    take_by_word,
    take_registered,
)
from loaders.understanding.context import only_year
from loaders.understanding.dates import (
    CELLS,
    HEADERS,
    ORDERS,
    DateRule,
    Place,
    Unsettled,
    unsettled,
)
from loaders.understanding.draft import Draft, share
from loaders.understanding.proposal import Choice, Question
from loaders.understanding.remarks import order_said
from pathways.errors import shown

__all__ = ["ask_about_dates", "take_time_in_parts", "take_when"]

_BETWEEN = (";", ",", " & ", " and ", "+", "|")
_YEARS = "(?:cohort |program |programme )?(?:year|jahr|année|año|ano)"
_ENOUGH, _ANY_LEAP_YEAR = 0.8, 2000
_ENDS = re.compile(
    r"\b(?:end|ends|ended|finish|leave|left|until|to date|bis|ende|fin|fim)\b", re.IGNORECASE
)
_PARTS = {
    "year": frozenset(map(key_of, (
        *ALIASES["edition"][-1], "academic year", "school year", "fiscal year", "program year",
        "schuljahr", "studienjahr", "année scolaire", "año escolar", "ano letivo",
    ))),
    "month": frozenset(map(key_of, ("month", "monat", "mois", "mes", "mês"))),
    "day": frozenset(map(key_of, ("day", "tag", "jour", "día", "dia"))),
    "term": frozenset(map(key_of, (
        "quarter", "term", "season", "semester", "trimester", "quartal", "saison", "trimestre",
        "semestre", "session", "jahreszeit",
    ))),
}  # fmt: skip
_MOST = 200
"""Different editions that are put in order by their names."""


def take_time_in_parts(draft: Draft) -> None:
    """Year, month and day in columns of their own are one day; year and term one edition."""
    whole = any(is_called(one, "start") and dated(draft, one) >= _ENOUGH for one in draft.free)
    if whole or draft.settled("start") or draft.settled("edition"):
        return
    found: dict[str, str] = {}
    for header in draft.free:
        for part, names in _PARTS.items():
            if key_of(header) in names and all(map(_FITS[part], draft.texts(header))):
                found.setdefault(part, header)
    year = found.get("year", "")
    if year and "month" in found:
        parts = [found[part] for part in ("year", "month", "day") if part in found]
        draft.take("start", JOIN.join(parts), "name")
    elif year and "term" in found:
        draft.take("edition", JOIN.join([year, found["term"]]), "name")


def _is_day_of_month(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= 31


def _is_month(text: str) -> bool:
    return is_date(f"2000 {text}")


def _is_term(text: str) -> bool:
    return period_key(text) is None and period_key(f"2000 {text}") is not None


_FITS: dict[str, Callable[[str], object]] = {
    "year": re.compile(r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?").fullmatch,
    "month": _is_month,
    "day": _is_day_of_month,
    "term": _is_term,
}
"""What the cells of a column of a part of a day are."""


def take_when(draft: Draft, context: str) -> None:
    """The column that says when: by its name, by what stands in it, or when people signed up."""
    if not draft.has("start"):
        take_by_word(draft, "start")
    elif draft.evidence.get("start") != "given":
        _take_the_day_itself(draft)
    _editions_in_lists(draft)
    if not draft.has("start") and not draft.settled("start") and not draft.has("edition"):
        take_registered(draft)
    if not draft.has("start") and not draft.has("edition"):
        _by_values(draft)
    if not draft.has("start") and not draft.settled("edition"):
        _by_periods(draft)
    if not draft.has("start") and not draft.has("edition"):
        _by_lists_of_years(draft)
    _year_of_cohort(draft)
    _take_year(draft, context)
    _years_are_editions(draft)
    _editions_of_programs(draft)
    _order_periods(draft)


def _take_year(draft: Draft, context: str) -> None:
    """The year of dates such as 5-Jan, by the only one that stands around the table, or asked."""
    header = draft.header("start")
    if header is None or draft.mapping.year or draft.given.columns.get("start"):
        return
    texts = draft.texts(header)
    if dates_among(texts) >= _ENOUGH or dates_among(texts, _ANY_LEAP_YEAR) < _ENOUGH:
        return
    year = only_year(draft.raw, context)
    if year:
        draft.mapping = replace(draft.mapping, year=year)
        draft.notes.append(
            f"Dates in column {shown(header)} say no year; {year} stands around the table."
        )
    else:
        reason = "its dates say no year"
        draft.questions.append(Question("year", header, (), reason, needed=True, cell=texts[0]))


def _take_the_day_itself(draft: Draft) -> None:
    """The day of what a form tells, rather than that on which it was sent."""
    better = day_of_the_event(draft)
    if better:
        sent = draft.mapping.columns["start"]
        draft.take("start", better, "nearly the name")
        draft.notes.append(
            f"Column {shown(better)} says when it was; {shown(sent)} is when it was written down."
        )


def _by_values(draft: Draft) -> None:
    """The column of dates, where there is one; of several a person has to choose."""
    found = [
        header for header in draft.free if draft.filled(header) and dated(draft, header) >= 0.8
    ]
    found = [header for header in found if not of_the_record(header)] or found
    found = _without_ends(draft, found)
    if found and not draft.settled("start"):
        draft.take("start", found[0], "values")
        if len(found) > 1:
            reason = f"{len(found)} columns hold dates"
            draft.questions.append(
                Question("start", "", choices_of("start", found), reason, needed=True)
            )


def _by_periods(draft: Draft) -> None:
    """The one column of which every cell is a season, a quarter or a school year."""
    found = [header for header in draft.free if draft.texts(header)
             and all(map(period_key, draft.texts(header)))]  # fmt: skip
    if len(found) == 1:
        draft.take("edition", found[0], "values")


def _without_ends(draft: Draft, found: list[str]) -> list[str]:
    """Columns of dates without the one that is called an end, where one other is there."""
    ends = [header for header in found if _ENDS.search(header)]
    if len(found) != 2 or len(ends) != 1:
        return found
    if not draft.settled("end"):
        draft.take("end", ends[0], "nearly the name")
    return [header for header in found if header not in ends]


def _by_lists_of_years(draft: Draft) -> None:
    """The column whose cells list years or days, such as 2016, 2018: each is an engagement."""
    for header in draft.free:
        texts = draft.texts(header)
        between = next((sign for sign in _BETWEEN if any(sign in text for text in texts)), "")
        years = _apart(texts, between) if between else []
        days = bool(years) and all(map(is_date, years))
        if days or (years and all(map(period_key, years))):
            ours = "start" if days else "edition"
            if not draft.settled(ours):
                draft.take(ours, header, "values")
                split = {**draft.mapping.split, ours: between}
                draft.mapping = replace(draft.mapping, split=split)
            return


def _editions_in_lists(draft: Draft) -> None:
    """Cells that list programs with their editions, such as Choir 2023, Band (2024)."""
    header = draft.header("program")
    known = draft.has("start") or draft.settled("edition") or "program" in draft.mapping.split
    texts = draft.texts(header) if header and not known else []
    for between in _BETWEEN:
        parts = _apart(texts, between)
        if any(between in text for text in texts) and all(map(named_edition, parts)):
            split = {**draft.mapping.split, "program": between}
            draft.mapping = replace(draft.mapping, split=split, edition_in_program=True)
            return


def _apart(texts: list[str], between: str) -> list[str]:
    """The values of cells, each once, without what stands between them."""
    parts = [
        part.strip() for text in texts for part in (text.split(between) if between else [text])
    ]
    return list(dict.fromkeys(filter(None, parts)))


def _year_of_cohort(draft: Draft) -> None:
    """The column of years, where nothing else orders cohorts that are called Alpha and Beta."""
    if draft.has("start") or not draft.has("edition") or in_order(_editions(draft)) is not None:
        return
    years = [header for header in draft.free if is_called(header, "edition")
             and re.fullmatch(_YEARS, header.casefold()) and dated(draft, header) == 1]  # fmt: skip
    if len(years) == 1 and not draft.settled("start"):
        draft.take("start", years[0], "name")


def _years_are_editions(draft: Draft) -> None:
    """School and fiscal years in the column of dates are names of editions."""
    header = draft.mapping.columns.get("start")
    if not header or header not in draft.raw.columns or draft.settled("edition"):
        return
    texts = draft.texts(header)
    if share(texts, lambda text: bool(period_key(text))) >= 0.9 and not all(
        map(str.isdigit, texts)
    ):
        columns = {k: v for k, v in draft.mapping.columns.items() if k != "start"}
        draft.mapping = replace(draft.mapping, columns=columns)
        draft.take("edition", header, "values")


def _editions_of_programs(draft: Draft) -> None:
    """Festival 2023 and Festival 2024 are editions of one program; without dates they must be."""
    header = draft.header("program")
    if header is None or draft.settled("edition"):
        return
    names = _apart(
        distinct(draft.raw.columns[header])[:_MOST], draft.mapping.split.get("program", "")
    )
    found = [parts for name in names if (parts := named_edition(name))]
    programs = [program.casefold() for program, _ in found]
    if not draft.has("start") and names and len(found) == len(names):
        draft.mapping = replace(draft.mapping, edition_in_program=True)
        draft.notes.append(
            f"The names in column {shown(header)} say the edition too: {shown(names[0])} is the "
            f"edition {found[0][1]} of {shown(found[0][0])}."
        )
    elif len(set(programs)) < len(programs):
        example = next(name for name in names if (parts := named_edition(name))
                       and programs.count(parts[0].casefold()) > 1)  # fmt: skip
        draft.questions.append(_about_names(header, example))


def _about_names(header: str, name: str) -> Question:
    """Whether a program has its edition in its name."""
    choices = (
        Choice("edition", Mapping(edition_in_program=True), name),
        Choice("program", Mapping(), name),
    )
    reason = "some names differ by the year alone"
    return Question("edition in name", header, choices, reason, cell=name)


def _order_periods(draft: Draft) -> None:
    """The order of editions that are called after years and seasons, where no date orders them."""
    if draft.mapping.editions is not None or draft.has("start"):
        return
    order = in_order(_editions(draft))
    if order is not None:
        draft.mapping = replace(draft.mapping, editions=EditionsRule(order=order))


def _editions(draft: Draft) -> list[str]:
    if draft.wide:
        return list(dict.fromkeys(c.says["edition"] for c in draft.wide if "edition" in c.says))
    mapped = draft.mapping.columns.get("edition")
    raw = with_alternatives(draft.raw, draft.mapping)
    header = find_header(mapped, raw.columns) if mapped else None
    if draft.mapping.edition_in_program:
        return _editions_in_names(draft)
    between = draft.mapping.split.get("edition", "")
    return _apart(distinct(raw.columns[header])[:_MOST], between) if header else []


def _editions_in_names(draft: Draft) -> list[str]:
    header = draft.header("program")
    between = draft.mapping.split.get("program", "")
    names = _apart(distinct(draft.raw.columns[header])[:_MOST], between) if header else []
    return list(dict.fromkeys(parts[1] for name in names if (parts := named_edition(name))))


def ask_about_dates(draft: Draft) -> None:
    """Ask in which order dates are written, where a column leaves that open."""
    _ask_about_headers(draft)
    _ask_about_stages(draft)
    for ours in ("start", "end"):
        header = draft.header(ours)
        if header is None or draft.asked("date order"):
            continue
        place = Place(draft.raw.name, header, draft.raw.rows)
        _take_order_said(draft, header, place)
        open_ = _open_in(draft, draft.raw.columns[header], place)
        if open_ is not None:
            draft.questions.append(_question(header, open_))


def _take_order_said(draft: Draft, header: str, place: Place) -> None:
    """The order that a header says, such as (mm/dd/yyyy), where its dates can be read so."""
    order = order_said(header)
    if order and not draft.mapping.date_order:
        before = draft.mapping
        draft.mapping = replace(before, date_order=order)
        if _open_in(draft, draft.raw.columns[header], place) is not None:
            draft.mapping = before


def _open_in(draft: Draft, dates: pd.Categorical, place: Place) -> Unsettled | None:
    """What keeps dates from being read, by what is known of their order."""
    mapping = draft.mapping
    return unsettled(dates, place, DateRule(mapping.date_order, mapping.year, mapping.converted))


def _ask_about_headers(draft: Draft) -> None:
    """The same for dates in the headers of events; every header stands in the header's row."""
    dates = [column.says["start"] for column in draft.wide if "start" in column.says]
    if not dates:
        return
    rows = np.full(len(dates), draft.raw.layout.header_row, dtype=np.int64)
    place = Place(draft.raw.name, HEADERS, rows)
    open_ = _open_in(draft, pd.Categorical(dates), place)
    if open_ is not None:
        draft.questions.append(_question(place.header, open_))


def _ask_about_stages(draft: Draft) -> None:
    """The same for dates in the cells of stages, whose columns have one order together."""
    wide = draft.mapping.wide
    if wide is None or wide.cell != "start" or not draft.wide:
        return
    columns = {column.header: draft.raw.columns[column.header] for column in draft.wide}
    place = Place(draft.raw.name, CELLS, np.tile(draft.raw.rows, len(columns)))
    open_ = _open_in(draft, union_categoricals([*columns.values()]), place)
    if open_ is not None:
        header = next(name for name, cells in columns.items() if open_.cell in cells.categories)
        draft.questions.append(_question(header, open_))


def _question(header: str, open_: Unsettled) -> Question:
    choices = []
    for order, day in open_.readings.items():
        reading = "" if day.reason else day.span[0].isoformat()
        choices.append(Choice(order, _change(order, open_), reading))
    return Question(
        "date order",
        header,
        tuple(choices),
        open_.kind,
        needed=True,
        row=open_.row,
        cell=open_.cell,
        cells=open_.cells,
    )


def _change(order: str, open_: Unsettled) -> Mapping:
    if open_.kind != "converted":
        return Mapping(date_order=order)
    written = next(iter(open_.readings))
    across = ORDERS[1] if written == ORDERS[0] else ORDERS[0]
    return Mapping(date_order=written, converted=across if order == written else written)
