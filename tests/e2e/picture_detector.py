"""Finds picture data in bytes: encoded pictures, pixels of known frames in the usual forms, pictures as text."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image

_PIXELS = 40  # of a row that is looked for
_LEAST_VALUES = 12  # different ones in such a row: plain colours are found everywhere
_KEY = 8  # bytes by which a row is looked up

# Long enough not to stand by chance in megabytes of numbers.
_ENCODED = re.compile(
    rb"\xff\xd8\xff\xe0..JFIF\x00|\xff\xd8\xff\xe1..Exif\x00|\xff\xd8\xff\xdb\x00[\x43\x84]\x00"
    rb"|\x89PNG\r\n\x1a\n|GIF8[79]a.{6}[!,]|RIFF....WEBPVP8|\x93NUMPY[\x01-\x03]\x00"
    rb"|BM.{4}\x00{4}.{4}[\x28\x6c\x7c]\x00{3}|PK\x03\x04.{26}[\w.-]{1,80}\.npy|\x00\x00\x00.ftyp(?:mif1|avif|heic|isom)"
    rb"|ndarray|_reconstruct\x94",
    re.DOTALL,
)
_BEGINNINGS = (
    b"\xff\xd8\xff",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"PK\x03\x04",
    b"P5\n",
    b"P6\n",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
)
_AS_TEXT = re.compile(
    rb"[A-Za-z0-9+/_-]{400,}|(?:\\x[0-9a-fA-F]{2}[^\\]{0,3}){16,}|data:image/|x89PNG|array\(\[|(?:\d{1,3}(?:\.\d*)?[\s,\[\]]+){48,}"
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}")


@dataclass(slots=True)
class PictureDetector:
    """Knows rows of pixels of the frames it was told of."""

    _rows: dict[bytes, list[bytes]] = field(default_factory=dict)  # first bytes -> rows
    _keys: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))

    def learn(self, image: Image, places: Iterable[Box]) -> None:
        """Remembers rows from the middle of each place, in every order of colours."""
        for place in places:
            for share in (0.3, 0.4, 0.5, 0.6):
                top, left = place.top + round(share * place.height), place.left + (place.width - _PIXELS) // 2
                row = image[top, left : left + _PIXELS]
                if len(row) == _PIXELS and len(np.unique(row)) >= _LEAST_VALUES:
                    for needle in _spellings(row):
                        self._rows.setdefault(needle[:_KEY], []).append(needle)
        self._keys = np.sort(np.frombuffer(b"".join(self._rows), "<u8"))

    @property
    def row_count(self) -> int:
        return sum(map(len, self._rows.values()))

    def find(self, data: bytes, *, is_text: bool = False, is_whole: bool = True) -> str | None:
        """What of a picture is in the data; None = nothing.

        Args:
            is_text: it is meant for people or is JSON: then pictures written as letters and numbers are found too.
            is_whole: the data is a whole file or cell, not a piece from somewhere.
        """
        if is_whole and data.startswith(_BEGINNINGS):
            return f"begins as a picture or an archive: {data[:8]!r}"
        if found := _ENCODED.search(data):
            return f"an encoded picture or array at {found.start()}: {found[0][:12]!r}"
        if (at := self._find_row(data)) is not None:
            return f"pixels at {at}"
        if is_text and (found := _AS_TEXT.search(data)):
            return f"a picture as text at {found.start()}: {found[0][:40]!r}"
        return next((f"in base64: {one}" for part in _decoded(data) if (one := self._find_raw(part))), None)

    def _find_raw(self, data: bytes) -> str | None:
        if found := _ENCODED.search(data):
            return repr(found[0][:12])
        return None if self._find_row(data) is None else "pixels"

    def _find_row(self, data: bytes) -> int | None:
        """Where a known row of pixels stands."""
        for shift in range(_KEY if len(self._keys) else 0):
            count = (len(data) - shift) // _KEY
            if count <= 0:
                continue
            values = np.frombuffer(data, "<u8", count, shift)
            places = np.minimum(np.searchsorted(self._keys, values), len(self._keys) - 1)
            for index in np.flatnonzero(self._keys[places] == values).tolist():
                at = index * _KEY + shift
                if any(data.startswith(row, at) for row in self._rows[data[at : at + _KEY]]):
                    return at
        return None


def _spellings(row: NDArray[np.uint8]) -> Iterator[bytes]:
    """(n, 3) BGR as the bytes in which pixels are usually kept."""
    blue, green, red = row[:, 0], row[:, 1], row[:, 2]
    grey = np.rint(0.114 * blue + 0.587 * green + 0.299 * red).astype(np.uint8)
    for order in (row, row[:, ::-1]):
        yield np.ascontiguousarray(order).tobytes()
        for alpha in (0, 255):
            yield np.column_stack([order, np.full(len(row), alpha, np.uint8)]).tobytes()
        yield order.astype(np.float32).tobytes()
        yield (order.astype(np.float32) / 255).tobytes()
    for plane in (blue, green, red, grey):
        yield plane.tobytes()
        yield plane.astype(np.float32).tobytes()


def _decoded(data: bytes) -> Iterator[bytes]:
    """What runs of base64 stand for, wherever they begin."""
    for found in _BASE64.finditer(data):
        run = found[0]
        for shift in range(4):
            part = run[shift : shift + (len(run) - shift) // 4 * 4]
            yield base64.b64decode(part)
