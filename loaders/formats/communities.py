"""Communities online: Discourse, Orbit, GitHub.  A level is that of today, and no history."""

from __future__ import annotations

from dataclasses import replace

from loaders.formats.format import Format
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct, recoded

__all__ = ["FORMATS"]

BOT = "Is a bot"
_NAMES = ("actor.login", "actor_login", "author_name", "author name")


def _with_bots(raw: RawTable) -> RawTable:
    """A column that marks what programs did."""
    found = (find_header(name, raw.columns) for name in _NAMES)
    header = next(filter(None, found), None)
    if header is None or BOT in raw.columns:
        return raw
    marks = ["yes" if _is_bot(name) else None for name in distinct(raw.columns[header])]
    return replace(raw, columns={**raw.columns, BOT: recoded(raw.columns[header], marks)})


def _is_bot(login: str) -> bool:
    name = login.casefold()
    return name.endswith(("[bot]", "-bot")) or name in ("dependabot", "github-actions", "web-flow")


FORMATS = (
    Format(
        "discourse-users",
        "Discourse, users: one row per user",
        ("username", "created_at", "trust_level", "posts_read_count"),
        Mapping(
            columns={"participant": "id or username", "start": "created_at"},
            constants={"program": "forum", "role": "member"},
            set_aside={"id": ("-1", "-2"), "staged": ("true", "t", "1")},
            attributes=("trust_level", "approved"),
        ),
        "Discourse: one engagement for each user, from the day of signing up; the trust level is "
        "that of today. Accounts of the forum itself are set aside. Whether somebody was approved "
        "is an attribute, because a forum that anybody may join approves nobody.",
    ),
    Format(
        "orbit-members",
        "Orbit, members: one row per member",
        ("id", "orbit_level", "reach", "love", "first_activity_occurred_at"),
        Mapping(
            columns={"participant": "id", "start": "first_activity_occurred_at",
                     "end": "last_activity_occurred_at"},
            constants={"program": "community", "role": "member"},
            attributes=("orbit_level", "activities_count"),
        ),
        "Orbit: level 1 is the innermost, which is the deepest; it is that of today.",
    ),
    Format(
        "github-events",
        "GitHub, events (GH Archive): one row per event",
        ("type", "actor.login|actor_login", "repo.name|repo_name", "created_at"),
        Mapping(
            columns={"participant": "actor.login|actor_login", "program": "repo.name|repo_name",
                     "role": "type", "start": "created_at"},
            set_aside={BOT: ("yes",)},
            attributes=(),
        ),
        "GitHub: what bots did is set aside.",
        prepare=_with_bots,
    ),
    Format(
        "git-log",
        "git log: one row per commit",
        ("commit|hash|sha", "author_email|author email", "author_date|author date|date"),
        Mapping(
            columns={"participant": "author_email|author email",
                     "start": "author_date|author date|date"},
            constants={"role": "author"},
            set_aside={BOT: ("yes",)},
            attributes=(),
        ),
        "git: co-authors stand in the message and are not in the rows.",
        one_event=True,
        prepare=_with_bots,
    ),
)  # fmt: skip
