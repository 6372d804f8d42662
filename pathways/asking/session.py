"""What holds from one statement to the next: the server, the parameters, an open transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pathways.asking.rows import Rows, graph_rows, plan_of
from pathways.cypher.parameters import Expression, Known, Value, free_parameters, given_parameters
from pathways.cypher.text import Command, Statement, parameters_in
from pathways.errors import OptionError, QueryError, WriteRefusedError, shown

if TYPE_CHECKING:
    import pandas as pd

    from pathways.stores.neo4j.link import Transaction
    from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["Session"]

_NO_TRANSACTION = "No transaction is open: :begin opens one."


class Session(AbstractContextManager["Session"]):
    """Statements and commands, one after the other, on one server.

    Args:
        opened: the server, opened when it is first needed.
        parameters: that hold from the beginning.
        write: whether statements may change the graph.
        timeout: seconds that the server may take for the first rows of one, and then for the next.
    """

    def __init__(
        self,
        opened: Callable[[], Neo4jStore],
        parameters: Mapping[str, Value] | None = None,
        *,
        write: bool = False,
        timeout: float | None = 30.0,
    ) -> None:
        self.parameters: dict[str, Value] = dict(parameters or {})
        self._opened, self._write, self._timeout = opened, write, timeout
        self._store: Neo4jStore | None = None
        self._open, self._transaction = ExitStack(), ExitStack()
        self._line: Transaction | None = None

    @property
    def store(self) -> Neo4jStore:
        """The server; opened, or started, when this is first asked for."""
        if self._store is None:
            self._store = self._open.enter_context(self._opened())
        return self._store

    def obey(self, command: Command) -> str:
        """Do what a command says, and say what there is to say; mostly nothing.

        Raises:
            QueryError: a transaction where there is one, or none.
            OptionError: a parameter that cannot be understood.
            WriteRefusedError: a transaction where nothing may be written.
        """
        act = _COMMANDS.get(command.word)
        if act is None:
            raise QueryError(f"Line {command.line}: :{command.word} is for a prompt.")
        return act(self, command.rest.strip())

    @contextmanager
    def rows(
        self, statement: Statement, values: Mapping[str, Any], limit: int | None
    ) -> Iterator[Rows]:
        """The rows of a statement; one that fails in a transaction ends it.

        Raises:
            QueryError, StoreError, WriteRefusedError: see
                :func:`~pathways.asking.rows.graph_rows`.
        """
        try:
            with graph_rows(self.store, statement, values, write=self._write, limit=limit,
                            timeout=self._timeout, line=self._line) as found:  # fmt: skip
                yield found
        except BaseException:
            self._ended(commit=False)
            raise

    def plan(self, statement: Statement, values: Mapping[str, Any]) -> pd.DataFrame:
        """The plan of a statement; one that is run and fails in a transaction ends it."""
        try:
            return plan_of(self.store, statement, values, write=self._write,
                           timeout=self._timeout, line=self._line)  # fmt: skip
        except BaseException:
            self._ended(commit=False)
            raise

    def take(self, texts: Mapping[str, str]) -> dict[str, Value]:
        """Parameters as they were typed, those that are Cypher worked out on the server.

        Raises:
            OptionError: a map that is none.
            QueryError: Cypher that the server does not understand.
        """
        taken: dict[str, Value] = {}
        for name, text in texts.items():
            if not isinstance(text, Expression):
                taken[name] = text
                continue
            value = self._worked_out(text, {**self.parameters, **taken})
            if name:
                taken[name] = Known(value)
            elif isinstance(value, dict):
                taken |= {key: Known(one) for key, one in value.items()}
            else:
                raise OptionError(f"{shown(text)} is no map of parameters, such as {{a: 1}}.")
        return taken

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> str:
        """Let go of the server; what was not committed is said to be lost."""
        was_open = self._line is not None
        self._ended(commit=False)
        self._open.close()
        self._store = None
        lost = "the transaction was not committed: nothing of it is in the graph"
        return lost if was_open else ""

    def _worked_out(self, text: str, known: Mapping[str, Value]) -> Any:
        from pathways.stores.neo4j.query import evaluated

        parameters = {name: known[name] for name in parameters_in(text) if name in known}
        return evaluated(self.store.link, text, free_parameters(parameters))

    def _set(self, rest: str) -> str:
        if rest in ("", "list"):
            return "\n".join(f":param {name} => {_written(one)}"
                             for name, one in sorted(self.parameters.items()))  # fmt: skip
        if rest == "clear":
            self.parameters.clear()
        else:
            self.parameters |= self.take(given_parameters([rest]))
        return ""

    def _begin(self, _rest: str) -> str:
        if not self._write:
            raise WriteRefusedError(
                "A transaction is for writing, and queries here only read. With --write it is run "
                "as it is."
            )
        if self._line is not None:
            raise QueryError("A transaction is open already: :commit or :rollback ends it.")
        self._line = self._transaction.enter_context(self.store.link.transaction())
        return ""

    def _commit(self, _rest: str) -> str:
        if self._line is None:
            raise QueryError(_NO_TRANSACTION)
        self._ended(commit=True)
        return "committed"

    def _rollback(self, _rest: str) -> str:
        if self._line is None:
            raise QueryError(_NO_TRANSACTION)
        self._ended(commit=False)
        return "rolled back"

    def _use(self, name: str) -> str:
        if self._line is not None:
            raise QueryError("A transaction is open: :commit or :rollback ends it first.")
        old = self.store.link
        self.store.link = replace(old, database=name.strip("`") or None)
        try:
            self.store.link.rows("RETURN 1")
        except BaseException:
            self.store.link = old
            raise
        return ""

    def _ended(self, *, commit: bool) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.end(commit=commit)
            finally:
                self._transaction.close()


_COMMANDS: Mapping[str, Callable[[Session, str], str]] = {
    "begin": Session._begin,
    "commit": Session._commit,
    "param": Session._set,
    "params": Session._set,
    "rollback": Session._rollback,
    "use": Session._use,
}


def _written(value: Value) -> str:
    if not isinstance(value, Known):
        return value
    from pathways.stores.neo4j.values import cypher_text

    return cypher_text(value.value)
