"""Files as people have them, written into a folder of the test."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from loaders import Inspection, inspect

HEADER = ["participant", "program", "edition", "role", "start", "status", "country"]
ROWS = [
    ["p1", "Open Leaders", "1", "mentee", "2018-05-03", "attended", "Kenya"],
    ["p2", "Open Leaders", "1", "mentor", "2018-05-04", "completed", "Brasília"],
    ["p3", "Open Leaders", "2", "mentee", "2018-06-03", "registered", "Perú"],
    ["p1", "Global Sprint", "2", "host", "2018-06-05", "", "Kenya"],
]


def text(rows: list[list[str]] | None = None, delimiter: str = ",", end: str = "\n") -> str:
    """Header and rows as delimited text, every line ended."""
    lines = [HEADER, *(ROWS if rows is None else rows)]
    return "".join(delimiter.join(line) + end for line in lines)


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def adds_up(seen: Inspection) -> bool:
    """Nothing disappears: rows in are counted, kept or refused, in every file."""
    table = seen.table
    total = table["counted"] + table["kept"] + table["refused"]
    refused = len(seen.refused) == table["refused"].sum() == seen.log.origin.refused
    return bool(
        (total == table["rows_in"]).all()
        and (table[["counted", "kept", "refused"]] >= 0).all(axis=None)
        and refused
        and table["rows_in"].sum() == seen.log.origin.rows_in
        and (table["repeats"] <= table["counted"]).all()
        and table["counted"].sum() == len(seen.log.counted)
    )


def seen(path: Path, content: str | bytes, encoding: str = "utf-8", **options: Any) -> Inspection:
    """The inspection of a file with this content."""
    return inspect(write(path, content, encoding), **options)


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """An XLSX file with these sheets; dates and numbers keep their types."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        + f'<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
            for n, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(
            f'<row r="{at}">{"".join(_cell(at, n, cell) for n, cell in enumerate(row))}</row>'
            for at, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return target.getvalue()


def _cell(row: int, column: int, value: Any) -> str:
    place = f"{chr(65 + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
