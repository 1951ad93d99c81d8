"""Truth files and analyses for the gallery tests, written by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classroom.domain import Box, Face, FrameAnalysis, FrameStatus, ParticipantState, Reading, Tile
from classroom.evaluation.truth import TruthPicture
from classroom.evaluation.truth_files import read_truth

READING = Reading((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), None, None)
TILES = ([10, 10, 160, 90], [180, 10, 160, 90])
FACES = ([60, 20, 40, 50], [230, 20, 40, 50])


def visible_tile(place: int = 0, **changes: Any) -> dict[str, Any]:
    """A tile of `Ann Lee` (or `Ben Li`) with a face of 50 px."""
    name = ("Ann Lee", "Ben Li")[place]
    tile = {
        "box": list(TILES[place]), "person": f"p{place}", "name": name, "label": name, "label_px": 11,
        "state": "visible", "face": {"box": list(FACES[place]), "landmarks": None, "head_pose": None},
        "other_faces": [],
    }  # fmt: skip
    return {**tile, **changes}


def off_tile(place: int = 0, **changes: Any) -> dict[str, Any]:
    return visible_tile(place, **{"state": "camera_off", "face": None, **changes})


def truth_values(*tiles: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The content of a truth file for a picture of 350 x 110 px."""
    values = {
        "version": 1, "width": 350, "height": 110, "gallery": True, "conditions": [], "sequence": None,
        "time_s": None, "tiles": list(tiles), "ignore": [],
    }  # fmt: skip
    return {**values, **changes}


def faces_only(*boxes: list[int]) -> dict[str, Any]:
    return {"version": 1, "width": 350, "height": 110, "faces": list(boxes)}


def parse(folder: Path, values: Any) -> TruthPicture:
    """The truth in a file of these values."""
    path = folder / "truth.json"
    path.write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
    return read_truth(path)


def see_face(place: int = 0, *, shift: int = 0, score: float = 0.9) -> Face:
    left, top, width, height = FACES[place]
    return Face(Box(left + shift, top, width, height), score, None)


def see_tile(place: int = 0, *, shift: int = 0, **changes: Any) -> Tile:
    """The tile as it should be seen, or with changes."""
    left, top, width, height = TILES[place]
    values: dict[str, Any] = {
        "state": ParticipantState.VISIBLE, "name": ("Ann Lee", "Ben Li")[place], "face": see_face(place),
        "reading": READING,
    }  # fmt: skip
    return Tile(Box(left + shift, top, width, height), **{**values, **changes})


def see(*tiles: Tile, status: FrameStatus | None = None) -> FrameAnalysis:
    told = status or (FrameStatus.GALLERY if tiles else FrameStatus.NO_GALLERY)
    return FrameAnalysis(datetime(2026, 3, 2, tzinfo=UTC), 350, 110, told, tiles, {"total": 1.0})
