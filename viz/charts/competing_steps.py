"""Which next step leads, and does a rival replace the one we hope for?"""

from __future__ import annotations

from typing import Any

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.comparison import CLEAR
from pathways.stats.rate import Rate, round_half_up
from viz.charts.chart import Chart
from viz.charts.forest import Line, forest, rate_line, rate_scale
from viz.charts.parts import alternative, rows_of
from viz.drawing.text import clean

__all__ = ["competing_steps_chart"]

_MOST = 12


def competing_steps_chart(answer: Answer) -> Chart:
    """The next step that leads after each step; or people with a rival, and those without."""
    return _rival(answer) if "rival" in answer.table else _leading(answer)


def _leading(answer: Answer) -> Chart:
    shared = fit_to_share(answer)
    rows = rows_of(shared.table[shared.table["target"] != NO_FURTHER])
    by_source: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    pairs = [targets[:2] for targets in by_source.values() if targets[0]["rate"] is not None]
    pairs = sorted(pairs, key=lambda targets: -targets[0]["n"])[:_MOST]
    if not pairs:
        raise NothingToDrawError("There is nothing to draw: too few people after every step.")
    lines = [_leader(*targets) for targets in pairs]
    title = title_of(answer)
    drawn = shared.table["source"].isin([targets[0]["source"] for targets in pairs])
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"The most common next step after each step; {clean(answer.denominator)}",
        words=alternative(title, shared),
        notes=(
            "Dot: share that takes the first; bar: 95 % interval; hollow: the second.",
            "Lead: by how many points of 100 the first is ahead; coloured where clear after Holm.",
        ),
        table=shared.table[drawn].reset_index(drop=True),
        drawing=forest(lines, rate_scale(lines)),
    )


def _leader(first: dict[str, Any], second: dict[str, Any] | None = None) -> Line:
    source, target = first["source"], first["target"]
    told = first["lead"] is not None and second is not None
    lead = f"; lead {round_half_up(100 * first['lead'])} points" if told else ""
    again = f"{source} again" if source == target else target
    return rate_line(
        first, f"after {source}", again, after=lead,
        role="up" if first["best"] == CLEAR else "level",
        beside=second["rate"] if second else None,
    )  # fmt: skip


def _rival(answer: Answer) -> Chart:
    shared = fit_to_share(answer)
    row = rows_of(shared.table)[0]
    rest = {"x": row["rest_x"], "n": row["rest_n"], "rate": row["rest_rate"]}
    if rest["rate"] is not None:
        rest |= {"x": int(rest["x"]), "n": int(rest["n"])}
        rest["low"], rest["high"] = Rate(rest["x"], rest["n"], "").interval or (0, 1)
    rival, target = clean(row["rival"]), clean(row["target"])
    lines = [
        rate_line(row, f"with {rival}", role="up"),
        rate_line(rest, f"without {rival}", role="level"),
    ]
    title = title_of(answer)
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"Share who go on to {target}; {clean(answer.denominator)}",
        words=alternative(title, shared),
        notes=(
            "Dot: share of people; bar: 95 % interval (Wilson).",
            "People who choose the one may differ from the others from the start.",
        ),
        table=shared.table,
        drawing=forest(lines, rate_scale(lines)),
    )
