"""Portraits with labelled faces, as a folder `images/` beside `faces.csv`: what galleries are drawn from."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from classroom.domain import Image
from classroom.errors import DataError
from classroom.synthetic.face_table import LabelledFace, read_face_table

HELD_OUT = 8  # every 8th portrait, by a digest of its name, is kept for validation


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPortrait:
    """A picture with its faces."""

    name: str
    image: Image  # (h, w, 3) uint8 BGR
    faces: tuple[LabelledFace, ...]  # largest first, at least one
    tight: bool  # the face fills the picture

    @property
    def held_out(self) -> bool:
        """True: never learned from."""
        return hashlib.sha256(self.name.encode()).digest()[0] % HELD_OUT == 0


def load_portraits(folder: Path) -> tuple[LabelledPortrait, ...]:
    """The portraits of a folder, in name order.

    Raises:
        DataError: `faces.csv` is missing or has other columns, or a picture is missing or broken.
    """
    table = read_face_table(folder)
    return tuple(_load(folder / "images" / name, faces) for name, faces in sorted(table.items()))


def _load(path: Path, faces: list[LabelledFace]) -> LabelledPortrait:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise DataError(f"{path} is missing or no picture; copy the portraits again")
    largest = sorted(faces, key=lambda face: -float(face.box[2] * face.box[3]))
    tight = float(largest[0].box[3]) > 0.7 * image.shape[0]
    return LabelledPortrait(path.name, np.asarray(image, np.uint8), tuple(largest), tight)
