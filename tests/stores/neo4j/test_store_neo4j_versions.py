"""A graph that an earlier version wrote: refused in a sentence, brought up to date by a load."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from logs import log_of

from pathways.errors import StoreError
from pathways.stores.neo4j.manifest import SCHEMA
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress

LOG = """
ana  OL 1 mentee 2020-01-01
ana  GS 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-05
ben  OL - -      2020-03-01
cleo GS - juggler 2020-02-01
"""
AS_BEFORE = (
    # An edition stood before its program.
    "MATCH (:Edition)<-[:IN_EDITION]-({dataset: $dataset})-[link:OF_PROGRAM]->() DELETE link",
    "MATCH (n:Participant|Tier {dataset: $dataset}) REMOVE n.name, n.linked SET n.hash = 1",
    "MATCH (m:LoadManifest {dataset: $dataset}) SET m.version = 1",
)


@pytest.fixture
def store(neo4j_2026: ServerAddress) -> Iterator[Neo4jStore]:
    address = neo4j_2026
    with open_neo4j(
        address.uri, user=address.user, password=address.password(), dataset="versions"
    ) as opened:
        yield opened
        opened.clear()


def make_old(store: Neo4jStore) -> None:
    """As the first version wrote it: ids are signed numbers, and dates have another name."""
    keys = store.link.rows(
        "MATCH (e:Engagement {dataset: $dataset}) RETURN e.id AS id", dataset=store.dataset
    )
    for row in keys:
        signed = (int(row["id"]) + (1 << 63)) % (1 << 64) - (1 << 63)
        store.link.write(
            "MATCH (e:Engagement {dataset: $dataset, id: $id}) SET e.id = $signed, "
            "e.date = e.start REMOVE e.start, e.name, e.activity, e.program, e.first_at, e.since",
            dataset=store.dataset,
            id=row["id"],
            signed=signed,
        )
    for text in AS_BEFORE:
        store.link.write(text, dataset=store.dataset)


def test_an_older_graph_says_how_it_is_brought_up_to_date(store: Neo4jStore) -> None:
    log = log_of(LOG)
    store.write(log)
    make_old(store)
    for ask in (store.read, lambda: store.run("MATCH (n) RETURN n"), lambda: store.run("paths")):
        with pytest.raises(StoreError, match=r"earlier version.*pathways load"):
            ask()


def test_the_next_load_brings_an_older_graph_up_to_date(store: Neo4jStore) -> None:
    log = log_of(LOG)
    store.write(log)
    make_old(store)
    report = store.write(log)
    assert report.nothing_new
    assert not len(store.verify(log))
    pd.testing.assert_frame_equal(store.read().as_records(), log.as_records())
    version = store.link.rows("MATCH (m:LoadManifest {dataset: 'versions'}) RETURN m.version AS v")
    assert version == [{"v": SCHEMA}]


def test_an_older_graph_keeps_what_a_new_load_does_not_have(store: Neo4jStore) -> None:
    store.write(log_of(LOG))
    make_old(store)
    store.write(log_of("dara OL 2 mentee 2020-07-01"), source="more")
    assert store.read().people == 4
    assert not len(store.verify())
