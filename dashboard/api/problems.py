"""What the API answers when it cannot: a problem document (RFC 9457), one plain sentence each."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError

from classroom.errors import NotFoundError, StorageError
from dashboard.api.schemas import Problem

MEDIA_TYPE = "application/problem+json"
RETRY_S = 5
LOG = logging.getLogger(__name__)

UNEXPECTED = "An unexpected error happened; it is in the log of the dashboard."


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a response."""
    body = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail)
    return Response(body.model_dump_json(), status, dict(headers or {}), mimetype=MEDIA_TYPE)


def install_problems(blueprint: Blueprint) -> None:
    """Whatever goes wrong behind the blueprint's routes is answered as a problem."""
    blueprint.register_error_handler(NotFoundError, _gone)
    blueprint.register_error_handler(StorageError, _silent)
    blueprint.register_error_handler(ValidationError, _wrong_query)
    blueprint.register_error_handler(InternalServerError, _broken)
    blueprint.register_error_handler(HTTPException, _refused)


def _gone(error: Exception) -> Response:
    return problem(404, f"{error}.")


def _silent(error: Exception) -> Response:
    LOG.warning("the database does not answer: %s", error)
    return problem(503, f"The database does not answer: {error}.", {"Retry-After": str(RETRY_S)})


def _wrong_query(error: ValidationError) -> Response:
    faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False))
    return problem(400, f"The query is wrong: {'; '.join(faults)}.")


def _broken(_error: Exception) -> Response:
    return problem(500, UNEXPECTED)


def _refused(error: HTTPException) -> Response:
    return problem(error.code or 500, error.description or "The request was refused.")
