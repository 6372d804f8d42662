"""Queries changed by hand, one place at a time, as a careful reader would get them wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Mutation", "mutations"]

_TOKEN = re.compile(
    r"//[^\n]*|'[^']*'"
    r"|<-\[|\]->|-\[|\]-|\)<-|->\(|<=|>=|<>|->|<-"  # arrows of patterns before comparisons
    r"|\$?[A-Za-z_]\w*|\d+(?:\.\d+)?|\.\.|\s+|.",
    re.DOTALL,
)
_OTHERS = {
    "<": ("<=", ">"),
    "<=": ("<", ">"),
    ">": (">=", "<"),
    ">=": (">", "<"),
    "=": ("<>",),
    "<>": ("=",),
    "AND": ("OR",),
    "OR": ("AND",),
    "min": ("max",),
    "max": ("min",),
    "head": ("last",),
    "last": ("head",),
    "any": ("all",),
    "all": ("any",),
    "none": ("any",),
    "true": ("false",),
    "false": ("true",),
    "OPTIONAL": ("",),
    "EXISTS": ("NOT EXISTS",),
    "NOT": ("",),
    "DESC": ("",),
    "+": ("-",),
    "'month'": ("'year'", "'day'"),
}
_KINDS = ("'days'", "'months'", "'editions'", "'include'", "'activity'", "'edition'", "'year'")


Tokens = list[re.Match[str]]


class Mutation(NamedTuple):
    """One change: the line of the query, the place in it, and what stands there instead."""

    line: str
    place: int
    old: str
    new: str
    text: str

    def __str__(self) -> str:
        at = self.place
        return f"{self.line[:at]}«{self.old}→{self.new}»{self.line[at + len(self.old) :]}".strip()


def mutations(query: str) -> Iterator[Mutation]:
    """Every change of one place in the Cypher below the header of a query."""
    begin = query.index("CYPHER 5\n") + len("CYPHER 5\n")
    tokens = [*_TOKEN.finditer(query, begin)]
    for number, token in enumerate(tokens):
        for old, new in _changes(tokens, number):
            at = token.start()
            line = query.rfind("\n", 0, at) + 1
            end = query.find("\n", at)
            text = query[:at] + new + query[at + len(old) :]
            yield Mutation(query[line : end if end > 0 else None], at - line, old, new, text)


def _changes(tokens: Tokens, number: int) -> Iterator[tuple[str, str]]:
    """What the word at a place can be changed into, with all that is replaced for it."""
    word = tokens[number][0]
    for change in (_of_number, _of_clause, _of_order, _of_missing):
        found = list(change(tokens, number))
        if found:
            yield from found
            return
    if not (word == "NOT" and _before(tokens, number, "IS")):
        yield from ((word, new) for new in _OTHERS.get(word, ()))


def _of_number(tokens: Tokens, number: int) -> Iterator[tuple[str, str]]:
    """One more and one less; a mark that is only counted may be any number."""
    word = tokens[number][0]
    mark = _before(tokens, number, "THEN") and _rest(tokens, number).startswith(f"{word} END")
    if word.isdigit() and not mark:
        yield from ((word, str(int(word) + 1)), (word, str(int(word) - 1)))
    elif re.fullmatch(r"\d+\.\d+", word):
        yield from ((word, str(round(float(word) * factor, 4))) for factor in (0.9, 1.1))
    elif word == "'1970-01-01'":
        yield word, "'1970-01-02'"
    elif word == "-" and tokens[number - 1][0] == " ":
        yield "-", "+"


def _of_clause(tokens: Tokens, number: int) -> Iterator[tuple[str, str]]:
    """What must be there may be missing, what counts does not matter, and things count twice."""
    word, rest = tokens[number][0], _rest(tokens, number)
    if word == "DISTINCT":
        yield "DISTINCT ", ""
    elif word == "MATCH" and not _before(tokens, number, "OPTIONAL") and _alone(tokens, number):
        yield "MATCH", "OPTIONAL MATCH"
    elif rest.startswith(("WHERE e.counted", "WHERE t.counted")):
        yield rest[:15], "WHERE true"
    elif word in _KINDS:
        yield word, "'another'"


def _of_missing(tokens: Tokens, number: int) -> Iterator[tuple[str, str]]:
    if tokens[number][0] == "IS":
        there = _rest(tokens, number).startswith("IS NOT NULL")
        yield ("IS NOT NULL", "IS NULL") if there else ("IS NULL", "IS NOT NULL")


def _of_order(tokens: Tokens, number: int) -> Iterator[tuple[str, str]]:
    """Each part of an order the other way round; DESC is taken away where it stands."""
    if tokens[number][0] != "ORDER":
        return
    line = tokens[number].string[tokens[number].start() :].partition("\n")[0]
    parts = line.removeprefix("ORDER BY ").split(", ")
    for at, part in enumerate(parts):
        if not part.endswith(" DESC"):
            turned = [*parts[:at], f"{part} DESC", *parts[at + 1 :]]
            yield line, f"ORDER BY {', '.join(turned)}"


def _rest(tokens: Tokens, number: int) -> str:
    return "".join(one[0] for one in tokens[number : number + 8])


def _before(tokens: Tokens, number: int, word: str) -> bool:
    return number > 1 and tokens[number - 2][0] == word


def _alone(tokens: Tokens, number: int) -> bool:
    """Whether a MATCH begins a line: inside COLLECT and EXISTS it cannot be optional."""
    start = tokens[number].start()
    text = tokens[number].string
    return text[text.rfind("\n", 0, start) + 1 : start].strip() == ""
