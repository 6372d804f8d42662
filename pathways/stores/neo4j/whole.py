"""What the manifest of a graph keeps beside its nodes, and the contents that both make together."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence

import pandas as pd

from pathways.record.log import EngagementLog
from pathways.record.merges import one_for_each
from pathways.stores.manifest import Manifest, manifest_text
from pathways.stores.merge import Contents
from pathways.stores.neo4j.link import Link
from pathways.stores.neo4j.load import About
from pathways.stores.neo4j.manifest import GraphManifest
from pathways.stores.neo4j.read import contents_in
from pathways.stores.neo4j.vocabulary import kinds_of
from pathways.stores.parts import Part
from pathways.stores.report import WriteReport
from pathways.stores.tables import from_parquet, to_parquet

__all__ = ["about_graph", "digest_of_incoming", "unchanged", "whole_contents"]


def digest_of_incoming(log: EngagementLog, parts: Sequence[Part]) -> str:
    """A digest of what comes in and of how; the same again changes nothing."""
    records = log.as_records()
    rows = pd.util.hash_pandas_object(records, index=False).to_numpy()
    editions = log.editions.table.astype("str").to_numpy().tolist()
    how = [list(records.columns), editions, log.editions.order, log.scheme, log.as_of]
    sources = [(part.source, None if part.rows is None else list(part.rows)) for part in parts]
    content = repr([how, sources, log.notes, log.origin.filters])
    return hashlib.sha256(content.encode() + rows.tobytes()).hexdigest()


def about_graph(
    contents: Contents,
    log: EngagementLog,
    manifest: Manifest,
    editions: pd.DataFrame,
    digest: str,
) -> About:
    """What the graph of a log says of itself.

    Args:
        contents: what is held, each engagement under the id that it was loaded with.
        log: the same as a log.
        manifest: of the store.
        editions: the table of editions as somebody gave it.
        digest: of the log that came in last.
    """
    unplaced, theirs = _homeless(contents, log)
    return About(
        text=manifest_text(manifest).decode(),
        incoming=digest,
        columns=tuple(contents.records.columns),
        editions=to_parquet(editions),
        ranks=to_parquet(log.editions.table),
        unplaced=unplaced,
        unplaced_members=theirs,
        loaded_as=_loaded_as(contents, manifest),
        scheme=log.scheme.name,
        as_of=log.as_of.label,
        as_of_day=log.as_of.day,
        as_of_rank=log.as_of.rank,
        unit=log.unit,
        mostly_editions=log.mostly_editions,
        people=log.people,
        kinds=to_parquet(kinds_of(log)),
    )


def whole_contents(link: Link, dataset: str, here: GraphManifest, manifest: Manifest) -> Contents:
    """What a data set holds: its nodes, under the ids that they were loaded with, and the rest."""
    sources = tuple(source.name for source in manifest.sources)
    contents = contents_in(link, dataset, here, sources)
    if here.loaded_as:
        contents = _as_loaded(contents, from_parquet(here.loaded_as))
    if not here.unplaced:
        return contents
    homeless, theirs = from_parquet(here.unplaced), from_parquet(here.unplaced_members)
    return Contents(
        pd.concat([contents.records, homeless], ignore_index=True),
        pd.concat([contents.members, theirs], ignore_index=True),
    )


def _homeless(contents: Contents, log: EngagementLog) -> tuple[bytes, bytes]:
    """Engagements that are kept and have no place beside the others, as the manifest holds them."""
    gone = ~contents.records["engagement"].isin(log.records["engagement"])
    if not gone.any():
        return b"", b""
    keys = contents.records.loc[gone, "engagement"]
    theirs = contents.members[contents.members["engagement"].isin(keys)]
    tables = (contents.records[gone], theirs)
    records, members = (to_parquet(table.reset_index(drop=True)) for table in tables)
    return records, members


def _loaded_as(contents: Contents, manifest: Manifest) -> bytes:
    """Whose the engagements of merged persons were when they were loaded, for the manifest."""
    other = contents.records["participant"].isin(one_for_each(manifest.people.merges))
    if not other.any():
        return b""
    return to_parquet(
        contents.records.loc[other, ["engagement", "participant"]].reset_index(drop=True)
    )


def _as_loaded(contents: Contents, ids: pd.DataFrame) -> Contents:
    """The contents with everybody under the ids that they were loaded with."""
    was = ids.set_index("engagement")["participant"].astype("str")
    loaded_ids = contents.records["engagement"].map(was)
    now = contents.records["participant"].astype("str")
    whose = loaded_ids.where(loaded_ids.notna(), now).astype("category")
    return dataclasses.replace(contents, records=contents.records.assign(participant=whose))


def unchanged(old: Manifest, parts: Sequence[Part]) -> WriteReport:
    """What a load reports that changes nothing of its sources."""
    names = {part.source.name for part in parts}
    sources = tuple(source for source in old.sources if source.name in names)
    return WriteReport(
        unchanged=sum(source.engagements for source in sources),
        sources=tuple(source.name for source in sources),
    )
