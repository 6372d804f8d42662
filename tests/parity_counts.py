"""One question of one record, asked of its query alone: also of a query that was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from analyst_lists import LISTS, plain
from parity_cases import Case

from pathways.cypher.complete import complete
from pathways.cypher.library import query_text
from pathways.cypher.query_choice import left_to_python, query_of
from pathways.errors import PathwaysError
from pathways.measures.questions import ask
from pathways.record.log import EngagementLog
from pathways.stores.neo4j.query import table_of_ours
from pathways.stores.neo4j.store import Neo4jStore

PARTS = ("isolation", "returns")
"""Queries that count a part of what Python answers."""


@dataclass(frozen=True)
class Asked:
    """A question of a record on a server, and its answer by Python or by a plain count."""

    store: Neo4jStore
    log: EngagementLog
    question: str
    options: dict[str, Any]
    parameters: dict[str, Any]
    answer: Any

    @property
    def query(self) -> str:
        return query_of(self.question, **self.options)

    def rows(self, text: str | None = None) -> pd.DataFrame:
        """What the query counts, or another text in its place."""
        return table_of_ours(self.store.link, text or query_text(self.query), self.parameters)

    def check(self, rows: pd.DataFrame) -> None:
        """That these rows make the right answer.

        Raises:
            AssertionError: they do not.
        """
        told = f"{self.question} {self.options}"
        if self.question in LISTS:
            assert plain(rows) == self.answer, told
        elif self.question in PARTS:
            counts = rows.set_index("program").sort_index()
            answer = self.answer.set_index("program").sort_index()[list(counts)]
            assert plain(counts.reset_index()) == plain(answer.reset_index()), told
        else:
            found = complete(self.question, rows.copy(), self.log, **self.options)
            pd.testing.assert_frame_equal(found, self.answer, obj=told)
            if "share" in rows:  # which the table does not take over
                assert rows["share"].tolist() == found["share"].tolist(), told


def asked_of(store: Neo4jStore, case: Case) -> Iterator[Asked]:
    """All that is asked of a record and has an answer, where its query counts it."""
    log, questions = case
    for question, options in questions:
        try:
            known = question in (*PARTS, *LISTS) or not left_to_python(question, log, **options)
            listed = question in LISTS
            answer = LISTS[question](log, **options) if listed else ask(log, question, **options)
        except PathwaysError:
            continue
        if known:
            told = answer if listed else answer.table
            yield Asked(store, log, question, options, store.cypher(question, **options)[1], told)
