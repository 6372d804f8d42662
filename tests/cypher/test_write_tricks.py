"""Ways to write, to read a file or to reach out through a query that may only read: none works."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from graph_stores import content, store
from logs import log_of

from pathways.errors import NoAnswerError, PathwaysError, QueryError, WriteRefusedError
from pathways.stores.folder import FolderStore
from pathways.stores.neo4j.query import explained, profiled
from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["store"]  # a fixture

WRITES = [
    "CREATE (:Evil)",
    "create (n:Evil) RETURN n",
    "MERGE (n:Evil {a: 1})",
    "MATCH (n) SET n.x = 1",
    "MATCH (n:Tier) SET n += {x: 1}",
    "MATCH (n:Tier) SET n:Evil",
    "MATCH (n:Tier) REMOVE n.touch",
    "MATCH (n:Tier) REMOVE n:Tier",
    "MATCH (n) DETACH DELETE n",
    "MATCH ()-[r]->() DELETE r",
    "MATCH (a:Tier), (b:Tier) CREATE (a)-[:EVIL]->(b)",
    "FOREACH (x IN [1] | CREATE (:Evil))",
    "MATCH (n:Tier) FOREACH (x IN [1] | SET n.x = x)",
    "CALL () { CREATE (:Evil) }",
    "UNWIND [1] AS x CALL (x) { CREATE (:Evil) } IN TRANSACTIONS",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10 ROWS",
    "RETURN 1 AS a UNION CREATE (n:Evil) RETURN 1 AS a",
    "/* only reading */ CREATE (:Evil)",
    "// RETURN 1\nCREATE (:Evil)",
    "CYPHER 5 CREATE (:Evil)",
    "CYPHER runtime=slotted CREATE (:Evil)",
    "EXPLAIN RETURN 1; CREATE (:Evil)",
    "RETURN 1; CREATE (:Evil)",
    "PROFILE CREATE (:Evil)",
    "/**/ PROFILE CREATE (:Evil)",
    "CYPHER 5 PROFILE CREATE (:Evil)",
    "pRoFiLe MATCH (n) DETACH DELETE n",
    "CREATE INDEX evil FOR (n:Evil) ON (n.x)",
    "DROP CONSTRAINT pathways_participant",
    "CREATE CONSTRAINT evil FOR (n:Evil) REQUIRE n.x IS UNIQUE",
    "CREATE USER evil SET PASSWORD 'password1'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "DROP USER neo4j",
    "STOP DATABASE neo4j",
    "CREATE DATABASE evil",
    "USE system CREATE USER evil SET PASSWORD 'password1'",
    "USE neo4j CREATE (:Evil)",
    "CALL db.createLabel('Evil')",
    "CALL db.createProperty('evil')",
    "CALL db.createRelationshipType('EVIL')",
    "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
    "CALL db.clearQueryCaches()",
    "CALL `db`.`clearQueryCaches`()",
    "CALL db . clearQueryCaches()",
    "CALL db.stats.collect('QUERIES')",
    "CALL db.stats.clear('QUERIES')",
    "CALL db.resampleOutdatedIndexes()",
    "CALL db.prepareForReplanning()",
    "CALL db.checkpoint()",
    "CALL tx.setMetaData({evil: 1})",
    "CALL dbms.setConfigValue('db.transaction.timeout', '1s')",
    "CALL dbms.killConnections([])",
    "CALL dbms.upgrade()",
    "CALL dbms.listConfig()",
    "CALL dbms.security.createUser('evil', 'password1')",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message RETURN 1",
    "CALL apoc.cypher.runWrite('CREATE (:Evil)', {})",
    "RETURN apoc.load.json('file:///etc/passwd')",
    "RETURN genai.vector.encode('text', 'OpenAI', {token: 'x'})",
    "RETURN ai.text.embed('text', 'OpenAI', {token: 'x'})",
]

READS = [
    "LOAD CSV FROM '{url}' AS line RETURN line",
    "load csv with headers from '{url}' AS line RETURN line.secret",
    "MATCH (t:Tier) LOAD CSV FROM '{url}' AS line RETURN line",
    "CALL () {{ LOAD CSV FROM '{url}' AS line RETURN line }} RETURN line",
    "RETURN COLLECT {{ LOAD CSV FROM '{url}' AS line RETURN line }} AS lines",
    "RETURN EXISTS {{ LOAD CSV FROM '{url}' AS line RETURN line }} AS there",
    "RETURN COUNT {{ LOAD CSV FROM '{url}' AS line RETURN line }} AS many",
    "RETURN 1 AS a UNION LOAD CSV FROM '{url}' AS line RETURN line AS a",
    "LOAD /* */ CSV FROM '{url}' AS line RETURN line",
    "WITH '{url}' AS u LOAD CSV FROM u AS line RETURN line",
    "LOAD CSV FROM $url AS line RETURN line",
]


class Listener(threading.Thread):
    """Hears whether anybody comes by."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.visits = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/secret.csv"

    def run(self) -> None:
        while True:
            try:
                visitor, _ = self.server.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    listening.start()
    yield listening
    listening.server.close()


def everything(store: Neo4jStore) -> list[object]:
    rows = store.link.rows
    return [
        content(store),
        rows("MATCH (n) RETURN count(n) AS n"),
        sorted(row["name"] for row in rows("SHOW CONSTRAINTS YIELD name")),
        sorted(row["name"] for row in rows("SHOW INDEXES YIELD name")),
        sorted(row["user"] for row in rows("SHOW USERS YIELD user")),
    ]


def test_nothing_is_written(store: Neo4jStore) -> None:
    store.write(log_of("ana OL 1 mentee 2020-01-10\nana OL 2 mentor 2020-06-10"))
    before = everything(store)
    for query in WRITES:
        for way in (store.run, lambda text: profiled(store.link, text, {})):
            with pytest.raises((WriteRefusedError, QueryError)):
                way(query)
        with suppress(QueryError):  # a plan may be looked at: nothing is run for it
            explained(store.link, query, {})
    assert everything(store) == before
    assert store.verify().empty


def test_no_file_and_no_address_is_read(
    store: Neo4jStore, listener: Listener, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\nthe canary sings\n")
    secret.chmod(0o644)
    store.write(log_of("ana OL 1 mentee 2020-01-10"))
    for url in (listener.url, secret.as_uri(), "ftp://127.0.0.1/x", "file:///etc/passwd"):
        for query in READS:
            with pytest.raises((WriteRefusedError, QueryError)) as caught:
                store.run(query.format(url=url), url=url)
            assert "canary" not in str(caught.value)
    assert listener.visits == 0


def test_what_is_refused_says_how_it_is_meant(store: Neo4jStore) -> None:
    store.write(log_of("ana OL 1 mentee 2020-01-10"))
    with pytest.raises(PathwaysError) as caught:
        store.run("CREATE (:Evil)")
    assert caught.value.exit_code == 4
    assert str(caught.value) == (
        "This query would write; queries here only read. "
        "With --write (write=True) it is run as it is."
    )
    store.run("CREATE (:Evil)", write=True)
    assert store.run("MATCH (n:Evil) RETURN count(n) AS n")["n"].tolist() == [1]


HARMLESS = [
    "RETURN 'CREATE (n) DELETE n LOAD CSV CALL db.clearQueryCaches()' AS text",
    "MATCH (e:Engagement) WHERE e.role = 'SET' RETURN count(e) AS `CREATE`",
    "RETURN 1 AS `LOAD CSV`, 'a.b(c)' AS `apoc.load.json(x)`",
    "CALL db.labels() YIELD label RETURN label",
    "MATCH (e:Engagement) RETURN date.truncate('month', e.start) AS month, count(*) AS n",
    "RETURN duration.inDays(date('2020-01-01'), date('2020-01-03')).days AS days",
    "MATCH p = (:Participant)-[:MADE]->(:Engagement) RETURN p",
    "SHOW INDEXES YIELD name RETURN name",
    "CALL dbms.components() YIELD name RETURN name",
    "MATCH (n) RETURN n.`set` AS `delete`;",
]


def test_reading_is_not_refused(store: Neo4jStore) -> None:
    store.write(log_of("ana OL 1 mentee 2020-01-10"))
    for query in HARMLESS:
        store.run(query)


def test_a_folder_takes_no_cypher_at_all(tmp_path: Path, listener: Listener) -> None:
    folder = FolderStore(tmp_path / "x.pathways")
    folder.write(log_of("ana OL 1 mentee 2020-01-10"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for query in [*WRITES, *(text.format(url=listener.url) for text in READS)]:
        with pytest.raises(NoAnswerError, match="Cypher needs a server"):
            folder.run(query)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert listener.visits == 0
