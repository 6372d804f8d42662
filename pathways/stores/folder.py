"""The embedded store: a folder on this machine, for those who have no server.

A reader sees the store as it was or as it is, never in between; a writer that is stopped at any
moment leaves what was there before.  See :mod:`pathways.stores.manifest` for what is in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.errors import LockedError, NoAnswerError, OutputError, StoreError, shown
from pathways.stores.disk import put, settle, writing
from pathways.stores.lock import only_writer
from pathways.stores.manifest import (
    MANIFEST,
    Load,
    Manifest,
    Source,
    StoredFile,
    leftovers,
    manifest_of,
    manifest_text,
)
from pathways.stores.store import Store, WriteReport

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog
    from pathways.record.scheme import Scheme
    from pathways.stores.merge import Contents

__all__ = ["FolderStore", "Part", "part_of", "with_history"]

_TRIES = 50
"""How often a reader starts again because a writer took the files away under it."""


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


class FolderStore(Store):
    """A store in a folder whose name ends in ``.pathways``.

    Args:
        folder: made when a log is first written.
        wait: seconds to wait for another writer.
    """

    def __init__(self, folder: str | Path, *, wait: float = 10.0) -> None:
        self.folder = Path(folder)
        self.wait = wait
        self._last: tuple[bytes, EngagementLog] | None = None
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError(f"{shown(self.folder)} is a file; a store is a folder.")

    def __repr__(self) -> str:
        return f"FolderStore({str(self.folder)!r})"

    @property
    def manifest(self) -> Manifest | None:
        """What the folder holds; ``None`` before the first load.

        Raises:
            StoreError: a manifest that is damaged, not ours, or of a newer version.
        """
        data = self._manifest_bytes()
        return None if data is None else manifest_of(data, self.folder)

    def write(
        self,
        log: EngagementLog,
        *,
        source: str | None = None,
        remove_vanished: bool = False,
        editions: pd.DataFrame | None = None,
    ) -> WriteReport:
        """Merge a log into the folder by engagement key: all of it, or nothing.

        An engagement whose key is there already is updated.  What the source had when it was last
        written, and the log has not, has vanished: it is reported and kept, and removed only on
        request.  The scheme and the cut-off of the log become those of the store.

        Args:
            log: the engagements.
            source: what the log is an export of; by default the names of its files.
            remove_vanished: remove what has vanished.
            editions: the whole table that orders the editions, where somebody gave one.

        Raises:
            LockedError: somebody else still writes.
            OutputError: the disk is full, or nothing may be written there.
            StoreError: not a store, a newer one, or keys that belong to another source.
            EditionOrderError: nothing orders the editions of these records together.
        """
        part = replace(part_of(log, source), editions=editions)
        return self.write_parts(log, [part], remove_vanished=remove_vanished)

    def write_parts(
        self, log: EngagementLog, parts: Sequence[Part], *, remove_vanished: bool = False
    ) -> WriteReport:
        """Merge a log whose engagements come from several sources; see :meth:`write`."""
        with writing(self.folder):
            made = self._make_folder()
            try:
                with only_writer(self.folder, self.wait):
                    self.sweep()
                    return self._merge(log, parts, remove_vanished=remove_vanished)
            finally:
                if made:
                    with suppress(OSError):
                        self.folder.rmdir()  # only where nothing came of it: it is empty then

    def read(
        self,
        *,
        scheme: str | Path | Scheme | None = None,
        as_of: str | date | None = None,
        repeats: str | None = None,
    ) -> EngagementLog:
        """The log as it was written, or seen through another scheme or cut-off.

        Args:
            scheme: other tiers; by default those that the log was written with.
            as_of: another cut-off; by default that of the last write, otherwise the latest date.
            repeats: ``duplicate`` counts an engagement that repeats an earlier one only once.

        Raises:
            StoreError: nothing was written yet, or what is there is damaged or newer.
        """
        from pathways.stores.contents import log_of

        for _ in range(_TRIES):
            data = self._manifest_bytes()
            if data is None:
                raise StoreError(self._nothing())
            usual = scheme is None and as_of is None and repeats is None
            if usual and self._last is not None and self._last[0] == data:
                return self._last[1]
            manifest = manifest_of(data, self.folder)
            try:
                records = self._table(manifest, "records")
                editions = self._table(manifest, "editions")
            except FileNotFoundError:
                if data == self._manifest_bytes():
                    break
                continue
            log = log_of(records, editions, manifest, scheme, as_of, repeats)
            self._last = (data, log) if usual else self._last
            return log
        raise StoreError(self._damaged("one of its files is not there"))

    def run(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The table that answers a named question.

        Args:
            query: name of a question.
            parameters: its options.

        Raises:
            NoAnswerError: Cypher, which needs a server.
            OptionError: no such question, or an option that cannot be understood.
        """
        from pathways.questions import ask

        name = query.strip()
        if not name.replace("-", "_").isidentifier():
            raise NoAnswerError(
                f"Cypher needs a server, and {shown(self.folder)} is a folder: start one with "
                "`pathways server start` and load the files there, or ask a named question."
            )
        return ask(self.read(), name.replace("-", "_"), **parameters).table

    def schema(self) -> pd.DataFrame:
        """What its graph would hold: ``label``, ``property``, ``type``, ``count``, ``pattern``.

        A line without ``property`` counts how many there are of a label; one with it, how many
        of them have the property.
        """
        from pathways.stores.rows.schema import schema_of

        return schema_of(self.read())

    def unchanged_since(self, recipe: str) -> WriteReport | None:
        """What loading again would report, if it would change nothing; needs no table.

        Args:
            recipe: digest of the files and of how they are read, as in
                :class:`~pathways.stores.manifest.Source`.
        """
        manifest = self.manifest
        own = manifest.stands(recipe) if manifest and recipe else ()
        if not own:
            return None
        if leftovers(self.folder, manifest):
            with suppress(LockedError, OSError), only_writer(self.folder, 0):
                self.sweep()
        return WriteReport(
            unchanged=sum(source.engagements for source in own),
            vanished=sum(source.vanished for source in own),
            sources=tuple(source.name for source in own),
        )

    def given_editions(self) -> pd.DataFrame | None:
        """The table that orders the editions, where somebody gave one."""
        manifest = self.manifest
        if manifest is None or manifest.edition_order != "table":
            return None
        return self._table(manifest, "editions")

    def close(self) -> None:
        """Forget the log that was read last."""
        self._last = None

    def sweep(self) -> None:
        """Remove what a stopped writer left over; only for one that holds the lock."""
        for path in leftovers(self.folder, self.manifest):
            with suppress(OSError):
                path.unlink()

    def _merge(
        self, log: EngagementLog, parts: Sequence[Part], *, remove_vanished: bool
    ) -> WriteReport:
        from pathways.stores.contents import after, incoming
        from pathways.stores.merge import merge

        old = self.manifest
        held = self._contents(old) if old else None
        fresh = incoming(log, parts)
        contents, report = merge(held, fresh, remove_vanished=remove_vanished)
        had = self._table(old, "editions") if old else None
        new, editions, notes = after(old, log, parts, contents, had)
        report = replace(report, notes=(*report.notes, *notes))
        whole = {"records": contents.records, "members": contents.members, "editions": editions}
        files, data = _files(whole)
        new = replace(new, files=files)
        if old is not None and new.says_the_same(old):
            return report
        self._publish(with_history(new, old, log, parts, report), old, data)
        return report

    def _publish(self, new: Manifest, old: Manifest | None, data: dict[str, bytes]) -> None:
        """Everything beside, safe on the disk; then one rename, which is the change."""
        known = {file.name for file in old.files.values()} if old else set()
        mode = (self.folder / MANIFEST).stat().st_mode & 0o777 if old else None
        try:
            for what, file in new.files.items():
                if file.name not in known:
                    put(self.folder / file.name, data[what], mode)
            settle(self.folder)
            put(self.folder / MANIFEST, manifest_text(new), mode)
        except OSError:
            self.sweep()
            raise
        settle(self.folder)
        self.sweep()

    def _contents(self, manifest: Manifest) -> Contents:
        from pathways.stores.merge import Contents

        try:
            return Contents(self._table(manifest, "records"), self._table(manifest, "members"))
        except FileNotFoundError as error:
            raise StoreError(self._damaged("one of its files is not there")) from error

    def _table(self, manifest: Manifest, what: str) -> pd.DataFrame:
        from pathways.stores.tables import from_parquet

        file = manifest.files[what]
        data = (self.folder / file.name).read_bytes()
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise StoreError(self._damaged(f"{file.name} is not what was written"))
        return from_parquet(data)

    def _manifest_bytes(self) -> bytes | None:
        try:
            return (self.folder / MANIFEST).read_bytes()
        except FileNotFoundError:
            self._refuse_other_folder()
            return None
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise StoreError(f"{shown(self.folder)} cannot be read: {why}.") from error

    def _refuse_other_folder(self) -> None:
        """A folder with things in it that are not ours is no store and does not become one."""
        from pathways.stores.lock import LOCK

        if not self.folder.is_dir():
            return
        ours = {path.name for path in leftovers(self.folder, None)} | {LOCK}
        foreign = sorted(path.name for path in self.folder.iterdir() if path.name not in ours)
        if foreign:
            raise StoreError(
                f"{shown(self.folder)} is a folder, but no store: it holds {shown(foreign[0])} "
                f"and no {MANIFEST} of ours. Name a store that is not there yet."
            )

    def _make_folder(self) -> bool:
        """Make the folder where it is not there yet; whether it had to be made."""
        if self.folder.is_dir():
            return False
        if not self.folder.absolute().parent.is_dir():
            parent = self.folder.absolute().parent
            raise OutputError(f"{shown(self.folder)} cannot be written: there is no folder "
                              f"{shown(parent)}; make it first.")  # fmt: skip
        self.folder.mkdir(exist_ok=True)
        return True

    def _nothing(self) -> str:
        if not self.folder.is_dir():
            return (
                f"There is no store {shown(self.folder)}; "
                "`pathways load FILE --into STORE` makes one."
            )
        return f"{shown(self.folder)} holds nothing yet: a first load did not finish. Load again."

    def _damaged(self, why: str) -> str:
        return (
            f"{shown(self.folder)} is damaged: {why}. Put back a copy of the folder, or load the "
            "files again into a new one."
        )


def _files(tables: dict[str, pd.DataFrame]) -> tuple[dict[str, StoredFile], dict[str, bytes]]:
    from pathways.stores.tables import to_parquet

    data = {what: to_parquet(table) for what, table in tables.items()}
    files = {}
    for what, content in data.items():
        digest = hashlib.sha256(content).hexdigest()
        files[what] = StoredFile(f"{what}-{digest[:16]}.parquet", digest, len(tables[what]))
    return files, data


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
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        vanished=report.vanished,
        removed=report.removed,
        as_of=new.as_of,
        scheme=new.scheme.digest,
        notes=log.notes,
        filters=log.origin.filters,
    )
    sources = tuple(
        replace(source, load=load.number) if source.name in names else source
        for source in new.sources
    )
    return replace(new, sources=sources, loads=(*before, load))
