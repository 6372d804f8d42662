"""What each source has of a log that comes in, and what the history of a store says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pathways.stores.manifest import Load, Manifest, Source
from pathways.stores.report import WriteReport

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog

__all__ = ["Part", "part_of", "with_history"]


@dataclass(frozen=True)
class Part:
    """What one source has of a log.

    Attributes:
        source: the source.
        rows: positions in the records of the log; ``None`` for all.
        editions: the whole table that orders the editions, where somebody gave one; a log has
            only what concerns its own programs.
    """

    source: Source
    rows: Sequence[int] | None = None
    editions: pd.DataFrame | None = None


def part_of(log: EngagementLog, source: str | None) -> Part:
    """A log as one source, called by the names of its files unless it has a name."""
    made = log.origin
    name = source or " + ".join(file for file, _ in made.files) or "engagements"
    return Part(Source(name, files=made.files, rows_in=made.rows_in, refused=made.refused))


def with_history(
    new: Manifest,
    old: Manifest | None,
    log: EngagementLog,
    parts: Sequence[Part],
    report: WriteReport,
) -> Manifest:
    """The manifest with one more load in its history."""
    before = old.loads if old else ()
    names = tuple(part.source.name for part in parts)
    load = Load(
        number=len(before) + 1,
        sources=names,
        files=log.origin.files,
        new=report.new,
        corrected=report.corrected,
        unchanged=report.unchanged,
        gone=report.gone,
        as_of=new.as_of,
        scheme=new.scheme.digest,
        notes=log.notes,
        filters=log.origin.filters,
        alarms=log.origin.alarms if log.origin.filters else (),
    )
    sources = tuple(
        replace(source, load=load.number) if source.name in names else source
        for source in new.sources
    )
    return replace(new, sources=sources, loads=(*before, load))
