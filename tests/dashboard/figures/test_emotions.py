"""The stack of expressions."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest

from classroom.domain import EMOTIONS, Emotion, Timeline, TimelineBin
from dashboard import texts
from dashboard.figures.emotions import emotion_mix_figure
from dashboard.figures.trend import DOT, trend_image
from dashboard.theme import EMOTION_COLORS, Scheme, palette

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SHARES = (0.05, 0.05, 0.1, 0.2, 0.1, 0.1, 0.4)


def timeline(*emotions: tuple[float, ...] | None) -> Timeline:
    bins = tuple(
        TimelineBin(START + timedelta(minutes=index), None, 0.5, 1.0, 1.0, shares, 60.0)
        for index, shares in enumerate(emotions)
    )
    return Timeline(None, 60, bins)


def test_each_expression_is_a_layer_with_its_own_colour() -> None:
    figure = emotion_mix_figure(timeline(SHARES), zone="UTC", scheme="light", key="k", reason="none")

    assert {trace.name for trace in figure.data} == set(texts.EMOTIONS.values())
    assert len({trace.marker.color for trace in figure.data}) == len(EMOTIONS)


def test_layers_hold_shares_in_percent_and_gaps_stay_empty() -> None:
    figure = emotion_mix_figure(timeline(SHARES, None), zone="UTC", scheme="light", key="k", reason="none")

    happy = next(trace for trace in figure.data if trace.name == texts.EMOTIONS[Emotion.HAPPY])
    assert happy.y[0] == pytest.approx(20)
    assert happy.y[1] is None
    assert sum(trace.y[0] for trace in figure.data) == pytest.approx(100)


def test_without_readings_the_figure_says_why() -> None:
    figure = emotion_mix_figure(timeline(None), zone="UTC", scheme="dark", key="k", reason="nothing here")

    assert not figure.data
    assert figure.layout.annotations[0].text == "nothing here"


def test_a_trend_without_values_is_no_picture() -> None:
    assert trend_image([None, None]) is None
    assert trend_image([]) is None


def test_a_trend_is_a_picture_of_its_own() -> None:
    image = trend_image([60.0, None, 70.0, 71.0])

    assert image is not None
    assert image.startswith("data:image/svg+xml;base64,")


def test_a_single_class_is_a_dot_that_can_be_seen() -> None:
    image = trend_image([60.0])

    assert image is not None
    drawn = b64decode(image.partition(",")[2]).decode()
    assert f'stroke-width="{DOT}" d="M110.0 18.2 L110.0 18.2"' in drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_on_surfaces_has_enough_contrast(scheme: Scheme) -> None:
    colors = palette(scheme)

    for color in (colors.text, colors.quiet):
        assert contrast(color, colors.surface) >= 4.5
    assert contrast(colors.line, colors.surface) >= 3


def test_every_expression_has_a_colour() -> None:
    assert set(EMOTION_COLORS) == set(EMOTIONS)


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG 2.2."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
