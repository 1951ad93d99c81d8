"""What screens show that is no face: initials, cartoons, names, documents, the signs of a toolbar."""

import cv2
import numpy as np

from classroom.domain import Image
from classroom.training.faces.rooms import Random, draw_color

TEXTS = ("Anna Lee", "Host", "You", "Dr. Brandt (me)", "iPhone", "J. Smith", "Maria Gonzalez", "Mute", "12:30", "Chat")


def draw_initials(random: Random, size: tuple[int, int]) -> Image:
    width, height = size
    image = np.full((height, width, 3), draw_color(random), np.uint8)
    middle = (width // 2, height // 2)
    if random.random() < 0.5:
        cv2.circle(
            image, middle, max(4, round(height * random.uniform(0.15, 0.4))), draw_color(random), -1, cv2.LINE_AA
        )
    text = str(random.choice(("AB", "M", "JS", "Anna Lee", "K", "Prof. Wu", "LT")))
    scale = height * random.uniform(0.004, 0.012)
    (across, down), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 1)
    corner = (middle[0] - across // 2, middle[1] + down // 2)
    ink = (245, 245, 245) if random.random() < 0.7 else draw_color(random)
    cv2.putText(image, text, corner, cv2.FONT_HERSHEY_DUPLEX, scale, ink, max(1, round(scale * 2)), cv2.LINE_AA)
    return image


def draw_cartoon(random: Random, size: tuple[int, int]) -> Image:
    """A drawn head: a disc with two dots and a mouth is no face."""
    width, height = size
    image = np.full((height, width, 3), draw_color(random), np.uint8)
    x, y = width // 2 + int(random.integers(-width // 8, width // 8 + 1)), round(height * random.uniform(0.4, 0.55))
    radius = max(4, round(height * random.uniform(0.15, 0.38)))
    ink = draw_color(random)
    cv2.ellipse(image, (x, y + round(radius * 2.1)), (round(radius * 1.7), radius), 0, 0, 360, draw_color(random), -1)
    cv2.ellipse(image, (x, y), (radius, round(radius * random.uniform(0.9, 1.3))), 0, 0, 360, draw_color(random), -1)
    if random.random() < 0.75:
        eye = max(1, round(radius * random.uniform(0.06, 0.18)))
        for side in (-1, 1):
            cv2.circle(image, (x + side * round(radius * 0.4), y - radius // 5), eye, ink, -1, cv2.LINE_AA)
        mouth = (max(1, radius // 2), max(1, round(radius * random.uniform(0.05, 0.35))))
        cv2.ellipse(image, (x, y + round(radius * 0.45)), mouth, 0, 0, 180, ink, max(1, radius // 12), cv2.LINE_AA)
    return image


def write_label(image: Image, random: Random) -> None:
    """A name in a corner, and sometimes the speaker's border, in place."""
    height, width = image.shape[:2]
    if random.random() < 0.75:
        scale = random.uniform(0.28, 0.5)
        text = str(random.choice(TEXTS))
        (across, down), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
        left, bottom = int(random.integers(2, 8)), height - int(random.integers(3, 9))
        if random.random() < 0.7:
            cv2.rectangle(image, (left - 2, bottom - down - 3), (left + across + 2, bottom + 3), (30, 30, 30), -1)
        cv2.putText(image, text, (left, bottom), cv2.FONT_HERSHEY_SIMPLEX, scale, (240, 240, 240), 1, cv2.LINE_AA)
    if random.random() < 0.08:
        cv2.rectangle(image, (0, 0), (width - 1, height - 1), (80, 220, 120), int(random.integers(1, 4)))


def write_page(canvas: Image, random: Random) -> None:
    """Lines of text, boxes and a drawn diagram: a document, in place."""
    side = canvas.shape[0]
    paper = 255 if random.random() < 0.6 else 30
    canvas[:] = paper
    for top in range(int(random.integers(8, 24)), side, int(random.integers(12, 26))):
        text = " ".join(str(random.choice(TEXTS)) for _ in range(int(random.integers(1, 7))))
        ink = (255 - paper,) * 3 if random.random() < 0.8 else draw_color(random)
        cv2.putText(canvas, text, (8, top), cv2.FONT_HERSHEY_SIMPLEX, random.uniform(0.3, 0.6), ink, 1, cv2.LINE_AA)
    for _ in range(int(random.integers(0, 5))):
        center = tuple(int(value) for value in random.integers(0, side, 2))
        cv2.circle(canvas, center, int(random.integers(4, 60)), draw_color(random), int(random.choice((-1, 1, 2))))


def draw_icons(canvas: Image, random: Random, level: int, *, upright: bool) -> None:
    """A toolbar's drawings on the bar from `level` on: people, discs, boxes and words; none is a face."""
    side = canvas.shape[0]
    size = int(random.integers(8, 26))
    along = max(size + 4, int(random.integers(30, 80)))
    across = min(level + size, side - 1)
    for place in range(int(random.integers(4, 40)), side, along):
        x, y = (across, place) if upright else (place, across)
        ink = draw_color(random) if random.random() < 0.4 else (235, 235, 235)
        kind = int(random.integers(5))
        if kind == 0:  # the participants' sign: a head and shoulders
            cv2.circle(canvas, (x, y - size // 4), max(2, size // 4), ink, -1, cv2.LINE_AA)
            cv2.ellipse(canvas, (x, y + size // 2), (max(2, size // 2), max(2, size // 3)), 0, 180, 360, ink, -1)
        elif kind == 1:
            cv2.circle(canvas, (x, y), max(2, size // 2), ink, int(random.choice((-1, 1, 2))), cv2.LINE_AA)
            cv2.circle(canvas, (x, y), max(1, size // 4), draw_color(random), -1, cv2.LINE_AA)
        elif kind == 2:
            cv2.rectangle(canvas, (x - size // 2, y - size // 3), (x + size // 2, y + size // 3), ink, -1)
        elif kind == 3:  # a smiling face
            cv2.circle(canvas, (x, y), max(3, size // 2), ink, -1, cv2.LINE_AA)
            for eye in (-1, 1):
                cv2.circle(canvas, (x + eye * size // 5, y - size // 8), max(1, size // 14), (20, 20, 20), -1)
            cv2.ellipse(canvas, (x, y + size // 10), (max(1, size // 4), max(1, size // 6)), 0, 0, 180, (20, 20, 20), 1)
        else:
            text = str(random.choice(TEXTS))
            cv2.putText(canvas, text, (x - size, y), cv2.FONT_HERSHEY_SIMPLEX, 0.3, ink, 1, cv2.LINE_AA)
