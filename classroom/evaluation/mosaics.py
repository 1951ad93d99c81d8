"""Many small pictures as one, inside a web page; only what was asked for with faces goes through here."""

import base64
import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.datasets import FaceSet
from classroom.domain import EMOTIONS
from classroom.evaluation.feature_maps import LayerMaps
from classroom.evaluation.pages import build_section

SAMPLES = 20  # faces of each label
COLUMNS = 10
GAP_PX = 2
MOST_CHANNELS = 30  # of a layer; networks have hundreds
TILE_PX = 48

Grey = NDArray[np.uint8]  # (n, h, w)


def show_samples(splits: Mapping[str, FaceSet]) -> str:
    """A section with 20 faces of each label, chosen by chance but always the same, as HTML."""
    images = np.concatenate([faces.images for faces in splits.values()])
    labels = np.concatenate([faces.fer2013 for faces in splits.values()])
    chance = np.random.default_rng(0)
    parts = []
    for place, emotion in enumerate(EMOTIONS):
        there = np.flatnonzero(labels == place)
        if len(there):
            chosen = np.sort(chance.choice(there, min(SAMPLES, len(there)), replace=False))
            parts.append(f"<h3>{emotion.value}</h3>{embed_mosaic(images[chosen], f'faces labelled {emotion.value}')}")
    note = "By chance, the same ones each time. Labels are the data's own; look for wrong ones."
    return build_section("Samples of each label", note, "".join(parts))


def show_maps(face: NDArray[np.uint8], layers: Sequence[LayerMaps], model: str) -> str:
    """A section with what each convolution of a network makes of one face, as HTML.

    Args:
        face: (48, 48) grey.
    """
    parts = [f"<h3>The face</h3>{embed_mosaic(face[None], 'the face that went in')}"]
    for number, layer in enumerate(layers, start=1):
        channels, height, width = layer.maps.shape
        strongest = np.sort(np.argsort(-layer.maps.reshape(channels, -1).std(axis=1))[:MOST_CHANNELS])
        title = f"Convolution {number}: {channels} maps of {width} x {height}"
        shown = f", the {MOST_CHANNELS} that vary most" if channels > MOST_CHANNELS else ""
        picture = embed_mosaic(np.stack([_stretch(one) for one in layer.maps[strongest]]), title, coloured=True)
        parts.append(f"<h3>{title}{shown}</h3>{picture}")
    note = f"What {model} sees in one face, layer by layer; dark is nothing, bright is much, each map for itself."
    return build_section("Feature maps", note, "".join(parts))


def embed_mosaic(pictures: Grey, text: str, *, coloured: bool = False) -> str:
    """The pictures side by side, ten in a row, as an img element that carries its own data.

    Args:
        pictures: (n, h, w) uint8.
        text: what is shown, for those who do not see it.
    """
    scaled = np.stack([cv2.resize(one, (TILE_PX, TILE_PX), interpolation=cv2.INTER_NEAREST) for one in pictures])
    columns = min(COLUMNS, len(scaled))
    side = TILE_PX + GAP_PX
    sheet = np.full((math.ceil(len(scaled) / columns) * side - GAP_PX, columns * side - GAP_PX, 3), 255, np.uint8)
    for number, one in enumerate(scaled):
        top, left = number // columns * side, number % columns * side
        tile = cv2.applyColorMap(one, cv2.COLORMAP_VIRIDIS) if coloured else cv2.cvtColor(one, cv2.COLOR_GRAY2BGR)
        sheet[top : top + TILE_PX, left : left + TILE_PX] = tile
    _, data = cv2.imencode(".png", sheet)
    width = sheet.shape[1] * 2
    encoded = base64.b64encode(data.tobytes()).decode("ascii")
    return f'<img width="{width}" alt="{text}" src="data:image/png;base64,{encoded}">'


def _stretch(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The map's own range as 0-255; a map without any difference is dark."""
    low, high = float(values.min()), float(values.max())
    span = high - low if high > low else 1.0
    return np.asarray((values - low) / span * 255, np.uint8)
