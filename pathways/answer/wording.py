"""What every answer has in common: sentences that keep their values, words, columns of rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from pathways.stats.rate import TOO_FEW, Rate, percent, wilson

__all__ = [
    "FILTERED",
    "Amount",
    "Number",
    "People",
    "Percent",
    "Points",
    "Sentence",
    "amount_word",
    "comparisons_word",
    "kind_of",
    "listed",
    "of_the_watched",
    "people_word",
    "points_word",
    "rate_columns",
]

FILTERED = "only these"
"""The kind of a caveat that says which engagements were counted."""


class Sentence(str):
    """A text that is made from values and keeps them, so that nobody has to read it back.

    It is a text like any other: print it, compare it, write it as JSON.  ``kind`` names what it
    says, ``values`` holds what stands in its places, by role.  A whole number is a count of people
    or of what they did, and is withheld from what is shared where it is under 5; a number of
    anything else is a :class:`Number`, a :class:`Percent` or the like.

    Args:
        words: the text, with the roles of its values in braces.
        kind: what it says, in a few words; empty for a part of a sentence.
        values: what stands in its places, by role.

    Example:
        >>> told = Sentence("{gone} of {place} left.", "left", gone=3, place="Arts + {Crafts}")
        >>> told, told.kind, told.values["gone"]
        ('3 of Arts + {Crafts} left.', 'left', 3)
    """

    _words: str
    kind: str
    values: Mapping[str, Any]

    def __new__(cls, words: str, kind: str = "", /, **values: Any) -> Self:
        made = super().__new__(cls, words.format_map(values))
        made._words, made.kind, made.values = words, kind, values
        return made

    @classmethod
    def joined(cls, between: str, parts: Sequence[str], kind: str = "") -> Self:
        """Parts one after the other, each with its values.

        >>> both = Sentence.joined("; ", [Sentence("{n} came", n=12), "nobody went"])
        >>> both, [value for _, value in both.numbers()]
        ('12 came; nobody went', [12])
        """
        roles = {f"part_{nth}": part for nth, part in enumerate(parts, 1)}
        return cls(between.join(f"{{{role}}}" for role in roles), kind, **roles)

    def numbers(self) -> Iterator[tuple[str, Any]]:
        """Everything in it that is not a text, with its role, also from sentences inside it."""
        for role, value in self.values.items():
            if isinstance(value, Sentence):
                yield from value.numbers()
            elif not isinstance(value, str):
                yield role, value

    def runs(self) -> Iterator[tuple[str, str]]:
        """Its text piece by piece, each with the role of the value that it is, or none.

        >>> list(Sentence("After {step}, {stuck}", step="mentee", stuck="no further step").runs())
        [('', 'After '), ('step', 'mentee'), ('', ', '), ('stuck', 'no further step')]
        """
        for words, role, look, _ in Formatter().parse(self._words):
            if words:
                yield "", words
            value = self.values[role] if role else None
            if isinstance(value, Sentence):
                yield from value.runs()
            elif role:
                yield role, format(value, look or "")

    def begun(self) -> Self:
        """The same with a capital, where it begins with words of its own.

        >>> Sentence("left out: {n}", n=12).begun()
        'Left out: 12'
        """
        return type(self)(self._words[:1].upper() + self._words[1:], self.kind, **self.values)

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        return (self._words, self.kind), dict(self.values)


def kind_of(text: str) -> str:
    """What a text says, in a few words; nothing for one that was made without values."""
    return text.kind if isinstance(text, Sentence) else ""


class Number(int):
    """A number that counts no people: of editions, of pairs, of places in a list."""


class People(int):
    """A count of people, which is said with its noun.

    >>> f"{People(1)}, {People(1200)}"
    '1 person, 1,200 people'
    """

    def __str__(self) -> str:
        return people_word(int(self))


class Percent(float):
    """A share, which is said in whole percent."""

    def __str__(self) -> str:
        return percent(float(self))


class Amount(float):
    """An amount, which is said with at most two decimals."""

    def __str__(self) -> str:
        return amount_word(float(self))


class Points(float):
    """An amount of points, which is said with its noun."""

    def __str__(self) -> str:
        return points_word(float(self))


def rate_columns(x: ArrayLike, n: ArrayLike, not_yet_observable: ArrayLike) -> dict[str, object]:
    """The columns ``x, n, rate, low, high, not_yet_observable`` of a table.

    ``rate``, ``low`` and ``high`` are missing where ``n`` is under 10: too few to say.
    """
    people, of = np.asarray(x, dtype=np.int64), np.asarray(n, dtype=np.int64)
    low, high = wilson(people, of)
    enough = of >= TOO_FEW
    rate = np.divide(people, of, out=np.full(of.shape, np.nan), where=enough)
    return {
        "x": people,
        "n": of,
        "rate": rate,
        "low": np.where(enough, low, np.nan),
        "high": np.where(enough, high, np.nan),
        "not_yet_observable": np.broadcast_to(
            np.asarray(not_yet_observable, dtype=np.int64), of.shape
        ),
    }


def of_the_watched(x: int, n: int, window: str) -> Sentence:
    """A share of the people who could be watched, whenever they did so, to end a sentence with.

    >>> of_the_watched(30, 49, "12 months")
    'of those watched for 12 months or longer, so far 30/49 = 61 % (47 to 74)'
    >>> of_the_watched(0, 0, "12 months")
    'nobody was watched for 12 months yet'
    """
    if not n:
        return Sentence("nobody was watched for {window} yet", window=window)
    words = "of those watched for {window} or longer, so far {rate}"
    return Sentence(words, window=window, rate=Rate(x, n, ""))


def people_word(count: int) -> str:
    """``1 person``, ``2 people``."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


def amount_word(amount: float) -> str:
    """A number as people say it, with at most two decimals.

    >>> amount_word(1500.0), amount_word(2.345), amount_word(-0.1)
    ('1,500', '2.35', '-0.1')
    """
    number = f"{abs(amount) + 1e-9:,.2f}".rstrip("0").rstrip(".")
    return f"-{number}" if amount < 0 and number != "0" else number


def points_word(points: float) -> str:
    """``1 point``, ``2.5 points``."""
    number = amount_word(points)
    return f"{number} point{'' if number == '1' else 's'}"


def comparisons_word(count: int) -> Sentence:
    """``1 comparison``, ``2 comparisons``."""
    noun = "comparison" if count == 1 else "comparisons"
    return Sentence("{comparisons:,} {noun}", comparisons=Number(count), noun=noun)


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names as people list them.

    >>> listed(["mentor"]), listed(["mentor", "host"]), listed(list("abcdefgh"), most=3)
    ('mentor', 'mentor and host', 'a, b, c and 5 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))
