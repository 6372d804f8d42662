"""The live page: a real server, asked as a browser asks, and as somebody who should not."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from patience import PATIENCE

from pathways.errors import OptionError
from viz.map.explorer import HOST, listen

PROGRAM = "import sys; from pathways.cli import main; main(sys.argv[1:])"


def deaf() -> None:
    """As a shell starts what runs in its background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command from a background job, and the address that it says; gone at the end."""
    command = [sys.executable, "-c", PROGRAM, "explore", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=deaf,  # noqa: PLW1509 - no threads here that could hold a lock
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = ["participant,program,edition,role,start,region"]
    for person in range(40):
        region = "north" if person % 2 else "south"
        rows.append(f"p{person},Open Leaders,1,mentee,2018-01-01,{region}")
        if person < 20:
            rows.append(f"p{person},Open Leaders,2,mentor,2018-09-01,{region}")
    rows.append("p0,Call,,viewer,2020-01-01,north")
    folder = tmp_path_factory.mktemp("explorer")
    (folder / "pathways.toml").write_text('source = "engagements.csv"\n', encoding="utf-8")
    (folder / "loops").mkdir()
    heard = "The call was too late in the evening."
    note = {"at": "mentee", "date": "2018-02-01", "source": "a call", "note": heard}
    (folder / "loops" / "notes.jsonl").write_text(json.dumps(note) + "\n", encoding="utf-8")
    file = folder / "engagements.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def address(record: Path) -> Iterator[str]:
    with started(str(record.parent), "--port", "0") as (process, address):
        yield address
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    assert told.rstrip().endswith("Stopped.")
    assert "Traceback" not in told


def get(url: str) -> tuple[str, Message]:
    with urlopen(Request(url), timeout=PATIENCE) as answer:  # noqa: S310 - our own server
        return answer.read().decode(), answer.headers


def refused(url: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(url, method=method, headers=headers), timeout=PATIENCE)  # noqa: S310
    with caught.value as error:
        return error.code, error.read().decode()


def test_the_page_is_the_map_with_a_form(address: str) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
    page, headers = get(address)
    assert '<form id="explore" method="get"' in page
    assert "Open Leaders: mentee" in page
    assert not re.search(r"\bp\d+\b", page.partition("vis-network")[0])
    assert "The call was too late in the evening." in page
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"


def test_filters_stand_in_the_address(address: str) -> None:
    page, _ = get(f"{address}?where=region=north&by=role&horizon=300d")
    assert "20 people" in page
    assert 'value="region=north"' in page
    assert "<option selected>role</option>" in page
    rolled, _ = get(f"{address}?by=program+and+tier")
    assert "Open Leaders: Participating" in rolled
    assert "<option selected>program and tier</option>" in rolled
    groups, _ = get(f"{address}?group=region&where=")
    assert '"kind":"region"' in groups


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by=colour", "colour"),
        ("where=region=west", "west"),
        ("where=nonsense", "A condition is KEY=VALUE"),
        ("horizon=soon", "soon"),
        ("write=yes", "not &quot;write&quot;"),
        ("by=%3Cscript%3E", "&lt;script&gt;"),
        (f"where={'a' * 3_000}", "at most 1,000 characters"),
        (f"where=role={'a' * 900}@", "has no role"),
        (f"where={'a' * 20_000}", "at most 4,000 are read"),
        ("&".join(["where=role=mentor"] * 60), "more than 50 things"),
        (f"horizon={'9' * 3_000}d", "such as 12m, 90d or 1e, not"),
        (f"focus={'a' * 3_000}", "tier"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(address: str, query: str, said: str) -> None:
    code, body = refused(f"{address}?{query}")
    assert code == 400
    assert said in body
    assert "<script>" not in body


def test_another_host_and_other_methods_are_refused(address: str) -> None:
    assert refused(address, Host="evil.example")[0] == 400
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert refused(address, method)[0] == 405
    assert refused(f"{address}files/../../etc/passwd")[0] == 404


def test_it_starts_at_once_and_is_on_this_machine_only(record: Path) -> None:
    begun = time.monotonic()
    with started(str(record), "--port", "0", "--quiet") as (process, address):
        print(f"the address was there after {time.monotonic() - begun:.2f} s")  # noqa: T201
        assert address.startswith(f"http://{HOST}:")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_a_port_in_use_names_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OptionError, match=rf"Port {port} is in use .* --port \d+\.$") as said:
            listen(port)
    free = int(str(said.value).rpartition(" ")[2].rstrip("."))
    listen(free).close()
