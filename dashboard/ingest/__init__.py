"""Takes what agents on other computers record, so that no laptop holds the database's password.

With a recording token in the header: `POST /ingest/v1/messages` takes lines of JSON (`classroom.transport.messages`) of
one session; what was sent twice is kept once, and when more comes than the database takes, agents are told to wait.
`POST /ingest/v1/class` says what holds for a course (policy, consent), `POST /ingest/v1/resume` goes on with a session.
"""

import logging
from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic
from typing import Annotated, TypeVar
from uuid import UUID

from flask import Blueprint, Flask, Response, request
from pydantic import BaseModel, Field, ValidationError

from classroom.domain import User
from classroom.errors import BusyError, ClockError, DataError, RefusedError
from classroom.transport.answers import CLASS_ANSWER, RESUME_ANSWER, TAKEN_ANSWER
from classroom.transport.messages import Message, read_message
from dashboard.api.guard import TokenGuard, asking_user
from dashboard.api.problems import install_problems, problem
from dashboard.ingest.intake import Intake
from dashboard.security import INGEST
from dashboard.tokens import Purpose, Tokens

PREFIX = "/ingest/v1"
MAX_MESSAGES = 200  # of one request
TRUST_S = 10.0  # a token that was right is not asked about again: one query less a frame; revoking takes so long
PATIENCE_S = 0.5  # a request waits so long for its place: agents come in bursts
LOG = logging.getLogger(__name__)
LATER_S = 60  # as one does whose account has begun too many classes
WAIT_S = 2  # an agent that finds the server busy comes back after this time
CONTRADICTION = "What was sent contradicts what is stored, or cannot be stored: sending it again helps nothing."
BUSY = "The server has more to do than it can: it is sent again in a moment."


class ClassQuestion(BaseModel):
    """The body of `POST /class`."""

    course: Annotated[str, Field(min_length=1, max_length=200)]
    session: UUID | None = None  # once it is known


class ResumeQuestion(BaseModel):
    """The body of `POST /resume`."""

    session: UUID
    agent: Annotated[str, Field(max_length=200)]


def install_ingest(
    server: Flask, intake: Intake, tokens: Tokens, *, at_once: int, now_s: Callable[[], float] = monotonic
) -> None:
    """Add the route to the server.

    Args:
        at_once: requests that may write at the same time; more are told to come back, so that pages stay quick.
    """
    routes = Blueprint(INGEST, __name__, url_prefix=PREFIX)
    guard = TokenGuard(tokens, now_s, purpose=Purpose.RECORD, trust_s=TRUST_S)
    places = BoundedSemaphore(at_once)
    routes.before_request(guard.check)

    @routes.post("/messages")
    def take() -> Response:
        if not places.acquire(timeout=PATIENCE_S):
            return problem(503, BUSY, {"Retry-After": str(WAIT_S)})
        try:
            return _take(intake, asking_user(), request.get_data(cache=False))
        finally:
            places.release()

    @routes.post("/class")
    def say_class() -> Response:
        asked = _read(ClassQuestion, request.get_data(cache=False))
        answer = intake.describe_class(asking_user(), asked.course, asked.session)
        return Response(CLASS_ANSWER.dump_json(answer), mimetype="application/json")

    @routes.post("/resume")
    def resume() -> Response:
        asked = _read(ResumeQuestion, request.get_data(cache=False))
        answer = intake.resume(asking_user(), asked.session, asked.agent)
        return Response(RESUME_ANSWER.dump_json(answer), mimetype="application/json")

    install_problems(routes)
    routes.register_error_handler(DataError, lambda error: problem(400, f"{error}."))
    routes.register_error_handler(RefusedError, _refuse)
    routes.register_error_handler(BusyError, lambda error: problem(503, f"{error}.", {"Retry-After": str(LATER_S)}))
    routes.register_error_handler(ClockError, lambda error: problem(409, f"{error}."))
    server.register_blueprint(routes)


def _refuse(error: Exception) -> Response:
    """What will never be taken, as it is: the agent sets it aside. Why is for this server's log alone."""
    LOG.warning("an agent sent what contradicts the database: %s", error)
    return problem(409, CONTRADICTION)


def _take(intake: Intake, user: User, body: bytes) -> Response:
    answer = intake.take(user, read_messages(body))
    return Response(TAKEN_ANSWER.dump_json(answer), mimetype="application/json")


def read_messages(body: bytes) -> tuple[Message, ...]:
    """The messages of a request's lines.

    Raises:
        DataError: no lines, too many, or one that is no message.
    """
    lines = body.splitlines()
    if not 0 < len(lines) <= MAX_MESSAGES:
        raise DataError(f"a request holds 1 to {MAX_MESSAGES} lines, each a message")
    return tuple(read_message(line) for line in lines)


Question = TypeVar("Question", bound=BaseModel)


def _read(kind: type[Question], body: bytes) -> Question:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise DataError("the question is not understood: use the same version on both sides") from error
