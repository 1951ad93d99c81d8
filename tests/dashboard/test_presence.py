"""Presence is shown also where no expression was read."""

from datetime import UTC, datetime

import pytest

from classroom.domain import Timeline, TimelineBin
from dashboard.figures.presence import presence_figure

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def timeline(*seen: tuple[float | None, float | None]) -> Timeline:
    bins = tuple(
        TimelineBin(START.replace(minute=minute), None, 0.0, visible, in_call, None, 0.0 if in_call is None else 60.0)
        for minute, (visible, in_call) in enumerate(seen)
    )
    return Timeline(None, 60, bins)


def test_who_was_there_and_visible_is_drawn_without_any_reading() -> None:
    figure = presence_figure(
        timeline((3.0, 4.0), (None, None), (2.5, 4.0)), zone="Europe/Vienna", scheme="light", key="k"
    )

    in_call, visible = figure.data
    assert list(in_call.y) == [4.0, None, 4.0]
    assert list(visible.y) == [3.0, None, 2.5]
    assert in_call.x[0] == datetime(2026, 3, 2, 9)


@pytest.mark.parametrize("seen", [(), ((None, None), (None, None))])
def test_no_gallery_is_said(seen: tuple[tuple[None, None], ...]) -> None:
    figure = presence_figure(timeline(*seen), zone="UTC", scheme="dark", key="k")

    assert not figure.data
    assert "No gallery" in figure.layout.annotations[0].text
