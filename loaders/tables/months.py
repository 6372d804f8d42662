"""Names of months as people write them: English, German, French, Spanish and Portuguese."""

from __future__ import annotations

import unicodedata

__all__ = ["month_of", "name_of_month"]

_NAMES = (
    "january jan januar janner janvier janv enero ene janeiro",
    "february feb februar feber fevrier fevr fev febrero fevereiro",
    "march mar marz mrz mars marzo marco maerz",
    "april apr avril avr abril abr",
    "may mai mayo maio",
    "june jun juni juin junio junho",
    "july jul juli juillet juil julio julho",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre setembro set",
    "october oct oktober okt octobre octubre outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro",
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
