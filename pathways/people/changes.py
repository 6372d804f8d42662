"""What merges would change in the numbers: people, and who comes back in another role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import pandas as pd

from pathways.errors import NoAnswerError
from pathways.measures.conversion import conversion
from pathways.record.log import EngagementLog
from pathways.record.merges import Merge, log_with_merges

__all__ = ["Changes"]

_MOST_ROLES = 4
"""Roles that are looked at, from each to every deeper one."""
_MOST_SAID = 3
_COLUMNS = ["source", "target", "edition", "x", "n", "x_merged", "n_merged"]
Options = Mapping[str, Any]


@dataclass
class Changes:
    """What merges would change in a record.

    Attributes:
        log: the engagements, without the merges.
        asked: options of :func:`~pathways.measures.conversion.conversion`; by default from each of
            the most usual roles to each that is deeper.
    """

    log: EngagementLog
    asked: Options | None = None
    _whole: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, merges: Sequence[Merge]) -> pd.DataFrame:
        """Where merges change who comes back in another role.

        Only the people of the merges can change, so only they are counted twice.

        Returns:
            One row for each edition that changes: ``source``, ``target``, ``edition`` (str),
            ``x``, ``n`` as they are, ``x_merged``, ``n_merged`` (int64).
        """
        return self._table(*self._both(merges))

    def said(self, merges: Sequence[Merge]) -> str:
        """The same in a few words, with how many people there are then."""
        part, joined = self._both(merges)
        fewer = part.people - joined.people
        phrases = [f"people {self.log.people:,} → {self.log.people - fewer:,}"]
        table = self._table(part, joined)
        for row in table.head(_MOST_SAID).itertuples():
            counts = f"{row.x:,} → {row.x_merged:,} of {row.n:,}"
            if row.n != row.n_merged:
                counts = f"{row.x:,} of {row.n:,} → {row.x_merged:,} of {row.n_merged:,}"
            phrases.append(f"{_plain(row.source)} to {_plain(row.target)}, {row.edition}: {counts}")
        more = len(table) - _MOST_SAID
        return "; ".join([*phrases, f"and {more} more editions"] if more > 0 else phrases)

    def _table(self, part: EngagementLog, joined: EngagementLog) -> pd.DataFrame:
        tables = [self._differences(part, joined, options) for options in self._questions()]
        found = [table for table in tables if len(table)]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_COLUMNS)

    def _both(self, merges: Sequence[Merge]) -> tuple[EngagementLog, EngagementLog]:
        """Those who may be one, as they are and as one."""
        ids = {one for merge in merges for one in merge.people}
        part = self.log.keep(self.log.records["participant"].isin(ids), "who may be one")
        return part, log_with_merges(part, merges)

    def _questions(self) -> list[Options]:
        if self.asked and {"source", "target"} <= set(self.asked):
            return [self.asked]
        counted = self.log.counted
        usual = counted["role"].value_counts()
        names = [name for name, many in usual.items() if many][:_MOST_ROLES]
        depth = counted["tier"].cat.codes.groupby(counted["role"], observed=True).max()
        return [
            {"source": f'role="{one}"', "target": f'role="{other}"'}
            for one, other in permutations(names, 2)
            if depth[one] < depth[other]
        ]

    def _differences(
        self, part: EngagementLog, joined: EngagementLog, options: Options
    ) -> pd.DataFrame:
        key = repr(sorted(options.items()))
        try:
            before, after = (_counts(one, options) for one in (part, joined))
            if key not in self._whole:
                self._whole[key] = _counts(self.log, options)
        except NoAnswerError:  # none of them was ever in one of the roles
            return pd.DataFrame(columns=_COLUMNS)
        change = (after - before.reindex(after.index)).fillna(0).astype("int64")
        change = change[(change != 0).any(axis=1)]
        now = self._whole[key].reindex(change.index).fillna(0).astype("int64")
        merged = (now + change).add_suffix("_merged")
        steps = {name: options[name] for name in ("source", "target")}
        return now.join(merged).reset_index().assign(**steps)[_COLUMNS]


def _counts(log: EngagementLog, options: Options) -> pd.DataFrame:
    table = conversion(log, **options).table
    table = table if "program" in table else table.assign(program="")
    counts = table.set_index(["program", "edition"])[["x", "n"]]
    return counts[~counts.index.duplicated()]


def _plain(step: str) -> str:
    return step.removeprefix("role=").strip('"')
