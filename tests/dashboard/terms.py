"""A term of a course for the tests of courses, students and rosters: small classes made of numbers alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np

from classroom.roster.types import RosterEntry, Student
from classroom.storage import Store
from classroom.synthetic.records import ClassPlan, make_records

PLAN = ClassPlan(course="Optics", minutes=12, interval_s=12, students=5, owner="mira")
WEEK = timedelta(days=7)


def add_class(store: Store, week: int, *, unread: bool = False, **plan: Any) -> UUID:
    """A finished class of that week; `unread` = no face was ever read."""
    records = make_records(replace(PLAN, seed=week, started_at=PLAN.started_at + week * WEEK, **plan))
    if unread:
        records.observations.probabilities[:] = np.nan
        records.observations.head_pose[:] = np.nan
    return store.add_session(records, agent="test:1:1")


def add_roster(store: Store, *names: str, course: str = "Optics", owner: str | None = "mira") -> tuple[Student, ...]:
    entries = [RosterEntry(name) for name in names]
    store.import_roster(course, entries, owner=owner, actor="mira", now=PLAN.started_at)
    return store.students(course)


def link(store: Store, session: UUID, number: int, student: Student) -> None:
    store.link_participant(session, number, student.id, actor="mira", now=PLAN.started_at)


def walk(component: Any) -> Iterator[dict[str, Any]]:
    """Every component in what a callback has answered."""
    if isinstance(component, dict):
        if "props" in component:
            yield component
        for value in component.values():
            yield from walk(value)
    elif isinstance(component, list):
        for value in component:
            yield from walk(value)


def texts_of(component: Any) -> list[str]:
    """Every text in what a callback has answered, in order."""
    found = []
    for one in walk(component):
        children = one["props"].get("children")
        found += [text for text in (children if isinstance(children, list) else [children]) if isinstance(text, str)]
    return found


def links_of(component: Any) -> list[str]:
    return [one["props"]["href"] for one in walk(component) if one["props"].get("href")]
