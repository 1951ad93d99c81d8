"""What the pages ask of the Store: only what the asking user may see, computed once per change."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from threading import Lock
from typing import Protocol, TypeVar
from uuid import UUID

import numpy as np

from classroom.config import EngagementSettings, FlagSettings
from classroom.course_report import ExportFile, course_files, of_course, zip_parts
from classroom.domain import (
    Flag,
    FlagVerdict,
    FrameTable,
    ObservationTable,
    Role,
    Session,
    SessionRecords,
    User,
    Verdict,
)
from classroom.engagement import all_timelines, class_timeline, find_class_dips, find_flags, summarize
from classroom.errors import NotFoundError
from classroom.report import REPORT_KINDS, report_csv, unique_names
from classroom.roster.types import ParticipantDetails, Student
from dashboard.cache import Recent
from dashboard.file_names import file_name, file_slug, report_name
from dashboard.report_page import render_report
from dashboard.views import Download, SessionDigest, SessionView, Stream, flag_key

VIEWS_KEPT = 12
DIGESTS_KEPT = 500
LOCKS = 16

Table = TypeVar("Table", FrameTable, ObservationTable)


class SessionStore(Protocol):
    """What the pages need of `classroom.storage.Store`."""

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]: ...

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session: ...

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None
    ) -> SessionRecords: ...

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]: ...

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]: ...

    def save_verdict(self, session: UUID, verdict: FlagVerdict) -> None: ...

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None: ...


class Queries:
    """Sessions, views, reports and verdicts for one user at a time; safe to share between threads."""

    def __init__(
        self,
        store: SessionStore,
        engagement: EngagementSettings,
        flags: FlagSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._engagement = engagement
        self._flags = flags
        self._now = now
        # The same records under other settings are another answer.
        self.basis = sha256(f"{engagement!r}{flags!r}".encode()).hexdigest()[:16]
        self._views: Recent[UUID, SessionView] = Recent(VIEWS_KEPT)
        self._digests: Recent[tuple[object, ...], SessionDigest] = Recent(DIGESTS_KEPT)
        self._locks = tuple(Lock() for _ in range(LOCKS))  # a session's two callbacks compute once

    def sessions(self, user: User) -> tuple[Session, ...]:
        """All sessions the user may see, newest first.

        Raises:
            StorageError: the database does not answer.
        """
        return self._store.sessions(visible_to=scope(user))

    def students(self, user: User, course: str | None = None) -> tuple[Student, ...]:
        """The roster's students whom the user may see, by course and name; of one course or of all.

        Raises:
            StorageError: the database does not answer.
        """
        return self._store.students(course, visible_to=scope(user))

    def session(self, user: User, reference: str) -> Session:
        """The session's own row, without what was recorded.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return self._store.find_session(reference, visible_to=scope(user))

    def people(self, user: User, reference: str) -> tuple[ParticipantDetails, ...]:
        """The session's participants by number, with the teacher's names, links, merges and splits.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return self._store.participant_details(self.session(user, reference).id)

    def frames(self, user: User, reference: str, *, after: int, count: int) -> SessionRecords:
        """The records of the first `count` frames behind the frame of that number.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self.session(user, reference)
        return self._store.load_records(session.id, after_frame=after, max_frames=count)

    def view(self, user: User, reference: str) -> SessionView:
        """The session as it is now; frames that came since the last time are loaded alone.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self._store.find_session(reference, visible_to=scope(user))
        with self._locks[session.id.int % LOCKS]:
            known = self._views.get(session.id)
            records = self._fresh_records(session.id, known.records if known else None)
            version = _version(records)
            if known is None or known.version != version:
                known = self._compute(records, version)
                self._views.put(session.id, known)
            return known

    def digest(self, user: User, reference: str) -> SessionDigest:
        """The few figures of one session that the list shows.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self._store.find_session(reference, visible_to=scope(user))
        known = self.known_digest(session)
        if known is None:
            records = self._store.load_records(session.id)
            timeline = class_timeline(records, self._engagement)
            known = SessionDigest(
                mean_engagement=summarize(records, self._engagement, self._flags, raised=())[0].mean_engagement,
                trend=tuple(bin_.engagement for bin_ in timeline.bins),
            )
            self._digests.put(_digest_key(session), known)
        return known

    def known_digest(self, session: Session) -> SessionDigest | None:
        """The digest, if it was computed already and nothing was recorded since."""
        return self._digests.get(_digest_key(session))

    def give_verdict(self, user: User, reference: str, key: str, verdict: Verdict) -> None:
        """Store the teacher's word on the flag of that key (`flag_key`).

        Raises:
            NotFoundError: no such session, or the flag is no longer raised.
            StorageError: the database does not answer.
        """
        view = self.view(user, reference)
        flag = next((flag for flag in view.flags if flag_key(flag) == key), None)
        if flag is None:
            raise NotFoundError("this hint is no longer raised: reload the page")
        self._store.save_verdict(view.session.id, _verdict(flag, verdict, self._now()))

    def download(self, user: User, reference: str, kind: str) -> Download:
        """One kind of report (`classroom.report.REPORT_KINDS`) as a CSV file; noted in the audit log.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self._store.find_session(reference, visible_to=scope(user))
        content = report_csv(kind, self._store.load_records(session.id), self._engagement, self._flags)
        self._store.add_audit(self._now(), user.name, f"download {kind}", str(session.id))
        return Download(file_name(session, kind), content)

    def report(self, user: User, reference: str) -> Download:
        """The session as one printable HTML file; noted in the audit log.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        view = self.view(user, reference)
        content = render_report(view, self._now()).encode()
        self._store.add_audit(self._now(), user.name, "report", str(view.session.id))
        return Download(file_name(view.session, "report", "html"), content)

    def course_archive(self, user: User, course: str, kind: str) -> Stream:
        """`course_files` as a zip; noted in the audit log.

        Raises: as `course_files`; a database that stops to answer while the zip is read ends it early (StorageError).
        """
        parts = zip_parts(self.course_files(user, course, kind))
        begun = next(parts)  # what does not work at all is said before anything is sent
        self._store.add_audit(self._now(), user.name, f"download course as {kind}", course)
        return Stream(f"{file_slug(course)}-{kind}.zip", chain((begun,), parts))

    def course_files(
        self, user: User, course: str, kind: str, *, reports: Sequence[str] = REPORT_KINDS
    ) -> Iterator[ExportFile]:
        """All sessions of a course that the user may see, oldest first: one CSV a report, or one HTML file a session.

        Args:
            kind: "csv" or "html".
            reports: which CSV files.

        Raises:
            NotFoundError: no such course, or none of this user's; no such kind.
            StorageError: the database does not answer.
        """
        sessions = of_course(self.sessions(user), course)
        if kind == "csv":
            return course_files(sessions, self._load, self._engagement, self._flags, kinds=reports)
        if kind == "html":
            return self._course_pages(sessions)
        raise NotFoundError(f"there is no export {kind!r}: choose csv or html")

    def _course_pages(self, sessions: Sequence[Session]) -> Iterator[ExportFile]:
        for session in sessions:
            try:
                records = self._load(session)
            except NotFoundError:  # deleted meanwhile
                continue
            # Computed beside the cache: a term's sessions would push out the few that somebody is looking at.
            view = self._compute(records, _version(records))
            yield ExportFile(report_name(session), (render_report(view, self._now()).encode(),))

    def _load(self, session: Session) -> SessionRecords:
        return self._store.load_records(session.id)

    def _fresh_records(self, session: UUID, known: SessionRecords | None) -> SessionRecords:
        if known is None or len(known.frames.number) == 0:
            return self._store.load_records(session)
        newer = self._store.load_records(session, after_frame=int(known.frames.number[-1]))
        if newer.session.revision != known.session.revision:  # participants were merged or split: old rows changed too
            return self._store.load_records(session)
        joined = join_records(known, newer)
        # Rows may also vanish or come late (erased student, replayed frames): then all is read again.
        complete = (
            len(joined.frames.number) == joined.session.frame_count
            and len(joined.observations.frame) == joined.session.observation_count
        )
        return joined if complete else self._store.load_records(session)

    def _compute(self, records: SessionRecords, version: str) -> SessionView:
        flags = find_flags(records, self._engagement, self._flags)
        summaries = summarize(records, self._engagement, self._flags, raised=flags)
        timeline, *timelines = all_timelines(records, self._engagement)
        profile = self._engagement.profile
        return SessionView(
            session=records.session,
            records=records,
            participants=records.participants,
            names=unique_names(records),
            timeline=timeline,
            timelines={line.participant: line for line in timelines if line.participant is not None},
            summary=next(summary for summary in summaries if summary.participant is None),
            summaries={summary.participant: summary for summary in summaries if summary.participant is not None},
            flags=flags,
            dips=find_class_dips(records, self._engagement, self._flags),
            markers=records.markers,
            profile=f"{profile} v{self._engagement.profiles[profile].version}",
            version=version,
        )


def _digest_key(session: Session) -> tuple[object, ...]:
    return (session.id, session.status, session.frame_count, session.observation_count, session.revision)


def scope(user: User) -> str | None:
    """Whose sessions the user sees: an administrator everybody's (None), a teacher the own ones."""
    return None if user.role is Role.ADMIN else user.name


def join_records(known: SessionRecords, newer: SessionRecords) -> SessionRecords:
    """The records known so far with newer frames behind them; all else is the newer one's."""
    return replace(
        newer,
        frames=_join(known.frames, newer.frames),
        observations=_join(known.observations, newer.observations),
    )


def _join(first: Table, second: Table) -> Table:
    names = [field.name for field in fields(first)]
    return type(first)(**{name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names})


def _version(records: SessionRecords) -> str:
    """Changes with every frame, participant's name, verdict and marker."""
    state = (records.session, records.participants, records.verdicts, records.markers)
    return sha256(repr(state).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _verdict(flag: Flag, verdict: Verdict, given_at: datetime) -> FlagVerdict:
    return FlagVerdict(
        participant=flag.participant,
        reason=flag.reason,
        start=flag.start,
        end=flag.end,
        rule_version=flag.rule_version,
        verdict=verdict,
        given_at=given_at,
    )
