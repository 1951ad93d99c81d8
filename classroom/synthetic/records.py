"""Whole recorded classes made of numbers alone, for benchmarks and tests of what happens after a recording.

Nothing is drawn: moods drift around each student's own level, people come late, leave, turn off their cameras and
look away, a shared screen hides the gallery for a while, and half of the class falls once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from classroom.domain import (
    EMOTIONS,
    FRAME_STATUSES,
    STATES,
    Emotion,
    FrameStatus,
    FrameTable,
    ObservationTable,
    Participant,
    ParticipantState,
    Session,
    SessionRecords,
    SessionStatus,
)

Floats = NDArray[np.float64]

HIDDEN = (0.36, 0.41)  # share of the class at which a shared screen hides the gallery, from and to
FALL = (0.68, 0.75)  # ... and in which half of the class falls
NO_FACE_SHARE = 0.05  # of the samples of an attentive student
_MOODS: dict[str, dict[Emotion, float]] = {
    "calm": {Emotion.NEUTRAL: 0.74, Emotion.HAPPY: 0.12, Emotion.SAD: 0.07, Emotion.SURPRISE: 0.04},
    "low": {Emotion.NEUTRAL: 0.22, Emotion.SAD: 0.50, Emotion.ANGRY: 0.15, Emotion.FEAR: 0.06, Emotion.DISGUST: 0.04},
    "glad": {Emotion.NEUTRAL: 0.38, Emotion.HAPPY: 0.47, Emotion.SURPRISE: 0.11},
}


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class to be made up."""

    course: str = "Physics 101"
    started_at: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    minutes: float = 120.0
    interval_s: float = 2.0
    students: int = 49
    owner: str | None = None
    time_zone: str = "Europe/Vienna"
    seed: int = 1


def make_records(plan: ClassPlan) -> SessionRecords:
    """The records of a finished class; the same plan gives the same numbers.

    Every student has an observation on every frame with a gallery, from coming to leaving. The session's id is made
    from the seed: a Store that takes the records in gives one of its own.
    """
    random = np.random.default_rng(plan.seed)
    count = max(round(plan.minutes * 60 / plan.interval_s), 1)
    share = np.arange(count) / count
    hidden = (share >= HIDDEN[0]) & (share < HIDDEN[1])
    frames = _frames(plan, hidden, random)
    state = _states(share, plan.students, random)
    rows, columns = np.nonzero((state >= 0) & ~hidden[:, None])
    observations = _observations(rows, columns, state[rows, columns], _moods(share, plan.students, random), random)
    people = tuple(Participant(number, f"Student {number:02d}", True) for number in range(1, plan.students + 1))
    return SessionRecords(_session(plan, frames, len(rows)), people, frames, observations)


def _session(plan: ClassPlan, frames: FrameTable, observations: int) -> Session:
    return Session(
        id=UUID(int=plan.seed),
        course=plan.course,
        started_at=plan.started_at,
        ended_at=plan.started_at + timedelta(minutes=plan.minutes),
        status=SessionStatus.FINISHED,
        source="made up",
        interval_s=plan.interval_s,
        time_zone=plan.time_zone,
        is_demo=False,
        owner=plan.owner,
        frame_count=len(frames.number),
        gallery_frame_count=int((frames.status == FRAME_STATUSES.index(FrameStatus.GALLERY)).sum()),
        participant_count=plan.students,
        observation_count=observations,
        last_frame_at=datetime.fromtimestamp(float(frames.taken_at[-1]), UTC),
    )


def _frames(plan: ClassPlan, hidden: NDArray[np.bool_], random: np.random.Generator) -> FrameTable:
    codes = [FRAME_STATUSES.index(status) for status in (FrameStatus.GALLERY, FrameStatus.NO_GALLERY)]
    late_s = random.uniform(0.0, 0.02, len(hidden)).round(3)
    return FrameTable(
        number=np.arange(len(hidden), dtype=np.int64),
        taken_at=plan.started_at.timestamp() + plan.interval_s * np.arange(len(hidden)) + late_s,
        status=np.where(hidden, codes[1], codes[0]).astype(np.int8),
        elapsed_ms=random.normal(180.0, 15.0, len(hidden)).astype(np.float32),
    )


def _states(share: Floats, students: int, random: np.random.Generator) -> NDArray[np.int8]:
    """(frames, students) index into STATES; -1 before coming and after leaving."""
    code = {state: STATES.index(state) for state in STATES}
    state = np.full((len(share), students), code[ParticipantState.VISIBLE], np.int8)
    state[random.random(state.shape) < NO_FACE_SHARE] = code[ParticipantState.NO_FACE]
    for student in range(students):
        if student % 9 == 4:
            state[share > random.uniform(0.0, 0.5), student] = code[ParticipantState.CAMERA_OFF]
        if student % 8 == 5:
            away = random.uniform(0.1, 0.8)
            state[(share > away) & (share < away + 0.06), student] = code[ParticipantState.NO_FACE]
        if student % 5 == 1:
            state[share < random.uniform(0.0, 0.08), student] = -1
        if student % 12 == 7:
            gone = int(random.uniform(0.8, 0.98) * len(share))
            state[gone:, student] = -1
            state[gone : gone + 1, student] = code[ParticipantState.LEFT]
    return state


def _moods(share: Floats, students: int, random: np.random.Generator) -> Floats:
    """(frames, students) from -1 (low) to 1 (glad): a slow walk around each one's own level."""
    level = random.uniform(-0.25, 0.45, students)
    steps = random.normal(0.0, 0.05, (len(share), students))
    moods = np.empty_like(steps)
    now = level.copy()
    for frame, step in enumerate(steps):
        now = now + 0.03 * (level - now) + step
        moods[frame] = now
    falling = (share >= FALL[0]) & (share < FALL[1])
    moods[np.ix_(falling, np.arange(students) % 2 == 0)] -= 1.1
    return np.clip(moods, -1.0, 1.0)


def _observations(
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    state: NDArray[np.int8],
    moods: Floats,
    random: np.random.Generator,
) -> ObservationTable:
    count = len(rows)
    visible = state == STATES.index(ParticipantState.VISIBLE)
    shown = state != STATES.index(ParticipantState.LEFT)
    pose = random.normal(0.0, (14.0, 8.0, 4.0), (count, 3))
    pose[:, 0] += np.where(moods[rows, columns] < -0.6, 30.0, 0.0)
    side = np.stack([240 * (columns % 7), 150 * (columns // 7), np.full(count, 236), np.full(count, 146)], axis=1)
    return ObservationTable(
        frame=rows.astype(np.int64),
        participant=(columns + 1).astype(np.int32),
        state=state,
        box=np.where(shown[:, None], side, np.nan).astype(np.float32),
        score=np.where(visible, random.uniform(0.6, 0.99, count), np.nan).astype(np.float32),
        probabilities=_where(visible, _probabilities(moods[rows, columns], random)),
        head_pose=_where(visible, pose),
        eyes_closed=np.where(visible, random.beta(1.0, 9.0, count), np.nan).astype(np.float32),
    )


def _where(seen: NDArray[np.bool_], values: Floats) -> NDArray[np.float32]:
    return np.where(seen[:, None], values, np.nan).astype(np.float32)


def _probabilities(mood: Floats, random: np.random.Generator) -> Floats:
    """(n, 7) for moods (n,): calm mixed with glad or low, with noise."""
    calm, low, glad = (np.array([one.get(emotion, 0.01) for emotion in EMOTIONS]) for one in _MOODS.values())
    toward = np.where((mood > 0)[:, None], glad, low)
    mixed = (1.0 - np.abs(mood))[:, None] * calm + np.abs(mood)[:, None] * toward
    mixed *= random.uniform(0.7, 1.3, mixed.shape)
    probabilities: Floats = mixed / mixed.sum(axis=1, keepdims=True)
    return probabilities
