"""What Prometheus reads, and who may."""

from typing import Any

import pytest

from classroom.config import Settings
from classroom.storage import Store
from dashboard.tokens import Purpose
from tests.dashboard.site import SilentStore, Site, build_site

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_this_computer_reads_counts_of_classes_and_requests(site: Site) -> None:
    client = site.browser()
    client.get("/healthz")

    text = client.get("/metrics").text

    assert "classroom_database_up 1.0" in text
    assert 'classroom_sessions{status="finished"} 5.0' in text
    assert 'classroom_requests_total{route="/healthz",status="200"} 1.0' in text


def test_no_name_and_no_address_that_somebody_typed_is_in_it(site: Site) -> None:
    client = site.browser()
    client.get("/nowhere/Ada-Okafor")
    client.get("/login?next=/Ada-Okafor")

    text = client.get("/metrics").text

    assert not any(word in text for word in ("Ada", "mira", "Physics", "nowhere"))


@pytest.mark.parametrize(
    ("headers", "environment"),
    [({}, ELSEWHERE), ({"X-Forwarded-For": "192.0.2.7"}, {}), ({"Authorization": "Bearer wrong"}, ELSEWHERE)],
)
def test_others_are_refused(site: Site, headers: dict[str, str], environment: dict[str, Any]) -> None:
    answer = site.browser().get("/metrics", headers=headers, environ_overrides=environment)

    assert answer.status_code == 403


@pytest.mark.parametrize(("name", "status"), [("root", 200), ("mira", 403)])
def test_only_administrators_and_their_tokens_read_it_from_elsewhere(site: Site, name: str, status: int) -> None:
    token = site.tokens.create(name, actor=name)
    recording = site.tokens.create(name, actor=name, purpose=Purpose.RECORD)

    by_token = site.browser().get("/metrics", headers=bearer(token), environ_overrides=ELSEWHERE)
    by_login = site.logged_in(name).get("/metrics", environ_overrides=ELSEWHERE)
    by_recorder = site.browser().get("/metrics", headers=bearer(recording), environ_overrides=ELSEWHERE)

    assert (by_token.status_code, by_login.status_code, by_recorder.status_code) == (status, status, 403)


@pytest.fixture
def silent(class_store: Store, settings: Settings) -> Site:
    pages = SilentStore(class_store)
    pages.silent = True
    return build_site(class_store, settings, pages=pages)


def test_a_silent_database_is_a_metric(silent: Site) -> None:
    answer = silent.browser().get("/metrics")

    assert answer.status_code == 200
    assert "classroom_database_up 0.0" in answer.text
