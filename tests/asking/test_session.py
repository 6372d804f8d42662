"""A session on a real server: parameters, transactions, databases and the time limit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest
from graph_stores import opened
from logs import log_of

from pathways.asking.session import Session
from pathways.cypher.parameters import Expression, Known
from pathways.cypher.text import Command, Statement
from pathways.errors import (
    NoConnectionError,
    OptionError,
    QueryError,
    StoreError,
    WriteRefusedError,
)
from pathways.stores.server.home import ServerAddress

PEOPLE = "MATCH (p:Participant) RETURN count(p) AS n"


@pytest.fixture
def server(servers: ServerAddress) -> Iterator[ServerAddress]:
    with opened(servers) as store:
        store.link.write("MATCH (n) DETACH DELETE n")
        store.write(log_of("ana OL 1 mentee 2020-01-10\nana OL 2 mentor 2020-06-10"))
        yield servers
        store.link.write("MATCH (n) DETACH DELETE n")


def session_on(server: ServerAddress, **options: object) -> Session:
    return Session(lambda: opened(server), **options)  # type: ignore[arg-type]


def rows(session: Session, text: str) -> list[list[object]]:
    values = {name: one.value if isinstance(one, Known) else one
              for name, one in session.parameters.items()}  # fmt: skip
    with session.rows(Statement(text), values, None) as found:
        return list(found.rows)


def obey(session: Session, line: str) -> str:
    word, _, rest = line.removeprefix(":").partition(" ")
    return session.obey(Command(word, rest))


def test_parameters_are_cypher_that_the_server_works_out(server: ServerAddress) -> None:
    with session_on(server) as session:
        for line in (
            ":param on => date('2024-01-31')",
            ":param {a: 1 + 1, who: toUpper('ana')}",
            ":params {a: $a + 1, at: point({x: 1, y: 2})}",
            ":param plain => 5",
        ):
            assert obey(session, line) == ""
        assert rows(session, "RETURN $on, $a, $who, $plain, $at.y") == [
            [date(2024, 1, 31), 3, "ANA", "5", 2.0]
        ]
        assert obey(session, ":params").splitlines() == [
            ":param a => 3",
            ":param at => point({srid: 7203, x: 1.0, y: 2.0})",
            ':param on => date("2024-01-31")',
            ":param plain => 5",
            ':param who => "ANA"',
        ]
        with pytest.raises(OptionError, match="is no map"):
            session.take({"": Expression("1 + 1")})
        with pytest.raises(QueryError, match="dat"):
            obey(session, ":param x => dat('2024')")
        obey(session, ":param clear")
        assert obey(session, ":param") == ""


@pytest.mark.parametrize(
    "text",
    [
        "{a: COUNT { CREATE (:Evil) }}",
        "COLLECT { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line }",
        "1 AS x CREATE (:Evil) RETURN 1",
        "apoc.cypher.runWrite('CREATE (:Evil)', {})",
        "1 AS x; CREATE (:Evil)",
    ],
)
def test_a_parameter_writes_and_reads_no_file(server: ServerAddress, text: str) -> None:
    for write in (False, True):
        with session_on(server, write=write) as session:
            with pytest.raises((WriteRefusedError, QueryError)):
                obey(session, f":param evil => {text}")
            assert rows(session, "MATCH (n:Evil) RETURN n") == []


def test_nothing_is_begun_where_queries_only_read(server: ServerAddress) -> None:
    with session_on(server) as session:
        with pytest.raises(WriteRefusedError, match="With --write"):
            obey(session, ":begin")
        with pytest.raises(WriteRefusedError):
            rows(session, "CREATE (:Evil)")
        with pytest.raises(QueryError, match="No transaction is open"):
            obey(session, ":commit")


def test_a_transaction_is_kept_or_let_go_of(server: ServerAddress) -> None:
    count = "MATCH (x:Extra) RETURN count(x)"
    with session_on(server, write=True) as session, session_on(server) as other:
        obey(session, ":begin")
        rows(session, "CREATE (:Extra)")
        assert (rows(session, count), rows(other, count)) == ([[1]], [[0]])
        with pytest.raises(QueryError, match="open already"):
            obey(session, ":begin")
        with pytest.raises(QueryError, match="ends it first"):
            obey(session, ":use neo4j")
        assert obey(session, ":rollback") == "rolled back"
        assert rows(other, count) == [[0]]
        obey(session, ":begin")
        rows(session, "CREATE (:Extra)")
        assert obey(session, ":commit") == "committed"
        assert rows(other, count) == [[1]]
        obey(session, ":begin")
        rows(session, "CREATE (:Extra)")
        with pytest.raises(QueryError):
            rows(session, "RETRUN 1")
        with pytest.raises(QueryError, match="No transaction is open"):
            obey(session, ":commit")
        obey(session, ":begin")
        rows(session, "CREATE (:Extra)")
        assert "nothing of it is in the graph" in session.close()
        assert rows(other, count) == [[1]]


def test_a_profile_is_of_the_transaction_and_writes_only_where_it_may(
    server: ServerAddress,
) -> None:
    create, count = Statement("CREATE (:Extra)", mode="profile"), "MATCH (x:Extra) RETURN count(x)"
    with session_on(server, write=True) as session, session_on(server) as other:
        obey(session, ":begin")
        assert "Create" in session.plan(create, {})["operator"].str.strip().tolist()
        assert (rows(session, count), rows(other, count)) == ([[1]], [[0]])
        obey(session, ":rollback")
        with pytest.raises(WriteRefusedError, match="With --write"):
            other.plan(create, {})
        assert rows(other, count) == [[0]]


def test_another_database_is_asked_or_is_not_there(server: ServerAddress) -> None:
    with session_on(server) as session:
        obey(session, ":use neo4j")
        assert rows(session, PEOPLE) == [[1]]
        with pytest.raises(NoConnectionError, match="no such database"):
            obey(session, ":use nowhere")
        assert rows(session, PEOPLE) == [[1]]


def test_the_time_limit_is_the_servers_and_not_that_of_who_reads(server: ServerAddress) -> None:
    many = Statement("UNWIND range(1, 3000) AS i RETURN i")
    with session_on(server, timeout=None) as session:
        rows(session, many.text)  # planned once
    with session_on(server, timeout=2.0) as session:
        with session.rows(many, {}, None) as found:
            for nth, _ in enumerate(found.rows):
                if nth % 1000 == 0:
                    time.sleep(0.7)  # a reader who takes longer in all than the server may
        assert nth == 2999
        with pytest.raises(StoreError, match="took too long and was told to end"):
            rows(session, "UNWIND range(1, 1000000000) AS i RETURN count(i)")
        left = session.store.link.rows(
            "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS '1000000000) AS i "
            "RETURN count' AND NOT currentQuery STARTS WITH 'SHOW' RETURN count(*) AS n"
        )
        assert left == [{"n": 0}]
