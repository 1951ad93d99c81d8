"""What the server says of a class holds on the laptop: who may be read, and whether expressions are read at all."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from classroom.cli.homes import Rules, ServerHome
from classroom.cli.permissions import FORBIDDEN, telling_once
from classroom.config import Settings
from classroom.domain import (
    Frame,
    FrameAnalysis,
    FrameRecord,
    FrameStatus,
    Image,
    NewSession,
    Observation,
    Participant,
)
from classroom.errors import RefusedError
from classroom.privacy.consents import ConsentEntry, Decision
from classroom.privacy.policies import Place, Policy
from classroom.storage.ids import new_id
from classroom.synthetic import draw_gallery
from classroom.transport.client import ServerClient
from classroom.transport.messages import Begin, End, Seen
from classroom.vision.consent import ConsentTracker
from classroom.vision.pipeline import build_pipeline
from classroom.vision.tracks import ParticipantTracker
from dashboard.tokens import Purpose
from tests.dashboard.site import Site
from tests.synthetic.scenes import NAMES, make_scene

COURSE = "Physics 101"
REFUSED, READ = NAMES[1], NAMES[0]
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@contextmanager
def serving(site: Site, port: int = 0) -> Iterator[int]:
    server = make_server("127.0.0.1", port, site.app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def token(site: Site) -> str:
    return site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)


@contextmanager
def laptop(port: int, token: str, folder: Path) -> Iterator[ServerHome]:
    client = ServerClient(f"http://127.0.0.1:{port}", token, timeout_s=30)
    with closing(client):
        yield ServerHome(client, folder)


def refuse(site: Site) -> None:
    """Mira writes down on the server that one of the two does not agree."""
    entries = [ConsentEntry(REFUSED, Decision.NO)]
    site.store.save_consents(COURSE, entries, owner="mira", actor="mira", now=NOW)


def decide(site: Site, *, reads: bool) -> None:
    place = Place.ELSEWHERE if reads else Place.EU
    site.store.save_policy(Policy(COURSE, reads, place, "mira", NOW, "mira"))


def drop_refused(settings: Settings) -> Settings:
    policy = settings.policy.model_copy(update={"without_consent": "drop"})
    return settings.model_copy(update={"policy": policy})


def see(rules: Rules) -> tuple[FrameAnalysis, tuple[Participant, ...], tuple[Observation, ...]]:
    """Two frames of a call of both students, as the laptop analyses and tracks them; the second."""
    image: Image = draw_gallery(make_scene(2)).image
    pipeline = build_pipeline(rules.settings, may_read=rules.consent.may_read, may_classify=rules.may_classify)
    tracker = ConsentTracker(ParticipantTracker(rules.settings.tracking), rules.consent.treat)
    people: dict[int, Participant] = {}
    for number in range(2):
        analysis = pipeline.analyze(Frame(image, NOW + timedelta(seconds=number)))
        news, seen = tracker.observe(analysis)
        people |= {one.number: one for one in news}
    return analysis, tuple(people.values()), seen


def read_names(analysis: FrameAnalysis) -> set[str | None]:
    """Whose expressions were read."""
    readings = ((tile.name, tile.reading) for tile in analysis.tiles)
    return {name for name, reading in readings if reading is not None and reading.probabilities is not None}


def test_who_said_no_on_the_server_is_dropped_on_the_laptop_before_the_face_is_classified(
    site: Site, settings: Settings, token: str, tmp_path: Path
) -> None:
    refuse(site)
    with serving(site) as port, laptop(port, token, tmp_path) as home:
        analysis, people, seen = see(home.settle(drop_refused(settings), COURSE, None))

    assert {tile.name for tile in analysis.tiles} == {READ, REFUSED}  # the name is read, to know who it is
    assert read_names(analysis) == {READ}
    assert [one.display_name for one in people] == [READ]
    assert [one.participant for one in seen] == [people[0].number]


def test_a_no_given_during_the_class_reaches_the_laptop(
    site: Site, settings: Settings, token: str, tmp_path: Path
) -> None:
    with serving(site) as port, laptop(port, token, tmp_path) as home:
        rules = home.settle(settings, COURSE, None)
        before = rules.consent.may_read(REFUSED)
        refuse(site)
        rules.consent.follow(new_id())  # a session that the server does not know yet: what it lacks waits here
        after = rules.consent.may_read(REFUSED)

    assert (before, after) == (True, False)


@pytest.mark.parametrize("reads", [True, False])
def test_the_servers_policy_switches_the_laptops_classifier(
    site: Site, settings: Settings, token: str, tmp_path: Path, reads: bool
) -> None:
    decide(site, reads=reads)
    with serving(site) as port, laptop(port, token, tmp_path) as home:
        rules = home.settle(settings, COURSE, None)

    analysis, people, _ = see(rules)
    assert read_names(analysis) == ({READ, REFUSED} if reads else set())
    assert len(people) == 2


def test_a_laptop_may_switch_expressions_off_and_not_on(
    site: Site, settings: Settings, token: str, tmp_path: Path
) -> None:
    def settle(word: str) -> str:
        policy = settings.policy.model_copy(update={"emotions": word})
        with laptop(port, token, tmp_path) as home:
            rules = home.settle(settings.model_copy(update={"policy": policy}), COURSE, None)
        return rules.settings.policy.emotions

    with serving(site) as port:
        decide(site, reads=False)
        assert settle("on") == "off"
        decide(site, reads=True)
        assert settle("off") == "off"


def test_a_server_that_is_away_is_taken_at_its_last_word(
    site: Site, settings: Settings, token: str, tmp_path: Path
) -> None:
    refuse(site)
    decide(site, reads=False)
    with ExitStack() as stack:
        port = stack.enter_context(serving(site))
        with laptop(port, token, tmp_path) as home:
            home.settle(settings, COURSE, None)

    with laptop(port, token, tmp_path) as home:  # nobody listens there any more
        rules = home.settle(settings, COURSE, None)
        rules.consent.follow(new_id())

    assert rules.settings.policy.emotions == "off"
    assert not rules.consent.may_read(REFUSED)
    assert rules.consent.may_read(READ)
    assert rules.owner == "mira"


def test_a_server_that_never_answered_allows_nothing(
    site: Site, settings: Settings, token: str, tmp_path: Path
) -> None:
    with serving(site) as port:
        pass
    with laptop(port, token, tmp_path / "server") as home:
        rules = home.settle(settings, COURSE, None)

    assert rules.settings.policy.emotions == "off"
    assert not (tmp_path / "server").exists()


def test_the_last_word_is_kept_for_its_owner_alone(site: Site, settings: Settings, token: str, tmp_path: Path) -> None:
    with serving(site) as port, laptop(port, token, tmp_path / "server") as home:
        home.settle(settings, COURSE, None)

    (kept,) = (tmp_path / "server").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("told_by", ["frames", "question"])
def test_a_prohibition_in_mid_class_stops_the_laptops_classifier(
    site: Site, settings: Settings, token: str, tmp_path: Path, told_by: str
) -> None:
    new = NewSession(COURSE, NOW, "monitor 1", 3.0, "Europe/Vienna")
    with serving(site) as port, laptop(port, token, tmp_path) as home:
        rules = home.settle(settings, COURSE, None)
        begun = home.begin(new)
        home.deliver([Begin(begun.id, new, "host:1:1")])
        before = rules.may_classify()
        decide(site, reads=False)
        if told_by == "frames":
            other = ServerClient(f"http://127.0.0.1:{port}", token)
            other.ask_class(COURSE, begun.id)  # the server looks anew
            other.close()
            home.deliver([End(begun.id, NOW)])
        else:
            rules.consent.follow(begun.id)
        after = rules.may_classify()
        analysis, people, seen = see(rules)

    assert (before, after) == (True, False)
    assert read_names(analysis) == set()
    assert len(people) == 2
    assert any(one.reading is not None and one.reading.head_pose is not None for one in seen)


def test_what_the_server_forbids_is_told_once() -> None:
    notes = list[str]()
    may = iter([True, False, False, True])
    ask = telling_once(lambda: next(may), notes.append, FORBIDDEN)

    assert [ask() for _ in range(4)] == [True, False, False, True]
    assert notes == [FORBIDDEN]


def test_no_name_gets_into_a_log_at_any_level(
    site: Site, settings: Settings, token: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Seen, sent, refused and left out: what is logged on laptop and server names nobody."""
    refuse(site)
    new = NewSession(COURSE, NOW, "monitor 1", 3.0, "Europe/Vienna")
    with caplog.at_level(logging.DEBUG), serving(site) as port, laptop(port, token, tmp_path) as home:
        rules = home.settle(drop_refused(settings), COURSE, None)
        _, people, seen = see(rules)
        begun = home.begin(new)
        begin = Begin(begun.id, new, "host:1:1")
        record = FrameRecord(0, NOW, FrameStatus.GALLERY, 1.0, people, seen)
        unknown = replace(record, number=1, observations=(replace(seen[0], participant=99),))
        home.deliver([begin, Seen(begun.id, record)])
        with pytest.raises(RefusedError) as refused:
            home.deliver([Seen(begun.id, unknown)])

    words = [word for name in (READ, REFUSED) for word in name.split()]
    assert len(caplog.records) > 3
    assert [word for word in words if word in caplog.text + str(refused.value)] == []
