"""What if: more people took one move; how many more would reach each tier?"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Percent, Sentence, rate_columns
from pathways.loops.places import Counts, Place, place_of
from pathways.loops.plan import coming
from pathways.loops.verdicts import people_needed
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import length_of_time
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.first_passage import first_times, next_of, ordered
from pathways.sequences.steps import FollowUp, make_steps
from pathways.stats.rate import TOO_FEW, parse_goal, round_half_up

__all__ = ["what_if"]

_TIMES = 1000
_SEED = 7
_BAND = (0.025, 0.975)
_PROMISE = Sentence(
    "Arithmetic, not a promise: it takes for granted that whoever is won goes on like those who "
    "went by themselves.",
    "no promise",
)
_MORE = ("would", "would_low", "would_high", "more", "more_low", "more_high")


def what_if(
    log: EngagementLog,
    *,
    source: str,
    target: str,
    rate: float | str | Decimal,
    window: str | None = None,
    follows: str = "directly",
) -> Answer:
    """Arithmetic: another share of people takes one move, and everybody goes on as they do now.

    Of the ``n`` people who came to the source and were watched for the window, ``p`` took the
    move; of those who took it a share ``r1`` reached a tier (or a higher one) within the window,
    of the others ``r0``.  At a rate ``q`` of the move ``n · (q · r1 + (1 − q) · r0)`` people would
    reach the tier; ``more`` is that less those who did: ``n · (q − p) · (r1 − r0)``.  This takes
    for granted that whoever is won goes on like those who went by themselves.  It is arithmetic on
    what the record has, not a promise, and never says *because*.

    The intervals are the middle 95 % of 1,000 draws of people with the same shares (bootstrap by
    person, fixed seed).  Where fewer than 10 people took the move, or did not, everything that
    follows from it is withheld: too few to say.

    Args:
        log: the engagements.
        source: the STEP at which people are.
        target: the STEP that more of them would go on to.
        rate: the share that would, from 0 to 1.
        window: how long people are watched, ``365d`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.
        follows: ``directly`` (straight to the target) or ``eventually``.

    Returns:
        One row per tier above the source, lowest first: ``tier`` (str), ``x``, ``n`` (int64: of
        the watched people, who reached it), ``rate``, ``low``, ``high`` (float64),
        ``not_yet_observable`` (int64), ``would``, ``would_low``, ``would_high``, ``more``,
        ``more_low``, ``more_high`` (float64, people).

    Raises:
        OptionError: a rate outside 0 to 1, or a window that is none.
        UnknownStepError: a step that is not in the record.

    Definition: docs/measures.md#loops.

    Example:
        >>> answer = what_if(log, source="mentee", target="mentor", rate="0.9", window="200d")
        >>> answer.table[["tier", "x", "n"]].values.tolist()
        [['Leading', 2, 4]]
    """
    aim = parse_goal(rate)
    place = place_of(log, at=source, to=target, measure="move", follows=follows, window=window)
    people = place.people(log)
    seen = people[people["watched"]]
    now = Counts(int(seen["reached"].sum()), len(seen), len(people) - len(seen))
    table = _table(log, place, seen, float(aim), now)
    return Answer(
        question="what_if",
        sentence=_sentence(log, place, now, float(aim), table),
        denominator=f"people at {source}, watched for {_window(log, place)}",
        table=table,
        caveats=(
            _PROMISE,
            *usual_caveats(log, make_steps(log, "role"), None),
            *_how_to_see(log, place, now, aim),
        ),
        origin=log.origin,
    )


def _window(log: EngagementLog, place: Place) -> str:
    return length_of_time(log.horizon(place.window))


def _table(
    log: EngagementLog, place: Place, seen: pd.DataFrame, aim: float, now: Counts
) -> pd.DataFrame:
    reached = _reached(log, place, seen["person"].to_numpy(np.int64))
    moved = seen["reached"].to_numpy(bool)
    rows = []
    for tier, theirs in reached.items():
        found = dict(zip(_MORE, _would(moved, theirs, aim), strict=True))
        rates = rate_columns([int(theirs.sum())], [now.n], [now.waiting])
        rows.append({"tier": tier, **{k: np.asarray(v)[0] for k, v in rates.items()}, **found})
    names = ["tier", *rate_columns([0], [0], [0]), *_MORE]
    return pd.DataFrame(rows, columns=names).astype({"tier": "str"})


def _reached(
    log: EngagementLog, place: Place, person: NDArray[np.int64]
) -> dict[str, NDArray[np.bool_]]:
    """For each tier above the place, who of these people came to it, or higher, in the window."""
    rows = ordered(log)
    follow = FollowUp(log, log.horizon(place.window))
    here = find_step(log, place.at).rows[log.records["counted"]][rows.order]
    start = first_times(np.where(here, 0, -1), rows.person)
    start = start[np.searchsorted(rows.person[start], person)]
    lowest = int(rows.tier[start].max(initial=-1))
    found = {}
    for rank, name in enumerate(log.scheme.tier_names):
        if rank > lowest:
            after = next_of(rows, start, rows.tier >= rank, side="right")
            took = follow.elapsed(rows.when[start], rows.when[after])
            found[name] = (after >= 0) & (took <= follow.horizon.length)
    return found


def _would(moved: NDArray[np.bool_], reached: NDArray[np.bool_], aim: float) -> tuple[float, ...]:
    """How many would reach a tier, and how many more, each with its interval."""
    n, movers = len(moved), int(moved.sum())
    if min(movers, n - movers) < TOO_FEW:
        return (np.nan,) * len(_MORE)
    cells = np.array([(moved & reached).sum(), (moved & ~reached).sum(),
                      (~moved & reached).sum(), (~moved & ~reached).sum()])  # fmt: skip
    drawn = np.random.default_rng(_SEED).multinomial(n, cells / n, _TIMES)
    would, more = (_at(np.vstack([cells, drawn]), aim, kind) for kind in ("would", "more"))
    bands = [np.nanquantile(values[1:], _BAND) for values in (would, more)]
    return (float(would[0]), *map(float, bands[0]), float(more[0]), *map(float, bands[1]))


def _at(cells: NDArray[np.int64], aim: float, kind: str) -> NDArray[np.float64]:
    went, went_not, other, other_not = cells.T.astype(np.float64)
    n = cells.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        would = n * (aim * went / (went + went_not) + (1 - aim) * other / (other + other_not))
    return np.asarray(would if kind == "would" else would - went - other)


def _sentence(
    log: EngagementLog, place: Place, now: Counts, aim: float, table: pd.DataFrame
) -> Sentence:
    at_present = Sentence("Now {now} go from {at} to {to}", now=now.rate, at=place.at, to=place.to)
    if not now.n:
        nothing = "{at_present}; nothing can be said yet."
        return Sentence(nothing, "nothing to say yet", at_present=at_present)
    more = Number(round_half_up(aim * now.n - now.x))
    changed = Sentence(
        "{at_present}; at {aim} it would be {more:+,} people",
        at_present=at_present, aim=Percent(aim), more=more,
    )  # fmt: skip
    known = table[table["more"].notna()]
    if known.empty:
        few = "{changed}; too few took the move, or did not, to say what follows from it."
        return Sentence(few, "too few moved", changed=changed)
    top = known.loc[known["more"].abs().idxmax()]
    reach = {name: Number(round_half_up(top[name])) for name in ("more", "more_low", "more_high")}
    return Sentence(
        "{changed}, and {more:+,} ({more_low:+,} to {more_high:+,}) would reach {tier} within "
        "{window}: arithmetic, not a promise.",
        "another rate", changed=changed, tier=top["tier"], window=_window(log, place), **reach,
    )  # fmt: skip


def _how_to_see(
    log: EngagementLog, place: Place, now: Counts, aim: Decimal
) -> tuple[Sentence, ...]:
    """How many people it would take to see it, and the command that makes a plan of it."""
    needed = people_needed(now, float(aim))
    each = coming(log, place)
    if needed is None:
        seen = Sentence("No number of people would show it against those who came before")
    else:
        seen = Sentence("To see it takes {needed}", needed=People(needed))
    if needed is not None and each:
        seen = Sentence(
            "{seen}, {times:.1f} times what comes in {window}",
            seen=seen, times=needed / each, window=_window(log, place),
        )  # fmt: skip
    plan = f'pathways loop plan NAME --at "{place.at}" --to "{place.to}" --expect {aim}'
    told = "{seen}. A plan of it: {plan} --due DATE."
    return (Sentence(told, "how to see it", seen=seen, plan=plan),)
