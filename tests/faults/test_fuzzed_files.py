"""Pictures and videos with damaged headers: a picture comes out, or one clear error; nothing else."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from classroom.domain import Frame, Image
from classroom.errors import CaptureError, ClassroomError
from classroom.vision.pictures import read_picture
from classroom.vision.sources import open_video
from classroom.vision.uploads import decode_upload
from tests.faults.mutants import SEEDS, damage_one, draw_pictures, draw_videos
from tests.faults.soak import CASES

PICTURES, VIDEOS = draw_pictures(), draw_videos()
FEW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
MANY = settings(FEW, max_examples=CASES)
KINDS = [kind for kind, _ in VIDEOS]
GRABS = 20
FOLDER = TemporaryDirectory()


def require_picture(image: Image) -> None:
    height, width, channels = image.shape
    assert channels == 3
    assert min(height, width) > 0


def require_line(error: Exception) -> None:
    assert "\n" not in str(error)
    assert len(str(error)) < 1000


def look_at_picture(data: bytes) -> None:
    path = Path(FOLDER.name) / "picture.png"
    path.write_bytes(data)
    for read in (lambda: decode_upload(data), lambda: read_picture(path)):
        try:
            require_picture(read())
        except CaptureError as error:
            require_line(error)


def look_at_video(kind: str, data: bytes) -> None:
    path = Path(FOLDER.name) / f"video{kind}"
    path.write_bytes(data)
    try:
        source = open_video(path, interval_s=0.3)
    except CaptureError as error:
        require_line(error)
        return
    last: Frame | None = None
    try:
        for _ in range(GRABS):
            frame = source.grab()
            if frame is None:
                break
            require_picture(frame.image)
            assert last is None or frame.taken_at > last.taken_at
            last = frame
    except ClassroomError as error:
        require_line(error)
    finally:
        source.close()
    assert source.frame_count is None or source.frame_count >= 0


@FEW
@given(SEEDS)
def test_a_damaged_picture_is_a_picture_or_an_error(seed: int) -> None:
    look_at_picture(damage_one(PICTURES, seed))


@pytest.mark.soak
@MANY
@given(SEEDS)
def test_very_many_damaged_pictures(seed: int) -> None:
    look_at_picture(damage_one(PICTURES, seed))


@FEW
@given(SEEDS)
def test_a_damaged_video_gives_frames_or_an_error(seed: int) -> None:
    look_at_video(KINDS[seed % len(KINDS)], damage_one([data for _, data in VIDEOS], seed))


@pytest.mark.soak
@MANY
@given(SEEDS)
def test_very_many_damaged_videos(seed: int) -> None:
    look_at_video(KINDS[seed % len(KINDS)], damage_one([data for _, data in VIDEOS], seed))
