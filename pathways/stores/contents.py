"""From a log to what a store folder holds, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Alarm, Origin
from pathways.record.cutoff import cut_off
from pathways.record.editions import Editions
from pathways.record.kinds import whole_of
from pathways.record.log import EngagementLog, build_log
from pathways.record.merges import said_of_merges, with_merges
from pathways.record.scheme import Scheme, load_scheme
from pathways.stores.editions import GIVEN, given_editions
from pathways.stores.manifest import Manifest, Source
from pathways.stores.merge import Contents, Incoming
from pathways.stores.parts import Part
from pathways.stores.people import NOBODY, People, is_held

__all__ = ["after", "incoming", "log_of", "only", "recounted", "whole_of_store", "without"]

_BY_DATE, _BY_TIER = ("apart", "ahead"), ("untiered",)
"""Kinds of alarms that another cut-off or another scheme makes or mends."""
_SHUTS = ("all", "tiers", "")
_LABELS = {"participant": "Participant", "program": "Program", "tier": "Tier"}


def incoming(
    log: EngagementLog,
    parts: Sequence[Part],
    people: People = NOBODY,
    contents: Contents | None = None,
) -> Incoming:
    """The engagements of a log, and which of them each part has.

    Those of persons who must not be held do not come along; ``contents`` is what is held already.

    Raises:
        StoreError: the key is not the one that those persons were marked with.
    """
    records = log.as_records()
    records["tier"] = pd.Categorical(records["tier"], categories=list(log.scheme.tier_names))
    every = range(len(records))
    rows = [np.asarray(every if one.rows is None else one.rows, dtype=np.int64) for one in parts]
    names = tuple(one.source.name for one in parts)
    held = is_held(records, people, records[:0] if contents is None else contents.records)
    if held.all():
        return Incoming(records, tuple(rows), names)
    place = np.cumsum(held) - 1
    kept = tuple(place[rows_of_part[held[rows_of_part]]] for rows_of_part in rows)
    return Incoming(only(records, held), kept, names, (_left_out(records[~held]),))


def only(records: pd.DataFrame, held: NDArray[np.bool_]) -> pd.DataFrame:
    """Some of the records; no name of the others stays behind among the categories."""
    table = records[held].reset_index(drop=True)
    for name in set(table.columns) - {"tier"}:
        if isinstance(table[name].dtype, pd.CategoricalDtype):
            table[name] = table[name].cat.remove_unused_categories()
    return table


def without(contents: Contents, held: NDArray[np.bool_]) -> Contents:
    """What a store holds, without some of it."""
    records = only(contents.records, held)
    there = contents.members["engagement"].isin(records["engagement"])
    return Contents(records, contents.members[there].reset_index(drop=True))


def _left_out(records: pd.DataFrame) -> str:
    who = records["participant"].nunique()
    many = "1 person" if who == 1 else f"{who:,} persons"
    rows = "1 engagement" if len(records) == 1 else f"{len(records):,} engagements"
    return f"{rows} of {many} who must not be held did not come along."


def after(
    old: Manifest | None,
    log: EngagementLog,
    parts: Sequence[Part],
    contents: Contents,
    had: pd.DataFrame | None,
) -> tuple[Manifest, pd.DataFrame, tuple[str, ...]]:
    """The manifest and the editions once a log came in, and what is to be said about them.

    ``had`` are the editions until then; the table that was returned, once a log was written.

    Raises:
        EditionOrderError: nothing orders the editions of all records together.
        OptionError: the cut-off of the log is none for all records together.
    """
    table = next((part.editions for part in parts if part.editions is not None), None)
    kept = had if old and (old.edition_order == GIVEN or _is_cut(old)) else None
    given, notes = given_editions(kept, table, log)
    as_they_are = table is None and _orders_alike(old, had, log.editions)
    if as_they_are and log.editions.order != GIVEN:
        given = None
    sizes = contents.members["source"].value_counts()
    new = Manifest(
        scheme=log.scheme,
        as_of=_asked_cut(log),
        edition_order=log.editions.order if given is None else GIVEN,
        version=log.origin.version,
        sources=tuple(_counted(one, sizes, contents.stale) for one in _sources(old, parts)),
        loads=old.loads if old else (),
        people=old.people if old else NOBODY,
    )
    if old is None:
        return new, log.editions.table if given is None else given, notes
    order = log.editions if as_they_are else given
    whole = log_of(contents.records, order, new, None, None, None)
    new = replace(new, edition_order=whole.editions.order)
    return new, whole.editions.table if given is None else given, (*notes, *_homeless(whole))


def recounted(old: Manifest, contents: Contents, people: People) -> Manifest:
    """The manifest once a store holds something else of what it held."""
    sizes = contents.members["source"].value_counts()
    known = {str(source): int(many) for source, many in sizes.items()}
    there = [replace(one, engagements=known.pop(one.name, 0)) for one in old.sources]
    new = [Source(name, engagements=many) for name, many in known.items() if many]
    return replace(old, sources=(*there, *new), people=people)


def _is_cut(manifest: Manifest) -> bool:
    """Whether some of it is a selection, whose records cannot say how all editions stood."""
    return any(load.filters for load in manifest.loads)


def _orders_alike(old: Manifest | None, had: pd.DataFrame | None, now: Editions) -> bool:
    """Whether a store has no other editions than a log that comes in."""
    if old is None or had is None:
        return True
    tables = [table.astype({"start": "datetime64[s]", "end": "datetime64[s]"}).astype("object")
              for table in (had, now.table)]  # fmt: skip
    return old.edition_order == now.order and tables[0].equals(tables[1])


def _stored_order(
    records: pd.DataFrame, editions: pd.DataFrame, manifest: Manifest
) -> Editions | pd.DataFrame:
    """The order of editions that a store has: as it was, or the table that it is made with.

    A table that somebody gave orders whatever comes; what a selection leaves of a log has the
    ranks of the whole log.
    """
    if manifest.edition_order == GIVEN and not (_is_cut(manifest) and _covers(editions, records)):
        return editions
    return Editions(editions, manifest.edition_order)


def _covers(editions: pd.DataFrame, records: pd.DataFrame) -> bool:
    pairs = records[["program", "edition"]].dropna().astype("str").drop_duplicates()
    return len(pairs.merge(editions[["program", "edition"]])) == len(pairs)


def log_of(
    records: pd.DataFrame,
    editions: pd.DataFrame | Editions | None,
    manifest: Manifest,
    scheme: str | Path | Scheme | None,
    as_of: str | date | None,
    repeats: str | None,
) -> EngagementLog:
    """The log that a store holds; see :meth:`~pathways.stores.folder.FolderStore.read`."""
    merges = manifest.people.merges
    merged = said_of_merges(records, merges)
    records = with_merges(records, merges)
    chosen = manifest.scheme if scheme is None else scheme
    if isinstance(editions, pd.DataFrame):
        editions = _stored_order(records, editions, manifest)
    log = build_log(
        records,
        chosen if isinstance(chosen, Scheme) else load_scheme(chosen),
        editions=editions,
        as_of=manifest.as_of if as_of is None else as_of,
        repeats=repeats or "act",
        origin=_origin(manifest),
    )
    notes = dict.fromkeys((*merged, *_notes(manifest, log.notes), *log.notes))
    anew = [*(_BY_DATE if as_of is not None else ()), *(_BY_TIER if scheme is not None else ())]
    alarms = _of_the_whole(manifest, log.origin.alarms, anew)
    return log.told(notes, log.refused).with_origin(replace(log.origin, alarms=alarms))


def _of_the_whole(
    manifest: Manifest, now: tuple[Alarm, ...], anew: Sequence[str]
) -> tuple[Alarm, ...]:
    """What speaks against a log; a part of a larger one is judged by that, and not by itself.

    Alarms that are made ``anew`` depend on what the log is seen with.
    """
    loads = manifest.current_loads
    parts = [load for load in loads if load.filters]
    if not parts:
        return now
    was = dict.fromkeys(alarm for load in parts for alarm in load.alarms if alarm.kind not in anew)
    known = {alarm.kind for alarm in was}
    whole = len(parts) < len(loads)
    new = [one for one in now if one.kind in anew or (whole and one.kind not in known)]
    return tuple(sorted((*was, *new), key=lambda alarm: _SHUTS.index(alarm.shuts)))


def whole_of_store(
    kinds: pd.DataFrame,
    editions: pd.DataFrame,
    manifest: Manifest,
    scheme: str | Path | Scheme | None,
    as_of: str | date | None,
) -> EngagementLog:
    """The kinds of engagements that a store holds as a log; see :mod:`pathways.record.kinds`."""
    chosen = manifest.scheme if scheme is None else scheme
    whole = whole_of(
        kinds,
        chosen if isinstance(chosen, Scheme) else load_scheme(chosen),
        editions=_stored_order(kinds, editions, manifest),
        as_of=manifest.as_of if as_of is None else as_of,
        origin=_origin(manifest),
    )
    notes = dict.fromkeys((*_notes(manifest, whole.notes), *whole.notes))
    return whole.told(notes, whole.refused)


def _sources(old: Manifest | None, parts: Sequence[Part]) -> tuple[Source, ...]:
    """All sources, those that came with what is now known of them."""
    known = {source.name: source for source in old.sources} if old else {}
    for part in parts:
        known[part.source.name] = part.source
    return tuple(known.values())


def _counted(source: Source, sizes: pd.Series, stale: tuple[str, ...]) -> Source:
    """With its size; and to be read again where the store may not say what it says."""
    recipe = "" if source.name in stale else source.recipe
    return replace(source, engagements=int(sizes.get(source.name, 0)), recipe=recipe)


def _origin(manifest: Manifest) -> Origin:
    filters = dict.fromkeys(
        filtered for load in manifest.current_loads for filtered in load.filters
    )
    files = dict.fromkeys(file for source in manifest.sources for file in source.files)
    return Origin(
        files=tuple(files),
        version=manifest.version,
        rows_in=sum(source.rows_in for source in manifest.sources),
        refused=sum(source.refused for source in manifest.sources),
        filters=tuple(filters),
    )


def _notes(manifest: Manifest, now: tuple[str, ...]) -> list[str]:
    """What was said when the sources were read, with its source where there are several.

    What is said ``now``, of all of them, is not repeated.
    """
    loads = manifest.current_loads
    if len(loads) == 1:
        return list(loads[0].notes)
    pairs = [(note, load.sources) for load in loads for note in load.notes if note not in now]
    return [_told(note, " + ".join(sources)) for note, sources in pairs]


def _told(note: str, source: str) -> str:
    return note if note.startswith(source) else f"{source}: {note}"


def _asked_cut(log: EngagementLog) -> str | None:
    """The cut-off of a log where somebody said it, or where it is that of a larger record."""
    usual = cut_off(log.records, log.editions, log.unit, None)
    if not log.as_of.given and usual.time == log.as_of.time:
        return None
    if log.as_of.day is not None:
        return log.as_of.day.isoformat()
    ranks = dict(zip(log.editions.table["edition"], log.editions.table["rank"], strict=True))
    return next((str(name) for name, rank in ranks.items() if rank == log.as_of.rank), None)


def _homeless(log: EngagementLog) -> tuple[str, ...]:
    """What is kept, and has no place beside the other records."""
    if not len(log.refused):
        return ()
    many, first = len(log.refused), log.refused["reason"].iloc[0]
    return (f"{many:,} engagements are kept but have no place beside the others: {first}.",)
