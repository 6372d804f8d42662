"""Routes: the likeliest and the widest way, on a napkin, and by trying every way there is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pandas as pd
import pytest
from hypothesis import given
from logs import log_of
from ols import FOLDER, needs_ols, ols_log
from people import Row, StepSet, built, counted, few, observable, rows, step_sets

from pathways.errors import NoAnswerError, UnknownStepError
from pathways.measures.routes import routes
from pathways.record.log import EngagementLog

COLUMNS = ["route", "path", "x", "n", "not_yet_observable", "exactly", "with_detours"]
MORE = ["most_lost_at", "lost", "narrowest", "moves"]

# From mentee to mentor: a straight; b, c and d by reader, d with a detour; e not at all.
NAPKIN = """
a OL 1 mentee
a OL 2 mentor
b OL 1 mentee
b OL 2 reader
b OL 3 mentor
c OL 1 mentee
c OL 2 reader
c OL 3 mentor
d OL 1 mentee
d OL 2 reader
d OL 3 speaker
d OL 4 mentor
e OL 1 mentee
f OL 4 mentee
f OL 4 host
"""


def test_six_people() -> None:
    answer = routes(log_of(NAPKIN), source="mentee", target="mentor", by="role")
    # Of 5 mentees who could be watched 3 go to reader, and 2 of 3 readers to mentor: 2/5.
    assert answer.table[COLUMNS].values.tolist() == [
        ["likeliest", "mentee > reader > mentor", 3, 5, 1, 2, 3],
        ["widest", "mentee > reader > mentor", 3, 5, 1, 2, 3],
    ]
    assert answer.table[MORE].values.tolist() == [["mentee > reader", 2, 2, 2]] * 2
    assert answer.table[["rate", "probability"]].isna().all(axis=None)
    assert answer.sentence == (
        "The likeliest route from mentee to mentor is mentee > reader > mentor, done by "
        "3/5, too few to say (n = 5); most are lost at mentee > reader."
    )
    assert answer.denominator == "people at mentee, watched for the next edition or longer"
    assert "No moves in this record lead to mentor from host." in answer.caveats


def crowd(*groups: tuple[int, str]) -> EngagementLog:
    """So many people each, who took these roles one edition after the other."""
    lines = []
    for number, (people, journey) in enumerate(groups):
        for person in range(people):
            steps = enumerate(journey.split(), 1)
            lines += [f"g{number}p{person} OL {edition} {role}" for edition, role in steps]
    return log_of("\n".join(lines))


def test_the_likeliest_is_not_the_widest() -> None:
    """Of 20 readers 12 host and 8 speak; 10 of all 18 hosts mentor, and all 10 speakers."""
    log = crowd(
        (6, "reader host mentor"),
        (6, "reader host other"),
        (8, "reader speaker mentor"),
        (2, "host other"),
        (2, "speaker mentor"),
        (4, "host host mentor"),
        (3, "x x x x"),
    )
    answer = routes(log, source="reader", target="mentor", by="role")
    assert answer.table["path"].tolist() == ["reader > speaker > mentor", "reader > host > mentor"]
    assert answer.table["x"].tolist() == [8, 6]
    assert answer.table["probability"].tolist() == pytest.approx([8 / 20, 12 / 20 * 10 / 18])
    assert answer.table["narrowest"].tolist() == [8, 10]


def test_of_ways_as_likely_the_shorter_one() -> None:
    log = crowd((5, "reader mentor"), (5, "reader host mentor"), (1, "x x x x"))
    answer = routes(log, source="reader", target="mentor", by="role")
    assert answer.table["path"].tolist() == ["reader > mentor"] * 2
    assert answer.table["probability"].tolist() == [0.5, 0.5]
    assert answer.table["most_lost_at"].tolist() == ["", ""]
    assert answer.table["exactly"].tolist() == [5, 5]


def test_from_outside_to_a_tier() -> None:
    answer = routes(log_of(NAPKIN), target="Leading", by="role")
    assert (
        answer.table[COLUMNS[1:]].values.tolist()
        == [
            ["mentee > reader > Leading", 3, 5, 1, 2, 3],
        ]
        * 2
    )
    assert answer.table["most_lost_at"].tolist() == ["mentee > reader"] * 2
    assert answer.denominator == "everyone, watched for the next edition or longer"
    assert answer.sentence.startswith("The likeliest route to Leading is mentee > reader > Leading")


def test_straight_in() -> None:
    answer = routes(log_of("a OL 1 mentor\nb OL 1 mentee\nb OL 2 mentor"), target="mentor")
    assert answer.table["path"].tolist() == ["mentor", "mentor"]
    assert answer.table[["x", "exactly", "moves"]].values.tolist() == [[2, 1, 1]] * 2
    assert answer.table["most_lost_at"].tolist() == ["", ""]


def test_what_is_both_is_the_target() -> None:
    log = log_of("a OL 1 mentee\na OL 2 mentor\nb OL 1 mentor\nb OL 2 mentor")
    answer = routes(log, source="OL", target="mentor", by="role")
    assert answer.table["path"].tolist() == ["OL > mentor"] * 2
    assert answer.table["n"].tolist() == [1, 1]
    assert "3 engagements are OL and mentor at once: mentor here." in answer.caveats
    with pytest.raises(NoAnswerError) as error:
        routes(log, source="mentor", target="OL")
    assert str(error.value) == "Everything that is mentor is OL already; there is no way to go."


def test_at_the_same_time_is_no_move() -> None:
    answer = routes(log_of("a OL 1 mentee\na OL 1 mentor\na OL 2 x"), source="mentee", target="x")
    assert answer.table["path"].tolist() == ["mentee > x"] * 2
    none = routes(log_of("a OL 1 mentee\na OL 1 mentor"), source="mentee", target="mentor")
    assert none.table.empty
    assert none.sentence == "No moves in this record lead from mentee to mentor."


def test_people_still_inside_the_window_are_no_rate() -> None:
    log = log_of("a OL 1 mentee 2020-01-01\na OL 2 mentor 2020-06-01")
    answer = routes(log, source="mentee", target="mentor", by="role")
    assert answer.table[COLUMNS].values.tolist() == [["widest", "mentee > mentor", 0, 0, 1, 1, 1]]
    assert answer.sentence == (
        "Nobody who could be watched for 12 months has made the moves from mentee to mentor; "
        "the widest route so far is mentee > mentor, done by 1 person."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a OL 1 mentee", "No moves in this record lead from mentee to mentor."),
        (
            "a OL 1 mentee - - invited\nb OL 1 mentor",
            "Nobody has been at mentee, so no way leads from mentee to mentor.",
        ),
        ("b OL 1 mentor\nb OL 2 mentee", "No moves in this record lead from mentee to mentor."),
    ],
)
def test_no_way(text: str, sentence: str) -> None:
    log = log_of(f"{text}\nz OL 1 mentor - - invited")
    answer = routes(log, source="mentee", target="mentor")
    assert (answer.sentence, len(answer.table)) == (sentence, 0)
    full = routes(log_of(NAPKIN), source="mentee", target="mentor").table
    assert answer.table.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_target_that_is_not_there() -> None:
    with pytest.raises(UnknownStepError) as error:
        routes(log_of(NAPKIN), target="mentorr")
    assert str(error.value) == 'This record has no step "mentorr"; the nearest is "mentor".'


class Slow:
    """Every way by the obvious way: all of them are tried."""

    def __init__(self, rows: list[Row], source: str | None, target: str, by: str) -> None:
        def label(row: Row) -> str | None:
            if target in (row.role, row.tier, row.program):
                return target
            if source and source in (row.role, row.tier, row.program):
                return source
            return row.label(by)

        self.rows, self.source, self.target = rows, source or "(start)", target
        self.sets = {
            person: [StepSet(0, "", frozenset(["(start)"]), frozenset()), *sets]
            for person, sets in step_sets(rows, label).items()
        }
        self.moves: dict[tuple[str, str], set[str]] = {}
        for person, sets in self.sets.items():
            for one, other in itertools.pairwise(sets):
                for move in itertools.product(one.labels, other.labels):
                    self.moves.setdefault(move, set()).add(person)

    def watched(self, label: str) -> set[str]:
        """People who could be watched since they were there first."""
        found = set()
        for person, sets in self.sets.items():
            at = next((at for at, one in enumerate(sets) if label in one.labels), None)
            if at is not None and observable(self.rows, sets[max(at, 1)]):
                found.add(person)
        return found

    def ways(self, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if path[-1] == self.target:
            yield path
            return
        for one, other in self.moves:
            if one == path[-1] and other not in path:
                yield from self.ways((*path, other))

    def chance(self, path: tuple[str, ...]) -> float:
        shares = []
        for move in itertools.pairwise(path):
            watched = self.watched(move[0])
            shares.append(len(self.moves[move] & watched) / len(watched) if watched else 0)
        return math.prod(shares)

    def width(self, path: tuple[str, ...]) -> int:
        return min(len(self.moves[move]) for move in itertools.pairwise(path))

    def best(self) -> list[tuple[str, float, int]]:
        """Each route with how good it is, and its moves."""
        ways = list(self.ways((self.source,)))
        found = []
        for route, good in (("likeliest", self.chance), ("widest", self.width)):
            value = max((round(good(path), 9) for path in ways), default=0)
            if value:
                moves = min(len(path) - 1 for path in ways if round(good(path), 9) == value)
                found.append((route, value, moves))
        return found

    def did(self, path: tuple[str, ...], *, exactly: bool) -> set[str]:
        """People with the steps of a path, straight after each other or with gaps."""
        found = set()
        for person, sets in self.sets.items():
            for places in itertools.combinations(range(len(sets)), len(path)):
                if exactly and places[-1] - places[0] != len(path) - 1:
                    continue
                if all(step in sets[at].labels for step, at in zip(path, places, strict=True)):
                    found.add(person)
        return found


def asked(rows: list[Row]) -> Iterator[tuple[str | None, str, str]]:
    said = {word for row in counted(rows) for word in (row.role, row.tier, row.program)}
    for source, target, by in (
        ("mentee", "mentor", "role"),
        ("reader", "Leading", "activity"),
        ("OL", "GS", "program"),
        (None, "mentor", "role"),
        (None, "Fest", "program"),
    ):
        if {source or target, target} <= said:
            yield source, target, by


@few
@given(rows)
def test_by_the_obvious_way(rows: list[Row]) -> None:
    log = built(rows)
    for source, target, by in asked(rows):
        slow = Slow(rows, source, target, by)
        table = routes(log, source=source, target=target, by=by).table
        found = []
        for row in table.to_dict("records"):
            path = tuple(row["path"].split(" > "))
            path = path if source else (slow.source, *path)
            good = slow.chance(path) if row["route"] == "likeliest" else slow.width(path)
            found.append((row["route"], round(good, 9), row["moves"]))
            done, watched = slow.did(path, exactly=False), slow.watched(slow.source)
            assert row["with_detours"] == len(done)
            assert row["exactly"] == len(slow.did(path, exactly=True))
            assert (row["x"], row["n"]) == (len(done & watched), len(watched))
            assert row["narrowest"] == slow.width(path)
            left = [
                len(slow.did(path[:k], exactly=False) & watched) for k in range(1, len(path) + 1)
            ]
            lost = [one - other for one, other in itertools.pairwise(left)]
            assert row["lost"] == max(lost)
            at = lost.index(max(lost))
            assert row["most_lost_at"] == (" > ".join(path[at : at + 2]) if max(lost) else "")
        assert found == slow.best()


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    rows = pd.read_csv(FOLDER / "people_per_cohort.csv", dtype=str)
    rank = rows["cohort"].replace({"catalyst": "9", "dra": "9"}).astype(int)
    first = rank[rows["role"] == "participant"].groupby(rows["id"]).min()
    last = rank[rows["role"] == "mentor"].groupby(rows["id"]).max()
    answer = routes(ols_log(), source="participant", target="mentor", by="role")
    likeliest = answer.table.iloc[0]
    assert likeliest["path"] == "participant > mentor"
    assert likeliest["n"] + likeliest["not_yet_observable"] == len(first) == 487
    assert likeliest["with_detours"] == (last.reindex(first.index) > first).sum() == 66
