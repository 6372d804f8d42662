"""Names of months as people write them: English, German, French, Spanish,
Portuguese, Dutch, Italian and Polish."""

from __future__ import annotations

import unicodedata

__all__ = ["month_of", "name_of_month"]

_NAMES = (
    "january jan januar janner janvier janv enero ene janeiro januari gennaio gen styczen stycznia",
    "february feb februar feber fevrier fevr fev febrero fevereiro februari febbraio luty lutego",
    "march mar marz mrz mars marzo marco maerz maart mrt marzec marca",
    "april apr avril avr abril abr aprile kwiecien kwietnia",
    "may mai mayo maio mei maggio mag maj maja",
    "june jun juni juin junio junho giugno giu czerwiec czerwca",
    "july jul juli juillet juil julio julho luglio lug lipiec lipca",
    "august aug aout agosto ago augustus sierpien sierpnia",
    "september sep sept septembre septiembre setembro set settembre wrzesien wrzesnia",
    "october oct oktober okt octobre octubre outubro out ottobre ott pazdziernik pazdziernika",
    "november nov novembre noviembre novembro listopad listopada",
    "december dec dezember dez decembre diciembre dic dezembro dicembre grudzien grudnia",
)
_MONTHS = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}


def month_of(name: str) -> int:
    """The number of a month, or 0 where a word is none; no name means two months.

    >>> month_of("Sept"), month_of("März"), month_of("août"), month_of("moons")
    (9, 3, 8, 0)
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return _MONTHS.get("".join(letter for letter in letters if letter.isalpha()), 0)


def name_of_month(month: int) -> str:
    """The English name of a month, whatever the locale.

    >>> name_of_month(9)
    'September'
    """
    return _NAMES[month - 1].split()[0].capitalize()
