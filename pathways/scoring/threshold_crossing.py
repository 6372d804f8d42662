"""Crossing a threshold: when people first had so many points at a tier within a window.

Time is days, or places in the order of editions in a record that knows editions better than days
(:meth:`~pathways.record.log.EngagementLog.horizon` decides).  A window of ``W`` at ``t`` is
``(t − W, t]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer.wording import People, Sentence, points_word
from pathways.errors import NoAnswerError, OptionError, one_of, shown
from pathways.record.editions import edition_word
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.selection import attribute_key
from pathways.record.window import Horizon, length_of_time
from pathways.scoring.contact_policy import Contact, Invitation
from pathways.scoring.ledger import Ints, ledger
from pathways.scoring.weighting import UNWEIGHTED, Weighting, exact
from pathways.stats.sorting import sorting

__all__ = [
    "AT_TARGET",
    "COOLING",
    "INVITE",
    "NOT_ALLOWED",
    "START",
    "STATES",
    "Candidates",
    "Climb",
    "Threshold",
    "asked_of",
    "climb_of",
    "labels_of",
    "last_run",
    "moment_now",
    "place_in_time",
    "states_of",
    "threshold_caveats",
    "threshold_of",
    "whole_points",
]

AT_TARGET, NOT_ALLOWED = "at the target tier", "contact not allowed"
COOLING, INVITE = "invited before", "to invite"
STATES = (AT_TARGET, NOT_ALLOWED, COOLING, INVITE)
START = "start"
NEVER = 2**40
"""A moment that no record reaches."""


@dataclass(frozen=True)
class Threshold:
    """``least`` points at ``tier`` within ``window`` make an invitation to the tier ``target``."""

    tier: str
    target: str
    least: Decimal
    window: Horizon


@dataclass(frozen=True)
class Climb:
    """What people had at the tier within the window, after each of their engagements there.

    Attributes:
        person: code of the participant.
        when: moments, ascending within a person.
        each: points of the engagement, in whole numbers of which ``scale`` make one point.
        score: points within the window then, in the same.
        reached: by code of the participant, when they first were at the target tier or higher.
    """

    person: Ints
    when: Ints
    each: Ints
    score: Ints
    scale: int
    reached: Ints

    def within(self, after: int) -> Ints:
        """Points since a moment, by code of the participant."""
        late = self.when > after
        sums = np.zeros(len(self.reached), dtype=np.int64)
        np.add.at(sums, self.person[late], self.each[late])
        return sums

    def crossed(self, least: Decimal) -> pd.DataFrame:
        """Who has ever had so many points, with ``person`` and ``when`` they first had."""
        enough = self.score >= whole_points(least, self.scale)
        found = pd.DataFrame({"person": self.person[enough], "when": self.when[enough]})
        return found.drop_duplicates("person", ignore_index=True)


@dataclass(frozen=True)
class Candidates:
    """How many ``people`` have crossed, by ``state`` and whether they are ``new``.

    ``climbing`` is how many people have points at the tier, ``since`` the moment after which a
    crossing is new, in words, empty where every crossing is.
    """

    table: pd.DataFrame
    climbing: int
    since: str

    def people(self, *states: str) -> int:
        """How many people are in these states."""
        return int(self.table.loc[self.table["state"].isin(states), "people"].sum())

    def new(self, *states: str) -> int:
        """How many of them are new."""
        here = self.table["state"].isin(states) & self.table["new"]
        return int(self.table.loc[here, "people"].sum())


def threshold_of(
    log: EngagementLog,
    tier: str,
    least: float | str | Decimal,
    window: str | None,
    invite_to: str | None,
) -> Threshold:
    """A threshold as it was asked for.

    Raises:
        SchemeError: a tier that the scheme does not have.
        NoAnswerError: no tier above it.
        OptionError: a target that is not above it, points that are no decimal above 0, or a window
            that the record cannot follow.
    """
    at, tiers = log.scheme.tier(tier), log.scheme.tiers
    if invite_to is None and at.rank + 1 == len(tiers):
        raise NoAnswerError(f"{at.name} is the top tier, so there is none to invite to.")
    target = tiers[at.rank + 1] if invite_to is None else log.scheme.tier(invite_to)
    if target.rank <= at.rank:
        raise OptionError(f"{target.name} does not lie above {at.name}; invite to a higher tier.")
    number = exact(least, "The number of points to reach")
    if not number:
        raise OptionError("The points to reach are more than 0; everybody has nothing.")
    return Threshold(at.name, target.name, number, log.horizon(window))


def whole_points(least: Decimal, scale: int) -> int:
    """The least whole number that is so many points, of which ``scale`` make one.

    >>> whole_points(Decimal("0.25"), 10)
    3
    """
    return int((least * scale).to_integral_value(rounding=ROUND_CEILING))


def climb_of(log: EngagementLog, rule: Threshold, weighted_by: Weighting | None = None) -> Climb:
    """The points of everyone at the tier of a threshold, raw unless there is a weighting."""
    book = ledger(log, weighted_by or UNWEIGHTED)
    amounts = book.raw if weighted_by is None else book.weighted
    moment = column(log, "time" if rule.window.unit == "day" else "rank")
    code = column(log, "participant")
    here = np.array([kind.tier == rule.tier for kind in book.kinds], dtype=bool)[book.kind]
    person, when = code[book.rows][here], moment[book.rows][here]
    order = sorting(person, when)
    person, when = person[order], when[order]
    high = column(log, "tier") >= log.scheme.tier(rule.target).rank
    reached = np.full(len(log.counted["participant"].cat.categories), NEVER, dtype=np.int64)
    np.minimum.at(reached, code[high], moment[high])
    each = amounts.each[here][order]
    score = _windowed(person, when, each, rule.window.back(when))
    return Climb(person, when, each, score, amounts.scale, reached)


def _windowed(person: Ints, when: Ints, each: Ints, window: Ints) -> Ints:
    """The sum of each person's last points, up to each moment, in ``(t − window, t]``."""
    if not len(when):
        return each
    first = int(when.min())
    # One axis for everybody, each person's stretch behind that of the one before.
    stretch = int(when.max()) - first + 2
    place = person * stretch + (when - first + 1)
    before = person * stretch + np.maximum(when - window - first + 1, 0)
    so_far = np.concatenate([[0], np.cumsum(each)])
    ends, starts = (np.searchsorted(place, edge, side="right") for edge in (place, before))
    return np.asarray(so_far[ends] - so_far[starts], dtype=np.int64)


def last_run(log: EngagementLog, rule: Threshold, made: Sequence[Invitation]) -> str:
    """The latest moment at which somebody was invited to the target, in words; or ``start``."""
    runs = (one.invited for one in made if one.tier == rule.target)
    return max(runs, default=START, key=partial(place_in_time, log, rule.window.unit))


def states_of(
    log: EngagementLog, climb: Climb, found: pd.DataFrame, made: Sequence[Invitation], to: Contact
) -> Ints:
    """Whether people who have crossed are to be invited: places among :data:`STATES`.

    Who is at the target tier or higher is not; then, who may not be contacted; then, who was
    invited less than the cooldown ago.

    Raises:
        OptionError: an unknown attribute.
    """
    names = log.records["participant"].cat.categories.astype("str")
    people = pd.Series(names[found["person"]], dtype="str")
    state = np.full(len(found), STATES.index(INVITE), dtype=np.int64)
    state[_cooling(log, people, made, to)] = STATES.index(COOLING)
    state[~_allowed(log, people, to)] = STATES.index(NOT_ALLOWED)
    state[climb.reached[found["person"]] < NEVER] = STATES.index(AT_TARGET)
    return state


def asked_of(rule: Threshold, weighted_by: Weighting | None) -> str:
    """What is to be reached, in words."""
    points = points_word(float(rule.least))
    if weighted_by is not None:
        points = points.replace(" point", " weighted point")
    return f"{points} within {length_of_time(rule.window)}"


def threshold_caveats(
    log: EngagementLog, rule: Threshold, found: Candidates, contact: Contact | None
) -> tuple[Sentence, ...]:
    """What a careful reader must know of who is listed and who is not."""
    caveats = []
    if contact is None or contact.attribute is None:
        caveats.append(
            Sentence(
                "No policy of contact is given, so nobody is left out for want of consent.",
                "consent",
            )
        )
    if contact is None or contact.invited is None:
        caveats.append(
            Sentence(
                "No file of invitations is given, so nobody counts as invited before.",
                "invited before",
            )
        )
    elif log.as_of.day is None and found.people(COOLING):
        again = "This record has no dates: whoever was ever invited is not invited again."
        caveats.append(Sentence(again, "no dates"))
    late = found.people(INVITE) - found.new(INVITE)
    if late:
        caveats.append(
            Sentence(
                "Crossed by {since}, still to invite and not new: {late}, whose records came "
                'late or who had to wait; since="{start}" (--since {start}) has everyone.',
                "still to invite and not new", since=found.since, late=People(late), start=START,
            )
        )  # fmt: skip
    if rule.window.unit == "edition":
        caveats.append(Sentence("The window is in editions, in the order of the record.", "window"))
    return tuple(caveats)


def moment_now(log: EngagementLog, unit: str) -> int:
    """The as-of date in days since 1970, or the rank of the latest edition that had begun."""
    day = log.as_of.day
    if unit == "edition" or day is None:
        return log.as_of.rank
    return int(np.datetime64(day, "D").astype(np.int64))


def place_in_time(log: EngagementLog, unit: str, text: str) -> int:
    """A date or an edition on the axis of time; ``start`` lies before everything."""
    if text == START:
        return -NEVER
    day = _day(text)
    if day is not None and log.as_of.day is not None:
        days = np.array([np.datetime64(day, "D").astype(np.int64)])
        return int(days[0] if unit == "day" else log.editions.rank_on(days)[0])
    table = log.editions.table
    known = dict(zip(table["edition"].astype("str"), table["rank"], strict=True))
    # A run on the last of parallel editions has the names of all of them.
    known |= {log.editions.name_of(rank): rank for rank in known.values()}
    name = text if text in known else text.removeprefix("edition ")
    if unit == "edition" and name in known:
        return int(known[name])
    if unit == "edition" and day is None:
        raise OptionError(f"{one_of(text, tuple(known), 'since')}.")
    raise OptionError(f'Since when is a date such as 2026-06-30, or "{START}", not {shown(text)}.')


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def labels_of(log: EngagementLog, unit: str, when: Ints) -> list[str]:
    """Moments as dates, or as the names of editions."""
    if unit == "day":
        return [str(day) for day in when.astype("datetime64[D]")]
    return [edition_word(log.editions.name_of(rank)) for rank in when.tolist()]


def _cooling(
    log: EngagementLog, people: pd.Series, made: Sequence[Invitation], contact: Contact
) -> NDArray[np.bool_]:
    """Who was invited less than the cooldown ago; where days are not known, who ever was."""
    today = log.as_of.day
    still = set()
    for one in made:
        day = _day(one.invited)
        if today is None or day is None or (today - day).days < contact.cooldown_days:
            still.add(one.participant)
    return np.asarray(people.isin(still), dtype=bool)


def _allowed(log: EngagementLog, people: pd.Series, contact: Contact) -> NDArray[np.bool_]:
    if contact.attribute is None:
        return np.ones(len(people), dtype=bool)
    key, unit = attribute_key(log, contact.attribute), log.unit
    known = log.records.loc[
        log.records["time"] <= moment_now(log, unit), ["participant", "time", key]
    ]
    known = known.dropna().astype({"participant": "str", key: "str"})
    last = known[known["time"] == known.groupby("participant")["time"].transform("max")]
    yes = {value.casefold() for value in contact.values}
    agreed = last[key].str.strip().str.casefold().isin(yes)
    # Two answers on one day are no clear yes.
    clear = agreed.groupby(last["participant"]).all()
    return np.asarray(people.isin(clear.index[clear]), dtype=bool)
