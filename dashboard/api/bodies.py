"""Domain types -> answers; pure. NaN and what was not read become null."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom import domain
from classroom.domain import EMOTIONS, FRAME_STATUSES, STATES, Verdict
from classroom.roster.keys import plain_key
from classroom.roster.types import ParticipantDetails
from classroom.roster.types import Student as RosterStudent
from dashboard.api import schemas
from dashboard.views import SessionView

READING_NAMES = (*map(str, EMOTIONS), "yaw", "pitch", "roll", "eyes_closed")
DECIMALS = 4  # what lies beyond is the model's noise; the same as in the CSV files


def session_body(session: domain.Session) -> schemas.Session:
    return schemas.Session(
        id=session.id,
        course=session.course,
        owner=session.owner,
        started_at=session.started_at,
        ended_at=session.ended_at,
        last_frame_at=session.last_frame_at,
        status=session.status,
        source=session.source,
        demo=session.is_demo,
        interval_s=session.interval_s,
        time_zone=session.time_zone,
        frames=session.frame_count,
        gallery_frames=session.gallery_frame_count,
        participants=session.participant_count,
        observations=session.observation_count,
        revision=session.revision,
    )


def participants_body(view: SessionView, details: Sequence[ParticipantDetails]) -> schemas.ParticipantList:
    items = (
        schemas.Participant(
            number=one.participant.number,
            name=view.names.get(one.participant.number, one.participant.display_name),
            display_name=one.participant.display_name,
            named=one.participant.name_is_read,
            given=one.name_is_given,
            student_id=None if one.student is None else one.student.id,
            merged=tuple(merged.number for merged in one.merged),
            split_from=one.split_from,
        )
        for one in details
    )
    return schemas.ParticipantList(session=view.session.id, items=tuple(items))


def class_timeline_body(view: SessionView) -> schemas.ClassTimeline:
    return schemas.ClassTimeline(
        session=view.session.id,
        participant=None,
        profile=view.profile,
        bin_s=view.timeline.bin_s,
        bins=_bins(view.timeline),
        dips=tuple(schemas.Dip(start=dip.start, end=dip.end, fell=dip.fell, visible=dip.visible) for dip in view.dips),
        markers=tuple(schemas.Marker(at=marker.at, text=marker.text) for marker in view.markers),
    )


def timeline_body(view: SessionView, timeline: domain.Timeline) -> schemas.Timeline:
    return schemas.Timeline(
        session=view.session.id,
        participant=timeline.participant,
        profile=view.profile,
        bin_s=timeline.bin_s,
        bins=_bins(timeline),
    )


def summary_body(view: SessionView) -> schemas.Summary:
    lines = (view.summaries[one.number] for one in view.participants)
    return schemas.Summary(
        session=view.session.id,
        profile=view.profile,
        whole=_summary_line(view.summary, None),
        participants=tuple(_summary_line(line, view.names[line.participant or 0]) for line in lines),
    )


def flags_body(view: SessionView) -> schemas.FlagList:
    items = (
        schemas.Flag(
            participant=flag.participant,
            name=view.names[flag.participant],
            start=flag.start,
            end=flag.end,
            reason=flag.reason,
            evidence=flag.evidence,
            rule_version=flag.rule_version,
            verdict=flag.verdict,
        )
        for flag in view.flags
    )
    return schemas.FlagList(session=view.session.id, items=tuple(items), judgement=judgement(view.flags))


def judgement(flags: Sequence[domain.Flag]) -> schemas.Judgement:
    """The verdicts counted, and what they say of the flags' precision."""
    counts = Counter(flag.verdict for flag in flags)
    right, wrong = counts[Verdict.RIGHT], counts[Verdict.WRONG]
    return schemas.Judgement(
        right=right,
        wrong=wrong,
        ignore=counts[Verdict.IGNORE],
        open=counts[None],
        precision=round(right / (right + wrong), DECIMALS) if right + wrong else None,
    )


def frames_body(records: domain.SessionRecords, limit: int) -> schemas.FramePage:
    """The frames of the records with what was seen on each; the page is the last one when it is not full."""
    frames, seen = records.frames, records.observations
    observations: dict[int, list[schemas.Observation]] = {int(number): [] for number in frames.number}
    for frame, observation in zip(seen.frame.tolist(), _observations(seen), strict=True):
        observations[frame].append(observation)
    items = tuple(
        schemas.Frame(
            number=number,
            taken_at=datetime.fromtimestamp(taken_at, UTC),
            status=FRAME_STATUSES[status],
            observations=tuple(observations[number]),
        )
        for number, taken_at, status in zip(
            frames.number.tolist(), frames.taken_at.tolist(), frames.status.tolist(), strict=True
        )
    )
    return schemas.FramePage(
        session=records.session.id, items=items, next=items[-1].number if len(items) == limit else None
    )


def course_bodies(sessions: Iterable[domain.Session], students: Iterable[RosterStudent]) -> tuple[schemas.Course, ...]:
    """By name; courses are compared without regard to case and spaces, and written as in their newest session."""
    starts: dict[str, list[datetime]] = {}
    names: dict[str, str] = {}
    for session in sessions:
        names.setdefault(plain_key(session.course), session.course)
        starts.setdefault(plain_key(session.course), []).append(session.started_at)
    enrolled: Counter[str] = Counter()
    for student in students:
        names.setdefault(plain_key(student.course), student.course)
        enrolled[plain_key(student.course)] += 1
    return tuple(
        schemas.Course(
            name=names[key],
            sessions=len(starts.get(key, ())),
            first_started_at=min(starts[key]) if key in starts else None,
            last_started_at=max(starts[key]) if key in starts else None,
            students=enrolled[key],
        )
        for key in sorted(names)
    )


def student_body(student: RosterStudent) -> schemas.Student:
    return schemas.Student(
        id=student.id,
        course=student.course,
        name=student.name,
        external_id=student.external_id,
        email=student.email,
        aliases=student.aliases,
        owner=student.owner,
    )


def _bins(timeline: domain.Timeline) -> tuple[schemas.TimelineBin, ...]:
    return tuple(
        schemas.TimelineBin(
            start=one.start,
            engagement=_rounded(one.engagement, 1),
            coverage=round(one.coverage, DECIMALS),
            visible=_rounded(one.visible, 3),
            in_call=_rounded(one.in_call, 3),
            emotions=_emotions(one.emotions),
            gallery_s=round(one.gallery_s, 3),
        )
        for one in timeline.bins
    )


def _summary_line(line: domain.Summary, name: str | None) -> schemas.SummaryLine:
    return schemas.SummaryLine(
        participant=line.participant,
        name=name,
        first_seen=line.first_seen,
        last_seen=line.last_seen,
        minutes_in_call=round(line.minutes_in_call, 2),
        minutes_visible=round(line.minutes_visible, 2),
        minutes_camera_off=round(line.minutes_camera_off, 2),
        coverage=round(line.coverage, DECIMALS),
        mean_engagement=_rounded(line.mean_engagement, 1),
        emotions=_emotions(line.emotions),
        flags=line.flags,
    )


def _observations(seen: domain.ObservationTable) -> Iterator[schemas.Observation]:
    """One a row. Built without pydantic's checks, which cost more than all else for the 10,000 rows of a page."""
    readings = np.hstack(
        [
            _places(seen.probabilities, DECIMALS),
            _places(seen.head_pose, 1),
            _places(seen.eyes_closed[:, None], DECIMALS),
        ]
    )
    for participant, state, box, score, reading in zip(
        seen.participant.tolist(),
        seen.state.tolist(),
        seen.box.round().tolist(),
        _places(seen.score, DECIMALS).tolist(),
        readings.tolist(),
        strict=True,
    ):
        values = [_number(value) for value in reading]
        yield schemas.Observation.model_construct(
            participant=participant,
            state=STATES[state],
            box=None if any(map(math.isnan, box)) else _box(box),
            score=_number(score),
            reading=None if all(value is None for value in values) else _reading(values),
        )


def _box(box: list[float]) -> schemas.Box:
    left, top, width, height = map(int, box)
    return schemas.Box.model_construct(left=left, top=top, width=width, height=height)


def _reading(values: list[float | None]) -> schemas.Reading:
    named: dict[str, Any] = dict(zip(READING_NAMES, values, strict=True))
    return schemas.Reading.model_construct(**named)


def _places(values: NDArray[np.float32], places: int) -> NDArray[np.float64]:
    return values.astype(np.float64).round(places)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _emotions(shares: tuple[float, ...] | None) -> schemas.Emotions | None:
    if shares is None:
        return None
    return schemas.Emotions(
        **{str(emotion): round(share, DECIMALS) for emotion, share in zip(EMOTIONS, shares, strict=True)}
    )


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None or math.isnan(value) else round(value, places)
