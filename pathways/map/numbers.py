"""From a log to what its map says: every number of the picture, suppressed where it must be.

The moves of the map are those of :func:`~pathways.measures.transitions.transitions`; its shares
are those of :func:`~pathways.measures.next_steps.next_steps`, step by step: of the people whose
first time at a step is a whole window ago, how many had this step in their next step set within
the window.  Who stopped is who had none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import shared_line
from pathways.answer.wording import Sentence
from pathways.headlines.choice import Headline, headline
from pathways.map.facts import (
    MapFacts,
    MoveFacts,
    Share,
    StepFacts,
    StuckFacts,
    TierFacts,
    share_of,
)
from pathways.map.headline import Title, title_of_map
from pathways.map.reach import reached_within
from pathways.map.routes import Wholes, around, map_routes, tells_of_few
from pathways.map.visits import Seen, Visits, map_visits, seen_at
from pathways.privacy.disclosure import NOT_ON, speaks_of_few
from pathways.privacy.suppression import SMALLEST, hidden
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon, length_of_time
from pathways.sequences.caveats import filter_caveats
from pathways.sequences.names import activity_parts
from pathways.sequences.steps import FollowUp, Ints, Steps, level_codes, make_steps
from pathways.sequences.stuck_board import stuck_board
from pathways.tallies.moves import pairs_of, straight_moves
from pathways.tallies.terms import terms_of

__all__ = ["map_facts"]

JOINED, STOPPED = "joined here", "no further step"
OTHERS = "others"
_STATES = ("moved_on", "graduated", "in_progress", "stuck", "lapsed")


def map_facts(
    log: EngagementLog,
    *,
    by: str | None = None,
    horizon: str | None = None,
    said: Headline | None = None,
) -> MapFacts:
    """All that the pathway map of a log says.

    Counts of 1 to 4 people are hidden, with whatever would give them back.  Where fewer than 5
    people at a step are still inside the window, the step shows its watched people only.

    Args:
        log: the engagements.
        by: what a circle is; by default ``activity``, or ``role`` in a record of one program.
        horizon: the window of the shares; by default 12 months or one edition.
        said: its headline, where that is known.

    Raises:
        OptionError: a level or window that does not exist.
    """
    by = by or ("role" if log.counted["program"].nunique() == 1 else "activity")
    return _facts(log, by, said or headline(log, by, log.horizon(horizon)), horizon)


def _facts(log: EngagementLog, by: str, heading: Headline, horizon: str | None) -> MapFacts:
    window = heading.window if horizon is None else log.horizon(horizon)
    steps = make_steps(log, by)
    follow = FollowUp(log, window)
    visits = map_visits(steps, follow)
    seen = seen_at(visits, len(steps.labels))
    every = _every_step(log, steps, seen, by)
    shown = _beginnings(tuple(step for step in every if step.people is not None), steps.people)
    everyone = _everyone(steps, shown)
    wholes = _wholes(steps, visits, shown)
    made = pairs_of(straight_moves(log, terms_of(log, by)))
    moves, few, apart = _moves(made, steps, {s.key: s for s in shown}, wholes, everyone)
    title = _title(log, heading, shown, moves)
    caveats = (*title.holds, *_too_young(log, horizon, window), *_caveats(log, steps, every, apart))
    return MapFacts(
        title=title.title,
        subtitle=_subtitle(log, everyone),
        by=by,
        people=_visible(everyone),
        window=str(window),
        horizon=window.short,
        as_of=log.as_of.label,
        tiers=_tiers(log, by, _told(visits, shown)),
        steps=shown,
        moves=moves,
        moves_in_all=len(moves),
        people_moves_in_all=sum(move.people for move in moves),
        moves_suppressed=few,
        stuck_at=title.stuck_at,
        about=title.about,
        told=title.told,
        caveats=caveats,
        digest=_digest(log),
        routes=map_routes(steps, wholes),
        reached=reached_within(steps, visits, follow, wholes),
    )


def _every_step(log: EngagementLog, steps: Steps, seen: Seen, by: str) -> list[StepFacts]:
    """The steps that anybody took, those of few people too."""
    states = stuck_board(log, by).set_index("step")
    parts = activity_parts(log) if by == "activity" else {}
    return [
        replace(_step(log, steps, seen, key, states), parts=parts.get(key, ()))
        for key in np.unique(steps.step).tolist()
    ]


def _title(
    log: EngagementLog,
    heading: Headline,
    shown: tuple[StepFacts, ...],
    moves: tuple[MoveFacts, ...],
) -> Title:
    """The headline, or why the record has none."""
    if shut := shared_line(log.origin.alarms):
        return Title(Sentence("{why}", "gate", why=shut))
    return title_of_map(heading, shown, moves)


def _too_young(log: EngagementLog, asked: str | None, window: Horizon) -> tuple[Sentence, ...]:
    """That the usual window is longer than the record, and which is taken in its place."""
    usual = log.horizon(asked)
    if usual == window:
        return ()
    return (
        Sentence(
            "The record is too young for {usual}: people are watched for {window}.",
            "too young", usual=length_of_time(usual), window=length_of_time(window),
        ),
    )  # fmt: skip


def _everyone(steps: Steps, shown: tuple[StepFacts, ...]) -> int:
    """How many people the map is of: those of its one step where it leaves 1 to 4 others out."""
    alone = shown[0].people or 0 if len(shown) == 1 else steps.people
    return alone if 0 < steps.people - alone < SMALLEST else steps.people


def _step(
    log: EngagementLog, steps: Steps, seen: Seen, key: int, states: pd.DataFrame
) -> StepFacts:
    people, watched = int(seen.people[key]), int(seen.watched[key])
    enough = watched >= SMALLEST
    rank = int(steps.tiers[key])
    goes, came = (_counts(counts[key], steps) for counts in (seen.goes, seen.came))
    goes_to = _shares({STOPPED: int(seen.stopped[key]), **goes}, watched if enough else 0)
    came_from = _shares({JOINED: int(seen.joined[key]), **came}, people)
    return StepFacts(
        key=key,
        name=steps.labels[key],
        tier=log.scheme.tier_names[rank] if rank >= 0 else None,
        people=_visible(people),
        watched=watched if enough else None,
        still_inside=_visible(people - watched) if enough else None,
        joined=came_from[0],
        no_further=goes_to[0],
        came_from=came_from,
        goes_to=goes_to[1:],
        median_time=_median(log, steps, seen.movers[key]),
        stuck=_stuck(states.loc[steps.labels[key]]),
    )


def _counts(counts: Ints, steps: Steps) -> dict[str, int]:
    found = [(steps.labels[code], int(counts[code])) for code in np.flatnonzero(counts)]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _shares(counts: dict[str, int], n: int) -> tuple[Share, ...]:
    """The shares of a whole; hidden ones are folded into one line, the first line always stands."""
    hide = hidden(list(counts.values()))
    first, *others = counts
    if others and 0 < sum(counts.values()) - n < SMALLEST and not hide.any():
        # What the lines add up to above the whole is those who stand in two of them.
        hide[1 + int(np.argmin([counts[name] for name in others]))] = True
    shown = [
        share_of(name, None if covered else count, n)
        for (name, count), covered in zip(counts.items(), hide, strict=True)
        if name == first or not covered
    ]
    folded = [name for name, covered in zip(counts, hide, strict=True) if covered and name != first]
    return (*shown, *([share_of(OTHERS, None, n)] if folded else []))


def _median(log: EngagementLog, steps: Steps, at: Ints) -> str:
    """Median time to the next step of the watched people who took one, in words."""
    if len(at) < SMALLEST:
        return ""
    since, until = steps.when[at], steps.when[at + 1]
    if (steps.dated[at] & steps.dated[at + 1]).all():
        days = float(np.median(until.time - since.time))
        return f"{days:.0f} day{'s' if days != 1 else ''}"
    editions = FollowUp(log, Horizon(1, "edition")).elapsed(since, until)
    middle = float(np.median(editions))
    return f"{middle:g} edition{'s' if middle != 1 else ''}"


def _stuck(row: pd.Series) -> StuckFacts | None:
    if row[list(_STATES)].isna().any():
        return None
    counts = [int(row[state]) for state in _STATES]
    few = 0 < counts[1] < SMALLEST
    if few:
        # Hidden alone, the graduates would take another state with them; folded, they need not.
        counts[:2] = [counts[0] + counts[1], 0]
    hide = hidden(counts, together=NOT_ON)
    shown = {
        state: None if covered else int(count)
        for state, count, covered in zip(_STATES, counts, hide, strict=True)
    }
    if few:
        shown["graduated"] = None
    x, n = (0 if pd.isna(row[name]) else int(row[name]) for name in ("x", "n"))
    followed = not hidden([n, sum(counts) - n]).any()
    safe = x == 0 or (x >= SMALLEST and shown["stuck"] is not None)
    unit = "day" if row["threshold_unit"] == "day" else "edition"
    length = row["threshold"]
    words = "" if pd.isna(length) else f"{int(length)} {unit}{'s' if length != 1 else ''}"
    rate = share_of("stuck", x if safe and followed else None, n if followed else 0)
    return StuckFacts(**shown, rate=rate, threshold=words)


def _moves(
    table: pd.DataFrame, steps: Steps, shown: dict[int, StepFacts], wholes: Wholes, everyone: int
) -> tuple[tuple[MoveFacts, ...], int, int]:
    """The moves to show, how many were of 1 to 4 people, and how many of all but as few."""
    visible = table["people"] >= SMALLEST
    drawn = table[visible & table["source"].isin(shown) & table["target"].isin(shown)]
    facts = [_move(steps, shown, row, everyone) for row in drawn.itertuples()]
    told = [
        _partly(m) if tells_of_few(m.people, around((m.source, m.target), wholes)) else m
        for m in facts
    ]
    kept = sorted((m for m in told if m), key=lambda m: (-m.people, m.source, m.target))
    return tuple(kept), int((~visible).sum()), len(facts) - len(kept)


def _partly(move: MoveFacts) -> MoveFacts | None:
    """A move of all but a few as the card of its source tells it: those of the share, or not."""
    if move.share.x is None:
        return None
    unknown = move.of_everyone and replace(move.of_everyone, x=None, rate=None, low=None, high=None)
    return replace(move, people=move.share.x, of_everyone=unknown, partly=True)


def _wholes(steps: Steps, visits: Visits, shown: Iterable[StepFacts]) -> Wholes:
    """The people of each step, and whom everyone who left it is among: its watched, or them all."""
    table = visits.table
    left = np.append(steps.follows, False)[table["at"].to_numpy(dtype=np.int64) + 1]
    early = set(table.loc[left & ~table["watched"], "step"])
    return {
        one.key: (one.people or 0, (one.people if one.key in early else one.watched) or 0)
        for one in shown
    }


def _move(steps: Steps, shown: dict[int, StepFacts], row: Any, everyone: int) -> MoveFacts:
    source, target = int(row.source), int(row.target)
    name, place = steps.labels[target], shown[source]
    share = next((s for s in place.goes_to if s.label == name), None)
    days = (
        f"{row.median_days:.0f} days"
        if row.dated >= SMALLEST
        else f"{row.median_editions:g} editions"
    )
    return MoveFacts(
        source=source,
        target=target,
        people=int(row.people),
        share=share or share_of(name, None, place.watched or 0),
        direction=_direction(steps, source, target),
        median_time=days,
        of_everyone=share_of(name, int(row.people), everyone),
    )


def _direction(steps: Steps, source: int, target: int) -> str:
    if source == target:
        return "again"
    here, there = steps.tiers[source], steps.tiers[target]
    if here < 0 or there < 0:
        return "unknown"
    return "up" if there > here else "down" if there < here else "level"


def _beginnings(shown: tuple[StepFacts, ...], everyone: int) -> tuple[StepFacts, ...]:
    """The steps, one more without its ``joined`` where what the others leave over would tell it.

    Everyone joined somewhere: one hidden count, or 1 to 4 people, are the difference to everyone.
    """
    left = everyone - sum(step.joined.x or 0 for step in shown)
    alone = sum(step.joined.x is None for step in shown) == 1
    able = [step for step in shown if step.joined.x and len(step.came_from) > 1]
    if not (alone or 0 < left < SMALLEST) or not able:
        return shown
    least = min(able, key=lambda step: (step.joined.x or 0, step.key))
    first, *lines = least.came_from
    covered = replace(first, x=None, rate=None, low=None, high=None)
    if lines[-1].x is not None:
        lines[-1] = replace(lines[-1], label=OTHERS, x=None, rate=None, low=None, high=None)
    without = replace(least, joined=covered, came_from=(covered, *lines))
    return tuple(without if step is least else step for step in shown)


def _told(visits: Visits, shown: tuple[StepFacts, ...]) -> pd.DataFrame:
    """Whose first time at a step is in its circle: all, or the watched where few came lately."""
    table = visits.table
    everyone = table["step"].map(table["step"].value_counts())
    whole = everyone.eq(table["step"].map({step.key: step.people for step in shown}))
    drawn = table["step"].isin([step.key for step in shown])
    return table.loc[drawn & (whole | table["watched"]), ["step", "person"]]


def _tiers(log: EngagementLog, by: str, told: pd.DataFrame) -> tuple[TierFacts, ...]:
    """The tiers; 1 to 4 people of whom no circle tells are not counted in one."""
    counted, codes = log.counted[["participant", "tier"]], level_codes(log, by)[0]
    in_steps = counted[codes >= 0]
    in_steps = in_steps.assign(
        step=codes[codes >= 0], person=pd.factorize(in_steps["participant"].cat.codes)[0]
    ).merge(told, on=["step", "person"])
    reached, seen = (
        rows.groupby("tier", observed=False)["participant"].nunique()
        for rows in (counted, in_steps)
    )
    apart = (reached - seen).between(1, SMALLEST - 1)
    people = reached.mask(apart & (seen >= SMALLEST), seen)
    return tuple(
        TierFacts(tier.name, tier.rank, tier.touch, _visible(int(people[tier.name])))
        for tier in log.scheme.tiers
    )


def _subtitle(log: EngagementLog, everyone: int) -> str:
    counted = log.counted
    programs = [str(name) for name in counted["program"].dropna().unique()]
    what = programs[0] if len(programs) == 1 else f"{len(programs)} programs"
    years = counted["start"].dropna().dt.year
    when = ", " + " to ".join(sorted({f"{years.min()}", f"{years.max()}"})) if len(years) else ""
    people = f"{everyone:,} people" if everyone >= SMALLEST else "fewer than 5 people"
    return f"{what}{when}: where {people} came in, moved and stopped"


def _caveats(
    log: EngagementLog, steps: Steps, every: list[StepFacts], apart: int
) -> tuple[Sentence, ...]:
    few = sum(step.people is None for step in every)
    unmapped = steps.left_out + int(log.counted["tier"].isna().sum())
    caveats = list(filter_caveats(log.origin))
    if few:
        caveats.append(
            Sentence(
                "Steps of under 5 people are left out, of a tier too where it would tell them.",
                "steps left out",
            )
        )
    if apart:
        caveats.append(Sentence("Moves of all but a few are hidden.", "moves hidden"))
    if unmapped:
        caveats.append(
            Sentence(
                "{unmapped} engagements have no tier in the scheme {name}.",
                "no tier",
                unmapped=unmapped,
                name=log.scheme.name,
            )
        )
    if log.origin.refused:
        caveats.append(
            Sentence("Rows refused: {refused}.", "rows refused", refused=log.origin.refused)
        )
    return tuple(text for text in caveats if not speaks_of_few(text))


def _visible(count: int) -> int | None:
    return None if 0 < count < SMALLEST else count


def _digest(log: EngagementLog) -> str:
    """One short name for exactly these records, this scheme and this cut-off."""
    whole = hashlib.sha256(np.sort(log.counted["engagement"].to_numpy()).tobytes())
    whole.update(f"{log.scheme.digest}{log.as_of.label}".encode())
    return whole.hexdigest()[:12]
