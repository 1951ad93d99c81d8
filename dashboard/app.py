"""`create_app`: the pages put together on one Flask server."""

import logging
from pathlib import Path

from dash import Dash, Input, Output, html, set_props
from flask import Flask, Response
from flask_login import current_user

from classroom.config import ServerSettings
from classroom.errors import (
    BusyError,
    ClassroomError,
    ConfigError,
    DataError,
    NoPictureError,
    NotFoundError,
    PictureSizeError,
    RefusedError,
    StorageError,
)
from dashboard import ids, routes, security, shell, texts
from dashboard.api import install_api
from dashboard.auth import asking_user, install_auth
from dashboard.browser_cache import allow_keeping
from dashboard.callback_guard import install_callback_guard
from dashboard.components import undo
from dashboard.components.basics import Component, message
from dashboard.components.problem import OUTAGE, REFUSAL
from dashboard.ingest import install_ingest
from dashboard.ingest.intake import Intake
from dashboard.metrics import install_metrics
from dashboard.names import install_names
from dashboard.pages import about, course, courses, live, roster, session, sessions, start, student, try_it
from dashboard.pages import settings as settings_page
from dashboard.parts import Page, Parts
from dashboard.privacy_routes import install_student_export
from dashboard.student_routes import install_history

FOLDER = Path(__file__).parent
PAGES: tuple[Page, ...] = (
    sessions,
    session,
    live,
    courses,
    course,
    student,
    roster,
    start,
    try_it,
    settings_page,
    about,
)
MOST_WRITERS = 4  # agents' requests at once: with more, Python's threads get into each other's way
LOG = logging.getLogger(__name__)

INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
  {%metas%}
  <meta name="robots" content="noindex">
  <title>{%title%}</title>
  <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
  {%css%}
  <script src="/assets/scheme.js"></script>
</head>
<body>
  {%app_entry%}
  {%config%}
  {%scripts%}
  {%renderer%}
</body>
</html>"""


def create_app(parts: Parts, *, secret_key: bytes, intake: Intake | None = None) -> Dash:
    """The dashboard, ready for `dashboard.server.serve` (or any WSGI server: `app.server`).

    Args:
        parts: what the pages work with; what this server cannot do is left out.
        secret_key: signs cookies and links.
        intake: takes what agents on other computers record; None = they are not served.
    """
    server = Flask("dashboard", root_path=str(FOLDER), static_folder=None)
    _install_routes(server, parts, secret_key, intake)
    app = _make_dash(server)
    install_callback_guard(server, app)
    app.layout = _layout
    shell.register(app)
    for one in PAGES:
        one.register(app, parts)
    undo.register(app, parts.undo)
    _register_router(app, parts)
    _finish_responses(app, parts.settings)
    return app


def _install_routes(server: Flask, parts: Parts, secret_key: bytes, intake: Intake | None) -> None:
    """Everything beside the pages: the door, downloads, programs."""
    security.configure(server, parts.settings, secret_key)
    install_auth(server, parts.accounts)
    install_names(server, hidden=parts.privacy is not None and parts.privacy.settings.pseudonyms == "on")
    routes.install(server, parts.queries)
    if parts.privacy is not None:
        install_student_export(server, parts.privacy)
    if parts.terms is not None:
        install_history(server, parts.terms)
    install_metrics(server, parts.queries, parts.tokens)
    if parts.tokens is not None:
        install_api(server, parts.queries, parts.tokens)
    if parts.tokens is not None and intake is not None:
        places = min(MOST_WRITERS, max(1, parts.settings.threads // 2))
        install_ingest(server, intake, parts.tokens, at_once=places)


def _make_dash(server: Flask) -> Dash:
    return Dash(
        __name__,
        server=server,  # type: ignore[arg-type]
        assets_folder=str(FOLDER / "assets"),
        use_pages=False,
        pages_folder="",
        serve_locally=True,
        suppress_callback_exceptions=True,
        title=texts.PRODUCT,
        update_title="",
        index_string=INDEX,
        csrf_token_name=security.CSRF_COOKIE,
        csrf_header_name=security.CSRF_HEADER,
        on_error=tell_problem,
        enable_mcp=False,
        add_log_handler=False,
    )


def _layout() -> Component:
    # Dash asks once for validation, on the first request of all, which may be one without a login.
    if not current_user.is_authenticated:
        return html.Div()
    return shell.layout(asking_user(), security.csrf_token())


def _register_router(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(ids.PAGE, "children"),
        Output(ids.TITLE, "data"),
        Output(ids.PROBLEM, "hide"),
        Input(ids.ADDRESS, "pathname"),
    )
    def show_page(path: str) -> tuple[Component, str, bool]:
        title, content = show(path or "/", parts)
        return content, f"{title} · {texts.PRODUCT}", True


def show(path: str, parts: Parts) -> tuple[str, Component]:
    """Title and content of the page at that path; of a page that says why there is none."""
    try:
        for page in PAGES:
            if path == page.PATH or (len(page.PATH) > 1 and page.PATH.endswith("/") and path.startswith(page.PATH)):
                return page.show(parts, path.removeprefix(page.PATH).rstrip("/"))
    except NotFoundError:
        return texts.GONE_TITLE, message(texts.GONE_TITLE, texts.GONE, link=sessions.PATH, link_text=texts.BACK)
    except StorageError as error:
        text = f"{error}. {texts.DATABASE_NEXT}"
        way = message(texts.DATABASE_TITLE, text, link=path, link_text=texts.TRY_AGAIN, again=True)
        return texts.DATABASE_TITLE, way
    return texts.NO_PAGE_TITLE, message(texts.NO_PAGE_TITLE, texts.NO_PAGE, link=sessions.PATH, link_text=texts.BACK)


# What whoever asked can put right: no fault of the product, and not told as one.
CORRECTABLE = (DataError, NotFoundError, RefusedError, ConfigError, BusyError, NoPictureError, PictureSizeError)


def tell_problem(error: Exception) -> None:
    """Show what a callback could not do; the page keeps what it has."""
    correctable = isinstance(error, CORRECTABLE)
    if isinstance(error, StorageError) and not correctable:
        text = texts.DATABASE_SILENT.format(reason=error)
    elif isinstance(error, ClassroomError):
        text = str(error)
    else:
        LOG.error("a callback failed", exc_info=error)
        text = texts.UNEXPECTED
    title = texts.CHECK_TITLE if correctable else texts.PROBLEM_TITLE
    kind = REFUSAL if correctable else OUTAGE
    color = "gray" if correctable else "red"
    set_props(ids.PROBLEM, {"children": text, "title": title, "className": kind, "color": color, "hide": False})


def _finish_responses(app: Dash, settings: ServerSettings) -> None:
    policy = security.content_policy(app.csp_hashes())

    def finish(response: Response) -> Response:
        hardened = security.harden(allow_keeping(response), policy)
        return security.hand_out_csrf_cookie(hardened, settings)

    app.server.after_request(finish)
