"""The inspector behind "Try it": the real models on drawn galleries and portraits."""

import struct
from threading import Event, Thread

import cv2
import numpy as np
import pytest

from classroom.cli.inspecting import PictureInspector, Rules
from classroom.config import Settings, load_settings, resource
from classroom.domain import FrameStatus, Image, ParticipantState
from classroom.errors import BusyError
from classroom.synthetic import draw_gallery, load_portraits
from dashboard.inspecting import InspectMode, Inspector, Unread
from tests.synthetic.scenes import make_mixed_scene

SETTINGS = load_settings(resource("config.yaml"))


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return PictureInspector(SETTINGS)


def png(image: Image) -> bytes:
    return cv2.imencode(".png", image)[1].tobytes()


def jpeg(image: Image) -> bytes:
    return cv2.imencode(".jpg", image)[1].tobytes()


def draw_group(rows: int, columns: int, height: int = 160) -> Image:
    """Portraits beside and below each other, without tiles or names."""
    faces = [_scale(portrait.image, height) for portrait in load_portraits()]
    width = max(face.shape[1] for face in faces)
    cells = [cv2.copyMakeBorder(face, 0, 0, 0, width - face.shape[1], cv2.BORDER_REPLICATE) for face in faces]
    lines = [np.hstack([cells[(row + column) % len(cells)] for column in range(columns)]) for row in range(rows)]
    return np.asarray(np.vstack(lines), np.uint8)


def _scale(image: Image, height: int) -> Image:
    return np.asarray(cv2.resize(image[:, :, :3], (image.shape[1] * height // image.shape[0], height)), np.uint8)


def settings_without_emotions() -> Settings:
    return SETTINGS.model_copy(update={"policy": SETTINGS.policy.model_copy(update={"emotions": "off"})})


def test_a_gallery_gives_tiles_with_names_states_and_faces(inspector: Inspector) -> None:
    drawing = draw_gallery(make_mixed_scene())

    seen = inspector.inspect(png(drawing.image), InspectMode.GALLERY, "mira")

    assert (seen.mode, seen.status, seen.width, seen.height) == (InspectMode.GALLERY, FrameStatus.GALLERY, 1280, 720)
    assert len(seen.tiles) == 8
    assert "Amara Diallo" in {tile.name for tile in seen.tiles}
    shown = [tile for tile in seen.tiles if tile.state is ParticipantState.VISIBLE]
    assert len(shown) == 4  # one of them is a photo in place of a camera, which one picture cannot tell
    for tile in shown:
        assert tile.face is not None
        face = seen.faces[tile.face]
        assert face.probabilities is not None
        assert sum(face.probabilities) == pytest.approx(1, abs=1e-4)
        assert tile.box.contains(*face.box.center)
    assert seen.timings_ms["total"] >= seen.timings_ms["decode"]


def test_any_picture_gives_every_face_in_reading_order(inspector: Inspector) -> None:
    seen = inspector.inspect(jpeg(draw_group(2, 4)), InspectMode.FACES, "mira")

    assert (seen.mode, seen.tiles, len(seen.faces)) == (InspectMode.FACES, (), 8)
    assert all(face.unread is None and face.probabilities for face in seen.faces)
    assert [face.box.center[1] < 160 for face in seen.faces] == [True] * 4 + [False] * 4
    first_row = [face.box.left for face in seen.faces[:4]]
    assert first_row == sorted(first_row)


def test_a_picture_without_a_gallery_is_looked_at_for_faces(inspector: Inspector) -> None:
    image = np.full((600, 900, 3), 90, np.uint8)
    face = draw_group(1, 1, 300)
    image[100:400, 300 : 300 + face.shape[1]] = face

    seen = inspector.inspect(jpeg(image), InspectMode.GALLERY, "mira")

    assert (seen.mode, seen.status, len(seen.faces)) == (InspectMode.FACES, FrameStatus.NO_GALLERY, 1)


def test_a_black_picture_is_said_to_be_black(inspector: Inspector) -> None:
    seen = inspector.inspect(png(np.zeros((300, 400, 3), np.uint8)), InspectMode.GALLERY, "mira")

    assert (seen.status, seen.faces) == (FrameStatus.BLACK, ())


@pytest.mark.parametrize(
    ("image", "why"),
    [
        pytest.param(draw_group(1, 2, 52), Unread.TOO_SMALL, id="small"),
        pytest.param(cv2.GaussianBlur(draw_group(1, 2, 300), (0, 0), 4), Unread.BLURRED, id="blurred"),
    ],
)
def test_a_face_that_is_not_read_says_why(image: Image, why: Unread) -> None:
    strict = SETTINGS.quality.model_copy(update={"min_face_px": 30, "min_sharpness": 250.0})
    inspector = PictureInspector(SETTINGS.model_copy(update={"quality": strict}))

    seen = inspector.inspect(png(np.asarray(image, np.uint8)), InspectMode.FACES, "mira")

    assert {face.unread for face in seen.faces} == {why}
    assert all(face.probabilities is None for face in seen.faces)


@pytest.mark.parametrize("mode", InspectMode)
def test_with_emotions_off_the_classifier_is_not_even_loaded(mode: InspectMode) -> None:
    inspector = PictureInspector(settings_without_emotions())

    seen = inspector.inspect(png(draw_gallery(make_mixed_scene()).image), mode, "mira")

    assert not inspector.reads_expressions("mira")
    assert len(seen.faces) >= 3
    assert all(face.probabilities is None and face.unread is None for face in seen.faces)
    assert any(face.head_pose for face in seen.faces)
    assert inspector._reader is None


def test_the_rules_are_asked_for_each_account() -> None:
    inspector = PictureInspector(SETTINGS, rules=lambda user: Rules(user == "root"))
    picture = jpeg(draw_group(1, 2))

    assert inspector.inspect(picture, InspectMode.FACES, "root").faces[0].probabilities
    assert inspector.inspect(picture, InspectMode.FACES, "mira").faces[0].probabilities is None


@pytest.mark.parametrize(("mode", "allowed"), [(InspectMode.GALLERY, 1), (InspectMode.FACES, 0)])
def test_who_did_not_agree_is_not_read(mode: InspectMode, allowed: int) -> None:
    inspector = PictureInspector(SETTINGS, rules=lambda _user: Rules(True, lambda name: name == "Ben Carter"))

    seen = inspector.inspect(png(draw_gallery(make_mixed_scene()).image), mode, "mira")

    assert sum(face.probabilities is not None for face in seen.faces) == allowed
    assert {face.unread for face in seen.faces if face.probabilities is None} == {Unread.NOT_ALLOWED}


def test_nothing_is_remembered_from_one_picture_to_the_next(inspector: Inspector) -> None:
    picture = png(draw_gallery(make_mixed_scene()).image)

    first = inspector.inspect(picture, InspectMode.GALLERY, "mira")
    second = inspector.inspect(picture, InspectMode.GALLERY, "paul")

    assert (first.tiles, first.faces) == (second.tiles, second.faces)


def test_a_picture_beyond_the_places_is_refused_at_once() -> None:
    asked, go_on = Event(), Event()

    def rules(user: str) -> Rules:
        return Rules(True, lambda _name: wait(user))

    def wait(user: str) -> bool:
        if user == "slow":
            asked.set()
            go_on.wait(30)
        return True

    inspector = PictureInspector(SETTINGS, rules=rules, at_once=1)
    picture = jpeg(draw_group(1, 1))
    slow = Thread(target=inspector.inspect, args=(picture, InspectMode.FACES, "slow"))
    slow.start()
    assert asked.wait(30)

    with pytest.raises(BusyError, match=r"^other pictures are being looked at: try again in a moment$"):
        inspector.inspect(picture, InspectMode.FACES, "mira")

    go_on.set()
    slow.join()
    assert len(inspector.inspect(picture, InspectMode.FACES, "mira").faces) == 1


def test_a_photo_is_read_as_its_rotation_says(inspector: Inspector) -> None:
    upright = draw_group(1, 3)
    lying = np.asarray(np.rot90(upright), np.uint8)
    data = jpeg(lying)
    entry = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0)  # orientation 6: turn right
    block = b"Exif\0\0" + entry
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]

    seen = inspector.inspect(data, InspectMode.FACES, "mira")

    assert (seen.width, seen.height) == upright.shape[1::-1]
    assert len(seen.faces) == 3
