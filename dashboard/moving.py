"""A class is moved to another course on the pages, and back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from classroom.domain import Session, User
from classroom.errors import DataError
from classroom.roster.keys import plain_key
from classroom.roster.types import CourseMove, KeptLink
from dashboard.people import find_candidates, may_delete
from dashboard.queries import Queries
from dashboard.texts import moving as texts


class MoveStore(Protocol):
    """What is needed of `classroom.storage.Store`."""

    def move_session(
        self, session: UUID, course: str, *, links: Sequence[KeptLink] | None = None, actor: str, now: datetime
    ) -> CourseMove: ...


class SessionMoves:
    """For one user at a time; safe to share between threads.

    All raise NotFoundError (no such session, or not this user's), DataError (it cannot be moved, or not by this user)
    and StorageError (the database does not answer).
    """

    def __init__(
        self, store: MoveStore, queries: Queries, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now

    def courses(self, user: User) -> tuple[str, ...]:
        """The user's courses, that of the newest session first; those with a roster alone come last."""
        names: dict[str, str] = {}
        sessions, students = self._queries.sessions(user), self._queries.students(user)
        for name in (*(one.course for one in sessions), *(one.course for one in students)):
            names.setdefault(plain_key(name), name)
        return tuple(names.values())

    def move(self, user: User, reference: str, course: str) -> CourseMove:
        """What has changed; `move_back` undoes it. A course that is there already keeps its spelling."""
        session = self._own(user, reference)
        known = {plain_key(name): name for name in self.courses(user)}
        key = plain_key(course)
        name = course if key == plain_key(session.course) else known.get(key, course)
        move = self._store.move_session(session.id, name, actor=user.name, now=self._now())
        if move.after == move.before:
            raise DataError(texts.SAME)
        return move

    def move_back(self, user: User, reference: str, move: CourseMove) -> None:
        """The session is of the course before, with the links of then, as far as the user may make them."""
        session = self._own(user, reference)
        if session.course != move.after:
            raise DataError(texts.MOVED_MEANWHILE)
        mine = {one.id for one in find_candidates(self._queries, user, replace(session, course=move.before))}
        links = tuple(one for one in move.links if one.student is None or one.student in mine)
        self._store.move_session(session.id, move.before, links=links, actor=user.name, now=self._now())

    def _own(self, user: User, reference: str) -> Session:
        session = self._queries.session(user, reference)
        if not may_delete(user, session):
            raise DataError(texts.NOT_YOURS)
        return session
