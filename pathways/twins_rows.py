"""The rows of a query, as the functions take them that make tables of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.log import EngagementLog
from pathways.steps import Ints

__all__ = ["Completion", "person_by_person", "whole"]

Completion = Callable[[pd.DataFrame, EngagementLog, Mapping[str, Any]], pd.DataFrame]
"""What makes the table of a question: from rows, a log of the words, and the options given."""


def whole(column: pd.Series) -> Ints:
    """A column of whole numbers."""
    return np.asarray(column, dtype=np.int64)


def person_by_person(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each person, of rows that say how many ``people`` are so.

    >>> rows = pd.DataFrame({"step": ["mentee", "mentor"], "people": [2, 1]})
    >>> person_by_person(rows)["step"].tolist()
    ['mentee', 'mentee', 'mentor']
    """
    return frame.loc[frame.index.repeat(whole(frame["people"]))].reset_index(drop=True)
