"""Whom we may invite: the contact policy, and the file of invitations that were made.

The file is a CSV with ``participant`` (the id of the record, a pseudonym), ``invited`` (the as-of
date of the run that invited) and ``tier``.  Nothing here asks the machine what day it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pathways.errors import OptionError, RecordsError, shown
from pathways.record.files import write_whole
from pathways.record.window import parse_horizon

__all__ = ["Contact", "Invitation", "add_invitations", "read_invitations"]


class Invitation(NamedTuple):
    """Somebody was invited to a tier by the run with this as-of date (or edition)."""

    participant: str
    invited: str
    tier: str


@dataclass(frozen=True)
class Contact:
    """The policy of contact.

    Attributes:
        attribute: what says whether a person may be contacted; without it everybody may be.
        values: its values that mean yes, upper and lower case alike.  Another value is a no, and
            so is none: a person whose answer is not known is left alone.
        cooldown: for how many days somebody who was invited is not invited again, ``180d``.
        invited: the file of invitations that were made; one that is not there yet is empty.

    Raises:
        OptionError: a cooldown that is not a number of days.
    """

    attribute: str | None = None
    values: tuple[str, ...] = ("yes",)
    cooldown: str = "180d"
    invited: Path | None = None

    def __post_init__(self) -> None:
        if parse_horizon(self.cooldown).unit != "day":
            raise OptionError(f"A cooldown is in days, such as 180d, not {shown(self.cooldown)}.")

    @property
    def cooldown_days(self) -> int:
        """The cooldown as a number of days."""
        return parse_horizon(self.cooldown).length

    def invitations(self) -> tuple[Invitation, ...]:
        """What the file of invitations says; nothing where none is named or there yet.

        Raises:
            RecordsError: a file that is something else.
        """
        return () if self.invited is None else read_invitations(self.invited)


def read_invitations(path: Path) -> tuple[Invitation, ...]:
    """The invitations in a file; none where it is not there yet.

    Raises:
        RecordsError: it cannot be read, or has other columns.
    """
    if not path.exists():
        return ()
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        return tuple(Invitation(*(row[name] for name in Invitation._fields)) for row in rows)
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        columns = ", ".join(Invitation._fields)
        raise RecordsError(f"{path.name} is no file of invitations ({columns}).") from error


def add_invitations(path: Path, made: Iterable[Invitation]) -> None:
    """Write invitations behind those that the file has.

    Raises:
        RecordsError: the file holds something else.
        OutputError: it cannot be written; what was there before is still there.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Invitation._fields)
    writer.writerows([*read_invitations(path), *made])
    write_whole(path, text.getvalue())
