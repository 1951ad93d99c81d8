"""Lists, courses and students across sessions: from facts, made once, never those of another state of the session."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import numpy as np
import pytest

from classroom.config import Settings
from classroom.domain import FrameStatus, ParticipantState, Role, SessionRecords, User
from classroom.engagement import collect_facts
from classroom.errors import NotFoundError, StorageError
from classroom.facts import SessionFacts
from classroom.roster.types import RosterEntry
from classroom.storage import Store, open_store
from classroom.synthetic.records import ClassPlan, make_records
from dashboard import rollup
from dashboard.cache import Recent
from dashboard.moments import make_heat_map
from dashboard.queries import Queries
from dashboard.viewing import MOST_BINS, screen_settings
from tests.dashboard.classes import Script, frames, new_session
from tests.dashboard.conftest import STORAGE

ANNA, PAUL = User("anna", Role.TEACHER, True), User("paul", Role.TEACHER, True)
PLAN = ClassPlan(minutes=12, interval_s=6, students=8, owner="anna")
WEEK = timedelta(days=7)


class CountingStore(Store):
    """A Store that counts how often records were loaded, and may refuse to be written."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._database)
        self.loads = 0
        self.is_read_only = False

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords:
        self.loads += 1
        return super().load_records(
            session, after_frame=after_frame, max_frames=max_frames, readings_only=readings_only
        )

    def save_facts(self, session: UUID, facts: SessionFacts) -> bool:
        if self.is_read_only:
            raise StorageError("the database may only be read")
        return super().save_facts(session, facts)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CountingStore]:
    with open_store(STORAGE, default_folder=tmp_path) as opened:
        yield CountingStore(opened)


@pytest.fixture
def term(store: CountingStore) -> list[UUID]:
    """Four weeks of a course, and a session of another one."""
    sessions = [
        store.add_session(
            make_records(replace(PLAN, seed=week, started_at=PLAN.started_at + week * WEEK)), agent="test:1:1"
        )
        for week in range(4)
    ]
    store.add_session(make_records(replace(PLAN, course="History", students=3)), agent="test:1:1")
    return sessions


@pytest.fixture
def queries(store: CountingStore, settings: Settings) -> Queries:
    return fresh_queries(store, settings)


def fresh_queries(store: CountingStore, settings: Settings) -> Queries:
    """A dashboard just started: it remembers nothing."""
    return Queries(store, settings.engagement, settings.flags)


def test_a_digest_has_the_mean_of_the_sessions_page(queries: Queries, term: list[UUID]) -> None:
    digest = queries.digest(ANNA, str(term[0]))

    view = queries.view(ANNA, str(term[0]))
    assert digest.mean_engagement == pytest.approx(view.summary.mean_engagement, abs=1e-3)
    assert len(digest.trend) == len(view.timeline.bins) - 1 or len(digest.trend) == len(view.timeline.bins)
    for mine, other in zip(digest.trend, [one.engagement for one in view.timeline.bins], strict=False):
        assert (mine is None) == (other is None) or mine == pytest.approx(other, abs=8)


def test_after_a_new_start_the_digest_needs_no_observation(
    store: CountingStore, settings: Settings, queries: Queries, term: list[UUID]
) -> None:
    first = queries.digest(ANNA, str(term[0]))
    loads = store.loads

    again = fresh_queries(store, settings)
    assert again.digest(ANNA, str(term[0])) == first
    assert store.loads == loads
    known = {session.id: again.known_digest(session) for session in again.sessions(ANNA)}
    assert known[term[0]] == first
    assert known[term[1]] is None


def test_a_merge_makes_the_facts_anew_and_a_name_does_not(
    store: CountingStore, settings: Settings, queries: Queries, term: list[UUID]
) -> None:
    queries.digest(ANNA, str(term[0]))

    store.rename_participant(term[0], 1, "Zoe", actor="anna", now=PLAN.started_at)
    loads = store.loads
    fresh_queries(store, settings).digest(ANNA, str(term[0]))
    assert store.loads == loads

    store.merge_participants(term[0], 1, 2, actor="anna", now=PLAN.started_at)
    fresh_queries(store, settings).digest(ANNA, str(term[0]))
    assert store.loads == loads + 1
    facts = store.load_facts(term[0])
    assert facts is not None
    assert 2 not in facts.participant


def test_other_thresholds_make_the_facts_anew(store: CountingStore, settings: Settings, term: list[UUID]) -> None:
    fresh_queries(store, settings).digest(ANNA, str(term[0]))
    wider = settings.engagement.model_copy(update={"facing_zero_deg": 80.0})
    loads = store.loads

    Queries(store, wider, settings.flags).digest(ANNA, str(term[0]))

    assert store.loads == loads + 1


def test_a_database_that_can_only_be_read_still_gives_digests(
    store: CountingStore, queries: Queries, term: list[UUID]
) -> None:
    store.is_read_only = True

    assert queries.digest(ANNA, str(term[0])).mean_engagement is not None
    assert store.load_facts(term[0]) is None


def test_a_live_session_has_a_digest_that_grows(store: CountingStore, queries: Queries) -> None:
    script = Script(course="Live", minutes=5, interval_s=10, hidden=(9, 9), dip=(9, 9))
    session = store.create_session(new_session(script), agent="test:1:1")
    records = list(frames(script))
    trends = []
    for part in (records[:12], records[12:]):
        for record in part:
            store.save_frame(session, record)
        trends.append(queries.digest(ANNA, str(session)).trend)

    assert [len(trend) for trend in trends] == [2, 5]
    assert store.load_facts(session) is None


def test_a_course_has_one_row_a_session_oldest_first(
    store: CountingStore, settings: Settings, queries: Queries, term: list[UUID]
) -> None:
    first = queries.course(ANNA, "Physics 101")
    assert len(first.rows) + first.pending == 4
    assert first.pending == 4 - rollup.MADE_AT_ONCE

    whole = queries.course(ANNA, "physics 101")
    assert [row.session.id for row in whole.rows] == term
    assert whole.pending == 0

    loads = store.loads
    assert fresh_queries(store, settings).course(ANNA, "Physics 101") == whole
    assert store.loads == loads


def test_a_courses_row_has_the_figures_of_the_sessions_page(queries: Queries, term: list[UUID]) -> None:
    queries.course(ANNA, "Physics 101")
    row = queries.course(ANNA, "Physics 101").rows[0]

    summary = queries.view(ANNA, str(term[0])).summary
    assert row.mean_engagement == pytest.approx(summary.mean_engagement, abs=1e-3)
    assert row.coverage == pytest.approx(summary.coverage)
    assert row.emotions == pytest.approx(summary.emotions, abs=1e-5)
    assert row.minutes == pytest.approx(summary.minutes_in_call)
    assert row.mean_in_call is not None
    assert row.mean_visible is not None
    assert 0 < row.mean_visible < row.mean_in_call <= PLAN.students
    assert row.camera_off_share is not None
    assert 0 < row.camera_off_share < 0.5


def test_another_teacher_sees_no_row(queries: Queries, term: list[UUID]) -> None:
    assert queries.sessions(PAUL) == ()
    with pytest.raises(NotFoundError):
        queries.course(PAUL, "Physics 101")
    with pytest.raises(NotFoundError):
        queries.view(PAUL, str(term[0]))
    with pytest.raises(NotFoundError):
        queries.moment(PAUL, str(term[0]), PLAN.started_at)


def test_a_student_is_compared_with_the_own_median(store: CountingStore, queries: Queries, term: list[UUID]) -> None:
    store.import_roster(PLAN.course, [RosterEntry("Maria")], owner="anna", actor="anna", now=PLAN.started_at)
    (maria,) = store.students()
    for session, number in zip(term[:3], (3, 4, 6), strict=True):
        store.link_participant(session, number, maria.id, actor="anna", now=PLAN.started_at)
    assert queries.student(ANNA, maria.id).pending == 1

    history = queries.student(ANNA, maria.id)

    assert [(row.session.id, row.participant) for row in history.rows] == list(zip(term[:3], (3, 4, 6), strict=True))
    scores = [row.mean_engagement for row in history.rows]
    for row, number in zip(history.rows, (3, 4, 6), strict=True):
        summary = queries.view(ANNA, str(row.session.id)).summaries[number]
        assert row.mean_engagement == pytest.approx(summary.mean_engagement, abs=1e-2)
        assert row.minutes_in_call == pytest.approx(summary.minutes_in_call, rel=1e-4)
    assert history.usual == np.median([score for score in scores if score is not None])
    assert history.rows[0].difference == pytest.approx(scores[0] - (scores[1] + scores[2]) / 2)  # type: ignore[operator]
    with pytest.raises(NotFoundError):
        queries.student(PAUL, maria.id)
    with pytest.raises(NotFoundError):
        queries.student(ANNA, UUID(int=1))


def test_facts_are_made_in_the_background_until_told_to_stop(
    store: CountingStore, settings: Settings, term: list[UUID]
) -> None:
    stopped = Event()
    stopped.set()

    assert fresh_queries(store, settings).fill_rollup(stopped) == 1
    # The one left, and the other course's.
    assert fresh_queries(store, settings).fill_rollup(Event(), pause_s=0.0) == len(term)
    assert fresh_queries(store, settings).fill_rollup(Event(), pause_s=0.0) == 0


def test_a_heat_map_has_a_row_a_student_and_a_column_a_bin(queries: Queries, term: list[UUID]) -> None:
    view = queries.view(ANNA, str(term[1]))

    heat = make_heat_map(view)

    assert heat.engagement.shape == heat.coverage.shape == heat.in_call.shape == (8, len(view.timeline.bins))
    assert heat.names[2] == view.names[3]
    assert heat.starts == tuple(one.start for one in view.timeline.bins)
    for row, number in enumerate(heat.participants):
        expected = [np.nan if one.engagement is None else one.engagement for one in view.timelines[number].bins]
        assert np.allclose(heat.engagement[row], expected, equal_nan=True)
    assert sum(heat.flags) == len(view.flags)


def test_a_moment_shows_the_last_frame_up_to_a_time(queries: Queries, store: Store, term: list[UUID]) -> None:
    records = store.load_records(term[0])
    frame = 40
    at = datetime.fromtimestamp(float(records.frames.taken_at[frame]) + 1.0, UTC)

    moment = queries.moment(ANNA, str(term[0]), at)

    assert moment is not None
    assert moment.status is FrameStatus.GALLERY
    assert moment.at.timestamp() == pytest.approx(float(records.frames.taken_at[frame]), abs=1e-5)
    rows = records.observations.frame == frame
    for person in moment.people:
        here = np.flatnonzero(rows & (records.observations.participant == person.participant))
        assert (person.state is None) == (len(here) == 0)
        if person.state is ParticipantState.VISIBLE:
            assert person.emotions == pytest.approx(records.observations.probabilities[here[0]].tolist())
            assert person.engagement is not None
        else:
            assert (person.engagement, person.emotions) == (None, None)
    assert queries.moment(ANNA, str(term[0]), PLAN.started_at - timedelta(seconds=1)) is None
    after = queries.moment(ANNA, str(term[0]), PLAN.started_at + timedelta(days=1))
    assert after is not None
    assert after.at == records.session.last_frame_at


def test_a_moment_behind_a_shared_screen_knows_nobodys_state(queries: Queries, store: Store, term: list[UUID]) -> None:
    records = store.load_records(term[0])
    hidden = float(records.frames.taken_at[np.flatnonzero(records.frames.status != 0)[0]])

    moment = queries.moment(ANNA, str(term[0]), datetime.fromtimestamp(hidden, UTC) + timedelta(seconds=0.1))

    assert moment is not None
    assert moment.status is FrameStatus.NO_GALLERY
    assert {person.state for person in moment.people} == {None}
    assert any(person.is_in_call for person in moment.people)


def test_a_view_is_drawn_once_for_all_who_look_at_it(queries: Queries, store: Store, term: list[UUID]) -> None:
    drawn: list[str] = []

    def draw(name: str) -> object:
        view = queries.view(ANNA, str(term[0]))
        return queries.shared(view, name, lambda given: drawn.append(f"{name} {given.names[1]}"))

    for name in ("light", "light", "dark", "light"):
        draw(name)
    store.rename_participant(term[0], 1, "Zoe", actor="anna", now=PLAN.started_at)
    draw("light")

    assert drawn == ["light Student 01", "dark Student 01", "light Zoe"]


def test_no_more_bins_are_made_than_a_screen_can_show(settings: Settings) -> None:
    records = make_records(ClassPlan(minutes=90, interval_s=5, students=2))
    fine = settings.engagement.model_copy(update={"bin_s": 2.0})

    coarse = screen_settings(records, fine)

    assert screen_settings(records, settings.engagement) is settings.engagement
    assert coarse.bin_s % fine.bin_s == 0
    assert 90 * 60 / coarse.bin_s <= MOST_BINS


def test_the_largest_go_when_the_cache_is_full() -> None:
    cache: Recent[str, int] = Recent(10, max_bytes=100)
    for number, name in enumerate("abc"):
        cache.put(name, number, nbytes=45)

    assert (cache.get("a"), cache.get("b"), cache.get("c"), cache.nbytes) == (None, 1, 2, 90)
    cache.put("c", 7, nbytes=500)
    assert (cache.get("b"), cache.get("c"), cache.nbytes) == (None, 7, 500)
    cache.drop("c")
    assert cache.nbytes == 0


def test_facts_in_the_store_are_those_of_the_records(
    queries: Queries, store: Store, term: list[UUID], settings: Settings
) -> None:
    queries.digest(ANNA, str(term[2]))

    found = store.load_facts(term[2])

    expected = collect_facts(store.load_records(term[2]), settings.engagement)
    assert found is not None
    assert found.basis == expected.basis
    assert np.array_equal(found.values, expected.values)
