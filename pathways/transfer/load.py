"""From files into a store, and from any SOURCE to a log."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pathways.errors import OptionError, RecordsError, StoreError, shown
from pathways.record.scheme import Scheme, load_scheme
from pathways.record.toml import toml_of
from pathways.stores.folder import FolderStore
from pathways.stores.manifest import Load, Manifest, Source
from pathways.stores.parts import Part
from pathways.stores.people import names_left_out
from pathways.stores.protocol import Store
from pathways.stores.report import WriteReport
from pathways.transfer.leaving import leave_out
from pathways.transfer.opening import is_store, open_store

if TYPE_CHECKING:
    from loaders import Inspection, Mapping
    from pathways.record.log import EngagementLog

__all__ = ["Loaded", "Reading", "load", "read_source", "undo"]


@dataclass(frozen=True)
class Reading:
    """How files are read: the arguments of :func:`loaders.read`."""

    mapping: Any = None
    scheme: str | Path | Scheme | None = None
    as_of: str | date | None = None
    repeats: str | None = None
    date_order: str | None = None
    editions: Any = None
    encoding: str | None = None
    opt_out: str | Path | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did, and what was read; ``None`` where the files are what they were."""

    report: WriteReport
    inspection: Inspection | None

    def __str__(self) -> str:
        return self.report.sentence


@runtime_checkable
class _KeepsSources(Store, Protocol):
    """A store that knows from which sources it has what."""

    @property
    def manifest(self) -> Manifest | None: ...

    def write_parts(
        self, log: EngagementLog, parts: Sequence[Part], *, replace: bool = False
    ) -> WriteReport: ...


def load(
    *files: str | Path,
    into: str | Path | Store,
    source: str | None = None,
    replace: bool = False,
    anyway: bool = False,
    how: Reading | None = None,
) -> Loaded:
    """Read files and keep them in a store; the same files again change nothing.

    A source is a snapshot: after loading a new version of it the store answers as if only that
    version had ever been loaded.

    Args:
        files: CSV, Excel, ODS, JSON Lines or Parquet files.
        into: the store, its address or its folder.
        source: what the files are an export of: by default what their mapping says, otherwise
            each file's name.  A newer export of the same thing under another name needs it.
        replace: load them also where they drop more than a fifth of what the source had.
        anyway: read the files even where the store knows that they did not change.
        how: what the columns mean, the tiers, the cut-off and so on.

    Raises:
        RecordsError: files that cannot be read.
        StoreError: a store that cannot take them.
        ShrunkError: they drop more than a fifth of what the source had.
        OutputError: a store that cannot be written.
    """
    if not files:
        raise OptionError("Give at least one file to load.")
    stores = [str(file) for file in files if is_store(file)]
    if stores:
        raise OptionError(f"{shown(stores[0])} is a store; give the files to load.")
    store = open_store(into) if isinstance(into, (str, Path)) else into
    paths, how = [Path(file) for file in files], how or Reading()
    if isinstance(store, FolderStore) and not anyway:
        before = store.unchanged_since(_recipe(paths, how, source, store))
        if before is not None:
            return Loaded(before, None)
    inspection, name, rows = _inspected(paths, how, source, store)
    log = inspection.log
    names = (name,) if name else tuple(path.name for path in paths)
    if inspection.exported and _has_all(store, names, log, how):
        return Loaded(WriteReport(unchanged=len(log.records), sources=names), inspection)
    if isinstance(store, _KeepsSources):
        salt = _salt(paths, name, store)
        parts = _parts(inspection, rows, how, name, salt)
        recipe = _recipe(paths, how, source, store)
        parts = [
            dataclasses.replace(part, source=dataclasses.replace(part.source, recipe=recipe))
            for part in parts
        ]
        report = _kept(store, inspection, parts, replace=replace)
        return Loaded(report, _as_may_be_seen(inspection, store.manifest))
    return Loaded(store.write(log, source=name, replace=replace), inspection)


def _kept(
    store: _KeepsSources, inspection: Inspection, parts: Sequence[Part], *, replace: bool
) -> WriteReport:
    """Write what was read; who opted out is left out first, or they would count as lost."""
    if store.manifest is not None:
        leave_out(store, inspection.left_out)
    report = store.write_parts(inspection.log, parts, replace=replace)
    leave_out(store, inspection.left_out)
    return report


def _as_may_be_seen(inspection: Inspection, manifest: Manifest | None) -> Inspection:
    """What was read, without refused rows of persons who must not be held."""
    if manifest is None:
        return inspection
    out = names_left_out(inspection.refused, manifest.people)
    return dataclasses.replace(inspection, refused=inspection.refused[~out])


def _has_all(store: Store, names: tuple[str, ...], log: EngagementLog, how: Reading) -> bool:
    """Whether a store has an export just so: then it is no new source, and changes nothing."""
    from pathways.stores.merge import holds

    manifest = _manifest(store)
    if manifest is None or any(manifest.source(name) for name in names):
        return False
    held = store.read()
    if how.as_of is not None and str(held.as_of) != str(log.as_of):
        return False
    return held.scheme == log.scheme and holds(held.as_records(), log.as_records())


def undo(into: str | Path | Store) -> Load:
    """Bring a store back to what it held before the last load that changed it.

    Returns:
        The load that was undone.

    Raises:
        StoreError: nothing is kept of what was before; a server never does.
    """
    store = open_store(into) if isinstance(into, (str, Path)) else into
    if isinstance(store, FolderStore):
        return store.undo()
    raise StoreError(
        "A server keeps no earlier state: load the earlier file again under the same name, which "
        "gives just what the store held."
    )


def read_source(
    *where: str | Path, how: Reading | None = None, merges: bool = True
) -> EngagementLog:
    """The log of a SOURCE: files, a store folder or the address of a server.

    ``merges=False`` is a store as it was loaded: each id is somebody.

    Raises:
        OptionError: a store together with files, or with options that are about files.
        StoreError: a store that cannot be read.
        RecordsError: files that cannot be read.
    """
    how = how or Reading()
    stores = [one for one in where if is_store(one)]
    if not stores:
        from loaders import inspect

        return inspect(*where, **{**vars(how), "scheme": how.scheme or "moe"}).log
    if len(where) > 1:
        raise OptionError(f"{shown(stores[0])} is a store: give it alone, or files without it.")
    for name in ("mapping", "date_order", "editions", "encoding", "opt_out"):
        if getattr(how, name) is not None:
            raise OptionError(
                f"{shown(stores[0])} is a store: {name.replace('_', ' ')} is about files, and was "
                "settled when they were loaded."
            )
    with open_store(stores[0]) as store:
        return store.read(scheme=how.scheme, as_of=how.as_of, repeats=how.repeats, merges=merges)


def _inspected(
    paths: Sequence[Path], how: Reading, source: str | None, store: Store
) -> tuple[Inspection, str | None, dict[str, list[int]]]:
    """The files as a log, the name of their source where somebody gave one, and whose is what."""
    from loaders import inspect

    mappings = _mapping_of_each(how, len(paths))
    sources = {mapping.source for mapping in mappings}
    name = source or (sources.pop() if len(sources) == 1 else None) or None
    salt, editions = _salt(paths, name, store), how.editions
    ordered = any(mapping.editions is not None for mapping in mappings)
    if editions is None and not ordered and isinstance(store, FolderStore):
        editions = store.given_editions()
    salted = [dataclasses.replace(mapping, source=salt) for mapping in mappings]
    settled = {**vars(how), "mapping": salted, "editions": editions}
    settled["scheme"] = _scheme(how, store)
    seen = inspect(*paths, **settled)
    rows = {} if name or len(seen.readings) == 1 else _rows_of_files(seen)
    return dataclasses.replace(seen, readings=()), name, rows  # what is of persons is let go of


def _mapping_of_each(how: Reading, files: int) -> list[Mapping]:
    """What the columns of each file mean: what is said of all of them, or of each."""
    from loaders import read_mapping

    several = isinstance(how.mapping, (list, tuple))
    given = list(how.mapping) if several else [how.mapping] * files
    if len(given) != files:
        raise OptionError(f"There are {len(given)} mappings for {files} files; give one for each.")
    return [read_mapping(one) for one in given]


def _manifest(store: object) -> Manifest | None:
    return store.manifest if isinstance(store, _KeepsSources) else None


def _salt(paths: Sequence[Path], name: str | None, store: object) -> str:
    """What the keys of these files are made distinct with: for a known source, what they were."""
    manifest = _manifest(store)
    names = [name] if name else [path.name for path in paths]
    known = [manifest.source(one) if manifest else None for one in names]
    salts = {name or "" if source is None else source.key for source in known}
    if len(salts) > 1:
        raise StoreError(f"Load {shown(names[0])} by itself: its source was named by hand.")
    return salts.pop()


def _scheme(how: Reading, store: object) -> str | Path | Scheme:
    if how.scheme is not None:
        return how.scheme
    manifest = _manifest(store)
    return manifest.scheme if manifest else "moe"


def _parts(
    inspection: Inspection, rows: dict[str, list[int]], how: Reading, name: str | None, salt: str
) -> list[Part]:
    """What each source has of the log: one source if it has a name, otherwise one per file."""
    from loaders.editions import editions_table

    editions = editions_table(how.editions, inspection.mappings, how.date_order or "")
    log, table = inspection.log, inspection.table
    files = log.origin.files
    refused = log.refused.loc[log.refused["rule"] != "consent", "file"].value_counts()
    if name or len(files) == 1:
        one = Source(
            name or files[0][0],
            key=salt,
            files=files,
            rows_in=log.origin.rows_in,
            refused=log.origin.refused,
        )
        return [Part(one, editions=editions)]
    return [
        Part(
            Source(file[0], salt, (file,), int(rows_in), int(refused.get(file[0], 0))),
            rows[file[1]],
            editions,
        )
        for file, rows_in in zip(files, table["rows_in"], strict=True)
    ]


def _rows_of_files(inspection: Inspection) -> dict[str, list[int]]:
    """The engagements of each file, by its digest; what two files have is of both."""
    import numpy as np
    import pandas as pd

    records = inspection.log.records
    comes_from = inspection.places["file"].to_numpy()[records["record"].to_numpy(np.int64)]
    index, refused = pd.Index(records["engagement"]), inspection.refused
    rows = {}
    for reading in inspection.readings:
        name, keys = reading.raw.name, reading.records["key"].to_numpy(np.uint64)
        bad = np.isin(reading.raw.rows, refused.loc[refused["file"] == name, "row"])
        bad[[*reading.aside]] = True
        places = index.get_indexer(pd.Index(keys[~bad]))
        mine = np.flatnonzero(comes_from == name)
        rows[reading.raw.digest] = np.union1d(mine, places[places >= 0]).tolist()
    return rows


def _recipe(paths: Sequence[Path], how: Reading, source: str | None, store: object) -> str:
    """Digest of the files and of all that decides how they are read; empty where it cannot be said.

    The key of the pseudonyms is in it: another key makes other people of the same rows.
    """
    from pathways.record.pseudonyms import key_path

    scheme = _scheme(how, store)
    plain = {
        "files": [_digest(path) for path in paths],
        "names": None if source else [path.name for path in paths],
        "source": source,
        "scheme": scheme.digest if isinstance(scheme, Scheme) else load_scheme(scheme).digest,
        "as_of": None if how.as_of is None else str(how.as_of),
        "options": [how.repeats, how.date_order, how.encoding],
        "mapping": _mapping_digests(how.mapping),
        "editions": [_digest(Path(how.editions))] if isinstance(how.editions, (str, Path)) else [],
        "key": _digest(key_path()),
        "opt_out": [_digest(Path(how.opt_out))] if how.opt_out else [],
        "version": metadata.version("engagement-pathways"),
    }
    if how.editions is not None and not plain["editions"]:
        return ""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _mapping_digests(mapping: Any) -> list[str]:
    """Digests of the mapping, or of each, and of the files that they name."""
    if mapping is None:
        return []
    if isinstance(mapping, (list, tuple)):
        return [digest for one in mapping for digest in _mapping_digests(one)]
    if not isinstance(mapping, (str, Path)):
        text = mapping.to_toml() if hasattr(mapping, "to_toml") else repr(mapping)
        return [text, getattr(mapping, "folder", "")]
    try:
        raw = toml_of(Path(mapping), str(mapping), RecordsError)
    except RecordsError:
        return []  # reading the files will say what is wrong with it
    files = (raw.get("editions", {}).get("file"), raw.get("people", {}).get("opt_out"))
    named = [Path(mapping).parent / file for file in files if file]
    return [_digest(path) for path in (Path(mapping), *named)]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
