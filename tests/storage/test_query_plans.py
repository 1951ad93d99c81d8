"""No question of the pages reads a whole table of 35 million rows: each finds its rows by an index."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from classroom.engagement import collect_facts
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.builders import shipped_settings

ENGAGEMENT, _ = shipped_settings()
PLAN = ClassPlan(minutes=2, interval_s=10, students=4)
GROWING = ("observations", "frames", "participants", "minute_facts", "session_facts", "flag_verdicts", "markers")
Asked = list[tuple[str, Any]]

QUESTIONS: dict[str, Callable[[Store, UUID, UUID], object]] = {
    "records": lambda store, session, _: store.load_records(session),
    "readings": lambda store, session, _: store.load_records(session, readings_only=True),
    "newer records": lambda store, session, _: store.load_records(session, after_frame=5),
    "a page of frames": lambda store, session, _: store.load_records(session, after_frame=5, max_frames=3),
    "one session": lambda store, session, _: store.find_session(str(session), visible_to="anna"),
    "participants": lambda store, session, _: store.participant_details(session),
    "layout": lambda store, session, _: store.layout(session),
    "facts": lambda store, session, _: store.load_facts(session),
    "totals": lambda store, session, _: store.load_totals([session, UUID(int=1)]),
    "a student's sums": lambda store, session, _: store.sum_participants(
        [(session, 1), (session, 3), (UUID(int=1), 1)]
    ),
    "a student's sessions": lambda store, _, student: store.find_appearances(student),
}


@pytest.fixture
def session(store: Store) -> UUID:
    made = [store.add_session(make_records(replace(PLAN, seed=seed)), agent="test:1:1") for seed in range(3)]
    for one in made:
        store.save_facts(one, collect_facts(store.load_records(one), ENGAGEMENT))
    store.merge_participants(made[1], 1, 2, actor="anna", now=PLAN.started_at)
    store.import_roster(PLAN.course, [RosterEntry("Maria")], actor="anna", now=PLAN.started_at)
    store.link_participant(made[1], 3, store.students()[0].id, actor="anna", now=PLAN.started_at)
    return made[1]


@contextmanager
def listening(store: Store) -> Iterator[Asked]:
    """The SELECTs that are sent meanwhile, with their values as the driver takes them."""
    asked: Asked = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked.append((statement, values))

    engine = store._database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def find_scans(store: Store, statement: str, values: Any) -> list[str]:
    """The growing tables that the database would read from end to end."""
    with store._database.read() as connection:
        if connection.dialect.name == "sqlite":
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            return [line for line in plan if re.match(rf"SCAN ({'|'.join(GROWING)})\b", line)]
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows: reading all would be quickest
        plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
        return [line for line in plan if re.search(rf"Seq Scan on ({'|'.join(GROWING)})(_rest)?\b", line)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_of_the_pages_uses_an_index(store: Store, session: UUID, question: str) -> None:
    student = store.students()[0].id
    with listening(store) as asked:
        QUESTIONS[question](store, session, student)

    assert asked
    assert {statement: find_scans(store, statement, values) for statement, values in asked} == {
        statement: [] for statement, _ in asked
    }


def test_a_question_without_an_index_would_be_found(store: Store, session: UUID) -> None:
    assert find_scans(store, "SELECT * FROM observations WHERE score > 0.5", ())
