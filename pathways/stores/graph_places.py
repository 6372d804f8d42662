"""What engagements are linked to in the graph: editions, programs and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog
from pathways.record.scheme import Tier

__all__ = ["Places", "edition_id", "places_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Editions, programs and tiers as property maps, and where each record is.

    Attributes:
        programs, editions, tiers: property maps with ``id``; an edition also has its ``program``'s
            id, which the graph holds as a relationship.
        edition, program: of each record, positions in these lists; -1 for no edition.
    """

    programs: list[dict[str, Any]]
    editions: list[dict[str, Any]]
    tiers: list[dict[str, Any]]
    edition: Ints
    program: Ints

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes of each label."""
        return {
            "Program": len(self.programs),
            "Edition": len(self.editions),
            "Tier": len(self.tiers),
        }

    def spelled(self, kind: list[Any]) -> list[Any]:
        """A kind of engagement with ids in the place of positions in these lists."""
        lists = (self.editions, self.programs, self.tiers)
        ends = zip(lists, kind[-3:], strict=True)
        return kind[:-3] + [places[at]["id"] if at >= 0 else None for places, at in ends]


def edition_id(program: str, edition: str) -> str:
    """The key of an edition: program and edition; no two pairs share one.

    >>> edition_id("Open Leaders", "5"), edition_id("A: B", "1")
    ('Open Leaders: 5', 'A:: B: 1')
    """
    return f"{program.replace(':', '::')}: {edition}"


def places_of(log: EngagementLog) -> Places:
    """The editions, programs and tiers of a log."""
    program = log.records["program"].cat
    pairs, edition = _editions(log)
    used = {str(program.categories[code]) for code in np.unique(program.codes) if code >= 0}
    programs = sorted({*pairs["program"], *used})
    at = {name: position for position, name in enumerate(programs)}
    codes = np.array([at.get(str(name), -1) for name in program.categories], dtype=np.int64)
    return Places(
        programs=[{"id": name, "name": name} for name in programs],
        editions=[_edition(row) for row in pairs.to_dict("records")],
        tiers=[_tier(tier) for tier in log.scheme.tiers],
        edition=edition,
        program=codes[program.codes],
    )


def _editions(log: EngagementLog) -> tuple[pd.DataFrame, Ints]:
    """Every edition that has a rank or an engagement; and which one each record is in."""
    known = log.editions.table.astype({"program": "str", "edition": "str"})
    records = log.records[["program", "edition"]]
    number = records.groupby(["program", "edition"], observed=True, sort=False).ngroup()
    number = number.where(records["edition"].notna(), -1).to_numpy(np.int64)
    codes, first = np.unique(number, return_index=True)
    seen = records.iloc[first[codes >= 0]].astype("str")
    pairs = pd.concat([known, seen]).drop_duplicates(["program", "edition"])
    pairs = pairs.sort_values(["program", "edition"], ignore_index=True)
    at = {
        (p, e): i for i, (p, e) in enumerate(zip(pairs["program"], pairs["edition"], strict=True))
    }
    position = np.full(int(codes.max(initial=-1)) + 2, -1, dtype=np.int64)
    position[codes[codes >= 0]] = [at[pair] for pair in seen.itertuples(index=False, name=None)]
    return pairs, position[number]


def _edition(row: dict[str, Any]) -> dict[str, Any]:
    whole = {
        "id": edition_id(row["program"], row["edition"]),
        "name": row["edition"],
        "program": row["program"],
        "rank": None if pd.isna(row["rank"]) else int(row["rank"]),
        "start": _day(row["start"]),
        "end": _day(row["end"]),
    }
    return {name: value for name, value in whole.items() if value is not None}


def _tier(tier: Tier) -> dict[str, Any]:
    whole = {
        "id": tier.name,
        "name": tier.name,
        "rank": tier.rank,
        "touch": tier.touch,
        "gives": tier.gives,
        "gets": tier.gets,
        "points": tier.points,
        "points_number": float(tier.points),
        "examples": list(tier.examples),
    }
    return {name: value for name, value in whole.items() if value != []}


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
