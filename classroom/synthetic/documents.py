"""Documents other programs show: a page of text, code, a table, charts. No face is on them."""

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.kinds import Color
from classroom.synthetic.lettering import draw_panel, draw_text

_TEXT = """the class of today looks at motion without air and asks how far a ball flies when thrown at an angle
energy is kept while speed changes with height measure twice and write down every value before you plot it"""
_WORDS = _TEXT.split()
_CODE = (
    "import numpy as np", "", "def throw(speed, angle):", "    vx = speed * np.cos(angle)",
    "    vy = speed * np.sin(angle)", "    return vx, vy", "", "for angle in range(10, 90, 10):",
    "    distance = range_of(throw(12.0, angle))", "    print(angle, distance)", "", "class Ball:",
    "    mass = 0.45  # kg", "    def move(self, dt):", "        self.x += self.vx * dt",
)  # fmt: skip
_INKS: tuple[Color, ...] = ((200, 200, 200), (120, 190, 120), (210, 150, 90), (120, 160, 220), (180, 120, 200))


def draw_page(screen: Image, box: Box, seed: int) -> None:
    """A page of text with a picture, in place."""
    random, part = np.random.default_rng((seed, 1)), _part(screen, box)
    part[:] = 255
    size = max(9, box.height // 34)
    draw_text(part, " ".join(_words(random, 4)).capitalize(), size * 3, size * 2, round(size * 1.8), (40, 40, 40))
    picture = Box(box.width * 3 // 5, size * 6, box.width // 3, box.height // 4)
    draw_chart(part, picture)
    top = size * 6
    while top < box.height - size:
        short = picture.top - size < top < picture.bottom
        letters = max(1, int((box.width * (0.5 if short else 0.85)) / (size * 0.55) / 6))
        draw_text(part, " ".join(_words(random, letters)), size * 3, top, size, (60, 60, 60))
        top += round(size * (2.6 if random.random() < 0.12 else 1.6))


def draw_code(screen: Image, box: Box, seed: int) -> None:
    """A code editor, dark, in place."""
    random, part = np.random.default_rng((seed, 2)), _part(screen, box)
    part[:] = (30, 30, 30)
    side = box.width // 6
    part[:, :side] = (38, 37, 37)
    size = max(9, box.height // 40)
    for place, name in enumerate(("ball.py", "throw.py", "plot.py", "README.md", "data", "tests")):
        draw_text(part, name, size, size * 2 + place * size * 2, size, (190, 190, 190))
    for place in range(box.height // max(1, round(size * 1.6))):
        top = size + round(place * size * 1.6)
        line = _CODE[(place + int(random.integers(3))) % len(_CODE)]
        draw_text(part, str(place + 1), side + size // 2, top, size, (110, 110, 110))
        indent = len(line) - len(line.lstrip())
        ink = _INKS[int(random.integers(len(_INKS)))]
        draw_text(part, line.strip(), side + size * 4 + round(indent * size * 0.5), top, size, ink)


def draw_sheet(screen: Image, box: Box, seed: int) -> None:
    """A table of numbers with lines, in place: its regular cells are no tiles."""
    random, part = np.random.default_rng((seed, 3)), _part(screen, box)
    part[:] = 255
    size = max(9, box.height // 40)
    wide, high = size * 8, size * 2
    for row, top in enumerate(range(0, box.height, high)):
        cv2.line(part, (0, top), (box.width, top), (215, 215, 215), 1)
        for column, left in enumerate(range(0, box.width, wide)):
            cv2.line(part, (left, 0), (left, box.height), (215, 215, 215), 1)
            head = row == 0 or column == 0
            text = f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[column % 26]}{row}" if head else f"{random.uniform(0, 999):.2f}"
            if head or random.random() < 0.8:
                draw_text(part, text, left + 6, top + size // 3, size, (120, 120, 120) if head else (40, 40, 40))


def draw_charts(screen: Image, box: Box, seed: int) -> None:
    """A dashboard: cards with numbers, lines and bars in a regular grid, in place. It looks like tiles and is none."""
    random, part = np.random.default_rng((seed, 4)), _part(screen, box)
    light = random.random() < 0.6
    part[:] = (247, 245, 243) if light else (33, 30, 28)
    card, ink = ((255, 255, 255), (70, 70, 70)) if light else ((52, 48, 46), (220, 220, 220))
    columns, rows, gap = int(random.integers(2, 6)), int(random.integers(2, 4)), max(8, box.width // 90)
    wide, high = (box.width - gap) // columns - gap, (box.height - gap * 6) // rows - gap
    draw_text(part, "Physics 101 - today", gap * 2, gap * 2, gap * 2, ink)
    for row in range(rows):
        for column in range(columns):
            left, top = gap + column * (wide + gap), gap * 6 + row * (high + gap)
            draw_panel(part, left, top, wide, high, gap // 2, card)
            draw_text(part, _words(random, 1)[0].capitalize(), left + gap, top + gap // 2, max(9, gap), ink)
            _draw_small_chart(part, Box(left + gap, top + 3 * gap, wide - 2 * gap, high - 4 * gap), random)


def _draw_small_chart(image: Image, box: Box, random: np.random.Generator) -> None:
    if min(box.width, box.height) < 8:
        return
    color = tuple(int(value) for value in random.integers(60, 220, 3))
    values = np.clip(0.5 + np.cumsum(random.normal(0, 0.12, 24)), 0.05, 0.95)
    if random.random() < 0.6:
        x = box.left + np.linspace(0, box.width, 24)
        points = np.column_stack([x, box.bottom - values * box.height]).astype(np.int32)
        cv2.polylines(image, [points], isClosed=False, color=color, thickness=2, lineType=cv2.LINE_AA)
        return
    for place, value in enumerate(values[:8]):
        left = box.left + place * box.width // 8
        cv2.rectangle(
            image, (left, box.bottom - int(value * box.height)), (left + box.width // 12, box.bottom), color, -1
        )


def draw_chart(image: Image, box: Box) -> None:
    """A thrown ball's path between two axes, in place."""
    cv2.line(image, (box.left, box.top), (box.left, box.bottom), (60, 60, 60), 2)
    cv2.line(image, (box.left, box.bottom), (box.right, box.bottom), (60, 60, 60), 2)
    share = np.linspace(0, 1, 60)
    x = box.left + share * box.width
    y = box.bottom - 4 * share * (1 - share) * box.height * 0.9
    points = np.column_stack([x, y]).astype(np.int32)
    cv2.polylines(image, [points], isClosed=False, color=(60, 60, 220), thickness=3, lineType=cv2.LINE_AA)


def _part(screen: Image, box: Box) -> Image:
    """The box's part of the screen, to be written into."""
    return screen[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)]


def _words(random: np.random.Generator, count: int) -> list[str]:
    return [_WORDS[int(place)] for place in random.integers(len(_WORDS), size=count)]
