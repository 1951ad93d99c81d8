"""Files that this program reads and writes by itself: plain ones, whatever else lies under their names."""

import errno
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path

OLD_S = 3600.0  # a file is written in milliseconds: one of this age waits for nobody, whoever has its number now
_ODD = (
    (stat.S_ISLNK, "it is a link"),
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
)
# A link is not followed, and a pipe that nobody writes to is not waited for. Windows has neither.
_PLAINLY = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK if os.name == "posix" else getattr(os, "O_BINARY", 0)


def open_plain(path: Path, flags: int, mode: int = 0o600) -> int:
    """A handle of the plain file at `path`; the flags are those of `os.open`.

    Raises:
        OSError: it cannot be opened, or is a link, a folder, a pipe or a device; `strerror` says which.
    """
    odd = describe_odd(path)
    if odd is not None:
        raise OSError(errno.EINVAL, odd, str(path))
    handle = os.open(path, flags | _PLAINLY, mode)
    if not stat.S_ISREG(os.fstat(handle).st_mode):  # it was put there in between
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no plain file", str(path))
    return handle


def describe_odd(path: Path) -> str | None:
    """What is there instead of a plain file; None = a plain file, or nothing."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    return next((what for is_so, what in _ODD if is_so(mode)), "it is a device or a socket")


def read_plain(path: Path, most: int) -> bytes:
    """The first bytes of a plain file, up to `most` of them. Raises: OSError."""
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        return file.read(most)


def read_end(path: Path, most: int) -> bytes:
    """The last bytes of a plain file, up to `most` of them. Raises: OSError."""
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - most))
        return file.read(most)


def sweep_partials(path: Path) -> None:
    """Takes away what programs that were killed left of a new `path`: `.NAME.PROCESS` and what follows it.

    The caller holds the lock of all who write there. What a living process has made within the hour stays all the
    same: it may hold another lock, of another computer or through a link.
    """
    partial = re.compile(rf"\.{re.escape(path.name)}\.(\d{{1,7}})(\.[0-9a-f]+)?")
    with suppress(OSError):
        for found in path.parent.iterdir():
            named = partial.fullmatch(found.name)
            if named is not None and _is_left(found, int(named[1])):
                with suppress(OSError):
                    found.unlink()


def _is_left(path: Path, process: int) -> bool:
    import psutil  # takes its time, and there is hardly ever anything to look at

    try:
        state = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(state.st_mode):
        return False
    return not psutil.pid_exists(process) or time.time() - state.st_mtime > OLD_S
