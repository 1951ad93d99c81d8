from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.xvfb import NO_SCREEN, virtual_screen

SCREEN_SIZE = (320, 240)


class HandClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of 320x240."""
    if NO_SCREEN:
        pytest.skip(NO_SCREEN)
    with virtual_screen(*SCREEN_SIZE) as name:
        yield name
