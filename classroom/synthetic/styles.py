"""Random arrangements in the manner of Zoom, Meet, Teams and others."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

import numpy as np

from classroom.domain import Box
from classroom.synthetic.fonts import LATIN, find_font
from classroom.synthetic.kinds import (
    Bars,
    Color,
    LabelPlace,
    LabelStyle,
    MutePlace,
    Panel,
    Shared,
    SpeakerBorder,
    StripSide,
)
from classroom.synthetic.layout import place_tiles, split_stage, stage_box, window_box
from classroom.synthetic.scene import GalleryStyle, to_color

Random = np.random.Generator
T = TypeVar("T")
LEAST_TILE_PX = 40  # height; below it no program shows a tile
MAX_STRIP = 7  # tiles of a film strip

_GREENS: tuple[Color, ...] = ((60, 230, 120), (90, 217, 35), (80, 250, 80), (75, 214, 215), (145, 245, 35))


class Platform(StrEnum):
    """Whose screen it is made to look like."""

    ZOOM = "zoom"
    MEET = "meet"
    TEAMS = "teams"
    OTHER = "other"


def pick(random: Random, values: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """One of the values; weights need not sum to one."""
    share = None if weights is None else np.array(weights) / sum(weights)
    return values[int(random.choice(len(values), p=share))]


def chance(random: Random, share: float) -> bool:
    """True that often."""
    return bool(random.random() < share)


def sample_style(random: Random, platform: Platform, count: int, size: tuple[int, int]) -> GalleryStyle:
    """A style for `count` tiles on a screen of (width, height) px before scaling; no tile is too small to be seen."""
    light = chance(random, {Platform.ZOOM: 0.12, Platform.MEET: 0.4, Platform.TEAMS: 0.35}.get(platform, 0.4))
    style = _MAKERS[platform](random, light)
    font = pick(random, (None, *LATIN))
    style = replace(style, font=font if font is None or find_font(font) else None)
    style = _add_panel(random, style, size)
    if chance(random, 0.25):
        style = replace(style, window=_sample_window(random, size))
    if platform is not Platform.MEET and chance(random, 0.08):
        style = replace(style, browser_px=int(random.integers(64, 92)))
    if count <= MAX_STRIP and chance(random, 0.3):
        style = _add_strip(random, style)
    page = style.shared is None and chance(random, 0.6 if count >= 25 else 0.1)
    return _make_room(replace(style, page_arrows=page), count, size)


def _make_room(style: GalleryStyle, count: int, size: tuple[int, int]) -> GalleryStyle:
    """The style without what leaves too little room for the tiles."""
    for change in ({}, {"side_panel_px": 0}, {"window": None}, {"browser_px": 0}, {"shared": None}):
        style = replace(style, **change)
        stage, _ = split_stage(stage_box(window_box(*size, style), style), style)
        if place_tiles(count, stage, style)[0].height >= LEAST_TILE_PX:
            break
    return style


def _zoom(random: Random, light: bool) -> GalleryStyle:
    black: Color = pick(random, ((26, 26, 26), (0, 0, 0), (13, 13, 13), (36, 36, 36)))
    new = chance(random, 0.5)  # since 2023: pills, round corners
    return GalleryStyle(
        background=(245, 243, 242) if light else black,
        gutter_px=int(random.integers(0, 3)) if chance(random, 0.35) else int(random.integers(3, 9)),
        margin_px=int(pick(random, (0, 4, 8, 16, 40))),
        corner_px=int(pick(random, (0, 6, 10))) if new else 0,
        label=LabelStyle.PILL if new else LabelStyle.BOX,
        label_cover=float(random.uniform(0.45, 0.85)),
        speaker_color=pick(random, _GREENS),
        speaker_border=pick(random, (SpeakerBorder.INSIDE, SpeakerBorder.OUTSIDE)),
        speaker_px=int(random.integers(2, 5)),
        off_color=pick(random, ((36, 36, 36), (26, 26, 26), (52, 48, 46), (60, 50, 34))),
        title_bar_px=int(pick(random, (0, 28, 32))),
        toolbar_px=int(pick(random, (0, 52, 56, 72))),
        light=light,
        corner_logo=chance(random, 0.4),
        mute_icons=chance(random, 0.9),
    )


def _meet(random: Random, light: bool) -> GalleryStyle:
    return GalleryStyle(
        background=(255, 255, 255) if light else pick(random, ((36, 33, 32), (20, 19, 19))),
        gutter_px=int(random.integers(6, 13)),
        margin_px=int(random.integers(8, 24)),
        corner_px=int(pick(random, (0, 8, 12, 16), (1, 4, 3, 2))),
        aspect=float(pick(random, (16 / 9, 16 / 9, 1.5, 4 / 3, 1.15))),
        label=LabelStyle.PLAIN,
        mute_place=MutePlace.CORNER,
        dots="…",
        speaker_color=pick(random, ((248, 180, 138), (244, 133, 66))),
        speaker_border=pick(random, (SpeakerBorder.INSIDE, SpeakerBorder.OUTSIDE)),
        speaker_px=int(random.integers(3, 5)),
        off_color=pick(random, ((67, 64, 60), (71, 68, 64), (120, 90, 40), (60, 76, 40))),
        toolbar_px=int(random.integers(64, 88)),
        bars=Bars.MEET,
        light=light,
        browser_px=int(random.integers(66, 92)) if chance(random, 0.75) else 0,
    )


def _teams(random: Random, light: bool) -> GalleryStyle:
    return GalleryStyle(
        background=(245, 245, 245) if light else pick(random, ((31, 31, 31), (20, 20, 20), (41, 40, 41))),
        gutter_px=int(random.integers(4, 10)),
        margin_px=int(random.integers(4, 20)),
        corner_px=int(pick(random, (0, 4, 8), (1, 3, 3))),
        aspect=float(pick(random, (16 / 9, 16 / 9, 1.5, 4 / 3))),
        label=pick(random, (LabelStyle.PILL, LabelStyle.BOX, LabelStyle.STRIP), (5, 2, 1)),
        label_cover=float(random.uniform(0.45, 0.75)),
        mute_place=MutePlace.AFTER,
        speaker_color=pick(random, ((199, 100, 91), (239, 130, 127), (167, 100, 98))),
        speaker_border=pick(random, tuple(SpeakerBorder)),
        speaker_px=int(random.integers(2, 5)),
        off_color=(225, 222, 220) if light else pick(random, ((41, 40, 41), (61, 61, 61), (70, 50, 60))),
        title_bar_px=int(random.integers(44, 64)),
        bars=Bars.TEAMS,
        light=light,
    )


def _other(random: Random, light: bool) -> GalleryStyle:
    return GalleryStyle(
        background=to_color(random.integers(215, 256) + random.integers(-6, 7, 3)) if light else _dark(random),
        gutter_px=int(random.integers(0, 13)),
        margin_px=int(random.integers(0, 24)),
        corner_px=int(pick(random, (0, 4, 8, 14))),
        aspect=float(pick(random, (16 / 9, 16 / 9, 1.5, 4 / 3, 1.0))),
        centre_last_row=chance(random, 0.6),
        label=pick(random, tuple(LabelStyle)),
        label_cover=float(random.uniform(0.4, 1.0)),
        label_place=pick(random, tuple(LabelPlace), (2, 2, 2, 2)),
        mute_place=pick(random, tuple(MutePlace)),
        dots=pick(random, ("...", "…")),
        speaker_color=pick(random, (*_GREENS, (240, 160, 60), (60, 120, 250))),
        speaker_border=pick(random, tuple(SpeakerBorder)),
        off_color=_dark(random),
        title_bar_px=int(pick(random, (0, 30, 48))),
        toolbar_px=int(pick(random, (0, 48, 64))),
        bars=pick(random, tuple(Bars)),
        light=light,
    )


_MAKERS = {Platform.ZOOM: _zoom, Platform.MEET: _meet, Platform.TEAMS: _teams, Platform.OTHER: _other}


def _dark(random: Random) -> Color:
    level = int(random.integers(0, 90))
    blue, green, red = (int(value) for value in level + random.integers(0, 25, 3))
    return blue, green, red


def _add_panel(random: Random, style: GalleryStyle, size: tuple[int, int]) -> GalleryStyle:
    if not chance(random, 0.25):
        return style
    wide = int(random.integers(240, 400))
    if wide > 0.4 * size[0]:
        return style
    panel = pick(random, tuple(Panel))
    return replace(style, side_panel_px=wide, panel=panel, panel_pictures=chance(random, 0.6))


def _add_strip(random: Random, style: GalleryStyle) -> GalleryStyle:
    kinds = tuple(kind for kind in Shared if kind is not Shared.SPEAKER)
    side = pick(random, tuple(StripSide), (4, 1, 1, 3))
    return replace(
        style, shared=pick(random, kinds), strip=side, strip_share=float(random.uniform(0.16, 0.26)),
        margin_px=min(style.margin_px, 8), label_place=LabelPlace.BOTTOM_LEFT,
    )  # fmt: skip


def _sample_window(random: Random, size: tuple[int, int]) -> Box:
    """A window that leaves some of the desktop to be seen."""
    width, height = (round(length * random.uniform(0.62, 0.92)) for length in size)
    left, top = round((size[0] - width) * random.random()), round((size[1] - height) * random.random())
    return Box(left, top, width, height)
