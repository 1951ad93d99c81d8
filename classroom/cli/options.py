"""Options and argument types that several commands share."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from classroom.config import Settings

Function = TypeVar("Function", bound=Callable[..., Any])
AGENT_FOLDER = "agent"  # of the data folder: where a recording agent tells its state and is controlled


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
        is_eager=True,  # an argument that is refused may look up what there is instead
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
    from classroom.cli.logs import set_up_logging
    from classroom.config import load_settings

    settings = load_settings(click.get_current_context().obj)
    set_up_logging(settings.logging)
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
            moment = moment.astimezone(UTC)
        except (OverflowError, OSError, ValueError):
            self.fail(f"{value!r} is out of range", param, ctx)
        if not 1970 <= moment.year <= 2200:
            self.fail(f"{value!r} is not a time of a class: give a year from 1970 to 2200", param, ctx)
        return moment


class SecondsType(click.FloatRange):
    """A number of seconds within bounds; `nan` compares as inside every range, so it is refused by name."""

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


INTERVAL = SecondsType(min=0.5, max=60)  # between two looks
DURATION = SecondsType(min=0, max=86_400, min_open=True)


def owner_option(function: Function) -> Function:
    """Adds `--owner NAME`."""
    return click.option(
        "--owner", metavar="NAME", help="Dashboard account that alone sees the session, beside administrators."
    )(function)


def confirm(question: str, yes: bool) -> None:
    """Ask before something that cannot be undone; `--yes` answers beforehand.

    Raises:
        click.UsageError: there is nobody to ask.
        click.Abort: the answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("without a terminal nobody can be asked: give --yes to go on")
    click.confirm(question, abort=True)
