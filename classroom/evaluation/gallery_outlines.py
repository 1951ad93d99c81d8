"""Where everything was on a picture, as outlines on blank ground; the picture itself only when it is asked for."""

import base64
from html import escape

import cv2

from classroom.domain import Box, Image
from classroom.evaluation.gallery_run import WorstPicture
from classroom.evaluation.gallery_tally import FailureKind

SHOWN_PX = 1000  # width of a picture inside the page
TRUE, FOUND, FACE = "#868e96", "#37b24d", "#1c7ed6"
MISSED, FALSE, OTHER = "#e03131", "#f08c00", "#ae3ec9"
COLOURS = {
    FailureKind.MISSED_TILE: MISSED,
    FailureKind.MISSED_FACE: MISSED,
    FailureKind.FALSE_TILE: FALSE,
    FailureKind.FALSE_FACE: FALSE,
}
LEGEND = (
    "Dashed grey: true tiles. Green: found tiles. Blue: found faces. Red: missed. Orange: found where nothing is. "
    "Violet: name, state or reading wrong."
)


def draw_outlines(entry: WorstPicture, image: Image | None) -> str:
    """The picture's boxes as an SVG element; over `image`, (h, w, 3) uint8 BGR, when it is given."""
    width = max(2, entry.width // 400)
    parts = [] if image is None else [_embed(image, entry)]
    parts += [_outline(box, TRUE, width, "6 4") for box in entry.true_tiles]
    parts += [_outline(box, FOUND, width) for box in entry.found_tiles]
    parts += [_outline(box, FACE, width) for box in entry.found_faces]
    for failure in entry.failures:
        if failure.box is not None:
            parts.append(_outline(failure.box, COLOURS.get(failure.kind, OTHER), 2 * width, tip=failure.text))
    size = f'viewBox="0 0 {entry.width} {entry.height}"'
    style = "width:100%;height:auto;background:#f1f3f5;border-radius:6px"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">{"".join(parts)}</svg>'


def _outline(box: Box, colour: str, width: int, dash: str = "", tip: str = "") -> str:
    dashed = f' stroke-dasharray="{" ".join(str(int(part) * width) for part in dash.split())}"' if dash else ""
    title = f"<title>{escape(tip)}</title>" if tip else ""
    place = f'x="{box.left}" y="{box.top}" width="{box.width}" height="{box.height}"'
    return f'<rect {place} fill="none" stroke="{colour}" stroke-width="{width}"{dashed}>{title}</rect>'


def _embed(image: Image, entry: WorstPicture) -> str:
    scale = min(1.0, SHOWN_PX / entry.width)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, (cv2.IMWRITE_JPEG_QUALITY, 80))
    encoded = base64.b64encode(data.tobytes()).decode("ascii")
    return f'<image width="{entry.width}" height="{entry.height}" href="data:image/jpeg;base64,{encoded}"/>'
