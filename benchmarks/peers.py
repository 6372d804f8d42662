"""Straight moves of a record, and sets of programs, counted by others as their manuals have it.

``python peers.py QUESTION NAME FILE`` is run by the Python of the peer's own environment and prints
one line of JSON: processor seconds from the frame in memory to the counts, peak memory, and the
counts themselves.  Everybody counts the same.  ``transitions``: from each date of a person to their
next date, every pair of two activities is one move.  ``combinations``: people with exactly these
programs.
"""

from __future__ import annotations

import itertools
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

Counts = dict[tuple[str, ...], int]


def read(file: str) -> Any:
    """The record as a pandas frame of texts and dates."""
    import pandas as pd

    return pd.read_parquet(file, columns=["participant", "program", "role", "start"])


def pandas(frame: Any) -> Counts:
    """Distinct steps, numbered dates, and a join of each date with the next."""
    frame = frame.assign(activity=frame["program"] + ": " + frame["role"])
    steps = frame[["participant", "start", "activity"]].drop_duplicates()
    steps = steps.assign(nth=steps.groupby("participant")["start"].rank("dense").astype(int))
    later = steps.assign(nth=steps["nth"] - 1)
    pairs = steps.merge(later, on=["participant", "nth"], suffixes=("", "_next"))
    return pairs.groupby(["activity", "activity_next"]).size().to_dict()


def networkx(frame: Any) -> Counts:
    """A loop over people that adds to the edges of a graph."""
    import networkx as nx

    graph = nx.DiGraph()
    people: dict[str, dict[Any, set[str]]] = {}
    for row in frame.itertuples():
        dates = people.setdefault(row.participant, {})
        dates.setdefault(row.start, set()).add(f"{row.program}: {row.role}")
    for dates in people.values():
        ordered = [dates[day] for day in sorted(dates)]
        for here, there in itertools.pairwise(ordered):
            for source in here:
                for target in there:
                    known = graph.get_edge_data(source, target, {"moves": 0})["moves"]
                    graph.add_edge(source, target, moves=known + 1)
    return {(source, target): moves for source, target, moves in graph.edges(data="moves")}


def polars(frame: Any) -> Counts:
    """The same as in pandas, in Polars' lazy expressions."""
    import polars as pl

    activity = (pl.col("program") + ": " + pl.col("role")).alias("activity")
    steps = pl.from_pandas(frame).lazy().select("participant", "start", activity).unique()
    nth = pl.col("start").rank("dense").over("participant").cast(pl.Int64).alias("nth")
    steps = steps.with_columns(nth)
    later = steps.with_columns(pl.col("nth") - 1)
    pairs = steps.join(later, on=["participant", "nth"], suffix="_next")
    found = pairs.group_by("activity", "activity_next").len().collect()
    return {(source, target): moves for source, target, moves in found.rows()}


def duckdb(frame: Any) -> Counts:
    """One statement of SQL."""
    import duckdb as db

    connection = db.connect()
    connection.register("frame", frame)
    found = connection.execute(
        """
        WITH steps AS (
          SELECT DISTINCT participant, program || ': ' || role AS activity,
                 dense_rank() OVER (PARTITION BY participant ORDER BY start) AS nth FROM frame)
        SELECT a.activity, b.activity, count(*) FROM steps a
        JOIN steps b ON a.participant = b.participant AND b.nth = a.nth + 1 GROUP BY 1, 2
        """
    ).fetchall()
    return {(source, target): moves for source, target, moves in found}


def pm4py(frame: Any) -> Counts:
    """Its directly-follows graph, which knows no two steps of one date."""
    import pm4py as pm

    frame = frame.assign(activity=frame["program"] + ": " + frame["role"])
    log = pm.format_dataframe(
        frame, case_id="participant", activity_key="activity", timestamp_key="start"
    )
    return dict(pm.discover_dfg(log)[0])


def retentioneering(frame: Any) -> Counts:
    """The matrix behind its transition graph, which knows no two steps of one date either."""
    import pandas as pd
    from retentioneering import Eventstream

    event = frame["program"] + ": " + frame["role"]
    named = {"user_id": frame["participant"], "event": event, "timestamp": frame["start"]}
    matrix = Eventstream(pd.DataFrame(named)).transition_graph_data(edge_weight="count")
    inner = matrix.drop(index=["path_start", "path_end"], columns=["path_start", "path_end"])
    cells = inner.stack()
    return cells[cells > 0].astype(int).to_dict()


def sets_in_pandas(frame: Any) -> Counts:
    """The programs of each person, joined in the order of the alphabet."""
    taken = frame[["participant", "program"]].drop_duplicates().sort_values("program")
    sets = taken.groupby("participant")["program"].agg(tuple)
    return sets.value_counts().to_dict()


def upsetplot(frame: Any) -> Counts:
    """The sizes of the subsets that an UpSet plot draws."""
    import pandas as pd
    from upsetplot import from_indicators, query

    took = pd.crosstab(frame["participant"], frame["program"]) > 0
    sizes = query(from_indicators(took), subset_size="count").subset_sizes
    names = sizes.index.names
    return {
        tuple(sorted(name for name, has in zip(names, kind, strict=True) if has)): size
        for kind, size in sizes.items()
        if size
    }


def log_of(frame: Any) -> Any:
    """Our log of the frame."""
    from pathways.record.log import build_log
    from pathways.record.scheme import load_scheme

    return build_log(frame, load_scheme("moe"))


def our_moves(log: Any) -> Counts:
    """Ours: the inner rows of the transitions."""
    from pathways.measures.transitions import transitions

    table = transitions(log).table
    inner = table[(table["source"] != "(start)") & (table["target"] != "(end)")]
    pairs = zip(inner["source"], inner["target"], strict=True)
    return dict(zip(pairs, inner["moves"].tolist(), strict=True))


def our_sets(log: Any) -> Counts:
    """Ours: the combinations, of any size."""
    from pathways.measures.combinations import combinations

    table = combinations(log).table
    names = (tuple(programs.split(" + ")) for programs in table["programs"])
    return dict(zip(names, table["x"].tolist(), strict=True))


ASKED: dict[str, dict[str, Callable[[Any], Counts]]] = {
    "transitions": {
        "pandas": pandas,
        "networkx": networkx,
        "polars": polars,
        "duckdb": duckdb,
        "pm4py": pm4py,
        "retentioneering": retentioneering,
    },
    "combinations": {"pandas": sets_in_pandas, "upsetplot": upsetplot},
}
OURS = {"transitions": our_moves, "combinations": our_sets}
ORDERS_TIES = ("pm4py", "retentioneering")
"""Peers that put steps of one date in some order: they are asked of a record without ties only."""


def counting(question: str, name: str, frame: Any) -> Callable[[], Counts]:
    """The work that is measured, everything that it needs loaded."""
    if name == "from the log":
        log = log_of(frame)
        return lambda: OURS[question](log)

    def count(table: Any) -> Counts:
        peers = ASKED[question]
        return peers[name](table) if name in peers else OURS[question](log_of(table))

    count(frame.head(2000))
    return lambda: count(frame)


def main(question: str, name: str, file: str) -> None:
    """Count once to have everything loaded, then count and measure."""
    work = counting(question, name, read(file))
    began = time.process_time()
    found = work()
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = [[*kind, int(many)] for kind, many in sorted(found.items())]
    print(json.dumps({"seconds": seconds, "memory": memory, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
