"""A trained recogniser -> the ONNX file and card that capture runs; imported only where keras is installed."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.training.exported_files import keep_network, trial_folder, write_onnx
from classroom.training.names.alphabet import LETTERS
from classroom.training.names.lines import DrawnLine, LineDrawer
from classroom.training.names.measure import ReaderFigures, measure_reading
from classroom.training.names.train import NameRun
from classroom.training.quantize import Rounding, quantize_network
from classroom.vision.cards import CARD_FORMAT, NAME_LINE, NameCard, file_digest
from classroom.vision.line_network import LINE_PX, OUTPUT, STEP_PX, spell
from classroom.vision.networks import Network
from classroom.vision.readings import TextLine

CALIBRATION_WIDE = 192  # px: all alike, as the calibrator wants
ROUNDING = Rounding(("Conv", "Add"), percentile=99.99)
# The 8-bit network is shipped only when it reads as well as the float one, on validation lines.
MOST_LOST = 0.003  # of the exactly read lines

DATA = (
    "Lines drawn anew for every step with the fonts of the training machine: invented and common names of many "
    "languages, random letters, what call programs add, on boxes, plain grounds and cuts of pictures"
)
LICENCE = (
    "Weights trained by this project, MIT. Fonts (SIL Open Font Licence, Apache and alike) and pictures were drawn "
    "from and are not shipped."
)
LIMITS = (
    "One line of Latin, Cyrillic or Greek letters; other scripts and emoji are left out and make the reading unsure.",
    "Letters of 9 px (capitals) and more; marks of smaller letters are often not to be seen.",
    "Letters that look alike (I and l, O and 0, Latin A and Cyrillic А) are told apart by their neighbours.",
    "Handwriting and ornamental fonts were not learned.",
    "Metrics are of drawn lines, not of real calls.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """What the written network is tried on and set by."""

    validation: Sequence[DrawnLine]
    learned: LineDrawer


def export_reader(model: Any, run: NameRun, lines: Lines, out: Path) -> NameCard:
    """The card of the written recogniser: `out` (.onnx), its .json and a readable .md beside it.

    The network is written in 8-bit whole numbers when it then reads as well as in float, else in float.

    Raises:
        OutputError: the files cannot be written.
    """
    with trial_folder(out) as folder:
        chosen, small = folder / "float32.onnx", folder / "int8.onnx"
        write_reader(model, chosen)
        figures, precision = try_reader(chosen, lines.validation), "float32"
        quantize_network(chosen, small, calibration_lines(lines.learned, len(lines.validation)), ROUNDING)
        rounded = try_reader(small, lines.validation)
        if rounded.legible_exact >= figures.legible_exact - MOST_LOST and rounded.exact >= figures.exact - MOST_LOST:
            chosen, figures, precision = small, rounded, "int8"
        card = describe_reader(model, run, precision, figures, chosen)
        keep_network(chosen, card, out)
    return card


def write_reader(model: Any, path: Path) -> None:
    """Writes the Keras model as an ONNX file that gives probabilities for lines of any width."""
    line = keras.Input((LINE_PX, None, 1), dtype="float32", name="line")
    network = keras.Model(line, {OUTPUT: keras.layers.Softmax(name="probabilities")(model(line))})
    network(np.zeros((1, LINE_PX, 64, 1), np.float32))  # the exporter wants a model that was called
    write_onnx(network, path)


def try_reader(path: Path, lines: Sequence[DrawnLine]) -> ReaderFigures:
    """What the written network reads in the validation lines."""
    network = Network(path, threads=1)
    read: list[TextLine] = []
    for line in lines:
        steps = network.run(line.picture[None, ..., None], [OUTPUT])[0][0]
        read.append(spell(steps[: line.picture.shape[1] // STEP_PX], LETTERS))
    return measure_reading(read, lines)


def calibration_lines(drawer: LineDrawer, count: int) -> Iterator[NDArray[np.float32]]:
    """Lines of one width, one a batch, that set each layer's range."""
    random = np.random.default_rng(77)
    for _ in range(count):
        picture = drawer.draw(random).picture[:, :CALIBRATION_WIDE]
        filled = np.pad(picture, ((0, 0), (0, CALIBRATION_WIDE - picture.shape[1])), mode="edge")
        yield filled[None, ..., None].astype(np.float32)


def describe_reader(model: Any, run: NameRun, precision: str, figures: ReaderFigures, path: Path) -> NameCard:
    """The written recogniser's card."""
    measured = asdict(replace(figures, loss=0.0, seconds=0.0))
    metrics = {f"validation_{name}": round(float(value), 4) for name, value in measured.items()}
    del metrics["validation_loss"], metrics["validation_seconds"]
    return NameCard(
        format=CARD_FORMAT,
        recipe=run.recipe,
        created=datetime.now(UTC).date().isoformat(),
        input=f"line: (n, {LINE_PX}, w, 1) float32, w a multiple of 4",
        outputs=(OUTPUT,),
        letters=LETTERS,
        line=NAME_LINE,
        precision=precision,
        seed=run.seed,
        epochs=run.epochs,
        best_epoch=len(run.history),
        parameters=int(model.count_params()),
        data=DATA,
        data_sha256=run.data,
        metrics=metrics,
        licence=LICENCE,
        limits=LIMITS,
        sha256=file_digest(path),
    )
