"""The charts of an emotion report."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from classroom.evaluation.metrics import ReliabilityBin

BLUE, GREY, INK = "#1c7ed6", "#adb5bd", "#343a40"
SCALE = ((0.0, "#ffffff"), (0.5, "#74c0fc"), (1.0, "#1864ab"))
FEW_READINGS = 20
FEW = f"grey: fewer than {FEW_READINGS} readings"
FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 13, "color": INK}


def draw_confusion(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> go.Figure:
    """What faces of each label were read as, percent of the label's pictures."""
    table = np.array(counts, np.float64)
    totals = table.sum(axis=1, keepdims=True)
    share = np.divide(table, totals, out=np.full_like(table, np.nan), where=totals > 0) * 100
    names = [f"{label} ({int(total)})" for label, total in zip(labels, totals[:, 0], strict=True)]
    figure = draw_shares(share, names, labels, hover="%{y} read as %{x}: %{z:.1f} %<extra></extra>")
    figure.update_xaxes(title="read as, % of the row")
    return _finish(figure, 430)


def draw_shares(share: np.ndarray, rows: Sequence[str], columns: Sequence[str], *, hover: str) -> go.Figure:
    """Percentages (rows, columns) as a heat map of labels with the numbers in it; NaN = an empty cell."""
    text = [["" if np.isnan(value) else f"{value:.0f}" for value in row] for row in share]
    figure = go.Figure(
        go.Heatmap(
            z=share,
            x=list(columns),
            y=list(rows),
            text=text,
            texttemplate="%{text}",
            colorscale=SCALE,
            zmin=0,
            zmax=100,
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate=hover,
        )
    )
    figure.update_yaxes(autorange="reversed", title="label")
    return figure


def draw_reliability(bins: Sequence[ReliabilityBin]) -> go.Figure:
    """How often readings of a certainty are right; on the diagonal, certainty means what it says."""
    filled = [one for one in bins if one.count]
    figure = go.Figure(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": GREY, "dash": "dot"}, hoverinfo="skip")
    )
    figure.add_bar(
        x=[(one.low + one.high) / 2 for one in filled],
        y=[one.accuracy for one in filled],
        width=[one.high - one.low - 0.006 for one in filled],
        customdata=[(one.count, one.confidence) for one in filled],
        marker_color=[BLUE if one.count >= FEW_READINGS else GREY for one in filled],
        opacity=0.75,
        hovertemplate="certainty %{customdata[1]:.2f}: right in %{y:.0%}, %{customdata[0]} readings<extra></extra>",
    )
    figure.update_xaxes(title="certainty of the reading", range=[0, 1])
    figure.update_yaxes(title="share that was right", range=[0, 1], tickformat=".0%")
    return _finish(figure, 380)


def draw_sizes(figures: Mapping[str, float]) -> go.Figure:
    """Accuracy by height of the face."""
    sizes = sorted(figures, key=int)
    figure = go.Figure(
        go.Scatter(
            x=sizes,
            y=[figures[size] for size in sizes],
            mode="lines+markers+text",
            text=[f"{figures[size]:.1%}" for size in sizes],
            textposition="top center",
            cliponaxis=False,
            line={"color": BLUE, "width": 3},
            marker_size=9,
            hovertemplate="%{x} px: %{y:.1%}<extra></extra>",
        )
    )
    figure.update_xaxes(title="face height, px", type="category", range=[-0.4, len(sizes) - 0.6])
    figure.update_yaxes(title="accuracy", tickformat=".0%", range=[0, 1])
    return _finish(figure, 380)


def draw_changes(figures: Mapping[str, float], plain: float) -> go.Figure:
    """Accuracy after each change a call makes; the line is the unchanged faces'."""
    names = [name.replace("_", " ") for name in figures]
    figure = go.Figure(
        go.Bar(
            x=list(figures.values()),
            y=names,
            orientation="h",
            marker_color=BLUE,
            opacity=0.75,
            text=[f"{value:.1%}" for value in figures.values()],
            textposition="inside",
            insidetextanchor="start",
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.add_vline(x=plain, line={"color": INK, "dash": "dot"})
    figure.add_annotation(
        x=plain, y=1, yref="paper", yanchor="bottom", xanchor="right", text=f"unchanged {plain:.1%}", showarrow=False
    )
    figure.update_xaxes(title="accuracy", tickformat=".0%", range=[0, 1])
    figure.update_yaxes(autorange="reversed")
    return _finish(figure, 380)


def _finish(figure: go.Figure, height: int) -> go.Figure:
    return figure.update_layout(
        template="plotly_white", height=height, margin={"l": 10, "r": 10, "t": 24, "b": 10}, font=FONT, showlegend=False
    )
