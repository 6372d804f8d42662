"""The benchmark compares what is the same: a small record, and peers that are here anyway."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize("ties", [0.0, 0.3])
@pytest.mark.parametrize("question", ["transitions", "combinations"])
def test_others_count_the_same(question: str, ties: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import beside
    import peers

    frame = beside.record(2_000, ties)
    ours = peers.counting(question, "from a frame", frame)()
    assert len(ours) > 100
    for name in ("from the log", "pandas", *({"networkx"} & peers.ASKED[question].keys())):
        assert peers.counting(question, name, frame)() == ours
    for name in ("peers", "beside"):
        sys.modules.pop(name)
