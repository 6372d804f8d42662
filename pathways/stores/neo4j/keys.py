"""The keys of the graph: what keeps anything from being there twice, and when it is made.

A key costs each node that is written some work, and far less when it is made over nodes that are
there.  So a graph without people is filled first and keyed afterwards.  Until then nothing comes
twice, since a log holds each person once and a loader that goes on asks who is there.

There is no index on the data set of participants alone: beside 43,000 others the 2,900 people of a
small one are counted in 0.04 seconds of the server's without it and in 0.02 with it, and where a
server holds one data set it gains nothing.
"""

from __future__ import annotations

from contextlib import suppress

from pathways.errors import StoreError, WriteRefusedError, shown
from pathways.stores.neo4j.link import Link
from pathways.stores.statements import statement, statements

__all__ = ["LABELS", "key_people", "key_places", "unkey_people_where_nobody_is"]

_OURS = "pathways_"
_PLACES = ("Edition", "Program", "Tier", "LoadManifest")
_PEOPLE = ("Participant", "Engagement")
LABELS = (*_PEOPLE, *_PLACES)


def key_places(link: Link) -> None:
    """Keys of the manifest, programs, editions and tiers.

    Raises:
        StoreError: somebody else's constraint on our labels stands in the way.
    """
    _key(link, "keys_of_places", _PLACES)


def key_people(link: Link) -> None:
    """Keys of participants and engagements.

    Raises:
        StoreError: something is there twice, or somebody else's constraint stands in the way.
    """
    _key(link, "keys_of_people", _PEOPLE)


def unkey_people_where_nobody_is(link: Link) -> None:
    """Take the keys of people away from a graph that holds none, in any data set."""
    if link.rows(statement("nobody"))[0]["nobody"] and _keyed(link) & set(_PEOPLE):
        with suppress(WriteRefusedError):  # who may not do that loads a little slower
            for text in (*statements("no_keys_of_people"), *statements("no_indexes_of_people")):
                link.alone(text)


def _key(link: Link, name: str, labels: tuple[str, ...]) -> None:
    wanted = [] if set(labels) <= _keyed(link) else statements(name)
    here = {one["name"] for one in link.rows("SHOW INDEXES YIELD name")}
    indexes = statements(f"indexes{name.removeprefix('keys')}")
    wanted += [text for text in indexes if not here & set(text.split())]
    for text in wanted:
        link.alone(text)
    if wanted:
        link.alone("CALL db.awaitIndexes(300)")


def _keyed(link: Link) -> set[str]:
    """The labels that have a key of ours.

    Raises:
        StoreError: one of them has a constraint that is not ours.
    """
    ours = set()
    for one in link.rows("SHOW CONSTRAINTS YIELD name, labelsOrTypes, properties"):
        labels = set(one["labelsOrTypes"] or ()) & set(LABELS)
        if labels and not one["name"].startswith(_OURS):
            raise StoreError(
                f"A constraint at {link.address} that is not ours stands in the way: "
                f"{shown(one['name'])} on {one['labelsOrTypes'][0]} "
                f"({', '.join(one['properties'])}). Drop it, or name another database."
            )
        ours |= labels
    return ours
