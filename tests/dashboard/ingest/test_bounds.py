"""What an agent sends, however much of it, does not make the server grow without bound; what is sound is taken."""

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from classroom.domain import Participant, Role, User
from classroom.errors import BusyError, DataError
from classroom.privacy.consents import ConsentRegister, ConsentRules, Treatment
from classroom.storage.ids import new_id
from classroom.transport.messages import MAX_OBSERVATIONS, MAX_TEXT, Begin, Seen, write_message
from dashboard.ingest import install_ingest
from dashboard.ingest.beginnings import Beginnings
from dashboard.ingest.intake import Intake
from dashboard.ingest.screening import MAX_NAME, MAX_PEOPLE, ClassRules, Screen
from dashboard.ingest.screens import Screens
from dashboard.tokens import Purpose
from tests.dashboard.ingest.conftest import Clock
from tests.dashboard.ingest.test_ingest import PATH, bearer, lines
from tests.dashboard.site import Site
from tests.transport.messages import a_begin, a_record

MIRA = User("mira", Role.TEACHER, has_password=True)


def crowd(first: int, count: int, name: str = "") -> tuple[Participant, ...]:
    return tuple(Participant(number, f"{number} {name}", name_is_read=True) for number in range(first, first + count))


def telling(begin: Begin, number: int, people: Sequence[Participant]) -> Seen:
    return Seen(begin.session, replace(a_record(number), new_participants=tuple(people), observations=()))


def a_screen() -> Screen:
    rules = ClassRules(True, ConsentRegister(), ConsentRules(Treatment.STATE_ONLY, Treatment.READ), str.__eq__)
    return Screen("Physics 101", "mira", rules, 0.0)


# ---------------------------------------------------------------- people


def test_a_hundred_thousand_participants_of_one_class_are_not_kept_and_the_others_go_on(
    site: Site, intake: Callable[..., Intake]
) -> None:
    server, begin, refused = intake(), a_begin(), []
    server.take(MIRA, [begin])
    for number in range(100_000 // MAX_OBSERVATIONS):
        people = crowd(number * MAX_OBSERVATIONS + 1, MAX_OBSERVATIONS)
        try:
            server.take(MIRA, [telling(begin, number, people)])
        except DataError as error:
            refused.append(str(error))
    server.take(MIRA, [Seen(begin.session, a_record(200))])  # of those who are known

    session = site.store.find_session(begin.session.hex)
    assert len(refused) == (100_000 - MAX_PEOPLE) // MAX_OBSERVATIONS
    assert set(refused) == {f"a class has at most {MAX_PEOPLE} participants: end this one and begin another"}
    assert session.frame_count == MAX_PEOPLE // MAX_OBSERVATIONS + 1
    assert len(site.store.recorded_participants(begin.session)) == MAX_PEOPLE


def test_the_refusal_of_too_many_participants_is_told_and_for_good(site: Site) -> None:
    token = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)
    begin = a_begin()
    frames = [telling(begin, number, crowd(number * 900 + 1, 900)) for number in range(6)]

    answer = site.browser().post(PATH, data=lines(begin, *frames), headers=bearer(token))

    assert answer.status_code == 400
    assert "at most 5000 participants" in answer.get_json()["detail"]


@pytest.mark.parametrize("numbers", [range(500), range(MAX_PEOPLE)])
def test_a_class_takes_no_more_than_it_is_counted_for_whatever_its_people_are_called(numbers: range) -> None:
    tracemalloc.start()
    try:
        screen = a_screen()
        empty = tracemalloc.get_traced_memory()[0]
        for turn in range(3):  # each time everybody has another name, as long as a message may have it
            name = f"{turn}" + "\N{GRINNING FACE}" * (MAX_TEXT - 20)
            for start in range(0, len(numbers), 500):
                people = crowd(start + 1, len(numbers[start : start + 500]), name)
                for record in screen.screen([replace(a_record(), new_participants=people, observations=())]):
                    screen.remember(record.new_participants)
        del name, people, record
        taken = tracemalloc.get_traced_memory()[0] - empty
    finally:
        tracemalloc.stop()

    assert len(screen.people) == len(numbers)
    assert taken < screen.nbytes
    assert {len(one.display_name) for one in screen.people.values()} == {MAX_NAME}


def test_whom_a_class_knows_may_be_told_of_as_often_as_one_likes() -> None:
    screen = a_screen()
    everybody = crowd(1, MAX_OBSERVATIONS)
    for _ in range(7):
        screen.screen([replace(a_record(), new_participants=everybody, observations=())])

    assert len(screen.people) == MAX_OBSERVATIONS


# ---------------------------------------------------------------- classes


def test_an_endless_stream_of_beginnings_is_told_to_wait(site: Site, intake: Callable[..., Intake]) -> None:
    from flask import Flask

    server = Flask("bounded")
    held = intake(begun_an_hour=5)
    install_ingest(server, held, site.tokens, at_once=1)
    token = site.tokens.create("mira", actor="mira", purpose=Purpose.RECORD)
    before = len(site.store.sessions())

    answers = [server.test_client().post(PATH, data=lines(a_begin()), headers=bearer(token)) for _ in range(20)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [503] * 15
    assert answers[-1].headers["Retry-After"] == "60"
    assert "more are taken later" in answers[-1].get_json()["detail"]
    assert len(site.store.sessions()) == before + 5
    assert held.classes_held == 5


def test_a_beginning_that_is_sent_again_is_none_more(intake: Callable[..., Intake]) -> None:
    server, begin = intake(begun_an_hour=1), a_begin()

    answers = [server.take(MIRA, [begin, Seen(begin.session, a_record(0))]).taken for _ in range(5)]

    assert answers == [2] * 5


def test_beginnings_are_counted_for_each_account_and_come_back_within_an_hour(clock: Clock) -> None:
    beginnings = Beginnings(clock, an_hour=4)
    for _ in range(4):
        beginnings.take("mira")
    with pytest.raises(BusyError, match="4 classes within an hour"):
        beginnings.take("mira")
    beginnings.take("paul")

    clock.s += 900
    beginnings.take("mira")

    with pytest.raises(BusyError):
        beginnings.take("mira")


def test_a_class_that_is_silent_for_long_is_forgotten_and_known_again_when_it_speaks(
    site: Site, intake: Callable[..., Intake], clock: Clock
) -> None:
    server, silent, other = intake(), a_begin(), a_begin()
    server.take(MIRA, [silent, Seen(silent.session, a_record(0))])
    clock.s += 599
    server.take(MIRA, [other])
    both = server.classes_held
    clock.s += 2
    server.take(MIRA, [Seen(other.session, a_record(0))])
    one = server.classes_held
    again = replace(a_record(1), new_participants=())
    server.take(MIRA, [Seen(silent.session, again)])

    assert (both, one, server.classes_held) == (2, 1, 2)
    found = site.store.find_session(silent.session.hex)
    assert (found.frame_count, found.observation_count) == (2, 2 * len(again.observations))
    assert len(site.store.participants(silent.session)) == len(a_record(0).new_participants)


def test_classes_are_held_up_to_a_number_and_a_size_the_one_unheard_for_longest_goes_first(clock: Clock) -> None:
    large = a_screen()
    few = Screens(clock, most=3)
    small = Screens(clock, most_bytes=4 * large.nbytes)
    ids: list[UUID] = [new_id() for _ in range(6)]

    for number in ids:
        few.put(number, a_screen())
        small.put(number, a_screen())
    small.put(ids[2], large)
    large.remember(crowd(1, 4))
    grown = small.get(ids[2])

    assert [one in ids[3:] for one in ids if few.get(one)] == [True] * 3
    assert grown is large
    assert small.nbytes <= 4 * a_screen().nbytes
    assert small.get(ids[2]) is large
    assert small.get(ids[3]) is None
    assert len(small) < 4


def test_a_message_of_a_crowd_is_small_enough_to_be_sent() -> None:
    begin = a_begin()

    assert len(write_message(telling(begin, 0, crowd(1, MAX_OBSERVATIONS)))) < 2**20
