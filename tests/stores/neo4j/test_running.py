"""How long a server may let us wait: for each batch of rows, and not for all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from pathways.stores.neo4j.running import Running, TooSlowError


class Rows:
    """A result whose batches take a while each; one that is ended breaks, as on a server."""

    def __init__(self, *seconds: float) -> None:
        self.waits, self.ended = iter(seconds), False

    def keys(self) -> list[str]:
        return ["n"]

    def fetch(self, _: int) -> list[int]:
        wait = next(self.waits, None)
        if wait is None:
            return []
        time.sleep(wait)
        if self.ended:
            raise ConnectionError
        return [1]

    def end(self) -> None:
        self.ended = True


def running(rows: Rows, seconds: float) -> Running:
    return Running(lambda: rows, rows.end, seconds)  # type: ignore[arg-type, return-value]


def read(rows: Rows, seconds: float) -> Iterator[int]:
    for batch in running(rows, seconds).batches():
        yield from batch  # type: ignore[misc]


def test_rows_that_come_all_the_time_are_not_cut_off() -> None:
    assert list(read(Rows(0.4, 0.4, 0.4, 0.4), 1.2)) == [1, 1, 1, 1]


def test_a_batch_that_does_not_come_is_not_waited_for() -> None:
    taken = read(Rows(0, 0.5), 0.2)
    assert next(taken) == 1
    with pytest.raises(TooSlowError):
        next(taken)


def test_columns_are_not_told_of_before_the_first_rows_are_there() -> None:
    with pytest.raises(TooSlowError):
        running(Rows(0.5), 0.2)


def test_what_came_although_it_was_late_is_given() -> None:
    late = Rows(0.4)
    late.end = lambda: None  # type: ignore[method-assign]  # done before it could be ended
    assert list(read(late, 0.1)) == [1]
