"""Say that ids are one person's, and take it back; nothing of the record changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from loaders.likeness import DO_NOT
from pathways.answer import Answer
from pathways.errors import OptionError, RecordsError, shown
from pathways.people.changes import Changes
from pathways.people.suggest import merges_of
from pathways.record.log import EngagementLog
from pathways.record.merges import Merge, checked, ids_of_one, one_for_each
from pathways.record.people_file import read_merges, write_merges
from pathways.stores.protocol import Store
from pathways.transfer.opening import is_store, open_store

__all__ = ["carried", "chosen_in", "merge", "merged", "unmerge"]

Merges = tuple[Merge, ...]


def merge(
    source: str | Path,
    log: EngagementLog,
    merges: Sequence[Merge],
) -> Answer:
    """Say that ids are one person's: recorded with the reason, and taken back by :func:`unmerge`.

    From then on every question counts them once, and with ``merges=False`` (``--without-merges``)
    as they were loaded.  The record itself is not changed, and later loads keep what was said.

    Args:
        source: a store, or the folder of a project whose source are files, which then keeps them
            in ``people.toml``.
        log: what it holds, without merges.
        merges: what to say.

    Returns:
        All merges, as :func:`merged` lists them; the sentence says what these change.

    Raises:
        OptionError: fewer than two ids, or one that the record does not have.
    """
    known = log.records["participant"].astype("str").unique()
    new = tuple(replace(one, people=checked(one.people, known)) for one in merges)
    before = _recorded(source)
    new = tuple(one for one in new if not _is_one(one, before))
    if not new:
        raise OptionError("These ids are one person's already; nothing was changed.")
    _record(source, lambda old: (*old, *new))
    many = "1 merge is" if len(new) == 1 else f"{len(new):,} merges are"
    return _listed(source, log, f"{many} recorded: {Changes(log).said(new)}.")


def unmerge(source: str | Path, log: EngagementLog, people: Sequence[str]) -> Answer:
    """Take back what was said of ids: of one id all of it, of several what names all of them.

    What was taken back stays in the list as undone.

    Raises:
        OptionError: no merge names them.
    """
    wanted = set(people)

    def undo(old: Merges) -> Merges:
        return tuple(replace(one, undone=one.undone or _names(one, wanted)) for one in old)

    gone = tuple(one for one in _recorded(source) if not one.undone and _names(one, wanted))
    if not wanted or not gone:
        raise OptionError("No merge names these ids; `pathways people merge SOURCE` lists all.")
    _record(source, undo)
    many = "1 merge is" if len(gone) == 1 else f"{len(gone):,} merges are"
    return _listed(source, log, f"{many} taken back; each id is somebody again.")


def merged(source: str | Path, log: EngagementLog) -> Answer:
    """What was said of ids, and taken back.

    Returns:
        One row per merge: ``person`` (str: what they are called), ``same_as`` (str: the other ids,
        joined by commas), ``why`` (str), ``state`` (``in force`` or ``undone``).
    """
    active = [one for one in _recorded(source) if not one.undone]
    fewer = len(one_for_each(active))
    phrase = "1 id counts" if fewer == 1 else f"{fewer:,} ids count"
    return _listed(source, log, f"{phrase} as somebody else's, by {len(active):,} merges.")


def carried(store: Store, merges: Sequence[Merge]) -> str:
    """Let what a project says of ids, and took back, hold in a store that it is loaded into.

    As with every merge of a store, loads from before cannot be undone.

    Returns:
        What was done, in a sentence; empty where the store says the same already.
    """
    if not merges or store.manifest is None:
        return ""
    old = store.manifest.people.merges
    undone = {frozenset(one.people) for one in merges if one.undone}
    known = set(store.read(merges=False).records["participant"].astype("str"))
    new = tuple(
        one
        for one in merges
        if not one.undone and set(one.people) <= known and not _is_one(one, old)
    )
    kept = tuple(replace(one, undone=one.undone or frozenset(one.people) in undone) for one in old)
    if not new and kept == old:
        return ""
    store.rewrite(lambda held, people: (held, replace(people, merges=(*kept, *new))))
    many = "1 merge" if len(new) == 1 else f"{len(new):,} merges"
    return (
        f"What people.toml says of ids holds in the store too, with {many} that it did not have; "
        "loads until now cannot be undone."
    )


def chosen_in(path: str | Path) -> Merges:
    """The merges that a file of suggestions stands for, without its lines of *do not*.

    Raises:
        RecordsError: it is no file of suggestions.
    """
    path = Path(path)
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)
    except (OSError, ValueError) as error:
        raise RecordsError(f"{shown(path.name)} cannot be read as a table.") from error
    needed = {"person", "same_as", "verdict", "evidence"}
    if not needed <= set(table.columns):
        raise RecordsError(
            f"{shown(path.name)} is no file of suggestions: `pathways people suggest -o FILE` "
            "writes one; take out the lines that you do not want."
        )
    return merges_of(table[table["verdict"] != DO_NOT])


def _names(merge: Merge, wanted: set[str]) -> bool:
    return wanted <= set(merge.people)


def _is_one(merge: Merge, known: Iterable[Merge]) -> bool:
    return set(merge.people) <= ids_of_one(merge.people[0], known)


def _recorded(source: str | Path) -> Merges:
    if not is_store(source):
        return read_merges(Path(source))
    with open_store(source) as store:
        return store.manifest.people.merges if store.manifest else ()


def _record(source: str | Path, change: Callable[[Merges], Merges]) -> None:
    if not is_store(source):
        write_merges(Path(source), change(read_merges(Path(source))))
        return
    with open_store(source) as store:
        store.rewrite(lambda held, people: (held, replace(people, merges=change(people.merges))))


def _listed(source: str | Path, log: EngagementLog, sentence: str) -> Answer:
    rows = [
        (one.people[0], ", ".join(one.people[1:]), one.why, "undone" if one.undone else "in force")
        for one in _recorded(source)
    ]
    table = pd.DataFrame(rows, columns=["person", "same_as", "why", "state"])
    caveat = "Questions count with the merges; --without-merges counts each id."
    origin = replace(log.origin, alarms=())
    return Answer("people_merge", sentence, "ids of the record", table, (caveat,), origin)
