"""How a question is asked of a server: whether its query knows all of it, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathways.cypher.library import query_text, read_header
from pathways.cypher.limits import beyond_queries, steps_asked
from pathways.cypher.people import grouped_by
from pathways.cypher.points import in_whole_points
from pathways.cypher.steps import step_map
from pathways.errors import QueryError
from pathways.measures.competing_steps import landmark_and_horizon
from pathways.measures.questions import QUESTIONS
from pathways.measures.relationships import length_of_gap
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.scoring.give_and_get import gives_from
from pathways.scoring.threshold_crossing import threshold_of
from pathways.sequences.waiting_states import recently

__all__ = ["left_to_python", "parameters_for", "query_of"]


def left_to_python(question: str, log: EngagementLog, **options: Any) -> str | None:
    """Why Python answers a question, from what is read back; ``None`` where its query does.

    Args:
        question: its name.
        log: one record of each kind (role, program, tier, edition, precision) is enough.
        options: of the question's function.

    Example:
        >>> left_to_python("stuck_points", log), left_to_python("stuck_points", log, at="mentee")
        (None, 'at="mentee"')
    """
    return _MORE.get(question) or beyond_queries(query_of(question, **options), log, options)


_MORE = {
    "isolation": "bridges, and which programs connect the others",
    "returns": "points, and people alike who never took the program",
}
"""What an answer has that its query does not count."""


def query_of(question: str, **options: Any) -> str:
    """The query that counts for a question: its own, or that of the question it goes on from.

    Which next step leads follows from the counts of next steps.

    Example:
        >>> query_of("competing_steps"), query_of("competing_steps", target="mentor", rival="host")
        ('next_steps', 'competing_steps')
    """
    leads = question == "competing_steps" and options.get("target") is None
    return "next_steps" if leads else question


def parameters_for(question: str, log: EngagementLog, **options: Any) -> dict[str, Any]:
    """The options of a question as the parameters of its query, the others by default.

    Args:
        question: its name.
        log: one record of each kind (role, program, tier, edition) is enough; it says what a STEP
            means, and where the cut-off is.
        options: the options of the question's function; those that only Python uses are passed by.

    Raises:
        QueryError: something that no query knows, as ``ties="rank"`` mostly is.
        UnknownStepError: a step that is not in the record.
    """
    beyond = beyond_queries(query_of(question, **options), log, options)
    if beyond is not None and question in QUESTIONS:
        raise QueryError(f"{question} with {beyond} runs in Python: leave the server out.")
    if beyond is not None:
        raise QueryError(
            f"{question} is counted by its Cypher alone, which cannot be told {beyond}."
        )
    known = read_header(query_text(query_of(question, **options))).parameters
    values = {one.name: one.default for one in known}
    given = {name: value for name, value in options.items() if value is not None}
    given = _derived(question, log, given) | given
    values |= {name: value for name, value in given.items() if name in values}
    values |= {name: step_map(log, text) for name, text in steps_asked(question, options).items()}
    if question == "thresholds":
        values["tier"] = log.scheme.tier(values["tier"]).name
    if question == "equity":
        values["group"] = grouped_by(log, values["group"])
    return in_whole_points(values, log) if "worth" in values else values


def _derived(question: str, log: EngagementLog, options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that follow from other options, or from the log where none is given."""
    tiers = _tiers(question, log, options)
    if question == "stuck_points":
        return tiers | _of_waiting(log, options.get("recent"))
    if question == "competing_steps" and options.get("target") is not None:
        window, early = landmark_and_horizon(log, options.get("landmark"), options.get("horizon"))
        return {**_window(window), "landmark_length": early.length}
    name, usual = _WINDOWS.get(question, ("horizon", None))
    return tiers | _window(log.horizon(options.get(name) or usual))


def _tiers(question: str, log: EngagementLog, options: Mapping[str, Any]) -> dict[str, Any]:
    """The tiers of the scheme as queries are told of them: names, lowest first."""
    names = list(log.scheme.tier_names)
    told: dict[str, Any] = {"outcome": {"tier": names[-1]}, "tiers": names}
    if question == "combinations":
        least = options.get("at_least")
        told["tiers"] = None if least is None else names[log.scheme.tier(least).rank :]
    if question == "exchange":
        gives = gives_from(log.scheme, options.get("contributing"))
        told["gives"] = names[gives.rank :]
    if question == "relationships" and log.unit == "day":
        told["gap_length"] = length_of_gap(log, options.get("gap") or "180d").length
    if question == "thresholds":
        window, invite_to = options.get("window"), options.get("invite_to")
        rule = threshold_of(log, options["tier"], options["min"], window, invite_to)
        told["higher"] = names[log.scheme.tier(rule.target).rank :]
    return told


_WINDOWS = {"conversion": ("within", "1e"), "thresholds": ("window", None)}
"""What the window of a question is called and usually is, where it is not the horizon."""


def _of_waiting(log: EngagementLog, recent: str | None) -> dict[str, Any]:
    """How time, cohorts and who is still around are told where people wait."""
    lately = recently(log, recent)
    return {
        "unit": f"{log.horizon().unit}s",
        "recent_unit": f"{lately.unit}s",
        "recent_length": lately.length,
        "cohort": "year" if log.editions.table.empty else "rank",
    }


def _window(horizon: Horizon) -> dict[str, Any]:
    if horizon.months:
        return {"unit": "months", "length": horizon.months}
    return {"unit": f"{horizon.unit}s", "length": horizon.length}
