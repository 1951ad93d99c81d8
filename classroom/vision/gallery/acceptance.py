"""Whether a regular grid on a screen is a gallery of people: cards, slides and thumbnails are grids too."""

from collections.abc import Sequence

from classroom.domain import Face, Image, ParticipantState, Tile
from classroom.vision.gallery.states import is_marked

MIN_PEOPLE = 0.3  # share of the tiles that show a face or a camera that is off
MIN_FACES = 0.15  # share of the tiles with the camera on that show a face
MIN_OFF = 0.6  # share of the tiles with the camera off, where there is no face at all
STRIP_SHARE = {2: 0.1, 3: 0.15}  # a single line of so many tiles covers at least this share of the screen
LONG_STRIP_SHARE = 0.35  # and a longer one this, or it is a strip beside something else
MIN_STRIP, STRIP_PEOPLE = 3, 0.8  # tiles of a strip beside a shared screen, and the share that must be people
LARGER_FACE = 0.85  # a face outside the tiles of more than this share of their height is a speaker's


def shows_people(image: Image, tiles: Sequence[Tile]) -> bool:
    """True when enough tiles show a face or a camera that is off.

    Without any face most cameras must be off, with initials, a name or a photo in the middle of their tiles:
    plain cells are a calendar's.
    """
    faces = sum(tile.face is not None for tile in tiles)
    off = sum(tile.state is ParticipantState.CAMERA_OFF for tile in tiles)
    if not faces:
        off = sum(tile.state is ParticipantState.CAMERA_OFF and is_marked(image, tile.box) for tile in tiles)
        return off >= max(MIN_OFF * len(tiles), 2)
    return faces + off >= MIN_PEOPLE * len(tiles) and faces >= MIN_FACES * (len(tiles) - off)


def is_beside_speaker(tiles: Sequence[Tile], faces: Sequence[Face]) -> bool:
    """True for the small tiles beside a speaker, whose face outside of them is larger than theirs can be."""
    height = max(tile.box.height for tile in tiles)
    outside = [face for face in faces if not any(tile.box.contains(*face.box.center) for tile in tiles)]
    return any(face.box.height > LARGER_FACE * height for face in outside)


def is_thin(tiles: Sequence[Tile], screen_area: int) -> bool:
    """True for a single line of tiles on little of the screen, as beside a shared screen."""
    height = max(tile.box.height for tile in tiles)
    lines = (len({tile.box.top // height for tile in tiles}), len({tile.box.left // height for tile in tiles}))
    if min(lines) > 1 or len(tiles) < 2:
        return False
    share = sum(tile.box.area for tile in tiles) / screen_area
    return share < STRIP_SHARE.get(len(tiles), LONG_STRIP_SHARE)


def is_film_strip(tiles: Sequence[Tile]) -> bool:
    """Whether a thin line of tiles is surely people's: nearly all show a face or have the camera off, most a face.

    Rows of portraits are on many pages, so fewer than three say nothing.
    """
    faces = sum(tile.face is not None for tile in tiles)
    off = sum(tile.state is ParticipantState.CAMERA_OFF for tile in tiles)
    return len(tiles) >= MIN_STRIP and faces + off >= STRIP_PEOPLE * len(tiles) and 2 * faces >= len(tiles)
