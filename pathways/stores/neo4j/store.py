"""A Neo4j server as a store: any address, one data set among several."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pathways.cypher.complete import complete
from pathways.cypher.library import query_text
from pathways.cypher.parameters import DATASET
from pathways.cypher.query_choice import left_to_python, parameters_for, query_of
from pathways.cypher.text import parameters_in, searches_graph
from pathways.errors import LockedError, StoreError
from pathways.map.graph import graph_of, pathway_graph
from pathways.measures.option_checks import check_asked
from pathways.measures.questions import QUESTIONS, ask
from pathways.stores.contents import after, incoming, log_of, recounted
from pathways.stores.graph_rows import encode
from pathways.stores.manifest import Manifest, manifest_of
from pathways.stores.merge import Contents, merge
from pathways.stores.neo4j.address import address_and_dataset
from pathways.stores.neo4j.graph import states_in
from pathways.stores.neo4j.link import Link, open_link
from pathways.stores.neo4j.load import Progress, bring_to, still_there
from pathways.stores.neo4j.manifest import (
    SCHEMA,
    GraphManifest,
    all_at_once,
    broken_off,
    complete_manifest,
    manifest_in,
    not_here,
    readable_manifest,
)
from pathways.stores.neo4j.query import table_of, table_of_ours
from pathways.stores.neo4j.schema import schema_in
from pathways.stores.neo4j.verify import differences
from pathways.stores.neo4j.vocabulary import vocabulary_in
from pathways.stores.neo4j.whole import about_graph, digest_of_incoming, unchanged, whole_contents
from pathways.stores.parts import Part, part_of, with_history
from pathways.stores.people import NOBODY
from pathways.stores.protocol import Change, Store
from pathways.stores.report import WriteReport
from pathways.stores.statements import statement
from pathways.stores.tables import from_parquet

if TYPE_CHECKING:
    import networkx as nx

    from pathways.record.log import EngagementLog
    from pathways.record.options import Length, Level, Ties
    from pathways.record.scheme import Scheme

__all__ = ["Neo4jStore", "open_neo4j"]

_TRIES = 5  # how often a reader starts again because a load came in between


class Neo4jStore(Store):
    """One data set on a Neo4j server.

    Args:
        link: the line to the server.
        dataset: several data sets are kept apart by their name.
        progress: called with the engagements written so far, and how many there are to write.
        named: whether somebody named the data set, or it is only the usual one.
    """

    def __init__(
        self, link: Link, dataset: str, progress: Progress | None = None, *, named: bool = True
    ) -> None:
        self.link, self.dataset, self.progress, self.named = link, dataset, progress, named
        self._words: dict[str, EngagementLog] = {}  # of the run that was asked last

    def __repr__(self) -> str:
        return f"Neo4jStore({self.link.address!r}, dataset={self.dataset!r})"

    @property
    def manifest(self) -> Manifest | None:
        """What the data set holds; ``None`` before the first load is complete."""
        return self._manifest(manifest_in(self.link, self.dataset))

    def write(
        self, log: EngagementLog, *, source: str | None = None, replace: bool = False
    ) -> WriteReport:
        """Make the data set hold this version of a source; a load that broke off goes on.

        The same as for a folder (see :meth:`~pathways.stores.folder.FolderStore.write`).

        Raises:
            LockedError: somebody else loads, or another load was broken off.
            ShrunkError: it drops more than a fifth of what the source had.
            NoConnectionError: the line broke; the same call again completes the load.
            StoreError: a graph that is not ours, or keys that belong to another source.
        """
        return self.write_parts(log, [part_of(log, source)], replace=replace)

    def write_parts(
        self, log: EngagementLog, parts: Sequence[Part], *, replace: bool = False
    ) -> WriteReport:
        """Merge a log whose engagements come from several sources; see :meth:`write`."""
        digest = digest_of_incoming(log, parts)
        here = manifest_in(self.link, self.dataset)
        old = self._manifest(here)
        again = here and here.complete and here.incoming == digest and here.version == SCHEMA
        if here and old and again and still_there(self.link, self.dataset, here):
            return unchanged(old, parts)
        if here and old and not here.complete and here.pending != digest:
            raise LockedError(broken_off(self.link))
        held = self._contents(here, old) if here and old else None
        return self._merge(log, parts, digest, (here, old, held), replace=replace)

    def read(
        self,
        *,
        scheme: str | Path | Scheme | None = None,
        as_of: str | date | None = None,
        repeats: str | None = None,
        merges: bool = True,
    ) -> EngagementLog:
        """The log as it was written, or seen through another scheme or cut-off.

        ``merges=False`` is the log as it was loaded: each id is somebody.

        Raises:
            LockedError: a load is under way, or was broken off.
            StoreError: nothing was written yet.
        """
        for _ in range(_TRIES):
            here = complete_manifest(self.link, self.dataset)
            manifest = self._manifest(here)
            if manifest is None:
                break
            contents = self._contents(here, manifest)
            if complete_manifest(self.link, self.dataset).run == here.run:
                editions = from_parquet(here.editions)
                seen = manifest if merges else manifest.without_merges
                return log_of(contents.records, editions, seen, scheme, as_of, repeats)
        raise LockedError(f"{self.link.address} changes all the time: wait until loading is done.")

    def rewrite(self, change: Change) -> Contents:
        """Hold something else of what is held; see ``rewrite`` of a folder.

        Raises:
            LockedError: somebody else loads, or a load was broken off.
            StoreError: nothing was written yet.
        """
        here = complete_manifest(self.link, self.dataset)
        old = self._manifest(here)
        assert old is not None  # noqa: S101 - a complete graph has one
        contents, people = change(self._contents(here, old), old.people)
        new = recounted(old, contents, people)
        self._bring(contents, new, from_parquet(here.editions), here.incoming)
        return contents

    def run(
        self,
        query: str,
        *,
        write: bool = False,
        limit: int | None = None,
        timeout: float | None = 30.0,
        **parameters: Any,
    ) -> pd.DataFrame:
        """The table that answers a named question, or one Cypher statement.

        Args:
            query: the name of a question, or Cypher.
            write, limit, timeout: as for :meth:`query`; ``limit`` is an option like any other
                where a question is asked by name.
            parameters: of the question or the statement.

        Raises:
            OptionError, QueryError, StoreError, WriteRefusedError: as for :meth:`query`.
        """
        name = query.strip().replace("-", "_")
        if name.isidentifier():
            options = parameters if limit is None else {**parameters, "limit": limit}
            return self._answer(name, timeout, **options)
        return self.query(query, parameters, write=write, limit=limit, timeout=timeout)

    def query(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        expand: bool = False,
        write: bool = False,
        limit: int | None = None,
        timeout: float | None = 30.0,
        **named: Any,
    ) -> pd.DataFrame:
        """The rows of one Cypher statement, with columns of their own types.

        Args:
            text: Cypher.
            parameters: a value for each ``$name``, also those that are called as an argument here;
                ``$dataset`` is bound to the data set of the address.
            expand: nodes and relationships as columns, one for each property.
            write: run it as it is; otherwise it may only read, and only the graph.
            limit: the most rows to take; ``attrs["notes"]`` says where there were more.
            timeout: seconds that the server may take for the first rows, and then for the next.
            named: parameters by their names.

        Returns:
            Dates as ``datetime64``, whole numbers with nulls as ``Int64``, texts as ``str``; see
            :func:`~pathways.stores.neo4j.frames.frame_of`.  ``attrs["notes"]`` holds what the
            reader should know, also what Neo4j noticed.

        Raises:
            StoreError: the data set is not there, or the server took too long.
            WriteRefusedError: Cypher that would write, or read a file.
            QueryError: Cypher that cannot be understood or carried out.
            OptionError: a parameter that no query can be given; the message says what instead.
        """
        merged = {**(parameters or {}), **named}
        given, notes = self.bound(text, merged, write=write)
        table = table_of(self.link, text, given, write=write, limit=limit, timeout=timeout,
                         expand=expand)  # fmt: skip
        table.attrs["notes"][:0] = notes
        return table

    def bound(
        self, text: str, parameters: Mapping[str, Any], *, write: bool = False
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The parameters of a Cypher text with the data set that it speaks of, and a note on it.

        Raises:
            LockedError: it reads, and a load is under way or was broken off.
            StoreError: the data set is not there; the message names the nearest.
        """
        spoken = DATASET in parameters_in(text)
        given = {DATASET: self.dataset, **parameters} if spoken else dict(parameters)
        name = str(given.get(DATASET, self.dataset))
        here = manifest_in(self.link, name) if write else readable_manifest(self.link, name)
        if here is None and (spoken or self.named):
            raise StoreError(not_here(self.link, name))
        return given, () if spoken or not searches_graph(text) else all_at_once(self.link)

    def cypher(self, question: str, **options: Any) -> tuple[str, dict[str, Any]]:
        """The Cypher that a named question is asked in with these options, and its parameters.

        Raises:
            QueryError: no query knows these options, so that Python answers.
        """
        given = parameters_for(question, self._kinds(), **options)
        return query_text(query_of(question, **options)), {**given, "dataset": self.dataset}

    def schema(self) -> pd.DataFrame:
        """What is in the data set: ``label``, ``property``, ``type``, ``count``, ``pattern``.

        A line without ``property`` counts the nodes of a label or the relationships of a type.

        Raises:
            StoreError: the data set is not there.
        """
        if manifest_in(self.link, self.dataset) is None:
            raise StoreError(not_here(self.link, self.dataset))
        return schema_in(self.link, self.dataset)

    def pathway_graph(
        self, by: Level = "activity", *, ties: Ties = "set", horizon: Length | None = None
    ) -> nx.DiGraph[str]:
        """:func:`~pathways.map.graph.pathway_graph`, counted there: no engagement travels.

        Raises:
            OptionError: a level, tie rule or window that does not exist.
        """
        kinds = self._kinds()
        beyond = left_to_python("transitions", kinds, by=by, ties=ties)
        if beyond or left_to_python("stuck_points", kinds):
            return pathway_graph(self.read(), by, ties=ties, horizon=horizon)
        moves = self.run("transitions", by=by, ties=ties, horizon=horizon)
        return graph_of(moves, states_in(self.link, self.dataset, kinds, by), kinds, by)

    def verify(self, log: EngagementLog | None = None) -> pd.DataFrame:
        """Where the graph is not what the log says: edits by hand, and anything missing.

        Args:
            log: the engagements; by default what the graph's own records say.

        Returns:
            One row per difference: ``what`` (label or type), ``id``, ``property``, ``graph`` and
            ``log``; empty where there is none.
        """
        here = complete_manifest(self.link, self.dataset)
        manifest = self._manifest(here)
        members = self._contents(here, manifest).members if manifest else None
        return differences(self.link, self.dataset, encode(log or self.read(), members))

    def clear(self) -> None:
        """Remove the data set, whatever state it is in."""
        for label in ("engagements", "participants", "places"):
            while self.link.write(statement(f"clear_{label}"), dataset=self.dataset)[0]["removed"]:
                pass

    def close(self) -> None:
        """Close the connections."""
        self.link.driver.close()

    def _answer(self, question: str, timeout: float | None, **options: Any) -> pd.DataFrame:
        if question not in QUESTIONS:  # a list for analysts, which is its own answer
            return self.query(*self.cypher(question, **options), timeout=timeout)
        kinds = self._kinds()
        beyond = left_to_python(question, kinds, **options)
        if beyond is not None:
            table = ask(self.read(), question, **options).table
            table.attrs["notes"] = [f"counted in Python, from what was read back: {beyond}"]
            return table
        text, given = self.cypher(question, **options)
        check_asked(kinds, question, **options)
        counts = table_of_ours(self.link, text, given, timeout=timeout)
        return complete(question, counts, kinds, **options)

    def _kinds(self) -> EngagementLog:
        here = complete_manifest(self.link, self.dataset)
        if here.run not in self._words:
            manifest = self._manifest(here)
            assert manifest is not None  # noqa: S101 - a complete graph has one
            self._words = {here.run: vocabulary_in(here, manifest)}
        return self._words[here.run]

    def _manifest(self, here: GraphManifest | None) -> Manifest | None:
        if here is None or not here.text:
            return None
        return manifest_of(here.text.encode(), Path(self.link.address), files=())

    def _contents(self, here: GraphManifest, manifest: Manifest) -> Contents:
        return whole_contents(self.link, self.dataset, here, manifest)

    def _merge(
        self,
        log: EngagementLog,
        parts: Sequence[Part],
        digest: str,
        before: tuple[GraphManifest | None, Manifest | None, Contents | None],
        *,
        replace: bool,
    ) -> WriteReport:
        here, old, held = before
        fresh = incoming(log, parts, old.people if old else NOBODY, held)
        contents, report = merge(held, fresh, replace=replace)
        had = from_parquet(here.editions) if here and old else None
        new, editions, notes = after(old, log, parts, contents, had)
        report = dataclasses.replace(report, notes=(*report.notes, *notes))
        self._bring(contents, with_history(new, old, log, parts, report), editions, digest)
        return report

    def _bring(
        self, contents: Contents, manifest: Manifest, editions: pd.DataFrame, digest: str
    ) -> None:
        """Make the graph hold these contents, with one participant for each person."""
        whole = log_of(contents.records, editions, manifest, None, None, None)
        rows = encode(whole, contents.members)
        about = about_graph(contents, whole, manifest, editions, digest)
        bring_to(self.link, self.dataset, rows, about, self.progress)


def open_neo4j(
    uri: str | None = None,
    *,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
    dataset: str | None = None,
    progress: Progress | None = None,
    allow: Sequence[str] = (),
) -> Neo4jStore:
    """The data set of a server.

    Args:
        uri: ``neo4j://…``, ``bolt://…``, with ``+s`` or ``+ssc`` for encryption; by default
            ``NEO4J_URI``.  ``?dataset=NAME`` at its end names the data set.
        user, password, database: by default ``NEO4J_USERNAME`` (or ``neo4j``),
            ``NEO4J_PASSWORD``, ``NEO4J_DATABASE`` (or the server's own default).
        dataset: the name of the data set; by default that of the address, or ``default``.
        progress: called with the engagements written so far, and how many there are to write.
        allow: procedures and functions of extensions that queries may call although they only
            read, such as ``apoc.coll.*`` or ``gds.graph.list``; you vouch for them.

    Raises:
        NoConnectionError: nobody answers, or not to us.
        OptionError: no address.
        StoreError: the server is too old.
    """
    address, named = address_and_dataset(uri)
    link = open_link(address, user, password, database, allow)
    name = dataset or named
    return Neo4jStore(link, name or "default", progress, named=name is not None)
