"""What the meeting file says: its findings, chosen by rule, and where every number comes from.

A finding is a sentence, one number with its denominator, and a question for the room.  Only what
stands clear of noise is one; of these the at most five that concern most people are kept, one of
a kind.  Everything here is already safe to share.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from shlex import quote
from typing import Any

import numpy as np

from pathways.answer import Answer, shared_line
from pathways.cypher.library import (
    Header,
    cypher_literal,
    query_names,
    query_text,
    read_header,
)
from pathways.cypher.query_choice import left_to_python, parameters_for
from pathways.errors import NoAnswerError
from pathways.headlines.choice import Headline
from pathways.headlines.titles import title_of
from pathways.headlines.words import headline_words
from pathways.map.facts import MapFacts, Said
from pathways.map.findings import Finding, chosen
from pathways.map.levels import facts_at, first_level, headline_at
from pathways.map.said import with_said
from pathways.measures.questions import question
from pathways.privacy.disclosure import fit_to_share
from pathways.privacy.suppression import SMALLEST, Ints
from pathways.project.config import Project
from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import START
from pathways.sequences.names import AND
from pathways.stats.exact import power

__all__ = ["Decision", "Definition", "MeetingFacts", "meeting_facts"]

_TEN = 10


@dataclass(frozen=True)
class Definition:
    """Where the numbers of a question come from.

    Attributes:
        question: its name.
        defined_in: where the definition stands, in the documentation of this program.
        denominator: who the shares are of.
        paragraphs: the definition, in words.
        command: what asks it again.
        parameters: the same for Neo4j Browser, every parameter of the query by name.
        reading: how the numbers come from the rows of the query.
        cypher: the query that reproduces it on a server; empty where there is none.
        caveats: what a careful reader must know.
    """

    question: str
    defined_in: str
    denominator: str
    paragraphs: tuple[str, ...]
    command: str
    parameters: str
    reading: str
    cypher: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What the decision box starts from: the measure, where it stands, and what could be seen."""

    measure: str
    expect: str
    power: str


@dataclass(frozen=True)
class MeetingFacts:
    """All that the meeting file says.

    ``answers`` are those that have a picture, in its order; ``titles`` says what leads in each of
    them before anything of it is hidden.  ``became`` opens it: what became of the last decisions.
    """

    title: str
    subtitle: str
    findings: tuple[Finding, ...]
    answers: Mapping[str, Answer]
    titles: Mapping[str, str]
    definitions: tuple[Definition, ...]
    map: MapFacts
    decision: Decision
    origin: tuple[tuple[str, str], ...]
    became: tuple[str, ...] = ()


def meeting_facts(
    log: EngagementLog,
    project: Project | None = None,
    said: Sequence[Said] = (),
    became: Sequence[str] = (),
) -> MeetingFacts:
    """Everything the meeting file of a log says.

    Args:
        log: the engagements.
        project: goals, interventions and options of questions; conversion is asked only where the
            project names its source and target.
        said: open plans and notes, which stand at the places they speak of.
        became: what became of the last decisions, in words that may be shared.
    """
    project = project or Project()
    level = first_level(log)
    claims = headline_at(log, level, project.horizon)
    facts = facts_at(
        log, level, horizon=project.horizon, interventions=project.interventions, said=claims
    )
    drawn = with_said(log, facts, said)
    asked = _asked(log, project) | _after(claims, drawn.by, project)
    counted = _answers(log, asked)
    answers = _beside_the_map(counted, drawn)
    shut = shared_line(log.origin.alarms)
    findings = () if shut else _trusted(log, chosen(counted, answers, claims))
    kinds = dict.fromkeys([*(finding.question for finding in findings), *answers])
    return MeetingFacts(
        title=shut or (findings[0].sentence if findings else str(headline_words(claims))),
        subtitle=drawn.subtitle,
        findings=findings,
        answers=answers,
        titles={name: title_of(counted[name]) for name in answers},
        definitions=tuple(
            _definition(log, name, answers.get(name), asked, drawn) for name in kinds
        ),
        map=drawn,
        decision=_decision(findings, answers),
        origin=_origin(log, drawn),
        became=tuple(became),
    )


def _trusted(log: EngagementLog, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Without those that need the tiers, where too many engagements have none."""
    if not shared_line(log.origin.alarms, tiers=True):
        return findings
    return tuple(finding for finding in findings if finding.question != "stuck_points")


def _asked(log: EngagementLog, project: Project) -> dict[str, dict[str, Any]]:
    """The questions of a planning meeting, with their options."""
    level = "role" if log.counted["program"].nunique() == 1 else "program"
    asked: dict[str, dict[str, Any]] = {
        "stuck_points": {},
        "conversion": {},
        "combinations": {"by": level, "mode": "intersect"},
        "paths": {"by": "tier"},
        "transitions": {"by": level},
        "entry_points": {"by": level},
    }
    for name, options in asked.items():
        options.update(project.settings(name, inspect.signature(question(name)).parameters))
    if not {"source", "target"} <= set(asked["conversion"]):
        del asked["conversion"]
    return asked


def _after(heading: Headline, by: str, project: Project) -> dict[str, dict[str, Any]]:
    """What follows the step that the headline speaks of."""
    if (
        not heading.claims
        or heading.claims[0].kind != "stop"
        or by not in ("activity", "role", "tier")
    ):
        return {}
    known = inspect.signature(question("next_steps")).parameters
    settings = {**project.settings("next_steps", known), "horizon": heading.window.short}
    return {"next_steps": {**settings, "after": heading.claims[0].step, "by": by}}


def _answers(log: EngagementLog, asked: Mapping[str, dict[str, Any]]) -> dict[str, Answer]:
    """What this record answers of them."""
    answers = {}
    for name, options in asked.items():
        try:
            answer = question(name)(log, **options)
        except NoAnswerError:
            continue
        if not answer.table.empty:
            answers[name] = answer
    return answers


def _beside_the_map(answers: Mapping[str, Answer], drawn: MapFacts) -> dict[str, Answer]:
    """The answers without what would give back, beside the map, a count that the map hides.

    A tier of which the board tells 1 to 4 people more than the map: they came lately.  Where
    people begin, of the same steps as on the map, where the map does not say it.  The ways from
    there, where as few came lately.
    """
    safe = dict(answers)
    if "stuck_points" in safe:
        board = safe["stuck_points"].table
        told = {tier.name: tier.people or 0 for tier in drawn.tiers}
        more = board["people"] - board["step"].map(told).fillna(board["people"])
        kept = np.flatnonzero(~more.between(1, SMALLEST - 1))
        safe["stuck_points"] = _rows_of(safe["stuck_points"], kept)
    joined = {step.name: step.joined.x for step in drawn.steps}
    if "transitions" in safe and not joined.keys().isdisjoint(safe["transitions"].table["source"]):
        moves = safe["transitions"].table
        kept = np.flatnonzero(moves["source"] != START)
        safe["transitions"] = _rows_of(safe["transitions"], kept)
    if "entry_points" in safe:
        begun = safe["entry_points"].table.iloc[0]
        if joined.get(begun["step"], begun["x"]) != begun["x"]:
            del safe["entry_points"]
    if "paths" in safe and _begin_lately(safe["paths"], drawn):
        del safe["paths"]
    return safe


def _rows_of(answer: Answer, kept: Ints) -> Answer:
    """Some rows of an answer, with what their texts are put together from."""
    parts = {name: tuple(parts[row] for row in kept) for name, parts in answer.parts.items()}
    return replace(answer, table=answer.table.iloc[kept].reset_index(drop=True), parts=parts)


def _begin_lately(paths: Answer, drawn: MapFacts) -> bool:
    """Whether somewhere 1 to 4 people more begin their way than joined there on the map."""
    first = [AND.join(path[0]) for path in paths.parts["path"]]
    begun = paths.table["people"].groupby(first).sum()
    joined = {step.name: [step.joined.x] for step in drawn.steps}
    for tier in drawn.tiers:
        joined[tier.name] = [step.joined.x for step in drawn.steps if step.tier == tier.name]
    return any(
        0 < begun.get(name, 0) - sum(filter(None, here)) < SMALLEST
        for name, here in joined.items()
        if None not in here
    )


def _definition(
    log: EngagementLog,
    name: str,
    answer: Answer | None,
    asked: Mapping[str, dict[str, Any]],
    drawn: MapFacts,
) -> Definition:
    """How a question was asked of this record, and how to ask it again."""
    of = answer.denominator if answer else f"people at a step, watched for {drawn.window}"
    options = asked.get(name, {"by": drawn.by})
    if name == "next_steps":  # its query counts every step at once, the one asked about among them
        options = {"by": drawn.by, **{key: options[key] for key in options if key != "after"}}
    known = name in query_names() and left_to_python(name, log, **options) is None
    header = read_header(query_text(name)) if known else Header()
    values = parameters_for(name, log, **options) if known else {}
    return Definition(
        question=name,
        defined_in=f"docs/measures.md#{name.replace('_', '-')}",
        denominator=of,
        paragraphs=_paragraphs(name),
        command=_command(name, header, options),
        parameters=_parameters(values) if known else "",
        reading=header.caveats,
        cypher=query_text(name) if known else "",
        caveats=fit_to_share(answer).caveats if answer else drawn.caveats,
    )


def _paragraphs(name: str) -> tuple[str, ...]:
    """The definition as it stands in the documentation of the function."""
    text = (inspect.getdoc(question(name)) or "").partition("\nArgs:")[0]
    plain = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"\1", text).replace("``", "")
    plain = re.sub(r"\*(\w[^*]*)\*", r"\1", plain)
    return tuple(" ".join(part.split()) for part in plain.split("\n\n") if part.strip())


def _command(name: str, header: Header, options: Mapping[str, Any]) -> str:
    """The words that ask for the same numbers in Cypher; goals are judged in Python."""
    known = {one.name for one in header.parameters}
    if "unit" in known:
        known |= {"horizon", "within"}
    spoken = {key: value for key, value in options.items() if key in known and value is not None}
    told = "".join(f" -p {key}={quote(str(value))}" for key, value in spoken.items())
    return f"pathways query SOURCE {name}{told}"


def _parameters(values: Mapping[str, Any]) -> str:
    """All of them as one map of Cypher."""
    return f":params {cypher_literal(dict(values))}"


def _decision(findings: tuple[Finding, ...], answers: Mapping[str, Answer]) -> Decision:
    """The first finding with a rate is what a plan is most likely to be about."""
    about = next((finding for finding in findings if finding.rate is not None), None)
    if about is None or about.rate is None or about.n is None or about.x is None:
        return Decision("", "", "")
    waiting = 0
    if about.question in answers and "not_yet_observable" in answers[about.question].table:
        waiting = int(answers[about.question].table["not_yet_observable"].fillna(0).max())
    people = waiting if waiting >= _TEN else about.n
    return Decision(
        measure=about.question,
        expect=f"{about.what}: from {about.number} to",
        power=_power(about.rate, people, better=about.better),
    )


def _power(rate: float, people: int, *, better: str) -> str:
    """The smallest change that so many people would show four times in five."""
    step = -1 if better == "lower" else 1
    now = round(100 * rate)
    for aim in range(now + step, 0 if step < 0 else 100, step):
        if power(now / 100, aim / 100, people) >= 0.8:
            far = "or lower" if step < 0 else "or higher"
            return (
                f"{people:,} people can show a change to {aim} % {far}; "
                "a smaller one will look like noise."
            )
    return f"{people:,} people are too few to show any change."


def _origin(log: EngagementLog, drawn: MapFacts) -> tuple[tuple[str, str], ...]:
    """Which data, which scheme, which day: what makes the same numbers again."""
    origin = log.origin
    files = tuple((name, f"SHA-256 {digest[:16]}") for name, digest in origin.files)
    return (
        ("As of", drawn.as_of),
        *files,
        ("Scheme", f"{log.scheme.name}, {log.scheme.digest[:12]}"),
        ("Records, scheme and cut-off", drawn.digest),
        ("engagement-pathways", origin.version or "development"),
    )
