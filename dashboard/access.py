"""Which sessions, people and records a user may see, and under which names."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from classroom.domain import FlagVerdict, Role, Session, SessionRecords, User
from classroom.errors import ConfigError, NotFoundError
from classroom.roster.types import ParticipantDetails, Student
from dashboard.name_source import HidingSource, NameSource
from dashboard.rollup import RollupStore
from dashboard.viewing import ViewStore


class SessionStore(ViewStore, RollupStore, Protocol):
    """What the pages need of `classroom.storage.Store`."""

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]: ...

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session: ...

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]: ...

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]: ...

    def find_appearances(self, student: UUID) -> tuple[tuple[UUID, int], ...]: ...

    def save_verdict(self, session: UUID, verdict: FlagVerdict) -> None: ...

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None: ...


class Access:
    """What is stored, as far as one user at a time may see it; safe to share between threads."""

    def __init__(self, store: SessionStore, hidden: HidingSource | None) -> None:
        """`hidden` answers whoever hides names (`User.hides_names`), with pseudonyms; None = nobody can."""
        self._store = store
        self._hidden_store = hidden

    def sessions(self, user: User) -> tuple[Session, ...]:
        """All sessions the user may see, newest first.

        Raises:
            StorageError: the database does not answer.
        """
        return tuple(self._hide(user, one) for one in self._stored_sessions(user))

    def students(self, user: User, course: str | None = None) -> tuple[Student, ...]:
        """The roster's students whom the user may see, by course and name; of one course or of all.

        Raises:
            StorageError: the database does not answer.
        """
        return self.names(user).students(course, visible_to=scope(user))

    def session(self, user: User, reference: str) -> Session:
        """The session's own row, without what was recorded.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        if not isinstance(reference, str):  # what a browser sends may be anything
            raise NotFoundError("this page names no session: reload it")
        return self._hide(user, self._store.find_session(reference, visible_to=scope(user)))

    def hide_text(self, user: User, reference: str, text: str) -> str:
        """What was written about a session, as this user may read it: names of the class and its course are replaced
        for whoever hides names.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self.session(user, reference)
        return self._require_hidden().hide_text(session, text) if user.hides_names and text else text

    def people(self, user: User, reference: str) -> tuple[ParticipantDetails, ...]:
        """The session's participants by number, with the teacher's names, links, merges and splits.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return self.names(user).participant_details(self.session(user, reference).id)

    def frames(self, user: User, reference: str, *, after: int, count: int) -> SessionRecords:
        """The records of the first `count` frames behind the frame of that number.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self.session(user, reference)
        return self.names(user).load_records(session.id, after_frame=after, max_frames=count)

    def names(self, user: User) -> NameSource:
        """Where this user's answers come from, as far as they hold names."""
        return self._require_hidden() if user.hides_names else self._store

    def _stored_sessions(self, user: User, course: str | None = None) -> list[Session]:
        """As they are stored, by the class's own time: a recording of last year analysed today is no new class."""
        found = self._store.sessions(visible_to=scope(user), course=course)
        return sorted(found, key=lambda session: session.started_at, reverse=True)

    def _hide(self, user: User, session: Session) -> Session:
        return self._require_hidden().hide_session(session) if user.hides_names else session

    def _require_hidden(self) -> HidingSource:
        if self._hidden_store is None:
            raise ConfigError("names cannot be hidden here: the dashboard was made without a key for pseudonyms")
        return self._hidden_store


def scope(user: User) -> str | None:
    """Whose sessions the user sees: an administrator everybody's (None), a teacher the own ones."""
    return None if user.role is Role.ADMIN else user.name
