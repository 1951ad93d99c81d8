"""Small things a call program lays over its stage: page arrows and a sign in the corner."""

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.lettering import draw_panel, draw_text
from classroom.synthetic.scene import GalleryStyle


def draw_arrows(image: Image, stage: Box, style: GalleryStyle) -> None:
    """Arrows to the gallery's other pages, in place."""
    size = max(14, min(36, stage.height // 22))
    middle = stage.top + stage.height // 2
    ink = (60, 60, 60) if style.light else (235, 235, 235)
    for side, x in ((-1, stage.left + size), (1, stage.right - size)):
        ground = (235, 233, 232) if style.light else (60, 56, 54)
        draw_panel(image, x - size // 2, middle - size, size, 2 * size, size // 4, ground)
        points = np.array([(x - side * size // 6, middle - size // 3), (x + side * size // 5, middle)], np.int32)
        points = np.vstack([points, [(x - side * size // 6, middle + size // 3)]]).astype(np.int32)
        cv2.polylines(image, [points], isClosed=False, color=ink, thickness=2, lineType=cv2.LINE_AA)
        text = "1/2"
        draw_text(image, text, x - size // 2, middle + size // 2, max(8, size // 2), ink)


def draw_logo(image: Image, stage: Box) -> None:
    """The green shield at the top left and the view's button at the top right, in place."""
    side = 22
    draw_panel(image, stage.left + 6, stage.top + 6, side, side, 5, (45, 45, 45))
    outline = [(0, 3), (6, 0), (12, 3), (11, 10), (6, 14), (1, 10)]
    shield = np.array([(stage.left + 11 + x, stage.top + 10 + y) for x, y in outline], np.int32)
    cv2.fillPoly(image, [shield], (90, 200, 60), cv2.LINE_AA)
    draw_panel(image, stage.right - 78, stage.top + 6, 70, 26, 6, (45, 45, 45))
    for row in range(2):
        for column in range(2):
            draw_panel(image, stage.right - 70 + column * 8, stage.top + 12 + row * 8, 6, 6, 1, (225, 225, 225))
    draw_text(image, "View", stage.right - 48, stage.top + 11, 13, (225, 225, 225))
