"""The way in: from a spreadsheet to a project folder, first findings, a map and a report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from pathways.answer import RATE_COLUMNS, first_line
from pathways.cli.output import render
from pathways.cli.progress import stage
from pathways.cli.source import Opened, open_source, scheme_names, source_files
from pathways.errors import NoAnswerError, PathwaysError

if TYPE_CHECKING:
    from pathways.project.beginning import Folder
    from pathways.project.question import Question
    from pathways.project.tiers import TierGuess
    from pathways.project.understanding import Understanding
    from pathways.record.log import EngagementLog

    Ask = Callable[[Question], str]

__all__ = ["start"]

# Question -> its options, and those of its columns that are shown, where it has them.
_FINDINGS: dict[str, tuple[dict[str, str], list[str]]] = {
    "entry_points": ({"by": "program"}, ["step", *RATE_COLUMNS]),
    "transitions": ({"by": "activity"}, ["source", "target", "people", "moves"]),
    "stuck_points": ({}, ["step", "people", *RATE_COLUMNS]),
    "conversion": ({}, ["program", "edition", *RATE_COLUMNS]),
}
_NEED_TIERS = ("stuck_points", "conversion")
_MOST_ROWS = 6
_NARROWEST = 20
_NO_STEPS = ("(start)", "(end)")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(exists=True, allow_dash=True, path_type=Path))  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path), metavar="FOLDER",
              help="Where the project goes (default: named after the file).")  # fmt: skip
@click.option("--yes", is_flag=True, help="Ask nothing: take every guess that has a reason.")
@click.option("--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="Take answers from this file (TOML); ask the rest.")  # fmt: skip
@click.option(
    "--encoding",
    metavar="NAME",
    help="What a text file is written in, such as cp1251 or shift_jis.",
)
@click.option("--scheme", metavar="NAME|FILE", shell_complete=scheme_names,
              help="Begin with these tiers and their rules.")  # fmt: skip
@click.option("--tiers", metavar="NAMES",
              help="Begin with tiers of your own, lowest first, separated by commas.")  # fmt: skip
def start(
    files: tuple[Path, ...],
    folder: Path | None,
    answers: Path | None,
    encoding: str | None,
    scheme: str | None,
    tiers: str | None,
    *,
    yes: bool,
) -> None:
    """From your own spreadsheet to first findings, a map and a report.

    Says how the file is understood, asks at most five questions (Enter takes the guess), and
    writes a project folder. With a newer file and the same folder, your answers are kept.
    FILE may be -, standard input: then nothing is asked, and the folder keeps the record.

    \b
    Example: pathways start members.xlsx
    """
    from pathways.project.beginning import (
        answers_of,
        begun_from,
        folder_for,
        in_encoding,
        write_project,
    )
    from pathways.project.piped import kept_in, piped
    from pathways.record.rules import check_not_all_refused

    known = answers_of(answers) if answers else {}
    quiet = yes or Path("-") in files
    with TemporaryDirectory() as place:
        files = piped(files, Path(place))
        begun = folder_for(folder or begun_from(files), scheme, tiers.split(",") if tiers else ())
        begun = in_encoding(begun, encoding)
        record = _record(files)
        with _nothing_written():
            seen = _understood(record, begun, known, None if quiet else _prompt)
            check_not_all_refused(seen.found.log.records, seen.found.refused)
            guesses = _tiers(seen, begun, known.get("tiers", ""), None if quiet else _corrections)
        with stage("Writing the project"):
            seen = kept_in(begun.path, seen, Path(place))
            written = write_project(begun, seen, guesses)
    _say_changes(begun, seen)
    opened = open_source({"files": (str(begun.path),)})
    _findings(opened)
    _trust(opened, seen)
    _last_words(begun.path, [*written, *_pictures(opened, begun.path)], seen.files)


def _record(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files to read: those that are named, or what a project that is named reads."""
    if not any(file.is_dir() for file in files):
        return files
    named, project = source_files(tuple(map(str, files)))
    if not project.source or any("://" in name for name in named):
        raise click.UsageError(f"{files[0]} has no project that names a file; give the file.")
    return tuple(map(Path, named))


@contextmanager
def _nothing_written() -> Iterator[None]:
    """Whoever stops before the last question hears that nothing was written."""
    try:
        yield
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped; nothing was written.", err=True)
        raise


def _understood(
    files: tuple[Path, ...],
    folder: Folder,
    known: Mapping[str, str],
    ask: Ask | None,
) -> Understanding:
    """Read the files, ask what they do not say, and show what came of it."""
    from pathways.project.conversation import settled, take_guess
    from pathways.project.understanding import understand

    def look(answers: Mapping[str, str]) -> Understanding:
        with stage(f"Reading {', '.join(file.name for file in files[:3])}"):
            return understand(
                *files, scheme=folder.scheme, mappings=folder.mappings, answers=answers
            )

    if ask is None:
        seen = settled(look, known, take_guess, click.echo)
        _show(seen)
        _say_guesses(seen, known)
        return seen
    first = look(known)
    if first.questions and first.inspection is not None:
        _show(first)
    seen = settled(look, known, ask, click.echo)
    return _looked_at(seen, look, ask)


def _looked_at(
    seen: Understanding, look: Callable[[Mapping[str, str]], Understanding], ask: Ask
) -> Understanding:
    """Show what came of it, and take corrections until there are none."""
    from pathways.project.beginning import pairs_of
    from pathways.project.conversation import settled

    _show(seen)
    while True:
        more = _optional(
            "Enter goes on; to correct a column, write for instance  who = Email  or  role = none"
        )
        if not more:
            return seen
        try:
            seen = settled(look, {**seen.answers, **pairs_of(more)}, ask, click.echo)
            _show(seen)
        except PathwaysError as error:
            click.echo(f"{error}\n")


def _show(seen: Understanding) -> None:
    """The files in plain words: what each column is, five rows, and what is counted."""
    from pathways.project.row_sentences import five_rows
    from pathways.project.start_words import (
        counts_sentence,
        kept_sentence,
        meaning_lines,
        refused_sentence,
    )

    found = seen.found
    click.secho("How your file is understood", bold=True)
    for word, meaning in meaning_lines(found):
        click.echo(f"  {word:<12}{meaning}")
    click.echo()
    for line in five_rows(found):
        click.echo(f"  {line}")
    rows, counted, kept, refused = (
        int(found.table[name].sum()) for name in ("rows_in", "counted", "kept", "refused")
    )
    counts = counts_sentence(rows, counted, kept, refused, found.log.people)
    click.echo()
    for line in (counts, kept_sentence(found.log), refused_sentence(found), *found.notes):
        if line:
            click.echo(f"  {line}")
    click.echo()


def _say_guesses(seen: Understanding, known: Mapping[str, str]) -> None:
    """What nobody was asked, so that it can be looked at."""
    guessed = [one for one in seen.questions if one.key not in known]
    if not guessed:
        return
    click.secho("What the file does not say, and how it was taken", bold=True)
    for one in guessed:
        click.echo(f"  {one.text}  {seen.answers[one.key]} ({one.reason}).")
    click.echo()


def _prompt(question: Question) -> str:
    """Ask a question on the terminal, with its choices and its guess."""
    click.secho(question.text, bold=True)
    for number, choice in enumerate(question.choices, 1):
        click.echo(f"  {number:>2}  {choice.value:<28} {choice.says}".rstrip())
    if question.guess:
        click.echo(f"  Guess: {question.guess} ({question.reason}).")
    click.echo(f"  What it decides: {question.effect}.")
    answer: str = click.prompt("  Enter takes the guess" if question.guess else "  Your answer",
                               default=question.guess, show_default=False)  # fmt: skip
    click.echo()
    return answer


def _tiers(
    seen: Understanding, folder: Folder, corrections: str, ask: Callable[[], str] | None
) -> tuple[TierGuess, ...]:
    """Show the proposed tiers, and take corrections until there are none."""
    from pathways.project.conversation import guesses_of
    from pathways.project.start_words import more_tiers_sentence, tier_rows, weak_sentence

    guesses = guesses_of(seen, folder, corrections)
    while True:
        click.secho("Where each role and program stands on your mountain", bold=True)
        click.echo(_fitting(tier_rows(guesses)))
        for line in (more_tiers_sentence(guesses), weak_sentence(guesses)):
            if line:
                click.echo(f"{line}\n")
        more = ask() if ask else ""
        if not more:
            return guesses
        try:
            both = "; ".join(filter(None, (corrections, more)))
            guesses = guesses_of(seen, folder, both)
            corrections = both
        except PathwaysError as error:
            click.echo(f"{error}\n")


def _fitting(rows: list[tuple[str, str, str, str]]) -> str:
    """A table that fits the terminal; its last column is folded."""
    from tabulate import tabulate

    headers = ("role or program", "people", "tier", "why")
    others = sum(max(len(row[at]) for row in (headers, *rows)) + 2 for at in range(3))
    width = max(shutil.get_terminal_size().columns - others, _NARROWEST)
    text = tabulate(rows, headers, tablefmt="simple", maxcolwidths=[None, None, None, width],
                    colalign=("left", "right", "left", "left"), disable_numparse=True)  # fmt: skip
    return f"{text}\n"


def _corrections() -> str:
    return _optional(
        "Enter takes these tiers; to correct some, write for instance  Mentor = Leading; "
        "Guest = Learning"
    )


def _optional(text: str) -> str:
    answer: str = click.prompt(f"{text}\n ", default="", show_default=False)
    click.echo()
    return answer


def _say_changes(folder: Folder, seen: Understanding) -> None:
    from pathways.project.changes import changes, seen_in

    if folder.last is None:
        return
    click.secho("What changed since the last time", bold=True)
    for line in changes(folder.last, seen_in(seen.found)):
        click.echo(f"  {line}")
    click.echo()


def _findings(opened: Opened) -> None:
    """The first answers: where people begin, go, stop, and how many go deeper."""
    from pathways.measures.questions import ask

    click.secho("First findings", bold=True)
    alarms = opened.log.origin.alarms
    closed = first_line(alarms)
    if closed:
        click.echo(f"{closed}\n")
    counted = opened.log.counted
    # In a record of one program every step is of it: its roles are the steps, as on the map.
    alone = counted["program"].nunique() == 1 and counted["role"].notna().any()
    for question, (options, columns) in _FINDINGS.items():
        level = {"by": "role"} if alone and options else options
        settings = {**opened.settings(question), **level}
        if _says_nothing(opened.log, question, settings):
            continue
        try:
            with stage("Counting"):
                answer = ask(opened.log, question, **settings)
        except NoAnswerError as error:
            click.echo(f"{error}\n")
            continue
        if not first_line(alarms, tiers=question in _NEED_TIERS):
            click.echo(f"{answer.sentence}\n")
        table = answer.table
        for name in ("source", "target"):
            if name in table:
                table = table[~table[name].isin(_NO_STEPS)]
        if "people" in table:
            table = table[table["people"] > 0]
        if len(table):
            shown = [name for name in columns if name in table]
            click.echo(render(table[shown].head(_MOST_ROWS), "table"))


def _says_nothing(log: EngagementLog, question: str, settings: Mapping[str, object]) -> bool:
    """Whether there is nothing to ask: no two steps to convert, or one tier that holds everyone."""
    if question == "conversion":
        return "source" not in settings
    return question == "stuck_points" and log.counted["tier"].nunique() < 2


def _trust(opened: Opened, seen: Understanding) -> None:
    from pathways.project.trust_words import trust_lines

    click.secho("Can this be trusted?", bold=True)
    for line in trust_lines(opened.log, seen.found):
        click.echo(f"  {line}")
    click.echo()


def _pictures(opened: Opened, folder: Path) -> list[Path]:
    """The map and the meeting file; a record that has none says why."""
    from pathways.loops.beside import became_of, loops_beside, said_beside
    from viz.map.picture import pathway_map
    from viz.report.picture import report

    made = []
    log, project = opened.log, opened.project
    loops, _ = loops_beside(folder / "loops")
    beside = said_beside(log, loops, folder / "loops")
    try:
        with stage("Drawing the map"):
            picture = pathway_map(log, said=beside, interventions=project.interventions)
            made.append(picture.save(folder / "map.html"))
        click.secho("What the map says", bold=True)
        click.echo(f"{picture.sentence}\n")
        with stage("Writing the meeting file"):
            whole = report(log, project=project, said=beside, became=became_of(log, loops))
            made.append(whole.save(folder / "report.html"))
    except NoAnswerError as error:
        click.echo(f"No picture: {error}\n")
    return made


def _last_words(folder: Path, written: list[Path], record: tuple[Path, ...]) -> None:
    click.secho(f"Written into {folder}", bold=True)
    click.echo(f"  {', '.join(path.name for path in written)}")
    newer = " ".join(_quoted(f"{one.stem}-newer{one.suffix}") for one in record)
    what = "a newer file" if len(record) == 1 else "newer files, in this order"
    click.echo(f"  Look at {folder / 'map.html'} and {folder / 'report.html'} in a browser.")
    click.echo(f"  All of it again, with {what}; what you answered is kept:")
    click.echo(f"    pathways start {newer} --folder {_quoted(str(folder))}")


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
