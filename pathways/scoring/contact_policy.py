"""Whom we may invite: the rules, and the contact policy with the invitations that were made.

Nothing here asks the machine what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pathways.errors import OptionError, shown
from pathways.record.window import parse_horizon
from pathways.scoring.invitation_ledger import Entry, add_entries, in_force, read_entries

__all__ = ["Contact", "Invitation", "InvitationRule", "add_invitations", "read_invitations"]


class Invitation(NamedTuple):
    """Somebody was invited to a tier by the run with this as-of date (or edition)."""

    participant: str
    invited: str
    tier: str


@dataclass(frozen=True)
class InvitationRule:
    """So many points at a tier within a window make an invitation to a higher tier.

    With ``group``, an attribute, it is not persons who cross but groups of them: the points of
    everyone in a group add up, and the group is invited.
    """

    tier: str
    min: str
    window: str | None = None
    invite_to: str | None = None
    group: str | None = None


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
    """The invitations in a ledger that were not undone; none where it is not there yet.

    Raises:
        RecordsError: it cannot be read, has other columns, or has lost lines.
    """
    return tuple(Invitation(*one[:3]) for one in in_force(read_entries(path)))


def add_invitations(path: Path, made: Iterable[Invitation]) -> None:
    """Write invitations behind those that the ledger has.

    Raises:
        RecordsError: the file holds something else.
        OutputError: it cannot be written; what was there before is still there.
    """
    add_entries(path, (Entry(*one) for one in made))
