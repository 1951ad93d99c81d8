"""The `classroom` command: finds the subcommand, turns expected errors into one line and an exit code."""

import contextlib
import importlib
import io
import os
import signal
import sys
from pathlib import Path

import click

from classroom import __version__
from classroom.errors import ClassroomError, OutputError

# name -> (module, help): help stands here so that `classroom --help` imports no command.
_COMMANDS = {
    "start": ("start", "Record a live class from the screen or a webcam."),
    "shortcut": ("shortcut", "Put an entry for Classroom into your menu of programs."),
    "agent": ("agent", "Show, pause, resume or stop the class that is being recorded."),
    "pick": ("pick", "List monitors and windows with the grid found on each, and choose one."),
    "analyze": ("analyze", "Analyse a recording or a folder of pictures."),
    "inspect": ("inspect", "Show what is seen on one picture; stores nothing."),
    "demo": ("demo", "Play a scripted class through the real pipeline and open the dashboard."),
    "dashboard": ("dashboard", "Serve the dashboard."),
    "sessions": ("sessions", "List or delete recorded sessions."),
    "participants": ("participants", "Rename, merge and split the participants of a session."),
    "roster": ("roster", "Import a course's students and compare attendance lists."),
    "consent": ("consent", "Who agreed to be read: the consent register of a course."),
    "policy": ("policy", "Whether expressions are read, in general and course by course."),
    "student": ("student", "Export or erase all that is kept of one student."),
    "export": ("export", "Write a session or a course as CSV or printable HTML."),
    "doctor": ("doctor", "Check the installation and say what to do about problems."),
    "db": ("db", "Upgrade, check, back up, restore or purge the database."),
    "users": ("users", "Manage the dashboard's accounts."),
    "train": ("train", "Train an emotion model (needs the extra 'train')."),
    "data": ("data", "Look at labelled faces, and find labels that are wrong."),
    "evaluate": ("evaluate", "Measure the models on labelled data."),
}


class LazyGroup(click.Group):
    """Imports a command's module only when that command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"classroom.cli.{_COMMANDS[cmd_name][0]}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="classroom")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file to use instead of the user's own.")
@click.option(
    "--idle-minutes",
    type=click.FloatRange(min=0, min_open=True),
    help="Without a command: end the dashboard when no browser has asked for anything for so long.",
)
@click.pass_context
def cli(ctx: click.Context, config: Path | None, idle_minutes: float | None) -> None:
    """Class analytics for video calls: who was there, who was visible, how the class was engaged.

    Without a command, the dashboard opens in your browser, on the page "Start class".

    Expressions are not feelings. Never use the figures for grading or discipline.
    """
    ctx.obj = config
    if ctx.invoked_subcommand is None:
        from classroom.cli.opening import open_dashboard

        open_dashboard(None if idle_minutes is None else idle_minutes * 60)


def main() -> None:
    """Run the command line and exit; the only place where errors become exit codes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends a command as Ctrl-C does
    _fill_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without the letters of a name shows "?"
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = _Notes(sys.stderr.buffer, sys.stderr.encoding, errors="replace", line_buffering=True)
    raise SystemExit(run())


class _Notes(io.TextIOWrapper):
    """Standard error: what cannot be written there (a full disk, a reader that has gone) ends no class."""

    def write(self, text: str, /) -> int:
        with contextlib.suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            super().flush()


def _fill_closed_streams() -> None:
    """Gives a standard stream that the caller closed to nobody: else the next file opened, the database or a spool,
    would get its number, and whatever a library prints would be written into that."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number


def run(arguments: list[str] | None = None) -> int:
    """Run one command (default: the process's arguments) and return its exit code."""
    try:
        result = cli.main(arguments, standalone_mode=False, prog_name="classroom")
        if sys.stdout is not None:
            sys.stdout.flush()
    except ClassroomError as error:
        return _fail(str(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("interrupted", 130)
    except click.ClickException as error:
        return _fail(_explain(error), error.exit_code)
    except OSError as error:
        return _fail_output(error)
    return result if isinstance(result, int) else 0


def _explain(error: click.ClickException) -> str:
    """One line about wrong use, with the command whose help explains it."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "classroom"
    return f"{error.format_message()} (see '{path} --help')"


def _fail_output(error: OSError) -> int:
    """Standard output cannot be written: the reader has gone (head, less), or its disk is full."""
    if not isinstance(error, BrokenPipeError):
        _fail(f"standard output cannot be written: {error.strerror or error}", OutputError.exit_code)
    # Keep the interpreter from flushing into it once more at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if isinstance(error, BrokenPipeError) else OutputError.exit_code


def _fail(message: str, code: int) -> int:
    line = " ".join("".join(char if char.isprintable() else " " for char in message).split())
    with contextlib.suppress(OSError):
        click.echo(f"error: {line}", err=True)
    return code
