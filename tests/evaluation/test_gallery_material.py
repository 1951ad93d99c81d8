"""Which pictures of a folder are measured, and which are left out."""

import json
from pathlib import Path
from typing import Any

import cv2
import pytest

from classroom.errors import DataError
from classroom.evaluation.gallery_material import Labelled, find_material, read_labelled
from tests.evaluation.truths import truth_values, visible_tile
from tests.vision.galleries import grey_screen


def write(folder: Path, name: str, *, picture: bool = True, **changes: Any) -> None:
    """A picture of 350 x 110 px with its truth."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if picture:
        cv2.imwrite(str(path), grey_screen(350, 110))
    path.with_suffix(".json").write_text(json.dumps(truth_values(visible_tile(), **changes)), encoding="utf-8")


def names(folder: Path) -> list[list[str]]:
    return [[one.name for one in run] for run in find_material(folder).runs]


def test_pictures_are_single_unless_they_are_of_one_sequence(tmp_path: Path) -> None:
    for number, time_s in ((1, 6), (2, 0), (10, 3)):
        write(tmp_path, f"call/f{number}.png", sequence="a", time_s=time_s)
    write(tmp_path, "call/g.png", sequence="b", time_s=0)
    write(tmp_path, "p10.png")
    write(tmp_path, "p9.jpg")

    assert names(tmp_path) == [["p9.jpg"], ["p10.png"], ["call/f2.png", "call/f10.png", "call/f1.png"], ["call/g.png"]]


def test_sequences_of_one_name_in_two_folders_are_two(tmp_path: Path) -> None:
    write(tmp_path, "x/1.png", sequence="a", time_s=0)
    write(tmp_path, "y/1.png", sequence="a", time_s=1)

    assert names(tmp_path) == [["x/1.png"], ["y/1.png"]]


def test_hidden_files_and_folders_and_json_of_others_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "a.png")
    write(tmp_path, ".hidden/b.png")
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")

    material = find_material(tmp_path)

    assert (material.count, material.skipped) == (1, ())
    assert [path.name for path in material.files] == ["a.png", "a.json"]


def test_what_is_missing_or_wrong_is_a_line_and_the_rest_stays(tmp_path: Path) -> None:
    write(tmp_path, "a.png")
    write(tmp_path, "no_truth.png")
    (tmp_path / "no_truth.json").unlink()
    write(tmp_path, "no_picture.png", picture=False)
    write(tmp_path, "wrong.png", width="x")

    material = find_material(tmp_path)

    assert material.count == 1
    assert len(material.skipped) == 3
    for said in ("no_truth.png has no truth file", "wrong.json: width", "no_picture.json has no picture"):
        assert any(said in line for line in material.skipped)


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_text("x")])
def test_a_folder_without_anything_to_measure_is_refused(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "here")

    with pytest.raises(DataError, match="here"):
        find_material(tmp_path / "here")


def test_a_picture_of_another_size_or_a_broken_one_is_a_line(tmp_path: Path) -> None:
    write(tmp_path, "size.png", width=360)
    write(tmp_path, "broken.png")
    (tmp_path / "broken.png").write_bytes((tmp_path / "broken.png").read_bytes()[:60])

    size = read_labelled(Labelled(tmp_path / "size.png", "size.png"))
    broken = read_labelled(Labelled(tmp_path / "broken.png", "broken.png"))

    assert isinstance(size, str)
    assert "is 350x110 and its truth file is for 360x110" in size
    assert isinstance(broken, str)
    assert "damaged" in broken
