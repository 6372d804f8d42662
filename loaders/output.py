"""A file appears only when all of it is there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pathways.errors import OutputError, shown

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file beside its place and then give it its name.

    Raises:
        OutputError: the folder is missing, or nothing may be written there.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)  # noqa: PTH105 (the same on Windows where a file is there already)
    except OSError as error:
        draft.unlink(missing_ok=True) if path.parent.is_dir() else None
        why = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{shown(path, 200)} cannot be written: {why}.") from None
    return path
