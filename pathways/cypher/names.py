"""What attributes are called in the graph of a server, where some names mean something already."""

from __future__ import annotations

__all__ = ["property_of"]

_TAKEN = frozenset(
    [
        "id",
        "dataset",
        "hash",
        "linked",
        "name",
        "start",
        "since",
        "first_at",
        "watched_days",
        "watched_months",
        "watched_editions",
        "activity",
        "type",
        "label",
        "title",
        "place",
        "date",
        "end",
        "precision",
        "role",
        "status",
        "counted",
        "time",
        "rank",
        "step_set",
        "role_set",
        "tier_set",
        "edition_set",
        "tier_stated",
        "sources",
        "repeats",
        "blanks",
        "tier",
        "program",
        "edition",
    ]
)


def property_of(name: str) -> str:
    """The name of an attribute in the graph: its own, unless that means something there already.

    >>> property_of("region"), property_of("Place")
    ('region', 'Place_')
    """
    return f"{name}_" if name.casefold().rstrip("_") in _TAKEN else name
