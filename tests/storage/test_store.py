"""The Store keeps what it is given, on SQLite and PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from classroom.domain import (
    STATES,
    FlagReason,
    FlagVerdict,
    FrameStatus,
    Marker,
    Participant,
    ParticipantState,
    Role,
    SessionStatus,
    User,
    Verdict,
)
from classroom.errors import NotFoundError, StorageError
from classroom.storage import Store
from tests.storage.examples import AGENT, PROBABILITIES, START, frame, moment, new_session, people, seen, unseen

GONE = uuid4()


@pytest.fixture
def session(store: Store) -> UUID:
    return store.create_session(new_session(), agent=AGENT)


@pytest.fixture
def recorded(store: Store, session: UUID) -> UUID:
    """A session of three frames and two participants."""
    store.save_frame(session, frame(0, seen(1), new=people(1)))
    store.save_frame(session, frame(1, status=FrameStatus.NO_GALLERY))
    store.save_frame(session, frame(2, seen(1), unseen(2), new=people(2)))
    return session


# ---------------------------------------------------------------- recording


def test_a_new_session_is_live_and_empty(store: Store) -> None:
    made = store.create_session(new_session(owner="Anna"), agent=AGENT)

    found = store.find_session("latest")
    assert (found.id, found.status, found.owner) == (made, SessionStatus.LIVE, "Anna")
    assert (found.course, found.source, found.interval_s) == ("Physics 101", "monitor 1", 3.0)
    assert (found.started_at, found.ended_at, found.last_frame_at) == (START, None, None)
    assert found.frame_count == found.participant_count == found.observation_count == 0


def test_what_was_seen_comes_back_as_columns(store: Store, recorded: UUID) -> None:
    records = store.load_records(recorded)

    seen_once = records.observations
    assert records.participants == people(1, 2)
    assert records.frames.number.tolist() == [0, 1, 2]
    assert records.frames.taken_at.tolist() == [moment(n).timestamp() for n in range(3)]
    assert records.frames.status.tolist() == [0, 1, 0]
    assert records.frames.elapsed_ms.tolist() == [41.5] * 3
    assert seen_once.frame.tolist() == [0, 2, 2]
    assert seen_once.participant.tolist() == [1, 1, 2]
    assert [STATES[code] for code in seen_once.state] == ["visible", "visible", "off_page"]
    assert seen_once.box[0].tolist() == [10, 20, 320, 180]
    assert seen_once.score[0] == 0.875
    np.testing.assert_allclose(seen_once.probabilities[0], PROBABILITIES, rtol=1e-6)
    assert seen_once.head_pose[0].tolist() == [10.0, -5.0, 2.5]
    assert seen_once.eyes_closed[0] == 0.25


def test_columns_have_the_documented_types(store: Store, recorded: UUID) -> None:
    records = store.load_records(recorded)

    assert [column.dtype for column in astuple(records.frames)] == [np.int64, np.float64, np.int8, np.float32]
    kinds = [column.dtype for column in astuple(records.observations)]
    assert kinds == [np.int64, np.int32, np.int8] + [np.float32] * 5


def test_what_was_not_read_is_nan(store: Store, recorded: UUID) -> None:
    table = store.load_records(recorded).observations

    for column in (table.box, table.score, table.probabilities, table.head_pose, table.eyes_closed):
        assert np.isnan(column[2]).all()


def test_nan_and_numpy_numbers_are_stored_like_plain_ones(store: Store, session: UUID) -> None:
    plain = seen(1)
    assert plain.reading is not None
    odd_reading = replace(
        plain.reading,
        probabilities=tuple(np.array(PROBABILITIES, np.float32)),
        eyes_closed=float("nan"),
    )
    numbers: dict[str, Any] = {"participant": np.int64(1), "score": np.float32(0.875)}
    odd = replace(plain, reading=odd_reading, **numbers)

    store.save_frame(session, frame(0, odd, new=people(1)))

    table = store.load_records(session).observations
    assert table.participant.tolist() == [1]
    assert table.score.tolist() == [0.875]
    np.testing.assert_allclose(table.probabilities[0], PROBABILITIES, rtol=1e-6)
    assert np.isnan(table.eyes_closed[0])


def test_without_emotions_the_head_pose_is_still_kept(store: Store, session: UUID) -> None:
    face = seen(1)
    assert face.reading is not None
    presence = replace(face, reading=replace(face.reading, probabilities=None))

    store.save_frame(session, frame(0, presence, new=people(1)))

    table = store.load_records(session).observations
    assert np.isnan(table.probabilities).all()
    assert table.head_pose[0].tolist() == [10.0, -5.0, 2.5]


def test_counts_follow_the_frames(store: Store, recorded: UUID) -> None:
    found = store.find_session(str(recorded))

    assert (found.frame_count, found.gallery_frame_count) == (3, 2)
    assert (found.participant_count, found.observation_count) == (2, 3)
    assert found.last_frame_at == moment(2)


def test_a_replayed_frame_changes_nothing(store: Store, recorded: UUID) -> None:
    before = store.find_session(str(recorded))

    changed = frame(2, unseen(1, ParticipantState.LEFT), new=(Participant(2, "Somebody else", name_is_read=False),))
    store.save_frame(recorded, changed)

    assert store.find_session(str(recorded)) == before
    assert store.participants(recorded) == people(1, 2)
    assert store.load_records(recorded).observations.state.tolist() == [0, 0, STATES.index(ParticipantState.OFF_PAGE)]


def test_frames_may_arrive_in_any_order(store: Store, session: UUID) -> None:
    store.save_frame(session, frame(5, seen(1), new=people(1)))
    store.save_frame(session, frame(3, seen(1)))

    assert store.find_session("latest").last_frame_at == moment(5)
    assert store.load_records(session).frames.number.tolist() == [3, 5]


def test_a_participant_seen_twice_on_a_frame_counts_once(store: Store, session: UUID) -> None:
    store.save_frame(session, frame(0, seen(1), seen(1), new=people(1)))

    assert store.find_session("latest").observation_count == 1
    assert len(store.load_records(session).observations.frame) == 1


def test_a_participant_can_be_renamed(store: Store, recorded: UUID) -> None:
    renamed = Participant(2, "Grace Hopper", name_is_read=True)

    store.save_frame(recorded, frame(3, seen(2), new=(renamed,)))

    assert store.participants(recorded) == (*people(1), renamed)
    assert store.find_session("latest").participant_count == 2


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Ada\0 Lovelace", "Ada Lovelace"), ("x" * 300, "x" * 200), ("名前 🙂 O'Neil \"; --", "名前 🙂 O'Neil \"; --")],
)
def test_any_display_name_can_be_stored(store: Store, session: UUID, name: str, kept: str) -> None:
    store.save_frame(session, frame(0, new=(Participant(1, name, name_is_read=True),)))

    assert store.participants(session)[0].display_name == kept


def test_a_frame_that_cannot_be_written_whole_is_not_written(store: Store, recorded: UUID) -> None:
    with pytest.raises(StorageError):
        store.save_frame(recorded, frame(3, seen(1), seen(99)))  # nobody has the number 99

    assert store.load_records(recorded).frames.number.tolist() == [0, 1, 2]
    assert store.find_session("latest").frame_count == 3


def test_frames_of_threads_are_all_kept_once(store: Store, session: UUID) -> None:
    store.save_frame(session, frame(0, new=people(1)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: store.save_frame(session, frame(number // 2, seen(1))), range(2, 40)))

    assert store.load_records(session).frames.number.tolist() == list(range(20))
    assert store.find_session("latest").frame_count == 20
    assert store.find_session("latest").observation_count == 19


@pytest.mark.parametrize("number", [0, 2])
def test_the_frame_of_a_deleted_session_says_so(store: Store, recorded: UUID, number: int) -> None:
    store.delete_session(recorded)

    with pytest.raises(NotFoundError, match=str(recorded)):
        store.save_frame(recorded, frame(number))


# ---------------------------------------------------------------- end, interruption, resumption


def test_a_finished_session_stays_finished_when_a_late_frame_arrives(store: Store, recorded: UUID) -> None:
    store.finish_session(recorded, moment(10))
    store.save_frame(recorded, frame(3, seen(1)))

    found = store.find_session("latest")
    assert (found.status, found.ended_at, found.frame_count) == (SessionStatus.FINISHED, moment(10), 4)


@pytest.mark.parametrize(
    ("alive", "silent_s", "interrupted"),
    [
        (False, 0, True),
        (True, 10_000, False),
        (None, 59, False),  # another computer's agent: cannot be asked, silence decides
        (None, 61, True),
    ],
)
def test_a_session_whose_agent_died_is_interrupted_at_its_last_frame(
    store: Store, recorded: UUID, alive: bool | None, silent_s: float, interrupted: bool
) -> None:
    asked: list[str] = []

    def is_alive(agent: str) -> bool | None:
        asked.append(agent)
        return alive

    marked = store.mark_interrupted(moment(2) + timedelta(seconds=silent_s), is_alive)

    found = store.find_session("latest")
    assert asked == [AGENT]
    assert marked == ((found,) if interrupted else ())
    assert found.status is (SessionStatus.INTERRUPTED if interrupted else SessionStatus.LIVE)
    assert found.ended_at == (moment(2) if interrupted else None)


def test_a_slow_session_may_be_silent_for_ten_intervals(store: Store) -> None:
    store.create_session(replace(new_session(), interval_s=30.0), agent=AGENT)

    assert store.mark_interrupted(START + timedelta(seconds=299), lambda _: None) == ()
    assert len(store.mark_interrupted(START + timedelta(seconds=301), lambda _: None)) == 1


def test_only_live_sessions_are_asked_about(store: Store, recorded: UUID) -> None:
    store.finish_session(recorded, moment(3))

    assert store.mark_interrupted(moment(10_000), lambda _: False) == ()


def test_a_further_frame_revives_an_interrupted_session(store: Store, recorded: UUID) -> None:
    store.mark_interrupted(moment(2), lambda _: False)

    store.save_frame(recorded, frame(3, seen(1)))

    found = store.find_session("latest")
    assert (found.status, found.ended_at) == (SessionStatus.LIVE, None)


def test_a_session_is_resumed_after_its_last_frame(store: Store, recorded: UUID) -> None:
    store.mark_interrupted(moment(2), lambda _: False)

    following = store.resume_session(recorded, agent="laptop:5000:1")

    assert following == 3
    assert store.find_session("latest").status is SessionStatus.LIVE
    asked: list[str] = []
    store.mark_interrupted(moment(2), asked.append)
    assert asked == ["laptop:5000:1"]


def test_a_session_without_frames_is_resumed_at_zero(store: Store, session: UUID) -> None:
    assert store.resume_session(session, agent=AGENT) == 0


# ---------------------------------------------------------------- finding


def test_sessions_come_newest_recorded_first_so_that_the_latest_leads(store: Store) -> None:
    today = store.create_session(new_session("Today", after_min=90), agent=AGENT)
    recording = store.create_session(new_session("Recording of last week"), agent=AGENT)

    assert [session.id for session in store.sessions()] == [recording, today]
    assert store.sessions()[0] == store.find_session("latest")
    assert [session.id for session in store.sessions(course="Today")] == [today]


def test_latest_is_the_session_made_last_also_when_an_old_recording_was_analysed(store: Store) -> None:
    store.create_session(new_session("Today", after_min=90), agent=AGENT)
    recording = store.create_session(new_session("Recording of last week"), agent=AGENT)

    assert store.find_session("Latest").id == recording


def test_a_teacher_sees_own_and_shared_sessions_and_the_demo(store: Store) -> None:
    own = store.create_session(new_session("Own", owner="Anna"), agent=AGENT)
    shared = store.create_session(new_session("Shared"), agent=AGENT)
    foreign = store.create_session(new_session("Foreign", owner="Bernd"), agent=AGENT)
    demo = store.create_session(new_session("Demo", owner="Bernd", demo=True), agent=AGENT)

    assert {session.id for session in store.sessions(visible_to="anna")} == {own, shared, demo}
    assert {session.id for session in store.sessions()} == {own, shared, foreign, demo}
    with pytest.raises(NotFoundError):
        store.find_session(str(foreign), visible_to="Anna")
    assert store.find_session(str(foreign), visible_to="BERND").id == foreign
    assert store.find_session("latest", visible_to="Anna").id == demo


@pytest.mark.parametrize("digits", [32, 31, 25])
def test_a_session_is_found_by_any_unique_prefix_of_its_id(store: Store, digits: int) -> None:
    made = [store.create_session(new_session(), agent=AGENT) for _ in range(5)]

    for session in made:
        assert store.find_session(session.hex[:digits]).id == session
        assert store.find_session(f" {str(session).upper()} ").id == session


def test_the_prefix_of_several_sessions_is_refused(store: Store) -> None:
    made = [store.create_session(new_session(), agent=AGENT) for _ in range(2)]

    with pytest.raises(NotFoundError, match="several"):
        store.find_session(made[0].hex[:3])


@pytest.mark.parametrize("reference", ["", "latest", "0", "xyz", "'; drop table sessions", "0" * 33, "-", "ffff-ffff"])
def test_a_session_that_is_not_there_is_not_found(store: Store, reference: str) -> None:
    with pytest.raises(NotFoundError, match="classroom sessions"):
        store.find_session(reference)


def test_only_what_is_new_is_loaded(store: Store, recorded: UUID) -> None:
    new = store.load_records(recorded, after_frame=1)

    assert new.frames.number.tolist() == [2]
    assert new.observations.frame.tolist() == [2, 2]
    assert new.participants == people(1, 2)
    assert len(store.load_records(recorded, after_frame=2).observations.box) == 0


def test_frames_can_be_read_a_few_at_a_time(store: Store) -> None:
    session = store.create_session(new_session(), agent=AGENT)
    store.save_frame(session, frame(0, seen(1), seen(2), new=people(1, 2)))
    for number in (3, 4, 9):  # numbers may be missing
        store.save_frame(session, frame(number, seen(1)))
    store.merge_participants(session, 1, 2, actor="anna", now=START)

    first = store.load_records(session, max_frames=2)
    rest = store.load_records(session, after_frame=3, max_frames=5)

    assert first.frames.number.tolist() == [0, 3]
    assert list(zip(first.observations.frame.tolist(), first.observations.participant.tolist(), strict=True)) == [
        (0, 1),
        (3, 1),
    ]
    assert rest.frames.number.tolist() == rest.observations.frame.tolist() == [4, 9]
    assert len(store.load_records(session, after_frame=9, max_frames=5).frames.number) == 0


@pytest.mark.parametrize("method", ["load_records", "delete_session"])
def test_a_session_that_is_gone_is_not_found(store: Store, method: str) -> None:
    with pytest.raises(NotFoundError, match=str(GONE)):
        getattr(store, method)(GONE)


def test_changes_of_a_session_that_is_gone_are_refused(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.finish_session(GONE, START)
    with pytest.raises(NotFoundError):
        store.resume_session(GONE, agent=AGENT)
    with pytest.raises(NotFoundError):
        store.add_marker(GONE, Marker(START, "exercise"))
    with pytest.raises(NotFoundError):
        store.save_verdict(GONE, _verdict(START))
    assert store.participants(GONE) == ()


# ---------------------------------------------------------------- the teacher's words


def test_a_verdict_replaces_the_earlier_one_on_the_same_flag(store: Store, recorded: UUID) -> None:
    first, other = _verdict(moment(1)), _verdict(moment(2))
    changed = replace(first, verdict=Verdict.WRONG, end=None, rule_version="2", given_at=moment(9))
    for verdict in (first, other, changed):
        store.save_verdict(recorded, verdict)

    assert store.load_records(recorded).verdicts == (changed, other)


def test_markers_come_in_the_order_of_the_lesson(store: Store, recorded: UUID) -> None:
    for marker in (Marker(moment(2), "break"), Marker(moment(1), "exercize"), Marker(moment(1), "exercise")):
        store.add_marker(recorded, marker)

    assert store.load_records(recorded).markers == (Marker(moment(1), "exercise"), Marker(moment(2), "break"))


# ---------------------------------------------------------------- deleting


def test_deleting_a_session_takes_all_that_belongs_to_it_and_nothing_else(store: Store, recorded: UUID) -> None:
    other = store.create_session(new_session("Other"), agent=AGENT)
    store.save_frame(other, frame(0, seen(1), new=people(1)))
    store.save_verdict(recorded, _verdict(moment(1)))
    store.add_marker(recorded, Marker(moment(1), "exercise"))

    store.delete_session(recorded)

    assert [session.id for session in store.sessions()] == [other]
    assert store.participants(recorded) == ()
    assert len(store.load_records(other).observations.frame) == 1


def test_the_demo_is_removed_in_one_go(store: Store, recorded: UUID) -> None:
    for _ in range(2):
        demo = store.create_session(new_session("Demo", demo=True), agent=AGENT)
        store.save_frame(demo, frame(0, seen(1), new=people(1)))

    assert store.delete_demo() == 2
    assert store.delete_demo() == 0
    assert [session.id for session in store.sessions()] == [recorded]


# ---------------------------------------------------------------- accounts


def test_an_account_is_found_without_regard_to_case(store: Store) -> None:
    store.add_user("Ängel", Role.TEACHER, None)
    store.add_user("admin", Role.ADMIN, "hash")

    assert store.find_user(" ÄNGEL ") == User("Ängel", Role.TEACHER, has_password=False)
    assert [user.name for user in store.users()] == ["admin", "Ängel"]


@pytest.mark.parametrize("name", ["anna", "ANNA", " Anna "])
def test_a_name_is_given_once(store: Store, name: str) -> None:
    store.add_user("Anna", Role.TEACHER, "hash")

    with pytest.raises(StorageError, match="exists already"):
        store.add_user(name, Role.ADMIN, None)

    assert store.find_user("anna").role is Role.TEACHER


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\0b", "x" * 201])
def test_a_name_must_be_a_name(store: Store, name: str) -> None:
    with pytest.raises(StorageError, match="cannot be a user's name"):
        store.add_user(name, Role.TEACHER, None)


def test_a_password_hash_is_kept_and_replaced(store: Store) -> None:
    store.add_user("Anna", Role.TEACHER, None)
    assert store.password_hash("anna") is None

    store.set_password_hash("anna", "$argon2id$one")
    store.set_password_hash("ANNA", "$argon2id$two")

    assert store.password_hash("Anna") == "$argon2id$two"
    assert store.find_user("Anna").has_password


def test_an_unknown_account_is_not_found(store: Store) -> None:
    assert store.password_hash("nobody") is None
    for change in (store.find_user, store.remove_user):
        with pytest.raises(NotFoundError, match="nobody"):
            change("nobody")
    with pytest.raises(NotFoundError, match="nobody"):
        store.set_password_hash("nobody", "hash")


def test_the_sessions_of_a_removed_account_stay_hidden_from_other_teachers(store: Store) -> None:
    store.add_user("Anna", Role.TEACHER, None)
    own = store.create_session(new_session(owner="Anna"), agent=AGENT)

    store.remove_user("anna")

    assert store.users() == ()
    assert store.sessions(visible_to="Bernd") == ()
    assert store.find_session("latest").id == own


def test_the_audit_takes_any_text(store: Store) -> None:
    store.add_audit(START, "anna", "export", "session \0 " + "x" * 1_000)


def _verdict(start: datetime) -> FlagVerdict:
    end = start + timedelta(minutes=4)
    return FlagVerdict(1, FlagReason.NO_FACE, start, end, "1", Verdict.RIGHT, moment(500))
