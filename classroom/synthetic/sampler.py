"""Random call screens over all conditions, with their truth: for training, benchmarks and tests."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from classroom.errors import DataError
from classroom.synthetic.casting import sample_mood, sample_tiles
from classroom.synthetic.conditions import tag_scene
from classroom.synthetic.gallery import MAX_TILES, draw_gallery
from classroom.synthetic.other_screens import sample_other
from classroom.synthetic.portraits import Portrait
from classroom.synthetic.scene import Drawing, Scene
from classroom.synthetic.styles import Platform, Random, chance, pick, sample_style

SIZES = (
    (1280, 720), (1366, 768), (1440, 900), (1600, 900), (1920, 1080), (1920, 1200), (2560, 1440), (2880, 1800),
    (3840, 2160),
)  # fmt: skip
OTHER_SHARE = 0.1  # of screens without a gallery
_RANGES = ((1, 4), (5, 9), (10, 25), (26, MAX_TILES))
_BASE = (960, 540)  # least screen before scaling, px: below it bars and labels would fill it
_MOST_SIDE = 7680


def sample_scene(
    seed: int,
    portraits: Sequence[Portrait],
    *,
    width: int | None = None,
    height: int | None = None,
    count: int | None = None,
    platform: Platform | None = None,
) -> Scene:
    """A random gallery screen with its tags; the same arguments give the same scene on the same machine.

    The fonts found on the machine decide which scripts names are written in. What is not given is random:
    `width` and `height` (px, together), `count` (1-49 tiles), `platform`.

    Raises:
        DataError: no portrait, or a size or count that cannot be drawn.
    """
    random = np.random.default_rng((seed, 11))
    size = _choose_size(random, width, height)
    _check(portraits, size, count)
    platform = platform or pick(random, tuple(Platform), (4, 3, 3, 1))
    count = count or _sample_count(random)
    scale = _sample_scale(random, size)
    style = sample_style(random, platform, count, (round(size[0] / scale), round(size[1] / scale)))
    tiles = sample_tiles(random, portraits, count, sample_mood(random), platform)
    scene = Scene(
        *size,
        tiles,
        style,
        scale,
        jpeg_quality=int(random.integers(35, 80)) if chance(random, 0.08) else None,
        windows_behind=int(random.integers(1, 4)) if style.window is not None else 0,
        seed=int(random.integers(2**31)),
    )
    return replace(scene, conditions=(platform.value, *tag_scene(scene)))


def sample_drawing(
    seed: int,
    portraits: Sequence[Portrait],
    *,
    width: int | None = None,
    height: int | None = None,
    other_share: float = OTHER_SHARE,
) -> Drawing:
    """A random screen with its truth: mostly a gallery, at times (`other_share`) none.

    Raises:
        DataError: no portrait, or a size that cannot be drawn.
    """
    random = np.random.default_rng((seed, 12))
    if not chance(random, other_share):
        return draw_gallery(sample_scene(seed, portraits, width=width, height=height))
    size = _choose_size(random, width, height)
    _check(portraits, size, None)
    return sample_other(random, portraits, *size)


def _choose_size(random: Random, width: int | None, height: int | None) -> tuple[int, int]:
    if (width is None) != (height is None):
        raise DataError("a screen needs both width and height: give both or neither")
    if width is not None and height is not None:
        return width, height
    return pick(random, SIZES, (3, 2, 2, 2, 6, 1, 2, 1, 2))


def _check(portraits: Sequence[Portrait], size: tuple[int, int], count: int | None) -> None:
    if not len(portraits):
        raise DataError("no portrait to draw people from: name a folder with some")
    if not (_BASE[0] <= size[0] <= _MOST_SIDE and _BASE[1] <= size[1] <= _MOST_SIDE):
        raise DataError(f"a screen of {size[0]} x {size[1]} px cannot be drawn: {_BASE[0]} x {_BASE[1]} is the least")
    if count is not None and not 1 <= count <= MAX_TILES:
        raise DataError(f"a gallery has 1 to {MAX_TILES} tiles, not {count}: change the count")


def _sample_count(random: Random) -> int:
    low, high = pick(random, _RANGES, (0.2, 0.3, 0.3, 0.2))
    return int(random.integers(low, high + 1))


def _sample_scale(random: Random, size: tuple[int, int]) -> float:
    """The display's zoom: large screens are mostly zoomed, and no screen so far that little is left."""
    scales = (1.0, 1.0, 0.75, 1.25, 1.5) if size[1] < 1400 else (1.0, 1.25, 1.5, 1.75, 2.0)
    fitting = [scale for scale in scales if size[0] / scale >= _BASE[0] and size[1] / scale >= _BASE[1]]
    return float(pick(random, fitting or (1.0,)))
