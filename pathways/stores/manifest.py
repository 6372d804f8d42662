"""What a store folder holds, in one small JSON file: replacing it is what changes the store.

::

    community.pathways/
        manifest.json                       this; every name below stands in it
        records-1f0c….parquet               the engagements, as a log gives them back
        members-77ab….parquet               which source has which engagement
        editions-90de….parquet              the order of editions

The other files are named by their digest and never change.  A new generation is written beside
the old one, and the manifest then names the new files.  The file of editions carries a copy of the
manifest, from which a lost one is made again; the manifest before the present one is kept as
``manifest-before.json``, with its files, until the next load: that is what undoing goes back to.
There is no clock in it: the same loads give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.answer import Alarm
from pathways.errors import PathwaysError, StoreError, shown
from pathways.record.merges import Merge
from pathways.record.scheme import Scheme, Tier, TierRule
from pathways.stores.people import NOBODY, People

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = [
    "FILES",
    "MANIFEST",
    "SCHEMA",
    "Load",
    "Manifest",
    "Source",
    "StoredFile",
    "is_file_of_ours",
    "is_store_folder",
    "manifest_of",
    "manifest_text",
    "with_editions",
]

MANIFEST = "manifest.json"
SCHEMA = 2
"""Version of how a store folder is laid out; a newer one is refused."""
_WITHOUT_PEOPLE = 1
"""The version of a store that says nothing of its people, which earlier programs read as well."""

_FORMAT = "engagement-pathways store"
FILES = ("records", "members", "editions")
"""The tables of a store folder; a graph has none."""
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
        recipe: digest of the files and of how they were read.
        load: number of the load that brought it.
    """

    name: str
    key: str = ""
    files: tuple[tuple[str, str], ...] = ()
    rows_in: int = 0
    refused: int = 0
    engagements: int = 0
    recipe: str = ""
    load: int = 0


@dataclass(frozen=True)
class Load:
    """One load that changed the store: what it did, and what was said about it.

    ``as_of`` is the cut-off that was asked for, ``scheme`` the digest of the tiers, ``alarms`` what
    spoke against the whole of a log of which ``filters`` left a part.
    """

    number: int
    sources: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    new: int
    corrected: int
    unchanged: int
    gone: int
    as_of: str | None
    scheme: str
    notes: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


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
        people: ids that are one person's, and who must not be held.
    """

    scheme: Scheme
    as_of: str | None
    edition_order: str
    version: str
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    loads: tuple[Load, ...] = ()
    people: People = NOBODY

    def source(self, name: str) -> Source | None:
        """The source of this name."""
        return next((source for source in self.sources if source.name == name), None)

    @property
    def current_loads(self) -> tuple[Load, ...]:
        """The loads that some source still stands as they left it."""
        numbers = {source.load for source in self.sources}
        return tuple(load for load in self.loads if load.number in numbers)

    @property
    def without_merges(self) -> Manifest:
        """The same store, of which nobody has said that ids are one person's."""
        return replace(self, people=replace(self.people, merges=()))

    def stands(self, recipe: str) -> tuple[Source, ...]:
        """The sources that these very files, read in this very way, left just as they are.

        None where one of them was loaded anew since, or another scheme or cut-off holds now.
        """
        for load in self.current_loads:
            sources = tuple(one for one in self.sources if one.load == load.number)
            seen_alike = (load.as_of, load.scheme) == (self.as_of, self.scheme.digest)
            if seen_alike and len(sources) == len(load.sources) and sources[0].recipe == recipe:
                return sources
        return ()

    def says_the_same(self, other: Manifest) -> bool:
        """Whether two manifests differ in nothing but their history and their editions."""
        return self._timeless() == other._timeless()

    def _timeless(self) -> Manifest:
        sources = tuple(replace(source, load=0) for source in self.sources)
        files = {what: file for what, file in self.files.items() if what != "editions"}
        return replace(self, sources=sources, loads=(), version="", files=files)


def manifest_text(manifest: Manifest) -> bytes:
    """The manifest as the bytes of its file."""
    content = asdict(manifest)
    version = SCHEMA
    if manifest.people == NOBODY:
        del content["people"]
        version = _WITHOUT_PEOPLE
    whole = {"format": _FORMAT, "schema": version, **content}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def manifest_of(data: bytes, folder: Path, files: tuple[str, ...] = FILES) -> Manifest:
    """The manifest that these bytes are; ``files`` are those that it has to name.

    Raises:
        StoreError: a newer schema, a damaged manifest, or one that is not ours.
    """
    return _manifest(_read(data, folder), folder, files)


def with_editions(about: bytes, file: StoredFile, folder: Path) -> Manifest:
    """The manifest that a file of editions carries, and that names all files but this one.

    Raises:
        StoreError: it is damaged, or of a newer schema.
    """
    manifest = _manifest(_read(about, folder), folder, FILES[:-1])
    return replace(manifest, files={**manifest.files, "editions": file})


def _read(data: bytes, folder: Path) -> dict[str, Any]:
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _damaged(folder, "it is not JSON") from error
    if not isinstance(raw, dict) or raw.get("format") != _FORMAT:
        raise StoreError(f"{shown(folder)} is no store of ours: its {MANIFEST} is something else.")
    schema = raw.get("schema")
    if type(schema) is int and schema > SCHEMA:
        raise StoreError(
            f"{shown(folder)} was written by a newer version (store schema {schema}; this one "
            f"reads up to {SCHEMA}). Update with `pip install --upgrade engagement-pathways`."
        )
    return raw


def is_store_folder(folder: Path) -> bool:
    """Whether there is a manifest of ours in it."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            return _FORMAT.encode() in file.read(200)
    except (OSError, ValueError):
        return False


def is_file_of_ours(name: str) -> bool:
    """Whether a file has the name of a table of a store."""
    return _OURS.fullmatch(name) is not None


def _damaged(folder: Path, why: str) -> StoreError:
    return StoreError(
        f"The {MANIFEST} of {shown(folder)} is damaged: {why}. Rename it, and it is made again "
        "from the files beside it; or put back a copy of the folder."
    )


def _manifest(raw: dict[str, Any], folder: Path, needed: tuple[str, ...]) -> Manifest:
    try:
        made = Manifest(
            scheme=_scheme(raw["scheme"]),
            as_of=raw["as_of"],
            edition_order=raw["edition_order"],
            version=raw["version"],
            files={what: StoredFile(**file) for what, file in raw["files"].items()},
            sources=tuple(Source(**{**_now(one), "files": _pairs(one)}) for one in raw["sources"]),
            loads=tuple(_load(one) for one in raw["loads"]),
            people=_people(raw["people"]) if "people" in raw else NOBODY,
        )
        wrong = next(_wrong(made, needed), "")
    except (KeyError, TypeError, AttributeError, ValueError, PathwaysError) as error:
        raise _damaged(folder, f"{error}" if isinstance(error, PathwaysError) else _ODD) from error
    if wrong:
        raise _damaged(folder, wrong)
    return made


_ODD = "something in it is not what a manifest says"


def _wrong(manifest: Manifest, needed: tuple[str, ...]) -> Iterator[str]:
    """What a manifest says that it cannot say."""
    rows: list[DataclassInstance] = [
        manifest,
        *manifest.files.values(),
        *manifest.sources,
        *manifest.loads,
        *(alarm for load in manifest.loads for alarm in load.alarms),
        manifest.people,
        *manifest.people.merges,
    ]
    rows += [manifest.scheme, *manifest.scheme.tiers, *manifest.scheme.rules]
    for row in rows:
        for one in fields(row):
            kinds = _KINDS.get(str(one.type))
            if kinds and type(getattr(row, one.name)) not in kinds:
                yield f"{one.name} is {shown(getattr(row, one.name))}"
    strays = {rule.tier for rule in manifest.scheme.rules} - set(manifest.scheme.tier_names)
    if strays:
        yield f"its scheme has no tier {shown(min(strays))}"
    if set(manifest.files) != set(needed):
        yield f"it has to name the files of {', '.join(needed)}"
    for what, file in manifest.files.items():
        if not (is_file_of_ours(file.name) and file.name.startswith(what)):
            yield f"{shown(file.name)} is not the name of a file of {what}"


_KINDS: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "str | None": (str, type(None)),
}


def _load(raw: dict[str, Any]) -> Load:
    lists = {name: _words(raw[name]) for name in ("sources", "notes", "filters")}
    alarms = tuple(Alarm(**{**one, "rows": _words(one["rows"])}) for one in raw.get("alarms", ()))
    return Load(**{**_now(raw), **lists, "files": _pairs(raw), "alarms": alarms})


def _people(raw: dict[str, Any]) -> People:
    merges = tuple(Merge(**{**one, "people": _words(one["people"])}) for one in raw["merges"])
    return People(**{**raw, "merges": merges, "left_out": _words(raw["left_out"])})


_ONCE = {"added": "new", "changed": "corrected", "removed": "gone"}


def _now(raw: dict[str, Any]) -> dict[str, Any]:
    """A source or a load as it is written today: once, what vanished was kept beside."""
    return {_ONCE.get(name, name): value for name, value in raw.items() if name != "vanished"}


def _words(raw: list[str]) -> tuple[str, ...]:
    if not isinstance(raw, list) or any(not isinstance(word, str) for word in raw):
        raise TypeError(raw)
    return tuple(raw)


def _pairs(raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = [_words(pair) for pair in raw["files"]]
    return tuple((name, digest) for name, digest in pairs)


def _scheme(raw: dict[str, Any]) -> Scheme:
    tiers = tuple(Tier(**{**one, "examples": _words(one["examples"])}) for one in raw["tiers"])
    rules = tuple(TierRule(**one) for one in raw["rules"])
    return Scheme(**{**raw, "tiers": tiers, "rules": rules})
