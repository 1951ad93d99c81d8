"""Realistic classes for the dashboard's tests, written through the real Store: moods drift, people come and go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from classroom.domain import (
    EMOTIONS,
    Box,
    Emotion,
    FrameRecord,
    FrameStatus,
    Marker,
    NewSession,
    Observation,
    Participant,
    ParticipantState,
    Reading,
)
from classroom.storage import Store

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NAMES = (
    "Ada Okafor", "Ben Fischer", "Chiara Rossi", "Daniel Novák", "Elif Yılmaz", "Farid Haddad", "Grace Kim",
    "Hannah Weiss", "Ivan Petrov", "Jonas Berg", "Kemi Adeyemi", "Lucía Gómez", "Maria Silva", "Noah Cohen",
    "Olga Ivanova", "Paul Martin", "Quynh Nguyen", "Rosa Jensen", "Sam O’Neill", "Tomoko Sato", "Uma Patel",
    "Viktor Lind", "Wei Chen", "Yara Nasser", "Zoë van Dijk",
)  # fmt: skip
CALM = {Emotion.NEUTRAL: 0.72, Emotion.HAPPY: 0.12, Emotion.SAD: 0.08, Emotion.SURPRISE: 0.04}
LOW = {Emotion.NEUTRAL: 0.22, Emotion.SAD: 0.50, Emotion.ANGRY: 0.15, Emotion.FEAR: 0.06, Emotion.DISGUST: 0.04}
GLAD = {Emotion.NEUTRAL: 0.35, Emotion.HAPPY: 0.48, Emotion.SURPRISE: 0.12}


@dataclass(frozen=True)
class Script:
    """How a class is played."""

    course: str = "Physics 101"
    started_at: datetime = START
    minutes: float = 50.0
    interval_s: float = 3.0
    names: Sequence[str] = NAMES[:12]
    owner: str | None = None
    is_demo: bool = False
    source: str = "monitor 1 (1920x1080)"
    hidden: tuple[float, float] = (18.0, 23.0)  # minutes in which a shared screen hides the gallery
    dip: tuple[float, float] = (34.0, 39.0)  # minutes in which half of the class drifts away
    seed: int = 1


def play(store: Store, script: Script, *, finish: bool = True, markers: Sequence[tuple[float, str]] = ()) -> UUID:
    """The id of the recorded session."""
    session = store.create_session(new_session(script), agent="test:1:1")
    for record in frames(script):
        store.save_frame(session, record)
    for minute, text in markers:
        store.add_marker(session, Marker(script.started_at + timedelta(minutes=minute), text))
    if finish:
        store.finish_session(session, script.started_at + timedelta(minutes=script.minutes))
    return session


def new_session(script: Script) -> NewSession:
    return NewSession(
        course=script.course,
        started_at=script.started_at,
        source=script.source,
        interval_s=script.interval_s,
        time_zone="Europe/Vienna",
        is_demo=script.is_demo,
        owner=script.owner,
    )


def frames(script: Script) -> Iterator[FrameRecord]:
    """The records of the class, one a grab."""
    chance = np.random.default_rng(script.seed)
    count = round(script.minutes * 60 / script.interval_s)
    moods = _moods(script, count, chance)
    for number in range(count):
        minute = number * script.interval_s / 60
        hidden = script.hidden[0] <= minute < script.hidden[1]
        seen = () if hidden else tuple(_observations(script, moods, number, minute, chance))
        yield FrameRecord(
            number=number,
            taken_at=script.started_at + timedelta(minutes=minute),
            status=FrameStatus.NO_GALLERY if hidden else FrameStatus.GALLERY,
            elapsed_ms=float(chance.normal(180, 15)),
            new_participants=() if number else tuple(_people(script)),
            observations=seen,
        )


def _people(script: Script) -> Iterator[Participant]:
    for number, name in enumerate(script.names, start=1):
        yield Participant(number, name, name_is_read=True)


def _moods(script: Script, count: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """(participants, frames) from -1 (low) to 1 (glad): a slow walk around each one's own level."""
    people = len(script.names)
    steps = chance.normal(0, 0.05, (people, count))
    level = chance.uniform(-0.25, 0.45, people)
    moods = np.zeros((people, count))
    now = level.copy()
    for index in range(count):
        now += 0.03 * (level - now) + steps[:, index]
        moods[:, index] = now
    minute = np.arange(count) * script.interval_s / 60
    in_dip = (minute >= script.dip[0]) & (minute < script.dip[1])
    moods[: max(people // 2, 1), in_dip] -= 1.1
    if people > 3:
        moods[3, minute > script.minutes * 0.6] -= 1.2
    return np.clip(moods, -1, 1)


def _observations(
    script: Script, moods: NDArray[np.float64], number: int, minute: float, chance: np.random.Generator
) -> Iterator[Observation]:
    for index in range(len(script.names)):
        state = _state(index, minute, script.minutes, chance)
        if state is None:
            continue
        shown = state is not ParticipantState.LEFT
        yield Observation(
            participant=index + 1,
            state=state,
            box=Box(320 * (index % 5), 180 * (index // 5), 312, 172) if shown else None,
            score=0.9 if state is ParticipantState.VISIBLE else None,
            reading=_reading(moods[index, number], chance) if state is ParticipantState.VISIBLE else None,
            quality=None,
        )


def _state(index: int, minute: float, minutes: float, chance: np.random.Generator) -> ParticipantState | None:
    if index == 1 and minute < 4:
        return None  # comes late
    if index == 2 and minute > minutes * 0.85:
        return ParticipantState.LEFT
    if index == 4:
        return ParticipantState.CAMERA_OFF
    if index == 5 and minutes * 0.5 < minute < minutes * 0.5 + 8:
        return ParticipantState.NO_FACE
    return ParticipantState.NO_FACE if chance.random() < 0.06 else ParticipantState.VISIBLE


def _reading(mood: float, chance: np.random.Generator) -> Reading:
    toward = GLAD if mood > 0 else LOW
    mixed = {
        emotion: (1 - abs(mood)) * CALM.get(emotion, 0.01) + abs(mood) * toward.get(emotion, 0.01)
        for emotion in EMOTIONS
    }
    values = np.array([mixed[emotion] for emotion in EMOTIONS]) * chance.uniform(0.8, 1.2, len(EMOTIONS))
    values /= values.sum()
    return Reading(probabilities=tuple(float(value) for value in values), head_pose=None, eyes_closed=None)
