import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.errors import OutputError
from classroom.synthetic import draw_gallery, load_portraits, sample_drawing
from classroom.synthetic.truth_files import check_folder, describe, write_drawing
from tests.synthetic.scenes import make_mixed_scene


def test_picture_and_truth_lie_side_by_side(tmp_path: Path) -> None:
    drawing = draw_gallery(make_mixed_scene())

    picture = write_drawing(tmp_path / "out", "g1", drawing)

    assert picture == tmp_path / "out" / "g1.png"
    assert np.array_equal(cv2.imread(str(picture)), drawing.image)
    truth = json.loads((tmp_path / "out" / "g1.json").read_text(encoding="utf-8"))
    assert set(truth) == {
        "version",
        "width",
        "height",
        "gallery",
        "conditions",
        "sequence",
        "time_s",
        "tiles",
        "ignore",
    }
    assert (truth["version"], truth["width"], truth["height"]) == (1, 1280, 720)
    assert truth["sequence"] is None
    assert len(truth["ignore"]) == len(drawing.ignore) == 1  # the photo avatar


def test_a_tile_is_described_completely() -> None:
    drawing = draw_gallery(make_mixed_scene())

    visible, *_, off = describe(drawing)["tiles"]

    assert set(visible) == {"box", "person", "name", "label", "label_px", "state", "face", "other_faces"}
    first = drawing.truth[0]
    assert visible["box"] == [first.box.left, first.box.top, first.box.width, first.box.height]
    assert visible["state"] == "visible"
    assert len(visible["face"]["landmarks"]) == 5
    assert visible["face"]["head_pose"] is None
    assert (off["state"], off["face"]) == ("camera_off", None)


def test_a_picture_of_a_series_says_so() -> None:
    truth = describe(draw_gallery(make_mixed_scene()), sequence="lesson", time_s=12.5)

    assert (truth["sequence"], truth["time_s"]) == ("lesson", 12.5)


def test_a_screen_without_a_gallery_says_so() -> None:
    truth = describe(sample_drawing(1, load_portraits(), width=1280, height=720, other_share=1.0))

    assert truth["gallery"] is False
    assert truth["tiles"] == []


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    check_folder(tmp_path / "new")
    check_folder(tmp_path)
    (tmp_path / "old.png").write_bytes(b"x")

    with pytest.raises(OutputError, match="not an empty folder"):
        check_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")

    with pytest.raises(OutputError, match="cannot be written"):
        write_drawing(tmp_path / "file" / "out", "g", draw_gallery(make_mixed_scene()))
