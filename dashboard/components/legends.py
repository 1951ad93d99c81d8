"""Legends as text beside the figures: they wrap on a phone, and screen readers read them."""

from collections.abc import Sequence

from dash import html

from classroom.domain import EMOTIONS
from classroom.engagement import find_gaps
from dashboard import formats, texts
from dashboard.components.basics import Component
from dashboard.texts import lesson, people
from dashboard.theme import EMOTION_COLORS, EMOTION_ORDER
from dashboard.views import SessionView

LINE_AND_COVERAGE = (("line", texts.LEGEND_ENGAGEMENT), ("coverage", texts.LEGEND_COVERAGE))


def timeline_legend(view: SessionView) -> Component | None:
    """What the marks of this class's timeline mean; only those that occur, none without a figure."""
    if not any(bin_.coverage > 0 for bin_ in view.timeline.bins):
        return None
    entries = list(LINE_AND_COVERAGE)
    entries += _blank_entries(view)
    if view.dips:
        entries.append(("dip", texts.LEGEND_DIP))
    if view.markers:
        entries.append(("marker", texts.LEGEND_MARKER))
    return _legend(entries)


def presence_legend(view: SessionView) -> Component | None:
    """What the bars of the presence figure mean; None without a figure."""
    if all(bin_.in_call is None for bin_ in view.timeline.bins):
        return None
    entries = [("coverage", texts.LEGEND_IN_CALL), ("right", texts.LEGEND_VISIBLE)]  # drawn as areas
    return _legend([*entries, *_blank_entries(view)])


def _blank_entries(view: SessionView) -> list[tuple[str, str]]:
    """What is grey: times in which nothing was seen, and parts that do not count."""
    hidden = [("hidden", texts.LEGEND_HIDDEN)] if find_gaps(view.records) else []
    return [*hidden, *([("excluded", lesson.LEGEND_EXCLUDED)] if view.records.exclusions else [])]


def student_legend(*, has_median: bool, flagged: bool) -> Component:
    """What the marks of a student's timeline mean."""
    line, coverage = LINE_AND_COVERAGE
    median = [("median", people.MEDIAN)] if has_median else []
    return _legend([line, *median, coverage, *([("flag", texts.FLAGS_TITLE.lower())] if flagged else [])])


def _legend(entries: Sequence[tuple[str, str]]) -> Component:
    return html.Ul(
        [html.Li([html.Span(className=f"swatch swatch-{kind}"), name]) for kind, name in entries], className="legend"
    )


def emotion_legend(shares: Sequence[float] | None) -> Component | None:
    """The seven expressions with their colour and their share; None when nothing was read."""
    if shares is None:
        return None
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(className="swatch", style={"backgroundColor": EMOTION_COLORS[emotion]}),
                    texts.EMOTIONS[emotion],
                    html.Span(formats.percent(shares[EMOTIONS.index(emotion)]), className="legend-value"),
                ]
            )
            for emotion in EMOTION_ORDER
        ],
        className="legend",
    )
