"""Which records can be counted part by part: a store folder, and Parquet files with tidy names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from pathways.errors import OptionError, RecordsError, StoreError, shown
from pathways.record.kinds import whole_of_files
from pathways.record.merges import Merge
from pathways.record.scheme import Scheme, load_scheme
from pathways.stores.contents import whole_of_store
from pathways.stores.generation import damaged, stored_table
from pathways.stores.manifest import is_store_folder, manifest_of
from pathways.transfer.parts import LargeRecord
from pathways.transfer.rows import columns_of

__all__ = ["IN_ONE_PIECE", "engagements_in", "large_record", "record_of_spark"]

IN_ONE_PIECE = 5_000_000
"""Engagements that are counted in one piece; a record of more is counted part by part."""


def engagements_in(files: Sequence[str]) -> int:
    """How many rows a record has that can be counted part by part; 0 of any other."""
    try:
        paths = _parquet(files)
    except (OSError, StoreError):
        return 0
    if not paths:
        return 0
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return sum(pq.read_metadata(path).num_rows for path in paths)
    except (OSError, pa.ArrowException):
        return 0


def large_record(
    files: Sequence[str],
    scheme: str | Path | Scheme | None = None,
    as_of: str | date | None = None,
    merges: Sequence[Merge] = (),
    attributes: Sequence[str] = (),
) -> LargeRecord:
    """A store folder or Parquet files, to be counted part by part.

    The columns of Parquet files are taken by their names, as ``pathways export`` writes them;
    nothing is translated, and editions are in the order of their dates.

    Args:
        files: the folder of a store, or the files of one table.
        scheme: the tiers; those of the store, or ``moe``.
        as_of: the cut-off; that of the store, or the latest date.
        merges: ids that are one person's, beside those that the store knows.
        attributes: what groups of people are asked by.

    Raises:
        OptionError: something else than these, or an attribute that they do not have.
        RecordsError: columns that do not say who did what when.
        StoreError: a store that is damaged.
    """
    import pyarrow.parquet as pq

    paths = _parquet(files)
    if not paths:
        raise OptionError(
            f"{shown(' '.join(map(str, files)))} cannot be counted part by part: give a store "
            "folder, or Parquet files with columns as `pathways export` writes them."
        )
    schemas = [pq.read_schema(path) for path in paths]
    columns = columns_of(schemas[0], paths[0].name, attributes)
    for path, schema in zip(paths, schemas, strict=True):
        if columns_of(schema, path.name, attributes) != columns:
            raise RecordsError(
                f"{shown(paths[0].name)} and {shown(path.name)} have other columns; the parts of a "
                "record have the same."
            )
    rows = engagements_in(files)
    if is_store_folder(Path(files[0])):
        made = _of_store(Path(files[0]), columns, rows, scheme, as_of)
        return replace(made, merges=(*made.merges, *merges))
    named = tuple((path.name, _digest(path)) for path in paths)
    whole = partial(whole_of_files, scheme=_tiers(scheme), as_of=as_of, files=named)
    return LargeRecord(tuple(map(str, paths)), columns, rows, whole, tuple(merges))


def record_of_spark(
    places: Sequence[str],
    scheme: str | Path | Scheme | None = None,
    as_of: str | date | None = None,
    merges: Sequence[Merge] = (),
    attributes: Sequence[str] = (),
) -> LargeRecord:
    """What only Spark can read: see :func:`~pathways.transfer.spark.divided_on_spark`.

    Nobody makes a digest of it, so that an answer names the place and no version of it.
    """
    named = tuple((place, "") for place in places)
    whole = partial(whole_of_files, scheme=_tiers(scheme), as_of=as_of, files=named)
    return LargeRecord(tuple(places), (), 0, whole, tuple(merges), tuple(attributes))


def _tiers(scheme: str | Path | Scheme | None) -> Scheme:
    return scheme if isinstance(scheme, Scheme) else load_scheme(scheme or "moe")


def _of_store(
    folder: Path,
    columns: Sequence[str],
    rows: int,
    scheme: str | Path | Scheme | None,
    as_of: str | date | None,
) -> LargeRecord:
    manifest = manifest_of((folder / "manifest.json").read_bytes(), folder)
    (records,) = _parquet([str(folder)])
    if _digest(records) != manifest.files["records"].sha256:
        raise StoreError(damaged(folder, f"{records.name} is not what was written"))
    whole = partial(
        whole_of_store,
        editions=stored_table(folder, manifest, "editions"),
        manifest=manifest,
        scheme=scheme,
        as_of=as_of,
    )
    # The keys of a store are distinct already.
    wanted = tuple(name for name in columns if name != "engagement")
    return LargeRecord((str(records),), wanted, rows, whole, manifest.people.merges)


def _parquet(files: Sequence[str]) -> list[Path]:
    """The Parquet files of a store folder, or those that are named; none where others are."""
    folder = Path(files[0]) if len(files) == 1 else None
    if folder is not None and is_store_folder(folder):
        manifest = manifest_of((folder / "manifest.json").read_bytes(), folder)
        return [folder / manifest.files["records"].name]
    paths = [Path(name) for name in files]
    whole = all(path.suffix == ".parquet" and path.is_file() for path in paths)
    return paths if whole else []


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
