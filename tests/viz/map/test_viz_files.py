"""The files that are written: valid, self-contained, and harmless whatever people are called."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from map_samples import SAMPLES, drawn

from pathways.errors import OptionError
from viz.drawing.palette import DARK, LIGHT
from viz.map.svg import svg_text

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("name", SAMPLES)


@EVERY
def test_the_svg_is_a_document_with_title_and_description(name: str) -> None:
    root = ElementTree.fromstring(drawn(name).svg())  # noqa: S314 - we wrote it
    assert (root.tag, root.get("viewBox")) == (f"{SVG}svg", "0 -18 1280 720")
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "defs", "linearGradient", "stop", "rect", "path", "text",
    }  # fmt: skip


@EVERY
def test_no_address_is_asked_for(name: str) -> None:
    page = drawn(name).html()
    for text in (drawn(name).svg(), page):
        tags = re.findall(r"<(?!script)[a-zA-Z][^>]*>", text.partition("<script")[0])
        assert not [tag for tag in tags if re.search(r"(src|href)=[\"']?(http|//)", tag)]
        assert "@import" not in text
    assert not re.search(r"<(script|link|img|iframe)[^>]*\b(src|href)=", page)


def test_the_page_is_small_enough_to_mail() -> None:
    assert len(drawn("activities_50").html().encode()) < 1_500_000
    assert len(drawn("activities_25").html().encode()) < 1_000_000


def test_hostile_names_are_text_in_the_svg() -> None:
    root = ElementTree.fromstring(drawn("hostile").svg())  # noqa: S314 - we wrote it
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert any("<img" in (word or "") for word in words)


def test_hostile_names_are_data_in_the_page() -> None:
    page = drawn("hostile").html()
    assert "<img" not in page
    assert "alert(2)</script>" not in page
    assert "\u2028" not in page
    assert "\u202e" not in page
    block = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', page, re.S)
    assert block is not None
    assert not set("<>&") & set(block[1])
    names = [step["card"]["name"] for step in json.loads(block[1])["map"]["levels"][0]["cards"]]
    assert names[0] == "<img src=x onerror=alert(1)>"


def test_the_policy_allows_only_what_the_page_brings() -> None:
    page = drawn("open_seeds").html()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy[1]
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", page.partition("<script")[0])
    assert not re.search(r"<[a-z][^>]*\sstyle=", page.partition("<script")[0])


@pytest.mark.parametrize("suffix", [".html", ".svg", ".SVG"])
def test_saving_writes_the_whole_file_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    whole = drawn("open_seeds")
    target = tmp_path / f"map{suffix}"
    target.write_text("older")
    assert whole.save(target) == target
    expected = whole.html() if suffix == ".html" else whole.svg()
    assert target.read_bytes() == expected.encode()
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(("suffix", "begins"), [(".png", b"\x89PNG"), (".pdf", b"%PDF-")])
def test_a_picture_needs_no_browser(tmp_path: Path, suffix: str, begins: bytes) -> None:
    target = drawn("hostile").save(tmp_path / f"map{suffix}")
    assert target.read_bytes().startswith(begins)
    assert list(tmp_path.iterdir()) == [target]


def test_an_unknown_suffix_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(
        OptionError, match=r'saved as \.html, \.svg, \.png or \.pdf, and "map\.docx"'
    ):
        drawn("open_seeds").save(tmp_path / "map.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_shows_the_page_in_a_frame_of_its_own() -> None:
    shown = drawn("hostile")._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert shown.count("<") == 2


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("ink", ["text", "text2", "up", "down", "level", "stuck"])
def test_words_can_be_read(palette: dict[str, str], ink: str) -> None:
    # Level is only ever written on the white of a pill.
    grounds = ["page"] if ink == "level" else ["page", "card", "band0", "band2", "band4"]
    if ink in ("up", "down"):
        grounds = ["page"]
    assert all(contrast(palette[ink], palette[ground]) >= 4.5 for ground in grounds)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_on_the_page_moves_by_itself() -> None:
    page = drawn("open_seeds").html()
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"transition|animation|@keyframes", style)


def test_the_dark_picture_is_the_same_picture() -> None:
    spec = drawn("open_seeds").spec
    colors = re.compile(r"#[0-9A-F]{6}")
    assert colors.sub("", svg_text(spec)) == colors.sub("", svg_text(spec, DARK))
