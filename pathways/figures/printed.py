"""Printed percentages as a file says them: the people they are of, and the sets of each line.

::

    base = 117                        # or [108, 127], or { percent = 6, of = 1954 }
    rounding = "nearest"              # a half either way; half-up, half-even, down, up

    [[lines]]
    sets = ["Global Sprint", "Open Leaders"]
    percent = 54                      # 54.0 where that was printed
    mode = "either"                   # inclusive, exclusive; or the text does not say
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from math import ceil, floor
from pathlib import Path
from typing import Any

from pathways.errors import RecordsError, one_of, shown
from pathways.record.toml import check_keys, toml_in, toml_of

__all__ = ["MODES", "Figures", "Line", "example_figures", "figures_in", "read_figures"]

INCLUSIVE, EXCLUSIVE, EITHER = MODES = ("inclusive", "exclusive", "either")
MOST_SETS = 8
"""Sets of one table: each doubles the number of groups that people can be in."""
MOST_PEOPLE = 1_000_000

# Rounding rule -> how far a share may lie below and above what was printed, in units of its last
# digit, and whether it may lie exactly there: (below, allowed, above, allowed).
_HALF = Fraction(1, 2)
_ROUNDINGS = {
    "nearest": (_HALF, True, _HALF, True),
    "half-up": (_HALF, True, _HALF, False),
    "half-even": (_HALF, False, _HALF, False),
    "down": (Fraction(0), True, Fraction(1), False),
    "up": (Fraction(1), False, Fraction(0), True),
}


@dataclass(frozen=True)
class Line:
    """One printed percentage: of which sets, and read in which ``mode``.

    ``perhaps`` names a narrower group that it may speak of.  With ``until`` any figure from
    ``percent`` to it will do.
    """

    sets: tuple[str, ...]
    percent: Decimal
    mode: str
    perhaps: str = ""
    until: Decimal | None = None

    @property
    def name(self) -> str:
        """The sets, as a table names them."""
        return " + ".join(self.sets)

    @property
    def unit(self) -> Fraction:
        """One in the last digit that was printed, as a share.

        >>> Line(("A",), Decimal("53"), "either").unit, Line(("A",), Decimal("53.5"), "either").unit
        (Fraction(1, 100), Fraction(1, 1000))
        """
        return Fraction(1, 100 * 10 ** _digits(self.percent))


@dataclass(frozen=True)
class Figures:
    """Printed percentages, the sets of which they speak, the fewest and most people they are of."""

    sets: tuple[str, ...]
    lines: tuple[Line, ...]
    base: tuple[int, int]
    rounding: str = "nearest"
    title: str = ""


def shares_printed_as(line: Line, rounding: str) -> tuple[Fraction, bool, Fraction, bool]:
    """Between which shares a figure is printed so, and whether each end itself is.

    >>> shares_printed_as(Line(("A",), Decimal(54), "either"), "half-up")
    (Fraction(107, 200), True, Fraction(109, 200), False)
    """
    below, low_in, above, high_in = _ROUNDINGS[rounding]
    least, most = (
        Fraction(line.percent) / 100,
        Fraction(line.percent if line.until is None else line.until) / 100,
    )
    if rounding == "half-even":
        low_in, high_in = (share / line.unit % 2 == 0 for share in (least, most))
    return least - below * line.unit, low_in, most + above * line.unit, high_in


def example_figures() -> str:
    """The published table that ships as an example, as the text of a file."""
    return resources.files("pathways.figures").joinpath("published.toml").read_text("utf-8")


def read_figures(file: str | Path) -> Figures:
    """A table of printed percentages from a TOML file.

    Raises:
        RecordsError: no such file, or one that is not such a table.
    """
    path = Path(file)
    return _figures(toml_of(path, path.name, RecordsError, Decimal), path.name)


def figures_in(text: str, where: str = "the file") -> Figures:
    """A table of printed percentages from the text of such a file; ``where`` names it in errors.

    Raises:
        RecordsError: what it says cannot be understood.
    """
    return _figures(toml_in(text, where, RecordsError, Decimal), where)


def _figures(raw: dict[str, Any], where: str) -> Figures:
    _known(raw, ("title", "source", "base", "rounding", "lines"), where)
    rounding = _word(raw.get("rounding", "nearest"), tuple(_ROUNDINGS), "rounding", where)
    if "base" not in raw:
        raise RecordsError(
            f"{where} does not say how many people the percentages are of; "
            "write base = 117, or base = [108, 127]."
        )
    lines = raw.get("lines")
    if not isinstance(lines, list) or not lines or not all(isinstance(one, dict) for one in lines):
        raise RecordsError(f"{where} has no [[lines]]; each needs sets and percent.")
    read = tuple(_line(one, f"line {nth} of {where}") for nth, one in enumerate(lines, 1))
    sets = tuple(dict.fromkeys(name for line in read for name in line.sets))
    if len(sets) > MOST_SETS:
        raise RecordsError(
            f"{where} speaks of {len(sets)} sets; {MOST_SETS} is the most that is checked."
        )
    base = _base(raw["base"], rounding, where)
    return Figures(sets, read, base, rounding, str(raw.get("title", "")))


def _line(raw: dict[str, Any], where: str) -> Line:
    _known(raw, ("sets", "percent", "mode", "perhaps"), where)
    sets = raw.get("sets")
    if not isinstance(sets, list) or not sets or not all(isinstance(one, str) for one in sets):
        raise RecordsError(f'In {where} sets are missing, such as sets = ["Global Sprint"].')
    if len(set(sets)) < len(sets):
        raise RecordsError(f"In {where} a set is named twice.")
    mode = raw.get("mode", INCLUSIVE if len(sets) == 1 else EITHER)
    perhaps = str(raw.get("perhaps", ""))
    if perhaps and len(sets) > 1:
        raise RecordsError(f"In {where} there is perhaps, which goes with one set only.")
    percent = _percent(raw.get("percent"), where)
    return Line(tuple(sets), percent, _word(mode, MODES, "mode", where), perhaps)


def _base(raw: Any, rounding: str, where: str) -> tuple[int, int]:
    """The fewest and the most people that a base can be."""
    if isinstance(raw, dict) and set(raw) == {"percent", "of"} and _is_count(raw["of"]):
        share = Line(("base",), _percent(raw["percent"], f"the base of {where}"), EITHER)
        low, low_in, high, high_in = shares_printed_as(share, rounding)
        of = raw["of"]
        fewest, most = ceil(low * of), floor(high * of)
        fewest += not low_in and fewest == low * of
        most -= not high_in and most == high * of
        raw = [max(fewest, 1), min(most, of)]
    ends = [raw, raw] if _is_count(raw) else raw
    if (
        not isinstance(ends, list)
        or len(ends) != 2
        or not all(map(_is_count, ends))
        or ends[0] > ends[1]
    ):
        raise RecordsError(
            f"The base of {where} is a number of people, such as 117, [108, 127] or "
            f"{{ percent = 6, of = 1954 }}, not {shown(raw)}."
        )
    return ends[0], ends[1]


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_PEOPLE


def _percent(value: Any, where: str) -> Decimal:
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    percent = Decimal(value) if number else Decimal("NaN")
    if not percent.is_finite() or not 0 <= percent <= 100 or _digits(percent) > 4:
        found = "nothing" if value is None else shown(value)
        raise RecordsError(
            f"The percent of {where} is a number from 0 to 100, as it was printed, not {found}."
        )
    return percent


def _digits(percent: Decimal) -> int:
    """How many digits after the point were printed."""
    return max(0, -int(percent.as_tuple().exponent))


def _known(raw: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    check_keys(raw, keys, where, RecordsError)


def _word(value: Any, known: tuple[str, ...], what: str, where: str) -> str:
    if value not in known:
        raise RecordsError(f"{one_of(str(value), known, what)} (in {where}).")
    return str(value)
