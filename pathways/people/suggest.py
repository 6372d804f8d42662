"""Which ids are likely one person's: proposed with what speaks for it, and never applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from loaders.evidence import evidence_of
from loaders.inspection import Inspection
from loaders.likeness import DO_NOT, LIKELY, Pair, people_of, scored_pairs
from pathways.answer import Answer
from pathways.answer.wording import people_word
from pathways.errors import NoAnswerError
from pathways.people.changes import Changes
from pathways.record.log import EngagementLog
from pathways.record.merges import Merge, one_for_each

__all__ = ["merges_of", "suggest", "suggestion_note"]

COLUMNS = ["person", "same_as", "score", "verdict", "evidence", "rows", "changes"]
_MOST_LOOKED_AT = 5_000
_TOLD = 10
"""Pairs of which it is said what they would change; the others come after them."""


def suggest(
    inspection: Inspection,
    *,
    merges: Sequence[Merge] = (),
    asked: Mapping[str, Any] | None = None,
) -> Answer:
    """Which ids of these files are likely one person's, and which only look like it.

    Each pair has a score from 0 to 100 by fixed points (:mod:`pathways.people.likeness`): from 80
    on it is *likely*, from 50 on *possible*; *do not* is an address, a login or a number that
    stands with names that are not alike.  Nothing is merged by this; names and addresses are
    compared in memory and stand in no result.

    Args:
        inspection: the files as :func:`loaders.inspect` read them.
        merges: what is one person's already.
        asked: options of the conversion of which is said what a merge would change.

    Returns:
        One row per pair, the likeliest first: ``person``, ``same_as`` (str, ids of the record),
        ``score`` (int64), ``verdict`` (``likely``, ``possible`` or ``do not``), ``evidence`` (str),
        ``rows`` (str: where both stand first, to be looked up), ``changes`` (str: what the merge
        would change, of the likeliest 10).

    Raises:
        NoAnswerError: the files say nothing about who people are.

    Source: measures.md, section 8.
    """
    log = inspection.log
    evidence = evidence_of(inspection)
    kinds = set(evidence["kind"]) & {"e-mail", "login", "phone", "name"}
    if not kinds:
        raise NoAnswerError(
            "These files have no names, addresses, logins or phone numbers, so nothing tells "
            "whether two ids are one person's. Name files that have: exports, not a store."
        )
    called = one_for_each(merges)
    pairs = [
        pair
        for pair in scored_pairs(people_of(evidence, _editions(log)))
        if called.get(pair.first, pair.first) != called.get(pair.second, pair.second)
    ]
    table = pd.DataFrame(_rows(log, pairs, evidence, asked), columns=COLUMNS)
    return _answer(log, table, sorted(kinds), asked)


def merges_of(table: pd.DataFrame) -> tuple[Merge, ...]:
    """The merges that a table of suggestions stands for; pairs that share an id are one."""
    rows = zip(table["person"], table["same_as"], table["evidence"], strict=True)
    return tuple(Merge((str(one), str(other)), str(why)) for one, other, why in rows)


def suggestion_note(inspection: Inspection, asked: Mapping[str, Any] | None = None) -> str:
    """What the likely merges of these files would change, in a sentence; empty without any.

    Of more than 5,000 people nothing is said: ask for the suggestions themselves.
    """
    log = inspection.log
    if not log.people or log.people > _MOST_LOOKED_AT:
        return ""
    people = people_of(evidence_of(inspection), _editions(log))
    likely = [pair for pair in scored_pairs(people) if pair.verdict == LIKELY]
    if not likely:
        return ""
    merges = [Merge((pair.first, pair.second)) for pair in likely]
    pairs = "1 pair of ids is" if len(likely) == 1 else f"{len(likely):,} pairs of ids are"
    return (
        f"{pairs} likely one person's. That would change: {Changes(log, asked).said(merges)}. "
        "`pathways people suggest` lists them."
    )


def _editions(log: EngagementLog) -> dict[str, set[str]]:
    """The editions in which each id came; the day, where there are none."""
    records = log.records
    round_ = records["edition"].astype("str").fillna(records["start"].astype("str"))
    where = records["program"].astype("str") + "\0" + round_
    pairs = pd.DataFrame({"who": records["participant"].astype("str"), "where": where})
    grouped = pairs.drop_duplicates().groupby("who")["where"]
    return {str(who): set(found) for who, found in grouped}


def _rows(
    log: EngagementLog,
    pairs: Sequence[Pair],
    evidence: pd.DataFrame,
    asked: Mapping[str, Any] | None,
) -> list[tuple[object, ...]]:
    first = evidence.drop_duplicates("participant").set_index("participant")
    several = evidence["file"].nunique() > 1
    at = {
        str(who): f"{file} {row}" if several else str(row)
        for who, file, row in zip(first.index, first["file"], first["row"], strict=True)
    }
    found: list[tuple[object, ...]] = []
    told = Changes(log, asked)
    for pair in pairs:
        changes = ""
        if pair.verdict != DO_NOT and len(found) < _TOLD:
            merge = (Merge((pair.first, pair.second)),)
            changes = told.said(merge)
        rows = f"{at[pair.first]}, {at[pair.second]}"
        reasons = ", ".join(pair.evidence)
        found.append((pair.first, pair.second, pair.score, pair.verdict, reasons, rows, changes))
    return found


def _answer(
    log: EngagementLog, table: pd.DataFrame, kinds: Sequence[str], asked: Mapping[str, Any] | None
) -> Answer:
    counts = table["verdict"].value_counts()
    likely, against = int(counts.get(LIKELY, 0)), int(counts.get(DO_NOT, 0))
    possible = len(table) - likely - against
    pairs = "1 pair of ids is" if likely == 1 else f"{likely:,} pairs of ids are"
    sentence = (
        f"{pairs} likely one person's, {possible:,} possibly; {against:,} share an address or a "
        "login and are not alike."
    )
    caveats = [f"Compared: {', '.join(kinds)}; nothing is merged until you say `people merge`."]
    if likely + possible > _TOLD:
        caveats.append(f"What a merge would change is said of the first {_TOLD} pairs only.")
    merges = merges_of(table[table["verdict"] == LIKELY])
    if merges:
        caveats.insert(0, f"All the likely ones together: {Changes(log, asked).said(merges)}.")
    return Answer(
        question="people_suggest",
        sentence=sentence,
        denominator=f"the ids of {people_word(log.people)}",
        table=table.astype({"score": "int64"}),
        caveats=tuple(caveats),
        origin=replace(log.origin, alarms=()),
    )
