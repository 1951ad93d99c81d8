"""The call program's own parts: bars, panel, and a slide shown by it."""

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.camera_off import DISCS, initials_of, paste_rounded
from classroom.synthetic.documents import draw_chart
from classroom.synthetic.fonts import family_for
from classroom.synthetic.icons import draw_icon
from classroom.synthetic.kinds import Bars, Color, Panel
from classroom.synthetic.lettering import (
    cut_text,
    draw_mute_icon,
    draw_panel,
    draw_text,
    line_height,
    text_width,
)
from classroom.synthetic.posters import crop_portrait
from classroom.synthetic.scene import GalleryStyle, SceneTile, to_image
from classroom.synthetic.video import shift_box

_BUTTONS = {
    "Mute": "microphone", "Stop Video": "camera", "Participants": "people", "Chat": "chat", "Share Screen": "share",
    "Record": "record", "Reactions": "smile",
}  # fmt: skip
_TEAMS_BUTTONS = {
    "Chat": "chat", "People": "people", "Raise": "hand", "React": "smile", "View": "grid", "More": "more",
    "Camera": "camera", "Mic": "microphone", "Share": "share",
}  # fmt: skip
_MEET_BUTTONS = ("microphone", "camera", "hand", "smile", "share", "grid", "more", "telephone")
_MEET_SIGNS = ("people", "chat", "record", "grid")
_CHAT = (
    "Good morning!", "Can you hear me?", "Which page are we on?", "I think it is 42 m", "Thanks", "Sorry, I was away",
    "Is there homework?", "Could you repeat the last step, please?", "Same here", "Great, see you on Friday",
)  # fmt: skip


def draw_bars(image: Image, window: Box, style: GalleryStyle) -> None:
    """Draws title bar and toolbar into the screen, in place."""
    paper, ink = _colors(style)
    if style.title_bar_px:
        image[window.top : window.top + style.title_bar_px, window.left : window.right] = paper
        if style.bars is Bars.TEAMS:
            _draw_teams_buttons(image, window, style)
        else:
            size = max(9, round(style.title_bar_px * 0.45))
            text = "Meeting - Physics 101"
            left = window.left + (window.width - text_width(text, size)) // 2
            draw_text(image, text, left, window.top + (style.title_bar_px - line_height(size)) // 2, size, ink)
    if style.toolbar_px and style.bars is Bars.MEET:
        _draw_meet_buttons(image, window, style)
    elif style.toolbar_px:
        _draw_toolbar(image, window, style)


def _draw_toolbar(image: Image, window: Box, style: GalleryStyle) -> None:
    paper, ink = _colors(style)
    bar = style.toolbar_px
    top = window.bottom - bar
    image[top : window.bottom, window.left : window.right] = paper
    size = max(8, round(bar * 0.2))
    icon = round(bar * 0.36)
    pitch = max(1, round(window.width * 0.8 / (len(_BUTTONS) + 1)))
    for place, (text, sign) in enumerate(_BUTTONS.items()):
        x = window.left + round(window.width * 0.1) + place * pitch
        color = (90, 200, 90) if text == "Share Screen" else ink
        draw_icon(image, sign, x - icon // 2, top + bar // 7, icon, color)
        draw_text(image, text, x - text_width(text, size) // 2, top + round(bar * 0.6), size, ink)
    draw_text(image, "End", window.right - 4 * size, top + bar // 3, round(size * 1.3), (60, 60, 235))


def _draw_meet_buttons(image: Image, window: Box, style: GalleryStyle) -> None:
    """Meet's bar: the time at the left, round buttons in the middle, small signs at the right."""
    paper, ink = (style.background, _colors(style)[1])
    bar = style.toolbar_px
    top = window.bottom - bar
    image[top : window.bottom, window.left : window.right] = paper
    size, side = max(9, round(bar * 0.22)), round(bar * 0.62)
    pitch, count = round(side * 1.3), len(_MEET_BUTTONS)
    at_sides = window.width > (count + 9) * pitch  # room for the time and for small signs
    if at_sides:
        time_left, time_top = window.left + side // 2, top + (bar - line_height(size)) // 2
        draw_text(image, "10:42  |  abc-defg-hij", time_left, time_top, size, ink)
    for place, name in enumerate(_MEET_BUTTONS):
        x = window.left + window.width // 2 + round((place - count / 2) * pitch)
        last = place == count - 1
        ground = (54, 67, 234) if last else ((238, 234, 232) if style.light else (67, 64, 60))
        draw_panel(image, x, top + (bar - side) // 2, round(side * (1.3 if last else 1)), side, side // 2, ground)
        sign = (255, 255, 255) if last else ink
        inset = side * 2 // 5 if last else side // 4
        draw_icon(image, name, x + inset, top + bar // 2 - side // 4, side // 2, sign)
    for place, name in enumerate(_MEET_SIGNS if at_sides else ()):
        draw_icon(image, name, window.right - (place + 1) * pitch, top + bar // 2 - side // 5, side * 2 // 5, ink)


def _draw_teams_buttons(image: Image, window: Box, style: GalleryStyle) -> None:
    """Teams' bar at the top: the clock at the left, signs with words at the right, a red Leave."""
    _, ink = _colors(style)
    bar = style.title_bar_px
    size, icon = max(8, round(bar * 0.2)), max(6, round(bar * 0.3))
    draw_text(image, "32:07", window.left + 20, window.top + (bar - line_height(size)) // 2, size, ink)
    leave = round(bar * 1.5)
    draw_panel(image, window.right - leave - 16, window.top + bar // 5, leave, round(bar * 0.6), 5, (72, 52, 196))
    draw_text(image, "Leave", window.right - leave + 4, window.top + (bar - line_height(size)) // 2, size)
    for place, (text, sign) in enumerate(_TEAMS_BUTTONS.items()):
        x = window.right - leave - 30 - (len(_TEAMS_BUTTONS) - place) * round(bar * 1.15)
        draw_icon(image, sign, x, window.top + bar // 7, icon, ink)
        draw_text(image, text, x + icon // 2 - text_width(text, size) // 2, window.top + round(bar * 0.6), size, ink)


def draw_side_panel(
    image: Image, window: Box, style: GalleryStyle, tiles: tuple[SceneTile, ...], seed: int
) -> tuple[Box, ...]:
    """Draws the panel at the right into the screen, in place; gives the faces of its small pictures, px."""
    if not style.side_panel_px:
        return ()
    paper, ink = _colors(style)
    left, top = window.right - style.side_panel_px, window.top + style.title_bar_px
    panel = Box(left, top, style.side_panel_px, max(1, window.bottom - style.toolbar_px - top))
    image[panel.top : panel.bottom, panel.left : panel.right] = to_image(np.array(paper) * 0.94)
    if style.panel is Panel.CHAT:
        _draw_chat(image, panel, tiles, ink, seed)
        return ()
    return _draw_list(image, panel, tiles, style, ink)


def _draw_list(
    image: Image, panel: Box, tiles: tuple[SceneTile, ...], style: GalleryStyle, ink: Color
) -> tuple[Box, ...]:
    faces = []
    draw_text(image, f"Participants ({len(tiles)})", panel.left + 16, panel.top + 12, 15, ink)
    for place, tile in enumerate(tiles):
        y = panel.top + 48 + place * 30
        if y + 26 > panel.bottom:
            break
        if style.panel_pictures and tile.person.look.backdrop_seed % 3:
            picture, face = crop_portrait(tile.person.portrait, 24, 24)
            paste_rounded(image, picture, Box(panel.left + 13, y, 24, 24), 12)
            faces.append(shift_box(face, panel.left + 13, y))
        else:
            draw_panel(image, panel.left + 14, y, 22, 22, 11, DISCS[place % 4])
            letters = initials_of(tile.person.name)
            if style.panel_pictures and family_for(letters) == "":
                draw_text(image, letters, panel.left + 25 - text_width(letters, 9) // 2, y + 6, 9)
        _write_row(image, tile.person.name, panel.left + 44, y + 3, panel.width - 80, ink)
        if tile.muted:
            draw_mute_icon(image, panel.right - 28, y + 4, 15)
    return tuple(faces)


def _write_row(image: Image, text: str, left: int, top: int, width: int, ink: Color) -> None:
    family = family_for(text)
    if family is not None:
        draw_text(image, cut_text(text, 13, width, family), left, top, 13, ink, family)


def _draw_chat(image: Image, panel: Box, tiles: tuple[SceneTile, ...], ink: Color, seed: int) -> None:
    """Names, times and lines of a chat."""
    random = np.random.default_rng((seed, 41))
    draw_text(image, "Chat", panel.left + 16, panel.top + 12, 15, ink)
    y = panel.top + 48
    while y + 44 < panel.bottom - 40:
        tile = tiles[int(random.integers(len(tiles)))]
        _write_row(image, tile.person.name, panel.left + 16, y, panel.width - 40, (200, 140, 80))
        text = _CHAT[int(random.integers(len(_CHAT)))]
        draw_text(image, cut_text(text, 13, panel.width - 40), panel.left + 16, y + 18, 13, ink)
        y += int(random.integers(42, 60))
    field = (255, 255, 255) if sum(ink) < 3 * 128 else (70, 66, 62)
    draw_panel(image, panel.left + 12, panel.bottom - 38, panel.width - 24, 28, 8, field)


def draw_slide(width: int, height: int, title: str, lines: tuple[str, ...]) -> Image:
    """A shared slide that fills the screen, (height, width, 3) uint8 BGR: no gallery on it."""
    image = np.full((height, width, 3), (250, 250, 250), np.uint8)
    band = height // 7
    image[:band] = (128, 74, 40)
    draw_text(image, title, width // 16, band // 4, max(9, round(band * 0.42)))
    size = max(8, height // 22)
    for place, line in enumerate(lines):
        y = band + size + place * size * 2
        cv2.circle(image, (width // 14, y + size // 2), max(2, size // 6), (128, 74, 40), -1, cv2.LINE_AA)
        draw_text(image, line, width // 11, y, size, (50, 50, 50))
    draw_chart(image, Box(width * 3 // 5, height // 3, width // 3, height // 2))
    return image


def _colors(style: GalleryStyle) -> tuple[Color, Color]:
    """Paper and ink of bars and panel."""
    return ((245, 243, 242), (60, 60, 60)) if style.light else ((36, 34, 32), (225, 225, 225))
