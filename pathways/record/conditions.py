"""Conditions as people write them: ``role=mentor``, ``start>=2024``, ``region not in South, East``.

A condition is a key, a comparison and a value.  What a value means depends on the key: editions
and tiers stand in their order, dates may be a day, a month or a year, numbers are numbers, and
everything else is a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer.wording import Sentence
from pathways.errors import NoAnswerError, OptionError, shown
from pathways.record.log import EngagementLog
from pathways.record.selection import (
    attribute_key,
    bounded,
    folded,
    person_values,
    unknown_name,
)
from pathways.record.typed import ATTRIBUTE_FREE

__all__ = ["Condition", "condition_of", "where"]

Bools = NDArray[np.bool_]

_OPERATOR = re.compile(r"\s*(!=|<>|>=|<=|≠|≥|≤|==|=|>|<)\s*|\s+(not\s+in|in)\s+", re.IGNORECASE)
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≥": ">=", "≤": "<="}
_ITEM = re.compile(r'\s*(?:"([^"]*)"|([^,]*?))\s*(?:,|$)')
_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": ge, ">": gt, "<=": le, "<": lt,
}  # fmt: skip
_DATES = ("start", "end")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_FORM = "role=mentor, role!=attendee, start>=2024-01-01 or region in South, East"


@dataclass(frozen=True)
class Condition:
    """One condition: ``key`` as the log has it, ``test`` (``=``, ``!=``, ``<`` …), ``values``.

    ``in`` is ``=`` of several values, any of which will do; ``not in`` is ``!=``, none of them.
    """

    key: str
    test: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        """As an answer says it.

        >>> str(Condition("role", "=", ("mentor", "mentee")))
        'role = mentor or mentee'
        >>> str(Condition("region", "!=", ("South", "East")))
        'region not in South, East'
        """
        if self.test == "!=" and len(self.values) > 1:
            return f"{self.key} not in {', '.join(self.values)}"
        return f"{self.key} {self.test} {' or '.join(self.values)}"


def where(log: EngagementLog, *conditions: str) -> EngagementLog:
    """Only the engagements that meet conditions such as ``role=mentor`` or ``start>=2024-01-01``.

    ======================================  ====================================================
    condition                               keeps
    ======================================  ====================================================
    ``role=mentor``                         these
    ``role!=attendee``                      all others, those without a role too
    ``region in South, East``               any of these
    ``region not in South, East``           none of these, those without a region too
    ``start>=2024-01-01``, ``start<2025``   from that day; before that year
    ``start=2024-03``                       within that month; a year or a day will do too
    ``tier>=Participating``, ``edition<3``  by the order of tiers, or of editions
    ``age>=18``                             by number
    ======================================  ====================================================

    A key is program, edition, role, tier, status, start, end or an attribute.  The same key with
    ``=`` twice means either; everything else must all hold.  A value with a comma stands in
    quotes.  Names are compared whatever their case.

    An engagement known by its month, year or edition alone begins with it.  One without the
    date, number, tier or edition that ``<`` or ``>`` asks for is left out, and the answer says how
    many.  An attribute that never differs within a person is that person's, also on rows where it
    was left blank.

    Raises:
        OptionError: a condition that cannot be read, an unknown key, ``<`` or ``>`` of names.
        NoAnswerError: a name that the record does not contain.

    Example:
        >>> where(log, "role!=mentor", "start>=2021").origin.filters
        ('role != mentor', 'start >= 2021')
    """
    whole = log
    for one in _joined([condition_of(log, text) for text in conditions]):
        if one.test not in _ORDER and one.key not in _DATES:
            _check_names(whole, one)
        kept, unknown = _meets(log, one)
        because = Sentence("{said}", said=str(one))
        if unknown:
            words = "{said} ({left_out} engagements without one left out)"
            because = Sentence(words, said=str(one), left_out=unknown)
        log = log.keep(kept, because)
    return log


def condition_of(log: EngagementLog, text: str) -> Condition:
    """What a condition says, its key found among those of the log; see :func:`where`.

    Raises:
        OptionError: it has no comparison, no value, or a key that the log does not have.
    """
    bounded(text)
    found = list(_OPERATOR.finditer(text))
    if not found:
        raise OptionError(f"A condition is KEY=VALUE, such as {_FORM}, not {shown(text)}.")
    for sign in found:
        key = _key(log, text[: sign.start()])
        if key:
            break
    else:
        sign, key = found[0], attribute_key(log, text[: found[0].start()].strip())
    test = " ".join((sign[1] or sign[2]).casefold().split())
    rest = text[sign.end() :].strip()
    values = tuple(_items(rest)) if test.endswith("in") else (_unquoted(rest),)
    test = {"in": "=", "not in": "!="}.get(test, _SAME.get(test, test))
    if not all(values) or not values:
        raise OptionError(f"The condition {shown(text)} has no value; write {_FORM}.")
    return Condition(key, test, values)


def _key(log: EngagementLog, written: str) -> str:
    """The column that is meant; empty where there is none, as left of a later sign."""
    name = folded(written)
    if name in _DATES:
        return name
    try:
        return attribute_key(log, written.strip()) if name else ""
    except OptionError:
        return ""


def _items(text: str) -> Iterator[str]:
    """The values of a list; brackets around it may be there.

    >>> list(_items('[South, "East, and West"]'))
    ['South', 'East, and West']
    """
    bare = text[1:-1] if text[:1] + text[-1:] in ("[]", "()") else text
    for found in _ITEM.finditer(bare):
        if found[0]:
            yield found[1] if found[1] is not None else found[2]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _joined(conditions: list[Condition]) -> list[Condition]:
    """The same key with ``=`` several times is one condition: either will do."""
    joined: dict[tuple[str, str, object], Condition] = {}
    for nth, one in enumerate(conditions):
        at = (one.key, one.test, None if one.test == "=" else nth)
        before = joined[at].values if at in joined else ()
        joined[at] = Condition(one.key, one.test, (*before, *one.values))
    return list(joined.values())


def _meets(log: EngagementLog, one: Condition) -> tuple[Bools, int]:
    """Which records meet a condition, and how many do not say what it asks for."""
    column = _column(log, one.key)
    if one.test in _ORDER:
        values, bound = _ordered(log, one, column)
        unknown = values.isna()
        met = _ORDER[one.test](values.where(~unknown, bound), bound) & ~unknown
        return np.asarray(met, dtype=bool), int(unknown.sum())
    equal = _within(column, one) if one.key in _DATES else _named(column, one)
    return equal if one.test == "=" else ~equal, 0


def _column(log: EngagementLog, key: str) -> pd.Series:
    """What the records say under a key; a person's own holds on their blank rows as well."""
    column = log.records[key]
    if key in ATTRIBUTE_FREE or not _one_per_person(log, key):
        return column
    people = log.records["participant"].astype("str")
    return person_values(log, key).reindex(people).set_axis(column.index)


def _one_per_person(log: EngagementLog, attribute: str) -> bool:
    values = log.records[["participant", attribute]].dropna()
    return not values.groupby("participant", observed=True)[attribute].nunique().gt(1).any()


def _check_names(log: EngagementLog, one: Condition) -> None:
    """See that the record has these names, whatever other conditions leave of it."""
    known = sorted({str(value) for value in log.records[one.key].dropna().unique()})
    for value in one.values:
        if folded(value) not in {folded(name) for name in known}:
            raise NoAnswerError(unknown_name(value, known, one.key))


def _named(column: pd.Series, one: Condition) -> Bools:
    text = column.astype("str").map(folded, na_action="ignore")
    return np.asarray(text.isin([folded(value) for value in one.values]), dtype=bool)


def _within(column: pd.Series, one: Condition) -> Bools:
    spans = [_span(value, one) for value in one.values]
    return np.asarray(np.logical_or.reduce([column.between(*span) for span in spans]), dtype=bool)


def _ordered(log: EngagementLog, one: Condition, column: pd.Series) -> tuple[pd.Series, object]:
    """A column that has an order, and the value that it is held against.

    Raises:
        OptionError: it has none, or the value is of another kind.
    """
    (value,) = one.values
    later = one.test in (">", "<=")  # than all of the year or month that is named
    if one.key in _DATES:
        return column, _span(value, one)[later]
    if one.key == "tier":
        ranks = column.cat.codes
        return ranks.where(ranks >= 0), log.scheme.tier_names.index(log.scheme.tier(value).name)
    if one.key == "edition":
        return log.records["rank"].where(column.notna()), _rank(log, one)
    numbers = pd.to_numeric(column.astype("str"), errors="coerce")
    if numbers.notna().any() and (numbers.notna() == column.notna()).all():
        return numbers, _number(one)
    days = pd.to_datetime(column.astype("str"), format="%Y-%m-%d", errors="coerce")
    if days.notna().any() and (days.notna() == column.notna()).all():
        return days, _span(value, one)[later]
    raise OptionError(
        f'{one.key} has names in this record, and no order for "{one.test}"; '
        f"write {one.key}=NAME, or {one.key} in NAME, NAME."
    )


def _rank(log: EngagementLog, one: Condition) -> int:
    """The rank of an edition that is named."""
    table = log.editions.table
    table = table[table["program"].isin(log.records["program"].dropna().unique())]
    wanted = folded(one.values[0])
    ranks = {int(rank) for name, rank in zip(table["edition"], table["rank"], strict=True)
             if folded(name) == wanted}  # fmt: skip
    if not ranks:
        raise NoAnswerError(
            unknown_name(one.values[0], sorted(map(str, table["edition"])), "edition")
        )
    if len(ranks) > 1:
        raise OptionError(
            f"Several programs have an edition {shown(one.values[0])}, at different times; choose "
            "one of them first (program=NAME), or write start>=DATE."
        )
    return ranks.pop()


def _number(one: Condition) -> float:
    try:
        return float(one.values[0].replace(",", "."))
    except ValueError:
        raise OptionError(f"{one.key} is a number, not {shown(one.values[0])}.") from None


def _span(value: str, one: Condition) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of a day, a month or a year."""
    found = _DAY.fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)  # noqa: TRY301 - said below, once
        year, month, day = (int(part or 1) for part in found.groups())
        first = pd.Timestamp(year, month, day)
    except ValueError:
        raise OptionError(
            f"{one.key} is a day, a month or a year, such as 2024-03-31, 2024-03 or 2024, "
            f"not {shown(value)}."
        ) from None
    if found[3]:
        return first, first
    step = pd.DateOffset(months=1) if found[2] else pd.DateOffset(years=1)
    return first, first + step - pd.Timedelta(days=1)
