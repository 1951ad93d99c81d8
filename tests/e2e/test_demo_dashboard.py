"""The dashboard that `classroom demo` opens is the teacher's own: what held for the drawn class holds for no other."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from classroom.privacy.law import QUESTION
from tests.browser import chromium


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return kept | folders


@contextmanager
def demo(environment: dict[str, str]) -> Iterator[str]:
    """The link that the command prints, while it serves."""
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom", "demo", "--minutes", "1"],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"http://\S+/enter/\S+", line):
                yield found.group()
                break
        else:
            pytest.fail("".join(said))
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        process.wait(timeout=60)


@pytest.mark.browser
def test_the_first_real_class_after_the_demo_is_asked_about_the_law(environment: dict[str, str]) -> None:
    with demo(environment) as link, chromium() as browser:
        page = browser.new_page()
        page.goto(link)
        page.goto(link.split("/enter/")[0] + "/start")

        expect(page.get_by_role("radiogroup", name=QUESTION)).to_be_visible(timeout=30_000)
