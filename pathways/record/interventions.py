"""What was changed, and which edition had it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog

__all__ = ["Intervention", "first_rank", "made_between", "with_day"]


@dataclass(frozen=True)
class Intervention:
    """Something that was changed: ``what``, and either the day or the first edition that had it."""

    what: str
    day: date | None = None
    edition: str | None = None


def with_day(log: EngagementLog, made: Intervention) -> Intervention:
    """With the day on which its edition began, where only the edition is said and has a day."""
    if made.day is not None or made.edition is None:
        return made
    table = log.editions.table
    starts = table.loc[table["edition"] == made.edition, "start"].dropna()
    return made if starts.empty else replace(made, day=starts.min().date())


def made_between(
    log: EngagementLog, table: pd.DataFrame, interventions: Sequence[Intervention]
) -> list[str]:
    """What was changed between each edition and the next one of its program."""
    ranks = {name: log.editions.ranks(name) for name in table["program"].unique()}
    texts: list[str] = []
    for row in table.itertuples():
        program_ranks = ranks[row.program]
        first_with = [first_rank(log, made, program_ranks) for made in interventions]
        following = program_ranks[program_ranks > row.rank][:1]
        texts.append(
            "; ".join(
                made.what
                for made, rank in zip(interventions, first_with, strict=True)
                if rank is not None and rank in following
            )
        )
    return texts


def first_rank(log: EngagementLog, made: Intervention, edition_ranks: np.ndarray) -> int | None:
    """Rank of the first of these editions that an intervention can have reached."""
    if made.edition is not None:
        table = log.editions.table
        ranks = table.loc[table["edition"] == made.edition, "rank"]
        return next((int(rank) for rank in ranks if rank in edition_ranks), None)
    if made.day is None or log.editions.table["start"].isna().all():
        return None
    day = np.array([np.datetime64(made.day, "D").astype(np.int64)])
    after = edition_ranks[edition_ranks > log.editions.rank_on(day)[0]]
    return int(after[0]) if len(after) else None
