"""Check, backup, restore and upgrade, on SQLite and PostgreSQL."""

import contextlib
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.errors import NotFoundError, OutputError, StorageError
from classroom.storage import Store, open_store
from classroom.storage.engine import FILE_NAME
from classroom.storage.maintenance import backup, check, restore, upgrade
from classroom.storage.schema import HEAD
from tests.storage.examples import AGENT, frame, new_session, people, seen, unseen

DEFAULT = StorageSettings(url="default", busy_timeout_s=0.05)


def record(settings: StorageSettings, folder: Path) -> UUID:
    """The id of a session of two frames in the database."""
    with open_store(settings, default_folder=folder) as store:
        return record_into(store)


def record_into(store: Store) -> UUID:
    session = store.create_session(new_session(), agent=AGENT)
    store.save_frame(session, frame(0, seen(1), new=people(1)))
    store.save_frame(session, frame(1, seen(1), unseen(2), new=people(2)))
    return session


@pytest.fixture(autouse=True)
def _tools(request: pytest.FixtureRequest) -> None:
    if "postgres" in request.node.name and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")


# ---------------------------------------------------------------- check and upgrade


def test_a_healthy_database_is_reported_with_its_contents(storage_settings: StorageSettings, tmp_path: Path) -> None:
    record(storage_settings, tmp_path)

    report = check(storage_settings, tmp_path)

    assert report.dialect in {"sqlite", "postgresql"}
    assert report.revision == report.head == HEAD
    assert report.counts == {"sessions": 1, "participants": 2, "frames": 2, "observations": 3, "users": 0}
    assert report.size_bytes > 10_000
    assert report.problems == ()
    assert "1 session, 2 participants, 2 frames, 3 observations, 0 users" in report.lines()
    assert "known-to-the-tests" not in " ".join(report.lines())


def test_checking_makes_no_database(storage_settings: StorageSettings, tmp_path: Path) -> None:
    report = check(storage_settings, tmp_path / "new")

    assert (report.revision, report.problems) == (None, ())
    assert report.lines()[1] == "no tables yet: they are made at the first start"
    assert not (tmp_path / "new").exists()


def test_upgrade_makes_the_tables_and_may_be_repeated(storage_settings: StorageSettings, tmp_path: Path) -> None:
    for _ in range(2):
        upgrade(storage_settings, tmp_path)

    assert check(storage_settings, tmp_path).revision == HEAD


def test_a_folder_in_which_no_database_can_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    (problem,) = check(DEFAULT, tmp_path / "data" / "classroom").problems

    assert problem.startswith(f"{tmp_path / 'data'} is no folder you may write in: correct its rights")


def test_rows_that_belong_to_nothing_are_a_problem(tmp_path: Path) -> None:
    record(DEFAULT, tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as careless:
        careless.execute("DELETE FROM participants WHERE number = 2")
        careless.commit()

    (problem,) = check(DEFAULT, tmp_path).problems

    assert problem.startswith("table observations holds rows that belong to no participants: restore a backup")


def test_a_damaged_index_is_a_problem(tmp_path: Path) -> None:
    record(DEFAULT, tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_sessions_started_at'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (tmp_path / FILE_NAME).open("r+b") as file:
        file.seek((page - 1) * size + 3)  # https://www.sqlite.org/fileformat.html: the page's number of entries
        file.write(b"\0\0")

    problems = check(DEFAULT, tmp_path).problems

    assert problems
    assert all(problem.startswith("the file is damaged (") for problem in problems)


# ---------------------------------------------------------------- backup


def test_a_backup_brings_everything_back(storage_settings: StorageSettings, tmp_path: Path) -> None:
    session = record(storage_settings, tmp_path)
    copy = tmp_path / "backup"
    backup(storage_settings, tmp_path, copy)
    with open_store(storage_settings, default_folder=tmp_path) as store:
        store.delete_session(session)
        later = record_into(store)

    kept = restore(storage_settings, tmp_path, copy)

    with open_store(storage_settings, default_folder=tmp_path) as store:
        assert len(store.load_records(session).observations.frame) == 3
        with pytest.raises(NotFoundError):
            store.load_records(later)
    assert kept is not None
    restore(storage_settings, tmp_path, kept)  # what was replaced can be had back
    with open_store(storage_settings, default_folder=tmp_path) as store:
        assert [one.id for one in store.sessions()] == [later]


@pytest.mark.skipif(os.name != "posix", reason="rights are tested on POSIX systems")
def test_a_backup_is_private(storage_settings: StorageSettings, tmp_path: Path) -> None:
    record(storage_settings, tmp_path)

    backup(storage_settings, tmp_path, tmp_path / "backup")

    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600


def test_a_backup_overwrites_nothing(storage_settings: StorageSettings, tmp_path: Path) -> None:
    record(storage_settings, tmp_path)
    (tmp_path / "backup").write_text("precious")

    with pytest.raises(OutputError, match="is there already: name a new file"):
        backup(storage_settings, tmp_path, tmp_path / "backup")

    assert (tmp_path / "backup").read_text() == "precious"


def test_a_backup_into_a_folder_that_is_not_there_is_refused(storage_settings: StorageSettings, tmp_path: Path) -> None:
    record(storage_settings, tmp_path)

    with pytest.raises(OutputError, match="no such file or directory"):
        backup(storage_settings, tmp_path, tmp_path / "missing" / "backup")


def test_a_backup_during_a_class_is_sound(tmp_path: Path) -> None:
    with open_store(DEFAULT, default_folder=tmp_path) as store:
        session = record_into(store)
        backup(DEFAULT, tmp_path, tmp_path / "backup.db")
        store.save_frame(session, frame(2, seen(1)))

    copied = StorageSettings(url=f"sqlite:///{tmp_path / 'backup.db'}", busy_timeout_s=1)
    assert check(copied, tmp_path).problems == ()
    with open_store(copied, default_folder=tmp_path) as store:
        assert store.find_session("latest").frame_count == 2


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nothing to back up"):
        backup(DEFAULT, tmp_path, tmp_path / "backup.db")

    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all, only a long line of text\n" * 50)

    with pytest.raises(StorageError, match="is not a database file"):
        backup(DEFAULT, tmp_path, tmp_path / "backup.db")

    assert not (tmp_path / "backup.db").exists()


# ---------------------------------------------------------------- restore


def test_a_backup_can_be_restored_where_there_was_nothing(tmp_path: Path) -> None:
    session = record(DEFAULT, tmp_path / "old")
    backup(DEFAULT, tmp_path / "old", tmp_path / "backup.db")

    assert restore(DEFAULT, tmp_path / "new", tmp_path / "backup.db") is None

    with open_store(DEFAULT, default_folder=tmp_path / "new") as store:
        assert store.find_session("latest").id == session


@pytest.mark.parametrize("content", [None, b"", b"only a text\n" * 400], ids=["missing", "empty", "text"])
def test_what_is_no_backup_is_refused_and_changes_nothing(
    storage_settings: StorageSettings, tmp_path: Path, content: bytes | None
) -> None:
    session = record(storage_settings, tmp_path)
    if content is not None:
        (tmp_path / "backup").write_bytes(content)

    with pytest.raises(StorageError, match="backup"):
        restore(storage_settings, tmp_path, tmp_path / "backup")

    with open_store(storage_settings, default_folder=tmp_path) as store:
        assert store.find_session("latest").id == session


def test_the_database_of_another_program_is_no_backup(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "music.db")) as other:
        other.execute("CREATE TABLE albums (title TEXT)")

    with pytest.raises(StorageError, match="is no backup of this program"):
        restore(DEFAULT, tmp_path, tmp_path / "music.db")


def test_a_backup_of_a_newer_version_is_refused(storage_settings: StorageSettings, tmp_path: Path) -> None:
    session = record(storage_settings, tmp_path)
    with open_store(storage_settings, default_folder=tmp_path) as store:
        for revision, after in (("9999", lambda: backup(storage_settings, tmp_path, tmp_path / "b")), (HEAD, str)):
            with store._database.write() as connection:
                connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
            after()

    with pytest.raises(StorageError, match="newer version"):
        restore(storage_settings, tmp_path, tmp_path / "b")

    with open_store(storage_settings, default_folder=tmp_path) as store:
        assert store.find_session("latest").id == session


def test_a_database_in_use_is_not_replaced(tmp_path: Path) -> None:
    with open_store(DEFAULT, default_folder=tmp_path) as store:
        session = record_into(store)
        backup(DEFAULT, tmp_path, tmp_path / "backup.db")

        with pytest.raises(StorageError, match="is in use: end the recording and the dashboard first"):
            restore(DEFAULT, tmp_path, tmp_path / "backup.db")

        store.save_frame(session, frame(2, seen(1)))
        assert store.find_session("latest").frame_count == 3


def test_the_database_itself_is_no_backup(tmp_path: Path) -> None:
    record(DEFAULT, tmp_path)

    with pytest.raises(StorageError, match="is the database itself"):
        restore(DEFAULT, tmp_path, tmp_path / FILE_NAME)


def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path) -> None:
    session = record(DEFAULT, tmp_path)
    backup(DEFAULT, tmp_path, tmp_path / "backup.db")
    ruin = b"only a text now\n" * 400
    (tmp_path / FILE_NAME).write_bytes(ruin)

    kept = restore(DEFAULT, tmp_path, tmp_path / "backup.db")

    assert kept is not None
    assert kept.name.startswith(f"{FILE_NAME}.before-restore-")
    assert kept.read_bytes() == ruin
    with open_store(DEFAULT, default_folder=tmp_path) as store:
        assert store.find_session("latest").id == session


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_whatever_others_may_read_is_private_after_a_restore(tmp_path: Path) -> None:
    settings = StorageSettings(url=f"sqlite:///{tmp_path / 'own' / 'school.db'}", busy_timeout_s=1)
    record(settings, tmp_path)
    backup(settings, tmp_path, tmp_path / "backup.db")
    (tmp_path / "backup.db").chmod(0o644)
    (tmp_path / "own" / "school.db").chmod(0o644)

    kept = restore(settings, tmp_path, tmp_path / "backup.db")

    assert kept is not None
    rights = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "own").iterdir()}
    assert rights == {"school.db": "0o600", kept.name: "0o600"}


@pytest.mark.postgres
def test_a_server_that_cannot_be_reached_is_named_without_the_password(tmp_path: Path) -> None:
    nowhere = StorageSettings(url="postgresql://anna:geheim@127.0.0.1:1/school", busy_timeout_s=1)

    with pytest.raises(StorageError, match=r"PostgreSQL database school on 127\.0\.0\.1:1 cannot") as caught:
        backup(nowhere, tmp_path, tmp_path / "backup")

    assert "geheim" not in str(caught.value)
    assert not (tmp_path / "backup").exists()


@pytest.mark.postgres
def test_without_pg_dump_it_is_said_what_to_run(
    empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StorageError, match=r"pg_dump is not installed here: .* run there `pg_dump --format=custom"):
        backup(StorageSettings(url=empty_postgres_url, busy_timeout_s=1), tmp_path, tmp_path / "backup")
