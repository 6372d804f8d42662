"""A part of the map's people in words: its shares, against the rest or as they grew."""

from __future__ import annotations

from typing import Any

from pathways.map.facts import Share, SliceFacts, SliceMove, SoFar
from pathways.stats.rate import round_half_up
from viz.drawing.text import clean
from viz.drawing.words import count
from viz.map.share_words import pill_percent, share_words

__all__ = ["UP_TO", "slice_words", "so_far_words"]

UP_TO = "up to"
"""What a part is called that holds everyone as far as an edition."""


def slice_words(one: SliceFacts) -> dict[str, Any]:
    """What the page tells of a slice; a key that is not there is hidden."""
    return {
        "kind": clean(one.kind),
        "name": clean(one.name),
        "compared": one.comparisons,
        "watched": {str(key): n for key, n in one.watched.items()},
        "stopped": {str(key): _told(share) for key, share in one.no_further.items()},
        "moves": {
            f"{a}>{b}": _told(move.share) | _compared(move) for (a, b), move in one.moves.items()
        },
    }


def so_far_words(one: SoFar) -> dict[str, Any]:
    """What the page tells of the map as far as an edition."""
    return {
        "kind": UP_TO,
        "name": clean(one.name),
        "changed": [clean(what) for what in one.changed],
        "watched": {str(key): n for key, n in one.watched.items()},
        "partly": sorted(one.partly),
        "stopped": {
            str(key): _least(share) if share.n is None else _told(share)
            for key, share in one.no_further.items()
        },
        "moves": {
            f"{a}>{b}": (_least(share) if share.n is None else _told(share))
            | {"people": share.x or 0}
            for (a, b), share in one.moves.items()
        },
    }


def _least(share: Share) -> dict[str, Any]:
    """Where some of a share is hidden, the least that it was: ``23+``."""
    least = f"{count(share.x)}+"
    return {"count": least, "words": "or more", "part": 0.0, "pill": least}


def _told(share: Share) -> dict[str, Any]:
    part = round(share.rate or 0.0, 3)
    told = {"count": count(share.x), "words": share_words(share), "part": part}
    return told | ({"pill": pill_percent(share)} if share.rate is not None else {})


def _compared(move: SliceMove) -> dict[str, Any]:
    compared = {"sign": move.sign, "against": _against(move)}
    # Most moves of most slices are compared with nothing, and there may be thousands.
    return {key: value for key, value in compared.items() if value}


def _against(move: SliceMove) -> str:
    """The comparison in a sentence, or nothing where there is none."""
    if not move.clear:
        return ""
    if move.sign:
        verdict = "clearly more than the rest" if move.sign > 0 else "clearly less than the rest"
    else:
        verdict = "no difference to speak of" if move.clear == "no" else "difference: cannot tell"
    if move.difference is None or move.low is None or move.high is None:
        return verdict
    points = [round_half_up(100 * end) for end in (move.difference, move.low, move.high)]
    return f"{verdict}: {points[0]:+d} points ({points[1]:+d} to {points[2]:+d})"
