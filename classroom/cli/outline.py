"""A found grid drawn to scale with box characters."""

from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

from classroom.capture_targets import CaptureTarget, TargetTile

_LETTER_ASPECT = 2.0  # a terminal's letters are about twice as high as wide
_MIN_ROWS, _MAX_ROWS = 5, 30


@dataclass(frozen=True, slots=True)
class Strokes:
    """The characters a drawing is made of."""

    corners: str  # top left, top right, bottom left, bottom right
    across: str
    down: str
    face: str


LINES = Strokes("┌┐└┘", "─", "│", "●")
ASCII = Strokes("++++", "-", "|", "o")


def draw_grid(target: CaptureTarget, columns: int, strokes: Strokes = LINES) -> list[str]:
    """The target's outline with its tiles inside, faces and names in them, as lines of `columns` cells.

    The outline is the target itself; a target without a picture gives no lines.
    """
    if not target.width or not target.height:
        return []
    rows = round(columns * target.height / target.width / _LETTER_ASPECT)
    canvas = _Canvas(columns, min(_MAX_ROWS, max(_MIN_ROWS, rows)), strokes)
    canvas.frame(0, 0, columns, canvas.rows)
    x_scale, y_scale = (columns - 2) / target.width, (canvas.rows - 2) / target.height
    for tile in target.tiles:
        left, right = 1 + round(tile.box.left * x_scale), 1 + round(tile.box.right * x_scale)
        top, bottom = 1 + round(tile.box.top * y_scale), 1 + round(tile.box.bottom * y_scale)
        _draw_tile(canvas, tile, (left, top, max(2, right - left), max(1, bottom - top)))
    return canvas.lines()


def _draw_tile(canvas: "_Canvas", tile: TargetTile, place: tuple[int, int, int, int]) -> None:
    left, top, width, height = place
    canvas.frame(left, top, width, height)
    mark = canvas.strokes.face if tile.has_face else ""
    inside = height - 2
    if inside >= 2:
        canvas.write(left + width // 2, top + height // 2 - 1, mark, 1)
        canvas.write(left + 1, top + height - 2, tile.name or "", width - 2)
    elif inside == 1:
        canvas.write(left + 1, top + 1, f"{mark}{tile.name or ''}", width - 2)
    else:
        canvas.write(left + width // 2, top + height - 1, mark, 1)


class _Canvas:
    """Terminal cells; "" stands to the right of a letter that is two cells wide."""

    def __init__(self, columns: int, rows: int, strokes: Strokes) -> None:
        self.columns, self.rows, self.strokes = columns, rows, strokes
        self._cells = [[" "] * columns for _ in range(rows)]

    def frame(self, left: int, top: int, width: int, height: int) -> None:
        right, bottom = left + width - 1, top + height - 1
        for x in range(left, right + 1):
            self._put(x, top, self.strokes.across)
            self._put(x, bottom, self.strokes.across)
        for y in range(top + 1, bottom):
            self._put(left, y, self.strokes.down)
            self._put(right, y, self.strokes.down)
        corners = ((left, top), (right, top), (left, bottom), (right, bottom))
        for (x, y), corner in zip(corners, self.strokes.corners, strict=True):
            self._put(x, y, corner)

    def write(self, left: int, row: int, text: str, cells: int) -> None:
        """As much of the text as fits into so many cells."""
        if cells < 1 or not text:
            return
        x = left
        for letter in chop_cells(text, cells)[0]:
            self._put(x, row, letter)
            if cell_len(letter) == 2:
                self._put(x + 1, row, "")
            x += cell_len(letter)

    def lines(self) -> list[str]:
        return ["".join(row) for row in self._cells]

    def _put(self, x: int, y: int, letter: str) -> None:
        if 0 <= x < self.columns and 0 <= y < self.rows:
            self._cells[y][x] = letter
