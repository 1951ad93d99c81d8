"""Screens without a gallery: what the program must not take for one."""

from collections.abc import Sequence
from dataclasses import replace

from classroom.domain import Box, Image
from classroom.synthetic.album import draw_album
from classroom.synthetic.casting import sample_mood, sample_tiles
from classroom.synthetic.conditions import tag_size
from classroom.synthetic.desktop import draw_desktop, draw_windows
from classroom.synthetic.documents import draw_charts, draw_code, draw_page, draw_sheet
from classroom.synthetic.gallery import draw_gallery
from classroom.synthetic.kinds import Shared, StripSide
from classroom.synthetic.portraits import Portrait
from classroom.synthetic.scene import Drawing, Scene
from classroom.synthetic.shared import sample_slide
from classroom.synthetic.styles import Platform, Random, pick, sample_style

KINDS = ("slide", "desktop", "speaker view", "dashboard", "document", "album")


def sample_other(random: Random, portraits: Sequence[Portrait], width: int, height: int) -> Drawing:
    """A screen without a gallery, of a random kind; its tags are `no gallery` and the kind."""
    kind = pick(random, KINDS)
    tags = ("no gallery", kind, tag_size(height))
    if kind == "speaker view":
        return _draw_speaker_view(random, portraits, width, height, tags)
    image = draw_desktop(width, height)
    _fill(image, kind, int(random.integers(2**31)))
    return Drawing(image, (), (), tags, gallery=False)


def _fill(image: Image, kind: str, seed: int) -> None:
    height, width = image.shape[:2]
    whole = Box(0, 0, width, height)
    if kind == "slide":
        image[:] = sample_slide(width, height, seed)
    elif kind == "desktop":
        draw_windows(image, 1 + seed % 4, seed)
    elif kind == "album":
        draw_album(image, whole, seed)
    elif kind == "dashboard":
        draw_charts(image, whole, seed)
    else:
        (draw_page, draw_code, draw_sheet)[seed % 3](image, whole, seed)


def _draw_speaker_view(
    random: Random, portraits: Sequence[Portrait], width: int, height: int, tags: tuple[str, ...]
) -> Drawing:
    """One participant large, the others in a strip; every face on it is to be ignored."""
    count = int(random.integers(1, 7))
    style = sample_style(random, Platform.ZOOM, count, (width, height))
    style = replace(style, shared=Shared.SPEAKER, strip=pick(random, tuple(StripSide)), page_arrows=False)
    tiles = sample_tiles(random, portraits, count, sample_mood(random), Platform.ZOOM)
    drawing = draw_gallery(Scene(width, height, tiles, style, seed=int(random.integers(2**31))))
    faces = [tile.face_box for tile in drawing.truth if tile.face_box is not None]
    others = [box for tile in drawing.truth for box in tile.other_faces]
    return Drawing(drawing.image, (), (*faces, *others, *drawing.ignore), tags, gallery=False)
