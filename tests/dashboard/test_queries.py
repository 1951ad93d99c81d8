"""What the pages may ask, and how little is computed again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest

from classroom.config import Settings
from classroom.domain import Emotion, Role, SessionRecords, SessionStatus, User, Verdict
from classroom.errors import NotFoundError
from classroom.storage import Store
from dashboard.exports import export_report
from dashboard.file_names import file_name
from dashboard.queries import Queries
from dashboard.views import flag_key
from tests.dashboard.classes import START, Script, frames, new_session
from tests.engagement.builders import minutes, session_of_one

MIRA, ROOT = User("mira", Role.TEACHER, True), User("root", Role.ADMIN, True)


class CountingStore(Store):
    """A Store that remembers which records were asked for."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._database)
        self.loads: list[int] = []

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords:
        self.loads.append(after_frame)
        return super().load_records(
            session, after_frame=after_frame, max_frames=max_frames, readings_only=readings_only
        )


@pytest.fixture
def store(class_store: Store) -> CountingStore:
    return CountingStore(class_store)


@pytest.fixture
def queries(store: CountingStore, settings: Settings) -> Queries:
    return Queries(store, settings.engagement, settings.flags, now=lambda: datetime(2026, 4, 1, tzinfo=UTC))


def session_id(store: Store, course: str) -> str:
    return next(str(session.id) for session in store.sessions() if session.course == course)


def test_a_teacher_sees_own_nobodys_and_demo_sessions(queries: Queries) -> None:
    courses = [session.course for session in queries.sessions(MIRA)]

    assert sorted(courses) == ["<script>alert(1)</script>", "Demo", "Nothing", "Physics 101"]


def test_an_administrator_sees_all(queries: Queries) -> None:
    assert "Secrets" in [session.course for session in queries.sessions(ROOT)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda queries, reference: queries.view(MIRA, reference),
        lambda queries, reference: queries.digest(MIRA, reference),
        lambda queries, reference: export_report(queries, MIRA, reference, "summary"),
        lambda queries, reference: queries.give_verdict(MIRA, reference, "1:no_face:0", Verdict.RIGHT),
    ],
)
def test_another_teachers_session_is_not_there(
    ask: Callable[[Queries, str], object], queries: Queries, store: Store
) -> None:
    with pytest.raises(NotFoundError):
        ask(queries, session_id(store, "Secrets"))


def test_a_view_holds_the_class_and_every_participant(queries: Queries, store: Store) -> None:
    view = queries.view(MIRA, session_id(store, "Physics 101"))

    assert view.summary.participant is None
    assert set(view.timelines) == set(view.summaries) == set(view.names) == set(range(1, 9))
    assert view.summary.mean_engagement is not None
    assert view.flags
    assert view.profile == "expression-1 v1"


def test_an_unchanged_session_is_not_computed_again(queries: Queries, store: CountingStore) -> None:
    reference = session_id(store, "Physics 101")

    first, second = queries.view(MIRA, reference), queries.view(MIRA, reference)

    assert second is first
    assert store.loads == [-1, 299]


def test_only_new_frames_of_a_live_session_are_loaded(queries: Queries, store: CountingStore) -> None:
    script = Script(course="Live", minutes=5, interval_s=10, hidden=(9, 9), dip=(9, 9))
    session = store.create_session(new_session(script), agent="test:1:1")
    records = list(frames(script))
    for record in records[:20]:
        store.save_frame(session, record)
    before = queries.view(MIRA, str(session))
    for record in records[20:]:
        store.save_frame(session, record)

    after = queries.view(MIRA, str(session))

    assert store.loads == [-1, 19]
    assert after.version != before.version
    assert np.array_equal(after.records.frames.number, np.arange(30))
    assert len(after.records.observations.frame) == after.session.observation_count


def test_a_split_of_a_participant_reaches_records_that_were_loaded_before(
    queries: Queries, store: CountingStore
) -> None:
    session = session_id(store, "Physics 101")
    before = queries.view(MIRA, session).records
    times = before.frames.taken_at
    half = datetime.fromtimestamp(float(times[len(times) // 2]), UTC)

    store.split_participant(UUID(session), before.participants[0].number, half, actor="mira", now=half)
    after = queries.view(MIRA, session).records

    assert len(after.participants) == len(before.participants) + 1
    assert set(after.observations.participant.tolist()) == {person.number for person in after.participants}


def test_a_session_that_ends_changes_its_view(queries: Queries, store: CountingStore) -> None:
    session = store.create_session(new_session(Script(course="Live")), agent="test:1:1")
    before = queries.view(MIRA, str(session))
    store.finish_session(session, START)

    after = queries.view(MIRA, str(session))

    assert (before.session.status, after.session.status) == (SessionStatus.LIVE, SessionStatus.FINISHED)


def test_a_verdict_is_kept_and_shown_at_once(queries: Queries, store: Store) -> None:
    reference = session_id(store, "Physics 101")
    before = queries.view(MIRA, reference)

    queries.give_verdict(MIRA, reference, flag_key(before.flags[0]), Verdict.WRONG)

    after = queries.view(MIRA, reference)
    assert after.flags[0].verdict is Verdict.WRONG
    assert after.version != before.version


def test_a_verdict_on_a_flag_that_is_not_raised_is_refused(queries: Queries, store: Store) -> None:
    with pytest.raises(NotFoundError, match="reload"):
        queries.give_verdict(MIRA, session_id(store, "Physics 101"), "1:no_face:0", Verdict.RIGHT)


def test_a_digest_is_computed_once(queries: Queries, store: CountingStore) -> None:
    session = next(session for session in store.sessions() if session.course == "Physics 101")
    assert queries.known_digest(session) is None

    digest = queries.digest(MIRA, str(session.id))
    queries.digest(MIRA, str(session.id))

    assert store.loads == [-1]
    assert queries.known_digest(session) == digest
    assert None in digest.trend
    assert digest.mean_engagement is not None


def test_a_session_without_frames_has_a_view(queries: Queries, store: Store) -> None:
    view = queries.view(MIRA, session_id(store, "Nothing"))

    assert view.timeline.bins == ()
    assert view.summary.mean_engagement is None


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ("Physics 101", "physics-101-2026-03-02-flags.csv"),
        ("../../etc/passwd", "etc-passwd-2026-03-02-flags.csv"),
        ('Ökologie: \r\n"x"', "okologie-x-2026-03-02-flags.csv"),
        ("物理", "session-2026-03-02-flags.csv"),
    ],
)
def test_a_downloads_name_is_harmless(course: str, expected: str) -> None:
    session = session_of_one(minutes(1, None)).session

    assert file_name(replace(session, course=course), "flags") == expected


def test_other_settings_are_used_at_once_and_what_was_kept_of_the_old_ones_is_forgotten(
    queries: Queries, store: CountingStore, settings: Settings
) -> None:
    lesson = session_id(store, "Physics 101")
    old, digest = queries.view(MIRA, lesson), queries.digest(MIRA, lesson)
    drawn = queries.shared(old, "mean", lambda view: view.summary.mean_engagement)
    basis = queries.basis
    profile = settings.engagement.profiles["expression-1"]
    halved = profile.model_copy(update={"emotion_weights": {**profile.emotion_weights, Emotion.HAPPY: 0.0}})
    engagement = settings.engagement.model_copy(update={"profiles": {"expression-1": halved}})

    tried = queries.what_if(MIRA, lesson, engagement, settings.flags)
    unchanged = queries.view(MIRA, lesson)
    queries.use(engagement, settings.flags)
    new = queries.view(MIRA, lesson)

    assert unchanged is old
    assert tried.summary == new.summary
    assert new.version not in {old.version, ""}
    assert queries.shared(new, "mean", lambda view: view.summary.mean_engagement) != drawn
    assert queries.known_digest(new.session) != digest
    assert queries.digest(MIRA, lesson) != digest
    assert queries.basis != basis


def test_another_teachers_class_cannot_be_tried_out(queries: Queries, store: CountingStore, settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        queries.what_if(MIRA, session_id(store, "Secrets"), settings.engagement, settings.flags)
