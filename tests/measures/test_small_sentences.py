"""Sentences of small records, read as a native speaker reads them."""

from __future__ import annotations

from logs import log_of

from pathways.measures.next_steps import next_steps
from pathways.measures.transitions import transitions

NEXT = ("mentor", "mentor", "editor", "editor", "reader", "reader")
SIX = log_of(
    "\n".join(
        f"p{n} A 1 reader 2020-01-01\np{n} B 1 {role} 2020-03-01" for n, role in enumerate(NEXT)
    ),
    as_of="2022-01-01",
)


def test_moves_that_are_equally_common_are_all_named() -> None:
    assert transitions(SIX, by="role").sentence == (
        "Three moves are equally common, 2 people each: from reader to editor, from reader to "
        "mentor and back to reader."
    )


def test_one_move_that_leads_is_the_most_common() -> None:
    log = log_of("p0 A 1 reader 2020-01-01\np0 B 1 mentor 2020-03-01")
    assert transitions(log, by="role").sentence.startswith(
        "The most common move is from reader to mentor: 1 person; "
    )


def test_under_ten_people_are_counted_and_no_more_is_said() -> None:
    assert next_steps(SIX, by="role", after="reader").sentence == (
        "Of the 6 people watched for 12 months after reader, 2 each went on to editor, mentor and "
        "reader again, and none took no further step: too few to say more."
    )


def test_a_young_record_offers_the_longest_window_that_ten_people_have_had() -> None:
    rows = [f"p{n:02} A 1 reader 2024-01-10" for n in range(14)]
    moved = [f"p{n:02} B 1 mentor 2024-03-01" for n in range(6)]
    log = log_of("\n".join([*rows, *moved]), as_of="2024-06-20")
    offer = "At reader, 14 people were watched for 5 months: ask with --horizon 5m."
    for answer in (transitions(log, by="role"), next_steps(log, by="role")):
        assert answer.sentence.endswith(offer)
    assert offer not in transitions(log, by="role", horizon="5m").sentence
    few = log_of("\n".join([*rows[:8], *moved]), as_of="2024-06-20")
    assert "--horizon" not in transitions(few, by="role").sentence
