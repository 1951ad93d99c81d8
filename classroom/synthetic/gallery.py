"""Draws a gallery screen together with its truth."""

from dataclasses import replace

import cv2
import numpy as np

from classroom.domain import Box, Image, ParticipantState
from classroom.errors import DataError
from classroom.synthetic.chrome import draw_bars, draw_desktop, draw_side_panel
from classroom.synthetic.layout import place_tiles, stage_box, window_box
from classroom.synthetic.lettering import (
    WHITE,
    cut_text,
    draw_mute_icon,
    draw_text,
    line_height,
    rounded_mask,
    stamp,
    text_width,
)
from classroom.synthetic.scene import (
    CameraOff,
    Drawing,
    GalleryStyle,
    LabelStyle,
    Pose,
    Scene,
    SceneTile,
    TruthTile,
    to_image,
)
from classroom.synthetic.video import draw_video

MAX_TILES = 49  # Zoom's largest page
_DRAWN_STATES = (ParticipantState.VISIBLE, ParticipantState.NO_FACE, ParticipantState.CAMERA_OFF)


def draw_gallery(scene: Scene) -> Drawing:
    """The screen with the gallery on it, and what is really in each tile. The same scene gives the same pixels.

    Raises:
        DataError: no tile, more than 49, or a tile in a state that cannot be drawn.
    """
    if not 1 <= len(scene.tiles) <= MAX_TILES:
        raise DataError(f"a gallery has 1 to {MAX_TILES} tiles, not {len(scene.tiles)}: change the scene")
    style = scene.style
    window = window_box(scene.width, scene.height, style)
    image = draw_desktop(scene.width, scene.height)
    image[window.top : window.bottom, window.left : window.right] = style.background
    draw_bars(image, window, style)
    draw_side_panel(image, window, style, [tile.person.name for tile in scene.tiles])
    boxes = place_tiles(len(scene.tiles), stage_box(window, style), style)
    truth = tuple(_draw_tile(image, box, tile, style) for box, tile in zip(boxes, scene.tiles, strict=True))
    return Drawing(image, truth)


def _draw_tile(image: Image, box: Box, tile: SceneTile, style: GalleryStyle) -> TruthTile:
    if tile.state not in _DRAWN_STATES:
        raise DataError(f"a tile cannot be drawn as {tile.state}: use visible, no_face or camera_off")
    if tile.state is ParticipantState.CAMERA_OFF:
        content, face = _draw_camera_off(tile, box.width, box.height, style), None
    else:
        content, face = draw_video(tile, box.width, box.height)
    label = _draw_label(content, tile, style)
    if tile.speaking:
        thick = max(2, box.height // 60)
        end = (box.width - 1 - thick // 2, box.height - 1 - thick // 2)
        cv2.rectangle(content, (thick // 2, thick // 2), end, style.speaker_color, thick)
    _paste_rounded(image, content, box, style.corner_px)
    if face is not None:
        face = replace(face, left=face.left + box.left, top=face.top + box.top)
    return TruthTile(box, tile.person.name, tile.state, face, label)


def _paste_rounded(image: Image, content: Image, box: Box, radius: int) -> None:
    under = image[box.top : box.bottom, box.left : box.right]
    if radius <= 0:
        under[:] = content
        return
    cover = rounded_mask(box.width, box.height, radius)[..., None].astype(np.float32) / 255
    under[:] = to_image(under * (1 - cover) + content * cover + 0.5)


def _draw_camera_off(tile: SceneTile, width: int, height: int, style: GalleryStyle) -> Image:
    image = np.full((height, width, 3), style.off_color, np.uint8)
    if tile.camera_off is CameraOff.PICTURE:
        side = round(height * 0.76)
        still = replace(tile, state=ParticipantState.VISIBLE, pose=Pose(face_height=0.5), upright=False)
        picture, _ = draw_video(still, side, side)
        _paste_rounded(image, picture, Box((width - side) // 2, (height - side) // 2, side, side), side // 12)
        return image
    text = tile.person.name
    if tile.camera_off is CameraOff.INITIALS:
        text = "".join(part[0] for part in text.split()[:2]).upper()
        side = round(height * 0.5)
        seed = tile.person.look.backdrop_seed
        color = [(150, 90, 60), (80, 120, 60), (70, 70, 160), (140, 70, 120)][seed % 4]
        stamp(image, rounded_mask(side, side, side // 2), (width - side) // 2, (height - side) // 2, color)
    size = max(12, round(height * (0.2 if tile.camera_off is CameraOff.INITIALS else 0.13)))
    text = cut_text(text, size, round(width * 0.9))
    draw_text(image, text, (width - text_width(text, size)) // 2, (height - line_height(size)) // 2, size)
    return image


def _draw_label(image: Image, tile: SceneTile, style: GalleryStyle) -> str | None:
    """Writes the label at the bottom left and gives the text shown."""
    if style.label is LabelStyle.NONE:
        return None
    height, width = image.shape[:2]
    line = style.label_px or min(30, max(15, round(height * 0.12)))
    size = max(9, round(line * 0.66))
    pad = max(3, line // 5)
    inset = 0 if style.label is LabelStyle.BOX else max(2, line // 3)
    icon = line if tile.muted and style.mute_icons else 0
    text = cut_text(tile.label or tile.person.name, size, width - 2 * inset - 2 * pad - icon)
    wide = 2 * pad + icon + text_width(text, size) if text else 2 * pad + icon
    top = height - inset - line
    if style.label is LabelStyle.BOX:
        under = image[top : top + line, :wide]
        under[:] = to_image(under * 0.35 + np.array(style.background if not style.light else (30, 30, 30)) * 0.65)
    elif style.label is LabelStyle.PLAIN:
        draw_text(image, text, inset + pad + icon + 1, top + 1 + (line - line_height(size)) // 2, size, (20, 20, 20))
    if icon:
        draw_mute_icon(image, inset + pad, top + line // 8, round(line * 0.75))
    draw_text(image, text, inset + pad + icon, top + (line - line_height(size)) // 2, size, WHITE)
    return text
