"""Every failure of a database or its file is one clear line that says what to do, and loses nothing."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import make_url

from classroom.config import StorageSettings
from classroom.errors import StorageError
from classroom.storage import Store, open_store
from classroom.storage.engine import FILE_NAME
from classroom.storage.maintenance import check
from classroom.storage.schema import HEAD
from tests.storage.examples import AGENT, frame, moment, new_session, people, seen

NOBODY = 65_534  # an account without rights


def settings(url: str = "default", busy_timeout_s: float = 0.05) -> StorageSettings:
    return StorageSettings(url=url, busy_timeout_s=busy_timeout_s)


def refused(url: str, folder: Path) -> str:
    """The one line with which opening fails."""
    with pytest.raises(StorageError) as caught:
        open_store(settings(url), default_folder=folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def save_until_refused(store: Store, session: UUID) -> tuple[int, str]:
    """How many frames of 49 participants are saved after the first, counting it, and why no more are."""
    for number in range(1, 1_000):
        try:
            store.save_frame(session, frame(number, *(seen(one) for one in range(1, 50))))
        except StorageError as error:
            return number, str(error)
    pytest.fail("a thousand frames were saved")


def record_into(store: Store) -> UUID:
    """A session of one frame."""
    session = store.create_session(new_session(), agent=AGENT)
    store.save_frame(session, frame(0, seen(1), new=people(*range(1, 50))))
    return session


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    with open_store(settings(), default_folder=tmp_path) as store:
        yield store


@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """Root may write everywhere: act as somebody else meanwhile."""
    if os.name != "posix":
        pytest.skip("rights are tested on POSIX systems")
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


@pytest.fixture
def entered(tmp_path: Path) -> Path:
    """A folder that everybody may enter and read."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path(folder.anchor) and not folder.stat().st_mode & 0o5:
            folder.chmod(0o755)
    return tmp_path


# ---------------------------------------------------------------- SQLite


def test_a_locked_database_is_said_to_be_locked_and_works_again_afterwards(tmp_path: Path, sqlite_store: Store) -> None:
    session = sqlite_store.create_session(new_session(), agent=AGENT)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="is locked by another program"):
        sqlite_store.save_frame(session, frame(0, seen(1), new=people(1)))
    assert sqlite_store.find_session("latest").frame_count == 0  # reading goes on meanwhile

    other.execute("ROLLBACK")
    other.close()
    sqlite_store.save_frame(session, frame(0, seen(1), new=people(1)))
    assert sqlite_store.find_session("latest").frame_count == 1


def test_a_database_locked_for_everyone_cannot_be_opened(tmp_path: Path) -> None:
    open_store(settings(), default_folder=tmp_path).close()
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")

    assert "is locked by another program" in refused("default", tmp_path)

    other.close()


@pytest.mark.parametrize(
    "content", [b"this is a text, not a database, and long enough\n" * 30, b"SQLite format 3\0" * 9]
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(content)

    line = refused("default", tmp_path)

    assert str(file) in line
    assert "is not a database file: restore a backup" in line
    assert file.read_bytes() == content


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    open_store(settings(), default_folder=tmp_path).close()
    file = tmp_path / FILE_NAME
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)  # the page that lists the tables
    file.write_bytes(content)

    assert "is damaged: restore a backup" in refused("default", tmp_path)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
        other.execute("CREATE TABLE albums (title TEXT)")

    assert "belongs to another program" in refused("default", tmp_path)


@pytest.mark.parametrize("middle", ["", "sub/folder"])
def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, middle: str) -> None:
    (tmp_path / "data").write_text("a file")

    line = refused("default", tmp_path / "data" / middle)

    assert "check the path, its rights" in line


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()

    assert "a folder, a pipe or a device" in refused("default", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_place_of_the_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")

    with pytest.raises(StorageError, match="a folder, a pipe or a device"):
        open_store(StorageSettings(url=f"sqlite:///{tmp_path}/pipe.db", busy_timeout_s=1), default_folder=tmp_path)


def test_a_folder_without_rights_is_refused(entered: Path) -> None:
    folder = entered / "locked"
    folder.mkdir(mode=0o555)

    with without_rights():
        line = refused("default", folder)

    assert "permission denied" in line
    assert not (folder / FILE_NAME).exists()


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
@pytest.mark.parametrize("rights", [(0o444, 0o555), (0o666, 0o555), (0o444, 0o777)], ids=["both", "folder", "file"])
def test_a_database_that_may_only_be_read_is_read_and_refused_when_written(
    entered: Path, journal: str, rights: tuple[int, int]
) -> None:
    file = entered / "shared" / FILE_NAME
    with open_store(settings(), default_folder=file.parent) as store:
        session = record_into(store)
    with contextlib.closing(sqlite3.connect(file)) as plain:
        plain.execute(f"PRAGMA journal_mode={journal}")
    file.chmod(rights[0])
    file.parent.chmod(rights[1])

    with without_rights(), open_store(settings(f"sqlite:///{file}"), default_folder=entered) as store:
        found = store.sessions()
        records = store.load_records(session)
        report = check(settings(f"sqlite:///{file}"), entered)
        with pytest.raises(StorageError, match=r"(may only be read|cannot be opened): .* write"):
            store.save_frame(session, frame(1, seen(1)))
    file.parent.chmod(0o755)

    assert [one.id for one in found] == [session]
    assert records.frames.number.tolist() == [0]
    assert report.problems == ()


def test_a_database_whose_changes_wait_beside_it_is_not_read_without_them(entered: Path) -> None:
    """As a killed recording leaves it on a stick that is then write-protected: half the truth is none."""
    file = entered / "shared" / FILE_NAME
    with open_store(settings(), default_folder=entered / "live") as store:
        record_into(store)
        file.parent.mkdir()
        for ending in ("", "-wal"):
            shutil.copy(entered / "live" / (FILE_NAME + ending), file.with_name(FILE_NAME + ending))
    for one in file.parent.iterdir():
        one.chmod(0o444)
    file.parent.chmod(0o555)

    with without_rights():
        line = refused(f"sqlite:///{file}", entered)
    file.parent.chmod(0o755)

    assert "cannot be opened: check that its folder exists and that you may write there" in line


def test_an_old_database_that_may_only_be_read_is_refused(entered: Path) -> None:
    file = entered / "shared" / FILE_NAME
    file.parent.mkdir()
    file.touch()
    file.chmod(0o444)
    file.parent.chmod(0o555)

    with without_rights():
        line = refused(f"sqlite:///{file}", entered)
    file.parent.chmod(0o755)

    assert "may only be read: give yourself the right" in line


def test_on_a_full_disk_a_database_is_read_and_written_again_once_there_is_space(small_disk: Path) -> None:
    with open_store(settings(), default_folder=small_disk) as store:
        session = record_into(store)
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as rest:
        while True:
            rest.write(bytes(1024))

    with open_store(settings(), default_folder=small_disk) as store:
        assert store.load_records(session).frames.number.tolist() == [0]
        with pytest.raises(StorageError, match="the disk is full"):
            store.save_frame(session, frame(1, seen(1)))

        filler.unlink()
        store.save_frame(session, frame(1, seen(1)))
        assert store.load_records(session).frames.number.tolist() == [0, 1]


@pytest.mark.skipif(os.name != "posix", reason="Windows moves and deletes no file that is open")
@pytest.mark.parametrize("fate", ["deleted", "moved", "replaced", "folder moved"])
def test_a_database_that_vanishes_during_a_class_is_not_written_to(tmp_path: Path, fate: str) -> None:
    folder, aside = tmp_path / "data", tmp_path / "aside"
    file = folder / FILE_NAME
    with open_store(settings(), default_folder=folder) as store:
        session = record_into(store)
        match fate:
            case "deleted":
                file.unlink()
            case "moved":
                file.rename(aside)
            case "replaced":
                shutil.copy(file, aside)
                aside.replace(file)
            case _:
                folder.rename(aside)

        with pytest.raises(StorageError, match=r"classroom\.db was moved or deleted while in use: put it back or"):
            store.save_frame(session, frame(1, seen(1)))
        with pytest.raises(StorageError, match="put it back or start again"):
            store.finish_session(session, moment(2))

        assert store.load_records(session).frames.number.tolist() == [0]
    assert file.exists() == (fate == "replaced")


@pytest.mark.skipif(os.name != "posix", reason="Windows moves and deletes no file that is open")
def test_a_database_that_was_put_back_is_written_to_again(tmp_path: Path) -> None:
    file, aside = tmp_path / FILE_NAME, tmp_path / "aside"
    with open_store(settings(), default_folder=tmp_path) as store:
        session = record_into(store)
        file.rename(aside)
        with pytest.raises(StorageError, match="put it back or start again"):
            store.save_frame(session, frame(1, seen(1)))
        aside.rename(file)

        store.save_frame(session, frame(1, seen(1)))

    with open_store(settings(), default_folder=tmp_path) as store:
        assert store.load_records(session).frames.number.tolist() == [0, 1]


def test_a_full_disk_is_said_to_be_full_and_keeps_what_was_saved(tmp_path: Path, sqlite_store: Store) -> None:
    """SQLite's own limit of pages gives the very error of a full disk."""
    session = sqlite_store.create_session(new_session(), agent=AGENT)
    sqlite_store.save_frame(session, frame(0, seen(1), new=people(*range(1, 50))))
    with sqlite_store._database.read() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={used + 3}")

    saved, line = save_until_refused(sqlite_store, session)

    assert f"{tmp_path / FILE_NAME} cannot grow, the disk is full: free some space" in line
    records = sqlite_store.load_records(session)
    assert records.frames.number.tolist() == list(range(saved))
    assert len(records.observations.frame) == 1 + 49 * (saved - 1)


def test_a_really_full_disk_is_said_to_be_full(small_disk: Path) -> None:
    with open_store(settings(), default_folder=small_disk) as store:
        session = store.create_session(new_session(), agent=AGENT)
        store.save_frame(session, frame(0, seen(1), new=people(*range(1, 50))))

        saved, line = save_until_refused(store, session)

        assert "disk is full" in line
        assert store.find_session("latest").frame_count == saved


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    is_root = os.name == "posix" and os.geteuid() == 0
    if not is_root or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_rows_of_a_newer_version_ask_for_an_update(tmp_path: Path, sqlite_store: Store) -> None:
    session = sqlite_store.create_session(new_session(), agent=AGENT)
    sqlite_store.save_frame(session, frame(0, seen(1), new=people(1)))
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as newer:
        newer.execute("UPDATE observations SET state = 99")
        newer.commit()

    with pytest.raises(StorageError, match="update classroom"):
        sqlite_store.load_records(session)


# ---------------------------------------------------------------- both


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM participants WHERE number = 1", "belong to nothing"),
        ("DELETE FROM frames", "belong to nothing"),
        ("UPDATE observations SET state = -3", "state -3, which nobody wrote"),
        ("UPDATE participants SET display_name = x'00FF'", "values that nobody wrote"),
        ("UPDATE participants SET merged_into = 99 WHERE number = 2", "merged into nobody"),
        ("UPDATE participants SET merged_into = 5 - number WHERE number IN (2, 3)", "merged into nobody"),
        ("UPDATE sessions SET frame_count = 'many'", "values that nobody wrote"),
    ],
)
def test_rows_that_nobody_wrote_are_told_when_read(tmp_path: Path, sqlite_store: Store, damage: str, said: str) -> None:
    session = record_into(sqlite_store)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        assert connection.execute(damage).rowcount > 0

    with pytest.raises(StorageError, match=rf"{said}.*classroom db restore"):
        sqlite_store.load_records(session)


def test_a_newer_schema_asks_for_an_update(storage_settings: StorageSettings, tmp_path: Path) -> None:
    store = open_store(storage_settings, default_folder=tmp_path)
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    said = f"newer version (schema 9999, this one has {HEAD}): update classroom"
    assert said in refused(storage_settings.url, tmp_path)
    report = check(storage_settings, tmp_path)
    assert report.revision == "9999"
    assert "update classroom" in report.problems[0]


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim@h/x", "nonsense", "sqlite://", "sqlite:///:memory:", "", "a://b:c:d"]
)
def test_a_url_that_is_no_database_of_ours_is_refused(tmp_path: Path, url: str) -> None:
    line = refused(url, tmp_path)

    assert "use default, sqlite:///FILE or postgresql://USER@HOST/NAME" in line
    assert "geheim" not in line


def test_a_missing_driver_names_the_extra_to_install(tmp_path: Path) -> None:
    """In a program of its own, in which psycopg cannot be imported."""
    program = """
import sys
sys.modules["psycopg"] = None
from pathlib import Path
from classroom.config import StorageSettings
from classroom.errors import StorageError
from classroom.storage import open_store
try:
    open_store(StorageSettings(url="postgresql://u:geheim@127.0.0.1/x", busy_timeout_s=1), default_folder=Path("."))
except StorageError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert "pip install 'psycopg[binary]'" in done.stdout
    assert "geheim" not in done.stdout


# ---------------------------------------------------------------- PostgreSQL


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("127.0.0.1:1/x", "does not answer: start the server"),
        ("no-such-host.invalid/x", "is on a host that nobody knows"),
        ("/x?host=/nowhere", "does not answer: start the server"),
    ],
)
def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path: Path, address: str, said: str) -> None:
    pytest.importorskip("psycopg")

    line = refused(f"postgresql://anna:geheim@{address}", tmp_path)

    assert line.startswith("PostgreSQL database x on ")
    assert said in line
    assert "geheim" not in line


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong-geheim"}, "refuses the password: correct it in storage.url"),
        ({"username": "nobody-geheim"}, "refuses the password: correct it in storage.url"),
        ({"database": "unknown"}, "does not exist on the server: create it"),
    ],
)
def test_a_wrong_login_or_database_is_named(
    empty_postgres_url: str, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    url = make_url(empty_postgres_url).set(**change)  # type: ignore[arg-type]

    line = refused(url.render_as_string(hide_password=False), tmp_path)

    assert said in line
    assert "geheim" not in line
