"""The interview: seven questions, and the answers to them.

It asks through whatever is given to it, so that a terminal, a test or a page can ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pathways.errors import OptionError, PathwaysError, one_of, shown
from pathways.project.interview_answers import Answers, answers_from
from pathways.project.tier_words import rank_by_words
from pathways.record.scheme import Tier, load_scheme
from pathways.record.window import parse_horizon
from pathways.stats.rate import parse_goal

__all__ = ["SEVEN", "interview"]

SEVEN = (
    "What do we do?",
    "How do people engage with us?",
    "How might we band these engagements?",
    "What does our mountain look like?",
    "How can we make it useful?",
    "Where do we focus?",
    "What do we do with the data we collect?",
)
"""The questions of docs/measures.md#section-9."""

Ask = Callable[[str, str], str]
Tell = Callable[[str], None]
Check = Callable[[str], object]


def interview(ask: Ask, tell: Tell) -> Answers:
    """Ask the seven questions, each again until its answer can be understood.

    Args:
        ask: given a question and the usual answer, gives what was answered.
        tell: given a line, shows it.

    Example:
        >>> said = {"Our programs, separated by commas": "OL"}
        >>> answers = interview(lambda text, usual: said.get(text, usual), lambda line: None)
        >>> answers.programs, answers.tiers[0].name
        (('OL',), 'Learning')
    """
    talk = _Talk(ask, tell)
    raw: dict[str, Any] = {}
    for nth, (question, part) in enumerate(zip(SEVEN, _PARTS, strict=True), 1):
        tell(f"\n{nth} of 7. {question}")
        part(talk, raw)
    return answers_from(raw)


class _Talk:
    """Asks until an answer passes its check."""

    def __init__(self, ask: Ask, tell: Tell) -> None:
        self._ask, self._tell = ask, tell

    def text(self, question: str, usual: str = "", check: Check = str) -> str:
        """One answer, as text."""
        while True:
            answer = self._ask(question, usual).strip()
            try:
                check(answer)
            except PathwaysError as error:
                self._tell(str(error))
            else:
                return answer

    def names(self, question: str, usual: str = "", check: Check = str) -> list[str]:
        """Several answers, separated by commas, each of which passes the check."""

        def each(answer: str) -> None:
            for name in _split(answer):
                check(name)

        return _split(self.text(question, usual, each))


def _programs(talk: _Talk, raw: dict[str, Any]) -> None:
    raw["programs"] = _split(talk.text("Our programs, separated by commas", "", _some))


def _roles(talk: _Talk, raw: dict[str, Any]) -> None:
    raw["roles"] = {
        program: talk.names(f"Roles in {program}, separated by commas (none: just taking part)")
        for program in raw["programs"]
    }


def _bands(talk: _Talk, raw: dict[str, Any]) -> None:
    usual = load_scheme("moe")
    question = "Our tiers, lowest first, separated by commas"
    names = _split(talk.text(question, ", ".join(usual.tier_names), _some))
    names = list(dict.fromkeys(names))
    raw["tiers"] = [{"name": name, "roles": []} for name in names]
    known = _among(names, "tier")
    for place in _places(raw):
        likely = usual.tier_of(None, place) or _by_words(place, usual.tier_names)
        likely = likely if likely in names else ""
        at = talk.text(f"At which tier is {place}? (none: leave it open)", likely, known)
        for tier in raw["tiers"]:
            if tier["name"] == at:
                tier["roles"].append(place)


def _by_words(place: str, tiers: Sequence[str]) -> str:
    found = rank_by_words(place) or rank_by_words(None, place)
    return tiers[found[0]] if found else ""


def _places(raw: dict[str, Any]) -> list[str]:
    """Every role once, and the programs without one."""
    roles = (role for roles_of_program in raw["roles"].values() for role in roles_of_program)
    alone = (program for program, roles_of_program in raw["roles"].items() if not roles_of_program)
    return list(dict.fromkeys((*roles, *alone)))


def _mountain(talk: _Talk, raw: dict[str, Any]) -> None:
    raw["title"] = talk.text("A name for our mountain", "Our community")
    known = _among(["low", "high"], "touch")
    for tier in raw["tiers"]:
        tier["touch"] = talk.text(
            f"{tier['name']}: does a person of ours spend time on a person (high) or not (low)?",
            _usual(tier["name"], 0 if tier is raw["tiers"][0] else 1).touch,
            lambda answer: known(answer or "none"),
        )


def _useful(talk: _Talk, raw: dict[str, Any]) -> None:
    for rank, tier in enumerate(raw["tiers"]):
        name = tier["name"]
        usual = _usual(name, rank)
        examples = ", ".join(usual.examples)
        tier["examples"] = talk.names(f"{name}: what people do there, by commas", examples)
        tier["gives"] = talk.text(f"{name}: what do we give", usual.gives)
        tier["gets"] = talk.text(f"{name}: what do we get", usual.gets)
        tier["points"] = talk.text(f"{name}: points for one engagement", usual.points, _decimal)


def _usual(name: str, rank: int) -> Tier:
    """What is usual for a tier: what the default scheme says of one of that name."""
    known = {tier.name: tier for tier in load_scheme("moe").tiers}
    plain = Tier(name, rank, "high" if rank else "low", points=str(rank + 1))
    return known.get(name, plain)


def _focus(talk: _Talk, raw: dict[str, Any]) -> None:
    names = [tier["name"] for tier in raw["tiers"]]
    known = _among(names, "tier")
    raw["focus"] = talk.names("Only these tiers, separated by commas (none: all)", "", known)
    steps = _among([*_places(raw), *raw["programs"], *names], "step")
    source = talk.text("The step that we hope for leads from (none: leave it open)", "", steps)
    if source:
        target = talk.text("and leads to", "", lambda answer: steps(answer or "nothing"))
        goal = talk.text("Which share should take it, such as 0.9 (none: no goal)", "", _goal)
        raw["hope"] = {"from": source, "to": target, "goal": goal}


def _data(talk: _Talk, raw: dict[str, Any]) -> None:
    raw["source"] = talk.text("The file that holds our record (none: named each time)")
    raw["horizon"] = talk.text(
        "How long do we watch people: 12m, 90d, 1e for an edition (none: the usual)", "", _horizon
    )


_PARTS = (_programs, _roles, _bands, _mountain, _useful, _focus, _data)


def _split(answer: str) -> list[str]:
    return [name.strip() for name in answer.split(",") if name.strip()]


def _some(answer: str) -> None:
    if not _split(answer):
        raise OptionError("At least one is needed.")


def _among(known: Sequence[str], what: str) -> Check:
    def check(answer: str) -> None:
        if answer and answer not in known:
            raise OptionError(f"{one_of(answer, known, what.capitalize())}.")

    return check


def _decimal(answer: str) -> None:
    try:
        enough = Decimal(answer) >= 0
    except InvalidOperation:
        enough = False
    if not enough:
        raise OptionError(f"Points are a decimal from 0 up, not {shown(answer)}.")


def _goal(answer: str) -> None:
    if answer:
        parse_goal(answer)


def _horizon(answer: str) -> None:
    if answer:
        parse_horizon(answer)
