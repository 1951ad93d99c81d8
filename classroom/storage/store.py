"""The Store: all that is kept. It speaks domain types; one method is one transaction."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from classroom.config import StorageSettings
from classroom.domain import (
    FlagVerdict,
    FrameRecord,
    Marker,
    NewSession,
    Participant,
    Role,
    Session,
    SessionRecords,
    User,
)
from classroom.storage import frames, records, sessions, users
from classroom.storage.engine import Database, open_database
from classroom.storage.schema import prepare_schema


def open_store(settings: StorageSettings, *, default_folder: Path) -> "Store":
    """The store that the settings name, ready for use.

    SQLite's file and its tables are made, and older tables brought up to date. An empty PostgreSQL
    database gets its tables; an older one is left to `classroom db upgrade`.

    Args:
        settings: the `storage` section.
        default_folder: where `classroom.db` lies when the URL is "default".

    Raises:
        StorageError: it cannot be opened, or was written by a newer version.
    """
    database = open_database(settings, default_folder)
    try:
        prepare_schema(database)
    except BaseException:
        database.engine.dispose()
        raise
    return Store(database)


class Store:
    """Sessions and what was seen in them, accounts, audit. Threads may share one Store.

    Every method raises `StorageError` when the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where the data is, in words, without a password."""
        return self._database.place

    def close(self) -> None:
        """Gives connections back; harmless when called twice."""
        self._database.engine.dispose()

    # ------------------------------------------------------------ recording

    def create_session(self, new: NewSession, *, agent: str) -> UUID:
        """The id of a new live session; `agent` names the recording process as host:pid:start."""
        with self._database.write() as connection:
            return sessions.create_session(connection, new, agent)

    def save_frame(self, session: UUID, record: FrameRecord) -> None:
        """Writes a frame, its new or renamed participants and its observations, all or nothing.

        A frame that is there already changes nothing, so that a replay is harmless. A session thought
        interrupted is live again; a finished one stays finished. Display names are cut at 200
        characters, NUL is removed.

        Raises:
            NotFoundError: the session is gone.
        """
        with self._database.write() as connection:
            frames.save_frame(connection, session, record)

    def finish_session(self, session: UUID, ended_at: datetime) -> None:
        """Raises: NotFoundError."""
        with self._database.write() as connection:
            sessions.end_session(connection, session, ended_at)

    def resume_session(self, session: UUID, *, agent: str) -> int:
        """The number of the next frame; the session is live again.

        Raises:
            NotFoundError: it is gone.
        """
        with self._database.write() as connection:
            return sessions.resume_session(connection, session, agent)

    def mark_interrupted(self, now: datetime, is_alive: Callable[[str], bool | None]) -> tuple[Session, ...]:
        """The live sessions whose agent has died, now marked interrupted at their last frame.

        Args:
            now: aware UTC.
            is_alive: agent -> True, False, or None when it cannot be asked (another computer); then
                silence decides: no frame for a minute or ten intervals, whichever is longer.
        """
        with self._database.read() as connection:
            found = sessions.find_interrupted(connection, now, is_alive)
        if not found:
            return ()
        with self._database.write() as connection:
            return sessions.interrupt_sessions(connection, found)

    # ------------------------------------------------------------ reading

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]:
        """Newest recorded first, "latest" leads.

        Args:
            visible_to: a teacher, who sees own, nobody's and demo sessions; None = all.
            course: of this course only.
        """
        with self._database.read() as connection:
            return sessions.list_sessions(connection, visible_to, course)

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session:
        """The session made last ("latest"), or the only one whose id starts with `reference`.

        Raises:
            NotFoundError: none, or several.
        """
        with self._database.read() as connection:
            return sessions.find_session(connection, reference, visible_to)

    def participants(self, session: UUID) -> tuple[Participant, ...]:
        """By number; empty when there are none or the session is gone."""
        with self._database.read() as connection:
            return records.load_participants(connection, session)

    def load_records(self, session: UUID, *, after_frame: int = -1) -> SessionRecords:
        """Everything recorded of a session at one moment; frames and observations after a frame only.

        Raises:
            NotFoundError: the session is gone.
        """
        with self._database.read() as connection:
            return records.load_records(connection, session, after_frame)

    # ------------------------------------------------------------ the teacher's words

    def add_marker(self, session: UUID, marker: Marker) -> None:
        """A second marker of the same moment replaces the first. Raises: NotFoundError."""
        with self._database.write() as connection:
            frames.save_marker(connection, session, marker)

    def save_verdict(self, session: UUID, verdict: FlagVerdict) -> None:
        """A later verdict on the same participant, reason and start replaces the first.

        Raises:
            NotFoundError: session or participant is gone.
        """
        with self._database.write() as connection:
            frames.save_verdict(connection, session, verdict)

    def delete_session(self, session: UUID) -> None:
        """With all that belongs to it. Raises: NotFoundError."""
        with self._database.write() as connection:
            sessions.delete_session(connection, session)

    def delete_demo(self) -> int:
        """How many demo sessions were there; they are gone."""
        with self._database.write() as connection:
            return sessions.delete_demo(connection)

    # ------------------------------------------------------------ accounts

    def add_user(self, name: str, role: Role, password_hash: str | None) -> None:
        """Raises: StorageError when the name is taken (in any case) or cannot be a name."""
        with self._database.write() as connection:
            users.add_user(connection, name, role, password_hash)

    def users(self) -> tuple[User, ...]:
        """By name."""
        with self._database.read() as connection:
            return users.list_users(connection)

    def find_user(self, name: str) -> User:
        """Without regard to case. Raises: NotFoundError."""
        with self._database.read() as connection:
            return users.find_user(connection, name)

    def password_hash(self, name: str) -> str | None:
        """None when the user is unknown or has set no password yet."""
        with self._database.read() as connection:
            return users.find_password_hash(connection, name)

    def set_password_hash(self, name: str, password_hash: str) -> None:
        """Raises: NotFoundError."""
        with self._database.write() as connection:
            users.set_password_hash(connection, name, password_hash)

    def remove_user(self, name: str) -> None:
        """The account; the user's sessions stay for an administrator. Raises: NotFoundError."""
        with self._database.write() as connection:
            users.remove_user(connection, name)

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None:
        """Notes who did what to whose data."""
        with self._database.write() as connection:
            users.add_audit(connection, at, actor, action, subject)
