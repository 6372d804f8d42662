"""From files and questions to a settled understanding: asks, takes guesses, shows the effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pathways.errors import NoAnswerError, OptionError
from pathways.project.beginning import Folder, pairs_of
from pathways.project.question import Question
from pathways.project.tiers import TierGuess, corrected, guess_tiers
from pathways.project.understanding import Understanding

__all__ = ["MOST", "guesses_of", "settled", "take_guess"]

MOST = 5
"""Questions that somebody is asked, the one about tiers among them; for others the guess holds."""

Look = Callable[[Mapping[str, str]], Understanding]
Ask = Callable[[Question], str]
Tell = Callable[[str], None]


def take_guess(question: Question) -> str:
    """The guess, where it has a reason.

    Raises:
        NoAnswerError: only a person can answer; the message says how.
    """
    if not question.only_a_person:
        return question.guess
    listed = "".join(f"\n  {choice.value}: {choice.says}" for choice in question.choices)
    raise NoAnswerError(
        f"{question.text} The file does not say it, and a guess could give wrong numbers."
        f"{listed}\nRun start without --yes to be asked, or write the line "
        f'{question.key} = "{question.guess or "…"}" into a file and give it with --answers FILE.'
    )


def settled(look: Look, answers: Mapping[str, str], ask: Ask, tell: Tell) -> Understanding:
    """Read the files, and have asked what they do not say, one question after the other.

    Args:
        look: reads the files with answers.
        answers: what is answered already.
        ask: gives the answer to a question.
        tell: says why an answer cannot be; the question is asked again.

    Raises:
        NoAnswerError: a question that nobody answers.
        RecordsError: a file that cannot be read, whatever the answers.
    """
    given, asked = dict(answers), 0
    seen = look(given)
    every: dict[str, Question] = {}
    while True:
        every |= {one.key: one for one in seen.questions}
        waiting = [one for one in seen.questions if one.key not in given]
        if not waiting:
            return replace(seen, questions=tuple(every.values()))
        question = waiting[0]
        if asked >= MOST - 1 and not question.only_a_person:
            given[question.key] = question.guess
            continue
        answer = ask(question)
        try:
            given[question.key] = question.settle(answer)
            seen = look(given)
            asked += 1
        except OptionError as error:
            given.pop(question.key, None)
            if answer == question.guess:
                raise
            tell(str(error))


def guesses_of(seen: Understanding, folder: Folder, corrections: str) -> tuple[TierGuess, ...]:
    """The proposed tiers of a record, with corrections such as ``Mentor = Leading``.

    Raises:
        OptionError: a role, a program or a tier that is not there.
    """
    guesses = guess_tiers(seen.found.log.counted, folder.scheme)
    return corrected(guesses, pairs_of(corrections), folder.scheme)
