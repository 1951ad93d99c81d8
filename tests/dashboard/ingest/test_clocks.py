"""A laptop's clock may be wrong: a class is dated by the server's, and the future is taken from nobody."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from werkzeug.test import TestResponse

from classroom.cli.checks import check_delivery
from classroom.cli.homes import ServerHome
from classroom.config import Settings
from classroom.domain import Frame, NewSession, SessionStatus
from classroom.errors import RefusedError
from classroom.transport.answers import read_class_answer
from classroom.transport.client import ServerClient
from classroom.transport.clocks import CLOCK_LIMIT, DatedSource, ServersClock
from classroom.transport.delivery import Delivery, Timing
from classroom.transport.messages import Begin, End, Message, Seen
from dashboard.tokens import Purpose
from tests.dashboard.ingest.test_class_rules import COURSE, serving
from tests.dashboard.ingest.test_ingest import PATH, bearer, lines
from tests.dashboard.site import Site
from tests.transport.messages import START, a_begin, a_record

OFF = [timedelta(hours=1), timedelta(days=365 * 73), -timedelta(days=365 * 26)]


@pytest.fixture
def token(site: Site) -> str:
    return site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)


def in_hours(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def made_at(moment: datetime) -> UUID:
    """A session's id of that time."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62)


def send(site: Site, token: str, *messages: Message) -> TestResponse:
    return site.browser().post(PATH, data=lines(*messages), headers=bearer(token))


def begun(at: datetime, session: UUID | None = None) -> Begin:
    begin = a_begin(session)
    return replace(begin, new=replace(begin.new, started_at=at))


# ---------------------------------------------------------------- what the server takes


@pytest.mark.parametrize(
    ("hours", "told"), [(1, "60 minutes ahead"), (50, "2 days ahead"), (24 * 365.25 * 70, "70 years ahead")]
)
def test_a_class_that_begins_in_the_future_is_refused_with_what_to_do(
    site: Site, token: str, hours: float, told: str
) -> None:
    begin = begun(in_hours(hours))

    answer = send(site, token, begin, Seen(begin.session, a_record(0)))

    assert answer.status_code == 409
    assert answer.get_json()["detail"].startswith(f"this computer's clock is {told} of the server's")
    assert "set it" in answer.get_json()["detail"]
    assert len(answer.get_json()["detail"]) < 200  # as much of it as an agent shows
    assert begin.session not in {one.id for one in site.store.sessions()}


@pytest.mark.parametrize("session", [made_at(in_hours(48)), UUID("ffffffff-ffff-7000-8000-000000000000")])
def test_an_id_of_the_future_which_retention_could_not_reach_is_refused(site: Site, token: str, session: UUID) -> None:
    assert session.version == 7
    assert send(site, token, begun(START, session)).status_code == 409


@pytest.mark.parametrize(
    "at", [START, START.replace(year=2020), in_hours(0), in_hours(CLOCK_LIMIT / timedelta(hours=2))]
)
def test_a_class_of_the_past_or_of_a_clock_that_is_a_little_fast_is_taken(site: Site, token: str, at: datetime) -> None:
    begin = begun(at)

    assert send(site, token, begin).status_code == 200
    assert site.store.find_session(begin.session.hex).started_at == at


def test_a_frame_of_the_future_is_refused_and_the_end_is_brought_back_to_now(site: Site, token: str) -> None:
    begin = a_begin()
    send(site, token, begin, Seen(begin.session, a_record(0)))

    late = send(site, token, Seen(begin.session, replace(a_record(1), taken_at=in_hours(1))))
    over = send(site, token, End(begin.session, in_hours(24 * 365)))

    session = site.store.find_session(begin.session.hex)
    assert (late.status_code, over.status_code) == (409, 200)
    assert (session.frame_count, session.status) == (1, SessionStatus.FINISHED)
    assert session.ended_at is not None
    assert session.ended_at < in_hours(0.1)


def test_a_class_whose_clock_was_set_back_ends_with_its_last_frame(site: Site, token: str) -> None:
    begin = a_begin()
    send(site, token, begin, Seen(begin.session, a_record(0)))

    over = send(site, token, End(begin.session, begin.new.started_at - timedelta(days=3)))

    session = site.store.find_session(begin.session.hex)
    assert over.status_code == 200
    assert session.last_frame_at is not None
    assert session.ended_at == session.last_frame_at


def test_an_agent_is_told_what_to_do_about_its_clock(site: Site, token: str) -> None:
    begin = begun(in_hours(3))
    with serving(site) as port:
        client = ServerClient(f"http://127.0.0.1:{port}", token)
        with pytest.raises(RefusedError, match=r"clock is 3 hours ahead of the server.s.*set it"):
            client.deliver([begin])
        client.close()


def test_a_class_of_yesterday_that_waited_in_the_spool_arrives(site: Site, token: str, tmp_path: Path) -> None:
    begin = begun(in_hours(-24))
    notes: list[str] = []
    with serving(site) as port:
        client = ServerClient(f"http://127.0.0.1:{port}", token)
        timing = Timing(patience_s=5, first_pause_s=0.01, longest_pause_s=0.05, finish_s=10)
        delivery = Delivery(client.deliver, begin, tmp_path, note=notes.append, timing=timing)
        delivery.begin()
        delivery.save(replace(a_record(0), taken_at=in_hours(-24)))
        delivered = delivery.finish(in_hours(-23))
        client.close()

    assert (delivered, notes) == (True, [])


# ---------------------------------------------------------------- what the laptop does


@dataclass
class Screen:
    """A live source, dated by a clock that is off."""

    off: timedelta
    live: bool = True
    description: str = "monitor 1"
    frame_count: int | None = None
    is_closed: bool = False

    def grab(self) -> Frame:
        return Frame(np.zeros((4, 4, 3), np.uint8), datetime.now(UTC) + self.off)

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("off", OFF)
def test_a_class_of_a_laptop_whose_clock_is_wrong_is_dated_by_the_servers_from_its_id_to_its_end(
    site: Site, settings: Settings, token: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], off: timedelta
) -> None:
    before = in_hours(0) - timedelta(milliseconds=2)  # an id's time is in milliseconds
    with serving(site) as port:
        client = ServerClient(f"http://127.0.0.1:{port}", token)
        home = ServerHome(client, tmp_path, now=lambda: datetime.now(UTC) + off)
        rules = home.settle(settings, COURSE, None)
        assert rules.clock is not None
        new = NewSession(COURSE, rules.clock(), "monitor 1", 3.0, "UTC")
        session = home.begin(new).id
        frame = DatedSource(Screen(off), rules.clock).grab()
        assert frame is not None
        seen = Seen(session, replace(a_record(0), taken_at=frame.taken_at))
        client.deliver([Begin(session, new, "host:1:1"), seen, End(session, rules.clock())])
        client.close()

    found = site.store.find_session(session.hex)
    id_time = datetime.fromtimestamp((session.int >> 80) / 1000, UTC)
    assert found.ended_at is not None
    assert before <= id_time <= found.ended_at <= in_hours(0.01)
    assert before <= found.started_at <= frame.taken_at <= found.ended_at
    said = capfd.readouterr().err
    assert said.count("this computer's clock is ") == 1
    assert ("ahead of the server's" in said) == (off > timedelta(0))


@pytest.mark.parametrize("off", [timedelta(0), timedelta(minutes=4), -timedelta(minutes=4)])
def test_a_clock_that_is_nearly_right_is_left_alone(
    site: Site, settings: Settings, token: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], off: timedelta
) -> None:
    with serving(site) as port:
        client = ServerClient(f"http://127.0.0.1:{port}", token)
        home = ServerHome(client, tmp_path, now=lambda: datetime.now(UTC) + off)
        rules = home.settle(settings, COURSE, None)
        client.close()

    assert rules.clock is None
    assert "clock" not in capfd.readouterr().err


@pytest.mark.parametrize(("off", "levels"), [(timedelta(0), ["ok"]), (timedelta(hours=3), ["ok", "note"])])
def test_the_doctor_compares_the_clocks(
    site: Site, settings: Settings, token: str, off: timedelta, levels: list[str]
) -> None:
    with serving(site) as port:
        delivery = settings.delivery.model_copy(update={"server": f"http://127.0.0.1:{port}", "token": token})
        checks = [*check_delivery(settings.model_copy(update={"delivery": delivery}), lambda: in_hours(0) + off)]

    assert [check.level for check in checks] == levels
    assert ("3 hours ahead" in checks[-1].what) == bool(off)


def test_a_server_that_does_not_tell_its_time_and_one_that_tells_more_are_understood() -> None:
    told = b'{"owner": "mira", "expressions": null, "register": {}, "interrupted": null'

    assert read_class_answer(told + b"}").now is None
    assert read_class_answer(told + b', "now": "2026-03-10T09:00:00Z", "weather": "fine"}').now == START


def test_the_servers_time_goes_on_whatever_is_done_to_the_clock_of_the_laptop() -> None:
    passed = 100.0
    clock = ServersClock(START, lambda: passed)
    passed = 160.0
    source = Screen(timedelta(days=99))
    dated = DatedSource(source, clock)

    frame = dated.grab()
    dated.close()

    assert frame is not None
    assert frame.taken_at == START + timedelta(minutes=1)
    assert (dated.live, dated.description, dated.frame_count, source.is_closed) == (True, "monitor 1", None, True)
