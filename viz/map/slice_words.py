"""A part of the map's people in words: its shares, and how they stand against the rest."""

from __future__ import annotations

from typing import Any

from pathways.map.facts import Share, SliceFacts, SliceMove
from pathways.stats.rate import round_half_up
from viz.drawing.text import clean
from viz.drawing.words import count, pill_percent, share_words

__all__ = ["slice_words"]


def slice_words(one: SliceFacts) -> dict[str, Any]:
    """What the page tells of a slice; a key that is not there is hidden."""
    return {
        "kind": clean(one.kind),
        "name": clean(one.name),
        "compared": one.comparisons,
        "watched": {str(key): n for key, n in one.watched.items()},
        "stopped": {str(key): _told(share) for key, share in one.no_further.items()},
        "moves": {f"{a}>{b}": _move(move) for (a, b), move in one.moves.items()},
    }


def _told(share: Share) -> dict[str, Any]:
    part = round(share.rate or 0.0, 3)
    told = {"count": count(share.x), "words": share_words(share), "part": part}
    return told | ({"pill": pill_percent(share)} if share.rate is not None else {})


def _move(move: SliceMove) -> dict[str, Any]:
    compared = {"sign": move.sign, "against": _against(move)}
    # Most moves of most slices are compared with nothing, and there may be thousands.
    return _told(move.share) | {key: value for key, value in compared.items() if value}


def _against(move: SliceMove) -> str:
    """The comparison in a sentence, or nothing where there is none."""
    if not move.clear:
        return ""
    if move.sign:
        said = "clearly more than the rest" if move.sign > 0 else "clearly less than the rest"
    else:
        said = "no difference to speak of" if move.clear == "no" else "difference: cannot tell"
    if move.difference is None or move.low is None or move.high is None:
        return said
    points = [round_half_up(100 * end) for end in (move.difference, move.low, move.high)]
    return f"{said}: {points[0]:+d} points ({points[1]:+d} to {points[2]:+d})"
