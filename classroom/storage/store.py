"""The Store: all that is kept. It speaks domain types; one method is one transaction."""

from collections.abc import Callable, Mapping, Sequence
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
    Session,
    SessionRecords,
)
from classroom.roster.types import ParticipantDetails
from classroom.storage import bulk, frames, partitions, people, records, sessions
from classroom.storage.accounts import AccountStore
from classroom.storage.engine import open_database
from classroom.storage.ids import new_id
from classroom.storage.lesson_store import LessonStore
from classroom.storage.participant_store import ParticipantStore
from classroom.storage.privacy import PrivacyStore
from classroom.storage.review_store import ReviewStore
from classroom.storage.rollup import FactsStore
from classroom.storage.roster_store import RosterStore
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


class Store(AccountStore, FactsStore, LessonStore, ParticipantStore, PrivacyStore, ReviewStore, RosterStore):
    """Sessions and what was seen in them, accounts, audit. Threads may share one Store.

    Every method raises `StorageError` when the database cannot be read or written.
    """

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

    def make_partitions(self, now: datetime) -> int:
        """How many of the coming months got a partition of their own; 0 on SQLite, which has none."""
        if self._database.file is not None:
            return 0
        with self._database.read() as connection:
            if not partitions.missing_months(connection, now):
                return 0
        with self._database.migrate() as connection:
            return partitions.make_partitions(connection, now)

    # ------------------------------------------------------------ recording

    def create_session(self, new: NewSession, *, agent: str) -> UUID:
        """The id of a new live session; `agent` names the recording process as host:pid:start."""
        session = new_id()
        self.begin_session(session, new, agent=agent)
        return session

    def begin_session(self, session: UUID, new: NewSession, *, agent: str) -> bool:
        """Whether a new live session was made, with an id that the caller gave (`new_id`).

        One that is there already is left as it is.
        """
        with self._database.write() as connection:
            return sessions.begin_session(connection, session, new, agent)

    def save_frame(self, session: UUID, record: FrameRecord) -> None:
        """Writes a frame, its new or renamed participants and its observations, all or nothing.

        A frame that is there already changes nothing, so that a replay is harmless. A session thought
        interrupted is live again; a finished one stays finished. Display names are cut at 200
        characters, NUL is removed.

        Raises:
            NotFoundError: the session is gone.
        """
        self.save_frames(session, (record,))

    def save_frames(self, session: UUID, records: Sequence[FrameRecord]) -> None:
        """`save_frame` of several, in one transaction. Raises: NotFoundError."""
        with self._database.write() as connection:
            for record in records:
                frames.save_frame(connection, session, record)

    def finish_session(self, session: UUID, ended_at: datetime) -> None:
        """Raises: NotFoundError."""
        with self._database.write() as connection:
            sessions.end_session(connection, session, ended_at)

    def add_session(self, records: SessionRecords, *, agent: str) -> UUID:
        """The id of a new session with everything of `records`; their own id, revision and counts are not used.

        Raises:
            StorageError: the numbers of participants and frames do not fit together.
        """
        with self._database.write() as connection:
            return bulk.insert_session(connection, records, agent)

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
        return self.interrupt(self.find_silent(now, is_alive))

    def find_silent(self, now: datetime, is_alive: Callable[[str], bool | None]) -> dict[UUID, datetime]:
        """What `mark_interrupted` would mark, each with the time of its last frame; nothing is changed."""
        with self._database.read() as connection:
            return sessions.find_interrupted(connection, now, is_alive)

    def interrupt(self, silent: Mapping[UUID, datetime]) -> tuple[Session, ...]:
        """Marks those that `find_silent` found and that have been silent since; which they are."""
        if not silent:
            return ()
        with self._database.write() as connection:
            return sessions.interrupt_sessions(connection, silent)

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
        """As the teacher's edits show them, by number; empty when there are none or the session is gone."""
        with self._database.read() as connection:
            return people.load_participants(connection, session)

    def recorded_participants(self, session: UUID) -> tuple[Participant, ...]:
        """As the agent recorded them, by number: what an agent that goes on with the session has to know."""
        with self._database.read() as connection:
            return people.load_recorded(connection, session)

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]:
        """Those of `participants`, with the teacher's names, links, merges and splits."""
        with self._database.read() as connection:
            return people.load_details(connection, session)

    def load_records(
        self,
        session: UUID,
        *,
        after_frame: int = -1,
        max_frames: int | None = None,
        readings_only: bool = False,
    ) -> SessionRecords:
        """Everything recorded of a session at one moment, as the teacher's edits show it.

        Frames and observations after a frame only, and of the first `max_frames` of those. Records loaded when
        `layout` was another one are out of date, also those of earlier frames. `readings_only` leaves out (NaN)
        boxes, the detector's scores and roll, of which no figure is made: less time and memory.

        Raises:
            NotFoundError: the session is gone.
        """
        with self._database.read() as connection:
            return records.load_records(connection, session, after_frame, max_frames, readings_only=readings_only)

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

    # ------------------------------------------------------------ deleting

    def delete_session(self, session: UUID) -> None:
        """With all that belongs to it. Raises: NotFoundError."""
        with self._database.write() as connection:
            sessions.delete_session(connection, session)

    def delete_demo(self) -> int:
        """How many demo sessions were there; they are gone."""
        with self._database.write() as connection:
            return sessions.delete_demo(connection)
