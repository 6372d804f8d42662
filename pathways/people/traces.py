"""Where a person still stands in files, and how they are taken out of those that we wrote.

Ours are known by what is in them: files of refused rows, ledgers of invitations, and exports of a
record (CSV, JSON Lines, Parquet, XES); and the merges of a project by the name of their file.
Whatever else names the person is somebody's own file: it is said, and stays as it is.  Baselines,
maps and meeting files hold counts of people and name nobody.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from pathways.record.files import write_bytes
from pathways.record.people_file import PEOPLE_FILE, read_merges, write_merges

__all__ = ["Trace", "erase_in", "files_near", "is_named", "traces"]

_REFUSED = ["file", "row", "rule", "reason"]
_LEDGER = ["participant", "invited", "tier"]
_EXPORT = ["engagement", "participant"]
_BESIDE = ("loops", "baselines")
Rows = list[list[str]]


@dataclass(frozen=True)
class Trace:
    """What was found of a person in a place: what was taken out, and what is still there."""

    where: str
    what: str
    removed: int
    left: int = 0


def files_near(folder: Path | None, also: Iterable[Path] = ()) -> list[Path]:
    """The files of a folder, those of its loops and baselines, and all that were named."""
    places = [folder, *(folder / name for name in _BESIDE)] if folder else []
    near = [path for place in places if place.is_dir() for path in sorted(place.iterdir())]
    for named in also:
        near += sorted(named.rglob("*")) if named.is_dir() else [named]
    return list(dict.fromkeys(path.resolve() for path in near if path.is_file()))


def erase_in(path: Path, ids: Collection[str]) -> Trace | None:
    """Take persons out of a file that we wrote; ``None`` where the file does not name them.

    Raises:
        OutputError: it cannot be written; it is as it was then.
    """
    if path.name == PEOPLE_FILE:
        return _people_file(path, ids)
    data = path.read_bytes()
    if data[:4] == b"PAR1":
        return _parquet(path, data, ids)
    text = data.decode("utf-8-sig", "replace")
    return _text_file(path, text, ids) if any(one in text for one in ids) else None


def _text_file(path: Path, text: str, ids: Collection[str]) -> Trace | None:
    for kind in (_xes, _json_lines, _table):
        done = kind(text, ids)
        if done is None:
            continue
        what, clean, many = done
        if clean is not None and many:
            write_bytes(path, clean.encode())
            return Trace(path.name, what, many)
        return Trace(path.name, what, 0, many) if many else None
    left = len(_token(ids).findall(text))
    return Trace(path.name, "places in a file of yours", 0, left) if left else None


def _people_file(path: Path, ids: Collection[str]) -> Trace | None:
    """Without the merges that name the person, whether they hold or were undone."""
    merges = read_merges(path.parent)
    kept = [one for one in merges if not set(one.people) & set(ids)]
    if len(kept) == len(merges):
        return None
    write_merges(path.parent, kept)
    return Trace(path.name, "merges", len(merges) - len(kept))


_Done = tuple[str, str | None, int]


def _parquet(path: Path, data: bytes, ids: Collection[str]) -> Trace | None:
    from pathways.stores.contents import only
    from pathways.stores.tables import from_parquet, to_parquet

    table = from_parquet(data)
    texts = table.select_dtypes(["str", "category", "object"]).astype("str")
    found = texts.isin(list(ids)).any(axis=1)
    if not found.any():
        return None
    if list(table.columns[:2]) != _EXPORT:
        return Trace(path.name, "rows of a file of yours", 0, int(found.sum()))
    write_bytes(path, to_parquet(only(table, ~found.to_numpy())))
    return Trace(path.name, "engagements of an export", int(found.sum()))


def _xes(text: str, ids: Collection[str]) -> _Done | None:
    if "<log xes.version=" not in text[:200]:
        return None
    removed = 0
    for one in ids:
        head = re.escape(f'<trace><string key="concept:name" value={quoteattr(one)}/>')
        text, many = re.subn(rf"{head}\n.*?</trace>\n", "", text, flags=re.DOTALL)
        removed += many
    return "people of an export", text, removed


def _json_lines(text: str, ids: Collection[str]) -> _Done | None:
    if not text.startswith('{"engagement": "'):
        return None
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line).get("participant") not in ids]
    return "engagements of an export", "".join(kept), len(lines) - len(kept)


def _table(text: str, ids: Collection[str]) -> _Done | None:
    """A table of ours, or somebody's own."""
    try:
        header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    except csv.Error:
        return None
    if len(header) < 2:
        return None
    for is_ours, what, clean in _OURS:
        if is_ours(header):
            kept = clean(header, rows, ids)
            return what, _as_csv([header, *kept]), len(rows) - len(kept)
    named = sum(bool(set(row) & set(ids)) for row in rows)
    return ("rows of a file of yours", None, named) if named else None


def _as_csv(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _refused(_header: list[str], rows: Rows, ids: Collection[str]) -> Rows:
    """Without the rows of which a cell is the person, or a reason says who it is."""
    token = _token(ids)
    return [
        row
        for row in rows
        if not (set(row[2:]) & set(ids) or any(token.search(cell) for cell in row[3:4]))
    ]


def _ledger(header: list[str], rows: Rows, ids: Collection[str]) -> Rows:
    """Without the lines of the person; their runs then invited so many fewer."""
    who = header.index("participant")
    kept = [row for row in rows if row and row[who] not in ids]
    if not {"run", "people", "what"} <= set(header):
        return kept
    run, people, what = (header.index(name) for name in ("run", "people", "what"))
    gone = {tuple(row) for row in rows if row and row[who] in ids}
    for row in kept:
        fewer = sum((one[run], one[what]) == (row[run], row[what]) for one in gone)
        if fewer and row[people].isdigit():
            row[people] = str(int(row[people]) - fewer)
    return kept


def _export(header: list[str], rows: Rows, ids: Collection[str]) -> Rows:
    who = header.index("participant")
    return [row for row in rows if len(row) > who and row[who] not in ids]


_OURS: tuple[
    tuple[Callable[[list[str]], bool], str, Callable[[list[str], Rows, Collection[str]], Rows]],
    ...,
] = (
    (lambda header: header[:4] == _REFUSED, "refused rows", _refused),
    (lambda header: header[:3] == _LEDGER, "lines of the ledger", _ledger),
    (lambda header: header[:2] == _EXPORT, "engagements of an export", _export),
)


def _token(ids: Collection[str]) -> re.Pattern[str]:
    """Any of the ids as a word of its own."""
    listed = "|".join(re.escape(one) for one in sorted(ids, key=len, reverse=True))
    return re.compile(rf"(?<![\w@.-])(?:{listed})(?![\w@-])")


def traces(paths: Iterable[Path], ids: Collection[str]) -> Iterator[Trace]:
    """What was found in each file, once the persons were taken out of it."""
    for path in paths:
        found = erase_in(path, ids)
        if found is not None:
            yield found


def is_named(paths: Iterable[Path], ids: Collection[str]) -> bool:
    """Whether a file that is text names one of them."""
    token = _token(ids)
    return any(token.search(path.read_bytes().decode("utf-8", "replace")) for path in paths)
