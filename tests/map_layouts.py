"""What lies on what in a drawn map."""

from __future__ import annotations

import numpy as np

from viz import MapSpec
from viz.map.shapes import Arrow, Box


def points_of(arrow: Arrow) -> np.ndarray:
    t = np.linspace(0, 1, 80)[:, None]
    a, b, c, d = (np.array(point) for point in arrow.curve)
    return (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d


def holds(box: Box, points: np.ndarray) -> bool:
    across = (points[:, 0] > box.x) & (points[:, 0] < box.right)
    return bool((across & (points[:, 1] > box.y) & (points[:, 1] < box.bottom)).any())


def words_on_lines(spec: MapSpec) -> int:
    words = [label.box for label in spec.labels if label.kind != "inside"]
    return sum(holds(box, points_of(arrow)) for arrow in spec.arrows for box in words)
