"""Reads one line of text with the name network of the training room: letters with their accents, cases and spaces."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.errors import ModelError
from classroom.vision.bands import find_band
from classroom.vision.cards import NameCard, check_model
from classroom.vision.networks import Floats, Network
from classroom.vision.readings import LineReading, TextLine
from classroom.vision.scripts import restore_scripts

SHIPPED_MODEL = Path(__file__).parent.parent / "models" / "name.onnx"
OUTPUT = "letters"

LINE_PX = 32  # height of the network's picture
STEP_PX = 2  # width of one of its steps, in that picture
CELL_PX = 4  # its pictures are so many px wide, or a multiple
MAX_WIDTH_PX = 960
LEAST_PX = 4  # a smaller picture holds no line
REJECT = "�"  # what is no letter of the alphabet: other scripts, emoji


NOTHING = TextLine("", 0.0)


def fit_line(image: Image) -> Floats:
    """The network's picture of a line: (32, w) float32, grey, w a multiple of 4, mean 0 and about unit contrast.

    Rows far above and below the letters are left away, so that letters of all labels are about one size.
    """
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    top, bottom = find_band(np.asarray(grey, np.uint8))
    grey = grey[top:bottom]
    scale = LINE_PX / grey.shape[0]
    width = min(MAX_WIDTH_PX, max(CELL_PX * 2, round(grey.shape[1] * scale / CELL_PX) * CELL_PX))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    line = cv2.resize(grey, (width, LINE_PX), interpolation=method).astype(np.float32)
    return np.asarray(np.clip((line - line.mean()) / (line.std() + 8.0), -4, 4), np.float32)


class LineNetwork:
    """Reads lines; keeps the network loaded between calls."""

    def __init__(self, network: Network, card: NameCard) -> None:
        self._network = network
        self.card = card

    @property
    def version(self) -> str:
        """One line that names the model, for `classroom doctor`."""
        return f"{self.card.recipe}, trained {self.card.created}, sha256 {self.card.sha256[:12]}"

    def read(self, image: Image) -> LineReading:
        """What a picture that holds one line says, (h, w, 3) uint8 BGR of at least 4 x 4 px.

        Raises:
            ModelError: the network failed on it.
        """
        steps = self._network.run(fit_line(image)[None, ..., None], [OUTPUT])[0][0]
        return LineReading(spell(steps, self.card.letters), steps, self.card.letters)


def load_line_network(path: Path = SHIPPED_MODEL, *, threads: int = 1) -> LineNetwork:
    """The recogniser in a model file, ready to run.

    Raises:
        ModelError: model or card is missing, damaged, altered, or made for another version.
    """
    card = check_model(path, NameCard)
    network = Network(path, threads)
    shape, channels = network.input_shape, list(network.output_shapes.get(OUTPUT, [0]))[-1]
    if shape is None or list(shape[1:2]) != [LINE_PX] or channels != len(card.letters) + 1:
        wanted = f"lines (n, {LINE_PX}, w, 1) float32 in, {len(card.letters) + 1} letters out"
        raise ModelError(f"{path} is no name model of this version ({wanted}); use the shipped one or train again")
    return LineNetwork(network, card)


def spell(steps: Floats, letters: str) -> TextLine:
    """The text of one line's probabilities (steps, letters + 1): each step's likeliest letter, repetitions once.

    What the network rejects is left out and spoils the confidence; spaces at the ends are dropped.
    """
    best = steps.argmax(axis=1)
    sure = steps.max(axis=1)
    starts = np.flatnonzero((best > 0) & (best != np.concatenate([[0], best[:-1]])))
    ends = [_end_of_run(best, int(start)) for start in starts]
    found = [(letters[best[a] - 1], float(sure[a:b].max())) for a, b in zip(starts, ends, strict=True)]
    text = "".join(letter for letter, _ in found if letter != REJECT)
    confidence = min((chance for _, chance in found), default=0.0)
    if not text.strip():
        return NOTHING
    return TextLine(restore_scripts(" ".join(text.split())), confidence)


def _end_of_run(best: NDArray[np.intp], start: int) -> int:
    """The first step after `start` that says something else."""
    others = np.flatnonzero(best[start:] != best[start])
    return start + int(others[0]) if len(others) else len(best)
