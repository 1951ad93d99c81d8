"""Every student's engagement over time as one picture: rows are students, columns bins, gaps stay empty."""

from datetime import datetime, timedelta

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard import formats
from dashboard.figures.base import empty_figure, time_axis
from dashboard.overviews import HeatMap
from dashboard.texts import lesson
from dashboard.theme import Scheme, palette, template

# Cividis (Nunez, Anderton and Renslow 2018) reads the same with and without a colour vision deficiency.
SCALE = "Cividis"
LOWEST = 20.0  # faces score no lower, and small changes stay visible; what is lower has the lowest colour
NAME_LENGTH = 22
ROW_PX, AROUND_PX = 17, 64


def heat_map_height(students: int) -> int:
    """Pixels that the figure needs for all of its rows."""
    return max(students, 4) * ROW_PX + AROUND_PX


def heat_map_figure(
    heat: HeatMap, order: list[int], *, zone: str, scheme: Scheme, key: str, until: datetime | None = None
) -> go.Figure:
    """The map, with its rows in the order given.

    Args:
        heat: of the session.
        order: (k,) rows of `heat`, the first one on top.
        zone: IANA name of the class's.
        scheme: light or dark.
        key: as for the timeline.
        until: when the session ends; None = with its last bin.
    """
    if not heat.participants or not heat.starts or bool(np.isnan(heat.engagement).all()):
        return empty_figure(lesson.HEAT_NOTHING, scheme)
    colors = palette(scheme)
    edges, values = _spread(heat, heat.engagement[order], until)
    local = [formats.local(edge, zone) for edge in edges]
    figure = go.Figure(
        go.Heatmap(
            x=local,
            y=np.arange(len(order), dtype=np.int16),
            z=values,
            zmin=LOWEST,
            zmax=100.0,
            colorscale=SCALE,
            hoverongaps=False,
            hovertemplate="<b>%{y}</b><br>%{x|%H:%M}<br>%{z:.0f}<extra></extra>",
            colorbar={
                "thickness": 10,
                "outlinewidth": 0,
                "tickvals": [20, 40, 60, 80, 100],
                "ticktext": ["≤ 20", "40", "60", "80", "100"],
                "tickfont": {"color": colors.quiet, "size": 11},
            },
        )
    )
    figure.update_layout(template=template(scheme), uirevision=key, hovermode="closest", plot_bgcolor=colors.hidden)
    figure.update_xaxes(time_axis(local[0], local[-1]), hoverformat="%H:%M", ticks="outside", ticklen=4)
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[formats.plotly_text(heat.names[row], NAME_LENGTH) for row in order],
        autorange="reversed",
        showgrid=False,
        fixedrange=True,
    )
    return figure


def _spread(
    heat: HeatMap, values: NDArray[np.float32], until: datetime | None
) -> tuple[list[datetime], NDArray[np.float32]]:
    """Edges (b + 1,) and values (k, b): a hole of the recording is a column of its own, without values."""
    length = timedelta(seconds=heat.bin_s)
    edges: list[datetime] = []
    columns: list[NDArray[np.float32]] = []
    nothing = np.full(len(values), np.nan, np.float32)
    for index, start in enumerate(heat.starts):
        if edges and start - edges[-1] > length * 1.5:
            columns.append(nothing)
            edges.append(start)
        elif not edges:
            edges.append(start)
        columns.append(values[:, index])
        edges.append(start + length)
    if until is not None and heat.starts[-1] < until < edges[-1]:
        edges[-1] = until
    return edges, np.stack(columns, axis=1)
