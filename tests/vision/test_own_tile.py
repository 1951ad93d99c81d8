from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    tracker = ClassTracker(ScriptedTracker(told, ()), "Maria Weber", print)

    people, observations = tracker.observe(ANALYSIS)

    assert [person.number for person in people] == [2]
    assert [observation.participant for observation in observations] == [2]
    assert seen_by(tracker) == [2]


def test_a_tile_is_left_out_from_when_its_name_is_read() -> None:
    unnamed, named = Participant(1, "Participant 1", name_is_read=False), Participant(1, "Maria Weber", True)
    tracker = ClassTracker(ScriptedTracker((unnamed,), (named,)), "Maria Weber", print)

    assert [seen_by(tracker), seen_by(tracker)] == [[1, 2], [2]]


def test_a_student_misread_as_the_teacher_counts_again_once_read_right() -> None:
    wrong, right = Participant(1, "Maria Weber", True), Participant(1, "Mario Gruber", True)
    tracker = ClassTracker(ScriptedTracker((wrong,), (right,)), "Maria Weber", print)

    assert [seen_by(tracker), seen_by(tracker)] == [[2], [1, 2]]


def test_a_name_that_fits_nobody_for_a_minute_of_class_is_told_once() -> None:
    notes: list[str] = []
    told = (Participant(1, "Ann Lee", True), Participant(2, "Ben Carter", True))
    tracker = ClassTracker(ScriptedTracker((), told, *[()] * 40), "Maria Weber", notes.append)

    counts = []
    for frame in range(42):
        tracker.observe(replace(ANALYSIS, taken_at=ANALYSIS.taken_at + timedelta(seconds=3 * frame)))
        counts.append(len(notes))

    assert counts == [0] * 21 + [1] * 21  # the first name was read on frame 1: a minute is over on frame 21
    assert "own_name fits nobody" in notes[0]


def test_nothing_is_told_when_the_teacher_was_found_or_no_name_is_read() -> None:
    notes: list[str] = []
    unnamed = Participant(2, "Participant 2", name_is_read=False)
    for told in ((Participant(1, "Maria Weber", True), unnamed), (unnamed,)):
        tracker = ClassTracker(ScriptedTracker(told, *[()] * 40), "Maria Weber", notes.append)
        for frame in range(41):
            tracker.observe(replace(ANALYSIS, taken_at=ANALYSIS.taken_at + timedelta(seconds=3 * frame)))

    assert notes == []
