"""What every test may use; and the log that the examples in docstrings speak of."""

from __future__ import annotations

import pytest
from hypothesis import settings
from logs import log_of

# Timings are not tests; fifty examples keep the whole suite within its minutes.
settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _docstring_names(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace["log"] = log_of(
        """
        ana  OL 1 mentee 2020-01-10
        ana  OL 2 mentor 2020-06-10
        ben  OL 1 mentee 2020-01-10
        ben  OL 2 mentor 2020-06-10
        cleo OL 1 mentee 2020-01-10
        dara OL 2 mentee 2020-06-10
        dara OL 3 mentor 2021-01-10
        eli  OL 3 mentee 2021-01-10
        """
    )
