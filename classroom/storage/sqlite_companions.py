"""The files that SQLite keeps beside a database in use: its log (`-wal`) and the index of that (`-shm`).

SQLite trusts them blindly (https://www.sqlite.org/howtocorrupt.html). Where one is deleted, it goes on writing into the
deleted file, which is lost with the process; where the index is cut, which lies in its memory, the system kills the
process (SIGBUS). Both is found here before a transaction begins, and mended.
"""

import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from classroom.errors import StorageError

LOG, INDEX = "-wal", "-shm"
INDEX_PART = 32_768  # bytes by which the index grows
_HEAD = 136  # bytes of the index: both copies of its header, and how far the log is saved
_KEY = "classroom_companions"  # of a connection's `info`

Numbers = tuple[int, int]  # by what the system knows log and index


@dataclass(slots=True)
class _Companions:
    """What one process knows of them, over all its connections to the file."""

    engine: Engine
    file: Path
    open: set[int] = field(default_factory=set)  # connections, by `id`
    size: int = INDEX_PART  # bytes of the index, the most seen
    kept: list[int] = field(default_factory=list)  # handles that stay: closing one would drop all locks on its file

    def remember(self, connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        """A connection is new: its files are those that lie there."""
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":  # a file system without shared memory has neither
            return
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        record.info[_KEY] = self._find()
        if record.info[_KEY] is None:
            connection.close()
            raise self._refusal()
        self.open.add(id(connection))

    def forget(self, connection: sqlite3.Connection, *_: object) -> None:
        self.open.discard(id(connection))

    def require(self, connection: sqlite3.Connection, record: ConnectionPoolEntry, _: object) -> None:
        """Returns when the connection's files still lie there; else it is replaced by a new one.

        Raises:
            DisconnectionError: for the pool, which opens a new one.
            StorageError: others of this process still have the old ones open: a new one would get them too.
        """
        opened: Numbers | None = record.info.get(_KEY)
        if opened is None or not self.file.exists():  # without the database nothing is written, and reading still works
            return
        if self._find() == opened:
            self._mend_index()
            return
        self._save_log(connection, opened)
        self.engine.pool.dispose()
        if self.open - {id(connection)}:
            raise self._refusal()
        raise DisconnectionError("other files lie beside the database")

    def _save_log(self, connection: sqlite3.Connection, opened: Numbers) -> None:
        """Brings what is in a deleted log into the database, unless somebody has begun another log."""
        try:
            now = self._stat(LOG)
        except OSError:
            now = None
        if now is None or (now.st_ino != opened[0] and now.st_size == 0):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _mend_index(self) -> None:
        """Gives an index that was cut its length back, emptied: SQLite then makes it anew from the log."""
        size = self._stat(INDEX).st_size
        self.size = max(self.size, size)
        if size == self.size:
            return
        path = self._path(INDEX)
        os.truncate(path, self.size)  # first of all: until then a look into it is the end
        handle = os.open(path, os.O_RDWR)
        self.kept.append(handle)
        os.write(handle, bytes(_HEAD))

    def _find(self) -> Numbers | None:
        """None = one is not there."""
        try:
            return self._stat(LOG).st_ino, self._stat(INDEX).st_ino
        except OSError:
            return None

    def _stat(self, ending: str) -> os.stat_result:
        return self._path(ending).stat()

    def _path(self, ending: str) -> Path:
        return self.file.with_name(self.file.name + ending)

    def _refusal(self) -> StorageError:
        return StorageError(
            f"a file beside the database {self.file} ({LOG} or {INDEX}) was deleted while in use: try again in a moment"
        )


def watch_companions(engine: Engine, file: Path) -> None:
    """From now on no connection of the engine is given out whose log or index is not the one beside the file."""
    if os.name != "posix":  # Windows neither deletes nor cuts what is open
        return
    companions = _Companions(engine, file)
    event.listen(engine, "connect", companions.remember)
    event.listen(engine, "checkout", companions.require)
    event.listen(engine, "close", companions.forget)
    event.listen(engine, "close_detached", companions.forget)
