"""One question asked of each group of people, and each group held against the rest.

The rest of a group is everyone else with a known value; people without one are a row of their own
and in nobody's rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer, Origin
from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.record.selection import UNKNOWN_GROUP, groups
from pathways.stats.comparison import compared, exact_p, holm, in_words
from pathways.stats.rate import TOO_FEW
from pathways.tallies.divided import Divided
from pathways.tallies.groups import groups_of

__all__ = ["Compared", "Grouped", "against_rest", "answers_by_group", "keys_of"]

_SHARED: Mapping[str, tuple[str, ...]] = {
    "combinations": (),
    "competing_steps": ("source",),
    "entry_points": (),
    "next_steps": ("previous", "source"),
    "paths": (),
    "transitions": ("source",),
}
"""Questions whose rows divide one ``n``: the columns that say which.  A group without a row of
these has nobody there, of that ``n``."""


class Grouped(NamedTuple):
    """The answers of the groups, unknown last; why others have none; where all come from."""

    answers: dict[str, Answer]
    silent: dict[str, NoAnswerError]
    origin: Origin


def _nobody(attribute: str) -> str:
    return f"Nobody whose engagements count has a known {attribute}."


def answers_by_group(
    log: EngagementLog | Divided, attribute: str, measure: Callable[..., Answer], **options: Any
) -> Grouped:
    """A measure's answer for each group of people, each on its own people.

    Raises:
        OptionError: no such attribute.
        NoAnswerError: the measure cannot answer for any group, or nobody is in one.
    """
    answers: dict[str, Answer] = {}
    silent: dict[str, NoAnswerError] = {}
    of: Iterable[tuple[str, Any]]
    of = groups_of(log, attribute) if isinstance(log, Divided) else groups(log, attribute)
    for name, part in of:
        try:
            answers[name] = measure(part, **options)
        except NoAnswerError as error:
            silent[name] = error
    if not answers:
        raise next(iter(silent.values()), NoAnswerError(_nobody(attribute)))
    origin = next(iter(answers.values())).origin
    return Grouped(answers, silent, replace(origin, filters=origin.filters[:-1]))


def keys_of(table: pd.DataFrame) -> list[str]:
    """The columns that say what a row of rates is about: the words before ``x``, or the numbers."""
    before = list(table.columns)[: list(table.columns).index("x")]
    words = [name for name in before if pd.api.types.is_string_dtype(table[name])]
    return before if words in ([], ["group"]) else words


class Compared(NamedTuple):
    """The tables of the groups under one another, and how many comparisons they hold."""

    table: pd.DataFrame
    comparisons: int


def against_rest(grouped: Grouped, **options: Any) -> Compared:
    """The tables of the groups under one another, with ``group`` first and the rest beside.

    ``rest_x`` and ``rest_n`` are added over the other known groups, so that a group and its rest
    are everyone with a known value.  Where a question's rows share one ``n`` (moves from one step,
    say), a group without a row counts with its ``n`` and nobody.  With two known groups each is the
    other's rest, which is one comparison.

    Nothing is compared where groups have rows about different things (their own likeliest routes),
    where rows are hidden (``limit``), or where an answer is a comparison already.

    Returns:
        The tables with, where they have ``x`` and ``n`` of people: ``rest_x``, ``rest_n`` (Int64),
        ``rest_rate``, ``difference``, ``difference_low``, ``difference_high`` (float64: the group
        less the rest, Newcombe's interval; missing where either has under 10 people),
        ``p_adjusted`` (float64: Fisher's exact test after Holm over all comparisons), ``differs``
        (str: ``yes``, ``no``, ``cannot tell``, or empty).  They are missing for the unknown.
    """
    tables = [answer.table.assign(group=name) for name, answer in grouped.answers.items()]
    filled = [rows for rows in tables if len(rows)] or tables[:1]
    table = pd.concat(filled, ignore_index=True)
    table = table[["group", *(name for name in table.columns if name != "group")]]
    question = next(iter(grouped.answers.values())).question
    if not _comparable(question, filled, options):
        return Compared(table, 0)
    known = [name for name in grouped.answers if name != UNKNOWN_GROUP]
    row = _rows(table)
    table = table.join(_rest(table, row, known, _SHARED.get(question)))
    differences, p = _differences(table)
    once = pd.Series(p).groupby(row if len(known) == 2 else table.index).max()
    adjusted = pd.Series(holm(once), once.index).reindex(row if len(known) == 2 else table.index)
    differences["p_adjusted"] = np.where(np.isnan(p), np.nan, adjusted)
    ends = (differences["difference_low"], differences["difference_high"])
    words = in_words(*ends, differences["p_adjusted"])
    differences["differs"] = pd.Series(words, table.index, dtype="str")
    return Compared(table.join(differences), int(once.notna().sum()))


def _comparable(question: str, tables: list[pd.DataFrame], options: Mapping[str, Any]) -> bool:
    """Whether the rows of all groups are about the same things, and all of them are there."""
    columns = list(tables[0].columns)
    return (
        all(list(rows.columns) == columns for rows in tables)
        and {"x", "n"} <= set(columns)
        and "rest_x" not in columns
        and not any(rows.duplicated(keys_of(rows)).any() for rows in tables)
        # Each group has a route of its own; some rows are hidden; or their n belongs to the row.
        and question != "routes"
        and "limit" not in options
        and options.get("of") != "any"
    )


def _rows(table: pd.DataFrame) -> NDArray[np.int64]:
    """Which rows of different groups are about the same thing: a number for each."""
    keys = [name for name in keys_of(table) if name != "group"]
    return (
        table.groupby(keys, dropna=False).ngroup().to_numpy()
        if keys
        else np.zeros(len(table), dtype=np.int64)
    )


def _rest(
    table: pd.DataFrame, row: NDArray[np.int64], known: list[str], shared: tuple[str, ...] | None
) -> pd.DataFrame:
    """For each row ``x`` and ``n`` of the other known groups together; missing for the unknown."""
    of_group = table["group"].isin(known).to_numpy()
    cells = table[of_group].assign(row=row[of_group]).groupby(["row", "group"])[["x", "n"]].first()
    x, n = (
        cells[name].astype("float64").unstack("group").reindex(columns=known) for name in ("x", "n")
    )
    if shared is not None:
        n = n.fillna(_sizes(table[of_group], row[of_group], [k for k in shared if k in table]))
    found = {}
    for name, wide in (("x", x), ("n", n)):
        total = wide.sum(axis=1).reindex(row).to_numpy()
        counts_of_group = table[name].astype("float64").fillna(0).to_numpy()
        found[f"rest_{name}"] = np.where(of_group, total - counts_of_group, np.nan)
    return pd.DataFrame(found, table.index).astype("Int64")


def _sizes(table: pd.DataFrame, row: NDArray[np.int64], shared: list[str]) -> pd.DataFrame:
    """How many of each group could have been in each row, by its other rows."""
    block = table.groupby(shared).ngroup() if shared else pd.Series(0, table.index)
    sizes = table.assign(block=block).groupby(["block", "group"])["n"].max().astype("float64")
    of_row = block.groupby(row).first()
    return sizes.unstack("group").reindex(of_row.to_numpy()).set_axis(of_row.index)


def _differences(table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """The difference of each row from its rest, and the test of it."""
    counts = table[["x", "n", "rest_x", "rest_n"]].astype("Int64").fillna(0).astype(np.int64)
    if "unit" in table:
        # Pairs of one person hang together: they are no sample of their own.
        counts[table["unit"] == "pair"] = 0
    columns = [counts[name] for name in counts]
    rest = counts["rest_n"].where(counts["rest_n"] >= TOO_FEW)
    found = compared(*columns).set_axis(table.index)
    found.insert(0, "rest_rate", (counts["rest_x"] / rest).astype("float64"))
    return found, exact_p(*columns)
