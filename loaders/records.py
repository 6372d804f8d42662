"""From a table and its mapping to records: our columns, attributes, and why rows are refused.

Everything is done on the distinct values of a column.  A row is refused, never changed, where a
cell cannot be what its column says; what belongs to persons is left out on the way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.attributes import other_columns
from loaders.consent import RULE as CONSENT
from loaders.consent import disagreeing, opted_out, opted_out_ids
from loaders.exported import STATED, is_exported
from loaders.identity import one_id, shortened
from loaders.keys import keys_of
from loaders.reshape import TOTAL, shaped
from loaders.tables.alternatives import OR
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import (
    BLANK,
    RawTable,
    constant,
    distinct,
    filled_from,
    recoded,
    without_blanks,
)
from loaders.tables.totals import say_total
from loaders.understanding.alike import alike_names, said_alike
from loaders.understanding.attendance import (
    asks_whether,
    every_row_counts,
    said_statuses,
    statuses_of,
)
from loaders.understanding.dates import DateRule, read_dates
from loaders.understanding.file import understood
from loaders.understanding.private import holds_contact, opaque
from loaders.understanding.proposal import Alike, Proposal
from loaders.understanding.refusal import refusal
from loaders.understanding.said import said_of
from loaders.understanding.statuses import status_of
from loaders.understanding.wide import ACROSS, date_place
from pathways.answer.wording import listed
from pathways.errors import shown
from pathways.record.rules import COUNTED_STATUSES, PRECISIONS, STATUSES
from pathways.record.sieve import caught
from pathways.record.typed import ATTRIBUTE_FREE

__all__ = ["Reading", "read_records"]

_MOST = 6
"""Headers that a note names."""
_LONGEST_BLANK = max(map(len, BLANK))
_WORDS = ("program", "edition", "role", "status", "tier", "precision")
_CLOSED = {"status": STATUSES, "precision": PRECISIONS}


@dataclass(frozen=True)
class Reading:
    """One file as records.

    Attributes:
        raw: the table; for a file with one column per program, its long form.
        mapping: what its columns were taken to mean.
        format: the name of its format.
        records: one row per engagement, with ``key``; index 0, 1, 2 ... as in ``raw``.
        refused: index of the records that are refused, with ``rule`` and ``reason``.
        visible: the file's columns as a list of refused rows may show them.
        hidden: the columns that it may not show.
        dropped: headers that were left out because they hold what belongs to persons.
        notes: what the reader must know.
        aside: places of the records that are kept and not counted, with the reason.
        proposal: how the file was understood.
        exported: whether it was exported from a log, and has that log's keys.
        left_out: participants who are on the list of those who opted out.
    """

    raw: RawTable
    mapping: Mapping
    format: str
    records: pd.DataFrame
    refused: pd.DataFrame
    visible: Pairs[str, pd.Categorical]
    hidden: Pairs[str, pd.Categorical]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]
    aside: Pairs[int, str]
    proposal: Proposal
    exported: bool = False
    left_out: frozenset[str] = frozenset()


@dataclass
class _Work:
    """What is gathered while a table becomes records."""

    raw: RawTable
    mapping: Mapping
    fields: dict[str, pd.Categorical] = field(default_factory=dict)
    dates: dict[str, NDArray[np.datetime64]] = field(default_factory=dict)
    reasons: list[tuple[str, pd.Categorical]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()

    def header(self, ours: str) -> str | None:
        """The header of one of our columns; ``None`` where it is a constant or not there."""
        theirs = self.mapping.columns.get(ours)
        return find_header(theirs, self.raw.columns) if theirs else None


def read_records(raw: RawTable, given: Mapping, date_order: str = "") -> Reading:
    """The records of a table.

    Raises:
        MappingError: columns that do not say what they are.
        DateOrderError: dates that can be read two ways.
    """
    proposal = understood(raw, given, date_order)
    problem = refusal(proposal, raw)
    if problem is not None:
        raise problem
    table = shaped(raw, proposal.mapping)
    raw, mapping = table.raw, table.mapping
    notes = [*proposal.notes, *said_of(proposal), *table.notes]
    work = _Work(raw, mapping, notes=notes)
    for ours in ("participant", "engagement", *_WORDS):
        _take(work, ours)
    left_out = _take_people(work)
    _take_dates(work, DateRule(mapping.date_order, mapping.year, mapping.converted))
    _take_status(work, marked=_has_marks(mapping, table.aside))
    people = len(work.fields["participant"].categories) if "participant" in work.fields else 0
    others = other_columns(raw, mapping, people)
    work.notes += others.notes
    _say_no_role(work, list(others.kept))
    records = _records(work, others.kept)
    refused = _refused(work.reasons)
    aside = {**table.aside, **work.aside, **_nowhere(records)}
    good = records.drop(index=[*{*aside, *refused.index}])
    again = _again(good) if mapping.once else {}
    _say_statuses(work, good.drop(index=[*again]) if again else good)
    aside |= again
    return Reading(
        raw=raw,
        mapping=proposal.mapping,
        format=proposal.format,
        records=records.assign(key=keys_of(records, mapping.source)),
        refused=refused,
        visible=_visible(work, others.hidden),
        hidden=others.hidden,
        dropped=others.dropped,
        notes=(*raw.notes, *work.notes, *_say_aside(aside)),
        aside=aside,
        proposal=replace(proposal, alike=work.alike),
        exported=is_exported(work.fields.get("engagement")),
        left_out=left_out,
    )


def _take(work: _Work, ours: str) -> None:
    """One of our columns, translated; cells that say that nothing is known are missing."""
    header = work.header(ours)
    if header is None:
        if work.mapping.constants.get(ours):
            work.fields[ours] = constant(work.mapping.constants[ours], len(work.raw.rows))
        return
    values = work.raw.columns[header]
    translations = {
        " ".join(theirs.split()).casefold(): mine
        for theirs, mine in work.mapping.values.get(ours, {}).items()
    }
    closed = () if asks_whether(header) else _CLOSED.get(ours, ())
    several = ours == "status" and OR in header
    old = distinct(values)
    new: list[str | None] = list(old)
    all_of_them = bool(translations or closed)
    lengths = values.categories.str.len().to_numpy()
    for at in np.flatnonzero((lengths <= _LONGEST_BLANK) | all_of_them).tolist():
        text = _plain(old[at], translations) if several else old[at]
        new[at] = _translated(text, translations, closed)
    blank = [value for value, mine in zip(old, new, strict=True) if mine is None]
    if blank:
        words = ", ".join(shown(value) for value in blank[:3])
        work.notes.append(f"Cells of column {shown(header)} that say {words} count as blank.")
    work.fields[ours] = values if new == old else recoded(values, new)
    if ours in _WORDS:
        _refuse_contacts(work, ours, old, values)


def _plain(value: str, translations: Pairs[str, str]) -> str:
    """A status without the name of its column, where that makes no difference to what it says."""
    if value.casefold() in translations or ": " not in value:
        return value
    rest = value.split(": ", 1)[1]
    return translations.get(rest.casefold()) or status_of(rest) or value


def _translated(value: str, translations: dict[str, str], closed: tuple[str, ...]) -> str | None:
    plain = value.casefold()
    if plain in translations:
        return translations[plain].strip() or None
    if plain in BLANK:
        return None
    if closed == STATUSES:
        return status_of(value) or value
    word = "-".join(plain.replace("_", " ").replace("-", " ").split())
    return word if word in closed else value


def _refuse_contacts(work: _Work, ours: str, old: list[str], values: pd.Categorical) -> None:
    private = [holds_contact(value) for value in old]
    if any(private):
        reason = f"the {ours} holds an address or a number of a person: cells may have shifted"
        work.reasons.append(("row", recoded(values, [reason if bad else None for bad in private])))


def _take_people(work: _Work) -> frozenset[str]:
    """Who each row is, and whether they agree; whom of them the list of opt-outs names."""
    work.reasons += [(CONSENT, one) for one in disagreeing(work.raw, work.mapping.consent)]
    header = work.header("participant")
    if "participant" not in work.fields:
        return frozenset()
    values = one_id(work.fields["participant"])
    totals = say_total(values)
    if totals.any():
        work.aside |= dict.fromkeys(np.flatnonzero(totals).tolist(), TOTAL)
        codes = np.where(totals, -1, np.asarray(values.codes))
        values = pd.Categorical.from_codes(codes, dtype=values.dtype).remove_unused_categories()
    lost = shortened(values)
    if lost is not None:
        work.reasons.append(("row", lost))
    ids, made = opaque(values, "name" if header == ACROSS and _some_names(values) else header or "")
    if made:
        work.alike = alike_names(values, ids, work.raw.rows)
    work.fields["participant"] = ids
    if made:
        says = "several columns say" if header == ACROSS else f"column {shown(header)} says"
        work.notes.append(
            f"Participants shown by a pseudonym, because {says} who they "
            f"are: {made:,} of {len(ids.categories):,}."
        )
    if work.alike:
        work.notes.append(said_alike(work.alike, len(ids.categories)))
    return opted_out_ids(opted_out(work.mapping), ids, {**work.raw.columns, "": values})


def _some_names(values: pd.Categorical) -> bool:
    """Whether some of them can be no id, as Ana across the top of a sheet is none."""
    return any(not any(map(str.isdigit, text)) for text in distinct(values))


def _nowhere(records: pd.DataFrame) -> dict[int, str]:
    """Rows of people who did not come, and for whom no system writes down when."""
    timeless = records["start"].isna() & records["edition"].isna()
    away = records["status"].notna() & ~records["status"].isin(COUNTED_STATUSES)
    known = records["status"].isin(STATUSES)
    places = np.flatnonzero(timeless & away & known)
    return dict.fromkeys(places.tolist(), "nobody came and there is no date")


def _again(records: pd.DataFrame) -> dict[int, str]:
    """Rows that say once more that somebody was there, as who joins again has."""
    there = records[records["status"].isna() | records["status"].isin(COUNTED_STATUSES)]
    who = there[["participant", "program", "edition", "role"]]
    again = who.assign(day=there["start"].dt.floor("D")).duplicated()
    known = there["participant"].notna()
    return dict.fromkeys(there.index[again & known].tolist(), "the person was there already")


def _say_aside(aside: Pairs[int, str]) -> list[str]:
    counts = Counter(aside.values()).most_common(_MOST)
    if not counts:
        return []
    return [f"Kept and not counted: {listed([f'{n:,} where {why}' for why, n in counts])}."]


def _take_dates(work: _Work, rule: DateRule) -> None:
    for ours in ("start", "end"):
        header = work.header(ours)
        values = _blanked(work, ours, header)
        column = read_dates(values, date_place(work.raw, header or ours, work.mapping.wide), rule)
        work.dates[ours] = column.first if ours == "start" else column.last
        if ours == "start":
            work.fields.setdefault("precision", column.precision)
            work.fields["precision"] = filled_from(work.fields["precision"], column.precision)
        if column.note:
            work.notes.append(column.note)
        reasons = [f"{ours} {reason}" for reason in distinct(column.reasons)]
        work.reasons.append(("date", recoded(column.reasons, reasons)))


def _blanked(work: _Work, ours: str, header: str | None) -> pd.Categorical:
    if header is None:
        fixed = work.mapping.constants.get(ours)
        return constant(fixed, len(work.raw.rows)) if fixed else _nothing(len(work.raw.rows))
    return without_blanks(work.raw.columns[header])


def _nothing(length: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.full(length, -1), categories=pd.Index([], dtype="str"))


def _has_marks(mapping: Mapping, aside: Pairs[int, str]) -> bool:
    """Whether cells of events say who came, or some of them who did not."""
    return mapping.wide is not None and (bool(aside) or not mapping.wide.cell)


def _take_status(work: _Work, *, marked: bool) -> None:
    """What became of each row; where cells mark who came, no column has to say so."""
    status = work.fields.get("status")
    if status is None:
        if not marked:
            work.notes.append(every_row_counts(work.raw, work.mapping))
        return
    header = work.header("status") or ""
    if asks_whether(header):
        status, note = statuses_of(header, status)
        work.fields["status"] = status
        work.notes += [note] if note else []


def _say_statuses(work: _Work, records: pd.DataFrame) -> None:
    header, status = work.header("status"), work.fields.get("status")
    if status is None or header is None:
        return
    counted = records["status"].isna() | records["status"].isin(COUNTED_STATUSES)
    work.notes.append(said_statuses(work.raw.columns[header], status, int(counted.sum())))
    blank = int((np.asarray(status.codes) < 0).sum())
    if blank:
        work.notes.append(f"{blank:,} rows have no status and count.")


def _say_no_role(work: _Work, attributes: list[str]) -> None:
    """A role may stand in a column of another name, or in several."""
    if "role" not in work.fields and attributes:
        names = ", ".join(shown(header) for header in attributes[:_MOST])
        more = f" and {len(attributes) - _MOST} more" if len(attributes) > _MOST else ""
        work.notes.append(f"No column is the role; kept as attributes: {names}{more}.")


def _records(work: _Work, attributes: dict[str, pd.Categorical]) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for ours in ("participant", *_WORDS):
        columns[ours] = work.fields.get(ours, _nothing(len(work.raw.rows)))
    columns |= work.dates
    if "engagement" in work.fields:
        columns["engagement"] = work.fields["engagement"]
    exported = is_exported(work.fields.get("engagement"))
    for header, values in attributes.items():
        if exported and header == STATED:
            columns[STATED] = values
            continue
        columns[f"{header} (column)" if header in ATTRIBUTE_FREE else header] = values
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(work.raw.rows)))
    undated = table["start"].isna() & table["precision"].isna() & table["edition"].notna()
    if undated.any():
        edition = recoded(constant("edition", len(table)), ["edition"])
        edition[~undated.to_numpy()] = None
        table["precision"] = filled_from(pd.Categorical(table["precision"]), edition)
    return table


def _refused(reasons: list[tuple[str, pd.Categorical]]) -> pd.DataFrame:
    parts = []
    for rule, column in reasons:
        at = np.flatnonzero(np.asarray(column.codes) >= 0)
        parts.append(pd.DataFrame({"rule": rule, "reason": column[at].astype("str")}, index=at))
    if not parts:
        return pd.DataFrame({"rule": [], "reason": []}, dtype="str")
    every = pd.concat(parts)
    return every[~every.index.duplicated()].astype("str")


def _visible(work: _Work, hidden: dict[str, pd.Categorical]) -> dict[str, pd.Categorical]:
    columns = {name: values for name, values in work.raw.columns.items() if name not in hidden}
    if (participant := work.header("participant")) is not None:
        columns[participant] = work.fields["participant"]
    for header in filter(None, map(work.header, ("start", "end"))):
        columns[header] = _without_words(columns[header])
    return columns


def _without_words(dates: pd.Categorical) -> pd.Categorical:
    """Cells of a column of dates; those without a digit are blanked, they may be names."""
    if caught(dates.categories, "[0-9]").all():
        return dates
    return recoded(dates, [one if re.search(r"\d", one) else None for one in distinct(dates)])
