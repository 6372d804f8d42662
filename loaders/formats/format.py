"""A kind of file: the headers by which it is known, what its columns mean, what is peculiar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache

from loaders.tables.alternatives import JOIN, OR
from loaders.tables.headers import find_header, key_of
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable

__all__ = ["Companion", "Format"]


@dataclass(frozen=True)
class Companion:
    """A second file of the same system that says more about what the first one only names.

    Attributes:
        format: the name of that file's format.
        on: the header here, and the header there that holds the same ids.
        brings: the header that it is given here, for each header there.
    """

    format: str
    on: tuple[str, str]
    brings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        name: what the command line calls it.
        title: what it is, in a few words.
        signature: headers that a file of this kind has, all of them; ``A|B`` is either of two, and
            ``*: Cohort`` any that ends so.
        mapping: what its columns mean; of ``A or B`` the first that a file has and that says
            something.  What a file has not, it does without.
        caution: what is peculiar to it and the reader of the numbers must know.
        first: whether the first header of the signature is the first of the file as well.
        one_event: whether a file is about one event, which only its name says.
        prepare: what is done to the table before its mapping holds.
        companion: the file that belongs to it.
        alone: why such a file gives no record by itself, and what to give; empty where it does.
    """

    name: str
    title: str
    signature: tuple[str, ...]
    mapping: Mapping = field(default_factory=Mapping)
    caution: str = ""
    first: bool = False
    one_event: bool = False
    prepare: Callable[[RawTable], RawTable] | None = None
    companion: Companion | None = None
    alone: str = ""

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether a file with these headers is of this kind."""
        if self.first and _found(self.signature[0], list(headers)[:1]) is None:
            return False
        return all(_found(name, headers) for name in self.signature)

    def mapping_of(self, headers: Sequence[str]) -> Mapping:
        """What the columns of a file with these headers mean, of those that it has."""
        columns = {ours: _present(theirs, headers) for ours, theirs in self.mapping.columns.items()}
        there = {ours: theirs for ours, theirs in columns.items() if theirs}
        aside, consent = (
            {name: words for name, words in rules.items() if find_header(name, headers) is not None}
            for rules in (self.mapping.set_aside, self.mapping.consent)
        )
        return replace(self.mapping, columns=there, set_aside=aside, consent=consent)

    @property
    def keys(self) -> frozenset[str]:
        """The signature, as signatures are compared."""
        return frozenset(key_of(name) for name in self.signature)


def _found(names: str, headers: Sequence[str]) -> str | None:
    """The first header that one of the names of a signature stands for."""
    keys = _by_key(tuple(headers))
    for name in names.split("|"):
        if "*" in name:
            like = name.casefold()
            hit = next((one for one in headers if fnmatchcase(one.casefold(), like)), None)
        else:
            hit = keys.get(key_of(name))
        if hit is not None:
            return hit
    return None


@lru_cache(maxsize=8)
def _by_key(headers: tuple[str, ...]) -> dict[str, str]:
    """The headers by what they are compared by; of several the first."""
    return {key_of(one): one for one in reversed(headers)}


def _present(theirs: str, headers: Sequence[str]) -> str:
    """Of the columns that one of ours may be, those that a file has."""
    kept = []
    for name in theirs.split(OR):
        found = [_found(part, headers) for part in name.split(JOIN)]
        if all(found):
            kept.append(JOIN.join(filter(None, found)))
    return OR.join(dict.fromkeys(kept))
