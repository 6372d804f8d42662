"""Transitions: napkin answers, and counts made again in plain loops."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from logs import log_of
from random_logs import logs, rows_of

from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import END, START

NAPKIN = """
ana  OL 1 mentee
ana  OL 2 mentor
ben  OL 1 mentee
ben  OL 1 mentor
cleo OL 2 mentee
dara OL 3 mentee
dara OL 4 mentor
dara OL 4 reader
"""


def test_five_people_on_a_napkin() -> None:
    table = transitions(log_of(NAPKIN), by="role").table.set_index(["source", "target"])
    assert table.loc[("mentee", "mentor"), ["moves", "people", "x", "n"]].tolist() == [2, 2, 2, 4]
    assert table.loc[("mentee", "reader"), ["moves", "people", "x", "n"]].tolist() == [1, 1, 1, 4]
    # Ben ends as mentee and mentor at once; Dara's last step is too recent to be an end.
    assert table.loc[("mentor", END), ["people", "x", "n"]].tolist() == [3, 2, 2]
    assert table.loc[("mentor", END), "not_yet_observable"] == 1
    assert table.loc[(START, "mentee"), ["people", "x", "n"]].tolist() == [4, 4, 4]
    assert table.loc[("mentee", "mentor"), "median_editions"] == 1


def test_an_end_is_of_those_who_are_watched_from_the_beginning() -> None:
    # GS has no later edition, so that nobody who begins there is watched; OL has one.
    log = log_of(
        """
        ana GS 1 reader 2020-01-01
        ana OL 1 reader 2020-02-01
        ben OL 2 mentor 2020-06-01
        """
    )
    table = transitions(log, by="role", horizon="1e").table.set_index(["source", "target"])
    row = table.loc[("reader", END)]
    assert (row["people"], row["x"], row["n"], row["not_yet_observable"]) == (1, 0, 0, 1)


def test_split_ties_share_one_move() -> None:
    table = transitions(log_of(NAPKIN), by="role", ties="split").table
    moves = table.set_index(["source", "target"])["moves"]
    assert (moves["mentee", "mentor"], moves["mentee", "reader"]) == (1.5, 0.5)


def test_nobody_and_one_step() -> None:
    assert str(transitions(log_of("a OL 1 mentee - - registered"))) == (
        "Nobody has taken a step that counts."
    )
    one = transitions(log_of("a OL 1 mentee"), by="role")
    assert str(one) == "Nobody has taken a second step yet; 1 person took one."


@settings(max_examples=15)
@given(logs())
def test_moves_by_the_obvious_way(log: EngagementLog) -> None:
    moves: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[str]] = {}
    with_a_role = log.keep(log.records["role"].notna(), "has a role")
    for person, sets in rows_of(with_a_role).items():
        named = [sorted({row["role"] for row in rows}) for rows in sets]
        for here, there in pairwise(named):
            for pair in ((a, b) for a in here for b in there):
                moves[pair] += 1
                people.setdefault(pair, set()).add(person)
    for horizon in [None, "1e"] if len(log.editions.table) else [None]:
        counted = transitions(log, by="role", horizon=horizon).table
        assert (counted["x"] <= counted["n"]).all()
    table = transitions(log, by="role").table
    inner = table[~table["source"].isin([START]) & ~table["target"].isin([END])]
    found = {(row.source, row.target): (row.moves, row.people) for row in inner.itertuples()}
    assert found == {pair: (moves[pair], len(people[pair])) for pair in moves}
