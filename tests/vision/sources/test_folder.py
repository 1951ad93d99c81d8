import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.errors import CaptureError
from classroom.vision.sources import FolderSource, open_folder
from classroom.vision.sources.folder import natural_key
from tests.vision.sources.recordings import read_number, write_picture

STARTED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def play(source: FolderSource) -> list[tuple[int, float]]:
    """(number drawn on the picture, seconds since the start) of every frame; closes the source."""
    with closing(source):
        frames = []
        while (frame := source.grab()) is not None:
            frames.append((read_number(frame.image), (frame.taken_at - STARTED_AT).total_seconds()))
    return frames


def test_pictures_come_in_natural_order_of_their_names(tmp_path: Path) -> None:
    for number in (10, 2, 1, 100):
        write_picture(tmp_path / f"img{number}.png", number)

    frames = play(open_folder(tmp_path, interval_s=4, started_at=STARTED_AT))

    assert frames == [(1, 0.0), (2, 4.0), (10, 8.0), (100, 12.0)]


def test_names_differing_in_case_or_leading_zeros_have_a_fixed_order() -> None:
    names = ["b1", "A2", "a10", "a02", "2", "10", "_"]

    assert sorted(names, key=natural_key) == ["2", "10", "_", "A2", "a02", "a10", "b1"]


def test_other_files_hidden_files_and_folders_are_ignored(tmp_path: Path) -> None:
    write_picture(tmp_path / "1.PNG", 1)
    write_picture(tmp_path / "2.jpeg", 2)
    write_picture(tmp_path / "._1.png", 3)
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "more.png").mkdir()

    source = open_folder(tmp_path, interval_s=1, started_at=STARTED_AT)

    assert source.frame_count == 2
    assert [number for number, _ in play(source)] == [1, 2]


def test_an_unreadable_picture_is_passed_over_named_and_leaves_its_time_empty(tmp_path: Path) -> None:
    for number in range(5):
        write_picture(tmp_path / f"{number}.png", number)
    (tmp_path / "0.png").write_bytes(b"")
    (tmp_path / "2.png").write_bytes((tmp_path / "2.png").read_bytes()[:-20])
    (tmp_path / "4.png").write_text("no picture")

    source = open_folder(tmp_path, interval_s=3, started_at=STARTED_AT)
    frames = play(source)

    assert frames == [(1, 3.0), (3, 9.0)]
    assert [Path(line.split(" is ")[0].removeprefix("picture ")).name for line in source.skipped] == [
        "0.png",
        "2.png",
        "4.png",
    ]
    assert source.frame_count == 2


def test_pictures_may_differ_in_size(tmp_path: Path) -> None:
    sizes = [(48, 64), (96, 32)]
    for number, (height, width) in enumerate(sizes):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.zeros((height, width, 3), np.uint8))

    with closing(open_folder(tmp_path, interval_s=1, started_at=STARTED_AT)) as source:
        frames = [source.grab(), source.grab()]

    assert [frame.image.shape[:2] for frame in frames if frame] == sizes


def test_without_a_start_the_first_pictures_modification_time_counts(tmp_path: Path) -> None:
    for number in (1, 2):
        write_picture(tmp_path / f"{number}.png", number)
    os.utime(tmp_path / "1.png", (1_700_000_000, 1_700_000_000))

    with closing(open_folder(tmp_path, interval_s=5)) as source:
        times = [frame.taken_at for frame in (source.grab(), source.grab()) if frame]

    first = datetime.fromtimestamp(1_700_000_000, UTC)
    assert times == [first, first + timedelta(seconds=5)]


def test_a_folder_without_one_readable_picture_is_refused(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(b"")

    with pytest.raises(CaptureError, match=r"none of 3 pictures .* can be read: .*0\.jpg is empty"):
        open_folder(tmp_path, interval_s=1)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="holds no pictures"):
        open_folder(tmp_path, interval_s=1)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="does not exist"):
        open_folder(tmp_path / "none", interval_s=1)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="is not a folder"):
        open_folder(write_picture(tmp_path / "1.png", 1), interval_s=1)
