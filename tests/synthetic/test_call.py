from datetime import UTC, datetime

import numpy as np
import pytest

from classroom.domain import ParticipantState
from classroom.synthetic.call import script_call
from classroom.synthetic.call_plan import CallFrame, CallPlan, Trouble, View
from classroom.synthetic.call_source import ScriptedCall
from classroom.synthetic.misreading import misread
from classroom.synthetic.thumbnails import HEIGHT, WIDTH, draw_thumbnail

REORDERS = CallPlan(people=9, troubles=frozenset({Trouble.REORDER}))


def orders(frames: tuple[CallFrame, ...]) -> list[tuple[str, ...]]:
    return [tuple(tile.person for tile in frame.tiles) for frame in frames]


def test_the_same_seed_gives_the_same_call() -> None:
    assert script_call(CallPlan(), 3) == script_call(CallPlan(), 3)
    assert script_call(CallPlan(), 3) != script_call(CallPlan(), 4)


def test_a_call_lasts_ten_minutes_at_its_interval() -> None:
    frames = script_call(REORDERS, 1)

    assert len(frames) == 240
    assert [frames[0].at_s, frames[-1].at_s] == [0, 597.5]


def test_a_quiet_call_shows_everybody_in_the_same_place() -> None:
    frames = script_call(CallPlan(people=6, troubles=frozenset()), 1)

    assert len(set(orders(frames))) == 1
    assert {tile.state for frame in frames for tile in frame.tiles} == {ParticipantState.VISIBLE}


def test_the_order_changes_every_half_minute_and_loses_nobody() -> None:
    seen = orders(script_call(REORDERS, 1))

    changes = [number for number in range(1, len(seen)) if seen[number] != seen[number - 1]]
    assert changes
    assert all(number % 12 == 0 for number in changes)
    assert {frozenset(order) for order in seen} == {frozenset(seen[0])}


def test_pages_share_out_the_people() -> None:
    frames = script_call(CallPlan(people=14, page_size=9, troubles=frozenset({Trouble.PAGING})), 2)

    assert {len(frame.tiles) for frame in frames} == {9, 5}
    assert all(len(frame.tiles) + len(frame.hidden) == 14 for frame in frames)


@pytest.mark.parametrize("trouble", sorted(Trouble))
def test_each_trouble_changes_something(trouble: Trouble) -> None:
    quiet = CallPlan(people=12, page_size=9, troubles=frozenset())
    troubled = CallPlan(people=12, page_size=9, troubles=frozenset({trouble, Trouble.REJOIN}))

    assert script_call(troubled, 5) != script_call(quiet, 5)


def test_a_telephone_is_somebody_of_its_own_with_its_owners_name() -> None:
    frames = script_call(CallPlan(people=8, troubles=frozenset({Trouble.PHONE})), 1)

    tiles = {tile.person: tile for tile in frames[-1].tiles}
    (phone,) = [person for person in tiles if person.endswith("phone")]
    owner = tiles[phone.removesuffix(" phone")]
    assert tiles[phone].label == owner.label
    assert tiles[phone].view.person != owner.view.person


def test_labels_that_cannot_be_read_have_no_name() -> None:
    frames = script_call(CallPlan(people=6, troubles=frozenset(), nameless=1), 1)

    assert {tile.name for frame in frames for tile in frame.tiles} == {None}


def test_tiles_never_overlap() -> None:
    for frame in script_call(CallPlan(people=30), 4):
        for number, tile in enumerate(frame.tiles):
            assert all(tile.box.intersection(other.box) == 0 for other in frame.tiles[number + 1 :])
            assert tile.box.right <= frame.width
            assert tile.box.bottom <= frame.height


def test_a_misread_name_is_another_text_or_none() -> None:
    random = np.random.default_rng(1)

    readings = [misread("Ann Kowalski", random) for _ in range(200)]

    assert None in readings
    assert any(name is not None and name.endswith("…") for name in readings)
    assert readings.count("Ann Kowalski") < 20


def test_the_same_view_is_the_same_picture_and_others_are_not() -> None:
    first = draw_thumbnail(View(1))

    assert first.shape == (HEIGHT, WIDTH, 3)
    assert (draw_thumbnail(View(1)) == first).all()
    for other in (View(2), View(1, pose=1), View(1, light=0), View(1, virtual=3), View(1, away=True), View(1, room=1)):
        assert (draw_thumbnail(other) != first).any()


def test_a_drawn_call_is_a_source_with_its_truth() -> None:
    plan = CallPlan(people=6, minutes=0.2, interval_s=3, troubles=frozenset({Trouble.REORDER}))
    call = ScriptedCall(plan, 1, datetime(2026, 3, 2, 9, tzinfo=UTC))

    frames = []
    while (frame := call.grab()) is not None:
        frames.append(frame)

    assert len(frames) == call.frame_count == 4
    assert (frames[1].taken_at - frames[0].taken_at).total_seconds() == 3
    assert frames[0].image.shape == (1080, 1920, 3)
    assert (frames[0].image == call.draw(0).image).all()
    assert {person for person, _ in call.truth(0)} == {f"person {number}" for number in range(6)}


def test_a_shared_screen_shows_nobody() -> None:
    plan = CallPlan(people=2, interval_s=30, troubles=frozenset({Trouble.SCREEN_SHARE}))
    call = ScriptedCall(plan, 1, datetime(2026, 3, 2, 9, tzinfo=UTC))

    assert any(call.truth(number) == () for number in range(call.frame_count))
