"""Open Life Science: people per cohort."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

FORMATS = (
    Format(
        "ols-people-per-cohort",
        "Open Life Science, people per cohort: one row per person, cohort and role",
        ("id", "country", "country_3", "cohort", "role"),
        Mapping(columns={"participant": "id", "edition": "cohort", "role": "role"}),
    ),
)
