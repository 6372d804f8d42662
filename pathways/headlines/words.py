"""Claims as a sentence: every word from their values, and none that tells of 1 to 4 people."""

from __future__ import annotations

from pathways.answer.wording import Percent, Sentence
from pathways.headlines.choice import Headline
from pathways.headlines.claim import Claim, Span
from pathways.record.window import length_of_time
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.rate import TOO_FEW

__all__ = ["NOTHING_YET", "headline_words", "span_words"]

NOTHING_YET = Sentence("Too little is on record yet to say where people go", "too little on record")


_SHUT = {
    "refused": "too many rows could not be read",
    "untiered": "too many engagements have no tier",
    "single": "no person comes twice, so the ids may not be those of people",
    "editions": "the dates of editions contradict their numbers",
    "apart": "some dates stand far apart from all others",
}
"""Why the gate is shut, in the words of a title."""


def headline_words(said: Headline) -> Sentence:
    """The headline as a sentence without a full stop.

    What a picture draws in the colour of its mark has the roles ``stuck`` and ``up``.

    Example:
        >>> from pathways.headlines.choice import headline
        >>> str(headline_words(headline(log, "role", log.horizon("1e"))))
        'Everyone begins at mentee'
    """
    if said.shut:
        return Sentence("No headline yet: {why}", "gate", why=_SHUT[said.shut])
    if not said.claims:
        return NOTHING_YET
    first, *others = said.claims
    if first.kind == "begin":
        return _began(first)
    parts = [_stopped(first), *(_went(claim) for claim in others if not claim.tells_of_few)]
    whole = Sentence.joined("; ", parts)
    return Sentence("{whole}{holds}", "headline", whole=whole, holds=_qualified(first))


def _began(claim: Claim) -> Sentence:
    if claim.x == claim.n:
        return Sentence("Everyone begins at {step}", "begin", step=claim.place)
    if claim.tells_of_few or claim.n < TOO_FEW:
        words = "Most people begin at {step}" if 2 * claim.x > claim.n else "More begin at {step}"
        return Sentence(words, "begin", step=claim.place)
    rate = Percent(claim.x / claim.n)
    return Sentence("{rate} begin at {step}", "begin", rate=rate, step=claim.place)


def _stopped(claim: Claim) -> Sentence:
    within = "" if claim.window is None else str(claim.window)
    if claim.x == claim.n:
        return Sentence("After {step}, {stuck} within {within}", "stop", step=claim.place,
                        stuck="nobody takes a further step", within=within)  # fmt: skip
    if claim.tells_of_few or not claim.x:
        if 2 * claim.x < claim.n:
            who = "nearly everyone" if claim.x else "everyone"
            return Sentence("After {step}, {who} takes a further step within {within}", "stop",
                            step=claim.place, who=who, within=within)  # fmt: skip
        return Sentence("After {step}, nearly everyone takes {stuck} within {within}", "stop",
                        step=claim.place, stuck=NO_FURTHER, within=within)  # fmt: skip
    return Sentence("After {step}, {rate} take {stuck} within {within}", "stop", step=claim.place,
                    rate=Percent(claim.x / claim.n), stuck=NO_FURTHER, within=within)  # fmt: skip


def _went(claim: Claim) -> Sentence:
    way = f"go on to {claim.way}"
    return Sentence("{rate} {up}", "onward", rate=Percent(claim.x / claim.n), up=way)


def _qualified(claim: Claim) -> Sentence:
    """Behind a share that does not hold everywhere: how far it does."""
    span = claim.span
    if span is None or span.holds or claim.tells_of_few:
        return Sentence("")
    if span.everywhere and span.before is not None:
        return Sentence(" (six months earlier it was {before})", before=Percent(span.before))
    if span.shortest == span.longest:
        return Sentence(" (not so with another window)")
    return Sentence(" (so for windows of {windows})", windows=_from_to(span))


def span_words(span: Span) -> Sentence:
    """From which to which window a share holds, for the small print below it."""
    return Sentence("The share holds for windows of {windows}.", "holds", windows=_from_to(span))


def _from_to(span: Span) -> str:
    """The windows as a range: ``9 to 18 months``."""
    shortest, longest = length_of_time(span.shortest), length_of_time(span.longest)
    if span.shortest == span.longest:
        return shortest
    if span.shortest.unit == span.longest.unit:
        shortest = str(span.shortest.months or span.shortest.length)
    return f"{shortest} to {longest}"
