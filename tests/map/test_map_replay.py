"""The map as far as each edition: what may be shown of the editions, added up and nothing else."""

from __future__ import annotations

from typing import Any

from browsing import PAGE_DOWN, PAGE_UP, press, wait
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from map_logs import people_log

from pathways.map.facts import MapFacts, SoFar
from pathways.map.headline import headline_so_far
from pathways.map.levels import facts_at
from pathways.record.interventions import Intervention
from viz import draw_map
from viz.drawing.text import unbroken

journeys = st.lists(
    st.tuples(st.integers(1, 30), st.text("mMr.", min_size=1, max_size=4)), min_size=1, max_size=8
)
ROLES = {"m": "mentee", "M": "mentor", "r": "reader"}


def grown(*ways: tuple[int, str], interventions: tuple[Intervention, ...] = ()) -> MapFacts:
    return facts_at(people_log(*ways), "role", interventions=interventions)


def slowly(
    ways: tuple[tuple[int, str], ...], edition: int, source: str
) -> tuple[int, int, dict[str, int]]:
    """Of those first at a step by an edition: all, who stopped, who went where."""
    watched = stopped = 0
    went: dict[str, int] = {}
    for many, way in ways:
        first = way.find(source)
        if first < 0 or first + 1 > min(edition, 4):
            continue
        watched += many
        after = way[first + 1] if first + 1 < len(way) else "."
        if after == ".":
            stopped += many
        else:
            went[after] = went.get(after, 0) + many
    return watched, stopped, went


def keys_of(facts: MapFacts) -> dict[str, int]:
    return {step.name: step.key for step in facts.steps}


def edition_of(frame: SoFar) -> int:
    return int(frame.name)


@settings(max_examples=10, deadline=None, phases=[Phase.generate])
@given(journeys)
def test_a_frame_is_what_a_slow_loop_counts_or_less_and_says_so(
    ways: list[tuple[int, str]],
) -> None:
    # Every edition has somebody, or it would not be one.
    ways = [*ways, (6, "rrrr")]
    facts = grown(*ways)
    keys = keys_of(facts)
    for frame in facts.replay:
        for letter, name in ROLES.items():
            # The six that make the last edition are readers of it, and watched by nobody.
            n, stopped, went = slowly(tuple(ways), edition_of(frame), letter)
            counts = [(frame.no_further.get(keys.get(name, -1)), stopped)]
            for to, target in ROLES.items():
                pair = keys.get(name, -1), keys.get(target, -1)
                counts.append((frame.moves.get(pair), went.get(to, 0)))
            for share, x in (one for one in counts if one[0] is not None):
                assert share is not None
                if share.n is None:
                    assert share.rate is None
                    assert 5 <= (share.x or 0) <= x
                else:
                    assert (share.x, share.n) == (x, n)


@settings(max_examples=10, deadline=None, phases=[Phase.generate])
@given(journeys)
def test_two_frames_tell_no_count_of_one_to_four(ways: list[tuple[int, str]]) -> None:
    facts = grown(*ways)
    before: dict[Any, int] = {}
    for frame in facts.replay:
        now = {("to", *pair): share.x or 0 for pair, share in frame.moves.items()}
        now |= {("stopped", key): share.x or 0 for key, share in frame.no_further.items()}
        now |= {("n", key): n for key, n in frame.watched.items()}
        for what, count in now.items():
            assert count - before.get(what, 0) not in range(1, 5), what
        before |= now


def test_cohorts_add_up_and_what_was_changed_stands_at_its_edition() -> None:
    changed = (Intervention("a buddy for everyone", edition="2"),)
    facts = grown((20, "mM.."), (10, "m..."), (12, ".mM."), (18, ".m.."), interventions=changed)
    keys = keys_of(facts)
    pair = keys["mentee"], keys["mentor"]
    told = [(f.name, f.moves[pair].x, f.moves[pair].n, f.changed) for f in facts.replay[:2]]
    assert told == [("1", 20, 30, ()), ("2", 32, 60, ("a buddy for everyone",))]
    said = headline_so_far(facts.replay[1], facts)
    assert said.startswith("Up to 2: after mentee, 47 % took no further step within")


def test_a_hidden_cohort_leaves_the_least_without_a_rate() -> None:
    few = [(3, ".mM."), (3, ".mr."), (30, ".m.."), (3, "..mM"), (3, "..mr"), (30, "..m.")]
    facts = grown((20, "mM.."), (10, "mr.."), (20, "m..."), *few)
    keys = keys_of(facts)
    first, second = facts.replay[0], facts.replay[1]
    pair = keys["mentee"], keys["mentor"]
    assert (first.moves[pair].x, first.moves[pair].n) == (20, 50)
    assert (second.moves[pair].x, second.moves[pair].n, second.moves[pair].rate) == (20, None, None)


def test_one_edition_is_no_replay() -> None:
    assert grown((20, "...m")).replay == ()


def test_a_clicker_goes_through_the_editions_and_back(browser: Any, tmp_path: Any) -> None:
    facts = grown((20, "mM.."), (10, "m..."), (12, ".mM."), (18, ".m.."), (30, "..m."))
    page = draw_map(facts).save(tmp_path / "map.html")
    browser.get(page.as_uri() + "#view=Edition+by+edition&present=on")
    wait(browser, "return document.documentElement.classList.contains('present')")
    title = "return document.querySelector('h1').textContent"
    titles = [browser.execute_script(title)]
    for _ in facts.replay[1:]:
        press(browser, PAGE_DOWN)
        titles.append(browser.execute_script(title))
    assert titles == [unbroken(headline_so_far(frame, facts)) for frame in facts.replay]
    said = browser.execute_script("return document.querySelector('.subtitle').textContent")
    assert said.startswith(f"{len(facts.replay)} of {len(facts.replay)}")
    assert browser.execute_script("return document.getElementById('later').disabled")
    for _ in facts.replay[1:]:
        press(browser, PAGE_UP)
    assert browser.execute_script(title) == titles[0]
    browser.execute_script("document.getElementById('later').click()")
    assert browser.execute_script(title) == titles[1]
    assert "show=up+to" in browser.execute_script("return location.hash")
    assert browser.execute_script("return document.getElementById('views').value") == (
        "Edition by edition"
    )
