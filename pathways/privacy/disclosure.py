"""Answers on their way out of the house: counts under 5 hidden, with what would give them back.

A chart and the meeting file are made from what :func:`fit_to_share` returns, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import Answer, shared_line
from pathways.answer.wording import Number, Sentence
from pathways.privacy.suppression import SMALLEST, Bools, Ints, hidden, widened
from pathways.stats.rate import TOO_FEW, Rate

__all__ = ["NOT_ON", "STATES", "fit_to_share", "speaks_of_few"]

STATES = ["graduated", "moved_on", "in_progress", "stuck", "lapsed", "held"]
NOT_ON = (3, 4)
"""Of these, who did not move on: few who are stuck are hidden among the lapsed."""
_WHOLES = {
    "next_steps": ["previous", "source"],
    "competing_steps": ["previous", "source"],
    "deepening": ["share"],
    "transitions": ["source"],
    "paths": [],
}
"""Questions whose ``x`` add to their ``n``, and the columns that tell one whole from another."""
_COUNTS = ("x", "n", "people", "moves", "not_yet_observable", "already", "still_inside")
_RATE = ("x", "n", "rate", "low", "high")
_WOULD = ("would_have_moved", "would_low", "would_high")
_COMPARED = (
    *("rest_x", "rest_n", "rest_rate", "ratio", "ratio_low", "ratio_high"),
    *("difference", "difference_low", "difference_high"),
)
_ORDERS = ["a_first", "b_first", "together"]
_OF_WHOLE = {"after_gap": ("x",), "again": ("x",), "new": ("people", "n")}
"""Counts beside ``x`` and ``n``, and what they are a part of."""
_NEW = ("new_share", "new_low", "new_high")
_SAFE = {
    "n",
    "goal",
    "threshold",
    "size",
    "expected",
    "not_yet_observable",
    "already",
    "hidden",
    "min",
}
"""Columns that say nothing of a hidden count."""
END, NO_FURTHER = "(end)", "no further step"


def fit_to_share(answer: Answer) -> Answer:
    """The answer without counts of 1 to 4 people, nor what would give them back.

    Hidden cells are missing, and ``hidden`` says of which rows.  A count is hidden with its
    complement: 19 of 20 would tell of one.  Where the rows of an answer add to a whole, one hidden
    row takes another with it.  A sentence or caveat that speaks of such a count is left out.

    Example:
        >>> import pandas as pd
        >>> table = pd.DataFrame({"edition": ["1", "2"], "x": [3, 12], "n": [20, 40]})
        >>> finding = Sentence("Of mentees, {rate}.", "conversion", rate=Rate(3, 20, "mentees"))
        >>> shared = fit_to_share(Answer("conversion", finding, "mentees", table))
        >>> shared.table.values.tolist(), shared.sentence
        ([['1', <NA>, 20, True], ['2', 12, 40, False]], '')
    """
    table = answer.table.reset_index(drop=True).copy()
    counts = [name for name in (*_COUNTS, *_ORDERS, *STATES) if name in table]
    table[counts] = table[counts].round().astype("Int64")
    cover = _covered(answer, table)
    if {"n", "not_yet_observable"} <= set(table):
        # Elsewhere everyone is shown, and those who wait would tell how few were watched.
        later = table["not_yet_observable"]
        table["not_yet_observable"] = later.mask(_few(table["n"]) & (later > 0))
    for name in counts:
        table[name] = table[name].mask(_few(table[name]))
    table = _without(table, cover).assign(hidden=cover)
    _parts_of_wholes(table, answer.table)
    if "change" in table:
        _changes(table)
    if set(STATES) <= set(table):
        _states(table, answer.table)
    if answer.question == "equity":
        _groups(table)
    if answer.question == "competing_steps":
        _rivals(table, answer.table)
    if set(_ORDERS) <= set(table):
        _rows_of(table, answer.table, _ORDERS)
    for name, parts in answer.parts.items():
        few = [isinstance(part, Sentence) and speaks_of_few(part) for part in parts]
        if any(few):
            table[name] = table[name].mask(np.array(few, dtype=bool), "")
    sentence = "" if speaks_of_few(answer.sentence) else answer.sentence
    shut = shared_line(answer.origin.alarms, tiers=answer.needs_tiers)
    return replace(
        answer,
        table=table,
        sentence=Sentence("{why}.", "gate", why=shut) if shut else sentence,
        origin=replace(answer.origin, alarms=()),
        caveats=tuple(text for text in answer.caveats if not speaks_of_few(text)),
    )


def speaks_of_few(text: str) -> bool:
    """Whether a sentence tells of 1 to 4 people, by itself or as what is left of a whole.

    Its values say so, and a text without values may hold any number.

    >>> speaks_of_few(Sentence("Of step 3, {rate}", rate=Rate(36, 50, "")))
    False
    >>> speaks_of_few("12 came")
    True
    >>> speaks_of_few(Sentence("{rate} came", rate=Rate(19, 20, "")))
    True
    >>> speaks_of_few(Sentence("{gone} left", gone=3)), speaks_of_few(Sentence("{n}", n=Number(3)))
    (True, False)
    """
    if not isinstance(text, Sentence):
        return True
    return any(_is_of_few(value) for _, value in text.numbers())


def _is_of_few(value: Any) -> bool:
    if isinstance(value, Rate):
        waiting = value.not_yet_observable if value.n == 0 else 0
        return bool(hidden([value.x, value.n - value.x]).any()) or 0 < waiting < SMALLEST
    if isinstance(value, int | np.integer) and not isinstance(value, Number):
        return bool(0 < value < SMALLEST)
    return not isinstance(value, Number | float)


def _covered(answer: Answer, table: pd.DataFrame) -> Bools:
    """The rows whose figures are hidden."""
    question = answer.question
    cover = np.zeros(len(table), dtype=bool)
    if {"x", "n"} <= set(table):
        x, n = (table[name].fillna(0).to_numpy(np.int64) for name in ("x", "n"))
        cover |= _pairs(x, n)
    for name in (one for one in ("people", "moves") if one in table):
        cover |= _few(table[name])
    # In one order: what is hidden for one count decides what is left to hide for the next, and two
    # prints of one record with different cells hidden would tell both.
    for name in (one for one in ("x", "people") if one in table):
        cover |= _wholes(question, table, table[name].fillna(0).to_numpy(np.int64), cover)
    if question == "combinations":
        cover |= _sets(table, answer.parts["programs"], cover)
    if question == "equity":
        cover |= _of_groups(table, cover)
    return cover


def _few(counts: pd.Series) -> Bools:
    return np.asarray(counts.fillna(0).between(1, SMALLEST - 1), dtype=bool)


def _pairs(x: Ints, n: Ints) -> Bools:
    """Where x, what is left of n, or n itself is of 1 to 4 people."""
    small = [(each > 0) & (each < SMALLEST) for each in (x, n - x, n)]
    return np.asarray(small[0] | small[1] | small[2])


def _wholes(question: str, table: pd.DataFrame, counts: Ints, cover: Bools) -> Bools:
    """Rows that add to a whole: one hidden row takes another with it."""
    if question not in _WHOLES:
        return cover
    keys = [table[name] for name in _WHOLES[question] if name in table]
    if question == "deepening":
        # Pairs go up, level or down, and so do people from their first step to their last.
        keys = [table["share"].str.partition(" ")[0]]
    groups: list[Sequence[int]] = (
        list(table.groupby(keys, sort=False).indices.values()) if keys else [range(len(table))]
    )
    # Everyone ends somewhere, so that the last steps are a whole as well.
    if question == "transitions":
        groups = [*groups, np.flatnonzero(table["target"] == END).tolist()]
    places = [np.asarray(rows, dtype=np.int64) for rows in groups]
    wider, before = cover.copy(), -1
    while wider.sum() != before:
        before = int(wider.sum())
        for at in places:
            if wider[at].any():
                wider[at] = widened(counts[at], wider[at])
    return wider


def _of_groups(table: pd.DataFrame, cover: Bools) -> Bools:
    """Groups add to everyone: one hidden group takes another with it."""
    by = "tier" if "tier" in table else next((n for n in table if n != "group"), "group")
    counts = "x" if "tier" in table else "n"
    wider, known = cover.copy(), (table["group"] != "unknown").to_numpy(bool)
    for rows in table.groupby(by, sort=False).indices.values():
        members = np.asarray(rows, dtype=np.int64)
        members = members[known[members]]
        wider[members] = widened(
            table[counts].fillna(0).to_numpy(np.int64)[members], wider[members]
        )
    return wider


def _sets(table: pd.DataFrame, programs: Sequence[tuple[str, ...]], cover: Bools) -> Bools:
    """Combinations that would give back a smaller one.

    Sets that nobody is twice in add to a whole; of two sets that count more and more people, the
    difference of a set and one that contains it is a count as well.
    """
    x = table["x"].fillna(0).to_numpy(np.int64)
    n = int(table["n"].max()) if len(table) else 0
    if x.sum() <= n and (table["size"] == 1).any():
        return widened(np.append(x, n - x.sum()), np.append(cover, False))[:-1]
    people = {frozenset(names): int(of) for names, of in zip(programs, x, strict=True)}
    told = [
        _tells_a_part(frozenset(names), int(of), people)
        for names, of in zip(programs, x, strict=True)
    ]
    return np.array(told, dtype=bool)


def _tells_a_part(names: frozenset[str], of: int, people: Mapping[frozenset[str], int]) -> bool:
    """Whether a smaller set that this one contains differs from it by 1 to 4 people."""
    if 2 ** len(names) < len(people):
        smaller: Iterable[frozenset[str]] = (
            frozenset(some) for size in range(1, len(names)) for some in combinations(names, size)
        )
    else:
        smaller = (other for other in people if other < names)
    return any(0 < abs(people.get(other, of) - of) < SMALLEST for other in smaller)


def _without(table: pd.DataFrame, cover: Bools) -> pd.DataFrame:
    """Hidden rows without their figures."""
    for name in table.columns:
        column = table[name]
        if name in _SAFE or name in STATES or name in _ORDERS:
            continue
        if pd.api.types.is_numeric_dtype(column):
            table[name] = column.mask(cover)
    return table


def _parts_of_wholes(table: pd.DataFrame, counted: pd.DataFrame) -> None:
    """Parts of a count that are of few people, or leave few; and the shares of them."""
    for name, wholes in _OF_WHOLE.items():
        whole = next((one for one in wholes if one in counted), None)
        if name not in counted or whole is None:
            continue
        part, of = (counted[one].fillna(0).to_numpy(np.int64) for one in (name, whole))
        few = _pairs(part, of)
        gone = [name, *(share for share in _NEW if name == "new" and share in table)]
        table.loc[few, gone] = np.nan


def _changes(table: pd.DataFrame) -> None:
    """A change from an edition whose count is hidden would give that count back."""
    keys = [name for name in ("program",) if name in table]
    usable = table[(table["n"] >= TOO_FEW) & (table["not_yet_observable"].fillna(1) == 0)]
    for _, rows in usable.groupby(keys) if keys else [((), usable)]:
        after = rows.index[1:][rows["hidden"].to_numpy(bool)[:-1]]
        table.loc[after, ["change", "change_low", "change_high"]] = np.nan
        table.loc[after, "clear"] = ""


def _states(table: pd.DataFrame, counted: pd.DataFrame) -> None:
    """What became of everyone at a point: states that add to its people.

    They are hidden so that the people may stand beside them.  How many were followed may then not:
    with those who were not, it would be a second whole of the same states.
    """
    table["people"] = counted["people"].mask(_few(counted["people"])).astype("Int64")
    table.loc[table["hidden"], [n for n in ("n", "not_yet_observable") if n in table]] = pd.NA
    if "not_yet_observable" in counted:
        # Beside everyone at the point, those who were followed would tell of the few who were not.
        few = _few(counted["not_yet_observable"])
        told = [name for name in (*_RATE, *_WOULD) if name in table]
        table.loc[few, told] = pd.NA
    for row in range(len(table)):
        cells = counted[STATES].iloc[row].fillna(0).to_numpy(np.int64)
        if 0 < cells[0] < SMALLEST:
            # Hidden alone, the graduates would take another state with them; with those who moved
            # on they need not.
            cells[1], cells[0] = cells[0] + cells[1], 0
            table.loc[row, "moved_on"] = cells[1]
        people = int(cells.sum())
        hide = hidden(cells, together=NOT_ON) | (0 < people < SMALLEST)
        table.loc[row, [state for state, out in zip(STATES, hide, strict=True) if out]] = pd.NA
        gone = table.loc[row, ["stuck", "moved_on"]].isna().any() or table.loc[row, "x"] is pd.NA
        if gone:
            table.loc[row, [name for name in _WOULD if name in table]] = pd.NA


def _groups(table: pd.DataFrame) -> None:
    """Groups of the same people: what a hidden one, or the unknown, could be computed from."""
    after = [name for name in _COMPARED if name in table]
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    about = [name for name in texts if name not in ("group", "reads", "differs", "next_tier")]
    for _, rows in table.groupby(about) if about else [((), table)]:
        at = rows.index
        if rows["hidden"].any():
            table.loc[at, after] = np.nan
        if "unknown" in table and _few(rows["unknown"]).any():
            last = at[rows["group"] == "unknown"]
            table.loc[last, ["x", "n", "rate", "low", "high"]] = np.nan
            table.loc[at, ["unknown", "share_low", "share_high"]] = np.nan
    if "parity" in table:
        covered = set(table.loc[table["hidden"], ["tier", "group"]].itertuples(index=False))
        tiers = set(map(tuple, covered))
        gone = [(row.next_tier, row.group) in tiers for row in table.itertuples()]
        table.loc[gone, ["parity", "parity_low", "parity_high", "p_adjusted"]] = np.nan
        table.loc[gone, "reads"] = ""


def _rivals(table: pd.DataFrame, counted: pd.DataFrame) -> None:
    """A lead over a step of few people, or a ratio to few, would give their count back."""
    if "rival" in counted:
        rest, of = (counted[name].fillna(0).to_numpy(np.int64) for name in ("rest_x", "rest_n"))
        few = _pairs(rest, of)
        table.loc[few, list(_COMPARED)] = np.nan
        return
    for _, rows in counted.groupby("source", sort=False):
        ranked = rows["x"].where(rows["lead"].isna(), -1)
        second = ranked[rows["target"] != NO_FURTHER].max()
        if rows["lead"].notna().any() and (0 < second < SMALLEST):
            table.loc[rows.index, ["lead", "lead_low", "lead_high"]] = np.nan


def _rows_of(table: pd.DataFrame, counted: pd.DataFrame, names: list[str]) -> None:
    """Cells of a row that add to its people."""
    cells = counted[names].fillna(0).to_numpy(np.int64)
    known = counted[names].notna().all(axis=1).to_numpy(bool)
    cover = np.zeros(cells.shape, dtype=bool)
    for row in np.flatnonzero(known & ((cells > 0) & (cells < SMALLEST)).any(axis=1)):
        cover[row] = hidden(cells[row])
    table[names] = table[names].mask(cover)
