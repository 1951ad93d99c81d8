"""`classroom shortcut`: an entry in the user's menu of programs that does what `classroom` alone does."""

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from classroom.errors import OutputError

_DESKTOP = """[Desktop Entry]
Type=Application
Version=1.0
Name=Classroom
Comment=Class analytics for video calls
Exec={command}
Icon={icon}
Terminal=false
Categories=Education;
StartupNotify=true
"""
_WINDOWS = '@echo off\r\nstart "" {command}\r\n'
_MACOS = "#!/bin/sh\nexec {command}\n"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A file that starts the program when it is opened."""

    path: Path
    content: str
    is_script: bool  # has to be executable


@click.command("shortcut")
@click.option("--remove", is_flag=True, help="Take the entry away again.")
def command(remove: bool) -> None:
    """Put an entry for Classroom into your menu of programs (on macOS into Applications in your home folder)."""
    made = make_shortcut(sys.platform, os.environ, Path.home(), Path(sys.executable))
    try:
        if remove:
            made.path.unlink(missing_ok=True)
            click.echo(f"Removed: {made.path}")
            return
        write_shortcut(made)
    except OSError as error:
        raise OutputError(f"{made.path} cannot be written: {error.strerror or error}") from error
    click.echo(f"Written: {made.path}")
    click.echo('It opens the dashboard on the page "Start class". Remove it with: classroom shortcut --remove')


def make_shortcut(platform: str, environment: Mapping[str, str], home: Path, python: Path) -> Shortcut:
    """The entry for a platform (`sys.platform`), starting the program of that interpreter."""
    if platform == "win32":
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        place = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Classroom.cmd"
        silent = python.with_name("pythonw.exe")  # no console window
        return Shortcut(place, _WINDOWS.format(command=f'"{silent}" -m classroom.cli.app'), is_script=False)
    if platform == "darwin":
        content = _MACOS.format(command=f"{shlex.quote(str(python))} -m classroom")
        return Shortcut(home / "Applications" / "Classroom.command", content, is_script=True)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    content = _DESKTOP.format(command=f"{_desktop_quoted(str(python))} -m classroom.cli.app", icon=_icon())
    return Shortcut(data / "applications" / "classroom.desktop", content, is_script=False)


def write_shortcut(made: Shortcut) -> None:
    """Raises: OSError."""
    made.path.parent.mkdir(parents=True, exist_ok=True)
    made.path.write_text(made.content, encoding="utf-8", newline="")
    if made.is_script:
        made.path.chmod(0o755)


def _icon() -> str:
    """The program's picture, if the dashboard is installed as files."""
    import dashboard

    return str(Path(dashboard.__file__).parent / "assets" / "favicon.svg")


def _desktop_quoted(text: str) -> str:
    """As the Desktop Entry Specification quotes an argument of `Exec`: once for the file, once for the argument."""
    for character in ("\\", '"', "`", "$"):
        text = text.replace(character, f"\\{character}")
    return '"' + text.replace("\\", "\\\\").replace("%", "%%") + '"'
