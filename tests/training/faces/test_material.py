"""Reading labelled portraits: what is taken, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from classroom.errors import DataError
from classroom.training.faces.material import load_portraits
from tests.training.faces.builders import write_portraits


def test_portraits_come_with_their_faces(tmp_path: Path) -> None:
    portraits = load_portraits(write_portraits(tmp_path / "p"))

    face = portraits[0].faces[0]
    assert len(portraits) == 6
    np.testing.assert_array_equal(face.box, [30, 20, 60, 80])
    np.testing.assert_array_equal(face.landmarks[2], [60, 62])
    assert face.sure
    assert not portraits[0].tight


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        pytest.param("yaw", "", lambda face: np.isnan(face.angles[0]), id="no pose"),
        pytest.param("eye_blink_left", "", lambda face: np.isnan(face.eyes_closed), id="no eyes"),
        pytest.param("score", "0.6", lambda face: not face.sure, id="unsure"),
    ],
)
def test_what_nobody_knows_stays_unknown(tmp_path: Path, column: str, value: str, check: object) -> None:
    portraits = load_portraits(write_portraits(tmp_path / "p", **{column: value}))

    assert callable(check)
    assert check(portraits[0].faces[0])


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"faces\.csv: no such file"):
        load_portraits(tmp_path)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    folder = write_portraits(tmp_path / "p")
    (folder / "images" / "03.png").unlink()

    with pytest.raises(DataError, match=r"03\.png is missing"):
        load_portraits(folder)


@pytest.mark.parametrize("table", ["image,x\na.png,1\n", "image\n", "\x00\x01"], ids=["columns", "empty", "binary"])
def test_another_table_is_refused(tmp_path: Path, table: str) -> None:
    (tmp_path / "faces.csv").write_text(table, encoding="utf-8")

    with pytest.raises(DataError):
        load_portraits(tmp_path)


def test_a_word_for_a_number_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 2"):
        load_portraits(write_portraits(tmp_path / "p", x="left"))
