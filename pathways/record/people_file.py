"""The merges of a project whose source are files: ``people.toml``, beside ``pathways.toml``.

::

    [[merge]]
    people = ["1001", "1734"]         # the first is what the person is called
    why = "same e-mail"

It is text, so that it can be read, kept in version control and corrected by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import tomlkit

from pathways.errors import RecordsError, shown
from pathways.record.files import write_whole
from pathways.record.merges import Merge
from pathways.record.toml import check_keys, toml_of

__all__ = ["PEOPLE_FILE", "read_merges", "write_merges"]

PEOPLE_FILE = "people.toml"


def read_merges(folder: Path) -> tuple[Merge, ...]:
    """The merges of a project; none where there is no file of them.

    Raises:
        RecordsError: it is not TOML, or says something else.
    """
    path = folder / PEOPLE_FILE
    if not path.is_file():
        return ()
    raw = toml_of(path, path.name, RecordsError)
    check_keys(raw, ("merge",), path.name, RecordsError)
    listed = raw.get("merge", [])
    if not isinstance(listed, list):
        raise RecordsError(f"A merge in {path.name} begins with [[merge]] on a line of its own.")
    return tuple(_merge(one, path.name) for one in listed)


def _merge(raw: dict[str, object], name: str) -> Merge:
    check_keys(raw, ("people", "why", "undone"), name, RecordsError)
    people = raw.get("people")
    texts = isinstance(people, list) and all(isinstance(one, str) for one in people)
    if not isinstance(people, list) or not texts or len(set(people)) < 2:
        raise RecordsError(
            f'A merge in {name} needs people = ["one id", "another"], found {shown(people)}.'
        )
    return Merge(tuple(people), str(raw.get("why", "")), raw.get("undone") is True)


def write_merges(folder: Path, merges: Sequence[Merge]) -> Path:
    """Replace the merges of a project.

    Raises:
        OutputError: the file cannot be written; what was there before is still there.
    """
    document = tomlkit.document()
    document.add(tomlkit.comment("Ids that are one person's; see pathways people merge --help."))
    tables = tomlkit.aot()
    for merge in merges:
        fields = {key: value for key, value in asdict(merge).items() if value}
        tables.append(tomlkit.item({**fields, "people": list(merge.people)}))
    document.append("merge", tables)
    return write_whole(folder / PEOPLE_FILE, tomlkit.dumps(document))
