"""A query that was changed in one place gives other numbers, and the tests of parity see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pandas as pd
import pytest
from analyst_lists import LISTS
from mutations import Mutation, mutations
from parity import loaded
from parity_cases import CASES
from parity_counts import Asked, asked_of

from pathways.cypher.library import query_names, query_text
from pathways.errors import PathwaysError
from pathways.stores.server.home import ServerAddress

pytestmark = pytest.mark.long

SAME = {
    r"«MATCH→OPTIONAL MATCH» \((load|top|program):": "every record has these",
    r"«MATCH→OPTIONAL MATCH»": "where there is no row nobody is counted, nor is a row of nulls",
    r"row\.set «>→>=» since\.set": "what is in the same step set was told apart before",
    r"e\.end «>→>=»": "what ends on that very day ends on that day, either way",
    r"(tier\.rank|high =),? -«1→2»": "no tier at all is lower than the lowest",
    r"row\.tier «>→>=» high THEN": "the same tier again is as high",
    r"^(returns|program_kinds) .*program\.name DESC": "these rows are of one program each",
    r"range\([01], size\(sets\) (- «1→0»|«-→\+» 1)\)": "there is no set behind the last one",
    r"sets\[«1→0»\.\.at\]|set\.last «>→>=» most": "the same end is looked at twice",
    r"coalesce\(longest, «0→-1»\)": "nobody was there at any age",
    r"collect\(«DISTINCT →»": "a step that is twice in a set is taken once further on",
    r"^(paths|routes) «ORDER BY at, step→ORDER BY at DESC": "the sets are put in order once more",
    r"^(combinations|routes) .*step DESC": "steps that nothing orders, in one order everywhere",
    r"^next_steps .*false→true": "who took no step took none in time",
    r"^next_steps .*took (<|«)": "a step into an earlier edition is taken at once",
    r"^journey .*min→max": "all moves into a step set are from one step set",
    r"^went_next .*(WITH «DISTINCT|WHERE true)": "people count once, moves are of what counts",
    r"^competing_steps .*landmark_length «<→<=»": "who has it on that day had it by the landmark",
    r"^stuck_points .*THEN «0→-1»": "nobody is stuck on the day they arrive, nor on one before",
    r"«head→last»\(\[one IN programs": "one program in a data set is called so",
    r"^entry_points .*(«>→>=» 1|> «1→0»)": "the first edition is the first, either way",
}
"""What changes no number: a pattern of the name of a query and the change in its line, and why."""


@pytest.fixture(scope="module")
def asked(neo4j_2026: ServerAddress) -> Iterator[dict[str, list[Asked]]]:
    """All that the tests of parity ask of the edges of windows, by query."""
    found: dict[str, list[Asked]] = {name: [] for name in query_names()}
    with ExitStack() as stack:
        for make in CASES.values():
            case = make()
            for one in asked_of(stack.enter_context(loaded(neo4j_2026, case[0])), case):
                found[one.query].append(one)
        yield found


@pytest.mark.parametrize("name", query_names())
def test_a_change_in_one_place_is_seen(asked: dict[str, list[Asked]], name: str) -> None:
    text = query_text(name)
    told = [one.rows() for one in asked[name]]
    left = [
        str(change)
        for change in mutations(text)
        if not is_seen(change, asked[name], told) and not is_same(name, text, change)
    ]
    assert not left


def is_same(name: str, text: str, change: Mutation) -> bool:
    """Whether a change is known to make no difference."""
    ends = text.endswith(f"{change.line}\n") and name not in LISTS
    in_order = ends and change.line.startswith("ORDER BY")  # Python puts its table in order itself
    return in_order or any(re.search(pattern, f"{name} {change}") for pattern in SAME)


def is_seen(change: Mutation, asked: list[Asked], told: list[pd.DataFrame]) -> bool:
    """Whether some answer is another one, or none; who saw the last change is asked first."""
    for number, (one, rows) in enumerate(zip(asked, told, strict=True)):
        try:
            found = one.rows(change.text)
            if not found.equals(rows):
                one.check(found)
        except (PathwaysError, AssertionError, ValueError, TypeError, KeyError):
            for each in (asked, told):
                each.insert(0, each.pop(number))
            return True
    return False
