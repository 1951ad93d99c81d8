"""Plain Flask routes beside the pages: downloads, health, and what errors look like."""

import logging

from dash.exceptions import DependencyException
from flask import Flask, Response, request

from classroom.errors import NotFoundError, StorageError
from classroom.report import REPORT_KINDS
from dashboard import exports, instance, texts
from dashboard.auth import asking_user, message_page
from dashboard.queries import Queries

LOG = logging.getLogger(__name__)
INSTANCE = "CLASSROOM_INSTANCE"  # in the server's configuration: whose dashboard it is


def install(server: Flask, queries: Queries) -> None:
    @server.get("/healthz")
    def health() -> Response:
        response = Response("ok\n", mimetype="text/plain")
        own, place = server.config.get(INSTANCE), request.environ.get(instance.SOCKET_PLACE)
        if isinstance(own, instance.Instance) and place is not None:
            response.headers[instance.HEADER] = own.prove(request.args.get(instance.PARAMETER, ""), place)
        return response

    @server.get("/download/<reference>/<kind>.csv")
    def download(reference: str, kind: str) -> Response:
        if kind not in REPORT_KINDS:
            raise NotFoundError(f"there is no report {kind!r}: choose one of {', '.join(REPORT_KINDS)}")
        file = exports.export_report(queries, asking_user(), reference, kind)
        response = Response(file.content, mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        return response

    _install_reports(server, queries)
    server.register_error_handler(NotFoundError, _gone)
    server.register_error_handler(StorageError, _silent)
    server.register_error_handler(DependencyException, _no_file)
    server.register_error_handler(403, _forbidden)


def _install_reports(server: Flask, queries: Queries) -> None:
    @server.get("/reports/<reference>.html")
    def report(reference: str) -> Response:
        file = exports.export_page(queries, asking_user(), reference)
        response = Response(file.content, mimetype="text/html")
        place = "attachment" if "download" in request.args else "inline"
        response.headers["Content-Disposition"] = f'{place}; filename="{file.file_name}"'
        return response

    @server.get("/reports/course.zip")
    def course() -> Response:
        wanted, kind = request.args.get("course", ""), request.args.get("kind", "csv")
        file = exports.export_course(queries, asking_user(), wanted, kind)
        response = Response(file.parts, mimetype="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        return response


def _gone(_error: Exception) -> tuple[str, int]:
    return message_page(texts.GONE_TITLE, texts.GONE, "/", texts.BACK), 404


def _no_file(_error: Exception) -> tuple[str, int]:
    return message_page(texts.NO_PAGE_TITLE, texts.NO_PAGE, "/", texts.BACK), 404


def _silent(error: Exception) -> tuple[str, int]:
    LOG.warning("the database does not answer: %s", error)
    text = f"{error}. {texts.DATABASE_NEXT}"
    return message_page(texts.DATABASE_TITLE, text, request.path, texts.TRY_AGAIN), 503


def _forbidden(_error: Exception) -> tuple[str, int]:
    return message_page(texts.FORBIDDEN_TITLE, texts.FORBIDDEN, "/", texts.BACK), 403
