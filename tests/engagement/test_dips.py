from collections.abc import Sequence

import pytest

from classroom.engagement import find_class_dips
from tests.engagement.builders import ANGRY, HAPPY, NEUTRAL, NO_FACE, Row, Seen, session_of, shipped_settings

ENGAGEMENT, FLAGS = shipped_settings()


def rows_of(counts: Sequence[tuple[int, int, Seen]], students: int = 10) -> list[Row | None]:
    """(frames, how many students show the sight, the sight); the others are neutral."""
    return [
        {who: sight if who <= fallen else NEUTRAL for who in range(1, students + 1)}
        for frames, fallen, sight in counts
        for _ in range(frames)
    ]


def test_three_of_ten_who_fall_together_are_a_dip() -> None:
    records = session_of(rows_of([(60, 0, NEUTRAL), (30, 3, ANGRY), (60, 0, NEUTRAL)]))

    (dip,) = find_class_dips(records, ENGAGEMENT, FLAGS)

    assert (dip.fell, dip.visible) == (3, 10)
    assert 180 < (dip.start - records.session.started_at).total_seconds() <= 195
    assert 180 + 90 <= (dip.end - records.session.started_at).total_seconds() <= 180 + 90 + 30


@pytest.mark.parametrize(
    ("fallen", "sight", "students"),
    [
        (2, ANGRY, 10),  # too few
        (10, HAPPY, 10),  # a joke
        (10, NO_FACE, 10),  # not read is not fallen
        (1, ANGRY, 3),  # one student is not the class
        (2, ANGRY, 2),  # nor are two
    ],
)
def test_these_are_no_dip(fallen: int, sight: Seen, students: int) -> None:
    records = session_of(rows_of([(60, 0, NEUTRAL), (60, fallen, sight)], students))

    assert find_class_dips(records, ENGAGEMENT, FLAGS) == ()


def test_a_slow_decline_is_no_dip() -> None:
    # One more student is low every four minutes: never three within two minutes.
    records = session_of(rows_of([(80, fallen, ANGRY) for fallen in range(10)]))

    assert find_class_dips(records, ENGAGEMENT, FLAGS) == ()


def test_a_hidden_gallery_is_no_dip() -> None:
    records = session_of([*rows_of([(60, 0, NEUTRAL)]), *[None] * 60])

    assert find_class_dips(records, ENGAGEMENT, FLAGS) == ()


def test_a_session_without_frames_has_no_dips() -> None:
    assert find_class_dips(session_of([]), ENGAGEMENT, FLAGS) == ()
