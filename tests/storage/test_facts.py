"""The rollup is kept beside its session, goes with it, and is never taken for one of another state of it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest

from classroom.engagement import collect_facts
from classroom.errors import NotFoundError
from classroom.facts import SessionFacts
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.builders import shipped_settings
from tests.storage.test_bulk import equal_columns

ENGAGEMENT, _ = shipped_settings()
PLAN = ClassPlan(minutes=4, interval_s=10, students=6)


def add_class(store: Store, plan: ClassPlan = PLAN) -> UUID:
    return store.add_session(make_records(plan), agent="test:1:1")


def make_facts(store: Store, session: UUID) -> SessionFacts:
    return collect_facts(store.load_records(session), ENGAGEMENT)


def test_facts_are_read_back_as_they_were_saved(store: Store) -> None:
    session = add_class(store)
    facts = make_facts(store, session)

    assert store.save_facts(session, facts)
    assert store.save_facts(session, facts)  # a second time replaces the first

    found = store.load_facts(session)
    assert found is not None
    assert (found.basis, found.totals) == (facts.basis, facts.totals)
    assert np.array_equal(found.participant, facts.participant)
    assert np.array_equal(found.minute, facts.minute)
    assert np.array_equal(found.values, facts.values)


def test_the_totals_of_many_sessions_come_at_once(store: Store) -> None:
    sessions = [add_class(store, replace(PLAN, seed=seed)) for seed in range(3)]
    for session in sessions[:2]:
        store.save_facts(session, make_facts(store, session))

    kept = store.load_totals([*sessions, *[UUID(int=number) for number in range(900)]])

    assert set(kept) == set(sessions[:2])
    assert kept[sessions[0]].totals == make_facts(store, sessions[0]).totals
    assert store.load_facts(sessions[2]) is None


def test_facts_of_another_layout_are_not_kept(store: Store) -> None:
    session = add_class(store)
    facts = make_facts(store, session)
    store.merge_participants(session, 1, 2, actor="anna", now=PLAN.started_at)

    assert not store.save_facts(session, facts)
    assert store.load_facts(session) is None
    assert store.save_facts(session, make_facts(store, session))
    assert store.load_totals([session])[session].basis.layout == store.layout(session) != ""


def test_a_new_name_changes_the_revision_and_not_the_layout(store: Store) -> None:
    session = add_class(store)
    before = store.load_records(session)

    store.rename_participant(session, 1, "Zoe", actor="anna", now=PLAN.started_at)

    after = store.load_records(session)
    assert after.session.revision > before.session.revision
    assert after.layout == before.layout == store.layout(session) == ""


def test_every_merge_and_split_is_another_layout(store: Store) -> None:
    session = add_class(store)
    seen = [store.layout(session)]
    half = make_records(PLAN).frames.taken_at[12]
    store.merge_participants(session, 1, 2, actor="anna", now=PLAN.started_at)
    seen.append(store.layout(session))
    store.unmerge_participant(session, 2, actor="anna", now=PLAN.started_at)
    assert store.layout(session) == ""
    store.merge_participants(session, 3, 2, actor="anna", now=PLAN.started_at)
    seen.append(store.layout(session))
    store.split_participant(session, 1, datetime.fromtimestamp(half, UTC), actor="anna", now=PLAN.started_at)
    seen.append(store.layout(session))

    assert len(set(seen)) == 4


def test_the_facts_of_a_participant_are_summed_over_minutes(store: Store) -> None:
    sessions = [add_class(store, replace(PLAN, seed=seed)) for seed in range(2)]
    facts = [make_facts(store, session) for session in sessions]
    for session, one in zip(sessions, facts, strict=True):
        store.save_facts(session, one)

    sums = store.sum_participants([(sessions[0], 3), (sessions[1], 1), (sessions[1], 99)])

    assert set(sums) == {(sessions[0], 3), (sessions[1], 1)}
    expected = facts[0].values[facts[0].participant == 3].sum(axis=0)
    assert sums[sessions[0], 3] == pytest.approx(expected.tolist(), rel=1e-5)


def test_facts_go_with_their_session(store: Store) -> None:
    session = add_class(store)
    store.save_facts(session, make_facts(store, session))

    store.delete_session(session)

    assert store.load_facts(session) is None
    with pytest.raises(NotFoundError):
        store.save_facts(session, collect_facts(make_records(PLAN), ENGAGEMENT))


def test_readings_alone_are_the_same_readings(store: Store) -> None:
    session = add_class(store)

    for edited in (False, True):
        if edited:
            store.merge_participants(session, 1, 2, actor="anna", now=PLAN.started_at)
        whole, part = store.load_records(session), store.load_records(session, readings_only=True)

        rest = {"box": whole.observations.box * np.nan, "score": whole.observations.score * np.nan}
        pose = whole.observations.head_pose.copy()
        pose[:, 2] = np.nan
        assert equal_columns(part.observations, replace(whole.observations, **rest, head_pose=pose))  # type: ignore[arg-type]
        assert equal_columns(part.frames, whole.frames)
        assert (part.participants, part.layout) == (whole.participants, whole.layout)


def test_a_student_is_found_in_every_session(store: Store) -> None:
    store.import_roster(PLAN.course, [RosterEntry("Student 02")], actor="anna", now=PLAN.started_at)
    (student,) = store.students()
    sessions = [add_class(store, replace(PLAN, seed=seed)) for seed in range(3)]
    for session in sessions[:2]:
        store.link_participant(session, 2, student.id, actor="anna", now=PLAN.started_at)
    store.merge_participants(sessions[1], 4, 2, actor="anna", now=PLAN.started_at)

    assert store.find_appearances(student.id) == ((sessions[0], 2), (sessions[1], 4))
