"""Charts: pictures of answers, made with Altair, safe to share, without a browser.

:func:`chart_of` draws an :class:`~pathways.answer.Answer` as its question asks for; the
:class:`Chart` shows itself in a notebook and saves itself by the suffix of a name::

    chart_of(pathways.stuck_points(log)).save("stuck.png")
"""

from __future__ import annotations

from viz.charts.chart import Chart
from viz.charts.choice import CHARTS, chart_of

__all__ = ["CHARTS", "Chart", "chart_of"]
