"""The table `faces.csv` of a folder of portraits: where their faces are, as somebody or something labelled them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classroom.errors import DataError

BOX = ("x", "y", "width", "height")
LANDMARKS = tuple(
    f"{part}_{axis}" for part in ("right_eye", "left_eye", "nose", "mouth_right", "mouth_left") for axis in "xy"
)
ANGLES = ("yaw", "pitch", "roll")
BLINKS = ("eye_blink_left", "eye_blink_right")
SURE = 0.7  # score below which a labelled face may be none: it neither teaches nor counts


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFace:
    """One face of a portrait; NaN where nobody knows."""

    box: NDArray[np.float32]  # (4,) left, top, width, height, px
    landmarks: NDArray[np.float32]  # (5, 2) px: eyes, nose, mouth corners; the person's right side first
    angles: NDArray[np.float32]  # (3,) yaw, pitch, roll, degrees
    eyes_closed: float  # 0-1
    sure: bool  # False: it may be no face


def read_face_table(folder: Path) -> dict[str, list[LabelledFace]]:
    """The faces of each picture named in the folder's `faces.csv`, in the table's order.

    Raises:
        DataError: the table is missing, names no face or has other columns.
    """
    table = folder / "faces.csv"
    rows: dict[str, list[LabelledFace]] = {}
    try:
        with table.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                rows.setdefault(str(row.get("image")), []).append(_read_face(row, f"{table}, line {number}"))
    except FileNotFoundError as error:
        raise DataError(f"{table}: no such file; name the folder that holds images/ and faces.csv") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{table} cannot be read: {error}") from error
    if not rows:
        raise DataError(f"{table} names no face; portraits with labelled faces are needed")
    return rows


def _read_face(row: Mapping[str, str], place: str) -> LabelledFace:
    try:
        numbers = {name: float(row[name]) for name in (*BOX, *LANDMARKS, "score")}
        maybe = {name: float(row[name] or "nan") for name in (*ANGLES, *BLINKS)}
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{place}: {error!r}; columns as in the training documentation are needed") from error
    return LabelledFace(
        box=np.array([numbers[name] for name in BOX], np.float32),
        landmarks=np.array([numbers[name] for name in LANDMARKS], np.float32).reshape(5, 2),
        angles=np.array([maybe[name] for name in ANGLES], np.float32),
        eyes_closed=float(np.mean([maybe[name] for name in BLINKS])),
        sure=numbers["score"] >= SURE,
    )
