"""Forget a person everywhere, and leave a receipt that names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from loaders.identity import also_called
from pathways.answer import Answer, Origin
from pathways.answer.wording import people_word
from pathways.errors import NoAnswerError, OptionError
from pathways.people.traces import Trace, files_near, is_named, traces
from pathways.record.merges import Merge, ids_of_one
from pathways.transfer.leaving import drop_graph_of, leave_out
from pathways.transfer.opening import is_store, open_store

__all__ = ["forget"]


def forget(
    source: str | Path,
    persons: Sequence[str],
    *,
    folder: str | Path | None = None,
    also: Iterable[str | Path] = (),
) -> Answer:
    """Take persons out of a store and of every file beside it that we wrote, for good.

    A person goes with all ids that were merged into one.  The store keeps nothing from which they
    could come back (no load can be undone any more), and a keyed mark by which they are left out
    of every later load; the mark is no pseudonym.  Files of refused rows, ledgers of invitations
    and exports lose their lines, the graph that `pathways query` made of the store is removed, and
    whatever else still names them is listed: your own exports, and copies, are yours to change.

    Args:
        source: a store folder, or the address of a server.
        persons: ids as the record has them, or the address or name that a pseudonym stands for.
        folder: where the files lie that were made of the record; by default beside the store.
        also: more files, or folders with all that is in them.

    Returns:
        The receipt.  One row per place in which something was found: ``where`` (str: a file's
        name, or ``the store``), ``what`` (str), ``removed`` and ``left`` (int64).

    Raises:
        OptionError: no store, or nobody was named.
        NoAnswerError: one of them is nowhere to be found; then nothing is changed.
        StoreError: a store that cannot be read or written.

    Source: measures.md, section 8.
    """
    if not is_store(source):
        raise OptionError(
            "Forgetting is for a store; files of yours are yours to change. To leave a person out "
            "whenever files are read, list them in a file and name it as opt_out under [people] in "
            "the mapping."
        )
    if not persons:
        raise OptionError("Name whom to forget, by the id of the record or the address.")
    paths = _places(source, folder, also)
    with open_store(source) as store:
        known = set(store.read(merges=False).records["participant"].astype("str"))
        merges = store.manifest.people.merges if store.manifest else ()
        named = [_ids(one, merges) for one in persons]
        _check_found(named, known, paths)
        gone = [one & known or one for one in named]
        removed = leave_out(store, {one for ids in gone for one in ids})
        origin = store.read().origin
    found = [Trace("the store", "engagements", removed), *traces(paths, set().union(*named))]
    if drop_graph_of(source):
        found.append(Trace("the local graph", "graphs made of the store", 1))
    return _receipt(found, len(named), origin, server=_is_server(source))


def _is_server(source: str | Path) -> bool:
    return "://" in str(source)


def _places(
    source: str | Path, folder: str | Path | None, also: Iterable[str | Path]
) -> list[Path]:
    """The files that may name somebody; a server has none beside it."""
    near = Path(folder) if folder else None if _is_server(source) else Path(source).resolve().parent
    more = [Path(one) for one in also]
    return files_near(near, more)


def _ids(person: str, merges: Iterable[Merge]) -> set[str]:
    """All that somebody may be called, and the ids that were merged with any of it."""
    return {one for name in also_called(person) for one in ids_of_one(name, merges)}


def _check_found(named: Sequence[set[str]], known: set[str], paths: Sequence[Path]) -> None:
    lost = [at for at, ids in enumerate(named, 1) if not ids & known and not is_named(paths, ids)]
    if lost:
        raise NoAnswerError(
            f"Nothing was changed: nobody is known by number {lost[0]} of the {len(named)} names "
            "that you gave, neither in the store nor in the files beside it. Give the id as the "
            "record has it (`pathways export`), or the address or name in full that it stands for."
        )


def _receipt(found: Sequence[Trace], persons: int, origin: Origin, *, server: bool) -> Answer:
    rows = [(one.where, one.what, one.removed, one.left) for one in found]
    table = pd.DataFrame(rows, columns=["where", "what", "removed", "left"])
    removed = int(table["removed"].sum())
    entries = "1 entry is" if removed == 1 else f"{removed:,} entries are"
    sentence = f"{people_word(persons)} forgotten: {entries} gone."
    caveats = [
        "The next load leaves them out; no load from before can be undone.",
        "Copies elsewhere (mail, backups, version control) are not reached from here.",
    ]
    files = int((table["left"] > 0).sum())
    if files:
        still = (
            "1 file of yours still names" if files == 1 else f"{files} files of yours still name"
        )
        caveats.insert(0, f"{still} them: take their rows out.")
    if server:
        caveats.append(
            "The server's own files (transaction logs, and places in its store that it has not "
            "used again) keep their bytes; only a new database, loaded from the record again, has "
            "none of them."
        )
    return Answer(
        "people_forget",
        sentence,
        "entries in the places below",
        table,
        tuple(caveats),
        replace(origin, alarms=()),
    )
