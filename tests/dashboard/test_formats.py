"""Numbers, times and names as the pages show them."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard import formats

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Vienna", "14:00"), ("UTC", "12:00"), ("No/Where", "12:00")])
def test_a_time_is_that_of_the_class(zone: str, shown: str) -> None:
    assert formats.clock(NOON, zone) == shown


def test_a_span_may_be_open() -> None:
    assert formats.span(NOON, NOON + timedelta(minutes=50), "UTC") == "12:00–12:50"
    assert formats.span(NOON, None, "UTC") == "12:00–now"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(-1, "0 s"), (20, "20 s"), (60, "1 min"), (3540, "59 min"), (3900, "1 h 05 min")]
)
def test_a_length_is_said_in_the_largest_fitting_unit(seconds: float, shown: str) -> None:
    assert formats.length(seconds) == shown


def test_what_is_absent_is_a_dash() -> None:
    assert formats.score(None) == formats.percent(None) == "–"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada", "Ada"),
        ("a\x00b", "ab"),
        ("\u202etxt.exe", "txt.exe"),
        ("", "?"),
        ("\u200f\u200f", "?"),
        ("two\n lines", "two lines"),
        ("N" * 10_000, "N" * 59 + "…"),
    ],
)
def test_a_name_is_made_fit_to_be_laid_out(name: str, shown: str) -> None:
    assert formats.plain(name) == shown


def test_names_in_figures_are_no_html() -> None:
    assert formats.plotly_text("<b>A & B</b>") == "&lt;b&gt;A &amp; B&lt;/b&gt;"
