"""Questions of analysts: each query beside the same in pandas or in plain loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from logs import MOUNTAIN
from parity import loaded

from pathways.record.log import EngagementLog, build_log
from pathways.stores.neo4j.store import Neo4jStore
from pathways.stores.server.home import ServerAddress


def made() -> EngagementLog:
    """Days all alike in precision, so that a step set is what a person did on one day."""
    chance = np.random.default_rng(7)
    rows = 260
    start = np.datetime64("2019-01-01") + chance.integers(0, 40, rows) * 30
    records = pd.DataFrame(
        {
            "participant": [f"p{number}" for number in chance.integers(0, 40, rows)],
            "program": chance.choice(["OL", "GS"], rows),
            "edition": pd.Series(start).dt.year.astype("str"),
            "role": chance.choice(["reader", "mentee", "mentor"], rows),
            "start": start,
            "status": chance.choice(["attended", "no-show"], rows, p=[0.9, 0.1]),
        }
    )
    return build_log(records, MOUNTAIN)


LOG = made()
COUNTED = LOG.counted.astype(dict.fromkeys(("participant", "program", "edition", "role"), "str"))


@pytest.fixture(scope="module")
def store(servers: ServerAddress) -> Iterator[Neo4jStore]:
    with loaded(servers, LOG) as store:
        yield store


def test_a_journey_is_everything_in_order(store: Neo4jStore) -> None:
    who = COUNTED["participant"].value_counts().idxmax()
    found = store.run("journey", participant=who)
    own = LOG.records[LOG.records["participant"] == who].reset_index(drop=True)
    assert found["start"].dt.strftime("%F").tolist() == own["start"].dt.strftime("%F").tolist()
    assert found["status"].tolist() == own["status"].astype("str").tolist()
    assert (
        found["activity"] == own["program"].astype("str") + ": " + own["role"].astype("str")
    ).all()
    days = own[own["counted"]]["start"].drop_duplicates().diff().dt.days
    counted = found[found["step_set"].notna()].drop_duplicates("step_set")
    assert counted["days"].fillna(-1).tolist() == days.fillna(-1).tolist()


def test_who_did_one_thing_and_then_another(store: Neo4jStore) -> None:
    found = store.run("did_then", source="mentee", target="role=mentor", days=300)
    first = COUNTED[COUNTED["role"] == "mentee"].groupby("participant")["start"].min()
    later = COUNTED[COUNTED["role"] == "mentor"].merge(first.rename("did"), on="participant")
    then = later[later["start"] > later["did"]].groupby("participant")["start"].min()
    days = (then - first).dt.days
    expected = days[days <= 300].astype(int).to_dict()
    assert expected
    assert dict(zip(found["participant"], found["days"], strict=True)) == expected


def test_where_people_like_this_one_went(store: Neo4jStore) -> None:
    sets = {
        who: [set(day["role"]) for _, day in own.groupby("start")]
        for who, own in COUNTED.groupby("participant")
    }
    person = max(sets, key=lambda who: len(sets[who]))
    found = store.run("went_next", participant=person, by="role")
    expected: Counter[tuple[str, str, str]] = Counter()
    alike: Counter[tuple[str, str]] = Counter()
    for came_from in sets[person][-2]:
        for at in sets[person][-1]:
            for who, own in sets.items():
                there = [
                    nth
                    for nth in range(1, len(own))
                    if at in own[nth] and came_from in own[nth - 1]
                ]
                alike[came_from, at] += who != person and bool(there)
                nexts = {step for nth in there for step in [*own, {"(end)"}][nth + 1]}
                expected.update((came_from, at, step) for step in nexts if who != person)
    told = found.set_index(["came_from", "at", "next"])
    assert told["x"].to_dict() == dict(expected)
    assert {key[:2]: n for key, n in told["n"].items()} == {k: n for k, n in alike.items() if n}


def test_cohort_by_cohort(store: Neo4jStore) -> None:
    came = COUNTED[["program", "participant", "edition"]].drop_duplicates()
    first = came.groupby(["program", "participant"])["edition"].min().rename("cohort").reset_index()
    grid = came.merge(first).groupby(["program", "cohort", "edition"]).size()
    found = store.run("cohort_grid").set_index(["program", "cohort", "edition"])
    assert found["x"].to_dict() == grid.to_dict()
    size = first.groupby(["program", "cohort"]).size()
    assert {key[:2]: n for key, n in found["n"].items()} == size.to_dict()
    assert store.run("cohort_grid", program="OL")["program"].unique().tolist() == ["OL"]


def test_who_was_together_is_a_graph(store: Neo4jStore) -> None:
    found = store.run("co_participation", least=2)
    came = COUNTED[["program", "edition", "participant"]].drop_duplicates()
    pairs = came.merge(came, on=["program", "edition"])
    pairs = pairs[pairs["participant_x"] < pairs["participant_y"]]
    weight = pairs.groupby(["participant_x", "participant_y"]).size()
    graph = nx.from_pandas_edgelist(found, edge_attr="weight")
    expected = weight[weight >= 2].to_dict()
    assert {tuple(sorted(edge)): w for *edge, w in graph.edges(data="weight")} == expected
    assert store.run("co_participation", largest=3).empty
