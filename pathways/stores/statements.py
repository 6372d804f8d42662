"""The Cypher that the stores themselves run: one text file a statement, never put together."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

__all__ = ["statement", "statements"]


@cache
def statement(name: str) -> str:
    """The text of ``queries/_graph/NAME.cypher``."""
    return (_folder() / f"{name}.cypher").read_text(encoding="utf-8").strip()


def statements(name: str) -> list[str]:
    """The statements of a file that has several, each ending in a semicolon."""
    return [text.strip() for text in statement(name).split(";") if text.strip()]


def _folder() -> Path:
    shipped = Path(str(resources.files("pathways").joinpath("_queries")))
    beside = Path(__file__).parents[2] / "queries"
    return (shipped if shipped.is_dir() else beside) / "_graph"
