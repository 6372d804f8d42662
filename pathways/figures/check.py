"""Check of published figures: can printed percentages all be true?

Takes no log: only what somebody printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from math import lcm
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Sentence, listed, people_word
from pathways.errors import NoAnswerError
from pathways.figures.printed import (
    EITHER,
    EXCLUSIVE,
    INCLUSIVE,
    Figures,
    Line,
    read_figures,
    shares_printed_as,
)

__all__ = ["check_figures"]

Ints = NDArray[np.int64]
Conditions = list[tuple[Ints, int]]

PART = "part"
"""The reading of a line that counts only some of those in its set."""
SECONDS = 5
"""How long the solver may think about one reading of a table."""


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

    Definition: docs/measures.md#check-figures.
    The idea is that of consistency checks such as GRIM, for
    tables of overlapping groups.

    Example:
        >>> from pathways.figures.printed import figures_in
        >>> table = 'base = 100\\nlines = [{sets = ["A"], percent = 53}, '
        >>> answer = check_figures(figures_in(table + '{sets = ["A", "B"], percent = 54}]'))
        >>> print(answer.sentence.split(". ")[0])
        These figures cannot all be true: 54 % in A + B cannot be part of 53 % in A
    """
    table = figures if isinstance(figures, Figures) else read_figures(figures)
    plain = _fitting(table)
    conflict = () if plain else _contradiction(table)
    misprints = _misprints(table, conflict)
    fit = plain or _fitting(table, "some")
    return Answer(
        question="check_figures",
        sentence=_sentence(table, conflict, misprints, fit),
        denominator=f"the {_people(table.base)} that the percentages are of",
        table=_table(table, fit, conflict, misprints),
        caveats=_caveats(table, fit),
    )


CHECKED = "figures checked"


@dataclass(frozen=True)
class _Fit:
    """Counts that make every line true: the reading and count of each, and people per group."""

    readings: tuple[str, ...]
    counts: tuple[int, ...]
    groups: tuple[int, ...]

    @property
    def people(self) -> int:
        return sum(self.groups)


def _fitting(table: Figures, parts: str = "none") -> _Fit | None:
    """Counts that make every line true; with ``parts="some"`` the fewest lines count only a part.

    Lines that are either are read alike where that costs nothing, as a text most likely means them.
    """
    fits = []
    for either in (INCLUSIVE, EXCLUSIVE, EITHER):
        fit = _solved(table, parts, either)
        if fit is not None and PART not in fit.readings:
            return fit
        fits += [fit] if fit is not None else []
    return min(fits, key=lambda fit: fit.readings.count(PART), default=None)


def _fits(table: Figures) -> bool | None:
    """Whether any counts make every line true; ``None`` where that cannot be settled."""
    try:
        return _solved(table, "none", EITHER) is not None
    except NoAnswerError:
        return None


@cache
def _solved(table: Figures, parts: str, either: str) -> _Fit | None:
    """Counts with the fewest parts, and with a base near the middle of those allowed.

    Lines that are either are read as ``either`` says.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    model = _Model(table)
    rows, least = model.conditions()
    low, high = model.bounds(parts, either)
    found = milp(
        model.costs(),
        integrality=np.ones(len(low), dtype=np.int64),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(rows, least, np.inf),
        options={"mip_rel_gap": 0, "time_limit": SECONDS},
    )
    if found.status == 2:
        return None
    if found.x is None or found.status != 0:
        raise NoAnswerError(
            f"Not decided within {SECONDS} s: {len(table.sets)} sets and {len(table.lines)} lines "
            "leave too many counts. Give a narrower base, or check fewer sets at a time."
        )
    whole = np.rint(found.x).astype(np.int64)
    if (rows @ whole < least).any() or (whole < low).any() or (whole > high).any():
        raise NoAnswerError("These figures cannot be settled: the counts found are not exact.")
    return model.fit(whole)


class _Model:
    """A table as whole numbers and what must hold of them.

    The numbers: people in each group; and for each line its count, whether it is read as exclusive
    and whether it counts only a part; and how far the base is from the middle.  Group ``g`` is in
    set ``s`` where bit ``s`` of it is 1.
    """

    def __init__(self, table: Figures) -> None:
        self._table = table
        self._groups, self._lines = 2 ** len(table.sets), len(table.lines)
        in_set = np.arange(self._groups) >> np.arange(len(table.sets))[:, None] & 1
        belongs = np.array([np.isin(table.sets, line.sets) for line in table.lines])
        shape, none = (-1, self._groups), np.zeros((self._lines, 3 * self._lines + 1), np.int64)
        in_all = np.array([in_set[sets].all(axis=0) for sets in belongs], np.int64).reshape(shape)
        alone = np.array([~in_set[~sets].any(axis=0) for sets in belongs], np.int64).reshape(shape)
        self._inclusive = np.hstack([in_all, none])
        self._exclusive = np.hstack([in_all & alone, none])

    def _number(self, kind: int, line: int) -> Ints:
        """A line's count (0), whether it is exclusive (1), or a part (2)."""
        unit = np.zeros(self._groups + 3 * self._lines + 1, dtype=np.int64)
        unit[self._groups + kind * self._lines + line] = 1
        return unit

    def conditions(self) -> tuple[Ints, Ints]:
        """``rows @ numbers >= least``."""
        everyone = np.zeros(self._groups + 3 * self._lines + 1, dtype=np.int64)
        distance = everyone.copy()
        everyone[: self._groups], distance[-1] = 1, 1
        low, high = self._table.base
        middle = (low + high) // 2
        held = [(everyone, low), (-everyone, -high)]
        held += [(distance + everyone, middle), (distance - everyone, -middle)]
        for nth, line in enumerate(self._table.lines):
            held += self._counted(nth)
            held += _printed(line, self._table.rounding, self._number(0, nth), everyone)
        rows, least = zip(*held, strict=True)
        return np.array(rows), np.array(least)

    def _counted(self, nth: int) -> Conditions:
        """A line's count is that of its reading: what does not apply is loose by everybody."""
        most = self._table.base[1]
        inclusive, exclusive = self._inclusive[nth], self._exclusive[nth]
        count, apart, part = (self._number(kind, nth) for kind in range(3))
        return [
            (inclusive - count, 0),
            (count - inclusive + most * (apart + part), 0),
            (exclusive - count - most * apart, -most),
            (count - exclusive - most * apart, -most),
        ]

    def bounds(self, parts: str, either: str) -> tuple[Ints, Ints]:
        """The least and the most that each number can be."""
        low = np.zeros(self._groups + 3 * self._lines + 1, dtype=np.int64)
        high = np.full(len(low), self._table.base[1])
        apart, part = (slice(self._groups + k * self._lines, None) for k in (1, 2))
        modes = [either if line.mode == EITHER else line.mode for line in self._table.lines]
        low[apart][: self._lines] = [mode == EXCLUSIVE for mode in modes]
        high[apart][: self._lines] = [mode != INCLUSIVE for mode in modes]
        some = [parts == "some" and len(line.sets) == 1 for line in self._table.lines]
        high[part][: self._lines] = some
        return low, high

    def costs(self) -> Ints:
        """Every part costs more than any base; one that the table names costs a little less."""
        costs = np.zeros(self._groups + 3 * self._lines + 1, dtype=np.int64)
        costs[-1] = 1
        base = self._table.base[1] - self._table.base[0] + 1
        each = [2 * self._lines + (not line.perhaps) for line in self._table.lines]
        costs[self._groups + 2 * self._lines : -1] = base * np.array(each)
        return costs

    def fit(self, numbers: Ints) -> _Fit:
        """The numbers as readings, counts and groups."""
        count, apart, part = numbers[self._groups : -1].reshape(3, self._lines)
        kinds = [
            PART if p else EXCLUSIVE if e else INCLUSIVE for e, p in zip(apart, part, strict=True)
        ]
        return _Fit(tuple(kinds), tuple(count.tolist()), tuple(numbers[: self._groups].tolist()))


def _printed(line: Line, rounding: str, count: Ints, everyone: Ints) -> Conditions:
    """The count as a share of everyone is printed as the line's percentage."""
    least, least_in, most, most_in = shares_printed_as(line, rounding)
    scale = lcm(least.denominator, most.denominator)
    return [
        (scale * count - int(least * scale) * everyone, 0 if least_in else 1),
        (int(most * scale) * everyone - scale * count, 0 if most_in else 1),
    ]


def _contradiction(table: Figures) -> tuple[int, ...]:
    """Lines that cannot be true together, though they can without any one of them."""
    kept = list(range(len(table.lines)))
    for nth in range(len(table.lines)):
        rest = [other for other in kept if other != nth]
        if _fits(_only(table, rest)) is False:
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
        return bool(_fits(replace(table, lines=changed)))

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
) -> Sentence:
    if fit is not None and not conflict:
        people = _people((fit.people, fit.people))
        return Sentence(
            "These figures can all be true, of {people} for example.", CHECKED, people=people
        )
    reason = _reason(table, conflict)
    lines = [Sentence("These figures cannot all be true: {reason}.", reason=reason)]
    if misprints:
        each = [f"{figure} % in {table.lines[nth].name}" for nth, figure in misprints.items()]
        lines.append(Sentence("One misprint would explain it: {any}.", any=" or ".join(each)))
    else:
        lines.append(Sentence("No single misprint would explain it."))
    if fit is None:
        lines.append(Sentence("They hold under no other reading either."))
    else:
        parts = [line for line, way in zip(table.lines, fit.readings, strict=True) if way == PART]
        ways = listed([_some(line) for line in parts])
        lines.append(Sentence("They all hold if {ways}.", ways=ways))
    return Sentence.joined(" ", lines, CHECKED)


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


def _caveats(table: Figures, fit: _Fit | None) -> tuple[Sentence, ...]:
    caveats = [
        Sentence(
            "Rounding: {rounding}. Base: {people}.",
            "rounding", rounding=table.rounding, people=_people(table.base),
        )
    ]  # fmt: skip
    if fit is not None:
        groups = [(many, _group(table, code)) for code, many in enumerate(fit.groups) if many]
        each = [f"{many:,} {name}" for many, name in groups]
        caveats.append(
            Sentence(
                "One example of counts that fit, of {people:,} people: {each}.",
                "one example of counts that fit", people=fit.people, each=listed(each, most=12),
            )
        )  # fmt: skip
    return tuple(caveats)


def _group(table: Figures, code: int) -> str:
    names = [name for place, name in enumerate(table.sets) if code >> place & 1]
    return f"in {' + '.join(names)} only" if names else "in none of these"
