"""Small sessions for tests: say what each participant does on each frame, get the records."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np

from classroom.config import EngagementSettings, FlagSettings, load_settings, resource
from classroom.domain import (
    EMOTIONS,
    FRAME_STATUSES,
    STATES,
    Box,
    Emotion,
    FlagVerdict,
    FrameRecord,
    FrameStatus,
    FrameTable,
    HeadPose,
    Observation,
    ObservationTable,
    Participant,
    ParticipantState,
    Reading,
    Session,
    SessionRecords,
    SessionStatus,
)

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SESSION_ID = UUID("01890000-0000-7000-8000-000000000001")
INTERVAL_S = 3.0


def shipped_settings() -> tuple[EngagementSettings, FlagSettings]:
    """The sections that the product ships with, less facing: most rows here have no head direction."""
    settings = load_settings(resource("config.yaml"))
    return settings.engagement.model_copy(update={"profile": "expression-1"}), settings.flags


class Seen(NamedTuple):
    """One participant on one frame; `moods` are the probabilities, the rest is neutral."""

    state: ParticipantState = ParticipantState.VISIBLE
    moods: Mapping[Emotion, float] | None = None
    is_read: bool = True  # False: a face, but no probabilities
    pose: tuple[float, float] | None = None  # yaw, pitch
    eyes_closed: float | None = None


NEUTRAL = Seen()
SAD = Seen(moods={Emotion.SAD: 1.0})
ANGRY = Seen(moods={Emotion.ANGRY: 1.0})
HAPPY = Seen(moods={Emotion.HAPPY: 1.0})
NO_FACE = Seen(ParticipantState.NO_FACE)
CAMERA_OFF = Seen(ParticipantState.CAMERA_OFF)
OFF_PAGE = Seen(ParticipantState.OFF_PAGE)
TOO_SMALL = Seen(ParticipantState.TOO_SMALL)
LEFT = Seen(ParticipantState.LEFT)

Row = Mapping[int, Seen]  # Participant.number -> what was seen
HIDDEN = None  # a frame without a gallery


def minutes(count: float, seen: Seen | None, interval_s: float = INTERVAL_S) -> list[Seen | None]:
    """The same sight for some minutes."""
    return [seen] * round(count * 60 / interval_s)


def frames_of(
    rows: Sequence[Row | None], *, interval_s: float = INTERVAL_S, times_s: Sequence[float] | None = None
) -> tuple[FrameRecord, ...]:
    """One record a row; `times_s` are seconds after the start, else one interval apart."""
    moments = [index * interval_s for index in range(len(rows))] if times_s is None else times_s
    known: set[int] = set()
    records = []
    for number, (row, moment) in enumerate(zip(rows, moments, strict=True)):
        seen = {} if row is None else row
        new = tuple(Participant(who, f"Student {who}", True) for who in seen if who not in known)
        known |= set(seen)
        records.append(
            FrameRecord(
                number=number,
                taken_at=START + timedelta(seconds=moment),
                status=FrameStatus.NO_GALLERY if row is None else FrameStatus.GALLERY,
                elapsed_ms=40.0,
                new_participants=new,
                observations=tuple(_observation(who, seen[who]) for who in sorted(seen)),
            )
        )
    return tuple(records)


def session_of(
    rows: Sequence[Row | None],
    *,
    interval_s: float = INTERVAL_S,
    times_s: Sequence[float] | None = None,
    status: SessionStatus = SessionStatus.FINISHED,
    names: Mapping[int, str] | None = None,
    verdicts: tuple[FlagVerdict, ...] = (),
) -> SessionRecords:
    """The stored session of such frames."""
    frames = frames_of(rows, interval_s=interval_s, times_s=times_s)
    return records_of(frames, interval_s=interval_s, status=status, names=names, verdicts=verdicts)


def session_of_one(sights: Sequence[Seen | None], **how: object) -> SessionRecords:
    """The stored session of participant 1 alone; None = no gallery."""
    return session_of([None if seen is None else {1: seen} for seen in sights], **how)  # type: ignore[arg-type]


def records_of(
    frames: Sequence[FrameRecord],
    *,
    interval_s: float = INTERVAL_S,
    status: SessionStatus = SessionStatus.FINISHED,
    names: Mapping[int, str] | None = None,
    verdicts: tuple[FlagVerdict, ...] = (),
) -> SessionRecords:
    """What storage gives back of such frames."""
    flat = [(frame.number, seen) for frame in frames for seen in frame.observations]
    people = sorted({new for frame in frames for new in frame.new_participants}, key=lambda person: person.number)
    named = tuple(
        Participant(one.number, (names or {}).get(one.number, one.display_name), one.name_is_read) for one in people
    )
    return SessionRecords(
        session=_session(frames, interval_s, status, len(named), len(flat)),
        participants=named,
        frames=FrameTable(
            number=np.array([frame.number for frame in frames], dtype=np.int64),
            taken_at=np.array([frame.taken_at.timestamp() for frame in frames], dtype=np.float64),
            status=np.array([FRAME_STATUSES.index(frame.status) for frame in frames], dtype=np.int8),
            elapsed_ms=np.array([frame.elapsed_ms for frame in frames], dtype=np.float32),
        ),
        observations=_table(flat),
        verdicts=verdicts,
    )


def _observation(participant: int, seen: Seen) -> Observation:
    is_face = seen.state is ParticipantState.VISIBLE
    is_shown = seen.state not in {ParticipantState.OFF_PAGE, ParticipantState.LEFT}
    moods = {Emotion.NEUTRAL: 1.0} if seen.moods is None else seen.moods
    moods = {**moods, Emotion.NEUTRAL: 1.0 - sum(p for mood, p in moods.items() if mood is not Emotion.NEUTRAL)}
    return Observation(
        participant=participant,
        state=seen.state,
        box=Box(10 * participant, 20, 160, 90) if is_shown else None,
        score=0.9 if is_face else None,
        reading=Reading(
            probabilities=tuple(moods.get(emotion, 0.0) for emotion in EMOTIONS) if seen.is_read else None,
            head_pose=None if seen.pose is None else HeadPose(yaw=seen.pose[0], pitch=seen.pose[1], roll=0.0),
            eyes_closed=seen.eyes_closed,
        )
        if is_face
        else None,
        quality=None,
    )


def _session(
    frames: Sequence[FrameRecord], interval_s: float, status: SessionStatus, participants: int, observations: int
) -> Session:
    last = frames[-1].taken_at if frames else None
    return Session(
        id=SESSION_ID,
        course="Physics 101",
        started_at=START,
        ended_at=None if status is SessionStatus.LIVE else last or START,
        status=status,
        source="test",
        interval_s=interval_s,
        time_zone="Europe/Vienna",
        is_demo=False,
        owner=None,
        frame_count=len(frames),
        gallery_frame_count=sum(frame.status is FrameStatus.GALLERY for frame in frames),
        participant_count=participants,
        observation_count=observations,
        last_frame_at=last,
    )


def _table(flat: Sequence[tuple[int, Observation]]) -> ObservationTable:
    nothing = (np.nan,) * len(EMOTIONS)
    readings = [seen.reading or Reading(None, None, None) for _, seen in flat]
    return ObservationTable(
        frame=np.array([frame for frame, _ in flat], dtype=np.int64),
        participant=np.array([seen.participant for _, seen in flat], dtype=np.int32),
        state=np.array([STATES.index(seen.state) for _, seen in flat], dtype=np.int8),
        box=np.array([_sides(seen.box) for _, seen in flat], dtype=np.float32).reshape(-1, 4),
        score=np.array([_number(seen.score) for _, seen in flat], dtype=np.float32),
        probabilities=np.array([one.probabilities or nothing for one in readings], dtype=np.float32).reshape(-1, 7),
        head_pose=np.array([_angles(one.head_pose) for one in readings], dtype=np.float32).reshape(-1, 3),
        eyes_closed=np.array([_number(one.eyes_closed) for one in readings], dtype=np.float32),
    )


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _sides(box: Box | None) -> tuple[float, ...]:
    return (np.nan,) * 4 if box is None else (box.left, box.top, box.width, box.height)


def _angles(pose: HeadPose | None) -> tuple[float, ...]:
    return (np.nan,) * 3 if pose is None else (pose.yaw, pose.pitch, pose.roll)
