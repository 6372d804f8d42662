"""Cypher as Python where it is decided: on the last day of a window, and beside it."""

from __future__ import annotations

import pytest
from analyst_lists import LISTS, plain
from logs import log_of
from parity import loaded
from parity_cases import CASES
from parity_counts import asked_of

from pathways.errors import QueryError
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


def test_lists_for_analysts_of_a_record_of_years(servers: ServerAddress) -> None:
    """Python answers questions there, but has no answer of its own to these."""
    log = log_of("ana OL 2019 mentee\nana OL 2021 mentor\nben GS 2019 mentee\neli OL 2019 mentee")
    asked = {"journey": {"participant": "ana"}, "went_next": {"participant": "eli"}}
    asked["cohort_grid"] = {}
    with loaded(servers, log) as store:
        for name, options in asked.items():
            found = store.run(name, **options)
            assert len(found)
            assert plain(found) == LISTS[name](log, **options), name
        with pytest.raises(QueryError, match="is counted by its Cypher alone, which cannot be"):
            store.run("did_then", source="edition=2019", target="mentor")
