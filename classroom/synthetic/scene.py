"""What can be drawn: people, how they sit, and how the call program arranges them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from classroom.domain import Box, Image, ParticipantState, Points
from classroom.synthetic.kinds import (
    Absence,
    Backdrop,
    Badge,
    Bars,
    CameraOff,
    Color,
    Cover,
    LabelPlace,
    LabelStyle,
    MutePlace,
    Panel,
    Shared,
    SpeakerBorder,
    StripSide,
)
from classroom.synthetic.portraits import HeadPose, Portrait

__all__ = [
    "MEET_LIGHT",
    "TEAMS_DARK",
    "ZOOM_DARK",
    "ZOOM_TIGHT",
    "Absence",
    "Backdrop",
    "Badge",
    "Bars",
    "Camera",
    "CameraOff",
    "Color",
    "Companion",
    "Cover",
    "Drawing",
    "GalleryStyle",
    "LabelPlace",
    "LabelStyle",
    "Look",
    "MutePlace",
    "Panel",
    "Person",
    "Pose",
    "Poster",
    "Scene",
    "SceneTile",
    "Shared",
    "SpeakerBorder",
    "StripSide",
    "TruthTile",
    "to_color",
    "to_image",
]


@dataclass(frozen=True, slots=True)
class Look:
    """How a portrait is varied, so that few portraits make many people."""

    mirror: bool = False
    hair: Color | None = None  # None = as photographed; only for portraits whose hair is marked
    clothes: Color | None = None
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)  # gain of blue, green, red
    stretch: float = 1.0  # width as a multiple of the portrait's
    backdrop: Backdrop = Backdrop.WALL
    backdrop_color: Color = (180, 186, 190)
    backdrop_seed: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    name: str  # the bundled font has ASCII letters alone: for others see GalleryStyle.font
    portrait: Portrait
    look: Look = Look()
    key: str | None = None  # tells people apart across screens; None = nobody asks


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
class Camera:
    """What a webcam and its line make of the light."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)  # blue, green, red: a colour cast
    gamma: float = 1.0  # above 1 = darker middle tones
    noise_sigma: float = 2.0  # grey values; drawn only with Pose.noise_seed
    lines: int | None = None  # height the video is sent in, px; None = as large as shown
    jpeg_quality: int | None = None  # 1-100, stands for the video's compression; None = none


@dataclass(frozen=True, slots=True)
class Companion:
    """A second person before the same camera."""

    person: Person
    pose: Pose


@dataclass(frozen=True, slots=True)
class Poster:
    """A framed picture of a face on the wall: nobody who is there."""

    portrait: Portrait
    x: float  # centre, share of the video's width
    y: float
    height: float  # of the picture, share of the video's height


@dataclass(frozen=True, slots=True)
class SceneTile:
    """One cell of the gallery; `state` is visible, no_face, camera_off or frozen (drawn like visible)."""

    person: Person
    state: ParticipantState = ParticipantState.VISIBLE
    pose: Pose = Pose()
    absence: Absence = Absence.EMPTY_CHAIR
    camera_off: CameraOff = CameraOff.NAME
    muted: bool = False
    speaking: bool = False
    upright: bool = False  # a telephone's upright video with dark sides
    label: str | None = None  # text shown; None = the person's name
    before: tuple[Badge, ...] = ()  # signs before the label's text
    after: tuple[Badge, ...] = ()
    camera: Camera = Camera()
    companion: Companion | None = None
    cover: Cover | None = None
    posters: tuple[Poster, ...] = ()


@dataclass(frozen=True, slots=True)
class GalleryStyle:
    """How the call program arranges and decorates tiles; lengths in pixels before `Scene.scale`."""

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
    side_panel_px: int = 0  # on the right
    light: bool = False  # bars and panel light instead of dark
    window: Box | None = None  # None = the whole screen
    label_place: LabelPlace = LabelPlace.BOTTOM_LEFT
    label_cover: float = 0.65  # how dark the ground of a label is, 0-1
    mute_place: MutePlace = MutePlace.BEFORE
    font: str | None = None  # a family found on this machine (fonts.py); None = the bundled one
    dots: str = "..."  # behind a name that is cut
    speaker_border: SpeakerBorder = SpeakerBorder.INSIDE
    speaker_px: int | None = None  # None = by tile height
    bars: Bars = Bars.ZOOM
    panel: Panel = Panel.PARTICIPANTS
    panel_pictures: bool = False  # small portraits instead of coloured discs
    page_arrows: bool = False
    browser_px: int = 0  # tabs and address bar over the call program
    shared: Shared | None = None  # None = the gallery has the whole stage
    strip: StripSide = StripSide.ABOVE
    strip_share: float = 0.2  # of the stage
    corner_logo: bool = False  # a small sign in the stage's top left corner


@dataclass(frozen=True, slots=True)
class Scene:
    width: int  # px, screen
    height: int
    tiles: tuple[SceneTile, ...]  # reading order
    style: GalleryStyle = GalleryStyle()
    scale: float = 1.0  # the screen is drawn 1 / scale as large, then resized: a display's zoom
    jpeg_quality: int | None = None  # 1-100, of the whole screen: a recording; None = a clean grab
    windows_behind: int = 0  # other programs' windows on the desktop
    seed: int = 0  # of what is neither a tile nor a person: texts, wallpaper, shared screens
    conditions: tuple[str, ...] = ()  # tags for measuring by condition


@dataclass(frozen=True, slots=True)
class TruthTile:
    """What really is in a drawn tile."""

    box: Box  # px, screen
    name: str  # the person's
    state: ParticipantState
    face_box: Box | None  # hairline to chin, inside the tile; None = no participant's face
    label: str | None  # text shown (cut if too long), without signs; None = the tile shows none
    landmarks: Points | None = field(default=None, compare=False)  # (5, 2) px, as in domain.Face
    head_pose: HeadPose | None = None  # None = nobody knows
    other_faces: tuple[Box, ...] = ()  # of further people who are there, px
    label_px: int | None = None  # height of the label's capital letters, px
    person: str | None = None  # Person.key


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    image: Image  # (h, w, 3) uint8 BGR
    truth: tuple[TruthTile, ...]  # in the order of Scene.tiles
    ignore: tuple[Box, ...] = ()  # px; a face here is neither right nor wrong: posters, avatars, panels
    conditions: tuple[str, ...] = ()
    gallery: bool = True  # False: no gallery is on the screen


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


def to_color(values: Iterable[float] | np.ndarray) -> Color:
    """Blue, green, red as a colour: clipped to 0-255, whole numbers."""
    blue, green, red = (int(value) for value in np.clip(np.asarray(list(values), np.float64), 0, 255))
    return blue, green, red


def to_image(array: np.ndarray) -> Image:
    """The array as a picture: clipped to 0-255, uint8."""
    return np.asarray(np.clip(array, 0, 255), np.uint8)
