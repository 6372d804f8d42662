"""Pictures of pathways: what a map says becomes one HTML page or one SVG.

:func:`draw_map` lays a :class:`~pathways.map.facts.MapFacts` out and returns a
:class:`PathwayMap`, which shows itself in a notebook and saves itself by the suffix of a name::

    draw_map(facts).save("map.html")

Nothing here computes a number: counts and rates come suppressed and complete, and are rounded
and put into words.  :class:`MapSpec` is the data form of a picture, complete to the last label.
"""

from __future__ import annotations

from viz.map.picture import PathwayMap, draw_map, pathway_map
from viz.map.spec import MapSpec, map_spec

__all__ = ["MapSpec", "PathwayMap", "draw_map", "map_spec", "pathway_map"]
