"""Cypher from Python: types of columns, parameters, and what Neo4j notices."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from graph_stores import store
from logs import log_of

from pathways.cli.rows import cell
from pathways.errors import OptionError, QueryError, WriteRefusedError
from pathways.stores.meanings import EXAMPLES, LOOKED_UP
from pathways.stores.neo4j.carried import carried
from pathways.stores.neo4j.guard import check_reads
from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["store"]  # a fixture


@pytest.fixture
def graph(store: Neo4jStore) -> Neo4jStore:
    store.write(log_of("ana OL 1 mentee 2020-01-10\nana OL 2 mentor 2020-06-10"))
    return store


COLUMNS = {
    "1": "int64",
    "1, null": "Int64",
    "1.5, null": "float64",
    "1, 1.5": "float64",
    "true": "bool",
    "true, null": "boolean",
    "'a', null": "str",
    "date('2024-01-31'), null": "datetime64[s]",
    "date('1066-10-14')": "datetime64[s]",
    "localdatetime('2024-01-31T09:30')": "datetime64[us]",
    "datetime('2024-01-31T09:30[Europe/Berlin]'), null": "datetime64[us, Europe/Berlin]",
    "datetime('2024-01-31T09:30[Europe/Berlin]'), datetime('2024-01-31T09:30Z')": "object",
    "duration('P1D')": "str",
    "[1, 2], null": "object",
    "1, 'a'": "object",
    "null": "object",
}


def test_columns_have_the_types_of_cypher(graph: Neo4jStore) -> None:
    for values, dtype in COLUMNS.items():
        table = graph.query(f"UNWIND [{values}] AS a RETURN a")
        assert str(table["a"].dtype) == dtype, values
    table = graph.query(
        "MATCH (e:Engagement) RETURN e.start AS start, e.role AS role ORDER BY start"
    )
    assert table["start"].tolist() == [pd.Timestamp("2020-01-10"), pd.Timestamp("2020-06-10")]
    nothing = graph.query("MATCH (e:Engagement {role: 'x'}) RETURN e.start AS start, e")
    assert (list(nothing), len(nothing)) == (["start", "e"], 0)
    nulls = graph.query("UNWIND [1, null] AS a RETURN a, [a] AS of")["of"]
    assert nulls.tolist() == [[1], [None]]


def test_nodes_and_relationships_are_taken_apart(graph: Neo4jStore) -> None:
    text = "MATCH (p:Participant)-[m:MADE]->(e) OPTIONAL MATCH (e)-[n:NEXT]->() RETURN p, n, m"
    table = graph.query(f"{text} ORDER BY e.start", expand=True)
    assert table["p.id"].tolist() == ["ana", "ana"]
    assert table["p.labels"].tolist() == [["Participant"], ["Participant"]]
    assert table["n.days"].tolist()[0] == 152
    assert table["n.days"].isna().tolist() == [False, True]
    assert (table["m.start"] == table["p.elementId"]).all()
    assert table["m.type"].tolist() == ["MADE", "MADE"]
    whole = graph.query(text)
    assert re.fullmatch(r"\(\d+\)-\[:MADE\]->\(\d+\)", str(whole["m"][0]))
    path = graph.query("MATCH p = (:Tier)<-[:AT_TIER]-(e {role: 'mentee'})-[:NEXT]->() RETURN p")
    assert str(path["p"][0]).count("<-[:AT_TIER]-(:Engagement {") == 1
    assert str(path["p"][0]).count("})-[:NEXT {") == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("datetime('2024-01-31T09:30[Europe/Berlin]')", "2024-01-31T09:30:00+01:00[Europe/Berlin]"),
        ("datetime('2024-01-31T09:30:00.123456789+01:00')", "2024-01-31T09:30:00.123456789+01:00"),
        ("point({latitude: 1.5, longitude: 2, height: 3})",
         "point({srid: 4979, x: 2.0, y: 1.5, z: 3.0})"),
        ("duration('P1M2DT3S')", "P1M2DT3S"),
    ],
)  # fmt: skip
def test_moments_and_places_are_whole(graph: Neo4jStore, value: str, written: str) -> None:
    assert cell(graph.query(f"RETURN [{value}] AS a")["a"][0][0]) == written


def test_parameters_of_numpy_and_pandas_are_plain(graph: Neo4jStore) -> None:
    frame = graph.query(
        "RETURN $few AS few, $on AS on, $none AS none, $limit AS most, $names AS names",
        {"limit": np.int64(5)},
        few=np.array([1, 2]), on=pd.Timestamp("2024-01-31"), none=pd.NA, names=pd.Index(["a"]),
    )  # fmt: skip
    assert frame.drop(columns="on").to_dict("records") == [
        {"few": [1, 2], "none": None, "most": 5, "names": ["a"]}
    ]
    assert frame["on"].tolist() == [pd.Timestamp("2024-01-31")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({1, 2}, "$a is of the type set, which no query can be given: .*; give sorted"),
        (Decimal("1.5"), "give float"),
        (Path("x"), "give str"),
        ([1, {"b": {2}}], r"\$a\[1\]\.b is of the type set"),
        ({1: 2}, 'is a map with the key "1"; keys of a map are texts'),
        (2**63, "more than the 64 bits of a whole number"),
        (pd.DataFrame({"a": [1]}), "to_dict"),
        (object(), "of the type object"),
    ],
)
def test_what_no_query_can_be_given_is_said(value: Any, said: str) -> None:
    with pytest.raises(OptionError, match=said.replace("$a is", r"\$a is")):
        carried({"a": value})


def test_what_neo4j_notices_is_said_with_the_nearest_name(graph: Neo4jStore) -> None:
    text = "MATCH (p:Participant {nmae: 'x'}), (t:Tier)\nWHERE p.quux = 1 RETURN id(t) AS t"
    notes = graph.query(text).attrs["notes"]
    assert notes[0].startswith("Line 1, column 1: The disconnected pattern")
    assert notes[1:3] == [
        'Line 1, column 23: Nothing here is called "nmae"; the nearest is "name".',
        'Line 2, column 9: Nothing here is called "quux".',
    ]
    assert notes[3].startswith("Line 2, column 25: id is deprecated")
    with pytest.raises(QueryError, match=r'Line 1, column 10: .*"Particpant"; the nearest is'):
        graph.query("MATCH (p:Particpant) RETURN p")
    written = graph.query("CREATE (n:Extra) DELETE n RETURN id(n) AS id", write=True)
    assert written.attrs["notes"][0].startswith("Line 1, column 34: id is deprecated")
    assert graph.query("MATCH (p:Participant) RETURN p.name").attrs["notes"] == []
    late = graph.query("MATCH (e:Engagement) WHERE e.start > $on RETURN e", on="2018-01-01")
    day = "Line 1, column 29: start is a day, and no day is a text: write date($on)."
    assert late.attrs["notes"] == [day]
    with pytest.raises(QueryError, match=r'column 1: "nonsense" cannot stand here\.\n'):
        graph.query("nonsense")


def test_an_extension_is_called_where_somebody_vouches_for_it() -> None:
    def plan(operator: str, details: str) -> dict[str, Any]:
        return {"operatorType": f"{operator}@neo4j", "args": {"Details": details}, "children": []}

    summed = plan("Projection", "apoc.coll.sum([1]) AS a")
    for allowed in ((), ("apoc.load.*",), ("apoc.coll",)):
        with pytest.raises(WriteRefusedError, match=r"--allow apoc\.coll\.sum"):
            check_reads("r", summed, allowed)
    check_reads("r", summed, ("apoc.coll.*",))
    check_reads("r", plan("ProcedureCall", "gds.graph.list() :: (a)"), ("GDS.graph.list",))
    for kind in ("w", "rw"):
        with pytest.raises(WriteRefusedError):
            check_reads(kind, summed, ("apoc.*",))
    with pytest.raises(WriteRefusedError):
        check_reads("r", plan("LoadCSV", "line"), ("apoc.*",))


def test_the_questions_to_begin_with_are_answered(graph: Neo4jStore) -> None:
    answers = [graph.query(text, role="mentee") if "$role" in text else graph.query(text)
               for text in EXAMPLES]  # fmt: skip
    assert [one.attrs["notes"] for one in answers] == [[], [], [], []]
    assert [one.to_numpy().tolist() for one in answers[:2]] == [
        [["mentee", 1], ["mentor", 1]], [["OL", 1]]
    ]  # fmt: skip
    assert answers[2][["tier", "people"]].to_numpy().tolist() == [
        ["Participating", 1], ["Leading", 1]
    ]  # fmt: skip
    assert answers[3]["cut_off"].dt.date.tolist() == [graph.read().as_of.day]


def test_what_is_said_to_be_indexed_is(graph: Neo4jStore) -> None:
    shown = "SHOW INDEXES YIELD name, labelsOrTypes AS labels, properties AS keys WHERE keys <> []"
    with graph.link.session() as session:
        rows = session.run(f"{shown} AND name STARTS WITH 'pathways_'").data()
    singles = {(row["labels"][0], *row["keys"]) for row in rows if len(row["keys"]) == 1}
    assert all(f" {word}" in LOOKED_UP for pair in singles - {("Program", "name")} for word in pair)
    assert any(f"'{row['name']}'" in LOOKED_UP for row in rows)
