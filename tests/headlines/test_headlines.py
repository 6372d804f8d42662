"""Headlines against counts made by hand and by a slow loop: none false, none of few people."""

from __future__ import annotations

import re

import pytest
from headline_logs import ROLES, made, slowly
from logs import log_of

from pathways.headlines.choice import Headline, headline
from pathways.headlines.claim import Claim
from pathways.headlines.holding import span_of
from pathways.headlines.titles import title_of
from pathways.headlines.words import headline_words
from pathways.map.findings import in_ten
from pathways.measures.combinations import combinations
from pathways.measures.next_steps import next_steps
from pathways.measures.paths import paths
from pathways.measures.stuck_points import stuck_points
from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.stuck_board import stuck_board


@pytest.mark.parametrize("seed", range(40))
def test_a_headline_is_what_a_slow_loop_counts(seed: int) -> None:
    log, window = made(seed), Horizon(365, "day")
    said = headline(log, "role", window)
    text = headline_words(said)
    for claim in said.claims:
        if claim.window is None:
            begun = log.counted.sort_values("start").groupby("participant", observed=True)["role"]
            assert (claim.x, claim.n) == ((begun.first() == claim.step).sum(), log.people)
            continue
        x, n, went = slowly(log, claim.step, claim.window.length)
        if claim.kind == "stop":
            assert (claim.x, claim.n) == (x, n)
        else:
            others = {role: many for role, many in went.items() if role != claim.step}
            assert claim.n == n
            assert claim.x == others[claim.target or ""] == max(others.values())
    if said.claims and said.claims[0].tells_of_few and said.claims[0].window:
        assert not any(character.isdigit() for character in text.split(" within ")[0])
    if said.ring:
        board = stuck_board(log, "role")
        row = board[board["step"] == said.ring.step].iloc[0]
        assert (said.ring.x, said.ring.n) == (row["x"], row["n"])
        assert row["would_have_moved"] == board.loc[board["x"] > 0, "would_have_moved"].max()


@pytest.mark.parametrize("seed", range(8))
def test_the_claim_of_the_map_is_that_of_the_question(seed: int) -> None:
    log = made(seed)
    said = headline(log, "role", Horizon(365, "day"))
    for claim in said.claims[:1]:
        table = next_steps(log, after=claim.step, by="role", horizon="365d").table
        row = table[table["target"] == "no further step"].iloc[0]
        assert (claim.x, claim.n, claim.not_yet_observable) == (
            row["x"], row["n"], row["not_yet_observable"],
        )  # fmt: skip


def test_a_share_that_turns_with_its_window_says_so() -> None:
    # All who come back do so on the anniversary: at 360 days nobody has, at 365 everybody.
    def counts(window: Horizon, _earlier: int) -> tuple[int, int]:
        return (39 if window.length >= 365 else 77), 100

    span = span_of(Horizon(365, "day"), counts)
    assert not span.holds
    assert (span.shortest.length, span.longest.length) == (365, 548)
    steady = span_of(Horizon(365, "day"), lambda _window, _earlier: (61, 100))
    assert steady.holds
    before = span_of(Horizon(365, "day"), lambda _window, earlier: (40 if earlier else 61, 100))
    assert before.everywhere
    assert not before.holds


def test_a_record_of_a_few_months_speaks_of_the_window_that_ten_people_had() -> None:
    rows = "\n".join(
        [f"p{nth} A 1 mentee 2024-01-0{1 + nth % 9}" for nth in range(20)]
        + [f"p{nth} A 1 mentor 2024-04-0{1 + nth % 9}" for nth in range(8)]
    )
    said = headline(log_of(rows), "role", Horizon(365, "day"))
    assert said.window.length < 100
    assert said.claims[0].n >= 10


def test_a_claim_of_few_is_said_without_its_number() -> None:
    few = Claim("stop", "mentee", 37, 40, window=Horizon(365, "day"))
    assert few.tells_of_few
    assert not Claim("stop", "mentee", 30, 40).tells_of_few


def waiting_board() -> EngagementLog:
    """Three leaders, and twenty who wait below: suppression hides more than it shows."""
    return log_of(
        "\n".join(
            [f"w{nth} A 1 mentee 2020-01-10" for nth in range(20)]
            + [f"w{nth} A 1 mentor 2020-06-10" for nth in range(2)]
            + [f"z{nth} A 1 mentee 2022-06-10" for nth in range(3)]
        )
    )


def test_nobody_waits_is_said_only_where_nobody_does() -> None:
    assert title_of(stuck_points(waiting_board())) != "Nobody waits below the top"
    top = log_of("\n".join(f"p{nth} A 1 mentor 2020-01-10" for nth in range(6)))
    assert title_of(stuck_points(top)) == "Nobody waits below the top"


def test_titles_speak_of_everyone_and_not_of_those_who_are_drawn() -> None:
    # Forty begin at mentee in eight ways of four and more; the few at organizer are alike.
    rows = [f"a{nth} A 1 mentee 2020-01-10" for nth in range(40)]
    rows += [f"a{nth} A 1 {ROLES[nth % 5]} 2020-0{2 + nth % 8}-10" for nth in range(40)]
    rows += [f"o{nth} A 1 organizer 2020-01-10" for nth in range(6)]
    log = log_of("\n".join(rows))
    assert title_of(paths(log, by="role")).startswith("Most people begin at mentee")
    together = combinations(log, by="role", mode="intersect")
    assert "mentee" in title_of(together)
    moves = transitions(log, by="role").table
    inner = moves[~moves["source"].eq("(start)") & ~moves["target"].eq("(end)")]
    assert f"{inner['people'].max():,} people" in title_of(transitions(log, by="role"))


@pytest.mark.parametrize("seed", range(40))
def test_help_reaches_most_where_the_whole_board_says_so(seed: int) -> None:
    answer = stuck_points(made(seed))
    title = title_of(answer)
    if not title.startswith("Help at "):
        return
    board = answer.table.set_index("step")["would_have_moved"].dropna()
    place = next(step for step in board.index if title.startswith(f"Help at {step} would"))
    assert board[place] == board.max()
    said = re.search(r": ([\d,]+) more would have moved on", title)
    assert said is None or int(said[1].replace(",", "")) == board.max()


@pytest.mark.parametrize("seed", range(40))
def test_no_title_speaks_of_more_people_than_there_are(seed: int) -> None:
    log = made(seed)
    asked = [paths(log, by="role"), combinations(log, by="role"), transitions(log, by="role"),
             stuck_points(log), next_steps(log, by="role")]  # fmt: skip
    said = [str(headline_words(headline(log, "role", Horizon(365, "day")))), *map(title_of, asked)]
    for title in said:
        counts = re.findall(r"([\d,]+) (?:people|more would)|([\d,]+) of ([\d,]+)", title)
        told = [int(count.replace(",", "")) for found in counts for count in found if count]
        assert all(count <= log.people for count in told), title


def test_a_record_without_tiers_has_its_headline() -> None:
    rows = [f"p{nth} A 1 painter 2020-01-10" for nth in range(30)]
    rows += [f"p{nth} A 1 carver 2020-06-10" for nth in range(12)]
    rows += [f"late{nth} A 1 painter 2021-06-10" for nth in range(9)]
    said = headline(log_of("\n".join(rows)), "role", Horizon(365, "day"))
    assert str(headline_words(said)) == (
        "After painter, 60 % take no further step within 365 days; 40 % go on to carver"
    )
    assert said.ring is None


@pytest.mark.parametrize("percent", range(101))
def test_a_word_is_never_further_off_than_it_may_be(percent: int) -> None:
    meant = {"One in ten": 10, "One in five": 20, "A quarter": 25, "A third": 33.3,
             "Four in ten": 40, "Half": 50, "Six in ten": 60, "Two thirds": 66.7,
             "Seven in ten": 70, "Three quarters": 75, "Eight in ten": 80,
             "Nine in ten": 90}  # fmt: skip
    word = in_ten(percent / 100)
    if percent in (0, 100):
        assert word == ("Everyone" if percent else "Nobody")
    elif word in meant:
        assert abs(meant[word] - percent) <= 2.6
    elif word == "Hardly anyone":
        assert percent < 5
    elif word == "Nearly everyone":
        assert percent >= 95
    else:
        assert word == f"{percent} %"


def test_the_end_of_the_way_is_not_where_people_stop() -> None:
    # 20 of 60 came to Delivery a year after Training; after Delivery there is nothing to come to.
    rows = [f"p{nth} Training 1 - 2022-01-05" for nth in range(60)]
    rows += [f"p{nth} Delivery 1 - 2022-{6 + nth % 6:02d}-05" for nth in range(20)]
    rows += ["late Training 1 - 2023-06-01"]
    said = headline(log_of("\n".join(rows)), "program", Horizon(365, "day"))
    stop, onward = said.claims
    assert (stop.step, stop.x, stop.n) == ("Training", 40, 60)
    assert (onward.target, onward.x) == ("Delivery", 20)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (0, "After mentee, everyone takes a further step within 12 months"),
        (3, "After mentee, nearly everyone takes a further step within 12 months"),
        (20, "After mentee, 50 % take no further step within 12 months"),
        (38, "After mentee, nearly everyone takes no further step within 12 months"),
        (40, "After mentee, nobody takes a further step within 12 months"),
    ],
)
def test_a_stop_is_said_as_people_say_it(x: int, words: str) -> None:
    claim = Claim("stop", "mentee", x, 40, window=Horizon(365, "day", 12))
    assert str(headline_words(Headline((claim,), None, Horizon(365, "day", 12)))) == words
