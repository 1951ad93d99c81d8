"""A drawn class for the benchmarks: a standing layout with standing labels, in which people move."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic import ZOOM_DARK, Pose, Scene, SceneTile, draw_gallery
from tests.synthetic.scenes import make_person

FIRST_NAMES = ("Amara", "Ben", "Chloe", "Daniel", "Elena", "Farid", "Grace")
LAST_NAMES = ("Diallo", "Carter", "Martin", "Weber", "Rossi", "Haddad", "Kim")


def draw_frame(faces: int, step: int, width: int, height: int) -> tuple[Image, list[Box]]:
    """The class at that step, (h, w, 3) uint8 BGR, and its true faces, px."""
    scene = Scene(width, height, tuple(_sit(number, step) for number in range(faces)), ZOOM_DARK)
    drawing = draw_gallery(scene)
    return drawing.image, [tile.face_box for tile in drawing.truth if tile.face_box is not None]


def _sit(number: int, step: int) -> SceneTile:
    name = f"{FIRST_NAMES[number % 7]} {LAST_NAMES[(number // 7 + number) % 7]}"
    sway, nod = math.sin(step / 2 + number), math.cos(step / 3 + 2 * number)
    pose = replace(Pose(), x=0.5 + 0.03 * sway, y=0.46 + 0.02 * nod, noise_seed=step * 50 + number)
    return SceneTile(make_person(number, name), pose=pose)


def write_frames(folder: Path, faces: int, count: int, *, width: int = 1920, height: int = 1080) -> Path:
    """Writes the class's first frames as arrays with their faces; gives the folder."""
    folder.mkdir(parents=True)
    boxes = []
    for step in range(count):
        image, true = draw_frame(faces, step, width, height)
        np.save(folder / f"{step}.npy", image)
        boxes.append([[box.left, box.top, box.width, box.height] for box in true])
    (folder / "faces.json").write_text(json.dumps(boxes), encoding="utf-8")
    return folder


def read_frames(folder: Path) -> Iterator[tuple[Image, list[Box]]]:
    """The frames again and again, one at a time in memory, there and back so that nobody jumps."""
    boxes = [[Box(*box) for box in listed] for listed in json.loads((folder / "faces.json").read_text("utf-8"))]
    order = [*range(len(boxes)), *range(len(boxes) - 2, 0, -1)]
    while True:
        for step in order:
            yield np.load(folder / f"{step}.npy"), boxes[step]
