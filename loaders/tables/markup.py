"""Web pages that call themselves spreadsheets: the largest table of a page."""

from __future__ import annotations

from html.parser import HTMLParser

from loaders.tables.encoding import as_utf8
from loaders.tables.grid import raw_grid
from loaders.tables.table import RawTable
from pathways.errors import RecordsError, shown

__all__ = ["read_markup"]


class _Tables(HTMLParser):
    """Gathers the cells of every table of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.open_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append("")
            self.open_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.open_cell = False

    def handle_data(self, data: str) -> None:
        if self.open_cell:
            self.tables[-1][-1][-1] += data


def read_markup(data: bytes, name: str) -> RawTable:
    """The table of a web page; of several, the one with most rows.

    Raises:
        RecordsError: the page has no table.
    """
    text, notes = as_utf8(data, name)
    parser = _Tables()
    parser.feed(text.decode("utf-8"))
    parser.close()
    if not any(parser.tables):
        raise RecordsError(
            f"{shown(name)} is a web page or XML without a table. Export the records as CSV."
        )
    rows = max(parser.tables, key=len)
    return raw_grid(rows, name, ("A table of a web page.", *notes))
