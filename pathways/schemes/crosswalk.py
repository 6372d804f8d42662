"""Crosswalk: what changes, and what is lost, when another scheme of tiers is laid on a record."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed
from pathways.record.log import EngagementLog
from pathways.record.scheme import Scheme, load_scheme
from pathways.sequences.caveats import filter_caveats

__all__ = ["NO_TIER", "as_scheme", "crosswalk", "under_scheme"]

Ints = NDArray[np.int64]

NO_TIER = "(no tier)"
_COLUMNS = ["from_tier", "to_tier", "activities", "engagements", "people", "change"]


def crosswalk(log: EngagementLog, a: str | Path | Scheme, b: str | Path | Scheme) -> Answer:
    """What happens to a record's engagements when scheme ``b`` takes the place of scheme ``a``.

    Each counted engagement has a tier under either scheme, or none, by the rules of the schemes
    alone: a tier that the data states plays no part.  A tier of ``a`` is *split* if its
    engagements come to several tiers of ``b``; a tier of ``b`` is *merged* if they come from
    several of ``a``.  An engagement *loses its place* if it has a tier under ``a`` and none under
    ``b``, and *gains* one the other way round.

    People's own engagements may change their order.  It is *turned* for a person with two
    engagements of which one is higher under ``a`` and the other under ``b``; *flattened* where two
    that differ under ``a`` are level under ``b``; *parted* where two that are level under ``a``
    differ under ``b``.  Only engagements with a tier under both are compared.

    Args:
        log: the engagements.
        a: the scheme that is there: its name, its file or itself.
        b: the scheme that takes its place.

    Returns:
        One row per pair of tiers that an engagement has, in the order of ``a``, then ``b``:
        ``from_tier``, ``to_tier`` (str, ``(no tier)`` for none), ``activities`` (int64: pairs of
        program and role), ``engagements``, ``people`` (int64, people with such an engagement) and
        ``change`` (str: ``split``, ``merged``, ``split, merged``, ``loses its place``, ``gains a
        place``; empty for a tier that stays whole and alone).

    Raises:
        SchemeError: no such scheme.

    Definition: docs/measures.md#section-9.

    Example:
        >>> print(crosswalk(log, "moe", "paine").sentence)
        From moe to paine no two tiers merge, none splits, and every engagement keeps its place.
    """
    before, after = as_scheme(a), as_scheme(b)
    counted = log.counted
    old, new = (one.tier_codes(counted["program"], counted["role"]) for one in (before, after))
    table = _table(counted, (before, old), (after, new))
    orders = _orders(counted["participant"].cat.codes.to_numpy(np.int64), old, new)
    return Answer(
        question="crosswalk",
        asked={"a": before.name, "b": after.name},
        sentence=_sentence(table, (before.name, after.name), orders),
        denominator="counted engagements, and the people who made them",
        table=table,
        caveats=_caveats(log, orders),
        origin=log.origin,
    )


def as_scheme(scheme: str | Path | Scheme) -> Scheme:
    """A scheme that is given by name, by file or as itself."""
    return scheme if isinstance(scheme, Scheme) else load_scheme(scheme)


def under_scheme(log: EngagementLog, scheme: Scheme) -> EngagementLog:
    """The same log with the tiers of another scheme.

    A tier that the data states stays where the scheme has a tier of that name.

    Example:
        >>> under_scheme(log, load_scheme("paine")).counted["tier"].unique().tolist()
        ['Relationship', 'Return']
    """
    records, names = log.records, list(scheme.tier_names)
    stated = pd.Index(names).get_indexer_for(records["tier"].astype("str"))
    stated_codes = np.where(records["tier_stated"], stated, -1)
    by_rule = scheme.tier_codes(records["program"], records["role"])
    tiers = pd.Categorical.from_codes(
        np.where(stated_codes >= 0, stated_codes, by_rule), names, ordered=True
    )
    return replace(
        log,
        records=records.assign(tier=tiers, tier_stated=stated_codes >= 0),
        scheme=scheme,
        origin=replace(log.origin, scheme=scheme.name, scheme_digest=scheme.digest),
    )


def _table(
    counted: pd.DataFrame, before: tuple[Scheme, Ints], after: tuple[Scheme, Ints]
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "old": before[1],
            "new": after[1],
            "activity": counted.groupby(["program", "role"], observed=True, dropna=False).ngroup(),
            "person": counted["participant"].cat.codes.to_numpy(),
        }
    )
    pairs = frame.groupby(["old", "new"])
    found = pairs[["activity", "person"]].nunique().assign(engagements=pairs.size()).reset_index()
    names = [np.array([*one[0].tier_names, NO_TIER], dtype=object) for one in (before, after)]
    table = pd.DataFrame(
        {
            "from_tier": names[0][found["old"]],
            "to_tier": names[1][found["new"]],
            "activities": found["activity"],
            "engagements": found["engagements"],
            "people": found["person"],
            "change": _changes(found),
        }
    )
    last = np.lexsort([found["new"], found["new"] < 0, found["old"], found["old"] < 0])
    kinds = {"from_tier": "str", "to_tier": "str", "change": "str"}
    return table.iloc[last].reset_index(drop=True)[_COLUMNS].astype(kinds)


def _changes(found: pd.DataFrame) -> list[str]:
    """What happens to the tiers of each row."""
    placed = found[(found["old"] >= 0) & (found["new"] >= 0)]
    split, merged = placed["old"].value_counts() > 1, placed["new"].value_counts() > 1
    changes = []
    for old, new in zip(found["old"], found["new"], strict=True):
        if old < 0 or new < 0:
            changes.append("loses its place" if old > new else "gains a place" if new > old else "")
        else:
            known = (("split", split[old]), ("merged", merged[new]))
            changes.append(", ".join(word for word, is_so in known if is_so))
    return changes


def _orders(person: Ints, old: Ints, new: Ints) -> dict[str, int]:
    """People whose own engagements stand in another order, by what happened to it."""
    both = (old >= 0) & (new >= 0)
    width = int(new.max(initial=0)) + 1
    kinds, kind = np.unique(old[both] * width + new[both], return_inverse=True)
    has = np.zeros((int(person.max(initial=-1)) + 1, len(kinds)), dtype=bool)
    has[person[both], kind] = True
    people = {name: np.zeros(len(has), dtype=bool) for name in ("turned", "flattened", "parted")}
    for one, other in combinations(range(len(kinds)), 2):
        was, becomes = (np.sign(part[other] - part[one]) for part in divmod(kinds, width))
        if was != becomes:
            name = "turned" if was * becomes else "flattened" if was else "parted"
            people[name] |= has[:, one] & has[:, other]
    return {"people": int(has.any(axis=1).sum())} | {
        n: int(has_it.sum()) for n, has_it in people.items()
    }


def _sentence(table: pd.DataFrame, names: tuple[str, str], orders: dict[str, int]) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has an engagement that counts, so no scheme changes anything.",
            "nobody has an engagement that counts",
        )
    placed = table[table["from_tier"].ne(NO_TIER) & table["to_tier"].ne(NO_TIER)]
    lines = [
        _joined(placed, "to_tier", "from_tier", "no two tiers merge", "become"),
        _joined(placed, "from_tier", "to_tier", "none splits", "splits into"),
        _lost(table),
    ]
    turned = orders["turned"]
    ends = (
        Sentence(
            " For {turned} two engagements change their order.",
            turned=People(turned),
        )
        if turned
        else ""
    )
    return Sentence(
        "From {before} to {after} {merged}, {split}, and {lost}.{ends}",
        "from one scheme to another",
        before=names[0],
        after=names[1],
        merged=lines[0],
        split=lines[1],
        lost=lines[2],
        ends=ends,
    )


def _joined(placed: pd.DataFrame, one: str, many: str, none: str, verb: str) -> str:
    groups = placed.groupby(one, sort=False)[many].agg(list)
    groups = groups[groups.map(len) > 1]
    if groups.empty:
        return none
    parts = [
        Sentence("{own} {verb} {name}", own=listed(tiers), verb=verb, name=name)
        if verb == "become"
        else Sentence("{name} {verb} {own}", name=name, verb=verb, own=listed(tiers))
        for name, tiers in groups.items()
    ]
    return Sentence.joined("; ", parts)


def _lost(table: pd.DataFrame) -> str:
    counts = table.groupby("change")["engagements"].sum()
    lost = int(counts.get("loses its place", 0))
    if not lost:
        return "every engagement keeps its place"
    return Sentence(
        "{lost:,} of {engagements:,} engagements lose their place",
        lost=lost,
        engagements=table["engagements"].sum(),
    )


def _caveats(log: EngagementLog, orders: dict[str, int]) -> tuple[Sentence, ...]:
    caveats = list(filter_caveats(log.origin))
    if orders["people"]:
        caveats.append(
            Sentence(
                "Of {people} with a tier under both, the order of two engagements is turned "
                "for {turned:,}, flattened for {flattened:,} and parted for {parted:,}.",
                "order of engagements",
                people=People(orders["people"]),
                turned=orders["turned"],
                flattened=orders["flattened"],
                parted=orders["parted"],
            )
        )
    stated = int(log.counted["tier_stated"].sum())
    if stated:
        caveats.append(
            Sentence(
                "Engagements whose tier is stated in the data, which is not used: {stated:,}.",
                "tier stated",
                stated=stated,
            )
        )
    return tuple(caveats)
