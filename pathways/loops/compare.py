"""Compare: what changed since a baseline, apart from what was edited in the old records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, Sentence, listed, rate_columns
from pathways.errors import NoAnswerError
from pathways.loops.baseline import FOLDER, Saved, definition_digest, read_baseline, saved_rows
from pathways.loops.places import known_on
from pathways.loops.plan import is_due, records_digest
from pathways.measures.questions import QUESTIONS, question
from pathways.record.log import EngagementLog
from pathways.stats.comparison import CLEAR, compared, exact_p, holm, in_words
from pathways.stats.rate import Rate

__all__ = ["baseline_compare"]

_LASTING = ("entry_points", "next_steps", "conversion", "graduation")
"""Questions in which what came of a person who was watched stays as it is."""
_COUNTS = ("x_then", "n_then", "x_edited", "n_edited", "x_new", "n_new")


def baseline_compare(log: EngagementLog, name: str, *, folder: str | Path = FOLDER) -> Answer:
    """What changed since a baseline was saved, with its interval, row by row.

    Each question of the baseline is asked three times: as it was saved, again of today's records
    as of the old cut-off, and of today.  What the second says beyond the first was *edited* in
    the old records; what the third says beyond the second is *new*.  ``change`` has Newcombe's
    interval; ``clear`` says whether it stands clear of noise (Fisher's exact test, Holm over all
    rows), ``yes``, ``no`` or ``cannot tell``.

    Where what came of a person stays as it is (entry points, next steps, conversion, graduation)
    the ``basis`` of the change is ``new people``: their rate less that of the old ones.  Where
    people go from one state to another (stuck points, deepening and others) it is ``now and
    then``: the rate of today less the old one, as if of different people; many are the same, so
    that the interval is rather too wide.  Rows that count pairs of steps and no people are left
    out, and nothing is compared with under 10 people on either side.

    Args:
        log: the engagements.
        name: of the baseline.
        folder: where baselines are.

    Returns:
        One row per row of a question with a rate: ``question``, ``row`` (str), ``x_then``,
        ``n_then``, ``x_edited``, ``n_edited``, ``x_new``, ``n_new``, ``x``, ``n`` (int64; the
        first three of each add to the last), ``rate``, ``low``, ``high`` (float64),
        ``not_yet_observable`` (int64), ``change``, ``change_low``, ``change_high`` (float64),
        ``clear``, ``basis`` (str).

    Raises:
        RecordsError: a baseline that is not there, or is damaged.
        NoAnswerError: scheme or definitions differ (the message says which), or the record ends
            before the baseline.

    Definition: docs/measures.md#baseline.

    Example:
        >>> baseline_compare(log, "spring", folder="no such folder")
        Traceback (most recent call last):
        pathways.errors.RecordsError: There is no baseline spring.jsonl in no such folder: ...
    """
    head, lines = read_baseline(Path(folder), name)
    _comparable(log, head, lines)
    old = known_on(log, head["as_of"])
    tables = [_rows(log, old, line) for line in lines]
    table = _judged(pd.concat(tables, ignore_index=True) if tables else _rows_of({}, {}, {}, ""))
    return Answer(
        question="baseline_compare",
        sentence=_sentence(table, head, log),
        denominator="as each question says",
        table=table,
        caveats=_caveats(table, head, old),
        origin=log.origin,
    )


def _comparable(log: EngagementLog, head: Saved, lines: Sequence[Saved]) -> None:
    """Refuse to compare what was not defined in the same way."""
    name, now = head["baseline"], log.scheme.digest[:12]
    if head["scheme_digest"] != now:
        raise NoAnswerError(
            f"The baseline {name} was saved with the scheme {head['scheme']} "
            f"({head['scheme_digest']}), and this is {log.scheme.name} ({now}): numbers of two "
            "schemes are no change. Give the old scheme, or save a new baseline."
        )
    other = [
        line["question"]
        for line in lines
        if line["question"] not in QUESTIONS
        or definition_digest(line["question"]) != line["definition"]
    ]
    if other:
        raise NoAnswerError(
            f"The definition of {listed(other)} is another one than when the baseline {name} was "
            f"saved (version {head['version'] or 'unknown'}): save a new baseline."
        )
    if not is_due(log, head["as_of"]):
        raise NoAnswerError(
            f"The baseline {name} is as of {head['as_of']}, and this record ends {log.as_of}: give "
            "the newer record, or a later --as-of."
        )


def _rows(log: EngagementLog, old: EngagementLog, line: Saved) -> pd.DataFrame:
    """The rows of one question: then, then by the records of today, and now."""
    kind = line["question"]
    again, now = (_asked(kind, one, line["options"]) for one in (old, log))
    return _rows_of(_keyed(line["rows"]), _keyed(again), _keyed(now), kind)


def _asked(kind: str, log: EngagementLog, options: Mapping[str, Any]) -> Sequence[Saved]:
    try:
        return saved_rows(question(kind)(log, **options).table)
    except NoAnswerError:
        return []


def _keyed(rows: Sequence[Saved]) -> dict[str, Saved]:
    """Rows with a rate by the words that stand before it."""
    found = {}
    for row in rows:
        if row.get("x") is not None and row.get("n") is not None and row.get("unit") != "pair":
            before = list(row)[: list(row).index("x")]
            found[" → ".join(str(row[key]) for key in before if isinstance(row[key], str))] = row
    return found


def _rows_of(
    then: Mapping[str, Saved], again: Mapping[str, Saved], now: Mapping[str, Saved], kind: str
) -> pd.DataFrame:
    rows = []
    for key in dict.fromkeys([*now, *again, *then]):
        counts = [_pair(table, key) for table in (then, again, now)]
        edited, new = (
            tuple(
                later - earlier for later, earlier in zip(counts[at + 1], counts[at], strict=True)
            )
            for at in (0, 1)
        )
        waiting = int(now.get(key, {}).get("not_yet_observable") or 0)
        rows.append((kind, key, *counts[0], *edited, *new, *counts[2], waiting))
    names = ["question", "row", *_COUNTS, "x", "n", "not_yet_observable"]
    return pd.DataFrame(rows, columns=names)


def _pair(rows: Mapping[str, Saved], key: str) -> tuple[int, int]:
    row = rows.get(key, {"x": 0, "n": 0})
    return int(row["x"]), int(row["n"])


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    rates = pd.DataFrame(rate_columns(table["x"], table["n"], table["not_yet_observable"]))
    lasting = table["question"].isin(_LASTING).to_numpy()
    x, n = (np.where(lasting, table[f"{name}_new"], table[name]) for name in "xn")
    # Somebody who came earlier by an edited record can make a difference that is no sum of people.
    whole = (x >= 0) & (x <= n)
    old = (table[f"{name}_then"] + table[f"{name}_edited"] for name in "xn")
    counts = (np.where(whole, x, 0), np.where(whole, n, 0), *old)
    change = compared(*counts).set_axis(["change", "change_low", "change_high"], axis=1)
    words = in_words(change["change_low"], change["change_high"], holm(exact_p(*counts)))
    first = table[["question", "row", *_COUNTS]]
    return (
        first.join(rates)
        .join(change)
        .assign(
            clear=pd.Series(words, dtype="str"),
            basis=pd.Series(np.where(lasting, "new people", "now and then"), dtype="str"),
        )
    )


def _sentence(table: pd.DataFrame, head: Saved, log: EngagementLog) -> Sentence:
    since = Sentence(
        "Since {baseline} ({then}, now {now})",
        baseline=head["baseline"], then=head["as_of"], now=str(log.as_of),
    )  # fmt: skip
    compared_rows = Number(table["clear"].ne("").sum())
    clear = table[table["clear"] == CLEAR]
    if clear.empty:
        nothing = "{since} no change stands clear of noise ({compared} compared)."
        return Sentence(nothing, "no clear change", since=since, compared=compared_rows)
    top = clear.loc[clear["change"].abs().idxmax()]
    old = Rate(int(top["x_then"] + top["x_edited"]), int(top["n_then"] + top["n_edited"]), "")
    of_new = top["basis"] == "new people"
    x, n = ("x_new", "n_new") if of_new else ("x", "n")
    new = Rate(int(top[x]), int(top[n]), "")
    return Sentence(
        "{since} {clear} of {compared} changes stand clear of noise; the largest: {question}, "
        "{row}: {old} before, {new} {of_whom}.",
        "clear changes", since=since, clear=Number(len(clear)), compared=compared_rows,
        question=top["question"].replace("_", " "), row=top["row"], old=old, new=new,
        of_whom="of the people who are new" if of_new else "now",
    )  # fmt: skip


def _caveats(table: pd.DataFrame, head: Saved, old: EngagementLog) -> tuple[Sentence, ...]:
    edited = table[table[["x_edited", "n_edited"]].ne(0).any(axis=1)]
    if records_digest(old) == head["records"]:
        return ()
    where = listed([f"{q}, {r}" for q, r in edited[["question", "row"]].values.tolist()])
    moved = f"they change {where}" if len(edited) else "no number here changes by it"
    told = Sentence(
        "Old records were edited, added or removed since {then}: {moved}.",
        "records were edited", then=head["as_of"], moved=moved,
    )  # fmt: skip
    return (told,)
