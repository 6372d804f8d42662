"""Which of many texts may need a closer look: one pass over all of them at once.

A record has a hundred thousand ids and a dozen of everything else.  Looking at each text in Python
takes longer than reading the file, so a pattern is held against all of them first, and only what
it catches is looked at one by one.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["UNTIDY", "caught"]

UNTIDY = r"[^!-~ ]|^ | $|  |^$"
"""What a tidy text has not: anything but printable ASCII, spaces at its ends or two together."""


def caught(texts: pd.Index, pattern: str) -> NDArray[np.bool_]:
    """Whether a pattern is found in each text; RE2 decides, where digits and spaces are ASCII.

    >>> caught(pd.Index(["a", " b", "ç"], dtype="str"), UNTIDY).tolist()
    [False, True, True]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if texts.dtype != "str":
        wanted = re.compile(pattern)
        return np.array([bool(wanted.search(str(text))) for text in texts], dtype=bool)
    there = pc.match_substring_regex(pa.array(texts, pa.large_string()), pattern)
    return np.asarray(there.to_numpy(zero_copy_only=False), dtype=bool)
