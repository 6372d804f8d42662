"""Ports of this machine, and whether Bolt answers on one."""

from __future__ import annotations

import os
import socket
import time

from pathways.errors import ServerError

__all__ = ["bolt_answers", "choose_port", "free_port"]

_USUAL = 7687
_HERE = "127.0.0.1"
_DYING_SECONDS = 3
_PAUSE_SECONDS = 0.05
_HELLO = bytes.fromhex("6060b017 00080805 00020404 00000004 00000000")
"""The greeting of the Bolt protocol: its magic number and the versions that would do."""


def choose_port(wanted: int | None, last: int, *, just_died: bool = False) -> int:
    """The port that was asked for; or that of last time, or the usual one, or a free one.

    ``last`` is 0 where there was none.  Where that server ``just_died``, its port may take a
    moment to be free.

    Raises:
        ServerError: the one that was asked for is taken.
    """
    if just_died:
        _wait_until_free(last)
    if wanted is None:
        likely = (last or _USUAL, _USUAL)
        return next((port for port in likely if _is_free(port)), 0) or free_port()
    if not _is_free(wanted):
        raise ServerError(
            f"Port {wanted} on this machine is in use by another program; name another with "
            "--port, or leave it out to have a free one chosen."
        )
    return wanted


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with _reusing() as probe:
        probe.bind((_HERE, 0))
        return int(probe.getsockname()[1])


def bolt_answers(port: int, seconds: float = 5) -> bool:
    """Whether a server that speaks Bolt greets back."""
    try:
        with socket.create_connection((_HERE, port), timeout=seconds) as connection:
            connection.sendall(_HELLO)
            chosen = connection.recv(4)
    except OSError:
        return False
    return len(chosen) == 4 and any(chosen)


def _wait_until_free(port: int) -> None:
    until = time.monotonic() + _DYING_SECONDS
    while not _is_free(port) and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)


def _is_free(port: int) -> bool:
    with _reusing() as probe:
        try:
            probe.bind((_HERE, port))
        except (OSError, OverflowError):
            return False
        return True


def _reusing() -> socket.socket:
    """A socket that, like Neo4j's, may take a port whose last connections are still fading."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return probe
