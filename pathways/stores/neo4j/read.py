"""The graph as records again: grouped on the server, put together with numpy here."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.stores.graph_attributes import BLANKS, column_of
from pathways.stores.merge import Contents
from pathways.stores.neo4j.link import Link
from pathways.stores.neo4j.manifest import GraphManifest
from pathways.stores.statements import statement

__all__ = ["contents_in"]

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

CHUNK = 200_000
"""About so many engagements are asked for at once: the lists stay below a transaction's memory."""
MISSING = -(1 << 40)
_NAMES = ("participant", "program", "edition", "role", "precision", "status", "tier")


def _editions(link: Link, dataset: str) -> pd.DataFrame:
    """Which edition of which program each id is."""
    rows = link.rows(statement("read_editions"), dataset=dataset)
    table = pd.DataFrame(rows, columns=["id", "program", "edition"])
    return table.astype("str")


def contents_in(
    link: Link, dataset: str, manifest: GraphManifest, sources: tuple[str, ...]
) -> Contents:
    """The records, and which source has which, as a folder keeps them."""
    editions = _editions(link, dataset).set_index("id")
    groups = _groups(link, dataset, manifest)
    sizes = [len(group["engagements"]) for group in groups]
    columns = {
        name: pd.Categorical(_repeated(values, sizes))
        for name, values in _said(groups, editions).items()
    }
    participants = pd.Categorical(list(chain.from_iterable(g["participants"] for g in groups)))
    keys = _keys(chain.from_iterable(group["engagements"] for group in groups))
    records = pd.DataFrame(
        {
            "participant": participants,
            **columns,
            "start": _days(_chained(groups, "starts")),
            "end": _days(_chained(groups, "ends")),
            "engagement": keys,
        }
    )
    order = np.lexsort((_chained(groups, "places"), participants.codes))
    records = records.iloc[order].reset_index(drop=True)
    records = _with_attributes(link, dataset, manifest, records)[list(manifest.columns)]
    return Contents(records, _members(groups, sizes, keys, sources))


def _groups(link: Link, dataset: str, manifest: GraphManifest) -> list[dict[str, Any]]:
    """Groups of engagements, one share of the participants after the other."""
    shares = max(1, -(-manifest.known_counts.get("Engagement", 0) // CHUNK))
    edges: list[str | None] = ["", None]
    if shares > 1:
        firsts = link.rows(statement("read_shares"), dataset=dataset, shares=shares)
        edges[1:1] = [row["first"] for row in firsts]
    found = []
    for low, high in pairwise(edges):
        found += link.rows(
            statement("read_engagements"), dataset=dataset, low=low, high=high, missing=MISSING
        )
    return found


def _said(groups: list[dict[str, Any]], editions: pd.DataFrame) -> dict[str, list[Any]]:
    """What each group has in common, in the words of the log."""
    known = editions[["program", "edition"]].to_dict("index")
    columns: dict[str, list[Any]] = {name: [] for name in _NAMES[1:]}
    for group in groups:
        at = known.get(group["edition"], {"program": group["program"], "edition": None})
        for name, values in columns.items():
            values.append(at[name] if name in at else group[name])
    return columns


def _repeated(values: list[Any], sizes: list[int]) -> list[Any]:
    return list(
        chain.from_iterable([value] * size for value, size in zip(values, sizes, strict=True))
    )


def _chained(groups: list[dict[str, Any]], name: str) -> Ints:
    return np.array(list(chain.from_iterable(group[name] for group in groups)), dtype=np.int64)


def _keys(texts: Iterable[str]) -> Keys:
    """The keys of engagements, which an earlier version wrote as signed numbers."""
    return np.array([int(text) % (1 << 64) for text in texts], dtype=np.uint64)


def _days(days: Ints) -> NDArray[np.datetime64]:
    dates = np.where(days == MISSING, np.iinfo(np.int64).min, days).astype("datetime64[D]")
    return dates.astype("datetime64[s]")


def _members(
    groups: list[dict[str, Any]], sizes: list[int], keys: Keys, sources: tuple[str, ...]
) -> pd.DataFrame:
    """Which source has which engagement; the only source has everything."""
    group_sources = [(number, name) for number, group in enumerate(groups)
                     for name in group["sources"] or sources[:1]]  # fmt: skip
    sources = tuple(dict.fromkeys([*sources, *(name for _, name in group_sources)]))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    parts = [keys[starts[number] : starts[number + 1]] for number, _ in group_sources]
    many = [len(part) for part in parts]
    codes = np.repeat([sources.index(name) for _, name in group_sources], many).astype(np.int64)
    table = pd.DataFrame(
        {
            "source": pd.Categorical.from_codes(codes, categories=pd.Index(sources, dtype="str")),
            "engagement": np.concatenate([*parts, keys[:0]]),
        }
    )
    return table.sort_values("source", kind="stable", ignore_index=True)


def _with_attributes(
    link: Link, dataset: str, manifest: GraphManifest, records: pd.DataFrame
) -> pd.DataFrame:
    """The attributes, from the engagements where they have their own, or else the participants."""
    columns: dict[str, pd.Series] = {}
    keys = records["engagement"].astype("str").tolist()
    blank = _blanks(link, dataset) if manifest.known_attributes else {}
    for name, stored, whose, dtype in manifest.known_attributes:
        text = "read_attribute" if whose == "participant" else "read_own_attribute"
        rows = link.rows(statement(text), dataset=dataset, name=stored)
        theirs = whose == "participant"
        found = {key: row["value"] for row in rows for key in _texts(row["ids"], whose)}
        by = records["participant"].tolist() if theirs else keys
        none = blank.get(stored, frozenset()) if theirs else frozenset()
        values = [None if key in none else found.get(at) for at, key in zip(by, keys, strict=True)]
        columns[name] = column_of([_native(value) for value in values], dtype)
    return records.assign(**columns)


def _texts(ids: list[str], whose: str) -> list[str]:
    """Ids as they are in the records; an earlier version wrote those of engagements otherwise."""
    return ids if whose == "participant" else [str(key) for key in _keys(ids).tolist()]


def _blanks(link: Link, dataset: str) -> dict[str, frozenset[str]]:
    rows = link.rows(statement("read_own_attribute"), dataset=dataset, name=BLANKS)
    names = {name for row in rows for name in row["value"]}
    return {
        name: frozenset(
            chain.from_iterable(
                _texts(row["ids"], "engagement") for row in rows if name in row["value"]
            )
        )
        for name in names
    }


def _native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value
