"""Students over time: order, gaps, size."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from plotly.io.json import to_json_plotly

from dashboard.figures.heat_map import heat_map_figure
from dashboard.moments import order_rows
from dashboard.overviews import HeatMap

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NAN = float("nan")


def heat(rows: list[list[float]], names: tuple[str, ...], *, minutes: list[int] | None = None) -> HeatMap:
    values = np.array(rows, np.float32)
    starts = minutes or list(range(values.shape[1]))
    return HeatMap(
        participants=tuple(range(1, len(names) + 1)),
        names=names,
        starts=tuple(START + timedelta(minutes=minute) for minute in starts),
        bin_s=60.0,
        engagement=values,
        coverage=values,
        in_call=values,
        flags=(0, 2, 1)[: len(names)],
    )


THREE = heat([[50, 60], [NAN, NAN], [90, NAN]], ("chiara", "Ben", "Ada"))


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("name", ["Ada", "Ben", "chiara"]),
        ("engagement", ["Ada", "chiara", "Ben"]),  # who was never read comes last
        ("flags", ["Ben", "Ada", "chiara"]),
    ],
)
def test_rows_are_sorted(by: str, names: list[str]) -> None:
    assert [THREE.names[row] for row in order_rows(THREE, by)] == names


def test_rows_stand_in_the_order_asked_for_and_gaps_stay_gaps() -> None:
    figure = heat_map_figure(THREE, [2, 0, 1], zone="Europe/Vienna", scheme="light", key="k")

    (trace,) = figure.data
    assert list(figure.layout.yaxis.ticktext) == ["Ada", "chiara", "Ben"]
    np.testing.assert_array_equal(trace.z, np.array([[90, NAN], [50, 60], [NAN, NAN]], np.float32))
    assert trace.x[0] == datetime(2026, 3, 10, 10, 0)
    assert trace.hoverongaps is False


def test_a_hole_of_the_recording_is_not_stretched_over() -> None:
    figure = heat_map_figure(
        heat([[50, 60, 70]], ("Ada",), minutes=[0, 1, 30]), [0], zone="UTC", scheme="dark", key="k"
    )

    (trace,) = figure.data
    minutes = [(one - trace.x[0]).total_seconds() / 60 for one in trace.x]
    assert minutes == [0, 1, 2, 30, 31]
    np.testing.assert_array_equal(trace.z, np.array([[50, 60, NAN, 70]], np.float32))


def test_the_last_column_ends_with_the_session() -> None:
    until = START + timedelta(seconds=90)

    figure = heat_map_figure(THREE, [0, 1, 2], zone="UTC", scheme="light", key="k", until=until)

    assert figure.data[0].x[-1] == until.replace(tzinfo=None)


def test_names_are_text() -> None:
    figure = heat_map_figure(heat([[50.0]], ("<a href='x'>&",)), [0], zone="UTC", scheme="light", key="k")

    assert figure.layout.yaxis.ticktext[0] == "&lt;a href='x'&gt;&amp;"


@pytest.mark.parametrize("rows", [[[NAN]], []])
def test_nothing_read_is_said(rows: list[list[float]]) -> None:
    names = ("Ada",) * len(rows)

    figure = heat_map_figure(
        heat(rows, names) if rows else empty(), [0][: len(rows)], zone="UTC", scheme="light", key=""
    )

    assert "Nothing was read" in figure.layout.annotations[0].text


def empty() -> HeatMap:
    none = np.zeros((0, 0), np.float32)
    return HeatMap((), (), (), 60.0, none, none, none, ())


def test_a_large_class_is_a_small_message() -> None:
    values = np.random.default_rng(1).uniform(20, 100, (49, 120)).tolist()
    large = heat(values, tuple(f"Student {number}" for number in range(49)), minutes=list(range(120)))
    large = HeatMap(**{**{name: getattr(large, name) for name in large.__slots__}, "flags": (0,) * 49})

    figure = heat_map_figure(large, order_rows(large, "name"), zone="UTC", scheme="light", key="k")

    assert len(to_json_plotly(figure.to_plotly_json()["data"])) < 50_000
