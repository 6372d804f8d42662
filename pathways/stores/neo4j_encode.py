"""The log as rows for the graph: nested by participant, coded by dictionaries, with a hash each.

A row is ``[id, hash, attributes, engagements, links, reached]``.  An engagement is
``[id, kind, moment, step set, extras]`` where ``kind`` and ``moment`` are positions in two lists
that go along as parameters, so that a role or a date is sent once and not a hundred thousand times.
The hash covers everything that the graph holds of a participant: equal hashes, equal content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.log import EngagementLog
from pathways.moves import directly_follows, move_times
from pathways.steps import level_codes, set_of_rows, steps_of
from pathways.stores.neo4j_attributes import Attributes, attributes_of
from pathways.stores.neo4j_places import Places, places_of

__all__ = ["GraphRows", "as_signed", "encode"]

Ints = NDArray[np.int64]

NOTHING: list[Any] = []
KIND = ("role", "status", "precision", "counted", "tier_stated", "sources", "vanished")
MOMENT = ("start", "end", "time", "rank")


@dataclass(frozen=True)
class GraphRows:
    """Everything that the graph holds of a log.

    Attributes:
        people: ids of the participants, sorted.
        hashes: one per participant, over all that the graph holds of them.
        starts: position of each participant's first engagement, and one past the last.
        engagements: one list per engagement, see the module.
        kinds, moments: the dictionaries; a kind is ``[role, status, precision, counted, tier
            stated, sources, vanished, edition, program, tier]`` (the last three are positions in
            ``places``, the program only where there is no edition), a moment ``[date, end, time,
            rank]``.
        links: per participant ``[from, to, days, editions]`` between positions among their own.
        reached: per participant ``[tier, moment]``, the first time at each tier.
        attributes: what the data says of people and engagements beyond what the log knows.
        places: editions, programs and tiers.
    """

    people: list[str]
    hashes: Ints
    starts: Ints
    engagements: list[list[Any]]
    kinds: list[list[Any]]
    moments: list[list[Any]]
    links: dict[int, list[list[Any]]]
    reached: dict[int, list[list[int]]]
    attributes: Attributes
    places: Places

    def row(self, person: int) -> list[Any]:
        """One participant, nested."""
        own = slice(int(self.starts[person]), int(self.starts[person + 1]))
        return [
            self.people[person],
            int(self.hashes[person]),
            self.attributes.people[person],
            self.engagements[own],
            self.links.get(person, NOTHING),
            self.reached.get(person, NOTHING),
        ]

    def batches(self, people: Ints, nodes: int) -> Iterator[list[list[Any]]]:
        """The rows of these participants in batches of at most so many nodes, people whole."""
        size = 1 + np.diff(self.starts)[people]
        begun = np.cumsum(size) - size
        cuts = np.flatnonzero(np.diff(begun // nodes)) + 1
        for low, high in pairwise([0, *cuts.tolist(), len(people)]):
            if high > low:
                yield [self.row(person) for person in people[low:high].tolist()]

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes and relationships of each kind a complete graph has."""
        kind = np.array([row[1] for row in self.engagements], dtype=np.int64)
        has = {name: np.array([k[at] >= 0 for k in self.kinds]) for at, name in _ENDS}
        ends = {name: int(has[name][kind].sum()) if len(kind) else 0 for name in has}
        return {
            "Participant": len(self.people),
            "Engagement": len(self.engagements),
            **self.places.counts,
            "MADE": len(self.engagements),
            "IN_EDITION": ends["edition"],
            "OF_PROGRAM": ends["program"] + len(self.places.editions),
            "AT_TIER": ends["tier"],
            "NEXT": sum(len(links) for links in self.links.values()),
            "REACHED": sum(len(tiers) for tiers in self.reached.values()),
        }


_ENDS = ((-3, "edition"), (-2, "program"), (-1, "tier"))


def as_signed(keys: pd.Series) -> Ints:
    """The engagement keys as the server's integers: the same 64 bits, signed."""
    signed: Ints = keys.to_numpy(np.uint64).view(np.int64)
    return signed


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
    kind, kinds = _kinds(records, places, members)
    moment, moments = _moments(records)
    attributes = attributes_of(log, person)
    sets, extras = _sets(log, person)
    for at, more in attributes.engagements.items():
        extras.setdefault(at, {}).update(more)
    for at in np.flatnonzero(records["record"].isin(log.repeats)).tolist():
        extras.setdefault(at, {})["repeats"] = True
    links = _links(log, person, starts)
    parts = [
        as_signed(records["engagement"]),
        _digests(kinds, places)[kind],
        _digests(moments)[moment],
        sets,
        _extra_digests(extras, len(records)),
    ]
    hashes = _hashes(parts, starts) + _link_hashes(links, len(starts) - 1)
    return GraphRows(
        people=records["participant"].iloc[starts[:-1]].astype("str").tolist(),
        hashes=hashes + _digests([sorted(own.items()) for own in attributes.people]),
        starts=starts,
        engagements=_engagements([parts[0], kind, moment, sets], extras),
        kinds=kinds,
        moments=moments,
        links=_nested(links),
        reached=_reached(records, person, moment, places),
        attributes=attributes,
        places=places,
    )


def _people(records: pd.DataFrame) -> tuple[Ints, Ints]:
    """Where each participant's records begin, and the participant of each record, from 0."""
    codes = records["participant"].cat.codes.to_numpy(np.int64)
    fresh = np.ones(len(codes), dtype=bool)
    fresh[1:] = codes[1:] != codes[:-1]
    starts = np.append(np.flatnonzero(fresh), len(codes))
    return starts.astype(np.int64), np.cumsum(fresh) - 1


def _kinds(
    records: pd.DataFrame, places: Places, members: pd.DataFrame | None
) -> tuple[Ints, list[list[Any]]]:
    table = records[["role", "status", "precision", "counted", "tier_stated"]].assign(
        sources=_sources(records, members, vanished=False),
        vanished=_sources(records, members, vanished=True),
        edition=places.edition,
        program=np.where(places.edition >= 0, -1, places.program),
        tier=records["tier"].cat.codes.to_numpy(np.int64),
    )
    code, first = _distinct(table)
    kinds = [[_plain(value) for value in row] for row in _rows(first)]
    for kind in kinds:
        kind[5:7] = [None if names is None else names.split("\n") for names in kind[5:7]]
    return code, kinds


def _sources(records: pd.DataFrame, members: pd.DataFrame | None, *, vanished: bool) -> pd.Series:
    """The sources of each record, or those that no longer have it, one to a line.

    Nothing where a single source has everything: the manifest says that once.
    """
    nothing = pd.Series(None, index=records.index, dtype="str")
    if members is None or (len(members["source"].cat.categories) < 2 and not vanished):
        return nothing
    own = members[members["vanished"]] if vanished else members
    joined = own["source"].astype("str").groupby(own["engagement"]).agg("\n".join)
    return joined.reindex(records["engagement"]).set_axis(records.index).astype("str")


def _moments(records: pd.DataFrame) -> tuple[Ints, list[list[Any]]]:
    code, first = _distinct(records[list(MOMENT)])
    for name in ("start", "end"):
        days = [None if pd.isna(day) else day.date() for day in first[name]]
        first[name] = pd.Series(days, index=first.index, dtype=object)
    return code, [[_plain(value) for value in row] for row in _rows(first)]


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
    own = person[counted]
    usual = set_of_rows(log)
    sets = np.full(len(person), -1, dtype=np.int64)
    sets[counted] = _within(usual, own)
    extras: dict[int, dict[str, Any]] = {}
    for level in ("role", "tier", "edition"):
        known = level_codes(log, level)[0] >= 0
        here = _within(set_of_rows(log, level)[known], own[known])
        differs = here != _within(np.unique(usual[known], return_inverse=True)[1], own[known])
        affected = np.isin(own[known], own[known][differs])
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
    own = person[source]
    links = times.assign(person=own, source=source - starts[own], target=target - starts[own])
    return links.sort_values(["person", "source", "target"], ignore_index=True)


def _nested(links: pd.DataFrame) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    days = [None if day != day else int(day) for day in links["days"].tolist()]  # noqa: PLR0124 - NaN
    columns = [links[name].tolist() for name in ("person", "source", "target", "editions")]
    for (own, source, target, editions), day in zip(zip(*columns, strict=True), days, strict=True):
        found.setdefault(own, []).append([source, target, day, editions])
    return found


def _reached(
    records: pd.DataFrame, person: Ints, moment: Ints, places: Places
) -> dict[int, list[list[int]]]:
    """The first counted engagement of each participant at each tier; its moment says when."""
    tier = records["tier"].cat.codes.to_numpy(np.int64)
    rows = np.flatnonzero(records["counted"].to_numpy() & (tier >= 0))
    key = person[rows] * max(len(places.tiers), 1) + tier[rows]
    first = rows[np.unique(key, return_index=True)[1]]
    found: dict[int, list[list[int]]] = {}
    for own, at, when in zip(person[first], tier[first], moment[first], strict=True):
        found.setdefault(int(own), []).append([int(at), int(when)])
    return found


def _engagements(columns: list[Ints], extras: dict[int, dict[str, Any]]) -> list[list[Any]]:
    rows = [
        [key, kind, moment, None if number < 0 else number, NOTHING]
        for key, kind, moment, number in zip(*(column.tolist() for column in columns), strict=True)
    ]
    for at, more in extras.items():
        rows[at][4] = [more]
    return rows


def _digests(entries: list[Any], places: Places | None = None) -> Ints:
    """A 64-bit digest of each entry's content; of a kind, with names in the place of positions."""
    said = entries if places is None else [places.spelled(kind) for kind in entries]
    return np.array([_digest(entry) for entry in said], dtype=np.int64)


def _digest(entry: Any) -> int:
    code = hashlib.blake2b(repr(entry).encode(), digest_size=8).digest()
    return int.from_bytes(code, "little", signed=True)


def _extra_digests(extras: dict[int, dict[str, Any]], length: int) -> Ints:
    digests = np.zeros(length, dtype=np.int64)
    for at, more in extras.items():
        digests[at] = _digest(sorted(more.items()))
    return digests


def _hashes(parts: list[Ints], starts: Ints) -> Ints:
    """One hash per participant over their engagements, in order."""
    if len(starts) == 1:
        return np.zeros(0, dtype=np.int64)
    place = np.arange(len(parts[0])) - np.repeat(starts[:-1], np.diff(starts))
    return np.add.reduceat(_mixed([place, *parts]), starts[:-1])


def _link_hashes(links: pd.DataFrame, people: int) -> Ints:
    hashes = np.zeros(people, dtype=np.int64)
    days = links["days"].fillna(-1).to_numpy(np.int64)
    columns = [links[name].to_numpy(np.int64) for name in ("source", "target", "editions")]
    np.add.at(hashes, links["person"].to_numpy(), _mixed([*columns, days]))
    return hashes


def _mixed(columns: list[Ints]) -> Ints:
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed = pd.util.hash_array(mixed * np.uint64(31) + column.astype(np.int64).view(np.uint64))
    return mixed.view(np.int64)
