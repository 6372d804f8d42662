"""The embedded store: a folder on this machine, for those who have no server.

A reader sees the store as it was or as it is, never in between; a writer that is stopped at any
moment leaves what was there before.  See :mod:`pathways.stores.manifest` for what is in it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.errors import LockedError, NoAnswerError, OutputError, StoreError, shown
from pathways.record.files import put
from pathways.record.locks import LOCK, only_writer
from pathways.stores.generation import (
    bring_back,
    check_none_unnamed,
    damaged,
    drop_the_past,
    is_unfinished,
    make_folder,
    manifest_bytes,
    publish,
    stored_file,
    stored_table,
    sweep,
)
from pathways.stores.manifest import (
    MANIFEST,
    Load,
    Manifest,
    StoredFile,
    manifest_of,
    manifest_text,
)
from pathways.stores.parts import Part, part_of, with_history
from pathways.stores.people import NOBODY
from pathways.stores.protocol import Change, Store
from pathways.stores.report import WriteReport

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog
    from pathways.record.scheme import Scheme
    from pathways.stores.merge import Contents

__all__ = ["FolderStore"]

_TRIES = 50
"""How often a reader starts again because a writer took the files away under it."""
_REMADE = f"The {MANIFEST} of this store was lost, and was made again from the files beside it."


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
        data = manifest_bytes(self.folder)
        return None if data is None else manifest_of(data, self.folder)

    def write(
        self,
        log: EngagementLog,
        *,
        source: str | None = None,
        replace: bool = False,
        editions: pd.DataFrame | None = None,
    ) -> WriteReport:
        """Make the folder hold this version of a source: all of it, or nothing.

        The folder then says of the source what it would say had only this version ever been
        written; other sources stay as they are.  The scheme and the cut-off of the log become
        those of the store.

        Args:
            log: the engagements.
            source: what the log is a version of; by default the names of its files.
            replace: write it also where it drops more than a fifth of what the source had.
            editions: the whole table that orders the editions, where somebody gave one.

        Raises:
            LockedError: somebody else still writes.
            ShrunkError: it drops more than a fifth of what the source had.
            OutputError: the disk is full, or nothing may be written there.
            StoreError: not a store, a newer one, or keys that belong to another source.
            EditionOrderError: nothing orders the editions of these records together.
        """
        part = dataclasses.replace(part_of(log, source), editions=editions)
        return self.write_parts(log, [part], replace=replace)

    def write_parts(
        self, log: EngagementLog, parts: Sequence[Part], *, replace: bool = False
    ) -> WriteReport:
        """Merge a log whose engagements come from several sources; see :meth:`write`."""
        with self._writing():
            made = make_folder(self.folder)
            try:
                with only_writer(self.folder, self.wait):
                    notes = self._put_in_order()
                    report = self._merge(log, parts, replace=replace)
                    return dataclasses.replace(report, notes=(*notes, *report.notes))
            finally:
                if made:
                    self._remove_if_empty()

    def read(
        self,
        *,
        scheme: str | Path | Scheme | None = None,
        as_of: str | date | None = None,
        repeats: str | None = None,
        merges: bool = True,
    ) -> EngagementLog:
        """The log as it was written, or seen through another scheme or cut-off.

        Args:
            scheme: other tiers; by default those that the log was written with.
            as_of: another cut-off; by default that of the last write, otherwise the latest date.
            repeats: ``duplicate`` counts an engagement that repeats an earlier one only once.
            merges: whether ids that were merged are one person.

        Raises:
            StoreError: nothing was written yet, or what is there is damaged or newer.
        """
        from pathways.stores.contents import log_of

        for _ in range(_TRIES):
            data = manifest_bytes(self.folder)
            if data is None:
                check_none_unnamed(self.folder)
                raise StoreError(self._nothing())
            usual = merges and scheme is None and as_of is None and repeats is None
            if usual and self._last is not None and self._last[0] == data:
                return self._last[1]
            manifest = manifest_of(data, self.folder)
            try:
                records = stored_table(self.folder, manifest, "records")
                editions = stored_table(self.folder, manifest, "editions")
            except FileNotFoundError:
                if data == manifest_bytes(self.folder):
                    break
                continue
            seen = manifest if merges else manifest.without_merges
            log = log_of(records, editions, seen, scheme, as_of, repeats)
            if not (self.folder / MANIFEST).exists():
                log = dataclasses.replace(log, notes=(*log.notes, _REMADE))
            self._last = (data, log) if usual else self._last
            return log
        raise StoreError(damaged(self.folder, "one of its files is not there"))

    def run(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The table that answers a named question, or one Cypher statement.

        Args:
            query: name of a question, or Cypher.
            parameters: of the question or the statement.

        Raises:
            OptionError: no such question, or an option that cannot be understood.
            NoAnswerError: as for :meth:`query`.
        """
        from pathways.measures.questions import ask

        name = query.strip().replace("-", "_")
        if not name.isidentifier():
            return self.query(query, **parameters)
        return ask(self.read(), name, **parameters).table

    def query(
        self, text: str, parameters: Mapping[str, Any] | None = None, **asked: Any
    ) -> pd.DataFrame:
        """The rows of one Cypher statement: of a folder only as ``open_store`` opens it.

        Raises:
            NoAnswerError: there is no graph to ask.
        """
        del text, parameters, asked
        raise NoAnswerError(
            f"Cypher needs a server, and {shown(self.folder)} is a folder: open it with "
            "open_store, which starts a server for it, or ask a named question."
        )

    def schema(self) -> pd.DataFrame:
        """What its graph would hold: ``label``, ``property``, ``type``, ``count``, ``pattern``.

        A line without ``property`` counts how many there are of a label; one with it, how many
        of them have the property.
        """
        from pathways.stores.schema import schema_of

        return schema_of(self.read())

    def unchanged_since(self, recipe: str) -> WriteReport | None:
        """What loading again would report, if it would change nothing; needs no table.

        Args:
            recipe: digest of the files and of how they are read, as in
                :class:`~pathways.stores.manifest.Source`.
        """
        manifest = self.manifest
        sources = manifest.stands(recipe) if manifest and recipe else ()
        if not sources or not (self.folder / MANIFEST).exists():
            return None
        if is_unfinished(self.folder):
            with suppress(LockedError, OSError), only_writer(self.folder, 0):
                sweep(self.folder, self.manifest)
        return WriteReport(
            unchanged=sum(source.engagements for source in sources),
            sources=tuple(source.name for source in sources),
        )

    def undo(self) -> Load:
        """Bring back what the folder held before the last load that changed it; once.

        Returns:
            The load that was undone.

        Raises:
            LockedError: somebody else still writes.
            StoreError: nothing is kept of what was before.
        """
        if self.manifest is None:
            raise StoreError(self._nothing())
        with self._writing(), only_writer(self.folder, self.wait):
            self._put_in_order()
            return bring_back(self.folder)

    def rewrite(self, change: Change) -> Contents:
        """Hold something else of what is held, and keep nothing of what was held before.

        Loads cannot be undone from then on.

        Args:
            change: from what is held, and what is known of the people, to what shall be.

        Returns:
            What is held now.

        Raises:
            LockedError: somebody else still writes.
            StoreError: nothing was written yet, or what is there is damaged.
        """
        from pathways.stores.contents import recounted

        with self._writing(), only_writer(self.folder, self.wait):
            self._put_in_order()
            old = self.manifest
            if old is None:
                raise StoreError(self._nothing())
            editions = stored_table(self.folder, old, "editions")
            contents, people = change(self._contents(old), old.people)
            self._publish(recounted(old, contents, people), old, contents, editions)
            drop_the_past(self.folder)
        self._last = None
        return contents

    def given_editions(self) -> pd.DataFrame | None:
        """The table that orders the editions, where somebody gave one."""
        manifest = self.manifest
        if manifest is None or manifest.edition_order != "table":
            return None
        return stored_table(self.folder, manifest, "editions")

    def close(self) -> None:
        """Forget the log that was read last."""
        self._last = None

    def _put_in_order(self) -> tuple[str, ...]:
        """Clear away what a stopped writer left, and write a lost manifest; what is to be said."""
        data = manifest_bytes(self.folder)
        sweep(self.folder, None if data is None else manifest_of(data, self.folder))
        if data is None:
            check_none_unnamed(self.folder)
            return ()
        if (self.folder / MANIFEST).exists():
            return ()
        put(self.folder / MANIFEST, data)
        return (_REMADE,)

    def _merge(self, log: EngagementLog, parts: Sequence[Part], *, replace: bool) -> WriteReport:
        from pathways.stores.contents import after, incoming
        from pathways.stores.merge import merge
        from pathways.stores.tables import as_stored

        old = self.manifest
        held = self._contents(old) if old else None
        fresh = incoming(log, parts, old.people if old else NOBODY, held)
        contents, report = merge(held, fresh, replace=replace)
        had = stored_table(self.folder, old, "editions") if old else None
        new, editions, notes = after(old, log, parts, contents, had)
        report = dataclasses.replace(report, notes=(*report.notes, *notes))
        files = _main_files(contents)
        new = dataclasses.replace(new, files={what: file for what, (file, _) in files.items()})
        if old is not None and new.says_the_same(old) and as_stored(editions).equals(had):
            return report
        new = with_history(new, old, log, parts, report)
        self._publish(new, old, contents, editions)
        return report

    def _publish(
        self, new: Manifest, old: Manifest | None, contents: Contents, editions: pd.DataFrame
    ) -> None:
        """Put what shall be held in place; the file of editions carries the manifest."""
        files = _main_files(contents)
        new = dataclasses.replace(new, files={what: file for what, (file, _) in files.items()})
        files["editions"] = stored_file("editions", editions, manifest_text(new))
        new = dataclasses.replace(new, files={what: file for what, (file, _) in files.items()})
        publish(self.folder, new, old, {what: data for what, (_, data) in files.items()})

    def _contents(self, manifest: Manifest) -> Contents:
        from pathways.stores.merge import Contents

        try:
            tables = [stored_table(self.folder, manifest, what) for what in ("records", "members")]
        except FileNotFoundError as error:
            raise StoreError(damaged(self.folder, "one of its files is not there")) from error
        return Contents(*tables)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What the operating system refuses, in one sentence."""
        try:
            yield
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise OutputError(
                f"{shown(self.folder)} cannot be written: {why}; it holds what it held before."
            ) from error

    def _remove_if_empty(self) -> None:
        """Remove a folder that was made for a load of which nothing came."""
        with suppress(OSError):
            if {path.name for path in self.folder.iterdir()} <= {LOCK}:
                (self.folder / LOCK).unlink(missing_ok=True)
                self.folder.rmdir()

    def _nothing(self) -> str:
        if not self.folder.is_dir():
            return (
                f"There is no store {shown(self.folder)}; "
                "`pathways load FILE --into STORE` makes one."
            )
        return f"{shown(self.folder)} holds nothing yet: a first load did not finish. Load again."


def _main_files(contents: Contents) -> dict[str, tuple[StoredFile, bytes]]:
    return {
        "records": stored_file("records", contents.records),
        "members": stored_file("members", contents.members),
    }
