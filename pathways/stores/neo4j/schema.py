"""What is in a data set of the graph, counted."""

from __future__ import annotations

import pandas as pd

from pathways.stores.neo4j.link import Link
from pathways.stores.schema import schema_table
from pathways.stores.statements import statement

__all__ = ["schema_in"]


def schema_in(link: Link, dataset: str) -> pd.DataFrame:
    """Labels and relationship types with their properties, see the store's ``schema``."""
    counts: dict[str, int] = {}
    for name in ("count_nodes", "count_links"):
        counts |= link.rows(statement(name), dataset=dataset)[0]
    properties = [
        (row["label"], row["property"], row["type"].replace(" NOT NULL", "").lower(), row["count"])
        for name in ("schema_nodes", "schema_links")
        for row in link.rows(statement(name), dataset=dataset)
    ]
    return schema_table(counts, properties)
