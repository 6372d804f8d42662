"""A log as files that other tools read: tables, event logs for process mining, graphs.

========== =========================================================================================
.csv       one row per engagement, counted or not; dates as year-month-day beside their precision
.parquet   the same table, dates as dates
.jsonl     the same, one JSON object per line
.xes       counted engagements as events (``concept:name``, ``time:timestamp``), one trace a person
.graphml   the pathway graph: steps as nodes, moves as edges
========== =========================================================================================

With ``rows="events"`` a table has a row for each counted engagement with a date, in the three
columns that Retentioneering and its like read: ``user_id``, ``event`` (the step), ``timestamp``.

``engagement`` is the key in hexadecimal digits; a table that is read back has the same keys.
``tier`` is the tier that the log has, from the data or from the scheme; where the data said any,
``tier_stated`` is ``yes`` for those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from xml.sax.saxutils import quoteattr

import numpy as np
import pandas as pd

from pathways.errors import NoAnswerError, OptionError, one_of, shown
from pathways.map.graph import pathway_graph
from pathways.record.cells import inert_table
from pathways.record.files import write_bytes
from pathways.record.log import EngagementLog
from pathways.record.options import Level, check_word
from pathways.record.typed import CLOCK
from pathways.sequences.steps import level_codes

__all__ = ["SUFFIXES", "Exported", "export", "tidy"]

_FIRST = (
    "engagement",
    "participant",
    "program",
    "edition",
    "role",
    "start",
    "end",
    "precision",
    "status",
    "tier",
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XES_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<classifier name="Activity" keys="concept:name"/>
"""


Cells = Annotated[Literal["inert", "raw"], "cells"]
Rows = Annotated[Literal["engagements", "events"], "rows"]


@dataclass(frozen=True)
class Exported:
    """A file that was written: what it holds, and what the reader must know."""

    path: Path
    sentence: str
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence


def export(
    log: EngagementLog,
    path: str | Path,
    *,
    by: Level | None = None,
    cells: Cells = "inert",
    rows: Rows = "engagements",
) -> Exported:
    """Write a log as a file; the suffix says which kind.

    Args:
        log: the log.
        path: a name that ends in one of :data:`SUFFIXES`.
        by: what a step is, for what has steps (``.xes``, ``.graphml`` and events); by default the
            activity.
        cells: what becomes of a text in a CSV that a spreadsheet would take for a formula:
            ``inert`` (an apostrophe in front) or ``raw`` (as it is, for machines).
        rows: of a table: ``engagements``, all with all that is known; or ``events``, those that
            count, in three columns.

    Raises:
        OptionError: another suffix, ``by`` for what has no steps, or events for what is no table.
        NoAnswerError: a record without dates, as events.
        OutputError: the file cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise OptionError(f"{one_of(kind or path.name, SUFFIXES, 'suffix')}.")
    check_word(rows, Rows)
    check_word(cells, Cells)
    if rows == "events" and kind not in _TABLES:
        raise OptionError(f"A {kind} file is no table of events; give it without rows.")
    if by is not None and rows != "events" and kind in _TABLES:
        raise OptionError(f"A {kind} file has engagements and no steps, so by means nothing there.")
    if kind in _TABLES:
        made = _events(log, by or "activity") if rows == "events" else _engagements(log)
        data, sentence, notes = _TABLES[kind](made[0], cells), *made[1:]
    else:
        data, sentence, notes = _KINDS[kind](log, by or "activity")
    write_bytes(path, data)
    return Exported(path, f"{shown(path)}: {sentence}.", notes)


def tidy(log: EngagementLog) -> pd.DataFrame:
    """One row per engagement, counted or not, as it is written to tables; dates stay dates."""
    digits = log.records["engagement"].to_numpy().astype(">u8").tobytes().hex().encode()
    keys = np.frombuffer(digits, dtype="S16").astype("U16")
    others = [name for name in log.attributes if name not in _FIRST]
    records = log.records.reset_index(drop=True)
    table = records[[*_FIRST, *others]].assign(engagement=pd.Series(keys, dtype="str"))
    stated = records["tier_stated"]
    if stated.any():
        yes = pd.Series("yes", index=records.index, dtype="str").where(stated)
        table.insert(len(_FIRST), "tier_stated", yes)
    return table


_Written = tuple[bytes, str, tuple[str, ...]]


def _engagements(log: EngagementLog) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    return tidy(log), _rows(log), _about_tables(log)


def _csv(table: pd.DataFrame, cells: Cells) -> bytes:
    table = _with_text_dates(table)
    made = inert_table(table) if cells == "inert" else table
    return made.to_csv(index=False, lineterminator="\n").encode()  # type: ignore[no-any-return]


def _jsonl(table: pd.DataFrame, _cells: Cells) -> bytes:
    table = _with_text_dates(table).astype(object)
    table = table.where(table.notna(), None)
    names = [str(name) for name in table.columns]
    columns = [table[name].tolist() for name in table.columns]
    lines = [
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
        for row in zip(*columns, strict=True)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _parquet(table: pd.DataFrame, _cells: Cells) -> bytes:
    from pathways.stores.tables import to_parquet

    return to_parquet(table)


def _with_text_dates(table: pd.DataFrame) -> pd.DataFrame:
    days = [name for name in ("start", "end") if name in table]
    return table.assign(**{name: _day_texts(table[name]) for name in days})


def _day_texts(days: pd.Series) -> pd.Series:
    texts = np.datetime_as_string(days.to_numpy().astype("datetime64[D]"))
    return pd.Series(texts, index=days.index, dtype="str").where(days.notna())


def _rows(log: EngagementLog) -> str:
    many, count = len(log.records), len(log.counted)
    engagements = f"{many:,} engagement{'' if many == 1 else 's'}"
    return f"{engagements}, of which {count:,} count{'s' if count == 1 else ''}"


def _about_tables(log: EngagementLog) -> tuple[str, ...]:
    notes = ["It has a line for each engagement of each person: it is not for sharing."]
    if log.editions.order == "table":
        notes.append("The order of editions is not in it; a store folder keeps that.")
    return tuple(notes)


def _events(log: EngagementLog, by: Level) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    """The counted engagements that have a date, in three columns."""
    table, notes = _dated(log, by)
    moments = [stamp.replace("T", " ").partition(".")[0] for stamp in _stamps(table)]
    events = pd.DataFrame(
        {
            "user_id": table["participant"].astype("str").to_numpy(),
            "event": pd.Series(table["_name"].to_numpy(), dtype="str"),
            "timestamp": pd.Series(moments, dtype="str"),
        }
    )
    return events, _events_of(table), notes


def _dated(log: EngagementLog, by: Level) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The counted engagements that have a date and a step, ``_name``; and what is said of them."""
    codes, labels = level_codes(log, by)
    counted = log.counted
    usable = counted["start"].notna().to_numpy() & (codes >= 0)
    if not usable.any():
        raise NoAnswerError("Events need dates, and no counted engagement of this record has one.")
    table = counted[usable].assign(_name=np.array(labels, dtype=object)[codes[usable]])
    left_out = len(counted) - len(table)
    notes = ["It has an event for each engagement of each person: it is not for sharing."]
    if left_out:
        notes.append(f"{left_out:,} counted engagements have no date or no step: left out.")
    return table, tuple(notes)


def _events_of(table: pd.DataFrame) -> str:
    return f"{len(table):,} events of {table['participant'].nunique():,} people"


def _xes(log: EngagementLog, by: Level) -> _Written:
    table, notes = _dated(log, by)
    return f"{_XES_HEAD}{''.join(_traces(table))}</log>\n".encode(), _events_of(table), notes


def _traces(table: pd.DataFrame) -> Iterator[str]:
    extra = ["program", "edition", "role", "precision", "status", "tier"]
    texts = [table[name].astype(object).where(table[name].notna(), None).tolist() for name in extra]
    stamps = _stamps(table)
    last = None
    rows = zip(table["participant"], table["_name"], stamps, zip(*texts, strict=True), strict=True)
    for person, name, stamp, others in rows:
        if person != last:
            yield "</trace>\n" if last is not None else ""
            yield f"<trace>{_string('concept:name', person)}\n"
            last = person
        traces = "".join(
            _string(key, text) for key, text in zip(extra, others, strict=True) if text is not None
        )
        date = f'<date key="time:timestamp" value="{stamp}"/>'
        yield f"<event>{_string('concept:name', name)}{date}{traces}</event>\n"
    yield "</trace>\n"


def _stamps(table: pd.DataFrame) -> list[str]:
    """The moment of each event; midnight of its date where the time of day is not known."""
    none = pd.Series(None, index=table.index, dtype="str")
    clock = table.get(CLOCK, none).astype("str").fillna("00:00:00")
    stamps: list[str] = (_day_texts(table["start"]) + "T" + clock + ".000+00:00").tolist()
    return stamps


def _string(key: str, value: object) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(_xml_text(value))}/>"


def _xml_text(value: object) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", str(value))


def _graphml(log: EngagementLog, by: Level) -> _Written:
    import networkx as nx

    graph = pathway_graph(log, by)
    plain = nx.DiGraph(**graph.graph)
    for node, known in graph.nodes(data=True):
        plain.add_node(_xml_text(node), **_as_xml(known))
    for source, target, known in graph.edges(data=True):
        plain.add_edge(_xml_text(source), _xml_text(target), **_as_xml(known))
    text = "\n".join(nx.generate_graphml(plain))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
    sentence = f"{len(plain):,} steps and {plain.number_of_edges():,} moves"
    note = "It has counts under 5 people as they are: it is for analysis, not for sharing."
    return text.encode(), sentence, (note,)


def _as_xml(known: dict[str, object]) -> dict[str, object]:
    return {k: _xml_text(value) if isinstance(value, str) else value for k, value in known.items()}


_TABLES: dict[str, Callable[[pd.DataFrame, Cells], bytes]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".jsonl": _jsonl,
}
_KINDS: dict[str, Callable[[EngagementLog, Level], _Written]] = {
    ".xes": _xes,
    ".graphml": _graphml,
}
SUFFIXES = (*_TABLES, *_KINDS)
"""How the name of a file may end that a log is exported to."""
