"""The table of students: one line each, drawn by `assets/cells.js`, and who of the roster was not seen."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from classroom.domain import EMOTIONS, Participant, Summary, Timeline, User
from classroom.roster.types import ParticipantDetails
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria, card, icon
from dashboard.components.nearness import later
from dashboard.parts import Parts
from dashboard.people import Absence
from dashboard.texts import people as words
from dashboard.theme import EMOTION_COLORS
from dashboard.views import SessionView

NAME_LENGTH = 120
ENGAGEMENT, ATTENDANCE = (value for value, _ in words.VIEWS)
MOST_ABSENT = 300


class Ids:
    FILTER = "session-table-filter"
    VIEW = "session-table-view"
    WIDTH = "session-table-width"  # `data` is "narrow" or "wide", told by assets/review.js
    ABSENT = "session-absent"
    PLACE = "session-table-place"
    NEAR = "session-table-near"


def table_card(students: int, absent: Component | None) -> Component:
    """The place of the table with its box and switch; `register` makes it when the reader is near.

    Args:
        students: lines it will have.
        absent: who of the roster was not seen.
    """
    which = dmc.SegmentedControl(
        id=Ids.VIEW,
        data=[{"value": value, "label": label} for value, label in words.VIEWS],
        value=ENGAGEMENT,
        size="sm",
        **aria(label=words.VIEW_LABEL),
    )
    search = dmc.TextInput(
        id=Ids.FILTER,
        placeholder=texts.TABLE_FILTER,
        leftSection=icon("search"),
        className="filter",
        **aria(label=texts.TABLE_FILTER),
    )
    return card(
        texts.TABLE_TITLE,
        dcc.Store(id=Ids.WIDTH),
        later(Ids.PLACE, Ids.NEAR, "table-place", style={"minHeight": f"{HEADER_PX + ROW_PX * students}px"}),
        html.Div(absent, id=Ids.ABSENT, className="absent"),
        lead=texts.TABLE_LEAD,
        extra=html.Div([which, search], className="table-tools"),
    )


def student_grid(identifier: str, rows: list[dict[str, Any]], searched: str = "") -> Component:
    """The table with the rows of `student_rows`; only those that hold `searched`."""
    return dag.AgGrid(
        id=identifier,
        columnDefs=columns(),
        defaultColDef={"resizable": True, "sortable": True, "suppressHeaderMenuButton": True},
        rowData=rows,
        getRowId="params.data.id",
        dashGridOptions={**GRID_OPTIONS, "quickFilterText": searched},
        className="student-grid",
        style={"height": None, "width": "100%"},
    )


ROW_PX, HEADER_PX = 46, 46
GRID_OPTIONS: dict[str, Any] = {
    "domLayout": "autoHeight",
    "rowHeight": ROW_PX,
    "headerHeight": HEADER_PX,
    "suppressMovableColumns": True,
    "animateRows": False,
    "localeText": {"noRowsToShow": texts.NO_STUDENTS},
}


def columns() -> list[dict[str, Any]]:
    """`context` tells `assets/review.js` which columns stand in which view, and which also on a phone."""
    both = f"{ENGAGEMENT} {ATTENDANCE}"
    return [
        _column("name", both, "NameCell", 150, 2, phone=112, filter="agTextColumnFilter"),
        _column("engagement", ENGAGEMENT, "BarCell", 140, 2, phone=106, filter="agNumberColumnFilter"),
        {**_column("trend", ENGAGEMENT, "TrendCell", 150, 2), "sortable": False, "cellDataType": False},
        _number("coverage", ENGAGEMENT, " %", 116),
        {
            **_column("expression", ENGAGEMENT, "ExpressionCell", 150, 2, filter="agTextColumnFilter"),
            "cellDataType": "text",
        },
        _column("first_seen", ATTENDANCE, "TimeCell", 116, 1, phone=86),
        _column("last_seen", ATTENDANCE, "TimeCell", 116, 1),
        _number("in_call", both, " min", 100, phone=80, phone_views=ATTENDANCE),
        _number("visible", both, " min", 100),
        _number("camera_off", ATTENDANCE, " min", 116),
        {
            **_column("flags", ENGAGEMENT, "CountCell", 128, 1, phone=76, filter="agNumberColumnFilter"),
            "type": "rightAligned",
            "wrapHeaderText": True,
        },
        {**_column("linked", ATTENDANCE, "NameCell", 130, 2, filter="agTextColumnFilter"), "cellDataType": "text"},
    ]


def _column(
    field: str,
    views: str,
    renderer: str,
    min_width: int,
    flex: int,
    *,
    phone: int | None = None,
    phone_views: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """`phone` is the width, px, on a phone, where the column stands in `phone_views`; None = not there."""
    context = {"views": views, "phone": phone, "phoneViews": phone_views or views, "width": min_width}
    return {
        "field": field,
        "headerName": texts.COLUMNS[field],
        "headerTooltip": texts.COLUMN_HINTS.get(field),
        "minWidth": min_width,
        "flex": flex,
        "hide": ENGAGEMENT not in views,
        "cellRenderer": renderer,
        "context": context,
        **more,
    }


def _number(field: str, views: str, unit: str, min_width: int, **more: Any) -> dict[str, Any]:
    column = _column(field, views, "NumberCell", min_width, 1, filter="agNumberColumnFilter", **more)
    return {**column, "cellRendererParams": {"unit": unit}, "type": "rightAligned"}


def student_rows(view: SessionView, linked: Mapping[int, str] | None = None) -> list[dict[str, Any]]:
    """One row a participant, by number; None where nothing was read.

    Args:
        view: the session.
        linked: names of the roster's students by Participant.number.
    """
    zone, names = view.session.time_zone, linked or {}
    return [
        {
            **_row(view.names[one.number], view.summaries.get(one.number), view.timelines.get(one.number)),
            **_stay(view.summaries.get(one.number), zone),
            **_linked(one, names),
        }
        for one in view.participants
    ]


def _row(name: str, summary: Summary | None, timeline: Timeline | None) -> dict[str, Any]:
    emotion = None if summary is None or summary.emotions is None else _strongest(summary.emotions)
    return {
        "name": formats.plain(name, NAME_LENGTH),
        "trend": [] if timeline is None else [_rounded(bin_.engagement) for bin_ in timeline.bins],
        "engagement": None if summary is None else _rounded(summary.mean_engagement),
        "coverage": None if summary is None else round(summary.coverage * 100),
        "expression": None if emotion is None else texts.EMOTIONS[EMOTIONS[emotion[0]]],
        "share": None if emotion is None else round(emotion[1] * 100),
        "color": None if emotion is None else EMOTION_COLORS[EMOTIONS[emotion[0]]],
        "flags": None if summary is None else summary.flags,
    }


def _stay(summary: Summary | None, zone: str) -> dict[str, Any]:
    """Times are numbers, so that they sort, with their words beside."""
    if summary is None:
        return dict.fromkeys(("in_call", "visible", "camera_off", "first_seen", "last_seen"))
    first, last = summary.first_seen, summary.last_seen
    return {
        "in_call": round(summary.minutes_in_call, 1),
        "visible": round(summary.minutes_visible, 1),
        "camera_off": round(summary.minutes_camera_off, 1),
        "first_seen": None if first is None else round(first.timestamp()),
        "last_seen": None if last is None else round(last.timestamp()),
        "first_seen_words": None if first is None else formats.clock(first, zone),
        "last_seen_words": None if last is None else formats.clock(last, zone),
    }


def _linked(participant: Participant, linked: Mapping[int, str]) -> dict[str, Any]:
    student = linked.get(participant.number)
    return {
        "id": str(participant.number),
        "linked": None if student is None else formats.plain(student, NAME_LENGTH),
    }


def linked_names(people: Sequence[ParticipantDetails]) -> dict[int, str]:
    return {one.participant.number: one.student.name for one in people if one.student is not None}


def absent_list(absence: Absence) -> Component:
    """Who of the roster was not seen."""
    absent = absence.students
    if not absence.roster:
        return html.P(words.ABSENT_NO_ROSTER, className="quiet")
    if not absent:
        return html.P(words.ABSENT_NONE.format(all=absence.roster), className="quiet")
    names = [html.Li(formats.plain(one.name, NAME_LENGTH), dir="auto") for one in absent[:MOST_ABSENT]]
    return html.Div(
        [
            html.H3(words.ABSENT_TITLE.format(count=len(absent), all=absence.roster)),
            html.P(words.ABSENT_NOTE, className="quiet"),
            html.Ul(names, className="absent-names"),
        ]
    )


def absent_of(parts: Parts, user: User, reference: str) -> Component | None:
    """Who of the roster was not seen; None where there are no rosters."""
    return None if parts.people is None else absent_list(parts.people.absence(user, reference))


def _shared_rows(parts: Parts, reference: str) -> list[dict[str, Any]]:
    user = asking_user()
    view, details = parts.queries.view(user, reference), parts.queries.people(user, reference)
    return parts.queries.shared(view, "students", lambda one: student_rows(one, linked_names(details)))


def register(app: Dash, parts: Parts) -> None:
    _register_table(app, parts)
    _register_absent(app, parts)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "filter"),
        Output(ids.TABLE, "dashGridOptions"),
        Input(Ids.FILTER, "value"),
        State(ids.TABLE, "dashGridOptions"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomReview", "columns"),
        Output(ids.TABLE, "columnDefs"),
        Input(Ids.VIEW, "value"),
        Input(Ids.WIDTH, "data"),
        State(ids.TABLE, "columnDefs"),
    )


def _register_table(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.PLACE, "children"),
        Input(Ids.NEAR, "data"),
        State(Ids.FILTER, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def make(is_near: bool | None, searched: object, reference: str) -> Any:
        if not is_near:
            return no_update
        return student_grid(ids.TABLE, _shared_rows(parts, reference), searched if isinstance(searched, str) else "")

    @app.callback(
        Output(ids.TABLE, "rowData"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def renew(_version: str, reference: str) -> list[dict[str, Any]]:
        return _shared_rows(parts, reference)


def _register_absent(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.ABSENT, "children"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def tell(_version: str, reference: str) -> Component | None:
        return absent_of(parts, asking_user(), reference)


def _strongest(emotions: tuple[float, ...]) -> tuple[int, float]:
    share = max(emotions)
    return emotions.index(share), share


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
