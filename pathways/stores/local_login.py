"""Who to be on a server that ``pathways server start`` started: found, not asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["local_login"]

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
    from pathways.stores.local_server import running

    for server in running():
        if (urlsplit(server.uri).port or _BOLT) == (here.port or _BOLT):
            return server.user, server.password()
    return None
