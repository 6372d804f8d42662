"""Compare the whole graph with a log: hashes do not see what somebody changed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from pathways.stores.graph_rows import KIND, MOMENT, GraphRows
from pathways.stores.neo4j.link import Link
from pathways.stores.statements import statement

__all__ = ["differences"]

Node = tuple[str, Any]
Relationship = tuple[str, Any, Any, str]

_COLUMNS = ["what", "id", "property", "graph", "log"]
_THERE, _NOT = "is there", "is not there"


def differences(link: Link, dataset: str, rows: GraphRows) -> pd.DataFrame:
    """One row per difference between the graph and the rows that it should hold.

    Returns:
        ``what`` (label or type), ``id`` (of a relationship: both ends), ``property`` (empty where
        the whole is missing or too many), ``graph`` and ``log``: what either says.
    """
    found = [*_node_differences(link, dataset, rows), *_link_differences(link, dataset, rows)]
    return pd.DataFrame(found, columns=_COLUMNS)


def _node_differences(
    link: Link, dataset: str, rows: GraphRows
) -> Iterator[tuple[str, Any, str, Any, Any]]:
    wanted = dict(_nodes(rows))
    for row in link.rows(statement("verify_nodes"), dataset=dataset):
        label = " and ".join(sorted(row["labels"]))
        actual = {name: _plain(value) for name, value in row["properties"].items()}
        expected = wanted.pop((label, row["id"]), None)
        if expected is None:
            yield label, row["id"], "", _THERE, _NOT
            continue
        expected["dataset"] = dataset
        for name in sorted({*actual, *expected}):
            if actual.get(name) != expected.get(name):
                yield label, row["id"], name, actual.get(name), expected.get(name)
    for label, key in wanted:
        yield label, key, "", _NOT, _THERE


def _link_differences(
    link: Link, dataset: str, rows: GraphRows
) -> Iterator[tuple[str, Any, str, Any, Any]]:
    wanted = Counter(_links(rows))
    here = Counter(
        (row["type"], row["source"], row["target"], _said(row["properties"]))
        for row in link.rows(statement("verify_links"), dataset=dataset)
    )
    for (kind, source, target, properties), many in (here - wanted).items():
        yield kind, f"{source} -> {target}", "", f"{many} times {properties}", _NOT
    for (kind, source, target, properties), many in (wanted - here).items():
        yield kind, f"{source} -> {target}", "", _NOT, f"{many} times {properties}"


def _nodes(rows: GraphRows) -> Iterator[tuple[Node, dict[str, Any]]]:
    for row in rows.rows(np.arange(len(rows.people))):
        attributes = {key: _plain(value) for key, value in row[2].items()}
        identity = {"id": row[0], "name": row[0], "hash": row[1], "linked": row[6]}
        yield ("Participant", row[0]), {**identity, **attributes}
        for place, engagement in enumerate(row[3]):
            yield ("Engagement", engagement[0]), _engagement(rows, place, engagement)
    for label, places in _labelled(rows).items():
        for node in places:
            properties = {key: value for key, value in node.items() if (label, key) != _AS_LINK}
            yield (label, node["id"]), properties


_AS_LINK = ("Edition", "program")


def _labelled(rows: GraphRows) -> dict[str, list[dict[str, Any]]]:
    places = rows.places
    return {"Program": places.programs, "Edition": places.editions, "Tier": places.tiers}


def _engagement(rows: GraphRows, place: int, engagement: list[Any]) -> dict[str, Any]:
    kind, moment = rows.kinds[engagement[1]], rows.moments[engagement[2]]
    properties = dict(zip(KIND, kind, strict=False)) | dict(zip(MOMENT, moment, strict=True))
    properties |= {"id": engagement[0], "name": properties["activity"], "place": place}
    properties |= {"step_set": engagement[3], "watched_editions": engagement[4]}
    properties["tier_stated"] = properties["tier_stated"] or None
    for more in engagement[5]:
        properties |= {key: _plain(value) for key, value in more.items()}
    return {key: value for key, value in properties.items() if value is not None}


def _links(rows: GraphRows) -> Iterator[Relationship]:
    places = rows.places
    for edition in places.editions:
        yield "OF_PROGRAM", edition["id"], edition["program"], ""
    ends = (
        ("IN_EDITION", places.editions),
        ("OF_PROGRAM", places.programs),
        ("AT_TIER", places.tiers),
    )
    for row in rows.rows(np.arange(len(rows.people))):
        name = row[0]
        keys = [engagement[0] for engagement in row[3]]
        for engagement in row[3]:
            yield "MADE", name, engagement[0], ""
            for (kind, nodes), at in zip(ends, rows.kinds[engagement[1]][-3:], strict=True):
                if at >= 0:
                    yield kind, engagement[0], nodes[at]["id"], ""
        for source, target, days, editions in row[4]:
            yield "NEXT", keys[source], keys[target], _said({"days": days, "editions": editions})
        for tier, moment in row[5]:
            when = rows.moments[moment]
            properties = _said({"on": when[0], "rank": when[3]})
            yield "REACHED", name, places.tiers[tier]["id"], properties


def _said(properties: dict[str, Any]) -> str:
    known = sorted((key, _plain(value)) for key, value in properties.items() if value is not None)
    return ", ".join(f"{key} {value}" for key, value in known)


def _plain(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value
