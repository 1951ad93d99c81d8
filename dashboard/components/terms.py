"""What the pages of courses and students share: legends, grids of classes, progress."""

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from classroom.domain import Session
from dashboard import formats
from dashboard.addresses import COURSES, SESSION
from dashboard.components.basics import Component, aria, message
from dashboard.term_views import Judgement
from dashboard.texts import terms as texts

PAGE_SIZE = 20  # classes of a grid shown at once


def legend(entries: Sequence[tuple[str, str]]) -> Component:
    """Swatch's kind and name of each."""
    return html.Ul(
        [html.Li([html.Span(className=f"swatch swatch-{kind}"), name]) for kind, name in entries], className="legend"
    )


def class_grid(identifier: str, columns: Sequence[dict[str, Any]]) -> Component:
    """An empty grid of classes; each row needs `id`, `href` and `date`."""
    return dag.AgGrid(
        id=identifier,
        columnDefs=[_complete(one) for one in columns],
        defaultColDef={"resizable": True, "sortable": True, "suppressHeaderMenuButton": True},
        rowData=[],
        getRowId="params.data.id",
        dashGridOptions={
            "domLayout": "autoHeight",
            "rowHeight": 42,
            "headerHeight": 42,
            "suppressMovableColumns": True,
            "animateRows": False,
            "pagination": True,
            "paginationPageSize": PAGE_SIZE,
            "paginationPageSizeSelector": False,
            "suppressPaginationPanel": False,
            "localeText": {"noRowsToShow": texts.NO_ROWS},
        },
        className="student-grid term-grid",
        style={"height": None, "width": "100%"},
    )


def _complete(column: dict[str, Any]) -> dict[str, Any]:
    name = column["field"]
    return {"headerName": texts.COLUMNS[name], "headerTooltip": texts.COLUMN_HINTS.get(name), **column}


def link_column(field: str = "date") -> dict[str, Any]:
    """A class's day as a link; sorted by time."""
    return {
        "field": field,
        "minWidth": 190,
        "flex": 2,
        "cellRenderer": "ClassLinkCell",
        "comparator": {"function": "dashAgGridFunctions.byStart"},
    }


def number_column(field: str, unit: str = "", *, width: int = 104) -> dict[str, Any]:
    return {
        "field": field,
        "minWidth": width,
        "flex": 1,
        "cellRenderer": "NumberCell",
        "cellRendererParams": {"unit": unit},
        "type": "rightAligned",
    }


def class_cells(session: Session) -> dict[str, Any]:
    """The cells that name a class in a grid, and lead to it."""
    return {
        "id": str(session.id),
        "href": f"{SESSION}{session.id}",
        "start": session.started_at.timestamp(),
        "date": class_name(session),
    }


def class_name(session: Session) -> str:
    """`Tue 10 Mar 2026, 10:00`."""
    zone = session.time_zone
    return f"{formats.short_day(session.started_at, zone)}, {formats.clock(session.started_at, zone)}"


def session_seconds(session: Session) -> float:
    end = session.ended_at or session.last_frame_at or session.started_at
    return max((end - session.started_at).total_seconds(), 0.0)


def progress(known: int, total: int) -> Component | None:
    """How far the counting is, in words and as a bar; None when all is done."""
    if known >= total:
        return None
    said = texts.PROGRESS.format(known=known, all=total)
    bar = dmc.Progress(value=100.0 * known / total, size="sm", **aria(label=said))
    return html.Div([html.P(said), bar], className="term-progress", role="status")


def precision(said: Judgement) -> str:
    if said.count == 0:
        return formats.DASH
    if said.judged == 0:
        return texts.UNJUDGED
    return texts.PRECISION.format(right=said.right, judged=said.judged)


def rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def key_figure(name: str, value: str, note: str) -> Component:
    return html.Div([html.Dt(name), html.Dd(value), html.Dd(note, className="note")], className="card key-figure")


def gone(title: str, text: str) -> Component:
    """A page that says that a course or student is not there, and leads to the courses."""
    return message(title, text, link=COURSES, link_text=texts.ALL_COURSES)
