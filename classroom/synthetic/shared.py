"""The shared screen beside a film strip."""

from dataclasses import replace

from classroom.domain import Box, Image, ParticipantState
from classroom.synthetic.chrome import draw_slide
from classroom.synthetic.documents import draw_code, draw_page, draw_sheet
from classroom.synthetic.kinds import Shared
from classroom.synthetic.labels import draw_label
from classroom.synthetic.scene import Scene
from classroom.synthetic.video import draw_video, shift_sight

_SLIDES = (
    (
        "Projectile motion",
        ("No air resistance: only gravity acts", "Horizontal: x = v t cos a", "The path is a parabola"),
    ),
    ("Energy", ("Work is force times distance", "Nothing is lost", "Heat is energy too")),
    ("Homework", ("Read pages 12 to 19", "Exercises 3, 4 and 7", "Hand in on Friday")),
)
_DRAWN = {Shared.CODE: draw_code, Shared.PAGE: draw_page, Shared.SHEET: draw_sheet}


def draw_shared(screen: Image, box: Box, scene: Scene) -> tuple[Box, ...]:
    """Draws what is shared into its part of the stage, in place; gives boxes of faces on it that are no tile's, px."""
    kind = scene.style.shared
    if kind is Shared.SPEAKER:
        return _draw_speaker(screen, box, scene)
    inner = _fit(box)
    if kind in _DRAWN:
        _DRAWN[kind](screen, inner, scene.seed)
    else:
        part = sample_slide(inner.width, inner.height, scene.seed)
        screen[inner.top : inner.bottom, inner.left : inner.right] = part
    return ()


def sample_slide(width: int, height: int, seed: int) -> Image:
    """One of the slides, (height, width, 3) uint8 BGR."""
    title, lines = _SLIDES[seed % len(_SLIDES)]
    return draw_slide(width, height, title, lines)


def _fit(box: Box) -> Box:
    """The largest 16:10 part in the middle."""
    width = min(box.width, round(box.height * 1.6))
    height = min(box.height, round(width / 1.6))
    return Box(box.left + (box.width - width) // 2, box.top + (box.height - height) // 2, width, height)


def _draw_speaker(screen: Image, box: Box, scene: Scene) -> tuple[Box, ...]:
    """The first participant, large."""
    tile = replace(scene.tiles[0], state=ParticipantState.VISIBLE, speaking=False, upright=False)
    sight = draw_video(tile, box.width, box.height)
    draw_label(sight.image, tile, scene.style)
    screen[box.top : box.bottom, box.left : box.right] = sight.image
    sight = shift_sight(sight, box.left, box.top)
    own = () if sight.face is None else (sight.face.box,)
    return (*own, *sight.others, *sight.ignore)
