"""Colours: read by people who see fewer of them, on grey paper, and in a dark room."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from viz.drawing.palette import DARK, LIGHT
from viz.map.marks import arrow_marks
from viz.map.shapes import Arrow

THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
MARKS = ("up", "level", "down", "stuck")
GROUNDS = ("page", "band0", "band1", "band2", "band3", "band4", "band5")
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
    "greyscale": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip
SEEN = pytest.mark.parametrize("sight", SIGHT)


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def seen(color: str, sight: str) -> np.ndarray:
    return np.clip(np.array(SIGHT[sight]) @ linear(color), 0, 1)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    light, dark = sorted((float(c @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ rgb / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@THEMES
@SEEN
def test_every_mark_stands_off_every_ground_for_every_eye(
    palette: dict[str, str], sight: str
) -> None:
    for mark in (*MARKS, "disc", "stroke"):
        for ground in GROUNDS:
            off = contrast(seen(palette[mark], sight), seen(palette[ground], sight))
            assert off >= 3, (mark, ground, off)


@THEMES
@pytest.mark.parametrize("sight", ["protanopia", "deuteranopia", "tritanopia"])
def test_up_and_down_stay_two_colours(palette: dict[str, str], sight: str) -> None:
    up, down = (lab(seen(palette[mark], sight)) for mark in ("up", "down"))
    assert np.linalg.norm(up - down) > 25


def test_no_two_directions_differ_by_colour_alone() -> None:
    curve, head = ((0.0, 0.0),) * 4, ((0.0, 0.0),) * 3
    for width in (1.3, 4.0, 8.0):
        looks = {}
        for look in ("up", "level", "down"):
            line, *rest = arrow_marks(Arrow(1, 2, curve, head, width, look, None, ""))
            looks[look] = (getattr(line, "dash", ()), len(rest))
        assert all(one != other for one, other in combinations(looks.values(), 2))


@THEMES
def test_words_in_a_circle_can_be_read(palette: dict[str, str]) -> None:
    assert contrast(linear(palette["on_disc"]), linear(palette["disc"])) >= 4.5
