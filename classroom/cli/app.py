"""`classroom-app`, and `python -m classroom.cli.app`: the dashboard from a menu, where nobody sees a terminal."""

import contextlib
import html
import os
import sys
import webbrowser
from pathlib import Path
from typing import TextIO

from classroom.cli import main as run_command_line
from classroom.config import data_folder

LOG = "app.log"
IDLE_MINUTES = 120  # longer than a lesson for which the page is left open in the background
PROBLEM_PAGE = "app-problem.html"
_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Classroom</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1 style="font-size: 1.4em">Classroom could not start</h1><p>{text}</p>
<p>In a terminal, <code>classroom doctor</code> says more.</p></body></html>
"""


def main() -> None:
    """Open the dashboard and exit; what would stand in a terminal goes to a file, an error into the browser."""
    sys.argv[1:] = ["--idle-minutes", f"{IDLE_MINUTES}"]
    folder = data_folder()
    with _written_to(folder / LOG):
        try:
            run_command_line()
        except SystemExit as ended:
            if ended.code not in (None, 0, 130):
                show_problem(folder)
            raise


@contextlib.contextmanager
def _written_to(path: Path):  # type: ignore[no-untyped-def]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", buffering=1) as log:
        before: tuple[TextIO | None, TextIO | None] = (sys.stdout, sys.stderr)
        sys.stdout = sys.stderr = log
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def show_problem(folder: Path) -> None:
    """Show the last lines of the log as a page."""
    lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    page = folder / PROBLEM_PAGE
    page.write_text(_PAGE.format(text="<br>".join(html.escape(line) for line in lines)), encoding="utf-8")
    webbrowser.open(page.as_uri())


if __name__ == "__main__":
    main()
