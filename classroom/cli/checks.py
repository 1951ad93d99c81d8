"""What `classroom doctor` looks at beyond the installation: names, consent, disk, secrets, servers, what waits."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.cli.options import AGENT_FOLDER
from classroom.cli.wiring import now
from classroom.counting import tell_days
from classroom.errors import AnalysisError, ClassroomError, ConfigError, ModelError, StorageError

if TYPE_CHECKING:
    from classroom.config import Settings

LITTLE_SPACE = 500 * 2**20  # bytes; a class of an hour takes about 10 MB


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report; `level` is ok, note (works without) or problem."""

    level: str
    what: str
    advice: str | None = None


def check_names(settings: "Settings") -> Iterator[Check]:
    """The readers of labels: our network and RapidOCR, tried on a drawn word."""
    import numpy as np

    from classroom.vision.line_network import load_line_network
    from classroom.vision.ocr import TextEngine

    if not settings.names.enabled:
        yield Check("note", "names are not read (names.enabled is false)", "participants are numbered instead")
        return
    try:
        yield Check("ok", f"name model: {load_line_network().version}")
        TextEngine().read_line(np.full((32, 120, 3), 40, np.uint8))
    except (ModelError, AnalysisError) as error:
        yield Check("problem", f"names: {error}", "install again, or set names.enabled to false")


def check_policy(settings: "Settings") -> Iterator[Check]:
    """What is read, and how long it is kept."""
    emotions = {
        "on": "are read",
        "off": "are not read",
        "ask": "are read unless an answer, in general or about the course, says no",
    }
    yield Check("ok", f"expressions {emotions[settings.policy.emotions]} (policy.emotions: {settings.policy.emotions})")
    days = settings.retention.days
    if days:
        yield Check("ok", f"sessions are deleted after {tell_days(days)} (retention.days)")
    else:
        yield Check("note", "sessions are kept for ever (retention.days is 0)", "see docs/privacy.md")


def check_dates(settings: "Settings", folder: Path, now: datetime) -> Iterator[Check]:
    """Sessions that a wrong clock has dated in the future; what cannot be read is told by the database's check."""
    from classroom.cli.retention import describe_future
    from classroom.storage import maintenance

    with suppress(StorageError):
        if future := describe_future(maintenance.find_future(settings.storage, folder, now)):
            yield Check("note", future, "set this computer's clock before the next class")


def check_disk(folder: Path) -> Iterator[Check]:
    """Space where the data lies."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if free < LITTLE_SPACE:
        yield Check("problem", f"disk: {free // 2**20} MB free for {folder}", "free some space before the next class")
    else:
        yield Check("ok", f"disk: {free / 2**30:.1f} GB free for {folder}")


def check_secrets(folder: Path) -> Iterator[Check]:
    """Whether others on this computer could read keys and data."""
    if sys.platform == "win32" or not folder.exists():
        return
    open_to_others = [path.name for path in sorted(folder.glob("*")) if path.is_file() and path.stat().st_mode & 0o077]
    if open_to_others:
        names = ", ".join(open_to_others[:5])
        yield Check("problem", f"others on this computer may read {names} in {folder}", f"chmod 600 {folder}/*")
    elif folder.stat().st_mode & 0o077:
        yield Check("note", f"others on this computer may list {folder}", f"chmod 700 {folder}")
    else:
        yield Check("ok", "keys and data are readable by you alone")


def check_agent(folder: Path) -> Iterator[Check]:
    """Whether a class is being recorded, and whether an earlier one left something."""
    from classroom.control import RemoteAgent

    live = RemoteAgent(folder / AGENT_FOLDER).live()
    if live is not None:
        yield Check("ok", f"a class is being recorded: {live.course} ({live.phase.value})")
    waiting = sorted(folder.glob("spool/*/*.spool"))
    if waiting and live is None:
        what = f"{len(waiting)} class{'es wait' if len(waiting) > 1 else ' waits'} to be delivered"
        yield Check("note", what, "classroom db deliver")
    refused = sorted(folder.glob("spool/*/*.refused"))
    if refused:
        what = f"{len(refused)} file(s) of frames that a server refused: {refused[0]}"
        yield Check("note", what, "update both sides, then classroom db deliver --refused; or delete them")


def check_delivery(settings: "Settings", now: Callable[[], datetime] = now) -> Iterator[Check]:
    """The school's server, if the settings name one, and this computer's clock by it."""
    from classroom.transport.client import ServerClient
    from classroom.transport.clocks import CLOCK_LIMIT, describe_skew

    if not settings.delivery.server:
        return
    try:
        client = ServerClient(settings.delivery.server, settings.delivery.token, timeout_s=5)
        told = client.ask_class("classroom doctor").now
        client.close()
    except ClassroomError as error:
        yield Check("problem", f"server: {error}", "classes go on meanwhile and are delivered later")
    else:
        yield Check("ok", f"{client.place} answers and takes this token")
        if told is not None and abs(ahead := now() - told) > CLOCK_LIMIT:
            yield Check(
                "note", describe_skew(ahead), "set this computer's clock; a class is dated by the server's until then"
            )


def check_server(settings: "Settings") -> Iterator[Check]:
    """How the dashboard would be reached."""
    from classroom.cli.serving import server_settings

    try:
        server = server_settings(settings.server, None, None)
    except ConfigError as error:
        yield Check("problem", f"dashboard: {error}")
        return
    behind = ", behind a proxy with TLS" if server.trusted_proxy else ""
    yield Check("ok", f"dashboard: {server.host}:{server.port}{behind}")
