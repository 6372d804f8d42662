"""The meeting file: true findings, everything answered on the page, nothing that must not leave."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from chart_logs import community, usual
from logs import log_of
from map_samples import HOSTILE_NAMES
from ols import needs_ols, ols_log

import pathways as pw
from pathways.cli import main
from pathways.cypher.complete import complete
from pathways.cypher.library import query_text, read_header
from pathways.errors import OptionError
from pathways.map.findings import MOST
from pathways.map.meeting import meeting_facts
from pathways.measures.questions import ask
from pathways.project.config import Project
from pathways.project.example import write_example
from pathways.record.log import build_log
from pathways.record.scheme import load_scheme
from viz.drawing.text import clean
from viz.report.picture import Report, report
from viz.report.tables import page_table

ASKS = Project(
    goals={"conversion": "0.9"}, options={"conversion": {"source": "mentee", "target": "mentor"}}
)


@cache
def usual_page() -> str:
    return report(usual(), project=ASKS).html()


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_findings_are_at_most_five_each_with_number_and_question() -> None:
    facts = meeting_facts(usual(), ASKS)
    assert 0 < len(facts.findings) <= MOST
    for finding in facts.findings:
        assert finding.number
        assert finding.ask.rstrip(".").endswith("?") or "The last change before it" in finding.ask
        assert finding.people > 0
    ranked = [f.people for f in facts.findings if f.question != "entry_points"]
    assert ranked == sorted(ranked, reverse=True)
    assert facts.title == facts.findings[0].sentence


def test_the_number_of_a_finding_is_that_of_the_question() -> None:
    log = usual()
    found = {f.question: f for f in meeting_facts(log, ASKS).findings}
    table = pw.conversion(log, source="mentee", target="mentor", goal="0.9").table
    last = table[table["rate"].notna() & (table["not_yet_observable"] == 0)].iloc[-1]
    assert (found["conversion"].x, found["conversion"].n) == (last["x"], last["n"])
    assert found["conversion"].sentence == "Edition 3 is clearly below the goal of 90 %"
    assert found["conversion"].people == last["people_needed"]


def test_noise_is_no_finding() -> None:
    log = community((6, "1.mentee 2.mentor"), (6, "1.mentee"), (12, "1.reader"))
    facts = meeting_facts(log, Project(goals={"conversion": "0.5"}, options=ASKS.options))
    assert "conversion" not in {f.question for f in facts.findings}
    assert (
        meeting_facts(log_of("ana OL 1 mentee 2020-01-10")).title
        == "Too little is on record yet to say where people go"
    )


def test_every_finding_says_where_it_comes_from() -> None:
    page = usual_page()
    facts = meeting_facts(usual(), ASKS)
    for finding in facts.findings:
        assert f'href="#from-{finding.question}"' in page
        assert f'id="from-{finding.question}"' in page
        assert finding.fraction in page
    assert "// question: conversion" in page
    assert "pathways query SOURCE conversion -p source=mentee -p target=mentor" in page
    assert ":params {dataset: &#39;default&#39;, source: {role: &#39;mentee&#39;}, target:" in page
    assert facts.map.digest in page
    for one in facts.definitions:
        assert f"<code>docs/measures.md#{one.question.replace('_', '-')}</code>" in page
    assert f"As of {facts.map.as_of}" in page


def test_what_the_page_says_to_ask_gives_the_number_of_its_finding() -> None:
    project = replace(ASKS, horizon="200d")
    facts = meeting_facts(usual(), project)
    asked = {}
    for one in facts.definitions:
        _, query, source, name, *words = shlex.split(one.command)
        assert (query, source, name) == ("query", "SOURCE", one.question)
        header = read_header(one.cypher)
        known = {parameter.name for parameter in header.parameters}
        steps = {"role", "program", "tier", "edition"}  # what the map of a step holds
        assert set(re.findall(r"(\w+): ", one.parameters.partition("{")[2])) - steps == known
        assert set(re.findall(r"\$(\w+)", one.cypher)) <= known
        given = dict(word.split("=", 1) for word in words if word != "-p")
        known |= {"horizon", "within"} if "unit" in known else set()
        assert set(given) <= known
        asked[name] = ask(usual(), name, **given).table
    for finding in facts.findings:
        if finding.x is None:  # nobody is stuck: who has lapsed is told instead
            lapsed = asked[finding.question]["lapsed"]
            assert finding.number in {f"{many:,} lapsed" for many in lapsed}
            continue
        rows = asked[finding.question][["x", "n"]].astype("float64")
        assert ((rows["x"] == finding.x) & (rows["n"] == finding.n)).any(), finding


def test_counts_of_a_query_are_added_as_its_header_says() -> None:
    watched = [("mentor", True, True, 4), ("mentor", False, True, 3), (None, False, True, 9)]
    rows = [*watched, ("mentor", True, False, 7), (None, False, False, 5)]
    assert (
        "n is the people of all rows that are watched"
        in read_header(query_text("next_steps")).caveats
    )
    frame = pd.DataFrame(
        {
            "previous": None, "source": "mentee", "next": [row[0] for row in rows],
            "within": [row[1] for row in rows], "watched": [row[2] for row in rows],
            "people": [row[3] for row in rows],
            "times": [[400 if not row[1] else 100] * row[3] for row in rows],
            "median_days": 100.0, "median_editions": 1.0,
        }
    )  # fmt: skip
    table = complete("next_steps", frame, usual(), after="mentee", by="role", horizon="365d")
    found = table.set_index("target")[["x", "n"]].to_dict("index")
    assert found["mentor"] == {"x": 4, "n": 16}
    assert found["no further step"] == {"x": 12, "n": 16}


def test_the_tables_of_the_page_are_words() -> None:
    text = re.sub(r"<(style|script|pre|svg)[^>]*>.*?</\1>", "", usual_page(), flags=re.S)
    tables = text.partition('id="tables"')[2].partition('id="definitions"')[0]
    for word in (
        "would low",
        "change low",
        "threshold",
        "q1 days",
        "a first",
        "nan",
        "None",
        "[&#39;",
    ):
        assert word not in tables
    table = pd.DataFrame(
        {"edition": ["2"], "change": [-0.149], "change_low": [-0.366], "change_high": [0.112],
         "threshold": [364], "threshold_unit": ["day"], "held": [0]}
    )  # fmt: skip
    told = page_table("The last change", table)
    assert told.columns == ("edition", "change in points", "usual time")
    assert told.rows == (("2", "\N{MINUS SIGN}15 (\N{MINUS SIGN}37 to 11)", "364 days"),)


def test_one_file_that_asks_for_nothing() -> None:
    page = usual_page()
    for tag, attributes in Page(page).tags:
        assert tag not in ("link", "img", "iframe", "object", "base")
        assert not (tag == "script" and "src" in attributes)
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "#").startswith(("http", "//"))
        assert not [name for name in attributes if name.startswith("on")]
        assert "style" not in attributes
    assert "@import" not in page
    assert "url(http" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy[1]


def test_ids_occur_once_and_links_lead_somewhere() -> None:
    tags = Page(usual_page()).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [(a.get("href") or "") for tag, a in tags if tag == "a"]
    assert {link.removeprefix("#").removeprefix("view=") for link in links} <= set(ids)


def test_the_same_bytes_twice() -> None:
    assert report(usual(), project=ASKS).html() == usual_page()


def test_counts_under_five_are_in_no_byte() -> None:
    # Cohort 2 has 3 who came back, of 23.
    page = usual_page()
    assert "3/23" not in page
    assert ">3 people" not in page
    assert "13 %" not in page
    text = re.sub(r"<(style|script|pre)[^>]*>.*?</\1>", "", page, flags=re.S)
    assert "hidden of 23" in text


def test_hostile_names_are_inert() -> None:
    names = list(HOSTILE_NAMES)
    rows = [
        {"participant": f"p{nth}", "program": names[nth % 3], "edition": "1",
         "role": names[3 + nth % 3],
         "start": pd.Timestamp("2020-01-10") + pd.Timedelta(days=40 * (nth % 4))}
        for nth in range(90)
    ]  # fmt: skip
    rows += [{**row, "start": row["start"] + pd.Timedelta(days=90)} for row in rows[:60]]
    log = build_log(pd.DataFrame(rows), load_scheme("moe"))
    page = report(log).html()
    assert "<img" not in page
    assert "alert(2)</script>" not in page
    for bad in ("\u202e", "\u2028", "\x00"):
        assert bad not in page
    assert sum(tag == "script" for tag, _ in Page(page).tags) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ana OL 1 mentee 2020-01-10",
        "ana OL 1 mentee",
        "ana OL - mentee 2020-01-10\nben OL - mentee 2020-02-10",
    ],
)
def test_little_data_makes_a_true_page(text: str) -> None:
    page = report(log_of(text), project=ASKS if "mentor" in text else None).html()
    assert "Too little is on record yet" in page or "Everyone begins at" in page
    assert not re.search(
        r"\b0 %|nan|None\b", re.sub(r"<(style|script|pre|svg)[^>]*>.*?</\1>", "", page, flags=re.S)
    )


def test_the_file_is_saved_whole_and_only_as_html(tmp_path: Path) -> None:
    whole = report(log_of("ana OL 1 mentee 2020-01-10"))
    assert whole.save(tmp_path / "r.html").read_text("utf-8") == whole.html()
    assert len(whole.html().encode()) < 1_000_000
    with pytest.raises(OptionError, match=r'as \.html or \.htm, and "r\.pdf" is none'):
        whole.save(tmp_path / "r.pdf")
    assert whole._repr_html_().count("<") == 2


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_example(tmp_path)
    main(["report", str(tmp_path), "-o", str(tmp_path / "report.html")])
    assert capsys.readouterr().err.startswith(
        "At Participating, 327 are stuck and 866 have lapsed.\n"
    )
    page = (tmp_path / "report.html").read_text("utf-8")
    assert len(page) < 1_000_000
    assert "Mentor training added" in page


@needs_ols
def test_the_real_record() -> None:
    options = {"conversion": {"source": "participant", "target": "mentor"}}
    facts = meeting_facts(ols_log(), Project(goals={"conversion": "0.2"}, options=options))
    assert facts.title == (
        "After participant, eight in ten take no further step within the next edition"
    )
    assert [f.number for f in facts.findings][:2] == ["78 % (74 to 82)", "8 % (7 to 11)"]


def test_a_page_of_one_finding_says_it_once_and_no_picture_has_one_bar() -> None:
    log = community((60, "1.mentee"), (12, "1.mentee 2.mentor"), (40, "1.reader 2.reader"))
    facts = meeting_facts(log)
    assert len(facts.findings) == 1
    page = Report(facts).html()
    first = page.partition('<section class="view" id="map"')[0].partition("<body>")[2]
    assert first.count(f">{facts.title}<") + first.count(f"<bdi>{facts.title}<") == 1
    assert 'id="combinations"' not in page


def test_the_title_of_several_findings_is_none_of_them() -> None:
    facts = meeting_facts(usual(), ASKS)
    assert len(facts.findings) > 1
    page = report(usual(), project=ASKS).html()
    heading = re.search(r'<h1 id="findings-title">(.*?)</h1>', page)
    assert heading is not None
    assert clean(unescape(heading[1])) not in {finding.sentence for finding in facts.findings}


def test_the_editions_stand_in_a_row_with_their_numbers() -> None:
    page = report(usual(), project=ASKS)
    frames = page.facts.map.replay
    row = re.search(r'<ol class="editions.*?">(.*?)</ol>', page.html(), re.S)
    assert row is not None
    assert row[1].count("<svg") == row[1].count("<li>") == len(frames)
    about = page.facts.map.about
    for frame in frames:
        share = frame.no_further.get(about) if about is not None else None
        if share is not None and share.rate is not None:
            assert f"{share.x:,} of {share.n:,} = " in row[1]
