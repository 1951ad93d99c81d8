"""Who may ask the API, and what it says to all others."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from classroom.domain import Role
from dashboard.api import PREFIX, install_api
from dashboard.api.schemas import Problem
from dashboard.security import CSRF_COOKIE
from dashboard.throttle import ATTEMPTS_PER_ADDRESS, FREE_ATTEMPTS, WINDOW_S
from dashboard.tokens import PREFIX as TOKEN_PREFIX
from dashboard.tokens import RECORD_PREFIX, Purpose
from tests.dashboard.site import Site

SESSIONS = f"{PREFIX}/sessions"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def token(site: Site) -> str:
    return site.tokens.create("mira", actor="mira")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic bWlyYTpw"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {TOKEN_PREFIX}{'x' * 43}"},
        {"Authorization": f"Bearer {'x' * 5000}"},
        {"Authorization": "Bearer \xff\xfe"},
    ],
)
def test_without_a_right_token_there_is_a_problem_and_a_challenge(site: Site, headers: dict[str, str]) -> None:
    answer = site.browser().get(SESSIONS, headers=headers)

    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Problem.model_validate_json(answer.data).status == 401


def test_a_token_in_the_address_is_not_read(site: Site, token: str) -> None:
    assert site.browser().get(f"{SESSIONS}?token={token}").status_code == 401
    assert site.browser().get(f"{SESSIONS}?access_token={token}", headers=bearer(token)).status_code == 400


def test_a_login_of_the_pages_does_not_open_the_api(site: Site) -> None:
    assert site.logged_in().get(SESSIONS).status_code == 401


def test_a_token_does_not_open_the_pages(site: Site, token: str) -> None:
    answer = site.browser().get(f"/download/{site.session('Physics 101').id}/summary.csv", headers=bearer(token))

    assert answer.status_code == 302


def test_the_api_sets_no_cookies(site: Site, token: str) -> None:
    client = site.logged_in()
    client.delete_cookie(CSRF_COOKIE)

    answer = client.get(SESSIONS, headers=bearer(token))

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_teacher_sees_own_sessions_only_and_the_administrator_all(site: Site, token: str) -> None:
    secret = site.session("Secrets").id
    client, root = site.browser(), site.tokens.create("root", actor="root")

    def courses(key: str) -> set[str]:
        return {one["course"] for one in (client.get(SESSIONS, headers=bearer(key)).json or {})["items"]}

    assert "Secrets" not in courses(token)
    assert "Secrets" in courses(root)
    for part in ("", "/summary", "/timeline", "/flags", "/participants", "/observations", "/participants/1/timeline"):
        assert client.get(f"{SESSIONS}/{secret}{part}", headers=bearer(token)).status_code == 404
        assert client.get(f"{SESSIONS}/{secret}{part}", headers=bearer(root)).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/sessions", "/openapi.json", "/nothing"])
def test_nothing_can_be_written(site: Site, token: str, method: str, path: str) -> None:
    answer = getattr(site.browser(), method)(f"{PREFIX}{path}", headers=bearer(token))

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.mimetype == "application/problem+json"


def test_a_head_has_the_headers_alone(site: Site, token: str) -> None:
    client = site.browser()

    head, whole = (getattr(client, method)(SESSIONS, headers=bearer(token)) for method in ("head", "get"))

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/%0A",
        "/sessions//%0A",
        "/sessions/",
        "/sessions/gone",
        "/sessions/latest/participants/99/timeline",
        "/sessions/latest/none",
    ],
)
def test_what_is_not_there_is_a_problem(site: Site, token: str, path: str) -> None:
    answer = site.browser().get(f"{PREFIX}{path}", headers=bearer(token))

    assert answer.status_code == 404
    assert Problem.model_validate_json(answer.data).title == "Not Found"


def test_even_what_is_not_there_needs_a_token(site: Site) -> None:
    for path in ("/api", "/api/", f"{PREFIX}/nothing", "/api/v2/sessions"):
        answer = site.browser().get(path)
        assert answer.status_code == 401, path


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("after=nonsense", "after"),
        ("page=2", "page"),
        (f"course={'x' * 201}", "course"),
    ],
)
def test_a_wrong_query_is_said(site: Site, token: str, query: str, said: str) -> None:
    answer = site.browser().get(f"{SESSIONS}?{query}", headers=bearer(token))

    assert answer.status_code == 400
    assert said in Problem.model_validate_json(answer.data).detail


@pytest.mark.parametrize("query", ["after=-2", "after=99999999999999999999", "limit=201", "after=%00"])
def test_a_wrong_place_among_the_frames_is_said(site: Site, token: str, query: str) -> None:
    assert site.browser().get(f"{SESSIONS}/latest/observations?{query}", headers=bearer(token)).status_code == 400


@pytest.mark.parametrize("end", ["revoke", "remove user"])
def test_a_token_ends_at_once_when_it_is_revoked_or_its_user_removed(site: Site, token: str, end: str) -> None:
    client = site.browser()
    assert client.get(SESSIONS, headers=bearer(token)).status_code == 200

    if end == "revoke":
        site.tokens.revoke("mira", actor="root")
    else:
        site.store.remove_user("mira")

    assert client.get(SESSIONS, headers=bearer(token)).status_code == 401


class Watch:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def client(site: Site, watch: Watch) -> FlaskClient:
    server = Flask("only the API")
    install_api(server, site.queries, site.tokens, now_s=watch)
    return server.test_client()


def test_guessing_is_slowed_down_and_forgotten_after_a_while(client: FlaskClient, watch: Watch, token: str) -> None:
    guesses = [client.get(SESSIONS, headers=bearer(f"wrong{number}")) for number in range(ATTEMPTS_PER_ADDRESS + 1)]
    blocked = client.get(SESSIONS, headers=bearer(token))
    watch.now_s += WINDOW_S

    assert [guess.status_code for guess in guesses] == [401] * ATTEMPTS_PER_ADDRESS + [429]
    assert int(guesses[-1].headers["Retry-After"]) > 0
    assert blocked.status_code == 429
    assert client.get(SESSIONS, headers=bearer(token)).status_code == 200


def test_a_program_with_an_old_token_does_not_lock_out_its_neighbours(client: FlaskClient, token: str) -> None:
    codes = [client.get(SESSIONS, headers=bearer("old")).status_code for _ in range(ATTEMPTS_PER_ADDRESS * 2)]

    assert codes == [401] * FREE_ATTEMPTS + [429] * (ATTEMPTS_PER_ADDRESS * 2 - FREE_ATTEMPTS)
    assert client.get(SESSIONS, headers=bearer(token)).status_code == 200


def test_a_right_token_is_never_slowed_down(client: FlaskClient, token: str) -> None:
    codes = {client.get(f"{PREFIX}/courses", headers=bearer(token)).status_code for _ in range(60)}

    assert codes == {200}


def test_a_token_reads_what_its_user_may_read_now(site: Site, token: str) -> None:
    site.store.remove_user("mira")
    site.store.add_user("mira", Role.ADMIN, None)

    assert site.browser().get(SESSIONS, headers=bearer(token)).status_code == 401


def test_a_recording_token_is_told_that_it_only_sends_and_how_to_make_one_that_reads(site: Site) -> None:
    recording = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)

    answers = [site.browser().get(SESSIONS, headers=bearer(recording)) for _ in range(FREE_ATTEMPTS * 3)]

    assert {answer.status_code for answer in answers} == {403}  # right tokens are not slowed down
    assert answers[0].mimetype == "application/problem+json"
    assert "only sends records" in answers[0].get_json()["detail"]
    assert "`classroom users token NAME`" in answers[0].get_json()["detail"]
    assert "insufficient_scope" in answers[0].headers["WWW-Authenticate"]


def test_a_reading_token_is_told_where_an_agent_sends_that_it_only_reads(site: Site, token: str) -> None:
    answer = site.browser().post("/ingest/v1/messages", data=b"{}", headers=bearer(token))

    assert answer.status_code == 403
    assert "--record" in answer.get_json()["detail"]


def test_a_wrong_recording_token_is_a_wrong_token(site: Site) -> None:
    answer = site.browser().get(SESSIONS, headers=bearer(f"{RECORD_PREFIX}{'x' * 43}"))

    assert answer.status_code == 401
