"""Messages come back as they were sent; what cannot be is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.domain import Box, FrameRecord, Reading
from classroom.errors import DataError
from classroom.transport.messages import End, Message, Seen, read_message, write_message
from tests.transport.messages import START, a_begin, a_record


@pytest.mark.parametrize("message", [a_begin(), Seen(a_begin().session, a_record()), End(a_begin().session, START)])
def test_a_message_comes_back_as_it_was_sent(message: Message) -> None:
    assert read_message(write_message(message)) == message


def _changed(**changes: Any) -> FrameRecord:
    first, away = a_record().observations
    return replace(a_record(), observations=(replace(first, **changes), away))


@pytest.mark.parametrize(
    "record",
    [
        replace(a_record(), number=-1),
        replace(a_record(), number=2**40),
        replace(a_record(), elapsed_ms=float("inf")),
        replace(a_record(), taken_at=datetime(2026, 3, 10)),
        replace(a_record(), observations=a_record().observations * 2),
        replace(a_record(), observations=a_record().observations[:1] * 1001),
        _changed(participant=0),
        _changed(score=1.5),
        _changed(box=Box(0, 0, 0, 10)),
        _changed(box=Box(10**9, 0, 10, 10)),
        _changed(reading=Reading((0.5, 0.5), None, None)),
        _changed(reading=Reading((1.0,) * 7, None, None)),
        _changed(reading=Reading((-1.0, 2.0, 0, 0, 0, 0, 0), None, None)),
        _changed(reading=Reading(None, None, 3.0)),
    ],
)
def test_a_record_that_cannot_be_is_refused(record: FrameRecord) -> None:
    line = write_message(Seen(a_begin().session, record))

    with pytest.raises(DataError):
        read_message(line)


@pytest.mark.parametrize("course", ["", "   "])
def test_a_session_without_a_course_is_refused(course: str) -> None:
    begin = a_begin()

    with pytest.raises(DataError, match="without a course"):
        read_message(write_message(replace(begin, new=replace(begin.new, course=course))))


@pytest.mark.parametrize("interval_s", [0.0, -1.0, 1e9])
def test_an_interval_that_is_none_is_refused(interval_s: float) -> None:
    begin = a_begin()

    with pytest.raises(DataError, match="interval"):
        read_message(write_message(replace(begin, new=replace(begin.new, interval_s=interval_s))))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_bytes_come_the_answer_is_one_line(line: bytes) -> None:
    with pytest.raises(DataError) as caught:
        read_message(line)
    assert "\n" not in str(caught.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
)
def test_whatever_fields_come_nothing_but_a_data_error_is_raised(value: Any) -> None:
    import json

    line = json.dumps({"kind": "seen", "session": str(a_begin().session), "record": value}).encode()

    with pytest.raises(DataError):
        read_message(line)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        START.replace(year=1999),
    ],
)
def test_a_time_that_cannot_be_is_refused_wherever_it_stands(moment: datetime) -> None:
    begin = a_begin()
    messages: list[Message] = [
        replace(begin, new=replace(begin.new, started_at=moment)),
        Seen(begin.session, replace(a_record(), taken_at=moment)),
        End(begin.session, moment),
    ]

    for message in messages:
        with pytest.raises(DataError, match="set the clock"):
            read_message(write_message(message))


@pytest.mark.parametrize("zone", ["", "Europe", "Nowhere/Land", "../../etc/passwd", "\x00"])
def test_a_zone_that_nobody_knows_is_refused(zone: str) -> None:
    begin = a_begin()

    with pytest.raises(DataError, match="zone"):
        read_message(write_message(replace(begin, new=replace(begin.new, time_zone=zone))))
