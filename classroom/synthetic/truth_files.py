"""Truth files: what is really on a drawn (or labelled) picture, as JSON beside it."""

import json
from pathlib import Path
from typing import Any

import cv2

from classroom.domain import Box
from classroom.errors import OutputError
from classroom.synthetic.scene import Drawing, TruthTile

VERSION = 1


def check_folder(folder: Path) -> None:
    """Raises OutputError when the folder holds something: old pictures would pass for new ones."""
    try:
        is_taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise OutputError(f"{folder} cannot be read: {error}; name another folder") from error
    if is_taken:
        raise OutputError(f"{folder} exists and is not an empty folder: name a new one")


def write_drawing(
    folder: Path, stem: str, drawing: Drawing, *, sequence: str | None = None, time_s: float | None = None
) -> Path:
    """Writes `stem.png` and `stem.json` into the folder and gives the picture's path.

    `sequence` names the series of pictures that this one belongs to, `time_s` its time in it.

    Raises:
        OutputError: the folder cannot be written.
    """
    picture = folder / f"{stem}.png"
    truth = json.dumps(describe(drawing, sequence=sequence, time_s=time_s), ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _, data = cv2.imencode(".png", drawing.image, (cv2.IMWRITE_PNG_COMPRESSION, 3))
        picture.write_bytes(data.tobytes())
        (folder / f"{stem}.json").write_text(truth + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error}; name another folder") from error
    return picture


def describe(drawing: Drawing, *, sequence: str | None = None, time_s: float | None = None) -> dict[str, Any]:
    """The content of a truth file."""
    height, width = drawing.image.shape[:2]
    return {
        "version": VERSION,
        "width": width,
        "height": height,
        "gallery": drawing.gallery,
        "conditions": list(drawing.conditions),
        "sequence": sequence,
        "time_s": time_s,
        "tiles": [_describe_tile(tile) for tile in drawing.truth],
        "ignore": [_list(box) for box in drawing.ignore],
    }


def _describe_tile(tile: TruthTile) -> dict[str, Any]:
    return {
        "box": _list(tile.box),
        "person": tile.person,
        "name": tile.name,
        "label": tile.label,
        "label_px": tile.label_px,
        "state": tile.state.value,
        "face": _describe_face(tile),
        "other_faces": [_list(box) for box in tile.other_faces],
    }


def _describe_face(tile: TruthTile) -> dict[str, Any] | None:
    if tile.face_box is None:
        return None
    points = None if tile.landmarks is None else [[round(float(x), 2), round(float(y), 2)] for x, y in tile.landmarks]
    pose = None if tile.head_pose is None else [round(angle, 2) for angle in tile.head_pose]
    return {"box": _list(tile.face_box), "landmarks": points, "head_pose": pose}


def _list(box: Box) -> list[int]:
    return [box.left, box.top, box.width, box.height]
