"""Files of an evaluation: written beside, then renamed, so that a full disk leaves no half of one."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from classroom.datasets.csv_table import TABLES, VOTES
from classroom.errors import OutputError
from classroom.vision.pictures import PICTURE_SUFFIXES

# Of pictures, data and models, in any folder: a slip of the hand in --out must not cost them.
KEPT_SUFFIXES = (*PICTURE_SUFFIXES, ".npz", ".npy", ".onnx", ".keras")
KEPT_NAMES = (*TABLES, VOTES)


def check_places(read: Iterable[Path], *places: Path | None) -> None:
    """Raises OutputError when a place cannot be written in the end, would replace data or a model, or comes twice.

    Args:
        read: what the command reads, and what therefore stays.
        places: None = not asked for.
    """
    kept, taken = {_follow(path) for path in read}, set()
    for place in (one for one in places if one is not None):
        check_place(place)
        target = _follow(place)
        if target in kept:
            raise OutputError(f"{place} is read here and must stay: name another place")
        if target.suffix.lower() in KEPT_SUFFIXES or target.name.lower() in KEPT_NAMES:
            raise OutputError(f"{place} is a name of data or of a model: name another place")
        if target in taken:
            raise OutputError(f"{place} is named twice: name another place")
        taken.add(target)


def check_place(path: Path) -> None:
    """Raises OutputError when no file can be written there: asked before long work, not after it."""
    target = _find_target(path)
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise _refuse(path, error) from error


def write_file(path: Path, text: str) -> None:
    """Replaces the file in one step.

    Raises:
        OutputError: it cannot be written; what was there before is intact.
    """
    target = _find_target(path)  # a link stays one
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        # Names of files need not be UTF-8: their odd bytes are written as \udcff, which reads back as text.
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
        temporary.replace(target)
    except OSError as error:
        raise _refuse(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _find_target(path: Path) -> Path:
    """The file that is made or replaced.

    Raises:
        OutputError: there is something that is no file, or the path cannot be one.
    """
    target = _follow(path)
    try:
        if target.exists() and not target.is_file():
            raise OutputError(f"{path} is no file and cannot be replaced by one; name a file")
    except OSError as error:
        raise _refuse(path, error) from error
    return target


def _follow(path: Path) -> Path:
    """Where links lead; Path.resolve raises for those that lead in a circle."""
    return Path(os.path.realpath(path))


def _refuse(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}; name another place")
