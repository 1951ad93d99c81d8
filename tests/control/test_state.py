"""What an agent tells about itself survives the way through a file; anything else is no state."""

from dataclasses import replace

import pytest

from classroom.control import Note
from classroom.control.state import MAX_LINE, MAX_NOTES, from_json, plain_line, to_json
from tests.control.conftest import NOW
from tests.control.states import recording_state

STATE = recording_state(NOW, course="Physik <b>ü</b>")


def test_a_state_comes_back_as_it_was() -> None:
    bare = replace(STATE, owner=None, source=None, interval_s=None, time_zone=None, session=None, last=None, notes=())

    assert from_json(to_json(STATE)) == STATE
    assert from_json(to_json(bare)) == bare


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        to_json(STATE)[:-9],
        to_json(STATE).replace('"recording"', '"dancing"'),
        to_json(STATE).replace("+00:00", ""),
        to_json(STATE).replace("4711", '"many"'),
        *(to_json(STATE).replace("4711", odd) for odd in ("1e999", "-1", "0", '"4711"', "true", "4711.0", "9" * 20)),
        *(to_json(STATE).replace("71.5", odd) for odd in ("1e999", "NaN", '"71"', "false")),
        to_json(STATE).replace('"tiles": 25', '"tiles": -25'),
        to_json(STATE).replace('"owner": "mira"', '"owner": ["mira"]'),
        to_json(STATE).replace("2026-", "0001-"),
        to_json(STATE).replace("2026-03-02T08:00:00+00:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_damaged_state_is_none(text: str) -> None:
    assert from_json(text) is None


def test_half_a_character_in_a_state_can_be_shown() -> None:
    state = from_json(to_json(replace(STATE, course="Physics \ud800")))

    assert state is not None
    assert state.course.encode() == b"Physics ?"


def test_a_line_is_printable_and_of_bounded_length() -> None:
    assert plain_line("a\nb\x00c\u202e d") == "a b c d"
    assert len(plain_line("x" * 10_000)) == MAX_LINE


def test_only_the_last_notes_are_read() -> None:
    many = replace(STATE, notes=tuple(Note(NOW, str(number)) for number in range(50)))

    read = from_json(to_json(many))

    assert read is not None
    assert [note.text for note in read.notes] == [str(number) for number in range(50 - MAX_NOTES, 50)]
