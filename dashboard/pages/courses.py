"""The user's courses: how many classes, how many students, and how the classes went."""

from typing import Any

import dash_mantine_components as dmc
from dash import MATCH, ClientsideFunction, Dash, Input, Output, dcc, html

from classroom.counting import Count
from classroom.errors import NotFoundError
from dashboard import formats
from dashboard.addresses import COURSES, course_address
from dashboard.auth import asking_user
from dashboard.components.basics import Component
from dashboard.components.patience import LONGEST_MS
from dashboard.components.terms import gone
from dashboard.figures.trend import trend_image
from dashboard.overviews import CourseTrend
from dashboard.parts import Parts
from dashboard.term_views import CourseEntry
from dashboard.texts import terms as texts

PATH = COURSES
TITLE = texts.COURSES_TITLE
POLL_MS = 2_000


class Ids:
    LIST = "courses-list"
    DIGEST = "course-digest"
    TICK = "course-digest-tick"


def show(parts: Parts, _rest: str) -> tuple[str, Component]:
    if parts.terms is None:
        return TITLE, gone(TITLE, texts.UNAVAILABLE)
    return TITLE, layout(parts.terms.courses(asking_user()))


def layout(courses: tuple[CourseEntry, ...]) -> Component:
    head = html.Div(
        html.Div([html.H1(TITLE), html.P(texts.COURSES_LEAD, className="lead")]),
        className="page-head",
    )
    entries = html.Ul([html.Li(_entry(one)) for one in courses], className="sessions") if courses else _first_steps()
    return html.Div([head, html.Div(entries, id=Ids.LIST)])


def _first_steps() -> Component:
    return html.Section(
        [
            html.H2(texts.NO_COURSES_TITLE),
            html.P(texts.NO_COURSES, className="lead"),
            dmc.Anchor(texts.TO_START, href="/start", className="button"),
        ],
        className="card empty",
    )


def _entry(course: CourseEntry) -> Component:
    return dmc.Anchor(
        [
            html.Div(
                [
                    html.Div(html.H2(formats.plain(course.name, 80), dir="auto"), className="entry-title"),
                    html.P([html.Span(fact) for fact in _facts(course)], className="facts"),
                ],
                className="entry-main",
            ),
            html.Div(_digest_later(course) if course.sessions > course.live else None, className="entry-digest"),
        ],
        href=course_address(course.name),
        underline="never",
        className="card entry course-entry",
    )


def _facts(course: CourseEntry) -> list[str]:
    ended = course.sessions - course.live  # as on the course's page: a running class is in no figure yet
    if ended:
        facts = [texts.CLASSES_ONE if ended == 1 else texts.CLASSES_MANY.format(count=ended)]
    else:
        facts = [] if course.live else [texts.NO_CLASS_YET]
    if course.live:
        facts.append(texts.LIVE_NOW.format(count=course.live))
    if course.students:
        one = course.students == 1
        facts.append(texts.IN_ROSTER_ONE if one else texts.IN_ROSTER_MANY.format(count=course.students))
    elif course.participants:
        facts.append(texts.PARTICIPANTS_MOST.format(count=Count(course.participants)))
    if course.last_at is not None:
        facts.append(texts.LAST_CLASS.format(day=formats.short_day(course.last_at, course.time_zone or "UTC")))
    return facts


def _digest_later(course: CourseEntry) -> Component:
    """A place that fills itself, and asks again while facts are still made."""
    return html.Div(
        [
            html.Div(
                dmc.Skeleton(height=36, width="100%"),
                id={"type": Ids.DIGEST, "course": course.name},
                className="digest",
            ),
            dcc.Interval(id={"type": Ids.TICK, "course": course.name}, interval=LONGEST_MS),
        ]
    )


def digest(trend: CourseTrend) -> list[Component]:
    """The classes' engagement as a small line, its mean, and how many are still to be read."""
    values = [row.mean_engagement for row in trend.rows]
    known = [value for value in values if value is not None]
    image = trend_image(values)
    parts: list[Component] = []
    if image is not None:
        parts = [
            html.Img(src=image, alt=texts.TREND_ALT, className="trend"),
            html.Span(
                [html.Strong(formats.score(sum(known) / len(known))), html.Span(texts.COLUMNS["engagement"].lower())],
                className="digest-score",
            ),
        ]
    elif trend.rows and not trend.pending:
        parts = [html.Span(texts.NO_TREND, className="quiet")]
    if trend.pending:
        count = len(trend.rows)
        said = texts.READ_SO_FAR.format(known=count, all=Count(count + trend.pending))
        parts.append(html.Span(said, className="quiet digest-progress", role="status"))
    return parts


def register(app: Dash, parts: Parts) -> None:
    queries = parts.queries

    @app.callback(
        Output({"type": Ids.DIGEST, "course": MATCH}, "children"),
        Output({"type": Ids.TICK, "course": MATCH}, "disabled"),
        Output({"type": Ids.TICK, "course": MATCH}, "interval"),
        Input({"type": Ids.TICK, "course": MATCH}, "n_intervals"),
        Input({"type": Ids.DIGEST, "course": MATCH}, "id"),
    )
    def fill(_ticks: int | None, identifier: dict[str, Any]) -> tuple[Any, bool, int]:
        try:
            trend = queries.course(asking_user(), str(identifier["course"]))
        except NotFoundError:  # deleted since the list was drawn
            return html.Span(texts.NO_TREND, className="quiet"), True, POLL_MS
        return digest(trend), trend.pending == 0, POLL_MS

    # As `patient` does, which knows no patterns of ids: the next question waits for the answer.
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomTerms", "waitForAnswer"),
        Output({"type": Ids.TICK, "course": MATCH}, "interval", allow_duplicate=True),
        Input({"type": Ids.TICK, "course": MATCH}, "n_intervals"),
        prevent_initial_call=True,
    )
