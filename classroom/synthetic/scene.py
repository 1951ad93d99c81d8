"""What can be drawn: people, how they sit, and how the call program arranges them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from classroom.domain import Box, Image, ParticipantState
from classroom.synthetic.portraits import Portrait

Color = tuple[int, int, int]  # blue, green, red, 0-255


class Backdrop(StrEnum):
    """What is behind a person."""

    WALL = "wall"
    SHELF = "shelf"
    WINDOW = "window"
    VIRTUAL = "virtual"


class Absence(StrEnum):
    """What the camera shows of a `no_face` participant."""

    EMPTY_CHAIR = "empty_chair"
    BACK_OF_HEAD = "back_of_head"


class CameraOff(StrEnum):
    """What a tile shows without a camera."""

    NAME = "name"
    INITIALS = "initials"
    PICTURE = "picture"  # a still portrait: not the face of a student who is there


class LabelStyle(StrEnum):
    BOX = "box"  # white on a translucent dark box in the corner (Zoom)
    PLAIN = "plain"  # white on the video (Meet)
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Look:
    """How a portrait is varied, so that few portraits make many people."""

    mirror: bool = False
    hair: Color | None = None  # None = as photographed
    clothes: Color | None = None
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)  # gain of blue, green, red
    stretch: float = 1.0  # width as a multiple of the portrait's
    backdrop: Backdrop = Backdrop.WALL
    backdrop_color: Color = (180, 186, 190)
    backdrop_seed: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    name: str  # drawn with ASCII letters alone: the bundled font has no others
    portrait: Portrait
    look: Look = Look()


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head is in its video and how the camera sees it; changes from frame to frame."""

    x: float = 0.5  # face centre, share of the tile's width
    y: float = 0.46  # face centre, share of the tile's height
    face_height: float = 0.42  # share of the tile's height
    roll_deg: float = 0.0  # + = counter-clockwise
    brightness: float = 1.0  # gain
    blur_px: float = 0.0  # sigma, screen pixels
    noise_seed: int | None = None  # None = no sensor noise


@dataclass(frozen=True, slots=True)
class SceneTile:
    """One cell of the gallery; `state` is visible, no_face or camera_off."""

    person: Person
    state: ParticipantState = ParticipantState.VISIBLE
    pose: Pose = Pose()
    absence: Absence = Absence.EMPTY_CHAIR
    camera_off: CameraOff = CameraOff.NAME
    muted: bool = False
    speaking: bool = False
    upright: bool = False  # a telephone's upright video with dark sides
    label: str | None = None  # text shown; None = the person's name


@dataclass(frozen=True, slots=True)
class GalleryStyle:
    """How the call program arranges and decorates tiles; lengths in screen pixels."""

    background: Color = (26, 26, 26)
    gutter_px: int = 6
    margin_px: int = 8  # least distance between tiles and the window's edge
    corner_px: int = 0  # radius of rounded tiles
    aspect: float = 16 / 9
    columns: int | None = None  # None = what makes tiles largest
    centre_last_row: bool = True
    label: LabelStyle = LabelStyle.BOX
    label_px: int | None = None  # height of a label; None = by tile height
    mute_icons: bool = True
    speaker_color: Color = (60, 230, 120)
    off_color: Color = (52, 48, 46)  # tile without a camera
    title_bar_px: int = 0
    toolbar_px: int = 0
    side_panel_px: int = 0  # list of participants on the right
    light: bool = False  # bars and panel light instead of dark
    window: Box | None = None  # None = the whole screen


@dataclass(frozen=True, slots=True)
class Scene:
    width: int  # px, screen
    height: int
    tiles: tuple[SceneTile, ...]  # reading order
    style: GalleryStyle = GalleryStyle()


@dataclass(frozen=True, slots=True)
class TruthTile:
    """What really is in a drawn tile."""

    box: Box  # px, screen
    name: str  # the person's
    state: ParticipantState
    face_box: Box | None  # hairline to chin, inside the tile; None = no participant's face
    label: str | None  # text shown (cut if too long); None = the style has no labels


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    image: Image  # (h, w, 3) uint8 BGR
    truth: tuple[TruthTile, ...]  # in the order of Scene.tiles


ZOOM_DARK = GalleryStyle(toolbar_px=56, title_bar_px=28)
ZOOM_TIGHT = GalleryStyle(background=(14, 14, 14), gutter_px=1, margin_px=0, corner_px=0)
MEET_LIGHT = GalleryStyle(
    background=(255, 255, 255), gutter_px=12, margin_px=16, corner_px=10, label=LabelStyle.PLAIN, toolbar_px=64,
    off_color=(67, 64, 60), speaker_color=(244, 133, 66), light=True,
)  # fmt: skip
TEAMS_DARK = GalleryStyle(
    background=(31, 31, 31), gutter_px=8, margin_px=10, corner_px=6, title_bar_px=40, side_panel_px=220,
    speaker_color=(199, 100, 91), centre_last_row=True,
)  # fmt: skip


def to_image(array: np.ndarray) -> Image:
    """The array as a picture: clipped to 0-255, uint8."""
    return np.asarray(np.clip(array, 0, 255), np.uint8)
