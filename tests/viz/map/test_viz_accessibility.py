"""What axe-core finds on the page: nothing serious, in any of its looks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)));
"""
LOOKS = {
    "light": "#view=own&theme=light",
    "dark": "#view=own&theme=dark",
    "presenting": "#view=Where+most+stop&step=Mentee&theme=light&present=on",
    "presenting in the dark": "#view=own&step=Mentee&theme=dark&present=on",
    "a step, a filter": "#view=own&step=Mentee&start=Mentee&hide=Speaker&least=10&theme=dark",
    "a move": "#view=own&from=Mentee&to=Mentor&base=everyone&theme=light",
    "a route": "#view=own&via=Mentee&via=Mentor&theme=dark",
}


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(opened: Any, look: str) -> None:
    page = opened("open_seeds", LOOKS[look])
    page.execute_script(axe())
    assert page.execute_async_script(RUN) == []


@pytest.mark.parametrize("name", ["hostile", "empty", "right_to_left"])
def test_axe_finds_nothing_serious_on_odd_maps(opened: Any, name: str) -> None:
    page = opened(name)
    page.execute_script("document.getElementById('numbers').open = true")
    page.execute_script(axe())
    assert page.execute_async_script(RUN) == []
