"""Answers to the seven questions: checked, held against each other, and written as two files.

An answers file is TOML::

    title = "Our community"
    programs = ["Open Leaders", "Newsletter"]   # 1. What do we do?

    focus = ["Taking part"]                     # 6. Where do we focus?
    source = "engagements.csv"                  # 7. What do we do with the data we collect?
    horizon = "12m"

    [roles]                                     # 2. How do people engage with us?
    "Open Leaders" = ["mentee", "mentor"]

    [[tiers]]                                   # 3. How might we band these?  Lowest first.
    name = "Taking part"
    roles = ["mentee"]                          # a role, a program, or "Open Leaders: mentee"
    touch = "high"                              # 4. What does our mountain look like?
    gives = "training"                          # 5. How can we make it useful?
    gets = "projects that grow"
    points = "3"
    examples = ["joins a cohort"]

    [hope]                                      # 6. again: the step that we hope for
    from = "mentee"
    to = "mentor"
    goal = "0.9"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pathways.errors import OptionError, OutputError, RecordsError, one_of, shown
from pathways.project.config import PROJECT_FILE
from pathways.project.written import project_text, scheme_text
from pathways.record.files import write_whole
from pathways.record.scheme import Tier, TierRule
from pathways.record.toml import check_keys, toml_of
from pathways.record.window import parse_horizon
from pathways.stats.rate import parse_goal

__all__ = [
    "SCHEME_FILE",
    "Answers",
    "Band",
    "answers_from",
    "can_write",
    "gaps",
    "read_answers",
    "write_answers",
]

SCHEME_FILE = "scheme.toml"

_KEYS = ("title", "programs", "roles", "tiers", "focus", "source", "horizon", "hope")
_TIER_KEYS = ("name", "roles", "touch", "gives", "gets", "points", "examples")


@dataclass(frozen=True)
class Band:
    """A tier, and what is at it: roles, programs, or ``Program: role``."""

    name: str
    holds: tuple[str, ...]
    touch: str
    gives: str
    gets: str
    points: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """What was answered; ``tiers`` stand lowest first, ``hope`` is from, to and a goal, or none."""

    title: str
    programs: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]
    tiers: tuple[Band, ...]
    focus: tuple[str, ...] = ()
    source: str = ""
    horizon: str = ""
    hope: tuple[str, str, str] | None = None

    @property
    def all_roles(self) -> tuple[str, ...]:
        """Every role of every program, once."""
        return tuple(dict.fromkeys(role for roles in self.roles.values() for role in roles))

    @property
    def places(self) -> tuple[str, ...]:
        """Whatever a tier can hold: roles, programs, and pairs of them."""
        pairs = (f"{program}: {role}" for program, roles in self.roles.items() for role in roles)
        return (*self.all_roles, *self.programs, *pairs)


def read_answers(file: Path) -> Answers:
    """An answers file.

    Raises:
        RecordsError: it cannot be read, or is not TOML.
        OptionError: an answer that cannot be.
    """
    return answers_from(toml_of(file, file.name, RecordsError))


def answers_from(raw: Mapping[str, Any]) -> Answers:
    """Answers as they stand in a file, checked.

    Raises:
        OptionError: a key that means nothing, or an answer that cannot be.
    """
    _known(raw, _KEYS, "the answers")
    programs = _texts(raw.get("programs"), "programs")
    if not programs:
        raise OptionError("The answers name no programs; question 1 is what we do.")
    roles = {name: _texts(told, f"roles of {name}") for name, told in raw.get("roles", {}).items()}
    for name in roles:
        _one(name, programs, "program")
    answers = Answers(
        title=str(raw.get("title", "")).strip() or "Our community",
        programs=programs,
        roles={name: roles.get(name, ()) for name in programs},
        tiers=tuple(_band(rank, tier) for rank, tier in enumerate(raw.get("tiers", ()), 1)),
        focus=_texts(raw.get("focus"), "focus"),
        source=str(raw.get("source", "")).strip(),
        horizon=str(raw.get("horizon", "")).strip(),
        hope=_hope(raw.get("hope", {})),
    )
    _check(answers)
    return answers


def _check(answers: Answers) -> None:
    names = [tier.name for tier in answers.tiers]
    if not names:
        raise OptionError("The answers name no tiers; question 3 is how to band engagements.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise OptionError(f"The tier {shown(twice)} is named twice; names must differ.")
    seen: dict[str, str] = {}
    for tier in answers.tiers:
        for place in tier.holds:
            _one(place, answers.places, "role")
            if seen.setdefault(place, tier.name) != tier.name:
                raise OptionError(f"{place} is at {seen[place]} and at {tier.name}; keep one.")
    for name in answers.focus:
        _one(name, tuple(names), "tier")
    for step in answers.hope[:2] if answers.hope else ():
        _one(step, (*answers.places, *names), "step")
    if answers.horizon:
        parse_horizon(answers.horizon)
    if answers.hope and answers.hope[2]:
        parse_goal(answers.hope[2])


def _band(rank: int, raw: Mapping[str, Any]) -> Band:
    where = f"tier {rank}"
    _known(raw, _TIER_KEYS, where)
    name, touch = str(raw.get("name", "")).strip(), str(raw.get("touch", "low"))
    if not name:
        raise OptionError(f"Tier {rank} has no name.")
    _one(touch, ("low", "high"), "touch")
    points = str(raw.get("points", rank))
    try:
        enough = Decimal(points) >= 0
    except InvalidOperation:
        enough = False
    if not enough:
        raise OptionError(f"Points are a decimal from 0 up, not {shown(points)} (tier {name}).")
    return Band(
        name=name,
        holds=_texts(raw.get("roles"), f"roles of {name}"),
        touch=touch,
        gives=str(raw.get("gives", "")),
        gets=str(raw.get("gets", "")),
        points=points,
        examples=_texts(raw.get("examples"), f"examples of {name}"),
    )


def _hope(raw: Mapping[str, Any]) -> tuple[str, str, str] | None:
    _known(raw, ("from", "to", "goal"), "hope")
    if not raw:
        return None
    if "from" not in raw or "to" not in raw:
        raise OptionError("The step that we hope for needs from and to.")
    return str(raw["from"]), str(raw["to"]), str(raw.get("goal", ""))


def gaps(answers: Answers) -> tuple[str, ...]:
    """What the answers leave open: programs without roles, roles without a tier, empty tiers."""
    placed = {place for tier in answers.tiers for place in tier.holds}
    found = []
    for program, roles in answers.roles.items():
        if not roles and program not in placed:
            found.append(f"{program} has no roles and is at no tier itself.")
        found += [
            f"{role} in {program} has no tier."
            for role in roles
            if not placed & {role, program, f"{program}: {role}"}
        ]
    found += [f"Nothing is at the tier {tier.name}." for tier in answers.tiers if not tier.holds]
    return tuple(found)


def can_write(folder: Path, existing: str = "keep") -> None:
    """See that the two files can be written into a folder, before anybody is asked anything.

    Raises:
        OutputError: there is no such folder; or a file is there, and ``existing`` is ``keep``.
    """
    if existing not in ("keep", "replace"):
        raise OptionError(f"{one_of(existing, ('keep', 'replace'), 'existing')}.")
    if not folder.is_dir():
        raise OutputError(f"There is no folder {folder}; make it first.")
    for path in (folder / SCHEME_FILE, folder / PROJECT_FILE):
        if existing == "keep" and path.exists():
            raise OutputError(f"{path} is there already; --force replaces it.")


def write_answers(answers: Answers, folder: Path, existing: str = "keep") -> tuple[Path, Path]:
    """Write the scheme (``scheme.toml``) and the project file (``pathways.toml``) into a folder.

    Args:
        answers: what was answered.
        folder: where to; it must be there.
        existing: ``keep`` refuses where one of the two files is there, ``replace`` replaces them.

    Raises:
        OutputError: a file that is there and kept, or one that cannot be written.
    """
    can_write(folder, existing)
    scheme, project = folder / SCHEME_FILE, folder / PROJECT_FILE
    write_whole(scheme, _scheme_text(answers))
    write_whole(project, _project_text(answers))
    return scheme, project


def _scheme_text(answers: Answers) -> str:
    tiers = [
        Tier(one.name, rank, one.touch, one.gives, one.gets, one.points, one.examples)
        for rank, one in enumerate(answers.tiers)
    ]
    rules = [(_rule(answers, place, one.name), "") for one in answers.tiers for place in one.holds]
    head = "Written by `pathways init`; edit it, and see `pathways scheme check`."
    return scheme_text(answers.title, "The seven questions of pathways init", tiers, rules, head)


def _rule(answers: Answers, place: str, tier: str) -> TierRule:
    if place in answers.all_roles:
        return TierRule(tier, role=place)
    if place in answers.programs:
        return TierRule(tier, program=place)
    pairs = ((program, role) for program, roles in answers.roles.items() for role in roles)
    program, role = next(pair for pair in pairs if f"{pair[0]}: {pair[1]}" == place)
    return TierRule(tier, program, role)


def _project_text(answers: Answers) -> str:
    known = {"source": answers.source, "scheme": SCHEME_FILE, "horizon": answers.horizon}
    plain: dict[str, str | list[str]] = {name: value for name, value in known.items() if value}
    tables: dict[str, dict[str, str]] = {}
    if answers.focus:
        plain["focus"] = list(answers.focus)
    if answers.hope:
        source, target, goal = answers.hope
        tables["conversion"] = {"source": source, "target": target}
        if goal:
            tables["goals"] = {"conversion": str(parse_goal(goal))}
    head = "Written by `pathways init`; an option on the command line wins over it."
    return project_text(plain, tables, {}, head)


def _texts(value: Any, what: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise OptionError(f'The {what} are a list, such as ["mentee", "mentor"].')
    return tuple(dict.fromkeys(one.strip() for one in value if one.strip()))


def _known(raw: Any, keys: tuple[str, ...], where: str) -> None:
    if not isinstance(raw, Mapping):
        raise OptionError(f"A table with {', '.join(keys)} is expected ({where}).")
    check_keys(raw, keys, where, OptionError)


def _one(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise OptionError(f"{one_of(value, known, what.capitalize())}.")
