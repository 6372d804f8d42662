"""The log as rows for the graph: nested by participant, coded by dictionaries, with a hash each.

A row is ``[id, hash, attributes, engagements, links, reached, linked]``.  An engagement is
``[id, kind, moment, step set, editions watched, extras]`` where ``kind`` and ``moment`` are
positions in two lists that go along as parameters, so that a role or a date is sent once and not a
hundred thousand times.
The hash covers everything that the graph holds of a participant: equal hashes, equal content.
``linked`` covers the same but how long they were watched, which a later cut-off changes of
everybody: where it is equal, no relationship has to be made anew.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import directly_follows, move_times
from pathways.sequences.steps import level_codes, set_of_rows, steps_of
from pathways.stores.graph_attributes import Attributes, attributes_of, digest
from pathways.stores.graph_places import Places, places_of
from pathways.stores.ragged import Ragged
from pathways.stores.standing import levels_of, standing_of

__all__ = ["KIND", "MOMENT", "NAMES", "GraphRows", "encode"]

Ints = NDArray[np.int64]

NOTHING: list[Any] = []
NAMES = ("activity", "program", "role", "edition", "tier")
"""What the step of an engagement is called at each level: ``e[$by]``."""
KIND = (
    *NAMES,
    "status",
    "precision",
    "counted",
    "tier_stated",
    "sources",
    "first_at",
)
"""What an engagement has in common with others; after these come edition, program and tier."""
_WATCHED = ("watched_days", "watched_months")
MOMENT = ("start", "end", "time", "rank", "since", *_WATCHED)


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cycles: hundreds of thousands of new lists start many, and have none."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


@dataclass(frozen=True)
class GraphRows:
    """Everything that the graph holds of a log.

    Attributes:
        people: ids of the participants, sorted.
        hashes: one per participant, over all that the graph holds of them.
        linked: one per participant, over all but how long they were watched.
        keys: ids of the engagements, as text, in the order of the records.
        engagements: ``[kind, moment, step set, editions watched]`` per engagement, see the module.
        extras: what few engagements have beyond that, by position.
        kinds, moments: the dictionaries; a kind is what :data:`KIND` says and then edition, program
            and tier as positions in ``places``, a moment what :data:`MOMENT` says.
        links: ``[from, to, days, editions]`` between positions among a participant's own.
        reached: ``[tier, moment]``, the first time at each tier.
        attributes: what the data says of people and engagements beyond what the log knows.
        places: editions, programs and tiers.
    """

    people: list[str]
    hashes: Ints
    linked: Ints
    keys: list[str]
    engagements: Ragged
    extras: dict[int, dict[str, Any]]
    kinds: list[list[Any]]
    moments: list[list[Any]]
    links: Ragged
    reached: Ragged
    attributes: Attributes
    places: Places

    @_without_collection()
    def rows(self, people: Ints) -> list[list[Any]]:
        """These participants, nested."""
        at = self.engagements.positions(people).tolist()
        more = [[self.extras[one]] if one in self.extras else NOTHING for one in at]
        keys = [self.keys[one] for one in at]
        columns = (
            [self.people[one] for one in people.tolist()],
            self.hashes[people].tolist(),
            [self.attributes.people[one] for one in people.tolist()],
            self.engagements.lists(people, keys, more),
            self.links.lists(people),
            self.reached.lists(people),
            self.linked[people].tolist(),
        )
        return [list(row) for row in zip(*columns, strict=True)]

    def batches(self, people: Ints, nodes: int) -> Iterator[list[list[Any]]]:
        """The rows of these participants in batches of about so many nodes, people whole."""
        size = 1 + self.engagements.sizes[people]
        begun = np.cumsum(size) - size
        cuts = np.flatnonzero(np.diff(begun // nodes)) + 1
        for low, high in pairwise([0, *cuts.tolist(), len(people)]):
            if high > low:
                yield self.rows(people[low:high])

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes and relationships of each kind a complete graph has."""
        kind = self.engagements.columns[0]
        ends = {}
        for at, name in _ENDS:
            has = np.array([row[at] >= 0 for row in self.kinds], dtype=bool)
            ends[name] = int(has[kind].sum()) if len(kind) else 0
        return {
            "Participant": len(self.people),
            "Engagement": len(self.engagements),
            **self.places.counts,
            "MADE": len(self.engagements),
            "IN_EDITION": ends["edition"],
            "OF_PROGRAM": ends["program"] + len(self.places.editions),
            "AT_TIER": ends["tier"],
            "NEXT": len(self.links),
            "REACHED": len(self.reached),
        }


_ENDS = ((-3, "edition"), (-2, "program"), (-1, "tier"))


def encode(log: EngagementLog, members: pd.DataFrame | None = None) -> GraphRows:
    """The rows, dictionaries and hashes of a log.

    Args:
        log: the engagements.
        members: which source has which engagement, as in
            :class:`~pathways.stores.merge.Contents`; by default nothing is said about sources.
    """
    records = log.records
    starts, person = _people(records)
    places = places_of(log)
    standing = standing_of(log)
    kind, kinds = _kinds(log, places, members, standing["first_at"])
    moment, moments = _moments(records[list(MOMENT[:4])].join(standing))
    watched = standing["watched_editions"].to_numpy(np.int64)
    attributes = attributes_of(log, person)
    sets, extras = _sets_and_extras(log, person, attributes)
    links = _links(log, person, starts)
    parts = [
        records["engagement"].to_numpy(np.uint64).view(np.int64),
        _digests([places.spelled(one) for one in kinds])[kind],
        _digests([one[: -len(_WATCHED)] for one in moments])[moment],
        sets,
        _extra_digests(extras, len(records)),
    ]
    linked = _hashes(parts, starts) + _link_hashes(links, len(starts) - 1) + attributes.hashes
    return GraphRows(
        people=records["participant"].iloc[starts[:-1]].astype("str").tolist(),
        hashes=linked + _hashes([_digests(moments)[moment], watched], starts),
        linked=linked,
        keys=[str(key) for key in records["engagement"].tolist()],
        engagements=Ragged((kind, moment, sets, watched), starts, optional=(2, 3)),
        extras=extras,
        kinds=kinds,
        moments=moments,
        links=_ragged(links, ("source", "target", "days", "editions"), starts, optional=(2,)),
        reached=_reached(records, person, moment, starts),
        attributes=attributes,
        places=places,
    )


def _sets_and_extras(
    log: EngagementLog, person: Ints, attributes: Attributes
) -> tuple[Ints, dict[int, dict[str, Any]]]:
    sets, extras = _sets(log, person)
    for at, more in attributes.engagements.items():
        extras.setdefault(at, {}).update(more)
    for at in np.flatnonzero(log.records["record"].isin(log.repeats)).tolist():
        extras.setdefault(at, {})["repeats"] = True
    return sets, extras


def _people(records: pd.DataFrame) -> tuple[Ints, Ints]:
    """Where each participant's records begin, and the participant of each record, from 0."""
    codes = records["participant"].cat.codes.to_numpy(np.int64)
    fresh = np.ones(len(codes), dtype=bool)
    fresh[1:] = codes[1:] != codes[:-1]
    starts = np.append(np.flatnonzero(fresh), len(codes))
    return starts.astype(np.int64), np.cumsum(fresh) - 1


def _kinds(
    log: EngagementLog, places: Places, members: pd.DataFrame | None, first_at: pd.Series
) -> tuple[Ints, list[list[Any]]]:
    records = log.records
    table = records[["role", "status", "precision", "counted", "tier_stated"]].assign(
        sources=_sources(records, members),
        first_at=first_at,
        edition=places.edition,
        program=places.program,
        tier=records["tier"].cat.codes.to_numpy(np.int64),
    )
    code, first = _distinct(table)
    alone = log.counted["program"].nunique() < 2
    return code, [
        _kind([_plain(value) for value in row], places, alone=alone) for row in _rows(first)
    ]


def _kind(row: list[Any], places: Places, *, alone: bool) -> list[Any]:
    """A kind with the names of its step; editions of the only program go by their own."""
    role, *known, first_at, edition, program, tier = row
    known[4] = None if known[4] is None else known[4].split("\n")
    name = places.programs[program]["name"] if program >= 0 else None
    activity = name if role is None else f"{name}: {role}"
    edition_name = places.editions[edition]["name"] if edition >= 0 else None
    step = edition_name if edition_name is None or alone else f"{name} {edition_name}"
    height = places.tiers[tier]["id"] if tier >= 0 else None
    names = [activity, name, role, step, height]
    return [*names, *known, levels_of(first_at), edition, program, tier]


def _sources(records: pd.DataFrame, members: pd.DataFrame | None) -> pd.Series:
    """The sources of each record, one to a line.

    Nothing where a single source has everything: the manifest says that once.
    """
    nothing = pd.Series(None, index=records.index, dtype="str")
    if members is None or len(members["source"].cat.categories) < 2:
        return nothing
    joined = members["source"].astype("str").groupby(members["engagement"]).agg("\n".join)
    return joined.reindex(records["engagement"]).set_axis(records.index).astype("str")


def _moments(records: pd.DataFrame) -> tuple[Ints, list[list[Any]]]:
    code, first = _distinct(records[list(MOMENT)])
    for name in ("start", "end", "since"):
        days = [None if pd.isna(day) else day.date() for day in first[name]]
        first[name] = pd.Series(days, index=first.index, dtype=object)
    moments = [[_plain(value) for value in row] for row in _rows(first)]
    for moment in moments:
        moment[-2:] = [None if number < 0 else number for number in moment[-2:]]
    return code, moments


def _distinct(table: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Each row's number among the distinct rows, in the order in which they come; and those."""
    grouped = table.groupby(list(table.columns), observed=True, dropna=False, sort=False)
    code = grouped.ngroup().to_numpy(np.int64)
    first = np.unique(code, return_index=True)[1]
    return code, table.iloc[first].copy()


def _rows(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].tolist() for name in table.columns), strict=True)


def _plain(value: Any) -> Any:
    return None if value is None or value is pd.NaT or value != value else value  # noqa: PLR0124 - NaN


def _sets(log: EngagementLog, person: Ints) -> tuple[Ints, dict[int, dict[str, Any]]]:
    """Number of each counted engagement's step set within its person, -1 for the others.

    Where the step sets of another level put a person's engagements in another order, those of
    that level come along as ``role_set``, ``tier_set`` and ``edition_set``.
    """
    counted = np.flatnonzero(log.records["counted"])
    people = person[counted]
    usual = set_of_rows(log)
    sets = np.full(len(person), -1, dtype=np.int64)
    sets[counted] = _within(usual, people)
    extras: dict[int, dict[str, Any]] = {}
    for level in ("role", "tier", "edition"):
        known = level_codes(log, level)[0] >= 0
        here = _within(set_of_rows(log, level)[known], people[known])
        differs = here != _within(np.unique(usual[known], return_inverse=True)[1], people[known])
        affected = np.isin(people[known], people[known][differs])
        for at, number in zip(counted[known][affected].tolist(), here[affected], strict=True):
            extras.setdefault(at, {})[f"{level}_set"] = int(number)
    return sets, extras


def _within(number: Ints, person: Ints) -> Ints:
    """Numbers that run over everybody, from 0 within each person."""
    if not len(number):
        return number
    first = np.full(int(person.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, person, number)
    within: Ints = number - first[person]
    return within


def _links(log: EngagementLog, person: Ints, starts: Ints) -> pd.DataFrame:
    """NEXT: from each member of a step set to each member of the person's next one."""
    counted = np.flatnonzero(log.records["counted"])
    every = np.arange(len(counted), dtype=np.int64)
    steps = steps_of(log, every, every, ("",) * len(counted))
    moves = directly_follows(steps)
    times = move_times(log, steps, moves)
    source, target = counted[moves.source], counted[moves.target]
    movers = person[source]
    links = times.assign(
        person=movers, source=source - starts[movers], target=target - starts[movers]
    )
    links["days"] = links["days"].fillna(-1).astype(np.int64)
    return links.sort_values(["person", "source", "target"], ignore_index=True)


def _ragged(
    table: pd.DataFrame, columns: tuple[str, ...], starts: Ints, optional: tuple[int, ...] = ()
) -> Ragged:
    """A table that is sorted by ``person``, as rows of each participant."""
    first = np.searchsorted(table["person"].to_numpy(), np.arange(len(starts)))
    numbers = tuple(table[name].to_numpy(np.int64) for name in columns)
    return Ragged(numbers, first.astype(np.int64), optional)


def _reached(records: pd.DataFrame, person: Ints, moment: Ints, starts: Ints) -> Ragged:
    """The first counted engagement of each participant at each tier; its moment says when."""
    tier = records["tier"].cat.codes.to_numpy(np.int64)
    rows = np.flatnonzero(records["counted"].to_numpy() & (tier >= 0))
    key = person[rows] * (int(tier.max(initial=0)) + 1) + tier[rows]
    first = rows[np.unique(key, return_index=True)[1]]
    table = {"person": person[first], "tier": tier[first], "moment": moment[first]}
    return _ragged(pd.DataFrame(table), ("tier", "moment"), starts)


def _digests(entries: list[Any]) -> Ints:
    return np.array([digest(entry) for entry in entries], dtype=np.int64)


def _extra_digests(extras: dict[int, dict[str, Any]], length: int) -> Ints:
    digests = np.zeros(length, dtype=np.int64)
    for at, more in extras.items():
        digests[at] = digest(sorted(more.items()))
    return digests


def _hashes(parts: list[Ints], starts: Ints) -> Ints:
    """One hash per participant over their engagements, in order."""
    if len(starts) == 1:
        return np.zeros(0, dtype=np.int64)
    place = np.arange(len(parts[0])) - np.repeat(starts[:-1], np.diff(starts))
    return np.add.reduceat(_mixed([place, *parts]), starts[:-1])


def _link_hashes(links: pd.DataFrame, people: int) -> Ints:
    hashes = np.zeros(people, dtype=np.int64)
    names = ("source", "target", "editions", "days")
    columns = [links[name].to_numpy(np.int64) for name in names]
    np.add.at(hashes, links["person"].to_numpy(), _mixed(columns))
    return hashes


def _mixed(columns: list[Ints]) -> Ints:
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed = pd.util.hash_array(mixed * np.uint64(31) + column.astype(np.int64).view(np.uint64))
    return mixed.view(np.int64)
