"""Open Life Science: people per cohort; projects with the people who did and who mentored them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.formats.format import Format
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping, WideRule
from loaders.tables.table import RawTable

__all__ = ["FORMATS"]

PERSON, PART, PROJECT = "Person", "Part", "project"
_LISTS = ("participants", "mentors")
_ROLES = {"participants": "participant", "mentors": "mentor"}
_LEFT_OUT = ("name", *_LISTS, "description", "reason", "keywords", "graduation", "collaboration")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def _by_person(raw: RawTable) -> RawTable:
    """One row for each person of each project: its lists of names taken apart."""
    headers = {name: find_header(name, raw.columns) for name in _LISTS}
    if PERSON in raw.columns or not all(headers.values()):
        return raw
    found = [
        (at, _ROLES[name], person)
        for at in range(len(raw.rows))
        for name, header in headers.items()
        for person in _people(raw.columns[str(header)][at])
    ]
    places = np.array([at for at, *_ in found], dtype=np.int64)
    kept = {header: values[places] for header, values in raw.columns.items()}
    title = find_header("name", kept)
    if title:
        kept[PROJECT] = kept[title]
    kept[PART] = pd.Categorical([part for _, part, _ in found])
    kept[PERSON] = pd.Categorical([person for *_, person in found])
    return replace(raw, columns=kept, rows=raw.rows[places])


def _people(cell: object) -> list[str]:
    """The people of a cell, which is a list as Python or as people write it.

    >>> _people("['ana-ruiz', 'bo-ode']"), _people("ana-ruiz, bo-ode"), _people(None)
    (['ana-ruiz', 'bo-ode'], ['ana-ruiz', 'bo-ode'], [])
    """
    if pd.isna(cell):
        return []
    text = str(cell).strip()
    quoted = [one or other for one, other in _QUOTED.findall(text)]
    parts = quoted if text.startswith("[") and quoted else text.strip("[]").split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


FORMATS = (
    Format(
        "ols-people-per-cohort",
        "Open Life Science, people per cohort: one row per person, cohort and role",
        ("id", "country", "country_3", "cohort", "role"),
        Mapping(columns={"participant": "id", "edition": "cohort", "role": "role"}),
    ),
    Format(
        "ols-people",
        "Open Life Science, people: one row per person, a column for each cohort's roles",
        ("first-name", "last-name", "country_3", "ols-*-role"),
        Mapping(
            columns={"participant": "(column 1)"},
            constants={"program": "Open Seeds"},
            wide=WideRule(("ols-{edition}-role",), cell="role"),
            split={"role": ", "},
            attributes=("country", "country_3", "continent"),
        ),
        "Open Life Science: a cohort in which somebody had several roles makes several "
        "engagements; the projects are not read.",
    ),
    Format(
        "ols-projects",
        "Open Life Science, projects: one row per project, with lists of its people",
        ("name", "participants", "mentors", "status", "cohort"),
        Mapping(
            columns={"participant": PERSON, "edition": "cohort", "role": PART,
                     "status": "status"},
            values={"status": {"graduated": "completed", "not graduated": "attended"}},
            attributes=(PROJECT,),
            drop=_LEFT_OUT,
        ),
        "Open Life Science: each person of a project is a row; who did not graduate took part.",
        prepare=_by_person,
    ),
)  # fmt: skip
