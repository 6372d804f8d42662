"""Value exchange: what we give and get at each tier, who receives, and who never contributed."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Amount, Sentence, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import TierName, check_word
from pathways.record.scheme import Tier
from pathways.scoring.give_and_get import Exchange, exchanged
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import Ints, level_codes, make_steps
from pathways.stats.rate import TOO_FEW, Rate

__all__ = ["exchange", "exchange_table"]

Floats = NDArray[np.float64]

Unit = Annotated[Literal["tier", "activity"], "by"]
NO_TIER = Tier("", -1, touch="", points="")


def exchange(
    log: EngagementLog, *, by: Unit = "tier", contributing: TierName | None = None
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
    check_word(by, Unit)
    amounts = exchanged(log, contributing)
    person = log.counted["participant"].cat.codes.to_numpy(np.int64)
    size = int(person.max(initial=-1)) + 1
    received = np.bincount(person, weights=amounts.received, minlength=size).astype(np.float64)
    contributed = np.bincount(person, weights=amounts.contributed, minlength=size).astype(
        np.float64
    )
    gives = _gives(log, amounts)
    ever = np.bincount(person[gives], minlength=size) > 0
    cells, names = _cells(log, by)
    found = _counted(cells, person, (received, contributed, ever))
    table = exchange_table(log, by, found, names, amounts.unit)
    here = np.bincount(person, minlength=size) > 0
    return Answer(
        question="exchange",
        asked={"by": by, "contributing": contributing},
        sentence=_sentence(here, ever, (received, contributed), amounts),
        denominator=f"people who were ever at the {by}",
        table=table,
        caveats=(*usual_caveats(log, make_steps(log, "tier"), None), _caveat(amounts)),
        origin=log.origin,
    )


def _gives(log: EngagementLog, amounts: Exchange) -> NDArray[np.bool_]:
    """Which counted engagements are contributions, also where they are worth no points."""
    tier = log.counted["tier"].cat.codes.to_numpy()
    return np.asarray(tier >= log.scheme.tier(amounts.tier).rank)


def _counted(
    cells: tuple[Ints, Ints], person: Ints, of_person: tuple[Floats, Floats, NDArray[np.bool_]]
) -> pd.DataFrame:
    """Each tier and activity with its people, and what they received and contributed on average."""
    received, contributed, ever = of_person
    places = pd.DataFrame({"tier": cells[0], "activity": cells[1], "person": person})
    counts = places.groupby(["tier", "activity"]).size()
    once = places.drop_duplicates()
    amounts = once.assign(
        received=received[once["person"]],
        contributed=contributed[once["person"]],
        never=~ever[once["person"]],
    ).groupby(["tier", "activity"])
    found = amounts.agg(
        n=("person", "size"), x=("never", "sum"), received=("received", "mean"),
        contributed=("contributed", "mean"),
    )  # fmt: skip
    return found.join(counts.rename("engagements")).reset_index()


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


def _cells(log: EngagementLog, by: str) -> tuple[tuple[Ints, Ints], tuple[str, ...]]:
    """The tier and the activity of each counted engagement; one activity where none is asked."""
    tier = log.counted["tier"].cat.codes.to_numpy(np.int64)
    if by == "tier":
        return (tier, np.full(len(tier), -1, dtype=np.int64)), ()
    codes, names = level_codes(log, "activity")
    return (tier, codes), names


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


def _sentence(
    here: NDArray[np.bool_],
    ever: NDArray[np.bool_],
    totals: tuple[Floats, Floats],
    amounts: Exchange,
) -> Sentence:
    n = int(here.sum())
    if not n:
        return Sentence(
            "Nobody has an engagement that counts.", "nobody has an engagement that counts"
        )
    never = Rate(int((here & ~ever).sum()), n, "everyone")
    if not never.enough:
        return Sentence(
            "Have never contributed, at {tier} or above: {never}.",
            "have never contributed",
            tier=amounts.tier,
            never=never,
        )
    got, gave = (Amount(total[here].mean()) for total in totals)
    return Sentence(
        "Have never contributed, at {tier} or above: {never}; a person has received "
        "{got} and contributed {gave} {unit} on average.",
        "have never contributed",
        tier=amounts.tier,
        never=never,
        got=got,
        gave=gave,
        unit=amounts.unit,
    )


def _caveat(amounts: Exchange) -> Sentence:
    return Sentence(
        "Contributed is everything at {tier} and above, received everything below it, "
        "in {unit}; engagements without a tier are neither.",
        "what contributed means",
        tier=amounts.tier,
        unit=amounts.unit,
    )
