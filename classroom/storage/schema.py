"""Brings a database to this program's schema with the shipped migrations."""

from sqlalchemy import Connection, inspect, text

from classroom.config import resource
from classroom.errors import StorageError
from classroom.storage.engine import Database

HEAD = "0008"  # the newest migration; here, so that opening needs no import of Alembic (a test compares)


def prepare_schema(database: Database) -> None:
    """Makes sure that the database has this program's tables.

    SQLite is upgraded by itself. PostgreSQL is filled when empty; an older one, which other
    computers may be using, is left to `classroom db upgrade`.

    Raises:
        StorageError: newer than this program, older on PostgreSQL, or not ours.
    """
    revision = find_revision(database)
    if revision == HEAD:
        return
    if revision is not None and database.file is None:
        _refuse_unknown(database, revision)
        raise StorageError(f"{database.place} has an older schema ({revision}, not {HEAD}): run `classroom db upgrade`")
    upgrade_schema(database)


def find_revision(database: Database) -> str | None:
    """The schema's revision; None = no tables yet.

    Raises:
        StorageError: there are tables, but not ours.
    """
    with database.read() as connection:
        return _read_revision(database, connection)


def upgrade_schema(database: Database) -> None:
    """Runs the missing migrations, all or none; several programs may start at once.

    Raises:
        StorageError: the schema is newer than this program, or not ours.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    with database.migrate() as connection:
        revision = _read_revision(database, connection)
        if revision == HEAD:
            return
        if revision is not None:
            _refuse_unknown(database, revision)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _read_revision(database: Database, connection: Connection) -> str | None:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
    if "sessions" in tables or (tables and database.file is not None):
        raise StorageError(f"{database.place} belongs to another program: name another one in storage.url")
    return None


def knows_revision(revision: str) -> bool:
    """False = a newer version of the program (or another program) wrote it."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory(resource("migrations")).get_revision(revision)
    except CommandError:
        return False
    return True


def describe_unknown(place: str, revision: str) -> str:
    return f"{place} was written by a newer version (schema {revision}, this one has {HEAD}): update classroom"


def _refuse_unknown(database: Database, revision: str) -> None:
    if not knows_revision(revision):
        raise StorageError(describe_unknown(database.place, revision))
