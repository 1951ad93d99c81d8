"""A lock on an open file that the system takes back when the process ends, however it ends."""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    _PLACE = 2**31 - 2  # far behind the content: Windows lets nobody read what is locked

    def try_lock(handle: int) -> bool:
        """True when this process now holds the file; False when another one does."""
        os.lseek(handle, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(handle: int) -> None:
        os.lseek(handle, _PLACE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """True when this process now holds the file; False when another one does."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
