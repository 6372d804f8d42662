"""Records of any shape, by dice and always the same: for everything that must not depend on one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import Scheme, Tier, TierRule

__all__ = ["RECORDS", "record"]

_WORDS = ("call", "sprint", "mentee", "mentor", "reader", "speaker", "host", "review", "track")
_RIGHT = ("מנטור", "משתתפת בתוכנית", "متطوع", "منظم المجتمع", "תלמיד", "קורא", "דובר", "מארח")
_END = "Community Leadership and Facilitation Academy, regional track number {}"
_BEGIN = "{} of the Community Leadership and Facilitation Academy"


def _plain(number: int) -> str:
    return _WORDS[number % 9] + (f" {number // 9 + 1}" if number >= 9 else "")


def record(
    people: int,
    programs: int,
    roles: int,
    tiers: int = 5,
    *,
    named: Callable[[int], str] = _plain,
    named_apart: bool = False,
    seed: int = 1,
) -> EngagementLog:
    """People who come a few times, mostly a little higher up each time.

    ``tiers`` 0 is a scheme that knows none of the roles; with ``named_apart`` every program has
    roles of its own.
    """
    dice = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        level, day = int(dice.integers(max(1, roles // 2))), int(dice.integers(1500))
        home = int(dice.integers(programs))
        for _ in range(int(dice.integers(1, 6))):
            at = home if dice.random() < 0.7 else int(dice.integers(programs))
            role = level - level % programs + at if named_apart else level
            program = f"Program {chr(65 + at % 26)}{at // 26 or ''}"
            rows.append((f"p{person}", program, named(min(role, roles - 1)), day))
            level = int(np.clip(level + dice.integers(-1, 4), 0, roles - 1))
            day += int(dice.integers(20, 300))
    frame = pd.DataFrame(rows, columns=["participant", "program", "role", "start"])
    frame["start"] = pd.Timestamp("2015-01-01") + pd.to_timedelta(frame["start"], unit="D")
    return build_log(frame, _scheme(roles, tiers, named))


def _scheme(roles: int, tiers: int, named: Callable[[int], str]) -> Scheme:
    names = [f"Tier {rank + 1}" for rank in range(max(tiers, 1))]
    bands = tuple(Tier(name, rank, points=str(rank + 1)) for rank, name in enumerate(names))
    rules = [TierRule(names[role * tiers // roles], role=named(role)) for role in range(roles)]
    return Scheme("dice", "Dice", bands, tuple(rules) if tiers else ())


RECORDS: dict[str, Callable[[], EngagementLog]] = {
    "three people": lambda: record(3, 2, 2),
    "twelve people": lambda: record(12, 2, 3),
    "forty people": lambda: record(40, 2, 4),
    "one program": lambda: record(300, 1, 7),
    "one program, many roles": lambda: record(900, 1, 25),
    "one role": lambda: record(200, 1, 1),
    "two steps": lambda: record(200, 2, 1),
    "no tiers": lambda: record(400, 3, 4, tiers=0),
    "no tiers, many steps": lambda: record(900, 6, 8, tiers=0),
    "two tiers": lambda: record(400, 2, 5, tiers=2),
    "two tiers, many steps": lambda: record(900, 4, 20, tiers=2),
    "nine tiers": lambda: record(900, 3, 9, tiers=9),
    "right to left": lambda: record(400, 1, 8, named=lambda i: _RIGHT[i]),
    "right to left, programs": lambda: record(400, 2, 6, named=lambda i: _RIGHT[i]),
    "differ at the end": lambda: record(500, 1, 11, named=_END.format),
    "differ at the start": lambda: record(500, 1, 11, named=lambda i: _BEGIN.format(_plain(i))),
    "twenty roles apart": lambda: record(900, 2, 20, named_apart=True),
    "forty activities": lambda: record(1500, 8, 5),
    "two hundred activities": lambda: record(5000, 20, 10),
    "two hundred activities, few roles": lambda: record(4000, 50, 4),
}
"""Twenty shapes."""
