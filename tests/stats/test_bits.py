"""Sets as bits say what sets say, however many members there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathways.stats.bits import bits_of, has, many_of_each

MEMBERS = 130  # three words


@given(st.lists(st.lists(st.integers(-1, MEMBERS - 1), min_size=1, max_size=5), max_size=6))
def test_bits_are_sets(rows: list[list[int]]) -> None:
    starts = np.cumsum([0, *map(len, rows)])[:-1]
    bits = bits_of(np.array([one for row in rows for one in row], dtype=np.int64), starts, MEMBERS)
    sets = [set(row) - {-1} for row in rows]
    many = [sum(member in one for one in sets) for member in range(MEMBERS)]
    assert many_of_each(bits, MEMBERS).tolist() == many
    for member in (0, 63, 64, MEMBERS - 1):
        assert has(bits, member).tolist() == [member in one for one in sets]


def test_more_rows_than_a_byte_counts() -> None:
    member = np.repeat(np.array([0, 64]), [1000, 300])
    assert many_of_each(bits_of(member, np.arange(1300), 65), 65)[[0, 1, 64]].tolist() == [
        1000,
        0,
        300,
    ]
