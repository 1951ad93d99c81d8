"""Reading FER2013: what is taken from it, and what is refused."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.lib import format as npy

from classroom.datasets import load_training_data
from classroom.datasets.fer2013 import (
    VOTE_COUNT,
    FaceSet,
    join_sets,
    majority_labels,
    read_npz,
    reading_labels,
    taught_shares,
    vote_shares,
)
from classroom.domain import EMOTIONS, Emotion
from classroom.errors import DataError
from tests.datasets.builders import add_others, draw_shapes, write_folder, write_npz


def count_votes(**votes: int) -> np.ndarray:
    """One row of votes by FER+'s own names."""
    columns = ("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt", "unknown", "no_face")
    return np.array([[votes.get(name, 0) for name in columns]], np.uint8)


def test_the_parts_are_joined_in_order(tmp_path: Path) -> None:
    train = add_others(draw_shapes(20, seed=1))
    folder = write_folder(tmp_path, train, draw_shapes(4, seed=2))

    data = load_training_data(folder)

    np.testing.assert_array_equal(data.train.images, train.images)
    assert len(data.validation) == 4


def test_the_digest_tells_other_data_apart(tmp_path: Path) -> None:
    train, validation = add_others(draw_shapes(20, seed=1)), draw_shapes(4, seed=2)
    same = [load_training_data(write_folder(tmp_path / name, train, validation)).digest for name in ("a", "b")]

    train.fer2013[0] = (train.fer2013[0] + 1) % 7
    other = load_training_data(write_folder(tmp_path / "c", train, validation)).digest

    assert same[0] == same[1] != other


def test_votes_become_shares_in_emotion_order() -> None:
    shares = vote_shares(count_votes(angry=6, fear=2, contempt=2))

    assert shares.shape == (1, VOTE_COUNT)
    assert shares[0, EMOTIONS.index(Emotion.ANGRY)] == pytest.approx(0.6)
    assert shares[0, EMOTIONS.index(Emotion.FEAR)] == pytest.approx(0.2)
    assert shares.sum() == pytest.approx(1)


@pytest.mark.parametrize(("other", "column"), [("contempt", 7), ("unknown", 8), ("no_face", 9)])
def test_votes_for_none_of_the_seven_are_kept_behind_them(other: str, column: int) -> None:
    shares = vote_shares(count_votes(**{other: 6, "sad": 4}))

    assert shares[0, column] == pytest.approx(0.6)


def test_a_picture_nobody_judged_teaches_nothing() -> None:
    assert not vote_shares(count_votes()).any()


@pytest.mark.parametrize(
    ("votes", "label"), [({"sad": 5, "neutral": 4}, Emotion.SAD), ({"sad": 4, "neutral": 4}, None)]
)
def test_a_majority_is_half_of_the_taggers(votes: dict[str, int], label: Emotion | None) -> None:
    labels = majority_labels(count_votes(**votes))

    assert labels.tolist() == [-1 if label is None else EMOTIONS.index(label)]


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no training pictures"):
        load_training_data(tmp_path)


def test_a_folder_without_validation_is_refused(tmp_path: Path) -> None:
    write_npz(tmp_path / "train-0.npz", add_others(draw_shapes(4, seed=1)))

    with pytest.raises(DataError, match="no validation pictures"):
        load_training_data(tmp_path)


def test_a_training_split_without_one_emotion_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, draw_shapes(8, seed=1), draw_shapes(4, seed=2))

    with pytest.raises(DataError, match="no training picture is labelled angry"):
        load_training_data(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.98])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "train-0.npz"
    write_npz(path, draw_shapes(8, seed=1))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(DataError, match="cannot be read as npz"):
        read_npz(path)


@pytest.mark.parametrize(
    ("at", "value"),
    [(6, 1), (8, 12), (6, 32), (4, 99)],
    ids=["encrypted", "a compression nobody knows", "patched", "of a version to come"],
)
def test_an_archive_nobody_can_unpack_is_refused(tmp_path: Path, at: int, value: int) -> None:
    path = tmp_path / "train-0.npz"
    write_npz(path, draw_shapes(4, seed=1))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + at + 2] = value  # in the archive's directory
    path.write_bytes(content)

    with pytest.raises(DataError, match="cannot be read as npz"):
        read_npz(path)


def test_an_array_whose_header_is_damaged_is_refused(tmp_path: Path) -> None:
    header = io.BytesIO()
    npy.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (4, 48, 48)})
    with zipfile.ZipFile(tmp_path / "train-0.npz", "w") as archive:
        archive.writestr("images.npy", header.getvalue().replace(b"}", b"(") + bytes(4 * 48 * 48))
        archive.writestr("fer2013.npy", b"")

    with pytest.raises(DataError, match="cannot be read as npz"):
        read_npz(tmp_path / "train-0.npz")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "train-0.npz"
    path.write_text("emotion,pixels\n", encoding="utf-8")

    with pytest.raises(DataError, match="cannot be read as npz"):
        read_npz(path)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("images", None, "array images is missing"),
        ("images", np.zeros((4, 64, 64), np.uint8), r"images must be \(n, 48, 48\)"),
        ("images", np.zeros((4, 48, 48), np.float32), "found .* float32"),
        ("images", np.zeros((0, 48, 48), np.uint8), r"images must be \(n, 48, 48\)"),
        ("images", np.uint8(3), r"images must be \(n, 48, 48\)"),
        ("fer2013", np.array([0, 1, 2, 7]), "fer2013 must lie in 0-6, found 0 to 7"),
        ("fer2013", np.array([0, -1, 2, 3]), "fer2013 must lie in 0-6"),
        ("fer2013", np.array([0, 1]), "fer2013 must be 4 whole numbers"),
        ("fer2013", np.array([0.5, 1, 2, 3]), "fer2013 must be 4 whole numbers"),
        ("votes", np.zeros((4, 7), np.uint8), "votes must be"),
        ("votes", np.full((4, VOTE_COUNT), 11), "votes must lie in 0-10"),
    ],
)
def test_an_array_of_the_wrong_form_is_refused(
    tmp_path: Path, name: str, array: np.ndarray | None, message: str
) -> None:
    faces = draw_shapes(4, seed=1)
    arrays: dict[str, Any] = {"images": faces.images, "fer2013": faces.fer2013, "votes": faces.votes}
    if array is None:
        del arrays[name]
    else:
        arrays[name] = array
    path = tmp_path / "train-0.npz"
    np.savez(path, allow_pickle=False, **arrays)

    with pytest.raises(DataError, match=message):
        read_npz(path)


def test_faces_nobody_voted_on_teach_their_label() -> None:
    voted = draw_shapes(6, seed=1)
    faces = FaceSet(voted.images, voted.fer2013, None)

    np.testing.assert_array_equal(taught_shares(faces)[:, : len(EMOTIONS)].argmax(axis=1), voted.fer2013)
    np.testing.assert_array_equal(reading_labels(faces), voted.fer2013)


def test_joined_sets_have_votes_only_when_all_have() -> None:
    voted = draw_shapes(4, seed=1)

    assert join_sets([voted, FaceSet(voted.images, voted.fer2013, None)]).votes is None
    assert join_sets([voted, voted]).votes is not None


def test_an_array_that_claims_more_than_it_holds_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    header = io.BytesIO()
    npy.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (10**9, 48, 48)})
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w") as archive:
        archive.writestr("images.npy", header.getvalue() + bytes(2304))
        archive.writestr("fer2013.npy", header.getvalue())

    with pytest.raises(DataError, match=r"images claims 2,304,000,000,000 bytes and holds"):
        read_npz(tmp_path / "bomb.npz")


def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", b"")
        archive.filelist[0].file_size = 3 << 30

    with pytest.raises(DataError, match=r"holds 3.0 GB of arrays"):
        read_npz(tmp_path / "bomb.npz")


def test_other_arrays_in_the_file_are_left_alone(tmp_path: Path) -> None:
    faces = draw_shapes(4, seed=1)
    np.savez(tmp_path / "faces.npz", images=faces.images, fer2013=faces.fer2013, ferplus_name=np.arange(4))

    assert len(read_npz(tmp_path / "faces.npz")) == 4
