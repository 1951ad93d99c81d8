"""A frame with everything that was seen on it drawn in: the one explicit exception to "no picture kept"."""

import cv2
import numpy as np

from classroom.domain import EMOTIONS, FrameAnalysis, Image, ParticipantState, Tile

Colour = tuple[int, int, int]  # BGR

COLOURS: dict[ParticipantState, Colour] = {
    ParticipantState.VISIBLE: (90, 200, 60),
    ParticipantState.NO_FACE: (40, 170, 250),
    ParticipantState.CAMERA_OFF: (170, 170, 170),
    ParticipantState.FROZEN: (240, 170, 60),
    ParticipantState.TOO_SMALL: (200, 120, 240),
}
INK: Colour = (255, 255, 255)
PAPER: Colour = (20, 20, 20)
FONT = cv2.FONT_HERSHEY_SIMPLEX


def annotate(image: Image, analysis: FrameAnalysis) -> Image:
    """A copy of the frame with tiles, names, states, faces and the strongest expressions drawn on it."""
    canvas = image.copy()
    thick = max(2, round(max(image.shape[:2]) / 640))
    for tile in analysis.tiles:
        _draw_tile(canvas, tile, thick)
    if not analysis.tiles:
        _write(canvas, analysis.status.value.replace("_", " "), (8, 8), 1.0)
    return canvas


def _draw_tile(canvas: Image, tile: Tile, thick: int) -> None:
    colour = COLOURS.get(tile.state, INK)
    box = tile.box
    inset = thick // 2 + 1
    cv2.rectangle(canvas, (box.left + inset, box.top + inset), (box.right - inset, box.bottom - inset), colour, thick)
    size = min(max(box.height / 300, 0.35), 0.9)
    at = (box.left + inset + thick, box.top + inset + thick)
    for line in _lines(tile):
        at = (at[0], _write(canvas, line, at, size))
    if tile.face is not None:
        face = tile.face.box
        cv2.rectangle(canvas, (face.left, face.top), (face.right, face.bottom), PAPER, thick + 2)
        cv2.rectangle(canvas, (face.left, face.top), (face.right, face.bottom), colour, thick)


def _lines(tile: Tile) -> list[str]:
    state = tile.state.value.replace("_", " ")
    extra = f" +{tile.extra_faces}" if tile.extra_faces else ""
    lines = [_drawable(tile.name)] if tile.name else []
    lines.append(state + extra)
    probabilities = tile.reading.probabilities if tile.reading else None
    if probabilities:
        top = int(np.argmax(probabilities))
        lines.append(f"{EMOTIONS[top].value} {probabilities[top]:.0%}")
    return lines


def _drawable(name: str) -> str:
    """The name with what OpenCV's font lacks replaced by a question mark."""
    return name.encode("ascii", "replace").decode("ascii")


def _write(canvas: Image, text: str, at: tuple[int, int], size: float) -> int:
    """Light letters on a dark ground at (left, top) px; gives the top of the next line."""
    (width, height), below = cv2.getTextSize(text, FONT, size, 1)
    pad = 3
    bottom = at[1] + height + below + 2 * pad
    cv2.rectangle(canvas, at, (at[0] + width + 2 * pad, bottom), PAPER, cv2.FILLED)
    cv2.putText(canvas, text, (at[0] + pad, at[1] + pad + height), FONT, size, INK, 1, cv2.LINE_AA)
    return bottom
