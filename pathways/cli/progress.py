"""Lines that say how far something is: a load of a server, or one stage after the other."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

__all__ = ["CLEAR", "progress_for", "progress_line", "stage"]

_BAR = 20
CLEAR = "\x1b[K"
"""Wipes what a longer line has left behind."""


@contextmanager
def progress_for(into: str) -> Iterator[dict[str, Any]]:
    """The option of :func:`~pathways.transfer.opening.open_store` that shows the progress.

    It is empty where nobody looks on, and for a folder, which is replaced at one stroke.
    """
    if "://" not in into or not sys.stderr.isatty():
        yield {}
        return
    begun, shown = time.monotonic(), False

    def show(done: int, total: int) -> None:
        nonlocal shown
        shown = True  # before: Ctrl-C may come while the line is written
        line = progress_line(done, total, time.monotonic() - begun)
        click.echo(f"\r{line}{CLEAR}", nl=False, err=True)

    try:
        yield {"progress": show}
    finally:
        if shown:  # what comes next begins on a line of its own
            click.echo(err=True)


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Says on a terminal what is being done, while it is done."""
    looked_on = sys.stderr.isatty()
    if looked_on:
        click.echo(f"{what} …", nl=False, err=True)
    try:
        yield
    finally:
        if looked_on:
            click.echo(f"\r{CLEAR}", nl=False, err=True)


def progress_line(done: int, total: int, seconds: float) -> str:
    """How far a load is after so many seconds.

    >>> progress_line(25_000, 100_000, 2.5)
    '[#####---------------] 25,000 of 100,000 engagements, 10,000/s, 8 s left'
    """
    rate = done / max(seconds, 0.001)
    full = _BAR * done // max(total, 1)
    bar = "#" * full + "-" * (_BAR - full)
    left = f", {_duration((total - done) / rate)} left" if rate and done < total else ""
    return f"[{bar}] {done:,} of {total:,} engagements, {rate:,.0f}/s{left}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds + 0.5), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
