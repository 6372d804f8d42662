"""Names as they are written on a map: without what all of them share, and never two alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from viz.drawing.text import clean, middle_cut, width

__all__ = ["common_words", "name_lines", "short_names"]

_SHORTEST = 3


def short_names(names: Mapping[int, str]) -> dict[int, str]:
    """The names without the words that all of them begin or end with.

    >>> short_names({1: "Open Call: mentee", 2: "Open Call: mentor"})
    {1: 'mentee', 2: 'mentor'}
    """
    split = {key: clean(name).split() for key, name in names.items()}
    head, tail = _shared(list(split.values()))
    short = {
        key: " ".join(words[len(head) : len(words) - len(tail)]) for key, words in split.items()
    }
    # What led on to the role leads nowhere without it.
    return {key: name.rstrip(":") or name for key, name in short.items()} if tail else short


def common_words(names: Mapping[int, str]) -> str:
    """What the names have lost, in a sentence; nothing where they lost nothing.

    >>> common_words({1: "Open Call: mentee", 2: "Open Call: mentor"})
    'Every name begins with “Open Call:”'
    """
    head, tail = _shared([clean(name).split() for name in names.values()])
    parts = [f"{verb} “{' '.join(words)}”" for verb, words in
             (("begins with", head), ("ends with", tail)) if words]  # fmt: skip
    return f"Every name {' and '.join(parts)}" if parts else ""


def _shared(names: list[list[str]]) -> tuple[list[str], list[str]]:
    """The words that all names begin with, and those that all end with; one word stays."""
    if len(names) < 2:
        return [], []
    least = min(map(len, names)) - 1
    head = _same(names, least)
    tail = _same([name[::-1] for name in names], least - len(head))[::-1]
    bare = [" ".join(name[len(head) : len(name) - len(tail)]).rstrip(":") for name in names]
    # A bare number or letter would be no name.
    return (head[:-1] if any(len(name) < _SHORTEST for name in bare) else head), tail


def _same(names: list[list[str]], most: int) -> list[str]:
    columns = [set(column) for column in zip(*names, strict=False)][: max(0, most)]
    return [min(column) for column in takewhile(lambda column: len(column) == 1, columns)]


def name_lines(
    name: str, role: str, rooms: Sequence[float], size: float
) -> Iterator[tuple[str, ...]]:
    """Ways to write a name in as many lines as there are rooms, whole ones before cut ones.

    An activity breaks after its program: the role, which tells it from others, stays whole.
    """
    parts = (name.removesuffix(role).rstrip(), role)
    both = bool(role) and parts[0] not in ("", name.rstrip())
    if both and len(rooms) == 2 and _fit(parts, rooms, size):
        yield parts
    lines = _filled(name.split(), rooms, size)
    yield lines
    if both and len(rooms) == 2:
        yield tuple(middle_cut(p, room, size, 700) for p, room in zip(parts, rooms, strict=True))


def _fit(lines: Sequence[str], rooms: Sequence[float], size: float) -> bool:
    return all(width(one, size, 700) <= room for one, room in zip(lines, rooms, strict=True))


def _filled(words: list[str], rooms: Sequence[float], size: float) -> tuple[str, ...]:
    done: list[str] = []
    for room in rooms[:-1]:
        if not words:
            break
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, 700) <= room:
            line = f"{line} {words.pop(0)}"
        done.append(middle_cut(line, room, size, 700))
    if words:
        done.append(middle_cut(" ".join(words), rooms[-1], size, 700))
    return tuple(done) or ("",)
