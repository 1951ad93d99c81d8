"""A student's rights and the retention of sessions, by commands."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname
from threading import Event
from uuid import UUID

import pytest

from classroom.cli.homes import spool_folder
from classroom.cli.retention import purge_at_start, purging_daily
from classroom.cli.wiring import open_default_store
from classroom.config import RetentionSettings, load_settings
from classroom.domain import NewSession, Participant
from classroom.transport.messages import Seen
from classroom.transport.spool import SUFFIX, open_spool
from tests.cli.conftest import Cli
from tests.cli.recorded import COURSE, record_class
from tests.transport.messages import a_begin, a_record

ANN, BOB = ("Ann Verylonglee", 0, 10), ("Bob Ray", 0, 5)
LATER = datetime.now(UTC) + timedelta(days=40)


def database(home: Path) -> bytes:
    """All files of the database."""
    return b"".join(path.read_bytes() for path in home.rglob("classroom.db*"))


def test_a_student_is_erased_from_the_whole_file_and_the_others_stay(cli: Cli, home: Path) -> None:
    record_class(ANN, BOB)
    there = b"Verylonglee" in database(home)

    done = cli("student", "erase", "ann verylonglee", "--yes", "--json")

    assert (done.code, json.loads(done.out)["observations"]) == (0, 11)
    assert there
    assert b"Verylonglee" not in database(home)
    assert b"Bob Ray" in database(home)
    assert cli("db", "check").code == 0
    assert cli("student", "erase", "ann verylonglee", "--yes").code == 6


def test_frames_that_wait_in_a_spool_are_reached_too(cli: Cli, home: Path) -> None:
    record_class(BOB)
    with open_default_store(load_settings()) as store:
        here = store.place
    begin, elsewhere = leave_spool(here, "Ann Verylonglee"), leave_spool("server school.example", "Ann Verylonglee")

    done = cli("student", "erase", "Ann Verylonglee", "--yes", "--json")

    assert json.loads(done.out)["observations"] == 1
    assert "Delivered" in done.err
    assert "warning: 1 class of this computer waits to be delivered" in done.err
    with open_default_store(load_settings()) as store:
        assert [one.id for one in store.sessions(course="Physics 101") if one.id == begin] == [begin]
        assert [one.display_name for one in store.participants(begin)] == []
    assert [path.stem for path in home.rglob(f"*{SUFFIX}")] == [elsewhere.hex]


def leave_spool(place: str, name: str) -> UUID:
    """The session of an agent that is gone; one frame of it waits for that place, with one student."""
    begin, record = replace(a_begin(), agent=f"{gethostname()}:4194303:1"), a_record()
    seen = replace(
        record, new_participants=(Participant(1, name, name_is_read=True),), observations=record.observations[:1]
    )
    spool = open_spool(spool_folder(place), begin.session)
    for message in (begin, Seen(begin.session, seen)):
        spool.append(message)
    spool.close()
    return begin.session


def test_nothing_is_erased_that_nobody_confirmed(cli: Cli, home: Path) -> None:
    record_class(ANN)

    done = cli("student", "erase", ANN[0])

    assert (done.code, "--yes" in done.err) == (2, True)
    assert b"Verylonglee" in database(home)


def test_every_participant_that_goes_is_told_before_anybody_is_erased(cli: Cli, home: Path) -> None:
    record_class(ANN, BOB)
    assert cli("participants", "merge", "latest", "1", "2", "--yes").code == 0

    asked = cli("student", "erase", ANN[0])
    done = cli("student", "erase", ANN[0], "--yes")

    assert (asked.code, done.code) == (2, 0)
    for told in (asked.err, done.err):
        assert "Ann Verylonglee (no. 1); Bob Ray (no. 2, merged into no. 1)" in told
    assert "Erased: 2 participants and 17 observations in 1 session" in done.out


def test_an_export_is_json_or_a_zip_of_tables(cli: Cli, home: Path) -> None:
    record_class(ANN, BOB)

    printed = json.loads(cli("student", "export", ANN[0], "--course", COURSE).out)
    written = cli("student", "export", ANN[0], "-o", str(home / "ann.zip"))

    assert len(printed["observations"]) == 11
    assert printed["observations"][0]["happy"] is None
    assert "Bob" not in json.dumps(printed)
    with zipfile.ZipFile(home / "ann.zip") as archive:
        rows = list(csv.reader(io.StringIO(archive.read("observations.csv").decode("utf-8-sig"))))
        assert {"roster.csv", "consents.csv", "participants.csv", "observations.csv"} <= set(archive.namelist())
    assert len(rows) == 12
    assert "rows" in written.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("Nobody",), 6), ((ANN[0], "--course", "Maths"), 6), ((ANN[0], "-o", "ann.txt"), 7), ((" ",), 8)],
)
def test_an_export_of_nobody_or_into_nothing_says_so(cli: Cli, arguments: tuple[str, ...], code: int) -> None:
    record_class(ANN)

    done = cli("student", "export", *arguments)

    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)


# ---------------------------------------------------------------- retention


def test_what_would_be_purged_is_told_before_it_is(cli: Cli) -> None:
    session = record_class(ANN)

    told = cli("db", "purge", "--dry-run", "--older-than", "0")
    kept = cli("db", "purge", "--yes")
    unsure = cli("db", "purge", "--older-than", "0")
    gone = cli("db", "purge", "--older-than", "0", "--yes")

    assert session.hex[:13] in told.out
    assert "1 session would be deleted" in told.out
    assert "Deleted 0" in kept.out
    assert unsure.code == 2
    assert "Deleted 1" in gone.out
    assert json.loads(cli("sessions", "--json").out) == []


def test_a_class_that_begins_deletes_what_is_over_and_logs_it(cli: Cli, capfd: pytest.CaptureFixture[str]) -> None:
    session = record_class(ANN)
    settings = load_settings()

    with open_default_store(settings) as store:
        purge_at_start(store, settings.retention, None, datetime.now(UTC))
        kept = len(store.sessions())
        purge_at_start(store, RetentionSettings(days=0), None, LATER)
        kept_for_ever = len(store.sessions())
        purge_at_start(store, settings.retention, None, LATER)
        (line,) = store.purged()

    assert (kept, kept_for_ever) == (1, 1)
    assert (line.what.session, line.what.participant_count, line.actor) == (session, 1, "retention")
    assert "older than 30 days" in capfd.readouterr().err


def test_a_served_dashboard_purges_by_itself(cli: Cli) -> None:
    record_class(ANN)
    looked = Event()

    def now() -> datetime:
        looked.set()
        return LATER

    with open_default_store(load_settings()) as store:
        with purging_daily(store, load_settings().retention, now, pause_s=3600):
            assert looked.wait(20)
        assert store.sessions() == ()


def test_a_class_that_is_recorded_is_never_purged(cli: Cli) -> None:
    settings = load_settings()
    with open_default_store(settings) as store:
        new = NewSession(COURSE, datetime(2020, 1, 1, tzinfo=UTC), "monitor 1", 3.0, "UTC")
        store.create_session(new, agent="elsewhere:1:2")

        purge_at_start(store, settings.retention, None, LATER)

        assert len(store.sessions()) == 1


def test_sessions_of_a_wrong_clock_are_told_in_one_line_wherever_retention_is_told_of(
    cli: Cli, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings, logged = load_settings(), Event()
    with open_default_store(settings) as store:
        new = NewSession(COURSE, datetime(2099, 1, 1, tzinfo=UTC), "monitor 1", 3.0, "UTC")
        session = store.create_session(new, agent="elsewhere:1:2")
        store.finish_session(session, new.started_at)
        purge_at_start(store, settings.retention, None, datetime.now(UTC))
        at_start = capfd.readouterr().err
        with purging_daily(store, settings.retention, lambda: (logged.set(), datetime.now(UTC))[1], pause_s=3600):
            assert logged.wait(20)

    by_hand = cli("db", "purge", "--dry-run")
    doctor = cli("doctor")

    line = f"1 session is dated in the future by a wrong clock ({session.hex[:13]}, 2099-01-01)"
    assert at_start.count(line) == 1
    assert caplog.text.count(line) == 1
    assert by_hand.err.count(line) == 1
    assert "0 sessions would be deleted" in by_hand.out
    assert doctor.out.count(line) == 1


def test_a_session_of_a_wrong_clock_noticed_long_ago_is_purged_by_hand(cli: Cli) -> None:
    with open_default_store(load_settings()) as store:
        new = NewSession(COURSE, datetime(2099, 1, 1, tzinfo=UTC), "monitor 1", 3.0, "UTC")
        session = store.create_session(new, agent="elsewhere:1:2")
        store.finish_session(session, new.started_at)

    noticed = cli("db", "purge", "--older-than", "0", "--yes")
    told = cli("db", "purge", "--older-than", "0", "--dry-run")
    gone = cli("db", "purge", "--older-than", "0", "--yes")

    assert "Deleted 0" in noticed.out
    assert session.hex[:13] in told.out
    assert "Deleted 1" in gone.out
