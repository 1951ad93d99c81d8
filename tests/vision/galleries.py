"""Drawn galleries, their faces and small detectors for the vision tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from classroom.config import Settings, load_settings
from classroom.domain import Box, Face, Frame, Image, Tile
from classroom.synthetic import Drawing, GalleryStyle, draw_gallery
from tests.synthetic.scenes import make_mixed_scene

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def shipped_settings() -> Settings:
    return load_settings()


def draw_mixed(count: int, style: GalleryStyle, width: int = 1280, height: int = 720) -> Drawing:
    """A gallery of `count` tiles of every kind."""
    scene = make_mixed_scene(style)
    tiles = tuple(scene.tiles[number % len(scene.tiles)] for number in range(count))
    return draw_gallery(replace(scene, width=width, height=height, tiles=tiles))


def true_faces(drawing: Drawing) -> tuple[Face, ...]:
    return tuple(Face(tile.face_box, 0.9, None) for tile in drawing.truth if tile.face_box is not None)


def matched(tiles: Sequence[Tile], drawing: Drawing, overlap: float = 0.8) -> list[Tile]:
    """For each true tile that was found, the tile that overlaps it enough (IoU)."""
    found = []
    for truth in drawing.truth:
        found += [tile for tile in tiles if tile.box.iou(truth.box) >= overlap][:1]
    return found


def frame_at(image: Image, seconds: float = 0.0) -> Frame:
    return Frame(image, START + timedelta(seconds=seconds))


class KnownFaces:
    """A detector that is told what there is."""

    def __init__(self, faces: Sequence[Face], hidden: Sequence[Face] = ()) -> None:
        self._faces = tuple(faces)
        self._hidden = tuple(hidden)  # found by a closer look alone

    def detect(self, image: Image) -> tuple[Face, ...]:
        return self._faces

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        return tuple(face for face in self._hidden if tile.contains(*face.box.center))


def grey_screen(width: int = 640, height: int = 360, level: int = 120) -> Image:
    return np.full((height, width, 3), level, np.uint8)
