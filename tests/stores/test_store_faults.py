"""The store folder when things go wrong: killed, shared, read meanwhile, without room or right."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from logs import log_of

from pathways.errors import LockedError, OutputError, PathwaysError, StoreError
from pathways.record.locks import HOLDER, LOCK, only_writer
from pathways.record.log import EngagementLog
from pathways.stores.folder import FolderStore
from pathways.stores.generation import BEFORE, JOURNAL
from pathways.stores.manifest import MANIFEST

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

OLD = log_of("a OL 1 mentee 2020-01-01\nb OL 1 mentee 2020-01-01\nc GS 1 reader 2020-02-01")
NEW = log_of("a OL 1 mentee 2020-01-01\nb OL 1 mentor 2020-01-01\nd GS 2 reader 2021-02-01")
CALLS = ("open", "write", "fsync", "replace", "unlink", "mkdir", "ftruncate", "close")


def people(log: EngagementLog) -> set[str]:
    return set(log.records["participant"].astype(str) + " " + log.records["role"].astype(str))


EITHER = (people(OLD), people(NEW))


def bring(folder: Path, log: EngagementLog, source: str = "s", wait: float = 10.0) -> None:
    FolderStore(folder, wait=wait).write(log, source=source, replace=True)


def child(act: Callable[[], object]) -> int:
    """Start another process that does it; 0, or 1 with what went wrong on standard error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # nothing else runs in this process
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        act()
        code = 0
    except BaseException as error:  # noqa: BLE001 - the other process must say all that it can
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    return os.waitpid(pid, 0)[1]


def stopping(after: int) -> None:
    """Kill this very process at its n-th call of the operating system, before the call is made."""
    left = [after]

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def stop(*args: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **options)

        return stop

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def files(folder: Path) -> set[str]:
    """What is in a store, without the lock, which stays, and the manifest of before."""
    return {path.name for path in folder.iterdir()} - {LOCK, BEFORE}


def whole(folder: Path) -> set[str]:
    """What the manifest names, and what the one before named, which undoing goes back to."""
    manifests = [folder / name for name in (MANIFEST, BEFORE) if (folder / name).exists()]
    said = [json.loads(path.read_text(encoding="utf-8"))["files"].values() for path in manifests]
    return {MANIFEST, *(file["name"] for files in said for file in files)}


def test_killed_at_every_call_of_a_first_load(tmp_path: Path) -> None:
    clean, folder = tmp_path / "clean.pathways", tmp_path / "x.pathways"
    bring(clean, OLD)
    for point in range(200):
        shutil.rmtree(folder, ignore_errors=True)
        status = ended(child(lambda n=point: (stopping(n), bring(folder, OLD))))
        if status == 0:
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        if (folder / MANIFEST).exists():
            assert state(folder) == state(clean)
        else:
            with pytest.raises(StoreError):
                FolderStore(folder).read()
        if point % 5:
            continue
        bring(folder, OLD)
        assert {n: (folder / n).read_bytes() for n in files(folder)} == {
            n: (clean / n).read_bytes() for n in files(clean)
        }
    assert point > 15


def state(folder: Path) -> str:
    """Digest of what the manifest names, once each file is found to be what it says."""
    manifest = FolderStore(folder).manifest
    assert manifest is not None
    for file in manifest.files.values():
        assert hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.sha256
    return (folder / MANIFEST).read_text(encoding="utf-8")


def test_killed_at_every_other_call_of_an_update(tmp_path: Path) -> None:
    before, clean, folder = (tmp_path / f"{name}.pathways" for name in ("before", "clean", "x"))
    bring(before, OLD)
    shutil.copytree(before, clean)
    bring(clean, NEW)
    either = [state(before), state(clean)]
    seen = []
    for point in range(0, 400, 2):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        if ended(child(lambda n=point: (stopping(n), bring(folder, NEW)))) == 0:
            break
        seen.append(either.index(state(folder)))
        if point % 10 == 0:
            bring(folder, NEW)
            assert state(folder) == either[1]
            assert files(folder) == whole(folder)
    assert seen == sorted(seen)
    assert set(seen) == {0, 1}


def test_killed_at_every_call_of_undoing(tmp_path: Path) -> None:
    before, after, folder = (tmp_path / f"{name}.pathways" for name in ("before", "after", "x"))
    bring(before, OLD)
    shutil.copytree(before, after)
    bring(after, NEW)
    either = [state(after), state(before)]
    seen = []
    for point in range(0, 200, 3):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(after, folder)
        if ended(child(lambda n=point: (stopping(n), FolderStore(folder).undo()))) == 0:
            break
        seen.append(either.index(state(folder)))
        bring(folder, NEW)
        assert state(folder) == either[0]
        assert files(folder) == whole(folder)
    assert seen == sorted(seen)
    assert set(seen) == {0, 1}
    assert files(folder) == whole(before)


def test_killed_at_any_time(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    chance = random.Random(4)  # noqa: S311 - moments, not secrets
    for _ in range(6):
        pid = child(lambda: [bring(folder, log) for _ in range(1000) for log in (NEW, OLD)])
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(pid, signal.SIGKILL)
        ended(pid)
        assert people(FolderStore(folder).read()) in EITHER
    bring(folder, NEW)
    assert files(folder) == whole(folder)


def test_readers_never_see_half(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    pid = child(lambda: [bring(folder, log) for _ in range(2) for log in (NEW, OLD)])
    reads = 0
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        assert people(FolderStore(folder).read()) in EITHER
        reads += 1
    assert reads


def test_two_writers_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    ours = {name: log_of("\n".join(f"{name}{n} OL 1 mentee 2020-01-0{n}" for n in range(1, 4)))
            for name in "ab"}  # fmt: skip
    pids = [child(lambda n=name: bring(folder, ours[n], n, 180.0)) for name in ours]
    assert [ended(pid) for pid in pids] == [0, 0]
    assert FolderStore(folder).read().people == 6
    assert files(folder) == whole(folder)


def test_a_second_writer_that_does_not_wait(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    with only_writer(folder, 0):
        with pytest.raises(LockedError, match=rf"is being written by process {os.getpid()} on "):
            bring(folder, NEW, wait=0)
        assert people(FolderStore(folder).read()) == EITHER[0]
    bring(folder, NEW, wait=0)
    assert LockedError("").exit_code == 4


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)

    def hold() -> None:
        with only_writer(folder, 0):
            os.kill(os.getpid(), signal.SIGKILL)

    ended(child(hold))
    assert (folder / HOLDER).exists()
    bring(folder, NEW, wait=0)
    assert not (folder / HOLDER).exists()


def test_the_lock_of_another_machine_is_respected(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    (folder / HOLDER).write_text('{"pid": 7, "host": "elsewhere"}', encoding="utf-8")
    with pytest.raises(LockedError, match=r"process 7 on elsewhere\. If nothing writes there any"):
        bring(folder, NEW, wait=0)
    (folder / HOLDER).write_text("not ours", encoding="utf-8")
    bring(folder, NEW, wait=0)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """A disk on which so many bytes are left."""
    left = [0]
    real = os.write

    def write(handle: int, data: bytes) -> int:
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = real(handle, memoryview(data)[: left[0]])
        left[0] -= taken
        return taken

    def until(room: int) -> None:
        left[0] = room
        monkeypatch.setattr(os, "write", write)

    yield until
    monkeypatch.undo()


@pytest.mark.parametrize("room", [0, 40, 100, 3000, 9000])
def test_a_full_disk(tmp_path: Path, full: Callable[[int], None], room: int) -> None:
    folder, fresh = tmp_path / "x.pathways", tmp_path / "fresh.pathways"
    bring(folder, OLD)
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    for target in (folder, fresh):
        full(room)
        with pytest.raises(OutputError, match=r"cannot be written: no space left on device; it "):
            bring(target, NEW)
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before
    assert not fresh.exists()
    assert OutputError("").exit_code == 4


def test_a_folder_that_may_not_be_written() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "x.pathways"
        bring(folder, OLD)
        Path(place).chmod(0o755)
        folder.chmod(0o555)

        def refused() -> None:
            if os.geteuid() == 0:
                os.setuid(65534)
            for target in (folder, Path(place) / "new.pathways"):
                with pytest.raises(OutputError, match="cannot be written: permission denied"):
                    bring(target, NEW)
            assert people(FolderStore(folder).read()) == EITHER[0]

        if os.geteuid() != 0:
            Path(place).chmod(0o555)
        assert ended(child(refused)) == 0
        folder.chmod(0o755)
        Path(place).chmod(0o755)
        assert files(folder) == whole(folder)


def test_what_a_stopped_writer_left_goes_with_the_next_load_and_nothing_else(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    ours, other = (f"records-{digit * 16}.parquet" for digit in "01")
    left = {ours, other, ".manifest.json.0123456789ab.part", "README.txt"}
    for name in left:
        (folder / name).write_text("left", encoding="utf-8")
    (folder / JOURNAL).write_text(json.dumps([ours, MANIFEST, "README.txt"]), encoding="utf-8")
    bring(folder, OLD)
    assert files(folder) == whole(folder) | {"README.txt", other}


def test_a_lost_manifest_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    FolderStore(folder).write(NEW, source="other")
    before, log = (folder / MANIFEST).read_bytes(), FolderStore(folder).read()
    (folder / MANIFEST).unlink()
    (folder / BEFORE).unlink()
    seen = FolderStore(folder).read()
    assert people(seen) == people(log)
    assert [note for note in seen.notes if "was lost, and was made again" in note]
    assert not (folder / MANIFEST).exists()
    report = FolderStore(folder).write(NEW, source="other")
    assert report.nothing_new
    assert "was lost, and was made again" in report.notes[0]
    assert (folder / MANIFEST).read_bytes() == before
    (folder / MANIFEST).unlink()
    bring(folder, OLD, "third")
    assert people(FolderStore(folder).read()) == people(OLD) | people(NEW)


def test_engagements_that_no_manifest_names_stay(tmp_path: Path) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    for path in (*folder.glob("manifest*"), *folder.glob("editions-*")):
        path.unlink()
    left = files(folder)
    for act in (lambda: bring(folder, NEW), FolderStore(folder).read):
        with pytest.raises(StoreError, match=r"has lost its manifest\.json: it holds .members-"):
            act()
    assert files(folder) == left


def changed(raw: Any, value: object) -> Iterator[tuple[object, ...]]:
    """Each place in a JSON value, its parts too, with another value there, or gone."""
    keys = list(raw) if isinstance(raw, dict) else list(range(len(raw)))
    for key in keys:
        was = raw[key]
        raw[key] = value
        yield (key,)
        raw[key] = was
        if isinstance(raw, dict):
            del raw[key]
            yield (key, "gone")
            raw[key] = was
        if isinstance(was, (dict, list)):
            yield from ((key, *rest) for rest in changed(was, value))


@pytest.mark.parametrize("value", [None, -1, "x", [], {}, [[1]], 1e300])
def test_a_manifest_that_somebody_edited_is_one_sentence(tmp_path: Path, value: object) -> None:
    folder = tmp_path / "x.pathways"
    bring(folder, OLD)
    FolderStore(folder).write(NEW, source="other")
    raw = json.loads((folder / MANIFEST).read_bytes())
    sentences = set()
    for _ in changed(raw, value):
        (folder / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
        try:
            FolderStore(folder).read()
        except PathwaysError as error:
            sentences.add(str(error))
    assert len([one for one in sentences if "is damaged: " in one]) > 3
    (folder / MANIFEST).write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(StoreError, match="is damaged: it is not JSON"):
        FolderStore(folder).read()
    assert not [one for one in sentences if "\n" in one]
