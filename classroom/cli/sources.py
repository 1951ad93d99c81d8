"""What `start` records: told by options, by the settings, or picked from a list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from classroom.cli.options import RegionType

if TYPE_CHECKING:
    from classroom.capture_targets import CaptureTarget
    from classroom.config import CaptureSettings
    from classroom.domain import Box, FrameSource

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Choice:
    """What to record; the first of window, region and monitor that is given counts."""

    monitor: int | None = None
    region: "Box | None" = None
    window: str | None = None  # title or part of it, or id:NUMBER
    webcam: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Choice()

    def check(self) -> "Choice":
        """Itself.

        Raises:
            click.UsageError: options that exclude each other.
        """
        if self.window is not None and not self.window.strip():
            raise click.UsageError("--window needs a part of the window's title: classroom pick lists them")
        if self.webcam is not None and self != Choice(webcam=self.webcam):
            raise click.UsageError("--webcam cannot be combined with --monitor, --region or --window")
        if self.window is not None and self != Choice(window=self.window):
            raise click.UsageError("--window cannot be combined with --monitor or --region")
        return self


def choice_options(function: Function) -> Function:
    """Adds `--monitor`, `--region`, `--window` and `--webcam`, which arrive as one `choice`."""

    @wraps(function)
    def call(
        *arguments: Any,
        monitor: int | None,
        region: "Box | None",
        window: str | None,
        webcam: int | None,
        **others: Any,
    ) -> Any:
        return function(*arguments, choice=Choice(monitor, region, window, webcam).check(), **others)

    options = (
        click.option("--monitor", type=click.IntRange(min=0), help="Monitor to grab: 1 = first, 0 = all together."),
        click.option("--region", type=RegionType(), help="Part of the screen to grab, in pixels."),
        click.option("--window", metavar="TITLE", help="Window to grab and follow: its title or a part of it."),
        click.option("--webcam", type=click.IntRange(min=0), help="Number of a camera to grab instead of the screen."),
    )
    decorated: Any = call
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def configured(capture: "CaptureSettings") -> Choice:
    """What the settings name."""
    if capture.window.strip():
        return Choice(window=capture.window)
    if capture.region.strip():
        from classroom.domain import Box

        left, top, width, height = (int(part) for part in capture.region.split(","))
        return Choice(region=Box(left, top, width, height))
    return Choice(monitor=capture.monitor)


def choice_of(target: "CaptureTarget") -> Choice:
    """The choice that records a listed target, now."""
    from classroom.capture_targets import TargetKind

    if target.kind is TargetKind.WINDOW:
        return Choice(window=f"id:{target.number}")
    if target.kind is TargetKind.REGION:
        return Choice(region=target.box)
    return Choice(monitor=target.number)


@dataclass(slots=True)
class Notes:
    """Where a source's remarks go: standard error, later the live table."""

    to: Callable[[str], None] = field(default=lambda text: click.echo(text, err=True))

    def __call__(self, text: str) -> None:
        self.to(text)


def open_source(choice: Choice, note: Callable[[str], None]) -> "FrameSource":
    """The source of a choice that is not empty.

    Raises:
        CaptureError: it is not there or cannot be grabbed.
    """
    from classroom.cli.wiring import now
    from classroom.vision.sources import open_screen, open_webcam, open_window

    if choice.webcam is not None:
        return open_webcam(choice.webcam, clock=now)
    if choice.window is not None:
        return open_window(choice.window, clock=now, note=note)
    return open_screen(monitor=1 if choice.monitor is None else choice.monitor, region=choice.region, clock=now)
