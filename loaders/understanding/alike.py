"""Names that are likely one person, in several spellings; never merged by themselves."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from loaders.tables.table import distinct
from loaders.understanding.proposal import Alike

__all__ = ["alike_names", "name_words", "near_names", "said_alike"]

_MOST = 3000
"""Different names that are compared with each other."""
_SCORE = 90
_INITIALS = 85
_LETTERS = re.compile(r"[^\W\d_]+")


def alike_names(
    names: pd.Categorical, ids: pd.Categorical, rows: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[Alike, ...]:
    """Groups of spellings that are likely one person.

    Two names are alike where their words are the same in another order, nearly the same, or the
    same but for an initial: *Maria Lopez*, *Lopez, Maria*, *María López*, *M. Lopez*.  Addresses
    are no names, and *Guest 1* and *Guest 2* are two.

    Args:
        names: the names, one a row.
        ids: what the log calls these people, one a row.
        rows: the numbers of the rows.
    """
    texts = distinct(names)
    if len(texts) > _MOST:
        return ()
    groups = _groups([name_words(text) for text in texts])
    codes = np.asarray(names.codes)
    first = {code: int(at) for code, at in zip(*np.unique(codes, return_index=True), strict=True)}
    found = []
    for members, score in groups:
        places = sorted(first[member] for member in members if member in first)
        people = tuple(dict.fromkeys(str(ids[at]) for at in places))
        if len(people) > 1:
            found.append(Alike(tuple(int(rows[at]) for at in places), people, score))
    return tuple(sorted(found, key=lambda one: one.rows))


def said_alike(alike: tuple[Alike, ...], people: int) -> str:
    """What is said of groups of spellings among so many people."""
    fewer = people - sum(len(one.participants) - 1 for one in alike)
    rows = ", ".join(map(str, alike[0].rows[:-1])) + f" and {alike[0].rows[-1]}"
    more = f", and {len(alike) - 1:,} more such groups" if len(alike) > 1 else ""
    return (
        f"{people:,} people may be {fewer:,}: rows {rows} are spelt like one person{more}. They "
        "are counted as they are spelt."
    )


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name; none where it is an address or has a number, which is then the name."""
    if "@" in name or any(map(str.isdigit, name)):
        return ()
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(sorted(_LETTERS.findall(letters)))


def _groups(words: Sequence[tuple[str, ...]]) -> list[tuple[list[int], float]]:
    """Connected names, and how alike the two least alike neighbours are."""
    parent = list(range(len(words)))
    scores: dict[int, float] = {}

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other, score in near_names(words):
        a, b = root(one), root(other)
        lowest = min(score, scores.get(a, 100.0), scores.get(b, 100.0))
        parent[b] = a
        scores[a] = lowest
    members: dict[int, list[int]] = defaultdict(list)
    for at in range(len(words)):
        members[root(at)].append(at)
    return [(group, scores[at]) for at, group in members.items() if len(group) > 1]


def near_names(words: Sequence[tuple[str, ...]]) -> list[tuple[int, int, float]]:
    """Pairs of names that are nearly the same, by their places, with a score from 0 to 100."""
    from rapidfuzz import fuzz, process

    full = [at for at, name in enumerate(words) if len(name) > 1]
    texts = [" ".join(words[at]) for at in full]
    if not texts:
        return []
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=_SCORE, dtype=np.float32)
    near = [
        (full[a], full[b], float(scores[a, b]))
        for a, b in zip(*np.nonzero(np.triu(scores, 1)), strict=True)
        if _same_but_typed(words[full[a]], words[full[b]])
    ]
    return [*near, *_by_initial(words, full)]


def _same_but_typed(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word is one of the other's with at most a letter changed."""
    from rapidfuzz.distance import OSA

    pairs = zip(one, other, strict=False)
    near = (a == b or (min(len(a), len(b)) > 3 and OSA.distance(a, b) <= 1) for a, b in pairs)
    return len(one) == len(other) and all(near)


def _by_initial(
    words: Sequence[tuple[str, ...]], full: Sequence[int]
) -> list[tuple[int, int, float]]:
    """Names with an initial, and the only longer name that it can stand for."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for at in full:
        for word in words[at]:
            if len(word) > 1:
                by_word[word].append(at)
    found = []
    for at in full:
        initials = [word for word in words[at] if len(word) == 1]
        longer = [word for word in words[at] if len(word) > 1]
        if len(initials) != 1 or not longer:
            continue
        can = {other for other in by_word[longer[-1]] if _stands_for(words[at], words[other])}
        if len({words[other] for other in can}) == 1:
            found.append((min(can), at, float(_INITIALS)))
    return found


def _stands_for(short: tuple[str, ...], name: tuple[str, ...]) -> bool:
    rest = [word for word in name if word not in short]
    (initial,) = [word for word in short if len(word) == 1]
    same = sorted(word for word in short if len(word) > 1)
    return (
        len(rest) == 1 and len(rest[0]) > 1 and rest[0].startswith(initial)
        and sorted(word for word in name if word in short) == same
    )  # fmt: skip
