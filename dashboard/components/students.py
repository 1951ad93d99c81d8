"""The table of students: one line each, with a trend and bars drawn by `assets/cells.js`."""

from typing import Any

import dash_ag_grid as dag

from classroom.domain import EMOTIONS, Participant, Summary, Timeline
from dashboard import formats, texts
from dashboard.components.basics import Component
from dashboard.theme import EMOTION_COLORS
from dashboard.views import SessionView

NAME_LENGTH = 120


def student_grid(identifier: str) -> Component:
    """The empty table; its rows come with `student_rows`."""
    return dag.AgGrid(
        id=identifier,
        columnDefs=_columns(),
        defaultColDef={"resizable": True, "sortable": True, "suppressHeaderMenuButton": True},
        rowData=[],
        getRowId="params.data.id",
        dashGridOptions=GRID_OPTIONS,
        className="student-grid",
        style={"height": None, "width": "100%"},
    )


GRID_OPTIONS: dict[str, Any] = {
    "domLayout": "autoHeight",
    "rowHeight": 46,
    "headerHeight": 42,
    "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
    "suppressMovableColumns": True,
    "animateRows": False,
    "quickFilterText": "",
    "localeText": {"noRowsToShow": texts.NO_STUDENTS},
}


def _columns() -> list[dict[str, Any]]:
    return [
        {**_column("name"), "minWidth": 140, "flex": 2, "filter": "agTextColumnFilter", "cellRenderer": "NameCell"},
        {
            **_column("engagement"),
            "minWidth": 140,
            "flex": 2,
            "filter": "agNumberColumnFilter",
            "cellRenderer": "BarCell",
        },
        {
            **_column("trend"),
            "minWidth": 150,
            "flex": 2,
            "sortable": False,
            "cellDataType": False,
            "cellRenderer": "TrendCell",
        },
        {
            **_column("coverage"),
            "minWidth": 110,
            "flex": 1,
            "cellRenderer": "NumberCell",
            "cellRendererParams": {"unit": " %"},
            "type": "rightAligned",
        },
        {
            **_column("in_call"),
            "minWidth": 100,
            "flex": 1,
            "cellRenderer": "NumberCell",
            "cellRendererParams": {"unit": " min"},
            "type": "rightAligned",
        },
        {
            **_column("visible"),
            "minWidth": 100,
            "flex": 1,
            "cellRenderer": "NumberCell",
            "cellRendererParams": {"unit": " min"},
            "type": "rightAligned",
        },
        {**_column("expression"), "minWidth": 150, "flex": 2, "cellRenderer": "ExpressionCell"},
        {**_column("flags"), "minWidth": 136, "flex": 1, "cellRenderer": "CountCell", "type": "rightAligned"},
    ]


def _column(field: str) -> dict[str, Any]:
    return {"field": field, "headerName": texts.COLUMNS[field], "headerTooltip": texts.COLUMN_HINTS.get(field)}


def student_rows(view: SessionView) -> list[dict[str, Any]]:
    """One row a participant, by number; None where nothing was read."""
    return [
        _row(
            participant,
            view.names[participant.number],
            view.summaries.get(participant.number),
            view.timelines.get(participant.number),
        )
        for participant in view.participants
    ]


def _row(participant: Participant, name: str, summary: Summary | None, timeline: Timeline | None) -> dict[str, Any]:
    emotion = None if summary is None or summary.emotions is None else _strongest(summary.emotions)
    return {
        "id": str(participant.number),
        "name": formats.plain(name, NAME_LENGTH),
        "trend": [] if timeline is None else [_rounded(bin_.engagement) for bin_ in timeline.bins],
        "engagement": None if summary is None else _rounded(summary.mean_engagement),
        "coverage": None if summary is None else round(summary.coverage * 100),
        "in_call": None if summary is None else round(summary.minutes_in_call, 1),
        "visible": None if summary is None else round(summary.minutes_visible, 1),
        "expression": None if emotion is None else texts.EMOTIONS[EMOTIONS[emotion[0]]],
        "share": None if emotion is None else round(emotion[1] * 100),
        "color": None if emotion is None else EMOTION_COLORS[EMOTIONS[emotion[0]]],
        "flags": None if summary is None else summary.flags,
    }


def _strongest(emotions: tuple[float, ...]) -> tuple[int, float]:
    share = max(emotions)
    return emotions.index(share), share


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
