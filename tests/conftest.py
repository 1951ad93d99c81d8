"""Databases for the tests of every room: a fresh Store on SQLite, and on PostgreSQL when there is one."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from classroom.config import StorageSettings
from classroom.storage import Store, open_store
from tests.storage.postgres_server import find_binaries, run_server

SERVER_VARIABLE = "TEST_POSTGRES_URL"  # a server to use instead of a private one; its user may create databases


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The URL of a PostgreSQL server's `postgres` database: the one named by the variable, else a private one."""
    if SERVER_VARIABLE in os.environ:
        yield make_url(os.environ[SERVER_VARIABLE]).set(drivername="postgresql+psycopg")
        return
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(f"no PostgreSQL here: install it, or name a server in {SERVER_VARIABLE}")
    with run_server(binaries) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    name = f"test_{uuid4().hex}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def storage_settings(request: pytest.FixtureRequest) -> StorageSettings:
    """The `storage` section for an empty database of each kind; give `tmp_path` as the default folder."""
    url = "default" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return StorageSettings(url=url, busy_timeout_s=5)


@pytest.fixture
def store(storage_settings: StorageSettings, tmp_path: Path) -> Iterator[Store]:
    """An empty Store, once on SQLite and once on PostgreSQL."""
    with open_store(storage_settings, default_folder=tmp_path) as opened:
        yield opened
