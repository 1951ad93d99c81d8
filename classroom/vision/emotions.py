"""The emotion of cut faces, by the ONNX network of the training room."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classroom.config import EmotionSettings
from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.vision.cards import ModelCard, check_model
from classroom.vision.networks import Network
from classroom.vision.preprocess import CHIP_PX

SHIPPED_MODEL = Path(__file__).parent.parent / "models" / "emotion.onnx"
SHIPPED = "shipped"  # the setting's word for it

Chips = NDArray[np.uint8]  # (n, 48, 48) grey
Probabilities = NDArray[np.float32]  # (n, 7) in Emotion order, rows sum to 1


class EmotionClassifier:
    """Reads expressions from chips; keeps the network loaded between calls."""

    def __init__(self, network: Network, card: ModelCard) -> None:
        self._network = network
        self.card = card

    @property
    def crop_scale(self) -> float:
        """Side of the square to cut, as a multiple of the face box's longer side."""
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
        rows = self._network.run(batch.astype(np.float32)[..., None], self.card.outputs)
        shape = (self.card.passes, len(chips), len(EMOTIONS))
        return {
            name: _normalize(part.reshape(shape).mean(axis=0))
            for name, part in zip(self.card.outputs, rows, strict=True)
        }


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
    network = Network(path, settings.threads)
    check_network(network, card, path)
    return EmotionClassifier(network, card)


def check_network(network: Network, card: ModelCard, path: Path) -> None:
    """Raises ModelError when the network's input or outputs are not what the card says."""
    shape, shapes = network.input_shape, network.output_shapes
    fits = shape is not None and not isinstance(shape[0], int) and shape[1:] == [CHIP_PX, CHIP_PX, 1]
    fits = fits and all(list(shapes.get(name, [0]))[-1] == len(EMOTIONS) for name in card.outputs)
    if not fits or not card.outputs:
        wanted = f"(n, {CHIP_PX}, {CHIP_PX}, 1) float32 in, (n, {len(EMOTIONS)}) out"
        raise ModelError(f"{path} is no emotion model of this version ({wanted}); use the shipped one or train again")


def _normalize(rows: Probabilities) -> Probabilities:
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float32)
