"""The door: login, logout, one-time links, and what stays shut without them."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from classroom.config import Settings
from classroom.domain import Role
from classroom.storage import Store
from dashboard import texts
from dashboard.accounts import Accounts
from dashboard.app import create_app
from dashboard.auth import safe_next
from dashboard.parts import Parts
from dashboard.security import CSRF_COOKIE, CSRF_HEADER, OTHER_HOST, SESSION_COOKIE
from tests.dashboard.site import BASE_URL, PASSWORD, Site, build_site, call, form_token, log_in


def test_pages_without_a_session_lead_to_the_login(site: Site) -> None:
    answer = site.browser().get("/session/abc?x=1")

    assert answer.status_code == 302
    assert answer.location == "/login?next=/session/abc%3Fx%3D1"


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies"])
def test_dash_answers_nothing_without_a_session(site: Site, path: str) -> None:
    assert site.browser().get(path).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/setup/",
        "/enter/",
        "/enter/a/b",
        "/assets/",
        "/assets//x",
        "/_favicon.icoX",
        "/setup/..%2f..%2f_dash-layout",
        "/assets/..%2f..%2f",
        "/_dash-component-suites/",
        "/login/",
        "/healthz/x",
    ],
)
def test_an_address_that_looks_open_shows_nothing_without_a_session(site: Site, path: str) -> None:
    answer = site.browser().get(path)

    assert answer.status_code in {302, 401, 404}
    assert "_dash-config" not in answer.text


def test_the_pages_own_files_need_no_session(site: Site) -> None:
    page = site.logged_in().get("/").text
    files = {file.partition("?")[0] for file in re.findall(r'(?:src|href)="(/[^"]+)"', page)}

    for file in {*files, "/_favicon.ico"}:
        with site.browser().get(file) as answer:
            assert answer.status_code == 200, file
            assert answer.headers.get("Cache-Control") != "no-store"
    assert any(file.startswith("/assets/") for file in files)
    assert any(file.startswith("/_dash-component-suites/") for file in files)


@pytest.mark.parametrize("path", ["flask/app.py", "dash/app.py", "os/path", "dash/..%2f..%2fconfig.yaml"])
def test_a_file_that_is_no_part_of_the_page_is_not_there(
    site: Site, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = site.logged_in().get(f"/_dash-component-suites/{path}")

    assert answer.status_code == 404
    assert not caplog.records


def test_a_callback_without_a_session_answers_401(site: Site) -> None:
    answer = call(site.browser(), site, "page.children", {"address.pathname": "/"})

    assert answer.status_code == 401


def test_downloads_without_a_session_lead_to_the_login(site: Site) -> None:
    answer = site.browser().get(f"/download/{site.session('Physics 101').id}/summary.csv")

    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_the_door_carries_the_sign_of_the_product(site: Site) -> None:
    client = site.browser()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)">', client.get("/login").text)

    assert ".brand-mark {" in "".join(client.get(style, buffered=True).text for style in styles)


def test_health_needs_no_login_and_tells_nothing(site: Site) -> None:
    answer = site.browser().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_the_right_password_opens_the_page_that_was_wanted(site: Site) -> None:
    client = site.browser()

    answer = log_in(client, path="/login?next=/about")

    assert (answer.status_code, answer.location) == (302, "/about")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("name", "password"), [("mira", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_login_does_not_tell_which_part_was_wrong(site: Site, name: str, password: str) -> None:
    client = site.browser()

    answer = log_in(client, name, password)

    assert answer.status_code == 401
    assert texts.LOGIN_WRONG in answer.text
    assert texts.LOGIN_FORGOTTEN in answer.text
    assert client.get("/").status_code == 302


def test_the_name_is_shown_again_but_never_as_html(site: Site) -> None:
    answer = log_in(site.browser(), '"><script>alert(1)</script>', "wrong password")

    assert "<script>alert" not in answer.text


def test_guessing_is_slowed_down(site: Site) -> None:
    client = site.browser()
    for _ in range(5):
        log_in(client, "mira", "wrong password")

    answer = log_in(client, "mira", PASSWORD)

    assert answer.status_code == 429
    assert "Too many attempts" in answer.text
    assert log_in(site.browser(), "paul").status_code == 302


def test_guessing_from_many_places_at_once_is_slowed_down(site: Site) -> None:
    def guess(number: int) -> int:
        client = site.app.server.test_client()
        client.environ_base["REMOTE_ADDR"] = f"127.0.0.{number}"
        return log_in(client, "mira", "wrong password").status_code

    with ThreadPoolExecutor(16) as guessers:
        answers = list(guessers.map(guess, range(1, 17)))

    assert sorted(answers) == [401] * 5 + [429] * 11


def test_a_login_without_the_forms_token_is_refused(site: Site) -> None:
    answer = site.browser().post("/login", data={"username": "mira", "password": PASSWORD})

    assert answer.status_code == 400


def test_the_session_changes_at_login(site: Site) -> None:
    client = site.browser()
    before = form_token(client)
    log_in(client)

    cookie = client.get_cookie(CSRF_COOKIE)
    assert cookie is not None
    assert cookie.value != before


def test_cookies_are_closed_to_scripts_and_other_sites(site: Site) -> None:
    answer = log_in(site.browser())

    session = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(SESSION_COOKIE))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Secure" not in session


def test_behind_a_tls_proxy_cookies_are_secure(class_store: Store, settings: Settings) -> None:
    client = build_site(class_store, settings, trusted_proxy=True).browser()

    answer = client.get("/login", base_url="https://localhost")

    assert all("Secure" in line for line in answer.headers.getlist("Set-Cookie"))


def test_a_login_is_not_prolonged_by_a_page_that_refreshes(site: Site) -> None:
    client = site.logged_in()

    answer = call(client, site, "page.children", {"address.pathname": "/about"})

    assert answer.status_code == 200
    assert SESSION_COOKIE not in str(answer.headers.getlist("Set-Cookie"))


def test_logging_out_needs_the_token_and_ends_the_session(site: Site) -> None:
    client = site.logged_in()
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None

    assert client.post("/logout").status_code == 403
    assert client.get("/").status_code == 200
    assert client.post("/logout", data={"csrf": token.value}).status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("header", [{}, {CSRF_HEADER: "wrong"}])
def test_a_callback_without_the_token_is_refused(site: Site, header: dict[str, str]) -> None:
    answer = site.logged_in().post("/_dash-update-component", json={}, headers=header)

    assert answer.status_code == 403


def test_a_changed_password_ends_other_sessions(site: Site) -> None:
    client = site.logged_in()

    site.accounts.set_password("mira", "another password")

    assert client.get("/").status_code == 302


def test_a_removed_user_is_out(site: Site) -> None:
    client = site.logged_in()

    site.store.remove_user("mira")

    assert client.get("/").status_code == 302


def path_of(link: str) -> str:
    return link.removeprefix(BASE_URL)


def set_up(client: FlaskClient, path: str, password: str, again: str) -> int:
    data = {"password": password, "again": again, "csrf": form_token(client, path)}
    return client.post(path, data=data).status_code


def test_a_setup_link_sets_the_password_once(site: Site) -> None:
    site.accounts.create("new", Role.TEACHER, None)
    path = path_of(site.accounts.setup_link("new", BASE_URL))
    client = site.browser()

    assert set_up(client, path, "short", "short") == 400
    assert set_up(client, path, "long enough", "long enouhg") == 400
    assert set_up(client, path, "long enough", "long enough") == 302
    assert client.get("/").status_code == 200
    assert site.browser().get(path).status_code == 410
    assert log_in(site.browser(), "new", "long enough").status_code == 302


def test_an_entrance_link_logs_in_once(site: Site) -> None:
    path = path_of(site.accounts.login_link("mira", BASE_URL))
    client = site.browser()

    assert client.get(path).status_code == 302
    assert client.get("/").status_code == 200
    dead = site.browser().get(path)
    assert dead.status_code == 410
    assert texts.LINK_DEAD_TITLE in dead.text


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_an_entrance_link_is_used_up_by_visiting_it_only(site: Site, method: str) -> None:
    path = path_of(site.accounts.login_link("mira", BASE_URL))

    site.browser().open(path, method=method)

    client = site.browser()
    assert client.get(path).status_code == 302
    assert client.get("/").status_code == 200


def test_an_entrance_link_with_a_strange_goal_leads_to_the_first_page(site: Site) -> None:
    path = path_of(site.accounts.login_link("mira", BASE_URL))

    answer = site.browser().get(f"{path}?next=//[")

    assert (answer.status_code, answer.location) == (302, "/")


def test_looking_at_a_setup_link_does_not_use_it_up(site: Site) -> None:
    site.accounts.create("new", Role.TEACHER, None)
    path = path_of(site.accounts.setup_link("new", BASE_URL))

    site.browser().head(path)

    assert set_up(site.browser(), path, "long enough", "long enough") == 302


@pytest.mark.parametrize("path", ["/setup/rubbish", "/enter/rubbish"])
def test_a_link_that_is_none_says_so(site: Site, path: str) -> None:
    assert site.browser().get(path).status_code == 410


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/session/1?a=b", "/session/1?a=b"),
        (None, "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/%0d%0aSet-Cookie", "/%0d%0aSet-Cookie"),
        ("/a\r\nb", "/"),
        ("javascript:alert(1)", "/"),
        ("session", "/"),
        ("/login?next=/login", "/"),
        ("//[", "/"),
        ("http://[", "/"),
    ],
)
def test_only_this_sites_paths_are_gone_to_after_the_login(target: str | None, expected: str) -> None:
    assert safe_next(target) == expected


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8050", "127.0.0.1:8050", "127.0.0.2", "[::1]:8050"])
def test_the_names_of_this_computer_are_answered_to(site: Site, host: str) -> None:
    assert site.browser().get("/login", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/login", "/metrics", "/healthz", "/api/v1/sessions"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8050", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.7", "", "[x"],
)
def test_a_name_that_somebody_else_lets_lead_here_is_refused(site: Site, host: str, path: str) -> None:
    answer = site.browser().get(path, headers={"Host": host})

    assert (answer.status_code, answer.text) == (421, OTHER_HOST)


def test_every_answer_carries_the_protecting_headers(site: Site) -> None:
    for answer in (site.browser().get("/login"), site.logged_in().get("/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_pages_load_nothing_from_elsewhere(site: Site) -> None:
    page = site.logged_in().get("/").text

    assert "http://" not in page
    assert "https://" not in page


def test_a_copied_cookie_is_worth_nothing_after_its_owner_has_logged_out(site: Site) -> None:
    owner, thief = site.logged_in(), site.browser()
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        cookie = owner.get_cookie(name)
        assert cookie is not None
        thief.set_cookie(name, cookie.value)
    assert thief.get("/").status_code == 200
    other = site.logged_in()

    owner.post("/logout", data={"csrf": form_token_of(owner)})

    assert thief.get("/").status_code == 302
    assert other.get("/").status_code == 200  # another login of the same account goes on


def test_an_ended_login_stays_ended_when_the_dashboard_starts_again(site: Site, settings: Settings) -> None:
    owner = site.logged_in()
    cookie = owner.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    owner.post("/logout", data={"csrf": form_token_of(owner)})

    restarted = Accounts(site.store, b"k" * 32, settings.server)
    app = create_app(Parts(site.queries, settings.server, restarted), secret_key=b"k" * 32)
    thief = app.server.test_client()
    thief.set_cookie(SESSION_COOKIE, cookie.value)

    assert thief.get("/").status_code == 302


def test_logins_logouts_and_wrong_passwords_are_in_the_audit_log(site: Site) -> None:
    client = site.logged_in()
    client.post("/logout", data={"csrf": form_token_of(client)})
    log_in(site.browser(), "mira", "wrong")

    actions = [entry.action for entry in site.store.audit(count=10)]

    assert {"login", "logout", "wrong password"} <= set(actions)


def form_token_of(client: FlaskClient) -> str:
    """The token of a logged-in browser, as its pages carry it."""
    cookie = client.get_cookie(CSRF_COOKIE)
    assert cookie is not None
    return cookie.value


def test_a_login_leads_on_to_an_address_with_spaces_and_letters(site: Site) -> None:
    client = site.browser()

    sent_to = client.get("/courses/Optik%20%C3%9C%20%3Cb%3E?x=1%202").headers["Location"]
    entered = log_in(client, path=sent_to)

    assert entered.headers["Location"] == "/courses/Optik%20%C3%9C%20%3Cb%3E?x=1%202"
