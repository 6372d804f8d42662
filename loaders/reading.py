"""Reading files, from their paths to a log."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from loaders.assembly import Assembly, assembled
from loaders.editions import EditionsLike, editions_table
from loaders.exported import as_written
from loaders.formats.catalogue import prepared
from loaders.formats.together import together
from loaders.inspection import Inspection, inspection_of
from loaders.records import Reading, read_records
from loaders.tables.files import raw_file
from loaders.tables.frames import raw_frame
from loaders.tables.mapping import Mapping, read_mapping
from loaders.tables.table import RawTable
from loaders.understanding.dates import ORDERS
from loaders.understanding.file import understood
from loaders.understanding.proposal import Proposal
from pathways.errors import MappingError, OptionError, one_of, shown
from pathways.record.log import EngagementLog
from pathways.record.rules import check_not_all_refused
from pathways.record.scheme import Scheme, load_scheme

__all__ = ["MappingLike", "from_frame", "inspect", "propose", "read", "tables_of"]

MappingLike = Mapping | Pairs[str, Any] | str | Path
Readable: TypeAlias = str | Path | pd.DataFrame
"""What can be read: the name of a file, or a table."""


@dataclass(frozen=True)
class _Options:
    """How files are read, whatever they are."""

    mapping: MappingLike | list[MappingLike | None] | None
    scheme: str | Path | Scheme
    as_of: str | date | None
    repeats: str | None
    date_order: str | None
    editions: EditionsLike | None
    encoding: str | None = None
    opt_out: str | Path | None = None


def read(
    *paths: Readable | Sequence[Readable],
    mapping: MappingLike | list[MappingLike | None] | None = None,
    scheme: str | Path | Scheme = "moe",
    as_of: str | date | None = None,
    repeats: str | None = None,
    date_order: str | None = None,
    editions: EditionsLike | None = None,
    encoding: str | None = None,
    opt_out: str | Path | None = None,
) -> EngagementLog:
    """The engagements of one or more files as a log.

    Args:
        paths: CSV, Excel, ODS, JSON Lines or Parquet files, or DataFrames; one by one, or a list.
        mapping: what the columns mean: a TOML file (see :mod:`loaders.tables.mapping`), a mapping,
            or a dictionary of the same shape; a list of them is one for each file.  Not needed
            where the columns have obvious names.
        scheme: name or file of the tiers.
        as_of: the cut-off; nothing after it counts.  By default the latest date in the records.
        repeats: what a row is that repeats an earlier one: ``act`` (a second real one) or
            ``duplicate``.
        date_order: ``day-month-year``, ``month-day-year`` or ``year-month-day``, where the dates
            do not say it themselves.
        editions: the order of editions: a table or file with edition and rank or start, or a list
            in which parallel editions share a bracket.
        encoding: what text files are written in, such as ``cp1251`` or ``shift_jis``, where a
            guess would be wrong.
        opt_out: a file of people who must not be in the record, by id, address or name; all their
            rows are left out.

    Rows that cannot be counted as they are, are in ``log.refused`` with file, row and reason.  The
    same file given twice is read once; an engagement that two files have is one, as the later file
    has it.

    Raises:
        NoAnswerError: every row is refused; :func:`inspect` says why, row by row.
        RecordsError: a file that cannot be read, or whose columns or dates do not say what they
            mean.
        OptionError: an option that cannot be understood, or something to read that is no file.
        SchemeError: no such scheme.
    """
    options = _Options(mapping, scheme, as_of, repeats, date_order, editions, encoding, opt_out)
    return _not_all_refused(_read_files(paths, options).log)


def inspect(
    *paths: Readable | Sequence[Readable],
    mapping: MappingLike | list[MappingLike | None] | None = None,
    scheme: str | Path | Scheme = "moe",
    as_of: str | date | None = None,
    repeats: str | None = None,
    date_order: str | None = None,
    editions: EditionsLike | None = None,
    encoding: str | None = None,
    opt_out: str | Path | None = None,
) -> Inspection:
    """What :func:`read` would count, keep, refuse and leave out; arguments and errors are its."""
    options = _Options(mapping, scheme, as_of, repeats, date_order, editions, encoding, opt_out)
    return inspection_of(_read_files(paths, options))


def propose(
    *paths: str | Path,
    mapping: MappingLike | list[MappingLike | None] | None = None,
    date_order: str | None = None,
    encoding: str | None = None,
) -> tuple[Proposal, ...]:
    """How each file is understood, with what only a person can answer; nothing is counted.

    See :mod:`loaders.understanding.proposal` for the shape.  Where :func:`inspect` stops and asks
    for a mapping, this says the question with its choices.

    Raises:
        RecordsError: a file that cannot be read at all.
        MappingError: a column that the mapping names is not there.
    """
    options = _Options(mapping, "moe", None, None, date_order, None, encoding)
    given = _per_file(options, len(paths))
    tables = tables_of([Path(path) for path in paths], given)
    return tuple(
        understood(table, one, date_order or "")
        for table, one in zip(tables, given, strict=True)
        if table is not None
    )


def tables_of(files: Sequence[Path], mappings: Sequence[Mapping]) -> list[RawTable | None]:
    """The tables of these files in the shape that their formats want, as a reading has them.

    What a companion says is in the table that it belongs to; it has none of its own.

    Raises:
        RecordsError: a file that cannot be read at all.
    """
    raw = [raw_file(path, one) for path, one in zip(files, mappings, strict=True)]
    return _as_read(raw, mappings)[0]


def from_frame(
    frame: pd.DataFrame,
    *,
    mapping: MappingLike | None = None,
    scheme: str | Path | Scheme = "moe",
    as_of: str | date | None = None,
    repeats: str | None = None,
    date_order: str | None = None,
    editions: EditionsLike | None = None,
) -> EngagementLog:
    """The engagements of a DataFrame as a log, exactly as :func:`read` reads a file.

    The frame is not changed.  In ``log.refused`` its first row is row 2, as if the names of the
    columns stood in row 1.

    Raises:
        OptionError: something else than a DataFrame; all else as for :func:`read`.
    """
    if not isinstance(frame, pd.DataFrame):
        raise OptionError(f"from_frame takes a DataFrame, not {_kind(frame)}; read takes files.")
    options = _Options(mapping, scheme, as_of, repeats, date_order, editions)
    return _not_all_refused(_read_tables([raw_frame(frame, _per_file(options, 1)[0])], options).log)


def _not_all_refused(log: EngagementLog) -> EngagementLog:
    check_not_all_refused(log.records, log.refused)
    return log


def _read_files(paths: Sequence[Readable | Sequence[Readable]], options: _Options) -> Assembly:
    given = _one_by_one(paths)
    if not given:
        raise OptionError("Give at least one file to read.")
    tables: dict[str, RawTable] = {}
    mappings: list[MappingLike | None] = []
    notes = []
    for path, mapping in zip(given, _per_file(options, len(given)), strict=True):
        table = _raw(path, mapping)
        if table.digest in tables:
            first = tables[table.digest].name
            notes.append(f"{table.name} is the same file as {first} and was read once.")
        else:
            named = _distinctly(table, path, list(tables.values()))
            tables[table.digest or named.name] = named
            mappings.append(mapping)
    return _read_tables(list(tables.values()), replace(options, mapping=mappings), notes)


def _one_by_one(paths: Sequence[Any]) -> list[Readable]:
    """Files and tables, those in a list too.

    Raises:
        OptionError: something that cannot be read; the message says what it is.
    """
    found: list[Readable] = []
    for one in paths:
        if isinstance(one, list | tuple):
            found += _one_by_one(one)
        elif isinstance(one, str | Path | pd.DataFrame):
            found.append(one)
        else:
            raise OptionError(
                f"What is read is the name of a file or a DataFrame, not {_kind(one)}."
            )
    return found


def _raw(one: Readable, mapping: Mapping) -> RawTable:
    return (
        raw_frame(one, mapping) if isinstance(one, pd.DataFrame) else raw_file(Path(one), mapping)
    )


def _kind(value: object) -> str:
    return "None" if value is None else f"an object of the type {type(value).__name__}"


def _per_file(options: _Options, files: int) -> list[Mapping]:
    """The mapping of each file, as it was given."""
    given = options.mapping
    given = given if isinstance(given, list) else [given] * files
    if len(given) != files:
        raise OptionError(f"There are {len(given)} mappings for {files} files; give one for each.")
    mappings = [read_mapping(one) for one in given]
    settings = {"encoding": options.encoding, "opt_out": options.opt_out}
    over: dict[str, Any] = {
        name: str(value) for name, value in settings.items() if value is not None
    }
    if options.opt_out is not None:
        over["opt_out"] = str(Path(options.opt_out).absolute())
    return [replace(mapping, **over) for mapping in mappings]


def _distinctly(table: RawTable, path: Readable, others: Sequence[RawTable]) -> RawTable:
    """The table under a name that no other has: with its folder, or a number where it has none."""
    taken = {other.name for other in others}
    name, number = table.name, 1
    if isinstance(path, pd.DataFrame):
        while name in taken:
            name, number = f"{table.name} {number + 1}", number + 1
        return replace(table, name=name)
    folder = Path(path).absolute().parent
    while name in taken and folder != folder.parent:
        name, folder = f"{folder.name}/{name}", folder.parent
    return table if name == table.name else replace(table, name=name)


def _read_tables(
    tables: Sequence[RawTable], options: _Options, notes: Sequence[str] = ()
) -> Assembly:
    given = _per_file(options, len(tables))
    made, joined = _as_read(tables, given)
    order = options.date_order or ""
    if order and order not in ORDERS:
        raise OptionError(f"{one_of(order, ORDERS, 'date order')}.")
    scheme = options.scheme if isinstance(options.scheme, Scheme) else load_scheme(options.scheme)
    readings = [
        read_records(table, mapping, order)
        for table, mapping in zip(made, given, strict=True)
        if table is not None
    ]
    mappings = [reading.mapping for reading in readings]
    ordered = editions_table(options.editions, mappings, order)
    _same_programs(ordered, readings)
    return assembled(
        readings,
        scheme,
        editions=ordered,
        as_of=options.as_of,
        repeats=options.repeats or next((one.repeats for one in given if one.repeats), "act"),
        notes=[*notes, *joined],
    )


def _as_read(
    tables: Sequence[RawTable], given: Sequence[Mapping]
) -> tuple[list[RawTable | None], list[str]]:
    """The tables as their formats want them, each with what the files beside it say."""
    stays, made, notes = together(tables)
    return [
        prepared(as_written(table), one.format) if stay else None
        for table, one, stay in zip(made, given, stays, strict=True)
    ], notes


def _same_programs(editions: pd.DataFrame | None, readings: Sequence[Reading]) -> None:
    """A table of editions has to speak of at least one program of the records."""
    if editions is None or "program" not in editions or editions["program"].isna().any():
        return
    listed = set(editions["program"])
    known = [
        str(name) for one in readings for name in one.records["program"].cat.categories.tolist()
    ]
    if listed and known and not listed & set(known):
        raise MappingError(
            f"The editions are of {', '.join(map(shown, sorted(listed)[:5]))}, and the records of "
            f"{', '.join(map(shown, known[:5]))}: no program has the same name in both. Translate "
            "it under [values.program] in the mapping."
        )
