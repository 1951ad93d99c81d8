"""A whole session written at once is the session that frames one by one would have made."""

from dataclasses import fields, replace
from datetime import timedelta

import numpy as np
import pytest

from classroom.domain import FlagReason, FlagVerdict, Marker, SessionRecords, Verdict
from classroom.errors import StorageError
from classroom.storage import Store
from classroom.synthetic.records import ClassPlan, make_records

PLAN = ClassPlan(minutes=3, interval_s=10, students=12, owner="Anna")


def equal_columns(first: object, second: object) -> bool:
    return all(
        np.array_equal(getattr(first, field.name), getattr(second, field.name), equal_nan=True)
        for field in fields(first)  # type: ignore[arg-type]
    )


def with_words(records: SessionRecords) -> SessionRecords:
    start = records.session.started_at
    verdict = FlagVerdict(2, FlagReason.NO_FACE, start, None, "r-1", Verdict.RIGHT, start + timedelta(hours=1))
    return replace(records, markers=(Marker(start, "exercise"),), verdicts=(verdict,))


def test_what_was_written_at_once_is_read_back(store: Store) -> None:
    records = with_words(make_records(PLAN))

    found = store.load_records(store.add_session(records, agent="test:1:1"))

    assert found.session == replace(records.session, id=found.session.id)
    assert found.participants == records.participants
    assert (found.markers, found.verdicts) == (records.markers, records.verdicts)
    assert equal_columns(found.observations, records.observations)
    assert np.allclose(found.frames.taken_at, records.frames.taken_at, atol=1e-6, rtol=0)
    assert np.array_equal(found.frames.status, records.frames.status)


def test_the_owner_alone_sees_it(store: Store) -> None:
    store.add_session(make_records(PLAN), agent="test:1:1")

    assert len(store.sessions(visible_to="anna")) == 1
    assert store.sessions(visible_to="paul") == ()


def test_observations_of_nobody_are_refused_and_nothing_is_left(store: Store) -> None:
    records = make_records(PLAN)

    with pytest.raises(StorageError):
        store.add_session(replace(records, participants=records.participants[:3]), agent="test:1:1")

    assert store.sessions() == ()
