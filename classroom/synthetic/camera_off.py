"""Tiles of people whose camera is off."""

from dataclasses import replace

import cv2
import numpy as np

from classroom.domain import Box, Image, ParticipantState
from classroom.synthetic.fonts import family_for
from classroom.synthetic.kinds import CameraOff, Color
from classroom.synthetic.lettering import cut_text, draw_panel, draw_text, line_height, rounded_mask, text_width
from classroom.synthetic.posters import crop_portrait
from classroom.synthetic.scene import Camera, GalleryStyle, Pose, SceneTile, to_image
from classroom.synthetic.video import Sight, draw_video, shift_box

DISCS: tuple[Color, ...] = ((150, 90, 60), (80, 120, 60), (70, 70, 160), (140, 70, 120), (40, 120, 190), (150, 120, 20))
_PICTURES = (CameraOff.PICTURE, CameraOff.DISC_PICTURE, CameraOff.FULL_PICTURE)


def draw_camera_off(tile: SceneTile, width: int, height: int, style: GalleryStyle) -> Sight:
    """The tile without video; the face of a still picture is one to ignore."""
    image = np.full((height, width, 3), style.off_color, np.uint8)
    if tile.camera_off in _PICTURES:
        return _draw_picture(image, tile)
    if tile.camera_off is CameraOff.CARTOON:
        draw_cartoon(image, tile.person.look.backdrop_seed)
    elif tile.camera_off is CameraOff.SILHOUETTE:
        _draw_silhouette(image)
    else:
        _draw_letters(image, tile, style)
    return Sight(image)


def _draw_picture(image: Image, tile: SceneTile) -> Sight:
    height, width = image.shape[:2]
    if tile.camera_off is CameraOff.PICTURE:
        side = min(width, round(height * 0.76))
        radius = side // 12
        still = replace(
            tile, state=ParticipantState.VISIBLE, pose=Pose(face_height=0.5), upright=False, cover=None,
            companion=None, posters=(), camera=Camera(),
        )  # fmt: skip
        sight = draw_video(still, side, side)
        picture, face = sight.image, None if sight.face is None else sight.face.box
    else:
        full = tile.camera_off is CameraOff.FULL_PICTURE
        side = min(width, height if full else round(height * 0.56))
        radius = 0 if full else side // 2
        picture, face = crop_portrait(tile.person.portrait, side, side)
    left, top = (width - side) // 2, (height - side) // 2
    paste_rounded(image, picture, Box(left, top, side, side), radius)
    return Sight(image, ignore=() if face is None else (shift_box(face, left, top),))


def paste_rounded(image: Image, content: Image, box: Box, radius: int) -> None:
    """Lays the content (of the box's size, inside the image) on it with round corners, in place."""
    under = image[box.top : box.bottom, box.left : box.right]
    if radius <= 0:
        under[:] = content
        return
    cover = rounded_mask(box.width, box.height, radius)[..., None].astype(np.float32) / 255
    under[:] = to_image(under * (1 - cover) + content * cover + 0.5)


def _draw_letters(image: Image, tile: SceneTile, style: GalleryStyle) -> None:
    height, width = image.shape[:2]
    initials = tile.camera_off is CameraOff.INITIALS
    text = tile.person.name
    if initials:
        text = initials_of(text)
        side = round(height * 0.5)
        color = DISCS[tile.person.look.backdrop_seed % 4]
        draw_panel(image, (width - side) // 2, (height - side) // 2, side, side, side // 2, color)
    family = family_for(text, style.font)
    if family is None:
        return
    size = max(12, round(height * (0.2 if initials else 0.13)))
    text = cut_text(text, size, round(width * 0.9), family, style.dots)
    left, top = (width - text_width(text, size, family)) // 2, (height - line_height(size, family)) // 2
    draw_text(image, text, left, top, size, family=family)


def initials_of(name: str) -> str:
    """The first letters of the first two parts of a name."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def draw_cartoon(image: Image, seed: int) -> None:
    """A drawn head and shoulders, in place: an avatar is no face."""
    random = np.random.default_rng((seed, 7))
    height, width = image.shape[:2]
    ground, skin, hair, cloth = (tuple(int(v) for v in random.integers(50, 240, 3)) for _ in range(4))
    side = round(height * random.uniform(0.5, 0.9))
    box = Box((width - side) // 2, (height - side) // 2, side, side)
    canvas = np.full((side, side, 3), ground, np.uint8)
    middle, radius = (side // 2, round(side * 0.44)), max(3, round(side * 0.22))
    cv2.ellipse(canvas, (side // 2, side), (round(side * 0.38), round(side * 0.3)), 0, 0, 360, cloth, -1, cv2.LINE_AA)
    cv2.ellipse(
        canvas, (middle[0], middle[1] - radius // 3), (round(radius * 1.2), round(radius * 1.2)), 0, 0, 360, hair, -1
    )
    cv2.ellipse(canvas, middle, (radius, round(radius * 1.15)), 0, 0, 360, skin, -1, cv2.LINE_AA)
    eye = max(1, round(radius * random.uniform(0.08, 0.2)))
    for way in (-1, 1):
        cv2.circle(canvas, (middle[0] + way * round(radius * 0.4), middle[1]), eye, (30, 30, 30), -1, cv2.LINE_AA)
    smile = (max(1, radius // 2), max(1, radius // 3))
    cv2.ellipse(canvas, (middle[0], middle[1] + radius // 2), smile, 0, 10, 170, (40, 40, 120), max(1, radius // 10))
    paste_rounded(image, canvas, box, side // 2 if random.random() < 0.6 else 0)


def _draw_silhouette(image: Image) -> None:
    height, width = image.shape[:2]
    side = round(height * 0.5)
    left, top = (width - side) // 2, (height - side) // 2
    draw_panel(image, left, top, side, side, side // 2, (120, 116, 112))
    sign = np.zeros((side, side), np.uint8)
    cv2.circle(sign, (side // 2, round(side * 0.38)), max(1, round(side * 0.17)), 255, -1, cv2.LINE_AA)
    cv2.ellipse(sign, (side // 2, round(side * 0.88)), (round(side * 0.3), round(side * 0.28)), 0, 0, 360, 255, -1)
    sign = np.minimum(sign, rounded_mask(side, side, side // 2))
    part = image[top : top + side, left : left + side]
    part[sign > 127] = (225, 222, 220)
