"""Domain types -> SVG drawings for the printable report: pure, without scripts, for light paper.

The drawings are 720 units wide whatever the paper; every text is escaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from classroom.domain import EMOTIONS, ClassDip, Exclusion, Marker, Timeline, TimelineBin
from dashboard import formats
from dashboard.figures.base import bin_end, has_emotions, is_hidden, runs
from dashboard.texts import lesson
from dashboard.theme import EMOTION_COLORS, EMOTION_ORDER, palette

WIDTH = 720.0
LEFT, RIGHT = 34.0, 8.0
NAME_WIDTH = 150.0
MAX_TICKS = 9
STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440)
EXCLUDED_LABEL_WIDTH = 90.0
ROW_HEIGHT = 15.0
ROWS_PER_DRAWING = 40  # so that a drawing fits on a page

COLORS = palette("light")


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Moments -> units from the drawing's left."""

    start: datetime
    end: datetime
    zone: str
    left: float = LEFT
    right: float = WIDTH - RIGHT

    def x(self, moment: datetime) -> float:
        whole = max((self.end - self.start).total_seconds(), 1.0)
        share = (moment - self.start).total_seconds() / whole
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self) -> Iterator[datetime]:
        """Round times of the class's own clock, at most `MAX_TICKS`."""
        minutes = (self.end - self.start).total_seconds() / 60
        step = next((step for step in STEPS_MIN if minutes / step <= MAX_TICKS), STEPS_MIN[-1])
        while minutes / step > MAX_TICKS:
            step *= 2
        local = formats.local(self.start, self.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = -(-((local - midnight).total_seconds()) // (step * 60))
        moment = self.start + (midnight + timedelta(minutes=step * passed) - local)
        while moment <= self.end:
            yield moment
            moment += timedelta(minutes=step)


def scale_of(timeline: Timeline, zone: str, *, left: float = LEFT, right: float = WIDTH - RIGHT) -> TimeScale:
    """The scale on which the timeline fills the drawing; it has at least one bin."""
    return TimeScale(timeline.bins[0].start, bin_end(timeline, len(timeline.bins) - 1), zone, left, right)


def timeline_drawing(
    timeline: Timeline,
    zone: str,
    *,
    dips: Sequence[ClassDip],
    markers: Sequence[Marker],
    label: str,
    exclusions: Sequence[Exclusion] = (),
) -> Markup | None:
    """Engagement as a line with gaps, over a band of how much was read; None when nothing was."""
    if not any(one.coverage > 0 for one in timeline.bins):
        return None
    scale, top, bottom, band = scale_of(timeline, zone), 16.0, 186.0, (198.0, 222.0)
    parts = [
        *_hidden(timeline, scale, top, band[1]),
        *(
            _rect(scale.x(dip.start), top, max(scale.x(dip.end) - scale.x(dip.start), 2.0), band[1] - top, COLORS.dip)
            for dip in dips
        ),
        *_excluded(exclusions, scale, top, band[1]),
        *_levels(scale, top, bottom, (0, 25, 50, 75, 100)),
        *_markers(markers, scale, top, band[1]),
        *_line(timeline, scale, top, bottom),
        *_band(timeline, scale, *band),
        *_time_axis(scale, band[1]),
        _text(LEFT - 4, band[1], "0", "end"),
        _text(LEFT - 4, band[0] + 8, "100 %", "end", size=9),
    ]
    return _drawing(parts, band[1] + 22, label)


def mix_drawing(timeline: Timeline, zone: str, label: str) -> Markup | None:
    """How the readings were divided, stacked to the whole; None when there are none."""
    if not has_emotions(timeline):
        return None
    scale, top, bottom = scale_of(timeline, zone), 8.0, 138.0
    parts = [*_hidden(timeline, scale, top, bottom)]
    for first, past in runs([one.emotions is not None for one in timeline.bins]):
        parts += _stack(timeline, scale, (first, past), top, bottom)
    parts += [*_levels(scale, top, bottom, (0, 50, 100), unit=" %"), *_time_axis(scale, bottom)]
    return _drawing(parts, bottom + 22, label)


def attendance_drawings(rows: Sequence[tuple[str, Timeline]], zone: str, label: str) -> list[Markup]:
    """A line a student: pale = in the call, full = with a visible face, blank = neither; some rows a drawing."""
    found = []
    drawings = -(-len(rows) // ROWS_PER_DRAWING)
    for number in range(drawings):
        part = rows[len(rows) * number // drawings : len(rows) * (number + 1) // drawings]
        scale = scale_of(part[0][1], zone, left=NAME_WIDTH)
        bottom = 6 + ROW_HEIGHT * len(part)
        parts = [*_hidden(part[0][1], scale, 4, bottom)]
        for index, (name, timeline) in enumerate(part):
            y = 6 + ROW_HEIGHT * index
            parts.append(_text(NAME_WIDTH - 6, y + 9, formats.plain(name, 24), "end"))
            parts.append(_rect(NAME_WIDTH, y + 5.5, scale.right - NAME_WIDTH, 0.7, COLORS.grid))
            parts += _strip(timeline, scale, y)
        found.append(_drawing([*parts, *_time_axis(scale, bottom)], bottom + 22, label))
    return found


def trend_drawing(timeline: Timeline) -> Markup:
    """A small line of the engagement, with gaps, for a table's cell."""
    count = max(len(timeline.bins), 2)
    paths = _paths([(index / (count - 1) * 96 + 2, one.engagement) for index, one in enumerate(timeline.bins)], 2, 18)
    lines = Markup("").join(
        Markup('<path d="{}" fill="none" stroke="{}" stroke-width="1.6" stroke-linecap="round"/>').format(
            path, COLORS.line
        )
        for path in paths
    )
    return Markup('<svg class="trend" viewBox="0 0 100 20" aria-hidden="true">{}</svg>').format(lines)


def _drawing(parts: Sequence[Markup], height: float, label: str) -> Markup:
    return Markup('<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, label, Markup("").join(parts)
    )


def _excluded(exclusions: Sequence[Exclusion], scale: TimeScale, top: float, bottom: float) -> Iterator[Markup]:
    """Parts that do not count, told from gaps by their dashed edges and their word."""
    for part in exclusions:
        start, end = scale.x(part.start), scale.x(part.end)
        yield Markup(
            '<rect class="excluded" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}" '
            'stroke-dasharray="4 3"/>'
        ).format(start, top, end - start, bottom - top, COLORS.hidden, COLORS.quiet)
        if end - start >= EXCLUDED_LABEL_WIDTH:
            words = lesson.excluded_words(formats.plain(part.text, 16) if part.text else "")
            yield _text((start + end) / 2, (top + bottom) / 2, words, "middle", size=9)


def _hidden(timeline: Timeline, scale: TimeScale, top: float, bottom: float) -> Iterator[Markup]:
    for first, past in runs([is_hidden(one) for one in timeline.bins]):
        start, end = scale.x(timeline.bins[first].start), scale.x(bin_end(timeline, past - 1))
        yield _rect(start, top, end - start, bottom - top, COLORS.hidden)


def _levels(scale: TimeScale, top: float, bottom: float, values: Sequence[int], *, unit: str = "") -> Iterator[Markup]:
    for value in values:
        y = bottom - value / 100 * (bottom - top)
        yield _rect(scale.left, y - 0.35, scale.right - scale.left, 0.7, COLORS.axis if value == 0 else COLORS.grid)
        yield _text(scale.left - 4, y + 3.5, f"{value}{unit}", "end", size=9 if unit else 10)


def _time_axis(scale: TimeScale, y: float) -> Iterator[Markup]:
    form = "%d %b %H:%M" if scale.end - scale.start > timedelta(days=1) else "%H:%M"
    yield _rect(scale.left, y, scale.right - scale.left, 0.7, COLORS.axis)
    for moment in scale.ticks():
        x = scale.x(moment)
        yield _rect(x - 0.35, y, 0.7, 4, COLORS.axis)
        anchor = "end" if x > WIDTH - 20 else "middle"
        yield _text(x, y + 15, f"{formats.local(moment, scale.zone):{form}}", anchor)


def _markers(markers: Sequence[Marker], scale: TimeScale, top: float, bottom: float) -> Iterator[Markup]:
    """A dotted line and a number each; what the numbers mean stands in the list of events."""
    for number, marker in enumerate(markers, start=1):
        x = scale.x(marker.at)
        yield Markup('<path d="M{0:.1f} {1}V{2}" stroke="{3}" stroke-dasharray="2 3"/>').format(
            x, top, bottom, COLORS.quiet
        )
        yield Markup('<circle cx="{:.1f}" cy="{}" r="7" fill="{}"/>').format(x, top - 8, COLORS.text)
        yield Markup(
            '<text x="{:.1f}" y="{}" text-anchor="middle" font-size="9" font-weight="600" fill="#fff">{}</text>'
        ).format(x, top - 5, number)


def _line(timeline: Timeline, scale: TimeScale, top: float, bottom: float) -> Iterator[Markup]:
    half = timedelta(seconds=timeline.bin_s / 2)
    points = [(scale.x(one.start + half), one.engagement) for one in timeline.bins]
    for path in _paths(points, top, bottom):
        yield Markup(
            '<path d="{}" fill="none" stroke="{}" stroke-width="2.2" stroke-linejoin="round" stroke-linecap="round"/>'
        ).format(path, COLORS.line)


def _paths(points: Sequence[tuple[float, float | None]], top: float, bottom: float) -> Iterator[str]:
    """One path for each stretch without a gap; a lone value is a dot (a line of no length with round ends)."""
    for first, past in runs([value is not None for _, value in points]):
        steps = [
            f"{x:.1f} {bottom - value / 100 * (bottom - top):.1f}"
            for x, value in points[first:past]
            if value is not None
        ]
        yield f"M{'L'.join(steps)}" + ("h0.01" if len(steps) == 1 else "")


def _band(timeline: Timeline, scale: TimeScale, top: float, bottom: float) -> Iterator[Markup]:
    for index, one in enumerate(timeline.bins):
        if not is_hidden(one) and one.coverage > 0:
            start, end = scale.x(one.start), scale.x(bin_end(timeline, index))
            height = one.coverage * (bottom - top)
            yield _rect(start, bottom - height, end - start, height, COLORS.coverage)


def _stack(timeline: Timeline, scale: TimeScale, place: tuple[int, int], top: float, bottom: float) -> Iterator[Markup]:
    first, past = place
    lower = [0.0] * (past - first)
    for emotion in EMOTION_ORDER:
        upper = [
            below + (one.emotions or ())[EMOTIONS.index(emotion)]
            for below, one in zip(lower, timeline.bins[first:past], strict=True)
        ]
        edges = [
            (scale.x(one.start), scale.x(bin_end(timeline, first + index)))
            for index, one in enumerate(timeline.bins[first:past])
        ]
        path = _area(edges, lower, upper, top, bottom)
        yield Markup('<path d="{}" fill="{}"/>').format(path, EMOTION_COLORS[emotion])
        lower = upper


def _area(
    edges: Sequence[tuple[float, float]], lower: Sequence[float], upper: Sequence[float], top: float, bottom: float
) -> str:
    """Steps from bin to bin, along the upper values and back along the lower ones."""

    def y(share: float) -> float:
        return bottom - min(share, 1.0) * (bottom - top)

    there = [
        f"{left:.1f} {y(value):.1f}L{right:.1f} {y(value):.1f}"
        for (left, right), value in zip(edges, upper, strict=True)
    ]
    back = [
        f"{right:.1f} {y(value):.1f}L{left:.1f} {y(value):.1f}"
        for (left, right), value in zip(edges, lower, strict=True)
    ]
    return f"M{'L'.join(there)}L{'L'.join(reversed(back))}Z"


def _strip(timeline: Timeline, scale: TimeScale, y: float) -> Iterator[Markup]:
    for holds, color in ((_is_in_call, COLORS.coverage), (_is_visible, COLORS.line)):
        for first, past in runs([holds(one) for one in timeline.bins]):
            start, end = scale.x(timeline.bins[first].start), scale.x(bin_end(timeline, past - 1))
            yield _rect(start, y + 1.5, end - start, ROW_HEIGHT - 6, color)


def _is_in_call(one: TimelineBin) -> bool:
    return one.in_call is not None and one.in_call > 0


def _is_visible(one: TimelineBin) -> bool:
    """With a visible face for at least half of the bin."""
    return one.visible is not None and one.visible >= 0.5


def _rect(x: float, y: float, width: float, height: float, color: str) -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
        x, y, width, height, color
    )


def _text(x: float, y: float, text: str, anchor: str, *, size: int = 10) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{}" fill="{}">{}</text>').format(
        x, y, anchor, size, COLORS.quiet, text
    )
