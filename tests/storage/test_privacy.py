"""Policies, the consent register and purges are kept as they were said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from classroom.domain import Participant
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consents import ConsentChange, ConsentEntry, Decision, Likeness
from classroom.privacy.policies import GENERAL, Place, Policy, find_ruling
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from classroom.storage.ids import new_id
from tests.storage.examples import AGENT, START, frame, new_session, people, seen

BY = {"actor": "anna", "now": START}
COURSE = "Physics 101"
YES, NO = Decision.YES, Decision.NO


def never(first: str, second: str) -> bool:
    return False


def policy(course: str, *, on: bool, owner: str | None = None, minute: int = 0) -> Policy:
    return Policy(course, on, Place.NOT_ASKED, owner, START + timedelta(minutes=minute), "anna")


def decide(store: Store, name: str, *, owner: str | None = None, alike: Likeness = never) -> Decision | None:
    return store.consent_register(COURSE, owner=owner).decide(name, alike)


# ---------------------------------------------------------------- policies


def test_a_later_answer_about_the_same_course_replaces_the_first(store: Store) -> None:
    store.save_policy(policy("Physics 101", on=True))
    store.save_policy(policy(GENERAL, on=False, owner="mira"))
    store.save_policy(policy(" physics  101", on=False, minute=5))

    assert [(one.course, one.reads_expressions) for one in store.policies()] == [("", False), (" physics  101", False)]
    assert [one.course for one in store.policies(visible_to="paul")] == [" physics  101"]


def test_a_course_without_an_answer_of_its_own_follows_the_general_one_again(store: Store) -> None:
    store.save_policy(policy(GENERAL, on=False))
    store.save_policy(policy(COURSE, on=True))
    before = find_ruling(store.policies(), "ask", None, COURSE)

    assert store.remove_policy("PHYSICS 101", owner=None, **BY)
    assert not store.remove_policy("PHYSICS 101", owner=None, **BY)
    assert (before.reads_expressions, before.source) == (True, "course")
    assert find_ruling(store.policies(), "ask", None, COURSE).reads_expressions is False


# ---------------------------------------------------------------- consent


def test_decisions_are_found_under_every_writing_and_alias_of_a_name(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry("Ann Lee", "1"), RosterEntry("Bob Ray", "2")], **BY)
    store.import_roster(COURSE, [RosterEntry("Ann Lee-Smith", "1")], **BY)  # the old name becomes an alias

    change = store.save_consents(
        COURSE, [ConsentEntry("Lee-Smith, Ann", NO), ConsentEntry("Cy", YES)], owner=None, **BY
    )

    assert change == ConsentChange(added=2, changed=0, removed=0, unchanged=0)
    asked = ("ann lee (she/her)", "ÁNN LEE-SMITH", "Ann Lee (2)", "Cy", "Bob Ray", "Dora")
    assert [decide(store, name) for name in asked] == [NO, NO, NO, YES, None, None]


def test_a_no_also_holds_for_a_misread_name_and_a_yes_does_not(store: Store) -> None:
    store.save_consents(COURSE, [ConsentEntry("Anna", NO), ConsentEntry("Bert", YES)], owner=None, **BY)

    def alike(first: str, second: str) -> bool:
        return first[:3] == second[:3]

    assert [decide(store, name, alike=alike) for name in ("Anno", "Bertl", "Bert")] == [NO, None, YES]


def test_a_name_that_said_yes_is_read_though_it_is_like_one_that_said_no(store: Store) -> None:
    store.save_consents(COURSE, [ConsentEntry("Maria", NO), ConsentEntry("Mario", YES)], owner=None, **BY)

    assert decide(store, "Mario", alike=lambda *_: True) is YES


def test_decisions_are_changed_and_taken_back(store: Store) -> None:
    store.save_consents(COURSE, [ConsentEntry("Ann", YES), ConsentEntry("Bob", NO)], owner=None, **BY)

    again = [ConsentEntry("ANN", NO), ConsentEntry("Bob", NO), ConsentEntry("Cy", None)]
    changes = [store.save_consents(COURSE, again, owner=None, **BY)]
    changes.append(store.save_consents(COURSE, [ConsentEntry("bob", None)], owner=None, **BY))

    assert changes == [ConsentChange(0, 1, 0, 2), ConsentChange(0, 0, 1, 0)]
    assert [(one.name, one.decision) for one in store.consents(COURSE)] == [("ANN", NO)]


def test_a_class_of_everyone_heeds_every_account_and_a_teachers_own_class_only_its_own(store: Store) -> None:
    store.save_consents(COURSE, [ConsentEntry("Ann", NO)], owner="mira", **BY)
    store.save_consents(COURSE, [ConsentEntry("Ann", YES)], owner="paul", **BY)

    assert [decide(store, "Ann", owner=owner) for owner in (None, "mira", "Paul", "root")] == [NO, NO, YES, None]
    assert [one.owner for one in store.consents(visible_to="mira")] == ["mira"]


def test_whom_the_teacher_says_a_participant_is_counts_before_the_name_read(store: Store) -> None:
    store.save_consents(COURSE, [ConsentEntry("Ann Lee", NO)], owner=None, **BY)
    store.import_roster(COURSE, [RosterEntry("Ann Lee")], **BY)
    session = store.create_session(new_session(COURSE), agent=AGENT)
    store.save_frame(session, frame(0, seen(1), seen(2), seen(3), new=people(1, 2, 3)))
    store.rename_participant(session, 1, "ann lee", **BY)
    store.link_participant(session, 2, store.students(COURSE)[0].id, **BY)

    register = store.consent_register(COURSE, owner=None, session=session)

    decisions = [register.decide_on(Participant(number, f"Student {number}", True), never) for number in (1, 2, 3)]
    assert decisions == [NO, NO, None]


@pytest.mark.parametrize(("course", "name"), [("", "Ann"), ("x" * 201, "Ann"), (COURSE, " "), (COURSE, "a\x00b\x07")])
def test_what_cannot_be_a_course_or_a_name_is_refused(store: Store, course: str, name: str) -> None:
    with pytest.raises(DataError):
        store.save_consents(course, [ConsentEntry(name, YES)], owner=None, **BY)


# ---------------------------------------------------------------- purges


def test_sessions_whose_time_is_over_are_deleted_and_logged(store: Store) -> None:
    old = store.create_session(new_session(owner="mira"), agent=AGENT)
    store.save_frame(old, frame(0, seen(1), new=people(1)))
    store.finish_session(old, START + timedelta(hours=1))
    live = store.create_session(new_session("Live"), agent=AGENT)
    later = in_days(31)

    purged = store.purge(later, actor="retention", now=later)

    assert [(one.session, one.participant_count, one.observation_count) for one in purged] == [(old, 1, 1)]
    assert [one.id for one in store.sessions()] == [live]
    (line,) = store.purged()
    assert (line.what, line.at, line.actor) == (purged[0], later, "retention")
    assert store.purged(visible_to="paul") == ()
    assert store.purge(later, actor="retention", now=later) == ()


def test_a_recording_of_last_year_that_was_analysed_today_is_kept(store: Store) -> None:
    session = store.create_session(new_session(), agent=AGENT)  # began in March, is written now
    store.finish_session(session, START)

    assert store.expired(in_days(-1)) == ()
    assert [one.session for one in store.expired(in_days(1))] == [session]


def test_a_teacher_purges_no_other_teachers_sessions(store: Store) -> None:
    made = {owner: store.create_session(new_session(owner=owner), agent=AGENT) for owner in ("mira", "paul", None)}
    for one in made.values():
        store.finish_session(one, START)

    purged = store.purge(in_days(1), actor="mira", now=in_days(1), visible_to="mira")

    assert {one.session for one in purged} == {made["mira"], made[None]}
    with pytest.raises(NotFoundError):
        store.finish_session(made["mira"], START)


def of_2099(store: Store, owner: str | None = None) -> UUID:
    """A class of an hour that was recorded just now by a computer whose clock was wrong."""
    new = replace(new_session(owner=owner), started_at=IN_2099)
    session = new_id(int(IN_2099.timestamp()) * 10**9)
    store.begin_session(session, new, agent=AGENT)
    store.finish_session(session, IN_2099 + timedelta(hours=1))
    return session


def test_a_session_of_a_wrong_clock_is_deleted_when_it_has_been_noticed_for_as_long_as_others_are_kept(
    store: Store,
) -> None:
    session, sound = of_2099(store), store.create_session(new_session(), agent=AGENT)
    noticed, late = in_days(0), in_days(31)

    first = store.purge(noticed - timedelta(days=30), actor="retention", now=noticed)
    kept = store.purge(late - timedelta(days=32), actor="retention", now=late)
    purged = store.purge(late - timedelta(days=30), actor="retention", now=late)

    assert (first, kept) == ((), ())
    assert [one.session for one in purged] == [session]
    assert [one.id for one in store.sessions()] == [sound]
    assert [line.what.session for line in store.purged()] == [session]
    noted = [line for line in store.audit(count=50) if line.action == "session dated in the future"]
    assert [line.subject for line in noted] == [session.hex]


@pytest.mark.parametrize("part", ["id", "start", "frame", "end"])
def test_whatever_of_a_session_lies_in_the_future_is_found(store: Store, part: str) -> None:
    def at(this: str) -> datetime:
        return IN_2099 if part == this else START

    session = new_id(int(IN_2099.timestamp()) * 10**9) if part == "id" else new_id()
    store.begin_session(session, replace(new_session(), started_at=at("start")), agent=AGENT)
    store.save_frame(session, replace(frame(0), taken_at=at("frame")))
    store.finish_session(session, at("end"))

    assert [one.session for one in store.future(in_days(0))] == [session]


def test_a_session_an_hour_ahead_is_none_of_the_future_and_a_teacher_sees_no_others(store: Store) -> None:
    soon = replace(new_session(), started_at=in_days(1 / 24))
    store.create_session(soon, agent=AGENT)
    own, _ = of_2099(store, "mira"), of_2099(store, "paul")

    assert [one.session for one in store.future(in_days(0), visible_to="mira")] == [own]


def test_a_session_of_a_wrong_clock_that_is_recorded_is_kept_and_once_silent_it_is_cut_off(store: Store) -> None:
    session = store.create_session(replace(new_session(), started_at=IN_2099), agent="elsewhere:1:2")
    store.purge(in_days(-30), actor="retention", now=in_days(0))
    live = store.purge(in_days(2), actor="retention", now=in_days(32))

    (silent,) = store.mark_interrupted(in_days(0), lambda _: None)

    assert live == ()
    assert silent.id == session
    assert [one.session for one in store.purge(in_days(2), actor="retention", now=in_days(32))] == [session]


IN_2099 = datetime(2099, 1, 1, 9, tzinfo=UTC)


def in_days(days: float) -> datetime:
    """From now, since ids hold the time at which they were made."""
    made_at = datetime.fromtimestamp((new_id().int >> 80) / 1000, START.tzinfo)
    return made_at + timedelta(days=days)
