"""Tables of a mapping as the text of a TOML file."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["toml_text", "toml_value"]


def toml_text(tables: dict[str, dict[str, Any]]) -> str:
    """Tables by their names, in order; "" is the top, and one without keys is left out.

    >>> print(toml_text({"": {"sheet": "May"}, "columns": {"role": "as"}}), end="")
    sheet = "May"
    <BLANKLINE>
    [columns]
    role = "as"
    """
    parts = []
    for name, table in tables.items():
        lines = [f"{_key(key)} = {toml_value(value)}" for key, value in table.items()]
        if lines:
            parts.append("\n".join([f"[{name}]", *lines] if name else lines))
    return "\n\n".join(parts) + "\n"


def _key(key: str) -> str:
    plain = key.replace("_", "").replace("-", "")
    return key if plain.isascii() and plain.isalnum() else toml_value(key)


def toml_value(value: Any) -> str:
    """A text, a number or a list of such as TOML writes it."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml_value(entry) for entry in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
