"""The benchmark compares what is the same: a small record, and peers that are here anyway."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize("ties", [0.0, 0.3])
def test_others_count_the_same_moves(ties: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import peers
    import transitions

    frame = transitions.record(2_000, ties)
    ours = peers.product(frame)
    assert len(ours) > 100
    assert peers.pandas(frame) == ours
    assert peers.networkx(frame) == ours
    assert peers.prepared(frame)() == ours
    for name in ("peers", "transitions"):
        sys.modules.pop(name)
