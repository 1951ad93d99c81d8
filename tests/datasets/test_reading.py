"""The three forms of FER2013 on disk: what is read of each, and what is said about it."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.datasets import FaceSet, load_training_data, read_all, read_faces
from classroom.datasets.fer2013 import digest_sets, join_sets
from classroom.domain import EMOTIONS
from classroom.errors import DataError
from tests.datasets.builders import (
    add_others,
    draw_shapes,
    write_folder,
    write_npz,
    write_pictures,
    write_table,
    write_votes,
)

TRAIN, VALIDATION, TEST = add_others(draw_shapes(20, seed=1)), draw_shapes(6, seed=2), draw_shapes(8, seed=3)


def write_form(folder: Path, form: str) -> Path:
    """Training and validation splits in one of the forms."""
    if form == "npz":
        return write_folder(folder, TRAIN, VALIDATION)
    if form == "csv":
        write_table(folder / "fer2013.csv", {"Training": TRAIN, "PublicTest": VALIDATION})
        return folder
    if form == "csv with blanks":
        return write_table(folder / "faces.csv", {"Training": TRAIN, "PublicTest": VALIDATION}, blanks=True)
    write_pictures(folder / "train", TRAIN)
    write_pictures(folder / "validation", VALIDATION)
    return folder


@pytest.mark.parametrize("form", ["npz", "csv", "csv with blanks", "folders"])
def test_every_form_gives_the_same_pictures_and_labels(tmp_path: Path, form: str) -> None:
    data = load_training_data(write_form(tmp_path / "data", form))

    for found, wanted in ((data.train, TRAIN), (data.validation, VALIDATION)):
        order = np.argsort(wanted.fer2013, kind="stable") if form == "folders" else np.arange(len(wanted))
        np.testing.assert_array_equal(found.images, wanted.images[order])
        np.testing.assert_array_equal(found.fer2013, wanted.fer2013[order])
        assert (found.votes is not None) == (form == "npz")


def test_ferplus_csv_beside_the_table_gives_the_votes(tmp_path: Path) -> None:
    write_form(tmp_path, "csv")
    write_votes(tmp_path / "fer2013new.csv", {"Training": TRAIN, "PublicTest": VALIDATION})

    data = load_training_data(tmp_path)

    for found, wanted in ((data.train, TRAIN), (data.validation, VALIDATION)):
        assert found.votes is not None
        np.testing.assert_array_equal(found.votes, wanted.votes)


@pytest.mark.parametrize(
    ("usages", "said"),
    [
        pytest.param(("Training",), "rows, .* must be the same pictures", id="fewer rows"),
        pytest.param(("PublicTest", "Training"), "row 2: another Usage", id="another order"),
    ],
)
def test_votes_of_other_pictures_are_refused(tmp_path: Path, usages: tuple[str, ...], said: str) -> None:
    write_form(tmp_path, "csv")
    sets = {"Training": TRAIN, "PublicTest": VALIDATION}
    write_votes(tmp_path / "fer2013new.csv", {usage: sets[usage] for usage in usages})

    with pytest.raises(DataError, match=said):
        load_training_data(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a,b\n1,2\n", b"neutral\nmany\n"])
def test_broken_votes_are_refused(tmp_path: Path, content: bytes) -> None:
    write_form(tmp_path, "csv")
    (tmp_path / "fer2013new.csv").write_bytes(content)

    with pytest.raises(DataError, match="cannot be read as FER"):
        load_training_data(tmp_path)


def test_counts_of_every_emotion_are_told(tmp_path: Path) -> None:
    notes = load_training_data(write_form(tmp_path, "npz")).notes

    assert any(line.startswith(f"train: {len(TRAIN)} pictures (angry 1,") for line in notes)


def test_pictures_of_both_splits_are_left_out_of_training_and_told(tmp_path: Path) -> None:
    torn = FaceSet(VALIDATION.images[:3], (VALIDATION.fer2013[:3] + 1) % 7, None)
    write_folder(tmp_path, join_sets([TRAIN, torn]), VALIDATION)

    data = load_training_data(tmp_path)

    assert len(data.train) == len(TRAIN)
    assert "3 pictures are both in train and in validation" in data.notes
    assert any("left out of training" in line for line in data.notes)


def test_an_emotion_that_is_only_in_both_splits_is_named_with_the_reason(tmp_path: Path) -> None:
    write_folder(tmp_path, TRAIN, TRAIN)

    with pytest.raises(DataError, match=r"angry.* once those that are in validation too are left out"):
        load_training_data(tmp_path)


def test_repeated_pictures_with_different_labels_are_told(tmp_path: Path) -> None:
    again = FaceSet(TRAIN.images[:2], (TRAIN.fer2013[:2] + np.array([0, 1], np.uint8)) % 7, None)
    write_folder(tmp_path, join_sets([TRAIN, again]), VALIDATION)

    notes = load_training_data(tmp_path).notes

    assert "train: 2 pictures repeat another; 1 has more than one label" in notes


def test_a_test_split_stands_in_for_validation_and_that_is_said(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", TRAIN)
    write_pictures(tmp_path / "test", TEST)

    data = load_training_data(tmp_path)

    assert len(data.validation) == len(TEST)
    assert any("no validation split" in line for line in data.notes)


def test_other_names_sizes_and_broken_pictures_are_dealt_with_and_told(tmp_path: Path) -> None:
    names = ("Anger", "disgust", "fearful", "Happiness", "sadness", "surprise", "neutral")
    write_pictures(tmp_path / "train", TRAIN, names)
    write_pictures(tmp_path / "validation", VALIDATION)
    cv2.imwrite(str(tmp_path / "train" / "Anger" / "large.png"), np.full((96, 96), 90, np.uint8))
    cv2.imwrite(str(tmp_path / "train" / "Anger" / "long.png"), np.full((20, 96), 90, np.uint8))
    (tmp_path / "train" / "Anger" / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "train" / "Anger" / ".hidden.png").write_bytes(b"")

    data = load_training_data(tmp_path)

    assert len(data.train) == len(TRAIN) + 1
    assert any(
        "2 pictures cannot be read: Anger/broken.jpg, Anger/long.png (96x20 is not square)" in line
        for line in data.notes
    )
    assert any("1 picture had another size" in line for line in data.notes)


@pytest.mark.parametrize(
    ("split", "count"), [(None, len(TEST)), ("train", len(TRAIN)), ("validation", len(VALIDATION)), ("test", len(TEST))]
)
def test_one_split_is_read_for_evaluation(tmp_path: Path, split: str | None, count: int) -> None:
    write_table(tmp_path / "fer2013.csv", {"Training": TRAIN, "PublicTest": VALIDATION, "PrivateTest": TEST})

    assert len(read_faces(tmp_path, split=split)) == count


def test_one_npz_file_and_plain_class_folders_are_read_whole(tmp_path: Path) -> None:
    write_npz(tmp_path / "faces.npz", TEST)

    assert len(read_faces(tmp_path / "faces.npz")) == len(TEST)
    assert len(read_faces(write_pictures(tmp_path / "folders", TEST))) == len(TEST)


def test_an_npz_file_without_votes_has_none(tmp_path: Path) -> None:
    write_npz(tmp_path / "faces.npz", FaceSet(TEST.images, TEST.fer2013, None))

    assert read_faces(tmp_path / "faces.npz").votes is None


def table(*rows: str, header: str = "emotion,pixels,Usage") -> bytes:
    return "\n".join([header, *rows]).encode()


GOOD = " ".join(["7"] * 48 * 48)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            table(f"0,{GOOD},Training", header="label,pixels,Usage"), "column emotion is missing", id="columns"
        ),
        pytest.param(
            table(f"0,{GOOD},Training", "0,1 2 3,Training"),
            "row 3: 2304 grey values are needed, found 3",
            id="short row",
        ),
        pytest.param(table(f"0,{GOOD[:-1]}999,Training"), "row 2: grey.*0-255, found '999'", id="too bright"),
        pytest.param(table(f"zero,{GOOD},Training"), "row 2: emotion 'zero'", id="word"),
        pytest.param(
            table(f"0,{GOOD},Training", f"9,{GOOD},Training"), "row 3: emotion must lie in 0-6, found 9", id="label"
        ),
        pytest.param(table(f"0,{GOOD[:-1]}x,Training"), "row 2: grey values", id="letter"),
        pytest.param(table("0"), "row 2", id="row of one column"),
        pytest.param(b"\xff\xfe\x00\x01", "cannot be read|is missing", id="binary"),
        pytest.param(b"", "column emotion is missing", id="empty"),
        pytest.param(table(), "no training pictures", id="header only"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "fer2013.csv").write_bytes(content)

    with pytest.raises(DataError, match=said):
        load_training_data(tmp_path)


def test_an_emotion_without_pictures_is_named(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", draw_shapes(8, seed=1))
    write_pictures(tmp_path / "validation", VALIDATION)

    with pytest.raises(DataError, match=f"labelled {EMOTIONS[0]}"):
        load_training_data(tmp_path)


@pytest.mark.parametrize("name", ["missing", "missing.npz", "missing.csv"])
def test_a_missing_place_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=name):
        read_faces(tmp_path / name)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")

    with pytest.raises(DataError, match="class folders"):
        read_faces(tmp_path)
    with pytest.raises(DataError, match="no training pictures"):
        load_training_data(tmp_path)


def test_two_folders_of_one_emotion_are_joined_and_strange_ones_are_told(tmp_path: Path) -> None:
    write_pictures(tmp_path, TEST)
    write_pictures(tmp_path, TEST, ("Anger", "Disgust", "Fear", "Happiness", "Sadness", "Surprise", "Neutral"))
    (tmp_path / "contempt").mkdir()

    data = read_all(tmp_path)

    assert list(data.splits) == ["all"]
    assert len(data.splits["all"]) == 2 * len(TEST)
    assert "none of the seven emotions were not read: contempt" in data.notes[0]


def test_every_split_is_read_with_the_names_of_its_files(tmp_path: Path) -> None:
    for split, faces in (("Training", TRAIN), ("valid", VALIDATION), ("test", TEST)):
        write_pictures(tmp_path / split, faces)

    splits = read_all(tmp_path).splits

    assert list(splits) == ["train", "validation", "test"]
    assert splits["test"].files is not None
    assert splits["test"].files[0] == "happy/0000.png"


@pytest.mark.parametrize("form", ["npz", "csv", "folders"])
def test_the_test_split_is_left_alone_and_that_is_said(tmp_path: Path, form: str) -> None:
    write_form(tmp_path, form)
    before = load_training_data(tmp_path)
    if form == "npz":
        write_npz(tmp_path / "test.npz", TEST)
    elif form == "csv":
        write_table(tmp_path / "fer2013.csv", {"Training": TRAIN, "PublicTest": VALIDATION, "PrivateTest": TEST})
    else:
        write_pictures(tmp_path / "test", TEST)

    after = load_training_data(tmp_path)

    assert after.digest == before.digest
    assert not any("test split" in line for line in before.notes)
    assert any("test split is left alone" in line for line in after.notes)


def test_the_digest_is_that_of_the_data_before_pictures_are_left_out(tmp_path: Path) -> None:
    train = join_sets([TRAIN, VALIDATION])
    write_folder(tmp_path, train, VALIDATION)

    data = load_training_data(tmp_path)

    assert len(data.train) < len(train)
    assert data.digest == digest_sets((train, VALIDATION))


@pytest.mark.parametrize("place", ["loop", "x" * 300, "a\0b"])
def test_a_place_that_cannot_be_reached_is_one_clear_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    for read in (read_faces, read_all, load_training_data):
        with pytest.raises(DataError):
            read(tmp_path / place)


def test_hidden_files_and_links_that_lead_nowhere_are_passed_over(tmp_path: Path) -> None:
    write_pictures(tmp_path, TEST)
    (tmp_path / "happy" / "loop.png").symlink_to(tmp_path / "happy" / "loop.png")
    (tmp_path / "happy" / "folder.png").mkdir()
    (tmp_path / ".sad").mkdir()
    (tmp_path / "sad" / "._0001.png").write_bytes(b"a resource fork")

    data = read_all(tmp_path)

    assert len(data.splits["all"]) == len(TEST)
    assert data.notes == (f"{tmp_path}: 1 picture cannot be read: happy/loop.png",)


def test_a_cut_off_picture_is_not_taken_for_a_face(tmp_path: Path) -> None:
    write_pictures(tmp_path, TEST)
    path = tmp_path / "sad" / "0001.png"
    path.write_bytes(path.read_bytes()[:-40])

    assert len(read_faces(tmp_path)) == len(TEST) - 1


def test_a_folder_of_broken_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "happy").mkdir()
    (tmp_path / "happy" / "a.png").write_bytes(b"no picture")

    with pytest.raises(DataError, match="no picture can be read"):
        read_faces(tmp_path)
