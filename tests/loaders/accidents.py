"""Files as accidents leave them: samples of every format, cut, flipped, mixed and blown up.

Everything comes from a seed, so that a file that broke something can be made again.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import exports
import pandas as pd
import people_files

__all__ = ["made", "mutated", "samples"]

Mutate = Callable[[random.Random, bytes], bytes]

STRANGE = (
    b"\0", b"\x1b[31m", b"\x1b]0;x\x07", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\x9b",
    b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\r", b"\r\n", b"\n\n", b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"\xc2\x85", b"\x0b", b"\x0c", b"\x1c", b"\xa0", b"\\", b"{", b"}", b"[", b"]", b"<", b">",
    b"&", b"#", b"--- ", b"&a ", b"*a ", b"!!python/object:x ", b"\xf0\x9f\x98\x80",
    b"e\xcc\x81" * 40,
)  # fmt: skip
CELLS = (
    "", " ", "-", "--", "n/a", "0", "1", "1.0", "1e5", "1e999", "-1", "NaN", "inf", "None", "TRUE",
    "x", "✓", "yes", "no", "=1+1", "=cmd|' /C calc'!A0", "+49 30 901820", "@SUM(A1)", "2024-01-02",
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "1677-01-01", "2262-12-31",
    "2023-02-29", "2024-02-30", "29/02/2023", "31/12/99", "13/13/2024", "1/2/3", "2024-13-01",
    "99999", "45000", "45000.5", "1709287200", "1709287200000", "-62135596800", "1e18", "24:00",
    "2024-01-02T25:61:61Z", "2024-01-02T10:00:00+99:99", "12:30", "FY2012", "2012-13", "Q3 2024",
    "3 de mayo de 2024", "Mar 11, 2026 09:15:02", "ana@x.example", "Ana Ruiz", "10.1.2.3", "١٢٣",
    "２０２４", "٢٠٢٤-٠١-٠٢", "Ⅻ", "²", "a\nb", 'a"b', "a,b;c|d\te", "\u202eabc", "\x1b[2J", "'",
    "\ufeff", "\u200b", "👩‍👩‍👧", "e\u0301" * 30, "attended", "registered",
    "mentor", "Total", "total:",
    "['a', 'b']", '{"a": 1}', "null", "#REF!", "#N/A", "<b>x</b>", "a" * 3000, "1" * 400,
)  # fmt: skip
HEADERS = (
    "participant", "program", "date", "start", "end", "role", "status", "edition", "Name", "Email",
    "E-Mail-Adresse", "Event", "Date", "Datum", "Fecha", "id", "", " ", "Unnamed: 0", "2024", "x",
    "2024-01-02", "Creek Cleanup 2/8/2025", "hours", "Checked In", "tier", "weight", "record",
    "counted", "file", "row", "country", "age", "phone", "Notes", "Timestamp", "a" * 300,
    "engagement",
)  # fmt: skip


@cache
def samples() -> dict[str, bytes]:
    """A small file of every kind that is read, by its name."""
    texts = {
        f"{name.lower()}.csv": text
        for module in (exports, people_files)
        for name, text in vars(module).items()
        if name.isupper() and isinstance(text, str)
    }
    found = {name: text.encode() for name, text in texts.items()}
    with tempfile.TemporaryDirectory() as folder:
        for number, make in enumerate(_WORKBOOKS):
            found[f"{make.__name__}.xlsx"] = make(Path(folder) / f"{number}.xlsx").read_bytes()
    frame = pd.read_csv(io.StringIO(exports.LUMA))
    found["luma.parquet"] = _parquet(frame)
    found["luma.jsonl"] = frame.to_json(orient="records", lines=True).encode()
    found["luma.json"] = frame.to_json(orient="records").encode()
    found["luma.html"] = frame.to_html().encode()
    found["luma.ods"] = _ods(frame.map(str).to_numpy().tolist(), list(frame))
    found["luma.csv.gz"] = gzip.compress(found["luma.csv"])
    found["luma.zip"] = _zipped({"a.csv": found["luma.csv"]})
    found["french.csv"] = people_files.FRENCH.encode("cp1252")
    found["german16.csv"] = people_files.GERMAN_FORM.encode("utf-16")
    return found


_WORKBOOKS = (
    people_files.two_header_rows,
    people_files.seasons,
    people_files.by_year,
    people_files.without_years,
)


def _parquet(frame: pd.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.to_parquet(target)
    return target.getvalue()


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _ods(rows: list[list[str]], header: list[str]) -> bytes:
    from xml.sax.saxutils import escape

    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string"><text:p>'
            f"{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in [header, *rows]
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return _zipped({"mimetype": kind, "content.xml": content.encode()})


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _flipped(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 20))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _without(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.choice((1, 5, 60)) :]


def _twice(rng: random.Random, data: bytes) -> bytes:
    at, long = rng.randrange(len(data) + 1), rng.choice((1, 30, 400))
    return data[: at + long] + data[at:]


def _strange(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((1, 2, 6))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(STRANGE) * rng.choice((1, 1, 3)) + data[at:]
    return data


def _other_ends(rng: random.Random, data: bytes) -> bytes:
    ends = (b"\r\n", b"\r", b"\n", b"\n\n", b"\x0b", b"\xe2\x80\xa8")
    return b"".join(line + rng.choice(ends) for line in data.split(b"\n"))


def _other_encoding(rng: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    names = ("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "shift_jis", "cp1251", "utf-7")
    return text.encode(rng.choice(names), "replace")


def _other_delimiter(rng: random.Random, data: bytes) -> bytes:
    return data.replace(b",", rng.choice((b";", b"\t", b"|", b" ", b",,", b", ")))


def _lines_moved(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    match rng.randrange(4):
        case 0:  # the header again in the middle
            lines.insert(rng.randrange(len(lines) + 1), lines[0])
        case 1:
            rng.shuffle(lines)
        case 2:
            lines.pop(rng.randrange(len(lines)))
        case _:
            lines = lines * rng.choice((2, 40))
    return b"\n".join(lines)


def _cells_changed(rng: random.Random, data: bytes) -> bytes:
    parts = re.split(rb"([,;\t|\n])", data)
    for _ in range(rng.choice((1, 4, 30))):
        parts[rng.randrange(len(parts))] = rng.choice(CELLS).encode("utf-8", "surrogatepass")
    return b"".join(parts)


def _column_changed(rng: random.Random, data: bytes) -> bytes:
    """All cells of one column by what stands in no such column."""
    lines = [line.split(b",") for line in data.split(b"\n")]
    at, cells = rng.randrange(max(len(lines[0]), 1)), [c.encode() for c in rng.sample(CELLS, 4)]
    for line in lines[1:]:
        if at < len(line):
            line[at] = rng.choice(cells)
    return b"\n".join(b",".join(line) for line in lines)


def _header_changed(rng: random.Random, data: bytes) -> bytes:
    first, end, rest = data.partition(b"\n")
    names = first.split(b",")
    for _ in range(rng.choice((1, 2))):
        names[rng.randrange(len(names))] = rng.choice((*names, rng.choice(HEADERS).encode()))
    return b",".join(names) + end + rest


def _days_changed(rng: random.Random, data: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\d", lambda _: rng.choice(CELLS).encode(), data)


def _large_cell(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    word = rng.choice((b"A", b"a b ", b"1", b"a@", b"1/2", b"a, ", b"(", b"\xcc\x81", b'"'))
    return data[:at] + word * (rng.choice((500, 500, 20_000, 300_000)) // len(word)) + data[at:]


def _many_columns(rng: random.Random, data: bytes) -> bytes:
    more = rng.choice((40, 300, 300, 300, 300, 10_000))
    lines = data.split(b"\n")
    extra = b"," + b",".join(b"c%d" % n for n in range(more))
    fill = rng.choice((b"," * more, b",x" * more, b",1" * more, b""))
    return lines[0] + extra + b"\n" + b"\n".join(line + fill for line in lines[1:5])


def _packed(rng: random.Random, data: bytes) -> bytes:
    match rng.randrange(4):
        case 0:
            return gzip.compress(data)
        case 1:
            return _zipped({"a.csv": data})
        case 2:
            return gzip.compress(gzip.compress(data))
        case _:
            return _zipped({"a.zip": _zipped({"a.csv": data}), "b.csv": data})


def _bomb(rng: random.Random, data: bytes) -> bytes:
    filled = data + rng.choice((b"\0", b"a", b"a,", b"\n", b",")) * 40_000_000
    return rng.choice((gzip.compress(filled, 1), _zipped({"a.csv": filled})))


def _deep(rng: random.Random, data: bytes) -> bytes:
    deep = rng.choice((40, 2_000, 100_000))
    left, right = rng.choice((("[", "]"), ('{"a":', "}"), ("- ", ""), ("<b>", "</b>")))
    text = left * deep + "1" + right * deep
    return rng.choice((data, b"", b'{"participant": "a", "b": ')) + text.encode()


def _json_of(rng: random.Random, data: bytes) -> bytes:
    values: list[object] = [
        None, True, 1, 1.5, 10**30, -(10**400), float("inf"), "a", "\ud83d", [1, [2]], {"a": {}},
        "", "2024-01-02", 1709287200, 17092872000000000, {"$date": 1}, ["a", "b"],
    ]  # fmt: skip
    names = rng.sample(HEADERS, 4) + ["\udc00", "a\x1b"][: rng.randrange(3)]
    rows = [{name: rng.choice(values) for name in names} for _ in range(5)]
    text = json.dumps(rows) if rng.random() < 0.5 else "\n".join(map(json.dumps, rows))
    return text.encode() + (data[:50] if rng.random() < 0.2 else b"")


_ANY: tuple[Mutate, ...] = (_cut, _flipped, _without, _twice, _strange)
_TEXT: tuple[Mutate, ...] = (
    *_ANY, _strange, _other_ends, _other_encoding, _other_delimiter, _lines_moved, _cells_changed,
    _cells_changed, _column_changed, _column_changed, _header_changed, _days_changed, _large_cell,
    _many_columns, _packed, _deep, _json_of,
)  # fmt: skip


def _in_archive(rng: random.Random, data: bytes) -> bytes:
    """A part of a workbook or an archive changed, and packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError):
        return _flipped(rng, data)
    if not parts:
        return data
    name = rng.choice(list(parts))
    change = rng.choice((*_ANY, _cells_changed, _numbers_changed, _numbers_changed, _large_cell))
    parts[name] = change(rng, parts[name])
    if rng.random() < 0.1:
        parts.pop(rng.choice(list(parts)))
    return _zipped(parts)


def _numbers_changed(rng: random.Random, data: bytes) -> bytes:
    values = (b"0", b"-1", b"99999999", b"1048576", b"1e400", b"3.7", b"A1:XFD9", b"")
    parts = re.split(rb"(\d+)", data)
    for _ in range(rng.choice((1, 3))):
        parts[rng.randrange(len(parts))] = rng.choice(values)
    return b"".join(parts)


def mutated(seed: int) -> tuple[str, bytes]:
    """A sample after one to four accidents, and its name."""
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret
    name, data = rng.choice(list(samples().items()))
    for _ in range(rng.choice((1, 1, 2, 4))):
        if rng.random() < 0.001:
            return name, _bomb(rng, data)
        if data[:2] == b"PK" and rng.random() < 0.7:
            data = _in_archive(rng, data)
        else:
            binary = data[:2] in (b"PK", b"\x1f\x8b") or data[:4] == b"PAR1"
            data = rng.choice(_ANY if binary else _TEXT)(rng, data)
    return name, data


def made(seed: int) -> tuple[list[str], list[list[str]]]:
    """A header and rows of cells that no program would write, well quoted all the same."""
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret
    wide = rng.choice((1, 2, 3, 4, 5, 8))
    header = [rng.choice(HEADERS) for _ in range(wide)]
    pools = [rng.sample(CELLS, rng.choice((1, 2, 5, 20))) for _ in range(wide)]
    return header, [[rng.choice(pool) for pool in pools] for _ in range(rng.choice((1, 4, 25)))]
