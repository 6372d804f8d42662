"""What stands on the map and in the meeting file of loops and notes, and what never does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import wait
from commands import run
from communities import community, day
from logs import log_of

import pathways as pw
from pathways.loops.beside import became_of, loops_beside, said_beside
from pathways.loops.listening import Note, add_notes
from pathways.map.facts import Said
from pathways.map.levels import facts_at
from pathways.map.said import with_said
from pathways.record.log import EngagementLog, build_log
from viz.report.picture import report

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PLANNED, SEEN, DUE = 1000, 2000, 1900


def played(folder: Path, *, people: int = 400) -> EngagementLog:
    """A plan for mentees on what is known at its day; the record a thousand days later."""
    whole = community(5, people=people, days=SEEN, rate=0.2, later=0.45, since=PLANNED)
    rows = whole.as_records()
    known = build_log(rows[rows["start"] <= day(PLANNED)], whole.scheme, as_of=day(PLANNED))
    pw.loop_plan(known, "ask", at="mentee", to="mentor", expect="0.4", due=day(DUE), folder=folder)
    return whole


def dotted(log: EngagementLog, said: tuple[Said, ...]) -> int:
    return pw.pathway_map(log, said=said).svg().count('stroke-dasharray="2 3"')


def test_an_open_plan_is_dotted_where_it_is_and_names_no_count(tmp_path: Path) -> None:
    log = played(tmp_path)
    loops, troubles = loops_beside(tmp_path)
    (plan,) = said_beside(log, loops, tmp_path)
    assert troubles == ()
    assert plan.text == f"mentee to mentor, 40 % expected, due since {day(DUE)}"
    assert dotted(log, ()) == 0
    assert dotted(log, (plan,)) == 2  # the move, and the key
    at_step = Said("plan", "ask", "mentee", "", "moving up from mentee")
    assert dotted(log, (at_step,)) == 2
    page = pw.pathway_map(log, said=(plan,)).html()
    assert f"Open plan ask: {plan.text}" in page
    pw.loop_reflect(log, "ask", decision="keep", folder=tmp_path)
    assert said_beside(log, loops_beside(tmp_path)[0], tmp_path) == ()


def test_what_is_said_of_a_few_people_is_not_on_the_map() -> None:
    log = log_of("\n".join(f"p{n} OL 1 mentee\np{n} OL 2 mentor" for n in range(20))
                 + "\nlast OL 3 reader")  # fmt: skip
    facts = facts_at(log, "role")
    places = [("few", "reader", ""), ("none", "nowhere", ""), ("b", "mentee", "mentor")]
    said = [Said("plan", name, at, to, "…") for name, at, to in places]
    (placed,) = with_said(log, facts, said).said
    names = {step.key: step.name for step in facts.steps}
    assert [names[key] for key in placed.steps] == ["mentee"]
    assert [[names[key] for key in pair] for pair in placed.moves] == [["mentee", "mentor"]]


def test_a_note_names_nobody_who_is_in_the_record(tmp_path: Path) -> None:
    log = played(tmp_path)
    text = "P17 said: ask p17 or mail ann@example.org, the hall was full"
    add_notes([Note("mentee", "2023-05-01", "call", text)], tmp_path)
    _, note = said_beside(log, loops_beside(tmp_path)[0], tmp_path)
    assert note.text == "… said: ask … or mail …, the hall was full"
    page = report(log, said=(note,)).html()
    assert "the hall was full" in page
    assert "What was heard" in page


def test_notes_stand_beside_the_candidates_that_they_speak_of(tmp_path: Path) -> None:
    log = played(tmp_path)
    add_notes([Note("Mentee", "2023-05-01", "call", "the hall was full"),
               Note("host", "2023-05-01", "call", "all is well")], tmp_path)  # fmt: skip
    heard = "Heard at Mentee (call, 2023-05-01): the hall was full"
    for by in ("role", "activity"):
        caveats = pw.candidates(log, by=by, folder=tmp_path).caveats
        assert [text for text in caveats if "Heard" in text] == [heard]
    assert not any("Heard" in text for text in pw.candidates(log, by="role").caveats)


def test_the_report_opens_with_what_became_of_the_last_decision(tmp_path: Path) -> None:
    log = played(tmp_path)
    (due,) = became_of(log, loops_beside(tmp_path)[0])
    row = pw.loop_list(log, folder=tmp_path).table.iloc[0]
    about = re.findall(r"about (\d+)", due)
    assert [abs(int(n) - row[name]) <= 2 for n, name in zip(about, ("n_before", "n"), strict=True)]
    assert f"observed {100 * row['rate']:.0f} %" in due
    assert due.endswith(f": it moved as expected. Due since {day(DUE)}: keep, change or stop?")
    assert str(int(row["x"])) + "/" not in due
    pw.loop_reflect(log, "ask", decision="keep", folder=tmp_path)
    (decided,) = became_of(log, loops_beside(tmp_path)[0])
    assert decided.endswith(": it moved as expected. Decided: keep.")
    page = report(log, became=(decided,)).html()
    assert page.index("Last time") < page.index('class="cards')
    # Of many the first page has two, and all stand further behind.
    page = report(log, became=(decided, "Second.", "Third.", "Fourth.")).html()
    assert page.count("<b>Last time</b>") == 2
    assert '<a href="#became">And 2 more</a>' in page
    assert page.index('id="became"') < page.index("<li><bdi>Fourth.</bdi></li>")


def test_few_people_are_told_in_no_numbers(tmp_path: Path) -> None:
    log = played(tmp_path, people=12)
    (said,) = became_of(log, loops_beside(tmp_path)[0])
    assert "observed too few people to say here: cannot tell." in said


def test_a_loop_that_cannot_be_read_leaves_the_rest(tmp_path: Path) -> None:
    played(tmp_path)
    (tmp_path / "bad.md").write_text("no loop", encoding="utf-8")
    loops, (trouble,) = loops_beside(tmp_path)
    assert [loop.name for loop in loops] == ["ask"]
    assert trouble.startswith("Left out: bad.md is no loop")


def test_the_what_if_of_a_card_is_that_of_the_command(browser: Chrome, tmp_path: Path) -> None:
    log = played(tmp_path)
    page = pw.pathway_map(log, by="role").save(tmp_path / "map.html")
    browser.get(f"{page.as_uri()}#view=own&from=mentee&to=mentor")
    wait(browser, "return document.querySelector('.whatif input') !== null")
    browser.execute_script(
        "const field = document.querySelector('.whatif input'); field.value = 60;"
        "field.dispatchEvent(new Event('input'));"
    )
    told = browser.execute_script("return document.querySelector('.whatif .count').textContent")
    answer = pw.what_if(log, source="mentee", target="mentor", rate="0.6")
    (more,) = re.findall(r"at 60 % it would be (\+[\d,]+ people)", str(answer))
    assert told == more
    command = browser.execute_script("return document.querySelector('.whatif code').textContent")
    assert command == (
        'pathways what-if SOURCE --source "mentee" --target "mentor" --rate 0.6 --window 12m'
    )
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("name", ["map", "report"])
def test_the_commands_find_the_loops_beside_the_project(name: str, tmp_path: Path) -> None:
    assert run("demo", "demo", folder=tmp_path).returncode == 0
    done = run(name, "demo", "-o", "page.html", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "teach-workshops" in (tmp_path / "page.html").read_text("utf-8")
