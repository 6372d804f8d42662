"""The generations of files of a store folder: found, put in place, cleared away, and named again.

Nothing that holds engagements is removed but what this program itself was writing or replacing: it
notes those names before it begins, in :data:`JOURNAL`.  Where the manifest is lost it is made again
from the copy of it that the file of editions carries.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pathways.errors import OutputError, StoreError, shown
from pathways.record.files import DRAFT, put, settle
from pathways.record.locks import HOLDER, LOCK
from pathways.stores.manifest import (
    MANIFEST,
    Load,
    Manifest,
    StoredFile,
    is_file_of_ours,
    manifest_of,
    manifest_text,
    with_editions,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BEFORE",
    "JOURNAL",
    "bring_back",
    "check_none_unnamed",
    "damaged",
    "drop_the_past",
    "is_unfinished",
    "make_folder",
    "manifest_bytes",
    "publish",
    "stored_file",
    "stored_table",
    "sweep",
]

BEFORE = "manifest-before.json"
"""The manifest that the present one replaced; its files stay until the next load."""
JOURNAL = "unfinished.json"
"""Names of the files that somebody is writing or replacing; there only as long as they do."""

_OTHERS = frozenset((MANIFEST, BEFORE, JOURNAL, LOCK, HOLDER))
_BESIDE = re.compile(rf"\.(.+)\.[0-9a-f]{{12}}{re.escape(DRAFT)}")


def manifest_bytes(folder: Path) -> bytes | None:
    """The manifest of a folder, made again where it is lost; ``None`` where nothing was loaded.

    Raises:
        StoreError: a folder of other things, or files that no manifest can be made of.
    """
    try:
        return (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        _refuse_other_folder(folder)
        return _remade(folder)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise StoreError(f"{shown(folder)} cannot be read: {why}.") from error


def stored_file(what: str, table: pd.DataFrame, about: bytes = b"") -> tuple[StoredFile, bytes]:
    """The file that a table becomes, named by its digest; ``about`` is kept inside it."""
    from pathways.stores.tables import to_parquet

    content = to_parquet(table, about)
    digest = hashlib.sha256(content).hexdigest()
    return StoredFile(f"{what}-{digest[:16]}.parquet", digest, len(table)), content


def stored_table(folder: Path, manifest: Manifest, what: str) -> pd.DataFrame:
    """One of the tables that a manifest names.

    Raises:
        FileNotFoundError: its file is not there.
        StoreError: it is not what was written.
    """
    from pathways.stores.tables import from_parquet

    file = manifest.files[what]
    data = (folder / file.name).read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise StoreError(damaged(folder, f"{file.name} is not what was written"))
    return from_parquet(data)


def publish(folder: Path, new: Manifest, old: Manifest | None, contents: dict[str, bytes]) -> None:
    """Everything beside, safe on the disk; then one rename, which is the change."""
    known = _names(old)
    kept = (folder / MANIFEST).read_bytes() if old else b""
    mode = (folder / MANIFEST).stat().st_mode & 0o777 if old else None
    try:
        put(folder / JOURNAL, _journal((_names(new) | _names(_before(folder))) - known), mode)
        for what, file in new.files.items():
            if file.name not in known:
                put(folder / file.name, contents[what], mode)
        if kept:
            put(folder / BEFORE, kept, mode)
        settle(folder)
        put(folder / MANIFEST, manifest_text(new), mode)
    except OSError:
        sweep(folder, old)
        raise
    settle(folder)
    sweep(folder, new)


def bring_back(folder: Path) -> Load:
    """Make the manifest before the present one the manifest again; the load that this undoes.

    Only for one that holds the lock.

    Raises:
        StoreError: it is not there any more, or one of its files is not.
    """
    now, before = manifest_of((folder / MANIFEST).read_bytes(), folder), _before(folder)
    if before is None or before == now or not _is_whole(folder, before):
        raise StoreError(
            f"{shown(folder)} holds nothing to go back to: only the last load can be undone, and "
            "only once. Loading an earlier file again gives what it gave."
        )
    mode = (folder / MANIFEST).stat().st_mode & 0o777
    put(folder / JOURNAL, _journal(_names(now) - _names(before)), mode)
    put(folder / MANIFEST, (folder / BEFORE).read_bytes(), mode)
    settle(folder)
    (folder / BEFORE).unlink()
    sweep(folder, before)
    return now.loads[-1]


def drop_the_past(folder: Path) -> None:
    """Remove the manifest before the present one, and every table that this one does not name.

    Only for one that holds the lock.

    Raises:
        OSError: something of it cannot be removed.
    """
    (folder / BEFORE).unlink(missing_ok=True)
    named = _names(manifest_of((folder / MANIFEST).read_bytes(), folder))
    for path in folder.iterdir():
        if is_file_of_ours(path.name) and path.name not in named:
            path.unlink()
    settle(folder)


def is_unfinished(folder: Path) -> bool:
    """Whether a writer was stopped and left something that :func:`sweep` removes."""
    return (folder / JOURNAL).exists() or any(map(_is_draft, folder.iterdir()))


def sweep(folder: Path, manifest: Manifest | None) -> None:
    """Remove what a writer noted and no manifest names any more, and unfinished files.

    Only for one that holds the lock.
    """
    drafts = [path for path in folder.iterdir() if _is_draft(path)]
    needed = _names(manifest) | _names(_before(folder))
    unwanted = [folder / name for name in _noted(folder) - needed]
    for path in (*drafts, *unwanted, folder / JOURNAL):
        with suppress(OSError):
            path.unlink()


def check_none_unnamed(folder: Path) -> None:
    """See that a folder without a manifest has no engagements either.

    Raises:
        StoreError: it has, and no manifest can be made of them.
    """
    lost = sorted(path.name for path in folder.glob("*.parquet") if is_file_of_ours(path.name))
    if lost:
        raise StoreError(
            f"{shown(folder)} has lost its {MANIFEST}: it holds {shown(lost[0])} and no manifest "
            "that names it. Put the manifest back from a copy of the folder; or move the Parquet "
            "files away and load again."
        )


def make_folder(folder: Path) -> bool:
    """Make the folder where it is not there yet; whether it had to be made.

    Raises:
        OutputError: there is no place for it.
    """
    if folder.is_dir():
        return False
    parent = folder.absolute().parent
    if not parent.is_dir():
        raise OutputError(
            f"{shown(folder)} cannot be written: there is no folder {shown(parent)}; make it first."
        )
    folder.mkdir(exist_ok=True)
    return True


def damaged(folder: Path, why: str) -> str:
    """The sentence for a store that is not as it was written."""
    return (
        f"{shown(folder)} is damaged: {why}. Put back a copy of the folder, or load the files "
        "again into a new one."
    )


def _remade(folder: Path) -> bytes | None:
    """The manifest as the newest file of editions carries it, whose other files are all here."""
    from pathways.stores.tables import about_in

    noted = _noted(folder)
    found = []
    for path in folder.glob("editions-*.parquet") if folder.is_dir() else ():
        content = path.read_bytes()
        about, rows = about_in(content)
        if about and path.name not in noted:
            file = StoredFile(path.name, hashlib.sha256(content).hexdigest(), rows)
            manifest = with_editions(about, file, folder)
            if _is_whole(folder, manifest):
                found.append(manifest)
    newest = max(found, key=lambda one: len(one.loads), default=None)
    return None if newest is None else manifest_text(newest)


def _before(folder: Path) -> Manifest | None:
    """The manifest that the present one replaced, where it is there and can be read."""
    try:
        return manifest_of((folder / BEFORE).read_bytes(), folder)
    except (OSError, StoreError):
        return None


def _is_whole(folder: Path, manifest: Manifest) -> bool:
    return all((folder / name).is_file() for name in _names(manifest))


def _journal(names: set[str]) -> bytes:
    return json.dumps(sorted(names)).encode()


def _names(manifest: Manifest | None) -> set[str]:
    return {file.name for file in manifest.files.values()} if manifest else set()


def _noted(folder: Path) -> set[str]:
    """The names in the journal."""
    try:
        journal = json.loads((folder / JOURNAL).read_bytes())
    except (OSError, ValueError):
        return set()
    listed = journal if isinstance(journal, list) else []
    return {name for name in listed if isinstance(name, str) and is_file_of_ours(name)}


def _is_draft(path: Path) -> bool:
    beside = _BESIDE.fullmatch(path.name)
    return beside is not None and _is_ours(beside[1])


def _is_ours(name: str) -> bool:
    return name in _OTHERS or is_file_of_ours(name)


def _refuse_other_folder(folder: Path) -> None:
    """A folder with things in it that are not ours is no store and does not become one."""
    if not folder.is_dir():
        return
    foreign = sorted(
        path.name for path in folder.iterdir() if not (_is_ours(path.name) or _is_draft(path))
    )
    if foreign:
        raise StoreError(
            f"{shown(folder)} is a folder, but no store: it holds {shown(foreign[0])} "
            f"and no {MANIFEST} of ours. Name a store that is not there yet."
        )
