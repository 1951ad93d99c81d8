"""What is on the screen besides tiles: desktop, bars, panel, a shared slide."""

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.lettering import cut_text, draw_text, line_height, rounded_mask, stamp, text_width
from classroom.synthetic.scene import Color, GalleryStyle, to_image

_BUTTONS = ("Mute", "Stop Video", "Participants", "Chat", "Share Screen", "Record", "Reactions")


def draw_desktop(width: int, height: int) -> Image:
    """A desktop's wallpaper, (height, width, 3) uint8 BGR."""
    down = np.linspace(1.15, 0.6, height)[:, None, None]
    across = np.linspace(0.9, 1.1, width)[None, :, None]
    return to_image(down * across * np.array([120.0, 84.0, 58.0]))


def draw_bars(image: Image, window: Box, style: GalleryStyle) -> None:
    """Draws title bar and toolbar into the screen, in place."""
    paper, ink = _colors(style)
    if style.title_bar_px:
        image[window.top : window.top + style.title_bar_px, window.left : window.right] = paper
        size = max(9, round(style.title_bar_px * 0.45))
        text = "Meeting - Physics 101"
        left = window.left + (window.width - text_width(text, size)) // 2
        draw_text(image, text, left, window.top + (style.title_bar_px - line_height(size)) // 2, size, ink)
    if style.toolbar_px:
        _draw_toolbar(image, window, style)


def _draw_toolbar(image: Image, window: Box, style: GalleryStyle) -> None:
    paper, ink = _colors(style)
    bar = style.toolbar_px
    top = window.bottom - bar
    image[top : window.bottom, window.left : window.right] = paper
    size = max(8, round(bar * 0.2))
    icon = round(bar * 0.36)
    pitch = max(1, round(window.width * 0.8 / (len(_BUTTONS) + 1)))
    for place, text in enumerate(_BUTTONS):
        x = window.left + round(window.width * 0.1) + place * pitch
        color = (90, 200, 90) if text == "Share Screen" else ink
        stamp(image, rounded_mask(icon, icon, icon // (place % 3 + 2)), x - icon // 2, top + bar // 7, color)
        draw_text(image, text, x - text_width(text, size) // 2, top + round(bar * 0.6), size, ink)
    draw_text(image, "End", window.right - 4 * size, top + bar // 3, round(size * 1.3), (60, 60, 235))


def draw_side_panel(image: Image, window: Box, style: GalleryStyle, names: list[str]) -> None:
    """Draws the list of participants into the screen, in place."""
    if not style.side_panel_px:
        return
    paper, ink = _colors(style)
    left, top = window.right - style.side_panel_px, window.top + style.title_bar_px
    bottom = window.bottom - style.toolbar_px
    image[top:bottom, left : window.right] = to_image(np.array(paper) * 0.94)
    draw_text(image, f"Participants ({len(names)})", left + 16, top + 12, 15, ink)
    for place, name in enumerate(names):
        y = top + 48 + place * 30
        if y + 26 > bottom:
            break
        color = [(150, 90, 60), (80, 120, 60), (70, 70, 160), (140, 70, 120)][place % 4]
        stamp(image, rounded_mask(22, 22, 11), left + 14, y, color)
        draw_text(image, cut_text(name, 13, style.side_panel_px - 60), left + 44, y + 3, 13, ink)


def draw_slide(width: int, height: int, title: str, lines: tuple[str, ...]) -> Image:
    """A shared slide that fills the screen, (height, width, 3) uint8 BGR: no gallery on it."""
    image = np.full((height, width, 3), (250, 250, 250), np.uint8)
    band = height // 7
    image[:band] = (128, 74, 40)
    draw_text(image, title, width // 16, band // 4, round(band * 0.42))
    size = height // 22
    for place, line in enumerate(lines):
        y = band + size + place * size * 2
        cv2.circle(image, (width // 14, y + size // 2), max(2, size // 6), (128, 74, 40), -1, cv2.LINE_AA)
        draw_text(image, line, width // 11, y, size, (50, 50, 50))
    _draw_chart(image, Box(width * 3 // 5, height // 3, width // 3, height // 2))
    return image


def _draw_chart(image: Image, box: Box) -> None:
    cv2.line(image, (box.left, box.top), (box.left, box.bottom), (60, 60, 60), 2)
    cv2.line(image, (box.left, box.bottom), (box.right, box.bottom), (60, 60, 60), 2)
    share = np.linspace(0, 1, 60)
    x = box.left + share * box.width
    y = box.bottom - 4 * share * (1 - share) * box.height * 0.9  # a thrown ball
    points = np.column_stack([x, y]).astype(np.int32)
    cv2.polylines(image, [points], isClosed=False, color=(60, 60, 220), thickness=3, lineType=cv2.LINE_AA)


def _colors(style: GalleryStyle) -> tuple[Color, Color]:
    """Paper and ink of bars and panel."""
    return ((245, 243, 242), (60, 60, 60)) if style.light else ((36, 34, 32), (225, 225, 225))
