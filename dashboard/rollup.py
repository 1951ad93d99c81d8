"""Figures of many sessions, from the facts kept beside them: no observation is read once facts are there."""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median
from threading import Event
from typing import Protocol
from uuid import UUID

from classroom.config import EngagementSettings
from classroom.domain import Session, SessionRecords, SessionStatus
from classroom.engagement import (
    class_timeline_of_facts,
    collect_facts,
    fact,
    facts_rule,
    fit_profile_to_facts,
    mean_emotions,
    mean_engagement,
    presence_of_facts,
    read_seconds,
)
from classroom.errors import NotFoundError, StorageError
from classroom.facts import STATE_FACTS, KeptTotals, SessionFacts, Totals
from classroom.roster.types import Student
from dashboard.cache import Recent
from dashboard.overviews import CourseRow, CourseTrend, StudentHistory, StudentRow
from dashboard.views import SessionDigest, SessionView

DIGESTS_KEPT = 2000
LAYOUTS_KEPT = 4000
MADE_AT_ONCE = 2  # sessions without facts that one question may load: half a second each
MIN_OTHERS = 2  # sessions that make a usual value

_SHOWN = tuple(name for name in STATE_FACTS if name != "off_page_s")


class RollupStore(Protocol):
    """What the rollup needs of `classroom.storage.Store`."""

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords: ...

    def save_facts(self, session: UUID, facts: SessionFacts) -> bool: ...

    def load_facts(self, session: UUID) -> SessionFacts | None: ...

    def load_totals(self, sessions: Sequence[UUID]) -> Mapping[UUID, KeptTotals]: ...

    def sum_participants(
        self, participants: Sequence[tuple[UUID, int]]
    ) -> Mapping[tuple[UUID, int], tuple[float, ...]]: ...

    def layout(self, session: UUID) -> str: ...


class Rollup:
    """Digests, courses and students' histories; safe to share between threads."""

    def __init__(
        self, store: RollupStore, engagement: EngagementSettings, live_view: Callable[[UUID], SessionView]
    ) -> None:
        """`live_view` gives the view of a session that is still recorded, which many look at and so costs little."""
        self._store = store
        self._engagement = engagement
        self._live_view = live_view
        self._digests: Recent[tuple[object, ...], SessionDigest] = Recent(DIGESTS_KEPT)
        self._layouts: Recent[tuple[UUID, int], str] = Recent(LAYOUTS_KEPT)

    def known_digest(self, session: Session) -> SessionDigest | None:
        """The digest, if it was made already and nothing was recorded since."""
        return self._digests.get(_state_of(session))

    def digest(self, session: Session) -> SessionDigest:
        """The few figures of one session that the list shows.

        Raises:
            NotFoundError: the session is gone.
            StorageError: the database does not answer.
        """
        known = self.known_digest(session)
        if known is not None:
            return known
        if session.status is SessionStatus.LIVE:
            view = self._live_view(session.id)
            digest = SessionDigest(view.summary.mean_engagement, tuple(one.engagement for one in view.timeline.bins))
        else:
            digest = self._digest_of_facts(session)
        self._digests.put(_state_of(session), digest)
        return digest

    def course(self, sessions: Iterable[Session]) -> CourseTrend:
        """One row a session that has ended, oldest first. Raises: StorageError."""
        ended = sorted((one for one in sessions if one.status is not SessionStatus.LIVE), key=_start)
        totals = self._fresh_totals(ended)
        engagement = fit_profile_to_facts((one.values for one in totals.values()), self._engagement)
        rows = tuple(_course_row(one, totals[one.id], engagement) for one in ended if one.id in totals)
        return CourseTrend(rows, pending=len(ended) - len(rows))

    def student(
        self, student: Student, sessions: Iterable[Session], appearances: Iterable[tuple[UUID, int]]
    ) -> StudentHistory:
        """One row for each session that has ended and in which the student was, oldest first. Raises: StorageError."""
        ended = {one.id: one for one in sessions if one.status is not SessionStatus.LIVE}
        seen = [(session, number) for session, number in appearances if session in ended]
        fresh = self._fresh_totals([ended[session] for session, _ in seen])
        sums = self._store.sum_participants([one for one in seen if one[0] in fresh])
        engagement = fit_profile_to_facts(sums.values(), self._engagement)
        rows = sorted(
            (_student_row(ended[session], number, values, engagement) for (session, number), values in sums.items()),
            key=lambda row: row.session.started_at,
        )
        return StudentHistory(
            student=student,
            rows=_compare(rows),
            usual=_median(row.mean_engagement for row in rows),
            pending=len({session for session, _ in seen} - set(fresh)),
        )

    def fill(self, sessions: Iterable[Session], stop: Event, pause_s: float) -> int:
        """Makes what facts are missing, one session after the other until `stop` is set; how many were made.

        Raises:
            StorageError: the database does not answer.
        """
        ended = [one for one in sessions if one.status is not SessionStatus.LIVE]
        fresh = self._find_fresh(ended)
        made = 0
        for session in ended:
            if session.id not in fresh:
                with contextlib.suppress(NotFoundError):  # deleted meanwhile
                    self._make_facts(session)
                    made += 1
                if stop.wait(pause_s):
                    break
        return made

    def _digest_of_facts(self, session: Session) -> SessionDigest:
        facts = self._store.load_facts(session.id) if session.id in self._find_fresh([session]) else None
        if facts is None:
            facts = self._make_facts(session)
        engagement = fit_profile_to_facts([facts.totals.values], self._engagement)
        timeline = class_timeline_of_facts(facts, session, engagement)
        return SessionDigest(
            mean_engagement=mean_engagement(facts.totals.values, engagement),
            trend=tuple(one.engagement for one in timeline.bins),
        )

    def _fresh_totals(self, sessions: Sequence[Session]) -> dict[UUID, Totals]:
        """Of each session; those of the first few that have none are made now."""
        fresh = self._find_fresh(sessions)
        missing = [one for one in sessions if one.id not in fresh]
        for session in missing[:MADE_AT_ONCE]:
            with contextlib.suppress(NotFoundError):  # deleted meanwhile
                fresh[session.id] = self._make_facts(session).totals
        return fresh

    def _find_fresh(self, sessions: Sequence[Session]) -> dict[UUID, Totals]:
        kept = self._store.load_totals([one.id for one in sessions])
        return {one.id: kept[one.id].totals for one in sessions if one.id in kept and self._is_fresh(one, kept[one.id])}

    def _is_fresh(self, session: Session, kept: KeptTotals) -> bool:
        basis = kept.basis
        if (basis.frame_count, basis.observation_count) != (session.frame_count, session.observation_count):
            return False
        if basis.rule != facts_rule(self._engagement):
            return False
        # A new name or a link is another revision too, and changes no fact.
        return kept.revision == session.revision or basis.layout == self._layout(session)

    def _layout(self, session: Session) -> str:
        key = (session.id, session.revision)
        known = self._layouts.get(key)
        if known is None:
            known = self._store.layout(session.id)
            self._layouts.put(key, known)
        return known

    def _make_facts(self, session: Session) -> SessionFacts:
        facts = collect_facts(self._store.load_records(session.id, readings_only=True), self._engagement)
        with contextlib.suppress(StorageError):  # a database that can only be read: they are made again next time
            self._store.save_facts(session.id, facts)
        return facts


def _course_row(session: Session, totals: Totals, engagement: EngagementSettings) -> CourseRow:
    values = totals.values
    presence = presence_of_facts(totals)
    shown_s = sum(fact(values, name) for name in _SHOWN)
    return CourseRow(
        session=session,
        mean_engagement=mean_engagement(values, engagement),
        coverage=_quotient(read_seconds(values, engagement), fact(values, "in_call_s")),
        emotions=mean_emotions(values),
        minutes=totals.any_in_call_s / 60.0,
        mean_in_call=None if presence is None else presence.in_call,
        mean_visible=None if presence is None else presence.visible,
        camera_off_share=_quotient(fact(values, "camera_off_s"), shown_s),
    )


def _student_row(
    session: Session, number: int, values: tuple[float, ...], engagement: EngagementSettings
) -> StudentRow:
    return StudentRow(
        session=session,
        participant=number,
        mean_engagement=mean_engagement(values, engagement),
        coverage=_quotient(read_seconds(values, engagement), fact(values, "in_call_s")),
        emotions=mean_emotions(values),
        minutes_in_call=fact(values, "in_call_s") / 60.0,
        minutes_visible=fact(values, "visible_s") / 60.0,
        minutes_camera_off=fact(values, "camera_off_s") / 60.0,
        minutes_hidden=_minutes_hidden(values),
        difference=None,
    )


def _minutes_hidden(values: tuple[float, ...]) -> float:
    """Minutes in the call without a gallery; sums of four-byte numbers are exact to less than a thousandth."""
    return max(round((fact(values, "in_call_s") - fact(values, "shown_in_call_s")) / 60.0, 3), 0.0)


def _compare(rows: Sequence[StudentRow]) -> tuple[StudentRow, ...]:
    """Each row with its distance from the median of the others."""
    return tuple(replace(row, difference=_difference(row, rows)) for row in rows)


def _difference(row: StudentRow, rows: Sequence[StudentRow]) -> float | None:
    others = [one.mean_engagement for one in rows if one is not row and one.mean_engagement is not None]
    if row.mean_engagement is None or len(others) < MIN_OTHERS:
        return None
    return row.mean_engagement - median(others)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _quotient(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _start(session: Session) -> datetime:
    return session.started_at


def _state_of(session: Session) -> tuple[object, ...]:
    return (session.id, session.status, session.frame_count, session.observation_count, session.revision)
