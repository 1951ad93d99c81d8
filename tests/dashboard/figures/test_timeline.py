"""The engagement line and the band of what was read."""

from datetime import UTC, datetime, timedelta

import plotly.graph_objects as go
import pytest

from classroom.domain import ClassDip, Flag, FlagReason, Marker, Timeline, TimelineBin
from dashboard import texts
from dashboard.figures.base import runs
from dashboard.figures.timeline import timeline_figure

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ZONE = "Europe/Vienna"


def timeline(*values: float | None, hidden: tuple[int, ...] = ()) -> Timeline:
    """One bin a minute; None = too little read."""
    return Timeline(
        participant=None,
        bin_s=60,
        bins=tuple(
            TimelineBin(
                start=START + timedelta(minutes=index),
                engagement=value,
                coverage=0.0 if index in hidden else 0.2 if value is None else 0.9,
                visible=None if index in hidden else 5.0,
                in_call=None if index in hidden else 6.0,
                emotions=None,
            )
            for index, value in enumerate(values)
        ),
    )


def draw(line: Timeline, **extra: object) -> go.Figure:
    return timeline_figure(line, zone=ZONE, scheme="light", key="k", **extra)  # type: ignore[arg-type]


def test_a_bin_without_a_value_is_a_gap_in_the_line() -> None:
    line = draw(timeline(60, None, 70)).data[0]

    assert list(line.y) == [60, None, 70]
    assert line.connectgaps is False


def test_a_value_between_gaps_is_drawn_as_a_dot() -> None:
    line = draw(timeline(60, 61, None, 70, None)).data[0]

    assert list(line.marker.size) == [0, 0, 0, 7, 0]


def test_times_are_those_of_the_class() -> None:
    line = draw(timeline(60, 61)).data[0]

    assert line.x[0] == datetime(2026, 3, 10, 10, 0, 30)
    assert line.hovertext[0].startswith("10:00–10:01")


def test_coverage_is_shown_in_percent_and_absent_while_the_gallery_is_hidden() -> None:
    coverage = draw(timeline(60, None, 70, hidden=(1,))).data[1]

    assert list(coverage.y) == [90, None, 90]


def test_hidden_minutes_dips_and_markers_are_marked() -> None:
    figure = draw(
        timeline(60, None, None, 70, hidden=(1, 2)),
        dips=(ClassDip(START, START + timedelta(minutes=1), 3, 6),),
        markers=(Marker(START, "start"),),
    )

    assert [shape.name for shape in figure.layout.shapes] == ["hidden", "dip", "marker"]
    assert figure.layout.shapes[0].x0 == datetime(2026, 3, 10, 10, 1)
    assert figure.layout.shapes[0].x1 == datetime(2026, 3, 10, 10, 3)


def test_a_flag_without_an_end_reaches_the_last_bin() -> None:
    flag = Flag(1, START, None, FlagReason.NO_FACE, "no face", "1")

    figure = draw(timeline(60, 61, 62), flags=(flag,))

    assert figure.data[2].x[1] == datetime(2026, 3, 10, 10, 3)


def test_markers_cannot_smuggle_html_into_the_figure() -> None:
    figure = draw(timeline(60), markers=(Marker(START, "<a href='x'>&"),))

    assert figure.layout.annotations[-1].text == "&lt;a href='x'&gt;&amp;"


@pytest.mark.parametrize("line", [timeline(), timeline(None, None, hidden=(0, 1))])
def test_no_data_gives_a_figure_that_says_so(line: Timeline) -> None:
    figure = draw(line)

    assert not figure.data
    assert figure.layout.annotations[0].text == texts.NOTHING_READ


def test_zoom_is_kept_while_the_session_stays_the_same() -> None:
    assert draw(timeline(60)).layout.uirevision == "k"


@pytest.mark.parametrize(
    ("flags", "expected"),
    [([], []), ([True], [(0, 1)]), ([False, True, True, False, True], [(1, 3), (4, 5)]), ([False, False], [])],
)
def test_runs_are_found(flags: list[bool], expected: list[tuple[int, int]]) -> None:
    assert runs(flags) == expected
