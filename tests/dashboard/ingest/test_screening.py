"""Whatever an agent sends, the server stores no more than its own policy and its own register allow."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from classroom.domain import (
    FrameRecord,
    Observation,
    Participant,
    ParticipantState,
    Role,
    SessionRecords,
    User,
)
from classroom.errors import RefusedError
from classroom.privacy.consents import ConsentEntry, Decision
from classroom.privacy.policies import GENERAL, Place, Policy
from classroom.storage import Store
from classroom.transport.client import ServerClient
from classroom.transport.delivery import Delivery
from classroom.transport.messages import Begin, Seen, write_message
from dashboard.ingest.intake import REFRESH_S, Intake
from dashboard.tokens import Purpose
from tests.dashboard.ingest.conftest import Clock
from tests.dashboard.ingest.test_class_rules import serving
from tests.dashboard.site import Site
from tests.transport.messages import a_begin, a_record

PATH = "/ingest/v1/messages"
COURSE = "Physics 101"
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
MIRA = User("mira", Role.TEACHER, has_password=True)
ADA, BEN = Participant(1, "Ada Okafor", name_is_read=True), Participant(2, "Ben Carter", name_is_read=True)


def forbid(store: Store, course: str = COURSE, owner: str | None = None) -> None:
    store.save_policy(Policy(course, False, Place.EU, owner, NOW, "root"))


def say(store: Store, name: str, decision: Decision | None, owner: str | None = None) -> None:
    store.save_consents(COURSE, [ConsentEntry(name, decision)], owner=owner, actor="root", now=NOW)


def seen_by(*numbers: int) -> tuple[Observation, ...]:
    one = a_record(0).observations[0]
    return tuple(replace(one, participant=number) for number in numbers)


def frame(number: int, people: Sequence[Participant] = (), seen: Sequence[int] = (1, 2)) -> FrameRecord:
    return replace(a_record(number), new_participants=tuple(people), observations=seen_by(*seen))


def send(intake: Intake, begin: Begin, *records: FrameRecord) -> Any:
    return intake.take(MIRA, [begin, *(Seen(begin.session, one) for one in records)])


def read(store: Store, session: UUID) -> dict[int, bool]:
    """Participant -> whether something of the face is stored, of every observation."""
    rows: SessionRecords = store.load_records(session)
    known = ~np.isnan(rows.observations.score)
    return dict(zip(rows.observations.participant.tolist(), known.tolist(), strict=True))


def named(store: Store, session: UUID) -> list[str]:
    return [one.display_name for one in store.participants(session)]


# ---------------------------------------------------------------- expressions


@pytest.mark.parametrize("course", [COURSE, GENERAL])
@pytest.mark.parametrize("owner", ["mira", None])
def test_probabilities_are_not_stored_where_expressions_are_forbidden(
    site: Site, course: str, owner: str | None
) -> None:
    forbid(site.store, course, owner)
    token = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)
    begin = a_begin()
    body = b"\n".join(map(write_message, [begin, Seen(begin.session, a_record(0))]))

    answer = site.browser().post(PATH, data=body, headers={"Authorization": f"Bearer {token}"})

    stored = site.store.load_records(begin.session).observations
    assert answer.get_json() == {"taken": 2, "expressions": False}
    assert np.isnan(stored.probabilities).all()
    assert stored.head_pose[0].tolist() == [1.0, -2.0, 0.5]
    assert stored.eyes_closed[0] == 0.25
    assert stored.state[0] == list(ParticipantState).index(ParticipantState.VISIBLE)


def test_the_servers_settings_forbid_them_too(site: Site, intake: Callable[..., Intake]) -> None:
    begin = a_begin()

    answer = send(intake(emotions="off"), begin, a_record(0))

    assert answer.expressions is False
    assert np.isnan(site.store.load_records(begin.session).observations.probabilities).all()


@pytest.mark.parametrize("asks", [True, False])
def test_a_prohibition_in_mid_class_holds_from_then_on(
    site: Site, intake: Callable[..., Intake], clock: Clock, asks: bool
) -> None:
    begin, server = a_begin(), intake()
    before = send(server, begin, a_record(0))
    forbid(site.store)
    if asks:  # as agents do every 20 s
        server.describe_class(MIRA, COURSE, begin.session)
    else:
        clock.s = REFRESH_S
    after = send(server, begin, a_record(1))

    rows = site.store.load_records(begin.session).observations
    of_ada = rows.participant == 1
    assert (before.expressions, after.expressions) == (True, False)
    assert not np.isnan(rows.probabilities[of_ada & (rows.frame == 0)]).any()
    assert np.isnan(rows.probabilities[of_ada & (rows.frame == 1)]).all()


def test_an_answer_about_another_course_changes_nothing(site: Site, intake: Callable[..., Intake]) -> None:
    begin, server = a_begin(), intake()
    forbid(site.store)
    send(server, begin)
    site.store.save_policy(Policy("Other", True, Place.ELSEWHERE, "mira", NOW, "mira"))
    server.describe_class(MIRA, "Other", begin.session)

    assert send(server, begin, a_record(0)).expressions is False


# ---------------------------------------------------------------- consent


@pytest.mark.parametrize(
    ("without_consent", "names", "kept"),
    [
        ("state_only", ["Ada Okafor", "Ben Carter"], {1: True, 2: False}),
        ("drop", ["Ada Okafor"], {1: True}),
    ],
)
def test_who_said_no_on_the_server_is_left_out_though_the_agent_sends_it(
    site: Site, intake: Callable[..., Intake], without_consent: str, names: list[str], kept: dict[int, bool]
) -> None:
    say(site.store, "Ben Carter", Decision.NO)
    begin = a_begin()

    send(intake(without_consent=without_consent), begin, frame(0, [ADA, BEN]), frame(1))

    assert named(site.store, begin.session) == names
    assert read(site.store, begin.session) == kept


@pytest.mark.parametrize("unknown", ["state_only", "drop"])
def test_who_is_not_in_the_register_is_treated_as_the_server_says(
    site: Site, intake: Callable[..., Intake], unknown: str
) -> None:
    say(site.store, "Ada Okafor", Decision.YES)
    begin = a_begin()

    send(intake(unknown_names=unknown), begin, frame(0, [ADA, BEN]))

    assert read(site.store, begin.session) == ({1: True, 2: False} if unknown == "state_only" else {1: True})


def test_a_name_that_is_read_late_is_not_stored_and_nothing_is_from_then_on(
    site: Site, intake: Callable[..., Intake]
) -> None:
    say(site.store, "Ben Carter", Decision.NO)
    begin, server = a_begin(), intake(without_consent="drop")
    unnamed = replace(BEN, display_name="Participant 2", name_is_read=False)

    send(server, begin, frame(0, [ADA, unnamed]), frame(1, [BEN]), frame(2))

    rows = site.store.load_records(begin.session).observations
    assert named(site.store, begin.session) == ["Ada Okafor", "Participant 2"]
    assert rows.frame[rows.participant == 2].tolist() == [0]


def test_who_agrees_in_mid_class_is_introduced_then(site: Site, intake: Callable[..., Intake], clock: Clock) -> None:
    say(site.store, "Ben Carter", Decision.NO)
    begin, server = a_begin(), intake(without_consent="drop")
    send(server, begin, frame(0, [ADA, BEN]))
    say(site.store, "Ben Carter", Decision.YES)
    clock.s = REFRESH_S
    send(server, begin, frame(1))

    rows = site.store.load_records(begin.session).observations
    assert named(site.store, begin.session) == ["Ada Okafor", "Ben Carter"]
    assert rows.frame[rows.participant == 2].tolist() == [1]


def test_who_was_dropped_stays_so_when_the_server_starts_anew(site: Site, intake: Callable[..., Intake]) -> None:
    say(site.store, "Ben Carter", Decision.NO)
    begin = a_begin()
    send(intake(without_consent="drop"), begin, frame(0, [ADA, BEN]))

    send(intake(without_consent="drop"), begin, frame(1))

    assert read(site.store, begin.session) == {1: True}
    assert site.store.find_session(begin.session.hex).frame_count == 2


def test_two_servers_over_one_database_know_whom_the_other_was_told_of(
    site: Site, intake: Callable[..., Intake]
) -> None:
    begin, one, other = a_begin(), intake(), intake()
    send(one, begin)
    send(other, begin, frame(0, [ADA, BEN]))

    send(one, begin, frame(1))

    assert site.store.load_records(begin.session).observations.frame.tolist() == [0, 0, 1, 1]


def test_whom_the_teacher_calls_by_a_name_that_said_no_is_left_out(
    site: Site, intake: Callable[..., Intake], clock: Clock
) -> None:
    say(site.store, "Ben Carter", Decision.NO)
    begin, server = a_begin(), intake(without_consent="drop")
    send(server, begin, frame(0, [ADA, replace(BEN, display_name="zzz")]))
    site.store.rename_participant(begin.session, 2, "Ben Carter", actor="mira", now=NOW)
    clock.s = REFRESH_S
    send(server, begin, frame(1))

    rows = site.store.load_records(begin.session).observations
    assert rows.frame[rows.participant == 2].tolist() == [0]


@pytest.mark.parametrize(("name", "kept"), [("Ben Carter", False), ("CARTER, Ben", False), ("Participant 2", True)])
def test_an_agent_cannot_bring_in_a_name_that_said_no_by_calling_it_unread(
    site: Site, intake: Callable[..., Intake], name: str, kept: bool
) -> None:
    say(site.store, "Ben Carter", Decision.NO)
    say(site.store, "P. Novak", Decision.NO)  # an initial that "Participant 2" would fit
    begin = a_begin()

    send(intake(), begin, frame(0, [ADA, replace(BEN, display_name=name, name_is_read=False)]))

    assert read(site.store, begin.session) == {1: True, 2: kept}


# ---------------------------------------------------------------- contradictions


def test_a_batch_that_contradicts_what_is_stored_is_refused_for_good(site: Site) -> None:
    token = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)
    begin = a_begin()
    forged = frame(0, [ADA], seen=(1, 77))
    body = b"\n".join(map(write_message, [begin, Seen(begin.session, forged)]))

    answer = site.browser().post(PATH, data=body, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert "participants" not in answer.text  # nothing of the database's own words
    assert site.store.find_session(begin.session.hex).frame_count == 0


def test_the_database_tells_a_contradiction_apart(store: Store) -> None:
    begin = a_begin()
    store.begin_session(begin.session, begin.new, agent="host:1:1")

    with pytest.raises(RefusedError):
        store.save_frame(begin.session, frame(0, [ADA], seen=(1, 77)))

    store.save_frame(begin.session, frame(0, [ADA, BEN]))
    assert store.find_session(begin.session.hex).frame_count == 1


def test_an_agent_over_http_sets_a_forged_frame_aside_and_hears_that_expressions_are_forbidden(
    site: Site, tmp_path: Path
) -> None:
    forbid(site.store)
    token = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)
    begin, notes = a_begin(), list[str]()
    with serving(site) as port, closing(ServerClient(f"http://127.0.0.1:{port}", token)) as client:
        delivery = Delivery(client.deliver, begin, tmp_path / "spool", note=notes.append)
        delivery.begin()
        for one in (frame(0, [ADA, BEN]), frame(1, seen=(1, 77)), frame(2)):
            delivery.save(one)
        assert delivery.finish(one.taken_at)
        assert client.forbids_expressions(begin.session)

    assert site.store.find_session(begin.session.hex).frame_count == 2
    assert [one.suffix for one in (tmp_path / "spool").iterdir()] == [".refused"]
    assert len(notes) == 1


@pytest.mark.parametrize("lost", ["a backup came back", "the frame was there already"])
def test_who_was_refused_is_taken_once_the_agent_introduces_everybody_again(
    site: Site, intake: Callable[..., Intake], lost: str
) -> None:
    begin, server = a_begin(), intake()
    if lost == "a backup came back":
        send(server, begin, frame(0, [ADA, BEN]))
        site.store.delete_session(begin.session)
        site.store.begin_session(begin.session, replace(begin.new, owner="mira"), agent="mira@host:1:1")
    else:
        send(server, begin, frame(0, [ADA], seen=(1,)))
        send(server, begin, frame(0, [ADA, BEN]))  # of a program that counts anew: not stored, nor are its people

    with pytest.raises(RefusedError):
        send(server, begin, frame(1))
    send(server, begin, frame(1, [ADA, BEN]))

    assert site.store.load_records(begin.session).observations.frame.tolist()[-2:] == [1, 1]
