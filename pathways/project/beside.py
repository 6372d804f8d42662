"""The project file that goes with files that are named one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pathways.answer.wording import listed
from pathways.errors import shown
from pathways.project.config import PROJECT_FILE, Project, load_project

__all__ = ["project_of"]


def project_of(files: Sequence[str], questions: tuple[str, ...]) -> Project:
    """What the project file here, or beside these files, says about them.

    One that names just these files is used.  One beside them that names no source is used too,
    and its notes say so; one that names something else is not, and its notes say what was left out.

    Args:
        files: as somebody named them.
        questions: the names under which a project file may have a table of options.

    Raises:
        RecordsError: a project file that cannot be read.
    """
    wanted = [Path(name).resolve() for name in files]
    beside = dict.fromkeys(path.parent / PROJECT_FILE for path in wanted if path.exists())
    found = {
        path: load_project(path, questions)
        for path in dict.fromkeys([Path(PROJECT_FILE).resolve(), *beside])
        if path.is_file()
    }
    for project in found.values():
        if [Path(name).resolve() for name in project.source] == wanted:
            return project
    only = next(iter(beside)) if len(beside) == 1 else None
    if only not in found:
        return Project()
    return _said(found[only], shown(Path(files[0]).name))


def _said(project: Project, asked: str) -> Project:
    """What holds for a file that the project does not name, and what is said of it."""
    settings = listed(list(_names(project)), most=8)
    if not settings:
        return Project()
    if not project.source:
        note = f"The {PROJECT_FILE} beside {asked} was used: {settings}."
        return replace(project, notes=(note,))
    about = listed([shown(Path(name).name) for name in project.source], most=3)
    note = (
        f"The {PROJECT_FILE} beside {asked} is about {about}, so this was not used: {settings}. "
        "To use it, name that instead, or take the line with source out of it."
    )
    return Project(notes=(note,))


def _names(project: Project) -> Iterator[str]:
    """What a project file settles, in its own words."""
    for name in ("scheme", "as_of", "horizon", "focus", "mapping", "goals", "interventions"):
        if getattr(project, name):
            yield name
    if project.weighting.multipliers:
        yield "multipliers"
    for name in ("contact", "invite", "weight", "effort", "merges"):
        if getattr(project, name):
            yield name
    yield from project.options
