"""Equity: any rate by group against the rest, and each group's share from tier to tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from inspect import signature
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import RATE_COLUMNS, Answer
from pathways.answer.wording import Number, People, Sentence, comparisons_word, listed, rate_columns
from pathways.errors import NoAnswerError, OptionError
from pathways.measures.group_comparison import Grouped, against_rest, answers_by_group, keys_of
from pathways.measures.questions import question
from pathways.record.log import EngagementLog
from pathways.record.options import Attribute, Length, Level, QuestionName, Step
from pathways.record.selection import UNKNOWN_GROUP, attribute_key
from pathways.sequences.caveats import caveats_of
from pathways.sequences.steps import Ints
from pathways.stats.comparison import CANNOT_TELL, CLEAR, ERROR, holm, ratios
from pathways.stats.rate import TOO_FEW, Rate
from pathways.tallies.groups import patterns_in_order, tier_patterns
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "equity", "measure_of_rate"]

SAMPLES, SEED = 1000, 1
RATIO = ["ratio", "ratio_low", "ratio_high"]
DIFFERENCE = ["difference", "difference_low", "difference_high", "p_adjusted", "differs"]
PARITY = ["parity", "parity_low", "parity_high"]
FEWER, MORE = "fewer", "more"


def equity(
    log: EngagementLog,
    *,
    group: Attribute,
    rate: QuestionName | None = None,
    by: Level | None = None,
    source: Step | None = None,
    target: Step | None = None,
    within: Length | None = None,
    horizon: Length | None = None,
) -> Answer:
    """Whether groups of people fare alike: any rate against the rest, or shares tier by tier.

    A group is everyone with one value of an attribute; a person with several belongs to the latest
    one.  The rest is everyone else with a known value.  People without one are a row of their own,
    ``unknown``, and are added to nobody.

    *A rate.*  The question ``rate`` is answered for each group; ``x / n`` is the group's own and
    ``rest_x / rest_n`` the rest's.  ``ratio`` is the first over the second with the score interval,
    ``difference`` the first less the second with Newcombe's.  ``p_adjusted`` is Fisher's exact test
    after Holm over all comparisons shown (with two groups each pair of rows is one); ``differs`` is
    ``yes`` where it is under 5 %, ``no`` where the whole difference lies within 10 points of
    nothing, otherwise ``cannot tell``.

    *Tier by tier*, without a rate.  ``x / n`` is the group's share of the people with a known value
    who have reached the tier by the as-of date.  ``share_low`` and ``share_high`` are what the
    share of everyone there can be if nobody, or all, of the unknown are of the group:
    ``x / (n + u)`` and ``(x + u) / (n + u)``.  ``parity`` is the share at the next tier over the
    share at this one: 1 is parity, under 1 the group thins out on the way up.  Its interval is of
    1,000 samples of people with a fixed seed; ``reads`` says ``fewer`` or ``more`` where the
    samples do after Holm at 5 %, otherwise ``cannot tell``.

    Args:
        log: the engagements.
        group: a column that describes people, such as ``country``.
        rate: a question with a rate, such as ``conversion``; by default shares tier by tier.
        by: what a step is, where that question asks.
        source: the STEP that people start from, where it asks.
        target: the STEP that we hope for, where it asks.
        within: the window, where it has one: ``1e``, ``2e``, ``12m``.
        horizon: how long people are watched, where it asks.

    Returns:
        With a rate a row per group and row of the question: ``group`` and what the question's rows
        are about (str), ``x``, ``n``, ``rate``, ``low``, ``high``, ``not_yet_observable`` as there,
        ``rest_x``, ``rest_n`` (Int64), ``rest_rate``, ``ratio``, ``ratio_low``, ``ratio_high``,
        ``difference``, ``difference_low``, ``difference_high``, ``p_adjusted`` (float64; missing
        where either side has under 10 people), ``differs`` (str; empty there).

        Without one a row per tier that anybody has reached, lowest first, and group, unknown last:
        ``tier``, ``group`` (str), ``x``, ``n`` (int64; of the unknown: of everyone there),
        ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable`` (int64, 0), ``unknown`` (int64), ``share_low``, ``share_high``
        (float64), ``next_tier`` (str), ``parity``, ``parity_low``, ``parity_high``, ``p_adjusted``
        (float64; missing where either tier has under 10 people with a known value, or this one
        nobody of the group), ``reads`` (str).

    Raises:
        OptionError: no such attribute or question, or an option that the question lacks or needs.
        NoAnswerError: nobody has a value of the attribute, or the question has no rate of people.

    Definition: docs/measures.md#equity.

    Example:
        >>> answer = equity(log, group="program")
        >>> answer.table[["tier", "group", "x", "n"]].values.tolist()
        [['Participating', 'OL', 5, 5], ['Leading', 'OL', 3, 3]]
    """
    named = {"by": by, "source": source, "target": target, "within": within, "horizon": horizon}
    options = {name: value for name, value in named.items() if value is not None}
    asked = {"group": group, "rate": rate, **named}
    measure = measure_of_rate(rate, options)
    if measure is None:
        return replace(TWO_STEPS.whole(log, group=group), asked=asked)
    answer = _of_a_rate(log, group, measure, options)
    return replace(answer, asked={name: answer.asked.get(name, asked[name]) for name in asked})


def measure_of_rate(rate: str | None, options: Mapping[str, Any]) -> Callable[..., Answer] | None:
    """The measure of a question, once its options are what it takes; none for shares of tiers."""
    if rate is None:
        if options:
            raise OptionError(f"{listed(list(options))} goes with a rate: say which question.")
        return None
    measure = question(rate.strip().replace("-", "_"))
    known = dict(list(signature(measure).parameters.items())[1:])
    foreign = [name for name in options if name not in known]
    needed = [
        name for name, one in known.items() if one.default is one.empty and name not in options
    ]
    if foreign:
        raise OptionError(f"The question {rate} has no {listed(foreign)}.")
    if needed:
        raise OptionError(f"The question {rate} needs {listed(needed)}.")
    return measure


def _of_a_rate(
    log: EngagementLog, group: str, measure: Callable[..., Answer], options: dict[str, Any]
) -> Answer:
    grouped = answers_by_group(log, group, measure, **options)
    first = next(iter(grouped.answers.values()))
    table, comparisons = against_rest(grouped, **options)
    if "differs" not in table:
        raise NoAnswerError(
            f"The question {first.question} has no rate of people in which groups can be compared."
        )
    counts = table[["x", "n", "rest_x", "rest_n"]].astype("Int64").fillna(0)
    table = table.join(ratios(*(counts[name] for name in counts)).set_axis(table.index))
    names = [*keys_of(table), *RATE_COLUMNS, "rest_x", "rest_n", "rest_rate", *RATIO, *DIFFERENCE]
    table.loc[table["differs"] == "", RATIO] = np.nan
    known = [name for name in grouped.answers if name != UNKNOWN_GROUP]
    return Answer(
        question="equity",
        asked=first.asked,
        sentence=_differing(table, comparisons, group, known),
        denominator=f"{first.denominator}, of each group; the rest is everyone else whose {group} "
        "is known",
        table=table[names],
        caveats=(
            *caveats_of(grouped.origin, 0, 0, None),  # every engagement is an activity
            *_silent(grouped),
            Sentence(
                "Comparisons: {comparisons}, and whether a group differs is after Holm's "
                "correction.",
                "groups compared",
                comparisons=Number(comparisons),
            ),
            Sentence("A difference says that groups fare differently, not why.", "not why"),
        ),
        origin=grouped.origin,
    )


def _silent(grouped: Grouped) -> Iterator[Sentence]:
    """Why some groups have no answer."""
    for name, error in grouped.silent.items():
        yield Sentence("{group}: {error}", "of one group", group=name, error=error)


def _differing(table: pd.DataFrame, comparisons: int, group: str, known: list[str]) -> Sentence:
    """The clear difference that most people stand behind; or that there is none."""
    if len(known) < 2:
        return Sentence(
            "Only one group has a known {group}, so there is no rest to compare it with.",
            "only one group has a known",
            group=group,
        )
    if not comparisons:
        return Sentence(
            "No group of {group} and its rest have {least} people each: too few to say.",
            "too few to compare", group=group, least=Number(TOO_FEW),
        )  # fmt: skip
    clear = table[table["differs"] == CLEAR]
    many = comparisons_word(comparisons)
    if clear.empty:
        return Sentence(
            "No group of {group} differs clearly from the rest ({many}).",
            "no group of differs clearly", group=group, many=many,
        )  # fmt: skip
    top = clear.loc[clear["difference"].abs().mul(clear["n"].astype("float64")).idxmax()]
    about = [str(top[name]) for name in keys_of(table) if name != "group"]
    theirs, rest = (
        Rate(int(top[f"{kind}x"]), int(top[f"{kind}n"]), "people") for kind in ("", "rest_")
    )
    more = (
        Sentence(
            " {clear} more of them stand clear.",
            "more of them stand clear", clear=Number(len(clear) - 1),
        )
        if len(clear) > 1
        else ""
    )  # fmt: skip
    return Sentence(
        "{group}{about}: {own}, against {rest} of the rest; the difference stands "
        "clear of noise ({many}).{more}",
        "group differs clearly", group=top["group"],
        about=Sentence(" ({about})", about=listed(about)) if about else "", own=theirs, rest=rest,
        many=many, more=more,
    )  # fmt: skip


def _terms(log: EngagementLog, group: str, rate: str | None = None, **_of_rate: object) -> Terms:
    """The terms of shares tier by tier; a rate is asked of each group's own log."""
    if rate is not None:
        raise OptionError("Equity in a rate is counted in one piece, not part by part.")
    return terms_of(log, "tier", group=group, key=attribute_key(log, group))


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of patterns of tiers holds."""
    group = str(terms.options["group"])
    if not tally["known"]["people"][0]:
        raise NoAnswerError(f"Nobody has a known {group}.")
    patterns, names = patterns_in_order(tally["patterns"])
    unknown = int(patterns.loc[patterns["group"] < 0, "many"].sum())
    table, comparisons = _shares_at_tiers(patterns, names, terms.record.scheme.tier_names)
    return Answer(
        question="equity",
        sentence=_thinning(table, comparisons, group),
        denominator=f"people whose {group} is known and who have reached the tier",
        table=table,
        caveats=(
            *said_of(tally, terms),
            Sentence(
                "Without a known {group}, a row of their own: {unknown}.",
                "unknown group",
                group=group,
                unknown=People(unknown),
            ),
            Sentence(
                "Comparisons: {comparisons}, and what parity reads is after Holm's correction.",
                "tiers compared",
                comparisons=Number(comparisons),
            ),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, tier_patterns, _answer)


def _shares_at_tiers(
    patterns: pd.DataFrame, names: tuple[str, ...], tiers: tuple[str, ...]
) -> tuple[pd.DataFrame, int]:
    """Share of each group at each tier that anybody has reached, and its parity with the next.

    Samples of people draw how many come of each kind, so that they need kinds and numbers only.
    """
    reached = patterns[[f"at {rank}" for rank in range(len(tiers))]].to_numpy(bool)
    here = np.flatnonzero(reached.any(axis=0))
    if not len(here):
        nothing = _tier_rows(np.zeros(1, dtype=np.int64), "", ()).iloc[:0]
        return _parted([nothing.assign(next_tier=pd.Series(dtype="str"))], [])
    member = patterns["group"].to_numpy()[:, None] == np.arange(-1, len(names))
    people = patterns["many"].to_numpy(np.int64)
    drawn = np.random.default_rng(SEED).multinomial(
        int(people.sum()), people / people.sum(), size=SAMPLES
    )
    counts, samples = _counts(people[None, :], reached, member)[0], _counts(drawn, reached, member)
    blocks, parities = [], []
    for tier, after in zip(here, [*here[1:], -1], strict=True):
        following = tiers[after] if after >= 0 else ""
        blocks.append(_tier_rows(counts[tier], tiers[tier], names).assign(next_tier=following))
        known = np.full((len(names), 4), np.nan)
        if after >= 0:
            known = _parities(counts[[tier, after]], samples[:, [tier, after]])
        parities.append(np.append(known, np.full((1, 4), np.nan), axis=0))
    return _parted(blocks, parities)


def _parted(
    blocks: list[pd.DataFrame], parities: list[NDArray[np.float64]]
) -> tuple[pd.DataFrame, int]:
    """The whole table, with what parity reads after Holm, and how many comparisons that is."""
    numbers = np.concatenate([np.zeros((0, 4)), *parities])
    table = pd.concat(blocks, ignore_index=True)
    table = table.join(pd.DataFrame(numbers, columns=[*PARITY, "p_adjusted"]))
    table["p_adjusted"] = holm(table["p_adjusted"])
    clear = table["p_adjusted"] <= ERROR
    rules = [table["p_adjusted"].isna(), clear & (table["parity"] < 1), clear]
    table["reads"] = pd.Series(np.select(rules, ["", FEWER, MORE], CANNOT_TELL), dtype="str")
    comparisons = int(table["p_adjusted"].notna().sum())
    shown = (table["group"] != UNKNOWN_GROUP) | (table["x"] > 0)
    return table[shown].reset_index(drop=True), comparisons


def _counts(
    people: NDArray[np.int64], reached: NDArray[np.bool_], member: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """People by sample, tier and group (unknown first)."""
    many = reached.shape[1] * member.shape[1]
    cells = (reached[:, :, None] & member[:, None, :]).reshape(len(reached), many)
    found = people.astype(np.float64) @ cells.astype(np.float64)
    return found.astype(np.int64).reshape(len(people), reached.shape[1], member.shape[1])


def _tier_rows(counts: Ints, tier: str, names: tuple[str, ...]) -> pd.DataFrame:
    """The rows of one tier: each group of those known, then the unknown of everyone."""
    unknown, by_group = int(counts[0]), counts[1:]
    known = int(by_group.sum())
    everyone = known + unknown
    bounds = np.array([by_group, by_group + unknown]) / everyone if everyone >= TOO_FEW else np.nan
    low, high = np.broadcast_to(bounds, (2, len(names)))
    sizes = np.append(np.full(len(names), known), everyone)
    return pd.DataFrame(
        {
            "tier": pd.Series([tier] * (len(names) + 1), dtype="str"),
            "group": pd.Series([*names, UNKNOWN_GROUP], dtype="str"),
            **rate_columns(np.append(by_group, unknown), sizes, 0),
            "unknown": unknown,
            "share_low": np.append(low, np.nan),
            "share_high": np.append(high, np.nan),
        }
    )


def _parities(counts: NDArray[np.int64], samples: NDArray[np.int64]) -> NDArray[np.float64]:
    """Parity, its interval and its p-value, for each group of those known."""
    found = np.full((counts.shape[1] - 1, 4), np.nan)
    if counts[:, 1:].sum(axis=1).min() < TOO_FEW:
        return found
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = samples[:, :, 1:] / samples[:, :, 1:].sum(axis=2, keepdims=True)
        drawn = shares[:, 1] / shares[:, 0]
        observed = counts[:, 1:] / counts[:, 1:].sum(axis=1, keepdims=True)
        found[:, 0] = np.where(observed[0] > 0, observed[1] / observed[0], np.nan)
    for group in np.flatnonzero(~np.isnan(found[:, 0])):
        values = drawn[:, group][np.isfinite(drawn[:, group])]
        tail = min((values <= 1).sum(), (values >= 1).sum())
        found[group, 1:3] = np.quantile(values, [0.025, 0.975])
        found[group, 3] = min(1.0, 2 * (tail + 1) / (len(values) + 1))
    return found


def _thinning(table: pd.DataFrame, comparisons: int, group: str) -> Sentence:
    """The group whose share changes most clearly from one tier to the next."""
    if table.empty:
        return Sentence("Nobody has reached a tier yet.", "nobody has reached a tier yet")
    if not comparisons:
        return Sentence(
            "No two tiers have {least} people whose {group} is known: too few to say.",
            "no two tiers have people whose", least=Number(TOO_FEW), group=group,
        )  # fmt: skip
    clear = table[table["reads"].isin([FEWER, MORE])]
    many = comparisons_word(comparisons)
    if clear.empty:
        return Sentence(
            "No group's share of {group} changes clearly from one tier to the next ({many}).",
            "no share changes clearly", group=group, many=many,
        )  # fmt: skip
    top = clear.loc[clear["parity"].where(clear["parity"] < 1, 1 / clear["parity"]).idxmin()]
    later = table[(table["tier"] == top["next_tier"]) & (table["group"] == top["group"])].iloc[0]
    way = "falls" if top["reads"] == FEWER else "rises"
    here, there = (Rate(int(row["x"]), int(row["n"]), "people") for row in (top, later))
    return Sentence(
        "From {tier} to {next_tier} the share of {group} {way} from {here} to {there}, "
        "{parity:.2f} times ({parity_low:.2f} to {parity_high:.2f}; {many}).",
        "share changes clearly", tier=top["tier"], next_tier=top["next_tier"], group=top["group"],
        way=way, here=here, there=there, parity=top["parity"], parity_low=top["parity_low"],
        parity_high=top["parity_high"], many=many,
    )  # fmt: skip
