"""What an npz file claims to hold, read from its headers alone: nothing is unpacked that cannot be faces."""

import math
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from classroom.errors import DataError

MOST_BYTES = 2 << 30  # of one file's arrays: FER2013 has 83 MB
_SUFFIX = ".npy"


def check_size(stream: BinaryIO, path: Path, names: Collection[str]) -> None:
    """Raises DataError when the named arrays would unpack to far more than faces need, or to more than is there.

    Foreign errors of a damaged archive (zipfile's, ValueError, OSError) pass through.
    """
    with zipfile.ZipFile(stream) as archive:
        members = [one for one in archive.infolist() if one.filename.removesuffix(_SUFFIX) in names]
        size = sum(member.file_size for member in members)
        if size > MOST_BYTES:
            raise DataError(f"{path}: holds {size / 2**30:.1f} GB of arrays; FER2013's faces are 83 MB: name another")
        for member in members:
            claimed = _claimed_bytes(archive, member)
            if claimed > member.file_size:
                raise DataError(
                    f"{path}: {member.filename.removesuffix(_SUFFIX)} claims {claimed:,} bytes and holds "
                    f"{member.file_size:,}; copy the file again"
                )
    stream.seek(0)


def _claimed_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Size of the array by its own header."""
    with archive.open(member) as file:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, kind = read_header(file)
    return math.prod(shape) * np.dtype(kind).itemsize
