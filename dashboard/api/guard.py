"""Who asks the API: the key in the Authorization header and nothing else, no cookie, no login.

Since a browser never sends that header by itself, another site cannot make it ask (no CSRF).
"""

from collections.abc import Callable
from hashlib import sha256

from flask import Response, g, request

from classroom.domain import User
from classroom.errors import StorageError
from dashboard.api.problems import problem
from dashboard.cache import Recent
from dashboard.throttle import ATTEMPTS_PER_ADDRESS, Throttle
from dashboard.tokens import Purpose, Tokens, purpose_of

CHALLENGE = 'Bearer realm="classroom"'
SCOPE = "insufficient_scope"  # RFC 6750, 3.1
MISSING = (
    "Send a token in the header `Authorization: Bearer TOKEN`; `classroom users token NAME` makes one. "
    "Tokens in addresses are not read."
)
OTHER_PURPOSE = {
    Purpose.READ: "This token only sends records of a class and opens nothing else: make one that reads with "
    "`classroom users token NAME`.",
    Purpose.RECORD: "This token only reads: make one that sends records of a class with "
    "`classroom users token NAME --record`.",
}
WRONG = "The token is wrong, expired or revoked: make a new one with `classroom users token NAME`."
TOO_MANY = "Too many wrong tokens. Try again in {seconds} seconds."
TRUSTED_KEPT = 2000
METHODS = ("GET", "HEAD")
READ_ONLY = "The API is read-only: use GET or HEAD."


class TokenGuard:
    """Lets requests with a right key through; wrong ones are slowed down like wrong passwords."""

    def __init__(
        self, tokens: Tokens, now_s: Callable[[], float], *, purpose: Purpose = Purpose.READ, trust_s: float = 0.0
    ) -> None:
        """`trust_s`: seconds for which a token that was right counts as right, without asking the database."""
        self._tokens = tokens
        self._purpose = purpose
        self._now_s = now_s
        self._trust_s = trust_s
        self._trusted: Recent[str, tuple[User, float]] = Recent(TRUSTED_KEPT)
        self._addresses = Throttle(now_s, free=ATTEMPTS_PER_ADDRESS)
        self._wrong = Throttle(now_s)  # one program with an old key must not lock out its neighbours

    def check(self) -> Response | None:
        """None when the request may go on, and `asking_user` knows whose it is; else the refusal."""
        scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            return problem(401, MISSING, {"WWW-Authenticate": CHALLENGE})
        trusted = self._trusted.get(_hash(token))
        if trusted is not None and self._now_s() < trusted[1]:
            g.api_user = trusted[0]
            return None
        return self._ask(token, request.remote_addr or "")

    def _ask(self, token: str, address: str) -> Response | None:
        wait_s = self._addresses.reserve(address)
        if wait_s > 0:
            return _too_many(wait_s)
        try:
            user = self._tokens.verify(token, purpose_of(token))
        except StorageError:
            self._addresses.release(address)
            raise
        if user is None:
            return self._refuse(token, address)
        self._addresses.release(address)
        if purpose_of(token) is not self._purpose:
            return problem(403, OTHER_PURPOSE[self._purpose], {"WWW-Authenticate": f'{CHALLENGE}, error="{SCOPE}"'})
        if self._trust_s > 0:
            self._trusted.put(_hash(token), (user, self._now_s() + self._trust_s))
        g.api_user = user
        return None

    def _refuse(self, token: str, address: str) -> Response:
        wait_s = self._wrong.reserve(_hash(token))
        if wait_s > 0:
            self._addresses.release(address)
            return _too_many(wait_s)
        return problem(401, WRONG, {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})


def refuse_writing() -> Response | None:
    """The refusal of everything but reading, before anything else is looked at."""
    if request.method in METHODS:
        return None
    return problem(405, READ_ONLY, {"Allow": ", ".join(METHODS)})


def asking_user() -> User:
    """Whose key the request carries; only within a request that `TokenGuard.check` let through."""
    user: User = g.api_user
    return user


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _too_many(wait_s: float) -> Response:
    seconds = int(wait_s) + 1
    return problem(429, TOO_MANY.format(seconds=seconds), {"Retry-After": str(seconds)})
