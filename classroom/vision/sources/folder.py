"""A folder of pictures as a frame source: one frame a picture, in natural order of the names."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classroom.domain import Frame, Image
from classroom.errors import CaptureError
from classroom.vision.pictures import PICTURE_SUFFIXES, read_picture


def open_folder(path: Path, *, interval_s: float, started_at: datetime | None = None) -> "FolderSource":
    """The pictures directly in a folder (png, jpg, jpeg, webp, bmp) as frames `interval_s` apart.

    Args:
        path: the folder; hidden files and folders inside are ignored.
        interval_s: seconds from one picture to the next.
        started_at: time of the first picture, aware; None = the first picture's modification time.

    Raises:
        CaptureError: missing, no folder, no pictures in it, or none that can be read.
    """
    paths = _list_pictures(path)
    begun = started_at or datetime.fromtimestamp(paths[0].stat().st_mtime, UTC)
    return FolderSource(path, paths, interval_s=interval_s, started_at=begun)


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sorting key that puts `img2` before `img10`, ignoring case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts)


def _list_pictures(folder: Path) -> list[Path]:
    if not folder.exists():
        raise CaptureError(f"folder {folder} does not exist: correct the path")
    if not folder.is_dir():
        raise CaptureError(f"{folder} is not a folder: name a folder of pictures")
    try:
        entries = [entry for entry in folder.iterdir() if entry.is_file()]
    except OSError as error:
        raise CaptureError(f"folder {folder} cannot be read ({error.strerror}): check its access rights") from error
    pictures = [
        entry for entry in entries if entry.suffix.lower() in PICTURE_SUFFIXES and not entry.name.startswith(".")
    ]
    if not pictures:
        raise CaptureError(f"folder {folder} holds no pictures ({', '.join(PICTURE_SUFFIXES)}): name another folder")
    return sorted(pictures, key=_order)


def _order(path: Path) -> tuple[tuple[tuple[int, int, str], ...], str]:
    return natural_key(path.name), path.name  # the name itself decides between `img1` and `img01`


class FolderSource:
    """The pictures of one folder; frame i of the sorted files is taken at `started_at` + i x interval.

    A file that cannot be read leaves its place in time empty and is named in `skipped`.
    """

    live = False

    def __init__(self, folder: Path, paths: list[Path], *, interval_s: float, started_at: datetime) -> None:
        self._folder = folder
        self._paths = paths
        self._interval_s = interval_s
        self.started_at = started_at  # aware
        self._skipped: list[str] = []
        self._next = 0
        self._closed = False
        # Read here already, so that a folder without one readable picture is refused when it is opened.
        self._waiting = self._read_next()
        if self._waiting is None:
            raise CaptureError(f"none of {len(paths)} pictures in {folder} can be read: {self._skipped[0]}")

    @property
    def description(self) -> str:
        return f"folder {self._folder.name or self._folder} ({len(self._paths)} pictures)"

    @property
    def frame_count(self) -> int | None:
        """Pictures in the folder less those found unreadable so far."""
        return len(self._paths) - len(self._skipped)

    @property
    def skipped(self) -> tuple[str, ...]:
        """One line for each file passed over so far, with its reason."""
        return tuple(self._skipped)

    def grab(self) -> Frame | None:
        """The next readable picture, or None after the last."""
        if self._closed:
            raise CaptureError(f"{self.description} is closed: open it again")
        waiting, self._waiting = self._waiting, None
        return waiting or self._read_next()

    def close(self) -> None:
        self._waiting = None
        self._closed = True

    def _read_next(self) -> Frame | None:
        while self._next < len(self._paths):
            index, self._next = self._next, self._next + 1
            image = self._read(self._paths[index])
            if image is not None:
                return Frame(image, self.started_at + timedelta(seconds=index * self._interval_s))
        return None

    def _read(self, path: Path) -> Image | None:
        try:
            return read_picture(path)
        except CaptureError as error:
            self._skipped.append(str(error))
            return None
