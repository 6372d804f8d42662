"""What a store folder holds, in one small JSON file: replacing it is what changes the store.

::

    community.pathways/
        manifest.json                       this; every name below stands in it
        records-1f0c….parquet               the engagements, as a log gives them back
        members-77ab….parquet               which source has which engagement
        editions-90de….parquet              the order of editions

The other files are named by their digest and never change.  A new generation is written beside
the old one, and the manifest then names the new files; what no manifest names is left over and is
removed by the next writer.  There is no clock in it: the same loads give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from pathways.errors import StoreError, shown
from pathways.record.scheme import Scheme, Tier, TierRule
from pathways.stores.disk import DRAFT

__all__ = [
    "MANIFEST",
    "SCHEMA",
    "Load",
    "Manifest",
    "Source",
    "StoredFile",
    "is_store_folder",
    "leftovers",
    "manifest_of",
    "manifest_text",
]

MANIFEST = "manifest.json"
SCHEMA = 1
"""Version of how a store folder is laid out; a newer one is refused."""

_FORMAT = "engagement-pathways store"
_OURS = re.compile(r"(records|members|editions)-[0-9a-f]{16}\.parquet")


@dataclass(frozen=True)
class StoredFile:
    """A file of the store: its name, what it must contain, and how many rows that is."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Source:
    """Something that engagements are exported from, as it was last loaded.

    Attributes:
        name: what people call it.
        key: what its own keys were made distinct with.
        files: name and SHA-256 of the files.
        rows_in: their rows.
        refused: how many of them were refused.
        engagements: how many it has.
        vanished: engagements kept from it that it no longer has.
        recipe: digest of the files and of how they were read.
        load: number of the load that brought it.
    """

    name: str
    key: str = ""
    files: tuple[tuple[str, str], ...] = ()
    rows_in: int = 0
    refused: int = 0
    engagements: int = 0
    vanished: int = 0
    recipe: str = ""
    load: int = 0


@dataclass(frozen=True)
class Load:
    """One load that changed the store: what it did, and what was said about it.

    ``as_of`` is the cut-off that was asked for, ``scheme`` the digest of the tiers.
    """

    number: int
    sources: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    added: int
    changed: int
    unchanged: int
    vanished: int
    removed: int
    as_of: str | None
    scheme: str
    notes: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What a store folder holds.

    Attributes:
        scheme: the tiers that the log is seen with unless others are asked for.
        as_of: the cut-off that was asked for; ``None`` for the latest date.
        edition_order: where the order of editions comes from, see
            :class:`~pathways.record.editions.Editions`.
        version: of the package that made the log.
        files: ``records``, ``members`` and ``editions``.
        sources: in the order in which they first came.
        loads: the history, oldest first.
    """

    scheme: Scheme
    as_of: str | None
    edition_order: str
    version: str
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    loads: tuple[Load, ...] = ()

    def source(self, name: str) -> Source | None:
        """The source of this name."""
        return next((source for source in self.sources if source.name == name), None)

    @property
    def current_loads(self) -> tuple[Load, ...]:
        """The loads that some source still stands as they left it."""
        numbers = {source.load for source in self.sources}
        return tuple(load for load in self.loads if load.number in numbers)

    def stands(self, recipe: str) -> tuple[Source, ...]:
        """The sources that these very files, read in this very way, left just as they are.

        None where one of them was loaded anew since, or another scheme or cut-off holds now.
        """
        for load in self.current_loads:
            own = tuple(one for one in self.sources if one.load == load.number)
            seen_alike = (load.as_of, load.scheme) == (self.as_of, self.scheme.digest)
            if seen_alike and len(own) == len(load.sources) and own[0].recipe == recipe:
                return own
        return ()

    def says_the_same(self, other: Manifest) -> bool:
        """Whether two manifests differ in nothing but their history."""
        return self._timeless() == other._timeless()

    def _timeless(self) -> Manifest:
        sources = tuple(replace(source, load=0) for source in self.sources)
        return replace(self, sources=sources, loads=(), version="")


def manifest_text(manifest: Manifest) -> bytes:
    """The manifest as the bytes of its file."""
    whole = {"format": _FORMAT, "schema": SCHEMA, **asdict(manifest)}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def manifest_of(data: bytes, folder: Path) -> Manifest:
    """The manifest that these bytes are.

    Raises:
        StoreError: a newer schema, a damaged manifest, or one that is not ours.
    """
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise _damaged(folder) from error
    if not isinstance(raw, dict) or raw.get("format") != _FORMAT:
        raise StoreError(f"{shown(folder)} is no store of ours: its {MANIFEST} is something else.")
    schema = raw.get("schema")
    if not isinstance(schema, int) or schema > SCHEMA:
        raise StoreError(
            f"{shown(folder)} was written by a newer version (store schema {schema}; this one "
            f"reads up to {SCHEMA}). Update with `pip install --upgrade engagement-pathways`."
        )
    try:
        return _manifest(raw)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _damaged(folder) from error


def is_store_folder(folder: Path) -> bool:
    """Whether there is a manifest of ours in it."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            return _FORMAT.encode() in file.read(200)
    except (OSError, ValueError):
        return False


def leftovers(folder: Path, manifest: Manifest | None) -> list[Path]:
    """Files of ours in the folder that the manifest does not name."""
    named = {file.name for file in manifest.files.values()} if manifest else set()
    ours = [entry for entry in folder.iterdir() if _is_ours(entry.name)]
    return sorted(entry for entry in ours if entry.name not in named)


def _is_ours(name: str) -> bool:
    whole = name.removesuffix(DRAFT)
    return bool(_OURS.fullmatch(whole)) or (whole == MANIFEST and whole != name)


def _damaged(folder: Path) -> StoreError:
    return StoreError(
        f"The {MANIFEST} of {shown(folder)} is damaged. Put back a copy of the folder, or load the "
        "files again into a new one."
    )


def _manifest(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        scheme=_scheme(raw["scheme"]),
        as_of=raw["as_of"],
        edition_order=raw["edition_order"],
        version=raw["version"],
        files={
            what: StoredFile(file["name"], file["sha256"], file["rows"])
            for what, file in raw["files"].items()
        },
        sources=tuple(Source(**{**one, "files": _pairs(one)}) for one in raw["sources"]),
        loads=tuple(_load(one) for one in raw["loads"]),
    )


def _load(raw: dict[str, Any]) -> Load:
    lists = {name: tuple(raw[name]) for name in ("sources", "notes", "filters")}
    return Load(**{**raw, **lists, "files": _pairs(raw)})


def _pairs(raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, digest) for name, digest in raw["files"])


def _scheme(raw: dict[str, Any]) -> Scheme:
    tiers = tuple(Tier(**{**one, "examples": tuple(one["examples"])}) for one in raw["tiers"])
    rules = tuple(TierRule(**one) for one in raw["rules"])
    return Scheme(**{**raw, "tiers": tiers, "rules": rules})
