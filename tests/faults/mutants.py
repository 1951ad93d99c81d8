"""Small files of every kind that is read, and ways to damage them."""

import random
import struct
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from hypothesis import strategies as st

PICTURES = (".png", ".jpg", ".webp", ".bmp")
VIDEOS = (("avi", "MJPG"), ("avi", "mp4v"), ("mp4", "mp4v"), ("mkv", "MJPG"))
HEAD = 400  # bytes, in which most of the damage is done: what follows are pixels
NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\0\0\x10\0")


def draw_pictures() -> tuple[bytes, ...]:
    """A picture of 48x32 px in each kind, of noise and smooth parts; WebP with and without loss."""
    image = np.random.default_rng(1).integers(0, 256, (32, 48, 3), dtype=np.uint8)
    image[8:24] = (90, 120, 200)
    kinds: list[tuple[str, list[int]]] = [(kind, []) for kind in PICTURES]
    kinds.append((".webp", [cv2.IMWRITE_WEBP_QUALITY, 101]))
    kinds.append((".jpg", [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]))
    return tuple(cv2.imencode(kind, image, options)[1].tobytes() for kind, options in kinds)


def draw_videos() -> tuple[tuple[str, bytes], ...]:
    """Ending and content of a video of twelve pictures of 64x48 px in each kind."""
    random_picture = np.random.default_rng(2)
    videos = []
    with TemporaryDirectory() as folder:
        for number, (kind, codec) in enumerate(VIDEOS):
            path = Path(folder) / f"{number}.{kind}"
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 10, (64, 48))
            for _ in range(12):
                writer.write(random_picture.integers(0, 256, (48, 64, 3), dtype=np.uint8))
            writer.release()
            videos.append((f".{kind}", path.read_bytes()))
    return tuple(videos)


SEEDS = st.integers(0, 2**63)


def damage_one(files: Sequence[bytes], seed: int) -> bytes:
    """One of the files, damaged in one to eight places, most of them in its header; the same seed, the same bytes."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(files))
    for _ in range(chance.randint(1, 8)):
        damage(data, chance)
    return bytes(data)


def damage(data: bytearray, chance: random.Random) -> None:
    """Changes the bytes in one place."""
    if not data:
        return
    reach = min(HEAD, len(data)) if chance.random() < 0.7 else len(data)
    at = chance.randrange(reach) if chance.random() < 0.9 else chance.randrange(max(0, len(data) - HEAD), len(data))
    match chance.randrange(7):
        case 0:
            data[at] ^= 1 << chance.randrange(8)
        case 1:
            data[at] = chance.randrange(256)
        case 2:
            data[at : at + 4] = chance.choice(NUMBERS)
        case 3:
            data[at : at + 4] = struct.pack(chance.choice("<>") + "I", chance.randrange(2 ** chance.randint(1, 32)))
        case 4:
            end = len(data) if chance.random() < 0.3 else at + chance.randint(1, 16)
            del data[at:end]
        case 5:
            data[at:at] = chance.randbytes(chance.randint(1, 16))
        case _:
            other = chance.randrange(len(data))
            data[at : at + 8] = data[other : other + 8]
