"""A disk that gets full under a local server: one sentence, and the same load goes on later."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from graph_stores import opened
from neo4j_loader import many
from neo4j_servers import need_extra

from pathways.errors import ServerError, StoreError
from pathways.stores.server.server import start, stop

pytestmark = pytest.mark.long
SMALL, LARGE = "12m", "400m"


def mounted(folder: Path, options: str) -> bool:
    """Whether a disk in memory could be put there, or changed."""
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    need_extra()
    if sys.platform != "linux" or os.geteuid() != 0 or not mounted(tmp_path, f"size={SMALL}"):
        pytest.skip("only root can make a small disk here")
    yield tmp_path
    stop(tmp_path / "home")
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)  # Java still ends


@pytest.mark.parametrize("stopped_first", [True, False])
def test_a_load_goes_on_after_the_disk_was_full(disk: Path, stopped_first: bool) -> None:
    log, home = many(6000), disk / "home"
    with opened(start(home, version="5.26", heap="512m")) as store:
        with pytest.raises(StoreError, match=r"its disk is full: stop it .* make room, start it"):
            store.write(log)
        with pytest.raises(StoreError, match="cannot write any more"):
            store.read()
    if stopped_first:
        stop(home)
    assert mounted(disk, f"remount,size={LARGE}")
    stop(home)
    with opened(start(home, version="5.26", heap="512m")) as store:
        store.write(log)
        assert store.verify(log).empty


def test_no_start_on_a_full_disk(disk: Path) -> None:
    (disk / "home").mkdir()
    room = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(room))
    with pytest.raises(ServerError, match="the disk is full; make room and start again"):
        start(disk / "home", version="5.26", heap="512m")
