"""Starting the process of a local Neo4j, waiting for it, and ending it."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pathways.errors import ServerError
from pathways.stores.server.home import Home, ServerAddress
from pathways.stores.server.jars import Tell
from pathways.stores.server.plan import Plan, spawn
from pathways.stores.server.ports import bolt_answers, free_port

__all__ = ["end", "launch", "wait_for_running"]

_PAUSE_SECONDS = 0.05
_KILL_SECONDS = 15

_SENTENCES = {
    "port": "port {port} was taken by another program at the last moment; start again",
    "locked": "another Neo4j has its data open; stop that one first",
    "memory": "there is not enough memory ({detail}); end other programs, or ask for less with "
    "--heap 512m",
    "disk": "the disk is full; make room and start again",
    "java": "this Java is too old for it ({detail})",
    "crashed": "its process ended; it said: {detail}",
    "ended": "its process was stopped by another program",
    "other": "{detail}; more is in {log}",
}

_ENDED_BY_OTHERS = (0, -signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM))


class _FailedError(Exception):
    """A launch that came to nothing, and which of the known troubles it was."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def launch(place: Home, plan: Plan, timeout: float, *, ports: int) -> ServerAddress:
    """Start the process and wait until it is ready; up to ``ports`` ports are tried.

    Raises:
        ServerError: it does not become ready.
    """
    try:
        return _attempt(place, plan, timeout)
    except _FailedError as failure:
        if failure.reason == "port" and ports > 1:
            other = replace(plan, port=free_port())
            return launch(place, other, timeout, ports=ports - 1)
        if failure.reason == "crashed" and plan.has_archive():
            # An archive only saves time; one that cannot be used must not keep us from starting.
            Path(str(plan.archive)).unlink(missing_ok=True)
            return launch(place, replace(plan, archive=None), timeout, ports=ports)
        raise ServerError(_sentence(place, plan, failure)) from failure


def wait_for_running(place: Home, timeout: float) -> ServerAddress | None:
    """Wait for a server that another program started; ``None`` where it ends instead.

    Raises:
        ServerError: it does neither, in time.
    """
    return _wait(place, timeout, place.is_alive)


def end(place: Home, timeout: float, tell: Tell) -> None:
    """Ask the server to end, and wait; kill it only where it does not.

    Raises:
        ServerError: it cannot be asked, or outlives even that.
    """
    try:
        place.stop_file.touch()
    except OSError as error:
        raise ServerError(
            f"The server of {place.path} cannot be asked to stop: {error.strerror or error}."
        ) from error
    if _ended(place, timeout):
        return
    tell.say(f"The server of {place.path} does not end by itself; killing it.")
    _kill(place)
    if not _ended(place, _KILL_SECONDS):
        raise ServerError(f"The server of {place.path} cannot be ended by this user.")
    place.say_stopped()


def _attempt(place: Home, plan: Plan, timeout: float) -> ServerAddress:
    try:
        place.say_stopped()  # from here on, what the record says is said by the new process
        place.belongs_to(plan.release)
        plan.write(place)
        process = spawn(place)
    except OSError as error:
        reason = "disk" if error.errno == errno.ENOSPC else "other"
        raise _FailedError(reason, error.strerror or str(error)) from error
    address = None
    try:
        address = _wait(place, timeout, lambda: process.poll() is None and not _has_failed(place))
    finally:
        if address is None:
            process.kill()
            process.wait()
        # Collects the process when it ends, should that be before we do.
        threading.Thread(target=process.wait, daemon=True).start()
    if address is None:
        raise _failure(place, process.returncode)
    return address


def _wait(place: Home, timeout: float, lives: Callable[[], bool]) -> ServerAddress | None:
    """Wait for Bolt to answer, as long as there is somebody who might."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        address = place.address()
        if address is not None and bolt_answers(int(address.uri.rpartition(":")[2])):
            return address
        if not lives():
            return None
        time.sleep(_PAUSE_SECONDS)
    raise ServerError(
        f"The server of {place.path} did not answer within {timeout:g} seconds; "
        f"what it said is in {place.log_file}."
    )


def _has_failed(place: Home) -> bool:
    record = place.record()
    return record is not None and record.state == "failed"


def _failure(place: Home, code: int) -> _FailedError:
    record = place.record()
    if record is not None and record.state == "failed":
        return _FailedError(record.reason, record.detail)
    if code in _ENDED_BY_OTHERS:
        return _FailedError("ended", "")
    return _FailedError("crashed", f"{place.last_words() or 'nothing'} (exit code {code})")


def _sentence(place: Home, plan: Plan, failure: _FailedError) -> str:
    why = _SENTENCES[failure.reason].format(
        port=plan.port, detail=failure.detail.rstrip("."), log=place.log_file
    )
    return f"Neo4j {plan.release} does not start in {place.path}: {why}."


def _ended(place: Home, timeout: float) -> bool:
    until = time.monotonic() + timeout
    while place.is_alive():
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _kill(place: Home) -> None:
    """End the process that holds the lock of the home, and no other.

    The record is written by the holder of the lock; while the lock is held it names the holder,
    so a number that now belongs to another program is never meant.
    """
    record = place.record()
    if record is not None and record.pid > 0 and place.is_alive():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(record.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
