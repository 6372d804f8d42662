"""What a record holds of people: every field, why it is there, since when, and of how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from loaders.evidence import told_by
from pathways.answer import Answer
from pathways.answer.wording import people_word
from pathways.record.log import EngagementLog
from pathways.stores.people import NOBODY, People

__all__ = ["inventory"]

_WHY = {
    "participant": ("the id of a person", "to see that two engagements are one person's"),
    "program": ("what somebody came to", "steps"),
    "edition": ("which round of it", "cohorts, and order where there are no dates"),
    "role": ("as what somebody came", "steps and tiers"),
    "start": ("when it began", "order, windows and waiting"),
    "end": ("when it ended", "gaps between engagements"),
    "precision": ("how exactly the date is known", "order"),
    "status": ("whether somebody came", "to count only who was there"),
    "tier": ("how deep it is", "deepening and stuck points"),
    "clock_time": ("the time of day", "order within a day"),
    "engagement": ("the key of a row", "so that loading again changes nothing"),
}
_PURPOSE = "an attribute: groups of people"


def inventory(
    log: EngagementLog, *, people: People = NOBODY, dropped: Sequence[str] = ()
) -> Answer:
    """What is held of people, why, and since when.

    Args:
        log: the engagements.
        people: what a store knows of its people beside them.
        dropped: headers that were left out when the files were read.

    Returns:
        One row per field that says something, then one for each kind of list: ``field`` (str),
        ``holds`` (str: what it is), ``why`` (str), ``people`` and ``engagements`` (int64: of how
        many it is known), ``since`` (str: the first day among them, empty without dates).

    Source: measures.md, section 8.

    Example:
        >>> inventory(log).table[["field", "people"]].values.tolist()[:2]
        [['participant', 5], ['program', 5]]
    """
    fields = [*_WHY, *(name for name in log.attributes if name not in _WHY)]
    rows = [_field(log, name) for name in fields if name in log.records]
    rows = [row for row in rows if row[4]]
    rows += [(name, "left out when it was read", "nothing needs it", 0, 0, "") for name in dropped]
    rows += _lists(people)
    columns = ["field", "holds", "why", "people", "engagements", "since"]
    table = pd.DataFrame(rows, columns=columns)
    many = log.records["participant"].nunique()
    held = int((table["engagements"] > 0).sum())
    return Answer(
        question="people_inventory",
        sentence=f"{held} fields are held of {people_word(many)}.",
        denominator="everybody in the record, counted or not",
        table=table,
        caveats=_caveats(log, people),
        origin=replace(log.origin, alarms=()),
    )


_Row = tuple[str, str, str, int, int, str]


def _field(log: EngagementLog, name: str) -> _Row:
    known = log.records[log.records[name].notna()]
    kind = told_by(name) or "describes people or rows"
    told = (kind, _PURPOSE)
    holds, why = _WHY.get(name, told)
    since = known["start"].min()
    day = "" if pd.isna(since) else since.date().isoformat()
    return name, holds, why, int(known["participant"].nunique()), len(known), day


def _lists(people: People) -> list[_Row]:
    """What is kept beside the engagements, where there is any."""
    merges = sum(not one.undone for one in people.merges)
    lists = (
        ("merges", "ids that are one person's", "to count a person once", merges),
        ("left out", "keyed marks of persons", "so that no load brings them back",
         len(people.left_out)),
    )  # fmt: skip
    return [(name, holds, why, many, 0, "") for name, holds, why, many in lists if many]


def _caveats(log: EngagementLog, people: People) -> tuple[str, ...]:
    caveats = [note for note in log.notes if "Left out:" in note]
    if people.since:
        caveats.append(f"Whoever last came before {people.since} is not held (retention).")
    return tuple(caveats)
