"""Whether a face is large and sharp enough to be read."""

import cv2
import numpy as np

from classroom.config import QualitySettings
from classroom.domain import Box, FaceQuality, Image
from classroom.vision.preprocess import cut_chip


def measure_quality(image: Image, box: Box) -> FaceQuality:
    """Height, sharpness and brightness of the face in a box of (h, w, 3) uint8 BGR."""
    chip = cut_chip(image, box)
    return FaceQuality(
        height_px=box.height,
        sharpness=float(cv2.Laplacian(chip, cv2.CV_64F).var()),
        brightness=float(np.mean(chip)),
    )


def is_readable(quality: FaceQuality, score: float, settings: QualitySettings) -> bool:
    """True when size, sharpness and the detector's score (0-1) are all above the gate."""
    return (
        quality.height_px >= settings.min_face_px
        and quality.sharpness >= settings.min_sharpness
        and score >= settings.min_score
    )
