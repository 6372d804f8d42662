"""What a store holds after a log came in: engagements are the same where their keys are.

A source is a snapshot: what its new version no longer has is gone, unless another source still
has it.  An engagement may be in several sources; the one that was written last says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import ShrunkError, StoreError, shown
from pathways.stores.report import WriteReport

__all__ = ["Contents", "Incoming", "holds", "merge"]

Keys = NDArray[np.uint64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_GONE = 0.2
"""The share of a source's engagements that a new version may drop without being asked about."""
_SAME = ["participant", "program", "edition", "role"]
"""What a corrected row without a key of its own still says as before."""


@dataclass(frozen=True)
class Contents:
    """The engagements of a store, and which source has which.

    ``records`` is as :meth:`~pathways.record.log.EngagementLog.as_records` gives it; ``members``
    has ``source`` (categories, in the order in which the sources first came) and ``engagement``.
    ``stale`` are sources that have to be loaded again before the store says what they say.
    """

    records: pd.DataFrame
    members: pd.DataFrame
    stale: tuple[str, ...] = ()

    @property
    def keys(self) -> Keys:
        """The keys of the engagements."""
        return np.asarray(self.records["engagement"], dtype=np.uint64)

    def keys_of(self, source: str) -> Keys:
        """The engagements that a source has."""
        here = self.members["source"] == source
        return np.asarray(self.members.loc[here, "engagement"], dtype=np.uint64)


@dataclass(frozen=True)
class Incoming:
    """Engagements on their way into a store, and for each source the positions of its own.

    ``notes`` say what did not come along.
    """

    records: pd.DataFrame
    rows: tuple[Ints, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> Keys:
        """The keys of the engagements."""
        return np.asarray(self.records["engagement"], dtype=np.uint64)


def merge(old: Contents | None, fresh: Incoming, *, replace: bool) -> tuple[Contents, WriteReport]:
    """What the store then holds, and what that changes.

    ``replace`` allows a new version of a source to drop more than :data:`MOST_GONE` of it.

    Raises:
        StoreError: the key of an engagement is that of somebody else's in another source.
        ShrunkError: too much of a source would be gone.
    """
    if old is None:
        brought = [fresh.keys[rows] for rows in fresh.rows]
        members = _members(list(zip(fresh.names, brought, strict=True)))
        return Contents(fresh.records, members), WriteReport(
            new=len(fresh.records), sources=fresh.names
        )
    was = pd.Index(old.keys).get_indexer(pd.Index(fresh.keys))
    foreign = _foreign(old, fresh, was)
    _refuse_strangers(old, fresh, was, foreign)
    members = _memberships(old, fresh)
    gone = ~_among(old.keys, members["engagement"])
    if not replace:
        _refuse_losses(old, fresh, was, gone)
    records, changed = _joined(
        old.records, fresh.records, was, ~gone & ~_among(old.keys, fresh.keys)
    )
    moved = _paired(old.records[gone], fresh.records[was < 0])
    stale = _stale(old, fresh, members)
    report = WriteReport(
        new=int((was < 0).sum()) - moved,
        corrected=changed + moved,
        unchanged=int((was >= 0).sum()) - changed,
        gone=int(gone.sum()) - moved,
        sources=fresh.names,
        notes=(*fresh.notes, *_overlaps(old, fresh, foreign), *_to_load_again(stale)),
    )
    return Contents(_by_source(records, members), members, stale), report


def holds(records: pd.DataFrame, others: pd.DataFrame) -> bool:
    """Whether all the other records are among these, and say just the same."""
    keys = pd.Index(records["engagement"])
    was = keys.get_indexer(pd.Index(others["engagement"]))
    if (was < 0).any():
        return False
    return _joined(records, others, was, np.ones(len(keys), dtype=bool))[1] == 0


def _members(parts: Sequence[tuple[str, Keys]]) -> pd.DataFrame:
    """Memberships from the keys of each source."""
    names = [name for name, _ in parts]
    codes = np.repeat(range(len(parts)), [len(keys) for _, keys in parts])
    return pd.DataFrame(
        {
            "source": pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="str")),
            "engagement": np.concatenate([keys for _, keys in parts]).astype(np.uint64),
        }
    )


def _memberships(old: Contents, fresh: Incoming) -> pd.DataFrame:
    """Who has what from now on: those that came what they brought, the others what they had."""
    brought = {name: fresh.keys[rows] for name, rows in zip(fresh.names, fresh.rows, strict=True)}
    names = dict.fromkeys([*map(str, old.members["source"].cat.categories), *fresh.names])
    return _members(
        [(name, brought[name] if name in brought else old.keys_of(name)) for name in names]
    )


def _paired(gone: pd.DataFrame, new: pd.DataFrame) -> int:
    """How many of the rows that are gone came back corrected.

    Of a person's engagements in one program, edition and role the first that is gone is the
    first that is new, and so on in the order of time, as many as there are of both.
    """
    if gone.empty or new.empty:
        return 0
    many = [table[_SAME].astype("str").fillna("").value_counts() for table in (gone, new)]
    return int(pd.concat(many, axis=1).min(axis=1, skipna=False).fillna(0).sum())


def _stale(old: Contents, fresh: Incoming, members: pd.DataFrame) -> tuple[str, ...]:
    """Other sources with an engagement that one of those that came had, and has no longer."""
    ours = members["source"].isin(fresh.names)
    had = old.members.loc[old.members["source"].isin(fresh.names), "engagement"]
    dropped = had[~had.isin(members.loc[ours, "engagement"])]
    still = members.loc[~ours & members["engagement"].isin(dropped), "source"]
    return tuple(map(str, still.unique()))


def _to_load_again(stale: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"Some of what is no longer here is still in {name}: load that again, so that the store "
        "says of it what it says."
        for name in stale
    )


def _joined(
    old: pd.DataFrame, fresh: pd.DataFrame, was: Ints, stay: Bools
) -> tuple[pd.DataFrame, int]:
    """The old records that stay, then the new ones; and how many of those say something else."""
    names = list(dict.fromkeys([*old.columns, *fresh.columns]))
    both = pd.DataFrame({name: _stacked(old, fresh, name) for name in names})
    known = np.flatnonzero(was >= 0)
    differs = np.zeros(len(known), dtype=bool)
    for name in names:
        codes = _codes(both[name])
        differs |= codes[was[known]] != codes[len(old) + known]
    changed = int(differs.sum())
    if not stay.any():
        return fresh, changed
    rows = np.concatenate([np.flatnonzero(stay), len(old) + np.arange(len(fresh))])
    table = both.iloc[rows].reset_index(drop=True)
    empty = [n for n in names if n not in fresh and table[n].isna().all()]
    for name in table.columns:
        if isinstance(table[name].dtype, pd.CategoricalDtype):
            table[name] = table[name].cat.remove_unused_categories()
    return table.drop(columns=empty), changed


def _stacked(above: pd.DataFrame, below: pd.DataFrame, name: str) -> pd.Series:
    """A column of one table over that of the other; blank where a table has none."""
    if name not in below:
        return above[name].reindex(range(len(above) + len(below)))
    if name not in above:
        rows = np.arange(-len(above), len(below))
        return below[name].reindex(rows).reset_index(drop=True)
    parts = [above[name], below[name]]
    dtypes = [part.dtype for part in parts]
    if all(isinstance(dtype, pd.CategoricalDtype) for dtype in dtypes):
        if parts[0].cat.categories.dtype == parts[1].cat.categories.dtype:
            return pd.Series(pd.api.types.union_categoricals(parts, ignore_order=True))
    elif dtypes[0] == dtypes[1]:
        return pd.concat(parts, ignore_index=True)
    texts = [part.astype("str") for part in parts]
    return pd.concat(texts, ignore_index=True).astype("category")


def _codes(column: pd.Series) -> Ints:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.int64)
    if column.dtype == np.uint64 or column.dtype.kind == "M":
        return np.asarray(column.to_numpy().view(np.int64))
    return np.asarray(pd.factorize(column)[0], dtype=np.int64)


def _by_source(records: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """In the order of the sources: of equals in time, the first source's come first."""
    if len(members["source"].cat.categories) == 1:
        return records
    last = members.drop_duplicates("engagement", keep="last")
    at = pd.Index(last["engagement"]).get_indexer(pd.Index(records["engagement"]))
    order = np.argsort(last["source"].cat.codes.to_numpy()[at], kind="stable")
    return records.iloc[order].reset_index(drop=True)


def _among(keys: Keys, others: Keys | pd.Series) -> Bools:
    """Which keys are among others; by hashing, which is ten times faster than numpy's sorting."""
    return np.asarray(pd.Series(keys).isin(others), dtype=bool)


def _foreign(old: Contents, fresh: Incoming, was: Ints) -> dict[str, Ints]:
    """For each source that comes, its engagements that the store has, but not from there."""
    found = {}
    for name, rows in zip(fresh.names, fresh.rows, strict=True):
        at = rows[was[rows] >= 0]
        found[name] = at[~_among(fresh.keys[at], old.keys_of(name))]
    return found


def _refuse_strangers(old: Contents, fresh: Incoming, was: Ints, foreign: dict[str, Ints]) -> None:
    for name, at in foreign.items():
        theirs, ours = old.records.iloc[was[at]], fresh.records.iloc[at]
        other = np.zeros(len(at), dtype=bool)
        for column in ("participant", "program"):
            other |= _texts(theirs[column]) != _texts(ours[column])
        if other.any():
            owner = _owners(old, fresh.keys[at[other]])
            raise StoreError(
                f"Keys in {shown(name)} are those of other engagements of {shown(owner)} "
                f"({int(other.sum()):,} of them). If it is a newer export of that, say --source "
                f'"{owner}"; if it is something else, give it a name of its own with --source.'
            )


def _refuse_losses(old: Contents, fresh: Incoming, was: Ints, gone: Bools) -> None:
    for name, rows in zip(fresh.names, fresh.rows, strict=True):
        had = old.keys_of(name)
        lost = old.records[gone & _among(old.keys, had)]
        many = len(lost) - _paired(lost, fresh.records.iloc[rows[was[rows] < 0]])
        if many > MOST_GONE * len(had):
            raise ShrunkError(
                f"This version of {shown(name)} no longer has {many:,} of the {len(had):,} "
                "engagements that the store has from it, which is more than a fifth.",
                "Nothing was changed. If that is right, say --replace (replace=True in Python); if "
                "it is a file of something else, give it a name of its own with --source.",
            )


def _texts(column: pd.Series) -> NDArray[np.object_]:
    return np.asarray(column.astype("str"), dtype=object)


def _owners(old: Contents, keys: Keys) -> str:
    """The source that has most of these engagements."""
    sources = old.members.loc[old.members["engagement"].isin(keys), "source"]
    return str(sources.value_counts().index[0])


def _overlaps(old: Contents, fresh: Incoming, foreign: dict[str, Ints]) -> tuple[str, ...]:
    notes = []
    known = set(old.members["source"].cat.categories)
    for name, at in foreign.items():
        shared = fresh.keys[at]
        if name not in known and len(shared):
            owner = _owners(old, shared)
            notes.append(
                f"Engagements of {name} were here already, from {owner} ({len(shared):,} of them). "
                f'If it is a newer export of that, say --source "{owner}", so that rows that it '
                "no longer has are found."
            )
    return tuple(notes)
