"""A menu entry for each system, written and removed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.cli.app import show_problem
from classroom.cli.shortcut_command import make_shortcut, write_shortcut
from tests.cli.conftest import Cli

HOME = Path("/home/mira lang")
PYTHON = Path("/opt/my venv/bin/python")


def test_linux_gets_a_desktop_entry() -> None:
    made = make_shortcut("linux", {}, HOME, PYTHON)

    assert made.path == HOME / ".local/share/applications/classroom.desktop"
    assert 'Exec="/opt/my venv/bin/python" -m classroom.cli.app\n' in made.content
    assert "Terminal=false" in made.content


def test_a_desktop_entry_escapes_what_its_language_reads() -> None:
    made = make_shortcut("linux", {"XDG_DATA_HOME": "/data"}, HOME, Path('/a"b$c%d/python'))

    assert made.path == Path("/data/applications/classroom.desktop")
    assert r'Exec="/a\\"b\\$c%%d/python" -m' in made.content


def test_windows_gets_an_entry_of_the_start_menu_without_a_console() -> None:
    made = make_shortcut("win32", {"APPDATA": "/roaming"}, HOME, Path("/py/python.exe"))

    assert made.path == Path("/roaming/Microsoft/Windows/Start Menu/Programs/Classroom.cmd")
    assert f'start "" "{Path("/py/pythonw.exe")}" -m classroom.cli.app' in made.content


@pytest.mark.skipif(os.name == "nt", reason="a script of a Unix shell")
def test_macos_gets_a_script_that_can_be_double_clicked(tmp_path: Path) -> None:
    made = make_shortcut("darwin", {}, tmp_path, Path("/bin/echo"))

    write_shortcut(made)

    done = subprocess.run([str(made.path)], capture_output=True, text=True, check=True)
    assert made.path == tmp_path / "Applications" / "Classroom.command"
    assert done.stdout == "-m classroom\n"


@pytest.mark.skipif(sys.platform != "linux", reason="writes the entry of this system")
def test_the_entry_is_written_and_removed(cli: Cli, home: Path) -> None:
    path = home / "home" / "applications" / "classroom.desktop"

    written = cli("shortcut")
    was_there = path.exists()
    removed = cli("shortcut", "--remove")

    assert (written.code, was_there, removed.code, path.exists()) == (0, True, 0, False)
    assert str(path) in written.out


def test_an_error_of_a_start_without_a_terminal_is_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "true %s")
    (tmp_path / "app.log").write_text("error: <b>ports</b> 8050 to 8059 are in use\n")

    show_problem(tmp_path)

    assert "error: &lt;b&gt;ports&lt;/b&gt; 8050" in (tmp_path / "app-problem.html").read_text()
