"""The project file ``pathways.toml``: what a question need not be told again.

::

    source = "engagements.csv"        # a file or several beside the project file, a store, neo4j://…
    scheme = "moe"                    # a shipped scheme, or a scheme file of your own
    as_of = 2026-06-30
    horizon = "12m"
    focus = ["Participating"]
    mapping = "mapping.toml"          # or a list, one for each file of the source

    [goals]
    conversion = "0.9"                # one line per question; a rate
    monthly_index = "1200"            # of the monthly index: points of a month

    [conversion]                      # a table per question: its options
    source = "mentee"
    target = "mentor"

    [[interventions]]                 # what was changed, and when
    what = "Mentor training"
    date = 2026-01-10                 # or edition = "cohort 4", the first that had it

    [[multipliers]]                   # whose points count more; scope is participant or engagement
    attribute = "region"
    value = "South"
    factor = "2"

    [stacking]                        # several multipliers: their product, or the highest
    stack = "product"
    cap = "3"

    [contact]                         # whom we may invite
    attribute = "contact"             # of people; allowed where the value is one of these
    values = ["yes"]
    cooldown = "180d"                 # nobody is invited again within this time
    invited = "invited.csv"           # who was, and when

    [[invite]]                        # so many points at a tier make an invitation
    tier = "Participating"
    min = "6"
    window = "365d"
    invite_to = "Collaborating"       # by default the next tier up; group = "chapter" for groups

    [weight]                          # how much a step matters to you, for candidates
    mentee = 2

    [effort]                          # what acting there costs you, in any unit
    mentee = 3

An option on the command line wins over it.  Ids that are one person's stand in a file of their own,
see :mod:`pathways.record.people_file`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from pathways.errors import OptionError, RecordsError, shown
from pathways.record.interventions import Intervention
from pathways.record.merges import Merge
from pathways.record.people_file import read_merges
from pathways.record.toml import check_keys, toml_of
from pathways.scoring.contact_policy import Contact, InvitationRule
from pathways.scoring.weighting import UNWEIGHTED, Multiplier, Weighting

__all__ = ["PROJECT_FILE", "Project", "load_project"]

PROJECT_FILE = "pathways.toml"
_PLAIN = ("source", "scheme", "as_of", "horizon", "focus", "mapping")
_TABLES = (
    "goals",
    "interventions",
    "multipliers",
    "stacking",
    "contact",
    "weight",
    "effort",
    "invite",
)


@dataclass(frozen=True)
class Project:
    """What a project file says; empty where there is none.

    ``options`` holds, per question (named as the function), its options.  Paths are resolved
    against the folder of the file.  ``weighting`` is the multipliers and how they stack; ``notes``
    say where a file was used, or not used, that names no source, or another.
    """

    source: tuple[str, ...] = ()
    scheme: str | None = None
    as_of: str | None = None
    horizon: str | None = None
    focus: tuple[str, ...] = ()
    mapping: str | list[str] | None = None
    goals: Mapping[str, str] = field(default_factory=dict)
    interventions: tuple[Intervention, ...] = ()
    weighting: Weighting = UNWEIGHTED
    contact: Contact | None = None
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    weight: Mapping[str, float] = field(default_factory=dict)
    effort: Mapping[str, float] = field(default_factory=dict)
    invite: tuple[InvitationRule, ...] = ()
    merges: tuple[Merge, ...] = ()
    notes: tuple[str, ...] = ()

    def settings(self, question: str, known: Collection[str]) -> dict[str, Any]:
        """What the project says about a question, of the options that the question knows."""
        settings = {
            "horizon": self.horizon,
            "goal": self.goals.get(question),
            "interventions": self.interventions or None,
            "weighting": self.weighting,
            "contact": self.contact,
            "weight": self.weight or None,
            "effort": self.effort or None,
            **self.options.get(question, {}),
        }
        return {
            name: value for name, value in settings.items() if name in known and value is not None
        }


def load_project(path: Path, questions: tuple[str, ...]) -> Project:
    """A project file.

    Args:
        path: the file.
        questions: the names under which it may have a table of options.

    Raises:
        RecordsError: it is not TOML, or has a key that means nothing.
    """
    raw = toml_of(path, path.name, RecordsError)
    underlined = {key.replace("-", "_"): value for key, value in raw.items()}
    check_keys(underlined, (*_PLAIN, *_TABLES, *questions), path.name, RecordsError)
    folder = path.parent
    as_of = raw.get("as_of")
    return Project(
        source=tuple(_place(name, folder) for name in _texts(raw.get("source"))),
        scheme=_scheme(raw.get("scheme"), folder),
        as_of=as_of.isoformat() if isinstance(as_of, date) else as_of,
        horizon=raw.get("horizon"),
        focus=_texts(raw.get("focus")),
        mapping=_mapping(raw.get("mapping"), folder),
        goals={key: str(value) for key, value in raw.get("goals", {}).items()},
        interventions=tuple(_intervention(made, path) for made in raw.get("interventions", ())),
        weighting=_weighting(raw, path),
        contact=_contact(raw["contact"], path) if "contact" in raw else None,
        weight=raw.get("weight", {}),
        effort=raw.get("effort", {}),
        invite=tuple(
            InvitationRule(**_fields("rule of invite", one, InvitationRule, path))
            for one in raw.get("invite", ())
        ),
        merges=read_merges(folder),
        options={
            name.replace("-", "_"): raw[name] for name in raw if name.replace("-", "_") in questions
        },
    )


def _texts(value: str | list[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _place(name: str, folder: Path) -> str:
    """A file or a folder beside the project file, or the address of a server as it is."""
    return name if "://" in name else str(folder / name)


def _mapping(value: str | list[str] | None, folder: Path) -> str | list[str] | None:
    return (
        [str(folder / one) for one in value]
        if isinstance(value, list)
        else (None if value is None else str(folder / value))
    )


def _scheme(value: str | None, folder: Path) -> str | None:
    return str(folder / value) if value is not None and value.endswith(".toml") else value


def _intervention(made: Mapping[str, Any], path: Path) -> Intervention:
    if "what" not in made or not ("date" in made or "edition" in made):
        raise RecordsError(
            f"An intervention in {path.name} needs what, and a date or an edition; "
            f"found {shown(dict(made))}."
        )
    return Intervention(str(made["what"]), made.get("date"), made.get("edition"))


def _weighting(raw: Mapping[str, Any], path: Path) -> Weighting:
    with _named(path):
        rules = tuple(
            Multiplier(**_fields("multiplier", one, Multiplier, path))
            for one in raw.get("multipliers", ())
        )
        return Weighting(rules, **_fields("stacking", raw.get("stacking", {}), Weighting, path))


def _contact(raw: Mapping[str, Any], path: Path) -> Contact:
    policy = _fields("contact", raw, Contact, path)
    if "values" in policy:
        policy["values"] = _texts(policy["values"])
    if "invited" in policy:
        policy["invited"] = path.parent / policy["invited"]
    with _named(path):
        return Contact(**policy)


def _fields(what: str, raw: Mapping[str, Any], kind: type, path: Path) -> dict[str, Any]:
    """The keys of a table, each a field of what it becomes; those without a default are needed."""
    known = {one.name: one for one in fields(kind) if one.name != "multipliers"}
    check_keys(raw, known, f"{path.name}, {what}", RecordsError)
    missing = [n for n, one in known.items() if one.default is MISSING and n not in raw]
    if missing:
        raise RecordsError(f"A {what} in {path.name} needs {' and '.join(missing)}.")
    return dict(raw)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Errors of what the file says name the file."""
    try:
        yield
    except OptionError as error:
        raise RecordsError(f"{error} ({path.name})") from error
