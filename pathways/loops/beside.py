"""What loops and notes add to a map and a meeting file: nothing in it tells of a few people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pathways.errors import PathwaysError, without_private
from pathways.loops.due import DUE, standing_of
from pathways.loops.files import FOLDER, Loop, loop_files, read_loop
from pathways.loops.listening import Note, read_notes
from pathways.loops.places import Counts
from pathways.loops.reflect import TOO_EARLY, measured_again
from pathways.map.facts import Said
from pathways.privacy.suppression import hidden
from pathways.record.log import EngagementLog
from pathways.stats.rate import TOO_FEW, Rate, ends, percent, round_half_up

__all__ = ["became_of", "loops_beside", "said_beside"]

_LONGEST = 160
_MOST_NOTES = 20
_FIVE = 5
_WORD = re.compile(r"[^\W_][\w'-]{2,}")


def loops_beside(folder: str | Path = FOLDER) -> tuple[tuple[Loop, ...], tuple[str, ...]]:
    """The loops of a folder, and why some cannot be read: a picture is made without these."""
    loops, troubles = [], []
    for path in loop_files(Path(folder)):
        try:
            loops.append(read_loop(path))
        except PathwaysError as error:
            troubles.append(f"Left out: {error}")
    return tuple(loops), tuple(troubles)


def said_beside(
    log: EngagementLog, loops: Sequence[Loop], folder: str | Path = FOLDER
) -> tuple[Said, ...]:
    """Open plans and the newest notes, in words that may be shared.

    A plan says its place, what it expects and by when: its counts could be taken from those of
    the map.  Of a note everything is blanked that is called as somebody in the record.

    Raises:
        RecordsError: a line of the notes is damaged.
    """
    plans = [
        Said("plan", loop.name, loop.place.at, loop.place.to, _hope(log, loop))
        for loop in loops
        if loop.state == "open"
    ]
    notes = read_notes(folder)[-_MOST_NOTES:]
    known = _called(log) if notes else frozenset()
    heard = [Said("note", _whence(one), one.at, "", _shared(one.note, known)) for one in notes]
    return (*plans, *heard)


def _hope(log: EngagementLog, loop: Loop) -> str:
    when = "due since" if standing_of(log, loop) == DUE else "due"
    return f"{loop.place}, {percent(float(loop.expect))} expected, {when} {loop.due}"


def _whence(note: Note) -> str:
    return ", ".join(part for part in (note.source, note.date) if part)


def _called(log: EngagementLog) -> frozenset[str]:
    """What anybody in the record is called, whole and in parts."""
    ids = log.records["participant"].cat.categories.astype("str")
    return frozenset(word.casefold() for name in ids for word in _WORD.findall(name))


def _shared(text: str, known: frozenset[str]) -> str:
    safe = _WORD.sub(lambda found: "…" if found[0].casefold() in known else found[0], text)
    safe = without_private(safe)
    return safe if len(safe) <= _LONGEST else f"{safe[:_LONGEST].rstrip()}…"


def became_of(log: EngagementLog, loops: Sequence[Loop]) -> tuple[str, ...]:
    """What became of the last decisions: of the loops that are due, else of the last looked at.

    Counts are whole fives, so that with the numbers beside them nothing small can be taken out;
    the exact ones are in ``pathways loop reflect``.
    """
    due = [loop for loop in loops if standing_of(log, loop) == DUE]
    if due:
        return tuple(sentence for sentence in (_due(log, loop) for loop in due) if sentence)
    seen = [loop for loop in loops if _looked_at(loop)]
    last = max((loop.reflections[-1].as_of for loop in seen), default="")
    return tuple(_decided(loop) for loop in seen if loop.reflections[-1].as_of == last)


def _looked_at(loop: Loop) -> bool:
    return bool(loop.reflections) and loop.reflections[-1].verdict != TOO_EARLY


def _due(log: EngagementLog, loop: Loop) -> str:
    try:
        found = measured_again(log, loop)
    except PathwaysError:
        return ""
    sentence = _expected_and_observed(loop, found.after, found.verdict.words)
    return f"{sentence} Due since {loop.due}: keep, change or stop?"


def _decided(loop: Loop) -> str:
    last = loop.reflections[-1]
    decided = f" Decided: {last.decision}." if last.decision else " Nothing is decided yet."
    after = Counts(last.x, last.n, last.waiting)
    return _expected_and_observed(loop, after, last.verdict) + decided


def _expected_and_observed(loop: Loop, after: Counts, verdict: str) -> str:
    sentence = f"{loop.name}: {loop.place} was {_about(loop.before.counts)}"
    return (
        f"{sentence}, expected {percent(float(loop.expect))}, observed {_about(after)}: {verdict}."
    )


def _about(counts: Counts) -> str:
    """A share with its interval, of how many people in whole fives."""
    rate = Rate(counts.x, counts.n, "")
    few = hidden([counts.x, counts.n - counts.x]).any() or counts.n < TOO_FEW
    if few or rate.rate is None or rate.interval is None:
        return "too few people to say here"
    people = _FIVE * round_half_up(counts.n / _FIVE)
    return f"{percent(rate.rate)} ({ends(*rate.interval)}) of about {people:,}"
