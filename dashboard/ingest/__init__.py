"""Takes what agents on other computers record, so that no laptop holds the database's password.

`POST /ingest/v1/messages`: lines of JSON (`classroom.transport.messages`) of one session, with a recording token in the
header. What was sent twice is kept once. When more comes than the database takes, agents are told to wait.
"""

from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic

from flask import Blueprint, Flask, Response, jsonify, request

from classroom.domain import User
from classroom.errors import DataError
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
WAIT_S = 2  # an agent that finds the server busy comes back after this time
BUSY = "The server has more to do than it can: it is sent again in a moment."


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

    install_problems(routes)
    routes.register_error_handler(DataError, lambda error: problem(400, f"{error}."))
    server.register_blueprint(routes)


def _take(intake: Intake, user: User, body: bytes) -> Response:
    messages = read_messages(body)
    intake.take(user, messages)
    return jsonify(taken=len(messages))


def read_messages(body: bytes) -> tuple[Message, ...]:
    """The messages of a request's lines.

    Raises:
        DataError: no lines, too many, or one that is no message.
    """
    lines = body.splitlines()
    if not 0 < len(lines) <= MAX_MESSAGES:
        raise DataError(f"a request holds 1 to {MAX_MESSAGES} lines, each a message")
    return tuple(read_message(line) for line in lines)
