"""Puts the rooms together for the commands: store, source, pipeline, agent identity, clock."""

import contextlib
import os
import secrets
import socket
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from classroom.config import CaptureSettings, Settings, data_folder
from classroom.errors import ConfigError, StorageError
from classroom.transport.own_files import sweep_partials

if TYPE_CHECKING:
    from classroom.domain import Session
    from classroom.storage import Store
    from dashboard.accounts import Accounts


def now() -> datetime:
    """The wall clock, aware UTC."""
    return datetime.now(UTC)


def open_default_store(settings: Settings) -> "Store":
    """The store that the settings name, upgraded and with dead sessions marked as interrupted."""
    from classroom.storage import open_store

    store = open_store(settings.storage, default_folder=data_folder())
    with contextlib.suppress(StorageError):  # a database that can only be read is still worth reading
        store.mark_interrupted(now(), is_agent_alive)
        store.make_partitions(now())
    return store


def check_owner(store: "Store", settings: Settings, owner: str | None) -> str | None:
    """The account that is to own a new session: the option's, else the settings'; None = every account's.

    Raises:
        NotFoundError: there is no such account.
    """
    name = owner or settings.capture.owner
    return store.find_user(name).name if name else None


def note_export(store: "Store", what: str, session: UUID) -> None:
    """Write the audit line of an export; where the database can only be read, say so and go on."""
    _note(store, f"exported {what}", session.hex)


def note_course_export(store: "Store", kind: str, course: str) -> None:
    """As `note_export`, of all sessions of a course."""
    _note(store, f"exported course as {kind}", course)


def _note(store: "Store", action: str, subject: str) -> None:
    try:
        store.add_audit(now(), "command line", action, subject)
    except StorageError as error:
        click.echo(f"note: the export is not in the audit log: {error}", err=True)


def agent_identity() -> str:
    """`host:pid:start` of this process, as stored with the session it records."""
    import psutil

    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.0f}"


def is_agent_alive(agent: str) -> bool | None:
    """Whether a recording process still runs; None when it belongs to another computer."""
    import psutil

    host, pid, started = agent.rsplit(":", 2)
    if host != socket.gethostname():
        return None
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(started)) < 2
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return None


def class_zone(capture: CaptureSettings) -> str:
    """IANA name of the class's zone.

    Raises:
        ConfigError: the name in the settings is not known.
    """
    import tzlocal

    name = tzlocal.get_localzone_name() if capture.time_zone == "auto" else capture.time_zone
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(f"capture.time_zone {name!r} is no IANA zone name such as Europe/Vienna") from error
    return name


def known_zone(name: str) -> tzinfo:
    """The zone of that IANA name; UTC when this computer does not know it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def describe(session: "Session") -> str:
    """One line about a session, for people: short id, course, local start."""
    start = session.started_at.astimezone(known_zone(session.time_zone))
    return f"{session.id.hex[:13]}  {session.course}  {start:%Y-%m-%d %H:%M}"


def open_accounts(store: "Store", settings: Settings) -> "Accounts":
    """The dashboard's accounts over the store."""
    from dashboard.accounts import Accounts
    from dashboard.passes import FolderPasses

    passes = FolderPasses(data_folder() / "entrances", settings.server.setup_link_minutes * 60)
    return Accounts(store, secret_key(data_folder()), settings.server, now=now, passes=passes)


def secret_key(folder: Path) -> bytes:
    """The 32 random bytes that sign logins and links; made once, readable by the owner alone.

    Raises:
        StorageError: the file cannot be made or read.
    """
    path = folder / "secret.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise StorageError(f"secret key {path} cannot be used: {error.strerror or error}; check its rights") from error
    if len(key) < 32:
        raise StorageError(f"secret key {path} is damaged: delete it, everyone logs in again")
    return key


def _write_key(path: Path) -> None:
    """Make the key's file whole or not at all, also when two programs start at once or the disk is full."""
    sweep_partials(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(3)}")  # in a container all are process 1
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
