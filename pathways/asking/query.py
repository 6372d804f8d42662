"""A query asked of any source: found by name, file or text, and run where it can be run.

A named question is Cypher on a server and the function itself on files and folders; Cypher of
one's own needs a server, which :mod:`pathways.stores.neo4j.mirror` starts where there is none.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.asking.rows import graph_rows
from pathways.asking.script import Step, names_set, script_in, script_text
from pathways.cypher.library import Header, Parameter, query_names, query_text, read_header
from pathways.cypher.parameters import (
    DATASET,
    Value,
    free_parameters,
    named_parameters,
    said_parameters,
)
from pathways.cypher.rows import with_rates
from pathways.cypher.text import (
    Statement,
    looks_like_cypher,
    parameters_in,
)
from pathways.errors import NoAnswerError, OptionError, QueryError, nearest, shown
from pathways.measures.options import options_of
from pathways.measures.questions import QUESTIONS, ask, question
from pathways.transfer.opening import is_store

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog
    from pathways.stores.neo4j.store import Neo4jStore

__all__ = [
    "Query",
    "answer_rows",
    "cypher_of",
    "find_query",
    "header_of",
    "is_server",
    "is_source",
    "library",
    "named_on_graph",
]

_SUFFIXES = (".cypher", ".cql", ".cyp")
_AS_OF = Parameter("as_of", "DATE", required=False, text="another cut-off than that of the load")
_OF_THE_LOG = (DATASET, _AS_OF.name)
"""Parameters of a query that say which log is asked, not what is asked of it."""
_TYPES = {int: "INTEGER", bool: "BOOLEAN"}


@dataclass(frozen=True)
class Query:
    """What is asked: a question by name, or Cypher.

    Attributes:
        name: of a question; empty for Cypher of one's own.
        text: its Cypher; empty for a question that only Python answers.
        header: what the text declares.
        steps: statements and commands of Cypher of one's own; empty for a question.
    """

    name: str
    text: str
    header: Header = field(default_factory=Header)
    steps: tuple[Step, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What of it is run, without the commands."""
        return tuple(one for one in self.steps if isinstance(one, Statement))

    @property
    def speaks_of(self) -> set[str]:
        """The parameters that its header declares, or that stand in a statement."""
        declared = {one.name for one in self.header.parameters}
        return declared.union(*(parameters_in(one.text) for one in self.statements))

    def values(self, texts: Mapping[str, Value], typed: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters that were said; the command line wins over a file.

        Raises:
            OptionError: a name or a value that it does not understand.
        """
        if self.name:
            return said_parameters(self.header, {**typed, **texts})
        return {**typed, **self._read(texts)}

    def values_of(
        self,
        statement: Statement,
        said: Mapping[str, Any],
        script: Mapping[str, Value],
        dataset: str | None = None,
    ) -> dict[str, Any]:
        """The parameters of one statement: what was said wins over what the script has set.

        ``dataset`` is the data set that an address names; it wins over the script as well.

        Raises:
            OptionError: a name or a value that it does not understand.
        """
        asked = {one.name for one in self.header.parameters} | parameters_in(statement.text)
        from_script = {name: value for name, value in script.items() if name in asked}
        values = {**self._read(from_script), **said}
        named = dataset or values.pop(DATASET, None)
        if self.header.parameters:
            values = named_parameters(self.header, values)
            values.pop(DATASET, None)  # a default is of the header; the store has its own
        return values if named is None else {**values, DATASET: named}

    def _read(self, texts: Mapping[str, Value]) -> dict[str, Any]:
        """Values as they are meant; what the text declares a type for is read by that later."""
        return dict(texts) if self.header.parameters else free_parameters(texts)

    @property
    def options(self) -> Mapping[str, inspect.Parameter]:
        """What its function can be told; empty for Cypher of one's own."""
        if self.name not in QUESTIONS:
            return {}
        return dict(list(inspect.signature(question(self.name)).parameters.items())[1:])

    def is_plain(self, values: Mapping[str, Any]) -> bool:
        """Whether the function itself can be told all this: nothing that only the Cypher knows."""
        return bool(self.options) and set(values) <= {*self.options, *_OF_THE_LOG}

    def check(self, values: Mapping[str, Any]) -> None:
        """See that Cypher of one's own is given what it speaks of, and is given nothing else.

        Raises:
            OptionError: a parameter that is missing, or one that the text does not have.
        """
        if self.name:
            return
        asked = self.speaks_of
        for name in values:
            if name not in asked:
                near = nearest(name, asked)
                hint = f'; the nearest is "{near}"' if near else ""
                raise OptionError(f"The query has no parameter {shown(name)}{hint}.")
        usual = (one.name for one in self.header.parameters if not one.required)
        there = {DATASET, *values, *usual}
        for one in self.steps:
            if isinstance(one, Statement):
                missing = sorted(parameters_in(one.text) - there)
                if missing:
                    wanted = " ".join(f"-p {name}=…" for name in missing)
                    raise OptionError(f"The query has a parameter without a value: give {wanted}")
            else:
                there |= names_set(one)


def is_server(where: str) -> bool:
    """Whether a SOURCE is an address, not a file or a folder."""
    return "://" in where


def is_source(word: str) -> bool:
    """Whether a word names a SOURCE, and so no query.

    >>> is_source("neo4j://localhost"), is_source("stuck_points")
    (True, False)
    """
    path = Path(word)
    is_query = word == "-" or looks_like_cypher(word) or path.suffix.casefold() in _SUFFIXES
    return not is_query and (is_store(word) or path.exists())


def library() -> pd.DataFrame:
    """The library: ``name``, ``measures`` and ``parameters``, a query a row.

    Parameters are those of :func:`header_of` as a person says them: those that must be given
    first, what says which log is asked last.
    """
    import pandas as pd

    rows = []
    for name in query_names():
        header = header_of(name)
        parameters = sorted(
            header.parameters, key=lambda one: (one.name in _OF_THE_LOG, not one.required)
        )
        told = ", ".join(map(_declaration, parameters))
        rows.append({"name": name, "measures": header.measures, "parameters": told})
    return pd.DataFrame(rows, columns=["name", "measures", "parameters"])


def _declaration(one: Parameter) -> str:
    return f"{one.name} {one.type}" if one.required else f"{one.name}={json.dumps(one.default)}"


def find_query(word: str, standard_input: Callable[[], str]) -> Query:
    """What a word on the command line asks: a name, a file, ``-`` or Cypher itself.

    Raises:
        QueryError: none of these; the message names the nearest.
    """
    if word == "-":
        return _own(standard_input())
    if looks_like_cypher(word):
        return _own(word)
    if word.casefold().endswith(_SUFFIXES) or Path(word).is_file():
        return _own(script_text(Path(word)), Path(word))
    name = word.replace("-", "_")
    if name in query_names() or name in QUESTIONS:
        return Query(name, query_text(name) if name in query_names() else "", header_of(name))
    near = nearest(name, {*query_names(), *QUESTIONS})
    hint = f"; the nearest is {shown(near)}" if near else ""
    raise QueryError(
        f"There is no query called {shown(word)}{hint}. "
        "`pathways queries` lists them; a file ends in .cypher."
    )


def header_of(name: str) -> Header:
    """What a question can be told: what its Cypher declares, and the options of its function."""
    declared = read_header(query_text(name)) if name in query_names() else Header()
    there = {one.name for one in declared.parameters}
    options = options_of(question(name)).values() if name in QUESTIONS else ()
    of_python = [
        Parameter(one.name, _TYPES.get(one.type, "STRING"), one.default, required=one.required)
        for one in options
        if one.name not in there and not one.many
    ]
    measures = declared.measures or QUESTIONS.get(name, "")
    cut = (_AS_OF,) if name in QUESTIONS else ()
    return replace(declared, measures=measures, parameters=(*declared.parameters, *of_python, *cut))


def answer_rows(log: EngagementLog, query: Query, values: Mapping[str, Any]) -> pd.DataFrame:
    """A named question, answered in Python.

    Raises:
        NoAnswerError: a query that is no question.
        OptionError: a parameter that only the Cypher knows, or one that is missing.
    """
    if not query.options:
        raise NoAnswerError(f"{shown(query.name)} is answered on a server only.")
    return ask(log, query.name, **_complete(query, _as_options(query, values))).table


def _complete(query: Query, options: dict[str, Any]) -> dict[str, Any]:
    needed = [name for name, one in query.options.items() if one.default is one.empty]
    missing = [f"-p {name}=…" for name in needed if name not in options]
    if missing:
        raise OptionError(f"This query needs {' and '.join(missing)}.")
    return options


def _as_options(query: Query, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the function takes them: a step that is given as a map, in words."""
    for name in values:
        if name not in query.options and name not in _OF_THE_LOG:
            raise OptionError(f"On files {query.name} has no parameter {shown(name)}.")
    return {name: _in_words(value) for name, value in values.items() if name in query.options}


def _in_words(value: Any) -> Any:
    """A step as a person says it: ``role="mentee", program="OL"``."""
    if not isinstance(value, Mapping):
        return value
    return ", ".join(f'{kind}="{name}"' for kind, name in value.items())


def named_on_graph(
    store: Neo4jStore, query: Query, values: Mapping[str, Any], timeout: float | None
) -> pd.DataFrame:
    """A named question on a server: the table of its function, or the rows of its Cypher.

    The rows as they are come where a parameter is given that only the Cypher knows.
    """
    import pandas as pd

    if "as_of" in values:
        return answer_rows(store.read(as_of=values["as_of"]), query, values)
    if query.is_plain(values):
        options = _as_options(query, values)
        return store.run(query.name, timeout=timeout, **_complete(query, options))
    text, settled = cypher_of(store, query, values)
    with graph_rows(store, Statement(text), settled, timeout=timeout) as found:
        taken = list(found.rows)
    frame = pd.DataFrame(taken, columns=found.columns, dtype=object).infer_objects()
    return with_rates(frame)


def cypher_of(
    store: Neo4jStore, query: Query, values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The Cypher of a named question and all its parameters, those not said by default.

    Raises:
        QueryError: Python answers this, and not the Cypher.
    """
    if _AS_OF.name in values:
        raise QueryError(f"{query.name} with another cut-off than that of the load runs in Python.")
    if query.is_plain(values):
        return store.cypher(query.name, **_complete(query, _as_options(query, values)))
    named_parameters(read_header(query.text), values)  # what it does not know, or what is missing
    return store.cypher(query.name, **{k: v for k, v in values.items() if k != DATASET})


def _own(text: str, file: Path | None = None) -> Query:
    steps = tuple(script_in(text, file))
    first = next((one.text for one in steps if isinstance(one, Statement)), None)
    if first is None and not steps:
        raise QueryError("There is no query: the text is empty.")
    return Query("", text, read_header(first or ""), steps)
