"""Multipliers: what makes points count more, and how several of them come together.

A multiplier is a rule about people or engagements: ``region = South`` counts double.  It weighs
points and nothing else; no rate knows of it.

>>> south = Multiplier("region", "South", "2")
>>> first = Multiplier("status", "completed", "1.5", scope="engagement")
>>> Weighting((south, first)).factor((0, 1)), Weighting((south, first), cap="2.5").factor((0, 1))
(Decimal('3.0'), Decimal('2.5'))
>>> Weighting((south, first), stack="highest").factor((0, 1))
Decimal('2')
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from pathways.errors import OptionError, one_of, shown

__all__ = ["DIGITS", "UNWEIGHTED", "Multiplier", "Weighting", "decimals_of", "exact"]

SCOPES = ("participant", "engagement")
STACKS = ("product", "highest")
DIGITS = 200
"""Digits that products of decimals are kept to: more than any that fits into a whole number."""


@dataclass(frozen=True)
class Multiplier:
    """Points of people, or of engagements, with this value of an attribute count so many times.

    Attributes:
        attribute: a column of the record that describes people or engagements, or program,
            edition, role, tier or status.
        value: the value that it must have; upper and lower case are alike.
        factor: a decimal of 0 or more, as text so that it stays exact.
        scope: ``engagement`` reads the value on the row of the engagement alone.  For
            ``participant`` a row without a value has the one that was last known of the person
            by that day.  A value that became known later changes nothing that was before.

    Raises:
        OptionError: another word for ``scope``, or a factor that is no decimal.
    """

    attribute: str
    value: str
    factor: str | int | float | Decimal
    scope: str = "participant"

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise OptionError(f"{one_of(self.scope, SCOPES, 'scope')}.")
        exact(self.factor, "A factor")

    @property
    def label(self) -> str:
        """The rule in words.

        >>> Multiplier("region", "South", "2").label
        'region = South (× 2)'
        """
        return f"{self.attribute} = {self.value} (× {self.factor})"


@dataclass(frozen=True)
class Weighting:
    """All multipliers, and how those that hold for one engagement come together.

    Attributes:
        multipliers: the rules.
        stack: ``product`` of all that hold, or the ``highest`` of them.
        cap: what the factor of one engagement never exceeds.

    Raises:
        OptionError: another word for ``stack``, or a cap that is no decimal.
    """

    multipliers: tuple[Multiplier, ...] = ()
    stack: str = "product"
    cap: str | int | float | Decimal | None = None

    def __post_init__(self) -> None:
        if self.stack not in STACKS:
            raise OptionError(f"{one_of(self.stack, STACKS, 'stack')}.")
        if self.cap is not None:
            exact(self.cap, "A cap")

    @property
    def decimals(self) -> int:
        """How many decimals a factor can have; of rules about one thing those of one value hold.

        >>> south, north = (Multiplier("region", one, "1.25") for one in ("South", "North"))
        >>> Weighting((south, north)).decimals, Weighting((south, south)).decimals
        (2, 4)
        """
        together: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for one in self.multipliers:
            about = one.attribute.casefold(), one.scope
            together[about][one.value.casefold()] += decimals_of(exact(one.factor, "A factor"))
        most = [max(values.values()) for values in together.values()]
        cap = 0 if self.cap is None else decimals_of(exact(self.cap, "A cap"))
        return max(sum(most), cap)

    def factor(self, holding: Iterable[int]) -> Decimal:
        """What points are multiplied by where these rules hold, named by their numbers."""
        factors = [exact(self.multipliers[nth].factor, "A factor") for nth in holding]
        with localcontext() as context:
            context.prec = DIGITS
            product = Decimal(1)
            for each in factors:
                product *= each
        whole = product if self.stack == "product" else max(factors, default=Decimal(1))
        return whole if self.cap is None else min(whole, exact(self.cap, "A cap"))


UNWEIGHTED = Weighting()
"""No multipliers: weighted points are raw points."""


def decimals_of(number: Decimal) -> int:
    """How many decimals a number needs.

    >>> decimals_of(Decimal("1.250"))
    2
    """
    return max(0, -int(number.normalize().as_tuple().exponent))


def exact(value: object, what: str) -> Decimal:
    """A number of 0 or more as an exact decimal.

    Raises:
        OptionError: anything else; ``what`` says what it should have been.

    >>> exact("1.50", "A factor"), exact(0.1, "A factor")
    (Decimal('1.50'), Decimal('0.1'))
    """
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise OptionError(f"{what} is a decimal of 0 or more, such as 1.5, not {shown(value)}.")
    return number
