"""A number stands with the word that fits it."""

from datetime import timedelta

import pytest

from classroom.counting import Count, tell_days, tell_span


@pytest.mark.parametrize(
    ("number", "written"), [(0, "0 classes"), (1, "1 class"), (2, "2 classes"), (1200, "1200 classes")]
)
def test_a_number_takes_its_noun(number: int, written: str) -> None:
    assert f"{Count(number):class|classes}" == written
    text = "{count:class|classes}"
    assert text.format(count=Count(number)) == written


def test_a_large_number_is_grouped_where_its_text_says_so() -> None:
    text = "{count:,picture|pictures} looked at"

    assert [text.format(count=Count(one)) for one in (1, 1_234)] == ["1 picture looked at", "1 234 pictures looked at"]


def test_without_a_noun_it_is_a_number_like_any_other() -> None:
    assert f"{Count(3)} {Count(3):03d}" == "3 003"


def test_days_may_be_parts_of_one() -> None:
    assert [tell_days(one) for one in (0.5, 1.0, 30.0)] == ["0.5 days", "1 day", "30 days"]


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(seconds=-90), "90 seconds"),
        (timedelta(minutes=61), "61 minutes"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=40), "40 days"),
        (timedelta(days=73 * 365.25), "73 years"),
    ],
)
def test_a_span_of_time_is_told_roughly(span: timedelta, written: str) -> None:
    assert tell_span(span) == written
