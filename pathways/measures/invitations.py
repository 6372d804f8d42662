"""Invitations: who has newly crossed a threshold and is to be invited, by the ids of the record."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Moment, PointsToReach, TierName
from pathways.scoring.contact_policy import Contact
from pathways.scoring.ledger import in_points, scale_of
from pathways.scoring.threshold_crossing import (
    Candidates,
    Threshold,
    asked_of,
    labels_of,
    threshold_caveats,
)
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.tallies.crossings import candidates, crossing_terms, invited
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Counts, Tally
from pathways.tallies.terms import Terms
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "invitations"]


def invitations(
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
    """Whom to invite: everyone who has crossed since the last run and may be invited.

    A list of persons, by the ids of the record: not for sharing.  Who crossed, and who is left
    out, is as in :func:`~pathways.measures.thresholds.thresholds`; here are those to invite.  The
    list writes nothing down: :func:`~pathways.scoring.contact_policy.add_invitations` does, and
    who stands in that file is not listed again before the cooldown has passed.

    Args:
        log: the engagements.
        tier: the TIER at which points count.
        min: the points to reach, more than 0.
        window: how far back points count, ``12m`` or ``1e``; by default 12 months.
        invite_to: the TIER to invite to; by default the next one up.
        since: a date (or an edition), after which a crossing is new, or ``start`` for everyone
            who ever crossed; by default the last run that invited somebody, else ``start``.
        contact: the policy of contact; without one nobody is left out for it.
        weighted_by: count weighted points, with these multipliers; by default raw points.

    Returns:
        One row per person, who crossed last first: ``participant`` (str), ``crossed`` (str: the
        date, or the edition), ``score`` (float64: points within the window on the as-of date,
        which can be fewer than on the day of crossing), ``tier``, ``invite_to`` (str).

    Raises:
        SchemeError: a tier that the scheme does not have, or points that are no decimals.
        OptionError: a target that is not above the tier, points, a window or a moment that are
            none, or an unknown attribute of contact.
        NoAnswerError: the tier is the top, or the scheme gives no tier any points.
        RecordsError: a file of invitations that is something else.

    Definition: docs/measures.md#thresholds.

    Example:
        >>> invitations(log, tier="Participating", min=3).table.iloc[:, :3].values.tolist()
        [['eli', '2021-01-10', 3.0], ['cleo', '2020-01-10', 0.0]]
    """
    return TWO_STEPS.whole(
        log, tier=tier, min=min, window=window, invite_to=invite_to, since=since, contact=contact,
        weighted_by=weighted_by,
    )  # fmt: skip


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of crossings holds, with the list of those to invite."""
    rule, asked, found = terms.options["rule"], terms.options["asked"], candidates(tally, terms)
    table = _table(tally["invited"], terms)
    return Answer(
        question="invitations",
        asked=asked,
        sentence=_sentence(len(table), found, rule, asked["weighted_by"]),
        denominator=f"people with points at {rule.tier}",
        table=table,
        caveats=(
            *said_of(tally, terms),
            *threshold_caveats(terms.record, rule, found, asked["contact"]),
            *_now_fewer(int((table["score"] < float(rule.least)).sum())),
            Sentence("A list of persons: not for sharing.", "persons"),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(crossing_terms, invited, _answer)


def _table(listed: Counts, terms: Terms) -> pd.DataFrame:
    rule, weighted_by = terms.options["rule"], terms.options["asked"]["weighted_by"]
    names = [listed.stand_for["person"][nth][0] for nth in listed["person"].tolist()]
    scale = scale_of(terms.record.scheme, weighted_by or UNWEIGHTED)
    table = pd.DataFrame(
        {
            "participant": pd.Series(names, dtype="str"),
            "when": listed["when"],
            "score": in_points(listed["score"], scale),
            "tier": pd.Series(rule.tier, index=range(len(names)), dtype="str"),
            "invite_to": pd.Series(rule.target, index=range(len(names)), dtype="str"),
        }
    ).sort_values(["when", "participant"], ascending=[False, True], ignore_index=True)
    when = labels_of(terms.record, rule.window.unit, table.pop("when").to_numpy(np.int64))
    table.insert(1, "crossed", pd.Series(when, dtype="str"))
    return table


def _sentence(
    many: int, found: Candidates, rule: Threshold, weighted_by: Weighting | None
) -> Sentence:
    return Sentence(
        "{many} {are} to be invited to {target}, having reached {asked} at {tier}{after}.",
        "to be invited",
        many=People(many) if many else "Nobody",
        are="is" if many < 2 else "are",
        target=rule.target,
        asked=asked_of(rule, weighted_by),
        tier=rule.tier,
        after=Sentence(" since {since}", since=found.since) if found.since else "",
    )


def _now_fewer(people: int) -> tuple[Sentence, ...]:
    if not people:
        return ()
    told = "Of these, {people} had more within the window than they have now."
    return (Sentence(told, "more before", people=People(people)),)
