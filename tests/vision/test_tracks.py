from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from classroom.config import TrackingSettings
from classroom.domain import (
    Box,
    Face,
    FrameAnalysis,
    FrameStatus,
    Observation,
    Participant,
    ParticipantState,
    Reading,
    Tile,
)
from classroom.synthetic import ZOOM_DARK, Pose, draw_gallery
from classroom.vision.appearance import Appearance, appearance_distance, describe_appearance
from classroom.vision.clues import UNLIKE
from classroom.vision.name_likeness import are_alike, edit_distance
from classroom.vision.tracks import ParticipantTracker
from tests.synthetic.scenes import make_scene

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
State = ParticipantState


def look(number: int) -> Appearance:
    """The appearance of drawn person `number`."""
    drawing = draw_gallery(make_scene(6, ZOOM_DARK))
    return describe_appearance(drawing.image, drawing.truth[number].box)


LOOKS = [look(number) for number in range(6)]


def cell(place: int, columns: int = 3) -> Box:
    row, column = divmod(place, columns)
    return Box(10 + column * 210, 10 + row * 120, 200, 112)


def tile(place: int, name: str | None = None, looks_like: int | None = None, state: State = State.VISIBLE) -> Tile:
    return Tile(cell(place), state, name, appearance=None if looks_like is None else LOOKS[looks_like])


class Class:
    """Feeds a tracker frame by frame and remembers what it told."""

    def __init__(self, known: tuple[Participant, ...] = (), left_after_s: float = 15, interval_s: float = 5) -> None:
        self.tracker = ParticipantTracker(TrackingSettings(left_after_s=left_after_s, own_name=""), known)
        self.interval_s = interval_s
        self.at = START
        self.names: dict[int, str] = {person.number: person.display_name for person in known}
        self.told: tuple[Participant, ...] = ()

    def show(self, *tiles: Tile, status: FrameStatus = FrameStatus.GALLERY) -> tuple[Observation, ...]:
        self.at += timedelta(seconds=self.interval_s)
        self.told, observations = self.tracker.observe(FrameAnalysis(self.at, 640, 360, status, tiles, {"total": 1.0}))
        self.names |= {person.number: person.display_name for person in self.told}
        return observations

    def show_names(self, *names: str | None) -> tuple[Observation, ...]:
        return self.show(*(tile(place, name) for place, name in enumerate(names)))

    def places(self, observations: Sequence[Observation]) -> dict[str, Box | None]:
        return {self.names[o.participant]: o.box for o in observations}

    def states(self, observations: Sequence[Observation]) -> dict[str, State]:
        return {self.names[o.participant]: o.state for o in observations}


def test_each_tile_becomes_a_participant_with_the_name_read() -> None:
    lesson = Class()

    observations = lesson.show_names("Ann", "Ben", None)

    assert lesson.told == (
        Participant(1, "Ann", True),
        Participant(2, "Ben", True),
        Participant(3, "Participant 3", False),
    )
    assert [(o.participant, o.state, o.box) for o in observations] == [
        (n, State.VISIBLE, cell(n - 1)) for n in (1, 2, 3)
    ]


def test_an_observation_carries_what_the_tile_shows() -> None:
    face = Face(Box(20, 20, 40, 40), 0.9, None)
    reading = Reading((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), None, None)
    lesson = Class()

    (observation,) = lesson.show(replace(tile(0, "Ann"), face=face, reading=reading))

    assert (observation.score, observation.reading) == (0.9, reading)


def test_a_frame_that_shows_the_same_tells_nothing_new() -> None:
    lesson = Class()
    lesson.show_names("Ann", "Ben")

    lesson.show_names("Ann", "Ben")

    assert lesson.told == ()


def test_participants_are_followed_by_name_when_the_gallery_reorders() -> None:
    lesson = Class()
    lesson.show_names("Ann", "Ben", "Cleo", "Dan")

    observations = lesson.show_names("Dan", "Cleo", "Ann", "Ben")

    assert lesson.told == ()
    assert lesson.places(observations) == {"Dan": cell(0), "Cleo": cell(1), "Ann": cell(2), "Ben": cell(3)}


def test_participants_without_names_are_followed_by_their_look() -> None:
    lesson = Class()
    lesson.show(*(tile(n, None, n) for n in range(4)))

    observations = lesson.show(*(tile(place, None, person) for place, person in enumerate((3, 2, 0, 1))))

    assert lesson.told == ()
    assert [o.participant for o in sorted(observations, key=lambda o: (o.box.top, o.box.left) if o.box else ())] == [
        4,
        3,
        1,
        2,
    ]


def test_a_stranger_without_a_name_is_a_new_participant_and_no_swap() -> None:
    lesson = Class()
    lesson.show(tile(0, None, 0), tile(1, None, 1))

    told = [lesson.show(tile(0, None, 0), tile(1, None, 3)) and lesson.told for _ in range(3)]

    assert [[person.number for person in people] for people in told] == [[], [3], []]


def test_without_names_and_looks_the_place_decides() -> None:
    lesson = Class()
    lesson.show_names(None, None)

    observations = lesson.show_names(None, None)

    assert lesson.told == ()
    assert [o.participant for o in observations] == [1, 2]


def test_another_name_in_the_same_place_is_another_person() -> None:
    lesson = Class()
    lesson.show_names("Ann", "Ben")

    at_first = lesson.show_names("Ann", "Zoe")
    observations = lesson.show_names("Ann", "Zoe")

    assert [o.participant for o in at_first] == [1]
    assert lesson.told == (Participant(3, "Zoe", True),)
    assert [o.participant for o in observations if o.box] == [1, 3]


def test_a_name_that_cannot_be_read_for_a_moment_stays_with_its_tile() -> None:
    lesson = Class()
    lesson.show_names("Ann", "Ben")

    observations = lesson.show_names("Ann", None)

    assert lesson.told == ()
    assert [o.participant for o in observations] == [1, 2]


def test_a_participant_whose_name_becomes_readable_is_told_again() -> None:
    lesson = Class()
    lesson.show_names("Ann", None)

    observations = lesson.show_names("Ann", "Ben")

    assert lesson.told == (Participant(2, "Ben", True),)
    assert [o.participant for o in observations] == [1, 2]


def test_a_spelling_read_more_often_replaces_the_first_one() -> None:
    lesson = Class()
    lesson.show_names("Alysse Fletcher", "Ben")
    told = []
    for _ in range(3):
        lesson.show_names("Alyssa Fletcher", "Ben")
        told.append(lesson.told)

    assert told == [(), (Participant(1, "Alyssa Fletcher", True),), ()]


def test_a_wrong_letter_once_is_still_the_same_person() -> None:
    lesson = Class()
    for _ in range(3):
        lesson.show_names("Margaret Ramsey", "Ben")

    observations = lesson.show_names("Margaret Ramsay", "Ben")

    assert lesson.told == ()
    assert [o.participant for o in observations] == [1, 2]


@pytest.mark.parametrize(("before", "after"), [("Student 1", "Student 2"), ("Ann", "Ana"), ("Ben Ode", "Cleo Dim")])
def test_two_short_or_numbered_names_are_two_people(before: str, after: str) -> None:
    lesson = Class()
    lesson.show_names(before)

    lesson.show_names(after)
    lesson.show_names(after)

    assert len(lesson.told) == 1


def test_two_tiles_with_one_name_stay_apart() -> None:
    lesson = Class()
    first = lesson.show(tile(0, "Student", 0), tile(1, "Student", 1))
    told = lesson.told

    second = lesson.show(tile(0, "Student", 1), tile(1, "Student", 0))

    assert [person.display_name for person in told] == ["Student", "Student (2)"]
    assert {o.participant: o.box for o in first} == {1: cell(0), 2: cell(1)}
    assert {o.participant: o.box for o in second} == {1: cell(1), 2: cell(0)}
    assert lesson.told == ()


def test_a_late_join_is_told_once() -> None:
    lesson = Class()
    lesson.show_names("Ann", "Ben")

    lesson.show_names("Ann", "Ben", "Cleo")

    assert lesson.told == (Participant(3, "Cleo", True),)


def test_leaving_is_observed_once_after_the_time_set() -> None:
    lesson = Class(left_after_s=15, interval_s=5)
    lesson.show_names("Ann", "Ben", "Cleo")

    seen = [lesson.states(lesson.show_names("Ann", "Ben")).get("Cleo") for _ in range(6)]

    assert seen == [None, None, State.LEFT, None, None, None]


def test_leaving_has_no_box_and_no_reading() -> None:
    lesson = Class(left_after_s=1)
    lesson.show_names("Ann", "Ben")
    lesson.show_names("Ann")

    left = lesson.show_names("Ann")[-1]

    assert left == Observation(2, State.LEFT, None, None, None, None)


def test_one_missed_tile_is_no_leaving_however_long_the_interval() -> None:
    lesson = Class(left_after_s=15, interval_s=60)
    lesson.show_names("Ann", "Ben")

    missed = lesson.states(lesson.show_names("Ann"))

    assert "Ben" not in missed


def test_who_returns_under_the_same_name_is_the_same_participant() -> None:
    lesson = Class(left_after_s=5)
    lesson.show_names("Ann", "Ben")
    lesson.show_names("Ann")
    lesson.show_names("Ann")

    observations = lesson.show_names("Ann", "Ben")

    assert lesson.told == ()
    assert lesson.states(observations) == {"Ann": State.VISIBLE, "Ben": State.VISIBLE}


@pytest.mark.parametrize("status", [FrameStatus.NO_GALLERY, FrameStatus.BLACK, FrameStatus.FROZEN])
def test_time_without_a_gallery_is_nobody_leaving(status: FrameStatus) -> None:
    lesson = Class(left_after_s=15)
    lesson.show_names("Ann", "Ben")
    hidden = [lesson.show(status=status) for _ in range(20)]

    after = lesson.states(lesson.show_names("Ann"))

    assert hidden == [()] * 20
    assert "Ben" not in after


def test_who_is_on_another_page_is_off_page_and_has_not_left() -> None:
    lesson = Class(left_after_s=10)
    lesson.show_names("Ann", "Ben", "Cleo", "Dan", "Eva", "Flo")

    seen = [lesson.states(lesson.show_names("Gus", "Ann", "Ben", "Cleo", "Dan", "Eva")) for _ in range(4)]

    assert [states["Flo"] for states in seen] == [State.OFF_PAGE] * 4


def test_turning_a_page_hides_those_before_until_it_is_turned_back() -> None:
    lesson = Class(left_after_s=5)
    first = ("Ann", "Ben", "Cleo", "Dan", "Eva", "Flo")
    lesson.show_names(*first)
    second = [lesson.states(lesson.show_names("Gus", "Hal")) for _ in range(4)]

    back = lesson.states(lesson.show_names(*first))

    assert all(states[name] is State.OFF_PAGE for states in second for name in first)
    assert back["Ann"] is State.VISIBLE
    assert back["Gus"] is State.OFF_PAGE


def test_who_was_known_before_is_found_by_name_when_recording_goes_on() -> None:
    lesson = Class(
        known=(Participant(1, "Ann", True), Participant(2, "Participant 2", False), Participant(7, "Ben", True))
    )

    observations = lesson.show_names("Ben", "Zoe", "Ann")

    assert lesson.told == (Participant(8, "Zoe", True),)
    assert lesson.places(observations) == {"Ben": cell(0), "Zoe": cell(1), "Ann": cell(2)}


def test_a_known_twin_is_found_again() -> None:
    lesson = Class(known=(Participant(1, "Student", True), Participant(2, "Student (2)", True)))

    observations = lesson.show_names("Student", "Student")

    assert lesson.told == ()
    assert sorted(o.participant for o in observations) == [1, 2]


def test_a_cut_name_belongs_to_the_whole_one_in_its_place() -> None:
    lesson = Class()
    lesson.show_names("Maximilian Constantin", "Ben")

    observations = lesson.show_names("Maximilian Con…", "Ben")

    assert lesson.told == ()
    assert [o.participant for o in observations] == [1, 2]


def test_a_camera_switched_off_keeps_its_participant() -> None:
    lesson = Class()
    lesson.show(tile(0, "Ann", 0), tile(1, None, 1))

    observations = lesson.show(tile(0, "Ann", 0), tile(1, None, 5, State.CAMERA_OFF))

    assert lesson.told == ()
    assert [o.state for o in observations] == [State.VISIBLE, State.CAMERA_OFF]


def test_49_reordering_participants_keep_their_numbers() -> None:
    lesson = Class()
    names = [f"{first} {last}" for first in ("Ann", "Ben", "Cleo", "Dan", "Eva", "Flo", "Gus") for last in "ABCDEFG"]
    lesson.show_names(*names)
    order = np.random.default_rng(1).permutation(49)

    observations = lesson.show_names(*(names[index] for index in order))

    assert {o.participant: o.box for o in observations} == {int(i) + 1: cell(p) for p, i in enumerate(order)}


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("Ben Carter", "ben  carter", True),
        ("Ben Carter", "Ben Cartor", True),
        ("BenCarter", "Ben Carter", True),
        ("Ann Lee", "Ann Lea", True),
        ("Ann", "Anna", False),
        ("Student 1", "Student 2", False),
        ("Maximilian Con…", "Maximilian Constantin", True),
        ("Max…", "Maximilian", False),
        ("Ben Carter", "Dan Weber", False),
    ],
)
def test_names_are_alike_when_few_letters_differ(a: str, b: str, alike: bool) -> None:
    assert are_alike(a, b) is alike
    assert are_alike(b, a) is alike


def test_edit_distance_counts_letters() -> None:
    assert [edit_distance(*pair) for pair in (("", ""), ("abc", ""), ("kitten", "sitting"))] == [0, 3, 3]


def test_a_person_looks_the_same_in_another_pose_and_unlike_others() -> None:
    scene = make_scene(6, ZOOM_DARK)
    moved = tuple(replace(t, pose=Pose(x=0.55, y=0.5, roll_deg=4, brightness=0.9)) for t in scene.tiles)
    drawing = draw_gallery(replace(scene, tiles=moved))

    looks = [describe_appearance(drawing.image, truth.box) for truth in drawing.truth]

    distances = np.array([[appearance_distance(a, b) for b in LOOKS] for a in looks])
    assert (distances.argmin(axis=1) == np.arange(6)).all()
    assert distances.diagonal().max() < UNLIKE
