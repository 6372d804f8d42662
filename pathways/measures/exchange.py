"""Value exchange: what we give and get at each tier, who receives, and who never contributed."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Amount, Sentence, rate_columns
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.options import TierName, check_word
from pathways.record.scheme import Tier
from pathways.scoring.give_and_get import Unit, exchanged, gives_from, unit_of
from pathways.sequences.caveats import caveats_of
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.sorting import counted, summed
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "exchange", "exchange_table"]

Kind = Annotated[Literal["tier", "activity"], "by"]
NO_TIER = Tier("", -1, touch="", points="")


def exchange(
    log: EngagementLog, *, by: Kind = "tier", contributing: TierName | None = None
) -> Answer:
    """What we give and get at each tier, what people received and contributed, and who never did.

    One sheet for the scheme: its words for what we give and what we get, with the people who were
    there.  An engagement from the tier ``contributing`` upward is something that a person gives,
    one below it something that they receive; its amount is its raw points (1 where the scheme has
    no points).  ``received`` and ``contributed`` are what the people of a row did anywhere in the
    record by the as-of date, per person.

    ``x / n``: of the ``n`` people who were ever at the tier (in the activity), ``x`` have never
    contributed anywhere.  Time plays no part: who came lately has had less of it to contribute in.

    Args:
        log: the engagements.
        by: ``tier``, or ``activity`` for every activity under its tier.
        contributing: the first TIER at which people give; by default the first above the middle.

    Returns:
        One row per tier of the scheme, lowest first, with or without people; or one per activity
        in each of these: ``tier`` (str; empty for activities without one), ``activity`` (str, by
        activity only; empty at a tier without any), ``x``, ``n`` (int64), ``rate``, ``low``,
        ``high`` (float64, 95 % Wilson), ``not_yet_observable`` (int64, 0), ``touch``, ``gives``,
        ``gets``, ``examples``, ``points`` (str, of the tier; points as the scheme writes them),
        ``people`` (``n`` once more), ``engagements`` (int64), ``received``, ``contributed``
        (float64, per person), ``unit`` (str: ``points`` or ``engagements``).  What is no count is
        missing where n is under 10.

    Raises:
        OptionError: another word for ``by``.
        SchemeError: a tier that the scheme does not have.

    Definition: docs/measures.md#exchange.
    Chad Sansing's account of the mountain asks what we give and
    get at each band.

    Example:
        >>> exchange(log).table[["tier", "x", "n"]].values.tolist()[1:]
        [['Participating', 2, 5], ['Leading', 0, 3]]
    """
    return TWO_STEPS.whole(log, by=by, contributing=contributing)


def _terms(log: EngagementLog, by: str = "tier", contributing: str | None = None) -> Terms:
    check_word(by, Kind)
    first = gives_from(log.scheme, contributing).name
    return terms_of(log, unit=by, contributing=contributing, first=first)


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """Where people ever were, with what they received and contributed anywhere.

    ``places``, by ``tier`` and ``activity`` (-1 for none, and where tiers are asked for): ``n``
    people, ``x`` of them who never contributed, ``engagements`` there, and what these people
    ``received`` and ``contributed``, in whole numbers; ``everyone`` has the same of all.
    """
    first = terms.options["first"]
    person, tier = column(log, "participant"), column(log, "tier")
    activity = terms.codes(log) if terms.options["unit"] == "activity" else np.full_like(tier, -1)
    (who,), (received, contributed, given) = summed(
        (person,), (*exchanged(log, first), (tier >= log.scheme.tier(first).rank).astype(np.int64))
    )
    (place_tier, place_activity, there), many = counted(tier, activity, person)
    at = np.searchsorted(who, there)
    of_person = {
        "n": np.ones_like(who),
        "x": (given == 0).astype(np.int64),
        "received": received,
        "contributed": contributed,
    }
    places = count(
        {"tier": place_tier, "activity": place_activity},
        {**{name: amount[at] for name, amount in of_person.items()}, "engagements": many},
    )
    everyone = {name: int(amount.sum()) for name, amount in of_person.items()}
    return {"places": places, "everyone": facts(**everyone, left_out=int((tier < 0).sum()))}


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of places holds."""
    by, first = terms.options["unit"], terms.options["first"]
    unit, everyone = unit_of(terms.record.scheme), tally["everyone"].table.iloc[0]
    found = tally["places"].table
    means = {name: found[name] / (unit.scale * found["n"]) for name in ("received", "contributed")}
    return Answer(
        question="exchange",
        asked={"by": by, "contributing": terms.options["contributing"]},
        sentence=_sentence(everyone, first, unit),
        denominator=f"people who were ever at the {by}",
        table=exchange_table(terms.record, by, found.assign(**means), terms.labels, unit.name),
        caveats=(*caveats_of(terms.origin, int(everyone["left_out"]), 0), _caveat(first, unit)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def exchange_table(
    log: EngagementLog, by: str, found: pd.DataFrame, names: tuple[str, ...], unit: str
) -> pd.DataFrame:
    """The rows of the answer, from what was counted at each tier or activity."""
    found = _with_empty_tiers(found, len(log.scheme.tiers))
    few = found["n"] < TOO_FEW
    tiers = [log.scheme.tiers[rank] if rank >= 0 else NO_TIER for rank in found["tier"]]
    table = pd.DataFrame({"tier": pd.Series([tier.name for tier in tiers], dtype="str")})
    if by == "activity":
        table["activity"] = pd.Series(
            [names[code] if code >= 0 else "" for code in found["activity"]], dtype="str"
        )
    table = table.assign(**rate_columns(found["x"], found["n"], 0))
    for name in ("touch", "gives", "gets", "examples", "points"):
        table[name] = pd.Series([_word(tier, name) for tier in tiers], dtype="str")
    table["people"] = found["n"].astype(np.int64)
    table["engagements"] = found["engagements"].astype(np.int64)
    for name in ("received", "contributed"):
        table[name] = found[name].astype(np.float64).where(~few)
    return table.assign(unit=pd.Series(unit, index=table.index, dtype="str"))


def _with_empty_tiers(found: pd.DataFrame, tiers: int) -> pd.DataFrame:
    """Every tier of the scheme, with or without people, lowest first; no tier last."""
    absent = sorted(set(range(tiers)) - set(found["tier"]))
    empty = pd.DataFrame({"tier": absent, "activity": -1, "n": 0, "x": 0, "engagements": 0})
    whole = pd.concat([part for part in (found, empty) if len(part)])
    whole = whole.reindex(columns=found.columns).assign(last=whole["tier"] < 0)
    keys = ["last", "tier", "n", "activity"]
    return whole.sort_values(keys, ascending=[True, True, False, True], ignore_index=True)


def _word(tier: Tier, name: str) -> str:
    value = getattr(tier, name)
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _sentence(everyone: pd.Series, first: str, unit: Unit) -> Sentence:
    n = int(everyone["n"])
    if not n:
        return Sentence(
            "Nobody has an engagement that counts.", "nobody has an engagement that counts"
        )
    never = Rate(int(everyone["x"]), n, "everyone")
    if not never.enough:
        return Sentence(
            "Have never contributed, at {tier} or above: {never}.",
            "have never contributed", tier=first, never=never,
        )  # fmt: skip
    got, gave = (Amount(everyone[name] / (unit.scale * n)) for name in ("received", "contributed"))
    return Sentence(
        "Have never contributed, at {tier} or above: {never}; a person has received "
        "{got} and contributed {gave} {unit} on average.",
        "have never contributed", tier=first, never=never, got=got, gave=gave, unit=unit.name,
    )  # fmt: skip


def _caveat(first: str, unit: Unit) -> Sentence:
    return Sentence(
        "Contributed is everything at {tier} and above, received everything below it, "
        "in {unit}; engagements without a tier are neither.",
        "what contributed means", tier=first, unit=unit.name,
    )  # fmt: skip
