"""What a data set can be asked about, without its engagements: the words and the clock."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pathways.record.editions import Editions
from pathways.record.log import EngagementLog, build_log
from pathways.record.window import AsOf
from pathways.stores.manifest import Manifest
from pathways.stores.neo4j.manifest import GraphManifest
from pathways.stores.tables import from_parquet

__all__ = ["kinds_of", "vocabulary_in"]

_KIND = ["program", "edition", "tier", "role", "status", "precision"]


def kinds_of(log: EngagementLog) -> pd.DataFrame:
    """One engagement of each kind, without its person: what a step can be called."""
    later = log.records["time"] > log.as_of.time
    records = log.records.assign(undated=log.records["start"].isna(), later=later)
    first = records.drop_duplicates([*_KIND, "counted", "undated", "later"])
    return first[[*_KIND, "start"]].reset_index(drop=True)


def vocabulary_in(here: GraphManifest, manifest: Manifest) -> EngagementLog:
    """A log with one engagement of each kind, and the cut-off, editions and window of the whole.

    It says what a STEP means and which steps there are; no person of the data set is in it, and
    nothing can be counted with it.
    """
    table = from_parquet(here.kinds)
    attributes = {name: None for name, *_ in here.known_attributes}
    table = table.assign(**attributes)  # which there are, of nobody
    table["participant"] = [f"kind {number}" for number in range(len(table))]
    editions = Editions(from_parquet(here.ranks or here.editions), manifest.edition_order)
    day = here.as_of_day.to_native() if here.as_of_day else None
    latest = editions.table.loc[editions.table["rank"] == here.as_of_rank, "edition"].tolist()
    cut = day or next(map(str, latest), None)
    kinds = build_log(table, manifest.scheme, editions=editions, as_of=cut)
    return replace(
        kinds,
        as_of=AsOf(day, here.as_of_rank, here.as_of),
        unit=here.unit,
        mostly_editions=here.mostly_editions,
        origin=replace(kinds.origin, alarms=()),
    )
