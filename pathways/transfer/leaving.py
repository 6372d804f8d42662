"""Persons out of a store: what is held of them goes, and no later load brings them back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pathways.stores.contents import without
from pathways.stores.merge import Contents
from pathways.stores.people import People, is_held, leaving_out, not_yet_left_out
from pathways.stores.protocol import Store

__all__ = ["drop_graph_of", "leave_out"]


def leave_out(store: Store, ids: Collection[str]) -> int:
    """Take persons out of a store for good; how many engagements are gone.

    Nothing is written where all of them are left out already.

    Raises:
        StoreError: nothing was written yet, or the key is another.
        LockedError: somebody else writes.
    """
    manifest = store.manifest
    if manifest is not None and not not_yet_left_out(manifest.people, ids):
        return 0
    gone: list[int] = []

    def change(contents: Contents, people: People) -> tuple[Contents, People]:
        marked = leaving_out(people, ids)
        held = is_held(contents.records, replace(marked, since=""), contents.records[:0])
        gone.append(int((~held).sum()))
        return without(contents, held), marked

    store.rewrite(change)
    return gone[-1]


def drop_graph_of(source: str | Path) -> bool:
    """Remove the graph that `pathways query` made of a folder on this machine; if there is one.

    Raises:
        ServerError: its server does not stop.
    """
    from pathways.stores.neo4j.mirror import drop_mirror

    return "://" not in str(source) and drop_mirror([source])
