"""What the process of a local Neo4j has to know, and how it is started."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pathways.stores.server.home import Home

__all__ = ["Plan", "spawn"]


@dataclass(frozen=True)
class Plan:
    """A launch.

    Attributes:
        release: of Neo4j.
        port: for Bolt.
        pages: bytes for pages of the store.
        library: the virtual machine.
        options: what it is started with.
        jars: of the release.
        archive: of prepared classes, used where it is there; ``None`` where this Java makes none.
        recording: whether this run is the rehearsal that the archive is made from.
    """

    release: str
    port: int
    pages: int
    library: str
    options: list[str]
    jars: list[str]
    archive: str | None = None
    recording: bool = False

    def write(self, home: Home) -> None:
        """Leave it in the home for the process."""
        home.plan_file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def read(home: Home) -> Plan:
        """The plan that was left in the home."""
        return Plan(**json.loads(home.plan_file.read_text(encoding="utf-8")))

    def has_archive(self) -> bool:
        """Whether there is an archive to start with."""
        return self.archive is not None and Path(self.archive).is_file()


def spawn(home: Home) -> Any:
    """Start the process of a home, in a session of its own so that it outlives this one."""
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        detached = {"creationflags": flags}
    with home.log_file.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-m", "pathways.stores.server.process", str(home.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home.path,
            **detached,
        )
