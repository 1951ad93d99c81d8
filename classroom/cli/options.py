"""Options and argument types that several commands share."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from classroom.errors import CaptureError

if TYPE_CHECKING:
    from classroom.config import Settings

Function = TypeVar("Function", bound=Callable[..., Any])


def _remember_config(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.obj = value


def config_option(function: Function) -> Function:
    """Adds `--config FILE`, so that it may stand behind the command's name too."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        callback=_remember_config,
        expose_value=False,
        help="Settings file to use instead of the user's own.",
    )(function)


def json_option(function: Function) -> Function:
    """Adds `--json`: JSON alone on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON alone on standard output.")(function)


def current_settings() -> "Settings":
    """The settings in force for the running command.

    Raises:
        ConfigError: a setting is wrong.
    """
    from classroom.config import load_settings

    settings = load_settings(click.get_current_context().obj)
    logging.basicConfig(level=settings.logging.level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return settings


class RegionType(click.ParamType[Any]):
    """`L,T,W,H` in pixels -> Box."""

    name = "L,T,W,H"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from classroom.domain import Box

        if isinstance(value, Box):
            return value
        try:
            left, top, width, height = (int(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not four whole numbers LEFT,TOP,WIDTH,HEIGHT in pixels", param, ctx)
        if width < 1 or height < 1:
            self.fail("width and height must be at least 1 pixel", param, ctx)
        return Box(left, top, width, height)


class MomentType(click.ParamType[Any]):
    """ISO 8601 date and time -> aware UTC; without a zone it is this computer's local time."""

    name = "ISO8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no ISO 8601 time such as 2026-03-02T09:15:00+01:00", param, ctx)
        try:
            return moment.astimezone(UTC)
        except (OverflowError, OSError, ValueError) as error:
            raise CaptureError(f"--started-at {value} is out of range: {error}") from error


class IntervalType(click.FloatRange):
    """Seconds between two looks, 0.5-60."""

    def __init__(self) -> None:
        super().__init__(min=0.5, max=60)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value).strip().lower() == "nan":  # compares as inside every range
            self.fail("not a number of seconds", param, ctx)
        return super().convert(value, param, ctx)


def course_option(function: Function) -> Function:
    """Adds the required `--course NAME`."""

    def check(_: click.Context, __: click.Parameter, value: str) -> str:
        name = value.strip()
        if not name or len(name) > 200 or not name.isprintable():
            raise click.BadParameter("a course name has 1 to 200 printable characters")
        return name

    return click.option("--course", required=True, callback=check, help='Name of the course, e.g. "Physics 101".')(
        function
    )
