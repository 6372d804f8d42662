"""What Neo4j notices in a query: names that nothing has, what is deprecated or costly, where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import neo4j

from pathways.cypher.text import days_as_texts
from pathways.errors import QueryError, nearest, shown
from pathways.stores.neo4j.keys import LABELS
from pathways.stores.neo4j.link import Link

__all__ = ["TYPES", "days_noticed", "names_in", "notices", "pointed_at"]

TYPES = ("MADE", "IN_EDITION", "OF_PROGRAM", "AT_TIER", "NEXT", "REACHED")
_UNKNOWN = {"01N50": "label", "01N51": "type", "01N52": "property"}
"""The status that says that nothing has a label, a relationship type or a property."""
_LISTS = {
    "label": "CALL db.labels() YIELD label AS name",
    "type": "CALL db.relationshipTypes() YIELD relationshipType AS name",
    "property": "CALL db.propertyKeys() YIELD propertyKey AS name",
}
_QUOTED = re.compile(r"`((?:[^`]|``)*)`")
_STATUS = re.compile(r"(?:warn|info|note): [^.]*\. ")


def notices(
    link: Link, text: str, seen: Iterable[neo4j.GqlStatusObject], *, refuse: bool = True
) -> list[str]:
    """What the server noticed, one sentence each, with the place and the nearest name.

    Args:
        link: the server.
        text: the query, that began in line 2 of what was sent.
        seen: what the server said of it.
        refuse: see a label or type that is nearly a known one as the error that it mostly is.

    Raises:
        QueryError: such a label or type.
    """
    placed = sorted(
        (one for one in seen if one.position is not None),
        key=_place,
    )
    return [sentence.partition("\n")[0] for sentence in _notices(link, text, placed, refuse=refuse)]


def days_noticed(text: str, parameters: Mapping[str, Any]) -> list[str]:
    """What Neo4j does not notice: a day that is compared with a text, of which nothing comes.

    >>> days_noticed("MATCH (e)\\nWHERE e.start > $on RETURN e", {"on": "2018-01-01"})
    ['Line 2, column 8: start is a day, and no day is a text: write date($on).']
    """
    found = []
    for at, name, instead in days_as_texts(text, parameters):
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        sentence = f"{name} is a day, and no day is a text: write {instead}."
        found.append(pointed_at(text, line, column, sentence).partition("\n")[0])
    return found


def names_in(link: Link) -> dict[str, list[str]]:
    """The names that a server knows, by what they are: ``label``, ``type`` or ``property``."""
    return {what: _listed(link, what) for what in _LISTS}


def _notices(
    link: Link, text: str, seen: Iterable[neo4j.GqlStatusObject], *, refuse: bool
) -> Iterator[str]:
    for one in seen:
        line, column = _place(one)
        what = _UNKNOWN.get(one.gql_status)
        name = _QUOTED.search(one.status_description) if what else None
        if what is None or name is None:
            sentence = _STATUS.sub("", one.status_description, count=1)
            yield pointed_at(text, line, column, sentence)
            continue
        near = nearest(name[1], _known(link, what))
        hint = f"; the nearest is {shown(near)}." if near else "."
        sentence = pointed_at(text, line, column, f"Nothing here is called {shown(name[1])}{hint}")
        if near and refuse and what != "property":
            raise QueryError(sentence)
        yield sentence


def _place(one: neo4j.GqlStatusObject) -> tuple[int, int]:
    """Line and column in the text, that was sent from the second line on."""
    at = one.position
    return (at.line - 1, at.column) if at else (1, 1)


def _known(link: Link, what: str) -> list[str]:
    """What may be meant; a label may be meant where a type stands, and the other way round."""
    if what == "property":
        return _listed(link, what)
    return [*LABELS, *TYPES, *chain(*(_listed(link, one) for one in ("label", "type")))]


def _listed(link: Link, what: str) -> list[str]:
    return [row["name"] for row in link.rows(f"{_LISTS[what]} RETURN name")]


def pointed_at(text: str, line: int, column: int, sentence: str) -> str:
    """A sentence with its place in a text, the line below it, and a caret below that."""
    lines = text.splitlines() or [""]
    number = min(max(line, 1), len(lines))
    return f"Line {number}, column {column}: {sentence}\n{lines[number - 1]}\n{' ' * (column - 1)}^"
