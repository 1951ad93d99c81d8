from datetime import UTC, datetime

import pytest

from classroom.domain import FrameAnalysis, FrameStatus, Observation, Participant, ParticipantState
from classroom.vision.own_tile import ClassTracker

ANALYSIS = FrameAnalysis(datetime(2026, 3, 2, tzinfo=UTC), 640, 360, FrameStatus.GALLERY, (), {})

Told = tuple[Participant, ...]


class ScriptedTracker:
    """Tells of these participants frame by frame and sees both of two in each."""

    def __init__(self, *frames: Told) -> None:
        self._frames = list(frames)

    def observe(self, analysis: FrameAnalysis) -> tuple[Told, tuple[Observation, ...]]:
        seen = tuple(Observation(number, ParticipantState.VISIBLE, None, None, None, None) for number in (1, 2))
        return self._frames.pop(0), seen


def seen_by(tracker: ClassTracker) -> list[int]:
    return [observation.participant for observation in tracker.observe(ANALYSIS)[1]]


@pytest.mark.parametrize("name", ["Maria Weber", "maria weber", "Maria Webar"])
def test_the_teachers_own_tile_is_not_recorded(name: str) -> None:
    told = (Participant(1, name, name_is_read=True), Participant(2, "Ben Carter", name_is_read=True))
    tracker = ClassTracker(ScriptedTracker(told, ()), "Maria Weber")

    people, observations = tracker.observe(ANALYSIS)

    assert [person.number for person in people] == [2]
    assert [observation.participant for observation in observations] == [2]
    assert seen_by(tracker) == [2]


def test_a_tile_is_left_out_from_when_its_name_is_read() -> None:
    unnamed, named = Participant(1, "Participant 1", name_is_read=False), Participant(1, "Maria Weber", True)
    tracker = ClassTracker(ScriptedTracker((unnamed,), (named,)), "Maria Weber")

    assert [seen_by(tracker), seen_by(tracker)] == [[1, 2], [2]]


def test_a_student_misread_as_the_teacher_counts_again_once_read_right() -> None:
    wrong, right = Participant(1, "Maria Weber", True), Participant(1, "Mario Gruber", True)
    tracker = ClassTracker(ScriptedTracker((wrong,), (right,)), "Maria Weber")

    assert [seen_by(tracker), seen_by(tracker)] == [[2], [1, 2]]
