"""Times of day in texts of dates: cut off, and as seconds since midnight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["cut_times"]

_TIME = (
    r"(?i)(?:T|,?\s+)(?:at |um |à |a las |às )?(?P<h>\d{1,2})[:h](?P<m>\d{2})"
    r"(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AP]\.?\s?M\.?)?(?:\s?Uhr)?"
    r"\s*(?:Z|UTC|GMT|[A-Z]{3,4})?(?:[+-]\d{1,2}(?::?\d{2})?)?(?:\s*\([^)]*\))?$"
)


def cut_times(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """The distinct dates without their times, which of them each text has, and its seconds.

    Seconds are since midnight, and -1 where a text has no time.

    >>> cut_times(["2018-05-03 10:01", "2018-05-03", "2018-05-03 3:00 PM"])
    (['2018-05-03'], array([0, 0, 0]), array([36060,    -1, 54000]))
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not texts:
        nothing = np.zeros(0, dtype=np.int64)
        return [], nothing, nothing
    whole = pa.array(texts, pa.string())
    timed = _any_time(whole)
    short = pc.replace_substring_regex(whole, _TIME, "") if timed else whole
    cut = short.dictionary_encode()
    seconds = _seconds(pc.extract_regex(whole, _TIME)) if timed else _none(len(texts))
    return cut.dictionary.to_pylist(), cut.indices.to_numpy().astype(np.int64), seconds


def _any_time(texts: Any) -> bool:
    import pyarrow.compute as pc

    sign = pc.match_substring_regex(texts, r"\d\s*[:hH]\s*\d")
    return bool(pc.any(sign).as_py()) and bool(
        pc.any(pc.match_substring_regex(texts, _TIME)).as_py()
    )


def _none(length: int) -> NDArray[np.int64]:
    return np.full(length, -1, dtype=np.int64)


def _seconds(parts: Any) -> NDArray[np.int64]:
    """Seconds since midnight; -1 where there is no time, or none that a clock shows."""
    import pyarrow.compute as pc

    hours, minutes, seconds = (_numbers(pc.struct_field(parts, name)) for name in ("h", "m", "s"))
    half = pc.utf8_lower(pc.fill_null(pc.struct_field(parts, "half"), ""))
    after, before = (
        pc.starts_with(half, letter).to_numpy(zero_copy_only=False) for letter in ("p", "a")
    )
    hours = np.where(after & (hours < 12), hours + 12, np.where(before & (hours == 12), 0, hours))
    total = hours * 3600 + minutes * 60 + np.maximum(seconds, 0)
    return np.where((hours < 0) | (hours > 23) | (minutes > 59) | (seconds > 59), -1, total)


def _numbers(texts: Any) -> NDArray[np.int64]:
    import pyarrow as pa
    import pyarrow.compute as pc

    blank = pc.equal(pc.fill_null(texts, ""), "")
    numbers = pc.if_else(blank, "-1", texts)
    return np.asarray(numbers.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)
