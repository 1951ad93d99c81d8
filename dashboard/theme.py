"""Colours, the Mantine theme and the two Plotly templates: the one home of how the dashboard looks.

Emotion colours follow Okabe and Ito's palette (2008), told apart by the colour-blind; they are the same in
light and dark, so that a colour keeps its meaning. Text never carries these colours alone.
"""

from typing import Any, Literal

import plotly.graph_objects as go

from classroom.domain import Emotion

Scheme = Literal["light", "dark"]

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif'
)

EMOTION_COLORS: dict[Emotion, str] = {
    Emotion.NEUTRAL: "#9aa7b5",
    Emotion.HAPPY: "#e6a11a",
    Emotion.SURPRISE: "#56b4e9",
    Emotion.SAD: "#0072b2",
    Emotion.FEAR: "#cc79a7",
    Emotion.ANGRY: "#d55e00",
    Emotion.DISGUST: "#009e73",
}
# Most frequent and calmest first: the stack stands on neutral, rare expressions stay readable on top.
EMOTION_ORDER: tuple[Emotion, ...] = tuple(EMOTION_COLORS)

PETROL = (
    "#e8f5f7",
    "#d3e9ed",
    "#a8d3db",
    "#7abcc8",
    "#55a9b8",
    "#3b9bac",
    "#2a8596",
    "#14697a",
    "#0f5a69",
    "#084855",
)

# Mantine's own dark greys have no hue; these match the page's blue-grey surfaces. Text first, ground last.
DARK = (
    "#d5dde5",
    "#bcc7d2",
    "#a3afbc",
    "#74818f",
    "#3c4652",
    "#2c343e",
    "#232a33",
    "#1b2027",
    "#161b21",
    "#12161b",
)

MANTINE_THEME: dict[str, Any] = {
    "primaryColor": "petrol",
    "primaryShade": {"light": 7, "dark": 6},
    "colors": {"petrol": list(PETROL), "dark": list(DARK)},
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "650"},
    "defaultRadius": "md",
    "cursorType": "pointer",
}


class Palette:
    """The colours one scheme's figures use."""

    def __init__(self, scheme: Scheme) -> None:
        dark = scheme == "dark"
        self.text = "#c9d1da" if dark else "#3a4654"
        self.quiet = "#8f9baa" if dark else "#66727f"
        self.grid = "#2c333d" if dark else "#e9edf1"
        self.axis = "#3c4652" if dark else "#d3dae1"
        self.surface = "#1b2027" if dark else "#ffffff"
        self.line = "#5cc3d6" if dark else "#14697a"
        self.line_fill = "rgba(92,195,214,0.14)" if dark else "rgba(20,105,122,0.09)"
        self.coverage = "#4a6472" if dark else "#b9ccd6"
        self.hidden = "rgba(143,155,170,0.16)" if dark else "rgba(102,114,127,0.12)"
        self.dip = "rgba(230,161,26,0.20)" if dark else "rgba(230,161,26,0.18)"
        self.flag = "#e6a11a" if dark else "#a86c00"


def palette(scheme: Scheme) -> Palette:
    return Palette(scheme)


def template(scheme: Scheme) -> go.layout.Template:
    """The Plotly template of a scheme: quiet grid, no frame, the page's own font."""
    colors = palette(scheme)
    axis = {
        "gridcolor": colors.grid,
        "linecolor": colors.axis,
        "zeroline": False,
        "tickfont": {"color": colors.quiet, "size": 12},
        "title": {"font": {"color": colors.quiet, "size": 12}},
        "automargin": True,
        "ticklabelstandoff": 4,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": colors.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {**axis, "showgrid": False},
            "yaxis": axis,
            "hoverlabel": {
                "bgcolor": colors.surface,
                "bordercolor": colors.axis,
                "font": {"family": FONT, "size": 13, "color": colors.text},
            },
            "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colors.quiet, "activecolor": colors.line},
            "showlegend": False,
        }
    )
