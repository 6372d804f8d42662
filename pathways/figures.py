"""Check of published figures: can printed percentages all be true?

Takes no log: only what somebody printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import combinations
from math import lcm
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.errors import NoAnswerError
from pathways.figure_files import (
    EITHER,
    EXCLUSIVE,
    INCLUSIVE,
    Figures,
    Line,
    read_figures,
    shares_printed_as,
)
from pathways.reporting import listed, people_word

__all__ = ["check_figures"]

PART = "part"
"""The reading of a line that counts only some of those in its set."""


def check_figures(figures: Figures | str | Path) -> Answer:
    """Whether printed percentages can all be true, and what would have to be different.

    Every person is in exactly one *group*: a combination of the sets, or none of them.  A line is
    true if whole numbers of people in the groups exist, adding up to a base that is allowed, such
    that ``x / n`` is printed as its percentage under the rounding rule.  ``x`` of an *inclusive*
    line counts people in at least its sets, of an *exclusive* line of people in its sets and no
    other of the table; a line that is *either* may be one or the other.  ``n`` is the base.

    Where no counts make all lines true, this finds

    - a smallest contradiction: lines that cannot be true together, each needed for that;
    - for each line, the nearest figure that would fit if it alone were misprinted;
    - another reading under which all lines hold, if there is one: the fewest lines of one set
      (those with a ``perhaps`` first) that would have to count only some of the set.

    Counts are found by integer programming (HiGHS, through scipy), and those that are found are
    verified in exact integers.

    Args:
        figures: the printed figures, or the TOML file that has them.

    Returns:
        One row per line: ``sets`` (str), ``percent`` (str, as printed), ``mode`` (str), ``reading``
        (str: ``inclusive``, ``exclusive`` or ``part``; empty where no reading holds), ``x``, ``n``
        (Int64, one example of counts that fit this reading), ``contradiction`` (str: ``yes`` where
        it is part of the smallest contradiction) and ``would_fit`` (str: the nearest figure that
        fits if this one alone is wrong; empty where none does, or none need be wrong).

    Raises:
        RecordsError: a file that cannot be understood.
        NoAnswerError: the solver cannot settle it.

    Source: measures.md, section 5.  The idea is that of consistency checks such as GRIM, for
    tables of overlapping groups.

    Example:
        >>> from pathways.figure_files import figures_in
        >>> table = 'base = 100\\nlines = [{sets = ["A"], percent = 53}, '
        >>> answer = check_figures(figures_in(table + '{sets = ["A", "B"], percent = 54}]'))
        >>> print(answer.sentence.split(". ")[0])
        These figures cannot all be true: 54 % in A + B cannot be part of 53 % in A
    """
    table = figures if isinstance(figures, Figures) else read_figures(figures)
    plain = _fitting(table)
    conflict = () if plain else _contradiction(table)
    misprints = _misprints(table, conflict)
    fit = plain or _other_reading(table)
    return Answer(
        question="check_figures",
        sentence=_sentence(table, conflict, misprints, fit),
        denominator=f"the {_people(table.base)} that the percentages are of",
        table=_table(table, fit, conflict, misprints),
        caveats=_caveats(table, fit),
    )


@dataclass(frozen=True)
class _Fit:
    """Counts that make every line true: the reading and count of each, and people per group."""

    readings: tuple[str, ...]
    counts: tuple[int, ...]
    groups: tuple[int, ...]

    @property
    def people(self) -> int:
        return sum(self.groups)


def _fitting(table: Figures, parts: tuple[int, ...] = ()) -> _Fit | None:
    """Counts that make every line true, those in ``parts`` counting only some of their set.

    Lines that are either are read alike where that fits, as a text most likely means them.
    """
    ways: list[tuple[str, ...]] = [
        (PART,) if nth in parts else (INCLUSIVE, EXCLUSIVE) if line.mode == EITHER else (line.mode,)
        for nth, line in enumerate(table.lines)
    ]
    alike = (_solved(table, tuple(way[at] for way in ways)) for at in (0, -1))
    fits = next((fit for fit in alike if fit is not None), None)
    return fits or (_settled(table, ways, ()) if max(map(len, ways)) > 1 else None)


def _settled(table: Figures, ways: list[tuple[str, ...]], chosen: tuple[str, ...]) -> _Fit | None:
    """The first reading that fits; readings that fail for the first lines are not gone into."""
    first = replace(table, lines=table.lines[: len(chosen)])
    fit = _solved(first, chosen)
    if fit is None or len(chosen) == len(ways):
        return fit
    further = (_settled(table, ways, (*chosen, way)) for way in ways[len(chosen)])
    return next((found for found in further if found is not None), None)


@cache
def _solved(table: Figures, readings: tuple[str, ...]) -> _Fit | None:
    """Counts for one reading of each line, with a base near the middle of those allowed."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    members = _members(table, readings)
    groups, lines = members.shape[1], len(readings)
    rows, least = _conditions(table, readings, members)
    wish = np.zeros(groups + lines + 1)
    wish[-1] = 1
    found = milp(
        wish,
        integrality=np.ones(len(wish), dtype=np.int64),
        bounds=Bounds(0, table.base[1]),
        constraints=LinearConstraint(rows, least, np.inf),
    )
    if found.status == 2:
        return None
    if found.x is None:
        raise NoAnswerError(f"The solver cannot settle these figures: {found.message}.")
    whole = np.rint(found.x).astype(np.int64)
    if (rows @ whole < least).any():
        raise NoAnswerError("The solver cannot settle these figures: its counts are not exact.")
    counts = tuple(whole[groups : groups + lines].tolist())
    return _Fit(readings, counts, tuple(whole[:groups].tolist()))


def _members(table: Figures, readings: tuple[str, ...]) -> NDArray[np.int64]:
    """Which groups each line speaks of; group ``g`` is in set ``s`` where bit ``s`` of it is 1."""
    names = table.sets
    in_set = np.arange(2 ** len(names)) >> np.arange(len(names))[:, None] & 1
    members = np.zeros((len(readings), in_set.shape[1]), dtype=np.int64)
    for nth, (line, reading) in enumerate(zip(table.lines, readings, strict=True)):
        own = np.isin(names, line.sets)
        members[nth] = in_set[own].all(axis=0)
        if reading == EXCLUSIVE:
            members[nth] &= ~in_set[~own].any(axis=0)
    return members


def _conditions(
    table: Figures, readings: tuple[str, ...], members: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What must hold, in whole numbers: ``rows @ (groups, counts, distance) >= least``."""
    lines, groups = members.shape
    everyone = np.concatenate([np.ones(groups), np.zeros(lines + 1)]).astype(np.int64)
    count = np.eye(lines, lines + 1, dtype=np.int64)
    counts = np.hstack([np.zeros((lines, groups), dtype=np.int64), count])
    spoken = np.hstack([members, np.zeros((lines, lines + 1), dtype=np.int64)])
    distance = np.zeros_like(everyone)
    distance[-1] = 1
    low, high = table.base
    middle = (low + high) // 2
    held = [(everyone, low), (-everyone, -high)]
    held += [(distance + everyone, middle), (distance - everyone, -middle)]
    for nth, (line, reading) in enumerate(zip(table.lines, readings, strict=True)):
        held.append((spoken[nth] - counts[nth], 0))
        if reading != PART:
            held.append((counts[nth] - spoken[nth], 0))
        least, least_in, most, most_in = shares_printed_as(line, table.rounding)
        scale = lcm(least.denominator, most.denominator)
        held.append((scale * counts[nth] - int(least * scale) * everyone, 0 if least_in else 1))
        held.append((int(most * scale) * everyone - scale * counts[nth], 0 if most_in else 1))
    rows, least_values = zip(*held, strict=True)
    return np.array(rows), np.array(least_values)


def _contradiction(table: Figures) -> tuple[int, ...]:
    """Lines that cannot be true together, though they can without any one of them."""
    kept = list(range(len(table.lines)))
    for nth in range(len(table.lines)):
        rest = [other for other in kept if other != nth]
        if _fitting(_only(table, rest)) is None:
            kept = rest
    return tuple(kept)


def _only(table: Figures, lines: list[int]) -> Figures:
    return replace(table, lines=tuple(table.lines[nth] for nth in lines))


def _misprints(table: Figures, conflict: tuple[int, ...]) -> dict[int, Decimal]:
    """For each line that could be the only wrong one, the nearest figure that fits."""
    found = {}
    for nth in conflict:
        percent, digit = table.lines[nth].percent, _digit(table.lines[nth].percent)
        above = _nearest(table, nth, percent + digit, Decimal(100), digit)
        below = _nearest(table, nth, percent - digit, Decimal(0), digit)
        known = [figure for figure in (above, below) if figure is not None]
        if known:
            found[nth] = min(known, key=lambda figure: abs(figure - percent))
    return found


def _nearest(
    table: Figures, nth: int, start: Decimal, end: Decimal, digit: Decimal
) -> Decimal | None:
    """The figure nearest to ``start``, from there to ``end``, with which one line fits."""

    def fits(figure: Decimal) -> bool:
        between = sorted((start, figure))
        line = replace(table.lines[nth], percent=between[0], until=between[1])
        changed = (*table.lines[:nth], line, *table.lines[nth + 1 :])
        return _fitting(replace(table, lines=changed)) is not None

    way = digit if end > start else -digit
    if (end - start) * way < 0 or not fits(end):
        return None
    near, far = 0, int((end - start) / way)
    while near < far:
        half = (near + far) // 2
        near, far = (near, half) if fits(start + half * way) else (half + 1, far)
    return start + near * way


def _digit(percent: Decimal) -> Decimal:
    return Decimal(1).scaleb(min(0, int(percent.as_tuple().exponent)))


def _other_reading(table: Figures) -> _Fit | None:
    """All lines hold where the fewest possible lines of one set count only some of it."""
    single = [nth for nth, line in enumerate(table.lines) if len(line.sets) == 1]
    single.sort(key=lambda nth: not table.lines[nth].perhaps)
    several = (some for many in range(1, len(single) + 1) for some in combinations(single, many))
    fits = (_fitting(table, parts) for parts in several)
    return next((fit for fit in fits if fit is not None), None)


def _table(
    table: Figures, fit: _Fit | None, conflict: tuple[int, ...], misprints: dict[int, Decimal]
) -> pd.DataFrame:
    lines, nths = table.lines, range(len(table.lines))
    counts = [pd.NA] * len(lines) if fit is None else list(fit.counts)
    return pd.DataFrame(
        {
            "sets": pd.array([line.name for line in lines], dtype="str"),
            "percent": pd.array([str(line.percent) for line in lines], dtype="str"),
            "mode": pd.array([line.mode for line in lines], dtype="str"),
            "reading": pd.array(fit.readings if fit else [""] * len(lines), dtype="str"),
            "x": pd.array(counts, dtype="Int64"),
            "n": pd.array([fit.people if fit else pd.NA] * len(lines), dtype="Int64"),
            "contradiction": pd.array(
                ["yes" if nth in conflict else "" for nth in nths], dtype="str"
            ),
            "would_fit": pd.array([str(misprints.get(nth, "")) for nth in nths], dtype="str"),
        }
    )


def _sentence(
    table: Figures, conflict: tuple[int, ...], misprints: dict[int, Decimal], fit: _Fit | None
) -> str:
    if fit is not None and not conflict:
        return f"These figures can all be true, of {_people((fit.people, fit.people))} for example."
    said = [f"These figures cannot all be true: {_reason(table, conflict)}."]
    if misprints:
        each = [f"{figure} % in {table.lines[nth].name}" for nth, figure in misprints.items()]
        said.append(f"One misprint would explain it: {' or '.join(each)}.")
    else:
        said.append("No single misprint would explain it.")
    if fit is None:
        said.append("They hold under no other reading either.")
    else:
        parts = [line for line, way in zip(table.lines, fit.readings, strict=True) if way == PART]
        said.append(f"They all hold if {listed([_some(line) for line in parts])}.")
    return " ".join(said)


def _some(line: Line) -> str:
    perhaps = f", perhaps {line.perhaps}" if line.perhaps else ""
    return f"the {line.percent} % count only some of {line.name}{perhaps}"


def _reason(table: Figures, conflict: tuple[int, ...]) -> str:
    lines = sorted((table.lines[nth] for nth in conflict), key=lambda line: len(line.sets))
    each = [f"{line.percent} % in {line.name}" for line in lines]
    if len(lines) == 1:
        return f"no number of {_people(table.base)} is {each[0]}"
    whole, part = lines[0], lines[-1]
    if len(lines) == 2 and set(whole.sets) < set(part.sets) and whole.percent < part.percent:
        return f"{each[1]} cannot be part of {each[0]}"
    return f"{listed(each, most=len(each))} contradict each other"


def _people(base: tuple[int, int]) -> str:
    low, high = base
    return people_word(high) if low == high else f"{low:,} to {high:,} people"


def _caveats(table: Figures, fit: _Fit | None) -> tuple[str, ...]:
    said = [f"Rounding: {table.rounding}. Base: {_people(table.base)}."]
    if fit is not None:
        groups = [(many, _group(table, code)) for code, many in enumerate(fit.groups) if many]
        each = "; ".join(f"{many:,} {name}" for many, name in groups)
        said.append(f"One example of counts that fit, of {fit.people:,} people: {each}.")
    return tuple(said)


def _group(table: Figures, code: int) -> str:
    names = [name for place, name in enumerate(table.sets) if code >> place & 1]
    return f"in {' + '.join(names)} only" if names else "in none of these"
