"""Bring a data set of the graph to what a log says: first load, resumed load, and load again.

Every participant is written in one transaction with the hash of all that is theirs, so that a
load that stopped at any moment goes on where it was.  Where nothing was there the rows are
created; otherwise the participants that changed are loosened and linked anew.  One transaction
stays open for the whole load and holds the manifest: it keeps a second loader out, and a loader
that dies lets go of it.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

import neo4j
import numpy as np
from neo4j import exceptions as fault
from numpy.typing import NDArray

from pathways.errors import LockedError, NoConnectionError, StoreError
from pathways.stores.graph_rows import GraphRows
from pathways.stores.neo4j.keys import key_people, key_places, unkey_people_where_nobody_is
from pathways.stores.neo4j.link import Link, speaking
from pathways.stores.neo4j.manifest import SCHEMA, GraphManifest, check_graph, manifest_in
from pathways.stores.statements import statement

__all__ = ["About", "Progress", "bring_to", "digest_of", "still_there"]

BATCH = 8_000
"""Nodes in a transaction."""
MANY = 20_000
"""Engagements from which on it is worth while to make the keys of people at the end."""
_SWEEP = 10_000
_WRITERS = 2
_PATIENCE = 15.0
"""Seconds to wait for another loader before saying that there is one; Java may need a few."""

Progress = Callable[[int, int], None]
Ints = NDArray[np.int64]
Stored = tuple[int | None, int | None]
"""The hashes of a participant on the server: of all that is theirs, and without what a later
cut-off changes; ``None`` of one that was written before there was such a hash."""


@dataclass(frozen=True)
class About:
    """What the manifest says: see :class:`~pathways.stores.neo4j.manifest.GraphManifest`."""

    text: str = ""
    incoming: str = ""
    columns: tuple[str, ...] = ()
    editions: bytes = b""
    ranks: bytes = b""
    unplaced: bytes = b""
    unplaced_members: bytes = b""
    loaded_as: bytes = b""
    scheme: str = ""
    as_of: str = ""
    as_of_day: date | None = None
    as_of_rank: int = 0
    unit: str = "day"
    mostly_editions: bool = False
    people: int = 0
    kinds: bytes = b""


@dataclass(frozen=True)
class _Load:
    """One load: the line, the data set, the run, and the rows that shall be there."""

    link: Link
    dataset: str
    run: str
    rows: GraphRows

    @cached_property
    def usual(self) -> dict[str, Any]:
        """Parameters that every statement takes."""
        places = self.rows.places
        return {
            "dataset": self.dataset,
            "run": self.run,
            "kinds": self.rows.kinds,
            "moments": [[_text(one) for one in moment] for moment in self.rows.moments],
            "editions": [edition["id"] for edition in places.editions],
            "programs": [program["id"] for program in places.programs],
            "tiers": [tier["id"] for tier in places.tiers],
        }


def bring_to(
    link: Link, dataset: str, rows: GraphRows, about: About, progress: Progress | None = None
) -> None:
    """Make the data set hold these rows, and nothing else.

    Raises:
        LockedError: somebody else loads.
        StoreError: a graph that is not ours, or counts that do not come out right.
        NoConnectionError: the line broke; the same load again goes on.
    """
    old = manifest_in(link, dataset)
    if old is None:
        check_graph(link)
    key_places(link)
    digest = digest_of(rows, about)
    load = _Load(link, dataset, uuid.uuid4().hex, rows)
    fresh = _creates(load, old, digest)
    _begin(load, digest, about.incoming, fresh=fresh)
    with _held(load) as held:
        link.write(statement("places"), dataset=dataset, run=load.run, **_places(rows))
        stored = {row["id"]: (row["hash"], row["linked"]) for row in _stored(load)}
        if fresh and len(rows.engagements) > MANY:
            unkey_people_where_nobody_is(link)
        else:
            key_people(link)
        if fresh:
            _create(load, stored, progress)
        else:
            _relink(load, stored, progress)
        key_people(link)
        _count(load)
        held.finish(about)


def digest_of(rows: GraphRows, about: About) -> str:
    """The digest of everything that the graph holds of a log."""
    places = [rows.places.programs, rows.places.editions, rows.places.tiers]
    content = repr([SCHEMA, rows.people, places, rows.attributes.known, about.text])
    return hashlib.sha256(content.encode() + rows.hashes.tobytes()).hexdigest()


def still_there(link: Link, dataset: str, manifest: GraphManifest) -> bool:
    """Whether there are as many nodes as the manifest says."""
    known, here = manifest.known_counts, _counted(link, dataset, "count_nodes")
    return all(known.get(name) == count for name, count in here.items())


def _creates(load: _Load, old: GraphManifest | None, digest: str) -> bool:
    """Whether nothing is stored, or only the beginning of this very load."""
    if old is None:
        return True
    if old.fresh and not old.complete:
        return old.digest == digest
    return not any(_counted(load.link, load.dataset, "count_nodes").values())


def _begin(load: _Load, digest: str, pending: str, *, fresh: bool) -> None:
    try:
        load.link.alone(
            statement("begin"),
            _PATIENCE,
            dataset=load.dataset,
            run=load.run,
            digest=digest,
            pending=pending,
            version=SCHEMA,
            fresh=fresh,
        )
    except NoConnectionError:
        raise
    except StoreError as error:
        if "took too long" in str(error) or isinstance(error, LockedError):
            raise LockedError(_two(load.link)) from error
        raise


class _Held:
    """The open transaction that holds the manifest."""

    def __init__(self, load: _Load, tx: neo4j.Transaction) -> None:
        self._load, self._tx = load, tx

    def finish(self, about: About) -> None:
        """Say that the load is complete, and let go."""
        rows = self._load.rows
        manifest = {
            **asdict(about),
            "counts": json.dumps(rows.counts),
            "attributes": json.dumps(
                [[one.name, one.property, one.whose, one.dtype] for one in rows.attributes.known]
            ),
        }
        same = {"dataset": self._load.dataset, "run": self._load.run, "about": manifest}
        try:
            self._tx.run(statement("complete"), same).consume()
            self._tx.commit()
        except (fault.ServiceUnavailable, fault.SessionExpired, fault.TransactionError):
            # The line that held the manifest broke, others carried on: whose run it is decides.
            if not self._load.link.write(statement("complete"), **same):
                raise LockedError(_two(self._load.link)) from None


@contextmanager
def _held(load: _Load) -> Iterator[_Held]:
    with (
        speaking(load.link.address),
        load.link.session(writes=True) as session,
        session.begin_transaction() as tx,
    ):
        run = tx.run(statement("hold"), {"dataset": load.dataset, "run": load.run}).single()
        if run is None:
            raise LockedError(_two(load.link))
        yield _Held(load, tx)


def _stored(load: _Load) -> list[dict[str, Any]]:
    return load.link.rows(statement("hashes"), dataset=load.dataset)


def _create(load: _Load, stored: dict[str, Stored], progress: Progress | None) -> None:
    absent = np.array([name not in stored for name in load.rows.people], dtype=bool)
    done = Progressing(load.rows, absent, progress)
    people = np.flatnonzero(absent)

    def create(batch: list[list[Any]]) -> list[list[Any]]:
        made = load.link.write(statement("create"), batch={"rows": batch}, **load.usual)
        _same(load, made[0]["participants"], len(batch))
        return batch

    # A few alone first: the server plans, and many relationships make a node dense, at which two
    # writers then do not wait for each other.
    alone = next(load.rows.batches(people, BATCH // 8), [])
    if alone:
        done.more(create(alone))
    batches = load.rows.batches(people[len(alone) :], BATCH)
    with ThreadPoolExecutor(_WRITERS) as pool:
        under_way = deque(pool.submit(create, batch) for batch in islice(batches, _WRITERS + 1))
        while under_way:
            done.more(under_way.popleft().result())
            under_way.extend(pool.submit(create, batch) for batch in islice(batches, 1))


def _relink(load: _Load, stored: dict[str, Stored], progress: Progress | None) -> None:
    """Link what changed anew, say how long the others were watched, let go of what is gone."""
    people, none = load.rows.people, (None, None)
    here = np.array([stored.get(name, none) for name in people], dtype=object).reshape(-1, 2)
    changed = here[:, 0] != load.rows.hashes
    longer = changed & (here[:, 1] == load.rows.linked)
    done = Progressing(load.rows, changed, progress)
    for batch in load.rows.batches(np.flatnonzero(longer), BATCH):
        seen = load.link.write(statement("watch"), **load.usual, rows=batch)
        _same(load, seen[0]["participants"], len(batch))
        done.more(batch)
    for batch in load.rows.batches(np.flatnonzero(changed & ~longer), BATCH):
        load.link.writing(lambda tx, batch=batch: _relinked(load, tx, batch))  # type: ignore[misc]
        done.more(batch)
    gone = sorted(set(stored) - set(people))
    for low in range(0, len(gone), _SWEEP):
        load.link.writing(lambda tx, low=low: _dropped(load, tx, gone[low : low + _SWEEP]))  # type: ignore[misc]
    _sweep(load)


def _relinked(load: _Load, tx: neo4j.ManagedTransaction, batch: list[list[Any]]) -> None:
    loose = _run(tx, "unlink", load.usual, people=[row[0] for row in batch])
    before = loose[0]["engagements"] if loose else []
    now = [engagement[0] for row in batch for engagement in row[3]]
    _run(tx, "take", load.usual, engagements=now)
    made = _run(tx, "relink", load.usual, rows=batch)
    _same(load, made[0]["participants"], len(batch))
    _run(tx, "drop", load.usual, engagements=list(set(before) - set(now)), gone=[])


def _dropped(load: _Load, tx: neo4j.ManagedTransaction, gone: list[str]) -> None:
    loose = _run(tx, "unlink", load.usual, people=gone)
    before = loose[0]["engagements"] if loose else []
    _run(tx, "drop", load.usual, engagements=before, gone=gone)


def _sweep(load: _Load) -> None:
    """Places that nothing needs any more, and engagements of no one."""
    while True:
        removed = load.link.write(
            statement("sweep_engagements"), dataset=load.dataset, run=load.run, most=_SWEEP
        )[0]["removed"]
        if removed < _SWEEP:
            break
    load.link.write(statement("sweep_places"), **load.usual)


def _run(
    tx: neo4j.ManagedTransaction, name: str, usual: dict[str, Any], **parameters: Any
) -> list[dict[str, Any]]:
    return [dict(record) for record in tx.run(statement(name), {**usual, **parameters})]


def _text(value: Any) -> Any:
    """A date as text, which the driver sends in a fraction of the time that a date takes."""
    return value.isoformat() if isinstance(value, date) else value


def _places(rows: GraphRows) -> dict[str, Any]:
    editions = [
        {
            "id": edition["id"],
            "program": edition["program"],
            "properties": {name: edition[name] for name in edition if name != "program"},
        }
        for edition in rows.places.editions
    ]
    return {"programs": rows.places.programs, "tiers": rows.places.tiers, "editions": editions}


def _counted(link: Link, dataset: str, name: str) -> dict[str, int]:
    return link.rows(statement(name), dataset=dataset)[0]


def _count(load: _Load) -> None:
    """Everything is there once.

    Raises:
        StoreError: it is not.
    """
    here = _counted(load.link, load.dataset, "count_nodes")
    here |= _counted(load.link, load.dataset, "count_links")
    for name, wanted in load.rows.counts.items():
        if here[name] != wanted:
            raise StoreError(
                f"The load into {load.link.address} did not come out right: {here[name]:,} "
                f"{name} where there should be {wanted:,}. Somebody may have written at the same "
                "time; run the same load again."
            )


def _same(load: _Load, made: int, wanted: int) -> None:
    if made != wanted:
        raise LockedError(_two(load.link))


def _two(link: Link) -> str:
    return (
        f"Somebody else is loading into {link.address}: wait until that is done, then run this "
        "load again."
    )


class Progressing:
    """How many engagements are written, of those that have to be."""

    def __init__(self, rows: GraphRows, people: NDArray[np.bool_], say: Progress | None) -> None:
        self._done, self._say = 0, say
        self._all = int(rows.engagements.sizes[people].sum())

    def more(self, batch: list[list[Any]]) -> None:
        """A batch was written."""
        self._done += sum(len(row[3]) for row in batch)
        if self._say:
            self._say(self._done, self._all)
