"""A named question on a server: its Cypher twin counts there, Python finishes from the counts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pathways.log import EngagementLog
from pathways.stores.neo4j_link import Link
from pathways.stores.neo4j_query import table_of
from pathways.twins import query_text
from pathways.twins_counts import COUNTED, complete, parameters_for
from pathways.twins_tables import TABLED

__all__ = ["answer_on_server", "is_counted_there"]


def answer_on_server(
    link: Link, dataset: str, kinds: EngagementLog, question: str, **options: Any
) -> pd.DataFrame:
    """The table of a question, counted by the server.

    Args:
        link: the server.
        dataset: which data set there.
        kinds: the words of the data set, see
            :func:`~pathways.stores.neo4j_vocabulary.vocabulary_in`.
        question: its name.
        options: the options of its function.

    Raises:
        QueryError: the server cannot carry it out.
        NoAnswerError: the question has no answer here.
    """
    values = {**parameters_for(question, kinds, **options), "dataset": dataset}
    frame = table_of(link, query_text(question), values)
    return complete(question, frame, kinds, **options)


def is_counted_there(question: str, **options: Any) -> bool:
    """Whether the twin of a question knows these options; otherwise the log has to be read."""
    return question in COUNTED and (options.get("ties") != "rank" or question in TABLED)
