"""A teacher's edits of a lesson: rights, times, two tabs, and what comes from a browser."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from classroom.domain import Exclusion, Marker, Role, User
from classroom.errors import DataError, NotFoundError
from classroom.storage import Store
from dashboard.class_time import from_key, read_clock, read_moment, to_key, write_moment
from dashboard.lesson import LessonEdits
from tests.dashboard.classes import START, Script, new_session
from tests.dashboard.site import Site

MIRA = User("mira", Role.TEACHER, True)
ROOT = User("root", Role.ADMIN, True)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def edits(site: Site, now: datetime = START + timedelta(days=1)) -> LessonEdits:
    return LessonEdits(site.store, site.queries, now=lambda: now)


def reference(site: Site, course: str = "Physics 101") -> str:
    return str(site.session(course).id)


def test_a_moment_is_marked_now_or_at_a_time(site: Site) -> None:
    session = site.store.create_session(new_session(Script(course="Live", owner="mira")), agent="test:1:1")

    now = edits(site, at(7)).mark(MIRA, str(session), " Exercise \n starts")
    then = edits(site, at(7)).mark(MIRA, str(session), "Recap", at(3))

    assert (now, then) == (Marker(at(7), "Exercise starts"), Marker(at(3), "Recap"))
    assert site.store.load_records(session).markers == (then, now)


@pytest.mark.parametrize("moment", [at(-30), at(200), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_marker_lies_within_the_class(site: Site, moment: datetime) -> None:
    with pytest.raises(DataError, match="not within the class"):
        edits(site).mark(MIRA, reference(site), "x", moment)


def test_a_part_is_cut_to_the_class(site: Site) -> None:
    part = edits(site).exclude(MIRA, reference(site), at(-60), at(10), "Waiting")

    assert part == Exclusion(START, at(10), "Waiting")


def test_a_part_of_a_running_class_may_reach_into_the_future(site: Site) -> None:
    session = site.store.create_session(new_session(Script(course="Live", owner="mira")), agent="test:1:1")

    part = edits(site, at(20)).exclude(MIRA, str(session), at(20), at(35), "Break")

    assert part.end == at(35)


@pytest.mark.parametrize(("start", "end"), [(10, 10), (20, 10), (-20, -10), (300, 400)])
def test_a_part_that_cannot_be_is_refused(site: Site, start: float, end: float) -> None:
    with pytest.raises(DataError):
        edits(site).exclude(MIRA, reference(site), at(start), at(end))


def test_an_exclusion_is_seen_at_once_and_taken_back(site: Site) -> None:
    course = reference(site)
    before = site.queries.view(MIRA, course)

    part = edits(site).exclude(MIRA, course, at(33), at(40), "Break")
    without = site.queries.view(MIRA, course)
    moment = site.queries.moment(MIRA, course, at(35))
    edits(site).include(MIRA, course, part.start, part.end)
    again = site.queries.view(MIRA, course)

    assert before.dips
    assert without.dips == ()
    assert without.records.exclusions == (part,)
    assert without.version != before.version
    assert moment is not None
    assert not moment.is_counted
    assert again.summary == before.summary
    assert again.flags == before.flags


def test_lists_of_sessions_heed_an_exclusion(site: Site) -> None:
    course = reference(site)
    before = site.queries.digest(MIRA, course)
    edits(site).exclude(MIRA, course, at(30), at(45), "Exam")

    after = site.queries.digest(MIRA, course)

    assert after.mean_engagement is not None
    assert before.mean_engagement is not None
    assert after.mean_engagement > before.mean_engagement  # the dip is out of it


def test_two_tabs_do_not_write_over_each_other(site: Site) -> None:
    course = reference(site)
    first = edits(site).write_note(MIRA, course, "from the first tab", None)

    second = edits(site).write_note(MIRA, course, "from the second tab", None)

    assert first.is_saved
    assert not second.is_saved
    assert second.note == edits(site).note(MIRA, course) == first.note


def test_another_teachers_lesson_cannot_be_touched(site: Site) -> None:
    secret = reference(site, "Secrets")
    mine = edits(site)
    for edit in (
        lambda: mine.mark(MIRA, secret, "x", at(1)),
        lambda: mine.rename_mark(MIRA, secret, at(1), "x"),
        lambda: mine.unmark(MIRA, secret, at(1)),
        lambda: mine.exclude(MIRA, secret, at(1), at(2)),
        lambda: mine.include(MIRA, secret, at(1), at(2)),
        lambda: mine.note(MIRA, secret),
        lambda: mine.write_note(MIRA, secret, "x", None),
    ):
        with pytest.raises(NotFoundError):
            edit()
    assert mine.write_note(ROOT, secret, "x", None).is_saved


@pytest.mark.parametrize("text", [None, 7, [], "", "ten", "x" * 10_000, "2026-13-40 10:00", "10:05"])
def test_what_is_no_moment_is_told(site: Site, text: object) -> None:
    with pytest.raises(DataError, match="not a time"):
        read_moment(text, site.session("Physics 101"))


@pytest.mark.parametrize("text", [None, 7, [], "", "25:00", "10:61", "x" * 10_000, "10:05:", "１０:０５ "])
def test_what_is_no_clock_is_told(site: Site, text: object) -> None:
    with pytest.raises(DataError, match="not a time"):
        read_clock(text, site.session("Physics 101"), at(50))


@pytest.mark.parametrize("key", [None, 7, [], "", "1e9", "9" * 39, "9" * 400, "-" * 5])
def test_what_is_no_key_is_told(key: object) -> None:
    with pytest.raises(DataError, match="not a time"):
        from_key(key)


def test_moments_come_back_as_they_were_sent(site: Site) -> None:
    session = site.session("Physics 101")
    moment = datetime(2026, 3, 10, 9, 5, 23, 456789, tzinfo=UTC)

    assert from_key(to_key(moment)) == moment
    assert write_moment(moment, session) == "2026-03-10T10:05:23.456"
    assert read_moment("2026-03-10 10:05:23.456", session) == moment.replace(microsecond=456000)


def test_a_clock_is_that_of_the_class_also_past_midnight(class_store: Store) -> None:
    late = Script(course="Night", started_at=datetime(2026, 3, 10, 22, 30, tzinfo=UTC), owner="mira")
    found = class_store.find_session(class_store.create_session(new_session(late), agent="test:1:1").hex)
    end = late.started_at + timedelta(hours=2)

    assert read_clock("23:45", found, end) == datetime(2026, 3, 10, 22, 45, tzinfo=UTC)
    assert read_clock("00:10:30", found, end) == datetime(2026, 3, 10, 23, 10, 30, tzinfo=UTC)
    assert isinstance(found.id, UUID)
