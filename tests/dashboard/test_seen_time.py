"""What was not seen is not "not visible": a quantity has one value in every view of a class."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from classroom.config import Settings
from classroom.domain import Exclusion, Gap, Role, SessionStatus, Timeline, TimelineBin, User
from classroom.report import build_report
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from dashboard import tables, texts
from dashboard.api.bodies import class_timeline_body
from dashboard.components.course_view import class_rows, presence_words
from dashboard.components.headline import key_figures
from dashboard.components.legends import presence_legend
from dashboard.figures.history import other_minutes
from dashboard.figures.marks import LessonMarks
from dashboard.figures.presence import presence_figure
from dashboard.pages import lesson_figures
from dashboard.queries import Queries
from dashboard.report_page import render_report
from dashboard.term_views import ClassOfStudent, ClassOfTerm, CourseTerm
from dashboard.texts import lesson
from dashboard.views import SessionView
from tests.dashboard.classes import Script, play
from tests.engagement.builders import NEUTRAL, NO_FACE, START, session_of

ROOT = User("root", Role.ADMIN, True)
INTERVAL_S = 5.0
STUDENTS = 6


@pytest.fixture
def hidden(class_store: Store) -> UUID:
    """Twenty minutes of six students, five of them visible; no gallery in 45 s of minute 5, nor in minutes 10 to 12."""
    row = {number: NEUTRAL if number < STUDENTS else NO_FACE for number in range(1, STUDENTS + 1)}
    moments = [index * INTERVAL_S for index in range(240)]
    rows = [None if 315 <= at < 360 or 600 <= at < 780 else row for at in moments]
    return class_store.add_session(session_of(rows, interval_s=INTERVAL_S), agent="test:1:1")


@pytest.fixture
def queries(class_store: Store, settings: Settings) -> Queries:
    return Queries(class_store, settings.engagement, settings.flags)


@pytest.fixture
def view(queries: Queries, hidden: UUID) -> SessionView:
    return queries.view(ROOT, str(hidden))


def course_of(queries: Queries, session: SessionView) -> CourseTerm:
    rows = queries.course(ROOT, session.session.course).rows
    classes = tuple(ClassOfTerm(row, None) for row in rows if row.session.id == session.session.id)
    return CourseTerm(session.session.course, 1, classes, (), ())


def numbers(said: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", said)]


def test_every_view_says_the_same_of_who_was_visible(queries: Queries, settings: Settings, view: SessionView) -> None:
    term = course_of(queries, view)
    bins = class_timeline_body(view).bins
    report = build_report("timeline", view.records, settings.engagement, settings.flags)
    class_lines = report[report["scope"] == "class"]
    weights = [one.gallery_s for one in bins]

    (row,) = class_rows(term)
    session_page = numbers(lesson_figures.presence_words(view))[:2]
    api = [sum((getattr(one, name) or 0.0) * one.gallery_s for one in bins) for name in ("visible", "in_call")]
    in_csv = [
        sum(value * weight for value, weight in zip(class_lines[name].fillna(0.0), weights, strict=True))
        for name in ("visible", "in_call")
    ]

    assert [row["visible"], row["in_call"]] == [5.0, 6.0]
    assert numbers(presence_words(term)) == [6.0, 5.0]
    assert session_page == [5.0, 6.0]
    assert [one / sum(weights) for one in api] == pytest.approx([5.0, 6.0])
    assert [one / sum(weights) for one in in_csv] == pytest.approx([5.0, 6.0])
    assert sum(weights) == pytest.approx(view.seconds - 45 - 180, abs=INTERVAL_S)


def test_who_comes_late_counts_by_time_on_both_pages(class_store: Store, queries: Queries) -> None:
    script = Script(course="Late", minutes=20, interval_s=5, hidden=(4.2, 9.9), names=("A", "B", "C", "D"))
    session = play(class_store, script)
    shown = queries.view(ROOT, str(session))

    (row,) = queries.course(ROOT, "Late").rows

    visible, in_call = numbers(lesson_figures.presence_words(shown))[:2]
    assert (row.mean_visible, row.mean_in_call) == pytest.approx((visible, in_call), abs=0.051)
    assert visible < in_call < 4


def test_a_course_whose_gallery_was_never_seen_has_no_number(class_store: Store, queries: Queries) -> None:
    play(class_store, Script(course="Blind", minutes=4, interval_s=5, hidden=(0, 4)))

    (row,) = queries.course(ROOT, "Blind").rows

    assert (row.mean_visible, row.mean_in_call) == (None, None)


def test_of_a_students_minutes_those_without_a_gallery_are_told_apart(
    class_store: Store, queries: Queries, view: SessionView
) -> None:
    session = view.session
    class_store.import_roster(session.course, [RosterEntry("Ada")], owner=None, actor="root", now=START)
    (ada,) = [one for one in class_store.students(session.course) if one.name == "Ada"]
    class_store.link_participant(session.id, STUDENTS, ada.id, actor="root", now=START)

    (row,) = queries.student(ROOT, ada.id).rows

    assert row.minutes_hidden == pytest.approx(225 / 60, abs=0.02)
    assert other_minutes(ClassOfStudent(session, row, ())) == pytest.approx(20 - 225 / 60, abs=0.1)
    assert row.minutes_visible == view.summaries[STUDENTS].minutes_visible == 0.0
    assert row.minutes_in_call == pytest.approx(view.summaries[STUDENTS].minutes_in_call, abs=1e-3)


# ---------------------------------------------------------------- the figure of presence


def test_a_bar_is_as_wide_as_what_was_seen_of_its_minute(view: SessionView) -> None:
    figure = lesson_figures.presence_card(view)
    drawn = presence_figure(
        view.timeline,
        zone="UTC",
        scheme="light",
        key="k",
        happened=LessonMarks(gaps=(gap(315, 360), gap(600, 780))),
        until=view.until,
    )

    in_call, visible = drawn.data
    bars = {at: (width / 1000, y) for at, width, y in zip(visible.x, visible.width, visible.y, strict=True)}
    assert bars[wall(300)] == (15, 5.0)
    assert bars[wall(600)][1] is None
    assert list(in_call.x) == list(visible.x)
    assert [(one.x0, one.x1) for one in drawn.layout.shapes] == [
        (wall(315), wall(360)),
        (wall(600), wall(780)),
    ]
    assert texts.LEGEND_HIDDEN in str(presence_legend(view))
    assert texts.PRESENCE_HIDDEN.format(part="4 min") in str(figure)
    assert tables.presence_table(view).rows[5][3] == lesson.SECONDS.format(seconds="15")


def test_a_gap_within_a_minute_leaves_both_sides_of_it() -> None:
    whole = Timeline(None, 60, (TimelineBin(START, None, 0.0, 2.0, 2.0, None, 30.0),))

    drawn = presence_figure(whole, zone="UTC", scheme="dark", key="k", happened=LessonMarks(gaps=(gap(10, 40),)))

    assert list(drawn.data[0].x) == [wall(0), wall(40)]
    assert [width / 1000 for width in drawn.data[0].width] == [10, 20]
    assert list(drawn.data[0].y) == [2.0, 2.0]


def test_the_sessions_own_figure_is_drawn_with_its_gaps(view: SessionView) -> None:
    drawn = lesson_figures.draw_presence(view, "light")

    assert "hidden" in str(drawn)


def gap(start_s: float, end_s: float) -> Gap:
    return Gap(START + timedelta(seconds=start_s), START + timedelta(seconds=end_s), is_recorded=True)


def wall(seconds: float) -> datetime:
    return (START + timedelta(seconds=seconds)).replace(tzinfo=None)


# ---------------------------------------------------------------- length


def test_what_is_left_out_is_said_beside_the_length(class_store: Store, queries: Queries, hidden: UUID) -> None:
    before = queries.view(ROOT, str(hidden))
    for start, end in ((5, 8), (7, 10), (19, 45)):  # overlapping, and longer than the class
        part = Exclusion(START + timedelta(minutes=start), START + timedelta(minutes=end), "")
        class_store.exclude(hidden, part, actor="root", now=START)
    after = queries.view(ROOT, str(hidden))

    assert "left out" not in str(key_figures(before))
    assert "240 pictures looked at, 6 min left out" in str(key_figures(after))
    assert "240 pictures looked at, 6 min left out" in render_report(after, START)


# ---------------------------------------------------------------- a running class


def test_a_running_class_has_no_row_among_its_courses_figures(class_store: Store, queries: Queries) -> None:
    session = play(class_store, Script(course="Running", minutes=5, interval_s=5))
    queries.course(ROOT, "Running")  # its facts are kept
    class_store.resume_session(session, agent="test:1:2")

    trend = queries.course(ROOT, "Running")

    assert queries.session(ROOT, str(session)).status is SessionStatus.LIVE
    assert (trend.rows, trend.pending) == ((), 0)
