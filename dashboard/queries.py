"""What the pages ask of the Store: only what the asking user may see, computed once per change."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from typing import Any, TypeVar
from uuid import UUID

from classroom.config import EngagementSettings, FlagSettings
from classroom.course_report import of_course
from classroom.domain import Box, Flag, FlagVerdict, Session, SessionRecords, User, Verdict
from classroom.errors import NotFoundError
from dashboard.access import Access, SessionStore
from dashboard.cache import Recent
from dashboard.live import LiveClass, last_gallery_frame, make_live, tile_boxes
from dashboard.moments import find_moment
from dashboard.name_source import HidingSource
from dashboard.overviews import CourseTrend, Moment, StudentHistory
from dashboard.rollup import Rollup
from dashboard.viewing import Viewing, settings_basis
from dashboard.views import SessionDigest, SessionView, flag_key

FILL_PAUSE_S = 0.5
DRAWN_KEPT = 40  # some 0.3 MB each

Drawn = TypeVar("Drawn")


class Queries(Access):
    """Sessions, views and verdicts for one user at a time; safe to share between threads."""

    def __init__(
        self,
        store: SessionStore,
        engagement: EngagementSettings,
        flags: FlagSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        hidden: HidingSource | None = None,
    ) -> None:
        super().__init__(store, hidden)
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
        return Viewing(self.names(user), engagement, flags).make(self.view(user, reference).records)

    def make(self, records: SessionRecords) -> SessionView:
        """The view of records that are at hand, as the settings are; nothing of it is kept."""
        return self._viewing.make(records)

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

    def moment(self, user: User, reference: str, at: datetime) -> Moment | None:
        """Who was how on the last frame up to a time; None = before the first frame.

        Raises:
            NotFoundError: no such session, or not this user's.
            StorageError: the database does not answer.
        """
        return find_moment(self._views(user).look(self.session(user, reference).id), at)

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

    def note(self, user: User, action: str, subject: str) -> None:
        """Write what a user did into the audit log. Raises: StorageError."""
        self._store.add_audit(self._now(), user.name, action, subject)

    def _views(self, user: User) -> Viewing:
        self.names(user)
        return self._hidden_viewing if user.hides_names else self._viewing


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
