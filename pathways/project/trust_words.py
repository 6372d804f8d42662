"""Can this be trusted?  What speaks against a record, with its number and what mends it."""

from __future__ import annotations

from loaders.inspection import Inspection
from pathways.record.log import EngagementLog
from pathways.stats.rate import percent
from pathways.wording import listed, people_word

__all__ = ["trust_lines"]

_MOST = 0.05


def trust_lines(log: EngagementLog, found: Inspection) -> tuple[str, ...]:
    """What speaks against a record; one sentence that nothing does where that is so.

    Args:
        log: the record as it is counted, with the tiers of its scheme.
        found: the dry run of its files.
    """
    said = [*_refused(log), *_without_tier(log), *_never_twice(log), *_alike(log, found)]
    return tuple(said) or ("Nothing that can be seen in the file speaks against it.",)


def _refused(log: EngagementLog) -> list[str]:
    many, rows = log.origin.refused, log.origin.rows_in
    if not many:
        return []
    verb = "is" if many == 1 else "are"
    return [f"{many:,} of {rows:,} rows {verb} refused ({percent(many / rows)}) and in no number."]


def _without_tier(log: EngagementLog) -> list[str]:
    without = log.counted[log.counted["tier"].isna()]
    if without.empty:
        return []
    roles = without["role"].astype("str").fillna(without["program"].astype("str")).unique()
    names = listed([str(one) for one in roles])
    many = f"{len(without):,} of {len(log.counted):,} engagements have no tier"
    return [f"{many}: {names}; give them one in scheme.toml."]


def _never_twice(log: EngagementLog) -> list[str]:
    many = len(log.counted)
    if many < 10 or log.people < many:
        return []
    return [
        f"Nobody comes twice in {many:,} engagements: perhaps the column numbers rows, not people."
    ]


def _alike(log: EngagementLog, found: Inspection) -> list[str]:
    """Names that are likely one person are counted as several until somebody says so."""
    groups = [group for proposal in found.proposals for group in proposal.alike]
    if not groups:
        return []
    fewer = log.people - sum(len(group.participants) - 1 for group in groups)
    first = listed([f"{row:,}" for row in groups[0].rows])
    same = f"the names in rows {first} look like one person{_more(len(groups) - 1)}"
    return [
        f"{people_word(log.people)} may be {fewer:,}: {same}. Write them alike to count them so."
    ]


def _more(groups: int) -> str:
    if not groups:
        return ""
    return f", and so do those of {groups:,} other {'group' if groups == 1 else 'groups'}"
