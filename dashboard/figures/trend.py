"""A small picture of a timeline for cards: an SVG without text, as an address an image can show."""

from base64 import b64encode
from collections.abc import Sequence

from dashboard.figures.base import runs

WIDTH, HEIGHT, EDGE = 220, 44, 3  # units of the drawing; the page stretches it
DOT = 7  # px
COLOR = "#3b9bac"  # readable on the light and the dark card


def trend_image(values: Sequence[float | None]) -> str | None:
    """A `data:` address of the trend, 0 at the bottom and 100 at the top; None when nothing was read."""
    pieces = [_piece(values, first, past) for first, past in runs([value is not None for value in values])]
    if not pieces:
        return None
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<g fill="none" stroke="{COLOR}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">'
        f"{''.join(pieces)}</g></svg>"
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _piece(values: Sequence[float | None], first: int, past: int) -> str:
    points = [f"{_x(index, len(values)):.1f} {_y(values[index] or 0.0):.1f}" for index in range(first, past)]
    if len(points) == 1:  # a line of one point: drawn as a dot by its round ends
        return f'<path vector-effect="non-scaling-stroke" stroke-width="{DOT}" d="M{points[0]} L{points[0]}"/>'
    return f'<path vector-effect="non-scaling-stroke" d="M{" L".join(points)}"/>'


def _x(index: int, count: int) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * (index / (count - 1) if count > 1 else 0.5)


def _y(value: float) -> float:
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * min(max(value, 0.0), 100.0) / 100
