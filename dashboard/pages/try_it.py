"""Try it: a picture or the camera, with what is seen drawn on it in the browser; nothing is kept."""

import json
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from classroom.domain import EMOTIONS
from dashboard import ids, inspect_route
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria, card, hint
from dashboard.inspecting import InspectMode
from dashboard.parts import Parts
from dashboard.security import CSRF_COOKIE, CSRF_HEADER, MAX_BODY
from dashboard.texts import try_it as texts
from dashboard.theme import EMOTION_COLORS, EMOTION_ORDER

PATH = "/try"


class Ids:
    ROOT = "try-root"
    READY = "try-ready"
    MODE = "try-mode"
    CHOOSE = "try-choose"
    CAMERA = "try-camera"
    STAGE = "try-stage"
    PROBLEM = "try-problem"
    STATUS = "try-status"
    RATE = "try-rate"
    FACES = "try-faces"


def show(parts: Parts, _rest: str) -> tuple[str, Component]:
    if parts.inspector is None:
        return texts.TITLE, _unavailable()
    return texts.TITLE, layout(reads_expressions=parts.inspector.reads_expressions(asking_user().name))


def register(app: Dash, parts: Parts) -> None:
    """The address that takes pictures, and the script that sends them once the page stands."""
    inspect_route.install(app.server, parts.inspector)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomTry", "start"), Output(Ids.READY, "data"), Input(Ids.ROOT, "id")
    )


def layout(*, reads_expressions: bool) -> Component:
    promise = hint(html.Span(texts.NOT_STORED, className="pill try-promise", tabIndex="0"), texts.NOT_STORED_HINT)
    title = html.Div([html.H1(texts.TITLE), html.P(texts.LEAD, className="lead")])
    head = html.Div([title, promise], className="page-head")
    note = html.P(texts.LAW if reads_expressions else texts.EMOTIONS_OFF, className="try-note")
    columns = html.Div([_stage(), _results()], className="try-columns")
    config: dict[str, Any] = {"data-config": json.dumps(_config(reads_expressions=reads_expressions))}
    return html.Div([dcc.Store(id=Ids.READY), head, note, columns], id=Ids.ROOT, **config)


def _stage() -> Component:
    bar = html.Div(
        [
            _modes(),
            html.Div(
                [
                    html.Button(texts.CHOOSE, id=Ids.CHOOSE, type="button", className="button"),
                    html.Button(texts.CAMERA_START, id=Ids.CAMERA, type="button", className="quiet-button"),
                ],
                className="try-buttons",
            ),
        ],
        className="try-bar",
    )
    empty = html.Div(
        [
            html.Span(className="try-picture-icon", **aria(hidden="true")),
            html.P(texts.EMPTY_TITLE, className="try-empty-title"),
            html.P(texts.EMPTY, className="quiet"),
        ],
        className="try-empty",
    )
    foot = html.Div(
        [html.P(id=Ids.STATUS, role="status", className="quiet"), html.P(id=Ids.RATE, className="quiet")],
        className="try-foot",
    )
    problem = html.P(id=Ids.PROBLEM, role="alert", className="try-problem", hidden=True)
    return html.Section(
        [html.H2(texts.STAGE_TITLE, className="for-readers"), bar, problem, html.Div(empty, id=Ids.STAGE), foot],
        className="card",
    )


def _modes() -> Component:
    return dmc.SegmentedControl(
        id=Ids.MODE,
        data=[{"value": mode.value, "label": name} for mode, (name, _) in texts.MODES.items()],
        value=InspectMode.GALLERY.value,
        persistence=False,
        **aria(label=texts.MODE_LABEL),
    )


def _results() -> Component:
    faces = html.Div(id=Ids.FACES, **aria(label=texts.FACES_LABEL), role="region")
    return card(texts.RESULTS_TITLE, faces, lead=texts.RESULTS_EMPTY, class_name="try-results")


def _config(*, reads_expressions: bool) -> dict[str, object]:
    """What the script needs to know."""
    return {
        "path": inspect_route.PATH,
        "kinds": inspect_route.KINDS,
        "maxBytes": MAX_BODY,
        "csrfCookie": CSRF_COOKIE,
        "csrfHeader": CSRF_HEADER,
        "page": ids.PAGE,
        "expressions": reads_expressions,
        "colors": [EMOTION_COLORS[emotion] for emotion in EMOTIONS],
        "order": [EMOTIONS.index(emotion) for emotion in EMOTION_ORDER],
        "texts": texts.SCRIPT,
    }


def _unavailable() -> Component:
    return html.Div(
        [html.H1(texts.CANNOT_TITLE), html.P(texts.CANNOT_LEAD, className="lead"), html.Pre(texts.COMMAND)],
        className="card message",
    )
