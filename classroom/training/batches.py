"""One epoch's varied pictures with both heads' targets; imported only where keras is installed."""

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, taught_shares
from classroom.domain import EMOTIONS
from classroom.training.augment import vary_faces
from classroom.training.recipes import Recipe


class VariedFaces(keras.utils.PyDataset):  # type: ignore[misc]  # keras has no types
    """One epoch's batches: shuffled, varied, with both heads' targets; the same for the same seed and epoch."""

    def __init__(self, faces: FaceSet, recipe: Recipe, *, seed: int, epoch: int, px: int) -> None:
        super().__init__(workers=1)
        self._faces = faces
        self._batch = recipe.batch
        self._seed = (seed, epoch)
        self._px = px
        self._order = np.random.default_rng(self._seed).permutation(len(faces))
        self._votes = taught_shares(faces)
        one_hot = np.eye(len(EMOTIONS), dtype=np.float32)[faces.fer2013]
        self._original = one_hot * (1 - recipe.smoothing) + recipe.smoothing / len(EMOTIONS)

    def __len__(self) -> int:
        return count_steps(len(self._faces), self._batch)

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
        rows = self._order[number * self._batch : (number + 1) * self._batch]
        rng = np.random.default_rng((*self._seed, number + 1))
        chips = vary_faces(self._faces.images[rows], rng, self._px).astype(np.float32)[..., None]
        return chips, {"votes": self._votes[rows], "fer2013": self._original[rows]}


def count_steps(pictures: int, batch: int) -> int:
    """Steps of an epoch: whole batches; those left over have their turn in another epoch."""
    return max(1, pictures // batch)
