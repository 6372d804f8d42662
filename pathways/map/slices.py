"""The map for parts of its people: by edition, and by group, each group held against the rest.

A slice is a part of the visits that the map's shares count: those in one edition, or those of one
group of people.  Slices of a kind add up to the whole map, so that every count is hidden that the
others would give back: by rows (what people of a slice did after a step) and by columns (who of
all that made a move were of which slice).  The rest of a group is everyone else with a known value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from pathways.map.facts import MapFacts, Share, SliceFacts, SliceMove, share_of
from pathways.map.visits import Visits, map_visits
from pathways.privacy.suppression import hidden, hidden_in_table
from pathways.record.log import EngagementLog
from pathways.record.selection import UNKNOWN_GROUP, attribute_key, person_values
from pathways.sequences.steps import FollowUp, level_codes, make_steps, set_of_rows
from pathways.stats.comparison import CLEAR, compared, exact_p, holm, in_words

__all__ = ["EDITION", "MOST_SLICES", "with_slices"]

EDITION = "edition"
MOST_SLICES = 12
"""More editions or groups than these are no choice that anybody reads: the largest are kept."""
_STOPPED = -1


def with_slices(
    log: EngagementLog, facts: MapFacts, *, horizon: str | None = None, group: str | None = None
) -> MapFacts:
    """The facts with a slice for each edition, and for each group of people if one is asked for.

    Args:
        log: the engagements.
        facts: what the map of all of them says.
        horizon: the window of the shares, the same as that of the facts.
        group: a column that describes people, such as ``country``.

    Raises:
        OptionError: no such attribute.
    """
    steps = make_steps(log, facts.by)
    visits = map_visits(steps, FollowUp(log, log.horizon(horizon)))
    seen = _seen(visits, _editions(log, facts.by, visits))
    slices = _slices(facts, seen, _counts(visits, seen), EDITION)
    if group is not None:
        key = attribute_key(log, group)
        seen = _seen(visits, _groups(log, facts.by, visits, key))
        slices += _against_the_rest(facts, seen, _counts(visits, seen), key)
    return replace(facts, slices=tuple(slices))


def _editions(log: EngagementLog, by: str, visits: Visits) -> pd.Series:
    """The edition of each visit; that of the first engagement in it that has one."""
    rows = log.counted[["program", "edition"]].assign(at=set_of_rows(log, by))
    rows = rows[rows["edition"].notna()].drop_duplicates("at").set_index("at").astype("str")
    names = rows["edition"]
    if rows["program"].nunique() > 1:
        names = rows["program"] + " " + rows["edition"]
    return names.reindex(visits.table["at"]).set_axis(visits.table.index)


def _groups(log: EngagementLog, by: str, visits: Visits, key: str) -> pd.Series:
    """The group of the person of each visit."""
    there = log.counted["participant"][level_codes(log, by)[0] >= 0].astype("str")
    # Steps number people as they come, which is the order of the log.
    values = person_values(log, key).reindex(pd.unique(there)).fillna(UNKNOWN_GROUP)
    return pd.Series(values.to_numpy()[visits.table["person"]], index=visits.table.index)


def _seen(visits: Visits, of: pd.Series) -> pd.DataFrame:
    """The visits that were watched, each with its slice."""
    seen = visits.table.assign(slice=of.fillna(UNKNOWN_GROUP))
    return seen[seen["watched"]]


def _counts(visits: Visits, seen: pd.DataFrame) -> pd.DataFrame:
    """``source``, ``target`` (or that people stopped), slice, ``x``: the watched, counted."""
    stopped = seen[~seen["moved"]].assign(target=_STOPPED)
    after = visits.next.rename(columns={"step": "target"})
    moved = after.join(seen[["step", "slice"]], on="visit", how="inner")
    both = pd.concat([stopped[["step", "target", "slice"]], moved[["step", "target", "slice"]]])
    return both.groupby(["step", "target", "slice"]).size().rename("x").reset_index()


def _slices(
    facts: MapFacts, seen: pd.DataFrame, counts: pd.DataFrame, kind: str
) -> list[SliceFacts]:
    """A slice for each name, without whatever the others would give back."""
    watched = seen.groupby(["step", "slice"]).size().unstack(fill_value=0)
    if watched.shape[1] < 2:
        return []
    shares: dict[str, dict[tuple[int, int], Share]] = {str(name): {} for name in watched.columns}
    people: dict[str, dict[int, int]] = {str(name): {} for name in watched.columns}
    for step in (one for one in facts.steps if one.watched is not None):
        n = watched.loc[step.key]
        own = counts[counts["step"] == step.key]
        x = own.pivot(index="slice", columns="target", values="x").reindex(watched.columns)
        for name, target, share in _visible(n, x.fillna(0).astype(np.int64)):
            shares[name][step.key, target] = share
            people[name][step.key] = share.n or 0
    kept = watched.sum().sort_values(ascending=False, kind="stable").index[:MOST_SLICES]
    return [
        _slice(facts, kind, name, people[name], shares[name])
        for name in map(str, watched.columns)
        if name in kept
    ]


def _visible(n: pd.Series, x: pd.DataFrame) -> Iterable[tuple[str, int, Share]]:
    """The shares after one step that may be shown, slice by slice."""
    hide_n = hidden(n.to_numpy())
    hide = hidden_in_table(x.to_numpy()) | hide_n[:, None] | (n.to_numpy() == 0)[:, None]
    for row, name in enumerate(x.index):
        for column, target in enumerate(x.columns):
            if not hide[row, column]:
                yield str(name), int(target), share_of("", int(x.iat[row, column]), int(n.iat[row]))


def _slice(
    facts: MapFacts,
    kind: str,
    name: str,
    people: dict[int, int],
    shares: dict[tuple[int, int], Share],
) -> SliceFacts:
    drawn = {(move.source, move.target) for move in facts.moves}
    return SliceFacts(
        kind=kind,
        name=name,
        watched=people,
        no_further={key: share for (key, to), share in shares.items() if to == _STOPPED},
        moves={pair: SliceMove(share) for pair, share in shares.items() if pair in drawn},
    )


def _against_the_rest(
    facts: MapFacts, seen: pd.DataFrame, counts: pd.DataFrame, kind: str
) -> list[SliceFacts]:
    """The groups, each move of each against everyone else with a known value."""
    slices = _slices(facts, seen, counts, kind)
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
