"""Databases for the tests of every room: a fresh Store on SQLite, and on PostgreSQL when there is one."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, delete, make_url, text

from classroom.config import StorageSettings
from classroom.storage import Store, open_store
from classroom.storage.tables import Base
from tests.storage.postgres_server import find_binaries, run_server

SERVER_VARIABLE = "TEST_POSTGRES_URL"  # a server to use instead of a private one; its user may create databases

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def pytest_configure() -> None:
    """Ctrl-C stops servers here: a run in the background of a script inherits that it is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The URL of a PostgreSQL server: the one named by the variable, else a private one, else a skip."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if SERVER_VARIABLE in os.environ:
        yield make_url(os.environ[SERVER_VARIABLE])
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(f"no PostgreSQL here: install it, or name a server in {SERVER_VARIABLE}")
    with run_server(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def shared_postgres_url(postgres_server: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with all tables, for the whole run: emptied is faster than made anew."""
    with _make_database(postgres_server) as url:
        settings = StorageSettings(url=url, busy_timeout_s=5)
        open_store(settings, default_folder=tmp_path_factory.mktemp("unused")).close()
        yield url


@pytest.fixture
def empty_postgres_url(shared_postgres_url: str) -> str:
    """The URL of a PostgreSQL database with all tables and no rows."""
    engine = create_engine(make_url(shared_postgres_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))
    engine.dispose()
    return shared_postgres_url


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database without tables."""
    with _make_database(postgres_server) as url:
        yield url


@pytest.fixture(params=KINDS)
def storage_settings(request: pytest.FixtureRequest) -> StorageSettings:
    """The `storage` section for a database without tables; give `tmp_path` as the default folder."""
    url = "default" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return StorageSettings(url=url, busy_timeout_s=5)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty Store, once on SQLite (in `tmp_path`) and once on PostgreSQL."""
    url = "default" if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")
    with open_store(StorageSettings(url=url, busy_timeout_s=5), default_folder=tmp_path) as opened:
        yield opened


@contextmanager
def _make_database(server: URL) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()
