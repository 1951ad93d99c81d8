"""Where the tiles of a gallery lie."""

from classroom.domain import Box
from classroom.synthetic.kinds import LabelPlace, StripSide
from classroom.synthetic.scene import GalleryStyle

_LINE_BELOW_PX = 24  # a label under its tile


def window_box(width: int, height: int, style: GalleryStyle) -> Box:
    """The call program's window without a browser's frame, px."""
    window = style.window or Box(0, 0, width, height)
    return Box(window.left, window.top + style.browser_px, window.width, max(1, window.height - style.browser_px))


def stage_box(window: Box, style: GalleryStyle) -> Box:
    """The part of the window that holds tiles and a shared screen: without bars and panel, px."""
    return Box(
        window.left,
        window.top + style.title_bar_px,
        max(1, window.width - style.side_panel_px),
        max(1, window.height - style.title_bar_px - style.toolbar_px),
    )


def split_stage(stage: Box, style: GalleryStyle) -> tuple[Box, Box | None]:
    """The tiles' part of the stage and the shared screen's (None without one), px."""
    if style.shared is None:
        return stage, None
    across = style.strip in (StripSide.ABOVE, StripSide.BELOW)
    size = max(40, round((stage.height if across else stage.width) * style.strip_share))
    rest = (stage.height if across else stage.width) - size
    if style.strip is StripSide.ABOVE:
        return Box(stage.left, stage.top, stage.width, size), Box(stage.left, stage.top + size, stage.width, rest)
    if style.strip is StripSide.BELOW:
        return Box(stage.left, stage.bottom - size, stage.width, size), Box(stage.left, stage.top, stage.width, rest)
    if style.strip is StripSide.LEFT:
        return Box(stage.left, stage.top, size, stage.height), Box(stage.left + size, stage.top, rest, stage.height)
    return Box(stage.right - size, stage.top, size, stage.height), Box(stage.left, stage.top, rest, stage.height)


def line_below(style: GalleryStyle) -> int:
    """Height of the line under each tile, px; 0 when labels lie on the video."""
    return (style.label_px or _LINE_BELOW_PX) if style.label_place is LabelPlace.BELOW else 0


def place_tiles(count: int, stage: Box, style: GalleryStyle) -> tuple[Box, ...]:
    """The boxes of `count` equal tiles in reading order, px; the whole grid is centred on the stage."""
    columns = min(style.columns, count) if style.columns else _best_columns(count, stage, style)
    width, height = _tile_size(columns, count, stage, style)
    rows = -(-count // columns)
    gap, line = style.gutter_px, line_below(style)
    first_left = stage.left + (stage.width - columns * width - (columns - 1) * gap) // 2
    first_top = stage.top + (stage.height - rows * (height + line) - (rows - 1) * gap) // 2
    boxes = []
    for index in range(count):
        row, column = divmod(index, columns)
        in_row = min(columns, count - row * columns)
        shift = (columns - in_row) * (width + gap) // 2 if style.centre_last_row else 0
        left, top = first_left + shift + column * (width + gap), first_top + row * (height + line + gap)
        boxes.append(Box(left, top, width, height))
    return tuple(boxes)


def _best_columns(count: int, stage: Box, style: GalleryStyle) -> int:
    """What makes tiles largest; a film strip has one row or column."""
    if style.shared is not None:
        return count if style.strip in (StripSide.ABOVE, StripSide.BELOW) else 1
    return max(range(1, count + 1), key=lambda n: (_tile_size(n, count, stage, style)[0], n))


def _tile_size(columns: int, count: int, stage: Box, style: GalleryStyle) -> tuple[int, int]:
    rows = -(-count // columns)
    widest = (stage.width - 2 * style.margin_px - (columns - 1) * style.gutter_px) / columns
    highest = (stage.height - 2 * style.margin_px - (rows - 1) * style.gutter_px) / rows - line_below(style)
    width = max(16.0, min(widest, highest * style.aspect))
    return int(width), int(width / style.aspect)
