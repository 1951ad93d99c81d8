from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.domain import Box, ParticipantState
from classroom.synthetic.demo import DEMO_NOTICE, HEIGHT, WIDTH, DemoSource

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def source() -> DemoSource:
    return DemoSource(START)


def states_of(source: DemoSource, name: str) -> list[ParticipantState | None]:
    """The state in each frame with a gallery; None = not in the call."""
    tiles = [source.scene(number).tiles for number in range(source.frame_count)]
    return [next((tile.state for tile in frame if tile.person.name == name), None) for frame in tiles]


def test_the_class_is_a_recording_of_known_length() -> None:
    source = DemoSource(START, minutes=1, interval_s=20)

    frames = [source.grab() for _ in range(4)]

    assert (source.live, source.frame_count) == (False, 3)
    times = [frame.taken_at for frame in frames[:3] if frame is not None]
    assert times == [START, START + timedelta(seconds=20), START + timedelta(seconds=40)]
    assert frames[3] is None
    assert frames[0] is not None
    assert frames[0].image.shape == (HEIGHT, WIDTH, 3)
    assert frames[0].image.dtype == np.uint8


def test_a_closed_class_is_over() -> None:
    source = DemoSource(START)
    source.close()
    source.close()

    assert source.grab() is None


def test_one_seed_gives_one_class_and_another_seed_another() -> None:
    first, second = (DemoSource(START, seed=7).draw(50) for _ in range(2))

    assert np.array_equal(first.image, second.image)
    assert not np.array_equal(first.image, DemoSource(START, seed=8).draw(50).image)


def test_no_video_stands_still(source: DemoSource) -> None:
    before, after = source.draw(20), source.draw(21)

    for old, new in zip(before.truth, after.truth, strict=True):
        box = old.box
        rows, columns = slice(box.top, box.bottom), slice(box.left, box.right)
        assert old.box == new.box
        assert not np.array_equal(before.image[rows, columns], after.image[rows, columns])


@pytest.mark.parametrize(
    ("name", "state", "minutes"),
    [
        ("Daniel Weber", ParticipantState.NO_FACE, 6.8),
        ("Farid Haddad", ParticipantState.CAMERA_OFF, 4.0),
        ("Grace Kim", ParticipantState.NO_FACE, 1.5),
        ("Hugo Santos", None, 3.0),
        ("Liam Walsh", None, 2.5),
        ("Ines Novak", None, 2.5),
        ("Amara Diallo", ParticipantState.VISIBLE, 20.0),
    ],
)
def test_people_do_what_the_script_says(
    source: DemoSource, name: str, state: ParticipantState | None, minutes: float
) -> None:
    states = states_of(source, name)

    assert states.count(state) * source.interval_s / 60 == pytest.approx(minutes, abs=0.1)


def test_the_gallery_reorders_and_the_speaker_changes(source: DemoSource) -> None:
    scenes = [source.scene(number) for number in range(0, source.frame_count, 3)]

    orders = {tuple(tile.person.name for tile in scene.tiles) for scene in scenes}
    speakers = {tile.person.name for scene in scenes for tile in scene.tiles if tile.speaking}
    assert len(orders) >= 10
    assert len(speakers) >= 6


def test_a_shared_slide_hides_the_gallery_for_a_minute(source: DemoSource) -> None:
    hidden = [number for number in range(110, 145) if not source.truth(number)]

    assert len(hidden) * source.interval_s == pytest.approx(60, abs=10)
    assert source.draw(hidden[0]).image.shape == (HEIGHT, WIDTH, 3)
    assert not np.array_equal(source.draw(hidden[0]).image, source.draw(hidden[-1]).image)


def test_a_shorter_class_runs_through_the_same_script() -> None:
    source = DemoSource(START, minutes=2, interval_s=5)

    assert source.frame_count == 24
    assert any(not source.truth(number) for number in range(source.frame_count))
    assert {len(source.scene(number).tiles) for number in range(source.frame_count)} == {11, 12}


def test_opencv_finds_nearly_every_face(source: DemoSource) -> None:
    folder = Path(cv2.__file__).parent / "data"
    cascade = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))
    found = 0
    faces: list[Box] = []
    for number in range(5, source.frame_count, 45):
        drawing = source.draw(number)
        boxes = [Box(*map(int, b)) for b in cascade.detectMultiScale(cv2.cvtColor(drawing.image, cv2.COLOR_BGR2GRAY))]
        shown = [tile.face_box for tile in drawing.truth if tile.face_box is not None]
        faces += shown
        found += sum(any(face.iou(box) > 0.35 for box in boxes) for face in shown)

    assert len(faces) > 45
    assert found >= 0.95 * len(faces)


def test_the_notice_says_that_faces_repeat_and_whose_they_are() -> None:
    assert "repeated" in DEMO_NOTICE
    assert "Eileen Collins" in DEMO_NOTICE
    assert "Grace Hopper" in DEMO_NOTICE
