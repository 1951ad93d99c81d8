"""What one picture can bring a stage of the pipeline to; the next picture may be fine."""

import cv2

from classroom.errors import ClassroomError

PICTURE_FAILURES: tuple[type[Exception], ...] = (
    ClassroomError,  # a network that failed on it
    cv2.error,
    ArithmeticError,
    LookupError,
    ValueError,
    RuntimeError,
    MemoryError,
)
