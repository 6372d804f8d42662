"""The community that charts and reports are drawn of."""

from __future__ import annotations

from logs import log_of

from pathways.record.log import EngagementLog


def community(*groups: tuple[int, str]) -> EngagementLog:
    """So many people for each journey, written ``edition.role edition.role``."""
    lines, person = [], 0
    for count, journey in groups:
        for _ in range(count):
            person += 1
            for step in journey.split():
                edition, role = step.split(".")
                lines.append(f"p{person} OL {edition} {role} 20{10 + int(edition)}-01-10")
    return log_of("\n".join(lines), as_of="2016-01-10")


def usual() -> EngagementLog:
    return community(
        (12, "1.mentee 2.mentor"), (9, "1.mentee"), (3, "2.mentee 3.mentor"), (20, "2.mentee"),
        (11, "3.mentee 4.mentor"), (10, "3.mentee"), (8, "1.reader 3.mentee"), (7, "5.mentee"),
    )  # fmt: skip
