"""Does the step before matter for the next one?  A likelihood-ratio test over all sources."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pathways.answer.wording import Sentence
from pathways.stats.sorting import distinct, numbered
from pathways.tallies.tally import Counts

__all__ = ["dependence"]

DEPENDS = "where people go next depends on where they came from"


def dependence(people: Counts) -> Sentence:
    """Whether the step before matters for the next one, in words."""
    from scipy.special import chdtrc, xlogy

    statistic, freedom = 0.0, 0
    for source in distinct(people["source"]):
        counts = _testable(_crossed(people, int(source)))
        if min(counts.shape) < 2:
            continue
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
        statistic += 2 * float(xlogy(counts, counts / expected).sum())
        freedom += (counts.shape[0] - 1) * (counts.shape[1] - 1)
    if not freedom:
        return Sentence(
            "Too little data to say whether {depends}. ",
            "depends on the step before",
            depends=DEPENDS,
        )
    p = float(chdtrc(freedom, statistic))
    level = Sentence("p = {p:.2g}", p=p) if p >= 0.001 else "p < 0.001"
    return Sentence(
        "{dependence} ({level}). ",
        "depends on the step before",
        dependence=DEPENDS.capitalize()
        if p < 0.05
        else Sentence("No sign that {depends}", depends=DEPENDS),
        level=level,
    )


def _crossed(people: Counts, source: int) -> NDArray[np.int64]:
    """How many of the watched came from each step set and went to each, in the order of steps."""
    rows = people.table[(people["watched"] > 0) & (people["source"] == source)]
    held = people.stand_for["next"]
    place = np.argsort(sorted(range(len(held)), key=lambda code: (len(held[code]), held[code])))
    target = np.where(rows["within"] > 0, place[rows["next"]], len(held))
    first, row = numbered(place[rows["previous"]])
    second, column = numbered(target)
    shape = (len(first), len(second))
    cells = np.bincount(row * shape[1] + column, rows["many"], minlength=shape[0] * shape[1])
    return cells.astype(np.int64).reshape(shape)


def _testable(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The largest rows and columns of a table, as many as have large enough expected counts."""
    while min(counts.shape) > 1:
        rows, columns = counts.sum(axis=1), counts.sum(axis=0)
        expected = np.outer(rows, columns) / max(counts.sum(), 1)
        if expected.min() >= 1 and (expected >= 5).mean() >= 0.8:
            return counts
        if rows.min() <= columns.min():
            counts = np.delete(counts, rows.argmin(), axis=0)
        else:
            counts = np.delete(counts, columns.argmin(), axis=1)
    return counts
