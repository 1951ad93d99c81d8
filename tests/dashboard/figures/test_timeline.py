"""The engagement line and the band of what was read."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from classroom.domain import ClassDip, Exclusion, Flag, FlagReason, Gap, Marker, Timeline, TimelineBin
from dashboard import texts
from dashboard.figures.base import LINE_LENGTH, runs
from dashboard.figures.marks import BADGE_SHARE, LABEL_SHARE, LANES, LessonMarks, place_markers
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
                gallery_s=0.0 if index in hidden else 60.0,
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
    figure = draw(timeline(60, 61))

    assert figure.data[0].x[0] == datetime(2026, 3, 10, 10, 0, 30)
    assert figure.data[-1].hovertext[0].startswith("10:00–10:01")


def test_coverage_is_shown_in_percent_and_absent_while_the_gallery_is_hidden() -> None:
    coverage = draw(timeline(60, None, 70, hidden=(1,))).data[1]

    assert list(coverage.y) == [90, None, 90]


def test_hidden_minutes_dips_and_markers_are_marked() -> None:
    figure = draw(
        timeline(60, None, None, 70, hidden=(1, 2)),
        happened=LessonMarks(
            dips=(ClassDip(START, START + timedelta(minutes=1), 3, 6),), markers=(Marker(START, "start"),)
        ),
    )

    assert [shape.name for shape in figure.layout.shapes] == ["hidden", "dip", "marker"]
    assert figure.layout.shapes[0].x0 == datetime(2026, 3, 10, 10, 1)
    assert figure.layout.shapes[0].x1 == datetime(2026, 3, 10, 10, 3)


def test_a_flag_without_an_end_reaches_the_last_bin() -> None:
    flag = Flag(1, START, None, FlagReason.NO_FACE, "no face", "1")

    figure = draw(timeline(60, 61, 62), flags=(flag,))

    assert figure.data[2].x[1] == datetime(2026, 3, 10, 10, 3)


def test_markers_cannot_smuggle_html_into_the_figure() -> None:
    figure = draw(timeline(60), happened=LessonMarks(markers=(Marker(START, "<a href='x'>&"),)))

    badges = next(trace for trace in figure.data if trace.name == "marker")
    assert figure.layout.annotations[-1].text == "&lt;a href='x'&gt;&amp;"
    assert badges.hovertext[0] == "10:00<br>&lt;a href='x'&gt;&amp;"


def test_a_bin_answers_to_the_pointer_with_what_is_known_of_it() -> None:
    hover = draw(timeline(60, None, 70, hidden=(2,))).data[-1].hovertext

    assert hover == (
        "10:00–10:01<br><b>60</b> of 100 engagement<br>90 % of the time read<br>5 of 6 in the call seen",
        "10:01–10:02<br>too little was read to say<br>20 % of the time read<br>5 of 6 in the call seen",
        f"10:02–10:03<br>{texts.LEGEND_HIDDEN}",
    )


def test_a_hidden_gallery_is_marked_also_where_it_is_shorter_than_a_bin() -> None:
    gap = Gap(START + timedelta(seconds=70), START + timedelta(seconds=85), is_recorded=True)

    figure = draw(timeline(60, 61, 62), happened=LessonMarks(gaps=(gap,)))

    (shape,) = figure.layout.shapes
    assert (shape.x0, shape.x1) == (datetime(2026, 3, 10, 10, 1, 10), datetime(2026, 3, 10, 10, 1, 25))


def test_what_is_excluded_has_a_band_and_a_word_of_its_own() -> None:
    part = Exclusion(START - timedelta(minutes=1), START + timedelta(minutes=2), "Break <1>")

    figure = draw(timeline(60, None, 62, hidden=(1,)), happened=LessonMarks(exclusions=(part,), gaps=()))

    (shape,) = figure.layout.shapes
    assert (shape.name, shape.line.dash) == ("excluded", "dash")
    assert shape.x0 == datetime(2026, 3, 10, 10, 0)  # within the session
    assert figure.layout.annotations[-1].text == "Break &lt;1&gt; (not counted)"
    assert figure.data[-1].hovertext[1] == "10:01–10:02<br>Break &lt;1&gt; (not counted)"
    assert "a part of it is not counted" in figure.data[-1].hovertext[0]


def test_the_last_bin_ends_with_the_session() -> None:
    figure = draw(timeline(60, 61), until=START + timedelta(seconds=80))

    assert list(figure.data[1].width) == [60_000, 20_000]
    assert figure.data[0].x[1] == datetime(2026, 3, 10, 10, 1, 10)
    assert figure.layout.xaxis.autorangeoptions.clipmax == datetime(2026, 3, 10, 10, 1, 20)


@pytest.mark.parametrize(
    "minutes", [[0, 1, 2, 3, 4], [5, 5.1, 5.2, 30], [0, 20, 40, 60, 80, 100, 119], list(range(40))]
)
def test_badges_and_texts_of_markers_do_not_overlap(minutes: list[float]) -> None:
    whole_s, length = 7200.0, 20
    seconds = [60 * minute for minute in minutes]

    placed = place_markers(seconds, [length] * len(seconds), 0.0, whole_s)

    badge, words = whole_s * BADGE_SHARE, whole_s * LABEL_SHARE * length
    for lane in range(LANES):
        there = [(at, one.side) for at, one in zip(seconds, placed, strict=True) if one.lane == lane]
        for (at, side), (following, next_side) in pairwise(there):
            until = at + badge + words if side == "right" else at
            assert until <= (following - badge - words if next_side == "left" else following)
        assert all(at + badge + words <= whole_s for at, side in there if side == "right")
    assert sum(one.side is not None for one in placed) >= min(LANES, len(placed))


@pytest.mark.parametrize("line", [timeline(), timeline(None, None, hidden=(0, 1))])
def test_no_data_gives_a_figure_that_says_so(line: Timeline) -> None:
    figure = draw(line)

    assert not figure.data
    lines = figure.layout.annotations[0].text.split("<br>")
    assert " ".join(lines) == texts.NOTHING_READ
    assert max(map(len, lines)) <= LINE_LENGTH  # also a phone shows all of it


def test_zoom_is_kept_while_the_session_stays_the_same() -> None:
    assert draw(timeline(60)).layout.uirevision == "k"


@pytest.mark.parametrize(
    ("flags", "expected"),
    [([], []), ([True], [(0, 1)]), ([False, True, True, False, True], [(1, 3), (4, 5)]), ([False, False], [])],
)
def test_runs_are_found(flags: list[bool], expected: list[tuple[int, int]]) -> None:
    assert runs(flags) == expected
