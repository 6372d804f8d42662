"""Words: how wide they are, how numbers are written, what a hostile name becomes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import log_of
from map_samples import empty, open_seeds, share, tiny
from records import RECORDS

from pathways.answer.wording import Sentence
from pathways.map.facts import Share
from pathways.map.levels import facts_at, first_level
from pathways.map.numbers import map_facts
from viz import map_spec
from viz.drawing.names import common_words, short_names
from viz.drawing.text import clean, ellipsis, in_order, middle_cut, width, wrap
from viz.drawing.words import count, people
from viz.map.captions import title_lines
from viz.map.share_words import of_people, share_words


def test_widths_are_those_of_the_design_picture() -> None:
    # The design picture has these runs of its title at x = 24.0, 356.4 and 539.8.
    assert width("Seven in ten mentees take ", 26, 700) == pytest.approx(332.4, abs=0.6)
    assert width("no further step", 26, 700) == pytest.approx(183.4, abs=0.6)


def test_the_title_is_coloured_where_the_map_is() -> None:
    runs = [(run.text, run.role) for run in title_lines(open_seeds().title, {})]
    assert ("no further step", "stuck") in runs
    assert ("come back as mentors", "up") in runs
    assert "".join(text for text, _ in runs) == open_seeds().title


@pytest.mark.parametrize("long", ["word " * 30, "word " * 200, "unbroken" * 60])
def test_a_long_title_stays_on_the_page(long: str) -> None:
    lines = title_lines(long, {})
    assert {line.y for line in lines} <= {36.0, 20.0, 43.0}
    assert all(line.x + width(line.text, line.size, 700) <= 1257 for line in lines)


@given(st.text(max_size=60), st.floats(20, 300), st.integers(1, 3))
def test_wrapped_lines_are_never_too_wide(text: str, room: float, lines: int) -> None:
    found = wrap(clean(text), room, lines, 14, 700)
    assert 1 <= len(found) <= lines
    assert all(width(line, 14, 700) <= room or line == "…" for line in found)


@given(st.text(max_size=60))
def test_clean_text_can_stand_in_xml_and_in_a_line(text: str) -> None:
    found = clean(text)
    found.encode("utf-8")
    assert not any(ord(char) < 32 or char in "\u2028\u2029\u202e\x7f" for char in found)
    assert clean(found) == found


def test_cut_names_end_in_an_ellipsis() -> None:
    assert ellipsis("Mozilla Festival", 60, 14, 700).endswith("…")
    assert ellipsis("Reps", 60, 14, 700) == "Reps"


def test_cut_in_the_middle_names_keep_both_ends() -> None:
    cut = middle_cut("Community Leadership Academy, cohort 2019", 160, 14, 700)
    assert cut.startswith("Comm")
    assert cut.endswith("2019")
    assert width(cut, 14, 700) <= 160
    assert middle_cut("Reps", 60, 14, 700) == "Reps"


def test_what_all_names_share_is_said_once() -> None:
    names = {1: "Open Call: new mentee", 2: "Open Call: old mentee", 3: "Open Call: mentee"}
    assert short_names(names) == {1: "new mentee", 2: "old mentee", 3: "mentee"}
    assert common_words(names) == "Every name begins with “Open Call:”"
    assert short_names({1: "Hub north day", 2: "Hub south day"}) == {1: "north", 2: "south"}
    assert short_names({1: "one and the same", 2: "one and the same"}) == {1: "same", 2: "same"}
    assert short_names({1: "only one"}) == {1: "only one"}
    assert common_words({}) == ""
    assert short_names({1: "Open track 1", 2: "Open track 2"}) == {1: "track 1", 2: "track 2"}


def test_suppressed_and_small_numbers_are_said_in_words() -> None:
    assert count(None) == "hidden"
    assert people(None) == "under 5 people"
    assert people(1) == "1 person"
    assert people(20_000) == "20,000 people"
    assert share_words(Share("x", 5, 9, None, None, None)) == "too few to say (n = 9)"
    assert share_words(Share("x", None, 40, None, None, None)) == ""
    assert share_words(share("x", 225, 319)) == "71 % (65 to 75)"
    assert of_people(share("x", 225, 319)) == "225 of 319"


def test_three_people_show_no_number_at_all() -> None:
    spec = map_spec(tiny())
    words = " ".join(line.text for label in spec.labels for line in label.lines)
    assert "hidden" in words
    assert "%" not in words


def test_an_empty_map_is_a_sentence() -> None:
    spec = map_spec(empty())
    assert spec.said == "Nobody has taken a step yet: there is nothing to draw."
    assert spec.first is None
    assert [band.lines[-1].text for band in spec.bands] == ["none", "none", "none"]


def test_nobody_is_at_a_tier_only_where_nobody_is() -> None:
    record = "a OL 1 mentee\nb OL 1 mentee\nc OL 1 mentor"
    bands = map_spec(map_facts(log_of(record), by="role")).bands
    assert {band.name: band.lines[-1].text for band in bands} == {
        "Learning": "none",
        "Participating": "under 5 people",
        "Leading": "under 5 people",
    }


def test_the_title_writes_names_as_the_map_does() -> None:
    names = {f"Academy track number {nth}": f"number {nth}" for nth in (1, 11)}
    title = Sentence("After {step}, 7 % {up}", step="Academy track number 11",
                     up="go on to Academy track number 1")  # fmt: skip
    lines = title_lines(title, names)
    assert "".join(line.text for line in lines) == "After number 11, 7\u00a0% go on to number 1"
    assert [line.role for line in lines] == ["text", "up"]


def test_the_card_tells_stuck_from_lapsed() -> None:
    sections = map_spec(open_seeds()).told.cards[0].sections
    rows = {row.label: row for section in sections for row in section.rows}
    assert rows["no further step"].words == "71 % (65 to 75)"
    assert (rows["stuck (of 331)"].count, rows["lapsed"].count) == ("31", "182")
    assert rows["moved on"].count == "106"
    assert rows["long wait: 203 days, 1 edition or more"].count == ""


def test_a_number_after_a_name_read_leftward_stays_after_it() -> None:
    name = "\u05e7\u05d4 \u05e4\u05ea"
    assert in_order(f"Call and {name}: 20 people") == f"Call and {name}\u200e: 20 people"
    assert in_order("Call: 20 people") == "Call: 20 people"
    # What begins with such a name is still a sentence of ours, and read from the left.
    assert in_order(f"{name}, 2019") == f"{name}\u200e, 2019"
    assert in_order(f"{name}, 20 people") == f"\u200e{name}\u200e, 20 people"
    assert width(f"{name}\u200e", 14) == width(name, 14)


def test_a_title_around_a_name_read_leftward_keeps_its_numbers_in_their_places() -> None:
    """A browser puts a number between two such names where the second is; a mark keeps it."""
    log = RECORDS["right to left"]()
    title = clean(facts_at(log, first_level(log)).title)
    lines = title_lines(title, {})
    said = "".join(line.text for line in lines)
    assert said.replace("\u200e", "").replace("\u00a0", " ") == title
    assert re.search("[\u0590-\u08ff]\u200e, \\d", said)


def test_a_name_without_its_role_has_no_colon_left() -> None:
    names = {1: "Program A: call", 2: "Program B: call"}
    assert short_names(names) == {1: "Program A", 2: "Program B"}


def test_the_line_under_the_title_is_never_cut_where_names_share_much() -> None:
    for name in ("differ at the end", "differ at the start", "two steps"):
        spec = map_spec(facts_at(RECORDS[name](), first_level(RECORDS[name]())))
        assert "…" not in spec.subtitle.text
        assert width(spec.full_subtitle, 16) <= 860


def test_a_title_of_long_names_keeps_what_it_says() -> None:
    name = (
        "Fellowship for Community Leadership and Regional Coordination of all Volunteers number {}"
    )
    title = Sentence("After {step}, 32 % take {stuck} within 12 months; 14 % {up}",
                     step=name.format(1), stuck="no further step",
                     up=f"go on to {name.format(2)}")  # fmt: skip
    lines = title_lines(title, {name.format(nth): name.format(nth) for nth in (1, 2)})
    text = "".join(line.text for line in lines)
    assert all(part in text for part in ("32\u00a0%", "14\u00a0%", "number 1", "number 2"))
    assert {line.y for line in lines} == {20.0, 43.0}
    assert all(line.x + width(line.text, line.size, 700) <= 1257 for line in lines)
