"""What is around the call program: wallpaper, other windows, a browser's frame."""

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.documents import draw_code, draw_page, draw_sheet
from classroom.synthetic.kinds import Color
from classroom.synthetic.lettering import draw_panel, draw_text, line_height
from classroom.synthetic.scene import GalleryStyle, to_color, to_image

_TABS = ("Physics 101 - Meeting", "Course page", "Mail (3)", "Search", "Timetable", "Dictionary")
_ADDRESSES = ("meet.example.org/abc-defg-hij", "call.example.com/wc/9876543210", "teams.example.net/v2/meeting")


def draw_desktop(width: int, height: int) -> Image:
    """A desktop's wallpaper, (height, width, 3) uint8 BGR."""
    down = np.linspace(1.15, 0.6, height)[:, None, None]
    across = np.linspace(0.9, 1.1, width)[None, :, None]
    return to_image(down * across * np.array([120.0, 84.0, 58.0]))


def draw_windows(screen: Image, count: int, seed: int) -> None:
    """Other programs' windows on the desktop and a task bar, in place."""
    if count <= 0:
        return
    random = np.random.default_rng((seed, 31))
    height, width = screen.shape[:2]
    for _ in range(count):
        wide, high = round(width * random.uniform(0.3, 0.65)), round(height * random.uniform(0.35, 0.75))
        left, top = round(random.uniform(0, 0.9) * (width - wide)), round(random.uniform(0, 0.8) * (height - high))
        draw = (draw_page, draw_code, draw_sheet)[int(random.integers(3))]
        draw_panel(screen, left, top - 30, wide, 34, 8, (222, 222, 222))
        draw_text(screen, _TABS[int(random.integers(len(_TABS)))], left + 14, top - 23, 13, (60, 60, 60))
        draw(screen, Box(left, top, wide, high), int(random.integers(2**31)))
    screen[height - 40 :] = to_image(screen[height - 40 :] * 0.3 + 20)
    for place in range(9):
        paint = to_color(random.integers(60, 240, 3))
        draw_panel(screen, width // 2 - 200 + place * 44, height - 34, 28, 28, 6, paint)
    draw_text(screen, "10:42", width - 60, height - 30, 14)


def draw_browser_frame(screen: Image, window: Box, style: GalleryStyle, seed: int) -> None:
    """Tabs and address bar of a browser over the call program, in place."""
    bar = style.browser_px
    if not bar:
        return
    random = np.random.default_rng((seed, 37))
    paper, ink, field = _colors(light=style.light)
    screen[window.top : window.top + bar, window.left : window.right] = tuple(int(value * 0.88) for value in paper)
    tab, size = bar // 2, max(9, round(bar * 0.17))
    for place in range(int(random.integers(1, 5))):
        left = window.left + 80 + place * 210
        if place == 0:
            draw_panel(screen, left, window.top + 6, 204, tab, 8, paper)
        draw_text(screen, _TABS[place], left + 34, window.top + 6 + (tab - line_height(size)) // 2, size, ink)
        dot = to_color(random.integers(60, 240, 3))
        draw_panel(screen, left + 12, window.top + tab // 2 - 2, 14, 14, 4, dot)
    top = window.top + tab + 2
    screen[top : window.top + bar, window.left : window.right] = paper
    for place in range(3):
        cv2.circle(screen, (window.left + 22 + place * 28, top + (bar - tab) // 2), 6, ink, 2, cv2.LINE_AA)
    high = max(12, bar - tab - 10)
    draw_panel(screen, window.left + 110, top + 4, max(60, window.width - 260), high, high // 2, field)
    address = _ADDRESSES[int(random.integers(len(_ADDRESSES)))]
    draw_text(screen, address, window.left + 130, top + 4 + (high - line_height(size)) // 2, size, ink)


def _colors(*, light: bool) -> tuple[Color, Color, Color]:
    """Paper, ink and the address field's ground."""
    return ((250, 248, 247), (70, 70, 70), (238, 234, 232)) if light else ((58, 53, 50), (220, 220, 220), (40, 36, 34))
