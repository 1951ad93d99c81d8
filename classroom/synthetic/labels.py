"""Names on tiles, in the styles of the call programs."""

from dataclasses import dataclass

import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.badges import draw_badge
from classroom.synthetic.fonts import family_for
from classroom.synthetic.kinds import Badge, Color, LabelPlace, LabelStyle, MutePlace
from classroom.synthetic.layout import line_below
from classroom.synthetic.lettering import (
    WHITE,
    capital_height,
    cut_text,
    draw_mute_icon,
    draw_panel,
    draw_text,
    line_height,
    rounded_mask,
    stamp,
    text_width,
)
from classroom.synthetic.scene import GalleryStyle, SceneTile, to_image


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """What a label shows."""

    text: str
    capitals_px: int  # height of a capital letter


@dataclass(frozen=True, slots=True)
class _Line:
    """The parts of a label, px."""

    text: str
    family: str
    size: int  # of the letters
    height: int
    pad: int
    icon: int  # width kept for the microphone; 0 = none
    badge: int  # width of one sign

    @property
    def text_width(self) -> int:
        return text_width(self.text, self.size, self.family) if self.text else 0


def draw_label(image: Image, tile: SceneTile, style: GalleryStyle) -> ShownLabel | None:
    """Writes the label into the tile's picture, in place, and gives what is shown; None when nothing is."""
    if tile.muted and style.mute_icons and style.mute_place is MutePlace.CORNER:
        _draw_mute_disc(image)
    if style.label is LabelStyle.NONE or style.label_place is LabelPlace.BELOW:
        return None
    height, width = image.shape[:2]
    line = _compose(tile, style, height, width)
    if line is None:
        return None
    inset = 0 if style.label in (LabelStyle.BOX, LabelStyle.STRIP) else max(2, line.height // 3)
    wide = _width(line, tile)
    top = inset if style.label_place is LabelPlace.TOP_LEFT else height - inset - line.height
    left = (width - wide) // 2 if style.label_place is LabelPlace.BOTTOM_CENTRE else inset
    if style.label is not LabelStyle.PLAIN:
        _darken(image, Box(left, top, wide, line.height), style)
    _write(image, line, tile, style, left, top, WHITE, shadow=style.label is LabelStyle.PLAIN)
    return _shown(line)


def draw_label_below(screen: Image, box: Box, tile: SceneTile, style: GalleryStyle) -> ShownLabel | None:
    """Writes the label under the tile, in place; None when the style has it elsewhere."""
    if style.label is LabelStyle.NONE or style.label_place is not LabelPlace.BELOW:
        return None
    line = _compose(tile, style, line_below(style) * 8, box.width)
    if line is None:
        return None
    left = box.left + (box.width - _width(line, tile)) // 2
    ink = (60, 60, 60) if sum(style.background) > 3 * 128 else (230, 230, 230)
    _write(screen, line, tile, style, left, box.bottom, ink, shadow=False)
    return _shown(line)


def _shown(line: _Line) -> ShownLabel | None:
    return ShownLabel(line.text, capital_height(line.size, line.family)) if line.text else None


def _compose(tile: SceneTile, style: GalleryStyle, height: int, width: int) -> _Line | None:
    """The label's parts, cut to the tile's width; None when no font of this machine has the letters."""
    line = style.label_px or min(30, max(15, round(height * 0.12)))
    size = max(9, round(line * 0.66))
    pad = max(3, line // 5)
    inset = 0 if style.label is LabelStyle.BOX else max(2, line // 3)
    microphone = tile.muted and style.mute_icons and style.mute_place is not MutePlace.CORNER
    icon = line if microphone else 0
    badge = round(line * 0.85)
    room = width - 2 * inset - 2 * pad - icon - badge * (len(tile.before) + len(tile.after))
    whole = tile.label or tile.person.name
    family = family_for(whole, style.font)
    if family is None:
        return None
    text = cut_text(whole, size, room, family, style.dots)
    return _Line(text, family, size, line, pad, icon, badge)


def _width(line: _Line, tile: SceneTile) -> int:
    return 2 * line.pad + line.icon + line.text_width + line.badge * (len(tile.before) + len(tile.after))


def _darken(image: Image, box: Box, style: GalleryStyle) -> None:
    """The ground of the label."""
    dark = style.background if not style.light else (30, 30, 30)
    if sum(dark) > 3 * 128:
        dark = (30, 30, 30)
    if style.label is LabelStyle.BOX:
        under = image[box.top : box.bottom, box.left : box.right]
        under[:] = to_image(under * (1 - style.label_cover) + np.array(dark) * style.label_cover)
    elif style.label is LabelStyle.STRIP:
        mask = np.full((box.height, image.shape[1]), 255, np.uint8)
        stamp(image, mask, 0, box.top, dark, style.label_cover)
    else:
        mask = rounded_mask(box.width, box.height, max(3, box.height // 4))
        stamp(image, mask, box.left, box.top, dark, style.label_cover)


def _write(
    image: Image, line: _Line, tile: SceneTile, style: GalleryStyle, left: int, top: int, ink: Color, *, shadow: bool
) -> None:
    x = left + line.pad
    if line.icon and style.mute_place is MutePlace.BEFORE:
        draw_mute_icon(image, x, top + line.height // 8, round(line.height * 0.75))
        x += line.icon
    x = _draw_badges(image, tile.before, x, top, line)
    y = top + (line.height - line_height(line.size, line.family)) // 2
    if shadow:
        draw_text(image, line.text, x + 1, y + 1, line.size, (20, 20, 20), line.family)
    draw_text(image, line.text, x, y, line.size, ink, line.family)
    x = _draw_badges(image, tile.after, x + line.text_width, top, line)
    if line.icon and style.mute_place is MutePlace.AFTER:
        draw_mute_icon(image, x + line.pad, top + line.height // 6, round(line.height * 0.65), ink)


def _draw_badges(image: Image, badges: tuple[Badge, ...], x: int, top: int, line: _Line) -> int:
    """Draws them from `x` on and gives where the next thing may begin."""
    size = round(line.height * 0.68)
    for badge in badges:
        draw_badge(image, badge, x + (line.badge - size) // 2, top + (line.height - size) // 2, size)
        x += line.badge
    return x


def _draw_mute_disc(image: Image) -> None:
    """Meet's crossed microphone at the top right."""
    height, width = image.shape[:2]
    side = min(34, max(12, round(height * 0.13)))
    left, top = width - side - max(3, side // 3), max(3, side // 3)
    draw_panel(image, left, top, side, side, side // 2, (70, 66, 62))
    icon = round(side * 0.62)
    draw_mute_icon(image, left + (side - icon * 12 // 16) // 2, top + (side - icon) // 2, icon, WHITE)
