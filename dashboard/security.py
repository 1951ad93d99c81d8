"""Headers, cookies and the CSRF check that guard every request."""

import hmac
import secrets
from collections.abc import Sequence
from io import BytesIO
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from classroom.config import ServerSettings

CSRF_COOKIE = "classroom_csrf"
CSRF_HEADER = "X-CSRFToken"
CSRF_FIELD = "csrf"
SESSION_COOKIE = "classroom_session"
API = "api"  # a blueprint's name, as the next
INGEST = "ingest"
OTHER_HOST = "This dashboard answers to the names of its own computer only: open http://localhost with its port.\n"
MAX_BODY = 4 * 1024 * 1024  # bytes
# Dash's own routes of files that hold nothing of any class.
STATIC_ROUTES = (
    "_dash_assets.static",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/_favicon.ico",
)


class InMemoryRequest(Request):
    """A request whose forms are kept in memory: werkzeug would write files of a form to a temporary one."""

    def _get_file_stream(self, *_args: object, **_names: object) -> BytesIO:
        return BytesIO()  # `MAX_CONTENT_LENGTH` bounds it


def configure(server: Flask, settings: ServerSettings, secret_key: bytes) -> None:
    """Cookies no script reads, sent to this site only, valid for `session_hours` from the login on."""
    server.secret_key = secret_key
    server.request_class = InMemoryRequest
    server.config.update(
        SESSION_COOKIE_NAME=SESSION_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.trusted_proxy,
        PERMANENT_SESSION_LIFETIME=settings.session_hours * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,  # a page that refreshes itself must not keep a login alive
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
    )
    if not settings.trusted_proxy:
        server.before_request(lambda: _refuse_host(settings))
    else:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def _refuse_host(settings: ServerSettings) -> Response | None:
    """None when the browser asked this computer by a name of its own.

    Under another name, which its owner lets lead here (DNS rebinding), a page of elsewhere could read the answers.
    """
    name = _host_name(request.headers.get("Host", ""))
    own = {"localhost", _host_name(settings.public_url.partition("//")[2]), settings.host.strip("[]").lower()}
    if name is not None and (name in own or _is_loopback(name)):
        return None
    return Response(OTHER_HOST, 421, mimetype="text/plain")


def _host_name(host: str) -> str | None:
    """`localhost:8050` -> `localhost`, `[::1]:8050` -> `::1`; None = there is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def csrf_token() -> str:
    """This browser session's token, made at first use."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def csrf_matches() -> bool:
    """True when the request carries this session's token, in Dash's header or in a form's field."""
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    expected = session.get("csrf", "")
    return bool(expected) and hmac.compare_digest(given.encode(), str(expected).encode())


def is_static() -> bool:
    """True when this request's route, not only its address, is that of a file of the page itself."""
    return request.endpoint in STATIC_ROUTES


def is_api() -> bool:
    """True when this request's route, not only its address, is one for programs, which know no cookies."""
    return request.blueprint in {API, INGEST}


def content_policy(script_hashes: Sequence[str]) -> str:
    """What a page may load: this server's own files only.

    Mantine, ag-grid and Plotly write style attributes, hence `unsafe-inline` for styles; scripts are files,
    or Dash's own inline ones by their hash.
    """
    scripts = " ".join(["'self'", *(f"'{value.strip(chr(39))}'" for value in script_hashes)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def harden(response: Response, policy: str) -> Response:
    """The response with the headers every page carries."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = policy
    if not is_static():
        headers["Cache-Control"] = "no-store"
    return response


def hand_out_csrf_cookie(response: Response, settings: ServerSettings) -> Response:
    """The response with the token in a cookie Dash's renderer can read and send back as a header."""
    if is_api():
        return response
    token = session.get("csrf")
    if token and request.cookies.get(CSRF_COOKIE) != token and not is_static():
        response.set_cookie(
            CSRF_COOKIE,
            token,
            max_age=int(settings.session_hours * 3600),
            secure=settings.trusted_proxy,
            samesite="Strict",
        )
    return response
