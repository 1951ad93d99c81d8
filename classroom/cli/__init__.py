"""The `classroom` command: finds the subcommand, turns expected errors into one line and an exit code."""

import importlib
import os
import sys
from pathlib import Path

import click

from classroom import __version__
from classroom.errors import ClassroomError

# name -> (module, help): help stands here so that `classroom --help` imports no command.
_COMMANDS = {
    "start": ("start", "Record a live class from the screen or a webcam."),
    "analyze": ("analyze", "Analyse a recording or a folder of pictures."),
    "inspect": ("inspect", "Show what is seen on one picture; stores nothing."),
    "demo": ("demo", "Play a scripted class through the real pipeline and open the dashboard."),
    "dashboard": ("dashboard", "Serve the dashboard."),
    "sessions": ("sessions", "List or delete recorded sessions."),
    "export": ("export", "Write a session as CSV."),
    "doctor": ("doctor", "Check the installation and say what to do about problems."),
    "db": ("db", "Upgrade, check, back up or restore the database."),
    "users": ("users", "Manage the dashboard's accounts."),
    "train": ("train", "Train an emotion model (needs the extra 'train')."),
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


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="classroom")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file to use instead of the user's own.")
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """Class analytics for video calls: who was there, who was visible, how the class was engaged.

    Expressions are not feelings. Never use the figures for grading or discipline.
    """
    ctx.obj = config


def main() -> None:
    """Run the command line and exit; the only place where errors become exit codes."""
    raise SystemExit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run one command (default: the process's arguments) and return its exit code."""
    try:
        result = cli.main(arguments, standalone_mode=False, prog_name="classroom")
        sys.stdout.flush()
    except ClassroomError as error:
        return _fail(str(error), error.exit_code)
    except click.exceptions.Abort:
        return _fail("interrupted", 130)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has gone: keep the interpreter from flushing into it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return result if isinstance(result, int) else 0


def _fail(message: str, code: int) -> int:
    click.echo(f"error: {' '.join(message.split())}", err=True)
    return code
