"""Since when expressions are no longer read, by what was recorded."""

from datetime import timedelta

import pytest

from classroom.engagement.profiles import find_expressions_end
from tests.engagement.builders import INTERVAL_S, NO_FACE, START, Seen, session_of_one

READ = Seen(pose=(0.0, 0.0))
HEAD = Seen(is_read=False, pose=(0.0, 0.0))


def test_a_switch_to_off_in_mid_class_is_seen_at_the_first_head_without_an_expression() -> None:
    records = session_of_one([READ, READ, NO_FACE, HEAD, HEAD, HEAD])

    assert find_expressions_end(records) == START + timedelta(seconds=3 * INTERVAL_S)


@pytest.mark.parametrize(
    "sights",
    [
        [],
        [HEAD] * 5,
        [READ] * 5,
        [READ, HEAD, HEAD],
        [READ, HEAD, HEAD, HEAD, READ],
        [READ, *[NO_FACE] * 5],
    ],
    ids=["nothing", "off from the beginning", "on", "two failed at the end", "failed in between", "nobody at the end"],
)
def test_what_is_no_switch_is_not_told_as_one(sights: list[Seen]) -> None:
    assert find_expressions_end(session_of_one(sights)) is None
