"""Who did not agree is not classified and leaves nothing behind; shown on drawn galleries."""

from dataclasses import replace

import pytest

from classroom.domain import FrameAnalysis, Observation, Participant, ParticipantState, Reading, Tile
from classroom.privacy.consents import Treatment
from classroom.synthetic import ZOOM_DARK
from classroom.vision.consent import ConsentGate, ConsentTracker
from classroom.vision.pipeline import GalleryPipeline
from tests.vision.galleries import KnownFaces, draw_mixed, frame_at, shipped_settings, true_faces
from tests.vision.test_own_tile import ANALYSIS
from tests.vision.test_pipeline import AlwaysHappy, Numbering, make_pipeline

ANNA, BEN = Participant(1, "Anna Lee", name_is_read=True), Participant(2, "Ben Carter", name_is_read=True)
READING = Reading((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), None, None)

Told = tuple[Participant, ...]


class ScriptedTracker:
    """Tells of these participants frame by frame and reads both of two in each."""

    def __init__(self, *frames: Told) -> None:
        self._frames = list(frames)

    def observe(self, analysis: FrameAnalysis) -> tuple[Told, tuple[Observation, ...]]:
        seen = tuple(Observation(number, ParticipantState.VISIBLE, None, 0.9, READING, None) for number in (1, 2))
        return self._frames.pop(0), seen


class Register:
    """The treatment of names, which may change during the class."""

    def __init__(self, **treatments: Treatment) -> None:
        self.treatments = treatments

    def treat(self, person: Participant) -> Treatment:
        return self.treatments.get(person.display_name.split()[0], Treatment.READ)


def test_a_face_that_may_not_be_read_is_left_out_before_the_classifier_runs() -> None:
    drawing = draw_mixed(16, ZOOM_DARK, 1920, 1080)
    free, limited = AlwaysHappy(), AlwaysHappy()
    everyone = make_pipeline(true_faces(drawing), free, Numbering())
    readable = {tile.name for tile in everyone.analyze(frame_at(drawing.image)).tiles if tile.reading}
    first = min(str(name) for name in readable)
    settings = shipped_settings()

    pipeline = GalleryPipeline(
        KnownFaces(true_faces(drawing)),
        limited,
        Numbering(),
        capture=settings.capture,
        gallery=settings.gallery,
        quality=settings.quality,
        may_read=lambda name: name != first,
    )
    tiles = {tile.name: tile for tile in pipeline.analyze(frame_at(drawing.image)).tiles}

    assert limited.batches == [free.batches[0] - 1]
    assert tiles[first].reading is None
    assert tiles[first].state is ParticipantState.VISIBLE
    assert {name for name, tile in tiles.items() if tile.reading} == readable - {first}


def test_a_label_that_is_covered_for_a_moment_does_not_expose_who_refused() -> None:
    drawing = draw_mixed(4, ZOOM_DARK)
    named = [
        Tile(truth.box, ParticipantState.VISIBLE, name=name)
        for truth, name in zip(drawing.truth, ("Anna", "Ben", "Cleo", "Dan"), strict=True)
    ]
    gate = ConsentGate(lambda name: name != "Anna")
    covered = [replace(tile, name=None) for tile in named]
    moved = [replace(covered[0], name="Ben"), *covered[1:]]

    assert gate.allow(named) == (False, True, True, True)
    assert gate.allow(covered) == gate.allow(covered) == (False, True, True, True)
    assert gate.allow(moved) == (True, True, True, True)


@pytest.mark.parametrize(
    ("treatment", "told", "read"),
    [
        (Treatment.READ, (ANNA, BEN), {1: READING, 2: READING}),
        (Treatment.STATE_ONLY, (ANNA, BEN), {1: None, 2: READING}),
        (Treatment.DROP, (BEN,), {2: READING}),
    ],
)
def test_what_is_kept_follows_the_treatment(treatment: Treatment, told: Told, read: dict[int, Reading | None]) -> None:
    tracker = ConsentTracker(ScriptedTracker((ANNA, BEN)), Register(Anna=treatment).treat)

    people, seen = tracker.observe(ANALYSIS)

    assert people == told
    assert {one.participant: one.reading for one in seen} == read
    assert {one.participant: one.score for one in seen} == {one: value and 0.9 for one, value in read.items()}


def test_who_agrees_during_the_class_is_told_of_then_and_who_refuses_is_dropped_then() -> None:
    register = Register(Anna=Treatment.DROP)
    tracker = ConsentTracker(ScriptedTracker((ANNA, BEN), (), (), ()), register.treat)

    first = tracker.observe(ANALYSIS)
    register.treatments = {"Ben": Treatment.DROP}
    second, third = tracker.observe(ANALYSIS), tracker.observe(ANALYSIS)
    register.treatments = {}
    fourth = tracker.observe(ANALYSIS)

    assert [people for people, _ in (first, second, third, fourth)] == [(BEN,), (ANNA,), (), ()]
    assert [[one.participant for one in seen] for _, seen in (first, second, third, fourth)] == [[2], [1], [1], [1, 2]]


def test_nothing_is_recorded_of_a_dropped_student_whose_name_was_read_late_from_then_on() -> None:
    unnamed = Participant(1, "Participant 1", name_is_read=False)
    tracker = ConsentTracker(ScriptedTracker((unnamed, BEN), (ANNA,)), Register(Anna=Treatment.DROP).treat)

    _, before = tracker.observe(ANALYSIS)
    told, after = tracker.observe(ANALYSIS)

    assert [one.participant for one in before] == [1, 2]
    assert (told, [one.participant for one in after]) == ((), [2])


def test_participants_known_from_the_part_before_are_not_told_again() -> None:
    tracker = ConsentTracker(ScriptedTracker(()), Register().treat, known=(ANNA, BEN))

    people, seen = tracker.observe(ANALYSIS)

    assert (people, len(seen)) == ((), 2)
