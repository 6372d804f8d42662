"""What the graph says of itself: which log it holds, and whether a load is under way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pathways.answer.wording import listed
from pathways.errors import LockedError, StoreError, nearest, shown
from pathways.stores.neo4j.link import Link
from pathways.stores.statements import statement

__all__ = [
    "SCHEMA",
    "GraphManifest",
    "all_at_once",
    "broken_off",
    "check_graph",
    "complete_manifest",
    "datasets_in",
    "manifest_in",
    "not_here",
    "readable_manifest",
]

SCHEMA = 2
"""Version of the graph model; a newer one is refused, an older one is brought up to date."""


@dataclass(frozen=True)
class GraphManifest:
    """The manifest of a data set.

    Attributes:
        state: ``loading`` or ``complete``.
        run: the load that wrote it, or writes it.
        digest: of what the graph holds, or will hold.
        incoming: digest of the log that came in last; the same again changes nothing.
        text: the manifest of the store, as a folder would have it.
        counts: nodes and relationships of each kind.
        columns: names of the records' columns, in order.
        attributes: name, property, whose and type of each attribute.
        scheme, as_of, as_of_day, as_of_rank, unit, mostly_editions, people: of the log, see
            :class:`~pathways.record.log.EngagementLog`.
        kinds: one engagement of each kind, as Parquet, see
            :func:`~pathways.stores.neo4j.vocabulary.kinds_of`.
        version: of the graph model that it is written in.
        fresh: the load that is under way found nothing of this data set.
        pending: digest of the log that is being loaded.
        editions: the table of editions as somebody gave it, as Parquet.
        ranks: the editions of the records in their order, as Parquet.
        unplaced, unplaced_members: engagements that are kept and have no place beside the others,
            and their sources, as Parquet; empty where there are none.
        loaded_as: the engagements of people whose ids were merged into another, with the id that
            they were loaded with, as Parquet.
    """

    state: str
    run: str
    digest: str
    incoming: str = ""
    text: str = ""
    counts: str = "{}"
    columns: tuple[str, ...] = ()
    attributes: str = "[]"
    scheme: str = ""
    as_of: str = ""
    as_of_day: Any = None
    as_of_rank: int = 0
    unit: str = "day"
    mostly_editions: bool = False
    people: int = 0
    kinds: bytes = b""
    version: int = 0
    fresh: bool = False
    pending: str = ""
    editions: bytes = b""
    ranks: bytes = b""
    unplaced: bytes = b""
    unplaced_members: bytes = b""
    loaded_as: bytes = b""

    @property
    def complete(self) -> bool:
        """Whether everything is there."""
        return self.state == "complete"

    @property
    def known_counts(self) -> dict[str, int]:
        """The counts as numbers."""
        counts: dict[str, int] = json.loads(self.counts)
        return counts

    @property
    def known_attributes(self) -> list[list[str]]:
        """The attributes as lists of four texts."""
        attributes: list[list[str]] = json.loads(self.attributes)
        return attributes


def manifest_in(link: Link, dataset: str) -> GraphManifest | None:
    """The manifest of a data set; ``None`` where there is none.

    Raises:
        StoreError: a graph of a newer version.
    """
    found = link.rows(statement("manifest"), dataset=dataset)
    if not found:
        return None
    stored: dict[str, Any] = found[0]["manifest"]
    if stored.get("version", 0) > SCHEMA:
        raise StoreError(_newer(link, stored["version"]))
    known = GraphManifest.__dataclass_fields__
    return GraphManifest(**{name: value for name, value in stored.items() if name in known})


def readable_manifest(link: Link, dataset: str) -> GraphManifest | None:
    """The manifest of a data set that nobody is writing; ``None`` where there is no such data set.

    Raises:
        LockedError: a load is under way, or was broken off.
        StoreError: a graph of an older version.
    """
    manifest = manifest_in(link, dataset)
    if manifest is not None and manifest.complete and manifest.version < SCHEMA:
        raise StoreError(
            f"The graph at {link.address} was written by an earlier version (graph schema "
            f"{manifest.version}; this one reads {SCHEMA}): run `pathways load` again with the "
            "same files, which brings it up to date; nothing is lost."
        )
    if manifest is not None and not manifest.complete:
        raise LockedError(
            f"A load into {link.address} is under way or was broken off: wait until it is done, "
            "or run the same load again, which completes it."
        )
    return manifest


def complete_manifest(link: Link, dataset: str) -> GraphManifest:
    """The manifest of a data set that can be read.

    Raises:
        StoreError: there is nothing to read.
        LockedError: a load is under way, or was broken off.
    """
    manifest = readable_manifest(link, dataset)
    if manifest is None:
        raise StoreError(not_here(link, dataset))
    return manifest


def broken_off(link: Link) -> str:
    """Why no other load can begin: one has to be completed first."""
    return (
        f"A load into {link.address} was broken off: run that load again first, it goes on where "
        "it stopped."
    )


def all_at_once(link: Link) -> tuple[str, ...]:
    """A note for Cypher that names no data set, where the server holds several."""
    here = datasets_in(link)
    if len(here) < 2:
        return ()
    names = listed([shown(name) for name in here], most=5)
    note = (
        f"{link.address} holds {len(here)} data sets ({names}) and this text does not use "
        "$dataset, so it is about all of them; (p:Participant {dataset: $dataset}) is about the "
        "one behind ?dataset= in the address."
    )
    return (note,)


def datasets_in(link: Link) -> list[str]:
    """The names of the data sets on a server."""
    return [row["name"] for row in link.rows(statement("datasets"))]


def not_here(link: Link, dataset: str) -> str:
    """The sentence for a data set that is not on a server, with the nearest that is."""
    problem = f"{link.address} holds no data set {shown(dataset)}"
    here = datasets_in(link)
    if not here:
        return f"{problem}; `pathways load FILE --into ADDRESS` makes one."
    names = listed([shown(name) for name in here], most=5)
    say = nearest(dataset, here) or here[0]
    return f"{problem}, but {names}: put ?dataset={quote(say)} behind the address."


def check_graph(link: Link) -> None:
    """Only a graph of ours, or an empty one, is written to.

    Raises:
        StoreError: a graph of somebody else, or of a newer version of ours.
    """
    here = link.rows(statement("manifests"))[0]
    if (here["newest"] or 0) > SCHEMA:
        raise StoreError(_newer(link, here["newest"]))
    if here["nodes"] and not here["ours"]:
        raise StoreError(
            f"{link.address} holds a graph that is not ours ({here['nodes']:,} nodes and no load "
            "manifest): name an empty database with NEO4J_DATABASE, or another server."
        )


def _newer(link: Link, version: int) -> str:
    return (
        f"The graph at {link.address} was written by a newer version (graph schema {version}; "
        f"this one knows up to {SCHEMA}). Update with `pip install --upgrade engagement-pathways`."
    )
