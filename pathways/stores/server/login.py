"""Who to be on a server that ``pathways server start`` started: found, not asked for.

A home may be any folder, so a started server leaves a note of its home under its port.  The note
is only a hint: the home itself says whether its server lives, and on which port.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from pathways.record.files import put
from pathways.stores.server.home import Home, ServerAddress, default_homes

__all__ = ["forget", "local_login", "remember"]

_HERE = frozenset(["127.0.0.1", "localhost", "::1"])
_BOLT = 7687


def local_login(uri: str) -> tuple[str, str] | None:
    """User and password for an address on this machine; ``None`` where it is not a server of ours.

    >>> local_login("neo4j://db.example.org") is None
    True
    """
    here = urlsplit(uri)
    if here.hostname not in _HERE:
        return None
    port = here.port or _BOLT
    with suppress(OSError, UnicodeDecodeError):
        server = Home(Path(_note(port).read_text(encoding="utf-8"))).address()
        if server is not None and _port(server) == port:
            return server.user, server.password()
    return None


def remember(server: ServerAddress) -> None:
    """Note whose port this is; where that cannot be kept, NEO4J_PASSWORD remains."""
    note = _note(_port(server))
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        put(note, str(server.home).encode())


def forget(server: ServerAddress) -> None:
    """Drop the note of a server that was stopped, unless another one has the port by now."""
    note = _note(_port(server))
    with suppress(OSError, UnicodeDecodeError):
        if note.read_text(encoding="utf-8") == str(server.home):
            note.unlink()


def _note(port: int) -> Path:
    return default_homes().with_name("ports") / str(port)


def _port(server: ServerAddress) -> int:
    return urlsplit(server.uri).port or _BOLT
