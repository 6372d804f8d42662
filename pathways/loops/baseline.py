"""Baselines: results kept with what defines them, and the change since then."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pathways.answer import Answer, plain
from pathways.answer.wording import Sentence, listed
from pathways.errors import NoAnswerError, OptionError, OutputError, RecordsError, one_of, shown
from pathways.loops.plan import records_digest
from pathways.measures.questions import question
from pathways.record.files import write_whole
from pathways.record.locks import only_writer
from pathways.record.log import EngagementLog

__all__ = ["FOLDER", "USUAL", "Saved", "baseline_save", "definition_digest", "read_baseline"]

FOLDER = "baselines"
USUAL = ("entry_points", "stuck_points", "deepening", "graduation", "conversion")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WAIT_SECONDS = 10.0
_HEAD = ("baseline", "as_of", "scheme", "scheme_digest", "records", "files", "version")
_LINE = ("question", "options", "definition", "rows")

Saved = dict[str, Any]
"""A line of a baseline file."""


def baseline_save(
    log: EngagementLog,
    name: str,
    *,
    asked: Mapping[str, Mapping[str, Any]] | None = None,
    folder: str | Path = FOLDER,
) -> Answer:
    """Keep the answers of today, with all that it takes to compare with them honestly.

    The file ``FOLDER/NAME.jsonl`` has one line on the record (as-of date, digests of scheme,
    records and files) and one per question: its options, the digest of its definition, and its
    rows.  A question that this record cannot answer is left out and named.

    Args:
        log: the engagements.
        name: small letters, digits and hyphens.
        asked: questions (named as functions) with their options; by default where people begin,
            where they are stuck, whether engagements deepen, and graduation.
        folder: where baselines are.

    Returns:
        One row per question: ``question`` (str), ``rows`` (int64), ``definition`` (str, a digest).

    Raises:
        OptionError: a name that is no file name everywhere, or no such question.
        OutputError: there is a baseline of that name, or it cannot be written.

    Definition: docs/measures.md#baseline.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place:
        ...     baseline_save(log, "spring", folder=place).table["question"].tolist()
        ['entry_points', 'stuck_points', 'deepening', 'graduation']
    """
    if not _NAME.fullmatch(name):
        raise OptionError(
            f"A baseline is named with small letters, digits and hyphens, such as spring-2026, not "
            f"{shown(name)}."
        )
    asked = asked or {kind: {} for kind in USUAL if kind != "conversion"}
    lines, without = [_head(log, name)], []
    for kind, options in asked.items():
        try:
            lines.append(_line(log, kind, options))
        except NoAnswerError as error:
            why = {"question": kind, "why": str(error)}
            without.append(Sentence("Left out: {question}. {why}", "left out", **why))
    path = Path(folder) / f"{name}.jsonl"
    _write(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    table = pd.DataFrame(
        [(line["question"], len(line["rows"]), line["definition"]) for line in lines[1:]],
        columns=["question", "rows", "definition"],
    )
    kept = listed([name.replace("_", " ") for name in table["question"]])
    told = "Kept as {name}, as of {as_of}: {kept}."
    where = Sentence("The baseline is in {path}.", "where it is", path=str(path))
    return Answer(
        question="baseline_save",
        sentence=Sentence(told, "kept", name=name, as_of=str(log.as_of), kept=kept),
        denominator="as each question says",
        table=table,
        caveats=(*without, where),
        origin=log.origin,
    )


def definition_digest(kind: str) -> str:
    """A digest of the definition of a question: its documentation, without its arguments."""
    text = (inspect.getdoc(question(kind)) or "").partition("\nArgs:")[0]
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def _head(log: EngagementLog, name: str) -> Saved:
    origin = log.origin
    facts = (name, log.as_of.label, log.scheme.name, log.scheme.digest[:12], records_digest(log),
             [list(one) for one in origin.files], origin.version)  # fmt: skip
    return dict(zip(_HEAD, facts, strict=True))


def _line(log: EngagementLog, kind: str, options: Mapping[str, Any]) -> Saved:
    """A question with its answer; options that change no count (interventions) are not kept."""
    known = inspect.signature(question(kind)).parameters
    plain_options = {
        key: value for key, value in options.items() if key in known and _is_plain(value)
    }
    rows = saved_rows(question(kind)(log, **plain_options).table)
    return dict(zip(_LINE, (kind, plain_options, definition_digest(kind), rows), strict=True))


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def saved_rows(table: pd.DataFrame) -> list[Saved]:
    """The rows of an answer as JSON has them."""
    return [
        {str(name): plain(value) for name, value in row.items()} for row in table.to_dict("records")
    ]


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with only_writer(path.parent, _WAIT_SECONDS):
            if path.exists():
                raise OutputError(f"{path} is there already; give the new baseline another name.")
            write_whole(path, text)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error


def read_baseline(folder: Path, name: str) -> tuple[Saved, Sequence[Saved]]:
    """What a baseline says of its record, and its questions.

    Raises:
        RecordsError: it is not there, or a line of it is damaged.
    """
    path = folder / f"{name}.jsonl"
    if not path.is_file():
        known = sorted(one.stem for one in folder.glob("*.jsonl")) if folder.is_dir() else []
        there = one_of(name, known, "baseline") if known else "there is none yet"
        raise RecordsError(f"There is no baseline {path.name} in {folder}: {there}.")
    lines: list[Saved] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            line = json.loads(text)
            missing = [key for key in (_LINE if lines else _HEAD) if key not in line]
        except (ValueError, TypeError):
            missing = ["what a line of a baseline has"]
        if missing:
            raise RecordsError(
                f"{path.name}, line {number}, is damaged (no {listed(missing)}): restore the file "
                "from version control."
            )
        lines.append(line)
    if not lines:
        raise RecordsError(f"{path.name} is empty: restore it from version control.")
    return lines[0], lines[1:]
