"""The home of a local Neo4j: its data, its password, and who runs it.

A home is one folder.  Neo4j keeps ``data`` and ``logs`` in it; beside them lie

- ``release``: the release of Neo4j that the data belong to;
- ``password``: of the user ``neo4j``, readable by the owner only;
- ``running.json``: process, port and state of the server, written by the server itself;
- ``running.lock``: held by the server as long as it lives, so that a stale record or a process
  number that was given to another program is never taken for a server;
- ``starting.lock``: held by whoever starts one;
- ``neo4j.conf``: its settings, written anew at every start;
- ``stop``: asks the server to end;
- ``server.log``: what the server's process said.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from pathways.errors import ServerError
from pathways.record.files import put
from pathways.record.locks import is_held, lock_at

__all__ = ["USER", "Home", "Running", "ServerAddress", "cache_folder", "default_homes"]

USER = "neo4j"
"""The only user of a local server."""

_OWNER_ONLY = 0o600
_PROGRAM = "engagement-pathways"

State = Literal["starting", "ready", "failed", "stopped"]


@dataclass(frozen=True)
class ServerAddress:
    """How to reach a local server; the password is in a file that only its owner can read."""

    uri: str
    user: str
    password_file: Path
    home: Path
    release: str
    pid: int

    def password(self) -> str:
        """The password, read from its file.

        Raises:
            ServerError: the file is not there, or not readable by this user.
        """
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ServerError(
                f"The password of the server cannot be read from {self.password_file}: "
                f"{error.strerror or error}."
            ) from error


@dataclass(frozen=True)
class Running:
    """What a server says of itself; ``reason`` and ``detail`` where it failed."""

    pid: int
    port: int
    release: str
    state: State = "starting"
    reason: str = ""
    detail: str = ""


class Home:
    """One home, by its folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.password_file = self.path / "password"
        self.stop_file = self.path / "stop"
        self.plan_file = self.path / "launch.json"
        self.settings_file = self.path / "neo4j.conf"
        self.log_file = self.path / "server.log"
        self.running_lock = lock_at(self.path / "running.lock")
        self.starting_lock = lock_at(self.path / "starting.lock")
        self._record = self.path / "running.json"
        self._release = self.path / "release"

    def prepare(self) -> None:
        """Make the folder, for its owner only, and see that it can be written.

        Raises:
            ServerError: it cannot.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            Path(self.starting_lock.lock_file).touch(_OWNER_ONLY)
            probe = self.path / ".probe"
            probe.touch()
            probe.unlink(missing_ok=True)  # two may look at once
        except OSError as error:
            raise ServerError(
                f"The server's home {self.path} cannot be written: {error.strerror or error}; "
                "name another folder with --home."
            ) from error

    @property
    def release(self) -> str | None:
        """The release that the data here belong to; ``None`` where there are none."""
        with suppress(OSError):
            return self._release.read_text(encoding="utf-8").strip() or None
        return None

    def belongs_to(self, release: str) -> None:
        """Remember the release that the data belong to from now on."""
        put(self._release, f"{release}\n".encode())

    def is_alive(self) -> bool:
        """Whether a server runs here, ready or not."""
        return is_held(Path(self.running_lock.lock_file))

    def is_starting(self) -> bool:
        """Whether somebody is starting a server here."""
        return is_held(Path(self.starting_lock.lock_file))

    def record(self) -> Running | None:
        """What the last server said of itself; stale unless :meth:`is_alive`."""
        with suppress(OSError, ValueError, TypeError):
            return Running(**json.loads(self._record.read_text(encoding="utf-8")))
        return None

    def say(self, running: Running) -> None:
        """Replace the record."""
        put(self._record, json.dumps(asdict(running)).encode(), _OWNER_ONLY)

    def say_stopped(self) -> None:
        """Nobody runs here: keep of the record the port alone, and drop the wish to stop."""
        last = self.record()
        if last is not None:
            with suppress(OSError):  # a full disk keeps the old one, stale as nobody holds the lock
                self.say(Running(0, last.port, last.release, "stopped"))
        self.stop_file.unlink(missing_ok=True)

    def keep_password(self, password: str) -> None:
        """Store the password so that no one else can read it, at no moment."""
        put(self.password_file, password.encode(), _OWNER_ONLY)

    def address(self) -> ServerAddress | None:
        """The address of the server that is ready here; ``None`` where there is none."""
        record = self.record()
        if record is None or record.state != "ready" or not self.is_alive():
            return None
        return ServerAddress(
            uri=f"bolt://127.0.0.1:{record.port}",
            user=USER,
            password_file=self.password_file,
            home=self.path,
            release=record.release,
            pid=record.pid,
        )

    def last_words(self, lines: int = 3) -> str:
        """The end of what the server's process said, on one line."""
        with suppress(OSError):
            text = self.log_file.read_text(encoding="utf-8", errors="replace")
            return " / ".join(line.strip() for line in text.splitlines()[-lines:] if line.strip())
        return ""


def default_homes() -> Path:
    """The folder where homes lie that nobody named; one for each line of releases."""
    return platformdirs.user_data_path(_PROGRAM, appauthor=False) / "servers"


def cache_folder() -> Path:
    """The folder for what can be fetched or made again."""
    return platformdirs.user_cache_path(_PROGRAM, appauthor=False)
