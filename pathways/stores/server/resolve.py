"""Which jars a release of Neo4j consists of, asked of a Maven repository.

Run as a module it fetches every jar and prints the list with stronger digests; so the lists in
``jars/`` were made.  Where Maven is installed it is asked, since its choice among versions is the
one that Neo4j was built with::

    python -m pathways.stores.server.resolve 2026.08.1
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pathways.errors import ServerError
from pathways.stores.server.extra import extra_module
from pathways.stores.server.maven import repositories

__all__ = ["resolve"]

_AT_ONCE = 8
_SECONDS = 60
_SCOPES = (None, "compile", "runtime")


def resolve(release: str, describe: Callable[[str], str] | None = None) -> str:
    """The list of a release: digest, size and place of each jar, a line each.

    ``describe`` makes the line of a place; by default from what the repository says of it.

    Raises:
        ServerError: there is no such release, or no connection.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            places = sorted(_places(release, Path(folder)))
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                return "".join(threads.map(describe or _as_said, places))
        except Exception as error:  # jgo raises whatever its parts raise
            raise ServerError(
                f"Which files Neo4j {release} consists of could not be found out "
                f"({type(error).__name__}); check the number of the release and the connection."
            ) from error


def _places(release: str, folder: Path) -> set[str]:
    maven = extra_module("jgo.maven")
    mvn = shutil.which("mvn")
    resolver = maven.MvnResolver(Path(mvn)) if mvn else maven.PythonResolver()
    remotes = {f"repository{rank}": url for rank, url in enumerate(repositories())}
    context = maven.MavenContext(resolver=resolver, repo_cache=folder, remote_repos=remotes)
    component = context.project("org.neo4j", "neo4j").at_version(release)
    asked, others = resolver.resolve([maven.Dependency(component.artifact())])
    return {_place(one) for one in (*asked, *others) if one.scope in _SCOPES and one.type == "jar"}


def _place(dependency: Any) -> str:
    artifact = dependency.artifact
    return f"{artifact.component.path_prefix.as_posix()}/{artifact.filename}"


def _as_said(place: str) -> str:
    head = _first("head", place)
    digest = _first("get", f"{place}.sha1").text.split()[0]
    return f"sha1:{digest} {head.headers['Content-Length']} {place}\n"


def _as_fetched(place: str) -> str:
    content = _first("get", place).content
    return f"sha256:{hashlib.sha256(content).hexdigest()} {len(content)} {place}\n"


def _first(method: str, place: str) -> Any:
    """The answer of the first repository that has the file."""
    ask = getattr(extra_module("jgo.util.http"), method)
    for source in repositories():
        response = ask(f"{source}/{place}", timeout=_SECONDS, allow_redirects=True)
        if response.ok:
            return response
    raise ServerError(f"no repository has {place}")


if __name__ == "__main__":
    sys.stdout.write(resolve(sys.argv[1], _as_fetched))
