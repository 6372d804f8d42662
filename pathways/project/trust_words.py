"""Can this be trusted?  What speaks against a record, with its number and what mends it."""

from __future__ import annotations

from loaders.inspection import Inspection
from pathways.answer import Alarm
from pathways.answer.wording import listed, people_word
from pathways.record.log import EngagementLog

__all__ = ["alarm_sentence", "alike_sentence", "trust_lines"]

NOTHING = "Nothing that can be seen in the file speaks against it."


def trust_lines(log: EngagementLog, found: Inspection) -> tuple[str, ...]:
    """What speaks against a record; one sentence that nothing does where that is so.

    Args:
        log: the record as it is counted, with the tiers of its scheme.
        found: the dry run of its files.
    """
    groups = [group.rows for proposal in found.proposals for group in proposal.alike]
    fewer = sum(len(rows) - 1 for rows in groups)
    sentences = [alarm_sentence(alarm) for alarm in log.origin.alarms]
    if groups:
        sentences.append(alike_sentence(log.people, log.people - fewer, groups[0], len(groups) - 1))
    return tuple(sentences) or (NOTHING,)


def alarm_sentence(alarm: Alarm) -> str:
    """What was found, what it changes, and what mends it."""
    return " ".join(filter(None, (alarm.finding, alarm.changes, alarm.mend)))


def alike_sentence(people: int, may_be: int, rows: tuple[int, ...], others: int) -> str:
    """Names that look like one person are counted as several until somebody writes them alike.

    >>> print(alike_sentence(6, 4, (2, 3, 4), 0).split(". ")[0])
    6 people may be 4: the names in rows 2, 3 and 4 look like one person
    """
    where = listed([f"{row:,}" for row in rows])
    more = ""
    if others:
        more = f", and so do those of {others:,} other {'group' if others == 1 else 'groups'}"
    return (
        f"{people_word(people)} may be {may_be:,}: the names in rows {where} look like one "
        f"person{more}. Write them alike, and they are counted as one."
    )
