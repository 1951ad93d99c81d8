"""Varies faces the way tiles do: framing, light, scale, blur, compression, noise; plain numpy and OpenCV.

The figures are opinions, chosen by looking at sample sheets: a person must still see the emotion.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # (n, px, px)

ROTATION_DEG = 12.0
SCALE = (0.82, 1.18)  # loose and tight crops, as detectors cut them
ASPECT = 0.06
SHIFT = 0.07  # of the side
GAIN = (0.6, 1.3)  # contrast
OFFSET = 25.0  # grey levels
SMALL_PX = (24, 44)  # a face's height before it was scaled up
BLUR_SIGMA = (0.3, 0.9)
NOISE_SIGMA = (2.0, 8.0)
JPEG_QUALITY = (20, 60)


def vary_faces(images: Grey, rng: np.random.Generator, px: int) -> Grey:
    """The pictures, each varied by chance and scaled to (n, px, px) uint8."""
    return np.stack([vary_face(image, rng, px) for image in images])


def vary_face(image: NDArray[np.uint8], rng: np.random.Generator, px: int) -> NDArray[np.uint8]:
    """One picture (h, h) varied by chance, (px, px) uint8."""
    warp = draw_warp(rng, image.shape[0], px)
    # Mirrored borders: a constant one would teach the network how far the picture was turned.
    framed = cv2.warpAffine(image, warp, (px, px), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    face = degrade(_grey(framed), rng)
    gain, offset = rng.uniform(*GAIN), rng.uniform(-OFFSET, OFFSET)
    middle = float(face.mean())
    return _grey(np.clip((face - middle) * gain + middle + offset, 0, 255))


def draw_warp(rng: np.random.Generator, side: int, px: int) -> NDArray[np.float64]:
    """A random (2, 3) affine matrix from a picture of `side` px to one of `px`: turn, scale, shift, mirror."""
    angle = np.deg2rad(rng.uniform(-ROTATION_DEG, ROTATION_DEG))
    scale = np.exp(rng.uniform(*np.log(SCALE))) * px / side
    stretch = np.exp(rng.uniform(-ASPECT, ASPECT))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.diag([mirror * scale * stretch, scale / stretch])
    shift = rng.uniform(-SHIFT, SHIFT, 2) * px
    offset = (px - 1) / 2 + shift - linear @ np.full(2, (side - 1) / 2)
    return np.column_stack([linear, offset])


def degrade(face: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The face (px, px) as a call may deliver it: sometimes small, blurred, noisy, compressed."""
    px = face.shape[0]
    small, blurred, noisy, compressed = rng.random(4) < (0.25, 0.12, 0.15, 0.2)
    if small:
        size = int(rng.integers(*SMALL_PX))
        face = _grey(cv2.resize(face, (size, size), interpolation=cv2.INTER_AREA))
    if blurred:
        face = _grey(cv2.GaussianBlur(face, (0, 0), rng.uniform(*BLUR_SIGMA)))
    if noisy:
        noise = rng.normal(0, rng.uniform(*NOISE_SIGMA), face.shape)
        face = _grey(np.clip(face + noise, 0, 255))
    if compressed:
        quality = int(rng.integers(*JPEG_QUALITY))
        _, data = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, quality])
        face = _grey(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    if face.shape[0] != px:
        face = _grey(cv2.resize(face, (px, px), interpolation=cv2.INTER_CUBIC))
    return face


def _grey(values: Any) -> NDArray[np.uint8]:
    return np.asarray(values, dtype=np.uint8)
