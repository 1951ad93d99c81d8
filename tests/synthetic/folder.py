"""A small folder of portraits made of the two that ship."""

import csv
from pathlib import Path

import cv2

from classroom.synthetic import load_portraits
from classroom.synthetic.face_table import ANGLES, BLINKS, BOX, LANDMARKS

COLUMNS = ("image", *BOX, *LANDMARKS, "score", *ANGLES, *BLINKS)


def write_portrait_folder(folder: Path, **changes: str) -> Path:
    """Two portraits with one labelled face each; `changes` replace cells of every row."""
    (folder / "images").mkdir(parents=True)
    with (folder / "faces.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        for number, portrait in enumerate(load_portraits()):
            name = f"a{number}.png"
            cv2.imwrite(str(folder / "images" / name), portrait.image)
            assert portrait.landmarks is not None
            face, marks = portrait.face, portrait.landmarks.ravel()
            numbers = (face.left, face.top, face.width, face.height, *(float(value) for value in marks), 0.93)
            row = dict(zip((*BOX, *LANDMARKS, "score"), numbers, strict=True))
            angles = {"yaw": 4.0, "pitch": -2.0, "roll": 1.5} | dict.fromkeys(BLINKS, 0.1)
            table.writerow({"image": name} | row | angles | changes)
    return folder
