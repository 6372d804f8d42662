"""The map for parts of its people: by edition, and by group, each group held against the rest.

A slice is a part of the visits that the map's shares count: those in one edition, or those of one
group of people.  Which counts may be shown is decided in :mod:`pathways.map.slice_cells`.  The
rest of a group is everyone else with a known value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pathways.answer.wording import Sentence
from pathways.map.facts import MapFacts, Share, SliceFacts, SliceMove, SoFar, share_of
from pathways.map.replay import edition_names, edition_ranks, so_far
from pathways.map.slice_cells import STOPPED, Cells, cells_of, counts_of
from pathways.map.visits import Visits, map_visits
from pathways.record.interventions import Intervention
from pathways.record.log import EngagementLog
from pathways.record.selection import UNKNOWN_GROUP, attribute_key, group_values
from pathways.sequences.steps import FollowUp, level_codes, make_steps, set_of_rows
from pathways.stats.comparison import CLEAR, compared, exact_p, holm, in_words

__all__ = ["EDITION", "MOST_SLICES", "with_slices"]

EDITION = "edition"
MOST_SLICES = 12
"""More editions or groups than these are no choice that anybody reads: the largest are kept."""


def with_slices(
    log: EngagementLog,
    facts: MapFacts,
    *,
    horizon: str | None = None,
    group: str | None = None,
    interventions: Sequence[Intervention] = (),
) -> MapFacts:
    """The facts with a slice for each edition, and for each group of people if one is asked for.

    Of several editions there is the map as far as each of them as well.

    Args:
        log: the engagements.
        facts: what the map of all of them says.
        horizon: the window of the shares, the same as that of the facts.
        group: a column that describes people, such as ``country``.
        interventions: what was changed, and when: said at the edition that had it first.

    Raises:
        OptionError: no such attribute.
    """
    steps = make_steps(log, facts.by)
    visits = map_visits(steps, FollowUp(log, log.horizon(horizon)))
    seen = _seen(visits, _editions(log, facts.by, visits))
    cells = list(cells_of(facts, seen, counts_of(visits, seen)))
    ranks = edition_ranks(log)
    slices = sorted(_slices(facts, cells, EDITION), key=lambda one: ranks.get(one.name, np.inf))
    replayed = so_far(log, facts, cells, interventions)
    if group is not None:
        key = attribute_key(log, group)
        seen = _seen(visits, _groups(log, facts.by, visits, key))
        slices += _against_the_rest(facts, seen, counts_of(visits, seen), key)
    return replace(
        facts, slices=tuple(slices), replay=replayed, caveats=_outside(log, facts, replayed)
    )


def _outside(log: EngagementLog, facts: MapFacts, replayed: tuple[SoFar, ...]) -> tuple[str, ...]:
    """The caveats, and that some engagements belong to no edition where these are gone through."""
    if not replayed or log.counted["edition"].notna().all():
        return facts.caveats
    told = "Edition by edition, only what belongs to an edition is drawn."
    return (*facts.caveats, Sentence(told, "no edition"))


def _editions(log: EngagementLog, by: str, visits: Visits) -> pd.Series:
    """The edition of each visit; that of the first engagement in it that has one."""
    rows = log.counted[["program", "edition"]].assign(at=set_of_rows(log, by))
    rows = rows[rows["edition"].notna()].drop_duplicates("at").set_index("at")
    names = edition_names(log, rows)
    return names.reindex(visits.table["at"]).set_axis(visits.table.index)


def _groups(log: EngagementLog, by: str, visits: Visits, key: str) -> pd.Series:
    """The group of the person of each visit."""
    there = log.counted["participant"][level_codes(log, by)[0] >= 0].astype("str")
    # Steps number people as they come, which is the order of the log.
    values = group_values(log, key).reindex(pd.unique(there)).fillna(UNKNOWN_GROUP)
    return pd.Series(values.to_numpy()[visits.table["person"]], index=visits.table.index)


def _seen(visits: Visits, of: pd.Series) -> pd.DataFrame:
    """The visits that were watched, each with its slice."""
    seen = visits.table.assign(slice=of.fillna(UNKNOWN_GROUP))
    return seen[seen["watched"]]


def _slices(facts: MapFacts, cells: Sequence[Cells], kind: str) -> list[SliceFacts]:
    """A slice for each name, without whatever the others would give back."""
    if not cells or len(cells[0].slices) < 2:
        return []
    everyone = np.sum([one.n for one in cells], axis=0)
    kept = np.sort(np.argsort(-everyone, kind="stable")[:MOST_SLICES])
    return [_slice(facts, kind, cells[0].slices[row], dict(_visible(cells, row))) for row in kept]


def _visible(cells: Sequence[Cells], row: int) -> Iterable[tuple[tuple[int, int], Share]]:
    """The shares of one slice that may be shown, by the keys of a step and its target."""
    for one in cells:
        for column, target in enumerate(one.targets):
            if one.n[row] and not one.hide[row, column]:
                share = share_of("", int(one.x[row, column]), int(one.n[row]))
                yield (one.step, target), share


def _slice(
    facts: MapFacts, kind: str, name: str, shares: dict[tuple[int, int], Share]
) -> SliceFacts:
    drawn = {(move.source, move.target) for move in facts.moves}
    return SliceFacts(
        kind=kind,
        name=name,
        watched={key: share.n or 0 for (key, _), share in shares.items()},
        no_further={key: share for (key, to), share in shares.items() if to == STOPPED},
        moves={pair: SliceMove(share) for pair, share in shares.items() if pair in drawn},
    )


def _against_the_rest(
    facts: MapFacts, seen: pd.DataFrame, counts: pd.DataFrame, kind: str
) -> list[SliceFacts]:
    """The groups, each move of each against everyone else with a known value."""
    slices = _slices(facts, list(cells_of(facts, seen, counts)), kind)
    rows = _comparisons(slices, seen, counts)
    if rows.empty:
        return slices
    differences = compared(rows["x"], rows["n"], rows["rest_x"], rows["rest_n"])
    p = pd.Series(exact_p(rows["x"], rows["n"], rows["rest_x"], rows["rest_n"]))
    # Of two groups each is the rest of the other: that is one comparison.
    once = p.groupby(rows["once"]).max()
    adjusted = pd.Series(holm(once), once.index).reindex(rows["once"]).to_numpy()
    words = in_words(differences["difference_low"], differences["difference_high"], adjusted)
    many = int(once.notna().sum())
    found: dict[tuple[str, int, int], _Difference] = {}
    for row, difference, word in zip(
        rows.itertuples(), differences.itertuples(index=False), words, strict=True
    ):
        told = [None if pd.isna(end) or not row.told else float(end) for end in difference]
        sign = int(np.sign(difference[0])) if word == CLEAR else 0
        found[row.name, row.step, row.target] = (told[0], told[1], told[2], word, sign)
    return [_compared(one, found, many) for one in slices]


def _comparisons(
    slices: list[SliceFacts], seen: pd.DataFrame, counts: pd.DataFrame
) -> pd.DataFrame:
    """One row for each known group and move that may be shown, with the rest beside."""
    known = counts[counts["slice"] != UNKNOWN_GROUP]
    all_x = known.groupby(["step", "target"])["x"].sum()
    all_n = seen[seen["slice"] != UNKNOWN_GROUP].groupby("step").size()
    names = sorted(set(known["slice"]))
    some = {one.name: one for one in slices}
    unknown = some.get(UNKNOWN_GROUP)
    unknown_there = UNKNOWN_GROUP in set(counts["slice"])
    rows = [
        (one.name, step, target, move.share.x, move.share.n,
         all_x.get((step, target), 0) - (move.share.x or 0), all_n[step] - (move.share.n or 0),
         f"{step}>{target}" + ("" if len(names) == 2 else f">{one.name}"),
         not unknown_there or (unknown is not None and (step, target) in unknown.moves))
        for one in slices if one.name != UNKNOWN_GROUP
        for (step, target), move in one.moves.items()
    ]  # fmt: skip
    columns = ["name", "step", "target", "x", "n", "rest_x", "rest_n", "once", "told"]
    return pd.DataFrame(rows, columns=columns)


_Difference = tuple[float | None, float | None, float | None, str, int]


def _compared(
    one: SliceFacts,
    found: dict[tuple[str, int, int], _Difference],
    many: int,
) -> SliceFacts:
    moves = {
        pair: SliceMove(move.share, *found.get((one.name, *pair), (None, None, None, "", 0)))
        for pair, move in one.moves.items()
    }
    return replace(one, moves=moves, comparisons=many)
