"""How wide words are, and how they are made to fit.

A picture that is laid out before any browser sees it has to know its own letters: the advance
widths below are those of Liberation Sans, which shares its metrics with Arial and Helvetica.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "clean", "ellipsis", "in_order", "leftward", "middle_cut", "unbroken", "width", "wrap",
]  # fmt: skip

_REGULAR = {
    191: "'", 222: "ijl‘’", 260: "|¦", 278: " \u00a0!,./:;I[\\]ft·ÌÍÎÏìíîï", 333: "()-`r¡¨“”",
    334: "{}", 355: '"', 389: "*", 400: "°", 469: "^", 500: "Jcksvxyzçýÿ",
    556: "#$0123456789?L_abdeghnopqu«»àáâãäåèéêëðñòóôõöøùúûüþ–", 584: "+<=>~¬×",
    611: "FTZ¿ßø", 667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞ", 722: "CDHNRUwÇÐÑÙÚÛÜ", 778: "GOQÒÓÔÕÖØ",
    833: "Mm", 889: "%æ", 944: "W", 1000: "Æ—…→", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 278: " \u00a0,./I\\ijl·ÌÍÎÏìíîï‘’", 280: "|¦", 333: "!()-:;[]`ft¡¨", 389: "*r{}",
    400: "°", 474: '"', 500: "z“”", 556: "#$0123456789J_aceksvxy«»àáâãäåçèéêëýÿ–",
    584: "+<=>^~¬×", 611: "?FLTZbdghnopqu¿ßðñòóôõöøùúûüþ", 667: "EPSVXYÈÉÊËÝÞ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ", 778: "GOQwÒÓÔÕÖØ", 833: "M", 889: "%mæ", 944: "W",
    975: "@", 1000: "Æ—…→",
}  # fmt: skip
_ADVANCE = {
    False: {char: units for units, chars in _REGULAR.items() for char in chars},
    True: {char: units for units, chars in _BOLD.items() for char in chars},
}
_NARROWEST = 191
_UNKNOWN = 680
_WIDE = 1000
# Marks that turn the reading direction around would turn the words beside them around as well.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The text as one line that is safe to draw: no control, line-turning or broken characters."""
    kept = (_drawable(char) for char in text)
    return " ".join("".join(kept).split())


def in_order(text: str) -> str:
    """A sentence of ours around names that are read from right to left.

    A number after such a name would be drawn before it; an invisible mark keeps it where it is, and
    another has a sentence that begins with such a name read from the left.
    """
    first = "\u200e" if re.match(f"[{_LEFTWARD}]", text) and re.search("[A-Za-z]", text) else ""
    return first + re.sub(rf"([{_LEFTWARD}])(?!\s*[{_LEFTWARD}])", "\\1\u200e", text)


def unbroken(text: str) -> str:
    """The same words, no line of which begins with the sign of a percentage.

    >>> unbroken("7 % go on").split(" ")
    ['7\\xa0%', 'go', 'on']
    """
    return text.replace(" %", "\u00a0%")


def _drawable(char: str) -> str:
    if char in _TURNING:
        return ""
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "\N{REPLACEMENT CHARACTER}" if kind in ("Cs", "Cn", "Co") else char


def width(text: str, size: float, weight: int = 400) -> float:
    """Width of a line in px; ``weight`` 600 and above is bold."""
    return _units(text, weight) * size / 1000


@lru_cache(maxsize=8192)
def _units(text: str, weight: int) -> int:
    table = _ADVANCE[weight >= 600]
    return sum(table[char] if char in table else _guess(char) for char in text)


def _guess(char: str) -> int:
    if unicodedata.combining(char) or char in _TURNING:
        return 0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _UNKNOWN


def _longest(room: float, size: float) -> int:
    """More characters than these are never tried: four times as many as the narrowest that fit."""
    return int(4 * room / (size * _NARROWEST / 1000)) + 4


def ellipsis(text: str, room: float, size: float, weight: int = 400) -> str:
    """The text, cut with an ellipsis so that it is at most ``room`` px wide."""
    most = _longest(room, size)
    if len(text) <= most and width(text, size, weight) <= room:
        return text
    for end in range(min(len(text) - 1, most), 0, -1):
        cut = text[:end].rstrip() + "…"
        if width(cut, size, weight) <= room:
            return cut
    return "…"


def middle_cut(text: str, room: float, size: float, weight: int = 400) -> str:
    """The text, cut in its middle so that it is at most ``room`` px wide: names differ at their
    ends.

    >>> middle_cut("Open Leaders, cohort 7", 90, 14)
    'Open L…ort 7'
    """
    most = _longest(room, size)
    if len(text) <= most and width(text, size, weight) <= room:
        return text
    for kept in range(min(len(text) - 1, most), 1, -1):
        head, tail = text[: (kept + 1) // 2].rstrip(), text[len(text) - kept // 2 :].lstrip()
        cut = f"{head}…{tail}"
        if width(cut, size, weight) <= room:
            return cut
    return "…"


def leftward(text: str) -> bool:
    """Whether a name is read from right to left."""
    return re.search(f"[{_LEFTWARD}]", text) is not None


def wrap(text: str, room: float, lines: int, size: float, weight: int = 400) -> tuple[str, ...]:
    """The text in at most ``lines`` lines of at most ``room`` px; what is too long is cut."""
    done: list[str] = []
    words = [word for word in text.split(" ") if word]
    while words and len(done) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, weight) <= room:
            line = f"{line} {words.pop(0)}"
        done.append(ellipsis(line, room, size, weight))
    if words:
        done.append(ellipsis(" ".join(words), room, size, weight))
    return tuple(done) or ("",)
