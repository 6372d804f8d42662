"""The engagement log: the one value that flows through this package.

:func:`build_log` takes records (one row per engagement, columns named as in
:data:`RECORD_COLUMNS`), refuses what breaks a rule with the reason, and gives an
:class:`EngagementLog`: sorted, placed in time, with a tier where the scheme has a rule.
Everything before it makes one; everything after it takes one as its first argument.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Origin
from pathways.errors import OptionError, RuleError, one_of, shown
from pathways.record.cutoff import cut_off
from pathways.record.editions import Editions, order_editions, parallel_editions
from pathways.record.placing import (
    at_tiers,
    by_person_and_time,
    days_of,
    mostly_editions,
    placed,
    up_to,
    years_as_editions,
    years_only,
)
from pathways.record.rules import took_place, violations
from pathways.record.scheme import Scheme
from pathways.record.starts import usual_times
from pathways.record.trust import SourceRows, alarms_of
from pathways.record.typed import ATTRIBUTE_FREE, CLOCK, DERIVED, MANY, RECORD_COLUMNS, typed
from pathways.record.window import AsOf, Horizon, months_long, parse_horizon
from pathways.stats.sorting import nth_of_same

__all__ = ["ATTRIBUTE_FREE", "RECORD_COLUMNS", "EngagementLog", "build_log"]

_IDENTITY = ["participant", "program", "edition", "role", "start", "end"]


@dataclass(frozen=True)
class EngagementLog:
    """Engagements that can be counted, and those that are kept without being counted.

    Attributes:
        records: one row per engagement, sorted by participant, time and source order.  Columns:
            ``engagement`` (uint64 key, unique), ``participant``, ``program``, ``edition``,
            ``role``, ``precision``, ``status``, ``tier`` (categories), ``start``, ``end``
            (datetime64), ``time`` (int64: days since 1970, or the edition's rank where ``unit``
            is ``edition``), ``rank`` (int64: the edition's rank; 0 where none had begun),
            ``counted`` (bool), ``record`` (index of the record it was built from),
            ``tier_stated`` (bool: the data said the tier, not the scheme), and the attributes.
        scheme: the tiers.
        editions: the order of editions.
        as_of: the cut-off.
        unit: ``day`` where every engagement has a place among dates, otherwise ``edition``.
        mostly_editions: most engagements are known by their edition only, or every program comes
            once a year on shifting days, so that windows are in editions unless somebody asks; the
            parts of a log keep the window of the whole.
        origin: where the records come from.
        refused: index of the records that were refused, with ``rule`` and ``reason``.
        repeats: index of the counted records that repeat an earlier one (same person, program,
            edition, role and dates); they are engagements unless the user said that they are
            duplicates.
        notes: what the reader must know about how the records were taken.
        source_rows: where the records stand in their files; ``None`` where that is not known.
    """

    records: pd.DataFrame
    scheme: Scheme
    editions: Editions
    as_of: AsOf
    unit: str
    mostly_editions: bool
    origin: Origin
    refused: pd.DataFrame
    repeats: pd.Index
    notes: tuple[str, ...] = ()
    source_rows: SourceRows | None = None

    def __post_init__(self) -> None:
        broken = violations(self.records, self.scheme.tier_names)
        if len(broken):
            first = broken.iloc[0]
            raise RuleError(
                f"Record {broken.index[0]} breaks {first['rule']}: {first['reason']} "
                f"({len(broken)} records in all)."
            )
        keys = np.sort(self.records["engagement"].to_numpy())
        if (keys[1:] == keys[:-1]).any():
            raise RuleError("Two engagements share a key (L6): keys must be unique.")

    def __repr__(self) -> str:
        """One line.

        >>> log
        EngagementLog(8 of 8 engagements count, 5 people, 1 program, as of 2021-01-10, scheme test)
        """
        programs = int(self.counted["program"].nunique())
        contents = f"{programs} program{'' if programs == 1 else 's'}, as of {self.as_of.label}"
        counted = f"{len(self.counted):,} of {len(self.records):,} engagements count"
        people = f"{self.people:,} {'person' if self.people == 1 else 'people'}"
        return f"EngagementLog({counted}, {people}, {contents}, scheme {self.scheme.name})"

    @property
    def table(self) -> pd.DataFrame:
        """A copy of the records that may be changed without changing the log."""
        return self.records.copy(deep=False)

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What has been worked out for this log: see :mod:`pathways.record.kept`."""
        return {}

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The engagements that count: attended or completed (or no status), up to the as-of."""
        counts = self.records["counted"]
        return self.records if counts.all() else self.records[counts]

    @cached_property
    def people(self) -> int:
        """How many people have at least one counted engagement."""
        person = self.counted["participant"].cat.codes.to_numpy()
        return int((np.bincount(person) > 0).sum())

    @property
    def attributes(self) -> tuple[str, ...]:
        """Columns that describe people or engagements beyond what the log itself knows."""
        return tuple(str(name) for name in self.records.columns if name not in ATTRIBUTE_FREE)

    @cached_property
    def without_engagements(self) -> EngagementLog:
        """What a log is besides its engagements: scheme, editions, cut-off, where it comes from.

        >>> log.without_engagements
        EngagementLog(0 of 0 engagements count, 0 people, 0 programs, as of 2021-01-10, scheme test)
        """
        nobody = self.records.iloc[:0].assign(participant=pd.Categorical([]))
        return self.part(nobody, self.origin)

    def keep(self, rows: NDArray[np.bool_] | pd.Series, because: str) -> EngagementLog:
        """The log with only some of its records; the cut-off stays, and ``because`` is said."""
        origin = replace(self.origin, filters=(*self.origin.filters, because))
        return self.part(self.records[np.asarray(rows)], origin)

    def part(self, records: pd.DataFrame, origin: Origin) -> EngagementLog:
        """Some records of a log, which keep the rules because all of them do."""
        part = object.__new__(EngagementLog)
        same = {field.name: getattr(self, field.name) for field in fields(self)}
        part.__dict__.update(same, records=records, origin=origin)
        return part

    def with_origin(self, origin: Origin) -> EngagementLog:
        """The same log, of which something else is said about where it comes from."""
        return self.part(self.records, origin)

    def horizon(self, text: str | None = None) -> Horizon:
        """The window asked for, or the usual one: 12 calendar months, or one edition.

        One edition is usual without dates, and where every program comes once a year.

        Raises:
            OptionError: not a window, or one in days for a record that knows editions only.
        """
        yearly = self.editions.order == "years"
        if text is None:
            usual = Horizon(1, "edition", yearly=yearly)
            return usual if self.mostly_editions else months_long(12)
        asked = parse_horizon(text)
        if asked.unit == "day" and self.unit == "edition":
            raise OptionError(
                f"This record has editions and no dates; ask for 1e, not {shown(text)}."
            )
        if asked.unit == "edition" and self.editions.table.empty:
            raise OptionError(f"This record has no editions; ask for 12m, not {shown(text)}.")
        return replace(asked, yearly=yearly and asked.unit == "edition")

    def told(self, notes: Iterable[str], refused: pd.DataFrame) -> EngagementLog:
        """The same log with what else there is to say about how its records were taken."""
        made = self.part(self.records, self.origin)
        made.__dict__.update(notes=tuple(notes), refused=refused)
        return made

    def with_people(self, people: int) -> EngagementLog:
        """A log of kinds of engagements, of which it is known how many people counted ones have."""
        made = self.part(self.records, self.origin)
        made.__dict__["people"] = people
        return made

    def as_records(self) -> pd.DataFrame:
        """The records as :func:`build_log` takes them, with the same keys: to store, to rebuild.

        A tier that came from the scheme is left out, so that another scheme can be applied.
        """
        stated = self.records["tier"].astype("str").where(self.records["tier_stated"])
        return self.records.assign(tier=stated).drop(columns=list(DERIVED[1:]))


def build_log(
    records: pd.DataFrame,
    scheme: Scheme,
    *,
    editions: pd.DataFrame | Editions | None = None,
    as_of: str | date | None = None,
    repeats: str = "act",
    origin: Origin | None = None,
    source_rows: SourceRows | None = None,
    many: NDArray[np.int64] | None = None,
) -> EngagementLog:
    """Records as an :class:`EngagementLog`; those that break a rule are refused, with the reason.

    Args:
        records: one row per engagement, any of :data:`RECORD_COLUMNS` with at least
            ``participant``, ``program`` and one of ``start`` and ``edition``; ``start`` and
            ``end`` as dates; optionally ``engagement`` (the source's own key, any text, or a key
            of an earlier log, uint64); every other column is an attribute.  The index tells
            refused records apart.
        scheme: the tiers and their rules.
        editions: the user's table of editions, or an order as it is (see
            :func:`~pathways.record.editions.order_editions`).
        as_of: the cut-off, a date, or the name of an edition where there are no dates; by default
            the latest observed date (or edition).
        repeats: ``act`` counts a repeated engagement as a second real act, ``duplicate`` drops it.
        origin: where the records come from, and how many rows were refused before.
        source_rows: where the records stand in their files, by their index.
        many: how many engagements each record stands for, where they are kinds of them; see
            :mod:`pathways.record.kinds`.

    Raises:
        EditionOrderError: undated editions that nothing orders.
        OptionError: an as-of that cannot be understood, or another word for ``repeats``.
    """
    if repeats not in ("act", "duplicate"):
        raise OptionError(f"{one_of(repeats, ('act', 'duplicate'), 'repeats')}.")
    table, refused = _accepted(_timed(records, editions, many), scheme)
    ordered = order_editions(usual_times(table), editions)
    table, unit, unplaced = placed(table, ordered)
    turned_away = _each(pd.concat([refused, unplaced]), many)
    table, contradicted = at_tiers(table, scheme)
    table, number = _keyed(table)
    repeated = table.index[_repeated(table, number)]
    if repeats == "duplicate" and len(repeated):
        table = table.drop(index=repeated)
    cut = cut_off(table, ordered, unit, as_of)
    table = table.assign(record=table.index, counted=up_to(table, cut))
    made = EngagementLog(
        records=table.iloc[by_person_and_time(table)].reset_index(drop=True),
        scheme=scheme,
        editions=ordered,
        as_of=cut,
        unit=unit,
        mostly_editions=mostly_editions(table, unit),
        origin=_origin(origin or Origin(rows_in=len(records)), scheme, cut, len(turned_away)),
        refused=turned_away,
        repeats=repeated,
        notes=(*contradicted, *parallel_editions(table, ordered)),
        source_rows=source_rows,
    )
    return made.with_origin(replace(made.origin, alarms=alarms_of(made)))


def _origin(origin: Origin, scheme: Scheme, cut: AsOf, refused: int) -> Origin:
    as_of, digest, refused = cut.label, scheme.digest, origin.refused + refused
    return replace(origin, scheme=scheme.name, scheme_digest=digest, as_of=as_of, refused=refused)


def _timed(
    records: pd.DataFrame,
    editions: pd.DataFrame | Editions | None,
    many: NDArray[np.int64] | None,
) -> pd.DataFrame:
    """Records as the log keeps them, and how many each stands for, where that is not one."""
    table = typed(records) if many is None else typed(records).assign(**{MANY: many})
    return years_as_editions(table) if years_only(table, editions) else table


def _accepted(table: pd.DataFrame, scheme: Scheme) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records that keep the rules, and why the others are refused."""
    refused = violations(table, scheme.tier_names)
    return (table.drop(index=refused.index) if len(refused) else table), refused


def _each(refused: pd.DataFrame, many: NDArray[np.int64] | None) -> pd.DataFrame:
    """One row for each engagement that is refused, where records are kinds of them too."""
    return refused if many is None else refused.loc[refused.index.repeat(many[refused.index])]


def _keyed(table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """L6: the key that a record has, or one from the source's own key, or from what it says.

    The number, how many records before each say the same, tells those apart.
    """
    number = nth_of_same(*_numbers(table, _IDENTITY))
    if "engagement" not in table:
        said = table[_IDENTITY].assign(number=number)
        return table.assign(engagement=pd.util.hash_pandas_object(said, index=False)), number
    if table["engagement"].dtype == np.uint64:
        return table, number
    keys = pd.util.hash_pandas_object(table["engagement"].astype("str"), index=False)
    return table.assign(engagement=keys), number


def _repeated(table: pd.DataFrame, number: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which engagements took place as an earlier one says already, to the second where known."""
    counts = took_place(table).to_numpy()
    if not number.any() or (counts.all() and CLOCK not in table):
        return number > 0
    known = _numbers(table, [*_IDENTITY, *([CLOCK] if CLOCK in table else [])])
    again = np.zeros(len(table), dtype=bool)
    again[counts] = nth_of_same(*(values[counts] for values in known)) > 0
    return again


def _numbers(table: pd.DataFrame, names: list[str]) -> list[NDArray[np.int64]]:
    """Columns as whole numbers, the same for what is the same; blank cells have one too."""
    return [
        days_of(table[name])
        if name in ("start", "end")
        else table[name].astype("category").cat.codes.to_numpy(np.int64)
        for name in names
    ]
