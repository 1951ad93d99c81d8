"""A Chromium for tests, driven by Playwright; skips the test where there is none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str:
    """Path of the installed browser; skips the running test when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("no Chromium installed")


@contextmanager
def chromium(*, display: str | None = None, arguments: tuple[str, ...] = ()) -> Iterator[Browser]:
    """A browser, headless or on an X display such as `:99`."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            headless=display is None,
            args=[*_QUIET, *arguments],
            env={"DISPLAY": display} if display else None,
        )
        try:
            yield browser
        finally:
            browser.close()
