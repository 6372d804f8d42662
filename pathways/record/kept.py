"""What is worked out once for a log and kept on it: columns as whole numbers, and what follows.

A log never changes, so whatever was found for it stays true; it is kept with the log and goes when
the log goes.  What is kept is shared by everyone who asks, so its arrays cannot be written to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog

__all__ = ["column", "once", "read_only"]

Ints = NDArray[np.int64]
Options = ParamSpec("Options")
Found = TypeVar("Found")


def once(
    work: Callable[Concatenate[EngagementLog, Options], Found],
) -> Callable[Concatenate[EngagementLog, Options], Found]:
    """A function of a log and options that works once for each log and each choice of options.

    Example:
        >>> @once
        ... def many(log):
        ...     print("counting")
        ...     return len(log.counted)
        >>> many(log), many(log)
        counting
        (8, 8)
    """
    options_of = signature(work)

    @wraps(work)
    def kept(log: EngagementLog, /, *args: Options.args, **kwargs: Options.kwargs) -> Found:
        options = options_of.bind(log, *args, **kwargs)
        options.apply_defaults()
        key = (work, *options.args[1:], *options.kwargs.items())
        if key not in log.kept:
            log.kept[key] = work(log, *args, **kwargs)
        found: Found = log.kept[key]
        return found

    return kept


@once
def column(log: EngagementLog, name: str) -> Ints:
    """A column of the counted engagements as whole numbers: the codes of categories, -1 for none.

    Example:
        >>> column(log, "role").tolist()
        [0, 1, 0, 1, 0, 0, 1, 0]
    """
    values = log.counted[name]
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.cat.codes
    return read_only(values.to_numpy(np.int64))


def read_only(values: Ints) -> Ints:
    """The same numbers, not to be written to."""
    view = values.view()
    view.flags.writeable = False
    return view
