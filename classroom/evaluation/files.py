"""Files of an evaluation: written beside, then renamed, so that a full disk leaves no half of one."""

import contextlib
import os
import tempfile
from pathlib import Path

from classroom.errors import OutputError


def check_place(path: Path) -> None:
    """Raises OutputError when no file can be written there: asked before long work, not after it."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise OutputError(f"{path} is no file and cannot be replaced by one; name a file")
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
    target = path.resolve()  # a link stays one
    if target.exists() and not target.is_file():
        raise OutputError(f"{path} is no file and cannot be replaced by one; name a file")
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


def _refuse(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}; name another place")
