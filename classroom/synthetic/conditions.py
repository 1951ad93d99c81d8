"""Tags of a scene: by them results are told apart."""

from collections.abc import Callable

from classroom.domain import ParticipantState
from classroom.synthetic.kinds import Absence, CameraOff
from classroom.synthetic.scene import Scene, SceneTile

_PICTURES = (CameraOff.PICTURE, CameraOff.DISC_PICTURE, CameraOff.FULL_PICTURE)
_DARK = 0.65  # brightness
_STATE = ParticipantState

# Tag, whether a tile has it, and in what share of the tiles it must be.
_BY_TILE: tuple[tuple[str, Callable[[SceneTile], bool], float], ...] = (
    ("low light", lambda tile: tile.state is _STATE.VISIBLE and tile.pose.brightness < _DARK, 0.25),
    ("compressed", lambda tile: tile.camera.jpeg_quality is not None, 0.5),
    ("upright", lambda tile: tile.upright and tile.state is not _STATE.CAMERA_OFF, 0.0),
    ("posters", lambda tile: bool(tile.posters) and tile.state is not _STATE.CAMERA_OFF, 0.0),
    ("photo avatars", lambda tile: tile.state is _STATE.CAMERA_OFF and tile.camera_off in _PICTURES, 0.0),
    ("cameras off", lambda tile: tile.state is _STATE.CAMERA_OFF, 0.5),
    ("covered faces", lambda tile: tile.state is _STATE.VISIBLE and tile.cover is not None, 0.0),
    ("two people", lambda tile: tile.companion is not None, 0.0),
    ("turned away", lambda tile: tile.state is _STATE.NO_FACE and tile.absence is Absence.BACK_OF_HEAD, 0.0),
    ("non-latin names", lambda tile: any(ord(letter) > 0x24F for letter in tile.person.name), 0.0),
)


def tag_scene(scene: Scene) -> tuple[str, ...]:
    """What is special about the scene, and its size."""
    style = scene.style
    tags = ["light" if sum(style.background) > 3 * 128 else "dark", tag_count(len(scene.tiles)), tag_size(scene.height)]
    switches = {
        "film strip": style.shared is not None,
        "side panel": style.side_panel_px > 0,
        "browser": style.browser_px > 0,
        "small window": style.window is not None,
        "scaled": scene.scale != 1.0,
        "no gutters": style.gutter_px == 0,
        "compressed": scene.jpeg_quality is not None,
    }
    tags += [tag for tag, is_on in switches.items() if is_on]
    for tag, has, share in _BY_TILE:
        found = sum(has(tile) for tile in scene.tiles)
        if found and found >= share * len(scene.tiles) and tag not in tags:
            tags.append(tag)
    return tuple(tags)


def tag_count(tiles: int) -> str:
    """The tag of that number of tiles."""
    return next(tag for most, tag in ((4, "1-4 tiles"), (9, "5-9"), (25, "10-25"), (49, "26-49")) if tiles <= most)


def tag_size(height: int) -> str:
    """The tag of a screen of that height, px: the nearest usual one."""
    return f"{min((720, 1080, 1440, 2160), key=lambda usual: abs(usual - height))}p"
