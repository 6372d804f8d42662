"""A project folder begun from files: what is known of it, what is written, and read again."""

from __future__ import annotations

import os
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.tables.mapping import Mapping, read_mapping
from pathways.errors import OptionError, OutputError, RecordsError
from pathways.project.changes import Seen, seen_in
from pathways.project.config import PROJECT_FILE
from pathways.project.interview_answers import SCHEME_FILE
from pathways.project.questions_asked import title_of
from pathways.project.steps_to_watch import steps_to_watch
from pathways.project.tiers import TierGuess, tiers_named
from pathways.project.understanding import Understanding
from pathways.project.written import (
    mapping_text,
    more_rules,
    project_text,
    scheme_text,
    with_source,
)
from pathways.record.files import write_whole
from pathways.record.scheme import Scheme, load_scheme
from pathways.record.toml import toml_of

__all__ = [
    "ANSWERS_FILE",
    "MAPPING_FILE",
    "Folder",
    "answers_of",
    "begun_from",
    "folder_for",
    "in_encoding",
    "pairs_of",
    "write_project",
]

MAPPING_FILE, ANSWERS_FILE, LAST_FILE = "mapping.toml", "answers.toml", "last.toml"

_EXAMPLES = 12
"""So many roles and programs say what a tier is."""


@dataclass(frozen=True)
class Folder:
    """A project folder as it is before anything is written.

    Attributes:
        path: where it is, or will be.
        begun: whether there is a project in it already, whose answers are kept.
        mappings: what its mappings say, one for all files or one for each; none at first.
        scheme: its scheme; the tiers of ``moe`` without rules where there is none yet.
        last: what was read the last time.
    """

    path: Path
    begun: bool
    mappings: tuple[Mapping, ...]
    scheme: Scheme
    last: Seen | None = None


def begun_from(files: Sequence[Path]) -> Path:
    """Where the project of these files is: the folder itself, or one that is named after the file.

    A folder is written beside nobody's file of the same name.
    """
    if files[0].is_dir():
        return files[0]
    stem = files[0].name.split(".")[0] or "project"
    place = Path(stem)
    return Path(f"{stem}-pathways") if place.is_file() else place


def folder_for(path: Path, scheme: str | None = None, tiers: Sequence[str] = ()) -> Folder:
    """The project folder at a path, begun or not.

    Args:
        path: the folder.
        scheme: a scheme to begin with, by name or file, its rules included.
        tiers: names of tiers to begin with, lowest first.

    Raises:
        OutputError: there is a file of this name.
        SchemeError: no such scheme.
        OptionError: tiers that cannot be.
    """
    if path.exists() and not path.is_dir():
        raise OutputError(f"{path} is a file; name a folder with --folder FOLDER.")
    begun = (path / PROJECT_FILE).is_file()
    kept = path / SCHEME_FILE
    if scheme is not None:
        chosen = load_scheme(scheme)
    elif tiers:
        chosen = replace(_bare(), name="own", tiers=tiers_named(tiers))
    elif begun and kept.is_file():
        chosen = load_scheme(kept)
    else:
        chosen = _bare()
    last = path / LAST_FILE
    return Folder(
        path=path,
        begun=begun,
        mappings=_written_mappings(path) if begun else (),
        scheme=chosen,
        last=Seen.from_toml(last.read_text("utf-8")) if last.is_file() else None,
    )


def in_encoding(folder: Folder, encoding: str | None) -> Folder:
    """The folder with what its text files are written in, where somebody said it."""
    if encoding is None:
        return folder
    known = folder.mappings or (Mapping(),)
    return replace(folder, mappings=tuple(replace(one, encoding=encoding) for one in known))


def _written_mappings(path: Path) -> tuple[Mapping, ...]:
    """What a project folder knows of its files already."""
    one = path / MAPPING_FILE
    files = [one] if one.is_file() else sorted(path.glob("mapping-*.toml"), key=_number)
    return tuple(map(read_mapping, files))


def _number(file: Path) -> int:
    number = file.stem.partition("-")[2]
    return int(number) if number.isdecimal() else 0


def _bare() -> Scheme:
    """The tiers of the default scheme, with nobody else's roles, examples or words."""
    usual = load_scheme("moe")
    tiers = [replace(tier, gives="", gets="", examples=()) for tier in usual.tiers]
    return replace(usual, tiers=tuple(tiers), rules=())


def answers_of(file: Path) -> dict[str, str]:
    """A file of answers: one line per question, and a table of tiers where they are corrected.

    Raises:
        RecordsError: it cannot be read, or is not TOML.
    """
    raw = toml_of(file, file.name, RecordsError)
    return {name: _as_text(value) for name, value in raw.items()}


def _as_text(value: object) -> str:
    if isinstance(value, Pairs):
        return "; ".join(f"{name} = {tier}" for name, tier in value.items())
    if isinstance(value, list):
        return ", ".join(" + ".join(map(str, one)) if isinstance(one, list) else str(one)
                         for one in value)  # fmt: skip
    return str(value)


def pairs_of(text: str) -> dict[str, str]:
    """Corrections such as ``Lead tutor = Leading; Attendee = Learning``.

    Raises:
        OptionError: a part without an equals sign.

    Example:
        >>> pairs_of("Lead tutor = Leading; Attendee = Learning")
        {'Lead tutor': 'Leading', 'Attendee': 'Learning'}
    """
    found = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        name, equals, value = part.rpartition("=")
        if not equals or not name.strip() or not value.strip():
            raise OptionError(
                f"“{part}” is no correction; write it as  name = tier, several separated by ;"
            )
        found[name.strip()] = value.strip()
    return found


def write_project(
    folder: Folder, seen: Understanding, guesses: Sequence[TierGuess]
) -> tuple[Path, ...]:
    """Write the files of a project; what somebody wrote in them before stays.

    Returns:
        The files that were written.

    Raises:
        OutputError: a file that cannot be written.
    """
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder.path} cannot be made: {error.strerror or error}.") from error
    steps = steps_to_watch(seen.found.log.counted, guesses, folder.scheme)
    texts = {
        **_mappings(folder, seen),
        SCHEME_FILE: _scheme(folder, guesses),
        PROJECT_FILE: _project(folder, seen, steps),
    }
    if seen.answers:
        texts[ANSWERS_FILE] = _answers(seen.answers)
    texts[LAST_FILE] = seen_in(seen.found).to_toml()
    for name, text in texts.items():
        write_whole(folder.path / name, text)
    return tuple(folder.path / name for name in texts if name != LAST_FILE)


def _mapping_names(seen: Understanding) -> list[str]:
    """A file of mapping for every file, or one for all where they have the same."""
    if len(set(map(repr, _complete(seen)))) == 1:
        return [MAPPING_FILE]
    return [f"mapping-{number}.toml" for number in range(1, len(seen.mappings) + 1)]


def _mappings(folder: Folder, seen: Understanding) -> dict[str, str]:
    names = _mapping_names(seen)
    if folder.begun and (folder.path / names[0]).is_file():
        return {}
    head = "What the columns of your file mean.  Change it, and run `pathways start` again."
    return {
        name: mapping_text(mapping, head)
        for name, mapping in zip(names, _complete(seen), strict=False)
    }


def _complete(seen: Understanding) -> tuple[Mapping, ...]:
    """The mappings with every column that was recognised, so that a newer file is read alike."""
    wholes = [one.mapping for one in seen.found.proposals]
    pairs = zip(seen.mappings, wholes, strict=False)
    return tuple(part if whole.wide and not part.wide else whole for part, whole in pairs)


def _scheme(folder: Folder, guesses: Sequence[TierGuess]) -> str:
    known = {rule.key for rule in folder.scheme.rules}
    new = [(one.rule, one.reason) for one in guesses if one.rule.key not in known]
    kept = folder.path / SCHEME_FILE
    if folder.begun and kept.is_file():
        return more_rules(kept.read_text("utf-8"), new)
    tiers = [
        replace(
            tier, examples=tuple(one.name for one in guesses if one.tier == tier.name)[:_EXAMPLES]
        )
        for tier in folder.scheme.tiers
    ]
    old = [(rule, "") for rule in folder.scheme.rules]
    return scheme_text(
        title_of(folder.path.resolve().name),
        "Proposed by pathways start from the words and journeys of our own record.",
        tiers,
        [*old, *new],
        "Which tier each of your roles and programs is at, lowest tier first.  Change a tier where",
        "the reason beside it is wrong; `gives` and `gets` are for your own words.",
    )


def _project(folder: Folder, seen: Understanding, steps: tuple[str, str]) -> str:
    names = [_beside(file, folder.path) for file in seen.files]
    source = names[0] if len(names) == 1 else names
    kept = folder.path / PROJECT_FILE
    if folder.begun:
        return with_source(kept.read_text("utf-8"), source)
    mappings = _mapping_names(seen)
    plain: dict[str, str | list[str]] = {
        "source": source,
        "mapping": mappings[0] if len(mappings) == 1 else mappings,
        "scheme": SCHEME_FILE,
    }
    tables = {"conversion": dict(zip(("source", "target"), steps, strict=True))} if steps[0] else {}
    words = {
        "source": "your record",
        "mapping": "what its columns mean",
        "scheme": "which tier each role is at",
        "conversion": "the step to watch: how many go from the one to the other",
    }
    return project_text(
        plain,
        tables,
        words,
        "Written by `pathways start`.  Every question about this folder reads it first; an option",
        "on the command line wins over it.  To count nothing after a day:  as_of = 2026-06-30",
    )


def _beside(file: Path, folder: Path) -> str:
    """A file as the project file names it: as seen from its folder."""
    try:
        return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return str(file.resolve())


def _answers(answers: Pairs[str, str]) -> str:
    head = ("What was answered or taken as a guess; --answers takes this file instead of asking.",)
    return project_text(dict(answers), {}, {}, *head)
