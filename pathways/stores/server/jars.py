"""The jars of Neo4j: which, how much, fetched once and checked.

The list of a release says of each jar its digest, its size and its place in a Maven repository.
The lists of the releases that are tested here come with this package; so nothing has to be
resolved, what is fetched is known to the byte, and a jar that is not the one that was tested is
refused.  For any other release the list is resolved by ``jgo`` and kept in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any

from pathways.errors import ServerError
from pathways.record.locks import lock_at, take
from pathways.stores.server.extra import extra_module
from pathways.stores.server.home import cache_folder
from pathways.stores.server.maven import repositories
from pathways.stores.server.resolve import resolve

__all__ = ["Jar", "Tell", "fetch_jars", "parse_list"]

_AT_ONCE = 8
_SECONDS = 60
_AGAIN = 2
"""How often a file is asked for again that broke off or is another than it should be."""
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Jar:
    """One file of a release: ``digest`` is written ``sha256:…`` or ``sha1:…``."""

    digest: str
    size: int
    place: str

    def path(self) -> Path:
        """Where it lies on this machine once it is fetched."""
        return cache_folder() / "maven" / self.place

    def is_here(self) -> bool:
        """Whether all of it is here: only whole, checked files get this name."""
        path = self.path()
        return path.is_file() and path.stat().st_size == self.size


@dataclass(frozen=True)
class Tell:
    """Who hears of what happens: a sentence, and bytes fetched of bytes to fetch."""

    say: Callable[[str], None] = lambda _sentence: None
    fetched: Callable[[int, int], None] = lambda _done, _total: None


def fetch_jars(release: str, tell: Tell) -> list[Path]:
    """The jars of a release, all on this machine; says what it fetches before it does.

    Raises:
        ServerError: something cannot be fetched, or is not what it should be.
    """
    try:
        jars = _jars(release, tell)
        if any(not jar.is_here() for jar in jars):
            _fetch_missing(release, jars, tell)
    except OSError as error:
        raise ServerError(
            f"Neo4j {release} cannot be kept in {cache_folder()}: {error.strerror or error}."
        ) from error
    return [jar.path() for jar in jars]


def parse_list(text: str) -> list[Jar]:
    """The jars of a list: digest, size and place on each line."""
    rows = (line.split() for line in text.splitlines() if line.strip())
    return [Jar(digest, int(size), place) for digest, size, place in rows]


def _jars(release: str, tell: Tell) -> list[Jar]:
    shipped = resources.files("pathways.stores.server") / "jars" / f"{release}.txt"
    kept = cache_folder() / "lists" / f"{release}.txt"
    for source in (shipped, kept):
        if source.is_file():
            return parse_list(source.read_text(encoding="utf-8"))
    tell.say(
        f"Finding out which files Neo4j {release} consists of: about 300 small requests, once."
    )
    text = resolve(release)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(text, encoding="utf-8")
    return parse_list(text)


def _fetch_missing(release: str, jars: Sequence[Jar], tell: Tell) -> None:
    cache_folder().mkdir(parents=True, exist_ok=True)
    lock = lock_at(cache_folder() / "fetching.lock")
    if not take(lock):
        tell.say("Another program is fetching Neo4j; waiting for it.")
        if not take(lock, 3600):
            raise ServerError("Another program has been fetching Neo4j for an hour; end it first.")
    try:
        missing = [jar for jar in jars if not jar.is_here()]
        if missing:
            _Fetch(release, missing, tell).run()
    finally:
        lock.release()


class _Fetch:
    """Several files at once, with one count of the bytes; pooch checks each and tries it again."""

    def __init__(self, release: str, missing: Sequence[Jar], tell: Tell) -> None:
        self.release, self.missing, self.tell = release, missing, tell
        self.total = sum(jar.size for jar in missing)
        self.sources = repositories()
        self._arrived, self._counting = dict.fromkeys(missing, 0), Lock()
        pooch = extra_module("pooch")
        pooch.get_logger().setLevel("ERROR")  # what is to be known is said here
        self._store = pooch.create(
            path=cache_folder() / "maven",
            base_url=f"{self.sources[-1]}/",
            registry={jar.place: jar.digest for jar in missing},
            retry_if_failed=_AGAIN,
        )

    def run(self) -> None:
        self.tell.say(
            f"Fetching Neo4j {self.release} (Community, GPL 3) from Maven Central: "
            f"{len(self.missing)} files, {max(1, round(self.total / _MEGABYTE))} MB, once; "
            "later starts need no network."
        )
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            waiting = [threads.submit(self._fetch, jar) for jar in self.missing]
            try:
                for one in waiting:
                    one.result()
            except BaseException:
                threads.shutdown(cancel_futures=True)
                raise

    def _fetch(self, jar: Jar) -> None:
        """Fetch beside, check, then give the name."""
        try:
            self._store.fetch(jar.place, downloader=partial(self._download, jar))
        except extra_module("requests").RequestException as error:
            raise ServerError(_cannot_fetch(self.release, error)) from error
        except ValueError as error:
            raise ServerError(
                f"{jar.path().name} did not arrive as it should (its "
                f"{jar.digest.partition(':')[0]} is another); it was thrown away. Start again to "
                "fetch what is missing."
            ) from error

    def _download(self, jar: Jar, _url: str, file: str, _store: object) -> None:
        """Copy what the first repository has that has the file."""
        arrived = 0
        with _answer(jar, self.sources) as response, Path(file).open("wb") as part:
            for chunk in response.iter_content(1 << 16):
                part.write(chunk)
                arrived += len(chunk)
                with self._counting:
                    self._arrived[jar] = arrived
                    self.tell.fetched(sum(self._arrived.values()), self.total)


def _answer(jar: Jar, sources: Sequence[str]) -> Any:
    """The first repository that has the file; the error of the last where none has."""
    get = extra_module("jgo.util.http").get
    for source in sources[:-1]:
        response = get(f"{source}/{jar.place}", stream=True, timeout=_SECONDS)
        if response.ok:
            return response
        response.close()
    response = get(f"{sources[-1]}/{jar.place}", stream=True, timeout=_SECONDS)
    response.raise_for_status()
    return response


def _cannot_fetch(release: str, error: Exception) -> str:
    return (
        f"Neo4j {release} is not complete on this machine and cannot be fetched "
        f"({type(error).__name__}). Connect to the internet for the first start, or name your "
        "Maven mirror under [repositories] in jgo's settings."
    )
