"""The brief, for a chat, a mail or a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pathways.cli.invite import rules_of
from pathways.cli.loops import loop_folder
from pathways.cli.source import open_source, reading
from pathways.record.files import write_whole

__all__ = ["brief"]


@click.command()
@reading
@click.option(
    "--since",
    metavar="DATE|last",
    default="last",
    show_default=True,
    help="New is what came after it; last: since the last brief that was remembered.",
)
@click.option("--format", "form", type=click.Choice(["text", "markdown", "html", "json"]),
              default="text", show_default=True)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write to this file instead.")  # fmt: skip
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path),
              help="Where loops are (default: loops, beside the project file).")  # fmt: skip
def brief(**options: Any) -> None:
    """What is new, for a nine-minute meeting: at most nine items, or nothing.

    --since last remembers what it saw in loops/briefs.jsonl, so that edits of old records are
    noticed; --since DATE writes nothing.

    \b
    Example: pathways brief demo --since 2019-03-01
    """
    from pathways.loops.brief import LAST, last_brief, remember
    from pathways.loops.brief import brief as told
    from pathways.loops.brief_text import brief_text

    folder = loop_folder(options)
    form, output, since = (options.pop(name) for name in ("form", "output", "since"))
    opened = open_source(options)
    begun, last = last_brief(opened.log, folder) if since == LAST else (since, None)
    answer = told(
        opened.log,
        since=begun,
        project=opened.project,
        rules=rules_of(opened.project),
        folder=folder,
        last=last,
    )
    text = brief_text(answer, form)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
    if since == LAST:
        remember(opened.log, folder)
