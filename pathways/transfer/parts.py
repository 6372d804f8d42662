"""A record larger than memory: Parquet files, counted part by part, everybody in one part.

First the kinds of engagements are counted, which settles the names of steps, the order of editions
and the cut-off.  Then the rows are dealt out by person into files beside each other in a folder of
their own, which is removed; each of them is counted by the same functions that count a record in
one piece, and what they say is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pathways.errors import RecordsError, shown
from pathways.record.kinds import added_kinds, kinds_of, part_of
from pathways.record.log import EngagementLog
from pathways.record.merges import Merge
from pathways.tallies.divided import Count, Divided, tally_of_part
from pathways.tallies.tally import Tally, added
from pathways.tallies.terms import Terms
from pathways.transfer.rows import frame_of, numbers_of_people

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["LargeRecord", "Tell", "divided"]

Tell = Callable[[str, int, int], None]
"""Told what is being done, how many engagements of it are done, and of how many."""

_AT_ONCE = 500_000
"""Rows that are read at once."""
_PART = 1_000_000
"""Engagements in a part: counting them takes a few hundred megabytes."""
_MOST_PARTS = 500
"""Files that are written at once."""
_KINDS = 2_000_000
"""Kinds of engagements that wait to be added."""


@dataclass(frozen=True)
class LargeRecord:
    """A record as Parquet files.

    Attributes:
        files: one table in parts, columns by their tidy names; or another place that Spark knows.
        columns: those that are read; none where only Spark can say which there are.
        rows: how many engagements there are, where that is known.
        whole: from the kinds of engagements to the log of them.
        merges: ids that are one person's.
        attributes: what groups are asked by, where only Spark can say which columns there are.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int
    whole: Callable[[pd.DataFrame], EngagementLog]
    merges: tuple[Merge, ...] = ()
    attributes: tuple[str, ...] = ()


@contextmanager
def divided(
    record: LargeRecord, parts: int | None = None, tell: Tell = lambda *_: None
) -> Iterator[Divided]:
    """A record that any question of two steps can be asked of, in bounded memory.

    Args:
        record: its files.
        parts: into how many parts its people are dealt; by default a million engagements in each.
        tell: what is told how far it is.

    Raises:
        RecordsError: a file that is written anew meanwhile.

    Example:
        >>> with divided(record) as people:                                 # doctest: +SKIP
        ...     transitions(people, by="role")
    """
    many = parts or min(-(-record.rows // _PART), _MOST_PARTS) or 1
    with TemporaryDirectory(prefix="pathways-") as folder:
        files = [Path(folder) / f"{number}.arrow" for number in range(many)]
        with _unchanged(record.files):
            kinds = record.whole(_kinds(record, tell))
            _deal(record, files, tell)
        yield Divided(kinds, partial(_add_up, record, kinds, files, tell))


@contextmanager
def _unchanged(files: Sequence[str]) -> Iterator[None]:
    """Two passes over files are two passes over the same rows, or none is worth anything."""
    before = _as_they_stand(files)
    try:
        yield
    except (OSError, ValueError):  # what pyarrow raises of a file that is cut off is a ValueError
        if _as_they_stand(files) == before and None not in before:
            raise
    anew = [
        Path(file).name
        for file, was, now in zip(files, before, _as_they_stand(files), strict=True)
        if was != now or was is None
    ]
    if anew:
        named = ", ".join(shown(name) for name in anew[:3])
        were = "was" if len(anew) == 1 else "were"
        raise RecordsError(
            f"{named} {were} written anew or taken away between two passes over this record. "
            "Nothing is answered; ask again."
        )


def _as_they_stand(files: Sequence[str]) -> list[tuple[int, int] | None]:
    """The size of each file and when it was written; of none that is not there."""
    there = [Path(file).stat() if Path(file).exists() else None for file in files]
    return [stat and (stat.st_size, stat.st_mtime_ns) for stat in there]


def _batches(record: LargeRecord, what: str, tell: Tell) -> Iterator[pa.Table]:
    """The rows of all files, so many at once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    done = 0
    for path in record.files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_AT_ONCE, columns=list(record.columns)):
                done += batch.num_rows
                yield pa.Table.from_batches([batch])
                tell(what, done, record.rows)


def _kinds(record: LargeRecord, tell: Tell) -> pd.DataFrame:
    """The kinds of engagements, added whenever many have come together."""
    waiting: list[pd.DataFrame] = []
    for rows in _batches(record, "Looking at", tell):
        waiting.append(kinds_of(frame_of(rows)))
        if sum(map(len, waiting)) > max(_KINDS, 2 * len(waiting[0])):
            waiting = [added_kinds(waiting)]
    return added_kinds(waiting)


def _deal(record: LargeRecord, files: Sequence[Path], tell: Tell) -> None:
    """Write everybody's rows into one of the files."""
    import numpy as np
    import pyarrow as pa

    with ExitStack() as stack:
        writers: list[Any] = []
        for rows in _batches(record, "Dealing out", tell):
            part = numbers_of_people(rows["participant"], record.merges) % len(files)
            order = np.argsort(part.astype(np.uint16), kind="stable")
            ends = np.cumsum(np.bincount(part, minlength=len(files)))
            dealt = rows.take(pa.array(order))
            if not writers:
                writers = [stack.enter_context(_writer(path, dealt.schema)) for path in files]
            for writer, first, last in zip(writers, [0, *ends[:-1]], ends, strict=True):
                writer.write_table(dealt.slice(first, last - first))


def _writer(path: Path, schema: pa.Schema) -> Any:
    import pyarrow as pa

    return pa.ipc.new_stream(path, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))


def _add_up(
    record: LargeRecord,
    kinds: EngagementLog,
    files: Sequence[Path],
    tell: Tell,
    count: Count,
    terms: Terms,
) -> Tally:
    """The tally of all parts: never more than that of one of them and their sum is held."""
    import pyarrow as pa

    def tallies() -> Iterator[Tally]:
        done = 0
        for path in files:
            with pa.ipc.open_stream(path) as stream:
                rows = stream.read_all()
            done += rows.num_rows
            part = part_of(frame_of(rows, record.merges), kinds)
            yield tally_of_part(count, part, terms)
            tell("Counting", done, record.rows)

    return reduce(lambda total, one: added([total, one]), tallies())
