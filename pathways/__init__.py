"""How do people move through our programs, and where do they get stuck?

>>> import pathways as pw
>>> answer = pw.conversion(log, source="mentee", target="mentor", goal="0.9")
>>> answer.table[["edition", "x", "n"]].values.tolist()
[['1', 2, 3], ['2', 1, 1], ['3', 0, 0]]

Everything here is loaded when it is first used, so that ``import pathways`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loaders import from_frame, inspect, read
    from pathways.answer import Answer
    from pathways.errors import PathwaysError
    from pathways.figures.check import check_figures
    from pathways.loops.baseline import baseline_save
    from pathways.loops.brief import brief
    from pathways.loops.candidates import candidates
    from pathways.loops.compare import baseline_compare
    from pathways.loops.due import loop_list
    from pathways.loops.invite import invite, invite_preview, invite_show, invite_undo
    from pathways.loops.listening import listen
    from pathways.loops.mailing import mailing_list
    from pathways.loops.plan import loop_plan
    from pathways.loops.reflect import loop_reflect
    from pathways.loops.what_if import what_if
    from pathways.map.graph import pathway_graph
    from pathways.measures.backtest import backtest
    from pathways.measures.by_group import by_group
    from pathways.measures.combinations import combinations
    from pathways.measures.competing_steps import competing_steps
    from pathways.measures.conversion import conversion
    from pathways.measures.deepening import deepening
    from pathways.measures.entry_points import entry_points
    from pathways.measures.equity import equity
    from pathways.measures.eventually_follows import eventually_follows
    from pathways.measures.exchange import exchange
    from pathways.measures.graduation import graduation
    from pathways.measures.invitations import invitations
    from pathways.measures.isolation import isolation
    from pathways.measures.monthly_index import monthly_index
    from pathways.measures.next_steps import next_steps
    from pathways.measures.paths import paths
    from pathways.measures.points import points
    from pathways.measures.points_by_person import points_by_person
    from pathways.measures.points_sensitivity import points_sensitivity
    from pathways.measures.program_kinds import program_kinds
    from pathways.measures.relationships import relationships
    from pathways.measures.returns import returns
    from pathways.measures.routes import routes
    from pathways.measures.stuck_points import stuck_points
    from pathways.measures.thresholds import thresholds
    from pathways.measures.transitions import transitions
    from pathways.record.conditions import where
    from pathways.record.interventions import Intervention
    from pathways.record.log import EngagementLog
    from pathways.record.scheme import Scheme, load_scheme
    from pathways.record.selection import focus
    from pathways.schemes.crosswalk import crosswalk
    from pathways.schemes.sensitivity import scheme_sensitivity
    from pathways.scoring.contact_policy import Contact, InvitationRule
    from pathways.scoring.ledger import gravity
    from pathways.scoring.weighting import Multiplier, Weighting
    from pathways.sequences.participation import participation_graph, program_projection
    from pathways.stats.rate import Rate
    from pathways.transfer.opening import open_store
    from viz.map.picture import pathway_map
    from viz.report.picture import report

__version__: str

__all__ = [
    "Answer",
    "Contact",
    "EngagementLog",
    "Intervention",
    "InvitationRule",
    "Multiplier",
    "PathwaysError",
    "Rate",
    "Scheme",
    "Weighting",
    "backtest",
    "baseline_compare",
    "baseline_save",
    "brief",
    "by_group",
    "candidates",
    "check_figures",
    "combinations",
    "competing_steps",
    "conversion",
    "crosswalk",
    "deepening",
    "entry_points",
    "equity",
    "eventually_follows",
    "exchange",
    "focus",
    "from_frame",
    "graduation",
    "gravity",
    "inspect",
    "invitations",
    "invite",
    "invite_preview",
    "invite_show",
    "invite_undo",
    "isolation",
    "listen",
    "load_scheme",
    "loop_list",
    "loop_plan",
    "loop_reflect",
    "mailing_list",
    "monthly_index",
    "next_steps",
    "open_store",
    "participation_graph",
    "paths",
    "pathway_graph",
    "pathway_map",
    "points",
    "points_by_person",
    "points_sensitivity",
    "program_kinds",
    "program_projection",
    "read",
    "relationships",
    "report",
    "returns",
    "routes",
    "scheme_sensitivity",
    "stuck_points",
    "thresholds",
    "transitions",
    "what_if",
    "where",
]

_HOME = {
    "Answer": "pathways.answer",
    "Contact": "pathways.scoring.contact_policy",
    "EngagementLog": "pathways.record.log",
    "Intervention": "pathways.record.interventions",
    "InvitationRule": "pathways.scoring.contact_policy",
    "Multiplier": "pathways.scoring.weighting",
    "PathwaysError": "pathways.errors",
    "Rate": "pathways.stats.rate",
    "Scheme": "pathways.record.scheme",
    "Weighting": "pathways.scoring.weighting",
    "baseline_compare": "pathways.loops.compare",
    "baseline_save": "pathways.loops.baseline",
    "brief": "pathways.loops.brief",
    "by_group": "pathways.measures.by_group",
    "candidates": "pathways.loops.candidates",
    "check_figures": "pathways.figures.check",
    "crosswalk": "pathways.schemes.crosswalk",
    "focus": "pathways.record.selection",
    "from_frame": "loaders",
    "gravity": "pathways.scoring.ledger",
    "inspect": "loaders",
    "invite": "pathways.loops.invite",
    "invite_preview": "pathways.loops.invite",
    "invite_show": "pathways.loops.invite",
    "invite_undo": "pathways.loops.invite",
    "listen": "pathways.loops.listening",
    "load_scheme": "pathways.record.scheme",
    "loop_list": "pathways.loops.due",
    "loop_plan": "pathways.loops.plan",
    "loop_reflect": "pathways.loops.reflect",
    "mailing_list": "pathways.loops.mailing",
    "open_store": "pathways.transfer.opening",
    "participation_graph": "pathways.sequences.participation",
    "pathway_graph": "pathways.map.graph",
    "pathway_map": "viz.map.picture",
    "program_projection": "pathways.sequences.participation",
    "read": "loaders",
    "report": "viz.report.picture",
    "scheme_sensitivity": "pathways.schemes.sensitivity",
    "what_if": "pathways.loops.what_if",
    "where": "pathways.record.conditions",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("engagement-pathways")
    if name not in __all__:
        raise AttributeError(f"module 'pathways' has no attribute {name!r}")
    found = getattr(import_module(_HOME.get(name, f"pathways.measures.{name}")), name)
    return import_module("pathways.record.asked").asked_of_a_log(found)


def __dir__() -> list[str]:
    return sorted(__all__)
