"""The credited public-domain portraits that ship with the product, with where the person is in them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image, Points
from classroom.errors import DataError

FOLDER = Path(__file__).parent / "portraits"  # with CREDITS.md

CLOTHES, HAIR, SKIN = 85, 170, 255  # values of a portrait's segmentation; 0 = background

HeadPose = tuple[float, float, float]  # yaw, pitch, roll, degrees, from the viewer (see classroom.domain)
Marks = tuple[tuple[int, int], ...]

# Hairline (or hat) to chin and cheek to cheek, then eyes, nose and mouth corners (the person's right side
# first), all measured by hand in each file's pixels.
_SHIPPED: dict[str, tuple[Box, Marks, str]] = {
    "eileen_collins": (
        Box(161, 75, 94, 112),
        ((187, 102), (232, 102), (209, 127), (188, 142), (226, 144)),
        "Eileen Collins (NASA)",
    ),
    "grace_hopper": (
        Box(116, 96, 140, 137),
        ((155, 133), (214, 131), (186, 165), (160, 195), (213, 193)),
        "Grace Hopper (US Navy)",
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A head-and-shoulders picture that can be put before another background."""

    image: Image  # (h, w, 3) uint8 BGR
    segments: NDArray[np.uint8]  # (h, w): 0 background, CLOTHES, HAIR, SKIN (or anything of the person)
    face: Box  # px, in `image`
    credit: str
    landmarks: Points | None = None  # (5, 2) float32 px, in `image`, as in domain.Face
    head_pose: HeadPose | None = None  # None = nobody knows
    photo: Box | None = None  # px; the part of `image` to show with its own background; None = do not

    @property
    def recolourable(self) -> bool:
        """True when hair and clothes are marked, so that a Look may colour them."""
        return bool((self.segments == HAIR).any() and (self.segments == CLOTHES).any())


@cache
def load_portraits() -> tuple[Portrait, ...]:
    """The shipped portraits, always in the same order.

    Raises:
        DataError: a file of the package is missing or damaged.
    """
    return tuple(_load(name, face, marks, credit) for name, (face, marks, credit) in _SHIPPED.items())


def _load(name: str, face: Box, marks: Marks, credit: str) -> Portrait:
    image = cv2.imread(str(FOLDER / f"{name}.jpg"), cv2.IMREAD_COLOR)
    segments = cv2.imread(str(FOLDER / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    if image is None or segments is None:
        raise DataError(f"portrait {name} is missing or damaged in {FOLDER}: install the package again")
    landmarks = np.array(marks, np.float32)
    return Portrait(np.asarray(image, np.uint8), np.asarray(segments, np.uint8), face, credit, landmarks)
