"""What `pathways start` says: every sentence with its counts, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.inspection import Inspection
from pathways.answer.wording import listed, people_word
from pathways.project.tiers import TierGuess
from pathways.record.log import EngagementLog
from pathways.record.rules import COUNTED_STATUSES, refusals

__all__ = [
    "counts_sentence",
    "kept_sentence",
    "meaning_lines",
    "more_tiers_sentence",
    "refused_sentence",
    "rows_word",
    "tier_rows",
    "weak_sentence",
]

_MOST_TIERS = 40
_AFTER = "after the last day that counts"
_OURS = {"participant": "Who", "program": "What", "edition": "Edition", "role": "Role",
         "start": "When", "end": "Until", "status": "Came or not"}  # fmt: skip
_NOUNS = {"program": "program", "edition": "edition", "role": "role"}


def rows_word(count: int) -> str:
    """``1 row``, ``2 rows``, ``no rows``.

    >>> rows_word(0), rows_word(1), rows_word(1200)
    ('no rows', '1 row', '1,200 rows')
    """
    return "no rows" if not count else f"{count:,} {'row' if count == 1 else 'rows'}"


def _were(count: int, done: str) -> str:
    return f"{'none' if not count else f'{count:,}'} {'is' if count == 1 else 'are'} {done}"


def counts_sentence(rows: int, counted: int, kept: int, refused: int, people: int) -> str:
    """What a dry run would do with the rows, and how many people they are.

    >>> print(counts_sentence(12, 10, 1, 1, 4))
    12 rows: 10 are counted (4 people), 1 is kept without counting, 1 is refused.
    >>> print(counts_sentence(1, 1, 0, 0, 1))
    1 row: 1 is counted (1 person), none are kept without counting, none are refused.
    """
    row_words = rows_word(rows)
    who = f" ({people_word(people)})" if counted else ""
    return (
        f"{row_words[:1].upper()}{row_words[1:]}: {_were(counted, 'counted')}{who}, "
        f"{_were(kept, 'kept without counting')}, {_were(refused, 'refused')}."
    )


def kept_sentence(log: EngagementLog) -> str:
    """Why rows are kept without counting; empty where none is."""
    kept = log.records[~log.records["counted"]]
    if kept.empty:
        return ""
    why = kept["status"].astype("str")
    why = why.where(why.notna() & ~why.isin(COUNTED_STATUSES), _AFTER)
    counts = why.value_counts()
    return f"Kept without counting: {listed([f'{n:,} {name}' for name, n in counts.items()])}."


def refused_sentence(inspection: Inspection) -> str:
    """Why rows are refused, with one of them; empty where none is."""
    reasons = refusals(inspection.refused)
    return f"{reasons}." if reasons else ""


def meaning_lines(found: Inspection) -> list[tuple[str, str]]:
    """What each of our columns is taken from, and how much of it there is."""
    mapping, log = found.mapping, found.log
    lines = []
    for ours, word in _OURS.items():
        theirs, same = mapping.columns.get(ours), mapping.constants.get(ours)
        if not theirs and not same:
            continue
        where = f"column “{theirs}”" if theirs else f"“{same}” in every row"
        many = _many(ours, log) if theirs else ""
        lines.append((word, f"{where}{f': {many}' if many else ''}"))
        if ours == "program" and mapping.edition_in_program:
            lines.append((_OURS["edition"], f"what else {where} says: {_many('edition', log)}"))
    return [*lines, *_said_by_headers(found)]


def _said_by_headers(found: Inspection) -> list[tuple[str, str]]:
    """What the names of columns of events say, where a sheet has one for each."""
    wide = found.proposals[0].wide if found.proposals else ()
    if not wide:
        return []
    columns = f"the names of {len(wide)} columns, such as “{wide[0].header}”"
    if len(wide) == 1:
        columns = f"the name of column “{wide[0].header}”"
    lines = [(ours, columns) for ours in dict.fromkeys(one for c in wide for one in c.says)]
    cell = found.mapping.wide.cell if found.mapping.wide else ""
    lines += [(cell, "the cells of these columns")] if cell else []
    told = [(ours, where, _many(ours, found.log)) for ours, where in lines if ours in _OURS]
    return [(_OURS[ours], f"{where}{f': {many}' if many else ''}") for ours, where, many in told]


def _many(ours: str, log: EngagementLog) -> str:
    if ours == "participant":
        return people_word(log.people)
    if ours not in _NOUNS:
        return ""
    names = _names(ours, log)
    noun = _NOUNS[ours] if len(names) == 1 else f"{_NOUNS[ours]}s"
    return f"{len(names):,} {noun}, {listed(names, 4)}" if names else f"no {noun}"


def _names(ours: str, log: EngagementLog) -> list[str]:
    """The names in one of our columns: editions as they follow each other, others by their rows."""
    counted = log.counted[[ours, "time"]].dropna(subset=[ours])
    named = counted.groupby(counted[ours].astype("str"))["time"]
    ranked = named.median() if ours == "edition" else -named.size()
    return [str(name) for name in ranked.sort_values(kind="stable").index]


def tier_rows(guesses: Sequence[TierGuess]) -> list[tuple[str, str, str, str]]:
    """The proposed tiers, to be read as a table: role or program, people, tier, why.

    Of very many, those that most people came to.
    """
    kept = sorted(guesses, key=lambda one: -one.people)[:_MOST_TIERS]
    shown = guesses if len(guesses) <= _MOST_TIERS else [one for one in guesses if one in kept]
    return [(one.name, f"{one.people:,}", one.tier, one.reason) for one in shown]


def more_tiers_sentence(guesses: Sequence[TierGuess]) -> str:
    """How many tiers the table leaves out, and where they are; empty where it has them all.

    >>> more_tiers_sentence([TierGuess("juggler", None, 3, "Participating", "a reason")] * 42)
    'and 2 more, with fewer people: scheme.toml will have them all.'
    """
    more = len(guesses) - _MOST_TIERS
    return (
        f"and {more:,} more, with fewer people: scheme.toml will have them all." if more > 0 else ""
    )


def weak_sentence(guesses: Sequence[TierGuess]) -> str:
    """Which tiers rest on nothing; empty where none does.

    >>> guess = TierGuess("juggler", None, 3, "Participating", "nothing says", weak=True)
    >>> weak_sentence([guess])[:52]
    'Nothing says how deep juggler is: its tier is only a'
    """
    names = [one.name for one in guesses if one.weak]
    if not names:
        return ""
    if len(names) == 1:
        return (
            f"Nothing says how deep {names[0]} is: its tier is only a guess, and what is said of "
            "tiers rests on it."
        )
    return (
        f"Nothing says how deep {listed(names)} are: their tiers are only guesses, and what is "
        "said of tiers rests on them."
    )
