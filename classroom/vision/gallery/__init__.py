"""The tiles of a gallery screen: where each participant is, from geometry and faces together."""

from collections.abc import Sequence

from classroom.config import GallerySettings
from classroom.domain import Box, Face, Image, Tile
from classroom.vision.gallery.choice import find_lattice
from classroom.vision.gallery.states import describe_tile

__all__ = ["describe_tile", "split_gallery"]


def split_gallery(image: Image, faces: Sequence[Face], settings: GallerySettings) -> tuple[Tile, ...]:
    """The tiles of the gallery on a screen, by row, then from left to right; () = no gallery.

    Args:
        image: (h, w, 3) uint8 BGR, a whole screen or part of it.
        faces: all faces found on it; they decide between arrangements, and each tile gets its own.
    """
    boxes: tuple[Box, ...] = find_lattice(image, faces, settings)
    return tuple(describe_tile(image, box, faces) for box in boxes)
