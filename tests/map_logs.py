"""A log of people whose ways are written down."""

from __future__ import annotations

from logs import log_of

from pathways.record.log import EngagementLog


def people_log(*journeys: tuple[int, str]) -> EngagementLog:
    """So many people of each journey: roles of editions 1, 2, 3 and 4; a dot is a gap."""
    lines = ["last OL 5 reader"] * 6
    number = 0
    for count, journey in journeys:
        for _ in range(count):
            number += 1
            roles = {"m": "mentee", "M": "mentor", "r": "reader"}
            lines += [
                f"p{number} OL {edition} {roles[letter]}"
                for edition, letter in enumerate(journey, 1)
                if letter in roles
            ]
    return log_of("\n".join(lines))
