"""Whether a cell says that somebody came: x, ✓, yes and 1 do; no, absent, excused and 0 do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["CAME", "STAYED_AWAY", "UNCLEAR", "means"]

CAME, STAYED_AWAY, UNCLEAR = "came", "did not come", "unclear"


def _set(words: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in words.split(","))


_CAME = _set(
    "x, xx, ✓, ✔, ✅, ☑, ☒, •, ●, o, *, +, ja, j, yes, y, t, true, wahr, vrai, oui, sí, si, s, sim,"
    "ok, verdadero, verdadeiro, present, p, here, attended, att, came, done, complete, completed,"
    "checked-in, checked in, took part, showed up, joined, participated, anwesend, da, dabei,"
    "teilgenommen, erschienen, présent, présente, présent(e), a participé, presente, asistió,"
    "asistio, compareceu, participou, v, venu, venue, vino, veio, online, in person, virtual,"
    "vor ort, tak, aanwezig, sì, obecny, obecna, ob., heeft deelgenomen,"
    "👍, 🙋, 🙂, 😀, 😊, 🎉, ⭐, ★, 🟢, 🟩, ■, 👏, 💪"
)
_AWAY = _set(
    "no, n, f, false, falsch, faux, non, nein, não, nao, absent, abs, a, missed, no-show, noshow,"
    "no show, did not attend, not attended, not attending, not present, excused, exc, e, sick, ill,"
    "leave, vacation, holiday, cancelled, canceled, declined, abwesend, entschuldigt,"
    "unentschuldigt, fehlt, krank, urlaub, nicht erschienen, absente, absent(e), excusé, excusée,"
    "malade, ausente, faltó, falto, falta, faltou, justificado, justificada, enfermo, enferma,"
    "doente, abgesagt, abgemeldet, entsch., entsch, unentsch., k. a., k.a., nicht da, fehlend,"
    "verhindert, absent excusé, absente excusée, non venu, pas venu, pas venue, annulé, annulée,"
    "no vino, no asistió, no asistio, cancelado, cancelada, cancelou, não veio, não compareceu,"
    "tbc, tba, tbd, not yet, noch nicht, pas encore, aún no, ainda não, pending,"
    "nie, nee, afwezig, afgemeld, niet aanwezig, verontschuldigd, ziek, assente, ass.,"
    "giustificato, giustificata, malato, malata, nieobecny, nieobecna, nieob., usprawiedliwiony,"
    "usprawiedliwiona, chory, chora,"
    "dns, regrets, apologies, unable, could not attend,"
    "✗, ✘, ❌, ☐, ○, 👎, 🚫, ⛔, 🔴, 🟥, 🤒, 🤧, ⭕, □,"
    "-, –, —, --, n/a, na, n.a., nan, none, null, #n/a, 0, /"
)
_AMOUNT = re.compile(
    r"^[€$£]?\s?\d[\d.,'’ ]*(?:h|hrs?|hours?|std|stunden?|heures?|horas?|mins?|minutes|minuten"
    r"|eur|usd|gbp|chf|€|\$|£)?\.?$"
)
_TIME = re.compile(r"^\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?$")
_LOOKS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""How a sign is drawn, as a picture or in a colour, which changes nothing of what it says."""
_RANGE = re.compile(r"\s*[-–—]\s*")


def means(word: str, came: Sequence[str] = (), away: Sequence[str] = ()) -> str:
    """What a cell of a column of an event means; ``came`` and ``away`` are words of the file's own.

    >>> means("X"), means("2.5"), means("10:15"), means("excused"), means("0"), means("maybe")
    ('came', 'came', 'came', 'did not come', 'did not come', 'unclear')
    """
    plain = _LOOKS.sub("", " ".join(word.split()).casefold())
    if plain in away:
        return STAYED_AWAY
    return CAME if plain in came else _usual(plain)


@lru_cache(maxsize=1 << 12)
def _usual(plain: str) -> str:
    if plain in _AWAY or plain in _CAME:
        return STAYED_AWAY if plain in _AWAY else CAME
    times = _RANGE.split(plain)
    if not _AMOUNT.match(plain) and not (len(times) <= 2 and all(map(_TIME.match, times))):
        return UNCLEAR
    return CAME if re.search("[1-9]", plain) else STAYED_AWAY
