"""The map, live: the same page with filters that stand in its address, on this machine only.

It listens on the loopback address, answers to no other name, and only ever reads.  A view is sent
as a link: ``/?where=program=Open+Leaders&by=role``.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import import_module
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from pathways.errors import OptionError, PathwaysError, shown
from pathways.map.facts import Said
from pathways.record.conditions import where
from pathways.record.interventions import Intervention
from pathways.record.log import EngagementLog
from pathways.record.selection import focus
from pathways.sequences.steps import LEVELS

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.datastructures import QueryParams
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["HOST", "PORT", "Explored", "explorer", "listen", "load_server", "serve"]

HOST = "127.0.0.1"
PORT = 8350
_NAMES = (HOST, "localhost")
_ASKED = ("by", "group", "focus", "horizon", "where")
_NEAR = 50
_LONGEST, _MOST = 4_000, 50
"""Characters of what stands behind the ? of an address, and filters in it."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Asked = tuple[tuple[str, tuple[str, ...]], ...]


def listen(port: int) -> socket.socket:
    """A socket on this machine's own address; port 0 is any free one.

    Raises:
        OptionError: the port is in use; the message names the next free one.
    """
    try:
        return _bound(port)
    except OSError:
        free = _next_free(port)
        hint = f"; {free} is free: --port {free}." if free else "."
        raise OptionError(f"Port {port} is in use or may not be used{hint}") from None


def _bound(port: int) -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((HOST, port))
        one.listen()
    except OSError:
        one.close()
        raise
    return one


def _next_free(port: int) -> int | None:
    for other in range(max(port, 1023) + 1, min(port + _NEAR, 65536)):
        try:
            _bound(other).close()
        except OSError:
            continue
        return other
    return None


def load_server() -> None:
    """Load what serves, before the address is said: Python may lose a Ctrl-C while it imports."""
    for name in (
        "starlette.applications",
        "starlette.middleware.trustedhost",
        "uvicorn.loops.auto",
    ):
        import_module(name)


@dataclass(frozen=True)
class Explored:
    """What a live map is of: the engagements, the window where an address says none, open plans and
    notes, and what was changed.
    """

    log: EngagementLog
    horizon: str | None = None
    said: Sequence[Said] = ()
    interventions: Sequence[Intervention] = ()


def serve(explored: Explored, on: socket.socket) -> None:
    """Answer on a socket until somebody presses Ctrl-C.

    Raises:
        KeyboardInterrupt: when they did, after everything is closed.
    """
    import uvicorn

    page = _pages(explored)
    Thread(target=_prepared, args=(page,), daemon=True).start()
    config = uvicorn.Config(_application(page), log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[on])


def explorer(explored: Explored) -> Starlette:
    """The application: one page, read only, for requests to this machine by its own names."""
    return _application(_pages(explored))


def _application(page: Callable[[Asked], str]) -> Starlette:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    return Starlette(
        routes=[Route("/", _answering(page), methods=["GET"])],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(_NAMES))],
    )


def _pages(explored: Explored) -> Callable[[Asked], str]:
    """What an address shows, made once; who asks for a page that is being made waits for it."""
    made = lru_cache(maxsize=32)(lambda asked: _page(explored, dict(asked)))
    one_by_one = Lock()

    def page(asked: Asked) -> str:
        with one_by_one:
            return made(asked)

    return page


def _prepared(page: Callable[[Asked], str]) -> None:
    """Make the page of the plain address, which somebody is about to open."""
    with suppress(PathwaysError):
        page(tuple((name, ()) for name in _ASKED))


def _answering(page: Callable[[Asked], str]) -> Callable[[Request], Response]:
    from starlette.responses import HTMLResponse

    from viz.map.html import policy

    headers = {**_HEADERS, "Content-Security-Policy": f"{policy('self')}; frame-ancestors 'none'"}

    def answer(request: Request) -> Response:
        try:
            _check_length(request)
            return HTMLResponse(page(_asked(request.query_params)), headers=headers)
        except PathwaysError as error:
            return HTMLResponse(_sorry(str(error)), status_code=400, headers=headers)

    return answer


def _check_length(request: Request) -> None:
    """An address is somebody's link: what is asked in it is bounded before it is looked at.

    Raises:
        OptionError: it is longer than any that the page makes.
    """
    length = len(request.scope["query_string"])
    if length > _LONGEST:
        raise OptionError(f"The address has {length:,} characters; at most {_LONGEST:,} are read.")
    if len(request.query_params.multi_items()) > _MOST:
        raise OptionError(f"The address asks for more than {_MOST} things at once.")


def _asked(given: QueryParams) -> Asked:
    """What an address asks for, without what was left empty.

    Raises:
        OptionError: a word that means nothing here.
    """
    other = sorted(set(given) - set(_ASKED))
    if other:
        raise OptionError(f"The address may say {', '.join(_ASKED)}, not {shown(other[0])}.")
    return tuple((name, tuple(v for v in given.getlist(name) if v.strip())) for name in _ASKED)


def _page(explored: Explored, asked: dict[str, tuple[str, ...]]) -> str:
    from pathways.map.levels import ROLLED
    from viz.map.html import Filters, html_text
    from viz.map.picture import pathway_map

    log = explored.log
    chosen = focus(where(log, *asked["where"]), *asked["focus"])
    options: dict[str, Any] = {name: asked[name][-1] for name in ("by", "group") if asked[name]}
    picture = pathway_map(
        chosen,
        horizon=asked["horizon"][-1] if asked["horizon"] else explored.horizon,
        said=explored.said,
        interventions=explored.interventions,
        **options,
    )
    filters = Filters((*LEVELS, ROLLED), log.attributes, log.scheme.tier_names, asked)
    return html_text(picture, filters)


def _sorry(message: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>No map</title></head>'
        f'<body><h1>No map for this</h1><p>{escape(message)}</p><p><a href="/">Everything</a></p>'
        "</body></html>"
    )
