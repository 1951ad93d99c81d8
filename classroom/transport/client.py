"""Sends an agent's messages to a server over HTTPS, on one connection that is kept open."""

import http.client
import json
import ssl
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from classroom.errors import ConfigError, NotFoundError, RefusedError, StorageError
from classroom.transport.answers import (
    ClassAnswer,
    ResumeAnswer,
    read_class_answer,
    read_resume_answer,
    read_taken_answer,
)
from classroom.transport.messages import Message, write_message

MESSAGES, CLASS, RESUME = "/ingest/v1/messages", "/ingest/v1/class", "/ingest/v1/resume"
TIMEOUT_S = 10.0
GONE = "there is no such session of yours."  # the server's own words; any other 404 is some proxy's
FOR_GOOD = frozenset({400, 409, 422})  # in the server's own words: the same again would be refused again
MAX_ANSWER = 8 * 2**20  # bytes; a register of thousands of names has less
MAX_BODY = 3 * 2**20  # bytes of one request; a larger batch is sent in parts
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServerClient:
    """The way to one server with one token; its `deliver` is a `classroom.transport.delivery.Deliver`."""

    def __init__(self, url: str, token: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Nothing is sent yet.

        Raises:
            ConfigError: no address of a server, or one without TLS; no token.
        """
        self._address = _parse(url)
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ConfigError(
                "delivery.token is missing or no token: make one on the server with "
                "`classroom users token NAME --record` and give it as CLASSROOM_DELIVERY__TOKEN"
            )
        self._token = token
        self._timeout_s = timeout_s
        self._connection: http.client.HTTPConnection | None = None
        self._lock = Lock()
        self._without_expressions: set[UUID] = set()

    @property
    def place(self) -> str:
        """The server in words."""
        return f"server {self._address.netloc.rpartition('@')[2]}"

    def deliver(self, messages: Sequence[Message]) -> None:
        """Raises:
        NotFoundError: the session was deleted on the server, or is another account's.
        RefusedError: the server will never take these messages as they are.
        StorageError: the server does not answer, refuses the token, or has too much to do.
        """
        for body in _bodies(messages):
            if read_taken_answer(self._post(MESSAGES, body)).expressions is False:
                self._without_expressions.add(messages[0].session)

    def forbids_expressions(self, session: UUID) -> bool:
        """Whether the server has said, to messages of the session, that it stores no expressions of it."""
        return session in self._without_expressions

    def ask_class(self, course: str, session: UUID | None = None) -> ClassAnswer:
        """What holds for a class of that course; with the session, also what its teacher says of its participants.

        Raises: as `deliver`; DataError when the answer is not understood.
        """
        asked = {"course": course, "session": None if session is None else session.hex}
        return read_class_answer(self._post(CLASS, json.dumps(asked).encode()))

    def resume(self, session: UUID, agent: str) -> ResumeAnswer:
        """Makes a cut-off session live again. Raises: as `ask_class`."""
        return read_resume_answer(self._post(RESUME, json.dumps({"session": session.hex, "agent": agent}).encode()))

    def close(self) -> None:
        """Ends the connection; harmless when called twice."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _post(self, path: str, body: bytes) -> bytes:
        try:
            with self._lock:
                status, answer = self._ask(path, body)
        except (http.client.HTTPException, OSError) as error:
            self.close()
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise StorageError(
                f"{self.place} does not answer ({reason}): check the network and delivery.server"
            ) from error
        if status == 200:
            return answer
        detail = _detail(answer)
        if status == 404 and detail == GONE:
            raise NotFoundError(f"{self.place} has no such session of yours: was it deleted there?")
        if status in {401, 403}:
            raise StorageError(
                f"{self.place} refuses the token: make a new one with `classroom users token NAME --record`"
            )
        if status in FOR_GOOD and detail:
            raise RefusedError(f"{self.place} refuses what was sent ({status}, {detail.rstrip('.')})")
        raise StorageError(f"{self.place} takes nothing now ({status}{f', {detail}' if detail else ''})")

    def _ask(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; a connection that the server closed meanwhile is opened once more."""
        reused = self._connection is not None
        try:
            return self._ask_once(path, body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if not reused:
                raise
            return self._ask_once(path, body)

    def _ask_once(self, path: str, body: bytes) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = self._connect()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/x-ndjson"}
        self._connection.request("POST", f"{self._address.path.rstrip('/')}{path}", body, headers)
        response = self._connection.getresponse()
        answer = response.read(MAX_ANSWER)
        if not response.isclosed():  # more than we want to know: a proxy's own page
            self.close()
        return response.status, answer

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=self._timeout_s, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=self._timeout_s)


def _parse(url: str) -> SplitResult:
    try:
        address = urlsplit(url.strip())
        valid = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
    except ValueError:
        valid = False
    if not valid or address.query or address.fragment or address.username or not url.isascii():
        raise ConfigError(f"delivery.server {url[:120]!r} is no address of a server such as https://school.example")
    if address.scheme == "http" and address.hostname not in LOOPBACK:
        raise ConfigError("delivery.server has no TLS: what is seen of students travels over https:// only")
    return address


def _bodies(messages: Sequence[Message]) -> Sequence[bytes]:
    bodies: list[bytes] = []
    lines: list[bytes] = []
    for message in messages:
        line = write_message(message)
        if lines and sum(map(len, lines)) + len(line) > MAX_BODY:
            bodies.append(b"\n".join(lines))
            lines = []
        lines.append(line)
    return [*bodies, b"\n".join(lines)] if lines else bodies


def _detail(answer: bytes) -> str:
    with suppress(ValueError):
        content: Any = json.loads(answer)
        if isinstance(content, dict) and isinstance(content.get("detail"), str):
            text: str = content["detail"]
            return "".join(character for character in text if character.isprintable())[:200]
    return ""
