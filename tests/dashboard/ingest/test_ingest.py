"""Agents of teachers send over a real HTTP connection; what arrives is the teacher's, once, and nobody else's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from classroom.config import Settings
from classroom.domain import SessionStatus
from classroom.errors import ConfigError, NotFoundError, StorageError
from classroom.transport.client import ServerClient
from classroom.transport.delivery import Delivery, Timing
from classroom.transport.messages import Begin, End, Message, Seen, write_message
from dashboard.tokens import Purpose
from tests.dashboard.site import Site
from tests.transport.messages import START, a_begin, a_record

PATH = "/ingest/v1/messages"


@pytest.fixture
def token(site: Site) -> str:
    return site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def lines(*messages: Message) -> bytes:
    return b"\n".join(map(write_message, messages))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_class_sent_to_the_server_is_its_teachers(site: Site, address: str, token: str) -> None:
    begin = a_begin()
    client = ServerClient(address, token)
    client.deliver([begin, Seen(begin.session, a_record(0)), Seen(begin.session, a_record(1))])
    client.deliver([End(begin.session, START)])
    client.close()

    session = site.store.find_session(begin.session.hex)

    assert (session.owner, session.frame_count, session.status) == ("mira", 2, SessionStatus.FINISHED)
    assert [one.display_name for one in site.store.participants(begin.session)] == ["Ada Okafor", "Бен"]


def test_what_is_sent_twice_is_kept_once(site: Site, token: str) -> None:
    begin = a_begin()
    body = lines(begin, Seen(begin.session, a_record(0)), Seen(begin.session, a_record(0)))

    answers = [site.browser().post(PATH, data=body, headers=bearer(token)) for _ in range(2)]

    assert [answer.get_json() for answer in answers] == [{"taken": 3, "expressions": True}] * 2
    assert site.store.find_session(begin.session.hex).frame_count == 1


def test_an_agent_cannot_choose_whose_session_it_is_nor_call_it_a_demo(site: Site, token: str) -> None:
    begin = a_begin()
    claimed = replace(begin, new=replace(begin.new, owner="paul", is_demo=True))

    site.browser().post(PATH, data=lines(claimed), headers=bearer(token))

    session = site.store.find_session(begin.session.hex)
    assert (session.owner, session.is_demo) == ("mira", False)


@pytest.mark.parametrize("known", [True, False])
def test_nothing_gets_into_another_teachers_session(site: Site, token: str, known: bool) -> None:
    secret = site.session("Secrets")
    before = secret.frame_count
    for message in (Seen(secret.id, a_record(999)), End(secret.id, START), replace(a_begin(), session=secret.id)):
        answer = site.browser().post(PATH, data=lines(message), headers=bearer(token))
        assert answer.status_code in {400, 404}

    after = site.store.find_session(secret.id.hex)
    assert (after.frame_count, after.owner, after.ended_at) == (before, "paul", secret.ended_at)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"nonsense",
        b'{"kind":"begin"}',
        b"\xff" * 50,
        b"[" * 100_000,
        b'{"kind":"seen","session":1}\n' * 500,
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(site: Site, token: str, body: bytes) -> None:
    answer = site.browser().post(PATH, data=body, headers=bearer(token))

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_messages_of_two_sessions_in_one_request_are_refused(site: Site, token: str) -> None:
    assert site.browser().post(PATH, data=lines(a_begin(), a_begin()), headers=bearer(token)).status_code == 400


def test_an_agent_with_a_strange_name_is_refused(site: Site, token: str) -> None:
    answer = site.browser().post(PATH, data=lines(replace(a_begin(), agent="no colons")), headers=bearer(token))

    assert answer.status_code == 400


def test_a_token_for_reading_does_not_write_and_one_for_recording_does_not_read(site: Site, token: str) -> None:
    reading = site.tokens.create("mira", actor="mira")

    assert site.browser().post(PATH, data=lines(a_begin()), headers=bearer(reading)).status_code == 403
    assert site.browser().get("/api/v1/sessions", headers=bearer(token)).status_code == 403
    assert site.browser().post(PATH, data=lines(a_begin())).status_code == 401
    assert site.logged_in().post(PATH, data=lines(a_begin())).status_code == 401


def test_a_server_that_is_away_is_caught_up_when_it_is_back(site: Site, token: str, tmp_path: Path) -> None:
    begin = a_begin()
    probe = make_server("127.0.0.1", 0, site.app.server)
    port = probe.server_port
    probe.server_close()
    client = ServerClient(f"http://127.0.0.1:{port}", token, timeout_s=2)
    timing = Timing(patience_s=2, first_pause_s=0.01, longest_pause_s=0.05, finish_s=10)
    delivery = Delivery(client.deliver, begin, tmp_path, note=lambda _: None, timing=timing)
    delivery.begin()
    for number in range(120):
        delivery.save(a_record(number))
    server = make_server("127.0.0.1", port, site.app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        assert delivery.finish(START)
    finally:
        client.close()
        server.shutdown()
        thread.join()
        server.server_close()

    assert site.store.find_session(begin.session.hex).frame_count == 120


def test_a_refused_token_and_a_deleted_session_are_told(site: Site, address: str, token: str) -> None:
    begin = a_begin()
    wrong, right = ServerClient(address, "classroom-record_wrong"), ServerClient(address, token)
    with pytest.raises(StorageError, match="refuses the token"):
        wrong.deliver([begin])
    right.deliver([begin, Seen(begin.session, a_record(0))])
    site.store.delete_session(begin.session)

    with pytest.raises(NotFoundError):
        right.deliver([Seen(begin.session, a_record(1))])
    wrong.close()
    right.close()


@pytest.mark.parametrize(
    "url",
    ["", "school.example", "ftp://school.example", "http://school.example", "https://", "https://[x", "https://a b?c"],
)
def test_an_address_that_is_none_or_without_tls_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"delivery\.server"):
        ServerClient(url, "token")


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ü"])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(ConfigError, match=r"delivery\.token"):
        ServerClient("https://school.example", token)


def test_a_large_batch_is_sent_in_parts(site: Site, address: str, token: str) -> None:
    begin = a_begin()
    client = ServerClient(address, token)
    client.deliver([begin])
    for start in range(0, 300, 150):
        client.deliver([Seen(begin.session, a_record(number)) for number in range(start, start + 150)])
    client.close()

    assert site.store.find_session(begin.session.hex).frame_count == 300


def test_more_requests_than_places_are_told_to_come_back(site: Site, settings: Settings) -> None:
    from flask import Flask

    from dashboard.ingest import install_ingest
    from dashboard.ingest.intake import Intake

    server = Flask("full")
    install_ingest(server, Intake(site.store, settings.policy), site.tokens, at_once=0)
    token = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)

    answer = server.test_client().post(PATH, data=lines(a_begin()), headers=bearer(token))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_a_begin_is_what_the_agent_said(site: Site, token: str) -> None:
    begin: Begin = a_begin()
    site.browser().post(PATH, data=lines(begin), headers=bearer(token))

    session = site.store.find_session(begin.session.hex)
    assert (session.course, session.started_at, session.interval_s) == (begin.new.course, START, 3.0)


def test_names_that_lie_do_not_stop_the_server_from_finding_dead_agents(site: Site, token: str) -> None:
    from classroom.cli.wiring import is_agent_alive

    begin = a_begin()
    site.browser().post(PATH, data=lines(begin), headers=bearer(token))

    found = site.store.mark_interrupted(START.replace(year=2030), is_agent_alive)

    assert begin.session in {one.id for one in found}
