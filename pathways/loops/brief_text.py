"""A brief as text, Markdown, HTML or JSON, so that it goes into a chat or a mail."""

from __future__ import annotations

import html

from pathways.answer import Answer

__all__ = ["FORMATS", "brief_text"]

FORMATS = ("text", "markdown", "html", "json")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|"})


def brief_text(answer: Answer, form: str = "text") -> str:
    """A brief in one of :data:`FORMATS`."""
    if form == "json":
        return answer.to_json() + "\n"
    rows = answer.table[["sentence", "pointer"]].values.tolist()
    written = {"text": _text, "markdown": _markdown, "html": _html}[form]
    return written(str(answer.sentence), rows, [str(caveat) for caveat in answer.caveats])


def _text(head: str, rows: list[list[str]], notes: list[str]) -> str:
    lines = [f"{nth}. {sentence}\n   {pointer}" for nth, (sentence, pointer) in enumerate(rows, 1)]
    return "\n".join([head, *lines, *(f"({note})" for note in notes)]) + "\n"


def _markdown(head: str, rows: list[list[str]], notes: list[str]) -> str:
    lines = [f"{nth}. {sentence.translate(_MARKS)} `{pointer}`"
             for nth, (sentence, pointer) in enumerate(rows, 1)]  # fmt: skip
    parts = [f"**{head.translate(_MARKS)}**", "\n".join(lines), "\n".join(f"_{n}_" for n in notes)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _html(head: str, rows: list[list[str]], notes: list[str]) -> str:
    items = "".join(
        f"<li>{html.escape(sentence)} <code>{html.escape(pointer)}</code></li>"
        for sentence, pointer in rows
    )
    small = "".join(f"<p><small>{html.escape(note)}</small></p>" for note in notes)
    listed = f"<ol>{items}</ol>" if items else ""
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Brief</title>'
        f"<body><h1>{html.escape(head)}</h1>{listed}{small}</body></html>\n"
    )
