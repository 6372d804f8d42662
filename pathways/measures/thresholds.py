"""Thresholds: how many have enough points for an invitation, and how many are to be invited."""

from __future__ import annotations

import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Moment, PointsToReach, TierName
from pathways.scoring.contact_policy import Contact
from pathways.scoring.threshold_crossing import (
    INVITE,
    STATES,
    Candidates,
    Threshold,
    asked_of,
    threshold_caveats,
)
from pathways.scoring.weighting import Weighting
from pathways.tallies.crossings import candidates, crossing_terms, crossings
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "thresholds", "thresholds_table"]

CROSSED, CLIMBING = "crossed", "not crossed yet"


def thresholds(
    log: EngagementLog,
    *,
    tier: TierName,
    min: PointsToReach,  # noqa: A002 - the option is called so, and nothing here needs the other
    window: Length | None = None,
    invite_to: TierName | None = None,
    since: Moment | None = None,
    contact: Contact | None = None,
    weighted_by: Weighting | None = None,
) -> Answer:
    """How many people have crossed a threshold, and how many of them are to be invited upward.

    A person's score at a time ``t`` is the sum of the points of their counted engagements at the
    tier in ``(t − window, t]``.  They *cross* on the first day on which it is ``min`` or more;
    who has crossed stays so, also when points fall out of the window later.

    Of those who have crossed by the as-of date, some are *at the target tier* or above it already,
    at any time; of the others the *contact* of some is *not allowed*; of the others some were
    *invited before*, less than the cooldown ago; and the others are *to invite*.  No clock is
    read: the cooldown and ``since`` go by as-of dates.

    Nobody's name is here: :func:`~pathways.measures.invitations.invitations` is the list.

    Args:
        log: the engagements.
        tier: the TIER at which points count.
        min: the points to reach, more than 0.
        window: how far back points count, ``12m`` or ``1e``; by default 12 months.  In a record
            that knows editions better than days it is in places in the order of editions.
        invite_to: the TIER to invite to; by default the next one up.
        since: a date (or an edition), after which a crossing is new, or ``start``; by default the
            last run that invited somebody, by the file of invitations, else ``start``.
        contact: the policy of contact; without one nobody is left out for it.
        weighted_by: count weighted points, with these multipliers; by default raw points.

    Returns:
        Six rows: ``state`` (str: ``crossed``; its parts ``at the target tier``, ``contact not
        allowed``, ``invited before``, ``to invite``; and ``not crossed yet``: points at the tier,
        but fewer), ``people`` (int64), ``new`` (Int64: of them crossed after ``since``; missing
        where nobody has crossed).  The four parts add to ``crossed``.

    Raises:
        SchemeError: a tier that the scheme does not have, or points that are no decimals.
        OptionError: a target that is not above the tier, points, a window or a moment that are
            none, or an unknown attribute of contact.
        NoAnswerError: the tier is the top, or the scheme gives no tier any points.
        RecordsError: a file of invitations that is something else.

    Definition: docs/measures.md#thresholds.

    Example:
        >>> thresholds(log, tier="Participating", min=3).table.head(2).values.tolist()
        [['crossed', 5, 5], ['at the target tier', 3, 3]]
    """
    return TWO_STEPS.whole(
        log, tier=tier, min=min, window=window, invite_to=invite_to, since=since, contact=contact,
        weighted_by=weighted_by,
    )  # fmt: skip


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of crossings holds."""
    rule, asked, found = terms.options["rule"], terms.options["asked"], candidates(tally, terms)
    return Answer(
        question="thresholds",
        asked=asked,
        sentence=_sentence(found, rule, asked["weighted_by"]),
        denominator=f"people with points at {rule.tier}",
        table=thresholds_table(found),
        caveats=(
            *said_of(tally, terms),
            *threshold_caveats(terms.record, rule, found, asked["contact"]),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(crossing_terms, crossings, _answer)


def thresholds_table(found: Candidates) -> pd.DataFrame:
    """How many crossed, in which state, and how many have not crossed yet."""
    crossed = (CROSSED, found.people(*STATES), found.new(*STATES))
    states = [(one, found.people(one), found.new(one)) for one in STATES]
    rows = [crossed, *states, (CLIMBING, found.climbing - crossed[1], pd.NA)]
    table = pd.DataFrame(rows, columns=["state", "people", "new"])
    return table.astype({"state": "str", "people": "int64", "new": "Int64"})


def _sentence(found: Candidates, rule: Threshold, weighted_by: Weighting | None) -> Sentence:
    if not found.climbing:
        return Sentence(
            "Nobody has points at {tier} yet.", "nobody has points at yet", tier=rule.tier
        )
    asked = asked_of(rule, weighted_by)
    crossed, new = found.people(*STATES), found.new(*STATES)
    have = "has" if crossed == 1 else "have"
    finding = Sentence(
        "Of {climbing} with points at {tier}, {crossed:,} {have} reached {asked}",
        climbing=People(found.climbing),
        tier=rule.tier,
        crossed=crossed,
        have=have,
        asked=asked,
    )
    if not crossed:
        return Sentence("{finding}.", "who has crossed", finding=finding)
    after = (
        Sentence(", {new:,} of them since {since}", new=new, since=found.since)
        if found.since
        else ""
    )
    invited = found.new(INVITE)
    who = "of these " if found.since else ""
    many = (
        Sentence("{invited:,}", invited=invited) if invited else "none" if found.since else "nobody"
    )
    are = "is" if invited < 2 else "are"
    return Sentence(
        "{finding}{after}; {many} {who}{are} to be invited to {target}.",
        "who has crossed",
        finding=finding,
        after=after,
        many=many,
        who=who,
        are=are,
        target=rule.target,
    )
