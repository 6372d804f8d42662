"""Sorting and counting of whole numbers, beside plain Python; quantiles beside pandas."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pathways.stats.histogram import quantiles
from pathways.stats.sorting import (
    changes,
    counted,
    distinct,
    first_of_same,
    numbered,
    sorting,
    summed,
)

wide = st.sampled_from([0, 1, 2, 5, -3, 2**40, -(2**61)])
rows = st.lists(st.tuples(wide, wide), max_size=20)


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@given(rows)
def test_sorting_is_that_of_python_and_stable(pairs: list[tuple[int, int]]) -> None:
    order = np.arange(len(pairs))[sorting(*columns(pairs))]
    assert order.tolist() == sorted(range(len(pairs)), key=pairs.__getitem__)


@given(rows)
def test_counted_and_distinct_and_numbered(pairs: list[tuple[int, int]]) -> None:
    (first, second), many = counted(*columns(pairs))
    found = list(zip(first.tolist(), second.tolist(), strict=True))
    assert dict(zip(found, many.tolist(), strict=True)) == Counter(pairs)
    assert found == sorted(set(pairs))
    values = columns(pairs)[0]
    assert distinct(values).tolist() == sorted({a for a, _ in pairs})
    each, number = numbered(values)
    assert each[number].tolist() == values.tolist()
    assert each.tolist() == sorted({a for a, _ in pairs})


@given(st.lists(st.integers(0, 5), min_size=1))
def test_a_table_of_all_values_says_what_a_sort_says(values: list[int]) -> None:
    numbers = np.array(values, dtype=np.int64)
    for one, other in zip(numbered(numbers), numbered(numbers, 6), strict=True):
        assert one.tolist() == other.tolist()
    assert distinct(numbers, 6).tolist() == distinct(numbers).tolist()
    first = [values.index(value) for value in values]
    assert first_of_same(numbers, 6).tolist() == first_of_same(numbers, 2**40).tolist() == first


@given(rows)
def test_summed_adds_what_has_the_same_keys(pairs: list[tuple[int, int]]) -> None:
    first, second = columns(pairs)
    small, second = first % 3, second % 1000
    for keys in (small, first):
        (found,), (sums,) = summed((keys,), (second,))
        expected = Counter[int]()
        for key, amount in zip(keys.tolist(), second.tolist(), strict=True):
            expected[key] += amount
        assert found.tolist() == sorted(expected)
        assert sums.tolist() == [expected[key] for key in found.tolist()]


def test_changes_of_nothing() -> None:
    assert changes(np.zeros(0, dtype=np.int64)).tolist() == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 50)), max_size=30))
def test_quantiles_are_those_of_pandas(pairs: list[tuple[int, int]]) -> None:
    kind, value = columns(pairs)
    (kinds, values), many = counted(kind, value)
    theirs = pd.Series(value).groupby(kind)
    for share in (0.25, 0.5, 0.75):
        ours = quantiles(kinds, values, many, 4, share)
        expected = theirs.quantile(share).reindex(range(4)).to_numpy(dtype=float)
        assert np.array_equal(ours, expected, equal_nan=True)
