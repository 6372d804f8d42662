"""The line to a Neo4j server: opened, checked, and its errors in our words.

Address, user, password and database come from arguments or from ``NEO4J_URI``,
``NEO4J_USERNAME``, ``NEO4J_PASSWORD`` and ``NEO4J_DATABASE``.  A password is in no message.
"""

from __future__ import annotations

import logging
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pathways.errors import (
    LockedError,
    MissingExtraError,
    NoConnectionError,
    OptionError,
    PathwaysError,
    StoreError,
    WriteRefusedError,
    shown,
)
from pathways.stores.neo4j.running import Running, TooSlowError
from pathways.stores.server.login import local_login

try:
    import neo4j
    from neo4j import NotificationMinimumSeverity
    from neo4j import exceptions as fault
except ImportError as error:
    raise MissingExtraError(
        "A server needs the Neo4j driver: pip install 'engagement-pathways[server]'."
    ) from error

__all__ = ["OLDEST", "Link", "Transaction", "open_link", "speaking", "too_old"]

OLDEST = (5, 26)
"""The oldest release whose Cypher the statements are written in."""

Result = TypeVar("Result")

# What the driver repeats by itself is nothing to read in a terminal; who sets logging up sees it.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_MARK = "pathways"
_TERMINATE = f"""SHOW TRANSACTIONS YIELD transactionId AS id, metaData
WHERE metaData.{_MARK} = $mark TERMINATE TRANSACTIONS id YIELD message RETURN message"""


@dataclass(frozen=True)
class Link:
    """A driver, the database that it speaks to, and the address without credentials.

    ``allowed`` are procedures and functions that queries may call besides those known to read.
    """

    driver: neo4j.Driver
    database: str | None
    address: str
    allowed: tuple[str, ...] = ()

    def session(self, *, writes: bool = False, told: bool = False) -> neo4j.Session:
        """A session that reads, or one that writes; ``told`` what Neo4j notices in a query."""
        mode = neo4j.WRITE_ACCESS if writes else neo4j.READ_ACCESS
        least = NotificationMinimumSeverity.INFORMATION if told else NotificationMinimumSeverity.OFF
        return self.driver.session(
            database=self.database, default_access_mode=mode, notifications_min_severity=least
        )

    def rows(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """All rows of a statement that reads."""
        return self.reading(lambda tx: _plain(tx.run(text, parameters)))

    @contextmanager
    def running(
        self,
        text: str,
        parameters: Mapping[str, Any],
        *,
        writes: bool = False,
        seconds: float | None = None,
    ) -> Iterator[Running]:
        """One statement that runs; ``seconds`` bound the server for each batch, not who reads.

        Ctrl-C ends it on the server as well: without that the session would wait for the rest of
        the rows before it closes.
        """
        mark = uuid.uuid4().hex
        query = neo4j.Query(text, metadata={_MARK: mark})
        with self.session(writes=writes, told=writes) as session:
            running = Running(lambda: session.run(query, dict(parameters)),
                              lambda: self.terminate(mark), seconds)  # fmt: skip
            with running.ended_by_ctrl_c():
                yield running

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction for several statements; where it is not committed, nothing is written."""
        mark = uuid.uuid4().hex
        with self.session(writes=True, told=True) as session:
            yield Transaction(self, session.begin_transaction(metadata={_MARK: mark}), mark)

    def terminate(self, mark: str) -> None:
        """End what runs under a mark, on the server."""
        self.alone(_TERMINATE, mark=mark)

    def reading(self, work: Callable[[neo4j.ManagedTransaction], Result]) -> Result:
        """Carry out work that reads, again where the server says that it is worth it."""
        with speaking(self.address), self.session() as session:
            return session.execute_read(work)

    def writing(self, work: Callable[[neo4j.ManagedTransaction], Result]) -> Result:
        """Carry out work that writes in one transaction, all of it or nothing."""
        with speaking(self.address), self.session(writes=True) as session:
            return session.execute_write(work)

    def write(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """All rows of a statement that writes."""
        return self.writing(lambda tx: _plain(tx.run(text, parameters)))

    def alone(self, text: str, seconds: float | None = None, **parameters: Any) -> None:
        """A statement in a transaction of its own, not repeated, with a time limit."""
        with speaking(self.address), self.session(writes=True) as session:
            session.run(neo4j.Query(text, timeout=seconds), parameters).consume()


@dataclass(frozen=True)
class Transaction:
    """An open transaction; ``running`` is that of a :class:`Link`."""

    link: Link
    tx: neo4j.Transaction
    mark: str

    @contextmanager
    def running(
        self,
        text: str,
        parameters: Mapping[str, Any],
        *,
        writes: bool = True,  # noqa: ARG002 - of the transaction
        seconds: float | None = None,
    ) -> Iterator[Running]:
        """One statement that runs in it; see :meth:`Link.running`."""
        running = Running(lambda: self.tx.run(text, dict(parameters)),
                          lambda: self.link.terminate(self.mark), seconds)  # fmt: skip
        with running.ended_by_ctrl_c():
            yield running

    def end(self, *, commit: bool) -> None:
        """Keep what was written, or let go of it."""
        with speaking(self.link.address):
            if commit:
                self.tx.commit()
            else:
                self.tx.close()


def _plain(result: neo4j.Result) -> list[dict[str, Any]]:
    """The rows as they came: the driver's own ``data`` looks into every list."""
    return [dict(record) for record in result]


def open_link(
    address: str,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
    allow: Sequence[str] = (),
) -> Link:
    """The line to a server that answers, lets us in and is new enough.

    Raises:
        OptionError: ``allow`` of everything.
        NoConnectionError: nobody answers, the password is wrong, or the database is not there.
        StoreError: the server is too old.
    """
    name = user or os.environ.get("NEO4J_USERNAME") or "neo4j"
    secret = password if password is not None else os.environ.get("NEO4J_PASSWORD")
    if secret is None:
        name, secret = local_login(address) or (name, None)
    with speaking(address):
        driver = neo4j.GraphDatabase.driver(
            address,
            auth=(name, secret) if secret else None,
            connection_timeout=10,
            max_transaction_retry_time=10,
            connection_acquisition_timeout=30,
            notifications_min_severity="OFF",
        )
    named = database or os.environ.get("NEO4J_DATABASE") or None
    link = Link(driver, named, address, _allowed(allow))
    try:
        with speaking(address):
            old = too_old(driver.get_server_info().agent)
        if old:
            raise StoreError(
                f"{old} answers at {address}; Neo4j {OLDEST[0]}.{OLDEST[1]} or newer is needed."
            )
        link.rows("RETURN 1")
    except PathwaysError:
        driver.close()
        raise
    return link


def _allowed(names: Sequence[str]) -> tuple[str, ...]:
    """Names of procedures and functions; a star stands for the rest of a name, never for all."""
    for name in names:
        if not re.match(r"\w+\.", name):
            raise OptionError(
                f"What may be called is named as apoc.coll.* or gds.graph.list, not {shown(name)}."
            )
    return tuple(names)


def too_old(agent: str) -> str | None:
    """The release where it is older than :data:`OLDEST`.

    >>> too_old("Neo4j/5.26.30"), too_old("Neo4j/4.4.12"), too_old("Neo4j/2026.08.1")
    (None, 'Neo4j 4.4.12', None)
    """
    found = re.search(r"(\d+)\.(\d+)[.\w]*", agent)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        return f"Neo4j {found[0]}"
    return None


@contextmanager
def speaking(address: str) -> Iterator[None]:
    """What the driver raises, as one of our errors with one sentence."""
    try:
        yield
    except TooSlowError as error:
        raise StoreError(_SLOW.format(at=address)) from error
    except (fault.Neo4jError, fault.DriverError, fault.ConfigurationError) as error:
        raise _said(error, address) from error
    except (ValueError, OSError) as error:
        raise NoConnectionError(f"No Neo4j answers at {address}: {error}.") from error


_NOBODY = "No Neo4j answers at {at}: start it (`pathways server start`), or check the address."
_BROKEN = "The line to Neo4j at {at} broke: run the same again, a load goes on where it stopped."
_STRANGER = (
    "Neo4j at {at} does not accept the user name or the password: set NEO4J_USERNAME and "
    "NEO4J_PASSWORD."
)
_STOPPED = (
    "Neo4j at {at} cannot write any more and has stopped its database, as it does when its disk "
    "is full: stop it (a local one with `pathways server stop`), make room, start it, and run the "
    "same again; a load goes on where it stopped."
)
_SLOW = (
    "Neo4j at {at} took too long and was told to end: ask for less, or give it more time "
    "(--timeout 300, or 0 for no end; timeout= in Python)."
)
_WORDS: tuple[tuple[str, type[PathwaysError], str], ...] = (
    ("Security.CredentialsExpired", NoConnectionError,
     "The password at {at} has to be changed before it can be used: change it in Neo4j first."),
    ("Security.AuthenticationRateLimit", NoConnectionError,
     "Neo4j at {at} has had too many wrong passwords: wait some seconds, then try again."),
    ("Security.Unauthorized", NoConnectionError, _STRANGER),
    ("Security.Forbidden", WriteRefusedError, "This user may not do that at {at}: {why}"),
    ("Database.DatabaseNotFound", NoConnectionError,
     "There is no such database at {at}: set NEO4J_DATABASE to one that is there."),
    ("Database.DatabaseUnavailable", NoConnectionError,
     "The database at {at} is not available now: {why}"),
    ("General.DatabaseUnavailable", NoConnectionError,
     "The database at {at} is not available now: {why}"),
    ("Statement.AccessMode", WriteRefusedError, "Only reading is allowed here: {why}"),
    ("Schema.", StoreError, "Something at {at} stands in the way: {why}"),
    ("Transaction.TransactionTimedOut", StoreError, _SLOW),
    ("MemoryPoolOutOfMemory", StoreError,
     "Neo4j at {at} has too little memory for this (`server start --heap 4g` gives more): {why}"),
    ("Transaction.TransactionCommitFailed", StoreError, _STOPPED),
    ("Transaction.TransactionStartFailed", StoreError, _STOPPED),
    ("Transaction.TransactionLogError", StoreError, _STOPPED),
    ("LockClientStopped", LockedError, "Somebody else is writing at {at}: {why}"),
    ("Transaction.Terminated", LockedError, "Neo4j at {at} ended the transaction: {why}"),
)  # fmt: skip


def _said(error: Exception, address: str) -> PathwaysError:
    """The error of ours that this one is."""
    code = getattr(error, "code", None) or ""
    why = " ".join(str(getattr(error, "message", None) or error).split())
    for part, kind, words in _WORDS:
        if part in code:
            return kind(words.format(at=address, why=why))
    if isinstance(error, fault.AuthError):
        return NoConnectionError(_STRANGER.format(at=address))
    if isinstance(error, fault.SessionExpired) or "defunct" in why:
        return NoConnectionError(_BROKEN.format(at=address))
    if isinstance(error, fault.ServiceUnavailable | fault.TransactionError):
        return NoConnectionError(_NOBODY.format(at=address))
    if isinstance(error, fault.ConfigurationError):
        return NoConnectionError(f"{address} is not an address that Neo4j knows: {why}.")
    return StoreError(f"Neo4j at {address} refused: {why}")
