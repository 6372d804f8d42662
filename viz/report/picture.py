"""The meeting file that people hold: save it, or look at it in a notebook."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pathways.errors import shown
from pathways.map.facts import Said
from pathways.map.meeting import MeetingFacts, meeting_facts
from pathways.project.config import Project
from pathways.record.log import EngagementLog
from viz.drawing.saving import save_as
from viz.report.page import report_html

__all__ = ["Report", "report"]


@dataclass(frozen=True)
class Report:
    """A meeting file.  ``facts`` are all that it says."""

    facts: MeetingFacts

    def __repr__(self) -> str:
        return f"Report({shown(self.facts.title, 200)})"

    @property
    def sentence(self) -> str:
        """The first finding."""
        return f"{self.facts.title}."

    def html(self) -> str:
        """The page: one file, no network."""
        return report_html(self.facts)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write ``.html``, whole or not at all, and return the path.

        Raises:
            OptionError: the name ends otherwise.
            OutputError: it cannot be written; what was there before is still there.
        """
        page = {ending: lambda: self.html().encode() for ending in (".html", ".htm")}
        return save_as(path, "The meeting file", page)

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        return (
            f'<iframe srcdoc="{escape(self.html())}" sandbox="allow-scripts allow-downloads" '
            'width="100%" height="720" style="border:0" title="Meeting file"></iframe>'
        )


def report(
    log: EngagementLog,
    *,
    project: Project | None = None,
    said: Sequence[Said] = (),
    became: Sequence[str] = (),
) -> Report:
    """The meeting file of a log: findings first, then map, charts, tables and definitions.

    Safe to share: it holds no names of people, and no count under 5.

    Args:
        log: the engagements.
        project: goals, interventions and options of questions, as
            :func:`~pathways.project.config.load_project` reads them; conversion by cohort is shown
            where it names a source and a target.
        said: open plans and notes, which stand at the places they speak of.
        became: what became of the last decisions: the page opens with it.

    Example:
        >>> report(log).sentence
        'Everyone begins at mentee.'
    """
    return Report(meeting_facts(log, project, said, became))
