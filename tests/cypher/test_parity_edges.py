"""Cypher as Python where it is decided: on the last day of a window, and beside it."""

from __future__ import annotations

import pytest
from parity import loaded
from parity_cases import CASES
from parity_counts import asked_of

from pathways.stores.server.home import ServerAddress


@pytest.mark.parametrize("name", CASES)
def test_the_edges_of_windows(servers: ServerAddress, name: str) -> None:
    case = CASES[name]()
    with loaded(servers, case[0]) as store:
        many = 0
        for asked in asked_of(store, case):
            asked.check(asked.rows())
            many += 1
    assert many
