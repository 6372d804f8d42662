"""Estimates of two other libraries for a few small tables, written to tests/second_library.json.

The tests assert that ours agree, and need neither library.  To make the file anew, with an
environment of its own beside the project's:

    python3 -m venv /tmp/second && /tmp/second/bin/pip install lifelines scikit-survival
    /tmp/second/bin/python benchmarks/second_library.py > tests/second_library.json
"""

from __future__ import annotations

import json
import math
from importlib.metadata import version

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from sksurv.nonparametric import cumulative_incidence_competing_risks

# Days until the next step, and which it was (1 or 2); 0 where there was none by the end of watch.
CASES = {
    "twelve people, one day each": {
        "days": [3, 7, 12, 20, 31, 45, 60, 80, 110, 150, 200, 260],
        "kinds": [1, 0, 2, 1, 0, 1, 2, 0, 1, 0, 2, 0],
        "by": 120,
    },
    "twenty people, many on one day": {
        "days": [5, 5, 5, 5, 9, 9, 14, 14, 14, 30, 30, 30, 30, 42, 42, 60, 60, 90, 90, 90],
        "kinds": [1, 1, 2, 0, 2, 1, 1, 0, 0, 1, 2, 2, 0, 1, 0, 0, 1, 2, 0, 0],
        "by": 60,
    },
    "fifteen people, all watched for a year": {
        "days": [10, 20, 20, 33, 41, 41, 90, 120, 200, 365, 365, 365, 365, 365, 365],
        "kinds": [1, 2, 1, 1, 2, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0],
        "by": 364,
    },
    "thirty people, most waiting": {
        "days": [*range(4, 64, 2)],
        "kinds": [0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0] * 2,
        "by": 50,
    },
    "eleven people, everyone moves": {
        "days": [1, 2, 2, 3, 5, 8, 13, 21, 34, 55, 89],
        "kinds": [1, 2, 1, 1, 2, 1, 2, 2, 1, 1, 2],
        "by": 34,
    },
}


def number(value: float) -> float | None:
    """JSON knows no infinity and nothing that is no number."""
    return float(value) if math.isfinite(value) else None


def kaplan_meier(days: np.ndarray, kinds: np.ndarray) -> dict[str, object]:
    fit = KaplanMeierFitter().fit(days, kinds > 0)
    at = sorted({int(day) for day, kind in zip(days, kinds, strict=True) if kind})
    band = fit.confidence_interval_survival_function_.loc[at].to_numpy()
    median = median_survival_times(fit.confidence_interval_survival_function_).to_numpy()[0]
    return {
        "days": at,
        "waiting": [number(one) for one in fit.survival_function_at_times(at)],
        "low": [number(one) for one in band[:, 0]],
        "high": [number(one) for one in band[:, 1]],
        "median": number(fit.median_survival_time_),
        "median_low": number(median[0]),
        "median_high": number(median[1]),
    }


def aalen_johansen(days: np.ndarray, kinds: np.ndarray, by: int) -> dict[str, object]:
    # Dinse and Larson (1986), equation 6, is the variance that statsmodels has as well.
    times, share, ends = cumulative_incidence_competing_risks(
        kinds, days, conf_type="log-log", var_type="Dinse_Approx"
    )
    last = np.searchsorted(times, by, side="right") - 1
    low, high = ends[1:, 0, last], ends[1:, 1, last]
    # Where the last person watched moves this variance is infinite, and its band no band.
    none = low == high
    return {
        "share": [number(one) for one in share[1:, last]],
        "low": [number(one) for one in np.where(none, np.nan, low)],
        "high": [number(one) for one in np.where(none, np.nan, high)],
    }


def main() -> None:
    cases = {}
    for name, case in CASES.items():
        days, kinds = np.array(case["days"]), np.array(case["kinds"])
        cases[name] = {
            **case,
            "kaplan_meier": kaplan_meier(days, kinds),
            "aalen_johansen": aalen_johansen(days, kinds, int(case["by"])),
        }
    sources = {name: version(name) for name in ("lifelines", "scikit-survival")}
    print(json.dumps({"sources": sources, "cases": cases}, indent=1))


if __name__ == "__main__":
    main()
