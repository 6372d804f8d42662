"""Points: in Cypher as in Python."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from parity import NAPKIN, Asked, held_together, loaded, quick
from people import Row, built, rows
from random_logs import logs

from loaders import read
from pathways.cypher.library import query_text
from pathways.cypher.query_choice import left_to_python, parameters_for
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from pathways.record.scheme import TierRule
from pathways.scoring.contact_policy import Contact
from pathways.scoring.weighting import UNWEIGHTED, Multiplier, Weighting
from pathways.stores.server.home import ServerAddress

PARTS = ("tier", "activity", "program", "role", "rank")
# Points with decimals, and one activity of a tier with points of its own.
OWN = replace(
    MOUNTAIN,
    tiers=(*MOUNTAIN.tiers[:2], replace(MOUNTAIN.tiers[2], points="0.7")),
    rules=(*MOUNTAIN.rules, TierRule("Leading", program="GS", role="mentor", points="0.15")),
)


def everything(*tiers: str) -> list[Asked]:
    """Each question in several ways; ``tiers`` are two of the scheme, the lower one first."""
    low, high = tiers or ("Participating", "Leading")
    asked: list[Asked] = [("points", {"by": by}) for by in PARTS]
    asked += [("exchange", {"by": by}) for by in ("tier", "activity")]
    asked += [("exchange", {"by": "activity", "contributing": low.upper()})]
    asked += [("monthly_index", {})]
    at: dict[str, Any] = {"tier": low, "invite_to": high}
    for least in (0.25, "3", Decimal(6), 7):
        asked += [("thresholds", {"tier": low.lower(), "min": least})]
        asked += [("thresholds", {**at, "min": least, "window": "100d", "since": "2020-03-01"})]
        asked += [("thresholds", {**at, "min": least, "window": "2e", "since": "1"})]
    return [*asked, ("thresholds", {"tier": high, "min": 3}), ("thresholds", {**at, "min": 0})]


def test_a_napkin(servers: ServerAddress) -> None:
    held_together(servers, log_of(NAPKIN), *everything())
    held_together(servers, log_of(NAPKIN, scheme=OWN), *everything())


def test_a_scheme_without_points(servers: ServerAddress) -> None:
    nothing = replace(MOUNTAIN, tiers=tuple(replace(one, points="0") for one in MOUNTAIN.tiers))
    held_together(servers, log_of(NAPKIN, scheme=nothing), *everything())


@pytest.mark.long
def test_the_example(servers: ServerAddress, tmp_path: Path) -> None:
    file, _ = write_example(tmp_path)
    held_together(servers, read(file, scheme="moe", as_of="2019-03-31"), *everything())


@pytest.mark.long
@needs_ols
@pytest.mark.ols
def test_the_real_record(servers: ServerAddress) -> None:
    held_together(servers, ols_log(), *everything())


@pytest.mark.long
@quick
@given(log=logs(people=14, rows=40))
def test_random_logs(servers: ServerAddress, log: EngagementLog) -> None:
    held_together(servers, log, *everything())


@pytest.mark.long
@quick
@given(made=rows)
def test_people_by_chance(servers: ServerAddress, made: list[Row]) -> None:
    held_together(servers, built(made), *everything())


def test_without_whole_numbers_points_are_those_of_the_tier(servers: ServerAddress) -> None:
    log = log_of(NAPKIN)
    with loaded(servers, log) as store:
        usual = {**parameters_for("points", log), "worth": {}, "dataset": store.dataset}
        with store.link.session() as session:
            found = [record.values() for record in session.run(query_text("points"), usual)]
    assert found == [["Leading", 2, 3, 15.0], ["Participating", 2, 3, 9.0], ["Learning", 1, 1, 1.0]]


def test_multipliers_and_contact_run_in_python() -> None:
    log = log_of(NAPKIN)
    south = Weighting((Multiplier("region", "South", "2"),))
    assert left_to_python("points", log, weighting=UNWEIGHTED) is None
    assert left_to_python("points", log, weighting=south)
    assert left_to_python("points", log, weighting=Weighting(cap="0.5"))
    assert left_to_python("thresholds", log, contact=Contact(attribute="consent"))
