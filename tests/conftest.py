"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's key for pseudonyms would be; no test touches that of whoever runs it."""
    path = tmp_path / "keys" / "key"
    monkeypatch.setenv("PATHWAYS_KEY", str(path))
    return path
