"""What the pages ask of the Store: only what the asking user may see, computed once per change."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from threading import Event
from typing import Any, Protocol, TypeVar
from uuid import UUID

from classroom.config import EngagementSettings, FlagSettings
from classroom.course_report import ExportFile, course_files, of_course, zip_parts
from classroom.domain import Box, Flag, FlagVerdict, Role, Session, SessionRecords, User, Verdict
from classroom.errors import ConfigError, NotFoundError
from classroom.report import REPORT_KINDS, report_csv
from classroom.roster.types import ParticipantDetails, Student
from dashboard.cache import Recent
from dashboard.file_names import file_name, file_slug, report_name
from dashboard.live import LiveClass, last_gallery_frame, make_live, tile_boxes
from dashboard.moments import find_moment, make_heat_map
from dashboard.name_source import HidingSource, NameSource
from dashboard.overviews import CourseTrend, HeatMap, Moment, SessionEntry, StudentHistory
from dashboard.report_page import render_report
from dashboard.rollup import Rollup, RollupStore
from dashboard.viewing import Viewing, ViewStore, settings_basis
from dashboard.views import Download, SessionDigest, SessionView, Stream, flag_key

FILL_PAUSE_S = 0.5
DRAWN_KEPT = 40  # some 0.3 MB each

Drawn = TypeVar("Drawn")


class SessionStore(ViewStore, RollupStore, Protocol):
    """What the pages need of `classroom.storage.Store`."""

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]: ...

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session: ...

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]: ...

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]: ...

    def find_appearances(self, student: UUID) -> tuple[tuple[UUID, int], ...]: ...

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
        hidden: HidingSource | None = None,
    ) -> None:
        """`hidden` answers whoever hides names (`User.hides_names`), with pseudonyms; None = nobody can."""
        self._store = store
        self._hidden_store = hidden
        self._now = now
        self.use(engagement, flags)

    def use(self, engagement: EngagementSettings, flags: FlagSettings) -> None:
        """From now on all answers are computed with these settings; what was kept of others is forgotten.

        A question that is being answered meanwhile may still give, and keep, what held when it was asked: its version
        names the settings, so that nobody takes it for an answer under the new ones.
        """
        self._engagement = engagement
        self._flags = flags
        self.basis = settings_basis(engagement, flags)
        viewing = Viewing(self._store, engagement, flags)
        self._hidden_viewing = Viewing(self._hidden_store or self._store, engagement, flags)
        self._drawn: Recent[tuple[UUID, str], tuple[str, Any]] = Recent(DRAWN_KEPT)
        self._viewing = viewing
        self._rollup = Rollup(self._store, engagement, lambda session: viewing.look(session).view)

    @property
    def engagement(self) -> EngagementSettings:
        """The settings in use."""
        return self._engagement

    @property
    def flags(self) -> FlagSettings:
        """The settings in use."""
        return self._flags

    def what_if(self, user: User, reference: str, engagement: EngagementSettings, flags: FlagSettings) -> SessionView:
        """The session as it would be with other settings, of the records at hand; nothing of it is kept.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return Viewing(self._names(user), engagement, flags).make(self.view(user, reference).records)

    def sessions(self, user: User) -> tuple[Session, ...]:
        """All sessions the user may see, newest first.

        Raises:
            StorageError: the database does not answer.
        """
        return tuple(self._hide(user, one) for one in _newest_first(self._store.sessions(visible_to=scope(user))))

    def students(self, user: User, course: str | None = None) -> tuple[Student, ...]:
        """The roster's students whom the user may see, by course and name; of one course or of all.

        Raises:
            StorageError: the database does not answer.
        """
        return self._names(user).students(course, visible_to=scope(user))

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
        return self._names(user).participant_details(self.session(user, reference).id)

    def frames(self, user: User, reference: str, *, after: int, count: int) -> SessionRecords:
        """The records of the first `count` frames behind the frame of that number.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        session = self.session(user, reference)
        return self._names(user).load_records(session.id, after_frame=after, max_frames=count)

    def view(self, user: User, reference: str) -> SessionView:
        """The session as it is now; frames that came since the last time are loaded alone.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return self._views(user).look(self.session(user, reference).id).view

    def live(self, user: User, reference: str) -> LiveClass:
        """A class as it is at its last frame, made once a frame for all who watch it.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        viewed = self._views(user).look(self.session(user, reference).id)
        return self.shared(viewed.view, "live", lambda view: make_live(viewed, self._boxes(view), self._engagement))

    def _boxes(self, view: SessionView) -> tuple[tuple[int, Box], ...]:
        """The tiles of the last frame with a gallery, which views leave out."""
        last = last_gallery_frame(view)
        if last is None:
            return ()
        return tile_boxes(self._store.load_records(view.session.id, after_frame=last - 1, max_frames=1))

    def now(self) -> datetime:
        """The time of this computer, aware UTC."""
        return self._now()

    def shared(self, view: SessionView, what: str, draw: Callable[[SessionView], Drawn]) -> Drawn:
        """What `draw` makes of a view, made once for all who look at it; nobody may change it.

        Drawing costs more than all else at a refresh: a class with several viewers is drawn once a frame.

        Args:
            view: as `view` gave it.
            what: names what is drawn, with all it depends on beside the view (light or dark).
            draw: called when this view was not drawn yet.
        """
        key = (view.session.id, what)  # views with and without names have two versions
        known = self._drawn.get(key)
        if known is None or known[0] != view.version:
            known = (view.version, draw(view))
            self._drawn.put(key, known)
        drawn: Drawn = known[1]
        return drawn

    def heat_map(self, user: User, reference: str) -> HeatMap:
        """Every student's engagement over time, in the order of the participants' numbers.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return make_heat_map(self.view(user, reference))

    def moment(self, user: User, reference: str, at: datetime) -> Moment | None:
        """Who was how on the last frame up to a time; None = before the first frame.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return find_moment(self._views(user).look(self.session(user, reference).id), at)

    def entries(self, user: User, *, course: str | None = None) -> tuple[SessionEntry, ...]:
        """The list of sessions, newest first, with those digests that are known; `digest` makes the others.

        Raises:
            StorageError: the database does not answer.
        """
        sessions = _newest_first(self._store.sessions(visible_to=scope(user), course=course))
        return tuple(SessionEntry(self._hide(user, one), self.known_digest(one)) for one in sessions)

    def course(self, user: User, course: str) -> CourseTrend:
        """A course's sessions of this user that have ended, one row each.

        Raises:
            NotFoundError: no such course, or none of this user's.
            StorageError: the database does not answer.
        """
        return self._rollup.course(of_course(self.sessions(user), course))

    def student(self, user: User, student: UUID) -> StudentHistory:
        """One student of the roster in all sessions of this user that have ended, against the own median.

        Raises:
            NotFoundError: no such student, or not this user's.
            StorageError: the database does not answer.
        """
        found = next((one for one in self.students(user) if one.id == student), None)
        if found is None:
            raise NotFoundError("there is no such student: the roster shows them")
        return self._rollup.student(found, self.sessions(user), self._store.find_appearances(student))

    def fill_rollup(self, stop: Event, *, pause_s: float = FILL_PAUSE_S) -> int:
        """How many sessions got their facts; for a thread of its own, so that no page has to wait for them.

        Args:
            stop: set to end it early.
            pause_s: seconds left to the pages between two sessions.

        Raises:
            StorageError: the database does not answer.
        """
        return self._rollup.fill(self._store.sessions(), stop, pause_s)

    def digest(self, user: User, reference: str) -> SessionDigest:
        """The few figures of one session that the list shows.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return self._rollup.digest(self.session(user, reference))

    def known_digest(self, session: Session) -> SessionDigest | None:
        """The digest, if it was computed already and nothing was recorded since."""
        return self._rollup.known_digest(session)

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
        session = self.session(user, reference)
        content = report_csv(kind, self._names(user).load_records(session.id), self._engagement, self._flags)
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
        parts = zip_parts(self.course_files(user, course, kind), self._now().astimezone())
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
            return course_files(sessions, self._loader(user), self._engagement, self._flags, kinds=reports)
        if kind == "html":
            return self._course_pages(user, sessions)
        raise NotFoundError(f"there is no export {kind!r}: choose csv or html")

    def _course_pages(self, user: User, sessions: Sequence[Session]) -> Iterator[ExportFile]:
        load = self._loader(user)
        for session in sessions:
            try:
                records = load(session)
            except NotFoundError:  # deleted meanwhile
                continue
            # Computed beside the cache: a term's sessions would push out the few that somebody is looking at.
            view = self._viewing.make(records)
            yield ExportFile(report_name(session), (render_report(view, self._now()).encode(),))

    def _loader(self, user: User) -> Callable[[Session], SessionRecords]:
        names = self._names(user)
        return lambda session: names.load_records(session.id)

    def _names(self, user: User) -> NameSource:
        """Where this user's answers come from, as far as they hold names."""
        return self._require_hidden() if user.hides_names else self._store

    def _hide(self, user: User, session: Session) -> Session:
        return self._require_hidden().hide_session(session) if user.hides_names else session

    def _require_hidden(self) -> HidingSource:
        if self._hidden_store is None:
            raise ConfigError("names cannot be hidden here: the dashboard was made without a key for pseudonyms")
        return self._hidden_store

    def _views(self, user: User) -> Viewing:
        self._names(user)
        return self._hidden_viewing if user.hides_names else self._viewing


def scope(user: User) -> str | None:
    """Whose sessions the user sees: an administrator everybody's (None), a teacher the own ones."""
    return None if user.role is Role.ADMIN else user.name


def _newest_first(sessions: Sequence[Session]) -> list[Session]:
    """By the class's own time: a recording of last year that is analysed today is no new class."""
    return sorted(sessions, key=lambda session: session.started_at, reverse=True)


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
