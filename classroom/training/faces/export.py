"""A trained detector -> the ONNX file and card that capture runs; imported only where keras is installed."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.training.exported_files import keep_network, trial_folder, write_onnx
from classroom.training.faces.crops import CropDrawer
from classroom.training.faces.measure import DetectorFigures, measure_finds
from classroom.training.faces.targets import FaceLabels
from classroom.training.faces.train import MIN_SCORE, FaceRun
from classroom.training.quantize import Rounding, quantize_network
from classroom.vision.cards import CARD_FORMAT, FACE_MAPS, FaceCard, file_digest
from classroom.vision.face_maps import CHANNELS, decode_maps
from classroom.vision.face_network import MAPS
from classroom.vision.networks import Network

CALIBRATION_BATCHES = 24
CALIBRATION_CROPS = 8  # in a batch
# The last layers give pixels, degrees and logits at once: they stay in float.
ROUNDING = Rounding(("Conv", "Add", "Resize"), float_channels=CHANNELS, percentile=None)
# The 8-bit network is shipped only when it finds as well as the float one, on validation crops.
MOST_LOST = 0.01  # of recall or precision

DATA = (
    "Galleries drawn from 2,400 public portraits (heads and shoulders, tight crops, people with masks) with faces "
    "labelled by YuNet and head pose and eyes by MediaPipe's landmarker; every 8th portrait kept for validation"
)
LICENCE = (
    "Weights trained by this project, MIT. The portraits come from public repositories, some without a stated licence: "
    "they are not shipped; whether weights inherit their terms is unsettled: ask before commercial use."
)
LIMITS = (
    "Finds faces, tells nobody apart: no face recognition.",
    "Labels were another detector's; what that one misses (strongly turned or covered faces) is found less often.",
    "No tests per age, skin tone, gender or disability were made.",
    "Photographs and posters of faces are found like faces.",
    "Yaw, pitch and roll were learned from another model's estimates, mostly within 35 degrees.",
    "Closed eyes are rare in the data (3 %) and only looked for in faces of 24 px and more of the searched picture.",
    "Metrics are of drawn galleries with portraits it did not learn from, not of real calls.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """What the written network is tried on and set by."""

    validation: Sequence[tuple[NDArray[np.uint8], FaceLabels]]
    learned: CropDrawer


def export_detector(model: Any, run: FaceRun, pictures: Pictures, out: Path) -> FaceCard:
    """The card of the written detector: `out` (.onnx), its .json and a readable .md beside it.

    The network is written in 8-bit whole numbers when it then finds as well as in float, else in float.

    Raises:
        OutputError: the files cannot be written.
    """
    with trial_folder(out) as folder:
        chosen, small = folder / "float32.onnx", folder / "int8.onnx"
        write_detector(model, chosen)
        figures, precision = try_detector(chosen, pictures), "float32"
        quantize_network(chosen, small, calibration_crops(pictures.learned), ROUNDING)
        rounded = try_detector(small, pictures)
        if rounded.recall >= figures.recall - MOST_LOST and rounded.precision >= figures.precision - MOST_LOST:
            chosen, figures, precision = small, rounded, "int8"
        card = describe_detector(model, run, precision, figures, chosen)
        keep_network(chosen, card, out)
    return card


def write_detector(model: Any, path: Path) -> None:
    """Writes the Keras model as an ONNX file that takes pictures of any size."""
    model(np.zeros((1, 64, 64, 3), np.float32))  # the exporter wants a model that was called
    write_onnx(model, path)


def try_detector(path: Path, pictures: Pictures) -> DetectorFigures:
    """What the written network finds in the validation crops."""
    network = Network(path, threads=2)
    found = []
    for image, _ in pictures.validation:
        maps = network.run(image.astype(np.float32)[None], MAPS)
        found.append(decode_maps([map_[0] for map_ in maps], MIN_SCORE))
    return measure_finds(found, [labels for _, labels in pictures.validation])


def calibration_crops(drawer: CropDrawer) -> Iterator[NDArray[np.float32]]:
    """Batches of drawn crops as the network takes them."""
    random = np.random.default_rng(77)
    for _ in range(CALIBRATION_BATCHES):
        crops = [drawer.draw(random)[0] for _ in range(CALIBRATION_CROPS)]
        yield np.stack(crops).astype(np.float32)


def describe_detector(model: Any, run: FaceRun, precision: str, figures: DetectorFigures, path: Path) -> FaceCard:
    """The written detector's card."""
    measured = {name: float(value) for name, value in asdict(figures).items() if name not in ("loss", "seconds")}
    # What nothing was found of cannot be measured, and JSON knows no such number.
    metrics = {f"validation_{name}": round(value, 4) for name, value in measured.items() if isfinite(value)}
    return FaceCard(
        format=CARD_FORMAT,
        recipe=run.recipe,
        created=datetime.now(UTC).date().isoformat(),
        input="image: (n, h, w, 3) float32, BGR 0-255, sides multiples of 32",
        outputs=MAPS,
        maps=FACE_MAPS,
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
