"""What the page "Start class" needs of screens and processes, which `dashboard` itself never touches."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from classroom.control import AgentState, Phase
from classroom.domain import Box, Role, Session, User

MIN_INTERVAL_S, MAX_INTERVAL_S = 0.5, 60.0  # as `classroom start --interval`
MAX_COURSE = 200  # characters


class TargetKind(StrEnum):
    WINDOW = "window"
    MONITOR = "monitor"
    REGION = "region"  # the part of a monitor that the grid fills
    WEBCAM = "webcam"


@dataclass(frozen=True, slots=True)
class Outline:
    """One tile as it was found; never a picture."""

    box: Box  # px of the target's picture
    name: str | None  # as read; None = no label or unreadable
    has_face: bool


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that could be recorded, with the grid seen on it in one grab."""

    key: str  # names it in a request, e.g. `monitor:1`
    kind: TargetKind
    number: int  # of the monitor (a region's: of its monitor), the window or the camera
    title: str  # a window's; "" for others
    app: str  # a window's program; "" = unknown
    box: Box | None  # in the screen's own coordinates; None = not on a screen
    monitor: int | None  # that shows most of it
    hidden: float  # share (0-1) behind other windows or off the screen
    width: int  # px of the picture; 0 = there is none
    height: int
    outlines: tuple[Outline, ...]  # () = no gallery found
    problem: str | None  # why it cannot be recorded now; None = it can

    @property
    def faces(self) -> int:
        return sum(outline.has_face for outline in self.outlines)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found on this computer's screens."""

    looking: bool  # a look is going on; the rest is what the one before found
    at: datetime | None  # aware UTC; None = nobody has looked yet
    targets: tuple[Target, ...]  # the likeliest first
    windows_problem: str | None  # why no windows are listed; None = they are
    problem: str | None  # why there is nothing at all; None = there is


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What the asking user wants to have recorded; nothing of it is trusted."""

    course: str
    target: str  # `Target.key`
    interval_s: float | None  # None = as the settings say


@dataclass(frozen=True, slots=True)
class Running:
    """The agent of this computer as far as the asking user may see it."""

    state: AgentState | None  # None = none has run, or it is another account's
    of_another: bool = False  # somebody else's class is being recorded now

    @property
    def is_live(self) -> bool:
        return self.of_another or (self.state is not None and not self.state.phase.is_over)


class Launcher(Protocol):
    """Starts and controls the agent of this computer for one user at a time; safe to share between threads."""

    @property
    def interval_s(self) -> float:
        """The interval that the settings name."""

    def look(self) -> None:
        """Begin to look at the screens, unless that goes on already; returns at once."""

    def found(self) -> Look:
        """What the look found, or that it goes on."""

    def start(self, request: StartRequest, user: User) -> None:
        """Start an agent as a process of its own, owned by the user; `state` tells how it goes on.

        Raises:
            BusyError: a class is being recorded on this computer already.
            DataError: course or interval are out of bounds.
            NotFoundError: there is no such target any more.
            CaptureError: the target cannot be recorded now, or no process can be started.
            StorageError: the user's folder cannot be written.
        """

    def state(self, user: User) -> Running:
        """The agent that records now, or recorded last, whoever started it."""

    def pause(self, user: User) -> None:
        """Grab nothing until `resume`.

        Raises:
            NotFoundError: no class of this user is being recorded.
            StorageError: the user's folder cannot be written.
        """

    def resume(self, user: User) -> None:
        """Raises: as `pause`."""

    def stop(self, user: User) -> None:
        """End the class cleanly. Raises: as `pause`."""


def may_control(user: User, owner: str | None) -> bool:
    """Whether a user may see and control what is recorded for that owner: as with sessions."""
    return user.role is Role.ADMIN or owner is None or owner == user.name


def phase_of(launcher: Launcher | None, user: User, session: Session) -> Phase | None:
    """What the agent that records this session does; None = it is not on this computer, or not this user's."""
    state = None if launcher is None else launcher.state(user).state
    return state.phase if state is not None and state.session == session.id else None
