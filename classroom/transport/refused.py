"""What a sink refuses for good: set aside in a file beside the spool, so that the rest arrives and nothing is lost.

The file is as a spool: lines of a checksum and a message, the session's beginning first.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from classroom.errors import RefusedError, StorageError
from classroom.transport.messages import Begin, Message, write_message
from classroom.transport.own_files import open_plain

SUFFIX = ".refused"
Deliver = Callable[[Sequence[Message]], None]
Completed = Callable[[Message], Message | None]  # the message with what the sink may lack; None = nothing to add


class SetAside:
    """One session's refused messages; the first is told of."""

    def __init__(self, spool: Path, begin: Begin | None, note: Callable[[str], None]) -> None:
        """`spool`: the session's, which there need not be."""
        self._path = spool.with_suffix(SUFFIX)
        self._begin = begin
        self._note = note
        self.count = 0

    def keep(self, message: Message, reason: RefusedError) -> None:
        """Writes the message down; it is on the disk when this returns. Raises: StorageError."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(open_plain(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "ab") as file:
                if self._begin is not None and file.tell() == 0:
                    file.write(_line(self._begin))
                file.write(_line(message))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StorageError(f"{self._path} cannot be written ({why}): free some space on the disk") from error
        self.count += 1
        if self.count == 1:
            self._note(f"{reason}. It is set aside in {self._path}; everything else is delivered")


def _line(message: Message) -> bytes:
    data = write_message(message)
    return b"%08x %s\n" % (crc32(data), data)


def deliver_all(
    deliver: Deliver, messages: Sequence[Message], aside: SetAside, complete: Completed = lambda _: None
) -> None:
    """Delivers the messages in their order; each that the sink refuses for good is set aside.

    The beginning of a session is never set aside: without it nothing of the class could be taken.

    Args:
        complete: tried once before a message is set aside.

    Raises: as `deliver`; StorageError when it cannot be set aside.
    """
    try:
        deliver(messages)
    except RefusedError as error:
        if len(messages) > 1:
            for one in messages:
                deliver_all(deliver, (one,), aside, complete)
            return
        (message,) = messages
        if isinstance(message, Begin):
            raise
        completed = complete(message)
        if completed is None:
            aside.keep(message, error)
        else:
            deliver_all(deliver, (completed,), aside)


def forget_refused(folder: Path, older_than_s: float, now_s: float) -> None:
    """Deletes what was set aside so long ago in any folder below: it is kept no longer than a session.

    Args:
        older_than_s: 0 = it is kept for ever.
    """
    for path in folder.glob(f"*/*{SUFFIX}") if older_than_s > 0 else ():
        with suppress(OSError):
            if now_s - path.stat().st_mtime > older_than_s:
                path.unlink()


def try_again(folder: Path, spool_suffix: str) -> int:
    """Makes what was set aside wait for its delivery once more; how many sessions. One that waits already is left."""
    count = 0
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        spool = path.with_suffix(spool_suffix)
        with suppress(OSError):
            if not spool.exists():
                path.rename(spool)
                count += 1
    return count
