"""Groups in the place of persons: chapters, teams, cities cross a threshold as well."""

from __future__ import annotations

from dataclasses import replace

from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog, build_log
from pathways.record.selection import attribute_key, group_values

__all__ = ["log_of_groups"]


def log_of_groups(log: EngagementLog, attribute: str) -> EngagementLog:
    """The log as if each group of people were one participant; who has no group is left out.

    A person belongs to the group of their latest known value.  The engagements of a group are
    those of all its people.

    Raises:
        OptionError: an attribute that is none; the nearest is named.
        NoAnswerError: nobody has a value of it.

    >>> log_of_groups(log, "edition").people
    3
    """
    key = attribute_key(log, attribute)
    values = group_values(log, key)
    group = log.records["participant"].astype("str").map(values)
    if group.isna().all():
        raise NoAnswerError(f"Nobody of this record has a value of {attribute}.")
    records = log.as_records().assign(participant=f"{attribute} " + group)
    known = records[group.notna()].reset_index(drop=True)
    as_of = log.as_of.day or log.editions.name_of(log.as_of.rank)
    made = build_log(known, log.scheme, editions=log.editions, as_of=as_of, origin=log.origin)
    return replace(made, mostly_editions=log.mostly_editions)
