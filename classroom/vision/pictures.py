"""Reads picture files: every way in which a file is no picture ends in one clear line.

OpenCV decodes a cut-off JPEG without a word, the lost part in grey, so whether a file is whole is
checked here on its bytes, and its size before anything is decoded.
"""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np

from classroom.domain import Image
from classroom.errors import CaptureError, PictureSizeError
from classroom.vision.opencv_log import silence_opencv

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")
MAX_PIXELS = 100_000_000  # ten 4K screens; a picture of that size takes 300 MB once decoded

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_SCAN = 0xDA  # "start of scan": compressed pixels follow
_JPEG_NO_SIZE = (0xC4, 0xC8, 0xCC)  # in the range of frame headers, but tables


class _DamagedError(Exception):
    """The bytes end or break where the format says that more follows."""


def read_picture(path: Path) -> Image:
    """The picture in a PNG, JPEG, WebP or BMP file as (h, w, 3) uint8 BGR.

    Grey, 16-bit and transparent pictures are converted; EXIF rotation is applied.

    Raises:
        CaptureError: missing, a folder, empty, cut off, no picture, or larger than `MAX_PIXELS`.
    """
    data = _read_bytes(path)
    width, height = measure_picture(data, f"picture {path}")
    if width * height > MAX_PIXELS:
        raise PictureSizeError(
            f"picture {path} is too large ({width}x{height}): scale it below {MAX_PIXELS // 1_000_000} megapixels"
        )
    return decode_picture(data, f"picture {path}")


def measure_picture(data: bytes, what: str) -> tuple[int, int]:
    """Width and height, px, of a whole PNG, JPEG, WebP or BMP file, without decoding it.

    Args:
        what: names the picture in the error.

    Raises:
        CaptureError: the file breaks off or contradicts itself.
    """
    try:
        return _measure(data)
    except (_DamagedError, struct.error, IndexError) as error:
        raise CaptureError(f"{what} is damaged or cut off: copy or save it again") from error


def _read_bytes(path: Path) -> bytes:
    if not path.exists():
        raise CaptureError(f"picture {path} does not exist: correct the path")
    if path.is_dir():
        raise CaptureError(f"{path} is a folder: name one picture in it")
    if not path.is_file():  # a pipe would block for ever
        raise CaptureError(f"{path} is a device or pipe: name a picture file")
    try:
        data = path.read_bytes()  # not cv2.imread: on Windows it fails on non-ASCII paths
    except OSError as error:
        raise CaptureError(f"picture {path} cannot be read ({error.strerror}): check its access rights") from error
    if not data:
        raise CaptureError(f"picture {path} is empty (0 bytes): copy or save it again")
    known = data.startswith((_PNG, _JPEG, b"BM")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
    if not known:
        raise CaptureError(f"{path} is not a PNG, JPEG, WebP or BMP picture: save it as one of these")
    return data


def decode_picture(data: bytes, what: str) -> Image:
    """The picture as (h, w, 3) uint8 BGR; measure it first, for memory is taken as its header asks.

    Raises:
        CaptureError: it cannot be decoded.
    """
    silence_opencv()
    try:
        image = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise CaptureError(f"{what} cannot be decoded: save it again as PNG or JPEG") from error
    if image is None:
        raise CaptureError(f"{what} cannot be decoded: save it again as PNG or JPEG")
    return np.ascontiguousarray(image, dtype=np.uint8)


def _measure(data: bytes) -> tuple[int, int]:
    """Width and height of a whole picture file, px.

    Raises:
        _DamagedError, struct.error, IndexError: the file breaks off or contradicts itself.
    """
    if data.startswith(_PNG):
        size = _measure_png(data)
    elif data.startswith(_JPEG):
        size = _measure_jpeg(data)
    elif data.startswith(b"BM"):
        size = _measure_bmp(data)
    else:
        size = _measure_webp(data)
    if min(size) < 1:
        raise _DamagedError(f"size {size}")
    return size


def _measure_png(data: bytes) -> tuple[int, int]:
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(memoryview(data)[at + 4 : at + 8 + length]) != checksum:
            raise _DamagedError(f"checksum of {kind!r}")
        if kind == b"IEND":
            width, height = struct.unpack_from(">II", data, 16)
            return width, height
        at += 12 + length


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    at, size = 2, (0, 0)
    while True:
        while data[at + 1] == 0xFF:  # fill bytes before a marker are allowed
            at += 1
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise _DamagedError(f"no marker at byte {at}")
        if 0xC0 <= marker <= 0xCF and marker not in _JPEG_NO_SIZE:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        if marker == _JPEG_SCAN:
            break
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    # Compressed pixels never hold FF D9: an FF among them is followed by 00. An EXIF thumbnail's own
    # end mark lies before the scan.
    if data.find(b"\xff\xd9", at) < 0:
        raise _DamagedError("no end mark")
    return size


def _measure_bmp(data: bytes) -> tuple[int, int]:
    pixels_at, _header, width, height, _planes, bits, packing = struct.unpack_from("<IIiiHHI", data, 10)
    row_bytes = (width * bits + 31) // 32 * 4
    if packing == 0 and pixels_at + row_bytes * abs(height) > len(data):
        raise _DamagedError("rows are missing")
    return width, abs(height)


def _measure_webp(data: bytes) -> tuple[int, int]:
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise _DamagedError("the container is longer than the file")
    kind = data[12:16]
    if kind == b"VP8X":  # two 24-bit numbers, each less one
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":  # 14 bits each, less one, after a signature byte
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF
