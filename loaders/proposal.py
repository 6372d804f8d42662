"""Which mapping a file is read with: the given one, completed from its headers, or a proposal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.formats import Format, recognise_format
from loaders.headers import Recognised, find_header, looks_like_data, recognise
from loaders.mapping import Mapping, WideRule, merged
from loaders.private import kind_of_header
from pathways.errors import MappingError, nearest, shown

__all__ = ["complete_mapping"]

_NUMBERED = re.compile(r"^(\D*[^\W\d]\D*?)(\d+)(?:([\s_:-]+)(\D+))?$")

_PLACEHOLDERS = {
    "program": "the name of your program",
    "participant": "the column that says who",
    "start": "the column with the date",
}


def complete_mapping(
    given: Mapping, headers: Sequence[str], name: str
) -> tuple[Mapping, Format | None]:
    """The mapping of a file: what was given, then its format, then the obvious names of columns.

    Raises:
        MappingError: the participant, the program or the time is missing or ambiguous, or a
            column that the mapping names is not there; the message shows a mapping to correct.
    """
    _all_there(given, headers, name)
    known = recognise_format(headers)
    base = given if known is None else merged(known.mapping, given)
    wide = set() if base.wide is None else _placeholders(base)
    found = recognise(headers, {*base.columns, *base.constants, *wide})
    spare = {
        ours: theirs
        for ours, theirs in found.columns.items()
        if theirs not in base.columns.values()
    }
    whole = replace(base, columns={**base.columns, **spare})
    said = {*(ours for ours, theirs in whole.columns.items() if theirs), *whole.constants, *wide}
    problem = _problem(given, said, found, headers)
    if problem:
        raise _error(f"{shown(name)} {problem}", _proposed(whole, said, found, headers))
    return replace(whole, columns={k: v for k, v in whole.columns.items() if v}), known


def _problem(given: Mapping, said: set[str], found: Recognised, headers: Sequence[str]) -> str:
    """What keeps the columns from being understood, in words; empty where nothing does."""
    if found.ambiguous:
        return _ambiguity(found)
    if found.near and not given.columns:
        return _near_miss(found)
    for what in ("participant", "program"):
        if what not in said:
            return _missing(what, headers)
    return "" if said & {"start", "edition"} else _missing("start", headers)


def _placeholders(mapping: Mapping) -> set[str]:
    rule = mapping.wide
    if rule is None:
        return set()
    pieces = rule.columns.replace("date}", "start}").split("{")[1:]
    return {piece.split("}")[0] for piece in pieces} | ({rule.cell} if rule.cell else set())


def _all_there(given: Mapping, headers: Sequence[str], name: str) -> None:
    for ours, theirs in given.columns.items():
        if theirs and find_header(theirs, headers) is None:
            near = nearest(theirs, headers)
            hint = f"; the nearest is {shown(near)}" if near else ""
            raise MappingError(
                f"{shown(name)} has no column {shown(theirs)}, which the mapping gives for "
                f"{ours}{hint}. {_listed(headers)}"
            )


def _listed(headers: Sequence[str]) -> str:
    if looks_like_data(headers):
        return "Its first row looks like data: put a line with the names of the columns above it."
    more = f" and {len(headers) - 12} more" if len(headers) > 12 else ""
    return f"Its columns are {', '.join(shown(header, 40) for header in headers[:12])}{more}."


def _ambiguity(found: Recognised) -> str:
    ours, theirs = next(iter(found.ambiguous.items()))
    listed = " and ".join(shown(header) for header in theirs)
    what = "date" if ours == "start" else ours
    return f"has {len(theirs)} columns that could be the {what}: {listed}."


def _near_miss(found: Recognised) -> str:
    pairs = [f"{shown(theirs)} may be the {ours}" for ours, theirs in found.near.items()]
    return f"has no column under its usual name: {' and '.join(pairs)}. Say so, or say what it is."


def _missing(what: str, headers: Sequence[str]) -> str:
    need = {"start": "neither a date nor an edition", "participant": "no column that says who"}
    return f"has {need.get(what, f'no column for the {what}')}. {_listed(headers)}"


def _error(problem: str, proposed: Mapping) -> MappingError:
    proposal = proposed.to_toml()
    return MappingError(
        f"{problem} A mapping to correct (keep it with --save-mapping FILE, "
        f"give it with --mapping FILE):\n\n{proposal}",
        proposal,
    )


def _proposed(whole: Mapping, said: set[str], found: Recognised, headers: Sequence[str]) -> Mapping:
    telling = next(
        (name for name in headers if kind_of_header(name) in ("logins", "personal names")), ""
    )
    columns = {ours: theirs for ours, theirs in whole.columns.items() if theirs}
    wide = whole.wide or _wide_rule(headers)
    columns |= found.near | {ours: theirs[0] for ours, theirs in found.ambiguous.items()}
    constants = dict(whole.constants)
    there = {*said, *columns}
    if "participant" not in there:
        columns["participant"] = telling or _PLACEHOLDERS["participant"]
    if "program" not in there:
        constants["program"] = _PLACEHOLDERS["program"]
    if not there & {"start", "edition"} and wide is None:
        columns["start"] = _PLACEHOLDERS["start"]
    return replace(whole, columns=columns, constants=constants, wide=wide)


def _wide_rule(headers: Sequence[str]) -> WideRule | None:
    """What columns such as Cohort 1, Cohort 2, or Cohort 1 mentee, Cohort 1 mentor, look like."""
    parts = [found.groups() for name in headers if (found := _NUMBERED.match(name))]
    if len(parts) < 2 or len({words for words, *_ in parts}) > 1:
        return None
    words, gaps, roles = parts[0][0], {gap for *_, gap, _ in parts}, {role for *_, role in parts}
    if roles == {None}:
        return WideRule(columns=f"{words}{{edition}}", cell="role")
    return None if len(gaps) > 1 else WideRule(columns=f"{words}{{edition}}{gaps.pop()}{{role}}")
