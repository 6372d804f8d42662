"""How likely two ids are one person's, by what is known of both: points to be counted by hand.

============================================ =======
the same e-mail address                          95
the same login                                   95
the same phone number                            85
the same name, its words in any order            70
a name with one letter, an initial or a
middle name that differs                         50
============================================ =======

The best of these counts; for a name there is more or less:

============================================ =======
the same city                                   +15
the same country (where no city is known)        +8
different countries                             -25
the same organisation                            +5
a similar name in the same edition              +10
a name that chance may give to others           -15
============================================ =======

A name that chance may give to others is one that three or more ids have, or of which there would be
a tenth of another if the words of all names met by chance.

An address, login or number that stands with names that are not alike is *do not*: somebody signed
others up, or people share it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from loaders.understanding.alike import near_names

__all__ = ["DO_NOT", "LIKELY", "POSSIBLE", "Pair", "Person", "people_of", "scored_pairs"]

LIKELY, POSSIBLE, DO_NOT = "likely", "possible", "do not"
_SHARED = {"e-mail": 95, "login": 95, "phone": 85}
_SAME_NAME, _NEAR_NAME = 70, 50
_FROM_LIKELY, _FROM_POSSIBLE = 80, 50
_MANY, _BY_CHANCE = 3, 0.1
_CROWD = 20
"""Ids that share one address: more are an office, and nothing is suggested of them."""
_AT_ONCE = 3000
"""Names that are each compared with each; of more only those that share a word are."""


@dataclass
class Person:
    """What is known of an id: values by kind, and the editions in which it came."""

    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    editions: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Pair:
    """Two ids, how likely they are one person's (0 to 100), and what speaks for it."""

    first: str
    second: str
    score: int
    verdict: str
    evidence: tuple[str, ...]


def people_of(evidence: pd.DataFrame, editions: Mapping[str, set[str]]) -> dict[str, Person]:
    """What is known of each id; ``editions`` are those in which it came."""
    found: dict[str, Person] = defaultdict(Person)
    rows = evidence[["participant", "kind", "value"]].itertuples(index=False)
    for participant, kind, value in rows:
        found[participant].known[kind].add(value)
    for participant, person in found.items():
        person.editions = editions.get(participant, set())
    return dict(found)


def scored_pairs(people: Mapping[str, Person]) -> list[Pair]:
    """All pairs that something speaks for, the likeliest first; then those that must not be one."""
    names = _Names(people)
    shared = _sharing(people)
    pairs = {*shared, *names.pairs()}
    found = [_pair(one, other, people, names, shared.get((one, other), ())) for one, other in pairs]
    kept = [pair for pair in found if pair.verdict == DO_NOT or pair.score >= _FROM_POSSIBLE]
    return sorted(kept, key=lambda one: (one.verdict == DO_NOT, -one.score, one.first, one.second))


class _Names:
    """Which names are alike, and whose they are."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self.owners: dict[str, set[str]] = defaultdict(set)
        for one, person in people.items():
            for name in person.known["name"]:
                self.owners[name].add(one)
        self.words = Counter(word for name in self.owners for word in set(name.split()))
        self.near = {frozenset(pair) for pair in _near(sorted(self.owners))}

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Ids with the same name, or with names that are alike."""
        for owners in self.owners.values():
            yield from combinations(sorted(owners), 2)
        for near in self.near:
            one, other = near
            for a in self.owners[one]:
                yield from ((min(a, b), max(a, b)) for b in self.owners[other] if a != b)

    def alike(self, one: Person, other: Person) -> int:
        """Points for the names of two people; 0 where they are not alike, or not known."""
        if one.known["name"] & other.known["name"]:
            return _SAME_NAME
        both = (frozenset((a, b)) for a in one.known["name"] for b in other.known["name"])
        return _NEAR_NAME if any(pair in self.near for pair in both) else 0

    def is_common(self, one: Person, other: Person) -> bool:
        """Whether chance may have given both the same name, or several have it."""
        same = one.known["name"] & other.known["name"]
        return bool(same) and all(
            len(self.owners[name]) >= _MANY or self._by_chance(name) >= _BY_CHANCE for name in same
        )

    def _by_chance(self, name: str) -> float:
        """How many others of this name there would be, if its words met by chance."""
        people = len(self.owners)
        return people * math.prod((self.words[word] - 1) / people for word in name.split())


def _near(names: list[str]) -> Iterator[tuple[str, str]]:
    """Names that differ by a letter, an initial, or a word that only one of them has."""
    words = [tuple(name.split()) for name in names]
    by_word: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(words):
        for word in name:
            by_word[word].append(at)
    blocks = [list(range(len(names)))] if len(names) <= _AT_ONCE else list(by_word.values())
    for block in blocks:
        if len(block) <= _AT_ONCE:
            for one, other, _ in near_names([words[at] for at in block]):
                yield names[block[one]], names[block[other]]
    for at, name in enumerate(words):
        longer = set.intersection(*(set(by_word[word]) for word in name))
        hits = [other for other in longer if len(words[other]) == len(name) + 1]
        if len(hits) == 1:
            yield names[at], names[hits[0]]


def _sharing(people: Mapping[str, Person]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Pairs with an address, login or number in common, and which of these."""
    by_value: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, person in people.items():
        for kind in _SHARED:
            for value in person.known[kind]:
                by_value[kind, value].add(one)
    found: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for (kind, _), owners in by_value.items():
        if len(owners) <= _CROWD:
            for one, other in combinations(sorted(owners), 2):
                found[one, other] = tuple(dict.fromkeys((*found[one, other], kind)))
    return dict(found)


def _pair(
    first: str, second: str, people: Mapping[str, Person], names: _Names, shared: tuple[str, ...]
) -> Pair:
    one, other = people[first], people[second]
    alike = names.alike(one, other)
    evidence = [f"same {kind}" for kind in shared]
    if shared and not alike and one.known["name"] and other.known["name"]:
        return Pair(first, second, 0, DO_NOT, (*evidence, "names that are not alike"))
    score = max((_SHARED[kind] for kind in shared), default=0)
    if alike:
        evidence.append("same name" if alike == _SAME_NAME else "similar name")
        common, similar = names.is_common(one, other), alike == _NEAR_NAME
        more, why = _beside(one, other, similar=similar, common=common)
        score, evidence = max(score, min(alike + more, 99)), [*evidence, *why]
    verdict = LIKELY if score >= _FROM_LIKELY else POSSIBLE
    return Pair(first, second, score, verdict, tuple(evidence))


def _beside(one: Person, other: Person, *, similar: bool, common: bool) -> tuple[int, list[str]]:
    """What speaks for or against two people of one name."""
    city, country = (one.known[kind] & other.known[kind] for kind in ("city", "country"))
    apart = one.known["country"] and other.known["country"] and not country
    checks = (
        (bool(city) and not apart, 15, "same city"),
        (bool(country) and not city, 8, "same country"),
        (bool(apart), -25, "different countries"),
        (bool(one.known["organisation"] & other.known["organisation"]), 5, "same organisation"),
        (similar and bool(one.editions & other.editions), 10, "in the same edition"),
        (common, -15, "a name that others may have"),
    )
    return sum(points for holds, points, _ in checks if holds), [
        words for holds, _, words in checks if holds
    ]
