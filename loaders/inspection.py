"""What a reading of files would count, keep and refuse, and why: complete before it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from loaders.assembly import Assembly
from loaders.records import Reading
from loaders.tables.mapping import Mapping
from loaders.understanding.proposal import Proposal
from pathways.record.cells import inert_table
from pathways.record.files import write_whole
from pathways.record.log import EngagementLog

__all__ = ["Inspection", "inspection_of", "write_refused"]


@dataclass(frozen=True)
class Inspection:
    """A dry run over files.

    Attributes:
        table: one row per file: ``file``, ``format``, ``rows_in``, ``counted``, ``kept``
            (recorded and not counted: a status such as registered, a day after the as-of, a
            duplicate, or a row that a later file has too), ``refused``, ``repeats`` (a part of
            counted) and ``dropped_columns`` (headers, joined by commas).  ``rows_in`` is counted +
            kept + refused.
        mapping: what the columns of the first file were taken to mean.
        mappings: the same for every file.
        refused: the refused rows: ``file``, ``row``, ``rule``, ``reason``, then their cells
            without those about persons.
        log: the log that the files make.
        dropped_columns: headers that were left out because they hold what belongs to persons.
        proposals: how every file was understood, as values.
        exported: whether all files were exported from a log, and have its keys.
        places: ``file`` and ``row`` (as a spreadsheet numbers it) of each record of the log, by
            its ``record``.
        left_out: participants who are on the list of those who opted out; none of their rows is in
            the log.
        readings: the files as they were read, with what belongs to persons: never to be shown.
    """

    table: pd.DataFrame
    mapping: Mapping
    mappings: tuple[Mapping, ...]
    refused: pd.DataFrame
    log: EngagementLog
    dropped_columns: tuple[str, ...]
    proposals: tuple[Proposal, ...] = field(repr=False)
    exported: bool = False
    places: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: frozenset[str] = field(default=frozenset(), repr=False)
    readings: tuple[Reading, ...] = field(default=(), repr=False, compare=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know about how the files were read."""
        return self.log.notes

    @property
    def sentence(self) -> str:
        """The finding, to be read aloud."""
        total = self.table[["rows_in", "counted", "kept", "refused", "repeats"]].sum()
        repeats = f" ({total['repeats']:,} repeat an earlier one)" if total["repeats"] else ""
        rows = "row" if total["rows_in"] == 1 else "rows"
        return (
            f"{total['rows_in']:,} {rows} in: {total['counted']:,} counted{repeats}, "
            f"{total['kept']:,} kept without counting, {total['refused']:,} refused; "
            f"{self._who}."
        )

    @property
    def _who(self) -> str:
        many = self.log.people
        when = f", as of {self.log.as_of}" if many else ""
        return f"{many:,} {'person' if many == 1 else 'people'}{when}"

    def __str__(self) -> str:
        return self.sentence


def inspection_of(assembly: Assembly) -> Inspection:
    """The dry run of an assembly."""
    log, readings = assembly.log, assembly.readings
    mappings = tuple(reading.mapping for reading in readings)
    return Inspection(
        table=_table(assembly),
        mapping=mappings[0],
        mappings=mappings,
        refused=log.refused,
        log=log,
        dropped_columns=tuple(dict.fromkeys(name for one in readings for name in one.dropped)),
        proposals=tuple(reading.proposal for reading in readings),
        exported=all(reading.exported for reading in readings),
        places=_places(assembly),
        readings=readings,
        left_out=frozenset[str]().union(*(reading.left_out for reading in readings)),
    )


def _places(assembly: Assembly) -> pd.DataFrame:
    names = np.array([reading.raw.name for reading in assembly.readings], dtype=object)
    rows = [reading.raw.rows for reading in assembly.readings]
    return pd.DataFrame({"file": names[assembly.file], "row": np.concatenate(rows)})


def _table(assembly: Assembly) -> pd.DataFrame:
    log, readings = assembly.log, assembly.readings
    files = len(readings)

    def per_file(records: pd.Index | pd.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.bincount(assembly.file[np.asarray(records, dtype=np.int64)], minlength=files)

    rows = np.array([len(one.raw.rows) + len(one.raw.bad) for one in readings], dtype=np.int64)
    counted_records = log.records["record"].to_numpy(np.int64)[log.records["counted"].to_numpy()]
    counted = per_file(counted_records)
    refused = _refused_per_file(assembly)
    repeated = np.zeros(len(assembly.file), dtype=bool)
    repeated[np.asarray(log.repeats, dtype=np.int64)] = True
    still = counted_records[repeated[counted_records]]
    return pd.DataFrame(
        {
            "file": pd.Series([one.raw.name for one in readings], dtype="str"),
            "format": pd.Series([one.format for one in readings], dtype="str"),
            "rows_in": rows,
            "counted": counted,
            "kept": rows - counted - refused,
            "refused": refused,
            "repeats": per_file(still),
            "dropped_columns": pd.Series([", ".join(one.dropped) for one in readings], dtype="str"),
        }
    )


def _refused_per_file(assembly: Assembly) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    names = [reading.raw.name for reading in assembly.readings]
    counts = assembly.log.refused["file"].value_counts()
    return np.array([counts.get(name, 0) for name in names], dtype=np.int64)


def write_refused(source: EngagementLog | Inspection, path: str | Path) -> Path:
    """Write the refused rows as CSV: file, row, rule, reason, and the cells that may be seen.

    The file is there only when it is complete; no cell of it is a formula.

    Raises:
        OutputError: it cannot be written.
    """
    text = inert_table(source.refused).to_csv(index=False, lineterminator="\n")
    return write_whole(Path(path), text)
