"""Draws a gallery screen together with its truth."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from classroom.domain import Box, Image, ParticipantState
from classroom.errors import DataError
from classroom.synthetic.camera_off import draw_camera_off, paste_rounded
from classroom.synthetic.chrome import draw_bars, draw_side_panel
from classroom.synthetic.desktop import draw_browser_frame, draw_desktop, draw_windows
from classroom.synthetic.kinds import SpeakerBorder
from classroom.synthetic.labels import draw_label, draw_label_below
from classroom.synthetic.layout import place_tiles, split_stage, stage_box, window_box
from classroom.synthetic.lettering import rounded_mask, stamp
from classroom.synthetic.scene import Drawing, GalleryStyle, Scene, SceneTile, TruthTile
from classroom.synthetic.shared import draw_shared
from classroom.synthetic.stage import draw_arrows, draw_logo
from classroom.synthetic.video import Sight, compress, draw_video, shift_sight

MAX_TILES = 49  # Zoom's largest page
_DRAWN_STATES = (
    ParticipantState.VISIBLE,
    ParticipantState.NO_FACE,
    ParticipantState.CAMERA_OFF,
    ParticipantState.FROZEN,
)


@dataclass(slots=True)
class _Screen:
    """A screen while it is drawn."""

    image: Image
    truth: list[TruthTile] = field(default_factory=list)
    ignore: list[Box] = field(default_factory=list)


def draw_gallery(scene: Scene) -> Drawing:
    """The screen with the gallery on it, and what is really in each tile. The same scene gives the same pixels.

    Raises:
        DataError: no tile, more than 49, or a tile in a state that cannot be drawn.
    """
    if not 1 <= len(scene.tiles) <= MAX_TILES:
        raise DataError(f"a gallery has 1 to {MAX_TILES} tiles, not {len(scene.tiles)}: change the scene")
    screen = _draw_window(scene)
    if scene.scale != 1.0:
        screen = _resize(screen, scene.width, scene.height)
    image = compress(screen.image, scene.jpeg_quality)
    return Drawing(image, tuple(screen.truth), tuple(screen.ignore), scene.conditions)


def _draw_window(scene: Scene) -> _Screen:
    style = scene.style
    width, height = (
        max(64, round(length / scale)) for length, scale in ((scene.width, scene.scale), (scene.height, scene.scale))
    )
    screen = _Screen(draw_desktop(width, height))
    draw_windows(screen.image, scene.windows_behind, scene.seed)
    draw_browser_frame(screen.image, style.window or Box(0, 0, width, height), style, scene.seed)
    window = window_box(width, height, style)
    screen.image[window.top : window.bottom, window.left : window.right] = style.background
    draw_bars(screen.image, window, style)
    screen.ignore += draw_side_panel(screen.image, window, style, scene.tiles, scene.seed)
    stage = stage_box(window, style)
    tiles_box, shared_box = split_stage(stage, style)
    if shared_box is not None:
        screen.ignore += draw_shared(screen.image, shared_box, scene)
    if style.corner_logo:
        draw_logo(screen.image, stage)
    boxes = place_tiles(len(scene.tiles), tiles_box, style)
    for box, tile in zip(boxes, scene.tiles, strict=True):
        _draw_tile(screen, box, tile, style)
    if style.page_arrows:
        draw_arrows(screen.image, tiles_box, style)
    return screen


def _draw_tile(screen: _Screen, box: Box, tile: SceneTile, style: GalleryStyle) -> None:
    if tile.state not in _DRAWN_STATES:
        raise DataError(f"a tile cannot be drawn as {tile.state}: use visible, no_face, camera_off or frozen")
    off = tile.state is ParticipantState.CAMERA_OFF
    sight = draw_camera_off(tile, box.width, box.height, style) if off else draw_video(tile, box.width, box.height)
    content = sight.image
    label = draw_label(content, tile, style)
    if tile.speaking and style.speaker_border is SpeakerBorder.INSIDE:
        thick = _border_px(box, style)
        end = (box.width - 1 - thick // 2, box.height - 1 - thick // 2)
        cv2.rectangle(content, (thick // 2, thick // 2), end, style.speaker_color, thick)
    elif tile.speaking:
        _draw_border_outside(screen.image, box, style)
    paste_rounded(screen.image, content, box, style.corner_px)
    label = label or draw_label_below(screen.image, box, tile, style)
    on_screen = shift_sight(sight, box.left, box.top)
    screen.ignore += on_screen.ignore
    text, capitals = (None, None) if label is None else (label.text, label.capitals_px)
    screen.truth.append(_truth(box, tile, on_screen, text, capitals))


def _truth(box: Box, tile: SceneTile, sight: Sight, label: str | None, capitals_px: int | None) -> TruthTile:
    face = sight.face
    return TruthTile(
        box,
        tile.person.name,
        tile.state,
        None if face is None else face.box,
        label,
        None if face is None else face.landmarks,
        None if face is None else face.head_pose,
        sight.others,
        capitals_px,
        tile.person.key,
    )


def _border_px(box: Box, style: GalleryStyle) -> int:
    return style.speaker_px or max(2, box.height // 60)


def _draw_border_outside(image: Image, box: Box, style: GalleryStyle) -> None:
    """A frame under the tile that sticks out all around; a glow fades outwards."""
    thick = _border_px(box, style)
    rings = [(thick, 1.0)]
    if style.speaker_border is SpeakerBorder.GLOW:
        rings = [(thick + 4, 0.25), (thick + 2, 0.35), (thick, 0.8)]
    for reach, share in rings:
        radius = style.corner_px + reach if style.corner_px else 0
        mask = rounded_mask(box.width + 2 * reach, box.height + 2 * reach, radius)
        stamp(image, mask, box.left - reach, box.top - reach, style.speaker_color, share)


def _resize(screen: _Screen, width: int, height: int) -> _Screen:
    """The screen and its truth in another size, px."""
    across, down = width / screen.image.shape[1], height / screen.image.shape[0]
    method = cv2.INTER_AREA if down < 1 else cv2.INTER_LINEAR
    image = np.asarray(cv2.resize(screen.image, (width, height), interpolation=method), np.uint8)
    truth = [_resize_tile(tile, across, down) for tile in screen.truth]
    return _Screen(image, truth, [_resize_box(box, across, down) for box in screen.ignore])


def _resize_tile(tile: TruthTile, across: float, down: float) -> TruthTile:
    return replace(
        tile,
        box=_resize_box(tile.box, across, down),
        face_box=None if tile.face_box is None else _resize_box(tile.face_box, across, down),
        landmarks=None if tile.landmarks is None else tile.landmarks * np.array([across, down], np.float32),
        other_faces=tuple(_resize_box(box, across, down) for box in tile.other_faces),
        label_px=None if tile.label_px is None else max(1, round(tile.label_px * down)),
    )


def _resize_box(box: Box, across: float, down: float) -> Box:
    left, top = round(box.left * across), round(box.top * down)
    return Box(left, top, max(1, round(box.right * across) - left), max(1, round(box.bottom * down) - top))
