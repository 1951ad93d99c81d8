"""What happens in a scripted call, and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from classroom.synthetic.call_plan import LIGHTS, SMALLER_SCREEN, Caller, CallPlan, CallState, Trouble, View

REORDER_S = 30.0
_SCHOOL = 7  # number of the virtual background that several people have

_Change = Callable[[CallState], None]


@dataclass(frozen=True, slots=True)
class Event:
    at_s: float
    change: _Change


def plan_events(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> list[Event]:
    """Everything that changes during the call, by time; what holds from the start is changed at once."""
    happenings = {
        Trouble.REORDER: _reorder,
        Trouble.PAGING: _turn_pages,
        Trouble.REJOIN: _come_and_go,
        Trouble.CAMERA: _switch_cameras,
        Trouble.AWAY: _stand_up,
        Trouble.RENAME: _rename,
        Trouble.PHONE: _join_twice,
        Trouble.LABELS_HIDDEN: _hide_labels,
        Trouble.SCREEN_SHARE: _share_screen,
        Trouble.RESIZE: _resize,
        Trouble.LIGHT: _change_light,
        Trouble.VIRTUAL: _switch_background,
    }
    if Trouble.SAME_BACKDROP in plan.troubles:
        for person in _some(people, 0.2, random):
            person.view = replace(person.view, virtual=_SCHOOL)
    if Trouble.TWINS in plan.troubles and len(people) > 1:
        people[1].label = people[0].label
    events = [
        event
        for trouble, happening in happenings.items()
        if trouble in plan.troubles
        for event in happening(plan, people, random)
    ]
    return sorted(events, key=_at)


def _at(event: Event) -> float:
    return event.at_s


def _some(people: list[Caller], share: float, random: np.random.Generator) -> list[Caller]:
    """At least one of them, and that share."""
    count = max(1, round(share * len(people)))
    return [people[index] for index in random.choice(len(people), count, replace=False)]


def _moment(plan: CallPlan, random: np.random.Generator, earliest: float, latest: float) -> float:
    """Seconds, from shares of the call."""
    return float(random.uniform(earliest, latest)) * plan.minutes * 60


def _reorder(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    for turn in range(1, int(plan.minutes * 60 / REORDER_S) + 1):
        kind, seed = float(random.random()), int(random.integers(2**31))

        def change(call: CallState, kind: float = kind, seed: int = seed) -> None:
            _rearrange(call, kind, np.random.default_rng(seed))

        yield Event(turn * REORDER_S, change)


def _rearrange(call: CallState, kind: float, random: np.random.Generator) -> None:
    order = call.order
    if len(order) < 2:
        return
    a, b = (int(place) for place in random.choice(len(order), 2, replace=False))
    if kind < 0.5:
        order.insert(0, order.pop(max(a, b)))
    elif kind < 0.75:
        order[a], order[b] = order[b], order[a]
    else:
        call.order = [order[place] for place in random.permutation(len(order))]


def _turn_pages(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    at_s = float(random.uniform(30, 80))
    while at_s < plan.minutes * 60:
        yield Event(at_s, _turn_page)
        at_s += float(random.uniform(25, 80))


def _turn_page(call: CallState) -> None:
    call.page += 1


def _come_and_go(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    *returning, late = [*_some(people, 0.12, random), people[-1]]
    for number, person in enumerate(returning):
        leaves_s = _moment(plan, random, 0.15, 0.6)
        elsewhere = Trouble.ELSEWHERE in plan.troubles and number == 0
        back = replace(person.view, person=person.view.person + 50_000, room=1) if elsewhere else person.view
        yield Event(leaves_s, _enter(person, False))
        yield Event(leaves_s + float(random.uniform(20, 120)), _enter(person, True, back))
    if late not in returning and len(people) > 3:
        yield Event(-1.0, _enter(late, False))
        yield Event(_moment(plan, random, 0.05, 0.3), _enter(late, True))
        if len(people) > 8:
            yield Event(_moment(plan, random, 0.6, 0.9), _enter(people[-2], False))


def _enter(person: Caller, inside: bool, view: View | None = None) -> _Change:
    def change(call: CallState) -> None:
        person.in_call = inside
        person.view = view or person.view

    return change


def _switch_cameras(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    for person in _some(people, 0.1, random):
        person.camera_on = False
    for person in _some(people, 0.2, random):
        off_s = _moment(plan, random, 0.05, 0.8)
        yield Event(off_s, _switch(person, False))
        yield Event(off_s + float(random.uniform(15, 90)), _switch(person, True))


def _switch(person: Caller, on: bool) -> _Change:
    def change(call: CallState) -> None:
        person.camera_on = on

    return change


def _stand_up(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    for person in _some(people, 0.15, random):
        up_s = _moment(plan, random, 0.05, 0.8)
        yield Event(up_s, _go_away(person, True))
        yield Event(up_s + float(random.uniform(10, 60)), _go_away(person, False))


def _go_away(person: Caller, away: bool) -> _Change:
    def change(call: CallState) -> None:
        person.view = replace(person.view, away=away)

    return change


def _rename(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    person = people[len(people) // 2]
    name, person.label = person.label, "iPhone"
    yield Event(_moment(plan, random, 0.2, 0.8), _call_by(person, name))
    other = people[len(people) // 3]
    if other is not person:
        yield Event(_moment(plan, random, 0.2, 0.8), _call_by(other, f"{other.label} (she/her)"))


def _call_by(person: Caller, label: str) -> _Change:
    def change(call: CallState) -> None:
        person.label = label

    return change


def _join_twice(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    owner = people[len(people) // 4]
    phone = Caller(
        len(people), f"{owner.key} phone", owner.label, replace(owner.view, person=owner.view.person + 70_000)
    )
    phone.in_call, phone.readable = False, owner.readable
    people.append(phone)
    yield Event(_moment(plan, random, 0.1, 0.4), _enter(phone, True))


def _hide_labels(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    from_s = _moment(plan, random, 0.1, 0.8)

    def hide(call: CallState) -> None:
        call.labels_hidden = True

    def show(call: CallState) -> None:
        call.labels_hidden = False

    yield Event(from_s, hide)
    yield Event(from_s + 60, show)


def _share_screen(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    from_s = _moment(plan, random, 0.1, 0.8)

    def share(call: CallState) -> None:
        call.shared = True

    def stop(call: CallState) -> None:
        call.shared = False

    yield Event(from_s, share)
    yield Event(from_s + float(random.uniform(20, 60)), stop)


def _resize(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    def change(call: CallState) -> None:
        call.screen = SMALLER_SCREEN

    yield Event(_moment(plan, random, 0.3, 0.7), change)


def _change_light(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    for _ in range(6):
        light = int(random.integers(LIGHTS))

        def change(call: CallState, light: int = light) -> None:
            call.light = light

        yield Event(_moment(plan, random, 0, 1), change)


def _switch_background(plan: CallPlan, people: list[Caller], random: np.random.Generator) -> Iterator[Event]:
    for person in _some(people, 0.1, random):

        def change(call: CallState, person: Caller = person, picture: int = int(random.integers(100, 200))) -> None:
            person.view = replace(person.view, virtual=picture)

        yield Event(_moment(plan, random, 0.1, 0.9), change)
