"""What could not be delivered yet, in a file per session: written before it counts as kept, read in its order.

A line is a checksum and a message. A line that a crash cut off is no line; nothing after it is lost, because the
next writer starts a line of its own. Delivering twice is harmless: whoever takes the messages knows them by number.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from threading import Lock
from uuid import UUID
from zlib import crc32

from classroom.errors import StorageError
from classroom.transport.locks import try_lock, unlock
from classroom.transport.messages import Message, read_message, write_message
from classroom.transport.own_files import describe_odd, open_plain

SUFFIX = ".spool"
MAX_LINE = 4 * 2**20  # bytes; a frame of 1000 people has less
BATCH = 50  # messages
CHUNK = 2**16  # bytes read at once


@dataclass(frozen=True, slots=True)
class _Batch:
    messages: tuple[Message, ...]
    end: int  # bytes from the file's start


class Spool:
    """One session's undelivered messages; one process has it open, others are refused by a lock.

    One thread may append while another one delivers.
    """

    def __init__(self, file: FileIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._guard = Lock()
        self._read = 0  # bytes of the file that were delivered
        self._written = _end_line(file)

    @property
    def path(self) -> Path:
        return self._path

    @property
    def is_empty(self) -> bool:
        """Nothing waits for its delivery."""
        return self._read >= self._written

    def append(self, message: Message) -> None:
        """Keeps the message; it is on the disk when this returns.

        Raises:
            StorageError: it cannot be written (disk full?); what was kept before is safe.
        """
        data = write_message(message)
        line = b"%08x %s\n" % (crc32(data), data)
        with self._guard:
            try:
                self._file.seek(self._written)
                _write(self._file, line)
                os.fsync(self._file.fileno())
            except OSError as error:
                self._forget_rest()
                reason = error.strerror or type(error).__name__
                raise StorageError(f"{self._path} cannot be written ({reason}): free some space on the disk") from error
            self._written += len(line)

    def waiting(self, most: int = BATCH) -> Iterator[tuple[Message, ...]]:
        """The messages to deliver, oldest first, also those appended meanwhile, up to `most` at once; they count as
        delivered when the next ones are asked for.

        Raises:
            StorageError: the file cannot be read.
            DataError: it holds what this version cannot read.
        """
        while batch := self._next_batch(most):
            yield batch.messages
            self._read = batch.end

    def forget(self) -> None:
        """Counts everything as delivered."""
        self._read = self._written

    def close(self) -> None:
        """Gives the file back; one that holds nothing undelivered is deleted. Harmless when called twice."""
        if self._file.closed:
            return
        if self.is_empty:
            with contextlib.suppress(PermissionError):  # Windows deletes no open file: an empty one stays
                self._file.truncate(0)
                self._path.unlink(missing_ok=True)
        unlock(self._file.fileno())
        self._file.close()

    def _next_batch(self, most: int) -> "_Batch | None":
        """None when nothing is left."""
        messages: list[Message] = []
        end = self._read
        while len(messages) < most and end < self._written:
            line = self._read_line(end)
            message = _parse(line)
            if message is not None:
                messages.append(message)
            end += len(line)
        if messages:
            return _Batch(tuple(messages), end)
        self._read = end
        return None

    def _read_line(self, start: int) -> bytes:
        with self._guard:
            try:
                self._file.seek(start)
                line = b""
                while b"\n" not in line and len(line) < MAX_LINE and (more := self._file.read(CHUNK)):
                    line += more
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise StorageError(f"{self._path} cannot be read ({reason}): check the disk") from error
        if not line:
            raise StorageError(f"{self._path} was cut by another program: what is left of it is delivered")
        return line[: line.find(b"\n") + 1] or line

    def _forget_rest(self) -> None:
        """Cuts off what a full disk let through of a line; where that fails too, the checksum tells it."""
        try:
            self._file.truncate(self._written)
        except OSError:
            self._written = max(self._written, os.fstat(self._file.fileno()).st_size)


def open_spool(folder: Path, session: UUID) -> Spool:
    """The spool of a session, made at need; readable by its owner alone.

    Raises:
        StorageError: it cannot be made, or another process has it open.
    """
    path = spool_path(folder, session)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _shut_out_others(folder)
        spool = _open(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        advice = "check the folder's rights and free space" if describe_odd(path) is None else "take it away"
        raise StorageError(f"{path} cannot be opened ({reason}): {advice}") from error
    if spool is None:
        raise StorageError(f"{path} is in use by another program: wait until it has ended")
    return spool


def spool_path(folder: Path, session: UUID) -> Path:
    """Where a session's spool is, or would be."""
    return folder / f"{session.hex}{SUFFIX}"


def left_spools(folder: Path) -> Iterator[Spool]:
    """The spools in a folder that no process has open, oldest session first; the caller closes each.

    One that cannot be opened is left for the next time.

    Raises:
        StorageError: after the last one, when something else lies under a spool's name (a link, a folder, a pipe).
    """
    odd: str | None = None
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if (what := describe_odd(path)) is not None:
            odd = odd or f"{path} is no spool, {what}: take it away"
            continue
        try:
            spool = _open(path, os.O_RDWR)
        except OSError:
            continue
        if spool is not None:
            yield spool
    if odd is not None:
        raise StorageError(odd)


def _open(path: Path, flags: int) -> Spool | None:
    """The spool; None when another process has it open."""
    handle = open_plain(path, flags)
    if not try_lock(handle) or os.fstat(handle).st_nlink == 0:  # who had it has just deleted it
        os.close(handle)
        return None
    _shut_out_others(path)
    return Spool(FileIO(handle, "r+b"), path)


def _shut_out_others(path: Path) -> None:
    """Rights for its owner alone, also where an older version, a copy or a backup brought back gave others some."""
    with contextlib.suppress(OSError):  # somebody else's folder, or a file system without rights
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o700)


def _write(file: FileIO, data: bytes) -> None:
    """All of it: an unbuffered file may take less at once. No buffer, which would try a failed write once more."""
    while data:
        data = data[file.write(data) :]


def _end_line(file: FileIO) -> int:
    """The file's length; what a crash cut off at its end is made a line of its own."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return 0
    file.seek(size - 1)
    if file.read(1) != b"\n":
        file.write(b"\n")
        size += 1
    return size


def _parse(line: bytes) -> Message | None:
    """The message; None for a line that a crash left incomplete."""
    checksum, _, data = line.rstrip(b"\n").partition(b" ")
    return read_message(data) if checksum == b"%08x" % crc32(data) else None
