"""A database of an earlier version keeps its data when it is brought up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from classroom.config import StorageSettings, resource
from classroom.storage import Store
from classroom.storage.engine import Database, open_database
from classroom.storage.schema import upgrade_schema
from tests.storage.examples import START, moment

BY = {"actor": "anna", "now": START}
SESSION_COLUMNS = (
    "id, course, started_at, status, source, interval_s, time_zone, is_demo, agent, frame_count, gallery_frame_count, "
    "participant_count, observation_count"
)
PARTICIPANT_COLUMNS = "session_id, number, display_name, name_is_read, student_id"
VERDICT_COLUMNS = "session_id, participant, reason, start, rule_version, verdict, given_at"
SESSION = "0197000000007000800000000000000a"


def upgrade_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    with database.migrate() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def fill_0001(database: Database) -> None:
    """One session with a frame, two participants, their observations, a verdict, a marker and a student."""
    key = f"'{SESSION}'" if database.file is None else f"x'{SESSION}'"
    student = key.replace("0a'", "0b'")
    at = moment(0).isoformat(sep=" ") if database.file is None else moment(0).strftime("%Y-%m-%d %H:%M:%S.%f")
    no = "false" if database.file is None else "0"
    sessions = f"({key}, 'Physics', '{at}', 'finished', 'monitor 1', 3, 'Europe/Vienna', {no}, 'a:1:2', 1, 1, 2, 2)"
    participants = f"({key}, 1, 'Ann Lee', {no}, {student}), ({key}, 2, 'Bob', {no}, NULL)"
    verdict = f"({key}, 2, 'no_face', '{at}', '1', 'right', '{at}')"
    statements = (
        f"INSERT INTO sessions ({SESSION_COLUMNS}) VALUES {sessions}",
        f"INSERT INTO students (id, display_name, external_id) VALUES ({student}, 'Ann Lee', '7')",
        f"INSERT INTO participants ({PARTICIPANT_COLUMNS}) VALUES {participants}",
        f"INSERT INTO frames (session_id, number, taken_at, status, elapsed_ms) VALUES ({key}, 0, '{at}', 0, 40)",
        f"INSERT INTO observations (session_id, frame, participant, state) VALUES ({key}, 0, 1, 0), ({key}, 0, 2, 1)",
        f"INSERT INTO flag_verdicts ({VERDICT_COLUMNS}) VALUES {verdict}",
        f"INSERT INTO markers (session_id, at, text) VALUES ({key}, '{at}', 'exercise')",
    )
    with database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_foreign_keys_are_off_while_tables_are_rebuilt(tmp_path: Path) -> None:
    """On, dropping a table for its new form would delete all that points to its rows."""
    database = open_database(StorageSettings(url="default", busy_timeout_s=5), tmp_path)

    with database.migrate() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    with database.write() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.engine.dispose()


def test_a_database_of_the_first_version_keeps_its_data(storage_settings: StorageSettings, tmp_path: Path) -> None:
    database = open_database(storage_settings, tmp_path)
    upgrade_to(database, "0001")
    fill_0001(database)

    upgrade_schema(database)

    with Store(database) as store:
        (session,) = store.sessions()
        records = store.load_records(session.id)
        details = store.participant_details(session.id)
        assert (session.course, session.revision, session.participant_count) == ("Physics", 0, 2)
        assert records.observations.participant.tolist() == [1, 2]
        assert [one.participant for one in records.verdicts] == [2]
        assert [one.text for one in records.markers] == ["exercise"]
        assert [one.student.name if one.student else None for one in details] == ["Ann Lee", None]
        store.merge_participants(session.id, 1, 2, **BY)
        assert store.load_records(session.id).observations.participant.tolist() == [1]
        store.delete_session(session.id)
        assert store.sessions() == ()


def test_going_back_a_version_keeps_what_that_version_knew(storage_settings: StorageSettings, tmp_path: Path) -> None:
    database = open_database(storage_settings, tmp_path)
    upgrade_to(database, "0001")
    fill_0001(database)
    upgrade_schema(database)

    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    with database.migrate() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")

    with database.read() as connection:
        counts = [
            connection.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("sessions", "participants", "observations", "flag_verdicts", "students")
        ]
    assert counts == [1, 2, 2, 1, 1]
    database.engine.dispose()
