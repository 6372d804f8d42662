"""What is in a data set of the graph, counted."""

from __future__ import annotations

import pandas as pd

from pathways.stores.neo4j_link import Link
from pathways.stores.statements import statement

__all__ = ["schema_in"]


def schema_in(link: Link, dataset: str) -> pd.DataFrame:
    """Labels and relationship types with their properties, see the store's ``schema``."""
    rows = []
    for counts, properties in (("count_nodes", "schema_nodes"), ("count_links", "schema_links")):
        known = link.rows(statement(properties), dataset=dataset)
        for label, count in link.rows(statement(counts), dataset=dataset)[0].items():
            rows.append({"label": label, "property": "", "type": "", "count": count})
            rows += [row for row in known if row["label"] == label]
    table = pd.DataFrame(rows, columns=["label", "property", "type", "count"])
    table["type"] = table["type"].str.removesuffix(" NOT NULL").str.lower()
    return table
