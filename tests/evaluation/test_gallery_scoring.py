"""What counts as right and as wrong on one picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classroom.domain import Box, Face, FrameAnalysis, HeadPose, ParticipantState
from classroom.evaluation.gallery_scoring import PictureScore, score_picture
from classroom.evaluation.gallery_tally import Amount, FailureKind, Measure
from tests.evaluation.truths import (
    faces_only,
    off_tile,
    parse,
    see,
    see_face,
    see_tile,
    truth_values,
    visible_tile,
)

State = ParticipantState
FIVE = [[70, 35], [88, 36], [79, 45], [72, 55], [86, 56]]


def score(folder: Path, values: Any, analysis: FrameAnalysis, *extra: Face) -> PictureScore:
    return score_picture(parse(folder, values), analysis, extra)


def counted(one: PictureScore, measure: Measure) -> tuple[int, int]:
    return one.tally.right[measure], one.tally.of[measure]


def kinds(one: PictureScore) -> list[FailureKind]:
    return [failure.kind for failure in one.failures]


def test_a_picture_seen_as_it_is_has_no_failure(tmp_path: Path) -> None:
    one = score(tmp_path, truth_values(visible_tile(0), visible_tile(1)), see(see_tile(0), see_tile(1)))

    for measure in (Measure.TILE_RECALL, Measure.TILE_PRECISION, Measure.FACE_RECALL, Measure.FACE_PRECISION):
        assert counted(one, measure) == (2, 2)
    for measure in (Measure.READINGS, Measure.NAMES, Measure.STATES):
        assert counted(one, measure) == (2, 2)
    assert counted(one, Measure.GALLERIES) == (1, 1)
    assert one.failures == ()
    assert one.tally.sums[Amount.TILE_IOU] == 2


@pytest.mark.parametrize(("shift", "found"), [(15, 1), (20, 0), (60, 0)])  # IoU 0.83, 0.78, 0.45
def test_a_tile_is_found_from_an_overlap_of_four_fifths(tmp_path: Path, shift: int, found: int) -> None:
    one = score(tmp_path, truth_values(visible_tile()), see(see_tile(shift=shift)))

    assert counted(one, Measure.TILE_RECALL) == (found, 1)
    assert counted(one, Measure.TILE_PRECISION) == (found, 1)


def test_a_tile_a_little_off_keeps_its_name_and_state_and_one_far_off_does_not(tmp_path: Path) -> None:
    near = score(tmp_path, truth_values(visible_tile()), see(see_tile(shift=20)))
    far = score(tmp_path, truth_values(visible_tile()), see(see_tile(shift=60)))

    assert counted(near, Measure.NAMES) == counted(near, Measure.STATES) == (1, 1)
    assert counted(far, Measure.NAMES) == counted(far, Measure.STATES) == (0, 1)
    assert far.tally.states["visible", "not found"] == 1
    assert kinds(far)[:2] == [FailureKind.MISSED_TILE, FailureKind.FALSE_TILE]


def test_a_missed_gallery_is_one_failure_that_weighs_as_many_tiles(tmp_path: Path) -> None:
    one = score(tmp_path, truth_values(visible_tile(0), visible_tile(1)), see())

    assert [(failure.kind, failure.weight) for failure in one.failures] == [(FailureKind.GALLERY, 2)]
    assert counted(one, Measure.GALLERIES) == (0, 1)
    assert counted(one, Measure.FACE_RECALL) == counted(one, Measure.TILE_RECALL) == (0, 2)


def test_tiles_and_faces_on_a_screen_without_a_gallery_are_false(tmp_path: Path) -> None:
    one = score(tmp_path, truth_values(gallery=False), see(see_tile(0), see_tile(1)))

    assert counted(one, Measure.NON_GALLERIES) == (0, 1)
    assert counted(one, Measure.TILE_PRECISION) == counted(one, Measure.FACE_PRECISION) == (0, 2)
    assert counted(one, Measure.FALSE_NAMES) == (2, 2)


# ---------------------------------------------------------------- faces


def test_a_face_counts_from_an_overlap_of_a_half(tmp_path: Path) -> None:
    near = score(tmp_path, truth_values(visible_tile()), see(see_tile(face=see_face(shift=13))))
    far = score(tmp_path, truth_values(visible_tile()), see(see_tile(face=see_face(shift=14))))

    assert counted(near, Measure.FACE_RECALL) == counted(near, Measure.FACE_PRECISION) == (1, 1)
    assert counted(far, Measure.FACE_RECALL) == counted(far, Measure.FACE_PRECISION) == (0, 1)
    assert {FailureKind.MISSED_FACE, FailureKind.FALSE_FACE} <= set(kinds(far))


def test_faces_under_24_px_count_neither_way(tmp_path: Path) -> None:
    values = truth_values(visible_tile(face=[60, 20, 18, 23]))
    small = Face(Box(60, 20, 18, 23), 0.8, None)

    found = score(tmp_path, values, see(see_tile(face=small, state=State.TOO_SMALL, reading=None)))
    missed = score(tmp_path, values, see(see_tile(face=None, state=State.NO_FACE, reading=None)))

    for one in (found, missed):
        assert counted(one, Measure.FACE_RECALL) == counted(one, Measure.FACE_PRECISION) == (0, 0)
    assert counted(found, Measure.STATES) == (1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"tiles": [visible_tile(other_faces=[[120, 20, 40, 50]])]},
        {"tiles": [visible_tile()], "ignore": [[110, 10, 60, 70]]},
    ],
)
def test_further_people_and_ignored_areas_count_neither_way(tmp_path: Path, changes: dict[str, Any]) -> None:
    other = Face(Box(120, 20, 40, 50), 0.7, None)

    one = score(tmp_path, truth_values(**changes), see(see_tile(extra_faces=1)), see_face(), other)

    assert counted(one, Measure.FACE_PRECISION) == (1, 1)
    assert one.failures == ()


def test_a_further_face_where_nobody_is_counts_as_false(tmp_path: Path) -> None:
    nobody = Face(Box(120, 20, 40, 50), 0.7, None)

    one = score(tmp_path, truth_values(visible_tile()), see(see_tile(extra_faces=1)), see_face(), nobody)

    assert counted(one, Measure.FACE_PRECISION) == (1, 2)
    assert kinds(one) == [FailureKind.FALSE_FACE]


def test_faces_that_the_product_does_not_tell_of_do_not_count(tmp_path: Path) -> None:
    outside, untold = Face(Box(300, 60, 40, 50), 0.9, None), Face(Box(120, 20, 40, 50), 0.9, None)

    one = score(tmp_path, truth_values(visible_tile()), see(see_tile()), see_face(), outside, untold)

    assert counted(one, Measure.FACE_PRECISION) == (1, 1)


def test_the_face_of_what_may_be_a_photo_counts_neither_way(tmp_path: Path) -> None:
    values = truth_values(off_tile(state=["camera_off", "visible"], face=[60, 20, 40, 50]))

    for analysis in (see(see_tile()), see(see_tile(face=None, state=State.CAMERA_OFF, reading=None))):
        one = score(tmp_path, values, analysis)
        assert counted(one, Measure.FACE_RECALL) == counted(one, Measure.FACE_PRECISION) == (0, 0)
        assert one.failures == ()


def test_faces_marked_without_tiles_are_scored_alone(tmp_path: Path) -> None:
    one = score(tmp_path, faces_only([60, 20, 40, 50], [300, 20, 40, 50]), see(see_tile()))

    assert counted(one, Measure.FACE_RECALL) == (1, 2)
    assert counted(one, Measure.TILE_PRECISION) == counted(one, Measure.STATES) == (0, 0)
    assert counted(one, Measure.READINGS) == (1, 2)


@pytest.mark.parametrize(("height", "name"), [(24, "24-31"), (31, "24-31"), (32, "32-47"), (50, "48-95"), (96, "96+")])
def test_faces_are_told_apart_by_height(tmp_path: Path, height: int, name: str) -> None:
    box = [60, 5, max(20, height - 10), height]

    one = score(tmp_path, truth_values(visible_tile(face=box)), see(see_tile(face=Face(Box(*box), 0.9, None))))

    assert (one.tally.sizes_right, one.tally.sizes_of) == ({name: 1}, {name: 1})


@pytest.mark.parametrize(("height", "of"), [(31, 0), (32, 1)])
def test_faces_from_32_px_should_be_read(tmp_path: Path, height: int, of: int) -> None:
    face = Face(Box(60, 20, 30, height), 0.9, None)

    one = score(tmp_path, truth_values(visible_tile(face=[60, 20, 30, height])), see(see_tile(face=face, reading=None)))

    assert counted(one, Measure.READINGS) == (0, of)
    assert kinds(one) == [FailureKind.NO_READING] * of


def test_a_frozen_face_is_found_but_need_not_be_read(tmp_path: Path) -> None:
    one = score(tmp_path, truth_values(visible_tile(state="frozen")), see(see_tile(state=State.FROZEN, reading=None)))

    assert counted(one, Measure.FACE_RECALL) == (1, 1)
    assert counted(one, Measure.READINGS) == (0, 0)


def test_landmarks_and_head_pose_are_compared_where_both_are_known(tmp_path: Path) -> None:
    true = {"box": [60, 20, 40, 50], "landmarks": FIVE, "head_pose": [10, 0, -5]}
    points = np.array(FIVE, np.float32) + np.array([3.0, 0.0], np.float32)
    seen = Face(Box(60, 20, 40, 50), 0.9, points, head_pose=HeadPose(4.0, 1.0, -5.0))

    one = score(tmp_path, truth_values(visible_tile(face=true)), see(see_tile(face=seen)))
    unknown = score(tmp_path, truth_values(visible_tile()), see(see_tile(face=seen)))

    eyes = float(np.hypot(18, 1))
    assert one.tally.sums[Amount.LANDMARKS] == pytest.approx(3 / eyes, rel=1e-5)
    assert [one.tally.sums[angle] for angle in (Amount.YAW, Amount.PITCH, Amount.ROLL)] == [6, 1, 0]
    assert unknown.tally.weights.keys() == {Amount.TILE_IOU, Amount.FACE_IOU, Amount.NAME_EDITS}


# ---------------------------------------------------------------- states


@pytest.mark.parametrize(
    ("tile", "seen", "right"),
    [
        (visible_tile(), State.VISIBLE, True),
        (visible_tile(), State.NO_FACE, False),
        (visible_tile(), State.TOO_SMALL, False),
        (visible_tile(face=[60, 20, 20, 27]), State.TOO_SMALL, True),
        (visible_tile(state="frozen"), State.VISIBLE, True),
        (visible_tile(state="frozen", face=None), State.NO_FACE, True),
        (off_tile(), State.CAMERA_OFF, True),
        (off_tile(), State.VISIBLE, False),
        (off_tile(state=["camera_off", "visible"]), State.VISIBLE, True),
        (off_tile(state="no_face"), State.CAMERA_OFF, False),
    ],
)
def test_states_on_one_picture(tmp_path: Path, tile: dict[str, Any], seen: State, right: bool) -> None:
    one = score(tmp_path, truth_values(tile), see(see_tile(state=seen)))

    assert counted(one, Measure.STATES) == (int(right), 1)
    assert (FailureKind.STATE in kinds(one)) is not right


def test_a_photo_may_be_taken_for_a_video_on_one_picture_but_not_in_a_sequence(tmp_path: Path) -> None:
    photo = {"ignore": [[60, 20, 40, 50]]}
    seen = see(see_tile())

    alone = score(tmp_path, truth_values(off_tile(), **photo), seen)
    later = score(tmp_path, truth_values(off_tile(), **photo, sequence="a", time_s=90), seen)

    assert counted(alone, Measure.STATES) == (1, 1)
    assert counted(later, Measure.STATES) == (0, 1)


def test_a_frozen_video_must_be_told_as_such_in_a_sequence(tmp_path: Path) -> None:
    values = truth_values(visible_tile(state="frozen"), sequence="a", time_s=90)

    assert counted(score(tmp_path, values, see(see_tile())), Measure.STATES) == (0, 1)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("tile", "read", "right"),
    [
        (visible_tile(), "Ann Lee", True),
        (visible_tile(), "Ann  Lee ", True),
        (visible_tile(), "Ann Le", False),
        (visible_tile(), "ann lee", False),
        (visible_tile(), None, False),
        (visible_tile(label="Ann Lee (she/her)"), "Ann Lee (she/her)", True),
        (visible_tile(label="Ann Lee (she/her)"), "Ann Lee", True),
        (visible_tile(label="Ann Lee (Host, me)"), "Ann Lee (Host", False),
        (visible_tile(label="Ann L..."), "Ann L…", True),
        (visible_tile(label="Ann L…"), "Ann L...", True),
        (visible_tile(label="Ann L…"), "Ann Lee", False),
        (visible_tile(label="Ann L…"), "Ann L", False),
        (visible_tile(name="Zoe\u0308", label="Zoë"), "Zo\u00eb", True),
        (visible_tile(label="Ann Lee \N{PARTY POPPER}"), "Ann Lee", True),
        (visible_tile(name=None), "Ann Lee", True),
    ],
)
def test_names_of_legible_latin_labels(tmp_path: Path, tile: dict[str, Any], read: str | None, right: bool) -> None:
    one = score(tmp_path, truth_values(tile), see(see_tile(name=read)))

    assert counted(one, Measure.NAMES) == (int(right), 1)
    assert (FailureKind.NAME in kinds(one)) is not right


def test_wrong_letters_are_counted(tmp_path: Path) -> None:
    one = score(tmp_path, truth_values(visible_tile(0), visible_tile(1)), see(see_tile(0, name="An Leo")))

    assert one.tally.sums[Amount.NAME_EDITS] == 2 + len("Ben Li")
    assert one.tally.weights[Amount.NAME_EDITS] == len("Ann Lee") + len("Ben Li")


@pytest.mark.parametrize("tile", [visible_tile(name="Павел", label="Павел"), visible_tile(label_px=8.5)])
@pytest.mark.parametrize(("read", "right"), [(None, True), ("10", False)])
def test_what_cannot_be_read_should_not_be_invented(
    tmp_path: Path, tile: dict[str, Any], read: str | None, right: bool
) -> None:
    one = score(tmp_path, truth_values(tile), see(see_tile(name=read)))

    assert counted(one, Measure.NAMES) == (0, 0)
    assert counted(one, Measure.OTHER_SCRIPTS) == (int(right), 1)


@pytest.mark.parametrize(("read", "false"), [(None, 0), ("Ann Lee", 0), ("REC", 1)])
def test_a_name_without_a_label_is_false_unless_it_is_the_persons(tmp_path: Path, read: str | None, false: int) -> None:
    one = score(tmp_path, truth_values(visible_tile(label=None)), see(see_tile(name=read)))

    assert counted(one, Measure.FALSE_NAMES) == (false, 1)
    assert counted(one, Measure.NAMES) == (0, 0)
