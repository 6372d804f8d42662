"""The list of a run for a mail tool: ids joined to names by a file that the user alone holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from loaders.tables.files import raw_file
from loaders.understanding.private import opaque
from pathways.answer.wording import people_word
from pathways.errors import RecordsError, one_of
from pathways.loops.invite import LEDGER, invite_show
from pathways.record.cells import inert_table
from pathways.record.files import write_whole

__all__ = ["mailing_list"]


def mailing_list(
    run: str, names: str | Path, output: str | Path, *, ledger: str | Path = LEDGER,
    column: str | None = None,
) -> str:  # fmt: skip
    """Write the rows of a file of names that a run invited, with the tier they are invited to.

    The file of names is the user's own: any table with the ids that the record was made of.
    Where these were e-mail addresses or names, the record has pseudonyms in their place; they are
    made again with the user's key, and nothing of the file is kept but in the output.

    Args:
        run: the name of a run, or ``last``.
        names: the file of names.
        output: a CSV to write.
        ledger: the file of invitations.
        column: which column has the ids; by default the one that fits most people of the run.

    Returns:
        What was written, as a sentence.

    Raises:
        RecordsError: no column of the file holds anybody of the run.
        OutputError: the output cannot be written.
    """
    listed = invite_show(run, ledger=ledger).table
    tier = dict(zip(listed["participant"], listed["tier"], strict=True))
    table = raw_file(Path(names))
    chosen, ids = _ids(table.columns, column, set(tier), Path(names).name)
    frame = pd.DataFrame({header: values.astype("str") for header, values in table.columns.items()})
    mine = frame.assign(participant=ids, invite_to=ids.map(tier))
    mine = mine[mine["invite_to"].notna()].drop_duplicates("participant")
    write_whole(Path(output), str(inert_table(mine).to_csv(index=False, lineterminator="\n")))
    without = len(tier) - len(mine)
    missing = f"; {people_word(without)} of the run not found there" if without else ""
    return (
        f"{people_word(len(mine))} with their names in {output}, by the column {chosen}{missing}. "
        "Delete it when the mail is out."
    )


def _ids(
    columns: dict[str, pd.Categorical], column: str | None, wanted: set[str], name: str
) -> tuple[str, pd.Series]:
    """The column that identifies people, and its values as the record has them."""
    if column is not None and column not in columns:
        raise RecordsError(f"{one_of(column, tuple(columns), 'column')} (in {name}).")
    found = {
        header: pd.Series(opaque(values, header)[0].astype("str"))
        for header, values in columns.items()
        if column in (None, header)
    }
    fits = {header: len(wanted & set(ids.dropna())) for header, ids in found.items()}
    best = max(fits, key=lambda header: fits[header])
    if not fits[best]:
        raise RecordsError(_nobody(name, list(found)))
    return best, found[best]


def _nobody(name: str, headers: Sequence[str]) -> str:
    return (
        f"Nobody of the run stands in {name} ({', '.join(headers[:6])}): give the file whose ids "
        "the record was made of, on the machine that has its key."
    )
