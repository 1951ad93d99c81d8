"""A grid of pictures without people, with captions: it looks like a gallery and is none."""

import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.backdrops import draw_backdrop
from classroom.synthetic.kinds import Backdrop
from classroom.synthetic.lettering import draw_text
from classroom.synthetic.scene import Look, to_color

_ROOMS = (Backdrop.LANDSCAPE, Backdrop.LANDSCAPE, Backdrop.BLURRED, Backdrop.SHELF, Backdrop.WINDOW)


def draw_album(screen: Image, box: Box, seed: int) -> None:
    """Pictures of rooms and hills in rows, their file names below, in place."""
    random = np.random.default_rng((seed, 5))
    light = random.random() < 0.6
    screen[box.top : box.bottom, box.left : box.right] = (252, 250, 249) if light else (34, 32, 30)
    ink = (70, 70, 70) if light else (215, 215, 215)
    columns, size = int(random.integers(2, 8)), max(10, box.height // 60)
    gap = int(random.integers(1, 4)) * size
    wide = (box.width - gap) // columns - gap
    high = round(wide / float(random.choice((16 / 9, 1.5, 4 / 3))))
    draw_text(screen, "Pictures - Field trip", box.left + gap, box.top + size, size * 2, ink)
    for top in range(box.top + 5 * size, box.bottom - high - 2 * size, high + gap + 2 * size):
        for left in range(box.left + gap, box.right - wide, wide + gap):
            room = _ROOMS[int(random.integers(len(_ROOMS)))]
            look = Look(
                backdrop=room, backdrop_color=to_color(random.uniform(50, 225, 3)), backdrop_seed=seed + left + top
            )
            screen[top : top + high, left : left + wide] = draw_backdrop(wide, high, look)
            draw_text(screen, f"IMG_{int(random.integers(1000, 9999))}.jpg", left, top + high + 4, size, ink)
