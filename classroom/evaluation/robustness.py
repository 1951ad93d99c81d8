"""What is left of a model's accuracy when faces are small, spoilt, or cut out a little off."""

from collections.abc import Callable

import numpy as np

from classroom.evaluation.changes import (
    CHANGES,
    FACE_SIZES,
    GROWN,
    SHIFT,
    SHRUNK,
    change_faces,
    move_boxes,
    resize_faces,
)
from classroom.evaluation.readers import Faces

BOXES = ("box_shifted", "box_larger", "box_smaller")
SIDES = ((SHIFT, 0.0), (-SHIFT, 0.0), (0.0, SHIFT), (0.0, -SHIFT))  # right, left, down, up

Score = Callable[[Faces], float]
Tell = Callable[[str], None]


def measure_sizes(score: Score, images: Faces, tell: Tell) -> dict[str, float]:
    """Accuracy by height of the face, px; 48 is the pictures' own."""
    figures = {}
    for size in FACE_SIZES:
        tell(f"faces of {size} px")
        figures[str(size)] = score(resize_faces(images, size))
    return figures


def measure_changes(score: Score, images: Faces, tell: Tell) -> dict[str, float]:
    """Accuracy after each of the changes a call makes, and with boxes that are a little off."""
    figures = {}
    for name in CHANGES:
        tell(f"faces after {name.replace('_', ' ')}")
        figures[name] = score(change_faces(images, name))
    tell("faces in boxes that are a little off")
    shifted = float(np.mean([score(move_boxes(images, *side)) for side in SIDES]))
    resized = (score(move_boxes(images, 0.0, 0.0, scale)) for scale in (GROWN, SHRUNK))
    return {**figures, **dict(zip(BOXES, (shifted, *resized), strict=True))}
