"""A decision that was saved from the meeting file, as the beginning of a plan."""

from __future__ import annotations

import re
from pathlib import Path

from pathways.errors import RecordsError, without_private
from pathways.project.config import Project
from pathways.record.toml import toml_of

__all__ = ["decided"]

_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def decided(path: Path, project: Project) -> dict[str, str]:
    """What a saved decision says of a plan, under the names of the plan's options.

    The expectation is the last percentage of its sentence (*from 50 % to 70 %*); the place is
    known where the decision is about conversion and the project says between which steps.

    Raises:
        RecordsError: it is no decision.
    """
    raw = toml_of(path, path.name, RecordsError)
    try:
        plan, measure, heard = raw["plan"], raw["measure"], raw["listen"]
        told = {key: without_private(str(plan[key])).strip() for key in plan}
    except (KeyError, TypeError) as error:
        raise RecordsError(
            f"{path.name} is no decision saved from the meeting file: {error}."
        ) from error
    shares, days = _SHARE.findall(told.get("expect", "")), _DAY.findall(told.get("by_when", ""))
    tried = f"{told.get('try', '')}\n\nWith: {told.get('with', '')}\n\nIt was said: {heard['note']}"
    found = {
        "expect": f"{shares[-1].replace(',', '.')} %" if len(shares) > 1 else "",
        "due": days[-1] if days else "",
        "owner": told.get("who", ""),
        "stop": told.get("stop_if", ""),
        "tried": tried.strip(),
    }
    options = project.options.get("conversion", {})
    if measure.get("question") == "conversion" and {"source", "target"} <= set(options):
        found |= {"measure": "conversion", "at": options["source"], "to": options["target"]}
        found |= {"window": options["within"]} if options.get("within", "ever") != "ever" else {}
    return {key: value for key, value in found.items() if value}
