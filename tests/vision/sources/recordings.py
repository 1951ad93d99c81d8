"""Writes small recordings whose frames carry their own number, for the tests of the sources."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from classroom.domain import Image

WIDTH, HEIGHT = 160, 96
_BITS = 10
_STRIPE = WIDTH // _BITS


def draw_number(number: int) -> Image:
    """A picture that shows the number as ten black and white stripes: survives any compression."""
    bits = [(number >> bit) & 1 for bit in range(_BITS)]
    row = np.repeat(np.array(bits, dtype=np.uint8) * 255, _STRIPE)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (HEIGHT, WIDTH, 3)))


def read_number(image: Image) -> int:
    """The number `draw_number` drew."""
    means = image[:, :, 1].reshape(image.shape[0], _BITS, _STRIPE).mean(axis=(0, 2))
    return int(sum(1 << bit for bit in range(_BITS) if means[bit] > 127))


def write_video(path: Path, *, frames: int, fps: float, codec: str = "mp4v") -> Path:
    """A video of frames 0, 1, ... at a constant rate."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(draw_number(number))
    writer.release()
    return path


def write_uneven_video(path: Path, ticks: Sequence[int], *, fps: float) -> Path:
    """An .mkv whose frame i is shown from `ticks[i] / fps` on, while its header says a constant rate."""
    constant = write_video(path.with_suffix(".even.mp4"), frames=len(ticks), fps=fps)
    packets = cv2.VideoCapture(str(constant), cv2.CAP_FFMPEG, [cv2.CAP_PROP_FORMAT, -1])
    raw = [cv2.VIDEOWRITER_PROP_RAW_VIDEO, 1]
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), fps, (WIDTH, HEIGHT), raw)
    assert writer.isOpened()
    for tick in ticks:
        ok, packet = packets.read()
        assert ok
        writer.set(cv2.VIDEOWRITER_PROP_PTS, tick)
        writer.set(cv2.VIDEOWRITER_PROP_KEY_FLAG, packets.get(cv2.CAP_PROP_LRF_HAS_KEY_FRAME))
        writer.write(packet)
    writer.release()
    packets.release()
    return path


def write_picture(path: Path, number: int) -> Path:
    ok, data = cv2.imencode(path.suffix, draw_number(number))
    assert ok
    path.write_bytes(data.tobytes())
    return path


class LoopingCamera:
    """A `cv2.VideoCapture` that plays a file again and again, as a camera never ends."""

    def __init__(self, path: Path) -> None:
        self._capture = cv2.VideoCapture(str(path))

    def isOpened(self) -> bool:  # noqa: N802
        return self._capture.isOpened()

    def grab(self) -> bool:
        if self._capture.grab():
            return True
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        return self._capture.grab()

    def retrieve(self) -> tuple[bool, Image]:
        return self._capture.retrieve()  # type: ignore[return-value]

    def get(self, prop: int, /) -> float:
        return self._capture.get(prop)

    def set(self, prop: int, value: float, /) -> bool:
        return self._capture.set(prop, value)

    def release(self) -> None:
        self._capture.release()
