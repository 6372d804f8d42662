"""Names as they are written in pictures: without what all of them share, and never two alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile

from viz.drawing.text import clean, ellipsis, middle_cut, width, wrap

__all__ = [
    "common_words", "cut_names", "in_title", "name_lines", "shared_words", "short_names",
    "told_apart",
]  # fmt: skip

_SHORTEST = 3
_LETTERS = (64, 48, 40, 32, 26, 20, 16)
"""To how many letters the names in a title are cut, until it fits."""


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


def told_apart(
    names: Collection[str], room: float, size: float, weight: int = 700
) -> dict[str, str]:
    """Each name as it is written where it has so much room, never two alike.

    Where one of them does not fit they lose what all share (:func:`shared_words` says it once);
    what is still too long is cut in its middle, or where it begins to differ.

    >>> told_apart(["Academy for Practice, track 1", "Academy for Practice, track 2"], 90, 14)
    {'Academy for Practice, track 1': 'track 1', 'Academy for Practice, track 2': 'track 2'}
    """
    whole = {name: clean(name) for name in names}
    if all(width(name, size, weight) <= room for name in whole.values()):
        return whole
    short = short_names(dict(enumerate(names)))
    bare = {name: short[nth] for nth, name in enumerate(names)}
    cut = {name: middle_cut(text, room, size, weight) for name, text in bare.items()}
    for _ in names:
        for alike in _alike(cut):
            first = len(_same([list(bare[name]) for name in alike], len(bare[alike[0]])))
            for name in alike:
                cut[name] = ellipsis(f"…{bare[name][first:]}", room, size, weight)
    return cut


def _alike(written: Mapping[str, str]) -> list[list[str]]:
    """The names that are written alike, group by group."""
    groups: dict[str, list[str]] = {}
    for name, label in written.items():
        groups.setdefault(label, []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def shared_words(names: Collection[str], room: float, size: float, weight: int = 700) -> str:
    """What the names have lost where they are :func:`told_apart`, in a sentence, if anything."""
    fits = all(width(clean(name), size, weight) <= room for name in names)
    said = "" if fits else common_words(dict(enumerate(names)))
    return f"{said}." if said else ""


def cut_names(names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """How names are written, and then ever shorter, each cut in its middle."""
    yield dict(names)
    for most in _LETTERS:
        yield {
            name: f"{text[: most // 2].rstrip()}…{text[-(most // 2) :].lstrip()}"
            if len(text) > most
            else text
            for name, text in names.items()
        }


def in_title(text: str, names: Collection[str], room: float, size: float, lines: int = 2) -> str:
    """A title with its names cut only so far that it fits in so many lines.

    >>> in_title("At a place of a very long name, 5 %", ["a place of a very long name"], 220, 14, 1)
    'At a place of…long name, 5 %'
    """
    long = {clean(name) for name in names if len(name) > _LETTERS[-1]}
    inside = sorted((name for name in long if name in text), key=len, reverse=True)
    said = text
    for written in cut_names({name: name for name in inside}):
        said = text
        for name in inside:
            said = said.replace(name, written[name])
        if " ".join(wrap(said, room, lines, size, 700)) == said:
            break
    return said
