"""A young record offers the longest window that ten people have had, and it can be asked for."""

from __future__ import annotations

import pytest
from logs import log_of

import pathways as pw

# Fourteen mentees from 10 to 19 January; the record ends on 1 June, five of them mentors by then.
YOUNG = log_of(
    "\n".join(
        [f"p{n} OL - mentee 2024-01-1{n % 10}" for n in range(14)]
        + [f"p{n} OL - mentor 2024-06-01" for n in range(5)]
    )
)


@pytest.mark.parametrize(
    ("question", "options", "window", "asked"),
    [
        ("conversion", {"source": "mentee", "target": "mentor"}, "within", "--within 4m."),
        ("graduation", {"source": "mentee", "outcome": "mentor"}, "horizon", "--horizon 4m."),
        ("program_kinds", {}, "horizon", "--horizon 4m."),
        ("transitions", {"by": "role"}, "horizon", "--horizon 4m."),
    ],
)
def test_what_is_offered_has_been_had_by_ten(
    question: str, options: dict[str, str], window: str, asked: str
) -> None:
    ask = getattr(pw, question)
    said = str(ask(YOUNG, **options))
    assert "14 people were watched for 4 months" in said
    assert said.endswith(f"ask with {asked}")
    for length, watched in (("4m", 14), ("5m", 0)):
        table = ask(YOUNG, **options, **{window: length}).table
        followed = table[table["source"] != "(start)"] if question == "transitions" else table
        assert followed["n"].max() == watched
