"""What happened in the lesson, drawn on a timeline: gaps, parts that do not count, dips, marked moments, flags."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import plotly.graph_objects as go

from classroom.domain import ClassDip, Exclusion, Flag, Gap, Marker
from dashboard import formats, texts
from dashboard.texts import lesson
from dashboard.theme import Palette

MIN_LABEL_SHARE = 0.12  # narrower shadings carry no word
BADGE_SHARE = 0.035  # of the time axis: what a badge takes on a phone
LABEL_SHARE = 0.0125  # ... and a letter of its text, on a screen wide enough for texts
LANES = 3
TOP = 100.0

Line = dict[str, str | int]
Side = Literal["left", "right"] | None
LANE_HEIGHT = 9.0  # on the axis of engagement
FIRST_LANE = TOP + 7.0


@dataclass(frozen=True, slots=True)
class LessonMarks:
    """What happened in the lesson."""

    markers: Sequence[Marker] = ()  # by time
    dips: Sequence[ClassDip] = ()
    exclusions: Sequence[Exclusion] = ()  # merged
    gaps: Sequence[Gap] | None = None  # to the second; None = whole bins without a gallery


@dataclass(frozen=True, slots=True)
class Place:
    """Where a marker's badge lies above the figure, and on which side of it its text stands; None = nowhere."""

    lane: int
    side: Side

    @property
    def y(self) -> float:
        return FIRST_LANE + self.lane * LANE_HEIGHT


class Drawing:
    """What is drawn, gathered first: Plotly checks a whole figure in a third of the time that its pieces take."""

    def __init__(self) -> None:
        self.traces: list[go.Bar | go.Scatter] = []
        self.shapes: list[dict[str, object]] = []
        self.annotations: list[dict[str, object]] = []

    def add_shape(self, **shape: object) -> None:
        self.shapes.append(shape)

    def add_annotation(self, **annotation: object) -> None:
        self.annotations.append(annotation)


def shade(drawing: Drawing, start: datetime, end: datetime, color: str, name: str, line: Line | None = None) -> None:
    """A shading over the whole height, by the class's wall clock."""
    drawing.add_shape(
        type="rect",
        xref="x",
        yref="paper",
        x0=start,
        x1=end,
        y0=0,
        y1=1,
        fillcolor=color,
        line=line or {"width": 0},
        layer="below",
        name=name,
    )


def shade_gaps(drawing: Drawing, gaps: Sequence[Gap], zone: str, colors: Palette, whole_s: float) -> None:
    for gap in gaps:
        start, end = formats.local(gap.start, zone), formats.local(gap.end, zone)
        shade(drawing, start, end, colors.hidden, "hidden")
        if (end - start).total_seconds() >= MIN_LABEL_SHARE * whole_s:
            words = lesson.GAP_HIDDEN if gap.is_recorded else lesson.GAP_NOT_RECORDED
            label_part(drawing, start, end, words, colors)


def shade_exclusions(
    drawing: Drawing, exclusions: Sequence[Exclusion], zone: str, colors: Palette, span: tuple[datetime, datetime]
) -> None:
    """Parts that do not count, within the time shown; told from gaps by their dashed edges and their word."""
    whole_s = (span[1] - span[0]).total_seconds()
    for part in exclusions:
        start, end = max(formats.local(part.start, zone), span[0]), min(formats.local(part.end, zone), span[1])
        if start >= end:
            continue
        shade(drawing, start, end, colors.hidden, "excluded", {"color": colors.quiet, "width": 1, "dash": "dash"})
        if (end - start).total_seconds() >= MIN_LABEL_SHARE * whole_s:
            label_part(drawing, start, end, lesson.excluded_words(part.text), colors)


def shade_dips(drawing: Drawing, dips: Sequence[ClassDip], zone: str, colors: Palette) -> None:
    for dip in dips:
        shade(drawing, formats.local(dip.start, zone), formats.local(dip.end, zone), colors.dip, "dip")


def label_part(drawing: Drawing, start: datetime, end: datetime, text: str, colors: Palette) -> None:
    drawing.add_annotation(
        x=start + (end - start) / 2,
        y=0.62,
        xref="x",
        yref="paper",
        text=formats.plotly_text(text, 28),
        showarrow=False,
        xanchor="center",
        yanchor="middle",
        font={"size": 11, "color": colors.quiet},
    )


def underline_flags(drawing: Drawing, flags: Sequence[Flag], last: datetime, zone: str, colors: Palette) -> None:
    """A stroke at the foot of the engagement's axis; a flag that is still up reaches to `last`."""
    for flag in flags:
        drawing.traces.append(
            go.Scatter(
                x=[formats.local(flag.start, zone), formats.local(flag.end or last, zone)],
                y=[2, 2],
                mode="lines",
                line={"color": colors.flag, "width": 5},
                hovertext=f"{texts.REASONS[flag.reason]}<br>{formats.span(flag.start, flag.end, zone)}",
                hoverinfo="text",
                name="flag",
            )
        )


def draw_markers(
    drawing: Drawing, markers: Sequence[Marker], zone: str, colors: Palette, span: tuple[datetime, datetime]
) -> int:
    """A line and a numbered badge each, with its text where there is room; how many lanes the badges take."""
    moments = [formats.local(one.at, zone) for one in markers]
    start, end = span
    seconds = [(at - start).total_seconds() for at in moments]
    places = place_markers(seconds, [len(one.text) for one in markers], 0.0, (end - start).total_seconds())
    for at in moments:
        drawing.add_shape(
            type="line",
            xref="x",
            yref="paper",
            x0=at,
            x1=at,
            y0=0,
            y1=1,
            line={"color": colors.quiet, "width": 1, "dash": "dot"},
            name="marker",
        )
    if markers:
        drawing.traces.append(_badges(markers, moments, places, zone, colors))
    for marker, at, place in zip(markers, moments, places, strict=True):
        if place.side is not None:
            _label_marker(drawing, at, marker.text, place, colors)
    return 1 + max((place.lane for place in places), default=-1)


def place_markers(seconds: Sequence[float], lengths: Sequence[int], start: float, end: float) -> list[Place]:
    """Where each badge and its text go, so that nothing overlaps: a text without room is left out.

    Args:
        seconds: (n,) when, rising.
        lengths: (n,) letters of the texts.
        start, end: what the time axis shows, likewise.
    """
    whole_s = max(end - start, 1.0)
    free = [start] * LANES  # until where each lane is taken
    last: list[int | None] = [None] * LANES  # whose text is the last one in each lane
    places: list[Place] = []
    for at, length in zip(seconds, lengths, strict=True):
        lane = next((lane for lane in range(LANES) if at >= free[lane]), free.index(min(free)))
        before = last[lane]
        if at < free[lane] and before is not None:
            places[before] = replace(places[before], side=None)
        badge, words = whole_s * BADGE_SHARE, whole_s * LABEL_SHARE * min(length, lesson.LABEL_LENGTH)
        side: Side = "right"
        if at + badge + words > end:
            side = "left" if at - badge - words >= free[lane] else None
        free[lane] = at + badge + (words if side == "right" else 0.0)
        last[lane] = len(places)
        places.append(Place(lane, side))
    return places


def _badges(
    markers: Sequence[Marker], moments: list[datetime], places: list[Place], zone: str, colors: Palette
) -> go.Scatter:
    return go.Scatter(
        name="marker",
        x=moments,
        y=[place.y for place in places],
        mode="markers+text",
        marker={"size": 16, "color": colors.text},
        text=[str(number) for number in range(1, len(markers) + 1)],
        textposition="middle center",
        textfont={"size": 10, "color": colors.surface},
        cliponaxis=False,
        hovertext=[f"{formats.clock(one.at, zone)}<br>{formats.plotly_text(one.text, 80)}" for one in markers],
        hoverinfo="text",
    )


def _label_marker(drawing: Drawing, at: datetime, text: str, place: Place, colors: Palette) -> None:
    is_right = place.side == "right"
    drawing.add_annotation(
        x=at,
        y=place.y,
        xref="x",
        yref="y",
        text=formats.plotly_text(text, lesson.LABEL_LENGTH),
        showarrow=False,
        xanchor="left" if is_right else "right",
        yanchor="middle",
        xshift=11 if is_right else -11,
        font={"size": 11, "color": colors.text},
        name="marker-text",
    )
