"""Truth files: what is accepted, and the one line about what is wrong."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from classroom.domain import Box, HeadPose, ParticipantState
from classroom.errors import DataError
from classroom.evaluation.truth_files import TRUE_STATES, read_truth
from classroom.synthetic import draw_gallery, write_drawing
from tests.evaluation.truths import faces_only, off_tile, parse, truth_values, visible_tile
from tests.synthetic.scenes import make_mixed_scene

FIVE = [[70, 35], [88, 36], [79, 45], [72, 55], [86, 56]]
MANY_FILES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_everything_in_a_truth_file_is_read(tmp_path: Path) -> None:
    face = {"box": [60, 20, 40, 50], "landmarks": FIVE, "head_pose": [10, -5, 2.5]}
    tile = visible_tile(face=face, other_faces=[[120, 20, 30, 40]])

    truth = parse(tmp_path, truth_values(tile, conditions=["zoom"], sequence="a", time_s=3, ignore=[[0, 0, 5, 5]]))

    (read,) = truth.tiles or ()
    assert (truth.width, truth.height, truth.gallery) == (350, 110, True)
    assert (truth.conditions, truth.sequence, truth.time_s) == (("zoom",), "a", 3.0)
    assert truth.ignore == (Box(0, 0, 5, 5),)
    assert (read.box, read.name, read.label, read.label_px) == (Box(10, 10, 160, 90), "Ann Lee", "Ann Lee", 11.0)
    assert (read.person, read.states) == ("p0", {ParticipantState.VISIBLE})
    assert read.other_faces == (Box(120, 20, 30, 40),)
    assert read.face is not None
    assert read.face.landmarks is not None
    assert read.face.landmarks.tolist() == FIVE
    assert read.face.head_pose == HeadPose(10, -5, 2.5)


def test_drawn_screens_come_with_truth_files_that_are_accepted(tmp_path: Path) -> None:
    drawing = draw_gallery(make_mixed_scene())

    truth = read_truth(write_drawing(tmp_path, "one", drawing).with_suffix(".json"))

    assert [tile.box for tile in truth.tiles or ()] == [tile.box for tile in drawing.truth]
    assert [tile.states for tile in truth.tiles or ()] == [{tile.state} for tile in drawing.truth]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX systems")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "one.json")

    with pytest.raises(DataError, match=r"one\.json is a folder, device or pipe"):
        read_truth(tmp_path / "one.json")


def test_several_states_may_be_right(tmp_path: Path) -> None:
    truth = parse(tmp_path, truth_values(off_tile(state=["camera_off", "visible"])))

    assert (truth.tiles or ())[0].states == {ParticipantState.CAMERA_OFF, ParticipantState.VISIBLE}


def test_faces_may_be_marked_without_tiles(tmp_path: Path) -> None:
    truth = parse(tmp_path, faces_only([60, 20, 40, 50], [230, 20, 40, 50]))

    assert truth.tiles is None
    assert truth.gallery is None
    assert [face.box for face in truth.faces] == [Box(60, 20, 40, 50), Box(230, 20, 40, 50)]


def test_a_screen_without_a_gallery_has_no_tiles(tmp_path: Path) -> None:
    assert parse(tmp_path, truth_values(gallery=False)).tiles == ()


def test_boxes_end_where_the_picture_ends(tmp_path: Path) -> None:
    truth = parse(tmp_path, truth_values(visible_tile(box=[-10, -10, 180, 110])))

    assert (truth.tiles or ())[0].box == Box(0, 0, 170, 100)


FACE_KEY = "tiles.0.face"
WRONG: list[tuple[Any, str]] = [
    ("", "line 1: no JSON"),
    ('{"version": 1,', "line 1: no JSON"),
    ('{"version": 1, "version": 1}', "'version' is given twice"),
    ("[" * 100_000, "no truth file"),
    ("[]", "not a list"),
    ({}, "version: missing"),
    (truth_values(visible_tile(), version=2), "version: input should be 1"),
    (truth_values(visible_tile(), width="350"), "width: input should be a valid integer"),
    (truth_values(visible_tile(), width=0), "width: input should be greater"),
    (truth_values(visible_tile(), colour="red"), "colour: unknown key"),
    (truth_values(visible_tile(colour="red")), "tiles.0.colour: unknown key"),
    (truth_values(visible_tile(), gallery=None), "gallery is true or false"),
    (truth_values(visible_tile(), gallery=1), "gallery: input should be a valid boolean"),
    (truth_values(visible_tile(), gallery=False), "gallery is false, but there are tiles"),
    (truth_values(), "gallery is true, but there is no tile"),
    (truth_values(visible_tile(), tiles=None), "give either tiles or faces"),
    (truth_values(visible_tile(), faces=[]), "give either tiles or faces"),
    (truth_values(visible_tile(), sequence="a"), "sequence and time_s belong together"),
    (truth_values(visible_tile(), sequence="a", time_s=-1), "time_s: input should be greater"),
    (truth_values(visible_tile(), conditions="zoom"), "conditions: input should be a valid list"),
    (truth_values(visible_tile(state="asleep")), "tiles.0.state: a state is visible"),
    (truth_values(visible_tile(state=[])), "tiles.0.state: a state is visible"),
    (truth_values(visible_tile(state=None)), "tiles.0.state: a state is visible"),
    (truth_values(visible_tile(face=None)), f"{FACE_KEY}: the state is visible"),
    (truth_values(visible_tile(state="no_face")), f"{FACE_KEY}: the state is no_face"),
    (truth_values(visible_tile(face={"box": [1, 2, 3]})), f"{FACE_KEY}.box: a box is four numbers"),
    (truth_values(visible_tile(face={"box": FACE_KEY})), f"{FACE_KEY}.box: a box is four numbers"),
    (truth_values(visible_tile(face={"box": [60, 20, 0, 50]})), f"{FACE_KEY}.box: a box is at least 1 pixel"),
    (truth_values(visible_tile(face={"box": [60, 20, 9, True]})), f"{FACE_KEY}.box: a box is four numbers"),
    (truth_values(visible_tile(face=[400, 20, 9, 9])), f"{FACE_KEY}.box lies outside the picture of 350x110"),
    (truth_values(visible_tile(), ignore=[[1e9, 0, 5, 5]]), "ignore.0: a box is four numbers"),
    (truth_values(visible_tile(), ignore=[[float("nan"), 0, 5, 5]]), "ignore.0: a box is four numbers"),
    (truth_values(visible_tile(label_px=0)), "tiles.0.label_px: input should be greater"),
    (truth_values(visible_tile(name="")), "tiles.0.name: string should have at least 1 character"),
    (
        truth_values(visible_tile(face={"box": [60, 20, 40, 50], "landmarks": FIVE[:4]})),
        f"{FACE_KEY}.landmarks: landmarks are five points",
    ),
    (
        truth_values(visible_tile(face={"box": [60, 20, 40, 50], "head_pose": [0, 0, 999]})),
        f"{FACE_KEY}.head_pose.2: input should be less",
    ),
]


@pytest.mark.parametrize(("values", "said"), WRONG)
def test_what_is_wrong_is_said_in_one_line_with_file_and_key(tmp_path: Path, values: Any, said: str) -> None:
    with pytest.raises(DataError) as failure:
        parse(tmp_path, values)

    assert said in str(failure.value)
    assert str(failure.value).startswith(str(tmp_path / "truth.json"))
    assert "\n" not in str(failure.value)


def test_a_file_that_is_no_text_or_not_there_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_bytes(b"\xff\xfe\x00{}")

    with pytest.raises(DataError, match="not UTF-8"):
        read_truth(tmp_path / "truth.json")
    with pytest.raises(DataError, match="cannot be read"):
        read_truth(tmp_path / "missing.json")


def test_a_byte_order_mark_does_not_hurt(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text("\ufeff" + json.dumps(truth_values(visible_tile())), encoding="utf-8")

    assert read_truth(tmp_path / "truth.json").width == 350


lengths = some.integers(1, 60)
boxes = some.tuples(some.integers(0, 340), some.integers(0, 100), lengths, lengths).map(list)
texts = some.text(min_size=1, max_size=20)
tiles = some.builds(
    lambda **values: values,
    box=boxes,
    person=some.none() | texts,
    name=some.none() | texts,
    label=some.none() | some.text(max_size=20),
    label_px=some.none() | some.floats(0.5, 40),
    state=some.sampled_from(["camera_off", "frozen"]) | some.lists(some.sampled_from(TRUE_STATES), min_size=2),
    face=some.none() | boxes | some.builds(lambda box: {"box": box}, boxes),
    other_faces=some.lists(boxes, max_size=3),
)  # fmt: skip


@MANY_FILES
@given(some.lists(tiles, min_size=1, max_size=4), some.lists(boxes, max_size=3), some.lists(texts, max_size=4))
def test_every_file_of_the_format_is_read_and_nothing_in_it_is_lost(
    tmp_path: Path, listed: list[dict[str, Any]], ignore: list[list[int]], conditions: list[str]
) -> None:
    for tile in listed:  # two of one state are that state alone
        if isinstance(tile["state"], list) and len(set(tile["state"])) == 1:
            tile["state"] = ["camera_off"]

    truth = parse(tmp_path, truth_values(*listed, ignore=ignore, conditions=conditions))

    assert truth.tiles is not None
    assert [tile.name for tile in truth.tiles] == [tile["name"] for tile in listed]
    assert [tile.face is None for tile in truth.tiles] == [tile["face"] is None for tile in listed]
    assert [len(tile.other_faces) for tile in truth.tiles] == [len(tile["other_faces"]) for tile in listed]
    assert set(truth.conditions) == set(conditions)
    screen = Box(0, 0, 350, 110)
    for box in (*truth.ignore, *(tile.box for tile in truth.tiles)):
        assert box.intersection(screen) == box.area > 0


KEYS = some.sampled_from(["version", "width", "height", "gallery", "tiles", "faces", "ignore", "sequence", "time_s"])
anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@MANY_FILES
@given(some.dictionaries(KEYS, anything, max_size=6), some.booleans())
def test_anything_else_is_refused_with_a_line_and_never_otherwise(
    tmp_path: Path, changes: dict[str, Any], in_tile: bool
) -> None:
    values = truth_values(visible_tile(**changes)) if in_tile else truth_values(visible_tile(), **changes)

    said = ""
    try:
        parse(tmp_path, values)
    except DataError as error:
        said = str(error)

    assert "\n" not in said
