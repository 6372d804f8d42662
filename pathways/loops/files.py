"""Loop files: a plan and what became of it, as text that people edit and keep in version control.

A loop is a file ``NAME.md`` in a folder, by default ``loops``: between two lines ``+++`` what the
commands read (TOML, one fact per line, so that two people's edits merge), below it prose for
people.  ``[before]`` is what was measured when the plan was written; its ``seal`` tells whether
somebody changed the expectation afterwards.  Each time that it is measured again one line is
added to ``reflections``; nothing else in the file is touched, but ``state``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit

from pathways.errors import OptionError, OutputError, RecordsError, one_of, shown
from pathways.loops.places import MEASURES, Counts, Place
from pathways.record.files import write_whole
from pathways.record.locks import only_writer
from pathways.record.toml import check_keys, toml_in
from pathways.stats.rate import parse_goal

__all__ = ["FOLDER", "STATES", "Before", "Loop", "Reflection", "add_reflection", "loop_files",
           "new_loop", "read_loop", "read_loops"]  # fmt: skip

FOLDER = "loops"
STATES = ("open", "keep", "change", "stop")
TOUCHED = ("new", "open")
_FENCE = "+++"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WAIT_SECONDS = 10.0
_NEEDED = ("measure", "at", "window", "touches", "expect", "due", "state", "before")
_PLAIN = (*_NEEDED, "to", "follows", "owner", "stop", "reflections")


@dataclass(frozen=True)
class Before:
    """What was measured when the plan was written, and on what."""

    as_of: str
    x: int
    n: int
    waiting: int
    scheme: str
    scheme_digest: str
    records: str
    seal: str

    @property
    def counts(self) -> Counts:
        """The people before the plan."""
        return Counts(self.x, self.n, self.waiting)


@dataclass(frozen=True)
class Reflection:
    """The place measured again; ``decision`` is ``keep``, ``change``, ``stop`` or nothing yet."""

    as_of: str
    x: int
    n: int
    waiting: int
    verdict: str
    decision: str = ""


@dataclass(frozen=True)
class Loop:
    """A plan that is tied to a place, and what became of it.

    Attributes:
        name: of the file.
        place: what is measured, and where.
        touches: whom the plan can touch: ``new`` people, who come to the place after it was
            written, or all whose window was ``open`` then, and who come later.
        expect: the rate that is hoped for, exact.
        due: the date (or edition) at which it is looked at.
        owner: a role, nobody's name.
        stop: what would make us stop.
        state: ``open``, or what was decided: ``keep``, ``change``, ``stop``.
        before: what was measured when it was written.
        reflections: what was measured later, in the order of the file.
        prose: the text below.
    """

    name: str
    place: Place
    touches: str
    expect: Decimal
    due: str
    owner: str
    stop: str
    state: str
    before: Before
    reflections: tuple[Reflection, ...] = ()
    prose: str = field(default="", compare=False)

    @property
    def seal(self) -> str:
        """What the plan expected, in a few characters that change with every bit of it."""
        return seal_of(self.place, self.touches, self.expect, self.before)

    @property
    def is_sealed(self) -> bool:
        """Whether place, expectation and what was before stand as they did when it was written."""
        return self.seal == self.before.seal


def seal_of(place: Place, touches: str, expect: Decimal, before: Before) -> str:
    """A digest of all that a verdict depends on."""
    frozen = [place, touches, expect.normalize(), before.as_of, before.x, before.n, before.waiting]
    return hashlib.sha256(repr(frozen).encode()).hexdigest()[:12]


def loop_files(folder: Path) -> list[Path]:
    """The loop files of a folder, by name; none where it is not there."""
    return sorted(folder.glob("*.md")) if folder.is_dir() else []


def read_loops(folder: Path) -> tuple[Loop, ...]:
    """All loops of a folder.

    Raises:
        RecordsError: one of them cannot be read.
    """
    return tuple(read_loop(path) for path in loop_files(folder))


def read_loop(path: Path) -> Loop:
    """A loop file.

    Raises:
        RecordsError: it is not there, was edited by two people at once, or says something that a
            loop does not; file and line, or the nearest word, are in the message.
    """
    if not path.is_file():
        known = [one.stem for one in loop_files(path.parent)]
        there = f"{one_of(path.stem, known, 'loop')}" if known else "there is none yet"
        raise RecordsError(f"There is no loop {path.name} in {path.parent}: {there}.")
    front, prose = _parts(path)
    # The empty line stands for the fence: lines are counted as in the file.
    return _loop(path, toml_in(f"\n{front}", path.name, RecordsError), prose)


def _parts(path: Path) -> tuple[str, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordsError(f"{path.name} cannot be read as text: {error}.") from error
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            raise RecordsError(
                f"Two people edited {path.name}: line {number} is a mark that git left. Keep what "
                "both mean, take the marks out, and try again."
            )
    fences = [at for at, line in enumerate(lines) if line.rstrip() == _FENCE]
    if len(fences) < 2 or fences[0] != 0:
        raise RecordsError(
            f"{path.name} is no loop: its facts stand at the top between two lines {_FENCE}; "
            f"found {len(fences)}."
        )
    return "\n".join(lines[1 : fences[1]]), "\n".join(lines[fences[1] + 1 :]).strip()


def _loop(path: Path, raw: Mapping[str, Any], prose: str) -> Loop:
    check_keys(raw, _PLAIN, path.name, RecordsError)
    missing = [key for key in _NEEDED if key not in raw]
    if missing:
        raise RecordsError(f"{path.name} does not say {' and '.join(missing)}.")
    for key, known in (("measure", MEASURES), ("touches", TOUCHED), ("state", STATES)):
        if raw[key] not in known:
            raise RecordsError(f"{one_of(str(raw[key]), known, key)} (in {path.name}).")
    try:
        expect = parse_goal(raw["expect"])
    except OptionError as error:
        raise RecordsError(f"expect in {path.name}: {error}") from error
    return Loop(
        name=path.stem,
        place=Place(*(str(raw.get(one.name, "")) for one in fields(Place))),
        touches=raw["touches"],
        expect=expect,
        due=_moment(raw["due"]),
        owner=str(raw.get("owner", "")),
        stop=str(raw.get("stop", "")),
        state=raw["state"],
        before=_entry(Before, raw["before"], path),
        reflections=tuple(_entry(Reflection, one, path) for one in raw.get("reflections", ())),
        prose=prose,
    )


def _moment(value: object) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _entry(kind: type[Any], raw: object, path: Path) -> Any:
    """A table of the file as what it stands for; whole numbers are whole, dates are text."""
    table = raw if isinstance(raw, dict) else {}
    kinds = {one.name: one.type for one in fields(kind)}
    what = "before" if kind is Before else "reflection"
    check_keys(table, kinds, f"{path.name}, {what}", RecordsError)
    missing = [name for name in kinds if name not in table and name != "decision"]
    if missing:
        raise RecordsError(f"A {what} in {path.name} does not say {' and '.join(missing)}.")
    for name, value in table.items():
        if kinds[name] == "int" and (type(value) is not int or value < 0):
            raise RecordsError(f"{name} ({what} in {path.name}) is a count, not {shown(value)}.")
    return kind(**{key: v if kinds[key] == "int" else _moment(v) for key, v in table.items()})


def new_loop(folder: Path, loop: Loop) -> Path:
    """Write a loop that is not there yet; the folder is made where it is missing.

    Raises:
        OptionError: a name that is no file name on every machine.
        OutputError: there is one of that name already, or it cannot be written.
    """
    if not _NAME.fullmatch(loop.name):
        raise OptionError(
            f"A loop is named with small letters, digits and hyphens, such as ask-mentees, not "
            f"{shown(loop.name)}."
        )
    path = folder / f"{loop.name}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder, _WAIT_SECONDS):
            if path.exists():
                raise OutputError(f"{path} is there already; give the new loop another name.")
            write_whole(path, _text(loop))
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def _text(loop: Loop) -> str:
    place, before = loop.place, loop.before
    facts = [
        *(
            (one.name, getattr(place, one.name))
            for one in fields(Place)
            if getattr(place, one.name)
        ),
        ("touches", loop.touches),
        ("expect", str(loop.expect)),
        ("due", _day(loop.due)),
        ("owner", loop.owner),
        ("stop", loop.stop),
        ("state", loop.state),
    ]
    frozen = [(one.name, getattr(before, one.name)) for one in fields(Before)]
    lines = [
        _FENCE,
        *(f"{key} = {_toml(value)}" for key, value in facts),
        "# One line each time that it was measured again.",
        "reflections = [",
        "]",
        "",
        "[before]  # measured when this was written; seal tells whether the plan changed since",
        *(f"{key} = {_toml(_day(value))}" for key, value in frozen),
        _FENCE,
        "",
        loop.prose,
    ]
    return "\n".join(lines).rstrip() + "\n"


def _day(value: object) -> object:
    """A date where a text is one: TOML has dates."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value


def _toml(value: object) -> str:
    return tomlkit.item(value).as_string()


def add_reflection(path: Path, made: Reflection) -> Loop:
    """Add what was measured again to a loop file, and its decision; the rest stays as it is.

    The same reflection again (same as-of date, counts and decision) changes nothing.

    Raises:
        RecordsError: the file cannot be read, or has no lines ``reflections = [`` and ``]``.
        OutputError: it cannot be written; what was there before is still there.
    """
    with only_writer(path.parent, _WAIT_SECONDS):
        loop = read_loop(path)
        if made in loop.reflections:
            return loop
        facts = ((one.name, getattr(made, one.name)) for one in fields(Reflection))
        line = ", ".join(f"{key} = {_toml(_day(value))}" for key, value in facts)
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        try:
            opens = lines.index("reflections = [")
            lines.insert(lines.index("]", opens), f"  {{ {line} }},")
        except ValueError:
            raise RecordsError(
                f'{path.name} has no lines "reflections = [" and "]" of their own, between which '
                "what was measured goes; put them back before [before]."
            ) from None
        if made.decision:
            at = next(n for n, text in enumerate(lines) if re.match(r"state\s*=", text))
            lines[at] = f"state = {_toml(made.decision)}"
        write_whole(path, "\n".join(lines) + "\n")
        return read_loop(path)
