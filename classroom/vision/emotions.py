"""The emotion of cut faces, by the ONNX network of the training room."""

from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from classroom.config import EmotionSettings
from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.vision.cards import ModelCard, check_model
from classroom.vision.preprocess import CHIP_PX

__all__ = ["SHIPPED_MODEL", "EmotionClassifier", "check_model", "load_classifier", "model_path"]

SHIPPED_MODEL = Path(__file__).parent.parent / "models" / "emotion.onnx"
SHIPPED = "shipped"  # the setting's word for it

# onnxruntime's errors have no public base class; all are RuntimeErrors of its own or these.
_ORT_ERRORS = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoSuchFile,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)

Chips = NDArray[np.uint8]  # (n, 48, 48) grey
Probabilities = NDArray[np.float32]  # (n, 7) in Emotion order, rows sum to 1


class EmotionClassifier:
    """Reads expressions from chips; keeps the network loaded between calls."""

    def __init__(self, session: ort.InferenceSession, card: ModelCard) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self.card = card

    @property
    def crop_scale(self) -> float:
        """Side of the square to cut, as a multiple of the Haar box's longer side."""
        return self.card.crop_scale

    @property
    def version(self) -> str:
        """One line that names the model, for `classroom doctor`."""
        return f"{self.card.recipe}, trained {self.card.created}, sha256 {self.card.sha256[:12]}"

    def classify(self, chips: Chips) -> Probabilities:
        """The product's reading of (n, 48, 48) uint8 chips, (n, 7) in Emotion order, rows sum to 1."""
        return self.classify_heads(chips)[self.card.outputs[0]]

    def classify_heads(self, chips: Chips) -> dict[str, Probabilities]:
        """Every head's probabilities by output name, (n, 7) each, with the card's number of passes.

        Raises:
            ModelError: the network failed on these chips.
        """
        if len(chips) == 0:
            return {name: np.empty((0, len(EMOTIONS)), np.float32) for name in self.card.outputs}
        batch = chips if self.card.passes == 1 else np.concatenate([chips, chips[:, :, ::-1]])
        rows = self._run(batch.astype(np.float32)[..., None])
        shape = (self.card.passes, len(chips), len(EMOTIONS))
        return {
            name: _normalize(part.reshape(shape).mean(axis=0))
            for name, part in zip(self.card.outputs, rows, strict=True)
        }

    def _run(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The card's outputs for a (n, 48, 48, 1) batch."""
        try:
            return list(self._session.run(list(self.card.outputs), {self._input: batch}))
        except _ORT_ERRORS as error:
            raise ModelError(f"the emotion model failed ({_first_line(error)}); reinstall it or train again") from error


def model_path(settings: EmotionSettings) -> Path:
    """The model file the settings name."""
    return SHIPPED_MODEL if settings.model == SHIPPED else Path(settings.model).expanduser()


def load_classifier(settings: EmotionSettings) -> EmotionClassifier:
    """The classifier of the settings' model, ready to run.

    Raises:
        ModelError: model or card is missing, damaged, altered, or made for another version.
    """
    path = model_path(settings)
    card = check_model(path, ModelCard)
    options = ort.SessionOptions()
    options.intra_op_num_threads = settings.threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # its own messages go nowhere: what matters is raised
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # no busy waiting between two grabs
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except _ORT_ERRORS as error:
        raise ModelError(f"{path} cannot be loaded ({_first_line(error)}); reinstall it or train again") from error
    check_session(session, card, path)
    return EmotionClassifier(session, card)


def check_session(session: ort.InferenceSession, card: ModelCard, path: Path) -> None:
    """Raises ModelError when the network's inputs or outputs are not what the card says."""
    inputs = session.get_inputs()
    fits = len(inputs) == 1 and inputs[0].type == "tensor(float)" and inputs[0].shape[1:] == [CHIP_PX, CHIP_PX, 1]
    shapes = {output.name: output.shape for output in session.get_outputs()}
    fits = fits and all(shapes.get(name, [0])[-1] == len(EMOTIONS) for name in card.outputs)
    if not fits or not card.outputs or isinstance(inputs[0].shape[0], int):
        wanted = f"(n, {CHIP_PX}, {CHIP_PX}, 1) float32 in, (n, {len(EMOTIONS)}) out"
        raise ModelError(f"{path} is no emotion model of this version ({wanted}); use the shipped one or train again")


def _normalize(rows: Probabilities) -> Probabilities:
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
