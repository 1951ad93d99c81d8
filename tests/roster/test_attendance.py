"""The platforms' attendance lists are read in the forms in which they are exported."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classroom.errors import DataError
from classroom.roster.attendance import parse_attendance, read_attendance
from classroom.roster.types import AttendanceEntry, Platform

VIENNA = ZoneInfo("Europe/Vienna")  # UTC+1 in winter
START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00 there

ZOOM_ROWS = """Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Consent,In Waiting Room
Ann Lee,ann@school.example,03/02/2026 09:00:10 AM,03/02/2026 09:20:10 AM,20,No,,No
"Nick (Robert Smith)",,03/02/2026 09:01:00 AM,03/02/2026 09:51:00 AM,50,Yes,,No
Ann Lee,ann@school.example,03/02/2026 09:30:10 AM,03/02/2026 10:00:10 AM,30,No,,No
Eve,,03/02/2026 08:50:00 AM,03/02/2026 08:55:00 AM,5,Yes,,Yes
Zoe (she/her),,03/02/2026 09:02:00 AM,03/02/2026 10:02:00 AM,60,Yes,,No
"""
ZOOM_BLOCK = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Physics 101,03/02/2026 08:50:00 AM,03/02/2026 10:05:00 AM,teacher@school.example,75,4

"""
ZOOM_UNIQUE = """Name (Original Name),User Email,Total Duration (Minutes),Guest
Ann Lee,ann@school.example,50,No
Zoe,,60,Yes
"""
MEET = """First name,Last name,Email,Duration,Time joined,Time exited
Ann,Lee,ann@school.example,1 hr 2 min,9:00 AM,10:02 AM
Zoe,,,45 min,09:05,09:50
"""
TEAMS = """1. Summary
Meeting title\tPhysics 101
Attended participants\t2
Start time\t3/2/26, 9:00:00 AM
End time\t3/2/26, 10:00:00 AM
Meeting duration\t1h
Average attendance time\t50m

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ann Lee\t3/2/26, 9:00:05 AM\t3/2/26, 10:02:08 AM\t52m 3s\tann@school.example\tann@school.example\tPresenter
Robert Smith (Guest)\t3/2/26, 9:10:00 AM\t3/2/26, 10:00:00 AM\t50m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ann Lee\t3/2/26, 9:00:05 AM\t3/2/26, 9:22:08 AM\t22m 3s\tann@school.example\tPresenter
Ann Lee\t3/2/26, 9:32:08 AM\t3/2/26, 10:02:08 AM\t30m\tann@school.example\tPresenter
Robert Smith (Guest)\t3/2/26, 9:10:00 AM\t3/2/26, 10:00:00 AM\t50m\t\tAttendee
"""
TEAMS_LOG = """Full Name\tUser Action\tTimestamp
Ann Lee\tJoined\t3/2/2026, 9:00:05 AM
Robert Smith\tJoined before\t3/2/2026, 9:01:00 AM
Ann Lee\tLeft\t3/2/2026, 9:40:05 AM
"""


def read(text: str, encoding: str = "utf-8", started_at: datetime | None = START) -> tuple[AttendanceEntry, ...]:
    return parse_attendance(text.encode(encoding), "list.csv", VIENNA, started_at)


def stays(entry: AttendanceEntry) -> list[tuple[str, str]]:
    return [(f"{one.start:%H:%M:%S}", f"{one.end:%H:%M:%S}") for one in entry.intervals]


@pytest.mark.parametrize("text", [ZOOM_ROWS, ZOOM_BLOCK + ZOOM_ROWS], ids=["rows", "with the meeting's block"])
def test_zooms_rows_of_one_person_are_joined(text: str) -> None:
    ann, nick, zoe = read(text)

    assert (ann.name, ann.email, ann.minutes, ann.platform) == ("Ann Lee", "ann@school.example", 50, Platform.ZOOM)
    assert stays(ann) == [("08:00:10", "08:20:10"), ("08:30:10", "09:00:10")]
    assert (nick.name, nick.other_names, nick.email) == ("Nick", ("Robert Smith",), None)
    assert (zoe.name, zoe.other_names) == ("Zoe (she/her)", ())


def test_who_only_waited_outside_was_not_in_the_call() -> None:
    assert "Eve" not in [entry.name for entry in read(ZOOM_ROWS)]


def test_zooms_list_of_unique_users_has_minutes_without_times() -> None:
    ann, zoe = read(ZOOM_UNIQUE)

    assert (ann.minutes, ann.intervals, zoe.minutes) == (50, (), 60)


def test_meets_times_are_of_the_sessions_day() -> None:
    ann, zoe = read(MEET)

    assert (ann.name, ann.minutes, ann.platform) == ("Ann Lee", 62, Platform.MEET)
    assert ann.intervals[0].start == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert (zoe.name, zoe.minutes, stays(zoe)) == ("Zoe", 45, [("08:05:00", "08:50:00")])


def test_times_without_a_date_and_a_session_are_not_invented() -> None:
    assert [entry.intervals for entry in read(MEET, started_at=None)] == [(), ()]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8", "utf-8-sig"])
def test_teams_activities_count_before_its_list_of_participants(encoding: str) -> None:
    ann, robert = read(TEAMS, encoding)

    assert stays(ann) == [("08:00:05", "08:22:08"), ("08:32:08", "09:02:08")]
    assert ann.minutes == pytest.approx(52.05)
    assert (robert.name, robert.email, robert.minutes) == ("Robert Smith (Guest)", None, 50)
    assert ann.platform is Platform.TEAMS


def test_without_activities_first_join_and_last_leave_count() -> None:
    ann, _ = read(TEAMS.partition("3. In")[0])

    assert stays(ann) == [("08:00:05", "09:02:08")]
    assert ann.minutes == pytest.approx(52.05)


def test_teams_old_log_pairs_joining_and_leaving() -> None:
    ann, robert = read(TEAMS_LOG)

    assert (stays(ann), ann.minutes) == ([("08:00:05", "08:40:05")], 40)
    assert (robert.intervals, robert.minutes) == ((), None)


@pytest.mark.parametrize(
    ("first", "second", "start"),
    [
        ("02.03.2026 09:00:00", "02.03.2026 10:00:00", "2026-03-02T08:00"),
        ("2/3/2026 09:00", "2/3/2026 10:00", "2026-03-02T08:00"),
        ("3/2/2026 9:00 AM", "3/2/2026 10:00 AM", "2026-03-02T08:00"),
        ("2026-03-02 09:00:00", "2026-03-02 10:00:00", "2026-03-02T08:00"),
        ("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T08:00"),
        ("02/03/26, 9:00:00 p.m.", "02/03/26, 9:30:00 p.m.", "2026-03-02T20:00"),
    ],
)
def test_dates_are_read_in_the_order_that_fits_the_session(first: str, second: str, start: str) -> None:
    (entry,) = read(f'Name,Join Time,Leave Time\nAnn,"{first}","{second}"\n')

    assert f"{entry.intervals[0].start:%Y-%m-%dT%H:%M}" == start


def test_an_ambiguous_date_without_a_session_is_not_read_unless_the_list_settles_it() -> None:
    ambiguous = "Name,Join Time,Leave Time\nAnn,03/02/2026 09:00,03/02/2026 10:00\n"

    assert read(ambiguous, started_at=None)[0].intervals == ()
    settled = read(ambiguous + "Bob,03/25/2026 09:00,03/25/2026 10:00\n", started_at=None)
    assert settled[0].intervals[0].start == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_two_devices_at_once_count_once() -> None:
    (entry,) = read(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
        "Ann,,2026-03-02 09:00,2026-03-02 09:40,40\nAnn,,2026-03-02 09:10,2026-03-02 09:50,40\n"
    )

    assert (entry.minutes, len(entry.intervals)) == (50, 1)


def test_a_leave_before_the_join_gives_no_interval() -> None:
    (entry,) = read("Name,Join Time,Leave Time,Duration\nAnn,2026-03-02 09:00,2026-03-02 08:00,5\n")

    assert (entry.intervals, entry.minutes) == ((), 5)


@pytest.mark.parametrize("text", ["Name,Email\nAnn,a@b.example\n", "hello\n", ""])
def test_another_file_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(DataError, match="no attendance list of Zoom, Meet or Teams"):
        read(text)


def test_an_empty_list_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("Name,Join Time,Leave Time\n", encoding="utf-8")

    with pytest.raises(DataError, match="lists nobody"):
        read_attendance(tmp_path / "empty.csv", VIENNA, START)
