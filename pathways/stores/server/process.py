"""The process of a local Neo4j: it starts the virtual machine, serves, and ends in good order.

Started as ``python -m pathways.stores.server.process HOME`` with a plan in the home.  It holds the
lock of the home as long as it serves, and is asked to end by the file ``stop`` there, which works
on every platform and never reaches a wrong process; SIGTERM and SIGINT do the same.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

from pathways.record.locks import take
from pathways.stores.server.extra import extra_module
from pathways.stores.server.home import Home, Running
from pathways.stores.server.neo4j import can_write, start_neo4j, warm_up
from pathways.stores.server.plan import Plan
from pathways.stores.server.rehearsal import begin_rehearsal, publish, rehearse

__all__ = ["main"]

_LOOK_SECONDS = 0.2
_LOCK_SECONDS = 5
_NICENESS = 19
_REASONS = (
    ("BindException", "port"),
    ("Address already in use", "port"),
    ("FileLockException", "locked"),
    ("OutOfMemoryError", "memory"),
    ("Could not reserve enough space", "memory"),
    ("No space left", "disk"),
    ("UnsupportedClassVersion", "java"),
)


def main(folder: str) -> int:
    """Serve until asked to stop; 0 where all went well."""
    home = Home(Path(folder))
    if not take(home.running_lock, _LOCK_SECONDS):
        return 1
    asked = _asked_by_signal()
    plan = Plan.read(home)
    if plan.recording:
        _step_back()
    running = Running(os.getpid(), plan.port, plan.release)
    home.say(running)
    try:
        service = start_neo4j(home, plan)
    except Exception as error:  # noqa: BLE001 - whatever Java throws is reported, then we end
        home.say(_failure(running, error))
        return 1
    home.say(replace(running, state="ready"))
    if plan.recording:
        rehearse(service, plan.port)
    else:
        warm_up(service)
        _serve(home, asked)
    if not home.path.is_dir():
        os._exit(0)  # nothing is left to be closed in good order
    if not can_write(service):
        home.say_stopped()
        os._exit(0)
    service.shutdown()
    home.say_stopped()
    _leave(home, plan)
    return 0


def _serve(home: Home, asked: Event) -> None:
    """Until somebody asks for the end, or has removed the folder of a server that runs."""
    while not asked.wait(_LOOK_SECONDS) and home.path.is_dir() and not home.stop_file.exists():
        pass


def _leave(home: Home, plan: Plan) -> None:
    """End the virtual machine; the store is closed by then, so that nobody has to wait for this.

    A rehearsal keeps its home until the archive is made, which Java does at its end.
    """
    if not plan.recording:
        home.running_lock.release()
    extra_module("jpype").shutdownJVM()
    if plan.recording:
        publish(home, plan)
    elif plan.archive is not None and not plan.has_archive():
        begin_rehearsal(plan)


def _step_back() -> None:
    """Let every other program go first."""
    with suppress(AttributeError, OSError):
        os.nice(_NICENESS)


def _asked_by_signal() -> Event:
    asked = Event()
    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), lambda *_: asked.set())
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return asked


def _failure(running: Running, error: BaseException) -> Running:
    """What went wrong, from the innermost cause, and which of the known troubles it is."""
    text = str(error)
    cause = getattr(error, "getCause", lambda: None)()
    while cause is not None:
        text = f"{text} / {cause}"
        cause = cause.getCause()
    reason = next((word for sign, word in _REASONS if sign in text), "other")
    innermost = " ".join(text.rpartition(" / ")[2].split())
    return replace(running, state="failed", reason=reason, detail=innermost[:300])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
