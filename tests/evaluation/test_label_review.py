"""A reviewer's table: written, filled in by a spreadsheet, and carried out on a copy."""

import csv
from pathlib import Path

import numpy as np
import pytest

from classroom.datasets import FaceSet
from classroom.datasets.validation import Place
from classroom.domain import EMOTIONS, Emotion
from classroom.errors import DataError
from classroom.evaluation.label_check import Suspicion
from classroom.evaluation.label_review import (
    COLUMNS,
    Decision,
    apply_decisions,
    read_decisions,
    write_suspicions,
)
from tests.datasets.builders import draw_shapes

FACES = draw_shapes(4, seed=1)  # happy, sad, happy, sad
LIST = Path("list.csv")


def suspicion(index: int, file: str | None = None) -> Suspicion:
    return Suspicion(Place("train", index), file, "happy", "sad", ("people: 9 of 10 say sad",), 0.9)


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def save(path: Path, *rows: str, delimiter: str = ",") -> Path:
    lines = ("split,index,label,decision", *rows)
    path.write_text("\n".join(line.replace(",", delimiter) for line in lines), encoding="utf-8")
    return path


def test_a_table_has_one_row_each_and_room_for_a_decision(tmp_path: Path) -> None:
    write_suspicions(tmp_path / "list.csv", [suspicion(0), suspicion(2)])

    rows = read_rows(tmp_path / "list.csv")
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == ["train", "0", "", "happy", "sad", "people: 9 of 10 say sad", "0.90", ""]
    assert read_decisions(tmp_path / "list.csv") == ()


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0/a.png", "+1.png", "-1.png", "@a.png", "\ta.png"])
def test_no_file_name_is_run_by_a_spreadsheet(tmp_path: Path, name: str) -> None:
    write_suspicions(tmp_path / "list.csv", [suspicion(0, name)])

    assert read_rows(tmp_path / "list.csv")[1][2] == f"'{name}"


def test_a_file_name_with_a_line_break_stays_in_its_row(tmp_path: Path) -> None:
    write_suspicions(tmp_path / "list.csv", [suspicion(0, 'a\nb,"c".png')])

    assert read_rows(tmp_path / "list.csv")[1][2] == 'a b,"c".png'
    assert len(read_rows(tmp_path / "list.csv")) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_decisions_are_read_as_any_spreadsheet_saves_them(tmp_path: Path, delimiter: str) -> None:
    path = save(tmp_path / "l.csv", "train,0,happy,Sad", "train,1,sad,", "train,2,happy, drop ", delimiter=delimiter)

    assert read_decisions(path) == (
        Decision(Place("train", 0), "happy", "sad", 2),
        Decision(Place("train", 2), "happy", "drop", 4),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("split,index,label\ntrain,0,happy", "column decision is missing", id="column"),
        pytest.param("", "column split is missing", id="empty"),
        pytest.param("split,index,label,decision\ntrain,0,happy,bored", "row 2: 'bored' is no decision", id="word"),
        pytest.param("split,index,label,decision\ntrain,one,happy,drop", "row 2: 'one' is no index", id="index"),
        pytest.param("split,index,label,decision\ntrain,-1,happy,drop", "row 2: '-1' is no index", id="negative"),
        pytest.param(f"split,index,label,decision\ntrain,{'9' * 5000},happy,drop", "is no index", id="endless"),
        pytest.param("split,index,label,decision\n,,,drop", "row 2: '' is no index", id="cells"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "list.csv").write_text(content, encoding="utf-8")

    with pytest.raises(DataError, match=said):
        read_decisions(tmp_path / "list.csv")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"list\.csv cannot be read"):
        read_decisions(tmp_path / "list.csv")


def test_decisions_change_a_copy_and_not_the_data() -> None:
    before = FACES.fer2013.copy()
    decisions = [
        Decision(Place("train", 0), "happy", "surprise", 2),
        Decision(Place("train", 1), "sad", "drop", 3),
        Decision(Place("train", 2), "happy", "keep", 4),
        Decision(Place("train", 2), "happy", "keep", 5),
    ]

    corrected = apply_decisions({"train": FACES, "test": FACES}, decisions, LIST)

    found = corrected.splits["train"]
    assert [EMOTIONS[label] for label in found.fer2013] == [Emotion.SURPRISE, Emotion.HAPPY, Emotion.SAD]
    np.testing.assert_array_equal(found.images, FACES.images[[0, 2, 3]])
    assert FACES.votes is not None
    assert found.votes is not None
    np.testing.assert_array_equal(found.votes, FACES.votes[[0, 2, 3]])
    assert (corrected.relabelled, corrected.dropped, corrected.kept) == (1, 1, 1)
    assert len(corrected.splits["test"]) == len(FACES)
    np.testing.assert_array_equal(FACES.fer2013, before)


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        pytest.param(
            [Decision(Place("train", 9), "happy", "drop", 2)], "row 2: there is no picture train 9", id="index"
        ),
        pytest.param([Decision(Place("exam", 0), "happy", "drop", 2)], "there is no picture exam 0", id="split"),
        pytest.param([Decision(Place("train", 0), "sad", "drop", 2)], "train 0 is labelled happy, not sad", id="label"),
        pytest.param(
            [Decision(Place("train", 0), "happy", "drop", 2), Decision(Place("train", 0), "happy", "sad", 3)],
            "row 3: train 0 was decided otherwise",
            id="twice",
        ),
        pytest.param(
            [Decision(Place("train", n), ("happy", "sad")[n % 2], "drop", n + 2) for n in range(4)],
            "every picture of train would be dropped",
            id="all",
        ),
    ],
)
def test_decisions_that_fit_other_data_are_refused(decisions: list[Decision], said: str) -> None:
    with pytest.raises(DataError, match=said):
        apply_decisions({"train": FaceSet(FACES.images, FACES.fer2013, None)}, decisions, LIST)
