"""Drawn portraits with labels: discs with two eyes and a mouth instead of people."""

import csv
from pathlib import Path

import cv2
import numpy as np

from classroom.synthetic.face_table import ANGLES, BLINKS, BOX, LANDMARKS


def draw_head(color: tuple[int, int, int]) -> np.ndarray:
    """A head of 60 x 80 px in the middle of a picture of 120 x 120 px."""
    image = np.full((120, 120, 3), 200, np.uint8)
    cv2.ellipse(image, (60, 60), (30, 40), 0, 0, 360, color, -1)
    for x in (48, 72):
        cv2.circle(image, (x, 50), 4, (20, 20, 20), -1)
    cv2.ellipse(image, (60, 78), (12, 5), 0, 0, 180, (30, 30, 120), 2)
    return image


def label_head(name: str, **other: str) -> dict[str, str]:
    """The row of `draw_head`'s picture in faces.csv."""
    points = (48, 50, 72, 50, 60, 62, 50, 80, 70, 80)
    values = dict(zip((*BOX, *LANDMARKS), (30, 20, 60, 80, *points), strict=True))
    angles = dict.fromkeys(ANGLES, "5.0")
    row = {"image": name, **{key: str(value) for key, value in values.items()}, "score": "0.9", **angles}
    return {**row, **dict.fromkeys(BLINKS, "0.1"), **other}


def write_portraits(folder: Path, count: int = 6, **other: str) -> Path:
    """A folder of `count` heads with their table; `other` overwrites the first row's columns."""
    (folder / "images").mkdir(parents=True)
    rows = []
    for number in range(count):
        name = f"{number:02d}.png"
        cv2.imwrite(str(folder / "images" / name), draw_head((90 + 20 * number, 120, 190)))
        rows.append(label_head(name, **(other if number == 0 else {})))
    with (folder / "faces.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder
