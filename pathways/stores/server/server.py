"""A real Neo4j on this machine, from registry packages: no container, no administrator.

>>> from pathways.stores.server.server import start, stop
>>> address = start()                                                       # doctest: +SKIP
>>> address.uri                                                             # doctest: +SKIP
'bolt://127.0.0.1:7687'
>>> stop()                                                                  # doctest: +SKIP
True

The server is a process of its own and outlives the one that started it.  Everything that belongs
to it is in its home (see :mod:`pathways.stores.server.home`); a second start of the same home gives
the address of the first.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pathways.errors import ServerError, one_of
from pathways.record.locks import take
from pathways.stores.server.extra import extra_module
from pathways.stores.server.home import Home, Running, ServerAddress, default_homes
from pathways.stores.server.jars import Tell, fetch_jars
from pathways.stores.server.java import archive_for, find_java, java_options, memory_for
from pathways.stores.server.launch import end, launch, wait_for_running
from pathways.stores.server.login import forget, remember
from pathways.stores.server.plan import Plan
from pathways.stores.server.ports import choose_port

__all__ = ["LINES", "Tell", "find_running", "release_named", "running", "start", "status", "stop"]

LINES = {"2026": "2026.08.1", "5.26": "5.26.30"}
"""Lines of releases, and the release of each that is tested here."""

_PORTS_TRIED = 3


def start(
    home: str | Path | None = None,
    *,
    version: str = "2026",
    port: int | None = None,
    heap: str | None = None,
    java: str | Path | None = None,
    timeout: float = 180,
    tell: Tell | None = None,
) -> ServerAddress:
    """Start the server of a home, or find it running.

    Parameters:
        home: folder of data and password; by default one in the user's own data folder for each
            line of releases.
        version: a line (``2026``, ``5.26``) or a release (``2026.08.1``).
        port: for Bolt on 127.0.0.1; by default the one of last time, or 7687, or a free one.
        heap: memory for objects, such as ``2g``; by default an eighth of the machine's.
        java: folder of a Java runtime; by default the one of the extra.
        timeout: seconds to wait for an answer, fetching aside.
        tell: hears what happens.

    Raises:
        ServerError: it does not start; the message says why.
        MissingExtraError: the extra ``server`` is not installed.
    """
    release, tell = release_named(version), tell or Tell()
    place = _home(home, version)
    place.prepare()
    with _only_starter(place, timeout, tell):
        address = _running_already(place, release, port, timeout)
        if address is None:
            _check_data(place, release)
            plan = _plan(place, release, port, (heap, java), tell)
            address = launch(place, plan, timeout, ports=1 if port else _PORTS_TRIED)
        remember(address)
        return address


def stop(home: str | Path | None = None, *, timeout: float = 60, tell: Tell | None = None) -> bool:
    """Stop the server of a home in good order; without a home, all that :func:`running` finds.

    Only a server that does not end within ``timeout`` seconds is killed.  After the first session
    of a release a rehearsal in the background makes later starts quicker
    (:mod:`pathways.stores.server.rehearsal`).

    Returns:
        Whether there was one to stop.
    """
    places = [Home(Path(home))] if home is not None else [Home(at.home) for at in running()]
    alive = [place for place in places if place.is_alive()]
    for place in alive:
        address = place.address()
        end(place, timeout, tell or Tell())
        if address is not None:
            forget(address)
    return bool(alive)


def find_running(home: str | Path | None = None) -> ServerAddress | None:
    """Address and password file of the server that runs in a home, or in the newest default."""
    if home is not None:
        return Home(Path(home)).address()
    return next(iter(running()), None)


def running() -> list[ServerAddress]:
    """The servers that run in the homes that nobody named, newest line first."""
    found = (Home(path).address() for path in sorted(_known_homes(), key=_by_line, reverse=True))
    return [address for address in found if address is not None]


def status(home: str | Path | None = None) -> list[dict[str, Any]]:
    """What is in a home, or in each home that nobody named.

    Returns:
        For each: ``home``, ``state`` (``ready``, ``starting``, ``stopped``), ``release``, ``uri``,
        ``pid`` and ``store_bytes``; ``None`` where there is nothing to say.
    """
    paths = [Path(home)] if home is not None else sorted(_known_homes(), key=_by_line)
    return [_status(Home(path)) for path in paths]


def release_named(version: str) -> str:
    """The release that a line or a release names.

    >>> release_named("5.26")
    '5.26.30'
    """
    if version in LINES:
        return LINES[version]
    if re.fullmatch(r"(5\.26|20\d\d\.\d\d)\.\d+", version):
        return version
    raise ServerError(f"{one_of(version, tuple(LINES), 'version')}; a release such as 2026.08.1 "
                      "may be named as well.")  # fmt: skip


def _line(release: str) -> str:
    return "5.26" if release.startswith("5.") else release.partition(".")[0]


def _home(home: str | Path | None, version: str) -> Home:
    return Home(Path(home) if home is not None else default_homes() / _line(version))


def _known_homes() -> list[Path]:
    folder = default_homes()
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _by_line(path: Path) -> float:
    with contextlib.suppress(ValueError):
        return float(path.name)
    return 0.0


def _status(place: Home) -> dict[str, Any]:
    address, alive = place.address(), place.is_alive()
    return {
        "home": str(place.path),
        "state": "ready" if address else "starting" if alive else "stopped",
        "release": place.release,
        "uri": address.uri if address else None,
        "pid": address.pid if address else None,
        "store_bytes": _store_bytes(place) if place.release else None,
    }


def _store_bytes(place: Home) -> int:
    """Size of the stores, transaction logs aside."""
    sizes = 0
    for path in (place.path / "data" / "databases").rglob("*"):
        with contextlib.suppress(OSError):
            sizes += path.stat().st_size if path.is_file() else 0
    return sizes


@contextlib.contextmanager
def _only_starter(place: Home, timeout: float, tell: Tell) -> Iterator[None]:
    """One start at a time; another one is waited for, since it may give what we want."""
    lock = place.starting_lock
    if not take(lock):
        tell.say(f"Another start of the server in {place.path} is under way; waiting for it.")
        if not take(lock, timeout):
            raise ServerError(
                f"Another start of the server in {place.path} is under way and does not end; "
                "wait for it, or end that program."
            )
    try:
        yield
    finally:
        lock.release()


def _running_already(
    place: Home, release: str, port: int | None, timeout: float
) -> ServerAddress | None:
    if not place.is_alive():
        return None
    address = wait_for_running(place, timeout)
    if address is None:
        return None
    if address.release != release:
        raise ServerError(
            f"The home {place.path} is in use by Neo4j {address.release}; stop that one first, or "
            f"name another folder with --home for Neo4j {release}."
        )
    if port is not None and not address.uri.endswith(f":{port}"):
        raise ServerError(
            f"The server of {place.path} already runs, at {address.uri}; stop it first to have it "
            f"on port {port}."
        )
    return address


def _check_data(place: Home, release: str) -> None:
    """Data of the same line, not newer, may be opened; else they would be changed for good."""
    held = place.release
    if held is None or held == release or not (place.path / "data").is_dir():
        return
    if _line(held) != _line(release) or _numbers(held) > _numbers(release):
        raise ServerError(
            f"The home {place.path} holds data of Neo4j {held}, which Neo4j {release} must not "
            f"open; name another folder with --home, or say --version {held}."
        )


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


def _plan(
    place: Home, release: str, port: int | None, wishes: tuple[str | None, Any], tell: Tell
) -> Plan:
    heap, java_home = wishes
    extra_module("jpype")  # before anything is fetched
    java = find_java(release, java_home)
    memory = memory_for(_store_bytes(place), heap)
    jars = fetch_jars(release, tell)
    archive = archive_for(release, java, jars)
    last = place.record() or Running(0, 0, release, "stopped")
    return Plan(
        release=release,
        port=choose_port(port, last.port, just_died=last.state != "stopped"),
        pages=memory.pages,
        library=str(java.library),
        options=java_options(java, memory.heap),
        jars=[str(jar) for jar in jars],
        archive=str(archive) if archive else None,
    )
