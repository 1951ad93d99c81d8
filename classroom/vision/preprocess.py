"""Cuts and scales a face for the emotion network: the one home of what training and capture share.

Scaling of grey values is the network's first layer, so a chip stays uint8 0-255.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image

CHIP_PX = 48  # FER2013's picture size

Chip = NDArray[np.uint8]  # (48, 48) grey, 0-255


def cut_chip(image: Image, box: Box, scale: float = 1.0) -> Chip:
    """The grey square around a face box, (48, 48) uint8.

    Args:
        image: (h, w, 3) uint8 BGR.
        box: the face in the image's pixels; may reach over the border, which is repeated outwards.
        scale: side of the square as a multiple of the box's longer side; the detector's card says which
            (FER2013's crops are its own).
    """
    side = max(2, round(max(box.width, box.height) * scale))
    center_x, center_y = box.center
    left, top = round(center_x - side / 2), round(center_y - side / 2)
    height, width = image.shape[:2]
    inside = image[max(top, 0) : max(min(top + side, height), 1), max(left, 0) : max(min(left + side, width), 1)]
    pad = (max(-top, 0), max(top + side - height, 0), max(-left, 0), max(left + side - width, 0))
    if any(pad):
        inside = np.asarray(cv2.copyMakeBorder(inside, *pad, cv2.BORDER_REPLICATE), np.uint8)
    return resize_chip(np.asarray(cv2.cvtColor(inside, cv2.COLOR_BGR2GRAY), np.uint8))


def resize_chip(grey: NDArray[np.uint8]) -> Chip:
    """A grey picture of any size as a (48, 48) chip: area mean when shrinking, cubic when growing."""
    shrinking = grey.shape[0] > CHIP_PX
    method = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (CHIP_PX, CHIP_PX), interpolation=method), dtype=np.uint8)
