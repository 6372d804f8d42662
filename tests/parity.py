"""Cypher held to Python: the same question asked of both, and the tables compared."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

from pathways.errors import PathwaysError, UnknownStepError
from pathways.measures.questions import ask
from pathways.record.log import EngagementLog
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress

LEVELS = ("activity", "program", "role", "tier", "edition")


quick = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


Asked = tuple[str, dict[str, Any]]


@contextmanager
def loaded(address: ServerAddress, log: EngagementLog) -> Iterator[Neo4jStore]:
    name = uuid.uuid4().hex
    with open_neo4j(
        address.uri, user=address.user, password=address.password(), dataset=name
    ) as store:
        store.write(log)
        yield store
        store.clear()


def held_together(address: ServerAddress, log: EngagementLog, *asked: Asked) -> None:
    with loaded(address, log) as store:
        for question, options in asked:
            try:
                expected = ask(log, question, **options).table
            except PathwaysError as error:
                # Where two things are wrong, an unknown step may be named first.
                with pytest.raises((type(error), UnknownStepError)):
                    store.run(question, **options)
                continue
            table = store.run(question, **options)
            pd.testing.assert_frame_equal(table, expected, obj=f"{question} {options}")


NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 1 mentor 2020-01-01
ana  GS 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-05
ben  OL - -      2020-03-01
ben  OL 1 mentee 2020-08-01
cleo GS 2 reader 2021-06-01
cleo OL 3 mentor 2022-01-01
dara GS - juggler 2020-02-01
eli  OL 3 mentee 2022-03-01 - no-show
"""


def horizons_of(log: EngagementLog) -> list[str]:
    """The windows that may be asked of a log."""
    known = ["1e", "2e"] if len(log.editions.table) else []
    return known + (["90d"] if log.unit == "day" else [])
