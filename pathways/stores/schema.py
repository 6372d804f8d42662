"""What the graph of a record holds, counted: labels and relationships with their properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog
from pathways.stores.graph_rows import KIND, MOMENT, GraphRows, encode
from pathways.stores.meanings import meaning_of

__all__ = ["schema_of", "schema_table"]

_PATTERNS: Mapping[str, str] = {
    "Participant": "(:Participant)",
    "Engagement": "(:Engagement)",
    "Program": "(:Program)",
    "Edition": "(:Edition)",
    "Tier": "(:Tier)",
    "MADE": "(:Participant)-[:MADE]->(:Engagement)",
    "REACHED": "(:Participant)-[:REACHED]->(:Tier)",
    "IN_EDITION": "(:Engagement)-[:IN_EDITION]->(:Edition)",
    "AT_TIER": "(:Engagement)-[:AT_TIER]->(:Tier)",
    "NEXT": "(:Engagement)-[:NEXT]->(:Engagement)",
    "OF_PROGRAM": "(:Edition|Engagement)-[:OF_PROGRAM]->(:Program)",
}
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "float",
    str: "string",
    date: "date",
    datetime: "local datetime",
    list: "list<string>",
}

Property = tuple[str, str, str, int]
"""Label, property, type, how many have it."""


def schema_table(counts: Mapping[str, int], properties: Iterable[Property]) -> pd.DataFrame:
    """The labels and relationships, each with its properties below.

    Args:
        counts: how many there are of each label and relationship.
        properties: what they have; the type as the server calls it.

    Returns:
        ``label``, ``property``, ``type`` (empty where the row is about the label itself),
        ``count``, ``pattern``, as it is written in a query, and ``meaning``, in words.
    """
    known = sorted(properties)
    rows = []
    for label, pattern in _PATTERNS.items():
        rows.append((label, "", "", counts[label], pattern))
        rows += [(*one, pattern) for one in known if one[0] == label]
    table = pd.DataFrame(rows, columns=["label", "property", "type", "count", "pattern"])
    names = zip(table["label"], table["property"], strict=True)
    return table.assign(meaning=[meaning_of(label, name) for label, name in names])


def schema_of(log: EngagementLog) -> pd.DataFrame:
    """What the graph of a log would hold: see :func:`schema_table`.

    Example:
        >>> schema_of(log).query("property == ''")["count"].tolist()
        [5, 8, 1, 3, 3, 8, 8, 8, 8, 3, 11]
    """
    rows = encode(log)
    found: Counter[tuple[str, str, str]] = Counter()
    for label, properties, count in (*_nodes(rows), *_links(rows)):
        for name, value in properties.items():
            if value is not None and count:
                found[label, name, _TYPES[type(value)]] += count
    return schema_table(rows.counts, ((*key, count) for key, count in found.items()))


Held = tuple[str, Mapping[str, Any], int]
"""A label, properties, and how many have just these."""


def _nodes(rows: GraphRows) -> Iterable[Held]:
    for id_, properties in zip(rows.people, rows.attributes.people, strict=True):
        yield (
            "Participant",
            {"dataset": "", "id": id_, "name": id_, "hash": 0, "linked": 0, **properties},
            1,
        )
    kind, moment, sets, watched = rows.engagements.columns
    for values, count in _often(rows.kinds, kind):
        known = dict(zip(KIND, values, strict=False))
        yield (
            "Engagement",
            known | {"name": known["activity"], "tier_stated": known["tier_stated"] or None},
            count,
        )
    for values, count in _often(rows.moments, moment):
        yield "Engagement", dict(zip(MOMENT, values, strict=True)), count
    yield "Engagement", {"dataset": "", "id": "", "place": 0}, len(rows.engagements)
    yield "Engagement", {"step_set": 0}, int((sets >= 0).sum())
    yield "Engagement", {"watched_editions": 0}, int((watched >= 0).sum())
    yield from (("Engagement", properties, 1) for properties in rows.extras.values())
    places = rows.places
    for label, every in (("Program", places.programs), ("Tier", places.tiers)):
        yield from ((label, {"dataset": "", **properties}, 1) for properties in every)
    for properties in places.editions:
        yield "Edition", {"dataset": "", **properties, "program": None}, 1


def _links(rows: GraphRows) -> Iterable[Held]:
    _, _, days, editions = rows.links.columns
    yield "NEXT", {"days": 0}, int((days >= 0).sum())
    yield "NEXT", {"editions": 0}, len(editions)
    for (on, _, _, rank, *_), count in _often(rows.moments, rows.reached.columns[1]):
        yield "REACHED", {"on": on, "rank": rank}, count


def _often(entries: list[list[Any]], codes: np.ndarray) -> Iterable[tuple[list[Any], int]]:
    """The entries of a dictionary, and how often each is meant."""
    return zip(entries, np.bincount(codes, minlength=len(entries)).tolist(), strict=True)
