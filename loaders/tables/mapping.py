"""What the columns of a file mean: a small TOML file that a strategist can read and edit.

Every part is optional; what is not said is recognised by the obvious names of columns::

    format = "luma-guests"          # the kind of export (`pathways formats`), where its headers
                                    # are those of several
    source = "crm"                  # name of the source; part of the keys of its engagements
    repeats = "act"                 # or "duplicate": what a repeated row is
    once = true                     # a person counts once for each program, role and day of the
                                    # file: who joins again is kept and not counted
    sheet = "Members"               # a sheet of a workbook, by default those of one shape that
                                    # have most rows; "*": all with the columns of the first.
                                    # Titles of several sheets are the column "sheet"
    header_row = 3                  # the row with the names of the columns
    skip = [4, 57]                  # rows that are no records, by their numbers
    encoding = "cp1251"             # what a text file is written in, where a guess would be wrong
    fill_down = ["Program"]         # columns whose blank cells take what stands above them
    edition_in_program = true       # Festival 2023 is the edition 2023 of the program Festival
    attributes = ["country"]        # keep only these other columns

    [columns]                       # ours = theirs; "" says that the file has none
    participant = "id"              # or "First name + Last name", or "ContactId or LeadId": the
                                    # first of them that says something
    edition = "cohort"
    role = "role"

    [constants]                     # what is the same in every row
    program = "openseeds"

    [values.role]                   # translations, theirs = ours; also for program, edition,
    participant = "mentee"          # status, tier and precision

    [dates]
    order = "day-month-year"        # or "month-day-year", "year-month-day"
    converted = "month-day-year"    # the order in which a spreadsheet read what it made dates of;
                                    # where it is another, their day and month are exchanged back
    year = 2025                     # of dates that say none, such as 3/15

    [split]                         # what separates several values of one cell; also for program,
    role = ", "                     # for start or edition of a list of years, and for participant,
                                    # of whom " & " separates two, as and, und, et, y, e do

    [set_aside]                     # rows that are kept and not counted, by what a column says
    Test = ["yes"]

    [editions]                      # their order: a file beside this one, or a list in which
    file = "editions.csv"           # parallel editions share a bracket
    order = [["1"], ["2"], ["catalyst", "dra"]]

    [editions.columns]              # for the file: edition, rank, start, end, program
    end = "last_week_start"

    [wide]                          # one column per program, or edition and role
    columns = "ols-{edition}-{role}" # or a list; a name without {} is the program itself
    yes = ["v"]                     # words of your own that mean: engaged
    no = ["", "no", "0", "false"]   # cells that mean: not engaged; then all others mean yes
    cell = "role"                   # or: the cell says the role (or edition, start, status); with
                                    # participant each column is called after a role
    skip = ["ols-1-role"]           # columns of that shape that are none

    [people]
    keep = ["city"]                 # columns about persons to keep all the same
    drop = ["shoe size"]
    opt_out = "opted-out.csv"       # a file beside this one: who must not be in the record, by id,
                                    # address or name

    [people.consent]                # only rows of people who agree, by what a column then says
    "May we use your data?" = ["yes"]

Our columns are ``participant``, ``program``, ``edition``, ``role``, ``start``, ``end``,
``status``, ``tier``, ``precision`` and ``engagement`` (the source's own key of a row).
"""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from loaders.tables.date_forms import ORDERS
from loaders.tables.toml_text import toml_text
from pathways.errors import MappingError, one_of, shown
from pathways.record.toml import check_keys, toml_of

__all__ = ["FIELDS", "EditionsRule", "Mapping", "WideRule", "read_mapping"]

FIELDS = (
    "participant",
    "program",
    "edition",
    "role",
    "start",
    "end",
    "status",
    "tier",
    "precision",
    "engagement",
)
_TOP = (
    "format",
    "once",
    "source",
    "repeats",
    "sheet",
    "header_row",
    "skip",
    "encoding",
    "fill_down",
    "edition_in_program",
    "attributes",
    "columns",
    "constants",
    "values",
    "dates",
    "split",
    "set_aside",
    "editions",
    "wide",
    "people",
)
_TRANSLATED = ("program", "edition", "role", "status", "tier", "precision")
SPLIT = ("participant", "role", "program", "start", "edition")
"""Our columns of which a cell may hold several values."""


@dataclass(frozen=True)
class EditionsRule:
    """Where the order of editions comes from: a file with its columns, or a list of brackets."""

    file: str = ""
    order: tuple[tuple[str, ...], ...] = ()
    columns: Pairs[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WideRule:
    """One column per program, edition or role: its patterns, and what cells mean.

    Where ``no`` is empty, the usual marks decide whether a cell says that somebody came (see
    :mod:`loaders.understanding.marks`); where it is given, every other word does.
    """

    columns: tuple[str, ...]
    no: tuple[str, ...] = ()
    cell: str = ""
    skip: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """What the columns of a file mean; see the module for the file that it is written in.

    ``columns`` is ours to theirs, ``values`` is theirs to ours for each of our columns, and
    ``folder`` is where the mapping file lies (files that it names are relative to it).
    """

    format: str = ""
    once: bool = False
    source: str = ""
    repeats: str = ""
    sheet: str = ""
    header_row: int = 0
    skip: tuple[int, ...] = ()
    encoding: str = ""
    fill_down: tuple[str, ...] = ()
    edition_in_program: bool = False
    attributes: tuple[str, ...] | None = None
    columns: Pairs[str, str] = field(default_factory=dict)
    constants: Pairs[str, str] = field(default_factory=dict)
    values: Pairs[str, Pairs[str, str]] = field(default_factory=dict)
    date_order: str = ""
    converted: str = ""
    year: int = 0
    split: Pairs[str, str] = field(default_factory=dict)
    set_aside: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    editions: EditionsRule | None = None
    wide: WideRule | None = None
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    opt_out: str = ""
    consent: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    folder: str = field(default="", compare=False)

    def to_toml(self) -> str:
        """The mapping as the text of a file that :func:`read_mapping` reads back."""
        tables: dict[str, dict[str, Any]] = {"": {}}
        for name in ("format", "once", "source", "repeats", "sheet", "header_row", "skip",
                     "encoding", "fill_down", "edition_in_program"):  # fmt: skip
            if getattr(self, name):
                tables[""][name] = getattr(self, name)
        if self.attributes is not None:
            tables[""]["attributes"] = list(self.attributes)
        tables["columns"] = dict(self.columns)
        tables["constants"] = dict(self.constants)
        for name, values in self.values.items():
            tables[f"values.{name}"] = dict(values)
        tables["dates"] = _filled(
            {"order": self.date_order, "converted": self.converted, "year": self.year}
        )
        tables["split"] = dict(self.split)
        tables["set_aside"] = dict(self.set_aside)
        tables.update(_editions_tables(self.editions))
        tables["wide"] = _wide_table(self.wide)
        people = {"keep": self.keep, "drop": self.drop, "opt_out": self.opt_out}
        tables["people"] = _filled(people)
        tables["people.consent"] = dict(self.consent)
        return toml_text(tables)


def read_mapping(mapping: Mapping | Pairs[str, Any] | str | Path | None) -> Mapping:
    """A mapping from a TOML file, from a dictionary of the same shape, or as it is.

    Raises:
        MappingError: no such file, not TOML, or a key or word that no mapping has.
    """
    if mapping is None:
        return Mapping()
    if isinstance(mapping, Mapping):
        return mapping
    if isinstance(mapping, Pairs):
        return _from_dict(mapping, "the mapping", "")
    path = Path(mapping)
    raw = toml_of(path, f"The mapping {shown(path, 200)}", MappingError)
    return _from_dict(raw, f"the mapping {shown(path.name)}", str(path.parent))


def _from_dict(raw: Pairs[str, Any], where: str, folder: str) -> Mapping:
    _known(raw, _TOP, "key", where)
    dates = _table(raw, "dates", ("order", "converted", "year"), where)
    aside = _table(raw, "set_aside", tuple(raw.get("set_aside", ())), where)
    attributes = raw.get("attributes")
    made = Mapping(
        format=_text(raw.get("format", ""), "format", where),
        once=_yes(raw.get("once", False), "once", where),
        source=_text(raw.get("source", ""), "source", where),
        repeats=_text(raw.get("repeats", ""), "repeats", where),
        sheet=_text(raw.get("sheet", ""), "sheet", where),
        header_row=_number(raw.get("header_row", 0), "header_row", where),
        skip=_numbers(raw.get("skip", []), "skip", where),
        edition_in_program=_yes(raw.get("edition_in_program", False), "edition_in_program", where),
        fill_down=_texts(raw.get("fill_down", []), "fill_down", where),
        encoding=_text(raw.get("encoding", ""), "encoding", where),
        attributes=None if attributes is None else _texts(attributes, "attributes", where),
        columns=_pairs(raw, "columns", FIELDS, where),
        constants=_pairs(raw, "constants", FIELDS, where),
        values={
            name: _pairs(raw["values"], name, None, where)
            for name in _table(raw, "values", _TRANSLATED, where)
        },
        date_order=_text(dates.get("order", ""), "dates.order", where),
        converted=_text(dates.get("converted", ""), "dates.converted", where),
        year=_number(dates.get("year", 0), "dates.year", where),
        split=_pairs(raw, "split", SPLIT, where),
        set_aside={str(k): _texts(v, f"set_aside.{k}", where) for k, v in aside.items()},
        editions=_editions(raw, where),
        wide=_wide(raw, where),
        **_people(raw, where),
        folder=folder,
    )
    _word(made.repeats, ("act", "duplicate"), "repeats", where)
    _word(made.date_order, ORDERS, "dates.order", where)
    _word(made.converted, ORDERS, "dates.converted", where)
    return made


def _people(raw: Pairs[str, Any], where: str) -> dict[str, Any]:
    """What a mapping says of what is about persons."""
    people = _table(raw, "people", ("keep", "drop", "opt_out", "consent"), where)
    consent = _table(people, "consent", tuple(people.get("consent", ())), where)
    return {
        "keep": _texts(people.get("keep", []), "people.keep", where),
        "drop": _texts(people.get("drop", []), "people.drop", where),
        "opt_out": _text(people.get("opt_out", ""), "people.opt_out", where),
        "consent": {str(k): _texts(v, f"people.consent.{k}", where) for k, v in consent.items()},
    }


def _editions(raw: Pairs[str, Any], where: str) -> EditionsRule | None:
    table = _table(raw, "editions", ("file", "order", "columns"), where)
    if not table:
        return None
    order = table.get("order", [])
    if not isinstance(order, (list, tuple)):
        raise MappingError(f'editions.order in {where} is a list such as [["1"], ["2"]].')
    brackets = tuple(
        _texts(entry if isinstance(entry, (list, tuple)) else [entry], "editions.order", where)
        for entry in order
    )
    columns = _pairs(table, "columns", ("program", "edition", "rank", "start", "end"), where)
    return EditionsRule(_text(table.get("file", ""), "editions.file", where), brackets, columns)


def _wide(raw: Pairs[str, Any], where: str) -> WideRule | None:
    table = _table(raw, "wide", ("columns", "yes", "no", "cell", "skip"), where)
    if not table:
        return None
    columns = table.get("columns", "")
    patterns = _texts(columns if isinstance(columns, list) else [columns], "wide.columns", where)
    rule = WideRule(
        columns=patterns,
        no=_texts(table.get("no", []), "wide.no", where),
        cell=_text(table.get("cell", ""), "wide.cell", where),
        skip=_texts(table.get("skip", []), "wide.skip", where),
        yes=_texts(table.get("yes", []), "wide.yes", where),
    )
    if not isinstance(columns, list) and "{" not in columns:
        raise MappingError(
            f'wide.columns in {where} is a pattern such as "round-{{edition}}-{{role}}", '
            f"or a list of them, not {shown(columns)}."
        )
    _word(rule.cell, FIELDS, "wide.cell", where)
    return rule


def _known(raw: Pairs[str, Any], known: tuple[str, ...], what: str, where: str) -> None:
    check_keys(raw, known, where, MappingError, what)


def _word(value: str, known: tuple[str, ...], what: str, where: str) -> None:
    if value and value not in known:
        raise MappingError(f"{one_of(value, known, what)} ({where}).")


def _table(raw: Pairs[str, Any], name: str, known: tuple[str, ...], where: str) -> Pairs[str, Any]:
    table = raw.get(name, {})
    if not isinstance(table, Pairs):
        raise MappingError(f"{name} in {where} is a table: write [{name}] on a line of its own.")
    _known(table, known, f"key of [{name}]", where)
    return table


def _pairs(
    raw: Pairs[str, Any], name: str, known: tuple[str, ...] | None, where: str
) -> dict[str, str]:
    table = _table(raw, name, known if known is not None else tuple(raw.get(name, ())), where)
    return {str(key): _text(value, f"{name}.{key}", where) for key, value in table.items()}


def _text(value: Any, what: str, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise MappingError(f"{what} in {where} is a text in quotation marks, not {shown(value)}.")
    return str(value)


def _yes(value: Any, what: str, where: str) -> bool:
    if not isinstance(value, bool):
        raise MappingError(f"{what} in {where} is true or false, not {shown(value)}.")
    return value


def _texts(value: Any, what: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise MappingError(f'{what} in {where} is a list such as ["a", "b"], not {shown(value)}.')
    return tuple(_text(entry, what, where) for entry in value)


def _number(value: Any, what: str, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MappingError(f"{what} in {where} is a whole number, not {shown(value)}.")
    return value


def _numbers(value: Any, what: str, where: str) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)):
        raise MappingError(f"{what} in {where} is a list such as [4, 57], not {shown(value)}.")
    return tuple(_number(entry, what, where) for entry in value)


def _wide_table(rule: WideRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    patterns = rule.columns[0] if len(rule.columns) == 1 and "{" in rule.columns[0] else ()
    return _filled({**vars(rule), "columns": patterns or rule.columns})


def _editions_tables(rule: EditionsRule | None) -> dict[str, dict[str, Any]]:
    if rule is None:
        return {}
    brackets = [list(bracket) for bracket in rule.order]
    return {
        "editions": _filled({"file": rule.file, "order": brackets}),
        "editions.columns": dict(rule.columns),
    }


def _filled(table: Pairs[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value}


def merged(under: Mapping, over: Mapping) -> Mapping:
    """``over`` where it says something, ``under`` for the rest."""
    given = {name: value for name, value in vars(over).items() if value or name == "attributes"}
    both = {
        name: {**getattr(under, name), **getattr(over, name)}
        for name in ("columns", "constants", "values", "split", "set_aside", "consent")
    }
    attributes = under.attributes if over.attributes is None else over.attributes
    return replace(under, **{**given, **both, "attributes": attributes})
