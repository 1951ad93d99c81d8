"""What the pages of courses and students share: heads, figures, tables, grids of classes, progress."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, html

from classroom.counting import Count
from classroom.domain import Session
from dashboard import formats, ids
from dashboard.addresses import COURSES, SESSION
from dashboard.components.basics import Component, aria, card, icon, message
from dashboard.components.graphs import graph, graph_frame
from dashboard.term_views import Judgement
from dashboard.texts import terms as texts

PAGE_SIZE = 20  # classes of a grid shown at once
TALL = "graph graph-tall"  # the size of a figure


def legend(entries: Sequence[tuple[str, str]]) -> Component:
    """Swatch's kind and name of each."""
    return html.Ul(
        [html.Li([html.Span(className=f"swatch swatch-{kind}"), name]) for kind, name in entries], className="legend"
    )


def page_head(title: str, lead: str, tools: Sequence[Component]) -> Component:
    """A page's title, its lead (an element's id) and what can be done."""
    words = html.Div([html.H1(formats.plain(title, 120), dir="auto"), html.P(id=lead, className="lead", dir="auto")])
    return html.Div([words, html.Div(list(tools), className="term-tools")], className="page-head")


def download_link(text: str, address: str) -> Component:
    return html.A([icon("download"), text], href=address, className="plain-button", download="")


def term_figure(figure: str, title: str, lead: Component, size: str = "graph") -> Component:
    """A card with the figure of that id, its summary in words, and its legend: filled by `figure_outputs`."""
    place = graph_frame(graph(size, id=figure), _frame_of(figure))
    return card(title, place, html.Div(id=_legend_of(figure)), lead=lead, class_name="term-figure")


def figure_outputs(figure: str) -> tuple[Output, Output, Output]:
    """What a callback gives of a `term_figure`: the figure, the words, the legend."""
    return Output(figure, "figure"), Output(_frame_of(figure), "aria-label"), Output(_legend_of(figure), "children")


def _frame_of(figure: str) -> str:
    return f"{figure}-frame"


def _legend_of(figure: str) -> str:
    return f"{figure}-legend"


def open_on_click(app: Dash, *figures: str) -> None:
    """A class that is clicked in one of the figures is opened."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomTerms", "open"),
        Output(ids.ADDRESS, "pathname", allow_duplicate=True),
        *[Input(one, "clickData") for one in figures],
        prevent_initial_call=True,
    )


def fingerprint(*state: object) -> str:
    """Another one whenever anything of the state is."""
    return sha256(repr(state).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def term_table(head: Sequence[str], rows: Sequence[Component], label: str) -> Component:
    """A table that scrolls sideways where it is too wide."""
    heading = html.Thead(html.Tr([html.Th(text, scope="col") for text in head]))
    table = html.Table([heading, html.Tbody(list(rows))], className="term-table")
    return html.Div(table, className="term-table-frame", tabIndex="0", role="region", **aria(label=label))


def class_card(identifier: str, columns: Sequence[dict[str, Any]]) -> Component:
    return card(texts.TABLE_TITLE, class_grid(identifier, columns), lead=texts.TABLE_LEAD)


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
    said = texts.PROGRESS.format(known=known, all=Count(total))
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


def gone(title: str, text: str) -> Component:
    """A page that says that a course or student is not there, and leads to the courses."""
    return message(title, text, link=COURSES, link_text=texts.ALL_COURSES)
