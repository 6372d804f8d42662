"""A question that only the owner of a file can answer: with a guess, its reason and its effect."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.tables.mapping import Mapping
from pathways.errors import OptionError, one_of

__all__ = ["Choice", "Question"]


@dataclass(frozen=True)
class Choice:
    """One possible answer.

    Attributes:
        value: the word that stands for it.
        says: what it says or would do, in plain words.
        change: the part of a mapping that makes it so, where it is one.
    """

    value: str
    says: str = ""
    change: Mapping | None = None


@dataclass(frozen=True)
class Question:
    """Something about a file that the file does not say.

    Attributes:
        key: its name in a file of answers, such as ``who`` or ``date-order``.
        text: the question, in the user's words.
        guess: the answer that is taken where nobody says another.
        reason: why this one.
        effect: what the answer decides.
        choices: possible answers, the most likely first; without any every text is one.
        only_a_person: the guess has no better reason than the others, and nobody should be told a
            number that rests on it.
        open: other words than the choices are an answer too.
        several: the answer may be several choices, separated by commas.
    """

    key: str
    text: str
    guess: str
    reason: str = ""
    effect: str = ""
    choices: tuple[Choice, ...] = ()
    only_a_person: bool = False
    open: bool = False
    several: bool = False

    def settle(self, answer: str) -> str:
        """An answer as it is kept: nothing is the guess, a number is that choice.

        Raises:
            OptionError: none of the choices; the message names the nearest.

        Example:
            >>> asked = Question("who", "Who?", "Name", choices=(Choice("Name"), Choice("Email")))
            >>> asked.settle(""), asked.settle("2"), asked.settle("email")
            ('Name', 'Email', 'Email')
        """
        chosen = answer.strip() or self.guess
        if not self.choices:
            return chosen
        parts = [part.strip() for part in chosen.split(",")] if self.several else [chosen]
        return ", ".join(self._choice(part) for part in parts if part)

    def _choice(self, answer: str) -> str:
        values = [choice.value for choice in self.choices]
        named = {value.casefold(): value for value in values}
        if answer.casefold() in named:
            return named[answer.casefold()]
        if answer.isdecimal() and 1 <= int(answer) <= len(values):
            return values[int(answer) - 1]
        if self.open or answer == self.guess:
            return answer
        raise OptionError(
            f"{one_of(answer, values, 'Answer')}. Give its number or its name, or just Enter."
        )
