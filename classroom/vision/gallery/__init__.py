"""The tiles of a gallery screen: where each participant is, from geometry and faces together."""

from collections.abc import Callable, Sequence

from classroom.config import GallerySettings
from classroom.domain import Box, Face, Image, ParticipantState, Tile
from classroom.vision.gallery.acceptance import is_beside_speaker, is_film_strip, is_thin, shows_people
from classroom.vision.gallery.choice import find_lattice
from classroom.vision.gallery.states import describe_tile

__all__ = ["describe_tile", "split_gallery"]

LookCloser = Callable[[Image, Box], Sequence[Face]]

PROBES = 8  # tiles looked at closely before a grid with too few faces is given up


def split_gallery(
    image: Image,
    faces: Sequence[Face],
    settings: GallerySettings,
    look_closer: LookCloser | None = None,
    known: Sequence[Box] = (),
) -> tuple[Tile, ...]:
    """The tiles of the gallery on a screen, by row, then from left to right; () = no gallery.

    Args:
        image: (h, w, 3) uint8 BGR, a whole screen or part of it.
        faces: all faces found on it; they decide between arrangements, and each tile gets its own.
        look_closer: finds faces in one tile; asked about tiles in which none of `faces` lies.
        known: the tiles' boxes when they need not be searched: a layout that has not changed.
    """
    if min(image.shape[:2]) < settings.min_tile_px:
        return ()
    boxes = known or find_lattice(image, faces, settings)
    tiles = [describe_tile(image, box, faces) for box in boxes]
    if not tiles or is_beside_speaker(tiles, faces):
        return ()
    if look_closer is not None:
        tiles = _find_missed(image, tiles, look_closer)
    if is_thin(tiles, image.shape[0] * image.shape[1]) and not is_film_strip(tiles):
        return ()
    return tuple(tiles) if shows_people(image, tiles) else ()


def _find_missed(image: Image, tiles: list[Tile], look_closer: LookCloser) -> list[Tile]:
    """The tiles with the faces that a closer look finds; few are looked at where nobody was seen."""
    patience = len(tiles) if shows_people(image, tiles) else PROBES
    found = list(tiles)
    for index, tile in enumerate(tiles):
        if tile.state is not ParticipantState.NO_FACE:
            continue
        found[index] = describe_tile(image, tile.box, look_closer(image, tile.box))
        patience += PROBES if found[index].face is not None else -1
        if patience <= 0:
            break
    return found
