"""A record on Spark: partitioned by its people once, counted by the functions that count any part.

Spark reads the rows, brings everybody's together in one exchange, and runs on each partition what
:mod:`pathways.transfer.parts` runs on each file; the tallies, which are small, are added here.  The
session is one of Spark Connect: that of a cluster, or of a server that is started on this machine.
Whoever counts there needs this package in the same version.
"""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, reduce
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pathways.errors import (
    MissingExtraError,
    NoAnswerError,
    NoConnectionError,
    OptionError,
    shown,
)
from pathways.record.kinds import KIND, added_kinds, kinds_of, part_of
from pathways.record.log import EngagementLog
from pathways.record.merges import Merge, one_for_each
from pathways.record.typed import MANY
from pathways.tallies.divided import Count, Divided, tally_of_part
from pathways.tallies.tally import Counts, Tally, added
from pathways.tallies.terms import Terms
from pathways.tallies.written import counts_of, written
from pathways.transfer.parts import LargeRecord
from pathways.transfer.rows import columns_of, frame_of
from pathways.transfer.spark_server import local_spark

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["divided_on_spark", "session_of"]

_AT_ONCE = 500_000
"""Rows of a partition that are looked at at once."""
_PART = 1_000_000
"""Engagements in a partition of people."""
_DAYS = ("start", "end")
_COLUMNS = ", ".join(
    [*(f"{name} {'date' if name in _DAYS else 'string'}" for name in KIND), f"{MANY} long"]
)
_PORT = 15002
_PATIENCE = 10
"""Seconds in which a cluster has to take a call."""
_SPACE = r"(?U)[\s\x1c-\x1f]+"
"""What Python takes for space in an id."""


@contextmanager
def session_of(remote: str | None = None, **settings: str) -> Iterator[Any]:
    """A session of a Spark cluster; of one on this machine where no address is given.

    Args:
        remote: the address of Spark Connect, ``sc://…``.
        settings: of the Spark on this machine, with ``_`` for dots.

    Raises:
        MissingExtraError: the extra ``spark`` is not installed.
        NoConnectionError: nobody answers, or no Spark could be started.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError(
            f"Counting on Spark needs the extra spark ({error.name} is not installed); install it "
            "with: pip install 'engagement-pathways[spark]'"
        ) from error
    if remote is None:
        with local_spark(settings) as address, session_of(address) as session:
            yield session
        return
    _see_that_somebody_listens(remote)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas 3, which does what is needed here
        try:
            session = SparkSession.builder.remote(remote).create()
            session.conf.set("spark.sql.session.timeZone", "UTC")
        except Exception as error:
            why = str(error).partition("\n")[0]
            raise NoConnectionError(f"No Spark answers at {_place(remote)}: {why}") from error
        try:
            yield session
        finally:
            session.stop()


@contextmanager
def divided_on_spark(
    record: LargeRecord, session: Any, parts: int | None = None
) -> Iterator[Divided]:
    """A record that any question of two steps can be asked of, counted on Spark.

    Args:
        record: where it lies, and what its kinds of engagements make of it.
        session: of Spark Connect.
        parts: into how many parts its people are dealt; by default a million engagements in each.

    Raises:
        RecordsError: columns that do not say who did what when.
        NoAnswerError: no rows.
    """
    rows = _rows(session, record)
    counted = rows.mapInArrow(_kinds, _COLUMNS).toArrow()
    found = [kinds.to_pandas(date_as_object=False) for kinds in counted.to_batches()]
    if not found:
        raise NoAnswerError(f"{shown(record.files[0])} has no rows.")
    kinds = added_kinds(found)
    whole, many = record.whole(kinds), parts or -(-int(kinds[MANY].sum()) // _PART)
    people = rows.repartition(many, _person(record.merges)).persist()
    try:
        yield Divided(whole, partial(_add_up, people, whole, record.merges))
    finally:
        people.unpersist()


def _rows(session: Any, record: LargeRecord) -> Any:
    """The rows of a place, with the columns that are read.

    A place is a Parquet location, ``delta:…`` or ``iceberg:…`` a location of that format, and
    ``table:…`` the name of a table.
    """
    kind, colon, name = record.files[0].partition(":")
    if colon and kind == "table":
        table = session.table(name)
    elif colon and kind in ("delta", "iceberg"):
        table = session.read.format(kind).load(name)
    else:
        table = session.read.parquet(*record.files)
    if record.columns:
        return table.select(*record.columns)
    from pyspark.sql.pandas.types import to_arrow_schema

    schema = to_arrow_schema(table.schema)
    return table.select(*columns_of(schema, record.files[0], record.attributes))


def _person(merges: Sequence[Merge]) -> Any:
    """Who a row is of, however the id is spaced."""
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    tidy = F.trim(F.regexp_replace(F.col("participant").cast("string"), _SPACE, " "))
    called = [F.lit(name) for pair in one_for_each(merges).items() for name in pair]
    return F.coalesce(F.try_element_at(F.create_map(*called), tidy), tidy) if called else tidy


def _kinds(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """On a worker: the kinds of engagements in a partition of the rows."""
    import pyarrow as pa

    found = [kinds_of(frame_of(rows)) for rows in _together(batches)]
    if found:
        kinds = pa.Table.from_pandas(added_kinds(found), preserve_index=False)
        types = [pa.date32() if name in _DAYS else pa.string() for name in KIND]
        schema = pa.schema([*zip(KIND, types, strict=True), (MANY, pa.int64())])
        yield from kinds.cast(schema).to_batches()


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches put together until they are worth a look."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= _AT_ONCE:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _add_up(
    people: Any, whole: EngagementLog, merges: Sequence[Merge], count: Count, terms: Terms
) -> Tally:
    """The tally of all partitions, which Spark counts; they are added as they come."""
    asked = partial(_tallies, whole=whole, merges=merges, count=count, terms=terms)
    rows = people.mapInArrow(asked, "part long, name string, counts binary").toArrow()
    parts: dict[int, dict[str, Counts]] = {}
    for part, name, counts in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        parts.setdefault(part, {})[name] = counts_of(counts)
    return reduce(lambda total, one: added([total, one]), parts.values())


def _tallies(
    batches: Iterable[pa.RecordBatch],
    *,
    whole: EngagementLog,
    merges: Sequence[Merge],
    count: Count,
    terms: Terms,
) -> Iterator[pa.RecordBatch]:
    """On a worker: what a partition of the people knows; nothing where it has no rows."""
    import pyarrow as pa
    from pyspark import TaskContext

    rows = list(batches)
    if not rows:
        return
    part = part_of(frame_of(pa.Table.from_batches(rows), merges), whole)
    tally = tally_of_part(count, part, terms)
    context = TaskContext.get()
    yield pa.RecordBatch.from_pydict(
        {
            "part": pa.array([context.partitionId() if context else 0] * len(tally), pa.int64()),
            "name": list(tally),
            "counts": pa.array([written(counts) for counts in tally.values()], pa.binary()),
        }
    )


def _see_that_somebody_listens(remote: str) -> None:
    """The client of Spark itself tries again for ten minutes."""
    where = urlsplit(remote)
    if where.scheme != "sc" or not where.hostname:
        raise OptionError(
            f"{shown(_place(remote))} is no address of Spark Connect: sc://HOST:PORT."
        )
    try:
        address = (where.hostname, where.port or _PORT)
        socket.create_connection(address, timeout=_PATIENCE).close()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NoConnectionError(f"No Spark answers at {_place(remote)}: {why}.") from error


def _place(address: str) -> str:
    """The address without what stands behind it, which may be a token."""
    return address.partition(";")[0].rstrip("/")
