"""A measure in its two steps, so that anything that can count can ask it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from pathways.answer import Answer
from pathways.record.log import EngagementLog
from pathways.record.trust import alarms_of
from pathways.tallies.divided import PEOPLE, Divided
from pathways.tallies.tally import Tally, added
from pathways.tallies.terms import Terms

__all__ = ["TwoSteps"]


@dataclass(frozen=True)
class TwoSteps:
    """How a measure is counted and answered.

    Attributes:
        terms: what is the same for every part, from the whole record and what was asked.
        tally: what one part knows.
        answer: what all of them together say.
        second: where a first counting only says what is to be counted, such as which routes: the
            terms of a second one, from the first.  The answer is made of both.
    """

    terms: Callable[..., Terms]
    tally: Callable[[EngagementLog, Terms], Tally]
    answer: Callable[[Tally, Terms], Answer]
    second: Callable[[Tally, Terms], Terms] | None = None

    def whole(self, log: EngagementLog | Divided, **asked: object) -> Answer:
        """The answer of a record that is counted in one piece, or whose parts somebody adds."""
        if isinstance(log, Divided):
            return self._of_divided(log, self.terms(log.kinds, **asked))
        return self.over(lambda terms: self.tally(log, terms), self.terms(log, **asked))

    def in_parts(self, parts: Collection[EngagementLog], terms: Terms) -> Answer:
        """The answer of a record whose people are divided over parts.

        Example:
            >>> from pathways.measures.transitions import TWO_STEPS
            >>> terms = TWO_STEPS.terms(log, by="role")
            >>> first = (log.records["participant"] == "ana").to_numpy()
            >>> parts = [log.keep(first, "ana"), log.keep(~first, "everyone else")]
            >>> TWO_STEPS.in_parts(parts, terms).table.equals(
            ...     TWO_STEPS.whole(log, by="role").table
            ... )
            True
        """
        return self.over(lambda terms: added(self.tally(part, terms) for part in parts), terms)

    def over(self, counted: Callable[[Terms], Tally], terms: Terms) -> Answer:
        """The answer of a record that ``counted`` counts on given terms, wherever it lies."""
        tally = counted(terms)
        if self.second is not None:
            terms = self.second(tally, terms)
            tally = {**tally, **counted(terms)}
        return self.answer(tally, terms)

    def _of_divided(self, record: Divided, terms: Terms) -> Answer:
        """The answer; what speaks against the record is known when its people are counted."""
        people = 0

        def counted(terms: Terms) -> Tally:
            nonlocal people
            tally = dict(record.add_up(self.tally, terms))
            people = int(tally.pop(PEOPLE)["people"][0])
            return tally

        answer = self.over(counted, terms)
        alarms = alarms_of(record.kinds.with_people(people))
        return replace(answer, origin=replace(answer.origin, alarms=alarms))
