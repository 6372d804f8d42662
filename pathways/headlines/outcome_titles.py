"""Titles of pictures that compare: programs, groups, rivals, ages; from the full counts as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pandas as pd

from pathways.answer import Answer
from pathways.privacy.suppression import SMALLEST
from pathways.record.editions import edition_word
from pathways.record.window import parse_horizon
from pathways.stats.comparison import CLEAR
from pathways.stats.rate import TOO_FEW, percent

__all__ = ["OUTCOME_TITLES", "ratio_words"]

_RATIOS = {
    0.2: "a fifth as often", 0.25: "a quarter as often", 0.333: "a third as often",
    0.5: "half as often", 2.0: "twice as often", 3.0: "three times as often",
}  # fmt: skip
_NEAR = 0.1
"""By how much of itself a ratio may differ from what its words say."""


def ratio_words(ratio: float) -> str:
    """A ratio as people say it.

    >>> ratio_words(0.52), ratio_words(0.71), ratio_words(1.4), ratio_words(0.0)
    ('about half as often', '71 % as often', '1.4 times as often', 'never')
    """
    if ratio == 0:
        return "never"
    nearest = min(_RATIOS, key=lambda known: abs(known - ratio))
    if abs(nearest - ratio) <= _NEAR * ratio:
        return f"about {_RATIOS[nearest]}"
    return f"{percent(ratio)} as often" if ratio < 1 else f"{ratio:.1f} times as often"


def _deepening(answer: Answer, shared: pd.DataFrame) -> str:
    row = answer.table[answer.table["share"] == "never falls"].iloc[0]
    if pd.isna(row["rate"]):
        return "Too few people have two steps to say whether engagements deepen"
    low, rate, high = row["chance_low"], row["rate"], row["chance_high"]
    if low <= rate <= high:
        return "About as many people never step down as in a random order"
    lead = f"{'More' if rate > high else 'Fewer'} people never step down than in a random order"
    if shared.loc[row.name, "hidden"]:
        return lead
    return f"{lead}: {percent(rate)}, where {percent(row['by_chance'])} would"


def _graduation(answer: Answer, shared: pd.DataFrame) -> str:
    """Two that can be told apart: the first, and the first of the next rank."""
    table, by = answer.table, answer.asked["by"]
    if by is None:
        return ""
    outcome, window = table["outcome"].iloc[0], parse_horizon(answer.asked["horizon"])
    rest = table[table["rank"].fillna(1) > 1]
    if rest.empty:
        return f"No {by} clearly leads more people to {outcome} than another"
    best, other = table.iloc[0], rest.iloc[0]
    names = [edition_word(str(row[by])) if by == "edition" else row[by] for row in (best, other)]
    if shared.loc[[best.name, other.name], "hidden"].any():
        return f"Clearly more people reach {outcome} after {names[0]} than after {names[1]}"
    first, second = percent(best["rate"]), percent(other["rate"])
    return f"{first} reach {outcome} within {window} after {names[0]}, {second} after {names[1]}"


def _competing(answer: Answer, shared: pd.DataFrame) -> str:
    if "rival" in answer.table:
        return _replaced(answer.table.iloc[0], hide=bool(shared["hidden"].iloc[0]))
    clear = answer.table[answer.table["best"] == CLEAR]
    if clear.empty:
        return "After no step does one next step stand clear of the second"
    top = clear.loc[clear["n"].astype(int).idxmax()]
    source, target = top["source"], top["target"]
    name = f"{source} again" if source == target else target
    lead = f"After {source}, {name} is clearly the most common next step"
    return lead if shared.loc[top.name, "hidden"] else f"{lead}: {percent(top['rate'])}"


def _replaced(row: pd.Series, *, hide: bool) -> str:
    """Of a rival: whether those who took it go on as often as those who did not."""
    rival, target = row["rival"], row["target"]
    if row["reads"] not in ("substitute", "complement"):
        return f"Whether {rival} takes the place of {target} cannot be told"
    few = row["rest_x"] < SMALLEST or row["rest_n"] - row["rest_x"] < SMALLEST
    if hide or few or row["ratio"] == 0:
        often = "less often than" if row["ratio"] < 1 else "more often than"
    else:
        often = f"{ratio_words(float(row['ratio']))} as"
    return f"People with {rival} go on to {target} {often} those without"


def _relationships(answer: Answer, shared: pd.DataFrame) -> str:
    by = answer.asked["by"]
    seen = answer.table[answer.table["n"] >= TOO_FEW]
    if by == "month":
        seen = seen[seen["state"] == "complete"]
    if by == "age":
        # As the sentence of the answer: a year, or the last before it.
        seen = seen[seen["age"] <= (12 if seen["period"].eq("30 days").any() else 1)]
    if seen.empty:
        return "Too few people have been watched for long enough to say who comes again"
    row = seen.iloc[-1]
    if by == "gap":
        row = seen.iloc[(seen["gap"] - int(answer.asked["gap"][:-1])).abs().argmin()]
    hide = bool(shared.loc[row.name, "hidden"])
    rate = "some people" if hide else percent(row["rate"])
    window = parse_horizon(answer.asked["horizon"])
    return _RELATIONS[by](row, rate, str(window))


def _by_age(row: pd.Series, rate: str, _window: str) -> str:
    age = int(row["age"])
    if row["period"] == "30 days":
        return f"Between day {30 * age} and {30 * age + 29} after their first contact, {rate} came"
    return f"{age} edition{'' if age == 1 else 's'} after their first contact, {rate} came"


def _by_gap(row: pd.Series, rate: str, window: str) -> str:
    unit = f"{row['unit']}{'' if row['gap'] == 1 else 's'}"
    return f"After {row['gap']} {unit} away, {rate} come again within {window}"


def _by_month(row: pd.Series, rate: str, _window: str) -> str:
    name = str(row["month"])
    dated = re.fullmatch(r"\d{4}-\d\d", name)
    when = pd.Timestamp(name).strftime("%B %Y") if dated else edition_word(name)
    return f"Of those who came in {when}, {rate} had come before"


_RELATIONS = {"age": _by_age, "gap": _by_gap, "month": _by_month}


def _program_kinds(answer: Answer, shared: pd.DataFrame) -> str:
    """The two ends, where they stand clear of each other."""
    by = answer.asked["by"]
    seen = answer.table[answer.table["rate"].notna()]
    if seen.empty:
        return "Too few people have been watched for long enough to say who comes again"
    best, least = (seen.iloc[int(at)] for at in (seen["low"].argmax(), seen["high"].argmin()))
    name = {"program": "program", "kind": "kind of program"}[by]
    if best["low"] <= least["high"]:
        return f"After no {name} do clearly more people come again than after another"
    one, other = (row[by] if by == "program" else f"{row[by]} programs" for row in (best, least))
    if shared.loc[[best.name, least.name], "hidden"].any():
        return f"Clearly more people come again after {one} than after {other}"
    first, second = percent(best["rate"]), percent(least["rate"])
    window = parse_horizon(answer.asked["horizon"])
    return f"{first} come again within {window} after {one}, {second} after {other}"


def _equity(answer: Answer, shared: pd.DataFrame) -> str:
    """The group that stands furthest below the others; if none does, furthest above."""
    table = answer.table
    parity = "parity" in table
    value = "parity" if parity else "ratio"
    told = table["reads"].isin(("more", "fewer")) if parity else table["differs"] == CLEAR
    clear = table[told & table[value].notna()]
    if clear.empty:
        return "No group stands clearly apart"
    low = clear[value].min() < 1
    top = clear.loc[clear[value].idxmin() if low else clear[value].idxmax()]
    hide = bool(shared.loc[top.name, "hidden"]) or pd.isna(shared.loc[top.name, value])
    if parity:
        often = ("less often" if low else "more often") if hide else ratio_words(float(top[value]))
        than = f"at {top['next_tier']} {'than' if hide else 'as'} at {top['tier']}"
        return f"{top['group']}: {often} {than}"
    if hide or top[value] == 0:
        told = [str(top[name]) for name in ("previous", "source", "target") if name in top]
        about = f" ({' to '.join(told)})" if told else ""
        return f"{top['group']}{about} stands clearly {'below' if low else 'above'} the rest"
    return f"{top['group']}: {ratio_words(float(top[value]))} as the rest"


OUTCOME_TITLES: Mapping[str, Callable[[Answer, pd.DataFrame], str]] = {
    "competing_steps": _competing,
    "deepening": _deepening,
    "equity": _equity,
    "graduation": _graduation,
    "program_kinds": _program_kinds,
    "relationships": _relationships,
}
