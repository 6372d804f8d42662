"""A Neo4j server as a store: what goes in comes out, merged as in a folder, queried read-only."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from graph_stores import content, opened, store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from neo4j_loader import many
from ols import needs_ols, ols_log
from patience import PATIENCE
from random_logs import logs

from pathways.errors import NoConnectionError, OptionError, PathwaysError, QueryError, StoreError
from pathways.map.graph import pathway_graph
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from pathways.stores.folder import FolderStore
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.protocol import Store
from pathways.stores.schema import schema_of
from pathways.stores.server.home import ServerAddress

Open = Callable[..., Neo4jStore]

__all__ = ["store"]  # a fixture

OLD = """
    ana  OL 1 mentee 2020-01-10
    ana  OL 2 mentor 2020-06-10
    ben  OL 1 mentee 2020-01-10 2020-03-01
    ben  GS - reader 2020-06-10 - no-show
    cleo OL 1 mentee 2020-01-10
    cleo GS - juggler 2020-01-10
"""


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something as long as it takes, and not longer."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def as_stored(log: EngagementLog) -> EngagementLog:
    """What :func:`build_log` makes of a log's own records."""
    return build_log(log.as_records(), log.scheme, editions=log.editions, as_of=log.as_of.day)


def assert_same(found: EngagementLog, log: EngagementLog) -> None:
    expected = as_stored(log)
    pd.testing.assert_frame_equal(found.records, expected.records)
    pd.testing.assert_frame_equal(found.editions.table, expected.editions.table, check_dtype=False)
    assert found.scheme == log.scheme
    assert found.as_of == log.as_of
    assert found.unit == log.unit
    assert found.origin.scheme_digest == log.origin.scheme_digest
    assert len(found.repeats) == len(expected.repeats)


# What goes in comes out


@pytest.mark.parametrize(
    "text",
    [
        OLD,
        "ana OL 1 mentee -\nana OL 2 mentor -\nben OL 2 reader -",
        "ana OL 1 mentee 2020-01-01\nana OL 1 mentee 2020-01-01",
        "ana OL - - 2020-01-01",
    ],
)
def test_a_log_comes_back(store: Neo4jStore, text: str) -> None:
    log = log_of(text)
    assert store.write(log).new == len(log.records)
    assert_same(store.read(), log)
    assert store.verify(store.read()).empty


def test_attributes_come_back_as_they_were(store: Neo4jStore) -> None:
    frame = pd.DataFrame(
        {
            "participant": ["ana", "ana", "ben", "cleo"],
            "program": "OL",
            "role": "mentee",
            "start": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-01-01", "2020-01-01"]),
            "region": ["north", None, "south", None],
            "hours": [1.5, 2.0, None, 4.0],
            "visits": [1, 2, 3, 4],
            "first time": [True, False, True, True],
            "type": ["a", "a", "b", ""],
            "since": pd.to_datetime(["2019-01-01", "2019-01-01", None, "2018-01-01"]),
        }
    )
    log = build_log(frame, load_scheme("moe"))
    store.write(log)
    assert_same(store.read(), log)
    ana = store.run("MATCH (p:Participant {id: 'ana'}) RETURN properties(p) AS said").iloc[0, 0]
    assert (ana["region"], ana["hours"], ana["type_"]) == ("north", 2.0, "a")
    assert store.verify().empty


@pytest.mark.parametrize("chunk", [1, 2, 4])
def test_a_large_graph_is_read_share_by_share(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    store.write(log_of(OLD), source="a.csv")
    whole = store.read().records
    monkeypatch.setattr("pathways.stores.neo4j.read.CHUNK", chunk)
    pd.testing.assert_frame_equal(store.read().records, whole)


@pytest.mark.parametrize("many_are", [0, 100])
def test_every_node_has_its_key_after_a_load(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch, many_are: int
) -> None:
    """Large loads into an empty graph take the keys of people away and make them at the end."""
    monkeypatch.setattr("pathways.stores.neo4j.load.MANY", many_are)
    labels = {"Participant", "Engagement", "Edition", "Program", "Tier"}
    for source in ("a.csv", "b.csv"):
        store.write(log_of(OLD), source=source)
        found = store.run("SHOW CONSTRAINTS YIELD labelsOrTypes RETURN labelsOrTypes[0] AS label")
        assert labels <= set(found["label"])
    with pytest.raises(StoreError, match="stands in the way"):
        store.link.write("MATCH (e:Engagement) CREATE (n:Engagement) SET n = e")


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs(), ties=st.sampled_from(["set", "rank", "split"]))
def test_any_log_comes_back_and_gives_the_same_graph(
    neo4j_2026: ServerAddress, log: EngagementLog, ties: str
) -> None:
    with opened(neo4j_2026, "any") as store:
        store.link.write("MATCH (n) DETACH DELETE n")
        store.write(log)
        assert_same(store.read(), log)
        assert store.verify().empty
        for by in ("activity", "role", "tier", "edition"):
            same_graph(store, store.read(), by=by, ties=ties)


def test_an_end_is_of_those_who_are_watched_from_the_beginning(store: Neo4jStore) -> None:
    store.write(
        log_of(
            """
            ana GS 1 reader 2020-01-01
            ana OL 1 reader 2020-02-01
            ben OL 2 mentor 2020-06-01
            """
        )
    )
    same_graph(store, store.read(), by="role", horizon="1e")


def same_graph(store: Neo4jStore, log: EngagementLog, **options: str) -> None:
    found, expected = store.pathway_graph(**options), pathway_graph(log, **options)
    assert found.graph == expected.graph
    assert dict(found.nodes(data=True)) == dict(expected.nodes(data=True))
    assert {*found.edges} == {*expected.edges}
    for *ends, said in expected.edges(data=True):
        assert found.edges[tuple(ends)] == pytest.approx(said)


@needs_ols
@pytest.mark.ols
def test_the_real_record(store: Neo4jStore) -> None:
    log = ols_log()
    store.write(log)
    assert_same(store.read(), log)
    assert store.verify().empty
    for by in ("activity", "program", "role", "tier", "edition"):
        same_graph(store, store.read(), by=by)


def test_a_window_is_one_that_the_record_has(store: Neo4jStore) -> None:
    store.write(log_of("ana OL 1 mentee -\nana OL 2 mentor -"))
    with pytest.raises(OptionError, match="ask for 1e"):
        store.pathway_graph(horizon="30d")
    with pytest.raises(OptionError, match="level"):
        store.pathway_graph("activty")


# Merging, as a folder does it


def test_merged_as_in_a_folder(store: Neo4jStore, tmp_path: Path) -> None:
    folder = FolderStore(tmp_path / "x.pathways")
    steps: list[tuple[EngagementLog, dict[str, Any]]] = [
        (many(30), {"source": "a"}),
        (many(30), {"source": "a"}),
        (log_of(OLD), {"source": "b"}),
        (many(30, 1), {"source": "a", "replace": True}),
        (log_of("zoe OL 1 mentee 2020-01-10"), {"source": "b", "replace": True}),
    ]
    for log, options in steps:
        reports = [one.write(log, **options) for one in (store, folder)]
        assert reports[0] == reports[1]
        # A record's number is its place in the store's own table; the rest is said of the data.
        found, expected = (one.read().records.drop(columns="record") for one in (store, folder))
        pd.testing.assert_frame_equal(found, expected)
        assert store.read().origin == folder.read().origin
        assert store.verify().empty


def test_again_changes_nothing(store: Neo4jStore) -> None:
    store.write(many(20), source="a")
    before, run = content(store), store.link.rows("MATCH (m:LoadManifest) RETURN m.run AS run")
    assert store.write(many(20), source="a").nothing_new
    assert content(store) == before
    assert store.link.rows("MATCH (m:LoadManifest) RETURN m.run AS run") == run


def test_a_corrected_file_gives_the_graph_of_a_clean_load(store: Neo4jStore) -> None:
    """People who left and came, engagements that moved, editions that changed program."""
    store.write(many(40), source="a")
    store.write(many(40, 1), source="a", replace=True)
    clean = Neo4jStore(store.link, "clean")
    clean.write(many(40, 1), source="a")
    assert content(store) == content(clean)


def test_a_later_cut_off_says_how_long_and_links_nobody_anew(store: Neo4jStore) -> None:
    """Who has nothing new keeps every relationship; one engagement more links its own person."""
    log = many(40)
    later = build_log(log.as_records(), log.scheme, editions=log.editions, as_of="2031-03-31")
    store.write(log, source="a")
    links = "MATCH (:Participant|Engagement)-[r]->() RETURN elementId(r) AS id ORDER BY id"
    before = store.link.rows(links)
    store.write(later, source="a")
    assert store.link.rows(links) == before
    clean = Neo4jStore(store.link, "clean")
    clean.write(later, source="a")
    assert content(store) == content(clean)
    assert store.verify().empty


def test_a_graph_from_before_there_was_a_second_hash_is_linked_anew(store: Neo4jStore) -> None:
    log = many(20)
    store.write(log, source="a")
    store.link.write("MATCH (p:Participant) REMOVE p.linked")
    later = build_log(log.as_records(), log.scheme, editions=log.editions, as_of="2031-03-31")
    store.write(later, source="a")
    assert store.verify().empty


def test_data_sets_side_by_side(store: Neo4jStore) -> None:
    other = Neo4jStore(store.link, "other")
    store.write(log_of(OLD))
    before = content(store)
    other.write(log_of("ana OL 1 mentor 2021-01-10"), source="x")
    assert content(store) == before
    assert len(other.read().records) == 1
    other.clear()
    assert content(store) == before
    assert content(other) == []


def test_a_participant_without_engagements_goes_with_the_next_change(store: Neo4jStore) -> None:
    store.write(log_of(OLD), source="a")
    store.link.write("CREATE (:Participant {dataset: 'default', id: 'ghost', hash: 1})")
    assert store.verify()[["what", "id"]].to_numpy().tolist() == [["Participant", "ghost"]]
    store.write(log_of(OLD + "dara OL 1 mentee 2020-01-10"), source="a")
    assert store.verify().empty


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        ("MATCH (e:Engagement) WITH e LIMIT 1 SET e.role = 'king'", "Participant"),
        ("MATCH (e:Engagement) WITH e LIMIT 1 SET e.counted = NOT e.counted", "Engagement"),
        ("MATCH (:Participant)-[r:REACHED]->() WITH r LIMIT 1 DELETE r", "REACHED"),
        ("MATCH ()-[r:NEXT]->() SET r.days = 1", "NEXT"),
        ("MATCH (a:Engagement), (b:Engagement) WITH a, b LIMIT 1 CREATE (a)-[:NEXT]->(b)", "NEXT"),
        ("MATCH (t:Tier) WITH t LIMIT 1 SET t.touch = 'none'", "Tier"),
        ("MATCH (n:Program) WITH n LIMIT 1 CREATE (n)-[:LIKES]->(n)", "LIKES"),
    ],
)
def test_verify_names_what_was_changed_by_hand(store: Neo4jStore, edit: str, what: str) -> None:
    store.write(log_of(OLD))
    store.link.write(edit)
    assert what in set(store.verify()["what"])


# Queries


def test_rows_keep_null_and_order(store: Neo4jStore) -> None:
    store.write(log_of(OLD))
    table = store.run(
        "UNWIND [1, null, 3] AS n RETURN n, '' AS empty, null AS nothing, $x AS x", x="a"
    )
    assert list(table.columns) == ["n", "empty", "nothing", "x"]
    assert table["n"].tolist() == [1, pd.NA, 3]
    assert table["empty"].tolist() == ["", "", ""]
    assert table["nothing"].tolist() == [None, None, None]


def test_entities_print_as_cypher_writes_them(store: Neo4jStore) -> None:
    store.write(log_of("ana OL - mentee 2020-01-10\nana OL - mentor 2020-02-10"))
    row = store.run(
        "MATCH path = (t:Tier {id: 'Learning'}) "
        "MATCH (:Engagement {role: 'mentee'})-[r:NEXT]->(e) "
        "RETURN r, labels(e) AS labels, path, e.start AS date"
    ).iloc[0]
    assert re.fullmatch(r"\(\d+\)-\[:NEXT {days: 31, editions: 0}\]->\(\d+\)", str(row["r"]))
    assert str(row["path"]).startswith('(:Tier {dataset: "default", gets: ""')
    assert row["date"] == pd.Timestamp("2020-02-10")


def test_a_limit_is_said(store: Neo4jStore) -> None:
    table = store.run("UNWIND range(1, 1000000) AS n RETURN n", limit=3)
    assert table["n"].tolist() == [1, 2, 3]
    assert table.attrs["notes"] == ["Only the first 3 rows are shown."]
    assert store.run("UNWIND [1, 2, 3] AS n RETURN n", limit=3).attrs["notes"] == []


NEAR_LABEL = """Line 1, column 10: Nothing here is called "Engagemnt"; the nearest is "Engagement".
MATCH (n:Engagemnt)
         ^"""
NEAR_WORD = """Line 2, column 1: "RETRUN" cannot stand here; the nearest is "RETURN".
RETRUN n
^"""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("MATCH (n:Engagemnt)\nRETURN n", NEAR_LABEL),
        ("MATCH (n)\nRETRUN n", NEAR_WORD),
        ("RETURN $tier", "Expected parameter(s): tier"),
        ("  ", "There is no query: the text is empty."),
        ("PROFILE RETURN 1", "Leave PROFILE out of the text and ask with --profile instead."),
    ],
)
def test_errors_point_at_the_place(store: Neo4jStore, query: str, said: str) -> None:
    store.write(log_of(OLD))
    with pytest.raises(QueryError) as caught:
        store.run(query)
    assert str(caught.value) == said
    assert caught.value.exit_code == 1


def test_a_query_that_takes_too_long(store: Neo4jStore) -> None:
    with pytest.raises(PathwaysError, match="took too long"):
        store.run("UNWIND range(1, 1000000000) AS n RETURN sum(n)", timeout=1)


def test_ctrl_c_ends_the_query_on_the_server(store: Neo4jStore, servers: ServerAddress) -> None:
    code = (
        "from pathways.stores.neo4j.store import open_neo4j\nimport signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job is deaf
        "store = open_neo4j(sys.argv[1])\nprint('go', flush=True)\n"
        "store.run('UNWIND range(1, 100000000000) AS interrupted RETURN sum(interrupted)')"
    )
    environment = {**os.environ, "NEO4J_USERNAME": servers.user}
    environment["NEO4J_PASSWORD"] = servers.password()
    with subprocess.Popen(
        [sys.executable, "-c", code, servers.uri], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()

        def is_running() -> bool:
            running = store.link.rows("SHOW TRANSACTIONS YIELD currentQuery AS query")
            return any("interrupted" in row["query"] for row in running)

        try:
            until(is_running)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    until(lambda: not is_running())


def test_the_schema_counts(store: Neo4jStore) -> None:
    store.write(log_of(OLD))
    counts = store.schema().set_index(["label", "property"])["count"]
    assert counts["Engagement", ""] == 6
    assert counts["Engagement", "end"] == 1
    assert counts["Participant", ""] == 3
    assert counts["MADE", ""] == 6


def test_the_schema_of_a_record_is_that_of_its_graph(store: Neo4jStore) -> None:
    records = log_of(OLD).as_records()
    records["born"] = 1980
    records["height"] = [1.5 + 0.1 * at for at in range(len(records))]
    records["joined"] = pd.Timestamp("2020-02-02")
    for log in (log_of(OLD), build_log(records, MOUNTAIN)):
        store.write(log, source="all", replace=True)
        pd.testing.assert_frame_equal(schema_of(log), store.schema())


# Addresses


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    with pytest.raises(OptionError) as caught:
        open_neo4j("bolt://neo4j:secret-word@localhost:7687")
    assert "secret-word" not in str(caught.value)


def test_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    with pytest.raises(OptionError, match="NEO4J_URI"):
        open_neo4j()


def test_nobody_there() -> None:
    with pytest.raises(NoConnectionError) as caught:
        open_neo4j("bolt://127.0.0.1:1", password="x")  # noqa: S106 - nobody's
    assert caught.value.exit_code == 3
    assert str(caught.value) == (
        "No Neo4j answers at bolt://127.0.0.1:1: start it (`pathways server start`), "
        "or check the address."
    )


def test_nothing_loaded_yet(store: Neo4jStore) -> None:
    with pytest.raises(StoreError, match='holds no data set "default"'):
        store.read()
    assert {name for name in vars(Store) if not name.startswith("_")} <= set(dir(store))
