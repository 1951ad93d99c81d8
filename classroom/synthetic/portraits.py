"""The credited public-domain portraits that ship with the product, with where the person is in them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.errors import DataError

FOLDER = Path(__file__).parent / "portraits"  # with CREDITS.md

CLOTHES, HAIR, SKIN = 85, 170, 255  # values of a portrait's segmentation; 0 = background

# Hairline (or hat) to chin and cheek to cheek, measured by hand in each file's pixels.
_SHIPPED = {
    "eileen_collins": (Box(161, 75, 94, 112), "Eileen Collins (NASA)"),
    "grace_hopper": (Box(116, 96, 140, 137), "Grace Hopper (US Navy)"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A head-and-shoulders picture that can be put before another background."""

    image: Image  # (h, w, 3) uint8 BGR
    segments: NDArray[np.uint8]  # (h, w): 0 background, CLOTHES, HAIR, SKIN
    face: Box  # px, in `image`
    credit: str


@cache
def load_portraits() -> tuple[Portrait, ...]:
    """The shipped portraits, always in the same order.

    Raises:
        DataError: a file of the package is missing or damaged.
    """
    return tuple(_load(name, face, credit) for name, (face, credit) in _SHIPPED.items())


def _load(name: str, face: Box, credit: str) -> Portrait:
    image = cv2.imread(str(FOLDER / f"{name}.jpg"), cv2.IMREAD_COLOR)
    segments = cv2.imread(str(FOLDER / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    if image is None or segments is None:
        raise DataError(f"portrait {name} is missing or damaged in {FOLDER}: install the package again")
    return Portrait(np.asarray(image, np.uint8), np.asarray(segments, np.uint8), face, credit)
