"""Choosing engagements: steps as people write them, tiers in focus, groups of people.

A STEP is written as a person says it (``mentee``, ``Global Sprint``, ``Participating``) and is
found among roles, programs, tiers and activities.  The exact form names what it is:
``role=mentee``, ``program="Global Sprint"``, ``tier=Participating``, several joined by commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer.wording import Sentence
from pathways.errors import (
    AmbiguousStepError,
    OptionError,
    UnknownStepError,
    nearest,
    one_of,
    shown,
)
from pathways.record.log import EngagementLog

__all__ = [
    "LOG_KEYS",
    "UNKNOWN_GROUP",
    "StepMatch",
    "attribute_key",
    "bounded",
    "find_step",
    "focus",
    "folded",
    "group_filter",
    "group_values",
    "groups",
    "person_values",
    "unknown_name",
]

LOG_KEYS = ("program", "edition", "role", "tier", "status")
"""What people can be told apart by that every log knows, besides its attributes."""
UNKNOWN_GROUP = "unknown"
_LONGEST = 1_000
"""Characters of a step, a condition or a key."""
_EXACT = re.compile(r'\s*(\w+)\s*=\s*(?:"([^"]*)"|([^,"]*?))\s*(?:,|$)')
_KINDS = ("role", "program", "tier", "edition")


@dataclass(frozen=True)
class StepMatch:
    """A step that was found: its name, which records of the log are it, and its kind if known."""

    label: str
    rows: NDArray[np.bool_]
    kind: str = ""

    @property
    def whose(self) -> str:
        """The people of the step, inside a sentence.

        >>> StepMatch("mentee", np.zeros(0, dtype=bool), "role").whose
        'those who were mentee'
        """
        words = {"role": "those who were", "program": "those in", "tier": "those at"}
        return f"{words.get(self.kind, 'those with')} {self.label}"


def find_step(log: EngagementLog, text: str) -> StepMatch:
    """The step that a person means.

    Raises:
        UnknownStepError: nothing in the record is called so; the nearest name is in the message.
        AmbiguousStepError: two kinds of thing are called so; both exact forms are in the message.
        OptionError: an exact form that cannot be read.
    """
    bounded(text)
    if "=" in text:
        return StepMatch(text.strip(), _exact(log, text))
    wanted = folded(text)
    found = {
        (kind, name): log.records[kind].cat.codes.to_numpy() == code
        for kind in ("role", "program", "tier")
        for code, name in _named(log, kind)
        if folded(name) == wanted
    }
    if len(found) > 1:
        forms = " or ".join(f"{kind}={_quoted(name)}" for kind, name in found)
        raise AmbiguousStepError(f"{shown(text)} can mean two things here; write {forms}.")
    if found:
        (kind, name), rows = found.popitem()
        return StepMatch(name, rows, kind)
    return _activity(log, text)


def focus(log: EngagementLog, *tiers: str) -> EngagementLog:
    """Only the engagements at these tiers; the answer's origin says how much was left out.

    Raises:
        SchemeError: a tier that the scheme does not have.
    """
    if not tiers:
        return log
    names = [log.scheme.tier(tier).name for tier in tiers]
    kept = log.records["tier"].isin(names).to_numpy()
    before, after = log.counted, log.counted[log.counted["tier"].isin(names)]
    gone = before["participant"].nunique() - after["participant"].nunique()
    return log.keep(
        kept,
        Sentence(
            "focus on {tiers}: {left_out} of {engagements} engagements and {people} people "
            "left out",
            tiers=", ".join(names),
            left_out=len(before) - len(after),
            engagements=len(before),
            people=gone,
        ),
    )


def groups(log: EngagementLog, attribute: str) -> Iterator[tuple[str, EngagementLog]]:
    """The log of each group of people by an attribute, by name, those without a value last.

    A person with several values belongs to the latest one.  In the log of a group only its own
    people count; of everyone else it keeps one record of each kind, not counted, so that a step
    that nobody of the group has taken is a step still.
    """
    values = group_values(log, attribute_key(log, attribute))
    of_row = values.reindex(log.records["participant"].astype("str")).to_numpy(dtype=object)
    missing, counted = pd.isna(of_row), log.records["counted"].to_numpy()
    for name in sorted({str(value) for value in of_row[~missing & counted]}):
        yield name, _only(log, np.asarray(of_row == name), group_filter(attribute, name))
    if (missing & counted).any():
        only = group_filter(attribute, UNKNOWN_GROUP)
        yield UNKNOWN_GROUP, _only(log, np.asarray(missing), only)


def group_filter(attribute: str, group: str) -> str:
    """What an answer says of people who are chosen by their group.

    >>> group_filter("region", "South"), group_filter("region", UNKNOWN_GROUP)
    ('region = South', 'region unknown')
    """
    return f"{attribute} unknown" if group == UNKNOWN_GROUP else f"{attribute} = {group}"


def _only(log: EngagementLog, chosen: NDArray[np.bool_], because: str) -> EngagementLog:
    """The log of some people, and of the others what names their steps."""
    named = ~log.records.duplicated(list(_KINDS)).to_numpy()
    part = log.keep(chosen | named, because)
    counted = part.records["counted"] & chosen[chosen | named]
    return part.part(part.records.assign(counted=counted), part.origin)


def person_values(log: EngagementLog, attribute: str) -> pd.Series:
    """Each person's latest known value of an attribute, as text, indexed by participant.

    What is only known after the cut-off is not known yet.
    """
    cut = log.as_of.rank
    if log.as_of.day is not None:
        cut = int(np.datetime64(log.as_of.day, "D").astype(np.int64))
    known = (log.records["time"] <= cut) & log.records[attribute].notna()
    rows = np.flatnonzero(known)
    person = log.records["participant"].cat.codes.to_numpy()[rows]
    # Records stand by person and time: somebody's latest is the one before the next person's.
    latest = log.records.iloc[rows[np.append(person[1:] != person[:-1], True)[: len(rows)]]]
    return latest[attribute].astype("str").set_axis(pd.Index(latest["participant"].astype("str")))


def group_values(log: EngagementLog, attribute: str) -> pd.Series:
    """Each person's group, indexed by participant; who says that it is unknown has none."""
    values = person_values(log, attribute)
    said = values.unique()
    return values[~values.isin([value for value in said if folded(value) == UNKNOWN_GROUP])]


def attribute_key(log: EngagementLog, key: str) -> str:
    """The column that a person means by a key: what the log knows itself, or an attribute.

    Raises:
        OptionError: there is none; the message names the nearest.
    """
    known = (*LOG_KEYS, *log.attributes)
    names = {folded(name): name for name in known}
    if folded(key) not in names:
        raise OptionError(f"{one_of(key, known, 'key')}.")
    return names[folded(key)]


def bounded(text: str) -> None:
    """Whoever asks, from a link as well, asks in few words.

    Raises:
        OptionError: it is longer than any name.
    """
    if len(text) > _LONGEST:
        raise OptionError(
            f"A step or a condition has at most {_LONGEST:,} characters; {shown(text)} has "
            f"{len(text):,}."
        )


def _exact(log: EngagementLog, text: str) -> NDArray[np.bool_]:
    parts = _EXACT.findall(text)
    if not parts or "".join(m.group(0) for m in _EXACT.finditer(text)) != text:
        raise OptionError(
            f"A step is a name, or KEY=VALUE joined by commas such as "
            f'role=mentee,program="Global Sprint", not {shown(text)}.'
        )
    rows = np.ones(len(log.records), dtype=bool)
    for key, quoted, bare in parts:
        if key not in _KINDS:
            raise OptionError(f"{one_of(key, _KINDS, 'key')} (in the step {shown(text)}).")
        rows &= _one(log, key, quoted or bare)
    if not rows.any():
        raise UnknownStepError(f"No engagement of this record is {text.strip()}.")
    return rows


def _one(log: EngagementLog, kind: str, value: str) -> NDArray[np.bool_]:
    for code, name in _named(log, kind):
        if folded(name) == folded(value):
            return np.asarray(log.records[kind].cat.codes == code)
    raise UnknownStepError(unknown_name(value, [name for _, name in _named(log, kind)], kind))


def _activity(log: EngagementLog, text: str) -> StepMatch:
    """A step written as program and role: ``Open Leaders: mentee``."""
    programs = {folded(name): name for _, name in _named(log, "program")}
    roles = {folded(name): name for _, name in _named(log, "role")}
    # Names may hold colons of their own: every one may be that between the two.
    for at in (place for place, sign in enumerate(text) if sign == ":"):
        program, role = text[:at].strip(), text[at + 1 :].strip()
        if folded(program) in programs and folded(role) in roles:
            rows = _one(log, "program", program) & _one(log, "role", role)
            if rows.any():
                return StepMatch(f"{programs[folded(program)]}: {roles[folded(role)]}", rows)
    known = [name for kind in ("role", "program", "tier") for _, name in _named(log, kind)]
    raise UnknownStepError(unknown_name(text, known, "step"))


def unknown_name(value: str, known: Iterable[str], what: str) -> str:
    names = sorted(set(known))
    near = nearest(value, names)
    there = f"there are {', '.join(names[:12])}" if names else "it has none at all"
    hint = f'the nearest is "{near}"' if near else there
    return f"This record has no {what} {shown(value)}; {hint}."


def _named(log: EngagementLog, kind: str) -> list[tuple[int, str]]:
    column = log.records[kind].cat
    names = column.categories.tolist()
    return [(code, str(names[code])) for code in np.unique(column.codes).tolist() if code >= 0]


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r"[\s,]", name) else name


def folded(text: object) -> str:
    """A name without its case and its extra spaces, so that two spellings of it are equal.

    >>> folded(" Global  SPRINT")
    'global sprint'
    """
    return " ".join(str(text).split()).casefold()
