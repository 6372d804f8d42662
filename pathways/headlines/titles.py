"""The title over a picture of an answer: what leads in the whole answer, before anything is hidden.

A title names what the full counts say; its number stands there only where it may be shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pandas as pd

from pathways.answer import Answer, shared_line
from pathways.answer.wording import listed
from pathways.headlines.outcome_titles import OUTCOME_TITLES
from pathways.privacy.disclosure import fit_to_share
from pathways.privacy.suppression import SMALLEST, hidden
from pathways.record.editions import edition_word
from pathways.record.window import parse_horizon
from pathways.sequences.directly_follows import END, NO_FURTHER, START
from pathways.sequences.names import AND
from pathways.stats.comparison import CLEAR
from pathways.stats.rate import TOO_FEW, percent

__all__ = ["source_named", "title_of"]


def title_of(answer: Answer) -> str:
    """The title of an answer's picture, safe to share; empty where its picture makes its own.

    Where the gate is shut (see :mod:`pathways.record.trust`) it says why.

    Args:
        answer: as the question gave it, with all its counts.

    Example:
        >>> from pathways.measures.transitions import transitions
        >>> title_of(transitions(log, by="role"))
        'No move is made by five people or more'
    """
    shut = shared_line(answer.origin.alarms, tiers=answer.needs_tiers)
    if shut:
        return shut
    made = _TITLES.get(answer.question)
    return made(answer, fit_to_share(answer).table) if made else ""


def _stuck_points(answer: Answer, shared: pd.DataFrame) -> str:
    table = answer.table
    below = table[(table["held"].fillna(0) == 0) & (table["people"].fillna(0) > 0)]
    if below.empty:
        return "Nobody waits below the top"
    top, told = below.iloc[0], shared.loc[below.index[0]]
    step, more = top["step"], top["would_have_moved"]
    if pd.notna(more) and more > 0:
        lead = f"Help at {step} would reach most people"
        if more < SMALLEST or pd.isna(told["would_have_moved"]):
            return lead
        return f"{lead}: {more:,} more would have moved on"
    return _waiting(top, told)


def _waiting(top: pd.Series, told: pd.Series) -> str:
    """Of a point that nothing can be held against: how many are stuck there."""
    if pd.isna(top["rate"]):
        return "Too few people have been watched for long enough to say where they are stuck"
    if not top["x"] or pd.isna(told["rate"]):
        return f"{'Some people are' if top['x'] else 'Nobody is'} stuck at {top['step']}"
    return f"At {top['step']}, {percent(top['rate'])} of those watched long enough are stuck"


def _transitions(answer: Answer, shared: pd.DataFrame) -> str:
    table = answer.table
    inner = ~table["source"].eq(START) & ~table["target"].eq(END)
    moves = table[inner & (table["people"] >= SMALLEST)]
    if moves.empty:
        return "No move is made by five people or more"
    top = moves.loc[moves["people"].astype(int).idxmax()]
    source, target = top["source"], top["target"]
    way = f"{source} again after {source}" if source == target else f"from {source} to {target}"
    alike = bool((moves["people"] == top["people"]).sum() > 1)
    lead = f"{'One of the most common moves' if alike else 'The most common move'} is {way}"
    return lead if shared.loc[top.name, "hidden"] else f"{lead}: {int(top['people']):,} people"


def _combinations(answer: Answer, shared: pd.DataFrame) -> str:
    table = answer.table.reset_index(drop=True)
    several = table[(table["size"] > 1) & (table["x"] >= SMALLEST)]
    if several.empty:
        return "No combination is taken by five people or more"
    top = several.loc[several["x"].astype(int).idxmax()]
    names = listed(answer.parts["programs"][several["x"].astype(int).idxmax()])
    how = {"distinct": "exactly ", "intersect": "", "union": "any of "}[answer.asked["mode"]]
    lead = f"The most common combination is {how}{names}"
    x, n = int(top["x"]), int(top["n"])
    if shared.loc[top.name, "hidden"]:
        return lead
    share = f" ({percent(x / n)})" if n >= TOO_FEW else ""
    return f"{lead}: {x:,} people{share}"


def _paths(answer: Answer, _shared: pd.DataFrame) -> str:
    begun: Counter[str] = Counter()
    once = 0
    for path, people in zip(answer.parts["path"], answer.table["people"], strict=True):
        begun[AND.join(path[0])] += int(people)
        once += int(people) if len(path) == 1 else 0
    everyone = sum(begun.values())
    if everyone < SMALLEST:
        return "Too few people to show where they start and end"
    if not hidden([once, everyone - once]).any():
        return f"{_begin(begun)}; {percent(once / everyone)} have taken no second step so far"
    few = "hardly anyone has" if 2 * once < everyone else "nearly everyone has"
    return f"{_begin(begun)}; {few} taken no second step so far"


def _begin(begun: Counter[str]) -> str:
    ranked = sorted(begun.items(), key=lambda pair: (-pair[1], pair[0]))
    (name, most), *others = ranked
    if 2 * most > sum(begun.values()):
        return f"Most people begin at {name}"
    alike = [other for other, people in others if people == most]
    if alike:
        return f"As many begin at {name} as at {alike[0]}"
    return f"More begin at {name} than anywhere else"


def _next_steps(answer: Answer, shared: pd.DataFrame) -> str:
    """Of one step: the same share as the claim that nobody went on."""
    if answer.curve is None:
        return _ways(answer, shared)
    row = answer.table[answer.table["target"] == NO_FURTHER]
    x, n = int(row["x"].sum()), int(answer.table["n"].iloc[0])
    step, window = answer.table["source"].iloc[0], answer.asked["horizon"]
    if n < TOO_FEW or shared.loc[row.index, "hidden"].any():
        return f"Where people go after {step}"
    return f"After {step}, {percent(x / n)} take no further step within {parse_horizon(window)}"


def source_named(source: str, previous: str | None = None) -> str:
    """A source of next steps, with the step set before it where people are told apart by it.

    >>> source_named("mentor", "mentee"), source_named("mentor", START), source_named("mentor")
    ('mentor, after mentee', 'mentor at the start', 'mentor')
    """
    if previous is None:
        return source
    return f"{source} at the start" if previous == START else f"{source}, after {previous}"


def _ways(answer: Answer, shared: pd.DataFrame) -> str:
    """Of every step: after which of them most people take no further one."""
    stops = answer.table[answer.table["target"] == NO_FURTHER]
    if stops.empty or stops["x"].max() < SMALLEST or (stops["x"] == stops["x"].max()).sum() > 1:
        return "Where people go next, and how many take no further step"
    top = stops.loc[stops["x"].astype(int).idxmax()]
    step = source_named(str(top["source"]), top.get("previous"))
    lead = f"More people take no further step after {step} than after any other"
    if shared.loc[top.name, "hidden"]:
        return lead
    window = parse_horizon(answer.asked["horizon"])
    return f"{lead}: {int(top['x']):,} of {int(top['n']):,} within {window}"


def _conversion(answer: Answer, shared: pd.DataFrame) -> str:
    """Against the goal where there is one; else the last change that stands clear of noise."""
    table = answer.table
    seen = table[(table["not_yet_observable"].fillna(1) == 0) & table["rate"].notna()]
    if seen.empty:
        return "No edition can be judged yet"
    goal = seen["goal"].iloc[0]
    if pd.notna(goal):
        return _against(seen, shared, float(goal))
    clear = seen[seen["clear"] == CLEAR]
    if clear.empty:
        return "No change from one edition to the next stands clear of noise"
    last = clear.iloc[-1]
    lead = f"{_named(last)} is clearly {'up' if last['change'] > 0 else 'down'}"
    before = seen.loc[: last.name].iloc[-2] if len(seen.loc[: last.name]) > 1 else last
    if shared.loc[[last.name, before.name], "hidden"].any():
        return lead
    return f"{lead}: {percent(last['rate'])} after {percent(last['rate'] - last['change'])}"


def _against(seen: pd.DataFrame, shared: pd.DataFrame, goal: float) -> str:
    below, above = seen["high"] < goal, seen["low"] > goal
    aim = f"the goal of {percent(goal)}"
    if below.all():
        who = "Every edition" if len(seen) > 1 else _named(seen.iloc[0])
        return f"{who} stays clearly below {aim}"
    if above.any():
        names = [_named(row) for _, row in seen[above].iterrows()]
        if len(names) == 1:
            return f"{names[0]} is clearly above {aim}"
        return f"{len(names)} of {len(seen)} editions are clearly above {aim}"
    last = seen.iloc[-1]
    if below.iloc[-1]:
        lead = f"{_named(last)} is clearly below {aim}"
        hide = shared.loc[last.name, "hidden"]
        return lead if hide else f"{lead}: {percent(last['rate'])}"
    return f"No edition is clearly above {aim}"


def _named(row: pd.Series) -> str:
    name = edition_word(str(row["edition"]))
    return name[:1].upper() + name[1:]


_TITLES: Mapping[str, Callable[[Answer, pd.DataFrame], str]] = {
    **OUTCOME_TITLES,
    "combinations": _combinations,
    "conversion": _conversion,
    "next_steps": _next_steps,
    "paths": _paths,
    "stuck_points": _stuck_points,
    "transitions": _transitions,
}
