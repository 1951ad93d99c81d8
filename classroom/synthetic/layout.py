"""Where the tiles of a gallery lie."""

from classroom.domain import Box
from classroom.synthetic.scene import GalleryStyle


def window_box(width: int, height: int, style: GalleryStyle) -> Box:
    """The call program's window, px."""
    return style.window or Box(0, 0, width, height)


def stage_box(window: Box, style: GalleryStyle) -> Box:
    """The part of the window that holds tiles: without bars and panel, px."""
    return Box(
        window.left,
        window.top + style.title_bar_px,
        max(1, window.width - style.side_panel_px),
        max(1, window.height - style.title_bar_px - style.toolbar_px),
    )


def place_tiles(count: int, stage: Box, style: GalleryStyle) -> tuple[Box, ...]:
    """The boxes of `count` equal tiles in reading order, px; the whole grid is centred on the stage."""
    columns = style.columns or max(range(1, count + 1), key=lambda n: (_tile_size(n, count, stage, style)[0], n))
    width, height = _tile_size(columns, count, stage, style)
    rows = -(-count // columns)
    gap = style.gutter_px
    first_left = stage.left + (stage.width - columns * width - (columns - 1) * gap) // 2
    first_top = stage.top + (stage.height - rows * height - (rows - 1) * gap) // 2
    boxes = []
    for index in range(count):
        row, column = divmod(index, columns)
        in_row = min(columns, count - row * columns)
        shift = (columns - in_row) * (width + gap) // 2 if style.centre_last_row else 0
        left, top = first_left + shift + column * (width + gap), first_top + row * (height + gap)
        boxes.append(Box(left, top, width, height))
    return tuple(boxes)


def _tile_size(columns: int, count: int, stage: Box, style: GalleryStyle) -> tuple[int, int]:
    rows = -(-count // columns)
    widest = (stage.width - 2 * style.margin_px - (columns - 1) * style.gutter_px) / columns
    highest = (stage.height - 2 * style.margin_px - (rows - 1) * style.gutter_px) / rows
    width = max(16.0, min(widest, highest * style.aspect))
    return int(width), int(width / style.aspect)
