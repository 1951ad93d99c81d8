"""Scripted calls for testing identity: who is where in the gallery, frame by frame, with truth."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from classroom.domain import Box, ParticipantState
from classroom.synthetic.call_events import plan_events
from classroom.synthetic.call_plan import POSES, Caller, CallFrame, CallPlan, CallState, CallTile, Trouble, View
from classroom.synthetic.misreading import misread

_FIRST = ("Ann", "Ben", "Cleo", "Dan", "Eva", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kim", "Lea", "Max", "Nora")
_LAST = ("Lee", "Carter", "Diallo", "Ekman", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kowalski", "Lopez")
_MOVE_SHARE = 0.1  # of the frames: people sit still for a while
_BAR_PX = 56  # above and below the tiles
_GAP_PX = 6


def script_call(plan: CallPlan, seed: int) -> tuple[CallFrame, ...]:
    """The frames of one class, without pixels; the same plan and seed give the same class."""
    return tuple(_play(plan, np.random.default_rng(seed)))


def _play(plan: CallPlan, random: np.random.Generator) -> Iterator[CallFrame]:
    call = CallState(_gather(plan, random))
    events = plan_events(plan, call.people, random)
    for number in range(round(plan.minutes * 60 / plan.interval_s)):
        at_s = number * plan.interval_s
        while events and events[0].at_s <= at_s:
            events.pop(0).change(call)
        _update_order(call)
        yield _show(plan, call, at_s, random)


def _gather(plan: CallPlan, random: np.random.Generator) -> list[Caller]:
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    chosen = random.choice(len(names), plan.people, replace=False)
    looks = random.choice(10_000, plan.people, replace=False)
    people = [
        Caller(number, f"person {number}", names[name], View(int(look)))
        for number, (name, look) in enumerate(zip(chosen, looks, strict=True))
    ]
    for person in people:
        person.readable = bool(random.random() >= plan.nameless)
    return people


def _update_order(call: CallState) -> None:
    """Who left is gone from the gallery, who joined stands at its end."""
    call.order = [person for person in call.order if person.in_call]
    call.order += [person for person in call.people if person.in_call and person not in call.order]


def _show(plan: CallPlan, call: CallState, at_s: float, random: np.random.Generator) -> CallFrame:
    width, height = call.screen
    if call.shared or not call.order:
        return CallFrame(at_s, width, height, ())
    pages = -(-len(call.order) // plan.page_size)
    first = call.page % pages * plan.page_size
    shown = call.order[first : first + plan.page_size]
    boxes = _place(len(shown), width, height)
    tiles = tuple(_tile(plan, call, person, box, random) for person, box in zip(shown, boxes, strict=True))
    return CallFrame(at_s, width, height, tiles, frozenset(p.key for p in call.order if p not in shown))


def _place(count: int, width: int, height: int) -> list[Box]:
    """Boxes of 16:9 in reading order, the last row centred."""
    columns = next(n for n in range(1, count + 1) if n * n >= count)
    rows = -(-count // columns)
    wide = min(width // columns, (height - 2 * _BAR_PX) // rows * 16 // 9)
    high = wide * 9 // 16
    boxes = []
    for place in range(count):
        row, column = divmod(place, columns)
        shift = (width - min(columns, count - row * columns) * wide) // 2
        boxes.append(Box(shift + column * wide, _BAR_PX + row * high, wide - _GAP_PX, high - _GAP_PX))
    return boxes


def _tile(plan: CallPlan, call: CallState, person: Caller, box: Box, random: np.random.Generator) -> CallTile:
    pose = int(random.integers(POSES)) if random.random() < _MOVE_SHARE else person.view.pose
    person.view = replace(person.view, pose=pose, light=call.light)
    state = ParticipantState.NO_FACE if person.view.away else ParticipantState.VISIBLE
    if not person.camera_on:
        state = ParticipantState.CAMERA_OFF
    name = person.label if person.readable and not call.labels_hidden else None
    if name is not None and Trouble.MISREAD in plan.troubles and random.random() < plan.misread_share:
        name = misread(name, random)
    return CallTile(person.key, person.label, name, box, state, person.view)
