"""Deepening: do people's engagements go up the tiers, and more than they would by chance?"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Percent, Sentence, rate_columns
from pathways.errors import OptionError, shown
from pathways.record.log import EngagementLog
from pathways.record.options import Count
from pathways.sequences.steps import Ints, Steps
from pathways.stats.rate import TOO_FEW, Rate, round_half_up, wilson
from pathways.stats.sorting import summed
from pathways.tallies.moves import known_facts, said_of
from pathways.tallies.tally import Counts, Tally, count
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "deepening", "deepening_table", "kinds_of_people"]

Floats = NDArray[np.float64]

_PAIRS = ("up", "level", "down")
PAIRS = ("pair up", "pair level", "pair down")
ORDER = ("never falls", "always rises")
ENDS = ("ends higher", "ends level", "ends lower")


def deepening(log: EngagementLog, *, permutations: Count = 1000, seed: int = 1) -> Answer:
    """Whether people's engagements deepen over time, next to what a random order would give.

    Each person with at least two step sets at known tiers is a sequence of tiers; a step set with
    several tiers stands for its highest.  Each *pair* of consecutive sets is up, level or down.  A
    person ``never falls`` (weak) if no pair is down, and ``always rises`` (strict) if every pair
    is up; they end higher, level or lower by their last set against their first (net gain).

    Shares of pairs are of all pairs, with a 95 % interval by bootstrap over people, since one
    person's pairs hang together.  The other shares are of people, with Wilson's interval.

    ``by_chance`` is the share expected if each person's own step sets came in random order:
    ``mean over people of (m_1! m_2! …) / L!`` for never falling, with ``L`` sets of which ``m_i``
    at tier *i*, and ``mean of 1 / L!`` where all tiers differ (else 0) for always rising.
    ``chance_low`` and ``chance_high`` hold 95 % of random orders.  A random order is drawn for
    everyone at once: people are independent, so how many of those with one chance never fall is
    binomial.  The result depends on nobody's name and on no order of rows.

    Args:
        log: the engagements.
        permutations: how many random orders, and how many bootstrap samples, are drawn.
        seed: where the random numbers start.

    Returns:
        Eight rows, or none where nobody has two step sets at known tiers: ``share`` (str: what
        happened), ``unit`` (str: ``pair`` or ``person``), ``x``, ``n`` (int64), ``rate``, ``low``,
        ``high`` (float64; missing where there are under 10 people), ``not_yet_observable`` (int64,
        0), ``by_chance``, ``chance_low``, ``chance_high`` (float64; for never falls and always
        rises, missing under 10 people) and ``net_gain`` (float64: tiers gained from first to last
        step set, mean over people; the same on each row of people, missing under 10).

    Raises:
        OptionError: fewer than 1 permutations.

    Definition: docs/measures.md#deepening.

    Example:
        >>> deepening(log).table.set_index("share")["x"].to_dict()["always rises"]
        3
    """
    return TWO_STEPS.whole(log, permutations=permutations, seed=seed)


def _terms(log: EngagementLog, permutations: int = 1000, seed: int = 1) -> Terms:
    if permutations < 1:
        raise OptionError(f"Permutations are a number from 1 up, not {shown(permutations)}.")
    return terms_of(log, "tier", permutations=permutations, seed=seed)


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    steps = terms.steps(log)
    return {"kinds": kinds_of_people(steps), "facts": known_facts(steps)}


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of kinds of people holds."""
    asked = cast("dict[str, int]", terms.options)
    rng = np.random.default_rng(asked["seed"])
    table = deepening_table(tally["kinds"], asked["permutations"], rng)
    return Answer(
        question="deepening",
        asked={"permutations": asked["permutations"], "seed": asked["seed"]},
        sentence=_sentence(table),
        denominator="people with two or more step sets at known tiers, or the pairs between them",
        table=table,
        caveats=(*said_of(tally, terms), *_caveats(tally)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def kinds_of_people(steps: Steps) -> Counts:
    """People with two step sets or more by what they did: ``many`` by their pairs ``up``,
    ``level`` and ``down``, their net ``gain``, and ``at 0``, ``at 1`` …: sets at each tier.
    """
    heads = np.flatnonzero(~steps.follows)
    sets = np.bincount(steps.set_person, minlength=steps.people)
    tier = steps.step[steps.starts[1:] - 1]
    up = np.sign(np.diff(tier, prepend=0))[steps.follows]
    person, tiers = steps.set_person[steps.follows], len(steps.labels)
    same = np.bincount(steps.set_person * tiers + tier, minlength=steps.people * tiers)
    same = same.reshape(steps.people, tiers)
    pairs = {
        name: np.bincount(person[up == sign], minlength=steps.people)
        for name, sign in zip(_PAIRS, (1, 0, -1), strict=True)
    }
    gain = tier[heads + sets - 1] - tier[heads]
    keys = {**pairs, "gain": gain, **{f"at {rank}": same[:, rank] for rank in range(tiers)}}
    return count({name: key[sets > 1] for name, key in keys.items()})


def _chances(kinds: Counts) -> tuple[Floats, Floats]:
    """The chance that sets of people of each kind in random order never fall, and always rise."""
    from scipy.special import gammaln

    same = kinds.table[[name for name in kinds.keys if name.startswith("at ")]].to_numpy()
    orders = gammaln(same.sum(axis=1) + 1.0)
    weak = np.exp(gammaln(same + 1.0).sum(axis=1) - orders)
    return weak, np.where((same < 2).all(axis=1), np.exp(-orders), 0.0)


def deepening_table(kinds: Counts, permutations: int, rng: np.random.Generator) -> pd.DataFrame:
    """The table of :func:`deepening` from kinds of people."""
    many, gain = kinds["many"], kinds["gain"]
    each = np.stack([kinds[name] for name in _PAIRS], axis=1)
    n, pairs = int(many.sum()), many @ each
    persons = [
        many[each[:, 2] == 0].sum(),
        many[(each[:, 1:] == 0).all(axis=1)].sum(),
        *(many[np.sign(gain) == sign].sum() for sign in (1, 0, -1)),
    ]
    share = (*PAIRS, *ORDER, *ENDS)
    of_pairs = np.arange(len(share)) < len(PAIRS)
    columns = rate_columns([*pairs, *persons], np.where(of_pairs, pairs.sum(), n), 0)
    table = pd.DataFrame({"share": share, "unit": np.where(of_pairs, "pair", "person"), **columns})
    chances = pd.DataFrame(
        [_random(chance, many, permutations, rng) for chance in _chances(kinds)],
        columns=["by_chance", "chance_low", "chance_high"],
        index=[len(PAIRS), len(PAIRS) + 1],
    )
    table = table.join(chances)
    table["net_gain"] = np.where(of_pairs, np.nan, many @ gain / n if n else np.nan)
    table.loc[of_pairs, ["low", "high"]] = _bootstrap(each, many, permutations, rng)
    if n < TOO_FEW:
        hidden = ["rate", "low", "high", *chances.columns, "net_gain"]
        table[hidden] = np.nan
    table = table.astype({"share": "str", "unit": "str"})
    return table if n else table.iloc[:0]


def _random(
    chance: Floats, many: Ints, permutations: int, rng: np.random.Generator
) -> tuple[float, ...]:
    """The expected share, and the ends between which 95 % of random orders lie."""
    if not len(chance):
        return (np.nan, np.nan, np.nan)
    each, number = np.unique(np.minimum(chance.round(12), 1.0), return_inverse=True)
    people = np.bincount(number, weights=many).astype(np.int64)
    drawn = rng.binomial(people, each, size=(permutations, len(each))).sum(axis=1) / many.sum()
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(each @ people / many.sum()), float(low), float(high)


def _bootstrap(pairs: Ints, many: Ints, samples: int, rng: np.random.Generator) -> Floats:
    """Ends of the share of pairs up, level and down, people being drawn anew.

    A share of nothing or of everything would have no width; it has Wilson's for so many people.
    """
    n, total = int(many.sum()), many @ pairs
    if not n:
        return np.full((3, 2), np.nan)
    kinds, (people,) = summed(tuple(pairs.T), (many,))
    drawn = rng.multinomial(n, people / n, size=samples) @ np.stack(kinds, axis=1)
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    ends = np.quantile(shares, [0.025, 0.975], axis=0).T
    all_or_none = np.isin(total, [0, total.sum()])
    wide = wilson((total > 0) * n, np.full(3, n))
    return np.where(all_or_none[:, np.newaxis], np.stack(wide, axis=1), ends)


def _sentence(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has two step sets at known tiers yet, so nothing can deepen.",
            "nobody could deepen",
        )
    row = table.set_index("share").loc["never falls"]
    rate = Rate(int(row["x"]), int(row["n"]), "people with two step sets or more")
    finding = Sentence(
        "Of people with two or more step sets, {rate:run} never step down", rate=rate
    )
    if np.isnan(row["by_chance"]):
        return Sentence("{finding}.", "never fall", finding=finding)
    low, high = (Number(round_half_up(100 * row[name])) for name in ("chance_low", "chance_high"))
    verdict = "more than" if row["rate"] > row["chance_high"] else "fewer than"
    if row["chance_low"] <= row["rate"] <= row["chance_high"]:
        verdict = "no more and no fewer than"
    band = Sentence(" ({low} to {high})", low=low, high=high) if low != high else ""
    by_chance = Sentence("{by_chance}{band}", by_chance=Percent(row["by_chance"]), band=band)
    return Sentence(
        "{finding}: {verdict} in random order, where {by_chance} would.",
        "never fall",
        finding=finding,
        verdict=verdict,
        by_chance=by_chance,
    )


def _caveats(tally: Tally) -> tuple[Sentence, ...]:
    caveats, known = [], tally["facts"]
    alone = int(known["people"][0] - tally["kinds"]["many"].sum())
    if alone:
        caveats.append(
            Sentence(
                "Left out: {alone} with one step set at known tiers.",
                "one step set only",
                alone=People(alone),
            )
        )
    several = int(known["several"][0])
    if several:
        caveats.append(
            Sentence(
                "Step sets of several tiers stand for the highest: {several}.",
                "several tiers at once",
                several=several,
            )
        )
    return tuple(caveats)
