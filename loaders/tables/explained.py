"""Cells that explain marks: ``P = present, L = late``."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["explained", "explains"]

_MARK = r"(?:[^\W\d_]{1,2}|[^\w\s=:]{1,2})"
_PAIR = rf"(?P<mark>{_MARK})\s*(?:=|:|–|—)\s*(?P<word>[^\W\d_][^=:;,|]{{1,40}}?)"
_NEXT = rf"(?=\s*(?:[;,|.]\s*|$)|\s+{_MARK}\s*[=:])"
_FOUND = re.compile(rf"(?<![^\s;,|:(]){_PAIR}{_NEXT}")
_CALLED = re.compile(
    r"^(?:key|legend|codes?|legende|zeichen|légende|leyenda|legenda|marks?)\s*[:=–-]?\s*",
    re.IGNORECASE,
)
_LONGEST = 200


def explained(texts: Iterable[str]) -> dict[str, str]:
    """The marks that some texts explain, and how.

    >>> explained(["P = present, A = absent", "L : came late", "Room: 12"])
    {'P': 'present', 'A': 'absent', 'L': 'came late'}
    """
    found = (match for text in texts for match in _FOUND.finditer(text[:_LONGEST]))
    return {match["mark"]: match["word"].strip() for match in found}


def explains(text: str) -> bool:
    """Whether a cell holds marks with their meanings and nothing else.

    >>> explains("Key: P = present, A = absent"), explains("Ann: Choir")
    (True, False)
    """
    if len(text) > _LONGEST:
        return False
    plain = _CALLED.sub("", text)
    return bool(plain) and not re.search(r"\w", _FOUND.sub("", plain))
