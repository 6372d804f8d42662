"""The brief: what a nine-minute meeting needs to know, and nothing when there is nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, Percent, Sentence
from pathways.errors import NoAnswerError, OptionError, RecordsError
from pathways.loops.alarms import (
    Remembered,
    edits,
    jump,
    new_roles,
    remembered_of,
    stopped_sources,
)
from pathways.loops.files import FOLDER
from pathways.loops.items import Item
from pathways.loops.news import closed_windows, due_plans, newly_crossed, not_moved_on
from pathways.loops.places import known_on
from pathways.project.config import Project
from pathways.record.files import write_whole
from pathways.record.locks import only_writer
from pathways.record.log import EngagementLog
from pathways.scoring.contact_policy import InvitationRule
from pathways.stats.comparison import ERROR, holm

__all__ = ["LAST", "MOST", "brief", "last_brief", "remember"]

LAST = "last"
MOST = 9
"""More than that no short meeting can hold."""
_MEMORY = "briefs.jsonl"
_FIRST_DAYS = 7
_WAIT_SECONDS = 10.0
_ORDER = ("data", "due", "crossed", "window", "waiting")
_KEYS = ("as_of", "counted", "records", "scheme", "scheme_digest")


def brief(
    log: EngagementLog,
    *,
    since: str,
    project: Project | None = None,
    rules: Sequence[InvitationRule] = (),
    folder: str | Path = FOLDER,
    last: Remembered | None = None,
) -> Answer:
    """At most nine items that are new since a day: each one sentence, one number, one pointer.

    Facts to act on are always said: who has newly crossed by the rules of the project, plans that
    are due, new roles without a tier, a changed scheme, and old records that were edited (where
    ``last`` says what the last brief saw).  Findings are said only where they stand clear of
    noise: a cohort whose window closed, against those before and the goal; people who have had
    the usual time at a tier and did not move on, against those before; a source that stopped; a
    sudden jump.  All findings that were looked at are tested together (Holm): the chance that a
    brief says anything of a record in which nothing changes is at most 5 %.

    Made for a chat or a mail: no ids, and no count of 1 to 4 people.

    Args:
        log: the engagements.
        since: a date (or edition) before the as-of.
        project: goals, contact policy and the steps of conversion.
        rules: the rules of invitations.
        folder: where loops are.
        last: what the last brief left (:func:`last_brief`).

    Returns:
        One row per item, data first, then what is due, who crossed, cohorts, waiting people:
        ``kind`` (``data``, ``due``, ``crossed``, ``window``, ``waiting``), ``sentence``,
        ``number``, ``pointer`` (str), ``p`` (float64, after Holm; missing for facts).

    Raises:
        OptionError: a day that is none.
        NoAnswerError: a day that is not before the as-of date.

    Source: measures.md, section 7.

    Example:
        >>> brief(log, since="2020-12-01", folder="no such folder").sentence
        'Nothing stands clear of noise since 2020-12-01 (as of 2021-01-10).'
    """
    project = project or Project()
    then = known_on(log, since)
    if then.as_of == log.as_of:
        raise NoAnswerError(f"The record ends {log.as_of}: say an earlier day than {since}.")
    facts = [
        *edits(then, last),
        *new_roles(log, then),
        *due_plans(log, Path(folder)),
        *newly_crossed(log, then.as_of.label, rules, project),
    ]
    looked_at = [
        *stopped_sources(log, then),
        *jump(log, then),
        *closed_windows(log, then, project),
        *not_moved_on(log, then),
    ]
    table = _table(facts, looked_at)
    return Answer(
        question="brief",
        sentence=_sentence(table, then, log),
        denominator="as each item says",
        table=table.head(MOST),
        caveats=_caveats(table, len(looked_at)),
        origin=log.origin,
    )


def _table(facts: list[Item], looked_at: list[Item]) -> pd.DataFrame:
    """Facts, and the findings that stand clear of noise over all that were looked at."""
    adjusted = holm([1.0 if item.p is None else item.p for item in looked_at]).tolist()
    clear = [(item, p) for item, p in zip(looked_at, adjusted, strict=True) if p <= ERROR]
    every = [*((item, float("nan")) for item in facts), *clear]
    every.sort(key=lambda pair: (_ORDER.index(pair[0].kind), -pair[0].people, pair[0].sentence))
    rows = [(one.kind, one.sentence, one.number, one.pointer, p) for one, p in every]
    table = pd.DataFrame(rows, columns=["kind", "sentence", "number", "pointer", "p"])
    return table.astype({"p": "float64"} | dict.fromkeys(table.columns[:4], "str"))


def _sentence(table: pd.DataFrame, then: EngagementLog, log: EngagementLog) -> Sentence:
    span = {"then": str(then.as_of), "now": str(log.as_of)}
    if table.empty:
        silent = "Nothing stands clear of noise since {then} (as of {now})."
        return Sentence(silent, "nothing new", **span)
    many = Number(min(len(table), MOST))
    items = "items" if many > 1 else "item"
    told = "{many} {items} since {then} (as of {now})."
    return Sentence(told, "what is new", many=many, items=items, **span)


def _caveats(table: pd.DataFrame, looked_at: int) -> tuple[Sentence, ...]:
    told = [
        Sentence(
            "Findings looked at together: {many} (Holm); where nothing changes a brief speaks in "
            "at most {error} of cases.",
            "looked at together", many=Number(looked_at), error=Percent(ERROR),
        )
    ]  # fmt: skip
    if len(table) > MOST:
        left_out = "Left out, {more} more; nine is what a short meeting holds."
        told.append(Sentence(left_out, "left out", more=Number(len(table) - MOST)))
    return tuple(told)


def last_brief(log: EngagementLog, folder: str | Path = FOLDER) -> tuple[str, Remembered | None]:
    """Since when the next brief is, and what the last one saw.

    The last remembered brief before the as-of date; where there is none, a week before.

    Raises:
        OptionError: a record of editions without a brief yet: since when must be said.
        RecordsError: the file of briefs is damaged.
    """
    earlier = [one for one in _memory(Path(folder)) if one["as_of"] != log.as_of.label]
    usable = [one for one in earlier if _is_before(log, str(one["as_of"]))]
    if usable:
        return str(usable[-1]["as_of"]), usable[-1]
    if log.as_of.day is None:
        raise OptionError("No brief is remembered yet: say since which edition.")
    return (log.as_of.day - timedelta(days=_FIRST_DAYS)).isoformat(), None


def _is_before(log: EngagementLog, when: str) -> bool:
    try:
        return known_on(log, when).as_of != log.as_of
    except (NoAnswerError, OptionError):
        return False


def remember(log: EngagementLog, folder: str | Path = FOLDER) -> Path:
    """Write down what a brief has seen, one line per as-of date, for the next one.

    Raises:
        RecordsError: the file of briefs is damaged.
        OutputError: it cannot be written.
    """
    path = Path(folder) / _MEMORY
    path.parent.mkdir(parents=True, exist_ok=True)
    with only_writer(path.parent, _WAIT_SECONDS):
        made = remembered_of(log)
        kept = [one for one in _memory(path.parent) if one["as_of"] != made["as_of"]]
        write_whole(path, "".join(json.dumps(one) + "\n" for one in [*kept, made]))
    return path


def _memory(folder: Path) -> list[Remembered]:
    path = folder / _MEMORY
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            found.append({key: entry[key] for key in _KEYS})
        except (ValueError, KeyError, TypeError) as error:
            raise RecordsError(
                f"{path.name} is damaged in line {number}: restore it, or take the line out; the "
                "next brief then cannot tell what was edited since."
            ) from error
    return found
