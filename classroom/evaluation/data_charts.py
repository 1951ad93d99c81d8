"""The charts of a data report."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from classroom.domain import EMOTIONS
from classroom.evaluation.charts import BLUE, FONT, GREY, INK, draw_shares
from classroom.evaluation.data_report import VOTED, Certainty, SplitFigures, Spread

ORANGE = "#e8590c"
SPLIT_COLOURS = {"train": BLUE, "validation": ORANGE, "test": "#868e96", "all": BLUE}
LABELS = [emotion.value for emotion in EMOTIONS]
NAMES = [name.replace("_", " ") for name in VOTED]


def draw_classes(splits: Mapping[str, SplitFigures]) -> go.Figure:
    """Each label's share of each split."""
    figure = go.Figure()
    for name, split in splits.items():
        counts = [split.counts[label] for label in LABELS]
        figure.add_bar(
            name=f"{name} ({split.n:,})",
            x=LABELS,
            y=[count / split.n for count in counts],
            text=[f"{count:,}" for count in counts],
            textposition="outside",
            cliponaxis=False,
            customdata=counts,
            marker_color=SPLIT_COLOURS[name],
            hovertemplate="%{x}: %{customdata:,} pictures, %{y:.1%}<extra>" + name + "</extra>",
        )
    figure.update_yaxes(title="share of the split", tickformat=".0%")
    finished = _finish(figure, 380)
    return finished.update_layout(
        showlegend=True, bargap=0.25, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    )


def draw_spreads(spreads: Mapping[str, Spread], title: str, top: float) -> go.Figure:
    """A box for each label: the middle half of its pictures, whiskers from the 5th to the 95th percentile."""
    values = list(spreads.values())
    figure = go.Figure(
        go.Box(
            y=list(spreads),
            orientation="h",
            lowerfence=[one.p5 for one in values],
            q1=[one.p25 for one in values],
            median=[one.median for one in values],
            q3=[one.p75 for one in values],
            upperfence=[one.p95 for one in values],
            marker_color=BLUE,
            fillcolor="rgba(28, 126, 214, 0.25)",
        )
    )
    figure.update_xaxes(title=title, range=[0, top])
    figure.update_yaxes(autorange="reversed")
    return _finish(figure, 340)


def draw_agreement(table: Sequence[Sequence[int]]) -> go.Figure:
    """What most taggers saw on the pictures of each label, percent of the label's pictures."""
    counts = np.array(table, np.float64)
    totals = counts.sum(axis=1)
    rows = [f"{label} ({int(total):,})" for label, total in zip(LABELS, totals, strict=True)]
    return _draw_shares(_divide(counts, totals), rows, LABELS, "what most people saw, %")


def draw_votes(shares: Sequence[Sequence[float]]) -> go.Figure:
    """The mean vote on the pictures of each label, percent."""
    table = np.array(shares, np.float64)
    return _draw_shares(_divide(table, table.sum(axis=1)), LABELS, NAMES, "share of the votes, %")


def draw_certainty(groups: Mapping[str, Certainty]) -> go.Figure:
    """How many pictures the taggers were how sure of, and how often the label is theirs."""
    figure = go.Figure(
        go.Bar(
            x=list(groups),
            y=[one.n for one in groups.values()],
            marker_color=GREY,
            opacity=0.6,
            name="pictures",
            hovertemplate="%{x} votes: %{y:,} pictures<extra></extra>",
        )
    )
    figure.add_scatter(
        x=list(groups),
        y=[one.rate for one in groups.values()],
        yaxis="y2",
        mode="lines+markers+text",
        text=["" if one.rate is None else f"{one.rate:.0%}" for one in groups.values()],
        textposition="top center",
        line={"color": BLUE, "width": 3},
        marker_size=8,
        name="label and people agree",
        hovertemplate="%{x} votes: the label is theirs on %{y:.1%}<extra></extra>",
    )
    figure.update_xaxes(title="votes for the most chosen emotion", type="category")
    figure.update_yaxes(title="pictures")
    return _finish(figure, 380).update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "range": [0, 1.08],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "tickformat": ".0%",
            "showgrid": False,
        },
    )


def _draw_shares(share: np.ndarray, rows: Sequence[str], columns: Sequence[str], title: str) -> go.Figure:
    figure = draw_shares(share, rows, columns, hover="%{y}, %{x}: %{z:.1f} %<extra></extra>")
    figure.update_xaxes(title=title)
    return _finish(figure, 430)


def _divide(counts: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Percent of each row's total; NaN where there is none."""
    empty = np.full_like(counts, np.nan)
    return np.asarray(np.divide(counts, totals[:, None], out=empty, where=totals[:, None] > 0) * 100)


def _finish(figure: go.Figure, height: int) -> go.Figure:
    return figure.update_layout(
        template="plotly_white",
        height=height,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        font=FONT,
        showlegend=False,
        hoverlabel={"font": {"color": "#fff"}, "bgcolor": INK},
    )
