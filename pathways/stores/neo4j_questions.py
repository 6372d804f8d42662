"""A named question on a server: its Cypher twin counts there, Python finishes from the counts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pathways.log import EngagementLog
from pathways.questions import ask
from pathways.stores.neo4j_link import Link
from pathways.stores.neo4j_query import table_of
from pathways.twins import query_text
from pathways.twins_counts import COUNTED, complete, parameters_for

__all__ = ["answer_on_server"]


def answer_on_server(
    link: Link, dataset: str, log: EngagementLog, question: str, **options: Any
) -> pd.DataFrame:
    """The table of a question, counted by the server.

    Args:
        link: the server.
        dataset: which data set there.
        log: the same record; says what a STEP means and where the cut-off is.
        question: its name.
        options: the options of its function.  ``ties="rank"`` runs in Python where the twin does
            not know it.

    Raises:
        QueryError: the server cannot carry it out.
        NoAnswerError: the question has no answer here.
    """
    in_python = question not in COUNTED or options.get("ties") == "rank"
    if in_python:
        return ask(log, question, **options).table
    values = {**parameters_for(question, log, **options), "dataset": dataset}
    frame = table_of(link, query_text(question), values)
    return complete(question, frame, log, **options)
