"""The local Neo4j: real servers, and every trouble they can meet on their way."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from neo4j_servers import SMALL_HEAP, need_extra
from patience import PATIENCE

from pathways.cli.server import server
from pathways.errors import MissingExtraError, ServerError
from pathways.record.locks import lock_at, take
from pathways.stores.server.home import Home, Running, ServerAddress
from pathways.stores.server.jars import Tell, fetch_jars, parse_list
from pathways.stores.server.java import find_java, memory_for
from pathways.stores.server.ports import bolt_answers
from pathways.stores.server.server import (
    LINES,
    find_running,
    release_named,
    running,
    start,
    status,
    stop,
)


def ask(address: ServerAddress, query: str, secret: str | None = None) -> list[list[object]]:
    neo4j = pytest.importorskip("neo4j")
    auth = (address.user, secret or address.password())
    with neo4j.GraphDatabase.driver(address.uri, auth=auth) as driver:
        return [list(record.values()) for record in driver.execute_query(query).records]


def sentence(call: object) -> str:
    with pytest.raises(ServerError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.exit_code == 3
    return str(caught.value)


# What must work


def test_it_is_the_release_that_was_asked_for(servers: ServerAddress) -> None:
    version = ask(
        servers,
        "CALL dbms.components() YIELD name, versions WITH * WHERE name = 'Neo4j Kernel' "
        "RETURN versions[0]",
    )
    assert version == [[servers.release]]
    assert servers.release in LINES.values()


def test_it_answers_on_this_machine_alone(servers: ServerAddress) -> None:
    assert servers.uri.startswith("bolt://127.0.0.1:")
    assert bolt_answers(int(servers.uri.rpartition(":")[2]))
    listed = {one["name"]: one["value"] for one in settings_of(servers)}
    assert listed["server.bolt.listen_address"].startswith("127.0.0.1:")
    assert listed["dbms.usage_report.enabled"] == "false"
    assert listed["db.tx_log.rotation.retention_policy"] == "1 files"


def settings_of(address: ServerAddress) -> list[dict[str, str]]:
    rows = ask(address, "SHOW SETTINGS YIELD name, value RETURN name, value")
    return [{"name": str(name), "value": str(value)} for name, value in rows]


def test_only_the_owner_reads_the_password(servers: ServerAddress) -> None:
    assert len(servers.password()) >= 32
    assert servers.password() not in repr(servers)
    if os.name != "nt":
        assert stat.S_IMODE(servers.password_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(servers.home.stat().st_mode) == 0o700


def test_the_password_of_the_handbook_does_not_open_it(servers: ServerAddress) -> None:
    neo4j = pytest.importorskip("neo4j")
    with pytest.raises(neo4j.exceptions.AuthError):
        ask(servers, "RETURN 1", "neo4j")


def test_a_second_start_gives_the_address_of_the_first(servers: ServerAddress) -> None:
    first = find_running(servers.home)
    assert start(servers.home, version=servers.release) == first
    assert first is not None
    assert (first.uri, first.release, first.home) == (servers.uri, servers.release, servers.home)
    assert [one["state"] for one in status(servers.home)] == ["ready"]


def test_killed_it_starts_again_with_what_was_in_it(neo4j_526: ServerAddress) -> None:
    """Two starts at once after a kill: one does it, both get the address."""
    ask(neo4j_526, "CREATE (:Kept {id: 1})")
    begin = partial(start, neo4j_526.home, version="5.26", heap=SMALL_HEAP)
    before = begin().pid
    os.kill(before, signal.SIGKILL)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: begin(), range(2))
    assert first == second
    assert first.pid != before
    assert (first.uri, first.password()) == (neo4j_526.uri, neo4j_526.password())
    assert ask(first, "MATCH (k:Kept) DELETE k RETURN count(*)") == [[1]]


# What may go wrong


def test_killed_while_it_starts(tmp_path: Path) -> None:
    need_extra()
    home = Home(tmp_path)
    with ThreadPoolExecutor(1) as thread:
        started = thread.submit(start, tmp_path, heap="512m")
        while not started.done() and not ((record := home.record()) and record.pid):
            time.sleep(0.01)
        assert record is not None
        os.kill(record.pid, signal.SIGKILL)
        text = sentence(started.result)
    assert text == (
        f"Neo4j {LINES['2026']} does not start in {tmp_path}: its process was stopped by another "
        "program."
    )


def test_its_folder_is_removed_while_it_runs(tmp_path: Path) -> None:
    need_extra()
    home = tmp_path / "home"
    port = int(start(home, heap=SMALL_HEAP).uri.rpartition(":")[2])
    while home.exists():
        shutil.rmtree(home, ignore_errors=True)
    until = time.monotonic() + PATIENCE
    while bolt_answers(port) and time.monotonic() < until:
        time.sleep(0.05)
    assert (bolt_answers(port), home.exists()) == (False, False)


def test_a_home_in_use_by_another_version(neo4j_2026: ServerAddress, tmp_path: Path) -> None:
    text = sentence(partial(start, neo4j_2026.home, version="5.26"))
    assert text == (
        f"The home {neo4j_2026.home} is in use by Neo4j {LINES['2026']}; stop that one first, or "
        f"name another folder with --home for Neo4j {LINES['5.26']}."
    )


def test_data_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    Home(tmp_path).belongs_to("5.26.30")
    assert sentence(partial(start, tmp_path)) == (
        f"The home {tmp_path} holds data of Neo4j 5.26.30, which Neo4j {LINES['2026']} must not "
        "open; name another folder with --home, or say --version 5.26.30."
    )


def test_a_newer_release_of_the_line_has_been_here(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    Home(tmp_path).belongs_to("2026.11.0")
    assert "holds data of Neo4j 2026.11.0" in sentence(partial(start, tmp_path))


def test_a_port_in_use(tmp_path: Path) -> None:
    need_extra()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        text = sentence(partial(start, tmp_path, port=port, heap="512m"))
    assert text == (
        f"Port {port} on this machine is in use by another program; name another with --port, or "
        "leave it out to have a free one chosen."
    )


def test_another_port_than_the_running_one(neo4j_2026: ServerAddress) -> None:
    assert sentence(partial(start, neo4j_2026.home, port=9)) == (
        f"The server of {neo4j_2026.home} already runs, at {neo4j_2026.uri}; stop it first to "
        "have it on port 9."
    )


def test_a_start_that_does_not_end(tmp_path: Path) -> None:
    lock, said = Home(tmp_path).starting_lock, list[str]()
    assert take(lock)
    text = sentence(partial(start, tmp_path, timeout=0.1, tell=Tell(say=said.append)))
    lock.release()
    assert said == [f"Another start of the server in {tmp_path} is under way; waiting for it."]
    assert text == (
        f"Another start of the server in {tmp_path} is under way and does not end; wait for it, "
        "or end that program."
    )


def test_more_memory_than_the_machine_has(tmp_path: Path) -> None:
    need_extra()
    text = sentence(partial(start, tmp_path, heap="9000g"))
    need = memory_for(0, "600m")
    beside = (need.pages >> 20) + 300
    assert text.startswith(f"Neo4j needs {9000 * 1024 + beside} MB of memory here, and ")
    assert text.endswith(" MB are free; end other programs, or ask for less with --heap 512m.")


def test_memory_follows_machine_and_graph() -> None:
    need_extra()
    assert memory_for(0, "1g").heap == 1 << 30
    assert memory_for(0, "600m").pages < memory_for(400 << 20, "600m").pages
    assert "written like 900m or 2g" in sentence(partial(memory_for, 0, "much"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can play someone else")
def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for folder in (tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    os.seteuid(65534)
    try:
        text = sentence(partial(start, tmp_path / "home"))
    finally:
        os.seteuid(0)
    assert text == (
        f"The server's home {tmp_path / 'home'} cannot be written: Permission denied; name another "
        "folder with --home."
    )


def test_a_file_where_the_home_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert "cannot be written: " in sentence(partial(start, tmp_path / "home"))


def old_java(folder: Path) -> Path:
    library = folder / {
        "win32": "bin/server/jvm.dll",
        "darwin": "lib/server/libjvm.dylib",
    }.get(sys.platform, "lib/server/libjvm.so")
    library.parent.mkdir(parents=True)
    library.touch()
    (folder / "release").write_text('JAVA_VERSION="11.0.2"\n')
    return folder


def test_a_java_that_is_too_old(tmp_path: Path) -> None:
    folder = old_java(tmp_path / "java")
    for version, oldest in (("2026", 21), ("5.26", 17)):
        assert sentence(partial(find_java, release_named(version), folder)) == (
            f"Neo4j {LINES[version]} needs Java {oldest} or newer; {folder} is Java 11.0.2. "
            "Without --java and PATHWAYS_JAVA_HOME the Java of the extra is used."
        )
    assert sentence(partial(find_java, "2026.08.1", tmp_path)) == (
        f"{tmp_path} is not the folder of a Java runtime."
    )


def test_the_extra_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jpype", None)
    with pytest.raises(MissingExtraError) as caught:
        start(tmp_path)
    assert str(caught.value) == (
        "A local Neo4j needs the extra server (jpype is not installed); install it with: "
        "pip install 'engagement-pathways[server]'"
    )


def test_an_unknown_version() -> None:
    assert sentence(partial(release_named, "5.25")).startswith(
        'version "5.25" is not one of 2026, 5.26; '
    )


def test_a_number_that_another_program_has_now_is_not_a_server(tmp_path: Path) -> None:
    """A record of a server that was killed, whose process number is ours by now."""
    home = Home(tmp_path)
    home.say(Running(os.getpid(), 7687, "2026.08.1", "ready"))
    Path(home.running_lock.lock_file).touch()
    assert home.address() is None
    assert status(tmp_path)[0]["state"] == "stopped"
    assert not stop(tmp_path, timeout=0)


def test_one_that_does_not_end_by_itself_is_killed(tmp_path: Path) -> None:
    """A process that holds the lock of a home and is deaf."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from pathways.stores.server.home import Home, Running; import os\n"
        "from pathways.record.locks import take\n"
        f"home = Home(Path({str(tmp_path)!r})); assert take(home.running_lock)\n"
        "home.say(Running(os.getpid(), 1, '2026.08.1', 'ready')); print('up', flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        assert deaf.stdout.readline().strip() == b"up"
        said = list[str]()
        assert stop(tmp_path, timeout=0.2, tell=Tell(say=said.append))
        assert deaf.wait(PATIENCE) != 0
    assert said == [f"The server of {tmp_path} does not end by itself; killing it."]
    assert not Home(tmp_path).is_alive()


def test_a_lock_is_one_holders(tmp_path: Path) -> None:
    first, second = lock_at(tmp_path / "lock"), lock_at(tmp_path / "lock")
    assert take(first)
    assert not take(second)
    first.release()
    assert take(second, 1)
    second.release()


# Fetching, from a repository on this machine

RELEASE = "2026.99.9"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """Two jars in a repository that jgo's settings name, and the list of a release of them."""
    need_extra()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder, lines = tmp_path / "served", ""
    for name in ("one", "two"):
        place = f"org/{name}/{name}.jar"
        content = name.encode() * 50_000
        (folder / place).parent.mkdir(parents=True)
        (folder / place).write_bytes(content)
        lines += f"sha256:{hashlib.sha256(content).hexdigest()} {len(content)} {place}\n"
    serve = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    settings = tmp_path / ".config" / "jgo.conf"
    settings.parent.mkdir()
    settings.write_text(f"[repositories]\nhere = http://127.0.0.1:{serve.server_port}\n")
    listed = Home(tmp_path).path / "cache" / "engagement-pathways" / "lists" / f"{RELEASE}.txt"
    listed.parent.mkdir(parents=True)
    listed.write_text(lines)
    threading.Thread(target=serve.serve_forever, daemon=True).start()
    yield serve
    serve.shutdown()
    serve.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_what_is_fetched_is_said_first_and_only_once(repository: ThreadingHTTPServer) -> None:
    told, seen = list[str](), list[tuple[int, int]]()
    jars = fetch_jars(RELEASE, Tell(told.append, lambda done, total: seen.append((done, total))))
    assert " ".join(told) == (
        f"Fetching Neo4j {RELEASE} (Community, GPL 3) from Maven Central: 2 files, 1 MB, once; "
        "later starts need no network."
    )
    assert max(seen) == (300_000, 300_000)
    assert [jar.read_bytes()[:3] for jar in jars] == [b"one", b"two"]
    repository.shutdown()
    repository.server_close()
    assert fetch_jars(RELEASE, Tell(say=pytest.fail)) == jars


def test_a_jar_that_is_there_in_part_is_fetched_again(repository: ThreadingHTTPServer) -> None:
    first, second = fetch_jars(RELEASE, Tell())
    first.write_bytes(first.read_bytes()[:1000])
    before, told = second.stat().st_mtime_ns, list[str]()
    fetch_jars(RELEASE, Tell(say=told.append))
    assert first.stat().st_size == 150_000
    assert second.stat().st_mtime_ns == before
    assert ": 1 files, 1 MB" in told[0]


def test_a_jar_that_arrives_damaged_is_thrown_away(
    repository: ThreadingHTTPServer, tmp_path: Path
) -> None:
    (tmp_path / "served" / "org" / "two" / "two.jar").write_bytes(b"TWO" * 50_000)
    assert sentence(partial(fetch_jars, RELEASE, Tell())) == (
        "two.jar did not arrive as it should (its sha256 is another); it was thrown away. Start "
        "again to fetch what is missing."
    )
    assert [path.name for path in (tmp_path / "cache").rglob("org/*/*")] == ["one.jar"]


def test_a_connection_that_breaks_off_is_tried_again(
    repository: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()
    whole = _Quiet.copyfile

    def broken_once(self: _Quiet, source: Any, out: Any) -> None:
        asked.append(self.path)
        if asked.count(self.path) == 1:
            out.write(source.read(1000))
            self.close_connection = True
        else:
            whole(self, source, out)

    monkeypatch.setattr(_Quiet, "copyfile", broken_once)
    assert [jar.stat().st_size for jar in fetch_jars(RELEASE, Tell())] == [150_000, 150_000]
    assert sorted(asked) == ["/org/one/one.jar"] * 2 + ["/org/two/two.jar"] * 2


def test_no_network_at_the_first_start(
    repository: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    constants = pytest.importorskip("jgo.constants")
    closed = f"http://127.0.0.1:{repository.server_port}"
    monkeypatch.setattr(constants, "MAVEN_CENTRAL_URL", closed)
    repository.shutdown()
    repository.server_close()
    assert sentence(partial(fetch_jars, RELEASE, Tell())) == (
        f"Neo4j {RELEASE} is not complete on this machine and cannot be fetched (ConnectionError). "
        "Connect to the internet for the first start, or name your Maven mirror under "
        "[repositories] in jgo's settings."
    )


def test_the_lists_that_ship_are_whole() -> None:
    for release in LINES.values():
        path = Path(find_list(release))
        jars = parse_list(path.read_text(encoding="utf-8"))
        assert 100e6 < sum(jar.size for jar in jars) < 200e6
        assert f"org/neo4j/neo4j/{release}/neo4j-{release}.jar" in {jar.place for jar in jars}
        assert all(jar.digest.startswith("sha256:") and len(jar.digest) == 71 for jar in jars)


def find_list(release: str) -> str:
    import pathways.stores.server

    return str(Path(pathways.stores.server.__file__).parent / "jars" / f"{release}.txt")


# The command line


def test_the_commands_find_the_server(neo4j_2026: ServerAddress) -> None:
    home = ["--home", str(neo4j_2026.home)]
    shown = CliRunner().invoke(server, ["start", *home])
    assert shown.stdout == f"{neo4j_2026.uri}\n"
    assert shown.stderr == f"user neo4j, password in {neo4j_2026.password_file}\n"
    shown = CliRunner().invoke(server, ["status", *home])
    assert shown.stdout == f"ready  {LINES['2026']}  {neo4j_2026.uri}  {neo4j_2026.home}\n"


def test_the_commands_say_that_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert running() == []
    shown = CliRunner().invoke(server, ["status"])
    assert shown.stderr == "No server has been started yet: pathways server start\n"
    shown = CliRunner().invoke(server, ["stop"])
    assert shown.stderr == "No server runs.\n"


def test_a_record_that_is_cut_off_is_no_record(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.say(Running(1, 2, "2026.08.1"))
    record = tmp_path / "running.json"
    assert json.loads(record.read_text())["pid"] == 1
    record.write_text(record.read_text()[:20])
    assert home.record() is None
