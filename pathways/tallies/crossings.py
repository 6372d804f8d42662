"""The tally of crossings: who has crossed a threshold when, and whether they may be invited.

========== =============== =====================================================================
table      keys            counts
========== =============== =====================================================================
crossed    state, when     ``many`` people by their place among the states, and when they crossed
invited    person          those to invite and new: ``when`` they crossed, and their ``score`` on
                           the as-of date, in whole numbers of points.  A list of persons: its
                           parts are put under one another
facts      (none)          people ``climbing``: with points at the tier; ``left_out``: engagements
                           without a tier
========== =============== =====================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.scoring.contact_policy import Contact
from pathways.scoring.threshold_crossing import (
    INVITE,
    START,
    STATES,
    Candidates,
    Climb,
    climb_of,
    last_run,
    moment_now,
    place_in_time,
    states_of,
    threshold_of,
)
from pathways.scoring.weighting import Weighting
from pathways.sequences.steps import Ints
from pathways.stats.sorting import distinct
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms, terms_of

__all__ = ["candidates", "crossing_terms", "crossings", "invited"]


def crossing_terms(
    log: EngagementLog,
    tier: str,
    min: float | str | Decimal,  # noqa: A002 - as the question calls it
    window: str | None = None,
    invite_to: str | None = None,
    since: str | None = None,
    contact: Contact | None = None,
    weighted_by: Weighting | None = None,
) -> Terms:
    """What is asked of a threshold."""
    rule, to = threshold_of(log, tier, min, window, invite_to), contact or Contact()
    made = to.invitations()
    after = since or last_run(log, rule, made)
    asked = {
        "tier": tier,
        "min": min,
        "window": rule.window.short,
        "invite_to": rule.target,
        "since": since,
        "contact": contact,
        "weighted_by": weighted_by,
    }
    moment, said = place_in_time(log, rule.window.unit, after), "" if after == START else after
    return terms_of(log, asked=asked, rule=rule, made=made, since=said, after=moment)


@dataclass(frozen=True)
class _Found:
    """Everyone who has crossed: code of the participant, when, and in which state they are."""

    climb: Climb
    person: Ints
    when: Ints
    state: Ints


def _found(log: EngagementLog, terms: Terms) -> _Found:
    asked, made = terms.options["asked"], terms.options["made"]
    climb = climb_of(log, terms.options["rule"], asked["weighted_by"])
    found = climb.crossed(terms.options["rule"].least)
    state = states_of(log, climb, found, made, asked["contact"] or Contact())
    person, when = (found[name].to_numpy(np.int64) for name in ("person", "when"))
    return _Found(climb, person, when, state)


def _crossed(log: EngagementLog, found: _Found) -> Tally:
    climbing, left_out = len(distinct(found.climb.person)), int((column(log, "tier") < 0).sum())
    return {
        "crossed": count({"state": found.state, "when": found.when}),
        "facts": facts(climbing=climbing, left_out=left_out),
    }


def crossings(log: EngagementLog, terms: Terms) -> Tally:
    """Who has crossed by the as-of date, and whether they are to be invited."""
    return _crossed(log, _found(log, terms))


def invited(log: EngagementLog, terms: Terms) -> Tally:
    """The same, with the list of those to invite who are new."""
    found, window = _found(log, terms), terms.options["rule"].window
    new = (found.state == STATES.index(INVITE)) & (found.when > terms.options["after"])
    person, now = found.person[new], moment_now(log, window.unit)
    score = found.climb.within(now - int(window.back(np.array([now]))[0]))
    names = log.records["participant"].cat.categories.astype("str")[person]
    persons = count(
        {"person": np.arange(len(names))},
        {"when": found.when[new], "score": score[person]},
        {"person": tuple((name,) for name in names)},
    )
    return {**_crossed(log, found), "invited": persons}


def candidates(tally: Tally, terms: Terms) -> Candidates:
    """How many have crossed, in which state, and how many of them are new."""
    crossed = tally["crossed"]
    table = pd.DataFrame(
        {
            "state": np.array(STATES, dtype=object)[crossed["state"]],
            "new": crossed["when"] > terms.options["after"],
            "people": crossed["many"],
        }
    )
    return Candidates(table, int(tally["facts"]["climbing"][0]), terms.options["since"])
