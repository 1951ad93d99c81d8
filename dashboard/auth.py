"""Login, logout and one-time links as plain Flask pages; every other page needs a login.

The session cookie names the user, the role and a stamp of the password: a changed password or role ends it.
"""

from collections.abc import Callable
from time import monotonic
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, jsonify, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from classroom.domain import Role, User
from classroom.errors import DataError, StorageError
from dashboard import formats, texts
from dashboard.accounts import Accounts
from dashboard.names import for_this_request, safe_next
from dashboard.passwords import MAX_PASSWORD, MIN_PASSWORD
from dashboard.security import csrf_matches, csrf_token, is_api, is_static
from dashboard.throttle import LoginThrottle

# Routes, not addresses: what looks like one of them but matches another route needs a login.
OPEN_ROUTES = ("auth.show_login", "auth.log_in", "auth.set_up", "auth.enter", "health", "metrics")

LOGIN = "login"  # the login's number in the session, so that it can be ended wherever the cookie lies

Answer = AnyResponse | str | tuple[str, int]


class LoggedIn(UserMixin):  # type: ignore[misc]
    """The logged-in user as Flask-Login carries it."""

    def __init__(self, user: User, stamp: str) -> None:
        self.user = user
        self._stamp = stamp

    def get_id(self) -> str:
        return f"{self.user.role.value}:{self._stamp}:{self.user.name}"


def asking_user() -> User:
    """The user of this request; only within a request that `guard` let through."""
    user: User = current_user.user
    return for_this_request(user)


def install_auth(server: Flask, accounts: Accounts, *, now_s: Callable[[], float] = monotonic) -> None:
    """Add the pages, the session and the guard to the server."""
    manager = LoginManager(server)
    manager.session_protection = None  # would end sessions whenever a laptop changes its network

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(cookie: str) -> LoggedIn | None:
        return _load(accounts, cookie)

    server.before_request(guard)
    server.register_blueprint(_pages(accounts, LoginThrottle(now_s)))


def guard() -> AnyResponse | None:
    """None when the request may go on; else a redirect to the login, 401 for a callback, 403 when forged."""
    if is_static() or is_api() or request.endpoint in OPEN_ROUTES:  # the API asks for a key of its own
        return None
    if not current_user.is_authenticated:
        return _to_login() if _is_page() else _refuse(401, "log in first")
    if request.method not in {"GET", "HEAD", "OPTIONS"} and not csrf_matches():
        if request.path.startswith("/_dash"):
            return _refuse(403, "the CSRF token is missing or wrong: reload the page")
        abort(403)
    return None


def _is_page() -> bool:
    return request.method in {"GET", "HEAD"} and not request.path.startswith("/_dash")


def _to_login() -> AnyResponse:
    # Quoted as it came: a course's address may hold spaces and any letters.
    query = request.query_string.decode("ascii", "ignore")
    wanted = quote(request.path, safe="/~") + (f"?{query}" if query else "")
    return redirect("/login" if wanted == "/" else f"/login?next={quote(wanted)}")


def _refuse(status: int, reason: str) -> Response:
    response = jsonify(error=reason)
    response.status_code = status
    return response


def _load(accounts: Accounts, cookie: str) -> LoggedIn | None:
    if LOGIN not in session or accounts.logins.is_ended(session[LOGIN]):
        return None
    role, _, rest = cookie.partition(":")
    stamp, _, name = rest.partition(":")
    try:
        user = accounts.find(name)
        if user is None or user.role.value != role or accounts.stamp(user.name) != stamp:
            return None
    except StorageError:
        # The database is silent: no page can read anything either, but may say so instead of logging out.
        # The cookie is signed, so name and role are what they were.
        user = User(name=name, role=Role(role), has_password=True)
    return LoggedIn(user, stamp)


def _enter(accounts: Accounts, user: User, how: str) -> None:
    session.clear()  # a new identity gets a new session and a new CSRF token
    session.permanent = True
    csrf_token()
    session[LOGIN] = accounts.logins.begin()
    login_user(LoggedIn(user, accounts.stamp(user.name)))
    accounts.note(user.name, how)


def _pages(accounts: Accounts, throttle: LoginThrottle) -> Blueprint:
    pages = Blueprint("auth", __name__)

    @pages.get("/login")
    def show_login() -> Answer:
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")))
        return _login_page()

    @pages.post("/login")
    def log_in() -> Answer:
        return _log_in(accounts, throttle)

    @pages.post("/logout")
    def log_out() -> Answer:
        accounts.logins.end(session.get(LOGIN, ""))
        accounts.note(current_user.user.name, "logout")
        logout_user()
        session.clear()
        return redirect(url_for("auth.show_login"))

    @pages.route("/setup/<token>", methods=["GET", "POST"])
    def set_up(token: str) -> Answer:
        user = accounts.read_setup_token(token)
        if user is None:
            return _dead_link()
        return _set_up(accounts, user) if request.method == "POST" else _setup_page(user)

    @pages.get("/enter/<token>")
    def enter(token: str) -> Answer:
        if request.method == "HEAD":  # a preview of the link must not use it up
            abort(405)
        user = accounts.use_login_token(token)
        if user is None:
            return _dead_link()
        _enter(accounts, user, "login by link")
        return redirect(safe_next(request.args.get("next")))

    return pages


def _log_in(accounts: Accounts, throttle: LoginThrottle) -> Answer:
    if not csrf_matches():
        return _login_page(texts.LOGIN_STALE), 400
    name, password = request.form.get("username", ""), request.form.get("password", "")
    address = request.remote_addr or ""
    wait_s = throttle.reserve(name, address)
    if wait_s > 0:
        return _login_page(texts.LOGIN_WAIT.format(seconds=int(wait_s) + 1)), 429
    try:
        user = accounts.verify(name, password)
    except StorageError:
        throttle.release(name, address)
        raise
    if user is None:
        return _login_page(texts.LOGIN_WRONG), 401
    throttle.succeed(name, address)
    _enter(accounts, user, "login")
    return redirect(safe_next(request.args.get("next")))


def _login_page(problem: str | None = None) -> str:
    return render_template(
        "login.html", texts=texts, csrf=csrf_token(), problem=problem, name=request.form.get("username", "")[:64]
    )


def _set_up(accounts: Accounts, user: User) -> Answer:
    if not csrf_matches():
        return _setup_page(user, texts.LOGIN_STALE), 400
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _setup_page(user, texts.SETUP_DIFFER), 400
    try:
        accounts.set_password(user.name, password)
    except DataError as error:
        return _setup_page(user, str(error)), 400
    _enter(accounts, user, "login by setup link")
    return redirect("/")


def _setup_page(user: User, problem: str | None = None) -> str:
    lead = texts.SETUP_LEAD.format(name=formats.plain(user.name), length=MIN_PASSWORD)
    return render_template(
        "setup.html",
        texts=texts,
        csrf=csrf_token(),
        problem=problem,
        lead=lead,
        name=user.name,
        shortest=MIN_PASSWORD,
        longest=MAX_PASSWORD,
    )


def _dead_link() -> tuple[str, int]:
    return message_page(texts.LINK_DEAD_TITLE, texts.LINK_DEAD, "/login", texts.TO_LOGIN), 410


def message_page(title: str, text: str, link: str, link_text: str) -> str:
    """A page of its own that says what happened and where to go."""
    return render_template("message.html", texts=texts, title=title, text=text, link=link, link_text=link_text)
