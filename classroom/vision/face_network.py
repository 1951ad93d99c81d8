"""Faces by the face network of the training room: one run over the whole screen, a second look into single tiles."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from classroom.config import FaceSettings
from classroom.domain import Box, Face, HeadPose, Image
from classroom.errors import ModelError
from classroom.vision.cards import FaceCard, check_model
from classroom.vision.face_maps import CHANNELS, LEVELS, Floats, FoundFaces, decode_maps
from classroom.vision.faces import suppress_overlaps
from classroom.vision.networks import Network

SHIPPED_MODEL = Path(__file__).parent.parent / "models" / "face.onnx"
SHIPPED = "shipped"  # the setting's word for it

MAPS = tuple(f"s{level.stride}" for level in LEVELS)
CELL_PX = LEVELS[-1].stride  # the network's pictures have sides of whole coarsest cells
WORK_PIXELS = 960 * 544  # a screen is searched at this size
COARSE = 0.4  # of that size, at which faces too large for the network's view are searched
LARGE_PX = 130  # height at the first size from which on they are too large
MAX_ENLARGE = 2.0  # beyond this, enlarging shows the network nothing new
TILE_PX = 224  # height at which a single tile is searched
EYES_FROM_PX = 24.0  # face height in the network's picture from which on it can see eyes
# A model that knows less of head pose or eyes, by its card, is not asked about them.
SURE_POSE = {"validation_yaw_correlation": 0.7, "validation_pitch_correlation": 0.5}
SURE_EYES = {"validation_eyes_auc": 0.85}


class FaceNetwork:
    """Finds faces with five landmarks, head pose and eyes; keeps the network loaded between calls."""

    def __init__(self, network: Network, card: FaceCard, settings: FaceSettings) -> None:
        self._network = network
        self._settings = settings
        self._knows_pose = _reaches(card, SURE_POSE)
        self._knows_eyes = _reaches(card, SURE_EYES)
        self.card = card

    @property
    def version(self) -> str:
        """One line that names the model, for `classroom doctor`."""
        return f"{self.card.recipe}, trained {self.card.created}, sha256 {self.card.sha256[:12]}"

    def detect(self, image: Image) -> tuple[Face, ...]:
        """All faces of (h, w, 3) uint8 BGR, best first; those too small at the size searched at are missing."""
        scale = min((WORK_PIXELS / (image.shape[0] * image.shape[1])) ** 0.5, MAX_ENLARGE)
        found = self._search(image, scale, (0, 0))
        large = self._search(image, scale * COARSE, (0, 0))
        return suppress_overlaps([*found, *(face for face in large if face.box.height * scale >= LARGE_PX)])

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        """Faces of one tile, searched larger than `detect` did, in the frame's pixels."""
        cut = image[max(tile.top, 0) : tile.bottom, max(tile.left, 0) : tile.right]
        if cut.size == 0:
            return ()
        scale = min(TILE_PX / cut.shape[0], MAX_ENLARGE)
        return self._search(cut, scale, (max(tile.left, 0), max(tile.top, 0)))

    def _search(self, image: Image, scale: float, origin: tuple[int, int]) -> tuple[Face, ...]:
        picture, scales = fit_picture(image, scale)
        maps = self._network.run(picture.astype(np.float32)[None], MAPS)
        found = decode_maps([map_[0] for map_ in maps], self._settings.min_score)
        faces = (self._place(found, row, scales, origin, image.shape) for row in range(len(found)))
        return tuple(face for face in faces if face.box.height >= self._settings.min_face_px)

    def _place(
        self,
        found: FoundFaces,
        row: int,
        scales: tuple[float, float],
        origin: tuple[int, int],
        shape: tuple[int, ...],
    ) -> Face:
        """One found face in the frame's pixels."""
        unit, start = np.array(scales, np.float32), np.array(origin, np.float32)
        eyes = self._knows_eyes and float(found.boxes[row, 3]) >= EYES_FROM_PX
        return Face(
            _end_box(found.boxes[row] / np.tile(unit, 2), origin, shape),
            float(found.scores[row]),
            np.asarray(found.landmarks[row] / unit + start, np.float32),
            head_pose=HeadPose(*(float(angle) for angle in found.angles[row])) if self._knows_pose else None,
            eyes_closed=float(found.eyes_closed[row]) if eyes else None,
        )


def _reaches(card: FaceCard, wanted: Mapping[str, float]) -> bool:
    return all(card.metrics.get(name, 0.0) >= least for name, least in wanted.items())


def _end_box(box: Floats, origin: tuple[int, int], shape: tuple[int, ...]) -> Box:
    """A box of a picture of that shape, ending where the picture ends, in the frame's pixels."""
    left, top = np.maximum(box[:2], 0)
    right, bottom = np.minimum(box[:2] + box[2:], (shape[1], shape[0]))
    return Box(
        round(float(left)) + origin[0],
        round(float(top)) + origin[1],
        max(1, round(float(right - left))),
        max(1, round(float(bottom - top))),
    )


def fit_picture(image: Image, scale: float) -> tuple[Image, tuple[float, float]]:
    """The picture scaled about so much and filled up to whole cells, and the true scales (x, y)."""
    height, width = image.shape[:2]
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (across, down), interpolation=method)
    right, bottom = -across % CELL_PX, -down % CELL_PX
    filled = cv2.copyMakeBorder(small, 0, bottom, 0, right, cv2.BORDER_CONSTANT)
    return np.asarray(filled, np.uint8), (across / width, down / height)


def model_path(settings: FaceSettings) -> Path:
    """The model file the settings name."""
    return SHIPPED_MODEL if settings.model == SHIPPED else Path(settings.model).expanduser()


def load_face_network(settings: FaceSettings) -> FaceNetwork:
    """The detector of the settings' model, ready to run.

    Raises:
        ModelError: model or card is missing, damaged, altered, or made for another version.
    """
    path = model_path(settings)
    card = check_model(path, FaceCard)
    network = Network(path, settings.threads)
    shape, shapes = network.input_shape, network.output_shapes
    fits = shape is not None and len(shape) == 4 and shape[3] == 3 and not any(isinstance(n, int) for n in shape[1:3])
    if not fits or any(list(shapes.get(name, [0]))[-1] != CHANNELS for name in MAPS):
        wanted = f"(n, h, w, 3) float32 in, {CHANNELS} channels out"
        raise ModelError(f"{path} is no face model of this version ({wanted}); use the shipped one or train again")
    return FaceNetwork(network, card, settings)
